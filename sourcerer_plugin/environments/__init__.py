"""The worker's private Python: made, mended, removed, and the page that does it."""

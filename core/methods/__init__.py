"""The configurations that the paper compares (section 5.1), behind one interface."""

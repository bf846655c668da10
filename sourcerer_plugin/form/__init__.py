"""The sections of the dock's form, in the order in which an analyst decides."""

"""The plugin's version and the version of the worker protocol, in one place."""

VERSION = "0.1.0"
PROTOCOL = 2

"""A stand-in for QGIS under Qt 6, where none is packaged: enough for widgets that need Qt alone."""

"""Everything that imports QGIS or PyQt: it asks, shows and starts the worker, no more."""

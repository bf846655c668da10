"""Sourcerer's library: from a satellite image time series and a few labels to a map.

Nothing in this package imports QGIS or PyQt. `errors`, `jobs`, `protocol`, `season`, `model_card`
and `version` use the standard library alone, so QGIS imports them too; everything else runs in the
worker process (ARCHITECTURE.md).
"""

"""Hands on PyQt6, as QGIS does when it is built with Qt 6."""

"""PyQt6.QtWidgets, and what QGIS leaves in it of the classes that Qt 6 has moved away."""

from PyQt6.QtGui import QAction  # noqa: F401
from PyQt6.QtWidgets import *  # noqa: F403

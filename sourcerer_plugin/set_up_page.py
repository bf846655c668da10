"""The dock's first page: the form, or the way to an environment where there is none yet."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsScrollArea
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QStackedWidget, QWidget

from .environments.page import EnvironmentPage
from .form.form import MapFormWidget


class SetUpPage(QStackedWidget):
    """Whichever it is scrolls, never sideways."""

    ready = pyqtSignal()
    """There is an environment now."""

    def __init__(self, canvas: QgsMapCanvas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = MapFormWidget(canvas)
        self.environment: EnvironmentPage | None = None
        """Made when it is first needed."""
        self._scroll = _scrolling(self.form, "form_scroll")
        self.addWidget(self._scroll)

    @property
    def has_python(self) -> bool:
        """Whether the form is shown."""
        return self.currentWidget() is self._scroll

    def show_form(self) -> None:
        """There is an environment."""
        self.setCurrentWidget(self._scroll)

    def show_environment(self) -> None:
        """There is none."""
        if self.environment is None:
            self.environment = EnvironmentPage()
            self.environment.ready.connect(self._take_environment)
            self.addWidget(_scrolling(self.environment, "environment_scroll"))
        self.setCurrentIndex(1)

    def open_labels(self) -> None:
        """Bring the labels into view."""
        self.setCurrentWidget(self._scroll)
        box = self.form.box_of(self.form.labels)
        box.setCollapsed(False)
        QTimer.singleShot(0, lambda: self._scroll.ensureWidgetVisible(box, 0, 0))

    def _take_environment(self) -> None:
        self.setCurrentWidget(self._scroll)
        self.ready.emit()


def _scrolling(content: QWidget, name: str) -> QgsScrollArea:
    scroll = QgsScrollArea()
    scroll.setObjectName(name)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(content)
    return scroll

"""Keeps count of a layer's labels while the analyst draws, selects and edits; never for long."""

from __future__ import annotations

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.errors import LabelError
from ..subset import Subset
from .class_counts import LabelCounter

SLICE_S = 0.01
"""QGIS waits no longer than this, however many labels there are."""
REST_MS = 300
"""After the last of several quick changes all is counted anew, once."""


class LabelReader(QObject):
    """Watches one layer."""

    began = pyqtSignal()
    counted = pyqtSignal(object)
    """A `LabelCounter` that has read all."""
    failed = pyqtSignal(object)
    """A `LabelError`."""
    selection_changed = pyqtSignal()
    legend_changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: QgsVectorLayer | None = None
        self._field = ""
        self._subset = Subset()
        self._counter: LabelCounter | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._go_on)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._start)

    @property
    def is_counting(self) -> bool:
        """Whether the last word is still to come."""
        return self._counter is not None or self._rest.isActive()

    def watch(self, layer: QgsVectorLayer | None, class_field: str, subset: Subset) -> None:
        """Count these labels, now and whenever they change; without a field nothing is counted."""
        if layer is not self._layer:
            self._let_go()
            self._layer = layer
            if layer is not None:
                self._follow(layer)
        self._field, self._subset = class_field, subset
        self._start()

    def close_down(self) -> None:
        """Watch nothing any longer."""
        self.watch(None, "", Subset())

    def _follow(self, layer: QgsVectorLayer) -> None:
        for changed in _changes(layer):
            changed.connect(self._count_soon)
        layer.selectionChanged.connect(self._take_selection)
        layer.rendererChanged.connect(self.legend_changed)

    def _let_go(self) -> None:
        if self._layer is None or sip.isdeleted(self._layer):
            return
        for changed in _changes(self._layer):
            changed.disconnect(self._count_soon)
        self._layer.selectionChanged.disconnect(self._take_selection)
        self._layer.rendererChanged.disconnect(self.legend_changed)

    def _take_selection(self) -> None:
        self.selection_changed.emit()
        if self._subset.selected_only:
            self._count_soon()

    def _count_soon(self) -> None:
        self._rest.start()

    def _start(self) -> None:
        self._rest.stop()
        self._next.stop()
        self._counter = None
        if self._layer is None or not self._field:
            return
        try:
            self._counter = LabelCounter(self._layer, self._field, self._subset)
        except LabelError as error:
            self.failed.emit(error)
            return
        self.began.emit()
        self._go_on()

    def _go_on(self) -> None:
        try:
            is_done = self._counter.advance(SLICE_S)
        except LabelError as error:
            self._counter = None
            self.failed.emit(error)
            return
        if not is_done:
            self._next.start(0)
            return
        counter, self._counter = self._counter, None
        self.counted.emit(counter)


def _changes(layer: QgsVectorLayer) -> tuple:
    """The signals after which a layer may hold other labels."""
    return (
        layer.layerModified,
        layer.dataChanged,
        layer.afterRollBack,
        layer.afterCommitChanges,
        layer.subsetStringChanged,
        layer.crsChanged,
    )

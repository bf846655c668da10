"""The form's section for the labels: which they are, and what their values mean to the model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from qgis.core import QgsFieldProxyModel, QgsMapLayerProxyModel, QgsProject, QgsWkbTypes
from qgis.gui import (
    QgsFieldComboBox,
    QgsMapLayerComboBox,
)
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from ...core.errors import SourcererError
from ...core.jobs import MapJob, UnknownClassPolicy
from ...core.model_card import ModelCard
from ..choices import LabelChoice
from ..messages import in_full, sentence, tr
from ..settings import LAST_FIELD
from ..subset import Subset
from .class_counts import LabelCounter
from .class_match import Answer, Meaning, Said, choices, meanings
from .class_table import ClassRow, ClassTable, ClassTableModel
from .entries import HELP, MIN_LETTERS, Entries, taken
from .feature_filter import FeatureFilter
from .findings import FindingsList
from .label_reader import LabelReader
from .label_words import label_findings
from .legend import legend_colours
from .narrow import ButtonRow, MessageLabel
from .new_class import NewClassDialog


class LabelsSection(QWidget):
    """Follows the layer while it is edited."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: ModelCard | None = None
        self._pixel_area_m2: float | None = None
        self._counted: LabelCounter | None = None
        """Of the layer and field chosen; None until it has read them."""
        self._said: dict[str, Said] = {}
        self._meanings: list[Meaning] = []
        self._asking: NewClassDialog | None = None
        self.polygons = QgsMapLayerComboBox()
        self.field = QgsFieldComboBox()
        self.filter = FeatureFilter()
        self.selected_only = QCheckBox()
        self.error = MessageLabel("labels_error")
        self.findings = FindingsList("label_findings")
        self.ignore_button = QPushButton(tr("Ignore them"))
        self.extend_button = QPushButton(tr("New classes"))
        self.open_buttons = ButtonRow((self.ignore_button, self.extend_button))
        self._model = ClassTableModel(self)
        self.table = ClassTable(self._model)
        self.exclude_boundary = QCheckBox(tr("Leave out edges"))
        self._reader = LabelReader(self)
        self._entries = Entries(self)
        self._set_up()
        self._lay_out()
        self._connect()
        self._show()
        self._show_selection()

    def read(self) -> LabelChoice:
        """What is chosen."""
        is_new = any(entry.is_new for entry in self._meanings)
        return LabelChoice(
            layer=self.polygons.currentLayer(),
            class_field=self.field.currentField(),
            expression=self.filter.text(),
            selected_only=self.selected_only.isChecked(),
            classes=choices(self._meanings),
            unknown_classes=UnknownClassPolicy.EXTEND if is_new else MapJob.unknown_classes,
            exclude_boundary=self.exclude_boundary.isChecked(),
        )

    def set_card(self, card: ModelCard | None) -> None:
        """The model whose classes the values are matched with; None: no model."""
        self._card = card
        self._show()
        self.changed.emit()

    def set_pixel_area(self, m2: float | None) -> None:
        """The size of the images' pixels; None where it is not known."""
        self._pixel_area_m2 = m2
        self._show()
        self.changed.emit()

    def n_pixels(self) -> float | None:
        """About how many pixels are labelled; None where that is not known yet."""
        if self._counted is None:
            return None
        ignored = {entry.value for entry in self._meanings if entry.is_ignored}
        numbers = [
            count.n_pixels(self._pixel_area_m2)
            for count in self._counted.counts()
            if count.value not in ignored
        ]
        return None if None in numbers else sum(numbers)

    def labels(self) -> dict[str, str]:
        """The job's fields as they are called here."""
        table = dict.fromkeys(("class_map", "unknown_classes"), tr("Class"))
        return {**self._entries.labels, "exclude_boundary": self.exclude_boundary.text(), **table}

    def state(self) -> dict[str, Any]:
        """To be kept with the project."""
        layer = self.polygons.currentLayer()
        return {
            "layer": layer.id() if layer else "",
            "field": self.field.currentField(),
            "expression": self.filter.text(),
            "selected_only": self.selected_only.isChecked(),
            "exclude_boundary": self.exclude_boundary.isChecked(),
            "classes": {value: said.to_json() for value, said in self._said.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what was kept."""
        layer = QgsProject.instance().mapLayer(taken(state, "layer", str) or "")
        self.polygons.setLayer(layer)
        self.field.setField(taken(state, "field", str) or "")
        self.filter.set_text(taken(state, "expression", str) or "")
        self.selected_only.setChecked(taken(state, "selected_only", bool) or False)
        exclude = taken(state, "exclude_boundary", bool)
        self.exclude_boundary.setChecked(MapJob.exclude_boundary if exclude is None else exclude)
        kept = taken(state, "classes", dict) or {}
        read = {str(value): Said.from_json(content) for value, content in kept.items()}
        self._said = {value: said for value, said in read.items() if said}
        self._watch()
        self.changed.emit()

    def close_down(self) -> None:
        """Stop what runs here."""
        self._reader.close_down()

    def _set_up(self) -> None:
        kinds = QgsMapLayerProxyModel.Filter
        self.polygons.setFilters(kinds.PolygonLayer | kinds.PointLayer)
        self.polygons.setAllowEmptyLayer(True, tr("[Choose a layer]"))
        self.polygons.setCurrentIndex(0)
        self.polygons.setObjectName("polygons")
        self.field.setAllowEmptyFieldName(True)
        self.field.setFilters(QgsFieldProxyModel.Filter.String | QgsFieldProxyModel.Filter.Numeric)
        self.field.setObjectName("field")
        for combo in (self.polygons, self.field):
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            combo.setSizeAdjustPolicy(policy)
            combo.setMinimumContentsLength(MIN_LETTERS)
        self.selected_only.setObjectName("selected_only")
        self.exclude_boundary.setObjectName("exclude_boundary")
        self.exclude_boundary.setChecked(MapJob.exclude_boundary)
        for button, name, tip in (
            (self.ignore_button, "ignore_open", tr("Leave the labels of these values out.")),
            (self.extend_button, "extend_open", tr("Let the model learn each as a class.")),
        ):
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        asks = self._entries
        asks.ask("polygons", tr("Labelled polygons or points"), self.polygons)
        asks.ask("field", tr("Field that holds the class"), self.field)
        asks.show(self.filter)
        asks.tick(self.selected_only, tr("Take those features alone that are selected in QGIS."))
        for widget in (self.error, self.findings, self.open_buttons, self.table):
            asks.show(widget)
        asks.tick(self.exclude_boundary, sentence(tr(HELP["exclude_boundary"].help)))

    def _connect(self) -> None:
        self.polygons.layerChanged.connect(self._take_layer)
        self.field.fieldChanged.connect(self._take_field)
        self.filter.changed.connect(self._watch)
        self.selected_only.toggled.connect(self._watch)
        self.exclude_boundary.toggled.connect(self.changed)
        self._reader.counted.connect(self._take_counts)
        self._reader.failed.connect(self._show_error)
        self._reader.selection_changed.connect(self._show_selection)
        self._reader.legend_changed.connect(self._take_legend)
        self._model.answered.connect(lambda value, said: self._say({value: said}))
        self._model.new_class_wanted.connect(self._ask_for_class)
        self.ignore_button.clicked.connect(
            lambda: self._say({value: Said(Answer.IGNORED) for value in self._open()})
        )
        self.extend_button.clicked.connect(
            lambda: self._say({value: Said(Answer.NEW, value) for value in self._open()})
        )

    def _take_layer(self) -> None:
        layer = self.polygons.currentLayer()
        if layer is self.field.layer():
            return  # another layer came or went: the field chosen stays
        self.filter.set_layer(layer)
        self.field.setLayer(layer)
        known = layer is not None and layer.fields().indexOf(LAST_FIELD.read()) >= 0
        self.field.setField(LAST_FIELD.read() if known else "")
        self._take_field()

    def _take_field(self) -> None:
        self._said = {}
        self._watch()

    def _watch(self) -> None:
        layer, class_field = self.polygons.currentLayer(), self.field.currentField()
        self._counted = None
        self._show()
        self._show_selection()
        subset = Subset(self.filter.text(), self.selected_only.isChecked())
        self._reader.watch(layer, class_field, subset)
        self.changed.emit()

    def _take_counts(self, counter: LabelCounter) -> None:
        self._counted = counter
        self.error.say("")
        self._show()
        self.changed.emit()

    def _take_legend(self) -> None:
        self._show()
        self.changed.emit()

    def _say(self, said: Mapping[str, Said]) -> None:
        self._said.update(said)
        self._show()
        self.changed.emit()

    def _open(self) -> list[str]:
        return [entry.value for entry in self._meanings if entry.is_open]

    def _find_meanings(self, said: Mapping[str, Said]) -> list[Meaning]:
        layer = self.polygons.currentLayer()
        if self._counted is None or layer is None or self._card is None:
            return []
        values = [count.value for count in self._counted.counts()]
        legend = legend_colours(layer, self.field.currentField())
        return meanings(values, self._card, said, legend)

    def _show(self) -> None:
        """What is counted and matched by now."""
        self._meanings = self._find_meanings(self._said)
        is_known = self._counted is not None
        rows = self._rows() if is_known else []
        classes = self._card.classes if self._card else ()
        are_points = self._are_points()
        self._model.are_points = are_points
        self._model.show_rows(rows, classes)
        n_without = self._counted.n_without if is_known else 0
        found = label_findings(rows, classes, n_without, are_points) if is_known else []
        self.findings.show_findings(found)
        self.open_buttons.setVisible(bool(self._open()))
        self.table.setVisible(bool(rows))

    def _rows(self) -> list[ClassRow]:
        """Those that the rule leaves open first; they stay there when they are solved."""
        counts = {count.value: count for count in self._counted.counts()}
        by_rule = self._find_meanings({})
        shown = self._meanings or [Meaning(value, None) for value in counts]
        first = {entry.value for entry in by_rule if entry.is_open}
        ordered = sorted(shown, key=lambda entry: (entry.value not in first, _place(entry.value)))
        return [
            ClassRow(
                entry,
                counts[entry.value].n_features,
                counts[entry.value].n_pixels(self._pixel_area_m2),
            )
            for entry in ordered
        ]

    def _are_points(self) -> bool:
        layer = self.polygons.currentLayer()
        point = QgsWkbTypes.GeometryType.PointGeometry
        return layer is not None and layer.geometryType() == point

    def _show_selection(self) -> None:
        layer = self.polygons.currentLayer()
        number = layer.selectedFeatureCount() if layer else 0
        self.selected_only.setText(tr("Selected only ({0})").format(number))

    def _show_error(self, error: SourcererError) -> None:
        self._counted = None
        self._show()
        self.error.say(in_full(error))
        self.changed.emit()

    def _ask_for_class(self, value: str) -> None:
        proposed = self._find_meanings({**self._said, value: Said(Answer.NEW, value)})
        colour = next(e.land_cover.colour for e in proposed if e.value == value)
        self._asking = NewClassDialog(value, colour, self)
        self._asking.accepted.connect(partial(self._take_class, value))
        self._asking.open()

    def _take_class(self, value: str) -> None:
        self._say({value: Said(Answer.NEW, *self._asking.chosen())})


def _place(value: str) -> tuple[bool, int, str]:
    """Sorts numbers by value, before names."""
    is_number = value.isdecimal()  # however long: int() refuses thousands of digits
    return (not is_number, len(value.lstrip("0")) if is_number else 0, value.casefold())

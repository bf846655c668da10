"""The dock's form: what to map, with what. It collects and shows; `job_builder` judges."""

from __future__ import annotations

from enum import Enum

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import (
    QgsCollapsibleGroupBoxBasic,
    QgsFieldComboBox,
    QgsFileWidget,
    QgsFilterLineEdit,
    QgsMapLayerComboBox,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SourcererError
from ..core.jobs import MapJob, UnknownClassPolicy
from ..core.options import Option, flag_of, options
from .algorithms import parameters
from .job_builder import MAP_SUFFIXES, MapForm
from .messages import in_full, sentence, tr
from .model_library import MODEL_FILTER, details, facts
from .settings import LAST_FIELD, LAST_IMAGES, LAST_MODEL, WORKER_PYTHON

MAX_UPDATES = 1_000_000
SPACING_PX = 4
HELP: dict[str, Option] = options(MapJob)


class MapFormWidget(QWidget):
    """In the order in which an analyst decides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: dict[str, str] = {}
        self.model = _file_widget("model", tr("Source model"), MODEL_FILTER)
        self.model_facts = QLabel()
        self.images = _folder_widget("images", tr("Folder of images"))
        self.polygons = QgsMapLayerComboBox()
        self.field = QgsFieldComboBox()
        self.unknown_classes = QComboBox()
        self.output = _save_widget("output", tr("Map"))
        self.more = QgsCollapsibleGroupBoxBasic(tr("More settings"))
        self.season_start = QgsFilterLineEdit()
        self.exclude_boundary = QCheckBox(tr("Leave out edge pixels"))
        self.holdout = QDoubleSpinBox()
        self.updates = QSpinBox()
        self.worker_python = _file_widget("worker_python", tr("Python of the worker"), "")
        self._set_up_labels()
        self._set_up_more()
        self._lay_out()
        self._connect()
        self._restore()
        self.more.setCollapsed(True)

    def read(self) -> MapForm:
        """What the widgets hold."""
        return MapForm(
            model=self.model.filePath(),
            images=self.images.filePath(),
            polygons=self.polygons.currentLayer(),
            field=self.field.currentField(),
            output=self.output.filePath(),
            unknown_classes=self.unknown_classes.currentData(),
            season_start=self.season_start.text().strip(),
            updates=self.updates.value(),
            holdout=self.holdout.value() / 100,
            exclude_boundary=self.exclude_boundary.isChecked(),
        )

    def words(self) -> dict[str, str]:
        """What the form calls what the command line calls `--flag` or `--flag choice`.

        What it does not ask for has a parameter in Processing.
        """
        toolbox = parameters.words(MapJob).items()
        found = {flag: tr("Processing's {0}").format(name) for flag, name in toolbox}
        for field, text in self._labels.items():
            found[flag_of(field, HELP[field])] = f"“{text}”"
        for policy in UnknownClassPolicy:
            said = f"“{self._labels['unknown_classes']}”: “{_policy_label(policy)}”"
            found[f"{flag_of('unknown_classes', HELP['unknown_classes'])} {policy}"] = said
        return found

    def remember(self) -> None:
        """Keep for the next session what is likely to be wanted again."""
        LAST_MODEL.write(self.model.filePath())
        LAST_IMAGES.write(self.images.filePath())
        LAST_FIELD.write(self.field.currentField())

    def _set_up_labels(self) -> None:
        kinds = QgsMapLayerProxyModel.Filter
        self.polygons.setFilters(kinds.PolygonLayer | kinds.PointLayer)
        self.polygons.setAllowEmptyLayer(True, tr("[Choose a layer]"))
        self.polygons.setObjectName("polygons")
        self.field.setAllowEmptyFieldName(True)
        self.field.setObjectName("field")
        for policy in UnknownClassPolicy:
            self.unknown_classes.addItem(_policy_label(policy), policy)
        _choose(self.unknown_classes, MapJob.unknown_classes)
        self.unknown_classes.setObjectName("unknown_classes")
        shrink = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        for combo in (self.polygons, self.field, self.unknown_classes):
            combo.setSizeAdjustPolicy(shrink)
            combo.setMinimumContentsLength(10)
        self.model_facts.setWordWrap(True)
        self.model_facts.setTextFormat(Qt.TextFormat.PlainText)
        self.model_facts.setObjectName("model_facts")

    def _set_up_more(self) -> None:
        self.season_start.setPlaceholderText(tr("found from model and dates"))
        self.season_start.setObjectName("season_start")
        self.exclude_boundary.setObjectName("exclude_boundary")
        self.exclude_boundary.setChecked(MapJob.exclude_boundary)
        self.exclude_boundary.setToolTip(sentence(tr(HELP["exclude_boundary"].help)))
        self.holdout.setRange(0, 90)
        self.holdout.setDecimals(0)
        self.holdout.setSuffix(tr(" % of the polygons"))
        self.holdout.setSpecialValueText(tr("none: measure no accuracy"))
        self.holdout.setValue(100 * MapJob.holdout)
        self.holdout.setObjectName("holdout")
        self.updates.setRange(1, MAX_UPDATES)
        self.updates.setSingleStep(100)
        self.updates.setGroupSeparatorShown(True)
        self.updates.setValue(MapJob.updates)
        self.updates.setObjectName("updates")
        self.worker_python.lineEdit().setPlaceholderText(tr("found by itself"))
        self.worker_python.setToolTip(
            tr(
                "The Python environment that computes, apart from QGIS. Leave empty unless you "
                "made one of your own."
            )
        )

    def _lay_out(self) -> None:
        column = _column(self)
        self._add(column, tr("Source model"), self.model, "model")
        column.addWidget(self.model_facts)
        self._add(column, tr("Folder of images"), self.images, "series")
        self._add(column, tr("Labelled polygons or points"), self.polygons, "polygons")
        self._add(column, tr("Field that holds the class"), self.field, "field")
        self._add(
            column, tr("Classes unknown to the model"), self.unknown_classes, "unknown_classes"
        )
        self._add(column, tr("Map to write"), self.output, "output")
        more = _column(self.more)
        self._add(more, tr("First day of the season"), self.season_start, "season_start")
        self._add(more, tr("Keep aside to measure accuracy"), self.holdout, "holdout")
        self._add(more, tr("Gradient updates"), self.updates, "updates")
        self._labels["exclude_boundary"] = self.exclude_boundary.text()
        more.addWidget(self.exclude_boundary)
        more.addWidget(QLabel(tr("Python of the worker")))
        more.addWidget(self.worker_python)
        column.addWidget(self.more)

    def _add(self, column: QVBoxLayout, label: str, entry: QWidget, field: str) -> None:
        """A label above its entry; the job's own help is their tooltip."""
        self._labels[field] = label
        text = QLabel(label)
        text.setBuddy(entry)
        if column.count():
            column.addSpacing(SPACING_PX)
        for widget in (text, entry):
            widget.setToolTip(sentence(tr(HELP[field].help)))
            column.addWidget(widget)

    def _connect(self) -> None:
        self.model.fileChanged.connect(self._show_facts)
        self.polygons.currentIndexChanged.connect(self._offer_fields)
        self.worker_python.fileChanged.connect(WORKER_PYTHON.write)

    def _restore(self) -> None:
        self.model.setFilePath(LAST_MODEL.read())
        self.images.setFilePath(LAST_IMAGES.read())
        self.worker_python.setFilePath(WORKER_PYTHON.read())
        self._show_facts(self.model.filePath())
        self._offer_fields()

    def _show_facts(self, path: str) -> None:
        try:
            text, tip = (facts(path), details(path)) if path else ("", "")
        except SourcererError as error:
            text, tip = in_full(error), ""
        self.model_facts.setText(text)
        self.model_facts.setToolTip(tip)
        self.model_facts.setVisible(bool(text))

    def _offer_fields(self) -> None:
        layer = self.polygons.currentLayer()
        if layer is self.field.layer():
            return  # another layer came or went: the field chosen stays
        self.field.setLayer(layer)
        known = layer is not None and layer.fields().indexOf(LAST_FIELD.read()) >= 0
        self.field.setField(LAST_FIELD.read() if known else "")


def _policy_label(policy: UnknownClassPolicy) -> str:
    return {
        UnknownClassPolicy.ERROR: tr("Stop and list them"),
        UnknownClassPolicy.IGNORE: tr("Leave their labels out"),
        UnknownClassPolicy.EXTEND: tr("Add them to the model"),
    }[policy]


def _choose(combo: QComboBox, choice: Enum) -> None:
    combo.setCurrentIndex(combo.findData(choice))


def _column(parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACING_PX)
    return column


def _file_widget(name: str, title: str, file_filter: str) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setObjectName(name)
    widget.setDialogTitle(title)
    widget.setFilter(file_filter)
    return widget


def _folder_widget(name: str, title: str) -> QgsFileWidget:
    widget = _file_widget(name, title, "")
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    return widget


def _save_widget(name: str, title: str) -> QgsFileWidget:
    patterns = " ".join(f"*{suffix}" for suffix in MAP_SUFFIXES)
    widget = _file_widget(name, title, f"GeoTIFF ({patterns})")
    widget.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
    widget.lineEdit().setPlaceholderText(tr("[Temporary file]"))
    return widget

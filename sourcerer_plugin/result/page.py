"""What a run found: figures, what was done, the matrix, the classes, and what to do next."""

from __future__ import annotations

from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ...core.errors import UnreadableFile
from ...core.protocol import Result
from ..form.narrow import ButtonRow, MessageLabel
from ..icons import icon
from ..messages import in_full, log, tr
from .class_bars import ClassBars
from .confusion_picture import ConfusionMatrix
from .report import Accuracy, Figure, RunReport, read_report
from .strength_curve import StrengthCurve, read_choice
from .words import before_and_after, chance, interval, measured_on, what_was_done


class ResultPage(QWidget):
    """Shows one result; all text in it is plain, whoever wrote it."""

    report_wanted = pyqtSignal(str)
    """The page for people (.html)."""
    next_wanted = pyqtSignal(str)
    """The points where further labels would help most."""
    round_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result = Result()
        self.headline = MessageLabel("headline")
        self.overall = _FigureLabel("overall_accuracy", tr("Overall accuracy"))
        self.macro_f1 = _FigureLabel("macro_f1", tr("Macro F1"))
        self.words = MessageLabel("result_words")
        self.strength = StrengthCurve()
        self.strength_words = MessageLabel("strength_words")
        self.warnings = MessageLabel("result_warnings")
        self.matrix = ConfusionMatrix()
        self.bars = ClassBars()
        self.notes = MessageLabel("result_notes")
        self.summary = MessageLabel("summary")
        self.report_button = QPushButton(icon("report"), tr("Open report"))
        self.next_button = QPushButton(icon("label_next"), tr("Where to label next"))
        self.round_button = QPushButton(icon("new_round"), tr("New round"))
        self._titled: list[tuple[QLabel, QWidget]] = []
        self._set_up()
        self._lay_out()
        self.show_result(Result())

    def show_result(self, result: Result) -> None:
        """Show what a run found; an empty result shows that there is none yet."""
        self.result = result
        report = self._report(result)
        accuracy = report.accuracy if report else None
        self._show_figures(report, accuracy)
        self.words.say("\n".join(what_was_done(report)) if report else "")
        warnings = report.warnings if report else ()
        self.warnings.say("\n".join(tr("Warning: {0}").format(text) for text in warnings))
        self.matrix.show_accuracy(accuracy)
        self.bars.show_accuracy(accuracy)
        self.notes.say("\n".join(_notes(report)) if report else "")
        self.summary.say("" if report else result.summary)
        self._show_strength(result)
        for title, picture in self._titled:
            title.setVisible(not picture.isHidden())
        for button, role in ((self.report_button, "report"), (self.next_button, "next")):
            button.setVisible(bool(result.outputs.get(role)))
        self.round_button.setVisible("map" in result.outputs)

    def _set_up(self) -> None:
        self.report_button.setObjectName("open_report")
        self.report_button.setToolTip(tr("The whole report, in the browser."))
        self.next_button.setObjectName("label_next")
        self.next_button.setToolTip(
            tr(
                "Shows the most uncertain places on the map. The first is where a further polygon "
                "tells the model most."
            )
        )
        self.round_button.setObjectName("new_round")
        text = tr(
            "Back to the settings, with the same source model. Add labels and run again: each "
            "round starts from the source model with all labels. Starting from the adapted model "
            "would count the labels twice that it has seen already."
        )
        self.round_button.setToolTip(f"<p>{text}</p>")
        self.report_button.clicked.connect(
            lambda: self.report_wanted.emit(self.result.outputs["report"])
        )
        self.next_button.clicked.connect(lambda: self.next_wanted.emit(self.result.outputs["next"]))
        self.round_button.clicked.connect(self.round_wanted)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        for widget in (self.overall, self.macro_f1, self.headline, self.words, self.warnings):
            column.addWidget(widget)
        for picture, title in (
            (self.strength, tr("How far from the source model")),
            (self.matrix, tr("Confusion matrix of the held-out pixels")),
            (self.bars, tr("F1 of each class")),
        ):
            label = QLabel(f"<b>{title}</b>")
            label.setWordWrap(True)
            self._titled.append((label, picture))
            column.addWidget(label)
            column.addWidget(picture)
            if picture is self.strength:
                column.addWidget(self.strength_words)
        for widget in (self.notes, self.summary):
            column.addWidget(widget)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("result_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll, 1)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(6, 0, 6, 6)
        buttons.addWidget(ButtonRow((self.next_button,)))
        buttons.addWidget(ButtonRow((self.report_button, self.round_button)))
        outer.addLayout(buttons)

    def _report(self, result: Result) -> RunReport | None:
        path = result.outputs.get("report_json", "")
        if not path:
            return None
        try:
            return read_report(path)
        except UnreadableFile as error:
            log(in_full(error), Qgis.MessageLevel.Warning)
            self.headline.say(in_full(error))
            return None

    def _show_figures(self, report: RunReport | None, accuracy: Accuracy | None) -> None:
        for label in (self.overall, self.macro_f1):
            label.setVisible(accuracy is not None)
        if accuracy is not None:
            self.overall.show_figure(accuracy.overall_before, accuracy.overall)
            self.macro_f1.show_figure(accuracy.macro_f1_before, accuracy.macro_f1)
            self.headline.say(" ".join(filter(None, (measured_on(accuracy), chance(accuracy)))))
        elif report is not None:
            why = report.accuracy_missing
            self.headline.say(tr("Accuracy was not measured: {0}.").format(why))
        elif not self.result.outputs:
            self.headline.say(tr("There is no result yet. Fill in the form and press Run."))

    def _show_strength(self, result: Result) -> None:
        """How far the model moved, where left-out polygons chose that; the map is whole anyway."""
        path = result.outputs.get("report_json", "")
        try:
            choice = read_choice(path) if path else None
        except UnreadableFile as error:
            choice = None
            log(in_full(error), Qgis.MessageLevel.Warning)
        self.strength.show_choice(choice)
        self.strength_words.say(choice.words() if choice else "")


class _FigureLabel(QLabel):
    """A figure in large letters below its name; numbers alone, so that markup is safe."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._title = title
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setToolTip(
            tr("Of the source model → of the adapted model, with the 95 % interval of the latter.")
        )

    def show_figure(self, before: Figure | None, after: Figure) -> None:
        """The source model's figure, where there is one, and the adapted model's."""
        large = f"<b style='font-size: large'>{before_and_after(before, after)}</b>"
        title = self._title if before is None else tr("{0}: source model → adapted")
        self.setText("<br>".join(filter(None, (title.format(self._title), large, interval(after)))))


def _notes(report: RunReport) -> list[str]:
    notes = list(report.notes)
    if report.not_assessed:
        names = ", ".join(report.not_assessed)
        notes.insert(0, tr("Not assessed, for lack of polygons: {0}.").format(names))
    return notes

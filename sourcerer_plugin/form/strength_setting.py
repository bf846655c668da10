"""How strong the pull towards the source model is, and what that means for these labels."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtGui import QDoubleValidator
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QSpinBox, QWidget

from ...core.jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE, MapJob, Penalty
from ...core.schedule import lambda_schedule
from ..messages import tr
from .entries import Entries, choose, list_choices, taken, words_of
from .strength_plot import StrengthPlot

OWN_VALUE = "value"
MOST_LAMBDA = 1e12
MOST_T_MAX = 1_000_000_000
USUAL_LABELS = 300
"""An own λ starts where the schedule has it for so many pixels."""


class StrengthSetting(QWidget):
    """Rule, its numbers where they matter, form of the pull, and a plot."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._n_labelled: float | None = None
        self.rule = QComboBox()
        self.value = QgsFilterLineEdit()
        self.t_max = QSpinBox()
        self.penalty = QComboBox()
        self.plot = StrengthPlot()
        self.words = QLabel()
        self._set_up()
        entries = Entries(self)
        entries.ask("lambda_rule", tr("Strength of the pull"), self.rule)
        entries.show(self.value)
        self._t_max_label = entries.ask(
            "t_max", tr("Labelled pixels at which the pull ends"), self.t_max
        )
        entries.show(self.plot)
        entries.show(self.words)
        entries.ask("penalty", tr("Form of the pull"), self.penalty)
        self.labels = entries.labels
        for signal in (
            self.rule.currentIndexChanged,
            self.value.textChanged,
            self.t_max.valueChanged,
            self.penalty.currentIndexChanged,
        ):
            signal.connect(self._follow)
        self._follow()

    def lambda_rule(self) -> str:
        """As the job takes it: a word, or a number."""
        rule = self.rule.currentData()
        return self.value.text().strip() if rule == OWN_VALUE else rule

    def show_labels(self, n_labelled: float | None) -> None:
        """Mark the number of labelled pixels; None where it is not known."""
        self._n_labelled = n_labelled
        self._follow()

    def state(self) -> dict[str, Any]:
        """What a project remembers."""
        return {
            "rule": self.rule.currentData(),
            "value": self.value.text(),
            "t_max": self.t_max.value(),
            "penalty": words_of(self.penalty.currentData()),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what a project remembers."""
        choose(self.rule, taken(state, "rule", str))
        value, t_max = taken(state, "value", str), taken(state, "t_max", int)
        if value is not None and is_strength(value):
            self.value.setText(value)
        if t_max is not None and abs(t_max) <= MOST_T_MAX:
            self.t_max.setValue(t_max)
        penalty = taken(state, "penalty", str)
        if penalty in [words_of(form) for form in Penalty]:
            choose(self.penalty, Penalty(penalty))

    def _set_up(self) -> None:
        rules = (
            (tr("Chosen by labels"), LAMBDA_AUTO),
            (tr("Paper's schedule"), LAMBDA_SCHEDULE),
            (tr("A value of λ"), OWN_VALUE),
        )
        list_choices(self.rule, "lambda_rule", rules)
        choose(self.rule, MapJob.lambda_rule)
        validator = QDoubleValidator(0.0, MOST_LAMBDA, 12, self)
        validator.setLocale(QLocale.c())
        self.value.setValidator(validator)
        self.value.setText(f"{lambda_schedule(USUAL_LABELS):.0f}")
        self.value.setObjectName("lambda_value")
        self.value.setToolTip(tr("λ, from 0 (no pull) to 1e12 (the source model)."))
        self.value.setAccessibleName(tr("Value of λ"))
        self.t_max.setRange(2, MOST_T_MAX)
        self.t_max.setGroupSeparatorShown(True)
        self.t_max.setValue(round(MapJob.t_max))
        self.t_max.setObjectName("t_max")
        forms = (
            (tr("Proximal (exact)"), Penalty.PROXIMAL),
            (tr("In the loss (as published)"), Penalty.LOSS),
            (tr("Decoupled (as AdamW)"), Penalty.DECOUPLED),
        )
        list_choices(self.penalty, "penalty", forms)
        choose(self.penalty, MapJob.penalty)
        self.words.setWordWrap(True)
        self.words.setObjectName("strength_rule_words")

    def _follow(self) -> None:
        rule = self.rule.currentData()
        self.value.setVisible(rule == OWN_VALUE)
        for widget in (self.t_max, self._t_max_label):
            widget.setVisible(rule == LAMBDA_SCHEDULE)
        self.penalty.setEnabled(rule != LAMBDA_AUTO)
        shown = self.lambda_rule()
        if rule == OWN_VALUE and not is_strength(shown):
            self.plot.setVisible(False)
            self.words.setText(tr("Give λ as a number from 0 to 1e12."))
        else:
            self.plot.show_rule(shown, float(self.t_max.value()), self._n_labelled)
            self.words.setText(self.plot.words())
        self.changed.emit()


def is_strength(text: str) -> bool:
    """Whether a text is a value that λ may have."""
    try:
        return 0 <= float(text) <= MOST_LAMBDA
    except ValueError:
        return False

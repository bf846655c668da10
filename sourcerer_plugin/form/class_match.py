"""What each value of the class field means: by the worker's rule, or as the analyst says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.classes import FieldValues, is_class_value, match_to_model
from ...core.colours import class_colours
from ...core.errors import LabelError
from ...core.jobs import UnknownClassPolicy
from ...core.model_card import LandCoverClass, ModelCard
from ...core.options import Choice
from ..choices import ClassChoice
from ..job_files import NO_CLASS


class Answer(Choice):
    """What the analyst says that a value means."""

    CLASS = "class"
    NEW = "new"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Said:
    """The analyst's answer for one value."""

    answer: Answer
    name: str = ""
    """Of the model's class, or of the new one."""
    colour: str = ""
    """#rrggbb, of a new class; empty: that of the layer's legend, else one is found."""

    def to_json(self) -> dict[str, str]:
        """To be kept with the project."""
        return {"answer": str(self.answer), "name": self.name, "colour": self.colour}

    @classmethod
    def from_json(cls, content: Any) -> Said | None:  # noqa: ANN401 - it may come from anywhere
        """What was kept; None where it cannot be used."""
        try:
            return cls(Answer(content["answer"]), str(content["name"]), str(content["colour"]))
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Meaning:
    """What a value means after all."""

    value: str
    land_cover: LandCoverClass | None
    """None: ignored, or not known."""
    is_new: bool = False
    is_ignored: bool = False
    is_said: bool = False
    """By the analyst, not found by the rule."""

    @property
    def is_open(self) -> bool:
        """Whether the analyst must still say it."""
        return self.land_cover is None and not self.is_ignored


def meanings(
    values: Iterable[str],
    card: ModelCard,
    said: Mapping[str, Said],
    legend: Mapping[str, str],
) -> list[Meaning]:
    """The meaning of each value, in the order given.

    Args:
        values: of the class field, as text.
        card: the model's.
        said: by value, what the analyst says.
        legend: by value, the colour that the label layer is drawn in.
    """
    values = list(values)
    by_rule = _by_rule(values, card.classes)
    by_name = {key(entry.name): entry for entry in card.classes}
    new = _new_classes(values, card.classes, by_name, said, legend)
    found = []
    for value in values:
        answer = said.get(value)
        if answer is None:
            found.append(Meaning(value, by_rule.get(value)))
        elif answer.answer is Answer.IGNORED:
            found.append(Meaning(value, None, is_ignored=True, is_said=True))
        elif key(answer.name) in by_name:
            found.append(Meaning(value, by_name[key(answer.name)], is_said=True))
        elif answer.answer is Answer.NEW:
            found.append(Meaning(value, new[key(answer.name)], is_new=True, is_said=True))
        else:  # of another model
            found.append(Meaning(value, by_rule.get(value)))
    return found


def choices(found: Sequence[Meaning]) -> tuple[ClassChoice, ...]:
    """For the job; empty where the rule alone is enough.

    A value that is still open asks for the class `NO_CLASS`.
    """
    if all(not (entry.is_said or entry.is_open) for entry in found):
        return ()
    return tuple(_choice(entry) for entry in found)


def key(name: str) -> str:
    """What makes two names the same class."""
    return name.strip().casefold()


def _choice(entry: Meaning) -> ClassChoice:
    if entry.is_ignored:
        return ClassChoice(entry.value, None)
    if entry.land_cover is None:
        return ClassChoice(entry.value, NO_CLASS)
    known = entry.land_cover
    return ClassChoice(entry.value, known.value, known.name, known.colour if entry.is_new else "")


def _by_rule(values: Sequence[str], known: Sequence[LandCoverClass]) -> dict[str, LandCoverClass]:
    """The values that the worker would find among the model's classes."""
    by_value = {entry.value: entry for entry in known}
    numbers = _matched(values, values, known, UnknownClassPolicy.IGNORE)
    return {value: by_value[number] for value, number in numbers.items() if number in by_value}


def _new_classes(
    values: Sequence[str],
    known: Sequence[LandCoverClass],
    by_name: Mapping[str, LandCoverClass],
    said: Mapping[str, Said],
    legend: Mapping[str, str],
) -> dict[str, LandCoverClass]:
    """By name, the classes that extend the model, numbered and coloured as the worker would."""
    asked = {
        value: said[value]
        for value in values
        if value in said and said[value].answer is Answer.NEW
        if key(said[value].name) not in by_name
    }
    first = {}
    for value, answer in asked.items():
        first.setdefault(key(answer.name), value)
    numbers = _matched(sorted(first.values()), values, known, UnknownClassPolicy.EXTEND)
    taken = {entry.colour for entry in known}
    made = {}
    for name, value in first.items():
        members = [member for member, answer in asked.items() if key(answer.name) == name]
        colours = [asked[member].colour for member in members]
        colours += [legend.get(member, "") for member in members]
        colours += class_colours([name], taken)
        colour = next(filter(None, colours))
        taken.add(colour)
        made[name] = LandCoverClass(numbers.get(value, NO_CLASS), asked[value].name.strip(), colour)
    return made


def _matched(
    values: Sequence[str],
    all_values: Sequence[str],
    known: Sequence[LandCoverClass],
    policy: UnknownClassPolicy,
) -> Mapping[str, int]:
    """Class numbers by the worker's rule.

    Whether numbers count as class values depends on all values of the field.
    """
    numeric = all(is_class_value(value) for value in all_values)
    field = FieldValues({value: value for value in values}, numeric, "")
    try:
        return match_to_model(field, known, "", policy).class_values
    except LabelError:  # none is known, or no number is left for a new one
        return {}

"""Models built as the Model Designer builds them, by its own API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qgis.core import (
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QPointF

STEP_PX, ROW_PX = 220, 90
Source = QgsProcessingModelChildParameterSource


@dataclass(frozen=True)
class Step:
    """One algorithm of a model."""

    name: str
    algorithm: str
    sources: Mapping[str, Source | list[Source]]
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Those of the step that are the model's too, with what they are called."""


def given(name: str) -> Source:
    """A parameter of the model."""
    return Source.fromModelParameter(name)


def made(step: str, output: str = "OUTPUT") -> Source:
    """What an earlier step has made."""
    return Source.fromChildOutput(step, output)


def fixed(value: object) -> Source:
    """The same in every run."""
    return Source.fromStaticValue(value)


def build(
    title: str, inputs: Iterable[QgsProcessingParameterDefinition], steps: Iterable[Step]
) -> QgsProcessingModelAlgorithm:
    """A model, its boxes laid out from left to right.

    Raises:
        ValueError: the designer would not take it for valid.
    """
    model = QgsProcessingModelAlgorithm(title)
    asked = list(inputs)
    model.setParameterOrder([definition.name() for definition in asked])
    for place, definition in enumerate(asked):
        component = QgsProcessingModelParameter(definition.name())
        component.setPosition(QPointF(STEP_PX * (place + 0.5), 50))
        model.addModelParameter(definition, component)
    for place, step in enumerate(steps):
        model.addChildAlgorithm(_child(step, place))
    model.updateDestinationParameters()
    right, problems = model.validate()
    if not right:
        raise ValueError("; ".join(problems))
    return model


def destinations(model: QgsProcessingModelAlgorithm) -> dict[str, str]:
    """By what an output is called, its name among the parameters.

    QGIS 3.22 makes that of step and output (`map:OUTPUT`), newer QGIS of what it is called.
    """
    return {entry.description(): entry.name() for entry in model.destinationParameterDefinitions()}


def _child(step: Step, place: int) -> QgsProcessingModelChildAlgorithm:
    child = QgsProcessingModelChildAlgorithm(step.algorithm)
    child.setChildId(step.name)
    child.setDescription(child.algorithm().displayName())
    x, y = STEP_PX * (place + 0.5), 180 + ROW_PX * place
    child.setPosition(QPointF(x, y))
    for parameter, source in {**_defaults(child), **step.sources}.items():
        child.addParameterSources(parameter, source if isinstance(source, list) else [source])
    outputs = {}
    for name, label in step.outputs.items():
        output = QgsProcessingModelOutput(name, label)
        output.setChildId(step.name)
        output.setChildOutputName(name)
        output.setPosition(QPointF(x + STEP_PX, y + ROW_PX * len(outputs)))
        outputs[name] = output
    child.setModelOutputs(outputs)
    return child


def _defaults(child: QgsProcessingModelChildAlgorithm) -> dict[str, Source]:
    """What the designer fills in: without them a model does not count as valid."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return {
        entry.name(): fixed(entry.defaultValue())
        for entry in child.algorithm().parameterDefinitions()
        if not entry.isDestination()
        and not entry.flags() & optional
        and entry.defaultValue() is not None
    }

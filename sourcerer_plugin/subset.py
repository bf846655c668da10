"""Which features of a layer are meant: those that are selected, those that fulfil a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFeatureRequest,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from ..core.errors import LabelError
from .messages import tr


@dataclass(frozen=True)
class Subset:
    """Which features of a layer."""

    expression: str = ""
    """Those that it holds for; empty: all."""
    selected_only: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.expression or self.selected_only)


def features_of(
    layer: QgsVectorLayer, fields: Iterable[str], subset: Subset
) -> Iterator[QgsFeature]:
    """Features as they are now, unsaved edits included, with these fields.

    What happens to the layer later does not reach them.

    Raises:
        LabelError: the expression cannot be evaluated.
    """
    expression = checked_expression(layer, subset.expression) if subset.expression else None
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    request = QgsFeatureRequest()
    columns = {layer.fields().lookupField(name) for name in fields}
    if expression is not None:
        columns.update(expression.referencedAttributeIndexes(layer.fields()))
        expression.prepare(context)
    request.setSubsetOfAttributes(sorted(columns))
    if subset.selected_only:
        request.setFilterFids(layer.selectedFeatureIds())
    source = QgsVectorLayerFeatureSource(layer)  # a snapshot
    return _fulfilling(source, request, expression, context)


def _fulfilling(
    source: QgsVectorLayerFeatureSource,
    request: QgsFeatureRequest,
    expression: QgsExpression | None,
    context: QgsExpressionContext,
) -> Iterator[QgsFeature]:
    for feature in source.getFeatures(request):
        if expression is None:
            yield feature
            continue
        context.setFeature(feature)
        holds = expression.evaluate(context)
        if expression.hasEvalError():
            raise _wrong_expression(expression, expression.evalErrorString())
        if holds:
            yield feature


def checked_expression(layer: QgsVectorLayer, text: str) -> QgsExpression:
    """A filter that fits the layer.

    Raises:
        LabelError: it cannot be read, or names a field that the layer has not.
    """
    expression = QgsExpression(text)
    if expression.hasParserError():
        raise _wrong_expression(expression, expression.parserErrorString())
    known = {*layer.fields().names(), QgsFeatureRequest.ALL_ATTRIBUTES}
    missing = sorted(
        name
        for name in expression.referencedColumns()
        if name not in known and layer.fields().lookupField(name) < 0
    )
    if missing:
        text = tr("{0} has no field {1}").format(layer.name(), ", ".join(missing))
        raise _wrong_expression(expression, text)
    return expression


def _wrong_expression(expression: QgsExpression, reason: str) -> LabelError:
    return LabelError(
        tr("The filter {0} cannot be used: {1}.").format(
            expression.expression(), " ".join(reason.split()).rstrip(".")
        ),
        tr("Change it, or empty it to take all features."),
    )

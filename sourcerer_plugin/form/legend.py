"""The colours that a label layer is drawn in."""

from __future__ import annotations

from qgis.core import QgsCategorizedSymbolRenderer, QgsVectorLayer

from .class_counts import as_text


def legend_colours(layer: QgsVectorLayer, class_field: str) -> dict[str, str]:
    """Value of the field -> #rrggbb, where the layer is categorized by that very field."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return {}
    if renderer.classAttribute().strip('"') != class_field:
        return {}
    colours = {}
    for category in renderer.categories():
        values = category.value() if isinstance(category.value(), list) else [category.value()]
        for value in map(as_text, values):
            if value and category.symbol() is not None:  # one without a value means all others
                colours[value] = category.symbol().color().name()
    return colours

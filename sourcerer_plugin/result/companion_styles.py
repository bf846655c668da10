"""How the layers beside a map look: ramps for what is sure, ranked points for what is not."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterShader,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ...core.colours import class_colours

RANK_FIELD = "rank"
CLASS_FIELD, HELD_OUT_FIELD = "class", "held_out"
"""Of samples as points (core/sample_points.py)."""
PERCENT = 100.0
SAMPLED_PX = 250_000
"""That the largest count is taken from: reading all of them would hold QGIS up."""


def style_share(layer: QgsRasterLayer) -> None:
    """From doubtful to sure, 0 to 100: confidence and margin."""
    _style_ramp(layer, PERCENT, _ramp("#b2182b", "#f7d9a8", "#2166ac"))


def style_count(layer: QgsRasterLayer) -> None:
    """From few observations to many."""
    provider = layer.dataProvider()
    wanted = QgsRasterBandStats.Stats.Max
    most = provider.bandStatistics(1, wanted, QgsRectangle(), SAMPLED_PX).maximumValue
    _style_ramp(layer, max(1.0, most), _ramp("#f7fcf5", "#74c476", "#00441b"))


def style_next(layer: QgsVectorLayer) -> None:
    """Points with their rank beside them, legible on any map."""
    symbol = QgsMarkerSymbol.createSimple(
        {
            "name": "circle",
            "color": "#ffffff",
            "outline_color": "#c1121f",
            "outline_width": "0.8",
            "size": "3.2",
        }
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    text = QgsTextFormat()
    text.setColor(QColor("#c1121f"))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    buffer.setColor(QColor("#ffffff"))
    text.setBuffer(buffer)
    settings = QgsPalLayerSettings()
    settings.fieldName = RANK_FIELD
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
    layer.setMapTipTemplate(
        '<b>[% "rank" %]</b> [% htmlescape("class") %] / [% htmlescape("second") %]'
    )
    layer.triggerRepaint()


def style_samples(layer: QgsVectorLayer) -> None:
    """Points in the colour of their class, with a red edge where they are held out."""
    names = sorted(layer.uniqueValues(layer.fields().indexOf(CLASS_FIELD)))
    categories = []
    for name, colour in zip(names, class_colours(names)):
        symbol = QgsMarkerSymbol.createSimple(
            {"name": "circle", "color": colour, "size": "2", "outline_width": "0.4"}
        )
        edge = QgsProperty.fromExpression(f"if(\"{HELD_OUT_FIELD}\", '#c1121f', '#ffffff')")
        stroke = QgsSymbolLayer.Property.PropertyStrokeColor
        symbol.symbolLayer(0).setDataDefinedProperty(stroke, edge)
        categories.append(QgsRendererCategory(name, symbol, name))
    layer.setRenderer(QgsCategorizedSymbolRenderer(CLASS_FIELD, categories))
    layer.triggerRepaint()


def _ramp(low: str, middle: str, high: str) -> QgsGradientColorRamp:
    return QgsGradientColorRamp(
        QColor(low), QColor(high), False, [QgsGradientStop(0.5, QColor(middle))]
    )


def _style_ramp(layer: QgsRasterLayer, most: float, ramp: QgsGradientColorRamp) -> None:
    shades = QgsColorRampShader(0.0, most, ramp, QgsColorRampShader.Type.Interpolated)
    shades.classifyColorRamp()
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(shades)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(most)
    layer.setRenderer(renderer)
    layer.triggerRepaint()

"""A model's card as a page. Cards come from anywhere: all their text is shown as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ...core.model_card import LandCoverClass, ModelCard
from ..messages import tr
from ..model_library import Entry

MAX_ROWS = 200
"""Classes or bands that are listed; a page of thousands would freeze QGIS."""
MAX_TEXT = 2000
"""Characters of a text."""
TOOLTIP_CLASSES = 20


def page(entry: Entry) -> str:
    """All that the card says, as HTML; of a file that cannot be used, what is wrong with it."""
    if entry.card is None:
        return _heading(entry.name) + _paragraph(entry.problem) + _paragraph(entry.path)
    card = entry.card
    return "".join(
        (
            _heading(card.name),
            _table(_overview(card)),
            _heading(tr("Accuracy"), level=4),
            _paragraph(accuracy(card)),
            _heading(tr("Classes ({0})").format(len(card.classes)), level=4),
            _classes(card.classes),
            _heading(tr("Bands ({0})").format(len(card.bands)), level=4),
            _bands(card),
            _heading(tr("Training"), level=4),
            _table(_training(card)),
            _heading(tr("File"), level=4),
            _paragraph(entry.path),
        )
    )


def tooltip(card: ModelCard) -> str:
    """The model, its sensor, bands and classes by name, as HTML."""
    names = [entry.name for entry in card.classes[:TOOLTIP_CLASSES]]
    more = ["…"] if len(card.classes) > TOOLTIP_CLASSES else []
    return _table(
        [
            (tr("Model"), card.name),
            (tr("Sensor"), card.sensor or tr("not known")),
            (tr("Bands"), ", ".join(card.bands)),
            (tr("Classes"), ", ".join([*names, *more])),
        ]
    )


def as_tooltip(text: str) -> str:
    """Plain text for a tooltip, which would take some texts for markup."""
    return _paragraph(text)


def accuracy(card: ModelCard) -> str:
    """How right the model was, and on what that was measured."""
    held_out = card.training.held_out
    overall = held_out.get("overall_accuracy")
    if overall is None:
        return tr("Not measured: no labels were kept aside.")
    f1 = held_out.get("macro_f1")
    figures = tr("Overall accuracy {0:.1f} %").format(100 * overall)
    if f1 is not None:
        figures = tr("{0}, macro F1 {1:.1f} %").format(figures, 100 * f1)
    measured = tr("measured on {0:,.0f} pixels of {1:,.0f} polygons that the fit never saw.")
    where = measured.format(held_out.get("n_pixels") or 0, held_out.get("n_blocks") or 0)
    text = f"{figures}, {where}"
    if card.training.refitted:
        text += " " + tr("The model was then fitted again on all polygons.")
    return text + " " + tr("It may be lower elsewhere or in another year.")


def _overview(card: ModelCard) -> list[tuple[str, str]]:
    grid = card.grid
    season = tr("{0} to {1}, {2} dates").format(grid.start, grid.end, len(grid.offsets))
    return [
        (tr("Sensor"), card.sensor or tr("not known")),
        (tr("Season"), season),
        (tr("Units"), card.units or tr("not known")),
        (tr("Network"), tr("TempCNN, {0:,} parameters").format(card.n_parameters)),
        (tr("Made from"), card.provenance or tr("not told")),
        (tr("Licence"), card.licence or tr("not told")),
    ]


def _training(card: ModelCard) -> list[tuple[str, str]]:
    facts = card.training
    rows = [
        (tr("Method"), facts.method),
        (tr("Labels"), tr("{0:,} pixels of {1:,} polygons").format(facts.n_pixels, facts.n_blocks)),
        (tr("Gradient updates"), f"{facts.updates:,}"),
        (tr("Seed"), str(facts.seed)),
    ]
    if facts.lambda_value is not None:
        how = (f"{facts.lambda_value:.4g}", facts.lambda_rule, facts.penalty)
        rows.append(("λ", ", ".join(part for part in how if part)))
    if facts.alpha is not None:
        text = tr("{0:.0f} % of the way from the source model to plain training")
        rows.append((tr("Moved"), text.format(100 * facts.alpha)))
    if facts.drift is not None:
        rows.append((tr("Drift"), f"{facts.drift:.4g}"))
    if facts.source_sha256:
        rows.append((tr("Source model (SHA-256)"), facts.source_sha256[:16] + "…"))
    if facts.versions:
        versions = (f"{name} {version}" for name, version in sorted(facts.versions.items()))
        rows.append((tr("Made with"), ", ".join(versions)))
    return rows


def _classes(classes: Sequence[LandCoverClass]) -> str:
    return _rows(
        (_swatch(entry.colour), escape(str(entry.value)), _text(entry.name)) for entry in classes
    )


def _bands(card: ModelCard) -> str:
    head = tuple(f"<i>{_text(word)}</i>" for word in (tr("Band"), tr("Values from"), tr("to")))
    return _rows(
        [head]
        + [
            (_text(band), f"{low:.5g}", f"{high:.5g}")
            for band, (low, high) in zip(card.bands, card.band_ranges)
        ]
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    """A table of cells that are HTML already."""
    listed = list(rows)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in listed[:MAX_ROWS])
    table = f'<table cellspacing="0" cellpadding="2">{body}</table>'
    n_more = len(listed) - MAX_ROWS
    return table + (_paragraph(tr("… and {0:,} more").format(n_more)) if n_more > 0 else "")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they are, plain text both."""
    return _rows((f"<i>{_text(name)}</i>", _text(value)) for name, value in rows)


def _cells(row: tuple[str, ...]) -> str:
    return "".join(f'<td style="padding-right: 8px">{cell}</td>' for cell in row)


def _swatch(colour: str) -> str:
    return f'<span style="background-color: {escape(colour)}">{"&nbsp;" * 6}</span>'


def _heading(text: str, level: int = 3) -> str:
    return f"<h{level}>{_text(text)}</h{level}>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    shown = text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"
    return escape(shown).replace("\n", "<br>")

"""The accuracy report's pictures: each a PNG as base64, "" where there is nothing to show.

matplotlib is imported where it is used, for it is slow to import. Names are anybody's text.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PANELS = 24
"""`profile_chart` shows the first so many classes."""
MOST_CLASSES = 40
"""Of more classes `confusion_chart` gives no picture."""
_WIDTH_IN, _DPI = 8.2, 110
_SOURCE_STYLE: dict[str, Any] = {"color": "#777777", "linestyle": (0, (3, 1.5)), "linewidth": 1.2}


@dataclass(frozen=True)
class ClassProfile:
    """A class's mean course over the season: one value a day of `profile_chart`, or NaN."""

    name: str
    colour: str
    """Of the target's line, `#rrggbb`."""
    target: Sequence[float] | None
    """None for a class without labels in the target."""
    source: Sequence[float] | None
    """None for a class that the source model does not know."""


def observation_chart(
    dates: Sequence[date], shares: Sequence[float], season: tuple[date, date]
) -> str:
    """A bar an image: the share (0 to 1) of labelled pixels seen clearly, and the season.

    A tick under each bar shows the images of which nothing could be used, too.
    """
    percents = 100 * np.asarray(shares, float)
    if not np.isfinite(percents).any():
        return ""
    from matplotlib.figure import Figure

    mdates: Any = import_module("matplotlib.dates")  # untyped
    figure = Figure(figsize=(_WIDTH_IN, 2.2), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    days = mdates.date2num(dates)
    width_pt = min(4.0, max(0.8, 300 / len(days)))
    axes.axvspan(*mdates.date2num(season), color="#dce9f5", linewidth=0, label="season")
    axes.vlines(days, 0, np.nan_to_num(percents), color="#2a6f97", linewidth=width_pt)
    axes.plot(days, np.full(len(days), -4.0), "|", color="#555555", markersize=4, label="image")
    axes.set(ylim=(-8, 103), yticks=range(0, 101, 25))
    axes.set_ylabel("clear labelled pixels, %", fontsize=9)
    axes.tick_params(labelsize=9)
    axes.margins(x=0.015)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=13)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    figure.legend(loc="outside upper right", ncols=2, frameon=False, fontsize=9)
    return _png(figure)


def evidence_chart(evidence: Sequence[tuple[float, float, float]], alpha: float) -> str:
    """Accuracy on left-out polygons along the path of α, what is believed of each, the choice.

    Args:
        evidence: (α, accuracy 0 to 1, posterior probability), ascending.
        alpha: the choice.
    """
    from matplotlib.figure import Figure

    path, accuracy, belief = (np.asarray(column) for column in zip(*evidence))
    figure = Figure(figsize=(_WIDTH_IN * 0.7, 2.6), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    beside = axes.twinx()
    beside.bar(path, 100 * belief, width=0.07, color="#dce9f5", label="probability")
    beside.set(ylim=(0, None))
    beside.set_ylabel("probability of α, %", fontsize=9)
    axes.plot(path, 100 * accuracy, marker="o", color="#2a6f97", label="accuracy")
    axes.axvline(alpha, color="#c1121f", linewidth=1.5, label=f"chosen, α = {alpha:.2f}")
    axes.set_zorder(beside.get_zorder() + 1)  # the line before the bars
    axes.patch.set_visible(False)
    axes.set_xlabel("α: source model 0, trained on these labels alone 1", fontsize=9)
    axes.set_ylabel("right on left-out polygons, %", fontsize=9)
    for each in (axes, beside):
        each.tick_params(labelsize=9)
    figure.legend(loc="outside upper right", ncols=3, frameon=False, fontsize=9)
    return _png(figure)


def profile_chart(
    profiles: Sequence[ClassProfile], quantity: str, days: Sequence[int], season_start: date
) -> str:
    """The classes' mean courses, a panel each; `days` from the season's start, ascending.

    The source's course is drawn on the same days, counted from the start of its own season.
    """
    profiles = profiles[:MOST_PANELS]
    has_target = any(_is_known(entry.target) for entry in profiles)
    has_source = any(_is_known(entry.source) for entry in profiles)
    if not has_target and not has_source:
        return ""
    from matplotlib.figure import Figure

    mdates: Any = import_module("matplotlib.dates")  # untyped
    n_cols = 3 if len(profiles) in (3, 5, 6, 9) else min(len(profiles), 4)
    n_rows = -(-len(profiles) // n_cols)
    size_in = min(_WIDTH_IN, 4.1 * n_cols), 0.6 + n_rows * (2.1 if n_cols < 4 else 1.7)
    figure = Figure(figsize=size_in, dpi=_DPI, layout="constrained")
    panels = figure.subplots(n_rows, n_cols, sharex=True, sharey=True, squeeze=False).ravel()
    dates = mdates.date2num([season_start + timedelta(days=day) for day in days])
    form, n_ticks = ("%b", 6) if days[-1] - days[0] > 75 else ("%d %b", 4)
    panels[0].xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=n_ticks))
    panels[0].xaxis.set_major_formatter(mdates.DateFormatter(form))
    for number, (axes, entry) in enumerate(zip(panels, profiles)):
        axes.set_title(_printable(entry.name, min(52, 104 // n_cols)), fontsize=9)
        axes.tick_params(labelsize=8, labelbottom=number + n_cols >= len(profiles))
        axes.grid(color="#e6e6e6", linewidth=0.6)
        own_style = {"color": _on_white(entry.colour), "linewidth": 1.7}
        for values, style in ((entry.source, _SOURCE_STYLE), (entry.target, own_style)):
            if values is not None:
                alone = _without_neighbours(values)
                axes.plot(dates, values, marker=".", markersize=4, markevery=alone, **style)
    for axes in panels[len(profiles) :]:
        axes.remove()
    if has_target:
        panels[0].plot([], [], color="black", linewidth=1.7, label="target")
    if has_source:
        panels[0].plot([], [], label="source", **_SOURCE_STYLE)
    figure.supylabel(_printable(quantity, 40), fontsize=9)
    figure.legend(loc="outside upper right", ncols=2, frameon=False, fontsize=9)
    return _png(figure)


def accuracy_chart(lines: Mapping[str, tuple[list[float], list[float], list[float]]]) -> str:
    """Overall accuracy by number of labelled polygons, a line and a band of ± 1 sd a method.

    Args:
        lines: method -> polygons, mean accuracy (0 to 1), its standard deviation.
    """
    if not any(len(polygons) for polygons, _, _ in lines.values()):
        return ""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH_IN, 4.6), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    for name, (polygons, means, spreads) in lines.items():
        x, y, spread = (np.asarray(part, float) for part in (polygons, means, spreads))
        style: dict[str, Any] = {"marker": "o", "markersize": 3, "linewidth": 1.3, "zorder": 2}
        if name == "sourcerer":
            style = {"marker": "o", "markersize": 4, "linewidth": 2.4, "zorder": 3}
        elif name == "source-only":  # one model, whatever the number of polygons
            style = {**_SOURCE_STYLE, "marker": "o", "markersize": 2}
        (line,) = axes.plot(x, 100 * y, label=name, **style)
        low, high = 100 * (y - spread), 100 * (y + spread)
        axes.fill_between(x, low, high, color=line.get_color(), alpha=0.12, linewidth=0)
    axes.set_xscale("log", base=2)
    ticks = sorted({x for polygons, _, _ in lines.values() for x in polygons})
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("labelled polygons", fontsize=9)
    axes.set_ylabel("overall accuracy, %", fontsize=9)
    axes.grid(axis="y", color="#e5e5e5")
    axes.tick_params(labelsize=9)
    figure.legend(loc="outside right upper", frameon=False, fontsize=9)
    return _png(figure)


def growth_chart(lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> str:
    """Time by size, a panel each, with the straight line from nothing through the largest.

    Args:
        lines: what grows -> its sizes, seconds at each of them.
    """
    if not lines:
        return ""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH_IN, 2.4), dpi=_DPI, layout="constrained")
    panels = figure.subplots(1, len(lines), squeeze=False).ravel()
    for axes, (what, (sizes, seconds)) in zip(panels, lines.items()):
        axes.plot([0, sizes[-1]], [0, seconds[-1]], label="in proportion", **_SOURCE_STYLE)
        axes.plot(sizes, seconds, marker="o", color="#2a6f97", label="measured")
        axes.set(xlim=(0, None), ylim=(0, None))
        axes.set_xlabel(_printable(what, 24), fontsize=9)
        axes.ticklabel_format(style="plain")
        axes.locator_params(nbins=4)
        axes.tick_params(labelsize=8)
    panels[0].set_ylabel("seconds", fontsize=9)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper right", ncols=2)
    return _png(figure)


def confusion_chart(names: Sequence[str], matrix: Sequence[Sequence[int]]) -> str:
    """Pixels, reference in rows, map in columns, shaded by the share of the row."""
    counts = np.nan_to_num(np.array(matrix, float))
    if not counts.any() or len(names) > MOST_CLASSES:
        return ""
    from matplotlib.figure import Figure

    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    labels = [_printable(name, 32, most_lines=1) for name in names]
    side_in = len(names) * min(0.5, max(0.33, 5.8 / len(names)))
    figure = Figure(figsize=(side_in, side_in), dpi=_DPI)
    axes = figure.add_axes((0, 0, 1, 1))  # the labels lie outside: the picture grows with them
    axes.imshow(share, cmap="Greens", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), labels, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), labels)
    axes.set(xlabel="map", ylabel="reference")
    for (row, col), count in np.ndenumerate(counts):
        if count:
            text, colour = f"{int(count)}", "white" if share[row, col] > 0.6 else "black"
            size = min(8.0, 100 * side_in / len(names) / len(text))
            axes.text(col, row, text, ha="center", va="center", color=colour, fontsize=size)
    return _png(figure)


def _png(figure: Figure) -> str:
    crop = None if figure.get_layout_engine() else "tight"
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None}, bbox_inches=crop)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _is_known(values: Sequence[float] | None) -> bool:
    return values is not None and bool(np.isfinite(np.asarray(values, float)).any())


def _without_neighbours(values: Sequence[float]) -> list[int]:
    """Positions of values between two gaps, which no line would show."""
    known = np.pad(np.isfinite(np.asarray(values, float)), 1)
    return [int(at) for at in np.flatnonzero(known[1:-1] & ~known[:-2] & ~known[2:])]


def _printable(name: str, width: int, most_lines: int = 2) -> str:
    """The name in short lines, without control characters and without formulas ("$")."""
    text = "".join(letter if letter.isprintable() else " " for letter in name)
    width = width * 3 // 4 if text.isupper() else width  # capitals are wider
    lines = textwrap.wrap(text, width)
    if len(lines) > most_lines:
        rest = " ".join(lines[most_lines - 1 :])
        lines[most_lines - 1 :] = [rest[: width - 1].rstrip() + "…"]
    return "\n".join(lines).replace("$", r"\$")


def _on_white(colour: str) -> str:
    """The colour, darkened until its contrast to white is 3, as WCAG 2.1 asks of lines."""
    rgb = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    luminance = sum(part * value**2.2 for part, value in zip((0.2126, 0.7152, 0.0722), rgb))
    factor = (0.3 / max(luminance, 0.3)) ** (1 / 2.2)
    return "#" + "".join(f"{int(255 * factor * value):02x}" for value in rgb)

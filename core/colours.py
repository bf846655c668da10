"""Colours for classes: what a legend's reader expects where the name says it, else a palette."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_PALETTE = (
    "#e41a1c #984ea3 #ff7f00 #377eb8 #f781bf #b15928 #a6d854 #1b9e77 #fb8072 "
    "#5e3c99 #fdb462 #66c2a5 #80b1d3 #bc80bd #b3de69 #666666 #00441b #4daf4a"
).split()

_EXPECTED = (
    ("water river lake", "#2b7bba"),
    ("forest wood tree coniferous deciduous", "#1a7837"),
    ("grass meadow pasture lawn", "#a1d76a"),
    ("shrub heath savanna cerrado", "#8a9a3b"),
    ("urban built building road industrial parking", "#7f7f7f"),
    ("snow glacier", "#cfe8f3"),
    ("bare soil sand beach mineral rock", "#c8ad7f"),
    ("wheat", "#e6b800"),
    ("rapeseed canola", "#f4e04d"),
    ("maize corn", "#e07b00"),
    ("beet", "#b5387a"),
    ("sunflower", "#ff9f1c"),
    ("potato", "#8c510a"),
    ("soy", "#3aa17e"),
    ("rice", "#4cc3c9"),
    ("barley", "#d9c27a"),
    ("cotton", "#c9a0dc"),
    ("vineyard vine", "#6a3d9a"),
    ("orchard", "#b2478f"),
)


def class_colours(names: Sequence[str], used: Collection[str] = ()) -> list[str]:
    """A colour `#rrggbb` for each class name, different from each other and from `used`.

    A name that calls for no colour gets the one of the palette that is least like those of all
    others. More than about 30 classes repeat colours.
    """
    taken = set(used)
    reserved = {colour for name in names for colour in _expected(name)}
    colours: list[str] = []
    for name in names:
        free = [colour for colour in _expected(name) if colour not in taken]
        if not free:
            free = [colour for colour in _PALETTE if colour not in taken | reserved]
            free.sort(key=lambda colour: -_distance(colour, taken | reserved))
        colours.append(free[0] if free else _PALETTE[len(colours) % len(_PALETTE)])
        taken.add(colours[-1])
    return colours


def _expected(name: str) -> list[str]:
    return [
        colour
        for words, colour in _EXPECTED
        if any(word in name.casefold() for word in words.split())
    ]


def _distance(colour: str, others: Collection[str]) -> int:
    """The square of that to the nearest of the others, in red, green and blue; 0 without any."""
    own = _channels(colour)
    return min(
        (sum((a - b) ** 2 for a, b in zip(own, _channels(other))) for other in others), default=0
    )


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])

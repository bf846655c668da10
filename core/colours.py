"""Colours for classes: what a legend's reader expects where the name says it, else a palette."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_PALETTE = (
    "#e6b800 #e41a1c #984ea3 #ff7f00 #377eb8 #f781bf #b15928 #a6d854 #1b9e77 #fb8072 "
    "#5e3c99 #fdb462 #66c2a5 #8c510a #80b1d3 #bc80bd #b3de69 #666666 #00441b #4daf4a"
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

    More than about 40 classes repeat colours.
    """
    taken = set(used)
    colours: list[str] = []
    for name in names:
        wanted = [colour for words, colour in _EXPECTED if _names_one(name, words)]
        free = [colour for colour in (*wanted, *_PALETTE) if colour not in taken]
        colours.append(free[0] if free else _PALETTE[len(colours) % len(_PALETTE)])
        taken.add(colours[-1])
    return colours


def _names_one(name: str, words: str) -> bool:
    return any(word in name.casefold() for word in words.split())

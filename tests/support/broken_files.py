"""Files that are damaged, or made to do harm: what hypothesis makes of sound ones."""

import io
import json
import pickle
import zipfile
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from hypothesis import strategies as st
from safetensors.torch import save
from toys import CARD, network

from core.model_card import CARD_KEY, Training

FACTS = Training(
    n_pixels=40,
    n_blocks=8,
    updates=12,
    lambda_value=0.5,
    lambda_rule="auto",
    penalty="proximal",
    alpha=0.2,
    drift=1.5,
    held_out={"overall_accuracy": 0.9, "macro_f1": 0.8, "n_pixels": 9, "n_blocks": 3},
    evidence=((0.0, 0.5, 0.25), (0.2, 0.9, 0.75)),
)
PROFILES = {entry.value: ((0.5,) * len(CARD.grid.offsets),) * 2 for entry in CARD.classes}
SOUND = replace(CARD, training=FACTS, profiles=PROFILES, provenance="Labels: x")

HUGE = (10**300, -(10**300), 2**63, 1e308, 1e-320, float("nan"), float("inf"), 10**4000)
TEXTS = (
    "",
    "\0",
    "\x1b]0;owned\x07",
    "‮abc",
    "\ud800",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "x" * 100_000,
    "9" * 5000,
)


def deep(levels):
    """A list in a list in a list."""
    content = []
    for _ in range(levels):
        content = [content]
    return content


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(HUGE[:-1]),
    st.sampled_from(TEXTS),
    st.integers(-70_000, 70_000),
    st.floats(),
    st.text(max_size=9),
    st.sampled_from([[], {}, [[]], [{}], {"": None}]),
    st.sampled_from([90, 300, 480]).map(deep),
    st.lists(st.integers(-9, 9), max_size=4),
)
"""What may stand in a card's JSON in the place of what belongs there."""


def _places(content, path=()):
    """Every place in nested JSON."""
    yield path
    if isinstance(content, (dict, list)):
        keys = content if isinstance(content, dict) else range(len(content))
        for key in keys:
            yield from _places(content[key], (*path, key))


def _with(content, path, value):
    """A copy with something else in one place; None of it where value is `_GONE`."""
    if not path:
        return value
    copy = deepcopy(content)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    if value is _GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return copy


_GONE = object()
_ITEM = SOUND.to_item("toy.safetensors")
_PLACES = [path for path in _places(_ITEM) if path]
_WEIGHTS = {name: value.contiguous() for name, value in network().state_dict().items()}


def model_bytes(item, weights=None):
    """A model file whose card is any JSON."""
    return save(weights or _WEIGHTS, metadata={CARD_KEY: json.dumps(item)})


def with_header(header, rest=b""):
    """A safetensors file with any header."""
    return len(header).to_bytes(8, "little") + header + rest


def damaged(sound):
    """A sound file cut short, lengthened, or with a few bytes exchanged."""

    def exchanged(edits):
        content = bytearray(sound)
        for place, new in edits:
            content[place : place + len(new)] = new
        return bytes(content)

    edits = st.lists(
        st.tuples(st.integers(0, len(sound) - 1), st.binary(min_size=1, max_size=8)),
        min_size=1,
        max_size=4,
    )
    return st.one_of(
        edits.map(exchanged),
        st.integers(0, len(sound) - 1).map(lambda length: sound[:length]),
        st.binary(max_size=64),
        st.binary(max_size=64).map(lambda more: sound + more),
    )


def odd_items():
    """The card's JSON with something else in one or two places, or something missing."""
    change = st.tuples(st.sampled_from(_PLACES), st.one_of(odd_values, st.just(_GONE)))

    def changed(changes):
        item = _ITEM
        for path, value in changes:
            try:
                item = _with(item, path, value)
            except (KeyError, IndexError, TypeError):  # the change before took the place away
                continue
        return item

    return st.lists(change, min_size=1, max_size=2).map(changed)


def model_files():
    """Files that call themselves models."""
    shape = st.lists(st.sampled_from([0, 1, 2, 6, -1, 2**31, 2**63, 10**30]), max_size=4)
    entry = st.fixed_dictionaries(
        {
            "dtype": st.sampled_from(["F32", "F64", "I64", "BF16", "F8_E4M3", "", "../F32"]),
            "shape": shape,
            "data_offsets": st.lists(st.sampled_from([0, 24, -1, 2**63, 10**30]), max_size=3),
        }
    )
    names = st.sampled_from([*_WEIGHTS, "", "../../x", "a" * 1000])
    header = st.dictionaries(names, entry, max_size=3).map(
        lambda entries: {**entries, "__metadata__": {CARD_KEY: json.dumps(_ITEM)}}
    )
    return st.one_of(
        odd_items().map(model_bytes),
        damaged(model_bytes(_ITEM)),
        header.map(lambda found: with_header(json.dumps(found).encode(), b"\0" * 24)),
        odd_values.map(lambda value: with_header(json.dumps({"__metadata__": value}).encode())),
    )


def sample_files():
    """Files that call themselves samples: a zip archive of numpy's arrays, or a table."""
    sound = io.BytesIO()
    np.savez_compressed(sound, **SAMPLE_ARRAYS)
    rows = "polygon_id,class_value,class_name,2020-01-01 B04,2020-02-01 B04\n1,1,a,0.5,0.25\n"
    return st.one_of(
        damaged(sound.getvalue()).map(lambda content: ("npz", content)),
        st.tuples(st.sampled_from(sorted(SAMPLE_ARRAYS)), odd_arrays()).map(
            lambda change: ("npz", npz_bytes({**SAMPLE_ARRAYS, change[0]: change[1]}))
        ),
        damaged(rows.encode()).map(lambda content: ("csv", content)),
    )


SAMPLE_ARRAYS = {
    "X": np.ones((4, 2, 3), np.float32),
    "y": np.array([1, 1, 2, 2]),
    "polygon_id": np.array([0, 1, 2, 3]),
    "bands": np.array(["B04", "B08"]),
    "dates": np.array(["2020-01-01", "2020-02-01", "2020-03-01"]),
    "class_values": np.array([1, 2]),
    "class_names": np.array(["a", "b"]),
}


def odd_arrays():
    """Arrays of another kind, shape or range."""
    return st.sampled_from(
        [
            np.zeros(0),
            np.array(5),
            np.array([2**63], np.uint64),
            np.array([np.nan, np.inf, 1e300]),
            np.array(["x", "\0", "9" * 5000]),
            np.array([b"\xff"]),
            np.array([1 + 2j, 3]),
            np.array(["2020-01-01"], "datetime64[D]"),
            np.array([(1, 2.0)], [("a", int), ("b", float)]),
            np.full((4, 2, 3), np.nan),
            np.full((4, 2, 3), 1e300),
            np.ones((4, 2, 3), np.float32)[::-1, :, ::2],
        ]
    )


def npz_bytes(arrays):
    """Arrays as numpy keeps several."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def npz_of_claims(shape, member="X"):
    """A samples file of a few bytes whose header claims an array of any shape."""
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    header = text.ljust(117) + "\n"
    content = io.BytesIO(npz_bytes({k: v for k, v in SAMPLE_ARRAYS.items() if k != member}))
    with zipfile.ZipFile(content, "a") as archive:
        length = len(header).to_bytes(2, "little")
        archive.writestr(f"{member}.npy", b"\x93NUMPY\x01\x00" + length + header.encode())
    return content.getvalue()


def weight_files():
    """Files that call themselves weights of PyTorch."""
    forms = []
    for zipped in (True, False):
        content = io.BytesIO()
        torch.save(_WEIGHTS, content, _use_new_zipfile_serialization=zipped)
        forms.append(content.getvalue())
    forms.append(pickle.dumps({"x": [1.0]}, protocol=2))
    return st.one_of(*map(damaged, forms))

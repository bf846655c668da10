"""How a band's numbers become values: by its product, by the file, by the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from .band_names import INDICES
from .headers import Header
from .jobs import SeriesOptions
from .masks import is_mask
from .products import FULL_REFLECTANCE


@dataclass(frozen=True)
class Values:
    """Value = number × scale + offset."""

    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None
    """Number that marks missing pixels."""
    full: float | None = None
    """The value of a reflectance of 1; None where only the values themselves could tell."""
    note: str = ""
    """What was done, for people."""


def values_of(header: Header, place: int, band: str, day: date, job: SeriesOptions) -> Values:
    """The rule for one raster band of a file.

    Masks are read as they are. A product's own rule stands instead of what its file says; the
    user's --nodata, and --offset from --offset-since on, instead of both; --scale comes on top.
    """
    if is_mask(band, job.mask_band):
        return Values()
    found = _of_product(header, place) if header.product else _of_file(header, place)
    nodata = float(job.nodata) if job.nodata else found.nodata
    scale, offset, full, note = found.scale, found.offset, found.full, found.note
    if band.upper() not in INDICES:
        if job.offset and day >= date.fromisoformat(job.offset_since or "0001-01-01"):
            offset, note = (0.0, "") if header.product else (offset, note)
            offset = offset * job.scale + job.offset
        else:
            offset *= job.scale
        scale *= job.scale
        full = full and full * abs(job.scale)
    return Values(scale, offset, _in_type(nodata, header.dtypes[place]), full, note)


def _of_product(header: Header, place: int) -> Values:
    product = header.product
    if product is None:
        raise ValueError(f"{header.path} is no product's file")
    nodata = header.nodatas[place] if product.nodata is None else product.nodata
    return Values(product.scale, product.offset, nodata, FULL_REFLECTANCE, product.note)


def _of_file(header: Header, place: int) -> Values:
    scale, offset, nodata = header.scales[place], header.offsets[place], header.nodatas[place]
    whole = np.dtype(header.dtypes[place]).kind in "ui"
    if (scale, offset) == (1.0, 0.0):
        return Values(nodata=nodata, full=FULL_REFLECTANCE if whole else None)
    note = f"GDAL scale {scale:g} and offset {offset:g} of the files applied"
    return Values(scale, offset, nodata, FULL_REFLECTANCE * scale if whole else scale, note)


def _in_type(nodata: float | None, dtype: str) -> float | None:
    """Nodata that the data type can hold; another one marks nothing."""
    kind = np.dtype(dtype)
    if nodata is None or kind.kind not in "ui":
        return nodata
    limits = np.iinfo(kind)
    holds = np.isfinite(nodata) and nodata == int(nodata) and limits.min <= nodata <= limits.max
    return nodata if holds else None

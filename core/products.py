"""What the files of known products are: Sentinel-2 SAFE, THEIA's MAJA, Landsat, HLS.

Their names follow their makers' specifications, so band, sensor, units and missing value need not
be guessed. Reflectance of all of them is brought to one unit, 10,000 for a reflectance of 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

from .band_names import LANDSAT_5, LANDSAT_8, SENTINEL_2, Sensor
from .rasters import split_archive

FULL_REFLECTANCE = 10_000.0
SAFE_OFFSET = -1000.0
"""Of Sentinel-2 processing baselines from 04.00 on, where the metadata do not say."""


@dataclass(frozen=True)
class ProductFile:
    """What the name of a product's file says."""

    sensor: Sensor
    scene: str
    """What all files of one acquisition share."""
    band: str
    """Empty for a file that is no band of the product, such as a preview."""
    level: str = ""
    rank: str = ""
    """Of several files with one band of one scene, the one that comes last is the best."""
    scale: float = 1.0
    """Value = number × scale + offset; instead of what the file says of itself."""
    offset: float = 0.0
    nodata: float | None = None
    """Instead of the file's; None: as the file says."""
    note: str = ""
    """What was done to the values, for people."""


_SAFE = re.compile(
    r"(S2[A-D]_MSI(L1C|L2A)_(\d{8}T\d{6})_N(\d{4})_R\d{3}_(T\w{5})_(\d{8}T\d{6}))(?:\.SAFE)?/"
    r"(?:.*/IMG_DATA/(?:R\d\dm/)?\w*_(B\d[\dA]|SCL)(?:_(\d\d)m)?\.jp2$|.*\.jp2$)"
)
_MAJA = re.compile(
    r"(SENTINEL2[A-D]_\d{8}-\d{6}-\d{3}_L2A_T\w{5}_[A-Z]_V\d+-\d+)_"
    r"(?:(FRE|SRE)_(B\d+A?)|(CLM|MG2)_R1|(?:[A-Z]{3})_\w*)\.tif$",
    re.I,
)
_LANDSAT = re.compile(
    r"(L[COTEM](\d\d)_L2S[PR]_\d{6}_\d{8}_\d{8}_\d\d_\w\w)_"
    r"(?:SR_(B\d+)|(QA_PIXEL)|ST_\w+|QA_RADSAT|SR_(?:QA_AEROSOL|ATMOS_OPACITY|CLOUD_QA))\.tif$",
    re.I,
)
_HLS = re.compile(
    r"(HLS\.([LS])30\.T\w{5}\.\d{7}T\d{6}\.v[\d.]+)\.(?:(B\d[\dA]|Fmask)|[SV][AZ]A)\.tif$", re.I
)
_MAJA_STACK = re.compile(r"_(?:FRE|SRE)_(?!B\d)", re.I)
_BAND_ID = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12")
_ADD_OFFSET = re.compile(r'<(?:BOA|RADIO)_ADD_OFFSET band_id="(\d+)">\s*(-?[\d.]+)\s*<')


@lru_cache(maxsize=100_000)
def product_file(path: str) -> ProductFile | None:
    """What a path of a known product says; None for any other file."""
    text = path.replace("\\", "/")
    if match := _SAFE.search(text):
        return _safe(text, match)
    if (match := _MAJA.search(text)) and not _MAJA_STACK.search(match[0]):
        kind, band, mask = match[2], match[3], match[4]
        return ProductFile(
            SENTINEL_2,
            match[1],
            (band or mask or "").upper(),
            rank="1" if (kind or "").upper() == "FRE" else "0",
            nodata=-FULL_REFLECTANCE if band else None,
        )
    if match := _LANDSAT.search(text):
        sensor = LANDSAT_8 if int(match[2]) >= 8 else LANDSAT_5
        if not match[3]:
            return ProductFile(sensor, match[1], (match[4] or "").upper())
        return ProductFile(
            sensor,
            match[1],
            match[3].upper(),
            scale=2.75e-5 * FULL_REFLECTANCE,
            offset=-0.2 * FULL_REFLECTANCE,
            nodata=0,
            note="Landsat Collection 2 scale applied: 10,000 is a reflectance of 1",
        )
    if match := _HLS.search(text):
        sensor = LANDSAT_8 if match[2].upper() == "L" else SENTINEL_2
        return ProductFile(sensor, match[1], (match[3] or "").upper())
    return None


def _safe(path: str, match: re.Match[str]) -> ProductFile:
    product, level, sensed, baseline, tile, made, band, metres = match.groups()
    band = band or ""  # previews, masks and auxiliary data
    is_band = band.startswith("B")
    offset = 0.0
    if is_band:
        offset = _safe_offset(path[: match.start(1)], product, level, baseline, band)
    said = f"processing baseline {baseline[:2]}.{baseline[2:]}"
    return ProductFile(
        SENTINEL_2,
        f"{tile}_{sensed}",
        band,
        level=level,
        # of one image processed twice the newer, of one band in two resolutions the finer
        rank=f"{level}_{baseline}_{made}_{99 - int(metres or 10)}",
        offset=offset,
        nodata=0 if is_band else None,
        note=f"Sentinel-2 offset {offset:g} applied ({said})" if offset else "",
    )


def _safe_offset(before: str, product: str, level: str, baseline: str, band: str) -> float:
    for folder in (f"{product}.SAFE", product):
        offsets = _offsets_in(f"{before}{folder}/MTD_MSI{level}.xml")
        if offsets:
            return offsets.get(band[0] + band[1:].lstrip("0"), 0.0)
    return SAFE_OFFSET if int(baseline) >= 400 else 0.0


@lru_cache(maxsize=1000)
def _offsets_in(path: str) -> dict[str, float]:
    """Offset by band in a product's metadata; nothing where it has none."""
    archive, inside = split_archive(path)
    try:
        if archive:
            with ZipFile(archive) as content:
                text = content.read(inside).decode("utf-8", "replace")
        else:
            text = Path(path).read_text(encoding="utf-8", errors="replace")
    except (OSError, KeyError):
        return {}
    found = _ADD_OFFSET.findall(text)
    return {_BAND_ID[int(n)]: float(value) for n, value in found if int(n) < len(_BAND_ID)}

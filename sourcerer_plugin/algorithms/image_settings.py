"""How images are read, where they do not say it themselves, and which pixels are no use."""

from __future__ import annotations

from ...core.jobs import MaskPreset, StackOrder
from ..messages import tr
from .kinds import Day, Days, Kind, Listed, Number, OneOf, YesNo
from .layer_kinds import RasterFile
from .setting import SMALL_NUMBERS, Setting


def image_settings() -> tuple[Setting, ...]:
    """How the images are read, where they do not say it themselves."""
    return (
        Setting("bands", "BANDS", tr("Bands to use"), Listed()),
        Setting("band_map", "BAND_MAP", tr("What the images' bands are called"), Listed()),
        Setting(
            "dates",
            "DATES",
            tr("Dates of the images"),
            Days(),
            help=tr(
                "Where neither names nor bands of the files say them: one for each file in the "
                "order of their names, or those of a stack, as YYYY-MM-DD with commas; or the path "
                "of a text file with one a line."
            ),
        ),
        Setting("skip_dates", "SKIP_DATES", tr("Days to leave out"), Listed()),
        Setting("date_pattern", "DATE_PATTERN", tr("How dates stand in the file names"), Kind()),
        Setting(
            "stack_order",
            "STACK_ORDER",
            tr("Order of a stack's bands"),
            OneOf.choices(StackOrder),
            help=tr(
                "How the bands of a stack without band descriptions follow each other: all bands "
                "of the first date first, or all dates of the first band; auto takes the order in "
                "which the values change least from date to date."
            ),
        ),
        Setting("grid", "GRID", tr("Raster whose grid is used"), RasterFile()),
        Setting(
            "nodata",
            "NODATA",
            tr("Value that marks missing pixels"),
            Kind(),
            help=tr("A number or nan. Needed only where the files do not say it, or err."),
        ),
        Setting("scale", "SCALE", tr("Factor for the images' values"), SMALL_NUMBERS),
        Setting(
            "offset",
            "OFFSET",
            tr("Number added to the images' values"),
            SMALL_NUMBERS,
            help=tr(
                "After the factor, e.g. -1000 for Sentinel-2 images from 2022 on that are not "
                "delivered as SAFE products: those say it themselves."
            ),
        ),
        Setting(
            "offset_since",
            "OFFSET_SINCE",
            tr("First day that the number is added"),
            Day(),
            help=tr("Older images are left as they are. Left out, it is added to all of them."),
        ),
        Setting(
            "skip_unreadable",
            "SKIP_UNREADABLE",
            tr("Leave out images that cannot be used"),
            YesNo(),
            help=tr("They are listed as warnings and in the report. Otherwise the run stops."),
        ),
    )


def mask_settings() -> tuple[Setting, ...]:
    """Which pixels of the images are no use."""
    return (
        Setting(
            "mask",
            "MASK",
            tr("Cloud mask"),
            OneOf.choices(MaskPreset),
            help=tr(
                "Which mask says what is unusable: auto takes what is found with the images, none "
                "takes none. The others name one: scl of Sentinel-2 L2A, maja-clm and maja-mg2 of "
                "MAJA, qa-pixel of Landsat Collection 2, hls-fmask of HLS, fmask with Fmask's own "
                "classes."
            ),
        ),
        Setting(
            "mask_band",
            "MASK_BAND",
            tr("Band that marks unusable pixels"),
            Kind(),
            help=tr("Another band than those of the known cloud masks."),
        ),
        Setting("mask_values", "MASK_VALUES", tr("Its values that are unusable"), Listed(int)),
        Setting("mask_bits", "MASK_BITS", tr("Its bits that mean unusable"), Listed(int)),
        Setting("mask_dilation", "MASK_DILATION", tr("Pixels to grow clouds by"), Number()),
    )

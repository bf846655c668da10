"""What raster files say of themselves without a pixel being read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rasterio.errors import RasterioError
from rasterio.windows import Window

from .dates import date_in
from .errors import SeriesError
from .grid import Grid
from .products import ProductFile, product_file
from .rasters import RESULT_TAG, SENSOR_TAG, open_raster, unreadable
from .series_files import ImageFile


@dataclass(frozen=True)
class Header:
    """A raster file's header, and what its name adds."""

    file: ImageFile
    product: ProductFile | None
    grid: Grid
    descriptions: tuple[str, ...]
    """Empty where a band has none."""
    dtypes: tuple[str, ...]
    nodatas: tuple[float | None, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    day: date | None
    """In its name or its folder's."""
    result_of: str = ""
    """What made it, if it is a result of ours; empty for an image."""
    sensor: str = ""
    """Whose bands they are, if a prepared stack says so."""

    @property
    def path(self) -> str:
        """The file, for messages and for GDAL."""
        return self.file.path

    @property
    def is_dated_stack(self) -> bool:
        """Whether every band's description holds a date."""
        return all(date_in(text) for text in self.descriptions)


def read_header(file: ImageFile, date_pattern: str, probe: bool) -> Header:
    """Read a file's header.

    Args:
        file: to be opened.
        date_pattern: how dates stand in names, if the job says so.
        probe: read the last pixel too, which a truncated file lacks.

    Raises:
        UnreadableFile: it cannot be opened, or not be read to its end.
        SeriesError: it has no coordinate reference system.
    """
    with open_raster(file.path) as dataset:
        if dataset.crs is None:
            raise SeriesError(
                f"{file.path} has no coordinate reference system.", "Assign one, e.g. in QGIS."
            )
        if probe:
            try:
                dataset.read(window=Window(dataset.width - 1, dataset.height - 1, 1, 1))
            except RasterioError as error:
                raise unreadable(file.path, error) from error
        tags = dataset.tags()
        return Header(
            file,
            product_file(file.path),
            Grid.of(dataset),
            tuple((text or "").strip() for text in dataset.descriptions),
            dataset.dtypes,
            dataset.nodatavals,
            dataset.scales,
            dataset.offsets,
            file.date(date_pattern),
            tags.get(RESULT_TAG, ""),
            tags.get(SENSOR_TAG, ""),
        )

"""A series made ready for a model: its bands, its season, the part of it that a job is about."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .areas import Area, area_of
from .band_names import Sensor, sensor_named, sensor_of_model
from .catalogue import Catalogue, open_catalogue
from .errors import JobError
from .gapfill import are_missing, fill_pixels
from .grid import Grid
from .jobs import SeriesOptions
from .model_card import ModelCard
from .progress import Advance, Reporter
from .season import DateGrid, first_season_start, grid_for_dates
from .series import Series, SeriesReader, tile_window, window_side

FloatArray = npt.NDArray[np.float32]

_MUCH = 4
"""A grid so many times larger than most images deserves a warning."""
_SQUARE_PX = 64
_MOST_SQUARES = 40
"""From so many squares random pixels are drawn, where there are more."""


@dataclass(frozen=True)
class Imagery:
    """A series with a model's bands and the dates of one season, and the grid to fill it onto."""

    series: Series
    grid: DateGrid
    area: Area
    """The part of the images that the job is about."""
    min_observations: int = 0
    """Pixels with fewer clear observations in the season are missing."""
    notes: tuple[str, ...] = ()
    """What was done or left out, for the report."""
    sensor: str = ""
    """Whose bands they are, if known."""
    chosen: frozenset[int] | None = None
    """Which of the area's windows are wanted, by their number; None: all."""

    @property
    def days(self) -> list[int]:
        """Each date of the series as days from the season's start."""
        return self.grid.days_from_start(self.series.dates)

    def window_shape(self, memory_mb: int) -> tuple[int, int]:
        """Rows and columns of the windows to work in: squares, or lines where files hold lines.

        Of a file in lines each square would decode all that its neighbours decode.
        """
        n_bands, n_grid_dates = len(self.series.bands), len(self.grid.offsets)
        side = window_side(len(self.series.dates), n_bands, n_grid_dates, memory_mb)
        with SeriesReader(self.series) as reader:
            block_rows, block_cols = reader.block_shape(self.series.images[0])
        n_cols = self.area.window.width
        if block_cols < self.series.grid.width or n_cols <= side:
            return side, side
        n_rows = max(1, side * side // n_cols)
        return max(n_rows // block_rows * block_rows, min(n_rows, block_rows)), n_cols

    def windows(self, memory_mb: int) -> Iterator[tuple[Window, Window, float]]:
        """The area's windows: in its own pixels, in the series', and the fraction done with it."""
        part, shape = self.area.window, self.window_shape(memory_mb)
        extent = self.series.grid.part(part)
        tiles = [
            (row, col)
            for row in range(-(-extent.height // shape[0]))
            for col in range(-(-extent.width // shape[1]))
        ]
        if self.chosen is not None:
            tiles = [tile for number, tile in enumerate(tiles) if number in self.chosen]
        for done, (row, col) in enumerate(tiles, start=1):
            own = tile_window(extent, shape, row, col)
            col_off, row_off = part.col_off + own.col_off, part.row_off + own.row_off
            yield own, Window(col_off, row_off, own.width, own.height), done / len(tiles)


def imagery_for_training(
    job: SeriesOptions, reporter: Reporter, like: Imagery | None = None
) -> Imagery:
    """The bands that are asked for or all, on the default grid from the season's start.

    A further region gets bands, grid and, if the job does not say, season `like` the first one's.
    """
    if job.season_shift:
        raise JobError(
            "--season-shift moves a model's season, and no model is given.", "Use --season-start."
        )
    catalogue = _open(job, reporter)
    if like:
        grid = grid_for_dates(like.grid, catalogue.dates, job.season_start)
        sensor = sensor_named(like.sensor)
        return _of_season(catalogue, like.series.bands, sensor, grid, reporter)
    given = job.season_start
    start = date.fromisoformat(given) if given else first_season_start(catalogue.dates)
    return _of_season(catalogue, job.bands, None, DateGrid(start), reporter)


def imagery_for_model(
    job: SeriesOptions, card: ModelCard, reporter: Reporter, catalogue: Catalogue | None = None
) -> Imagery:
    """The model's bands, on the model's grid, in the season that the job or the dates say.

    `catalogue` is the job's, where it was opened before.
    """
    if job.bands:
        raise JobError(
            f"--bands is {','.join(job.bands)}, but the model says which bands it needs: "
            f"{', '.join(card.bands)}.",
            "Leave --bands out.",
        )
    catalogue = catalogue or _open(job, reporter)
    model = card.grid.shifted(job.season_shift)
    grid = grid_for_dates(model, catalogue.dates, job.season_start)
    sensor = sensor_of_model(card.sensor, card.bands)
    return _of_season(catalogue, card.bands, sensor, grid, reporter)


def _open(job: SeriesOptions, reporter: Reporter) -> Catalogue:
    """What lies on disk of the series; says what was recognised."""
    catalogue = open_catalogue(job)
    catalogue.say(reporter)
    return catalogue


def _of_season(
    catalogue: Catalogue,
    bands: Sequence[str],
    sensor: Sensor | None,
    grid: DateGrid,
    reporter: Reporter,
) -> Imagery:
    job = catalogue.job
    season = f"{grid.start} to {grid.end}"
    near = catalogue.of_season(grid)
    used = near.series(bands, sensor)
    for words in near.recipes(used.bands, sensor):
        reporter.log(f"Bands: {words}.")
    for reason in used.left_out:
        reporter.log(f"Left out: {reason}", "warning")
    warnings = list(filter(None, [used.partly_masked]))
    largest = max((s.grid for i in used.images for b in i.bands for s in b.sources), key=_area)
    if _area(used.grid) > _MUCH * statistics.median(
        _area(image.bands[0].sources[0].grid) for image in used.images
    ):
        warnings.append(
            f"The images together cover {used.grid.width} × {used.grid.height} pixels, far more "
            f"than most of them do; the largest has {largest.width} × {largest.height}. "
            "--extent and --aoi choose a part."
        )
    for text in warnings:
        reporter.log(text, "warning")
    reporter.log(
        f"Season {season}: {len(used.dates)} of {len(catalogue.dates)} dates used, the longest gap "
        f"{grid.longest_gap_days(used.dates)} days."
    )
    left_out = (f"Left out: {_without_folders(reason, job.series)}" for reason in used.left_out)
    notes = (*catalogue.notes, *left_out, *warnings)
    sensor = sensor or catalogue.sensor  # a model's bands keep its names
    return Imagery(
        used,
        grid,
        area_of(job, used.grid),
        job.min_observations,
        notes,
        sensor.name if sensor else "",
    )


def _area(grid: Grid) -> float:
    """Of a grid, in square units of its CRS."""
    return float(abs(grid.transform.determinant)) * grid.width * grid.height


def random_pixels(
    imagery: Imagery, n_pixels: int, job: SeriesOptions, advance: Advance
) -> FloatArray:
    """Pixels of the area, drawn by the job's seed from squares all over it.

    Returns:
        (n, band, date) float32 in sensor units, none missing; fewer than asked where there are
        fewer.
    """
    part, generator = imagery.area.window, np.random.default_rng(job.seed)
    extent = imagery.series.grid.part(part)
    n_rows, n_cols = -(-extent.height // _SQUARE_PX), -(-extent.width // _SQUARE_PX)
    squares = generator.permutation(n_rows * n_cols)
    each = -(-n_pixels // min(len(squares), _MOST_SQUARES))
    found: list[FloatArray] = []
    n_found, square_px = 0, (_SQUARE_PX, _SQUARE_PX)
    with SeriesReader(imagery.series) as reader:
        for square in squares:
            own = tile_window(extent, square_px, int(square // n_cols), int(square % n_cols))
            window = Window(
                part.col_off + own.col_off, part.row_off + own.row_off, own.width, own.height
            )
            cube = reader.read(window)
            pixels = fill_pixels(cube, imagery.days, imagery.grid.offsets, job.threads)
            usable = ~are_missing(pixels)
            inside = imagery.area.inside(window)
            if inside is not None:
                usable &= inside.ravel()
            chosen = generator.permutation(np.flatnonzero(usable))[:each]
            found.append(pixels[chosen])
            n_found += len(chosen)
            advance(min(1.0, n_found / n_pixels))
            if n_found >= n_pixels:
                break
    return np.concatenate(found)[:n_pixels]


def _without_folders(text: str, inputs: Sequence[str]) -> str:
    """The text, its files without the folders they lie in: a report tells nothing about a disk."""
    for path in map(Path, inputs):
        for folder in (path, path.parent):
            text = text.replace(f"{folder}{os.sep}", "") if folder.name else text
    return text

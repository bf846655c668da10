"""Labelled pixels out of large images: the right values, and little else is read."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
from scenes import pixel_box, write_image, write_polygons

from core.errors import UnreadableFile
from core.jobs import PrepareJob, SamplesJob
from core.running import run
from core.samples import read_samples

SIDE, N_DATES, TILE = 512, 12, 128
DAYS = [date(2020, 1, 1) + timedelta(days=30 * n) for n in range(N_DATES)]


def value(step, band, row, col):
    """What a pixel shows: another number for each neighbour, date and band."""
    return 1 + (7919 * row + 104729 * col + 613 * step + 31 * band) % 60_000


def all_values(step):
    rows, cols = np.mgrid[:SIDE, :SIDE]
    return np.stack([value(step, band, rows, cols) for band in (0, 1)])


def write_raster(path, values, names, **layout):
    write_image(path, values, names, nodata=0, compress="deflate", **layout)


@pytest.fixture(scope="module")
def tiled(tmp_path_factory):
    """One file a date, in 4 × 4 tiles."""
    folder = tmp_path_factory.mktemp("tiled")
    for step, day in enumerate(DAYS):
        write_raster(
            folder / f"{day}.tif",
            all_values(step),
            ["B04", "B08"],
            tiled=True,
            blockxsize=TILE,
            blockysize=TILE,
        )
    return folder


def extract(images, shapes, folder, memory=64):
    """The samples of polygons, one class each in turn; and the bytes that were read for them."""
    labels = write_polygons(
        folder / "labels.gpkg", shapes, crop=[("a", "b")[n % 2] for n in range(len(shapes))]
    )
    output = folder / "samples.npz"
    before = bytes_read()
    run(
        SamplesJob(
            series=(str(images),),
            polygons=str(labels),
            field="crop",
            output=str(output),
            memory=memory,
        ),
        Silent(),
    )
    return read_samples(str(output)), bytes_read() - before


class Silent:
    """A reporter that keeps nothing."""

    def progress(self, phase, fraction):
        assert 0 <= fraction <= 1

    def log(self, message, level="info"):
        pass

    def device(self, name):
        pass

    def measure(self, series, x, y):
        pass


def bytes_read():
    """By this process until now, as the system counts them."""
    counters = Path("/proc/self/io")
    if not counters.exists():
        pytest.skip("the system does not count the bytes that a process reads")
    return int(counters.read_text().split("rchar: ")[1].split()[0])


def expected(shapes):
    """(n, band, date) at the observed dates, of boxes (col, row, width, height)."""
    places = [
        (row, col)
        for left, top, width, height in shapes
        for row in range(top, top + height)
        for col in range(left, left + width)
    ]
    rows, cols = np.array(places).T
    return np.stack(
        [[value(step, band, rows, cols) for step in range(N_DATES)] for band in (0, 1)]
    ).transpose(2, 0, 1)


def sorted_rows(x):
    return np.array(sorted(x.reshape(len(x), -1).tolist()))


# across the corner of four tiles, on the image's corners, and one pixel
BOXES = [(125, 126, 5, 4), (0, 0, 3, 2), (509, 508, 3, 4), (300, 200, 1, 1), (70, 260, 90, 3)]


def test_every_labelled_pixel_gets_its_own_values(tiled, tmp_path):
    samples, _ = extract(tiled, [pixel_box(*box) for box in BOXES], tmp_path)
    at_dates = samples.x[:, :, [3 * step for step in range(N_DATES)]]  # a grid of 10 days
    assert len(samples.y) == sum(width * height for _, _, width, height in BOXES)
    np.testing.assert_array_equal(sorted_rows(at_dates), sorted_rows(expected(BOXES)))
    # the second box is the second class, its first pixel the image's corner
    first = at_dates[(samples.polygon_id == 1)]
    assert first[:, 0, 0].min() == value(0, 0, 0, 0) == 1
    assert set(samples.y[samples.polygon_id == 1]) == {2}


def test_only_tiles_with_labels_are_read_however_much_memory_there_is(tiled, tmp_path):
    """All other tiles hold rubbish, which no reader survives."""
    broken = tmp_path / "broken"
    broken.mkdir()
    boxes = [(10, 20, 5, 5), (300, 400, 5, 5)]
    labelled = {(row // TILE, col // TILE) for col, row, _, _ in boxes}
    assert labelled == {(0, 0), (3, 2)}
    for image in tiled.glob("*.tif"):
        content = bytearray(image.read_bytes())
        with rasterio.open(image) as dataset:
            for row, col in {(r, c) for r in range(4) for c in range(4)} - labelled:
                for index in dataset.indexes:
                    tag = f"BLOCK_{{}}_{col}_{row}"
                    start, size = (
                        int(dataset.get_tag_item(tag.format(what), "TIFF", bidx=index))
                        for what in ("OFFSET", "SIZE")
                    )
                    content[start : start + size] = b"\xff" * size
        (broken / image.name).write_bytes(content)
    with pytest.raises(UnreadableFile):
        run(PrepareJob(series=(str(broken),), output=str(tmp_path / "stack.tif")), Silent())
    samples, _ = extract(broken, [pixel_box(*box) for box in boxes], tmp_path, memory=20_000)
    at_dates = samples.x[:, :, [3 * step for step in range(N_DATES)]]
    np.testing.assert_array_equal(sorted_rows(at_dates), sorted_rows(expected(boxes)))


def test_each_block_is_read_once_however_little_memory_there_is(tiled, tmp_path):
    """A polygon in every tile; GDAL's cache has 8 MB, less than all files hold."""
    boxes = [(col, row, 4, 4) for col in range(20, SIDE, 64) for row in range(20, SIDE, 64)]
    shapes = [pixel_box(*box) for box in boxes]
    strips, stack = tmp_path / "strips", tmp_path / "stack"
    strips.mkdir()
    stack.mkdir()
    for step, day in enumerate(DAYS):
        write_raster(strips / f"{day}.tif", all_values(step), ["B04", "B08"], blockysize=8)
    names = [f"{day} {band}" for day in DAYS for band in ("B04", "B08")]
    every = np.concatenate([all_values(step) for step in range(N_DATES)])
    write_raster(
        stack / "stack.tif",
        every,
        names,
        tiled=True,
        blockxsize=TILE,
        blockysize=TILE,
        interleave="pixel",
    )
    found = []
    # of each 64 rows, that is 8 strips, one strip holds labels
    for images, share in ((tiled, 1), (strips, 1 / 8), (stack / "stack.tif", 1)):
        samples, read = extract(images, shapes, tmp_path)
        files = [images] if images.is_file() else list(images.iterdir())
        size = sum(path.stat().st_size for path in files)
        headers = 100_000 * len(files)
        assert 0.9 * share * size < read < 1.1 * share * size + headers + 200_000, images
        found.append(samples.x)
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()


def test_pixels_beyond_the_memory_come_in_parts(tiled, tmp_path):
    """16 MB hold 28,728 of the 30,000 pixels: 2 bands × (3 × 12 + 37 dates) × 4 bytes each."""
    shapes = [pixel_box(100, 50, 200, 150), pixel_box(0, 0, 2, 2)]
    parts, _ = extract(tiled, shapes, tmp_path, memory=64)
    at_once, _ = extract(tiled, shapes, tmp_path, memory=2048)
    assert len(parts.y) == 30_004
    assert (parts.x == at_once.x).all()
    assert (parts.polygon_id == at_once.polygon_id).all()


def test_clouds_and_images_of_one_day_are_merged_as_everywhere(tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    scl = np.full((4, 4), 4)
    scl[1, 1] = 9
    for name, number, classes in (
        ("A_20200101", 100, scl),
        ("B_20200101", 300, np.full((4, 4), 4)),
        ("A_20200111", 500, scl),
    ):
        bands = np.stack([np.full((4, 4), number), classes])
        write_image(images / f"{name}.tif", bands, ["B04", "SCL"], nodata=0)
    samples, _ = extract(images, [pixel_box(1, 1, 1, 1), pixel_box(2, 2, 1, 1)], tmp_path)
    cloudy, clear = samples.x[:, 0, :2]
    assert cloudy.tolist() == [300, 300]  # B alone; on the 11th a cloud, so what came before
    assert clear.tolist() == [200, 500]  # the mean of A and B

"""One small scene, written the ways in which archives keep image time series.

72 × 72 px of 10 m; the west is bright in spring, the east in autumn; B11 is constant in squares of
20 m, and a cloud of a fifth of the scene wanders through the dates.
"""

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import array_bounds, from_origin
from rasterio.warp import calculate_default_transform, reproject
from scenes import CRS, ORIGIN, PIXEL_M, pixel_box, write_image, write_polygons

SIDE = 72
BANDS = ("B04", "B08", "B11")
CLEAR, CLOUD = 4, 9
N_DATES = 12


@dataclass(frozen=True)
class SceneData:
    """The scene's numbers."""

    dates: tuple[date, ...]
    values: np.ndarray
    """(date, band, row, col) uint16; clouds are 9000."""
    scl: np.ndarray
    """(date, row, col)."""


def scene_data():
    """The same every time."""
    random = np.random.default_rng(3)
    dates = tuple(date(2020, 1, 5) + timedelta(days=30 * step) for step in range(N_DATES))
    values = np.empty((N_DATES, len(BANDS), SIDE, SIDE))
    values[:] = np.array([600, 2600, 1500])[:, None, None]
    scl = np.full((N_DATES, SIDE, SIDE), CLEAR, np.uint8)
    for step in range(N_DATES):
        values[step, :, :, : SIDE // 2] += 3000 * np.exp(-(((step - 4) / 2) ** 2))
        values[step, :, :, SIDE // 2 :] += 3000 * np.exp(-(((step - 8) / 2) ** 2))
        values[step] += random.normal(0, 60, values[step].shape)
        coarse = values[step, 2].reshape(SIDE // 2, 2, SIDE // 2, 2).mean(axis=(1, 3))
        values[step, 2] = coarse.repeat(2, axis=0).repeat(2, axis=1)
        first = (step * 10) % (SIDE - 16)
        scl[step, first : first + 16] = CLOUD
        values[step, :, first : first + 16] = 9000
    return SceneData(dates, values.round().astype(np.uint16), scl)


def write_labels(folder):
    """Squares of both classes, well inside them."""
    squares = [(col, row) for col in (4, 20, 42, 58) for row in (4, 24, 44, 60)]
    crops = ["spring" if col < SIDE // 2 else "autumn" for col, _ in squares]
    shapes = [pixel_box(col, row, 6, 6) for col, row in squares]
    return write_polygons(folder / "polygons.gpkg", shapes, crop=crops)


def one_file_a_date(data, folder, suffix="tif"):
    """(a) `S2_20200105.tif` with all bands and SCL."""
    for step, day in enumerate(data.dates):
        values = np.concatenate([data.values[step], data.scl[step][None]])
        write_image(folder / f"S2_{day:%Y%m%d}.{suffix}", values, [*BANDS, "SCL"])


def one_file_a_band(data, folder):
    """(b) As the Brazil Data Cube and sits keep them."""
    for step, day in enumerate(data.dates):
        stem = f"S2-16D_V2_012014_{day:%Y%m%d}"
        for band, values in zip(BANDS, data.values[step]):
            write_image(folder / f"{stem}_{band}.tif", values[None], [""])
        write_image(folder / f"{stem}_SCL.tif", data.scl[step][None], [""], dtype="uint8")


def mixed_resolutions(data, folder):
    """(b) 10 m and 20 m bands in two files a date, the mask beside them."""
    for step, day in enumerate(data.dates):
        write_image(folder / f"{day}_10m.tif", data.values[step, :2], BANDS[:2])
        write_image(folder / f"{day}_20m.tif", halved(data.values[step, 2:]), BANDS[2:], pixel=20)
        write_image(folder / f"{day}_SCL_20m.tif", halved(data.scl[step][None]), [""], pixel=20)


def safe_products(data, folder, offset_from=6):
    """(b) Sentinel-2 L2A products; from `offset_from` on with the offset of baseline 04.00."""
    for step, day in enumerate(data.dates):
        lifted = step >= offset_from
        baseline = "0400" if lifted else "0214"
        sensed = f"{day:%Y%m%d}T105031"
        name = f"S2A_MSIL2A_{sensed}_N{baseline}_R051_T31UES_{day:%Y%m%d}T141852"
        images = folder / f"{name}.SAFE" / "GRANULE" / "L2A_T31UES_A000001" / "IMG_DATA"
        offsets = "".join(
            f'<BOA_ADD_OFFSET band_id="{n}">-1000</BOA_ADD_OFFSET>' for n in range(13)
        )
        for resolution in ("R10m", "R20m"):
            (images / resolution).mkdir(parents=True)
        text = f"<a>{offsets if lifted else ''}</a>"
        (folder / f"{name}.SAFE" / "MTD_MSIL2A.xml").write_text(text)
        values = data.values[step] + (1000 if lifted else 0)
        for band, place in (("B04", 0), ("B08", 1)):
            write_jp2(images / "R10m" / f"T31UES_{sensed}_{band}_10m.jp2", values[place], 10)
            # the coarser copy that products bring along must not be taken
            write_jp2(images / "R20m" / f"T31UES_{sensed}_{band}_20m.jp2", values[place, ::2, ::2])
        write_jp2(images / "R20m" / f"T31UES_{sensed}_B11_20m.jp2", values[2, ::2, ::2])
        write_jp2(images / "R20m" / f"T31UES_{sensed}_SCL_20m.jp2", data.scl[step, ::2, ::2])
        write_jp2(images / "R10m" / f"T31UES_{sensed}_TCI_10m.jp2", data.scl[step], 10)
        quality = images.parent / "QI_DATA"
        quality.mkdir()
        write_jp2(quality / f"T31UES_{sensed}_PVI.jp2", data.scl[step], 10)


def maja_products(data, folder):
    """(b) THEIA's products: FRE and SRE bands, masks as bits in a folder of their own."""
    for step, day in enumerate(data.dates):
        name = f"SENTINEL2A_{day:%Y%m%d}-105031-000_L2A_T31UES_C_V2-2"
        (folder / name / "MASKS").mkdir(parents=True)
        for band, values in zip(("B4", "B8", "B11"), data.values[step]):
            signed = {"dtype": "int16", "nodata": -10000}
            write_image(folder / name / f"{name}_FRE_{band}.tif", values[None], [""], **signed)
            write_image(
                folder / name / f"{name}_SRE_{band}.tif", values[None] + 500, [""], **signed
            )
        clouds = np.where(data.scl[step] == CLOUD, 2 + 16, 0)[None]
        masks = folder / name / "MASKS"
        write_image(masks / f"{name}_CLM_R1.tif", clouds, [""], dtype="uint8")
        write_image(masks / f"{name}_CLM_R2.tif", clouds, [""], dtype="uint8")


def landsat_scenes(data, folder):
    """(b) Landsat Collection 2: another sensor's numbers, units and mask for the same ground."""
    for step, day in enumerate(data.dates):
        name = f"LC08_L2SP_198024_{day:%Y%m%d}_20210101_02_T1"
        for band, values in zip(("B4", "B5", "B6"), data.values[step]):
            numbers = np.round((values / 10_000 + 0.2) / 2.75e-5)[None]
            write_image(folder / f"{name}_SR_{band}.TIF", numbers, [""], nodata=0)
        clouds = np.where(data.scl[step] == CLOUD, 1 << 3, 1 << 6)[None]
        write_image(folder / f"{name}_QA_PIXEL.TIF", clouds, [""], nodata=1)


def harmonized_scenes(data, folder):
    """(b) HLS: Landsat and Sentinel-2 by turns, each with its own numbers for the same bands."""
    for step, day in enumerate(data.dates):
        kind, bands = [("L30", ("B04", "B05", "B06")), ("S30", ("B04", "B08", "B11"))][step % 2]
        name = f"HLS.{kind}.T31UES.{day:%Y%j}T105031.v2.0"
        for band, values in zip(bands, data.values[step]):
            write_image(folder / f"{name}.{band}.tif", values[None], [""])
        clouds = np.where(data.scl[step] == CLOUD, 1 << 1, 1 << 5)[None]
        write_image(folder / f"{name}.Fmask.tif", clouds, [""], dtype="uint8")
        write_image(folder / f"{name}.SZA.tif", clouds, [""])


def stack(data, path, order="date-major", described=True):
    """(c) All dates and bands in one file."""
    names = [f"{day} {band}" for day in data.dates for band in (*BANDS, "SCL")]
    values = np.concatenate([data.values, data.scl[:, None]], axis=1)
    if order == "band-major":
        names = [f"Sentinel2_{band}_{day:%Y%m%d}" for band in (*BANDS, "SCL") for day in data.dates]
        values = values.swapaxes(0, 1)
    values = values.reshape(-1, SIDE, SIDE)
    write_image(path, values, names if described else [""] * len(names))


def virtual_files(data, folder):
    """(d) One VRT a date over files that lie elsewhere."""
    images = folder / "elsewhere" / "deep"
    images.mkdir(parents=True)
    one_file_a_date(data, images)
    for day in data.dates:
        source = images / f"S2_{day:%Y%m%d}.tif"
        write_vrt(folder / f"{day}.vrt", [(source, 0, 0)], SIDE, SIDE, [*BANDS, "SCL"])


def two_tiles(data, folder):
    """Two overlapping images a day, west and east."""
    for step, day in enumerate(data.dates):
        values = np.concatenate([data.values[step], data.scl[step][None]])
        for tile, first, last in (("T31UDS", 0, 44), ("T31UES", 30, SIDE)):
            write_image(
                folder / f"{tile}_{day:%Y%m%d}.tif",
                values[:, :, first:last],
                [*BANDS, "SCL"],
                origin=(ORIGIN[0] + first * PIXEL_M, ORIGIN[1]),
            )


def two_crs(data, folder, other="EPSG:32632"):
    """Every third date as the neighbouring UTM zone has it."""
    transform = from_origin(*ORIGIN, PIXEL_M, PIXEL_M)
    bounds = array_bounds(SIDE, SIDE, transform)
    for step, day in enumerate(data.dates):
        values = np.concatenate([data.values[step], data.scl[step][None]])
        path = folder / f"S2_{day:%Y%m%d}.tif"
        if step % 3:
            write_image(path, values, [*BANDS, "SCL"])
            continue
        warped_transform, width, height = calculate_default_transform(
            CRS, other, SIDE, SIDE, *bounds, resolution=PIXEL_M
        )
        warped = np.zeros((len(values), height, width), np.uint16)
        reproject(
            values,
            warped,
            src_transform=transform,
            src_crs=CRS,
            dst_transform=warped_transform,
            dst_crs=other,
            resampling=Resampling.nearest,
        )
        origin = (warped_transform.c, warped_transform.f)
        write_image(path, warped, [*BANDS, "SCL"], crs=other, origin=origin, nodata=0)


def zipped(folder, archive):
    """A folder as an archive."""
    with zipfile.ZipFile(archive, "w") as content:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content.write(path, path.relative_to(folder))


def halved(values):
    """Every second row and column."""
    return values[..., ::2, ::2]


def write_jp2(path, values, pixel=20):
    """A lossless JPEG 2000 image."""
    with rasterio.open(
        path,
        "w",
        driver="JP2OpenJPEG",
        count=1,
        height=values.shape[0],
        width=values.shape[1],
        dtype=values.dtype.name,
        crs=CRS,
        transform=from_origin(*ORIGIN, pixel, pixel),
        QUALITY="100",
        REVERSIBLE="YES",
    ) as dataset:
        dataset.write(values, 1)


def write_vrt(path, sources, width, height, bands, dtype="UInt16", pixel=PIXEL_M):
    """A VRT whose bands are the same bands of `sources` (file, col, row), side by side."""
    with rasterio.open(sources[0][0]) as first:
        wkt, side = first.crs.to_wkt(), (first.width, first.height)
    parts = []
    for number, band in enumerate(bands, start=1):
        simple = "".join(
            f'<SimpleSource><SourceFilename relativeToVRT="0">{file}</SourceFilename>'
            f"<SourceBand>{number}</SourceBand>"
            f'<SourceProperties RasterXSize="{side[0]}" RasterYSize="{side[1]}" '
            f'DataType="{dtype}"/>'
            f'<SrcRect xOff="0" yOff="0" xSize="{side[0]}" ySize="{side[1]}"/>'
            f'<DstRect xOff="{col}" yOff="{row}" xSize="{side[0]}" ySize="{side[1]}"/>'
            "</SimpleSource>"
            for file, col, row in sources
        )
        parts.append(
            f'<VRTRasterBand dataType="{dtype}" band="{number}"><Description>{band}</Description>'
            f"{simple}</VRTRasterBand>"
        )
    path.write_text(
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>{wkt}</SRS>'
        f"<GeoTransform>{ORIGIN[0]}, {pixel}, 0, {ORIGIN[1]}, 0, -{pixel}</GeoTransform>"
        + "".join(parts)
        + "</VRTDataset>"
    )
    return path

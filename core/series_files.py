"""Finding the image files of a series: folders, products in folders, archives, lists, patterns."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from .dates import date_in
from .errors import SeriesError, UnreadableFile
from .products import product_file
from .rasters import ARCHIVE_PREFIX, split_archive

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
RASTER_SUFFIXES = (".tif", ".tiff", ".vrt", ".jp2", ".img", ".bsq", ".bil")


@dataclass(frozen=True)
class ImageFile:
    """A file that may hold images of a series."""

    path: str
    """As GDAL opens it; inside an archive it begins with `/vsizip/`."""
    depth: int = 0
    """Folders between the folder that was given and the file."""
    listed: bool = False
    """Named by the user, not merely found in a folder."""
    given: date | None = None
    """The date that a list gives it; it counts, whatever names say."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Its own name, then its folders below the given one, from the nearest up."""
        name, *folders = reversed(PurePosixPath(self.path.replace("\\", "/")).parts)
        return (name, *folders[: self.depth])

    @property
    def stem(self) -> str:
        """Its own name without ending."""
        return PurePosixPath(self.parts[0]).stem

    @property
    def folder(self) -> str:
        """Where it lies."""
        return str(PurePosixPath(self.path.replace("\\", "/")).parent)

    def date(self, pattern: str = "") -> date | None:
        """The given date, else that in its name or in the nearest folder's below the given one."""
        if self.given:
            return self.given
        texts = (self.stem, *self.parts[1:])
        return next((day for day in (date_in(text, pattern) for text in texts) if day), None)


def find_images(inputs: Sequence[str], date_pattern: str = "") -> list[ImageFile]:
    """The raster files that `inputs` name: a folder, pattern, list, archive or file each.

    A folder gives its own images, and the files of known products as deep as they lie; only where
    none of its own is dated, all images of its subfolders. Hidden files are no images.

    Raises:
        SeriesError: there are none, or one is given twice.
        UnreadableFile: a list or an archive cannot be read.
    """
    found = [file for entry in inputs for file in _named_by(entry, date_pattern)]
    if not found:
        raise SeriesError(
            f"{', '.join(inputs)} holds no images ({' '.join(RASTER_SUFFIXES)}).",
            "Give the folder that holds the image files or the product folders.",
        )
    twice = [path for path, count in Counter(file.path for file in found).items() if count > 1]
    if twice:
        raise SeriesError(f"{twice[0]} is given twice.")
    return found


def _named_by(entry: str, date_pattern: str) -> list[ImageFile]:
    path = Path(entry)
    if path.is_dir():
        return _nearest(list(_in_folder(path)), date_pattern)
    if path.suffix.lower() == ".zip" and path.is_file():
        return _nearest(list(_in_archive(path)), date_pattern)
    if path.suffix.lower() == ".txt" and path.is_file():
        return _in_list(path, date_pattern)
    if any(character in entry for character in "*?[") and not path.exists():
        fixed = next(n for n, part in enumerate(path.parts) if any(c in part for c in "*?["))
        found = []
        for match in sorted(glob.glob(entry, recursive=True)):  # noqa: PTH207 - may be absolute
            deeper = len(Path(match).parts) - fixed - 1
            own = _named_by(match, date_pattern)
            found += [replace(file, depth=file.depth + deeper, listed=False) for file in own]
        return found
    return [ImageFile(entry, listed=True)]


def _in_list(path: Path, date_pattern: str) -> list[ImageFile]:
    """What a list names, one path a line; `YYYY-MM-DD`, a tab and a path give it that date.

    Raises:
        UnreadableFile: it is no text.
        SeriesError: what stands before a tab is no date.
    """
    found = []
    for number, line in enumerate(read_text(path, "a list of files").splitlines(), start=1):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        before, tab, after = text.partition("\t")
        day = _given_date(before.strip(), f"{path}, line {number}") if tab else None
        files = _listed(path.parent, after.strip() if tab else text, date_pattern)
        if day:  # folders above may say the sensor, and cannot say another date
            files = [replace(f, given=day, depth=len(Path(f.path).parts) - 1) for f in files]
        found += files
    return found


def _given_date(text: str, origin: str) -> date:
    day = date_in(text) if _ISO_DATE.fullmatch(text) else None
    if day is None:
        raise SeriesError(
            f"{origin}: {text!r} is no date.",
            "Write YYYY-MM-DD before the tab, or the path alone on its line.",
        )
    return day


def _listed(folder: Path, line: str, date_pattern: str) -> list[ImageFile]:
    """What a line of a list names; folders that stand in it may hold the date."""
    _, inside = split_archive(line)
    if inside:  # an image in an archive, as GDAL opens it
        return [ImageFile(line, len(PurePosixPath(inside).parts), listed=True)]
    named = Path(line)
    place = folder / named
    if place.is_dir() or place.suffix.lower() == ".zip":
        return _named_by(str(place), date_pattern)
    depth = 0 if named.is_absolute() else len(named.parts) - 1
    return [ImageFile(str(place), depth, listed=True)]


def read_text(path: Path, what: str) -> str:
    """A text file that a user wrote.

    Raises:
        UnreadableFile: it is not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"{path} cannot be read as {what}: {error}", "Save it as UTF-8 text."
        ) from error


def _in_folder(folder: Path) -> Iterator[ImageFile]:
    seen = {folder.resolve()}
    for name, folders, files in os.walk(folder, followlinks=True):
        here = Path(name)
        folders[:] = sorted(f for f in folders if f[0] != "." and (here / f).resolve() not in seen)
        seen.update((here / f).resolve() for f in folders)
        depth = len(here.relative_to(folder).parts)
        for file in (here / name for name in sorted(files) if name[0] != "."):
            if file.suffix.lower() in RASTER_SUFFIXES:
                yield ImageFile(str(file), depth)
            elif file.suffix.lower() == ".zip":
                for inside in _in_archive(file):
                    yield ImageFile(inside.path, inside.depth + depth + 1)


def _in_archive(archive: Path) -> Iterator[ImageFile]:
    try:
        with ZipFile(archive) as content:
            names = sorted(content.namelist())
    except (OSError, BadZipFile) as error:
        raise UnreadableFile(
            f"{archive} cannot be read as an archive: {error}",
            "It may be truncated; download it again, or move it away.",
        ) from error
    for name in names:
        parts = PurePosixPath(name).parts
        hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
        if not hidden and PurePosixPath(name).suffix.lower() in RASTER_SUFFIXES:
            path = f"{ARCHIVE_PREFIX}{archive.absolute().as_posix()}/{name}"
            yield ImageFile(path, len(parts) - 1)


def _nearest(files: list[ImageFile], date_pattern: str) -> list[ImageFile]:
    """The folder's own images; where none of them is dated, the next level's that are."""
    dated = [file for file in files if file.date(date_pattern)]
    shallowest = min((file.depth for file in dated or files), default=0)
    if dated and shallowest > 0:
        return dated
    return [file for file in files if file.depth == shallowest or product_file(file.path)]

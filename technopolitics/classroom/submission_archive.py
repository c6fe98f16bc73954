"""Read a download of submissions, a zip archive or a folder, without trusting it.

Nothing is unpacked under a name that the archive gives. Each file is read with a limit, and what leads out, what is a link, what
is encrypted or grows too large is named and left alone.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

__all__ = ["Download", "Entry", "open_download"]

MOST_FILES = 50_000
LONGEST_NAME = 1000
LARGEST_FILE = 100 * 2**20
LARGEST_TOTAL = 8 * 2**30


class TooLarge(ValueError):
    """A file is larger than what a notebook may be."""


@dataclass(frozen=True)
class Entry:
    """A file of a download: its path inside, its time in UTC when one is known, and a way to read it (TooLarge, OSError)."""

    path: PurePosixPath
    time: datetime | None
    read: Callable[[], bytes]


@dataclass
class Download:
    """What can be read, and sentences about what was refused. ``times_are_of_packing``: all files have the same time."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def times_are_of_packing(self) -> bool:
        """Whether the times say when the archive was made, not when each file was handed in."""
        times = [entry.time for entry in self.entries if entry.time]
        return len(times) > 1 and (max(times) - min(times)).total_seconds() < 60


@contextmanager
def open_download(path: Path) -> Iterator[Download]:
    """A zip archive or a folder. RuntimeError says what is wrong with the whole of it."""
    if path.is_dir():
        yield _folder(path)
        return
    if not path.is_file():
        raise RuntimeError(f"there is no file or folder {path}.")
    try:
        with zipfile.ZipFile(path) as archive:
            yield _archive(archive)
    except zipfile.BadZipFile:
        raise RuntimeError(f"{path} is no zip archive, or it was cut in transfer: download it again.") from None


def _archive(archive: zipfile.ZipFile) -> Download:
    found = Download()
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise RuntimeError(f"the archive holds {len(infos)} files, more than {MOST_FILES}: it is no download of submissions.")
    budget = [LARGEST_TOTAL]
    for info in infos:
        if info.is_dir():
            continue
        name = _name(info)
        if reason := _why_not(info, name):
            found.refused.append(f"{_printable(name)}: {reason}")
            continue
        try:
            time = datetime(*info.date_time).astimezone().astimezone(UTC).replace(tzinfo=None) if info.date_time[0] > 1980 else None
        except (ValueError, OverflowError, OSError):
            time = None
        found.entries.append(Entry(PurePosixPath(name), time, lambda info=info: _bounded(archive, info, budget)))
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Archives made by hand often hold UTF-8 without saying so."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _why_not(info: zipfile.ZipInfo, name: str) -> str:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or ":" in (parts[0] if parts else "")[1:2]:
        return "its path leads out of the archive."
    if len(name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} letters."
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file."
    if info.flag_bits & 1:
        return "it is encrypted."
    if info.file_size > LARGEST_FILE:
        return f"it is larger than {LARGEST_FILE // 2**20} MB."
    return ""


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: list[int]) -> bytes:
    """The content; what the archive says about its size is not believed."""
    try:
        with archive.open(info) as file:
            content = file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zipfile.LargeZipFile) as problem:
        raise OSError(f"it cannot be unpacked ({problem})") from None
    budget[0] -= len(content)
    if len(content) > LARGEST_FILE or budget[0] < 0:
        raise TooLarge("it is larger than a notebook can be, or the archive is as a whole")
    return content


def _folder(folder: Path) -> Download:
    found = Download()
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in [n for n in folders if (Path(place) / n).is_symlink()]:
            found.refused.append(f"{_printable(str((Path(place) / name).relative_to(folder)))}: it is a link, and links are not followed.")
        for name in sorted(files):
            path = Path(place) / name
            inside = PurePosixPath(path.relative_to(folder).as_posix())
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                found.refused.append(f"{_printable(str(inside))}: it is a link or a device, not a file.")
            elif status.st_size > LARGEST_FILE:
                found.refused.append(f"{_printable(str(inside))}: it is larger than {LARGEST_FILE // 2**20} MB.")
            else:
                time = datetime.fromtimestamp(status.st_mtime, UTC).replace(tzinfo=None)
                found.entries.append(Entry(inside, time, path.read_bytes))
            if len(found.entries) > MOST_FILES:
                raise RuntimeError(f"{folder} holds more than {MOST_FILES} files: it is no folder of submissions.")
    return found


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name[:200])

"""Look at the folder of a submission without following, unpacking or running anything: which file is the notebook, and what lies beside it."""

from __future__ import annotations

import bz2
import gzip
import os
import re
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO, cast

from technopolitics.classroom.findings import Finding, find, listed, shown
from technopolitics.classroom.notebook_file import Unreadable, read_bytes

__all__ = ["Entry", "Folder", "beside_findings", "plain_name", "scan", "time_stamp_finding"]

MOST_ENTRIES = 2_000
DEEPEST = 4
# Folders that programs make; what is in them is never somebody's work.
MADE_BY_PROGRAMS = {".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git", ".venv", ".idea", ".vscode"}

ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tbz", ".tar.bz2", ".7z", ".rar", ".tar.xz", ".gz", ".xz")
# An archive's list of contents is read up to these limits; nothing is ever written.
LARGEST_ARCHIVE = 5_000_000
MOST_UNPACKED = 100_000_000
MOST_ARCHIVES = 5

# Modules that the course's cells import: a file of that name beside a notebook would be imported instead.
SHADOWED = {"technopolitics", "pandas", "numpy", "matplotlib", "IPython"} | sys.stdlib_module_names

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Entry:
    """A file in a submission: its path in it, and how it was found."""

    path: Path
    inside: PurePosixPath

    @property
    def name(self) -> str:
        """The file's name."""
        return self.inside.name


@dataclass
class Folder:
    """What lies in a submission. Links and special files are in ``findings`` and not among the ``files``."""

    files: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # Paths inside the folder of what is not an ordinary file.
    not_ordinary: set[str] = field(default_factory=set)


def plain_name(name: str) -> str:
    """A file's name without what browsers, systems and copying add to it: case, endings, numbers, "Copy".

    >>> plain_name("A2_chips (1).ipynb"), plain_name("a2_chips-Copy1.ipynb.txt"), plain_name("Copy of a2 chips.ipynb")
    ('a2_chips', 'a2_chips', 'a2_chips')
    """
    stem = re.sub(r"(\.ipynb|\.json|\.txt)+$", "", name.strip().lower())
    stem = re.sub(r"^[ck]op(y|ie) (of|von|de)\s+", "", stem)
    longer = ""
    while stem != longer:  # one addition at a time: a single pattern for all of them could be made to take for ever by a name
        longer, stem = stem, re.sub(r"[\s_-]*(\(\d+\)|[ck]op(y|ie)\s?\d*|final|v\d+)$", "", stem)
    return re.sub(r"[\s-]+", "_", stem.strip())


def scan(folder: Path, notebook: str) -> Folder:
    """List a submission's files, to a limited depth and number; Unreadable when ``folder`` itself is not a folder.

    What stands in the place of ``notebook`` is not named here: whoever reads it says more.
    """
    try:
        kind = folder.lstat().st_mode
    except (OSError, ValueError):
        raise Unreadable("missing", "Nothing was handed in here. Put the notebook into this folder.") from None
    if stat.S_ISLNK(kind):
        raise Unreadable("folder-link", "In place of the folder of the submission there is a link. Hand in the folder itself.")
    if not stat.S_ISDIR(kind):
        raise Unreadable("not-a-folder", "In place of the folder of the submission there is a file. Hand in a folder with the notebook in it.")
    found = Folder()
    links, hard, special = [], [], []
    for number, (entry, inside) in enumerate(_walk(folder, PurePosixPath(), found)):
        if number >= MOST_ENTRIES:
            found.findings.append(find("too-many-files", f"There are more than {MOST_ENTRIES} files here: those after that were not looked at."))
            break
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            links.append(str(inside))
        elif not stat.S_ISREG(status.st_mode):
            special.append(str(inside))
        else:
            if status.st_nlink > 1:
                hard.append(str(inside))
            found.files.append(Entry(Path(entry.path), inside))
    found.not_ordinary = {*links, *special}
    for names in (links, hard, special):
        if notebook in names:
            names.remove(notebook)
    if links:
        found.findings.append(find("link", f"{listed(links)}: a link to another place is never followed. Hand in files, not links."))
    if hard:
        found.findings.append(find("hard-link", f"{listed(hard)}: a second name (hard link) of another file. Hand in copies of your own."))
    if special:
        found.findings.append(find("special-file", f"{listed(special)}: a pipe, device or socket, which is left out. Hand in ordinary files."))
    return found


def _walk(folder: Path, inside: PurePosixPath, found: Folder) -> Iterator[tuple[os.DirEntry[str], PurePosixPath]]:
    """Everything but folders, in the order of names; folders of programs are named and not entered."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted((entry for entry, _ in zip(listing, range(MOST_ENTRIES + 1), strict=False)), key=lambda e: e.name)
    except OSError:
        found.findings.append(find("special-file", f"The folder '{shown(str(inside))}' cannot be opened: it is left out."))
        return
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield entry, inside / entry.name
        elif entry.name in MADE_BY_PROGRAMS:
            found.findings.append(find("checkpoints", f"The folder '{shown(str(inside / entry.name))}' was made by a program and is left out."))
        elif len(inside.parts) + 1 < DEEPEST:
            yield from _walk(Path(entry.path), inside / entry.name, found)


def beside_findings(files: list[Entry], notebook: Entry | None) -> list[Finding]:
    """What is said about files that are not the notebook: archives, modules that would be imported in place of a library, and the rest."""
    findings: list[Finding] = []
    shadowing, rest, archives = [], [], 0
    for entry in files:
        if entry == notebook or entry.name == "timestamp.txt":
            continue
        if entry.name.lower().endswith(ARCHIVES):
            archives += 1
            findings.extend(archive_findings(entry) if archives <= MOST_ARCHIVES else ())
        elif entry.name.endswith(".py") and entry.name[:-3] in SHADOWED:
            shadowing.append(str(entry.inside))
        elif not entry.name.lower().endswith(".ipynb") and not entry.name.startswith("."):
            rest.append(str(entry.inside))
    if shadowing:
        findings.append(
            find(
                "shadowing-file",
                f"{listed(shadowing)} has the name of a library and would be imported in its place: it is left out. Give it another name.",
            )
        )
    if rest:
        findings.append(find("files-beside", f"Only the notebook is graded; left out: {listed(rest)}."))
    return findings


def time_stamp_finding(entry: Entry) -> Finding | None:
    """A finding when nbgrader's timestamp.txt does not say when something was handed in; None when it does."""
    try:
        text = read_bytes(entry.path, 200).decode("utf-8").strip()
        moment = datetime.fromisoformat(re.sub(r"\s*(UTC|Z)$", "+00:00", text))
        sound = moment.year >= FIRST_YEAR
    except (Unreadable, ValueError, OverflowError):
        sound = False
    if sound:
        return None
    return find(
        "time-stamp", "The file timestamp.txt does not say when this was handed in, so lateness cannot be known. Ask the student, or see the mail."
    )


# ---------------------------------------------------------------------------------------------------- archives


class _TooMuch(Exception):
    """More comes out of an archive than anybody should unpack."""


class _Bounded(RawIOBase):
    """A stream that refuses to give more than a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._left = stream, limit

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(part)
        if self._left < 0:
            raise _TooMuch
        return part


@dataclass(frozen=True)
class _Member:
    """An entry of an archive, as the archive describes it."""

    name: str
    is_link: bool


def archive_findings(entry: Entry) -> list[Finding]:
    """What an archive in a submission holds, by its list of contents. It is never unpacked."""
    name = shown(str(entry.inside))
    findings = [find("archive", f"'{name}' is an archive and is not opened. Unpack it, and hand in the notebook itself.")]
    try:
        members = list(_members(entry.path))
    except _TooMuch:
        return [find("archive-bomb", f"'{name}' would unpack to more than {MOST_UNPACKED / 1e6:.0f} MB or to thousands of files. Do not unpack it.")]
    except (Unreadable, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, tarfile.TarError, zlib.error):
        return findings
    if climbing := [m.name for m in members if _climbs(m.name)]:
        findings.append(find("archive-climbs", f"'{name}' has entries that lead out of their folder: {listed(climbing, 3)}. Do not unpack it."))
    if links := [m.name for m in members if m.is_link]:
        findings.append(find("archive-link", f"'{name}' has links in it: {listed(links, 3)}. Do not unpack it."))
    return findings


def _climbs(name: str) -> bool:
    name = name.replace("\\", "/")
    return name.startswith("/") or ".." in name.split("/") or bool(re.match(r"^[A-Za-z]:", name))


def _members(path: Path) -> Iterator[_Member]:
    content = path.open("rb") if path.stat().st_size <= LARGEST_ARCHIVE else None
    if content is None:
        return
    with content as file:
        start = file.read(4)
        file.seek(0)
        if start[:2] == b"PK":
            yield from _zip_members(file)
        else:
            plain = gzip.GzipFile(fileobj=file) if start[:2] == b"\x1f\x8b" else bz2.BZ2File(file) if start[:3] == b"BZh" else file
            yield from _tar_members(_Bounded(cast("IO[bytes]", plain), MOST_UNPACKED))


def _zip_members(file: IO[bytes]) -> Iterator[_Member]:
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise _TooMuch
        # The upper half of this field is the mode of Unix, where links have a kind of their own.
        yield from (_Member(info.filename, stat.S_ISLNK(info.external_attr >> 16)) for info in infos)


def _tar_members(stream: _Bounded) -> Iterator[_Member]:
    with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
        total = 0
        for number, info in enumerate(archive):
            total += info.size
            if number >= MOST_ENTRIES or total > MOST_UNPACKED:
                raise _TooMuch
            yield _Member(info.name, info.issym() or info.islnk())

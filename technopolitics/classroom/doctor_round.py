"""The doctor's round: find the submissions under some paths, look at each, and write mended copies where somebody asks for them."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.doctor import Diagnosis, examine_file, examine_submission
from technopolitics.classroom.findings import SEVERITIES, find, shown
from technopolitics.classroom.notebook_file import Unreadable, read_bytes
from technopolitics.classroom.submission_folder import MADE_BY_PROGRAMS, plain_name

__all__ = ["Case", "Released", "print_round", "read_releases", "see", "write_mended"]

DEEPEST = 5


@dataclass(frozen=True)
class Released:
    """The released notebooks by name, and the names of files that are given out with each."""

    notebooks: dict[str, NotebookNode]
    files: dict[str, list[str]]


@dataclass(frozen=True)
class Case:
    """One submission: where it lies, the folder of its copy below the folder of copies, and what the doctor says."""

    path: Path
    place: Path
    diagnosis: Diagnosis

    @property
    def name(self) -> str:
        """What a table calls it: its place below the path that was given, such as "ada/a2_chips"."""
        return str(self.place / self.path.name if self.path.name != self.place.name else self.place)


@dataclass(frozen=True)
class _Found:
    """Something to look at. ``kind`` is "file", "submission" (a folder), or "link", "empty" or "closed" (folders without a submission)."""

    path: Path
    place: Path
    kind: str = "file"
    assignment: str = ""


@dataclass
class _Walk:
    """What is under one path."""

    assignments: dict[str, str]
    found: list[_Found] = field(default_factory=list)


def read_releases(folder: Path) -> Released:
    """All released notebooks; RuntimeError when there are none."""
    notebooks, files = {}, {}
    for path in sorted(folder.glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        try:
            notebooks[path.stem] = nbformat.read(path, as_version=4)
        except Exception:
            raise RuntimeError(
                f"the released notebook {path} cannot be read. Make it again: nbgrader generate_assignment {path.stem} --force"
            ) from None
        files[path.stem] = [p.relative_to(path.parent).as_posix() for p in path.parent.rglob("*") if p.is_file() and p != path]
    if not notebooks:
        raise RuntimeError(f"there is no released assignment in {folder}: run this at the root of the course, or give the folder with --assignments.")
    return Released(notebooks, files)


def see(paths: Sequence[Path], released: Released) -> Iterator[Case]:
    """The submissions under ``paths``, one after another. RuntimeError when a path does not exist or holds none."""
    walk = _Walk({plain_name(name): name for name in released.notebooks})
    for path in paths:
        before = len(walk.found)
        if not os.path.lexists(path):
            raise RuntimeError(f"there is no file or folder {path}: check the spelling, and the folder in which you are.")
        if path.is_dir():
            _descend(walk, path, Path(path.name) if path.name in released.notebooks else Path())
            if path.name not in released.notebooks:
                _name_empty_folders(walk, path, before)
        else:
            walk.found.append(_Found(path, Path()))
        if len(walk.found) == before:
            raise RuntimeError(f"no notebook in {path}: give the folder 'submitted' or a file that ends in .ipynb.")
    for found in walk.found:
        yield Case(found.path, found.place, _look(found, released))


def _descend(walk: _Walk, folder: Path, place: Path) -> None:
    """Folders with the name of an assignment are submissions; notebooks elsewhere are looked at one by one. Links are not entered."""
    name = walk.assignments.get(plain_name(folder.name), "")
    if name:
        walk.found.append(_Found(folder, place, "submission", name))
        return
    if len(place.parts) > DEEPEST:
        return
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        walk.found.append(_Found(folder, place, "closed"))
        return
    for path in paths:
        if path.name in MADE_BY_PROGRAMS:
            continue
        if path.is_dir() and not path.is_symlink():
            _descend(walk, path, place / path.name)
        elif path.suffix.lower() == ".ipynb":
            walk.found.append(_Found(path, place))
        elif path.is_dir():
            walk.found.append(_Found(path, place / path.name, "link"))


def _name_empty_folders(walk: _Walk, top: Path, before: int) -> None:
    """A student's folder without any submission, beside others that have one, is named and not passed over."""
    if any(found.kind == "submission" for found in walk.found[before:]):
        seen = {found.path.relative_to(top).parts[0] for found in walk.found[before:]}
        walk.found.extend(
            _Found(path, Path(path.name), "empty")
            for path in sorted(top.iterdir())
            if path.is_dir() and not path.name.startswith(".") and path.name not in seen and path.name not in MADE_BY_PROGRAMS
        )


WITHOUT = {
    "link": find("folder-link", "In place of a folder there is a link, which is not followed. Hand in the folder itself."),
    "empty": find("missing", "There is no submission in this folder. Put it into a folder with the name of the assignment."),
    "closed": find("not-readable", "This folder cannot be opened. Ask whoever owns it to let you read it."),
}


def _look(found: _Found, released: Released) -> Diagnosis:
    if found.kind in WITHOUT:
        return Diagnosis((WITHOUT[found.kind],))
    if found.kind == "file":
        return examine_file(found.path, released.notebooks, released.files)
    name = found.assignment
    seen = examine_submission(found.path, name, released.notebooks[name], released.files[name])
    if found.path.name == name:
        return seen
    renamed = find("folder-name", f"The folder is called '{shown(found.path.name)}' and is not found in grading: it must be called '{name}'.")
    return replace(seen, findings=(*seen.findings, renamed))


def print_round(cases: Iterable[Case]) -> list[Case]:
    """Print a line for each submission and its findings below, as they come; returns the cases."""
    width = max(60, min(shutil.get_terminal_size((110, 24)).columns, 130))
    seen = []
    for case in cases:
        seen.append(case)
        print(f"{shown(str(case.path), 300)}: {case.diagnosis.status}")
        for finding in case.diagnosis.findings:
            text = f"{finding.sentence} [{finding.code}]"
            print(textwrap.fill(text, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False))
    if len(seen) > 1:
        counts = Counter(case.diagnosis.status for case in seen)
        print(f"\n{len(seen)} submissions: " + ", ".join(f"{counts[status]} {status}" for status in SEVERITIES) + ".")
    return seen


# ----------------------------------------------------------------------------------------------- mended copies


def write_mended(cases: Sequence[Case], sources: Sequence[Path], target: Path) -> list[Path]:
    """Write the mended notebook of each case that was repaired below ``target``; returns the files.

    The originals stay as they are, and no file is ever replaced: RuntimeError when one is in the way, or when the copies
    would lie among the originals.
    """
    inside = target.resolve()
    if any(path.is_dir() and inside.is_relative_to(path.resolve()) for path in sources):
        raise RuntimeError(f"the copies would lie among the originals: give a folder outside, for example --repair ../{target.name or 'mended'}.")
    planned = [
        (case, target / case.place / f"{case.diagnosis.assignment}.ipynb")
        for case in cases
        if case.diagnosis.notebook is not None and any(f.severity == "repaired" for f in case.diagnosis.findings)
    ]
    files = [file for _, file in planned]
    for file in files:
        if os.path.lexists(file) or files.count(file) > 1:
            raise RuntimeError(f"{file} exists already or is meant twice: nothing is replaced. Give a new folder.")
    for case, file in planned:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "x", encoding="utf-8") as opened:
            nbformat.write(case.diagnosis.notebook, opened)
        _copy_time_stamp(case, file)
    return files


def _copy_time_stamp(case: Case, file: Path) -> None:
    """nbgrader's time of handing in goes with the copy, where there is one."""
    try:
        (file.parent / "timestamp.txt").write_bytes(read_bytes(case.path / "timestamp.txt", 200))
    except Unreadable:
        return

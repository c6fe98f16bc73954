"""Results on their way into autograded/: first on the disk, then in the gradebook, then in their place.

A folder here is complete or absent, because it is renamed into being. Whatever moment a run is stopped at, the next
one can tell which of the three steps is still to be done.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.gradebook_record import Standing

__all__ = ["Staged", "Staging"]

_RESULT = ".result.json"
_DRAFT = ".draft"
LONGEST_STAMP = 200  # bytes of timestamp.txt; what is longer is no time


@dataclass(frozen=True)
class Staged:
    """An executed submission that is not in its place yet."""

    notebook: NotebookNode
    points: Mapping[str, float | None]
    standing: Standing


class Staging:
    """The waiting room of one assignment, COURSE/grading/ASSIGNMENT/."""

    def __init__(self, folder: Path, submitted: Path, autograded: Path, assignment: str) -> None:
        self._folder, self._submitted, self._autograded, self._assignment = folder, submitted, autograded, assignment

    def place(self, student: str) -> Path:
        """Where the result of a student belongs."""
        return self._autograded / student / self._assignment

    def put(self, student: str, staged: Staged) -> None:
        """Write a result; it is there as a whole or not at all."""
        target, draft = self._folder / student, self._folder / _DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        nbformat.write(staged.notebook, draft / f"{self._assignment}.ipynb")
        stamp = self._submitted / student / self._assignment / "timestamp.txt"
        if stamp.is_file() and not stamp.is_symlink() and stamp.stat().st_size <= LONGEST_STAMP:
            shutil.copyfile(stamp, draft / "timestamp.txt")
        (draft / _RESULT).write_text(json.dumps({**asdict(staged.standing), "points": dict(staged.points)}), encoding="utf-8")
        for path in draft.iterdir():
            _to_disk(path)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(draft, target)

    def get(self, student: str, digest: str) -> Staged | None:
        """The result that waits for a student, when it is about the files with this digest."""
        folder = self._folder / student
        try:
            told = json.loads((folder / _RESULT).read_text(encoding="utf-8"))
            standing = Standing(told["status"], tuple(told["findings"]), told["digest"])
            if standing.digest != digest:
                return None
            return Staged(nbformat.read(folder / f"{self._assignment}.ipynb", as_version=4), told["points"], standing)
        except (OSError, ValueError, KeyError):
            return None

    def move(self, student: str) -> None:
        """Put a result in its place, once the gradebook has it."""
        place, target = self._folder / student, self.place(student)
        (place / _RESULT).unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        for path in place.iterdir():
            path.chmod(0o444)  # as nbgrader leaves it: what was graded is not edited
        shutil.rmtree(target, ignore_errors=True)
        os.replace(place, target)

    def forget_draft(self) -> None:
        """Remove what a stopped run had begun to write."""
        shutil.rmtree(self._folder / _DRAFT, ignore_errors=True)

    def sweep(self) -> None:
        """Remove the waiting room when it is empty."""
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self._folder.rmdir()


def _to_disk(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())

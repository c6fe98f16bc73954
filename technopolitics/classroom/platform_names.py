"""How Moodle or Canvas names a student's submission: noted when it is collected, needed when feedback goes back."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["read_platform_names", "write_platform_names"]


def read_platform_names(course: Path, assignment: str, platform: str) -> dict[str, str]:
    """Student's id to the name of the folder (Moodle) or file (Canvas) in the download; nothing when nothing was collected."""
    path = _path(course, assignment, platform)
    if not path.is_file():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {row["student_id"]: row["name"] for row in csv.DictReader(file)}


def write_platform_names(course: Path, assignment: str, platform: str, names: Mapping[str, str]) -> None:
    """Add ``names`` to what is noted already."""
    path = _path(course, assignment, platform)
    path.parent.mkdir(parents=True, exist_ok=True)
    together = {**read_platform_names(course, assignment, platform), **names}
    draft = path.with_suffix(".draft")
    with open(draft, "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["student_id", "name"])
        lines.writerows(sorted(together.items()))
    os.replace(draft, path)


def _path(course: Path, assignment: str, platform: str) -> Path:
    return course / "grading" / f"{assignment}-{platform}.csv"

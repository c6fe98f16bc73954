"""Where the things of a course lie, as nbgrader's own configuration says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory

__all__ = ["Course", "open_gradebook", "read_course", "released_notebook"]


@dataclass(frozen=True)
class Course:
    """Folders of a course, the address of its gradebook, and the whole configuration."""

    root: Path
    db_url: str
    course_id: str
    config: Any
    submitted: Path
    autograded: Path
    feedback: Path
    released: Path
    sources: Path

    @property
    def grading(self) -> Path:
        """Where the grader writes its findings."""
        return self.root / "grading"


def read_course(folder: Path, db_url: str = "") -> Course:
    """nbgrader's own reading of the configuration in ``folder``; another gradebook with ``db_url``. RuntimeError: no course folder."""
    if not (folder / "nbgrader_config.py").exists():
        raise RuntimeError(
            f"{folder} is no course folder: it has no nbgrader_config.py. Give the folder with --course, or make one with technopolitics release."
        )
    app = NbGrader(config_dir=str(folder))
    app.config_file_paths.insert(0, str(folder))
    here = os.getcwd()
    os.chdir(folder)
    try:
        app.initialize([])
    finally:
        os.chdir(here)
    if db_url:
        app.config.CourseDirectory.db_url = db_url
    nbgraders = CourseDirectory(config=app.config)
    root = Path(nbgraders.root)
    return Course(
        root,
        nbgraders.db_url,
        nbgraders.course_id,
        app.config,
        root / nbgraders.submitted_directory,
        root / nbgraders.autograded_directory,
        root / nbgraders.feedback_directory,
        root / nbgraders.release_directory,
        root / nbgraders.source_directory,
    )


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """The gradebook, for reading. RuntimeError when there is none yet: nbgrader would make an empty one."""
    file = course.db_url.removeprefix("sqlite:///")
    if file != course.db_url and not Path(file).exists():
        raise RuntimeError(f"there is no gradebook at {file} yet. First make the student's copy: nbgrader generate_assignment NAME")
    with Gradebook(course.db_url, course.course_id) as gradebook:
        yield gradebook


def released_notebook(course: Course, assignment: str) -> NotebookNode:
    """What students received. RuntimeError says how to make it."""
    path = course.released / assignment / f"{assignment}.ipynb"
    if not path.exists():
        raise RuntimeError(f"there is no released notebook {path}. First run: nbgrader generate_assignment {assignment}")
    return nbformat.read(path, as_version=4)

"""Release an assignment for one cohort: the same tasks on slices of data that follow from the cohort's key."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from technopolitics.classroom.course_folder import nbgrader, write_configuration

__all__ = ["release"]

PLAIN = 'key=""'


def release(name: str, key: str, solutions: Path, course: Path) -> Path:
    """Make the student's copy of an assignment in a course folder; returns its path.

    The key is written into the course's copy of the source, so grading in that folder uses the same slices. An empty
    key gives the plain edition. RuntimeError says what is missing: no such assignment, no place for a key, a bad key.
    """
    source = solutions / name / f"{name}.ipynb"
    if not source.exists():
        known = ", ".join(sorted(p.parent.name for p in solutions.glob("*/*.ipynb"))) or "none"
        raise RuntimeError(f"there is no assignment {name!r} in {solutions}. There are: {known}.")
    if '"' in key or "\\" in key or "\n" in key:
        raise RuntimeError("a key is a short text without quotation marks or backslashes, for example spring-27.")
    if source.parent.resolve() == (course / "solutions" / name).resolve():
        raise RuntimeError(
            "the course folder is the folder of the sources: give another one with --course, so that the plain edition stays as it is."
        )
    notebook = nbformat.read(source, as_version=4)
    places = [cell for cell in notebook.cells if PLAIN in cell.source]
    if key and len(places) != 1:
        raise RuntimeError(f"{name} has {len(places)} places for a key, and needs one: a cell with graded.given(..., {PLAIN}, ...).")
    for cell in places:
        cell.source = cell.source.replace(PLAIN, f'key="{key}"')
    target = course / "solutions" / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source.parent, target)
    nbformat.write(notebook, target / f"{name}.ipynb")
    write_configuration(course)
    nbgrader(course, "generate_assignment", name, "--force")
    return course / "assignments" / name / f"{name}.ipynb"

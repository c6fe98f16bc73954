"""A class of any size for tests and benchmarks: answers of the bank, mixed in a way that is the same every time."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from technopolitics.classroom.course_folder import write_configuration
from technopolitics.classroom.keyed_release import release
from tests.answer_bank import a2_chips

__all__ = ["ASSIGNMENT", "make_course", "scores", "submit_class"]

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "a2_chips"


def make_course(course: Path, more: str = "") -> Path:
    """A course folder with a2_chips released; ``more`` are lines for its configuration."""
    write_configuration(course, more)
    release(ASSIGNMENT, "", ROOT / "solutions", course)
    return course


def submit_class(course: Path, number: int, seed: int = 1) -> list[str]:
    """Put ``number`` submissions into submitted/; returns the names. Each task is right, wrong, or not answered."""
    released = nbformat.read(course / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    draw = random.Random(seed)
    names = [f"student_{i:03d}" for i in range(number)]
    for name in names:
        notebook = copy.deepcopy(released)
        able = draw.random()
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            task = next((t for t in a2_chips.TASKS if t.cell == grade_id), None)
            if task is None or draw.random() < 0.1:
                continue
            cell.source = draw.choice(task.right) if draw.random() < able else draw.choice(task.wrong).code
        folder = course / "submitted" / name / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")
        day = draw.randint(1, 28)
        (folder / "timestamp.txt").write_text(f"2026-11-{day:02d} 12:00:00.000000 UTC", encoding="utf-8")
    return names


def scores(course: Path, db_url: str = "") -> dict[str, dict[str, tuple]]:
    """Student to grade_id to (automatic points, needs marking, comment), as the gradebook has them."""
    found: dict[str, dict[str, tuple]] = {}
    with Gradebook(db_url or f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
        for submission in book.assignment_submissions(ASSIGNMENT):
            cells: dict[str, tuple] = {"": (submission.score, str(submission.timestamp), submission.total_seconds_late)}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    cells[grade.cell.name] = (grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade), grade.max_score)
                for comment in notebook.comments:
                    cells[f"comment on {comment.cell.name}"] = (comment.auto_comment,)
            found[submission.student.id] = cells
    return found

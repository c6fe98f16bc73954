"""A class that is graded already, of any size, made in a moment: a real gradebook and autograded notebooks from the answer bank."""

from __future__ import annotations

import copy
import random
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from technopolitics.classroom.course_folder import write_configuration
from tests.answer_bank import a2_chips

__all__ = ["ASSIGNMENT", "DUE", "grade_by_hand", "make_course", "mark_class", "released"]

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "a2_chips"
DUE = datetime(2026, 11, 20, 18)


def released() -> NotebookNode:
    """The student's copy of the assignment."""
    return nbformat.read(ROOT / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def make_course(course: Path, due: datetime | None = DUE) -> Path:
    """A course folder whose gradebook knows the assignment, and nobody yet."""
    write_configuration(course)
    folder = course / "assignments" / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(released(), folder / f"{ASSIGNMENT}.ipynb")
    (course / "gradebook.db").write_bytes(_empty_gradebook())
    if due != DUE:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
            book.update_or_create_assignment(ASSIGNMENT, duedate=due)
    return course


@cache
def _empty_gradebook() -> bytes:
    """Made once for each process: nbgrader needs some seconds for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{path}", "technopolitics") as book:
            book.add_assignment(ASSIGNMENT, duedate=DUE)
            book.add_notebook(ASSIGNMENT, ASSIGNMENT)
            for cell in released().cells:
                settings = cell.metadata.get("nbgrader", {})
                if settings.get("grade"):
                    book.add_grade_cell(settings.grade_id, ASSIGNMENT, ASSIGNMENT, max_score=settings.points, cell_type="code")
                if settings.get("task"):
                    book.add_task_cell(settings.grade_id, ASSIGNMENT, ASSIGNMENT, max_score=settings.points, cell_type="markdown")
                if settings.get("solution"):
                    book.add_solution_cell(settings.grade_id, ASSIGNMENT, ASSIGNMENT)
        return path.read_bytes()


def grade_by_hand(
    course: Path,
    student: str,
    answers: Mapping[str, str],
    failed: Mapping[str, str],
    essay: float | None = None,
    handed_in: datetime | None = None,
    **person: str,
) -> None:
    """Put a graded submission into the course. ``failed``: test to the message that it left; all other tests have all points."""
    notebook = copy.deepcopy(released())
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
        if name in failed:
            cell.outputs = [new_output("error", ename="AssertionError", evalue=failed[name], traceback=[])]
    for part in ("submitted", "autograded"):
        folder = course / part / student / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{ASSIGNMENT}.ipynb")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
        book.update_or_create_student(student, **person)
        submission = book.update_or_create_submission(ASSIGNMENT, student, timestamp=handed_in)
        for grade in submission.notebooks[0].grades:
            if grade.cell.name == "written_answer":
                grade.manual_score, grade.needs_manual_grade = essay, essay is None
            else:
                grade.auto_score, grade.needs_manual_grade = 0 if grade.cell.name in failed else grade.cell.max_score, False
        book.db.commit()


def mark_class(course: Path, number: int, seed: int = 1) -> list[str]:
    """``number`` students with right, wrong and missing answers of the bank; returns their ids."""
    draw = random.Random(seed)
    names = [f"student_{i:03d}" for i in range(number)]
    stubs = {c.metadata.nbgrader.grade_id: c.source for c in released().cells if c.metadata.get("nbgrader", {}).get("solution")}
    for name in names:
        able, answers, failed = draw.random(), {}, {}
        for place, task in enumerate(a2_chips.TASKS):
            # Later tasks are harder, so that the class looks like one.
            if draw.random() < able + 0.75 - 0.15 * place:
                answers[task.cell] = draw.choice(task.right)
            elif draw.random() < 0.15:
                answers[task.cell] = stubs[task.cell]
                failed |= dict.fromkeys(task.tests, f"{task.cell}: not answered yet.")
            else:
                wrong = draw.choice(task.wrong)
                answers[task.cell] = wrong.code
                failed |= {test: f"{task.cell}: {wrong.message}, {draw.randint(0, 9)} of 25." for test in wrong.tests or task.tests}
        day = DUE + timedelta(days=min(3.0, draw.gauss(-2, 3)))
        grade_by_hand(course, name, answers, failed, None if draw.random() < 0.4 else draw.randint(4, 20), day)
    return names

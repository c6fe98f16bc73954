"""The marks of a class, read from nbgrader's gradebook in a few queries. Nothing is ever taken for a nought."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.api import BaseCell, Grade, Gradebook, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook

from technopolitics.classroom.roster import Person

__all__ = ["ClassMarks", "Finding", "Mark", "Marked", "read_findings", "read_marks"]


@dataclass(frozen=True)
class Mark:
    """Points of one graded cell: None when nobody and nothing gave any. ``waiting``: a person has to look at it (again)."""

    points: float | None
    waiting: bool


@dataclass
class Marked:
    """One submission in the gradebook. Times are in UTC, without a zone, as nbgrader keeps them."""

    student: str
    marks: dict[str, Mark] = field(default_factory=dict)
    timestamp: datetime | None = None
    due: datetime | None = None
    penalty: float = 0.0

    @property
    def graded(self) -> bool:
        """Whether the tests ran or a person marked something: an entry alone is no grade."""
        return any(mark.points is not None for mark in self.marks.values())

    @property
    def complete(self) -> bool:
        """Whether everything has been marked."""
        return self.graded and not any(mark.waiting or mark.points is None for mark in self.marks.values())

    @property
    def points(self) -> float:
        """Points so far, the late penalty taken off; never below nought."""
        return max(0.0, sum(mark.points or 0.0 for mark in self.marks.values()) - self.penalty)

    @property
    def days_late(self) -> float:
        """Days after the due date, 0 when in time or when one of the times is not known."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds() / 86400)


@dataclass
class ClassMarks:
    """An assignment in the gradebook: possible points of each graded cell, everybody that nbgrader knows, and who was marked."""

    assignment: str
    cells: dict[str, float]
    due: datetime | None
    people: dict[str, Person]
    submissions: dict[str, Marked]

    @property
    def possible(self) -> float:
        """Points of the whole assignment."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Finding:
    """A sentence of the grader about a submission. ``status``: graded, repaired, review or rejected."""

    student: str
    status: str
    sentence: str


def read_marks(gradebook: Gradebook, assignment: str) -> ClassMarks:
    """Marks of ``assignment``. RuntimeError when the gradebook does not know it."""
    try:
        known = gradebook.find_assignment(assignment)
    except MissingEntry:
        raise RuntimeError(f"the gradebook does not know {assignment!r}. First run: nbgrader generate_assignment {assignment}") from None
    cells = {cell.name: float(cell.max_score) for notebook in known.notebooks for cell in (*notebook.grade_cells, *notebook.task_cells)}
    db = gradebook.db
    names = db.query(Student.id, Student.first_name, Student.last_name, Student.email).all()
    people = {row.id: Person(row.id, row.first_name or "", row.last_name or "", row.email or "") for row in names}
    submissions: dict[str, Marked] = {}
    for row in db.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == known.id):
        due = row.duedate if known.duedate else None
        submissions[row.student_id] = Marked(row.student_id, {}, row.timestamp, due)
    notebooks = db.query(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty).join(SubmittedNotebook.assignment)
    for student, penalty in notebooks.filter(SubmittedAssignment.assignment_id == known.id):
        submissions[student].penalty += penalty or 0.0
    grades = db.query(
        SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade
    ).select_from(Grade)
    grades = grades.join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id).join(SubmittedNotebook.assignment)
    for row in grades.join(BaseCell, Grade.cell_id == BaseCell.id).filter(SubmittedAssignment.assignment_id == known.id):
        given = row.manual_score if row.manual_score is not None else row.auto_score
        points = None if given is None else given + (row.extra_credit or 0.0)
        submissions[row.student_id].marks[row.name] = Mark(points, bool(row.needs_manual_grade))
    return ClassMarks(assignment, cells, known.duedate, people, submissions)


def read_findings(path: Path) -> list[Finding]:
    """What the grader found, from its table COURSE/grading/ASSIGNMENT.csv; nothing when that does not exist."""
    if not path.is_file():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return [Finding(row["student_id"], row["status"], row["sentence"]) for row in csv.DictReader(file)]

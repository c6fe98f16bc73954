"""Write the result of one submission into nbgrader's gradebook: all of it in one transaction, or nothing.

nbgrader itself commits after each cell, so a run that is stopped leaves half a submission. The rules of what is
written are nbgrader's own (SaveAutoGrades and AssignLatePenalties of version 0.9.6).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select

__all__ = ["Ledger", "Source", "Standing", "read_source"]

_metadata = MetaData()
# What was graded, from which files, and how it went; beside nbgrader's own tables, in the same transactions.
_graded = Table(
    "technopolitics_graded",
    _metadata,
    Column("student_id", String(128), primary_key=True),
    Column("assignment", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("findings", Text, nullable=False),
)


@dataclass(frozen=True)
class Source:
    """What the gradebook knows of an assignment's notebook. ``cells``: grade_id to (cell_type, locked, source, checksum)."""

    cells: dict[str, tuple[str, bool, str, str]]
    kernelspec: dict[str, Any] | None


@dataclass(frozen=True)
class Standing:
    """How the grading of one submission ended: status, sentences, and the digest of the files that it was about."""

    status: str
    findings: tuple[str, ...]
    digest: str


def read_source(gradebook: Gradebook, assignment: str) -> Source:
    """The instructor's cells with hidden tests; RuntimeError says what to do when the gradebook does not know the assignment."""
    try:
        notebooks = list(gradebook.find_assignment(assignment).notebooks)
    except MissingEntry:
        raise RuntimeError(f"the gradebook does not know {assignment!r}. First run: nbgrader generate_assignment {assignment}") from None
    if [n.name for n in notebooks] != [assignment]:
        raise RuntimeError(
            f"{assignment!r} has the notebooks {', '.join(n.name for n in notebooks) or 'none'}; this command grades assignments with one notebook "
            f"of the same name. Use nbgrader autograde {assignment}, which is confined too."
        )
    cells = {c.name: (str(c.cell_type), bool(c.locked), str(c.source), str(c.checksum)) for c in notebooks[0].source_cells}
    spec = notebooks[0].kernelspec
    return Source(cells, json.loads(spec) if spec else None)


class Ledger:
    """The gradebook, and beside it the list of what was graded. One process writes it."""

    def __init__(self, db_url: str, course_id: str, late_plugin: LateSubmissionPlugin | None = None) -> None:
        self.gradebook = Gradebook(db_url, course_id)
        _metadata.create_all(self.gradebook.engine)
        self._late = late_plugin or LateSubmissionPlugin()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    def standings(self, assignment: str) -> dict[str, Standing]:
        """Student to how the last grading ended."""
        rows = self.gradebook.db.execute(select(_graded).where(_graded.c.assignment == assignment)).all()
        return {row.student_id: Standing(row.status, tuple(json.loads(row.findings)), row.digest) for row in rows}

    def record(
        self,
        assignment: str,
        student: str,
        notebook: NotebookNode,
        points: Mapping[str, float | None],
        timestamp: datetime | None,
        standing: Standing,
    ) -> None:
        """Points and comments of an executed notebook, the late penalty, and how it went."""
        with self._one_transaction(), self.gradebook.db.no_autoflush:
            book = self.gradebook
            book.update_or_create_student(student)
            times = {"timestamp": timestamp} if timestamp else {}
            submission = book.update_or_create_submission(assignment, student, **times)
            ours = next(n for n in submission.notebooks if n.name == assignment)
            grades = {grade.cell.name: grade for grade in ours.grades}
            comments = {comment.cell.name: comment for comment in ours.comments}
            for cell in notebook.cells:
                _write_cell(cell, points, grades, comments)
            book.db.flush()
            self._write_lateness(submission, ours, student)
            self._write_standing(assignment, student, standing)

    def note(self, assignment: str, student: str, standing: Standing) -> None:
        """How it went for a submission that could not be graded; grades that exist stay as they are."""
        with self._one_transaction():
            self._write_standing(assignment, student, standing)

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        """nbgrader's functions commit as they go; in here that only sends statements, and one commit ends it."""
        db = self.gradebook.db
        commit = db.commit
        db.commit = db.flush
        try:
            yield
            commit()
        except BaseException:
            db.rollback()
            raise
        finally:
            del db.commit

    def _write_lateness(self, submission: Any, notebook: Any, student: str) -> None:
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            penalty = self._late.late_submission_penalty(student, notebook.score, submission.total_seconds_late)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _write_standing(self, assignment: str, student: str, standing: Standing) -> None:
        key = {"student_id": student, "assignment": assignment}
        db = self.gradebook.db
        db.execute(delete(_graded).where(_graded.c.student_id == student, _graded.c.assignment == assignment))
        db.execute(insert(_graded).values(**key, digest=standing.digest, status=standing.status, findings=json.dumps(standing.findings)))


def _write_cell(cell: NotebookNode, points: Mapping[str, float | None], grades: dict[str, Any], comments: dict[str, Any]) -> None:
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    if utils.is_grade(cell):
        grade = grades[name]
        grade.auto_score = points[name]
        # A person's mark is never overwritten; it only asks to be looked at again.
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    if utils.is_solution(cell) or utils.is_task(cell):
        untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell) and not utils.is_task(cell)
        comments[name].auto_comment = "No response." if untouched else None

"""Grades and feedback in the shapes that Moodle and Canvas import, and as a plain table.

Shapes, from the public documentation and source of both systems:

- Moodle 4.5, "Grade import": CSV, one column that identifies a user (email address, ID number) and for each assignment one
  with points and one with feedback. A cell that is empty means "no grade". Moodle asks on the way which column is what.
- Moodle 4.1 and newer, "Upload multiple feedback files in a zip": folders ``Full name_PARTICIPANT_assignsubmission_file``,
  as in the download of all submissions. The participant's number belongs to one assignment of one course; it comes from that
  download (``technopolitics collect`` notes it) or from the roster.
- Canvas, "Gradebook import": CSV with Student, ID, SIS User ID, SIS Login ID, Section and a column per assignment; a second
  line "Points Possible". A new title makes a new assignment, ``title (id)`` an existing one.
- Canvas, "Upload Submissions" (comments in bulk): files with the names of the download, which end in user, attachment and name.

A submission that is not graded, or not wholly marked, is an empty cell and never a nought. A text cell that a spreadsheet would
take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook

from technopolitics.classroom.class_marks import ClassMarks, Marked, read_marks
from technopolitics.classroom.course_reading import Course, open_gradebook, read_course
from technopolitics.classroom.platform_names import read_platform_names
from technopolitics.classroom.pseudonyms import Pseudonyms
from technopolitics.classroom.roster import Person, Roster

__all__ = ["FORMATS", "Export", "export_class", "no_formula"]

FORMATS = ("moodle", "canvas", "csv")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass
class Export:
    """The files that were written, and sentences about what an instructor has to know or do."""

    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def no_formula(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula.

    >>> no_formula("=HYPERLINK()"), no_formula("Ada")
    ("'=HYPERLINK()", 'Ada')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def export_class(
    folder: Path,
    assignments: list[str],
    kind: str,
    to: Path | None = None,
    roster: Roster | None = None,
    anonymous: bool = False,
    provisional: bool = False,
    db_url: str = "",
) -> Export:
    """Write grades and feedback of ``assignments`` for a system (``kind``: one of `FORMATS`) into the folder ``to`` (COURSE/export).

    ``provisional``: points so far also where answers wait for a mark. ``anonymous``: pseudonyms, in the plain table only.
    RuntimeError says what is missing.
    """
    if kind not in FORMATS:
        raise RuntimeError(f"there is no format {kind!r}. There are: {', '.join(FORMATS)}.")
    if anonymous and kind != "csv":
        raise RuntimeError(f"{kind} could not tell whose grade a pseudonym is. Use --anonymous with --format csv.")
    course = read_course(folder, db_url)
    with open_gradebook(course) as gradebook:
        marks = [read_marks(gradebook, assignment) for assignment in assignments]
        comments = {m.assignment: _comments(gradebook, m) for m in marks} if kind == "moodle" else {}
    people = _people(marks, roster)
    done = Export()
    target = to or course.root / "export"
    target.mkdir(parents=True, exist_ok=True)
    _say_what_is_open(marks, people, provisional, done)
    if kind == "moodle":
        _moodle(marks, comments, people, target, provisional, done)
    elif kind == "canvas":
        _canvas(course, marks, people, target, provisional, done)
    else:
        naming = Pseudonyms(course.root) if anonymous else None
        _plain(marks, people, target, naming, done)
    for one in marks:
        _feedback(course, one, people, kind, target, Pseudonyms(course.root) if anonymous else None, done)
    return done


def _people(marks: list[ClassMarks], roster: Roster | None) -> list[Person]:
    """Everybody on the roster, then who is in the gradebook and not on it, by id."""
    known = {**{s: person for one in marks for s, person in one.people.items()}, **(roster.people if roster else {})}
    return [known[student] for student in sorted(known)]


def _grade(one: ClassMarks, student: str, provisional: bool) -> str:
    """Points as text; "" when there is no grade to give."""
    marked = one.submissions.get(student, Marked(student))
    ready = marked.complete or (provisional and marked.graded)
    return f"{round(marked.points, 2):g}" if ready else ""


def _say_what_is_open(marks: list[ClassMarks], people: list[Person], provisional: bool, done: Export) -> None:
    for one in marks:
        given = [one.submissions.get(person.student_id, Marked(person.student_id)) for person in people]
        partly = [m.student for m in given if m.graded and not m.complete]
        ungraded = [m.student for m in given if not m.graded]
        if partly:
            then = "the points so far are written" if provisional else "the cell is empty (--provisional writes the points so far)"
            done.notes.append(f"{one.assignment}: {len(partly)} with answers that wait for a mark, {then}: {_some(partly)}.")
        if ungraded:
            done.notes.append(f"{one.assignment}: {len(ungraded)} without a grade, the cell is empty: {_some(ungraded)}.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _moodle(
    marks: list[ClassMarks], comments: dict[str, dict[str, str]], people: list[Person], target: Path, provisional: bool, done: Export
) -> None:
    header = ["ID number", "Email address", "First name", "Last name"]
    for one in marks:
        header += [one.assignment, f"{one.assignment} (feedback)"]
    rows = []
    for person in people:
        row = [person.sis_id, person.email, person.first_name, person.last_name]
        for one in marks:
            grade = _grade(one, person.student_id, provisional)
            row += [grade, comments[one.assignment].get(person.student_id, "") if grade else ""]
        rows.append(row)
    _write(target / "moodle-grades.csv", header, rows, done)
    nobody = [person.student_id for person in people if not (person.sis_id or person.email)]
    if nobody:
        done.notes.append(f"Moodle cannot tell who these are, they have no email and no sis_id: {_some(nobody)}. Give a roster with --roster.")
    done.notes.append("In Moodle: Grades, Import, CSV file; map the points and the feedback of an assignment together, or the points are lost.")


def _comments(gradebook: Gradebook, one: ClassMarks) -> dict[str, str]:
    """Student to what a person wrote about the work."""
    return {
        student: "\n".join(
            comment.manual_comment.strip()
            for notebook in gradebook.find_submission(one.assignment, student).notebooks
            for comment in notebook.comments
            if comment.manual_comment and comment.manual_comment.strip()
        )
        for student, marked in one.submissions.items()
        if marked.graded
    }


def _canvas(course: Course, marks: list[ClassMarks], people: list[Person], target: Path, provisional: bool, done: Export) -> None:
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(one.assignment for one in marks)]
    rows = [["    Points Possible", "", "", "", "", *(f"{one.possible:g}" for one in marks)]]
    for person in people:
        name = ", ".join(part for part in (person.last_name, person.first_name) if part) or person.student_id
        canvas_id = person.canvas_id or _canvas_user(course, marks, person.student_id)
        rows.append([name, canvas_id, person.sis_id, person.email, "", *(_grade(one, person.student_id, provisional) for one in marks)])
    _write(target / "canvas-grades.csv", header, rows, done)
    nobody = [row[0] for row in rows[1:] if not (row[1] or row[2] or row[3])]
    if nobody:
        done.notes.append(f"Canvas has only the name to find these: {_some(nobody)}. Give canvas_id or sis_id in a roster.")
    done.notes.append("In Canvas: Gradebook, Import. To fill an assignment that exists, name its column as Canvas exports it: title (number).")


def _canvas_user(course: Course, marks: list[ClassMarks], student: str) -> str:
    """The user's number in the name of a file that was collected."""
    for one in marks:
        found = read_platform_names(course.root, one.assignment, "canvas").get(student, "")
        numbers = [part for part in found.split("_") if part.isdigit()]
        if numbers:
            return numbers[0]
    return ""


def _plain(marks: list[ClassMarks], people: list[Person], target: Path, naming: Pseudonyms | None, done: Export) -> None:
    """One line for each student and assignment. Empty: not marked. ``points`` is empty until all is marked, ``points_so_far`` is not."""
    for one in marks:
        header = ["assignment", "student_id", *([] if naming else ["first_name", "last_name", "email"])]
        # The minute of a hand-in tells who it was to anybody who sees the platform's list.
        header += [*([] if naming else ["handed_in_utc"]), "days_late", "penalty", "points_so_far", "points", "possible", *one.cells]
        rows = []
        for person in people:
            m = one.submissions.get(person.student_id, Marked(person.student_id))
            row = [one.assignment, *([naming.name(m.student)] if naming else [m.student, person.first_name, person.last_name, person.email])]
            row += [] if naming else [f"{m.timestamp:%Y-%m-%d %H:%M:%S}" if m.timestamp else ""]
            row += [f"{m.days_late:.{0 if naming else 2}f}" if m.timestamp and m.due else ""]
            row += [f"{m.penalty:g}" if m.graded else "", f"{m.points:g}" if m.graded else "", _grade(one, m.student, False), f"{one.possible:g}"]
            marked = [m.marks.get(cell) for cell in one.cells]
            rows.append(row + ["" if mark is None or mark.points is None else f"{mark.points:g}" for mark in marked])
        name = f"{one.assignment}-anonymous.csv" if naming else f"{one.assignment}.csv"
        _write(target / name, header, sorted(rows) if naming else rows, done)
    if naming:
        done.notes.append(f"Who is who stands in {naming.write_key(person.student_id for person in people)}. Keep it to yourself.")


def _feedback(course: Course, one: ClassMarks, people: list[Person], kind: str, target: Path, naming: Pseudonyms | None, done: Export) -> None:
    """One zip archive with the feedback pages, under the names that the system expects."""
    platform = read_platform_names(course.root, one.assignment, kind)
    pages, unnamed = {}, []
    for person in people:
        page = course.feedback / person.student_id / one.assignment / f"{one.assignment}.html"
        if not page.is_file() or page.is_symlink():
            continue
        place = _place(kind, person, one.assignment, platform.get(person.student_id, ""), naming)
        if place:
            pages[place] = page
        else:
            unnamed.append(person.student_id)
    if unnamed:
        done.notes.append(
            f"{one.assignment}: no feedback file for {_some(unnamed)}: {kind}'s number is not known. Collect from {kind}'s download first"
            + (", or give moodle_id in a roster." if kind == "moodle" else ".")
        )
    if not pages:
        if not unnamed:
            done.notes.append(f"{one.assignment}: there are no feedback pages. Make them with: nbgrader generate_feedback {one.assignment}")
        return
    path = target / f"{one.assignment}{'-anonymous' if naming else ''}-{kind}-feedback.zip"
    draft = path.with_suffix(".draft")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(pages):
            archive.write(pages[place], place)
    os.replace(draft, path)
    done.files.append(path)


def _place(kind: str, person: Person, assignment: str, platform: str, naming: Pseudonyms | None) -> str:
    """Where a student's page lies in the archive; "" when the system could not tell whose it is."""
    if kind == "csv":
        return f"{naming.name(person.student_id) if naming else person.student_id}/{assignment}.html"
    if kind == "canvas":
        return f"{platform.removesuffix('.ipynb')}.html" if platform else ""
    if not platform and person.moodle_id:
        # Moodle reads what stands between the first and the second underscore as the number.
        name = re.sub(r"[_/\\:*?\"<>|\x00-\x1f]+", " ", person.full_name).strip(" .") or "student"
        platform = f"{name}_{person.moodle_id}_assignsubmission_file"
    return f"{platform}/{assignment}-feedback.html" if platform else ""


def _write(path: Path, header: list[str], rows: Iterable[list[str]], done: Export) -> None:
    """With a byte order mark, without which spreadsheets misread accents; Moodle and Canvas take it off."""
    draft = path.with_suffix(".draft")
    with open(draft, "w", newline="", encoding="utf-8-sig") as file:
        lines = csv.writer(file)
        lines.writerow(header)
        lines.writerows([no_formula(cell) for cell in row] for row in rows)
    os.replace(draft, path)
    done.files.append(path)

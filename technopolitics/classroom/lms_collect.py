"""Bring a download from Moodle or Canvas, or a folder, into submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb.

Names in the download:

- Moodle: ``Full name_PARTICIPANT_assignsubmission_file/notebook.ipynb``, in older versions the same in one file name. No time
  in the name: the time of the file in the archive is taken, unless all have the same, which is then the time of packing.
- Canvas: ``lastnamefirstname_LATE_USER_ATTACHMENT_notebook-1.ipynb`` ("LATE" only when it was). There is no time anywhere.
- A folder or archive of one's own: the folder around the file, or around a folder named like the assignment, is the student.

The roster says whose submission it is. Without one, an id is made from the name that nbgrader can work with (see ``roster``).
Nothing is overwritten: running it again is safe.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from technopolitics.classroom.course_reading import Course, read_course
from technopolitics.classroom.platform_names import write_platform_names
from technopolitics.classroom.roster import Person, Roster, is_student_id, made_student_id, plain_name
from technopolitics.classroom.submission_archive import Download, Entry, open_download

__all__ = ["Collected", "Taken", "collect"]

MOODLE = re.compile(r"(?P<name>.*?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?", flags=re.DOTALL)
CANVAS = re.compile(r"(?P<name>.+?)(?:_late)?_(?P<number>\d+)_(?P<attachment>\d+)_(?P<rest>.+)", flags=re.DOTALL | re.IGNORECASE)
# What browsers and systems add to the name of a file that exists already: -1, (1), " - copy".
ADDED = re.compile(r"\s?\((\d+)\)$|[-_ ](\d{1,2})$|[-_ ]*copy$", flags=re.IGNORECASE)
STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class _File:
    """A notebook of a download: whose it seems to be, in which system, and how the file is called without what systems add."""

    entry: Entry
    system: str
    name: str
    number: str
    file: str
    platform_name: str


@dataclass(frozen=True)
class Taken:
    """A submission that was taken: whose it is, what it was called, and when it was handed in (UTC; None: not known)."""

    student: str
    source: str
    time: datetime | None


@dataclass
class Collected:
    """What became of a download: taken now, there already, and sentences about everything else."""

    taken: list[Taken] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def collect(folder: Path, assignment: str, source: Path, roster: Roster | None = None, force: bool = False) -> Collected:
    """Take the notebooks of ``assignment`` out of ``source`` into the course ``folder``.

    ``force``: a submission that is there already gives way to another one, and is kept in COURSE/earlier/. RuntimeError says
    what is wrong with the download as a whole; single files are named in the notes.
    """
    course = read_course(folder)
    done = Collected()
    with open_download(source) as download:
        done.notes += download.refused
        others = {path.name.casefold() for path in course.released.iterdir()} if course.released.is_dir() else set()
        by_student: dict[str, list[_File]] = {}
        made_from: dict[str, tuple[str, str]] = {}
        for file in _files(download, assignment, done):
            student = _whose(file, roster, done)
            if student and made_from.setdefault(student, (file.name, file.number)) == (file.name, file.number):
                by_student.setdefault(student, []).append(file)
            elif student:
                done.notes.append(f"{_shown(file.entry.path)}: not taken, two different names lead to {student}. Give a roster with --roster.")
        for student, files in sorted(by_student.items()):
            _take(course, assignment, student, files, others - {assignment.casefold()}, download, force, done)
        if download.times_are_of_packing:
            done.notes.append("All files have the same time, that of packing: no submission has a time, and lateness is not known.")
        elif any(taken.time for taken in done.taken):
            done.notes.append("Times are those of the files, read in this computer's time zone. Compare late ones with the learning platform.")
    if roster:
        done.missing = [s for s in roster.people if not (course.submitted / s / assignment).is_dir()]
    return done


def _files(download: Download, assignment: str, done: Collected) -> list[_File]:
    """Notebooks with the name of who handed them in."""
    found = []
    for entry in download.entries:
        parts = entry.path.parts
        if any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        file = _in_moodle(entry) or _in_canvas(entry) or _in_a_folder(entry, assignment)
        if entry.path.suffix.lower() != ".ipynb":
            if file is None or file.system != "csv":  # beside the notebooks of one's own folder anything may lie
                done.notes.append(f"{_shown(entry.path)}: not taken, it is no notebook.")
        elif file is None:
            done.notes.append(f"{_shown(entry.path)}: not taken, its name does not say whose it is.")
        else:
            found.append(file)
    return found


def _in_moodle(entry: Entry) -> _File | None:
    for part in entry.path.parts:
        match = MOODLE.fullmatch(part)
        if match:
            file = match["rest"] if match["rest"] and part == entry.path.name else entry.path.name
            platform = f"{match['name']}_{match['number']}_assignsubmission_{match['kind']}"
            return _File(entry, "moodle", match["name"], match["number"], file, platform)
    return None


def _in_canvas(entry: Entry) -> _File | None:
    match = CANVAS.fullmatch(entry.path.name)
    return _File(entry, "canvas", match["name"], match["number"], match["rest"], entry.path.name) if match else None


def _in_a_folder(entry: Entry, assignment: str) -> _File | None:
    around = [part for part in entry.path.parts[:-1] if part != assignment]
    return _File(entry, "csv", around[-1], "", entry.path.name, "") if around else None


def _whose(file: _File, roster: Roster | None, done: Collected) -> str:
    """The student's id; "" with a note when it is not known."""
    if roster is None:
        if file.system == "csv" and is_student_id(file.name):
            return file.name
        return made_student_id(file.name, file.number or hashlib.sha256(file.name.encode(errors="replace")).hexdigest()[:6])
    by_number = roster.with_id(f"{file.system}_id", file.number) if file.number else roster.people.get(file.name)
    by_name = _named(file, roster)
    if by_number and by_name and by_number not in by_name:
        done.notes.append(
            f"{_shown(file.entry.path)}: not taken. Its number is that of {by_number.student_id} in the roster, and its name that of "
            f"{by_name[0].student_id}. Moodle's numbers belong to one assignment: correct {file.system}_id, or empty the column."
        )
        return ""
    if by_number or len(by_name) == 1:
        return (by_number or by_name[0]).student_id
    if by_name:
        both = ", ".join(person.student_id for person in by_name)
        done.notes.append(f"{_shown(file.entry.path)}: not taken, {file.name!r} may be {both}. Put {file.system}_id {file.number} into the roster.")
    else:
        done.notes.append(f"{_shown(file.entry.path)}: not taken, {file.name!r} {file.number} is not on the roster.".replace("  ", " "))
    return ""


def _named(file: _File, roster: Roster) -> list[Person]:
    if file.system != "canvas":
        return roster.named(file.name)
    # Canvas writes last and first name in one, without spaces and signs.
    joined = lambda text: re.sub(r"\W", "", plain_name(text))
    return [p for p in roster.people.values() if joined(file.name) == joined(f"{p.last_name}{p.first_name}")]


def _take(
    course: Course, assignment: str, student: str, files: list[_File], others: set[str], download: Download, force: bool, done: Collected
) -> None:
    """Take a student's newest notebook of this assignment and name the others."""
    fitting = []
    for file in files:
        if _stem(file.file, assignment) in others:
            done.notes.append(f"{student}: {_shown(file.entry.path)} is not taken, it has the name of another assignment.")
        else:
            fitting.append(file)
    named = [file for file in fitting if _stem(file.file, assignment) == assignment.casefold()]
    candidates = sorted(named or fitting, key=_age)
    if not candidates:
        return
    chosen = candidates[-1]
    for file in fitting:
        if file is not chosen:
            done.notes.append(f"{student}: {_shown(file.entry.path)} is not taken, {_shown(chosen.entry.path)} is the last one.")
    if not named:
        done.notes.append(f"{student}: {_shown(chosen.entry.path)} has another name than {assignment}.ipynb; taken, since it is the only kind there.")
    try:
        content = chosen.entry.read()
    except (OSError, ValueError) as problem:
        done.notes.append(f"{student}: {_shown(chosen.entry.path)} is not taken: {problem}.")
        return
    no_time = download.times_are_of_packing or chosen.system == "canvas"
    time = None if no_time else chosen.entry.time
    if _place(course, assignment, student, content, time, force, done):
        done.taken.append(Taken(student, _shown(chosen.entry.path), time))
    if chosen.platform_name and not any(note.startswith(f"{student}: a different") for note in done.notes):
        write_platform_names(course.root, assignment, chosen.system, {student: chosen.platform_name})


def _place(course: Course, assignment: str, student: str, content: bytes, time: datetime | None, force: bool, done: Collected) -> bool:
    """Write a submission; False when it was there already, or when another one is there and stays."""
    target = course.submitted / student / assignment
    notebook = target / f"{assignment}.ipynb"
    if os.path.lexists(target):
        if notebook.is_file() and not notebook.is_symlink() and notebook.read_bytes() == content:
            done.unchanged.append(student)
            return False
        if not force:
            done.notes.append(f"{student}: a different submission is there already and stays. --force takes the new one and keeps the old one aside.")
            return False
        aside = _aside(course.root / "earlier" / student, assignment)
        os.replace(target, aside)
        done.notes.append(f"{student}: the earlier submission is kept in {aside.relative_to(course.root)}.")
    # A hidden folder first, so that nobody ever sees half a submission.
    draft = course.submitted / student / f".{assignment}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / notebook.name).write_bytes(content)
    if time:
        (draft / "timestamp.txt").write_text(time.strftime(STAMP), encoding="utf-8")
    os.replace(draft, target)
    return True


def _aside(folder: Path, assignment: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{assignment}-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    free = folder / name
    number = 1
    while free.exists():
        number += 1
        free = folder / f"{name}-{number}"
    return free


def _age(file: _File) -> tuple[datetime, int, str]:
    """For sorting: later, and with a higher number behind the name, is newer."""
    added = ADDED.search(PurePosixPath(file.file).stem)
    number = next((int(group) for group in (added.groups() if added else ()) if group), 0)
    return (file.entry.time or datetime.min, number, str(file.entry.path))


def _stem(file: str, assignment: str) -> str:
    """The name without what was added to it; a number that belongs to the assignment's own name stays."""
    stem = PurePosixPath(file).stem.casefold().strip()
    while stem != assignment.casefold() and (shorter := ADDED.sub("", stem).strip()) != stem:
        stem = shorter
    return stem


def _shown(path: PurePosixPath) -> str:
    """A path for a message; control characters could move the cursor in a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(path))

"""The list of a class: who is who in nbgrader, in Moodle and in Canvas.

A CSV file with the columns student_id, first_name, last_name, email and, where they are known, moodle_id, canvas_id and
sis_id. ``student_id`` is the name of a student's folder and the key in the gradebook.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Person", "Roster", "RosterError", "is_student_id", "made_student_id", "plain_name", "read_roster"]

NEEDED = ("student_id", "first_name", "last_name", "email")
OPTIONAL = ("moodle_id", "canvas_id", "sis_id")
# Headings that systems write themselves.
ALIASES = {
    "surname": "last_name",
    "email_address": "email",
    "e_mail": "email",
    "id_number": "sis_id",
    "sis_user_id": "sis_id",
    "username": "student_id",
}
MOST_PROBLEMS = 10

# nbgrader reads ids as file names and as patterns: [abc] and * match others, a leading "-" is an option, a leading "."
# is hidden, "+" parts the names in the exchange, and its database holds 128 characters.
STUDENT_ID = re.compile(r"[^\W_][\w.@-]{0,126}[\w@-]|[^\W_]")


class RosterError(RuntimeError):
    """The roster cannot be used; the message names each line and what is wrong with it."""


@dataclass(frozen=True)
class Person:
    """One student. Ids of other systems are "" where they are not known."""

    student_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    moodle_id: str = ""
    canvas_id: str = ""
    sis_id: str = ""

    @property
    def full_name(self) -> str:
        """First and last name, or the id when neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.student_id


class Roster:
    """The people of a class, found by id or by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.student_id: person for person in people}
        self._by_name: dict[str, list[Person]] = {}
        for person in self.people.values():
            for name in {plain_name(f"{person.first_name} {person.last_name}"), plain_name(f"{person.last_name} {person.first_name}")}:
                self._by_name.setdefault(name, []).append(person)

    def __len__(self) -> int:
        return len(self.people)

    def person(self, student_id: str) -> Person:
        """The person of an id; somebody who is not on the list has an id and no name."""
        return self.people.get(student_id) or Person(student_id)

    def with_id(self, column: str, value: str) -> Person | None:
        """Who has ``value`` in the column ``moodle_id``, ``canvas_id`` or ``sis_id``."""
        return next((person for person in self.people.values() if value and getattr(person, column) == value), None)

    def named(self, name: str) -> list[Person]:
        """Everybody with this full name, in either order, without regard to case, accents and spaces."""
        return self._by_name.get(plain_name(name), [])


def is_student_id(text: str) -> bool:
    """Whether nbgrader can work with an id.

    >>> [is_student_id(text) for text in ("ada", "Élise.2", "-rf", "[abc]", "a b", ".hidden", "a+b", "")]
    [True, True, False, False, False, False, False, False]
    """
    return bool(STUDENT_ID.fullmatch(text)) and unicodedata.normalize("NFC", text) == text


def made_student_id(name: str, number: str) -> str:
    """An id for somebody without a roster, from a name and the number that a system gave.

    >>> made_student_id("Zoë O'Neil", "17"), made_student_id("王小明", "18"), made_student_id("-rf", "19")
    ('zoe_oneil_17', 'student_18', 'rf_19')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:60]
    return "_".join(part for part in (words or "student", re.sub(r"\W+", "", number)) if part)


def plain_name(name: str) -> str:
    """A name for comparing: no accents, one kind of apostrophe, no capitals, no doubled or outer spaces.

    >>> plain_name(" José  NÚÑEZ") == plain_name("jose nunez")
    True
    """
    letters = unicodedata.normalize("NFKD", name.replace("’", "'").replace("_", " "))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).casefold().split())


def read_roster(path: Path) -> Roster:
    """Read a roster. Commas, semicolons or tabs, a byte order mark, and headings with spaces or capitals are all right.

    RosterError names the line and the way out: a column that is missing, an id that nbgrader cannot use or that stands twice, another encoding.
    """
    text = _decoded(path)
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise RosterError(f"{path} is empty or begins with an empty line. Its first line has to name the columns: {', '.join(NEEDED)}.")
    separator = max(",;\t", key=lines[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [_column(heading) for heading in next(reader)]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise RosterError(f"{path}, line 1: the column {' and '.join(missing)} is missing. There are: {', '.join(columns)}.")
    doubled = sorted({name for name in columns if name in NEEDED + OPTIONAL and columns.count(name) > 1})
    if doubled:
        raise RosterError(f"{path}, line 1: the column {' and '.join(doubled)} stands twice.")
    people, problems = _people(reader, columns)
    if problems:
        more = f"\n  and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        raise RosterError(f"{path} cannot be used:\n  " + "\n  ".join(problems[:MOST_PROBLEMS]) + more)
    return Roster(people)


def _people(reader: Iterable[list[str]], columns: list[str]) -> tuple[list[Person], list[str]]:
    people, problems = [], []
    seen: dict[tuple[str, str], int] = {}
    for row in reader:
        line = getattr(reader, "line_num", 0)
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            problems.append(f"line {line}: {len(row)} cells, and the first line names {len(columns)} columns. Is there a separator inside a name?")
            continue
        cells = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(columns, row, strict=False) if name in NEEDED + OPTIONAL}
        person = Person(**cells)
        if not is_student_id(person.student_id):
            problems.append(
                f"line {line}: student_id {person.student_id!r} cannot be used: letters, digits and . _ @ - are allowed, with a letter or digit first."
            )
            continue
        people.append(person)
        # Case counts here: some systems of files do not tell Ada from ada.
        for column, value in (("student_id", person.student_id.casefold()), *((name, getattr(person, name)) for name in OPTIONAL)):
            before = seen.setdefault((column, value), line)
            if value and before != line:
                problems.append(f"line {line}: {column} {getattr(person, column)!r} stands in line {before} already.")
    return people, problems


def _column(heading: str) -> str:
    name = re.sub(r"[\s-]+", "_", heading.strip().lower())
    return ALIASES.get(name, name)


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise RosterError(f"the roster {path} cannot be read: {problem.strerror}.") from None
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise RosterError(f"{path}, line {line}: a letter is not in UTF-8. In a spreadsheet, save it as 'CSV UTF-8'.") from None

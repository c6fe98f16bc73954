"""Read a lesson as a reader meets it: its card, its sections, its terms. Used by the tests and by the README."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks"

CARD = ("Question", "You will be able to", "Minutes", "You need first", "Tables", "As of")

# Sections in their order; a lesson may have others between "Predict" and "Your turn".
SECTIONS = (
    "Three questions on earlier lessons",
    "Predict before you run",
    "Worked example",
    "With gaps",
    "Your turn",
    "What the figure cannot say",
    "The ledger",
    "Take away",
)


@dataclass(frozen=True)
class Lesson:
    """One notebook of the course, read and taken apart."""

    path: Path
    notebook: Any

    @property
    def number(self) -> str:
        """The two digits in front of the file name."""
        return self.path.name[:2]

    @property
    def title(self) -> str:
        """The first heading without its number."""
        return self.markdown[0].splitlines()[0].split("·", 1)[1].strip()

    @property
    def markdown(self) -> list[str]:
        """The text cells, in order."""
        return [c.source for c in self.notebook.cells if c.cell_type == "markdown"]

    @property
    def text(self) -> str:
        """All text cells as one."""
        return "\n\n".join(self.markdown)

    @property
    def code(self) -> list[Any]:
        """The code cells, in order."""
        return [c for c in self.notebook.cells if c.cell_type == "code"]

    @property
    def card(self) -> dict[str, str]:
        """The rows of the card in the first cell."""
        rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", self.markdown[0], flags=re.MULTILINE)
        return dict(rows)

    @property
    def minutes(self) -> int:
        """Stated minutes of work."""
        return int(self.card["Minutes"])

    @property
    def tables(self) -> list[str]:
        """Tables named on the card."""
        return re.findall(r"`(\w+)`", self.card["Tables"])

    @property
    def headings(self) -> list[str]:
        """Second-level headings, in order."""
        return re.findall(r"^## (.+)$", self.text, flags=re.MULTILINE)

    @property
    def definitions(self) -> list[tuple[str, str, str]]:
        """English term, French term and its one line, from the last section's table."""
        part = self.text.split("| English | French |", 1)
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", part[1], flags=re.MULTILINE) if len(part) > 1 else []
        return [(en.strip(), fr.strip(), line.strip()) for en, fr, line in rows]

    @property
    def terms(self) -> list[tuple[str, str]]:
        """English and French terms of the last section's table."""
        return [(english, french) for english, french, _ in self.definitions]

    def keys(self, verb: str) -> list[str]:
        """Keys given to tp.check, tp.hint, tp.solution or tp.predict, in order, each once."""
        code = "\n".join(c.source for c in self.code)
        return list(dict.fromkeys(re.findall(rf'tp\.{verb}\("([^"]+)"', code)))


@cache
def all_lessons() -> list[Lesson]:
    """Every lesson in teaching order."""
    return [Lesson(path, nbformat.read(path, as_version=4)) for path in sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))]

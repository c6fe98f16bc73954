"""Write the tables of lessons and assignments into the README, from the notebooks themselves: python tools/readme_tables.py."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.lesson_frame import all_lessons  # noqa: E402 (the path has to be set first)


def lessons_table() -> str:
    """Markdown table: number, title with link, minutes."""
    rows = [f"| {lesson.number} | [{lesson.title}](notebooks/{lesson.path.name}) | {lesson.minutes} |" for lesson in all_lessons()]
    return "\n".join(["| | Lesson | Minutes |", "|---|---|---|", *rows])


def assignments_table() -> str:
    """Markdown table: name with link to the student's copy, what comes before, points, the instructor's page."""
    rows = []
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        name = path.parent.name
        after = re.search(r"^\| \*\*After\*\* \| (.+) \|$", cells[0].source, flags=re.MULTILINE).group(1)
        settings = [c.metadata.get("nbgrader", {}) for c in cells]
        by_hand = sum(s["points"] for s in settings if s.get("task"))
        by_tests = sum(s["points"] for s in settings if s.get("grade") and not s.get("solution"))
        rows.append(f"| [{name}](assignments/{name}/{name}.ipynb) | {after} | {by_tests} | {by_hand} | [notes](book/instructors/{name}.md) |")
    return "\n".join(["| Assignment | After | Points by tests | Points by hand | For the instructor |", "|---|---|---|---|---|", *rows])


BLOCKS = {"lessons": lessons_table, "assignments": assignments_table}


def filled(text: str) -> str:
    """The README's text with its tables written anew; stops when a mark is missing."""
    for name, table in BLOCKS.items():
        begin, end = f"<!-- {name}: made by tools/readme_tables.py -->", f"<!-- end of {name} -->"
        if begin not in text:
            sys.exit(f"README.md has no line '{begin}'.")
        text = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _, b=begin, t=table, e=end: f"{b}\n{t()}\n{e}", text, flags=re.DOTALL)
    return text


def main() -> None:
    path = ROOT / "README.md"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

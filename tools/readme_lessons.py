"""Write the table of lessons of the README from the lessons' cards: python tools/readme_lessons.py."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.lesson_frame import all_lessons  # noqa: E402 (the path has to be set first)


def table() -> str:
    """Markdown table: number, title with link, minutes."""
    rows = [f"| {lesson.number} | [{lesson.title}](notebooks/{lesson.path.name}) | {lesson.minutes} |" for lesson in all_lessons()]
    return "\n".join(["| | Lesson | Minutes |", "|---|---|---|", *rows])


def main() -> None:
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    begin, end = "<!-- lessons: made by tools/readme_lessons.py -->", "<!-- end of lessons -->"
    if begin not in text:
        sys.exit(f"README.md has no line '{begin}'.")
    path.write_text(re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", f"{begin}\n{table()}\n{end}", text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()

"""The instructors' pages, with links from the names of tables and claims to their pages."""

from __future__ import annotations

import re
from pathlib import Path

from tools.book.course import BOOK, GUIDE, INSTRUCTORS, Course, hidden_toctree, link_claims, link_tables, write


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").strip()


def plans() -> list[Path]:
    """Plans for a term and for a workshop."""
    return sorted(GUIDE.glob("plan_*.md"))


def lesson_pages(course: Course) -> list[Path]:
    """The pages about single lessons of this build, in teaching order."""
    return [page for lesson in course.lessons if (page := course.guide_page(lesson))]


def assignment_pages() -> list[Path]:
    """The pages about assignments."""
    return sorted(INSTRUCTORS.glob("a*.md"))


# Pages of book/ that have a place of their own in the table of contents; any other is for teachers.
PLACED = {
    "accessibility", "changelog", "contribute", "glossary", "in_the_browser", "index", "learn", "ledger", "references", "syllabus", "tables", "teach",
}  # fmt: skip


def handbook_pages() -> list[Path]:
    """Pages for teachers that are neither about one lesson nor about one assignment."""
    return sorted(path for path in BOOK.glob("*.md") if path.stem not in PLACED)


def pages(course: Course) -> list[Path]:
    """Write all of them; returns the files written."""
    written = []
    for path in [*plans(), *lesson_pages(course), *assignment_pages()]:
        head, body = path.read_text(encoding="utf-8").split("\n", 1)
        body = link_claims(link_tables(body, "../"), "../")
        if path.parent == GUIDE and path.name[:2] in course.numbers:
            lesson = course.numbers[path.name[:2]]
            body = f'\n<p class="actions"><a href="../lessons/{lesson.path.stem}.html">The lesson itself</a></p>\n{body}'
        target = course.source / path.parent.name / path.name
        write(target, f"{head}\n{body}")
        written.append(target)
    return written


def overview(course: Course) -> str:
    """Markdown: lists of the pages, and the parts of the table of contents."""
    text = []
    for caption, found in (
        ("Plans", plans()),
        ("Lesson by lesson", lesson_pages(course)),
        ("Assignment by assignment", assignment_pages()),
        ("Handbook", handbook_pages()),
    ):
        if not found:
            continue
        names = [
            (
                re.sub(r"^Lesson (\d\d)\. ", r"\1 · ", _title(path)).removesuffix(": for the instructor"),
                path.relative_to(BOOK).with_suffix("").as_posix(),
            )
            for path in found
        ]
        first = [("Syllabus", "syllabus")] if caption == "Plans" else []
        text += [f"## {caption}\n", *(f"- [{title}]({name}.md)" for title, name in first + names), ""]
        text.append(hidden_toctree(caption, [f"{title} <{name}>" for title, name in first + names]))
    return "\n".join(text)


def weekly_plan(course: Course) -> str:
    """Rows of the syllabus (week, lessons, their questions, what is due), read from the plan of twelve weeks."""
    plan = (GUIDE / "plan_12_weeks.md").read_text(encoding="utf-8")
    rows = []
    for week, lessons, due in re.findall(r"^\| (\d+) \| ([\d, ]+) \| [^|]+ \| [^|]+ \| ([^|]*)\|$", plan, flags=re.MULTILINE):
        titles = " ".join(course.numbers[number].title for number in re.findall(r"\d\d", lessons) if number in course.numbers)
        rows.append(f"| {week} | {lessons} | {titles} | {due.strip()} |")
    return "\n".join(rows)

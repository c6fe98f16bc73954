"""What the pages of the book share: where things stand, how a text is written to disk, how names become links."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import technopolitics as tp
from tools.lesson_frame import ROOT, Lesson, all_lessons

BOOK = ROOT / "book"
GUIDE = BOOK / "guide"
INSTRUCTORS = BOOK / "instructors"

# The parts of the course, by the number of their first lesson.
PARTS = {"00": "To begin", "03": "Part I. The value chain", "08": "Part II. Europe's dilemma", "13": "Part III. The social contract"}


@dataclass(frozen=True)
class Course:
    """What goes into one build: its lessons, and what stands around them.

    ``lite`` is True when the edition that runs in the browser is part of the site; ``address`` is the public
    address of the site with a slash at its end, empty as long as there is none.
    """

    source: Path
    lessons: Sequence[Lesson] = field(default_factory=all_lessons)
    lite: bool = False
    address: str = ""

    @property
    def parts(self) -> dict[str, list[Lesson]]:
        """Lessons by the title of their part, in teaching order; parts without a lesson are left out."""
        found: dict[str, list[Lesson]] = {}
        for lesson in self.lessons:
            found.setdefault(PARTS[max(n for n in PARTS if n <= lesson.number)], []).append(lesson)
        return found

    @property
    def numbers(self) -> dict[str, Lesson]:
        """Lessons of this build by their two digits."""
        return {lesson.number: lesson for lesson in self.lessons}

    def lesson_link(self, number: str, root: str = "", text: str = "") -> str:
        """HTML link to a lesson from a page that is ``root`` below the front page; plain text for a lesson that is not in this build."""
        lesson = self.numbers.get(number)
        text = escape(text or number)
        return f'<a href="{root}lessons/{lesson.path.stem}.html" title="{escape(lesson.title)}">{text}</a>' if lesson else text

    def guide_page(self, lesson: Lesson) -> Path | None:
        """The instructors' page of a lesson, or None while it is not written."""
        path = GUIDE / f"{lesson.path.stem}.md"
        return path if path.exists() else None


def escape(text: object) -> str:
    """Text that is safe in HTML, as element and as attribute."""
    return html.escape(str(text), quote=True)


def write(path: Path, text: str) -> None:
    """Write a file only when its content changed, so that Sphinx does not read an unchanged page again."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_bytes(path: Path, data: bytes) -> None:
    """As ``write``, for pictures."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def copy(source: Path, target: Path) -> None:
    """Copy a file when its content changed."""
    write_bytes(target, source.read_bytes())


def keep_only(folder: Path, wanted: Iterable[Path]) -> None:
    """Remove what an earlier build left in ``folder`` and this one did not write."""
    keep = {path.resolve() for path in wanted}
    for path in folder.rglob("*"):
        if path.is_file() and path.resolve() not in keep:
            path.unlink()
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            shutil.rmtree(path)


def raw(markup: str) -> str:
    """HTML as a block of a Markdown page; blank lines inside do not end it."""
    return f"```````{{raw}} html\n{markup}\n```````\n"


def hidden_toctree(caption: str, documents: Iterable[str]) -> str:
    """A part of the table of contents, shown at the side of each page and not on the page itself."""
    return "\n".join([f"```{{toctree}}\n:hidden:\n:caption: {caption}\n", *documents, "```\n"])


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, classes: str = "", row_attributes: Sequence[str] = ()) -> str:
    """An HTML table in a box that scrolls by itself; cells are HTML, and the first of each row is its heading."""
    attributes = list(row_attributes)
    # The space between cells keeps their words apart in the index of the search, which only takes the tags out.
    body = []
    for i, (first, *rest) in enumerate(rows):
        extra = f" {attributes[i]}" if attributes else ""
        body.append(f'<tr{extra}><th scope="row">{first}</th>{"".join(f" <td>{cell}</td>" for cell in rest)}</tr>')
    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f'<div class="table-box"><table class="{classes}"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(body)
        + "\n</tbody></table></div>"
    )


def filter_form(table_id: str, noun: str, total: int, choices: dict[str, tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """Controls above a table that book.js brings to life; without JavaScript they stay hidden and the table is whole.

    ``choices`` maps an attribute of the rows (data-NAME) to a label and pairs of value and text.
    """
    selects = "".join(
        f'<div><label for="{table_id}-{name}">{escape(label)}</label><select id="{table_id}-{name}" name="{name}"><option value="">all</option>'
        + "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
        + "</select></div>"
        for name, (label, options) in choices.items()
    )
    return (
        f'<form class="filters" data-filters="{table_id}" hidden><div><label for="{table_id}-words">Words</label><input id="{table_id}-words" type="search" name="words" autocomplete="off"></div>{selects}'
        f'<button type="reset">Show all</button><p role="status" data-noun="{escape(noun)}">{total} {escape(noun)}</p></form>'
    )


def link_tables(markdown: str, root: str) -> str:
    """Names of the course's tables in code font become links to their pages."""
    known = set(tp.tables())
    return re.sub(r"(?<!\[)`(\w+)`", lambda m: f'<a href="{root}tables/{m[1]}.html"><code>{m[1]}</code></a>' if m[1] in known else m[0], markdown)


def link_claims(markdown: str, root: str) -> str:
    """Numbers of claims (P33, T38, E20) become links to their rows of the ledger; a number that is no claim stays as it is."""
    known = set(tp.load("claims")["claim_id"])
    return re.sub(r"(?<![\w`#])[PTE]\d{2}\b", lambda m: f'<a href="{root}ledger.html#{m[0]}">{m[0]}</a>' if m[0] in known else m[0], markdown)

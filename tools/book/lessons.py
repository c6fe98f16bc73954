"""Lessons for the web, from their saved outputs: pictures as files with their words, tables that scroll, no message that needs a kernel."""

from __future__ import annotations

import base64
import copy
import json
import re
import struct
from pathlib import Path
from typing import Any

import nbformat
from markdown_it import MarkdownIt

import technopolitics as tp
from tools.book.course import Course, escape, hidden_toctree, html_table, raw, write, write_bytes
from tools.lesson_frame import Lesson

# Messages that a new reader's notebook shows where an answer is still missing: on a page that nobody can type into they say nothing.
WAITING = "○ **"

STATIC = "_static"


def page(lesson: Lesson, course: Course) -> list[Path]:
    """Write a lesson as a notebook for Sphinx, and its pictures beside it; returns the files written."""
    notebook = copy.deepcopy(lesson.notebook)
    written = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.metadata["tags"] = _tags(cell.source)
        outputs = []
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                name = f"{lesson.number}-{number:02}.png"
                picture = course.source / STATIC / "figures" / name
                write_bytes(picture, base64.b64decode(data["image/png"]))
                written.append(picture)
                outputs.append(_html_output(figure(f"../{STATIC}/figures/{name}", picture.read_bytes(), output.metadata["image/png"]["alt"])))
            elif data.get("text/markdown", "").startswith(("*In words.*", WAITING)):
                continue  # the words stand below the picture already
            elif "text/html" in data:
                outputs.append(_html_output(data_table(data["text/html"])))
            else:
                outputs.append(output)
        cell.outputs = outputs
    head, body = notebook.cells[0].source.split("\n", 1)
    rest = re.sub(r"^\|.*\|\n?", "", body, flags=re.MULTILINE).strip()
    notebook.cells[0].source = f"{head}\n\n{raw(card(lesson, course))}\n{rest}"
    target = course.source / "lessons" / lesson.path.name
    write(target, json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True))
    return [target, *written]


def _tags(code: str) -> list[str]:
    """What a cell asks of the reader; the page marks it."""
    if re.search(r"^tp\.check\(", code, flags=re.MULTILINE):
        return ["exercise"]
    return ["guess"] if re.search(r"^tp\.predict\((?!.*reveal)", code, flags=re.MULTILINE) else []


def _html_output(markup: str) -> Any:
    return nbformat.v4.new_output("display_data", {"text/html": markup})


def figure(address: str, png: bytes, words: str) -> str:
    """A picture with its size, a short alternative text, and its whole description as a caption that everyone can read.

    The alternative text is the title that the picture carries: the caption follows at once, and a screen reader does not say it twice.
    """
    width, height = struct.unpack(">II", png[16:24])
    title = re.match(r".+?[.?!](?= [A-Z])|.+", words)[0]
    return (
        f'<figure><img src="{address}" width="{width}" height="{height}" loading="lazy" decoding="async" '
        f'alt="Figure: {escape(title)} Described below."><figcaption><b>In words.</b> {escape(words)}</figcaption></figure>'
    )


def data_table(markup: str) -> str:
    """A saved pandas table without its own style, in a box that scrolls; other HTML stays as it is."""
    if 'class="dataframe"' not in markup:
        return markup
    markup = re.sub(r"<style scoped>.*?</style>\s*", "", markup, flags=re.DOTALL).replace("<th></th>", "<td></td>")
    markup = re.sub(r"<th>(?=[^<]+</th>\s*<t[dr])", '<th scope="row">', markup)
    return markup.replace('<table border="1" class="dataframe">', '<table class="data">').replace("<div>", '<div class="table-box">', 1)


def card(lesson: Lesson, course: Course) -> str:
    """The card as a table with row headings, and what can be done with the lesson from here."""
    inline = MarkdownIt().renderInline
    rows = []
    for name, value in lesson.card.items():
        shown = inline(value)
        if name == "Tables":
            shown = re.sub(r"<code>(\w+)</code>", r'<a href="../tables/\1.html"><code>\1</code></a>', shown)
        if name == "You need first":
            shown = re.sub(r"\b\d\d\b", lambda m: course.lesson_link(m[0], "../"), shown)
        rows.append(f'<tr><th scope="row">{name}</th><td>{shown}</td></tr>')
    links = []
    if course.lite:
        links.append(f'<a class="button" href="../lite/lab/index.html?path=notebooks/{lesson.path.name}">Run this lesson in the browser</a>')
    links.append(f'<a href="../notebooks/{lesson.path.name}" download>The notebook</a>')
    if lesson.number in set(tp.load("claims")["lesson"]):
        links.append(f'<a href="../ledger.html?lesson={lesson.number}">Its claims in the ledger</a>')
    if course.guide_page(lesson):
        links.append(f'<a href="../guide/{lesson.path.stem}.html">For teachers</a>')
    return f'<table class="card"><tbody>{"".join(rows)}</tbody></table>\n<p class="actions">{" ".join(links)}</p>'


def overview(course: Course) -> str:
    """Markdown: a table of lessons for each part, and the parts of the table of contents."""
    text = []
    for part, lessons in course.parts.items():
        rows = [
            (course.lesson_link(lesson.number), f'<a href="lessons/{lesson.path.stem}.html">{escape(lesson.title)}</a>', MarkdownIt().renderInline(lesson.card["You will be able to"]), str(lesson.minutes))
            for lesson in lessons
        ]  # fmt: skip
        text += [
            f"## {part}\n",
            raw(html_table(f"Lessons of this part: {part}", ("No.", "Question", "You will be able to", "Minutes"), rows, classes="lessons")),
        ]
        text.append(hidden_toctree(part, [f"{lesson.number} · {lesson.title} <lessons/{lesson.path.stem}>" for lesson in lessons]))
    return "\n".join(text)

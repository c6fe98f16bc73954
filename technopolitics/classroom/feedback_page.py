"""The page that a student gets back: points and messages per task first, then the notebook. One file that asks nobody for anything.

nbgrader's ``generate_feedback`` (a command and a button in Formgrader) writes it through `FeedbackExporter`. The page is
rendered with escaping on; the few places where HTML goes in are clean (see ``sanitising``), and its content security
policy forbids scripts and requests should anything slip through. It names no student, so that it can be shared without a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbconvert.filters.ansi import ansi2html, strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets import Unicode

from technopolitics.classroom.rubric import Row, rubric_of
from technopolitics.classroom.sanitising import clean_notebook, markdown_to_html

__all__ = ["FeedbackExporter", "Part", "Task", "tasks_of"]

TEMPLATES = Path(__file__).resolve().parent / "templates"

# Nothing but pictures and styles that stand in the file itself.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Part:
    """One graded cell: a test, or an answer that a person marks. ``state`` is "full", "part", "none" or "waiting"."""

    cell: str
    name: str
    points: float
    of: float
    state: str
    message: str = ""
    rubric: list[Row] = field(default_factory=list)


@dataclass
class Task:
    """A task under its heading, with what was graded in it and what a person wrote about it. ``anchor`` is the label of its first cell."""

    name: str
    anchor: str
    parts: list[Part] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def points(self) -> float:
        """Points earned so far."""
        return sum(part.points for part in self.parts)

    @property
    def of(self) -> float:
        """Points possible."""
        return sum(part.of for part in self.parts)

    @property
    def state(self) -> str:
        """The state of the whole task, in the words of `Part`."""
        states = {part.state for part in self.parts}
        return "waiting" if "waiting" in states else states.pop() if len(states) == 1 else "part"


def tasks_of(notebook: NotebookNode, released: NotebookNode | None = None) -> list[Task]:
    """The tasks of a graded notebook in their order, named by the headings of the release (or of the notebook itself).

    Graded cells carry ``score``, ``points`` and ``waiting`` in nbgrader's metadata, answers may carry ``comment``.
    """
    headings = _headings(released or notebook)
    tasks: dict[str, Task] = {}
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        name = settings.get("grade_id")
        if not name:
            continue
        task = tasks.setdefault(headings.get(name, name), Task(headings.get(name, name), name))
        graded = (utils.is_grade(cell) or utils.is_task(cell)) and "score" in settings
        comment = (settings.get("comment") or "").strip()
        if comment:
            task.comments.append(comment)
        if graded:
            task.parts.append(_part(cell, settings, comment))
    return [task for task in tasks.values() if task.parts]


def _part(cell: NotebookNode, settings: NotebookNode, comment: str) -> Part:
    points, of = float(settings.score or 0), float(settings.points or 0)
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    message = " ".join(_message(error) for error in errors)
    state = "waiting" if settings.get("waiting") else "full" if points >= of else "part" if points > 0 else "none"
    if state == "none" and cell.cell_type == "code" and not message:
        message = "No points, and the test left no message: it did not run to its end, or it printed a warning."
    name = settings.grade_id.removeprefix("test_").replace("_", " ")
    rubric = rubric_of(cell.source, comment) if utils.is_task(cell) else []
    return Part(settings.grade_id, name, points, of, state, message, rubric)


def _message(error: NotebookNode) -> str:
    text = strip_ansi(error.evalue)
    return text if error.ename == "AssertionError" else f"{error.ename}: {text}"


def _headings(notebook: NotebookNode) -> dict[str, str]:
    """Label of a cell to the heading of its task: the last one above it that begins with "Task", or else the last one."""
    found: dict[str, str] = {}
    heading, in_task = "", False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for text in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, flags=re.MULTILINE):
                if text.startswith("Task ") or not in_task:
                    heading, in_task = _plain_heading(text), text.startswith("Task ")
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name:
            found[name] = heading or name.replace("_", " ")
    return found


def _plain_heading(text: str) -> str:
    """A heading without Markdown's signs and without its points, which have a column of their own."""
    text = re.sub(r"\s*\([^()]*\bpoints?\b[^()]*\)", "", text)
    return re.sub(r"[`*]", "", text).removesuffix(", marked by hand")


class FeedbackExporter(Exporter):
    """Writes a graded notebook as a feedback page; ``resources["nbgrader"]`` holds score, max_score and late_penalty."""

    release_directory = Unicode("", help="Folder of the released assignments, where the names of the tasks are read.").tag(config=True)

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """The page and the resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **options)
        notebook = clean_notebook(notebook)
        sums = resources["nbgrader"]
        released = _released(self.release_directory, sums.get("assignment", ""), sums.get("notebook", ""))
        tasks = tasks_of(notebook, released)
        page = _template().render(
            policy=POLICY,
            title=_title(released or notebook) or sums.get("notebook", ""),
            sums=sums,
            tasks=tasks,
            parts={part.cell: part for task in tasks for part in task.parts},
            anchors={task.anchor: number for number, task in enumerate(tasks, 1)},
            waiting=any(task.state == "waiting" for task in tasks),
            cells=notebook.cells,
        )
        return page, resources


@lru_cache(maxsize=16)
def _released(directory: str, assignment: str, name: str) -> NotebookNode | None:
    path = Path(directory) / assignment / f"{name}.ipynb"
    return nbformat.read(path, as_version=4) if directory and path.is_file() else None


def _title(notebook: NotebookNode) -> str:
    text = "\n".join(cell.source for cell in notebook.cells[:3] if cell.cell_type == "markdown")
    found = re.search(r"^#\s+(.+)$", text, flags=re.MULTILINE)
    return _plain_heading(found[1]) if found else ""


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        points=lambda number: f"{round(number, 2):g}",
        markdown=_below_our_headings,
        python=_python,
        ansi=lambda text: Markup(ansi2html(text)),
        clean=Markup,  # for HTML that sanitising has made; the name says so in the template
    )
    environment.tests["on_time"] = lambda sums: not sums.get("late_penalty")
    return environment.get_template("feedback_page.html.j2")


@lru_cache(maxsize=1024)
def _below_our_headings(source: str) -> Markup:
    """Markdown as clean HTML. Its headings begin at the third level (the page's own are above); a wide table scrolls by itself."""
    shown = re.sub(r"(</?h)([1-6])>", lambda found: f"{found[1]}{max(3, min(int(found[2]) + 1, 6))}>", markdown_to_html(source))
    shown = re.sub(r"<table\b", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table', shown)
    return Markup(shown.replace("</table>", "</table></div>"))


@lru_cache(maxsize=1024)
def _python(source: str) -> Markup:
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))

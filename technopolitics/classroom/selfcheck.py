"""Grade one's own copy of an assignment, with the tests that instructors use; nothing leaves the machine.

The notebook is put into the frame of the release, the hidden tests are put back, and everything runs in the sandbox, as
in grading. The learner's file is only read.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from technopolitics.classroom.intake import rebuild
from technopolitics.classroom.notebook_file import Unreadable, read_submission
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from technopolitics.classroom.sandbox.session import Session

__all__ = ["Result", "selfcheck"]


@dataclass(frozen=True)
class Result:
    """One graded cell: its name, points earned and possible, and the message of its test ("" where it passed)."""

    test: str
    points: float
    of: float
    message: str


def selfcheck(path: Path, solutions: Path, key: str = "", unsafe: bool = False) -> tuple[list[Result], list[str], float]:
    """Results of each test, sentences about what was mended in the file, and the points that only a person can give.

    ``key`` is the cohort's key of a keyed edition; ``unsafe`` does without the sandbox. RuntimeError says what is missing or wrong with the file.
    """
    source = solutions / path.stem / f"{path.stem}.ipynb"
    if not source.exists():
        raise RuntimeError(
            f"there is no assignment called {path.stem!r} in {solutions}: keep the file's name, and run this at the root of the course."
        )
    graded = nbformat.read(source, as_version=4)
    for cell in graded.cells:
        cell.source = cell.source.replace('key=""', f'key="{key}"') if key else cell.source
        if _settings(cell).get("solution"):
            cell.source = ""  # our answer must never stand in for one that is missing
    try:
        notebook, report = rebuild(read_submission(path), graded)
    except Unreadable as problem:
        raise RuntimeError(str(problem)) from None
    notebook, incidents = _in_a_kernel(notebook) if unsafe else _confined(notebook)
    settings = [_settings(cell) for cell in notebook.cells]
    by_hand = sum(s["points"] for s in settings if s.get("task"))
    return [_result(cell) for cell in notebook.cells if _settings(cell).get("grade")], [*report.findings, *incidents], by_hand


def _confined(notebook: NotebookNode) -> tuple[NotebookNode, list[str]]:
    with Session() as session:
        run = run_notebook(session, notebook)
    return run.notebook, [incident.sentence for incident in run.incidents]


def _in_a_kernel(notebook: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """As JupyterLab runs it, in an empty folder: for one's own work on a system without a sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"timeout": int(Limits.cell_seconds), "allow_errors": True, "interrupt_on_timeout": True}
        NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}, **options).execute()
    return notebook, []


def _settings(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _result(cell: NotebookNode) -> Result:
    settings = _settings(cell)
    errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    if not errors:
        return Result(settings["grade_id"], settings["points"], settings["points"], "")
    first = errors[0]
    text = first.evalue if first.ename == "AssertionError" else f"{first.ename}: {first.evalue.splitlines()[0] if first.evalue else ''}"
    return Result(settings["grade_id"], 0, settings["points"], text)

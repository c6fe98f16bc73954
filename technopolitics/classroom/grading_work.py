"""The work on one submission that needs no gradebook: a pure function, so that it can run anywhere, in any order, again."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config

from technopolitics.classroom.confined_step import shared_session
from technopolitics.classroom.gradebook_record import Source
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook

__all__ = ["Job", "Outcome", "restore", "work"]


@dataclass(frozen=True)
class Job:
    """One submission to run. ``before`` and ``after`` are nbgrader's steps around the reading of points, with their configuration."""

    student: str
    assignment: str
    notebook: NotebookNode
    limits: Limits = field(default_factory=Limits)
    files: Mapping[str, bytes] = field(default_factory=dict)
    before: tuple[type, ...] = ()
    after: tuple[type, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    unsafe: bool = False
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The executed notebook, the points of its tests (None: a person decides), and what a person should look at."""

    notebook: NotebookNode
    points: Mapping[str, float | None] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()


def restore(rebuilt: NotebookNode, source: Source) -> NotebookNode:
    """A copy of a rebuilt submission with the instructor's own locked cells, hidden tests included."""
    notebook = copy.deepcopy(rebuilt)
    if source.kernelspec:
        notebook.metadata["kernelspec"] = source.kernelspec
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in source.cells:
            _, locked, text, checksum = source.cells[name]
            cell.metadata.nbgrader["checksum"] = checksum
            if locked:
                cell.source = text
    return notebook


def work(job: Job) -> Outcome:
    """Run a submission in the sandbox and clean what comes back. Raises NoSandbox only."""
    session = shared_session(job.unsafe, tuple(Path(folder) for folder in job.hidden))
    run = run_notebook(session, job.notebook, job.limits, job.files)
    resources = {"nbgrader": {"student": job.student, "assignment": job.assignment, "notebook": job.assignment}}
    config = Config(job.config)
    notebook, resources = _through(job.before, config, run.notebook, resources)
    # Points are read where nbgrader reads them: before anything is cleaned away.
    points = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)}
    notebook, _ = _through(job.after, config, notebook, resources)
    return Outcome(notebook, points, tuple(f"{incident.cell}: {incident.sentence}" for incident in run.incidents))


def _through(steps: tuple[type, ...], config: Config, notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
    for step in steps:
        notebook, resources = step(config=config)(notebook, resources)
    return notebook, resources

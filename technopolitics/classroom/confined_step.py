"""The step of nbgrader that runs a notebook, in the sandbox: for ``nbgrader autograde`` and Formgrader's button alike."""

from __future__ import annotations

import atexit
import os
import threading
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float, Integer, Unicode

from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from technopolitics.classroom.sandbox.session import Session

__all__ = ["ConfinedExecute", "shared_session"]

_lock = threading.Lock()
_sessions: dict[bool, Session] = {}


def shared_session(unsafe: bool = False, hidden: tuple[Path, ...] = ()) -> Session:
    """The pre-warmed process of this Python process, started at first use and again when it has ended."""
    with _lock:
        session = _sessions.get(unsafe)
        if session is None or not session.alive:
            session = _sessions[unsafe] = Session(unsafe=unsafe, hidden=hidden)
            atexit.register(session.close)
        return session


class ConfinedExecute(NbGraderPreprocessor):
    """Runs student and tests apart, each confined. Raises NoSandbox, and grades nothing, where that cannot be done."""

    unsafe = Bool(
        help="Run students' code with the rights of whoever grades. Only for notebooks that you trust.",
    ).tag(config=True)
    course = Unicode(help="The course's folder, which stays out of sight of what runs.").tag(config=True)
    cell_seconds = Float(Limits.cell_seconds, help="A cell that runs longer is stopped.").tag(config=True)
    notebook_seconds = Float(Limits.notebook_seconds, help="A notebook that runs longer is stopped.").tag(config=True)
    memory = Integer(Limits.memory, help="Bytes that one submission may use.").tag(config=True)

    def _unsafe_default(self) -> bool:
        return os.environ.get("TECHNOPOLITICS_UNSAFE", "") == "1"

    def limits(self) -> Limits:
        """The limits that are configured."""
        return Limits(memory=self.memory, cell_seconds=self.cell_seconds, notebook_seconds=self.notebook_seconds)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Run ``nb``; incidents go to nbgrader's log with the student's name."""
        hidden = (Path(self.course),) if self.course else ()
        run = run_notebook(shared_session(self.unsafe, hidden), nb, self.limits())
        names = resources.get("nbgrader", {})
        for incident in run.incidents:
            self.log.warning("%s, %s: %s", names.get("student", ""), incident.cell, incident.sentence)
        return run.notebook, resources

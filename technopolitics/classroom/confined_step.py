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

__all__ = ["ConfinedExecute", "released_files", "shared_session"]

_lock = threading.Lock()
_sessions: dict[bool, tuple[tuple[Path, ...], Session]] = {}


def shared_session(unsafe: bool = False, hidden: tuple[Path, ...] = ()) -> Session:
    """The pre-warmed process of this Python process: started at first use, and again when it has ended or another course is graded."""
    with _lock:
        course, session = _sessions.get(unsafe, ((), None))
        if session is None or not session.alive or course != hidden:
            if session is not None:
                session.close()
            session = Session(unsafe=unsafe, hidden=hidden)
            _sessions[unsafe] = (hidden, session)
            atexit.register(session.close)
        return session


def released_files(folder: Path) -> dict[str, bytes]:
    """Data files that the instructor gave out with a notebook: name below ``folder`` to content. Links and hidden files stay out."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    named = {str(path.relative_to(folder)): path for path in found if path.suffix != ".ipynb" and path.is_file() and not path.is_symlink()}
    return {name: path.read_bytes() for name, path in named.items() if not any(part.startswith(".") for part in Path(name).parts)}


class ConfinedExecute(NbGraderPreprocessor):
    """Runs student and tests apart, each confined. Raises NoSandbox, and grades nothing, where that cannot be done."""

    unsafe = Bool(
        help="Run students' code with the rights of whoever grades. Only for notebooks that you trust.",
    ).tag(config=True)
    course = Unicode(help="The course's folder, which stays out of sight of what runs.").tag(config=True)
    sources = Unicode(help="The folder of the assignments' sources; the data files of an assignment are laid beside its notebook.").tag(config=True)
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
        names = resources.get("nbgrader", {})
        files = released_files(Path(self.sources) / names["assignment"]) if self.sources and "assignment" in names else {}
        run = run_notebook(shared_session(self.unsafe, hidden), nb, self.limits(), files)
        for incident in run.incidents:
            self.log.warning("%s, %s: %s", names.get("student", ""), incident.cell, incident.sentence)
        return run.notebook, resources

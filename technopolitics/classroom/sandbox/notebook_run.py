"""Run one notebook: the student's cells in one confined process, the tests in another; nothing they do can raise here."""

from __future__ import annotations

import base64
import copy
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.session import GRACE_SECONDS, Process, Session
from technopolitics.classroom.sandbox.wire import Closed, Garbled, TooLate

__all__ = ["Incident", "Run", "run_notebook"]

MOST_OUTPUTS = 100
MOST_RESTARTS = 2
LARGEST_NOTEBOOK = 8_000_000  # characters of output in all cells together


@dataclass(frozen=True)
class Incident:
    """Something that a person should look at. ``cell`` is a grade_id or "cell 7"; the sentence is for the instructor."""

    cell: str
    kind: str
    sentence: str


@dataclass
class Run:
    """The executed notebook and what happened on the way."""

    notebook: NotebookNode
    incidents: list[Incident] = field(default_factory=list)


def run_notebook(session: Session, notebook: NotebookNode, limits: Limits | None = None, files: Mapping[str, bytes] | None = None) -> Run:
    """Run a copy of ``notebook`` from top to bottom and return it with its outputs.

    Which cell runs where follows from nbgrader's metadata, which must come from the release: test cells (grade, not
    solution) run with the judge, other locked cells on both sides, everything else with the student. ``files`` (name to
    content) are laid beside the notebook. A cell that fails does not stop the ones below it. A cell that ends the
    student's process or never ends is left out, and the cells above it run again, at most twice.
    """
    limits = limits or Limits()
    run = Run(copy.deepcopy(notebook))
    with _Conversation(session, limits, files or {}, run.incidents) as talk:
        count, shown = 0, 0
        for number, cell in enumerate(run.notebook.cells):
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = [], None
            if not cell.source.strip():
                continue
            count += 1
            for_student, for_judge = _where(cell)
            outputs = talk.run_cell(_name(cell, number), cell.source, for_student, for_judge)
            cell.execution_count = count
            if not for_student:
                # All of them, or nothing at all: a test whose error got lost on the way would count as passed.
                cell.outputs = [_as_output(item, count) for item in outputs]
                continue
            cell.outputs = _as_outputs(outputs, count)
            shown += sum(len(str(o)) for o in cell.outputs)
            if shown > LARGEST_NOTEBOOK:
                cell.outputs = [_stream("(the outputs of this notebook are too large; those from here on are left out)\n")]
    return run


def _name(cell: NotebookNode, number: int) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {number + 1}"


def _where(cell: NotebookNode) -> tuple[bool, bool]:
    """Whether a cell runs with the student, and whether with the judge."""
    settings = cell.metadata.get("nbgrader", {})
    if settings.get("grade") and not settings.get("solution"):
        return False, True
    return True, bool(settings.get("locked"))


class _Conversation:
    """The two processes of one notebook, and the messages between them."""

    def __init__(self, session: Session, limits: Limits, files: Mapping[str, bytes], incidents: list[Incident]) -> None:
        self.session = session
        self.limits = limits
        self.files = {name: base64.b64encode(content).decode() for name, content in files.items()}
        self.incidents = incidents
        self.ends = time.monotonic() + limits.notebook_seconds
        self.ran: list[str] = []
        self.restarts = 0
        self.testing = ""
        self.test_ends = 0.0
        self.student: Process
        self.judge: Process

    def __enter__(self) -> _Conversation:
        self.student, self.judge = self._begin(), self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.student.end()
        self.judge.end()

    def _begin(self) -> Process:
        process = self.session.fork(self.limits)
        try:
            self._exchange(process, {"do": "put", "files": self.files, "output": self.limits.output}, time.monotonic() + 20)
        except (Closed, Garbled, TooLate):
            process.end()
            self._note("start", "start", "The sandbox did not start in time: please grade again, with --force.")
        return process

    # ------------------------------------------------------------------------------------------------ one cell

    def run_cell(self, name: str, source: str, for_student: bool, for_judge: bool) -> list[Any]:
        """Outputs of a cell, as they came (not checked yet)."""
        if time.monotonic() > self.ends:
            if not any(i.kind == "notebook time" for i in self.incidents):
                self._note(
                    name, "notebook time", f"The notebook ran longer than {self.limits.notebook_seconds:g} seconds; cells from here on did not run."
                )
            return [_error("NotebookTimeoutError", f"The notebook ran longer than {self.limits.notebook_seconds:g} seconds and was stopped.")]
        if not self.student.alive:
            self._restart()
        outputs: list[Any] = []
        if for_student:
            outputs = self._with_student(name, source)
        if for_judge:
            outputs = self._with_judge(name, source)
        return outputs

    def _with_student(self, name: str, source: str) -> list[Any]:
        if not self.student.alive:
            return [_error("ProcessEnded", "This cell did not run: the notebook had ended its process too often.")]
        try:
            reply = self._exchange(self.student, {"do": "run", "source": source}, self._deadline())
        except TooLate:
            self._note(name, "cell time", f"The cell ran longer than {self.limits.cell_seconds:g} seconds and was stopped.")
            self._stop_student()
            return [_error("CellTimeoutError", f"This cell ran longer than {self.limits.cell_seconds:g} seconds and was stopped.")]
        except (Closed, Garbled) as problem:
            said = "sent something that is no answer" if isinstance(problem, Garbled) else "ended its process (an exit, a crash, or the memory limit)"
            self._note(name, "ended", f"The cell {said}. The cells above it were run again without it.")
            return [_error("ProcessEnded", f"This cell {said}.")]
        self.ran.append(source)
        outputs = reply.get("outputs")
        return outputs if isinstance(outputs, list) else []

    def _with_judge(self, name: str, source: str) -> list[Any]:
        self.testing = name
        try:
            if not self.judge.alive:
                return [_error("ProcessEnded", "The process of the tests had ended.")]
            # Longer than the student has, so that a call that never ends fails the test and not the judge.
            self.test_ends = self._deadline()
            deadline = self.test_ends + 3 * GRACE_SECONDS
            reply = self._exchange(self.judge, {"do": "run", "source": source, "borrow": True}, deadline)
            if not isinstance(reply.get("outputs"), list):
                raise Garbled("the judge did not say how a test ended")
            return reply["outputs"]
        except (Closed, Garbled, TooLate):
            self.judge.end()
            self._note(name, "judge", "The process of the tests ended in this cell: please grade it by hand from here on.")
            return [_error("ProcessEnded", "The process of the tests ended in this cell.")]
        finally:
            self.testing = ""

    def _deadline(self) -> float:
        return min(time.monotonic() + self.limits.cell_seconds, self.ends)

    def _note(self, cell: str, kind: str, sentence: str) -> None:
        self.incidents.append(Incident(cell, kind, sentence))

    # --------------------------------------------------------------------------------------- the student's end

    def _stop_student(self) -> None:
        """Interrupt what runs; end the process when it does not stop."""
        self.student.interrupt()
        patience = time.monotonic() + GRACE_SECONDS
        try:
            while "ask" in self.student.receive(patience):
                continue
        except (Closed, Garbled, TooLate):
            self.student.end()

    def _restart(self) -> None:
        """A new process for the student, in which the cells that went well run again."""
        if self.restarts >= MOST_RESTARTS:
            return
        self.restarts += 1
        self.student = self._begin()
        try:
            for source in self.ran:
                self._exchange(self.student, {"do": "run", "source": source}, self._deadline())
        except (Closed, Garbled, TooLate):
            self.student.end()

    # ------------------------------------------------------------------------------------------------ messages

    def _exchange(self, process: Process, message: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Send a request and return the answer; questions that come in between go to the other process."""
        process.send(message, deadline)
        while True:
            reply = process.receive(deadline)
            if "ask" not in reply:
                return reply
            answer = self._from_judge(reply) if process is self.judge else self._from_student(reply, deadline)
            process.send(answer, deadline)

    def _from_judge(self, question: dict[str, Any]) -> dict[str, Any]:
        """The judge asks for the student's values, or calls a function of the student's."""
        # All calls of one test together have the time of one cell: many slow ones must not end the judge.
        deadline = self.test_ends
        request = {"do": question["ask"], **{k: question[k] for k in ("names", "number", "arguments", "named") if k in question}}
        if not self.student.alive or time.monotonic() > self.ends:
            return {"values": {}, "raised": ["RuntimeError", "the process had ended"]} if question["ask"] == "call" else {"values": {}}
        if question["ask"] == "call" and any(i.cell == self.testing and i.kind == "call time" for i in self.incidents):
            return {"raised": ["TimeoutError", "an earlier call had not ended"]}
        try:
            return _answer(self._exchange(self.student, request, deadline))
        except TooLate:
            self._note(self.testing, "call time", f"Functions of the student ran longer than {self.limits.cell_seconds:g} seconds in this test.")
            self._stop_student()
            return {"values": {}, "raised": ["TimeoutError", f"it ran longer than {self.limits.cell_seconds:g} seconds"]}
        except (Closed, Garbled):
            self._note(self.testing, "ended", "A function of the student ended its process in this test.")
            return {"values": {}, "raised": ["RuntimeError", "it ended its process"]}

    def _from_student(self, question: dict[str, Any], deadline: float) -> dict[str, Any]:
        """A student's function may call what a test gave it, while that test waits, and ask for nothing else."""
        if question.get("ask") != "call" or not self.testing or not self.judge.alive:
            return {"raised": ["LookupError", "nobody answers this"]}
        request = {"do": "call", **{k: question[k] for k in ("number", "arguments", "named") if k in question}}
        return _answer(self._exchange(self.judge, request, deadline))


# ------------------------------------------------------------------------------------- what comes back, checked


def _answer(reply: dict[str, Any]) -> dict[str, Any]:
    """What one process may hear of the other: values, or an error. Anything more would be a request, and requests are obeyed."""
    values, raised = reply.get("values"), reply.get("raised")
    if isinstance(raised, list) and len(raised) == 2:
        return {"values": {}, "raised": raised}
    return {"values": values if isinstance(values, dict) else {}, "value": reply.get("value")}


def _error(name: str, words: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": [f"{name}: {words}"]}


def _stream(words: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=words)


def _as_outputs(raw: list[Any], count: int) -> list[NotebookNode]:
    """Well-formed outputs of a notebook; anything else that a process sent is left out."""
    outputs = []
    for item in raw[:MOST_OUTPUTS]:
        try:
            outputs.append(_as_output(item, count))
        except Exception:  # whatever a hostile process sends must not stop a class
            continue
    if len(raw) > MOST_OUTPUTS:
        outputs.append(_stream(f"(the cell showed {len(raw)} outputs; those after the first {MOST_OUTPUTS} are left out)\n"))
    return outputs


def _as_output(item: dict[str, Any], count: int) -> NotebookNode:
    kind = item["output_type"]
    if kind == "stream":
        return nbformat.v4.new_output("stream", name="stderr" if item["name"] == "stderr" else "stdout", text=_text(item["text"]))
    if kind == "error":
        return nbformat.v4.new_output(
            "error", ename=_text(item["ename"]), evalue=_text(item["evalue"]), traceback=[_text(line) for line in item["traceback"]]
        )
    data = {_text(media): _text(content) for media, content in item["data"].items()}
    if kind == "execute_result":
        return nbformat.v4.new_output(kind, data=data, execution_count=count)
    if kind == "display_data":
        return nbformat.v4.new_output(kind, data=data)
    raise ValueError(kind)


def _text(value: Any) -> str:
    """As text that can be written to a file: half characters (lone surrogates) cannot."""
    return str(value).encode("utf-8", "replace").decode()

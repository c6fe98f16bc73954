"""Put what a student handed in back into the frame of what was released.

A submission is a file from outside: cells may be lost, doubled, moved or retyped, metadata edited or gone. nbgrader
trusts that metadata; one doubled cell then stops a whole class, and a notebook without metadata gets a silent zero.
So the frame (cells, ids, points, tests) always comes from the release, and only answers come from the student.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

__all__ = ["Intake", "Report", "Unreadable", "examine", "read_submission", "rebuild"]

LIKE_ENOUGH = 0.6


class Unreadable(ValueError):
    """A submission that cannot be read as a notebook; the message says what it is and what the student should do."""


@dataclass
class Report:
    """What intake found. ``status`` is "ok", "repaired" or "rejected"; findings are sentences for a student."""

    status: str = "ok"
    findings: list[str] = field(default_factory=list)

    def repaired(self, sentence: str) -> None:
        """Note a repair."""
        self.status = "repaired" if self.status == "ok" else self.status
        self.findings.append(sentence)


def read_submission(path: Path) -> NotebookNode:
    """Read a submitted file as a version 4 notebook; Unreadable says in plain words why it cannot be."""
    if path.is_symlink() or not path.is_file():
        raise Unreadable("In place of the notebook there is a link or a folder. Hand in the file itself.")
    raw = path.read_bytes()
    if not raw.strip():
        raise Unreadable("The file is empty. Save the notebook (File, Save) and hand it in again.")
    if raw[:2] == b"PK":
        raise Unreadable("The file is a zip archive with the name of a notebook. Take the notebook out of it and hand that in.")
    text = None
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeError:
            continue
    if text is None:
        raise Unreadable("The file is not a text in a known encoding. Save it again from JupyterLab and hand it in.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(
            "The file is not a whole notebook: it seems cut or was edited as a text. Open it in JupyterLab; if it does not open, start from the last copy that does."
        ) from None
    if not isinstance(content, dict) or "nbformat" not in content or not isinstance(content.get("cells", content.get("worksheets")), list):
        raise Unreadable("The file is JSON but not a notebook: it has no cells. Hand in the .ipynb file of the assignment.")
    try:
        return nbformat.convert(nbformat.reads(text, as_version=nbformat.NO_CONVERT), 4)
    except Exception:
        raise Unreadable("The notebook has a format that this course cannot read. Save it with JupyterLab 4 and hand it in again.") from None


def rebuild(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, Report]:
    """The released notebook with the student's answers in it, and a report of what had to be mended.

    Answers are found by grade_id, then by cell id, then by likeness to the released cell. Cells that the student
    added stay, each behind the released cell that it followed, without nbgrader metadata.
    """
    report = Report()
    frame = {c.metadata.nbgrader.grade_id: c for c in released.cells if "nbgrader" in c.metadata}
    owner = _match(submitted.cells, released.cells, frame, report)
    followers: dict[int, list[NotebookNode]] = {}
    place = -1
    for index, cell in enumerate(submitted.cells):
        if index in owner:
            place = owner[index]
        else:
            followers.setdefault(place, []).append(_plain(cell))
    answers = {position: submitted.cells[index] for index, position in owner.items()}
    rebuilt = copy.deepcopy(released)
    cells: list[NotebookNode] = list(followers.get(-1, []))
    for position, cell in enumerate(rebuilt.cells):
        cells.append(cell)
        if position in answers:
            cells.extend(_take_over(cell, answers[position], report))
        elif _is_answer(cell):
            report.repaired(f"The answer cell '{cell.metadata.nbgrader.grade_id}' was missing: it was put back empty.")
        cells.extend(followers.get(position, []))
    rebuilt.cells = cells
    return rebuilt, report


def _take_over(cell: NotebookNode, submitted: NotebookNode, report: Report) -> list[NotebookNode]:
    """Bring what the student wrote in one cell into the rebuilt one; returns cells to keep behind it.

    An answer, and any cell without nbgrader's label (such as the place for a written text), takes the student's text.
    A locked cell keeps the release's text; words that a student wrote into a task or another text cell stay behind it.
    """
    text = _text(submitted)
    if _is_answer(cell) or "nbgrader" not in cell.metadata:
        cell.source = text
        return []
    if _as_students_see_it(text) == _as_students_see_it(cell.source):
        return []
    name = cell.metadata.nbgrader.grade_id
    if cell.cell_type == "markdown":
        report.repaired(f"Something was written into the locked cell '{name}': it is kept in a cell of its own behind it.")
        return [_plain(submitted)]
    report.repaired(f"The locked cell '{name}' was changed: the cell of the release is used.")
    return []


def _as_students_see_it(text: str) -> str:
    """The text of a cell without hidden tests, mark scheme and spaces at its ends."""
    text = re.sub(r"^.*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^.*BEGIN MARK SCHEME.*?END MARK SCHEME.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _match(cells: list[NotebookNode], released: list[NotebookNode], frame: dict[str, NotebookNode], report: Report) -> dict[int, int]:
    """Index of a submitted cell to position of the released cell that it answers."""
    position = {c.metadata.nbgrader.grade_id: i for i, c in enumerate(released) if "nbgrader" in c.metadata}
    by_id = {c.get("id"): i for i, c in enumerate(released) if c.get("id")}
    owner: dict[int, int] = {}
    taken: dict[int, int] = {}

    def give(index: int, place: int) -> None:
        owner[index] = place
        taken[place] = index

    for index, cell in enumerate(cells):
        metadata = cell.get("metadata", {}).get("nbgrader")
        name = metadata.get("grade_id") if isinstance(metadata, dict) else None
        if not isinstance(name, str) or name not in frame:
            continue
        if position[name] in taken:
            first = taken[position[name]]
            unchanged = _text(cells[first]).strip() == _text(released[position[name]]).strip()
            if unchanged and _is_answer(released[position[name]]):
                owner.pop(first)
                give(index, position[name])
            report.repaired(
                f"The cell '{name}' stands more than once: the answer that was changed counts, the other copy is kept as an ordinary cell."
            )
        else:
            give(index, position[name])
    for index, cell in enumerate(cells):
        place = by_id.get(cell.get("id"))
        if index not in owner and place is not None and place not in taken:
            give(index, place)
            if "nbgrader" in released[place].metadata:
                report.repaired(f"The cell '{released[place].metadata.nbgrader.grade_id}' had lost its label: it was found again.")
    for place, wanted in enumerate(released):
        if place in taken:
            continue
        scores = {i: _likeness(c, wanted) for i, c in enumerate(cells) if i not in owner}
        if scores and max(scores.values()) >= LIKE_ENOUGH:
            give(max(scores, key=scores.__getitem__), place)
            if "nbgrader" in wanted.metadata:
                report.repaired(f"The cell '{wanted.metadata.nbgrader.grade_id}' had lost its label: it was found again by its text.")
    return owner


def _likeness(cell: NotebookNode, wanted: NotebookNode) -> float:
    """Between 0 and 1; an answer is longer than the stub it grew from, so the stub's own lines count."""
    if cell.get("cell_type") != wanted.cell_type:
        return 0.0
    stub, text = wanted.source[:2000], _text(cell)[:2000]
    lines = [line for line in stub.splitlines() if line.strip()]
    kept = sum(line in text for line in lines) / len(lines) if lines else 0.0
    return max(kept, SequenceMatcher(None, stub, text).ratio())


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _text(cell: NotebookNode) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _plain(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own: its text, and nothing that a grader or an executor would obey."""
    kind = cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown") else "markdown"
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(_text(cell))


def examine(path: Path, release: Path) -> Report:
    """What intake would do with a submitted file, without changing it."""
    try:
        submitted = read_submission(path)
    except Unreadable as problem:
        return Report("rejected", [str(problem)])
    return rebuild(submitted, nbformat.read(release, as_version=4))[1]


class Intake(NbGraderPreprocessor):
    """First step of nbgrader's autograde: the submission is rebuilt in the frame of the release."""

    release_directory = Unicode("assignments", help="Folder of the released assignments.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Rebuild ``nb``; without a released notebook of that name it is left as it is."""
        ids = resources["nbgrader"]
        release = Path(self.release_directory) / ids["assignment"] / f"{ids['notebook']}.ipynb"
        if not release.exists():
            self.log.warning("No released notebook at %s: intake is skipped. Run nbgrader generate_assignment first.", release)
            return nb, resources
        rebuilt, report = rebuild(nb, nbformat.read(release, as_version=4))
        for finding in report.findings:
            self.log.warning("%s, %s: %s", ids["student"], ids["notebook"], finding)
        return rebuilt, resources

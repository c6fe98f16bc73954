"""Put what a student handed in back into the frame of what was released.

A submission is a file from outside: cells may be lost, doubled, moved or retyped, metadata edited or gone. nbgrader
trusts that metadata; one doubled cell then stops a whole class, and a notebook without metadata gets a silent zero.
So the frame (cells, ids, points, tests) always comes from the release, and only answers come from the student.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.findings import Finding, find, listed, worst
from technopolitics.classroom.notebook_file import RUNNING_TAGS

__all__ = ["Report", "is_answer", "rebuild"]

LIKE_ENOUGH = 0.6
SAME_NAMES = 0.9
# More of a long text tells nothing new about which cell it is.
COMPARED = 2_000

# What is said about the cells of one kind, for one cell and for several.
SENTENCES = {
    "lost-label": ("The cell {} had lost its label: it was found again.", "The cells {} had lost their labels: they were found again."),
    "changed-label": ("The label of the cell {} was edited: the release's counts.", "The labels of the cells {} were edited: the release's count."),
    "duplicated-cell": (
        "The cell {} stands more than once: the copy that was changed counts, the other is kept as an ordinary cell.",
        "The cells {} stand more than once: of each, the copy that was changed counts, the others are kept as ordinary cells.",
    ),
    "two-answers": (
        "The cell {} stands more than once with different answers: the first one counts. Delete the one that you do not mean.",
        "The cells {} stand more than once with different answers: the first ones count. Delete those that you do not mean.",
    ),
    "missing-answer": (
        "The answer cell {} was missing: it was put back empty. If you did answer, copy your answer into it.",
        "The answer cells {} were missing: they were put back empty. If you did answer, copy your answers into them.",
    ),
    "missing-test": ("The test cell {} was missing: it was put back.", "The test cells {} were missing: they were put back."),
    "missing-locked": ("The locked cell {} was missing: it was put back.", "The locked cells {} were missing: they were put back."),
    "retyped-cell": (
        "The cell {} was turned into another kind of cell (text or code): it was turned back.",
        "The cells {} were turned into another kind of cell (text or code): they were turned back.",
    ),
    "moved-cell": (
        "The cell {} stood in another place: it was put back where the assignment has it.",
        "The cells {} stood in other places: they were put back where the assignment has them.",
    ),
    "changed-test": (
        "The test cell {} was changed: the cell of the release is used.",
        "The test cells {} were changed: the cells of the release are used.",
    ),
    "changed-locked": (
        "The locked cell {} was changed: the cell of the release is used.",
        "The locked cells {} were changed: the cells of the release are used.",
    ),
    "written-in-locked": (
        "Something was written into the locked cell {}: it is kept in a cell of its own behind it.",
        "Something was written into the locked cells {}: it is kept in cells of its own behind them.",
    ),
    "running-tags": (
        "The cell {} had a tag that changes how it is run: the tag was taken off.",
        "The cells {} had tags that change how they are run: the tags were taken off.",
    ),
}


@dataclass
class Report:
    """What intake found: ``details`` are findings, ``status`` is the gravest of them, ``findings`` their sentences.

    ``found`` says how much of the release the submission had in some form, from 0 to 1: the mean of the shares of its
    labelled cells and of its answer cells. Some labels are the same in all assignments, so another one has about a quarter.
    """

    details: list[Finding] = field(default_factory=list)
    found: float = 1.0

    @property
    def status(self) -> str:
        """ "ok", "repaired", "look" or "rejected"."""
        return worst(self.details)

    @property
    def findings(self) -> list[str]:
        """The sentences, for a student."""
        return [finding.sentence for finding in self.details]


class _Notes:
    """Names of cells by what happened to them, so that thirty lost labels make one sentence and not thirty."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}

    def add(self, code: str, name: str) -> None:
        names = self._names.setdefault(code, [])
        if name not in names:
            names.append(name)

    def findings(self) -> list[Finding]:
        return [find(code, SENTENCES[code][len(names) > 1].format(listed(names))) for code, names in self._names.items()]


def rebuild(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, Report]:
    """The released notebook with the student's answers in it, and a report of what had to be mended.

    Answers are found by grade_id, then by cell id, then by likeness to the released cell. Cells that the student
    added stay, each behind the released cell that it followed, without nbgrader metadata. The same files give the same notebook.
    """
    notes = _Notes()
    owner = _match(submitted.cells, released.cells, notes)
    answers = {position: submitted.cells[index] for index, position in owner.items()}
    for index in _moved(owner):
        if label := _label(released.cells[owner[index]]):
            notes.add("moved-cell", label)
    followers: dict[int, list[NotebookNode]] = {}
    place = -1
    for index, cell in enumerate(submitted.cells):
        if index in owner:
            place = owner[index]
        else:
            followers.setdefault(place, []).append(cell)
    rebuilt = copy.deepcopy(released)
    cells: list[NotebookNode] = [_plain(cell) for cell in followers.get(-1, [])]
    for position, cell in enumerate(rebuilt.cells):
        cells.append(cell)
        if position in answers:
            cells.extend(_take_over(cell, answers[position], notes))
        elif label := _label(cell):
            notes.add("missing-answer" if is_answer(cell) else "missing-test" if _is_test(cell) else "missing-locked", label)
        cells.extend(_plain(added) for added in followers.get(position, []))
    rebuilt.cells = _with_ids(cells)
    labelled = [position for position, cell in enumerate(released.cells) if _label(cell)]
    asked = [position for position in labelled if is_answer(released.cells[position])]
    shares = [sum(position in answers for position in some) / len(some) for some in (labelled, asked) if some]
    found = sum(shares) / len(shares) if shares else 1.0
    return rebuilt, Report(notes.findings(), found)


def _take_over(cell: NotebookNode, submitted: NotebookNode, notes: _Notes) -> list[NotebookNode]:
    """Bring what the student wrote in one cell into the rebuilt one; returns cells to keep behind it.

    An answer, and any cell without nbgrader's label (such as the place for a written text), takes the student's text.
    A locked cell keeps the release's text; words that a student wrote into a task or another text cell stay behind it.
    """
    text, name = _text(submitted), _label(cell)
    if submitted.get("cell_type") != cell.cell_type:
        notes.add("retyped-cell", name or "for your text")
    if any(tag in RUNNING_TAGS and tag not in cell.metadata.get("tags", []) for tag in submitted.get("metadata", {}).get("tags", [])):
        notes.add("running-tags", name or "for your text")
    if is_answer(cell) or not name:
        cell.source = text
        return []
    if _as_students_see_it(text) == _as_students_see_it(cell.source):
        return []
    if cell.cell_type == "markdown":
        notes.add("written-in-locked", name)
        return [_plain(submitted)]
    notes.add("changed-test" if _is_test(cell) else "changed-locked", name)
    return []


def _as_students_see_it(text: str) -> str:
    """The text of a cell without hidden tests, mark scheme and spaces at its ends."""
    kept, hidden = [], ""
    for line in text.splitlines():
        mark = re.search(r"(BEGIN|END) (HIDDEN TESTS|MARK SCHEME)", line)
        if mark:
            hidden = mark[2] if mark[1] == "BEGIN" else ""
        elif not hidden and line.strip():
            kept.append(line.rstrip())
    return "\n".join(kept)


# ------------------------------------------------------------------------------------------- which cell is which


def _match(cells: list[NotebookNode], released: list[NotebookNode], notes: _Notes) -> dict[int, int]:
    """Index of a submitted cell to position of the released cell that it answers."""
    position = {_label(c): i for i, c in enumerate(released) if _label(c)}
    by_id = {c.get("id"): i for i, c in enumerate(released) if c.get("id")}
    owner: dict[int, int] = {}
    taken: dict[int, int] = {}

    def give(index: int, place: int) -> None:
        owner[index] = place
        taken[place] = index

    for index, cell in enumerate(cells):
        label = cell.get("metadata", {}).get("nbgrader")
        name = label.get("grade_id") if isinstance(label, dict) else None
        place = position.get(name) if isinstance(name, str) else None
        if place is None:
            continue
        if place not in taken:
            give(index, place)
            if _edited(label, released[place].metadata.nbgrader):
                notes.add("changed-label", name)
            continue
        stub, first, second = (_text(c).strip() for c in (released[place], cells[taken[place]], cell))
        if is_answer(released[place]) and first == stub:
            del owner[taken[place]]
            give(index, place)
        notes.add("two-answers" if is_answer(released[place]) and stub not in (first, second) and first != second else "duplicated-cell", name)
    for index, cell in enumerate(cells):
        place = by_id.get(cell.get("id"))
        if index not in owner and place is not None and place not in taken:
            give(index, place)
            if label := _label(released[place]):
                notes.add("lost-label", label)
    for _, index, place in sorted(_alike(cells, released, owner, taken), key=lambda found: (-found[0], found[2], found[1])):
        if index not in owner and place not in taken:
            give(index, place)
            if label := _label(released[place]):
                notes.add("lost-label", label)
    return owner


def _edited(label: NotebookNode, released: NotebookNode) -> bool:
    """Whether somebody changed what a label says about points and kind. The checksum follows the text and says nothing."""
    return any(label.get(key) != released.get(key) for key in ("grade", "locked", "points", "solution", "task"))


def _alike(cells: list[NotebookNode], released: list[NotebookNode], owner: dict[int, int], taken: dict[int, int]) -> Iterable[tuple[float, int, int]]:
    """(likeness, index, position) of cells and released cells that have no partner yet and look alike."""
    places = [i for i in range(len(released)) if i not in taken]
    if not places:
        return
    looks = [_Look(cell) for cell in released]
    # What several cells have in common, such as "Your code here", tells none of them from the others.
    common = {thing for thing, times in Counter(thing for look in looks for thing in look.lines | look.words).items() if times > 2}
    for index, cell in enumerate(cells):
        if index in owner or not _text(cell).strip():
            continue
        look = _Look(cell)
        for place in places:
            likeness = look.like(looks[place], common)
            if likeness >= LIKE_ENOUGH:
                yield likeness, index, place


class _Look:
    """What a cell looks like: its kind, lines, words, and the names that it defines. Comparing two takes a time that is linear in their length."""

    def __init__(self, cell: NotebookNode) -> None:
        text = _text(cell)[:COMPARED]
        self.kind = cell.get("cell_type")
        self.lines = {line.strip() for line in text.splitlines() if line.strip()}
        self.words = set(re.findall(r"\w+", text))
        # A stub names what is wanted: "home_share = ..." or "def hhi(shares):".
        defined = set(re.findall(r"^def (\w{1,80})", text, re.MULTILINE))
        assigned = re.findall(r"^([\w, ]{1,80}?) ?= ", text, re.MULTILINE)
        self.names = defined | {name.strip() for names in assigned for name in names.split(",")}
        self.wanted = defined | set(re.findall(r"^(\w{1,80}) = \.\.\.$", text, re.MULTILINE))

    def like(self, wanted: _Look, common: set[str]) -> float:
        """Between 0 and 1; an answer is longer than the stub it grew from, so the stub's own lines and names count."""
        if self.kind != wanted.kind:
            return 0.0
        lines, words, mine = wanted.lines - common, wanted.words - common, self.words - common
        kept = len(lines & self.lines) / len(lines) if lines else 0.0
        shared = 2 * len(words & mine) / (len(words) + len(mine)) if words else 0.0
        return max(kept, shared, SAME_NAMES if wanted.wanted and wanted.wanted <= self.names else 0.0)


def _moved(owner: dict[int, int]) -> list[int]:
    """Indices of submitted cells that are out of the released order: all but a longest run that is in order."""
    indices = sorted(owner)
    length, before = {}, {}
    for at, index in enumerate(indices):
        best = max((i for i in indices[:at] if owner[i] < owner[index]), key=lambda i: length[i], default=None)
        length[index], before[index] = (length[best] + 1 if best is not None else 1), best
    stayed: set[int | None] = set()
    at_end: int | None = max(indices, key=lambda i: length[i], default=None)
    while at_end is not None:
        stayed.add(at_end)
        at_end = before[at_end]
    return [index for index in indices if index not in stayed]


# ---------------------------------------------------------------------------------------------------- small parts


def is_answer(cell: NotebookNode) -> bool:
    """Whether a released cell is the place for an answer by code."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _label(cell: NotebookNode) -> str:
    """The grade_id of a released cell, "" for a cell without one."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _text(cell: NotebookNode) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _plain(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own: its text, and nothing that a grader or an executor would obey."""
    plain = {"cell_type": "markdown", "id": "", "metadata": {}, "source": _text(cell)}
    if cell.get("cell_type") == "code":
        plain |= {"cell_type": "code", "execution_count": None, "outputs": []}
    return nbformat.from_dict(plain)


def _with_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give added cells an id that depends on their place alone."""
    known = {cell.get("id") for cell in cells}
    free = (name for number in range(1, len(cells) + len(known) + 1) if (name := f"added-{number}") not in known)
    for cell in cells:
        if not cell.get("id"):
            cell["id"] = next(free)
    return cells

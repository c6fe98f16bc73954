"""The doctor: is a submission in order, what was mended in the copy that is graded, and what should a person look at?

Every answer is a function of the files alone. Nothing is written, run, followed or unpacked, and no file, whatever is in
it, makes the doctor fail. Grading asks it for each submission, and a student asks it before handing in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from technopolitics.classroom.code_checks import Code, check_code
from technopolitics.classroom.findings import SEVERITIES, Finding, find, listed, shown, worst
from technopolitics.classroom.intake import is_answer, rebuild
from technopolitics.classroom.notebook_file import Unreadable, named, read_bytes, read_notebook
from technopolitics.classroom.submission_folder import Entry, Folder, beside_findings, plain_name, scan, time_stamp_finding

__all__ = ["Diagnosis", "examine_file", "examine_submission"]

# A notebook with less than this of an assignment (see Report.found) is another one; up to the second number, a person should see it.
ENOUGH_CELLS = 0.3
SURELY = 0.5
MOST_CANDIDATES = 5
MOST_FINDINGS = 60


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor found. ``notebook`` is ready to be graded, None when there is none; ``file`` is where it was found."""

    findings: tuple[Finding, ...]
    notebook: NotebookNode | None = None
    assignment: str = ""
    file: Path | None = None

    @property
    def status(self) -> str:
        """ "ok", "repaired" (mended in ``notebook``), "look" (a person should see it), or "rejected" (it cannot be graded)."""
        return worst(self.findings)


def examine_submission(folder: Path, assignment: str, release: NotebookNode, files: Collection[str] = ()) -> Diagnosis:
    """Look at the submission in ``folder`` of the released notebook ``release``. Never raises, and never writes.

    The notebook is ASSIGNMENT.ipynb; else one with another name, or one folder deeper, when it is plain that it is meant.
    ``files`` are names of files that are given out with the assignment.
    """
    said: list[Finding] = []
    try:
        found = scan(folder, f"{assignment}.ipynb")
        said.extend(found.findings)
        stamps = [entry for entry in found.files if str(entry.inside) == "timestamp.txt"]
        said.extend(finding for entry in stamps if (finding := time_stamp_finding(entry)))
        entry = _choose(found, folder, assignment, release, said)
        said.extend(beside_findings(found.files, entry))
        if entry is None:
            raise Unreadable("missing", f"There is no notebook in the folder. Hand in the file '{assignment}.ipynb'.")
        beside = {e.name for e in found.files}
        return _diagnose(entry.path, assignment, release, said, files, beside)
    except Unreadable as problem:
        return Diagnosis(_gravest_first([*said, problem.finding]), None, assignment)
    except Exception as problem:  # one file that nobody thought of must not stop a class
        return Diagnosis(_gravest_first([*said, _unexpected(problem)]), None, assignment)


def examine_file(path: Path, releases: Mapping[str, NotebookNode], files: Mapping[str, Collection[str]] | None = None) -> Diagnosis:
    """Look at a notebook that lies anywhere, such as a student's own before it is handed in. Never raises, and never writes.

    ``releases`` are the released notebooks by name; ``files`` says for each which files are given out with it.
    """
    said: list[Finding] = []
    try:
        assignment = _assignment_of(path, releases, said)
        beside = {p.name for p in islice(path.parent.glob("*.py"), 1000)}
        return _diagnose(path, assignment, releases[assignment], said, (files or {}).get(assignment, ()), beside)
    except Unreadable as problem:
        return Diagnosis(_gravest_first([*said, problem.finding]))
    except Exception as problem:  # as above
        return Diagnosis(_gravest_first([*said, _unexpected(problem)]))


def _gravest_first(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -SEVERITIES.index(finding.severity))[:MOST_FINDINGS])


def _unexpected(problem: Exception) -> Finding:
    return find(
        "unexpected", f"Nobody thought of a file like this one ({type(problem).__name__}). Save it again in JupyterLab, or show it to your teacher."
    )


# ------------------------------------------------------------------------------------------------ which file it is


def _choose(found: Folder, folder: Path, assignment: str, release: NotebookNode, said: list[Finding]) -> Entry | None:
    """The entry that is meant, with findings about its name and place; None when no file can be it."""
    exact = f"{assignment}.ipynb"
    if exact in found.not_ordinary:
        read_bytes(folder / exact)  # says what it is
    candidates = [entry for entry in found.files if _may_be(entry, assignment)]
    right = next((entry for entry in candidates if str(entry.inside) == exact), None)
    if right is not None:
        twins = [e for e in candidates if e is not right and plain_name(e.name) == plain_name(assignment)]
        if different := [str(e.inside) for e in twins[:MOST_CANDIDATES] if not _same(e, right)]:
            said.append(
                find("several-notebooks", f"Only '{exact}' is graded, and not {listed(different)}. Is your work in the right one? Delete the others.")
            )
        return right
    near = [entry for entry in candidates if len(entry.inside.parts) <= 2]
    meant = [entry for entry in near if plain_name(entry.name) == plain_name(assignment)]
    if not meant:
        meant = [entry for entry in near[:MOST_CANDIDATES] if _share(entry.path, release) >= SURELY]
        if near and not meant:
            names = listed(str(entry.inside) for entry in near)
            raise Unreadable("other-assignment", f"{names}: this is not the assignment {assignment}. Hand in the file '{exact}'.")
    if len(meant) > 1 and not all(_same(entry, meant[0]) for entry in meant[1:MOST_CANDIDATES]):
        names = listed(str(entry.inside) for entry in meant)
        raise Unreadable("which-notebook", f"There are several notebooks ({names}), and none is called '{exact}'. Hand in one, with that name.")
    if meant:
        _name_place(meant[0].inside, exact, said)
        return meant[0]
    return None


def _may_be(entry: Entry, assignment: str) -> bool:
    """A notebook, or a file to which a browser or a system gave another ending."""
    name = entry.name.lower()
    if name.startswith("."):
        return False
    return name.endswith(".ipynb") or (plain_name(name) == plain_name(assignment) and name.endswith((".txt", ".json", plain_name(assignment))))


def _same(one: Entry, other: Entry) -> bool:
    try:
        return read_bytes(one.path) == read_bytes(other.path)
    except Unreadable:
        return False


def _share(path: Path, release: NotebookNode) -> float:
    """How much of a release is in a file; 0 when it cannot be read."""
    try:
        notebook, _ = read_notebook(read_bytes(path))
    except Unreadable:
        return 0.0
    return rebuild(notebook, release)[1].found


def _name_place(inside: PurePosixPath, exact: str, said: list[Finding]) -> None:
    if inside.name != exact:
        said.append(find("file-name", f"The notebook is called '{shown(inside.name)}': it was taken for '{exact}'. Rename it before you hand it in."))
    if len(inside.parts) > 1:
        said.append(find("nested", f"The notebook lies one folder too deep, in '{shown(str(inside.parent))}': it was found there."))


def _assignment_of(path: Path, releases: Mapping[str, NotebookNode], said: list[Finding]) -> str:
    """The assignment that a file is meant to be, by its name, or by what is in it."""
    if path.suffix == ".ipynb" and path.stem in releases:
        return path.stem
    by_name = {plain_name(name): name for name in releases}
    name = by_name.get(plain_name(path.name), "")
    if not name:
        shares = {assignment: _share(path, release) for assignment, release in releases.items()}
        likely = [assignment for assignment, share in shares.items() if share >= SURELY]
        if len(likely) != 1:
            read_bytes(path)  # a link or a missing file says so itself
            raise Unreadable(
                "unknown-name",
                f"There is no released assignment called '{shown(path.stem)}', and it looks like none. Give the file the name that it had. "
                f"The assignments are: {', '.join(sorted(releases))}.",
            )
        name = likely[0]
    _name_place(PurePosixPath(path.name), f"{name}.ipynb", said)
    return name


# ------------------------------------------------------------------------------------------------ what is in it


def _diagnose(path: Path, assignment: str, release: NotebookNode, said: list[Finding], files: Collection[str], beside: Collection[str]) -> Diagnosis:
    """The diagnosis of one notebook file, after what was ``said`` about its place. Unreadable says why there is none."""
    notebook, findings = read_notebook(read_bytes(path))
    rebuilt, report = rebuild(notebook, release)
    if report.found < ENOUGH_CELLS:
        said.extend(findings)
        raise Unreadable(
            "other-assignment",
            f"Hardly a cell of the assignment {assignment} is in this notebook. Is it another one? Hand in the file of this assignment.",
        )
    if report.found < SURELY:
        said.append(
            find("part-only", f"Only a part of the assignment {assignment} is in this notebook. Is it the right one, and is your work in it?")
        )
    released = {cell.get("id"): cell for cell in release.cells}
    own = [cell for cell in rebuilt.cells if _is_students(cell, released.get(cell.get("id")))]
    code = [Code(named(cell), cell.source) for cell in own if cell.cell_type == "code"]
    all_findings = [*said, *findings, *report.details, *check_code(code, files, beside), *_unanswered(rebuilt.cells, release.cells, own)]
    return Diagnosis(_gravest_first(all_findings), rebuilt, assignment, path)


def _is_students(cell: NotebookNode, released: NotebookNode | None) -> bool:
    """Whether the text of a rebuilt cell is the student's and not the release's."""
    return bool(cell.source.strip()) and (released is None or cell.source.strip() != released.source.strip())


def _unanswered(cells: Sequence[NotebookNode], released: Sequence[NotebookNode], own: Sequence[NotebookNode]) -> list[Finding]:
    """Which answers are still to be given; nothing is wrong with that, and a student wants to know before handing in."""
    written = {cell.get("id") for cell in own}
    if not own:
        return [find("untouched", "Nothing is answered yet.")]
    open_cells = [cell.metadata.nbgrader.grade_id for cell in cells if is_answer(cell) and cell.get("id") not in written]
    texts = [cell for cell in own if cell.cell_type == "markdown"]
    if not texts:
        open_cells += [cell.metadata.nbgrader.grade_id for cell in released if cell.metadata.get("nbgrader", {}).get("task")]
    return [find("unanswered", f"Not answered yet: {listed(open_cells, most=20)}.")] if open_cells else []

"""A made-up class that hands in one assignment, so that an instructor sees the whole cycle before trusting it.

release, fetch, submit, collect, autograde, a hand-marked answer, feedback, export: each step is nbgrader's own command
in a course folder of its own with a real gradebook (SQLite).
"""

from __future__ import annotations

import copy
import csv
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.course_folder import nbgrader, write_configuration
from technopolitics.classroom.doctor import examine_submission
from technopolitics.classroom.rubric import rubric_of
from technopolitics.classroom.sandbox.boundary import why_not
from technopolitics.classroom.settings import COURSE

__all__ = ["STUDENTS", "play"]

ASSIGNMENT = "a2_chips"

# Only a folder that carries this file is ever made anew.
MARK = "demonstration.txt"

ESSAY = (
    "The name is half right. TSMC and Nvidia each hold more than half of a stage that everybody needs (variable `stages`; T20), "
    "yet stages before them are more concentrated. Against me: an order book at TSMC moves prices tomorrow, a lens maker does not. "
    "I do not know how long stocks of machines would last; two years would turn my answer."
)

# Answers that many students give first, each wrong in its own way.
MISCONCEPTIONS = {
    "home_share": 'home_share = tp.load("foundry_revenue").query("firm == \'TSMC\' and quarter.str.startswith(\'2025\')").set_index("quarter")["share_pct"]',
    "hhi_function": "def hhi(shares):\n    return sum(shares) ** 2",
    "hbm_change": 'hbm_change = "about 370 points less"',
    "cascade_function": 'def cascade(links, removed):\n    return set(links[(links["supplier"] == removed) & (links["criticality"] == "sole")]["customer"])',
    "sole_suppliers": 'sole_suppliers = pd.concat([tp.load("chip_links"), tp.load("chip_links_cset")]).query("criticality == \'sole\'")["supplier_country"].value_counts()',
    "caught_function": 'def caught(tpp, density, data_centre):\n    return "denied" if tpp is not None and tpp > 4800 else "free"',
}


@dataclass(frozen=True)
class Student:
    """A made-up student: how the released notebook is filled in, and what becomes of the file."""

    name: str
    kind: str
    fill: Callable[[NotebookNode, dict[str, str]], NotebookNode]
    days_late: float = 0
    damage: Callable[[bytes], bytes] | None = None
    # Levels of the four rows of the written answer's rubric; empty: nothing was marked.
    essay_levels: tuple[int, ...] = ()

    @property
    def essay_points(self) -> int | None:
        """Points of the written answer, None when it was not marked."""
        return sum(self.essay_levels) if self.essay_levels else None


def _answer(notebook: NotebookNode, answers: dict[str, str], essay: str = "") -> NotebookNode:
    """Write answers under their grade_id, and the essay into the last cell."""
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    if essay:
        notebook.cells[-1].source = essay
    return notebook


def _excellent(notebook: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    return _answer(notebook, solved, ESSAY)


def _average(notebook: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    some = {k: v for k, v in solved.items() if k in ("home_share", "hhi_function", "hbm_change", "sole_suppliers", "stages_plot")}
    return _answer(notebook, some, "I think it is TSMC, because everybody says so.")


def _misconceived(notebook: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    return _answer(notebook, MISCONCEPTIONS, "Europe has nothing in this chain.")


def _blank(notebook: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    return notebook


def _mangled(notebook: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    """Good answers in a notebook with a doubled cell, a deleted test and labels that were lost."""
    notebook = _answer(notebook, solved, ESSAY)
    cells = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in notebook.cells}
    twin = copy.deepcopy(cells["home_share"])
    twin.id = "twin"  # a copied cell gets a new id in JupyterLab and keeps its nbgrader label
    notebook.cells.insert(4, twin)
    notebook.cells.remove(cells["test_hbm_change"])
    for name in ("hhi_function", "cascade_function"):
        cells[name].metadata = NotebookNode()
    return notebook


STUDENTS = (
    Student("ada", "excellent", _excellent, essay_levels=(5, 5, 4, 4)),
    Student("bela", "average", _average, essay_levels=(2, 2, 0, 0)),
    Student("chiara", "misconceived", _misconceived, essay_levels=(2, 0, 0, 0)),
    Student("dimitri", "blank", _blank),
    Student("elif", "late by two days", _excellent, days_late=2, essay_levels=(4, 4, 4, 4)),
    Student("farid", "mangled notebook", _mangled, essay_levels=(5, 4, 4, 4)),
    Student("greta", "file cut in transfer", _excellent, damage=lambda content: content[: len(content) // 2]),
)


def solved_cells(source: NotebookNode) -> dict[str, str]:
    """The instructor's answers by grade_id, without nbgrader's marks."""
    cells = {c.metadata.nbgrader.grade_id: c.source for c in source.cells if c.metadata.get("nbgrader", {}).get("solution")}
    return {name: "\n".join(line for line in text.splitlines() if "### BEGIN" not in line and "### END" not in line) for name, text in cells.items()}


def play(course: Path, solutions: Path, say: Callable[[str], None] = print) -> list[dict[str, str]]:
    """Play one assignment with the made-up class in the folder ``course`` (made anew); returns nbgrader's export, a row per student.

    Raises RuntimeError with the last lines of nbgrader's words when one of its commands fails.
    """
    prepare(course, solutions)
    say("1 release    the student's copy is made from solutions/ and put into the exchange")
    due = datetime.now(UTC) - timedelta(hours=1)
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    nbgrader(course, "db", "assignment", "add", ASSIGNMENT, "--duedate", due.strftime("%Y-%m-%d %H:%M:%S UTC"))
    nbgrader(course, "release_assignment", ASSIGNMENT)
    say(f"2 submit     {len(STUDENTS)} students fetch it, work, and hand in")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda student: work(course, student), STUDENTS))
    for student in STUDENTS:
        hand_in(course, student, due)
    say("3 collect    what lies in the exchange comes into submitted/")
    nbgrader(course, "collect", ASSIGNMENT)
    say("4 doctor     each file is looked at before anything runs")
    rejected = look(course, say)
    say("5 autograde  each notebook is put into the frame of the release and run")
    reason = why_not()
    if reason:
        say(f"             without the sandbox, for {reason} This class is made up and can be trusted; a real one cannot.")
    words = nbgrader(course, "autograde", ASSIGNMENT, may_fail=bool(rejected), unsafe=bool(reason))
    ungraded = [s.name for s in STUDENTS if s.name not in rejected and not (course / "autograded" / s.name / ASSIGNMENT).is_dir()]
    if ungraded:
        raise RuntimeError(f"nbgrader did not grade {', '.join(ungraded)}. Its last words:\n" + "\n".join(words.splitlines()[-25:]))
    say("6 mark       the written answers are marked by hand (here: by the demonstration)")
    mark(course)
    say("7 feedback   one page per student, without hidden tests")
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "release_feedback", ASSIGNMENT)
    say("8 export     grades.csv")
    nbgrader(course, "export", "--to", "grades.csv")
    with open(course / "grades.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    report(course, rows, rejected, say)
    return rows


def prepare(course: Path, solutions: Path) -> None:
    """A fresh course folder: configuration, the assignment's source, an exchange of its own."""
    if course.exists():
        if not (course / MARK).exists():
            raise RuntimeError(f"{course} exists and is not a demonstration class: choose another folder.")
        shutil.rmtree(course)
    (course / "exchange").mkdir(parents=True)
    (course / MARK).write_text("This folder was made by 'technopolitics demo' and is made anew each time.\n", encoding="utf-8")
    shutil.copytree(solutions / ASSIGNMENT, course / "solutions" / ASSIGNMENT)
    write_configuration(
        course,
        "# The demonstration has one system user for the whole class, and an exchange inside its own folder.\n"
        "c.Exchange.root = str(root / 'exchange')\nc.ExchangeCollect.check_owner = False\n",
    )


def work(course: Path, student: Student) -> None:
    """One student: fetch the assignment and fill it in."""
    desk = course / "desks" / student.name
    desk.mkdir(parents=True)
    (desk / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(course / 'exchange')!r}\n", encoding="utf-8"
    )
    nbgrader(course, "fetch_assignment", ASSIGNMENT, folder=desk)
    path = desk / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    solved = solved_cells(nbformat.read(course / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4))
    nbformat.write(student.fill(nbformat.read(path, as_version=4), solved), path)
    if student.damage:
        path.write_bytes(student.damage(path.read_bytes()))


def hand_in(course: Path, student: Student, due: datetime) -> None:
    """Submit, and sign the submission with the made-up name and time: the demonstration has one system user only."""
    inbound = course / "exchange" / COURSE / "inbound"
    before = set(inbound.iterdir())
    nbgrader(course, "submit", ASSIGNMENT, folder=course / "desks" / student.name)
    (handed,) = set(inbound.iterdir()) - before
    moment = due + timedelta(days=student.days_late, minutes=-30)
    signed = inbound / f"{student.name}+{ASSIGNMENT}+{moment:%Y-%m-%d %H:%M:%S UTC}+0"
    handed.rename(signed)
    (signed / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S.%f UTC}")


def look(course: Path, say: Callable[[str], None]) -> dict[str, str]:
    """The doctor's round: a line for each submission that is not in order; returns the rejected ones with the reason."""
    rejected = {}
    released = nbformat.read(course / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for student in STUDENTS:
        found = examine_submission(course / "submitted" / student.name / ASSIGNMENT, ASSIGNMENT, released)
        for finding in found.findings:
            if finding.severity != "ok":
                say(f"             {student.name} ({found.status}): {finding.sentence}")
        if found.status == "rejected":
            rejected[student.name] = found.findings[0].sentence
    return rejected


def mark(course: Path) -> None:
    """Give points and a comment to the written answers, as an instructor does in Formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        rows = rubric_of(gradebook.find_source_cell("written_answer", ASSIGNMENT, ASSIGNMENT).source)
        for student in STUDENTS:
            if student.essay_points is not None:
                grade = gradebook.find_grade("written_answer", ASSIGNMENT, ASSIGNMENT, student.name)
                grade.manual_score = student.essay_points
                grade.needs_manual_grade = False
                comment = gradebook.find_comment("written_answer", ASSIGNMENT, ASSIGNMENT, student.name)
                comment.manual_comment = ", ".join(f"{row.name} {level}" for row, level in zip(rows, student.essay_levels, strict=True)) + "."
        gradebook.db.commit()


def report(course: Path, rows: list[dict[str, str]], rejected: dict[str, str], say: Callable[[str], None]) -> None:
    """The table of grades, and where to look."""
    scores = {row["student_id"]: row for row in rows}
    say(f"\n{'student':<10}{'kind':<24}{'points':>8}{'late':>10}   feedback")
    for student in STUDENTS:
        page = Path("feedback") / student.name / ASSIGNMENT / f"{ASSIGNMENT}.html"
        if student.name in rejected:
            say(f"{student.name:<10}{student.kind:<24}{'-':>8}{'':>10}   not graded: {rejected[student.name]}")
            continue
        row = scores[student.name]
        late = float(row["timestamp"] and _seconds_late(row))
        shown = f"{late / 86400:.1f} days" if late > 0 else ""
        say(f"{student.name:<10}{student.kind:<24}{float(row['score']):>8.1f}{shown:>10}   {page}")
    say(
        f"\nThe class lies in {course}. Look at feedback/ in a browser, or mark as an instructor does:\n"
        f"  cd {course} && {Path(sys.executable).parent / 'jupyter'} lab      then: menu Nbgrader, Formgrader"
    )


def _seconds_late(row: dict[str, str]) -> float:
    read = lambda text: datetime.fromisoformat(text.split(".")[0])
    return max(0.0, (read(row["timestamp"]) - read(row["duedate"])).total_seconds())

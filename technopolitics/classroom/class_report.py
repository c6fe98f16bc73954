"""The class at a glance: what an assignment shows about a class, as numbers with their meaning. ``class_page`` draws them."""

from __future__ import annotations

import copy
import re
import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import atanh, sqrt, tanh
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.class_marks import ClassMarks, Marked, read_findings, read_marks
from technopolitics.classroom.course_reading import Course, open_gradebook, read_course, released_notebook
from technopolitics.classroom.feedback_page import Task, tasks_of
from technopolitics.classroom.look_alikes import Likeness, find_alike, known_names
from technopolitics.classroom.pseudonyms import Pseudonyms
from technopolitics.classroom.roster import Roster

__all__ = [
    "LEAST_STUDENTS",
    "SHAKY",
    "UNDERSTOOD",
    "Arrival",
    "ClassReport",
    "Message",
    "Need",
    "TaskNumbers",
    "Total",
    "like_messages",
    "look_at",
    "task_numbers",
]

# Our own lines for the words "understood" and "teach again": mean share of the points of a task.
UNDERSTOOD, SHAKY = 0.75, 0.5
# Below this number a correlation says next to nothing: with 30 students its 95 % interval is still about 0.7 wide.
LEAST_STUDENTS = 30
LONGEST_MESSAGE = 280


@dataclass(frozen=True)
class Total:
    """Points of one student over the tasks that count for everybody, and their share of what is possible (0 to 1)."""

    student: str
    points: float
    share: float


@dataclass
class TaskNumbers:
    """One task over the class. Counts are students; ``mean_share`` is the difficulty (mean share of the points, 0 to 1).

    ``discrimination`` is the corrected item-total correlation: of the points of this task with the sum of all other tasks
    (S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963), with the 95 % interval of
    Fisher's z. It is None, with the reason in ``why_none``, when there are too few students or when all have the same points.
    """

    name: str
    of: float
    full: int = 0
    part: int = 0
    none: int = 0
    unanswered: int = 0
    waiting: int = 0
    mean_share: float | None = None
    discrimination: float | None = None
    low: float | None = None
    high: float | None = None
    why_none: str = ""

    @property
    def marked(self) -> int:
        """Students with points for this task, nought included."""
        return self.full + self.part + self.none + self.unanswered


@dataclass(frozen=True)
class Message:
    """What a test said, to how many students; ``varies`` when they differ in numbers or quoted words, shown as "…"."""

    task: str
    text: str
    students: int
    varies: bool


@dataclass(frozen=True)
class Need:
    """A student or a submission that a person should look at, and why. ``kind``: rejected, not graded, review, missing, late."""

    student: str
    kind: str
    sentence: str


@dataclass(frozen=True)
class Arrival:
    """When a submission came: days after the release and days before the due date (negative: late), None when unknown."""

    student: str
    after_release: float | None
    before_due: float | None


@dataclass
class ClassReport:
    """Everything that the page shows. Students are named as they may be shown: by name and id, or by pseudonym."""

    assignment: str
    title: str
    anonymous: bool
    made: datetime
    due: datetime | None
    released: datetime | None
    expected: int
    handed_in: int
    graded: int
    possible: float
    tasks: list[TaskNumbers]
    totals: list[Total]
    left_out: list[str]
    messages: list[Message]
    unread: int
    to_mark: dict[str, int]
    look_empty: int
    needs: list[Need]
    arrivals: list[Arrival]
    likeness: Likeness
    notes: list[str] = field(default_factory=list)

    @property
    def understood(self) -> list[TaskNumbers]:
        """Tasks with at least three quarters of the points on average."""
        return [task for task in self.tasks if task.mean_share is not None and task.mean_share >= UNDERSTOOD]

    @property
    def shaky(self) -> list[TaskNumbers]:
        """Tasks with less than half of the points on average, the hardest first."""
        return sorted((t for t in self.tasks if t.mean_share is not None and t.mean_share < SHAKY), key=lambda t: t.mean_share or 0)

    def message_of(self, task: str) -> Message | None:
        """The most frequent message of a task."""
        return next((message for message in self.messages if message.task == task), None)


@dataclass
class _Work:
    """One graded submission: its tasks with marks and messages, and its answers. ``read``: its notebook was there."""

    marked: Marked
    tasks: list[Task]
    answers: dict[str, str]
    read: bool
    empty_text: bool


def look_at(
    folder: Path, assignment: str, db_url: str = "", roster: Roster | None = None, anonymous: bool = False, released: datetime | None = None
) -> ClassReport:
    """The report on ``assignment`` in the course ``folder``.

    ``roster`` says who should have handed in (without it: everybody in the gradebook); ``released`` is the day of the
    release in UTC (without it: the date of the released file, when that is before the first submission). RuntimeError
    says what is missing.
    """
    course = read_course(folder, db_url)
    notebook = released_notebook(course, assignment)
    with open_gradebook(course) as gradebook:
        marks = read_marks(gradebook, assignment)
    frame = tasks_of(_with_marks(copy.deepcopy(notebook), marks, Marked("")))
    works = [_read_work(course, marks, marked, notebook) for marked in marks.submissions.values() if marked.graded]
    expected = set(roster.people) if roster else set(marks.people)
    handed_in = _handed_in(course, assignment) | {work.marked.student for work in works}
    untouched = _untouched(works, notebook, frame)
    name = _naming(course, roster, marks, expected | handed_in, anonymous)
    report = ClassReport(
        assignment=assignment,
        title=_title(notebook) or assignment,
        anonymous=anonymous,
        made=datetime.now(UTC).replace(tzinfo=None),
        due=marks.due,
        released=released or _date_of_release(course, assignment, marks),
        expected=len(expected | handed_in),
        handed_in=len(handed_in),
        graded=len(works),
        possible=0.0,
        tasks=[],
        totals=[],
        left_out=[],
        messages=like_messages({work.marked.student: work.tasks for work in works if work.read}, untouched, anonymous),
        unread=sum(not work.read for work in works),
        to_mark={task.name: n for i, task in enumerate(frame) if (n := sum(work.tasks[i].state == "waiting" for work in works))},
        look_empty=sum(work.empty_text and any(task.state == "waiting" for task in work.tasks) for work in works),
        needs=[],
        arrivals=[],
        likeness=_likeness(works, notebook, frame),
    )
    report.tasks, report.totals, report.left_out = task_numbers(frame, {w.marked.student: w.tasks for w in works}, untouched)
    report.possible = sum(task.of for task in report.tasks if task.name not in report.left_out)
    report.needs = _needs(course, assignment, marks, expected, handed_in)
    report.arrivals = [
        Arrival(m.student, _days(report.released, m.timestamp), _days(m.timestamp, m.due)) for m in marks.submissions.values() if m.timestamp
    ]
    if roster:
        strangers = len(handed_in - expected)
        report.notes += [f"{strangers} submissions are by students who are not on the roster."] if strangers else []
    return _renamed(report, name)


def task_numbers(
    frame: list[Task], works: Mapping[str, list[Task]], untouched: Mapping[str, set[str]]
) -> tuple[list[TaskNumbers], list[Total], list[str]]:
    """Numbers per task, totals per student, and the tasks that are left out of totals because some students wait for marks.

    ``works``: student to their tasks in the order of ``frame``. ``untouched``: name of a task to students who left it as it was.
    """
    left_out = [task.name for i, task in enumerate(frame) if any(work[i].state == "waiting" for work in works.values())]
    counted = [i for i, task in enumerate(frame) if task.name not in left_out]
    possible = sum(frame[i].of for i in counted)
    sums = {student: sum(work[i].points for i in counted) for student, work in works.items()}
    totals = [Total(student, points, points / possible if possible else 0.0) for student, points in sums.items()]
    numbers = []
    for i, task in enumerate(frame):
        numbers.append(one := TaskNumbers(task.name, task.of))
        points = {student: work[i].points for student, work in works.items() if work[i].state != "waiting"}
        one.waiting = len(works) - len(points)
        for student in points:
            state = works[student][i].state
            blank = student in untouched.get(task.name, ()) and state == "none"
            setattr(one, "unanswered" if blank else state, getattr(one, "unanswered" if blank else state) + 1)
        if points and task.of:
            one.mean_share = statistics.fmean(points.values()) / task.of
        rest = {student: sums[student] - (points[student] if i in counted else 0.0) for student in points}
        _discriminate(one, list(points.values()), [rest[student] for student in points], others=len(set(counted) - {i}))
    return numbers, totals, left_out


def _discriminate(one: TaskNumbers, points: list[float], rest: list[float], others: int) -> None:
    if not points:
        one.why_none = "not marked yet"
    elif not others:
        one.why_none = "there is no other task to compare with"
    elif len(points) < LEAST_STUDENTS:
        one.why_none = "too few"
    elif len(set(points)) < 2 or len(set(rest)) < 2:
        one.why_none = "all have the same points"
    else:
        one.discrimination = statistics.correlation(points, rest)
        # A correlation of exactly 1 has no finite z.
        middle, half = atanh(max(-0.9999, min(0.9999, one.discrimination))), 1.96 / sqrt(len(points) - 3)
        one.low, one.high = tanh(middle - half), tanh(middle + half)


def like_messages(works: Mapping[str, list[Task]], untouched: Mapping[str, set[str]], always_plain: bool = False) -> list[Message]:
    """Messages of failed tests, counted per task and student; those that differ in numbers or quoted words only are one.

    ``works`` and ``untouched`` are those of `task_numbers`; who left a task as it was is not counted with a mistake in it.

    Sorted by task, the most frequent first. ``always_plain``: numbers and quoted words are never shown, since a student may have written them.
    """
    groups: dict[tuple[int, str], Counter[str]] = {}
    names: dict[int, str] = {}
    for student, work in works.items():
        for place, task in enumerate(work):
            names[place] = task.name
            if student in untouched.get(task.name, ()):
                continue
            # Two tests of a task often say the same: a student counts once.
            said = {_plain(part.message): _one_line(part.message) for part in task.parts if part.message and part.state in ("none", "part")}
            for plain, text in said.items():
                groups.setdefault((place, plain), Counter())[text] += 1
    messages = []
    for (place, plain), texts in sorted(groups.items(), key=lambda group: (group[0][0], -group[1].total(), group[0][1])):
        same = len(texts) == 1 and not always_plain
        messages.append(Message(names[place], next(iter(texts)) if same else plain, texts.total(), len(texts) > 1))
    return messages


def _one_line(text: str) -> str:
    line = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 2] + " …"


def _plain(text: str) -> str:
    """A message without what differs from student to student.

    >>> _plain("hhi: 0 of 3 cases; your function gives 'free'.") == _plain("hhi: 2 of 3 cases; your function gives 'a b'.")
    True
    """
    text = re.sub(r"""(?<!\w)(['"]).{0,200}?\1(?!\w)""", "“…”", _one_line(text))
    return re.sub(r"(?<![\w…])[-+−]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", "…", text)


def _with_marks(notebook: NotebookNode, marks: ClassMarks, marked: Marked) -> NotebookNode:
    """Points of one submission in the cells of its notebook, as `tasks_of` reads them; in place."""
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        name = settings.get("grade_id")
        if name in marks.cells:
            mark = marked.marks.get(name)
            waiting = mark is None or mark.waiting or mark.points is None
            settings.update(score=(mark.points if mark else None) or 0.0, points=marks.cells[name], waiting=waiting, comment=None)
    return notebook


def _read_work(course: Course, marks: ClassMarks, marked: Marked, released: NotebookNode) -> _Work:
    path = course.autograded / marked.student / marks.assignment / f"{marks.assignment}.ipynb"
    frame = _with_marks(copy.deepcopy(released), marks, marked)
    tasks = tasks_of(frame)
    try:
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "grade_id" in c.metadata.get("nbgrader", {})}
    except (OSError, ValueError, KeyError, AttributeError):
        return _Work(marked, tasks, {}, False, False)
    # The frame of the release with this student's outputs: one order and one set of tasks for the whole class.
    for cell in frame.cells:
        own = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if cell.cell_type == "code" and own is not None:
            cell.outputs = [
                output for output in own.get("outputs", []) if output.get("output_type") == "error" and isinstance(output.get("evalue"), str)
            ]
    answers = {name: cell.source for name, cell in cells.items() if cell.metadata.nbgrader.get("solution")}
    return _Work(marked, tasks_of(frame), answers, True, _looks_empty(notebook, released))


def _looks_empty(notebook: NotebookNode, released: NotebookNode) -> bool:
    """Whether a student wrote no text of their own: every text cell without a label is one of the release."""
    given = {cell.source.strip() for cell in released.cells if cell.cell_type == "markdown"}
    return all(cell.source.strip() in given for cell in notebook.cells if cell.cell_type == "markdown" and "nbgrader" not in cell.metadata)


def _answer_cells(released: NotebookNode, frame: list[Task]) -> dict[str, list[NotebookNode]]:
    """Name of a task to its answer cells, in the released notebook."""
    answer_cells = [cell for cell in released.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    starts = {task.anchor: task.name for task in frame}
    found: dict[str, list[NotebookNode]] = {task.name: [] for task in frame}
    here = ""
    for cell in released.cells:
        here = starts.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), here)
        if here and cell in answer_cells:
            found[here].append(cell)
    return found


def _untouched(works: list[_Work], released: NotebookNode, frame: list[Task]) -> dict[str, set[str]]:
    """Name of a task to the students who left all of its answer cells as they were released."""
    found: dict[str, set[str]] = {}
    for task, cells in _answer_cells(released, frame).items():
        stubs = {cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in cells}
        same = {w.marked.student for w in works if w.read and all(w.answers.get(name, "").strip() == stub for name, stub in stubs.items())}
        found[task] = same if stubs else set()
    return found


def _likeness(works: list[_Work], released: NotebookNode, frame: list[Task]) -> Likeness:
    answers: dict[str, dict[str, str]] = {}
    stubs: dict[str, str] = {}
    for task, cells in _answer_cells(released, frame).items():
        code = [cell for cell in cells if cell.cell_type == "code"]
        if code:
            stubs[task] = "\n".join(cell.source for cell in code)
            answers[task] = {w.marked.student: "\n".join(w.answers.get(c.metadata.nbgrader.grade_id, "") for c in code) for w in works if w.read}
    return find_alike(answers, stubs, known_names([cell.source for cell in released.cells if cell.cell_type == "code"]))


def _needs(course: Course, assignment: str, marks: ClassMarks, expected: set[str], handed_in: set[str]) -> list[Need]:
    needs = []
    findings = read_findings(course.grading / f"{assignment}.csv")
    for kind in ("rejected", "review"):
        of_kind: dict[str, list[str]] = {}
        for finding in findings:
            if finding.status == kind:
                of_kind.setdefault(finding.student, []).append(finding.sentence)
        needs += [Need(student, kind, " ".join(sentences)) for student, sentences in sorted(of_kind.items())]
    graded = {student for student, marked in marks.submissions.items() if marked.graded}
    named = {need.student for need in needs if need.kind == "rejected"}
    needs += [
        Need(s, "not graded", "It was handed in and has no points yet. Grade it, or look at the log.") for s in sorted(handed_in - graded - named)
    ]
    needs += [Need(student, "missing", "Nothing was handed in.") for student in sorted(expected - handed_in)]
    late = sorted((m for m in marks.submissions.values() if m.days_late), key=lambda m: -m.days_late)
    return needs + [Need(m.student, "late", f"{m.days_late:.1f} days late; {m.penalty:g} points taken off.") for m in late]


def _handed_in(course: Course, assignment: str) -> set[str]:
    if not course.submitted.is_dir():
        return set()
    return {folder.name for folder in course.submitted.iterdir() if not folder.name.startswith(".") and (folder / assignment).is_dir()}


def _date_of_release(course: Course, assignment: str, marks: ClassMarks) -> datetime | None:
    """The date of the released file; copying a course changes it, so it counts only when it comes before the first submission."""
    path = course.released / assignment / f"{assignment}.ipynb"
    date = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    times = [marked.timestamp for marked in marks.submissions.values() if marked.timestamp]
    return date if times and date < min(times) else None


def _days(begin: datetime | None, end: datetime | None) -> float | None:
    return None if begin is None or end is None else (end - begin).total_seconds() / 86400


def _title(notebook: NotebookNode) -> str:
    text = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    found = re.search(r"^#\s+(.+)$", text, flags=re.MULTILINE)
    return re.sub(r"[`*]", "", found[1]) if found else ""


def _naming(course: Course, roster: Roster | None, marks: ClassMarks, students: set[str], anonymous: bool) -> dict[str, str]:
    """Student's id to how the report names them."""
    if anonymous:
        pseudonyms = Pseudonyms(course.root)
        pseudonyms.write_key(students)
        return {student: pseudonyms.name(student) for student in students}
    people = {**marks.people, **(roster.people if roster else {})}
    names = {student: people[student].full_name if student in people else student for student in students}
    return {student: name if name == student else f"{name} ({student})" for student, name in names.items()}


def _renamed(report: ClassReport, name: Mapping[str, str]) -> ClassReport:
    """Names in place of ids. Lists are put into the order of the names, so that the order of ids does not show through."""

    def of(student: str) -> str:
        return name.get(student, "somebody" if report.anonymous else student)

    report.totals = sorted((Total(of(t.student), t.points, t.share) for t in report.totals), key=lambda t: t.student)
    report.arrivals = sorted((Arrival(of(a.student), a.after_release, a.before_due) for a in report.arrivals), key=lambda a: a.student)
    order = {need.kind: i for i, need in reversed(list(enumerate(report.needs)))}
    report.needs = sorted((Need(of(n.student), n.kind, n.sentence) for n in report.needs), key=lambda n: (order[n.kind], n.student))
    for pair in report.likeness.pairs:
        pair.first, pair.second = sorted((of(pair.first), of(pair.second)))
    return report

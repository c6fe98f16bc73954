"""A class full of attackers: everybody honest gets the same grade, and no attack gets what it came for."""

import contextlib
import csv
import hashlib
import os
import re
import shutil
import socket
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import matplotlib
import nbformat
import pandas
import psutil
import pytest

import technopolitics
from technopolitics.classroom import confined_step
from technopolitics.classroom.course_folder import nbgrader
from technopolitics.classroom.findings import shown
from technopolitics.classroom.grading import Summary, grade
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from tests.broken_submissions import KINDS, finished
from tests.hostile_submissions import ASSIGNMENT, ATTACKS, GROUPS, HONEST, Outside, hand_in, mark, table
from tests.made_up_class import make_course, scores, submit_class
from tests.needs import SANDBOX
from tests.test_grading import PLAIN

pytestmark = [SANDBOX, pytest.mark.xdist_group("hostile")]

GUIDE = Path(__file__).resolve().parent.parent / "book" / "grading_safely.md"
CANARY = "canary-" + os.urandom(12).hex()
HONEST_STUDENTS = 10
SHORT = "\nc.ConfinedExecute.cell_seconds = 5\nc.ConfinedExecute.notebook_seconds = 15\nc.ConfinedExecute.memory = 400_000_000\n"
# Broken files that are not graded at all stand in the same class: they cost next to no time.
# Who handed in no folder at all is in no list.
BROKEN = {name: kind for name, kind in KINDS.items() if kind.status == "rejected" and name != "no folder"}


@dataclass
class Aftermath:
    """The course after a run over attackers and honest students, and what was seen meanwhile."""

    course: Path
    outside: Outside
    summary: Summary
    points: dict[str, dict[str, tuple]]
    alone: dict[str, dict[str, tuple]]
    before: dict[str, str]
    memory: list[int]
    visitors: int
    left: list[str]

    def standing(self, student: str):
        """What the class list says."""
        return self.summary.standings.get(student) or self.summary.standings[shown(student)]

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Student to all that the graded copy of the notebook shows."""
        found = {}
        for path in self.course.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"):
            found[path.parent.parent.name] = "\n".join(str(cell.get("outputs", "")) for cell in nbformat.read(path, as_version=4).cells)
        return found


def digests(*folders: Path) -> dict[str, str]:
    """Path to SHA-256 of each ordinary file of the folders, links not followed."""
    found = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for path in (Path(place) / name for name in names):
                if path.is_file() and not path.is_symlink() and path.stat().st_size < 100_000_000:
                    found[os.fsdecode(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@contextlib.contextmanager
def servers():
    """A port of this machine on which a server listens, for connections and for datagrams."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(stream.getsockname())
        for end in (stream, datagrams):
            end.setblocking(False)
        yield stream, datagrams


def count_visitors(stream: socket.socket, datagrams: socket.socket) -> int:
    """How many have connected or sent something."""
    visitors = 0
    for look in (stream.accept, lambda: datagrams.recv(100)):
        with contextlib.suppress(BlockingIOError):
            while True:
                look()
                visitors += 1
    return visitors


def below(number: int) -> list[str]:
    """Names of the processes that a process has started and that are alive."""
    return [p.name() for p in psutil.Process(number).children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """One run over ten honest students, every attack, and broken files."""
    base = tmp_path_factory.mktemp("hostile")
    course = make_course(base / "course", SHORT)
    folder = base / "outside"
    folder.mkdir()
    folder.chmod(0o777)
    for place in (course / "secret.txt", folder / "secret.txt"):
        place.write_text(CANARY, encoding="utf-8")
    honest = submit_class(course, HONEST_STUDENTS)
    alone = Path(shutil.copytree(course, base / "alone"))
    undisturbed = grade(ASSIGNMENT, alone, say=lambda line: None)
    assert sorted(undisturbed.graded) == honest
    with pytest.MonkeyPatch.context() as patch, servers() as ends:
        # A pre-warmed process that starts now, with the canary around it.
        patch.setenv("TECHNOPOLITICS_CANARY", CANARY)
        patch.setattr(confined_step, "_sessions", {})
        outside = Outside(course, ends[0].getsockname()[1], folder, os.getpid())
        for attack in ATTACKS.values():
            hand_in(attack, outside)
        for name, kind in BROKEN.items():
            (course / "submitted" / f"broken {name}").mkdir()
            kind.make(course / "submitted" / f"broken {name}" / ASSIGNMENT, finished())
        before, memory = digests(course / "solutions", course / "submitted", course / "assignments"), []
        summary = grade(ASSIGNMENT, course, jobs=2, say=lambda line: memory.append(psutil.Process().memory_info().rss))
        session = confined_step.shared_session()
        ends_at = time.monotonic() + 10
        while len(left := below(session.pid)) > 2 and time.monotonic() < ends_at:  # the pre-warmed process itself, in its wall
            time.sleep(0.1)
        yield Aftermath(course, outside, summary, scores(course), scores(alone), before, memory, count_visitors(*ends), left)
        session.close()


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_its_honest_points_and_a_named_status(name, aftermath):
    """No point is bought, no right answer is lost to somebody else's limit, and the class list says what was met."""
    attack = ATTACKS[name]
    standing = aftermath.standing(attack.student)
    assert standing.status in attack.status.split(" or "), standing
    assert attack.says in " ".join(standing.findings)
    points = aftermath.points.get(attack.student, {}).get("", (0,))[0]
    assert points <= attack.points
    assert points == attack.points or not attack.keeps


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_leaves_and_carries_off_nothing(name, aftermath):
    """Its result shows no secret, says of no attempt that it got through, and nobody else's result shows a word of it."""
    attack = ATTACKS[name]
    shows = aftermath.outputs.get(attack.student, "")
    assert CANARY not in shows
    assert "BROKE-OUT" not in shows
    assert "HEARD" not in shows
    word = mark(attack.student)
    assert word in shows or attack.status == "rejected" or not attack.keeps
    assert [student for student, text in aftermath.outputs.items() if word in text and student != attack.student] == []


@pytest.mark.parametrize("name", [n for n, a in ATTACKS.items() if a.group == "attacks the reader"])
def test_nothing_that_acts_is_left_for_the_reader(name, aftermath):
    """The graded copy, which is opened for marking and becomes the feedback, has no HTML that a browser would obey."""
    path = aftermath.course / "autograded" / ATTACKS[name].student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    shown_as_html = [
        o.data.get(kind, "")
        for c in notebook.cells
        for o in c.get("outputs", [])
        if "data" in o
        for kind in o.data
        if kind not in ("text/plain", "text/latex")
    ]
    shown_as_html += [c.source for c in notebook.cells if c.cell_type == "markdown"]
    assert not re.search(r"<(script|iframe|svg|base|object)|<[^>]*\son\w+=|javascript:", "\n".join(shown_as_html), re.IGNORECASE)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_not_graded(name, aftermath):
    """In the same class, between the attackers: a status and a sentence, and no zero in the gradebook."""
    standing = aftermath.standing(f"broken {name}")
    assert standing.status == "rejected"
    assert standing.findings
    assert f"broken {name}" not in aftermath.summary.graded


def test_the_class_is_finished_and_everybody_is_in_the_list(aftermath):
    """Nobody is left out of the list, and nothing waits to be put in its place."""
    with open(aftermath.course / "grading" / f"{ASSIGNMENT}.csv", newline="", encoding="utf-8") as file:
        listed = {row["student_id"] for row in csv.DictReader(file)}
    handed_in = {p.name if p.name.isprintable() and len(p.name) <= 128 else shown(p.name) for p in (aftermath.course / "submitted").iterdir()}
    assert listed == handed_in
    assert not aftermath.summary.stopped
    assert [p.name for p in (aftermath.course / "grading").iterdir()] == [f"{ASSIGNMENT}.csv"]


def test_honest_students_get_the_grades_of_a_class_without_attackers(aftermath):
    """Cell by cell, comments and times too."""
    assert len(aftermath.alone) == HONEST_STUDENTS
    assert {student: aftermath.points[student] for student in aftermath.alone} == aftermath.alone


def test_no_file_of_the_course_was_changed_and_none_appeared(aftermath):
    """Solutions, release and submissions are byte for byte what they were; no attack wrote anywhere else."""
    assert digests(*(aftermath.course / name for name in ("solutions", "submitted", "assignments"))) == aftermath.before
    assert [p.name for p in aftermath.outside.folder.iterdir()] == ["secret.txt"]
    python = [Path(psutil.__file__).parent.parent, Path(pandas.__file__).parent, Path(os.__file__).parent, Path(sys.prefix)]
    start_up = Path.home() / ".ipython" / "profile_default" / "startup"
    system = [Path(name) for name in ("/", "/tmp", "/var/tmp", "/dev/shm", "/usr/local")]
    places = [aftermath.course, aftermath.course / "solutions", Path.home(), start_up, *python, *system]
    assert [p for place in places if place.is_dir() for p in place.glob("*hostile-was-here*")] == []
    for module in (pandas, matplotlib, technopolitics):
        assert not Path(module.__file__).read_text(encoding="utf-8").endswith("raise SystemExit")


def test_no_mark_by_hand_was_forged(aftermath):
    """Nothing but the automatic points of the tests was written into the gradebook."""
    cells = [cell for student in aftermath.points.values() for name, cell in student.items() if name.startswith("test_")]
    assert cells
    assert all(manual is None and automatic <= most for automatic, manual, _, most in cells)


def test_nobody_called_from_inside(aftermath):
    """The server on this machine had no visitor."""
    assert aftermath.visitors == 0


def test_nothing_is_left_running(aftermath):
    """Below the pre-warmed process, its own two processes are alive and no student's."""
    assert len(aftermath.left) == 2, aftermath.left
    assert not [p for p in psutil.process_iter(["cmdline"]) if "86399" in (p.info["cmdline"] or [])]


def test_the_grader_does_not_grow(aftermath):
    """Whatever is sent, printed and handed in, the grading process keeps less than 300 MB more than at its first result."""
    assert max(aftermath.memory) - aftermath.memory[0] < 300_000_000


def test_the_canary_is_nowhere(aftermath):
    """A word of the grader's environment stands in no result, no list and no gradebook."""
    word = CANARY.encode()
    made = [aftermath.course / "gradebook.db", aftermath.course / "grading" / f"{ASSIGNMENT}.csv", *(aftermath.course / "autograded").rglob("*.*")]
    assert len(made) > HONEST_STUDENTS
    assert [path for path in made if path.is_file() and word in path.read_bytes()] == []


def test_the_server_and_the_canary_can_be_met(aftermath, monkeypatch):
    """What is looked for can be found: without walls, the same code reads the secret and reaches the server."""
    monkeypatch.setattr(confined_step, "_sessions", {})
    with servers() as ends, contextlib.closing(confined_step.shared_session(unsafe=True)) as session:
        outside = Outside(aftermath.course, ends[0].getsockname()[1], aftermath.outside.folder, 0)
        for name in ("reads what lies outside the course", "connects to a server of this machine"):
            notebook = nbformat.read(aftermath.course / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
            ATTACKS[name].make(aftermath.outside.folder, notebook, outside)
            notebook.cells = notebook.cells[1:4]
            outputs = str([cell.get("outputs") for cell in run_notebook(session, notebook).notebook.cells])
            assert CANARY in outputs or name.startswith("connects")
        assert count_visitors(*ends) > 0


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_several_attacks(group):
    """The table in the guide speaks of groups, so none of them may be a single trick."""
    assert sum(attack.group == group for attack in ATTACKS.values()) >= 5


def test_the_guide_tells_the_attacks_and_the_limits_as_they_are():
    """The table in the instructors' page is counted from the corpus; the limits are those of the code."""
    text, limits = GUIDE.read_text(encoding="utf-8"), Limits()
    assert "\n".join(table()) in text
    assert f"{limits.cell_seconds} seconds for a cell" in text
    assert f"{limits.notebook_seconds} seconds for a notebook" in text
    assert f"{limits.memory // 1024**2} MB of memory, {limits.disk // 1024**2} MB of files, {limits.processes} processes" in text


def test_plain_nbgrader_falls_for_the_cheap_ones(tmp_path):
    """The comparison is honest: what earns nothing here earns points there."""
    names = ("tags that skip the tests", "runs the instructor's solution", "replaces the judges of the course")
    course = make_course(tmp_path / "course", PLAIN)
    for name in names:
        hand_in(ATTACKS[name], Outside(course, 9, tmp_path, 0))
    nbgrader(course, "autograde", ASSIGNMENT)
    points = {name: scores(course)[ATTACKS[name].student][""][0] for name in names}
    assert all(earned > HONEST for earned in points.values()), points

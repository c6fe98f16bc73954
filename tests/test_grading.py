"""Grading a class: the grades of plain nbgrader, whatever stops the run in between, and every problem named."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom.command import main
from technopolitics.classroom.course_folder import nbgrader
from technopolitics.classroom.grading import grade
from tests.made_up_class import ASSIGNMENT, make_course, scores, submit_class
from tests.needs import SANDBOX

pytestmark = [SANDBOX]

# nbgrader as it comes: no intake, no sandbox, its own kernel. For the honest class of these tests only.
PLAIN = """
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import *
c.Autograde.sanitize_preprocessors = [ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    Execute, IgnorePattern, ClearMetadataPreprocessor, LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata
]
"""
# Saves half a second for each submission, and changes no grade.
QUICK_END = 'c.Execute.shutdown_kernel = "immediate"\n'
SIXTY = 60


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with the assignment released, to copy."""
    return make_course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture
def course(released, tmp_path):
    """A course of its own for each test."""
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture(scope="module")
def sixty(released, tmp_path_factory):
    """A class of sixty that was graded without a disturbance."""
    course = Path(shutil.copytree(released, tmp_path_factory.mktemp("sixty") / "course"))
    submit_class(course, SIXTY)
    main(["grade", ASSIGNMENT, "--course", str(course)])
    return course


def status(course: Path) -> dict[str, str]:
    with open(course / "grading" / f"{ASSIGNMENT}.csv", newline="", encoding="utf-8") as file:
        return {row["student_id"]: row["status"] for row in csv.DictReader(file)}


def sentences(course: Path, student: str) -> str:
    with open(course / "grading" / f"{ASSIGNMENT}.csv", newline="", encoding="utf-8") as file:
        return " ".join(row["sentence"] for row in csv.DictReader(file) if row["student_id"] == student)


@pytest.mark.xdist_group("sixty")
def test_sixty_honest_submissions_get_the_grades_of_plain_nbgrader(sixty, tmp_path):
    """Cell by cell: points, what waits for a person, comments, times, lateness."""
    course = tmp_path / "plain"
    make_course(course, PLAIN + QUICK_END)
    shutil.copytree(sixty / "submitted", course / "submitted")
    nbgrader(course, "autograde", ASSIGNMENT)
    ours, plain = scores(sixty), scores(course)
    assert len(plain) == SIXTY
    assert ours == plain
    points = [cells[""][0] for cells in ours.values()]
    assert len(set(points)) > 15, "a class with many different results, or the comparison says little"


@pytest.mark.xdist_group("sixty")
def test_twenty_kills_change_nothing(sixty, tmp_path):
    """SIGKILL at twenty random moments; after the last run the gradebook is that of the undisturbed class, and nothing was graded twice."""
    course = Path(shutil.copytree(sixty, tmp_path / "course"))
    for made in ("autograded", "grading", "gradebook.db"):
        path = course / made
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    make_course(course)
    command = [sys.executable, "-m", "technopolitics.classroom.command", "grade", ASSIGNMENT, "--course", str(course)]
    draw, kills, recorded = random.Random(20), 0, []
    while kills < 20:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        time.sleep(draw.uniform(1.2, 4.0))
        kills += process.poll() is None
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        recorded += [line.split()[1] for line in process.communicate()[0].splitlines() if line.startswith("[")]
        for student in scores(course):
            assert all(cell[0] is not None for name, cell in scores(course)[student].items() if name.startswith("test_")), "half a submission"
    main(["grade", ASSIGNMENT, "--course", str(course)])
    assert scores(course) == scores(sixty)
    assert status(course) == status(sixty)
    names = sorted(path.name for path in (course / "submitted").iterdir())
    assert sorted(path.parent.name for path in course.glob(f"autograded/*/{ASSIGNMENT}")) == names
    assert len(recorded) == len(set(recorded)), "a submission was recorded twice"
    assert sorted(path.name for path in (course / "grading").iterdir()) == [f"{ASSIGNMENT}.csv"], "nothing is left over"


@pytest.mark.xdist_group("sixty")
def test_no_process_of_a_killed_grader_stays(sixty, tmp_path):
    """The sandbox ends with the grader, however that ends."""
    course = Path(shutil.copytree(sixty, tmp_path / "course"))
    process = subprocess.Popen(
        [sys.executable, "-m", "technopolitics.classroom.command", "grade", ASSIGNMENT, "--course", str(course), "--force"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    process.stdout.readline()
    import psutil

    below = psutil.Process(process.pid).children(recursive=True)
    assert len(below) > 3
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not alive


@pytest.mark.xdist_group("grading")
def test_a_second_run_grades_only_what_changed(course, capsys):
    """Unchanged submissions are skipped; a changed one, a changed hidden test, and --force are not."""
    submit_class(course, 3)
    run = lambda *more: (main(["grade", ASSIGNMENT, "--course", str(course), *more]), capsys.readouterr().out)[1]
    assert "3 graded now, 0 unchanged" in run()
    assert "0 graded now, 3 unchanged" in run()
    path = course / "submitted" / "student_001" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += "\nA new thought."
    nbformat.write(notebook, path)
    assert "1 graded now, 2 unchanged" in run()
    assert "3 graded now, 0 unchanged" in run("--force")
    source = course / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace("You square the sum.", "You square a sum."), encoding="utf-8")
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    assert "3 graded now, 0 unchanged" in run()


@pytest.mark.xdist_group("grading")
def test_a_mark_given_by_hand_survives_grading_again(course):
    """What a person wrote is kept, and asks to be looked at."""
    from nbgrader.api import Gradebook

    submit_class(course, 1)
    grade(ASSIGNMENT, course, say=lambda line: None)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
        mark = book.find_grade("test_hhi_values", ASSIGNMENT, ASSIGNMENT, "student_000")
        mark.manual_score, mark.needs_manual_grade = 4.5, False
        book.db.commit()
    grade(ASSIGNMENT, course, force=True, say=lambda line: None)
    assert scores(course)["student_000"]["test_hhi_values"][1:3] == (4.5, True)


@pytest.mark.xdist_group("grading")
def test_nbgraders_own_command_is_confined_too(course):
    """`nbgrader autograde`, as Formgrader's button calls it: same grades, and the course's files are out of sight."""
    submit_class(course, 2)
    grade(ASSIGNMENT, course, say=lambda line: None)
    ours = scores(course)
    path = course / "submitted" / "student_000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"import os; print('sees the course:', os.path.exists({str(course / 'solutions')!r}))"))
    nbformat.write(notebook, path)
    shutil.rmtree(course / "autograded")
    nbgrader(course, "autograde", ASSIGNMENT)
    assert scores(course) == ours
    text = (course / "autograded" / "student_000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "sees the course: False" in text


@pytest.mark.xdist_group("grading")
def test_files_given_out_lie_beside_the_notebook(course):
    """Our command and nbgrader's: a cell that reads a data file of the assignment finds it."""
    (course / "solutions" / ASSIGNMENT / "towns.csv").write_text("town\nNorland\n")
    submit_class(course, 1)
    path = course / "submitted" / "student_000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("pd.read_csv('towns.csv')['town'].to_list()"))
    nbformat.write(notebook, path)
    for way in (lambda: grade(ASSIGNMENT, course, say=lambda line: None), lambda: nbgrader(course, "autograde", ASSIGNMENT)):
        way()
        assert "['Norland']" in (course / "autograded" / "student_000" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
        shutil.rmtree(course / "autograded")


@pytest.mark.xdist_group("grading")
def test_where_there_is_no_sandbox_nobody_is_graded(course, monkeypatch):
    """Neither our command nor nbgrader's grades anything; the gradebook stays empty."""
    submit_class(course, 1)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    monkeypatch.setattr("technopolitics.classroom.confined_step._sessions", {})
    with pytest.raises(SystemExit, match=r"bubblewrap is not installed.*--unsafe"):
        main(["grade", ASSIGNMENT, "--course", str(course)])
    words = nbgrader(course, "autograde", ASSIGNMENT, may_fail=True)
    assert "bubblewrap is not installed" in words
    assert not list(course.glob("autograded/**/*.ipynb"))
    assert all(cell[0] is None for cells in scores(course).values() for name, cell in cells.items() if name.startswith("test_"))


@pytest.mark.xdist_group("grading")
def test_a_broken_configuration_grades_nothing(course):
    """nbgrader would log an error in its configuration and go on without the sandbox; here everything stops."""
    submit_class(course, 1)
    (course / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text().replace("configure(c, root)", "configure(c, roo)"))
    words = nbgrader(course, "autograde", ASSIGNMENT, may_fail=True)
    assert "nbgrader_config.py" in words
    assert not (course / "autograded").exists()


@pytest.mark.xdist_group("grading")
def test_unsafe_says_so_and_gives_the_same_grades(course, capsys):
    """The way out for machines without a sandbox, with its meaning in one sentence."""
    submit_class(course, 2)
    main(["grade", ASSIGNMENT, "--course", str(course)])
    ours = scores(course)
    capsys.readouterr()
    main(["grade", ASSIGNMENT, "--course", str(course), "--unsafe", "--force"])
    assert "UNSAFE: students' code runs with your rights" in capsys.readouterr().out
    assert scores(course) == ours


@pytest.mark.xdist_group("grading")
def test_what_is_missing_is_said(course, tmp_path):
    """No course, no release, nothing collected, a job count of zero: one sentence each."""
    with pytest.raises(SystemExit, match="no course folder"):
        main(["grade", ASSIGNMENT, "--course", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit, match=r"nothing in .*First collect"):
        main(["grade", ASSIGNMENT, "--course", str(course)])
    with pytest.raises(SystemExit, match=r"no released notebook.*generate_assignment"):
        main(["grade", "a9_none", "--course", str(course)])
    with pytest.raises(SystemExit):
        main(["grade", ASSIGNMENT, "--jobs", "0"])
    submit_class(course, 1)
    with pytest.raises(SystemExit, match="no Dask scheduler answers at"):
        main(["grade", ASSIGNMENT, "--course", str(course), "--scheduler", "tcp://127.0.0.1:9"])


@pytest.mark.xdist_group("grading")
def test_a_dask_cluster_of_two_workers_gives_the_same_grades(course):
    """The same code through Dask's executor."""
    from distributed import LocalCluster

    submit_class(course, 6)
    grade(ASSIGNMENT, course, say=lambda line: None)
    ours = scores(course)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        done = grade(ASSIGNMENT, course, scheduler=cluster.scheduler_address, force=True, say=lambda line: None)
    assert len(done.graded) == 6
    assert scores(course) == ours


def find_postgresql() -> str:
    """The folder of Debian's server programs, or ""."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) if Path("/usr/lib/postgresql").is_dir() else []
    return str(folders[-1].parent) if folders else ""


@pytest.mark.skipif(not find_postgresql(), reason="PostgreSQL is not installed (Debian: postgresql)")
@pytest.mark.xdist_group("grading")
def test_a_gradebook_on_postgresql_has_the_same_grades(course):
    """A server of its own, on a socket in a folder of its own."""
    # Not in pytest's folder, which nobody but its owner may enter; and a socket's path must be short.
    programs, place = find_postgresql(), Path(tempfile.mkdtemp(prefix="tp-pg-"))
    as_user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(place, "postgres", "postgres")
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    subprocess.run(
        ["initdb", "-D", str(place / "data"), "-A", "trust", "-U", "class"], check=True, capture_output=True, env=environment, cwd=place, **as_user
    )
    control = ["pg_ctl", "-D", str(place / "data"), "-w", "-l", str(place / "log"), "-o", f"-k {place} -c listen_addresses=''"]
    subprocess.run([*control, "start"], check=True, env=environment, cwd=place, stdout=subprocess.DEVNULL, **as_user)
    try:
        subprocess.run(["createdb", "-h", str(place), "-U", "class", "grades"], check=True, env=environment, cwd=place, **as_user)
        url = f"postgresql+psycopg://class@/grades?host={place}"
        submit_class(course, 5)
        grade(ASSIGNMENT, course, say=lambda line: None)
        ours = scores(course)
        shutil.rmtree(course / "autograded")
        nbgrader(course, "generate_assignment", ASSIGNMENT, "--force", f"--CourseDirectory.db_url={url}")
        main(["grade", ASSIGNMENT, "--course", str(course), "--db", url])
        assert scores(course, url) == ours
        assert len(grade(ASSIGNMENT, course, db_url=url, say=lambda line: None).unchanged) == 5
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], env=environment, cwd=place, stdout=subprocess.DEVNULL, **as_user)
        shutil.rmtree(place)

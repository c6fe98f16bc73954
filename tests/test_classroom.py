"""The cycle that an instructor plays: release, collect, grade, mark, return; selfcheck; and what commands say."""

import csv
import re
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom import demo_class
from technopolitics.classroom.command import main
from technopolitics.classroom.demo_class import ASSIGNMENT, STUDENTS
from tests.needs import SANDBOX

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The demonstration class, played once: its folder, its export, and what was said."""
    course = tmp_path_factory.mktemp("course") / "demo-class"
    said: list[str] = []
    rows = demo_class.play(course, ROOT / "solutions", said.append)
    return course, {row["student_id"]: row for row in rows}, said


@pytest.fixture
def released():
    return nbformat.read(RELEASE, as_version=4)


def by_id(notebook) -> dict:
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata and "grade_id" in c.metadata.nbgrader}


# --------------------------------------------------------------------------------------------- the whole cycle


@pytest.mark.xdist_group("demo")
def test_grades_of_the_made_up_class_are_what_each_student_earned(played):
    """Excellent, average, misconceived, blank, late and mangled notebooks get the points of their answers and of the marked essay."""
    _, rows, _ = played
    score = {name: float(row["score"]) for name, row in rows.items()}
    essays = {s.name: s.essay_points or 0 for s in STUDENTS}
    assert score["ada"] == 80 + essays["ada"]
    assert score["farid"] == 80 + essays["farid"], "a mangled notebook with good answers loses nothing"
    assert score["elif"] == 80 + essays["elif"]
    assert score["dimitri"] == 0
    assert score["chiara"] == essays["chiara"], "every planned misconception loses its points"
    assert score["chiara"] < score["bela"] < score["ada"]
    assert {row["max_score"] for row in rows.values()} == {"100.0"}


@pytest.mark.xdist_group("demo")
def test_one_bad_file_is_named_and_stops_nobody(played):
    """The file that was cut is named with the reason and what to do; it gets no silent zero; the others are graded."""
    course, _, said = played
    text = "\n".join(said)
    assert re.search(r"greta \(rejected\): .*not a whole notebook.*Open it in JupyterLab", text)
    assert re.search(r"farid \(repaired\): .*more than once", text)
    assert re.search(r"^greta .* not graded", text, flags=re.MULTILINE)
    assert not (course / "feedback" / "greta").exists()
    assert all((course / "autograded" / s.name).is_dir() for s in STUDENTS if s.name != "greta")
    with open(course / "grades.csv", newline="") as file:
        assert [r["score"] for r in csv.DictReader(file) if r["student_id"] == "greta"] in ([], ["0.0"])


@pytest.mark.xdist_group("demo")
def test_feedback_shows_messages_and_no_hidden_test(played, released):
    """A student reads the words of each test and the comment; nothing of the hidden tests or of the mark scheme is on any page."""
    course, _, _ = played
    pages = {p.parent.parent.name: p.read_text(encoding="utf-8") for p in course.glob("feedback/*/*/*.html")}
    assert set(pages) == {s.name for s in STUDENTS if s.name != "greta"}
    source = nbformat.read(ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    hidden = {
        line.strip()
        for cell in source.cells
        for region in re.findall(r"BEGIN HIDDEN TESTS(.*?)### END", cell.source, flags=re.DOTALL)
        for line in region.splitlines()
        if len(line.strip()) > 30
    }
    assert len(hidden) > 30
    for name, page in pages.items():
        text = (
            re.sub(r"<style.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)
            .replace("&quot;", '"')
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        )
        shown = [line for line in hidden if line in text]
        assert not shown, f"{name}: {shown[:2]}"
        for secret in ("HIDDEN TESTS", "MARK SCHEME", "_falls", "Traceback"):
            assert secret not in text, f"{name}: {secret}"
    assert "This is one firm alone." in pages["chiara"]
    for student in ("ada", "farid"):
        assert "The name is half right." in pages[student], "the written answer is on the page that is marked"
    assert "Europe has nothing in this chain." in pages["chiara"]
    assert "not answered yet" in pages["dimitri"]
    assert "Position 5, Evidence 5, Counter-argument 4, Uncertainty 4." in pages["ada"]
    assert "No response." not in pages["dimitri"], "the test has said it already, in words that help"


@pytest.mark.xdist_group("demo")
def test_lateness_is_recorded(played):
    """The late student is late by two days in the export, and nobody else is."""
    _, rows, said = played
    assert rows["elif"]["timestamp"] > rows["elif"]["duedate"]
    late = [line for line in said[-1].splitlines() + said if re.match(r"^\w+ .* days", line)]
    assert [line.split()[0] for line in late] == ["elif"]


# ------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize("way", [pytest.param([], marks=SANDBOX, id="in the sandbox"), pytest.param(["--unsafe"], id="unsafe")])
def test_selfcheck_grades_a_learners_copy_and_leaves_it_alone(way, tmp_path, capsys):
    """Points and messages per test, our own solution never in place of a missing answer, and the file unchanged."""
    notebook = nbformat.read(RELEASE, as_version=4)
    solved = demo_class.solved_cells(nbformat.read(ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4))
    cells = by_id(notebook)
    cells["hbm_change"].source = solved["hbm_change"]
    cells["hhi_function"].source = "def hhi(shares):\n    return sum(shares) ** 2"
    notebook.cells.remove(cells["sole_suppliers"])
    path = tmp_path / f"{ASSIGNMENT}.ipynb"
    nbformat.write(notebook, path)
    before = path.read_bytes()
    main(["selfcheck", str(path), "--solutions", str(ROOT / "solutions"), *way])
    shown = " ".join(capsys.readouterr().out.split())
    assert "8 of 8 hbm_change" in shown
    assert "0 of 5 hhi_values hhi: You square the sum." in shown
    assert "0 of 10 sole_suppliers" in shown
    assert "8 of 80 points by tests. A person marks 20 more." in shown
    assert "'sole_suppliers' was missing" in shown
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_selfcheck_says_what_is_wrong_with_a_file(tmp_path):
    """Another name, or no notebook: one sentence each."""
    (tmp_path / "mine.ipynb").write_text("{}")
    (tmp_path / f"{ASSIGNMENT}.ipynb").write_text("{}")
    with pytest.raises(SystemExit, match="keep the file's name"):
        main(["selfcheck", str(tmp_path / "mine.ipynb"), "--solutions", str(ROOT / "solutions")])
    with pytest.raises(SystemExit, match="no cells"):
        main(["selfcheck", str(tmp_path / f"{ASSIGNMENT}.ipynb"), "--solutions", str(ROOT / "solutions")])


def test_a_keyed_release_keeps_its_key_for_grading_and_hides_solutions(tmp_path, capsys):
    """The cohort's copy carries its key and no solution; the course's source carries the same key; the plain edition is untouched."""
    plain = (ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
    main(["release", ASSIGNMENT, "--key", "spring-27", "--course", str(tmp_path / "course"), "--solutions", str(ROOT / "solutions")])
    assert "Student's copy" in capsys.readouterr().out
    copy_, source = (tmp_path / "course" / part / ASSIGNMENT / f"{ASSIGNMENT}.ipynb" for part in ("assignments", "solutions"))
    cell = by_id(nbformat.read(copy_, as_version=4))["given"].source
    assert 'key="spring-27"' in cell
    assert by_id(nbformat.read(source, as_version=4))["given"].source == cell
    assert "HIDDEN TESTS" not in copy_.read_text(encoding="utf-8")
    assert (tmp_path / "course" / "gradebook.db").exists()
    assert (ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes() == plain


def test_a_release_that_cannot_be_made_says_why(tmp_path):
    """No such assignment, a key with quotation marks, the sources' own folder: one sentence each, and nothing is changed."""
    solutions = str(ROOT / "solutions")
    with pytest.raises(SystemExit, match=r"There are: .*a2_chips"):
        main(["release", "a2", "--course", str(tmp_path), "--solutions", solutions])
    with pytest.raises(SystemExit, match="without quotation marks"):
        main(["release", ASSIGNMENT, "--key", '"x', "--course", str(tmp_path), "--solutions", solutions])
    with pytest.raises(SystemExit, match="give another one"):
        main(["release", ASSIGNMENT, "--key", "x", "--course", str(ROOT), "--solutions", solutions])


def test_demo_never_empties_a_folder_that_it_did_not_make(tmp_path):
    """Not even one with an nbgrader configuration, such as a course of somebody."""
    (tmp_path / "nbgrader_config.py").write_text("")
    (tmp_path / "grades").write_text("precious")
    with pytest.raises(SystemExit, match="not a demonstration class"):
        main(["demo", "--course", str(tmp_path), "--solutions", str(ROOT / "solutions")])
    assert (tmp_path / "grades").read_text() == "precious"


def test_commands_say_what_to_do_when_something_is_missing(tmp_path, monkeypatch):
    """No notebook, no solutions, a folder that is in the way: one sentence each."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="at the root of the course"):
        main(["demo"])
    (tmp_path / "demo-class").mkdir()
    with pytest.raises(SystemExit, match="not a demonstration class"):
        main(["demo", "--solutions", str(ROOT / "solutions")])

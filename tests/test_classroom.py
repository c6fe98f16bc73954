"""The cycle that an instructor plays: release, collect, grade, mark, return; and submissions that are not in order."""

import copy
import csv
import json
import re
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom import demo_class
from technopolitics.classroom.command import main
from technopolitics.classroom.demo_class import ASSIGNMENT, STUDENTS
from technopolitics.classroom.intake import Unreadable, examine, read_submission, rebuild

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


# -------------------------------------------------------------------------------------------------- the intake


def test_an_untouched_submission_stays_as_it_is(released):
    """Nothing is repaired where nothing is wrong; answers and added cells survive."""
    submitted = copy.deepcopy(released)
    by_id(submitted)["home_share"].source = "home_share = 42"
    submitted.cells.insert(5, nbformat.v4.new_code_cell("my_own = 1"))
    rebuilt, report = rebuild(submitted, released)
    assert (report.status, report.findings) == ("ok", [])
    assert [c.source for c in rebuilt.cells] == [c.source for c in submitted.cells]


def test_tests_and_points_come_from_the_release(released):
    """A student who edits a test, its points or its tags changes nothing."""
    submitted = copy.deepcopy(released)
    test = by_id(submitted)["test_home_share"]
    test.source = "assert True"
    test.metadata.nbgrader.points = 1000
    test.metadata.tags = ["skip-execution"]
    rebuilt, _ = rebuild(submitted, released)
    assert by_id(rebuilt)["test_home_share"].source == by_id(released)["test_home_share"].source
    assert by_id(rebuilt)["test_home_share"].metadata == by_id(released)["test_home_share"].metadata


@pytest.mark.parametrize("place", ["the cell for it", "a cell of their own", "the task itself", "the cell for it, retyped as code"])
def test_a_written_answer_survives_wherever_it_was_written(place, released):
    """Nothing that a student wrote is lost: not in the prepared cell, not in an added one, not inside the locked task."""
    essay = "My position, with three numbers and a doubt."
    submitted = copy.deepcopy(released)
    if place == "a cell of their own":
        submitted.cells.append(nbformat.v4.new_markdown_cell(essay))
    elif place == "the task itself":
        by_id(submitted)["written_answer"].source += "\n\n" + essay
    else:
        submitted.cells[-1].source = essay
        if place.endswith("code"):
            submitted.cells[-1].cell_type = "code"
    rebuilt, _ = rebuild(submitted, released)
    assert sum(essay in c.source for c in rebuilt.cells) == 1
    assert by_id(rebuilt)["written_answer"] == by_id(released)["written_answer"]


def test_an_altered_test_is_named(released):
    """Doctor and log say that a locked cell was changed; the release's cell is the one that runs."""
    submitted = copy.deepcopy(released)
    by_id(submitted)["test_home_share"].source = "assert True"
    rebuilt, report = rebuild(submitted, released)
    assert report.status == "repaired"
    assert "'test_home_share' was changed" in report.findings[0]
    assert "assert True" not in "".join(c.source for c in rebuilt.cells)


@pytest.mark.parametrize("kind", ["lost metadata", "doubled", "deleted test", "deleted answer", "moved", "retyped", "all metadata lost"])
def test_a_mangled_notebook_is_rebuilt_with_its_answers(kind, released):
    """Whatever happened to the cells, the frame is whole again and the answer is in its place."""
    submitted = copy.deepcopy(released)
    cell = by_id(submitted)["home_share"]
    cell.source = cell.source.replace("home_share = ...", "home_share = 42")
    if kind == "lost metadata":
        cell.metadata = nbformat.NotebookNode()
        cell.id = "new"
    elif kind == "doubled":
        twin = copy.deepcopy(by_id(released)["home_share"])
        twin.id = "twin"
        submitted.cells.insert(0, twin)
    elif kind == "deleted test":
        submitted.cells.remove(by_id(submitted)["test_home_share"])
    elif kind == "deleted answer":
        submitted.cells.remove(by_id(submitted)["hbm_change"])
    elif kind == "moved":
        submitted.cells.remove(cell)
        submitted.cells.append(cell)
    elif kind == "retyped":
        by_id(submitted)["test_home_share"].cell_type = "markdown"
    elif kind == "all metadata lost":
        for some in submitted.cells:
            some.metadata = nbformat.NotebookNode()
    rebuilt, _ = rebuild(submitted, released)
    assert [c.metadata.nbgrader.grade_id for c in rebuilt.cells if "nbgrader" in c.metadata] == list(by_id(released))
    assert "home_share = 42" in by_id(rebuilt)["home_share"].source
    assert by_id(rebuilt)["test_home_share"] == by_id(released)["test_home_share"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"PK\x03\x04zip", "zip archive"),
        (b'{"cells": [', "not a whole notebook"),
        (b"{}", "no cells"),
        (b"[1, 2]", "no cells"),
        (b"\xff\xfe\x00\xd8\x00\xd8\x00", "encoding"),
        (json.dumps({"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}).encode(), "format"),
    ],
)
def test_a_file_that_is_no_notebook_gets_a_sentence(content, words, tmp_path):
    """Empty, zipped, cut, or another kind of file: named, with what the student should do."""
    path = tmp_path / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        read_submission(path)
    assert examine(path, RELEASE).status == "rejected"


def test_a_link_or_a_folder_is_not_followed(tmp_path):
    """A link to another file is refused: it could lead to the solutions."""
    link = tmp_path / f"{ASSIGNMENT}.ipynb"
    link.symlink_to(ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    assert "link or a folder" in examine(link, RELEASE).findings[0]
    assert "link or a folder" in examine(tmp_path, RELEASE).findings[0]


def test_utf16_and_byte_order_marks_are_read(tmp_path):
    """Notebooks saved by an editor in another encoding are read as they are."""
    path = tmp_path / f"{ASSIGNMENT}.ipynb"
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(RELEASE.read_text(encoding="utf-8").encode(encoding))
        assert examine(path, RELEASE).status == "ok"


# ------------------------------------------------------------------------------------------------- the command


def test_doctor_names_each_file_and_its_state(tmp_path, capsys):
    """ok, rejected or unknown, with the reason; the exit code says whether all can be graded."""
    good, bad, other = (tmp_path / name / f"{file}.ipynb" for name, file in (("a", ASSIGNMENT), ("b", ASSIGNMENT), ("c", "homework")))
    for path in (good, bad, other):
        path.parent.mkdir()
        path.write_bytes(RELEASE.read_bytes())
    bad.write_bytes(b"{")
    with pytest.raises(SystemExit) as stop:
        main(["doctor", str(tmp_path), "--assignments", str(ROOT / "assignments")])
    assert stop.value.code == 1
    shown = capsys.readouterr().out
    assert f"{good}: ok" in shown
    assert f"{bad}: rejected" in shown
    assert "no released assignment called 'homework'" in shown
    main(["doctor", str(good), "--assignments", str(ROOT / "assignments")])


def test_selfcheck_grades_a_learners_copy_and_leaves_it_alone(tmp_path, capsys):
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
    main(["selfcheck", str(path), "--solutions", str(ROOT / "solutions")])
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
    with pytest.raises(SystemExit, match="give the folder 'submitted'"):
        main(["doctor", str(tmp_path)])
    with pytest.raises(SystemExit, match="at the root of the course"):
        main(["demo"])
    (tmp_path / "demo-class").mkdir()
    with pytest.raises(SystemExit, match="not a demonstration class"):
        main(["demo", "--solutions", str(ROOT / "solutions")])

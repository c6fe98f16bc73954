"""The doctor: every kind of broken submission is named in words that help, what can be mended is mended, and nothing is touched."""

import builtins
import copy
import importlib
import json
import os
import pkgutil
import random
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom import doctor, notebook_file
from technopolitics.classroom.code_checks import Code, check_code
from technopolitics.classroom.command import main
from technopolitics.classroom.doctor import examine_file, examine_submission
from technopolitics.classroom.doctor_page import POLICY, class_page
from technopolitics.classroom.doctor_round import read_releases, see
from technopolitics.classroom.findings import CODES, SEVERITIES
from technopolitics.classroom.intake import rebuild
from tests import answer_bank
from tests.broken_submissions import ASSIGNMENT, KINDS, NAME, finished

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = ["--assignments", str(ROOT / "assignments")]
RELEASE = ROOT / "assignments" / ASSIGNMENT / NAME


@pytest.fixture(scope="module")
def releases():
    return read_releases(ROOT / "assignments").notebooks


@pytest.fixture
def released(releases):
    return copy.deepcopy(releases[ASSIGNMENT])


def by_id(notebook) -> dict:
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata and "grade_id" in c.metadata.nbgrader}


def codes(diagnosis) -> list[str]:
    return [finding.code for finding in diagnosis.findings]


def state_of(folder: Path) -> dict[str, tuple]:
    """Everything below a folder that reading must not change; links are not followed."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(place) / name
            status = path.lstat()
            found[str(path.relative_to(folder))] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


# --------------------------------------------------------------------------------------------------- the corpus


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_submission_is_named(name, released, tmp_path):
    """Status and code are those of the kind; the words are whole sentences; the files are as before; a second look says the same."""
    kind, folder = KINDS[name], tmp_path / "ada" / ASSIGNMENT
    kind.make(folder, finished())
    before = state_of(tmp_path)
    found = examine_submission(folder, ASSIGNMENT, released)
    assert (found.status, kind.code if kind.code else codes(found)) == (kind.status, kind.code if kind.code in codes(found) else [])
    assert (found.notebook is None) == (kind.status == "rejected")
    for finding in found.findings:
        assert finding.severity == CODES[finding.code]
        assert re.fullmatch(r"[A-Z'].{15,400}[.?]", finding.sentence), finding.sentence
        assert finding.sentence.isprintable()
    assert [f.severity for f in found.findings] == sorted((f.severity for f in found.findings), key=SEVERITIES.index, reverse=True)
    assert state_of(tmp_path) == before
    assert examine_submission(folder, ASSIGNMENT, released) == found


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.status != "rejected"])
def test_what_can_be_graded_has_the_frame_of_the_release(name, released, tmp_path):
    """Whatever came in: each labelled cell stands once and in order, locked cells are the release's, and the file can be saved and read."""
    folder = tmp_path / ASSIGNMENT
    KINDS[name].make(folder, finished())
    notebook = examine_submission(folder, ASSIGNMENT, released).notebook
    assert [c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata] == list(by_id(released))
    for label, cell in by_id(notebook).items():
        assert cell.metadata == by_id(released)[label].metadata
        if cell.metadata.nbgrader.locked:
            assert cell == by_id(released)[label]
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    nbformat.validate(notebook)
    nbformat.write(notebook, tmp_path / "copy.ipynb")
    assert nbformat.read(tmp_path / "copy.ipynb", as_version=4) == notebook


# Kinds in which something of the answers is gone, or meant to be another one.
LOST = {"untouched", "half done", "a third of the notebook", "a deleted answer cell", "a cell that python cannot read"}


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.status != "rejected" and name not in LOST])
def test_no_answer_is_lost(name, released, tmp_path):
    """All code answers are in their cells, and the written text is somewhere once."""
    folder = tmp_path / ASSIGNMENT
    KINDS[name].make(folder, finished())
    notebook = examine_submission(folder, ASSIGNMENT, released).notebook
    wanted = {label: cell.source for label, cell in by_id(finished()).items() if cell.metadata.nbgrader.solution}
    assert {label: by_id(notebook)[label].source for label in wanted} == wanted
    assert sum("The name is half right." in cell.source for cell in notebook.cells) == 1


def test_the_corpus_shows_every_code():
    """Each code is explained by a kind of submission; the few others have a test of their own below."""
    assert set(CODES) - {kind.code for kind in KINDS.values()} == {"folder-name", "not-readable", "unexpected", "unknown-name"}
    assert len(KINDS) >= 40
    assert set(CODES.values()) == set(SEVERITIES)


def test_honest_answers_are_in_order(releases, tmp_path):
    """Right and wrong answers of the bank, mixed, in every assignment: nothing to look at, nothing repaired."""
    draw = random.Random(7)
    for number in range(20):
        for module in pkgutil.iter_modules(answer_bank.__path__):
            tasks = importlib.import_module(f"tests.answer_bank.{module.name}").TASKS
            notebook = copy.deepcopy(releases[module.name])
            for task in tasks:
                by_id(notebook)[task.cell].source = draw.choice([*task.right, *(wrong.code for wrong in task.wrong)])
            folder = tmp_path / str(number) / module.name
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{module.name}.ipynb")
            found = examine_submission(folder, module.name, releases[module.name])
            assert found.status == "ok", (module.name, found.findings)


def test_a_released_assignment_is_in_order_and_unanswered(releases):
    """An assignment compared with itself is no problem: nothing is answered yet. And none is taken for another."""
    for name, release in releases.items():
        found = examine_submission(ROOT / "assignments" / name, name, release)
        assert (found.status, [f.sentence for f in found.findings]) == ("ok", ["Nothing is answered yet."])
        for other in releases:
            if other != name:
                renamed = doctor.rebuild(release, releases[other])[1].found
                assert renamed < doctor.SURELY, (name, other)


def test_students_text_in_sentences_is_short_and_without_control_characters(released, tmp_path):
    """A name or path that a student chose cannot clear the instructor's screen or fill it."""
    notebook = finished()
    notebook.cells.append(nbformat.v4.new_code_cell(f"pd.read_csv('\\x1b[2J{'y' * 5000}.csv')\nopen('/home/\u202e{'z' * 500}')"))
    folder = tmp_path / ASSIGNMENT
    folder.mkdir()
    nbformat.write(notebook, folder / "a2_chips\x1b[2J.ipynb")
    found = examine_submission(folder, ASSIGNMENT, released)
    assert {"missing-data", "absolute-path", "file-name"} <= set(codes(found))
    assert all(f.sentence.isprintable() and len(f.sentence) < 400 for f in found.findings)


@pytest.mark.parametrize("name", ["-copy 1" * 35 + "z", "(1) - " * 40 + "q", " -" * 100, "_" * 200, "copy1" * 40, "x" + ".ipynb" * 39])
def test_a_name_made_to_hurt_the_reader_is_a_name(name, released, tmp_path):
    """Long names of copies of copies end in a finding, and not in a search without end."""
    KINDS["in order"].make(tmp_path / ASSIGNMENT, finished())
    (tmp_path / ASSIGNMENT / NAME).rename(tmp_path / ASSIGNMENT / f"{name[:240]}.ipynb")
    assert codes(examine_submission(tmp_path / ASSIGNMENT, ASSIGNMENT, released)) == ["file-name"]


def test_thousands_of_problems_make_a_few_sentences(released, tmp_path):
    """Nobody reads a thousand lines about one file."""
    notebook = finished()
    notebook.cells += [nbformat.v4.new_code_cell(f"import nothing{n}\nopen('f{n}')\ninput()\nx = (") for n in range(300)]
    notebook.cells += [copy.deepcopy(by_id(notebook)["home_share"]) for _ in range(300)]
    (tmp_path / ASSIGNMENT).mkdir()
    (tmp_path / ASSIGNMENT / NAME).write_text(json.dumps(notebook), encoding="utf-8")
    found = examine_submission(tmp_path / ASSIGNMENT, ASSIGNMENT, released)
    assert 1 < len(found.findings) < 30


def test_something_nobody_thought_of_is_a_finding(released, tmp_path, monkeypatch):
    """An error in the doctor itself rejects one submission with a sentence, and stops no class."""
    KINDS["in order"].make(tmp_path / ASSIGNMENT, finished())
    monkeypatch.setattr(doctor, "rebuild", lambda *_: 1 / 0)
    found = examine_submission(tmp_path / ASSIGNMENT, ASSIGNMENT, released)
    assert codes(found) == ["unexpected"]
    assert "ZeroDivisionError" in found.findings[0].sentence
    assert codes(examine_file(tmp_path / ASSIGNMENT / NAME, {ASSIGNMENT: released})) == ["unexpected"]


def test_a_file_that_cannot_be_opened_is_named(released, tmp_path, monkeypatch):
    """A file without the right to read it, or a fault of the disk."""
    KINDS["in order"].make(tmp_path / ASSIGNMENT, finished())

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(notebook_file.os, "open", refuse)
    assert codes(examine_submission(tmp_path / ASSIGNMENT, ASSIGNMENT, released)) == ["not-readable"]


def test_nothing_outside_the_submission_is_opened(released, tmp_path, monkeypatch):
    """No link is followed and nothing is unpacked: every file that is opened lies in the folder, whatever the kind."""
    opened = []
    real, real_low = builtins.open, os.open

    def watch(path, *more, **words):
        opened.append(path)
        return real(path, *more, **words)

    def watch_low(path, *more, **words):
        opened.append(path)
        return real_low(path, *more, **words)

    for name, kind in KINDS.items():
        if "link" in name or "archive" in name or "bomb" in name:
            folder = tmp_path / name / ASSIGNMENT
            kind.make(folder, finished())
            with monkeypatch.context() as patched:
                patched.setattr(builtins, "open", watch)
                patched.setattr(os, "open", watch_low)
                examine_submission(folder, ASSIGNMENT, released)
    paths = [Path(os.fsdecode(p)) for p in opened if isinstance(p, str | os.PathLike)]
    assert len(paths) > 4
    assert all(path.is_relative_to(tmp_path) and not path.is_symlink() for path in paths)


def test_a_class_of_hostile_files_needs_little_memory(tmp_path):
    """With 300 MB more than an empty Python has, the doctor looks at the whole corpus: what is huge in it is not loaded."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("the size of a process is read from /proc, which this system does not have")
    for name, kind in KINDS.items():
        kind.make(tmp_path / "class" / name / ASSIGNMENT, finished())
    script = (
        "import resource, sys; from technopolitics.classroom.command import main\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 300_000_000,) * 2)\n"
        "main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "doctor", str(tmp_path / "class"), *ASSIGNMENTS]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert f"{len(KINDS)} submissions" in done.stdout, done.stderr[-1000:]
    assert "[unexpected]" not in done.stdout


def test_the_doctor_needs_nothing_that_only_instructors_have():
    """Reading, rebuilding and examining import neither nbgrader nor nbconvert nor a template engine."""
    script = (
        "import sys, technopolitics.classroom.doctor_round\n"
        "print({m.split('.')[0] for m in sys.modules} & {'nbgrader', 'nbconvert', 'nbclient', 'jinja2', 'sqlalchemy', 'traitlets.config'})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"


# ---------------------------------------------------------------------------------------------------- the intake


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


# ------------------------------------------------------------------------------------------------ code, looked at


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("input", "input('?')"),
        ("input", "breakpoint()"),
        ("input", "import getpass\ngetpass.getpass()"),
        ("shell", "import subprocess"),
        ("shell", "get_ipython().system('ls')"),
        ("shell", "names = !ls"),
        ("shell", "%%bash\nls"),
        ("install", "!pip install seaborn"),
        ("install", "!python -m pip install seaborn"),
        ("network", "from urllib import request"),
        ("network", "place = 'https://example.org/a.csv'\npd.read_csv(place)"),
        ("absolute-path", "open('/data.csv')"),
        ("absolute-path", r"open('\\\\server\\share\\a.csv')"),
        ("absolute-path", "folder = '/Users/zoe/'\npd.read_csv(folder + 'a.csv')"),
        ("missing-data", "from pathlib import Path\nPath('a.txt').read_text()"),
        ("missing-data", "p = Path('a.txt')\nwith p.open() as f:\n    pass"),
        ("missing-data", "np.load('a.npy')"),
        ("missing-data", "pd.read_json(path_or_buf='a.json')"),
        ("module", "from . import mine"),
        ("syntax", "def f(:"),
        ("syntax", "%%time\nx = ("),
        ("endless", "while 1:\n    for x in y:\n        break"),
        ("endless", "while True:\n    def f():\n        return 1"),
        ("endless", "import itertools\nfor n in itertools.count():\n    total = n"),
        ("endless", "import time\ntime.sleep(3600)"),
        ("endless", "while not done:\n    x = 1"),
    ],
)
def test_code_that_waits_hangs_or_misses_something_is_named(code, text):
    """One finding, with the cell's name in it."""
    (found,) = check_code([Code("'mine'", text)])
    assert found.code == code
    assert "'mine'" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "def input(x):\n    return 1\ninput(2)",
        "while True:\n    x += 1\n    if x > 3:\n        break",
        "def numbers():\n    while True:\n        yield 1",
        "while i < 10:\n    i += 1",
        "while todo:\n    todo.pop()",
        "while i < 10:\n    step(i)",
        "while True:\n    x = next(rows)",
        "def f():\n    while True:\n        if x:\n            return x",
        "for a in zip(itertools.count(), names):\n    pass",
        "df.to_csv('out.csv')\npd.read_csv('out.csv')",
        "with open('a.txt', 'w') as f:\n    f.write('x')\nopen('a.txt').read()",
        "p = Path('a.txt')\np.write_text('x')\np.read_text()",
        "def read_quarter(q):\n    return q\nread_quarter('2025Q1')",
        "try:\n    import seaborn\nexcept ImportError:\n    seaborn = None",
        "import pandas, numpy, matplotlib.pyplot, technopolitics, IPython, dateutil, math",
        "%matplotlib inline\nx = 7 % 3\nx?",
        "label = 'share % of\\n%d' \\\n    % 3",
        "tp.load('foundry_revenue')",
        "text = 'a / b, and a colon: c'",
        "time.sleep(1)",
        "x = '\\d'",
    ],
)
def test_ordinary_code_is_left_in_peace(text):
    """No false alarm."""
    assert check_code([Code("'mine'", text)]) == []


def test_files_that_travel_and_files_that_lie_beside_are_told_apart():
    """What is given out with the assignment may be read; a helper that lies beside the notebook gets words of its own."""
    cells = [Code("'mine'", "import helper\npd.read_csv('given/extra.csv')")]
    assert [f.code for f in check_code(cells)] == ["missing-data", "module"]
    (found,) = check_code(cells, files=["given/extra.csv"], beside=["helper.py"])
    assert "'helper.py' beside your notebook does not travel" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 60_000,
        "(" * 30_000,
        "a" + ".b" * 29_000,
        "1 if 1 else " * 5_000 + "1",
        "x = 1\n" * 9_000 + "\0",
        "f'{" * 5_000,
        "\t" * 50_000 + "%",
        "=" * 50_000,
    ],
)
def test_code_made_to_hurt_the_reader_ends_in_a_finding_or_in_nothing(text):
    """Neither an error nor a hang."""
    assert {f.code for f in check_code([Code("'mine'", text)])} <= {"syntax", "unchecked-cell"}


# ---------------------------------------------------------------------------------------------------- the command


def test_a_student_looks_at_one_file_before_handing_in(tmp_path, capsys):
    """Words to the student, with what to do, and exit code 0 because it can be graded."""
    KINDS["asks at the keyboard"].make(tmp_path, finished())
    main(["doctor", str(tmp_path / NAME), *ASSIGNMENTS])
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{NAME}: look" in shown
    assert "Nobody answers in grading: write the value into the cell. [input]" in shown


def test_doctor_names_each_file_and_its_state(tmp_path, capsys):
    """In order, rejected, wrong name found by its content, unknown; the exit code says whether all can be graded."""
    good, bad, other, unknown = (
        tmp_path / name / f"{file}.ipynb" for name, file in zip("abcd", (ASSIGNMENT, ASSIGNMENT, "homework", "list"), strict=True)
    )
    for path in (good, bad, other, unknown):
        path.parent.mkdir()
        path.write_bytes(RELEASE.read_bytes())
    bad.write_bytes(b"{")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), unknown)
    with pytest.raises(SystemExit) as stop:
        main(["doctor", str(tmp_path), *ASSIGNMENTS])
    assert stop.value.code == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{good}: ok" in shown
    assert f"{bad}: rejected" in shown
    assert f"{other}: repaired" in shown
    assert "There is no released assignment called 'list'" in shown
    assert "4 submissions: 1 ok, 1 repaired, 0 look, 2 rejected." in shown
    main(["doctor", str(good), str(other), *ASSIGNMENTS])


def test_the_round_finds_every_student_of_a_class(tmp_path, capsys):
    """Folders of submissions, a folder with another name, a loose file, a link, and a student with nothing at all."""
    for name in ("ada", "[abc]", "-rf", "o'neil & co", "王芳"):
        KINDS["in order"].make(tmp_path / name / ASSIGNMENT, finished())
    KINDS["in order"].make(tmp_path / "bela" / "A2_Chips", finished())
    KINDS["in order"].make(tmp_path / "chiara", finished())
    (tmp_path / "dimitri").mkdir()
    (tmp_path / "elif").symlink_to(ROOT / "solutions", target_is_directory=True)
    cases = {case.name: case.diagnosis for case in see([tmp_path], read_releases(ROOT / "assignments"))}
    assert {name: found.status for name, found in cases.items()} == {
        **{f"{name}/{ASSIGNMENT}": "ok" for name in ("ada", "[abc]", "-rf", "o'neil & co", "王芳")},
        "bela/A2_Chips": "look",
        f"chiara/{NAME}": "ok",
        "dimitri": "rejected",
        "elif": "rejected",
    }
    assert codes(cases["bela/A2_Chips"]) == ["folder-name"]
    assert codes(cases["dimitri"]) == ["missing"]
    assert codes(cases["elif"]) == ["folder-link"]


def test_repair_writes_mended_copies_and_touches_no_original(tmp_path, capsys):
    """A copy for each submission in which something was mended; looked at again it is in order; the originals are the same."""
    submitted, mended = tmp_path / "submitted", tmp_path / "mended"
    mendable = [name for name, kind in KINDS.items() if kind.status == "repaired"]
    for name in [*mendable, "in order", "cut in the middle"]:
        KINDS[name].make(submitted / name / ASSIGNMENT, finished())
    (submitted / "in order" / ASSIGNMENT / "timestamp.txt").write_text("2026-11-24 12:00:00 UTC")
    (submitted / "an altered test" / ASSIGNMENT / "timestamp.txt").write_text("2026-11-24 12:00:00 UTC")
    before = state_of(submitted)
    with pytest.raises(SystemExit):
        main(["doctor", str(submitted), "--repair", str(mended), *ASSIGNMENTS])
    assert f"{len(mendable)} mended copies in {mended}" in capsys.readouterr().out
    assert state_of(submitted) == before
    assert {p.relative_to(mended).as_posix() for p in mended.rglob("*.ipynb")} == {f"{name}/{ASSIGNMENT}/{NAME}" for name in mendable}
    assert [p.parent.parent.name for p in mended.rglob("timestamp.txt")] == ["an altered test"]
    for case in see([mended], read_releases(ROOT / "assignments")):
        assert case.diagnosis.status == "ok", (case.name, case.diagnosis.findings)


def test_repair_replaces_nothing(tmp_path):
    """A copy that exists stays; copies do not lie among the originals; two files of one name are not mixed up."""
    for place in ("one", "two"):
        KINDS["an altered test"].make(tmp_path / place, finished())
    one, two, mended = tmp_path / "one" / NAME, tmp_path / "two" / NAME, tmp_path / "mended"
    main(["doctor", str(one), "--repair", str(mended), *ASSIGNMENTS])
    before = state_of(mended)
    with pytest.raises(SystemExit, match="nothing is replaced"):
        main(["doctor", str(one), "--repair", str(mended), *ASSIGNMENTS])
    with pytest.raises(SystemExit, match="meant twice"):
        main(["doctor", str(one), str(two), "--repair", str(tmp_path / "both"), *ASSIGNMENTS])
    with pytest.raises(SystemExit, match="among the originals"):
        main(["doctor", str(tmp_path), "--repair", str(tmp_path / "inside"), *ASSIGNMENTS])
    assert state_of(mended) == before
    assert not (tmp_path / "both").exists()
    assert not (tmp_path / "inside").exists()


def test_what_is_wrong_with_the_command_is_said(tmp_path):
    """A path that does not exist, a folder without notebooks, no assignments, an unknown option: one sentence each."""
    with pytest.raises(SystemExit, match="no file or folder"):
        main(["doctor", str(tmp_path / "nowhere"), *ASSIGNMENTS])
    with pytest.raises(SystemExit, match="give the folder 'submitted'"):
        main(["doctor", str(tmp_path), *ASSIGNMENTS])
    with pytest.raises(SystemExit, match="at the root of the course"):
        main(["doctor", str(RELEASE), "--assignments", str(tmp_path)])
    with pytest.raises(SystemExit) as stop:
        main(["doctor", str(RELEASE), "--mend"])
    assert stop.value.code == 2


# -------------------------------------------------------------------------------------------------------- the page


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of a class in which somebody tries to write HTML."""
    folder = tmp_path_factory.mktemp("class")
    for number, name in enumerate(
        ("in order", "an altered test", "a loop without an end", "cut in the middle", "a third of the notebook", "untouched")
    ):
        KINDS[name].make(folder / f"student_{number}" / ASSIGNMENT, finished())
    attack = '<img src="https:example.org" onerror="alert(1)">'
    notebook = finished()
    notebook.cells.append(nbformat.v4.new_code_cell(f"'{attack}'; input()"))
    KINDS["in order"].make(folder / attack.replace("/", "") / ASSIGNMENT, notebook)
    file = folder / "page.html"
    with pytest.raises(SystemExit):
        main(["doctor", str(folder), "--page", str(file), *ASSIGNMENTS])
    return file


def test_the_page_counts_and_puts_first_what_needs_a_person(page):
    """A row per submission, from rejected to in order, counts at the top, and each sentence with its code."""
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r'<tr class="(\w+)">', text)
    assert rows == ["rejected", "look", "look", "look", "repaired", "ok", "ok"]
    assert re.findall(r"<dd><b>(\d+)</b>", text) == ["1", "3", "1", "2"]
    assert "<code>endless</code>" in text


def test_the_page_acts_on_nothing_and_asks_nobody(page):
    """Students' text is escaped, and the policy forbids scripts, pictures and requests."""
    text = page.read_text(encoding="utf-8")
    assert f'http-equiv="Content-Security-Policy" content="{POLICY.replace(chr(39), "&#39;")}"' in text
    assert "default-src 'none'" in POLICY
    assert "onerror" in text, "the attack is on the page, as text"
    assert "<img" not in text
    known = "b body code dd div dl dt footer h1 h2 head header html li main meta p small span style table tbody td th thead title tr ul"
    assert set(re.findall(r"<([a-z][a-z0-9]*)", text)) <= set(known.split(" "))


@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_is_readable_on_a_phone_and_by_everybody(page, width, browser):
    """No scrolling sideways, no request, and nothing that axe finds against the accessibility rules."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    for scheme in ("light", "dark"):
        # The page's policy would refuse the script of axe as well.
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto(page.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        found = axe.Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
        assert asked == [page.as_uri()]
        tab.close()


def test_a_page_of_nobody_is_a_page(tmp_path):
    """Also an empty list has its counts."""
    assert "0 submissions" in class_page([], "nobody")

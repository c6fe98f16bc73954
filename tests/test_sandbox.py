"""The sandbox: honest notebooks get what they get without it, and nothing that runs inside reaches out."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom.command import main
from technopolitics.classroom.escape_attempts import ATTEMPTS, try_everything
from technopolitics.classroom.sandbox import boundary
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from technopolitics.classroom.sandbox.session import NoSandbox, Session
from tests.needs import SANDBOX
from tests.test_assignments import BANK, NAMES, grade_id, play, source

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [SANDBOX, pytest.mark.xdist_group("sandbox")]


@pytest.fixture(scope="module")
def session():
    """One pre-warmed process for all tests of this file."""
    with Session() as session:
        yield session


def answered(name: str, answers: dict[str, str]):
    """The notebook with these answers, and nothing in the other answer cells."""
    notebook = copy.deepcopy(source(name))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers.get(grade_id(cell), "")
    return notebook


def messages(run) -> dict[str, str]:
    """Test to its message, "" where it passes."""
    found = {}
    for cell in run.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            errors = [o for o in cell.outputs if o.output_type == "error"]
            found[grade_id(cell)] = f"{errors[0].ename}: {errors[0].evalue}" if errors else ""
    return found


def in_rows(pick) -> list:
    """Every answer of the bank, packed into as few notebooks as possible: the n-th answer of each task in one."""
    rows = []
    for name in NAMES:
        for number in range(max(len(pick(task)) for task in BANK[name])):
            codes = {task.cell: (task, pick(task)[number]) for task in BANK[name] if number < len(pick(task))}
            rows.append(pytest.param(name, codes, id=f"{name}-{number}"))
    return rows


@pytest.mark.parametrize(("name", "codes"), in_rows(lambda t: t.right))
def test_right_answers_earn_the_same_points_through_the_sandbox(name, codes, session):
    """All kinds of values, functions and figures cross to the judge as what they are."""
    got = messages(run_notebook(session, answered(name, {cell: code for cell, (_, code) in codes.items()})))
    awaited = {test: "" for task, _ in codes.values() for test in task.tests}
    assert {test: got[test] for test in awaited} == awaited


@pytest.mark.parametrize(("name", "codes"), in_rows(lambda t: t.wrong))
def test_wrong_answers_read_the_same_sentences_through_the_sandbox(name, codes, session):
    """Word for word what the student would read if the tests ran beside the answer."""
    got = messages(run_notebook(session, answered(name, {cell: wrong.code for cell, (_, wrong) in codes.items()})))
    for task, wrong in codes.values():
        awaited = play(name, task, wrong.code)
        assert {test: got[test] for test in awaited} == awaited, wrong.misconception


# ----------------------------------------------------------------------------------------- what must not get out


@pytest.fixture(scope="module")
def verdicts():
    """The self-test of `technopolitics doctor --sandbox`, once."""
    return {verdict.name: verdict for verdict in try_everything(ROOT)}


@pytest.mark.parametrize("name", [*ATTEMPTS, "run for ever", "stay alive when the grading has ended"])
def test_no_attempt_gets_out(name, verdicts):
    """Each attempt of the self-test meets a wall."""
    assert verdicts[name].held, verdicts[name]


@pytest.mark.parametrize(
    "name", ["read the course (solutions, gradebook, other students)", "read the grader's environment", "reach a server on this machine"]
)
def test_the_attempts_work_where_there_is_no_wall(name, monkeypatch):
    """The same code gets through without the sandbox: the self-test can fail. Only attempts that harm nothing are tried."""
    monkeypatch.setattr("technopolitics.classroom.escape_attempts.ATTEMPTS", {name: ATTEMPTS[name]})
    monkeypatch.setattr("technopolitics.classroom.escape_attempts.Session", lambda hidden: Session(unsafe=True))
    assert not next(try_everything(ROOT)).held


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user to try it")
def test_an_ordinary_user_has_the_same_walls():
    """Not only root: the self-test as a user without rights, who makes the wall with a user namespace."""
    code = f"""
from pathlib import Path
from technopolitics.classroom.command import main
from technopolitics.classroom.escape_attempts import try_everything
import os
print(os.getuid(), [v for v in try_everything(Path({str(ROOT)!r})) if not v.held])
"""
    # Python may lie in root's home, which nobody else may enter: in this view of the files one may pass through it.
    above = [str(parent) for parent in reversed(Path(sys.base_prefix).parents) if parent.is_relative_to("/root")]
    passable = ["--perms", "0755", "--tmpfs", "/root", *(word for path in above[1:] for word in ("--perms", "0755", "--dir", path))]
    passable = [*passable, "--ro-bind", sys.base_prefix, sys.base_prefix] if above else []
    user = ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups", sys.executable, "-c", code]
    done = subprocess.run(
        [
            "bwrap",
            "--dev-bind",
            "/",
            "/",
            *passable,
            "--perms",
            "1777",
            "--tmpfs",
            "/var/tmp",
            "--cap-add",
            "CAP_SETUID",
            "--cap-add",
            "CAP_SETGID",
            "--",
            *user,
        ],
        env={"HOME": "/var/tmp", "PATH": os.environ["PATH"], "MPLCONFIGDIR": "/var/tmp/mpl"},
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "1234 []", done.stdout + done.stderr


def test_the_command_says_what_held(capsys, monkeypatch):
    """`technopolitics doctor --sandbox`: a line for each attempt; exit code 1 when one gets out."""
    two = {name: ATTEMPTS[name] for name in list(ATTEMPTS)[:2]}
    monkeypatch.setattr("technopolitics.classroom.escape_attempts.ATTEMPTS", two)
    main(["doctor", "--sandbox"])
    shown = capsys.readouterr().out
    assert all(f"held   {name}" in shown for name in two)
    assert "can grade notebooks that nobody trusts" in shown
    monkeypatch.setattr("technopolitics.classroom.escape_attempts.Session", lambda hidden: Session(unsafe=True))
    with pytest.raises(SystemExit, match=r"[1-9] attempts got out"):
        main(["doctor", "--sandbox"])
    assert "BROKE" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="nothing to look at"):
        main(["doctor"])


def test_without_bubblewrap_nothing_is_graded_and_the_ways_out_are_named(monkeypatch):
    """A clear refusal: what is missing, where it works, and what --unsafe means."""
    monkeypatch.setattr(boundary.shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match=r"bubblewrap is not installed.*apt install bubblewrap.*WSL.*container.*--unsafe.*runs as you"):
        Session()
    monkeypatch.setattr(boundary.sys, "platform", "darwin")
    with pytest.raises(NoSandbox, match="no sandbox on darwin"):
        Session()


def cells(*sources: str, test: str = ""):
    """A notebook of these cells, and a test cell at its end."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in sources])
    if test:
        notebook.cells.append(nbformat.v4.new_code_cell(test))
        notebook.cells[-1].metadata["nbgrader"] = {"grade": True, "solution": False, "locked": True, "grade_id": "test", "points": 1}
    return notebook


def outcome(run) -> list[str]:
    """What each code cell showed, as one text."""
    return [" ".join(str(o.get("text") or o.get("data") or f"{o.get('ename')}: {o.get('evalue')}") for o in c.outputs) for c in run.notebook.cells]


def test_cells_show_what_a_notebook_shows(session):
    """Results, printed text, tables, figures, errors and magics; `input` is refused; a cell below an error still runs."""
    shown = outcome(
        run_notebook(
            session,
            cells(
                "1 + 1",
                "print('a'); import sys; print('b', file=sys.stderr)",
                "import pandas as pd; pd.DataFrame({'x': [1]})",
                "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
                "1 / 0",
                "input('name?')",
                "raise SystemExit",
                "!echo from the shell",
                "%timeit -n1 -r1 1",
                "x = 3\nx",
            ),
        )
    )
    for place, words in enumerate(
        ["'2'", "a\n b", "text/html", "image/png", "ZeroDivisionError", "does not support input", "SystemExit", "from the shell", "per loop", "'3'"]
    ):
        assert words in shown[place], f"{words!r} not in {shown[place][:300]}"


def test_a_crash_costs_one_cell_and_not_the_notebook(session):
    """The process dies in the middle: the cells above are there again, the ones below run, and a person is told."""
    run = run_notebook(session, cells("kept = 41", "import os; os._exit(1)", "kept + 1", test="assert kept == 41"))
    shown = outcome(run)
    assert "ended its process" in shown[1]
    assert "'42'" in shown[2]
    assert shown[3] == ""
    assert [(i.cell, i.kind) for i in run.incidents] == [("cell 2", "ended")]


def test_an_endless_cell_is_stopped_and_named(session):
    """One that can be interrupted keeps its values; one that ignores interrupts is ended and left out."""
    limits = Limits(cell_seconds=1)
    run = run_notebook(session, cells("kept = 1", "while True: pass", "kept"), limits)
    assert "longer than 1 seconds" in outcome(run)[1]
    assert "'1'" in outcome(run)[2]
    stubborn = "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass"
    run = run_notebook(session, cells("kept = 1", stubborn, "kept"), limits)
    assert "longer than 1 seconds" in outcome(run)[1]
    assert "'1'" in outcome(run)[2]


def test_an_endless_answer_fails_its_test_and_no_other(session):
    """A function that never returns costs its own test; the tests below are judged."""
    notebook = cells("def forever(): \n    while True: pass\ngood = 5", test="forever()")
    notebook.cells.append(copy.deepcopy(notebook.cells[-1]))
    notebook.cells[-1].source = "assert good == 5"
    notebook.cells[-1].metadata.nbgrader.grade_id = "another test"
    run = run_notebook(session, notebook, Limits(cell_seconds=1))
    assert "TimeoutError" in outcome(run)[1]
    assert outcome(run)[2] == ""


def test_a_notebook_has_a_time_of_its_own(session):
    """Many slow cells cannot hold a class up: the rest of the notebook is left out, and said so."""
    run = run_notebook(session, cells(*["import time; time.sleep(0.8)"] * 6), Limits(cell_seconds=1, notebook_seconds=2))
    assert "NotebookTimeoutError" in outcome(run)[5]
    assert run.incidents[-1].kind == "notebook time"


def test_large_outputs_are_cut_with_a_notice(session):
    """Neither a long line nor many outputs reach the grader whole."""
    run = run_notebook(session, cells("print('x' * 60_000_000)", "for i in range(500): display(i)", "'y' * 60_000_000"))
    shown = outcome(run)
    assert len(shown[0]) < 250_000
    assert "too long" in shown[0]
    assert "500 outputs" in shown[1]
    assert "too large" in shown[2]


def test_each_submission_starts_from_nothing(session):
    """Files, modules and random draws of one student are not there for the next."""
    run_notebook(session, cells("open('left.txt', 'w').write('x'); import pandas; pandas.mark = 1"))
    shown = outcome(run_notebook(session, cells("import os, pandas; os.listdir('.'), hasattr(pandas, 'mark')", "import random; random.random()")))
    again = outcome(run_notebook(session, cells("1", "import random; random.random()")))
    assert "([], False)" in shown[0]
    assert shown[1] != again[1]


def test_files_of_the_assignment_are_there(session):
    """Data that the instructor gives out lies beside the notebook."""
    shown = outcome(run_notebook(session, cells("open('data/towns.csv').read()"), files={"data/towns.csv": b"a,b"}))
    assert "a,b" in shown[0]


@pytest.mark.parametrize(
    "forgery",
    [
        "import builtins; builtins.isinstance = lambda *a: True",
        "class Same:\n    def __eq__(self, other): return True\n    def __float__(self): return 42.0\nanswer = Same()",
        "import technopolitics.practice.graded as g; g.right = lambda *a, **k: None",
        "AssertionError = Exception\nimport builtins; builtins.AssertionError = type('A', (Exception,), {})",
        "import sys; sys.settrace(lambda *a: None); sys.excepthook = lambda *a: None",
        "get_ipython().run_cell = lambda *a, **k: None",
        "import atexit, os; os.write(3, b'\\x00\\x00\\x00\\x02{}')",
        "from technopolitics.classroom.sandbox import workplace; workplace._used_names = lambda s: set()",
        "answer = float('nan')",
    ],
)
def test_no_forgery_passes_a_test(forgery, session):
    """Whatever is replaced in the student's process, the judge looks at values in its own."""
    test = "from technopolitics.practice import graded\ngraded.right('answer', answer, graded.Number(), 42)"
    run = run_notebook(session, cells("answer = 1", forgery, test=test))
    assert outcome(run)[-1], "the test passed"
    run = run_notebook(session, cells("answer = 42", test=test))
    assert outcome(run)[-1] == "", "an honest answer passes"

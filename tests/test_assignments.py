"""Graded assignments: fresh, fair, and proof against the answers that students give."""

import ast
import contextlib
import copy
import html
import importlib
import io
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

from technopolitics.classroom.feedback_page import FeedbackExporter
from technopolitics.classroom.feedback_steps import HideTests
from technopolitics.practice import graded
from tools.make_assignments import make

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(p.parent.name for p in (ROOT / "solutions").glob("*/*.ipynb"))
EVERY_ASSIGNMENT = pytest.mark.parametrize("name", NAMES)
BANK = {name: importlib.import_module(f"tests.answer_bank.{name}").TASKS for name in NAMES}
RIGHT = [pytest.param(n, t, code, id=f"{n}-{t.cell}-right{i}") for n in NAMES for t in BANK[n] for i, code in enumerate(t.right)]
WRONG = [pytest.param(n, t, w, id=f"{n}-{t.cell}-{w.misconception.replace(' ', '_')}") for n in NAMES for t in BANK[n] for w in t.wrong]


@cache
def source(name: str):
    return nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)


def grade_id(cell) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


# No written answer, with the reason.
WITHOUT_TEXT = {"a0_warm_up": "it only shows how to work and how to hand in, and does not count"}

# The plain edition, and three cohorts with keys of their own.
KEYS = ("", "spring-27", "autumn-27", "evening class")


def play(name: str, task, code: str, key: str = "") -> dict[str, str]:
    """Run the given cells, one answer and its tests, as the grader would; test to its message ("" where it passes)."""
    namespace: dict = {"__name__": "__main__"}
    cells = source(name).cells
    answered = {grade_id(c): i for i, c in enumerate(cells)}[task.cell]
    results = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for i, cell in enumerate(cells):
            settings = cell.metadata.get("nbgrader", {})
            if cell.cell_type != "code":
                continue
            if i == answered:
                exec(code, namespace)
            elif settings.get("locked") and not settings.get("grade"):
                exec(cell.source.replace('key=""', f"key={key!r}"), namespace)
            elif grade_id(cell) in task.tests:
                try:
                    exec(cell.source, namespace)
                    results[grade_id(cell)] = ""
                except Exception as error:
                    results[grade_id(cell)] = f"{type(error).__name__}: {error}"
    plt.close("all")
    return results


def stub(name: str, cell_id: str) -> str:
    """The answer cell as a student receives it."""
    released = nbformat.read(ROOT / "assignments" / name / f"{name}.ipynb", as_version=4)
    return next(c.source for c in released.cells if grade_id(c) == cell_id)


@pytest.mark.parametrize(("name", "task", "code"), RIGHT)
def test_a_right_answer_earns_its_points_however_it_is_written(name, task, code):
    """Other idioms, other types, other orders: full points."""
    for key in KEYS:
        assert play(name, task, code, key) == dict.fromkeys(task.tests, ""), f"edition {key or 'plain'}"


@pytest.mark.parametrize(("name", "task", "wrong"), WRONG)
def test_a_wrong_answer_loses_points_and_reads_a_sentence_that_helps(name, task, wrong):
    """Each planned wrong answer fails the tests that it should, and its own words are shown."""
    for key in KEYS:
        messages = play(name, task, wrong.code, key)
        for test in wrong.tests or task.tests:
            edition = f"edition {key or 'plain'}, {test}"
            assert messages[test].startswith("AssertionError"), f"{edition}: {messages[test] or 'passed'}"
            assert re.search(wrong.message, messages[test]), f"{edition}: {messages[test]}"


@EVERY_ASSIGNMENT
def test_untouched_notebook_earns_nothing(name):
    """The cell as released, an empty cell, and None fail every test of every task, with a message."""
    for task in BANK[name]:
        for code in (stub(name, task.cell), f"{task.cell} = None"):
            messages = play(name, task, code)
            assert set(messages) == set(task.tests)
            assert all(messages.values()), f"{task.cell}: {messages}"


CONSTANTS = ("0", "1", "-1", "100", "True", "False", "''", "'x'", "[]", "{}", "set()", "pd.Series(dtype=float)", "pd.DataFrame()", "plt.figure()")


def answered_names(name: str, cell_id: str) -> tuple[list[str], list[str]]:
    """Names of the functions and of the variables that an answer cell is about, from the stub that students receive."""
    tree = ast.parse(stub(name, cell_id))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    dots = [node for node in tree.body if isinstance(node, ast.Assign) and getattr(node.value, "value", None) is Ellipsis]
    return functions, [target.id for node in dots for target in node.targets]


@pytest.mark.parametrize(("name", "task"), [pytest.param(n, t, id=f"{n}-{t.cell}") for n in NAMES for t in BANK[n]])
def test_no_constant_and_no_copy_of_the_input_earns_a_point(name, task):
    """Whatever constant an answer is, or a function that always gives it or gives its argument back: every test fails."""
    functions, variables = answered_names(name, task.cell)
    assert functions or variables, "the answer cell has neither a function nor three dots"
    gifts = [*CONSTANTS, *(["a[0]", "a[-1]", "len(a)"] if functions else [])]
    for gift in gifts:
        lines = [stub(name, task.cell)]
        lines += [f"{f} = lambda *a, **k: {gift}" for f in functions]
        lines += [f"{v} = {gift}" for v in variables if not re.search(r"\ba\b", gift)]
        messages = play(name, task, "\n".join(lines))
        earned = [test for test, message in messages.items() if not message]
        assert not earned, f"{gift} passes {earned}"


@EVERY_ASSIGNMENT
def test_feedback_pages_of_the_bank_show_no_hidden_test_and_no_expected_value(name):
    """Each wrong answer of the bank on a page as students get it: its message is there, the hidden test is not.

    The worst case is assumed: a traceback that prints the whole test cell.
    """
    released_tests = {grade_id(c): c for c in source(name).cells if c.metadata.get("nbgrader", {}).get("grade")}
    hidden = {
        line.strip()
        for cell in released_tests.values()
        for region in re.findall(r"BEGIN HIDDEN TESTS(.*?)### END", cell.source, flags=re.DOTALL)
        for line in region.splitlines()
        if len(line.strip()) > 30
    }
    for number in range(max(len(task.wrong) for task in BANK[name])):
        notebook = copy.deepcopy(source(name))
        answers = {task.cell: task.wrong[number % len(task.wrong)].code for task in BANK[name]}
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = answers.get(grade_id(cell), "")
        shown, awaited = {}, []
        for task in BANK[name]:
            wrong = task.wrong[number % len(task.wrong)]
            with recorded(awaited):
                messages = play(name, task, wrong.code)
            shown.update({test: message for test, message in messages.items() if message})
            check_no_value(messages.values(), awaited, wrong.code)
        for cell in notebook.cells:
            message = shown.get(grade_id(cell))
            if message:
                kind, _, text = message.partition(": ")
                cell.outputs = [nbformat.v4.new_output("error", ename=kind, evalue=text, traceback=[cell.source, message])]
        page = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", feedback_page(notebook), flags=re.DOTALL))
        assert "HIDDEN TESTS" not in page
        assert "MARK SCHEME" not in page
        # A line that a student wrote, or that stands in a visible cell, is no secret.
        visible = "\n".join(
            [*answers.values(), *(re.sub(r"### BEGIN HIDDEN.*?### END HIDDEN TESTS", "", c.source, flags=re.DOTALL) for c in notebook.cells)]
        )
        assert not [line for line in hidden if line in page and line not in visible]
        for message in shown.values():
            assert " ".join(message.removeprefix("AssertionError: ").split())[:40] in " ".join(page.split())


@contextlib.contextmanager
def recorded(awaited: list):
    """While it lasts, what graded.right awaits is written down."""
    right = graded.right

    def recording(name, answer, kind, target, mistakes=()):
        awaited.append((kind, target))
        return right(name, answer, kind, target, mistakes)

    graded.right = recording
    try:
        yield
    finally:
        graded.right = right


def check_no_value(messages, awaited, code: str) -> None:
    """No message contains an expected number (of three characters or more; 100 is a scale) that the student had not written."""
    numbers = set()
    for kind, target in awaited:
        if isinstance(kind, graded.Number):
            numbers.add(float(target))
        elif isinstance(kind, graded.Numbers):
            numbers |= {float(v) for v in dict(target).values()}
    spelled = {f"{n:{form}}" for n in numbers if n == n for form in (".1f", ".2f", "g", ",.0f")}
    for message in messages:
        leaked = {
            s
            for s in spelled - {"100", "100.0", "100.00"}
            if len(s) > 2 and re.search(rf"(?<![\w.,]){re.escape(s)}(?![\w.,]*\d)", message) and s not in code
        }
        assert not leaked, f"{leaked} in: {message}"


def feedback_page(notebook) -> str:
    """A page as generate_feedback makes it, with every cell's score already in its metadata."""
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade") or settings.get("task"):
            settings.update(score=0, comment=None)
        if settings.get("solution"):
            settings["comment"] = None
    resources = {"nbgrader": {"notebook": "x", "score": 0, "max_score": 100, "late_penalty": 0}}
    exporter = FeedbackExporter()
    exporter.register_preprocessor(HideTests(), enabled=True)
    return exporter.from_notebook_node(notebook, resources)[0]


@EVERY_ASSIGNMENT
def test_instructors_solution_earns_everything(name):
    """The answers in solutions/ pass every test."""
    for task in BANK[name]:
        code = next(c.source for c in source(name).cells if grade_id(c) == task.cell)
        assert play(name, task, code) == dict.fromkeys(task.tests, "")


@EVERY_ASSIGNMENT
def test_points_add_up_and_every_graded_cell_is_in_the_bank(name):
    """A hundred points; every autograded test belongs to a task of the bank with enough answers; one written answer with a rubric."""
    settings = [c.metadata.get("nbgrader", {}) for c in source(name).cells]
    assert sum(s.get("points", 0) for s in settings) == 100
    tests = {s["grade_id"] for s in settings if s.get("grade") and not s.get("solution")}
    assert tests == {t for task in BANK[name] for t in task.tests}
    assert len(BANK[name]) >= 6
    assert all(len(t.right) >= 4 and len(t.wrong) >= 5 for t in BANK[name])
    written = [c.source for c in source(name).cells if c.metadata.get("nbgrader", {}).get("task")]
    assert bool(written) != (name in WITHOUT_TEXT)
    assert all("MARK SCHEME" in text and "| **" in text for text in written)


@EVERY_ASSIGNMENT
def test_student_copy_holds_no_solution_and_no_hidden_test(name):
    """Nothing of what an instructor wrote between the marks is in the released file."""
    text = (ROOT / "assignments" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    for secret in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "graded.right"):
        assert secret not in text


def test_assignments_are_fresh(tmp_path):
    """assignments/ is what nbgrader makes from solutions/ today."""
    assert make(tmp_path) == NAMES
    for name in NAMES:
        made, kept = (folder / name / f"{name}.ipynb" for folder in (tmp_path, ROOT / "assignments"))
        assert made.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), f"run: make assignments ({name} is stale)"
    assert {p.name for p in (ROOT / "assignments").iterdir() if p.is_dir()} == set(NAMES)


def test_student_copy_needs_nothing_but_the_package(tmp_path):
    """The released notebook names no file and imports only the package and its dependencies."""
    for name in NAMES:
        code = "\n".join(c.source for c in source(name).cells if c.cell_type == "code")
        imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, flags=re.MULTILINE))
        assert imported <= {"matplotlib", "numpy", "pandas", "technopolitics", "math"}
        assert "open(" not in code
        assert "read_csv" not in code
    subprocess.run([sys.executable, "-c", "from technopolitics.practice import graded"], check=True, cwd=tmp_path)

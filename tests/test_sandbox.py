"""The sandbox: honest notebooks get what they get without it, and nothing that runs inside reaches out."""

import copy

import pytest

from technopolitics.classroom.sandbox import boundary
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from technopolitics.classroom.sandbox.session import Session
from tests.test_assignments import BANK, NAMES, grade_id, play, source

REASON = boundary.why_not()
pytestmark = [pytest.mark.skipif(bool(REASON), reason=f"no sandbox here: {REASON}"), pytest.mark.xdist_group("sandbox")]


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

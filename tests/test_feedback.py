"""What a student gets back and what a marker sees: clear, complete, and nothing in it acts in a browser."""

from __future__ import annotations

import copy
import html
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from technopolitics.classroom.course_folder import nbgrader, write_configuration
from technopolitics.classroom.feedback_page import POLICY, FeedbackExporter, tasks_of
from technopolitics.classroom.feedback_steps import HideTests
from technopolitics.classroom.formgrader_page import page_policy, with_nonce
from technopolitics.classroom.rubric import rubric_of
from technopolitics.classroom.sanitising import clean_html, clean_markdown, clean_notebook, clean_output, markdown_to_html
from tests.needs import NO_SANDBOX
from tests.page_attacks import HTML, MARKDOWN, OUTPUTS, attacking_notebook

# ------------------------------------------------------------------------------------------ the allow-list, as text

# What may stand behind a "<" in clean HTML, whatever went in.
TAG = re.compile(r"</?([a-z][a-z0-9]*)((?: [a-z]+=\"[^\"<>]*\")*) ?/?>")
ACTING_TAGS = {"script", "style", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "base", "svg", "math", "video", "audio"}
ACTING_TAGS |= {"body", "html", "main", "noscript", "template", "textarea", "select", "picture", "source", "area", "frame", "frameset", "marquee"}
HARMLESS_ATTRIBUTES = {"href", "src", "alt", "title", "class", "style", "colspan", "rowspan", "width", "height", "start", "scope"}


def assert_harmless(page: str) -> None:
    """Only text, and tags and attributes that neither run nor load nor cover."""
    assert "<" not in TAG.sub("", page), page
    for tag in TAG.finditer(page):
        assert tag[1] not in ACTING_TAGS, tag[0]
        for name, value in re.findall(r" ([a-z]+)=\"([^\"]*)\"", tag[2]):
            value = html.unescape(value)
            assert name in HARMLESS_ATTRIBUTES, tag[0]
            assert name != "href" or re.match(r"https?://(?!attack)|mailto:", value), tag[0]
            assert name != "src" or value.startswith("data:image/png;base64,iVBOR"), tag[0]
            assert name != "style" or re.fullmatch(r"\s*text-align:\s*(left|right|center);?", value), tag[0]
            assert name != "class" or not {"navbar-fixed-top", "modal", "graded"} & set(value.split()), tag[0]


@pytest.mark.parametrize("name", HTML)
def test_html_of_a_student_is_harmless_wherever_it_stands(name):
    """In an output, in Markdown, and in Markdown that a page renders once more."""
    assert_harmless(clean_html(HTML[name]))
    assert_harmless(markdown_to_html(f"a\n\n{HTML[name]}\n\nb"))
    assert_harmless(markdown_to_html(clean_markdown(f"a\n\n{HTML[name]}\n\nb")))


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_of_a_student_is_harmless_and_still_to_read(name):
    """Rendered once or twice, nothing acts, and the words around it are there."""
    for rendered in (
        markdown_to_html(f"before\n\n{MARKDOWN[name]}\n\nafter"),
        markdown_to_html(clean_markdown(f"before\n\n{MARKDOWN[name]}\n\nafter")),
    ):
        assert_harmless(rendered)
        assert "before" in rendered
        assert "after" in rendered


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_keeps_text_tables_and_png_only(name):
    """No other kind stays, no metadata stays, and a reader is told when nothing could be shown."""
    output = clean_output(copy.deepcopy(OUTPUTS[name]))
    nbformat.validate(new_notebook(cells=[new_code_cell("", outputs=[output])]))
    if "data" in output:
        assert set(output.data) <= {"text/html", "text/plain", "text/latex", "image/png"}
        assert output.data, "a marker must see that something was there"
        assert output.metadata in ({}, {"image/png": {"alt": "Picture that this cell draws"}})
        assert_harmless(output.data.get("text/html", ""))
    if name in ("javascript", "svg", "pdf", "widget", "picture of another kind"):
        assert "is not shown" in output.data["text/plain"]


def test_forged_fields_of_a_kernel_do_not_break_the_page():
    """Lists, numbers and nothing in place of texts: the output is still one, and valid."""
    for forged in (
        {"output_type": "stream", "name": "<b>", "text": ["a", "b"]},
        {"output_type": "error", "ename": None, "evalue": ["x"], "traceback": "not a list"},
        {"output_type": "execute_result", "execution_count": "<script>", "data": {"text/html": 5, "text/plain": ["a"]}, "metadata": []},
        {"output_type": "display_data", "data": None},
    ):
        nbformat.validate(new_notebook(cells=[new_code_cell("", outputs=[clean_output(NotebookNode(forged))])]))


def test_a_whole_notebook_of_attacks_becomes_valid_and_stays_as_it_is():
    """Cleaning is done once: a second time changes nothing; nothing but nbgrader's metadata is left."""
    notebook = clean_notebook(attacking_notebook())
    nbformat.validate(notebook)
    assert clean_notebook(copy.deepcopy(notebook)) == notebook
    assert set(notebook.metadata) == {"language_info"}
    assert all(not cell.metadata and "attachments" not in cell for cell in notebook.cells)


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, *stress*, `a < b` and x < y, R&D.",
        "$\\frac{a_1}{b} < 3$ costs $5 billion, not $7 billion.\n\n$$\nx = 1\n$$",
        "| a | b |\n|:--|--:|\n| 1 | `2 < 3` |",
        "1. one\n2. two\n\n> quoted\n\n[source](https://example.org/a_b?x=1&y=2)",
        "```python\nfor i in range(3):\n    print('<b>')\n```",
        "<details><summary>A hint</summary>\n\nLook at *this*.\n\n</details>",
    ],
)
def test_an_honest_text_is_not_touched(text):
    """What harms nobody stays as the student wrote it, letter for letter."""
    assert clean_markdown(text) == text


def test_a_table_of_pandas_stays_a_table():
    """Without its style sheet, whose text must not show, and with its numbers to the right."""
    import pandas as pd

    shown = clean_html(pd.DataFrame({"firm": ["R&D <b>"], "share": [61.2]})._repr_html_())
    assert '<table class="dataframe">' in shown
    assert "<td>61.2</td>" in shown
    assert "R&amp;D &lt;b&gt;" in shown
    assert "vertical-align" not in shown


# ------------------------------------------------------------------------------------------------- the page's words

TASK = "## Task 1 · Count (8 points)\n\nGive `n`."
ESSAY = "## Task 2 · Argue (20 points, marked by hand)\n\n| | 0 | 4 | 5 |\n|---|---|---|---|\n| **Evidence** | none | a number | three numbers |\n| **Doubt** | none | one | two |"
SCHEME = "\n\n=== BEGIN MARK SCHEME ===\nOnly for markers.\n=== END MARK SCHEME ==="
TEST = "assert n > 0, 'n: not a count'\n### BEGIN HIDDEN TESTS\nassert n == 4711, 'n: That is not all of them.'\n### END HIDDEN TESTS"


def graded(cell: NotebookNode, grade_id: str, **settings) -> NotebookNode:
    """A cell with nbgrader's label."""
    cell.metadata.nbgrader = NotebookNode(
        {"grade_id": grade_id, "grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3} | settings
    )
    return cell


def small_notebook(
    score: float = 0, waiting: bool = False, comment: str | None = "Evidence 5, doubt 4. Well argued.", answer: str = "n = 1", **test
) -> NotebookNode:
    """An assignment of two tasks with its marks in the cells, as GetMarks leaves them."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Assignment a · Small"),
            new_markdown_cell(TASK),
            graded(new_code_cell(answer), "n", solution=True, comment=None),
            graded(new_code_cell(TEST, **test), "test_n", grade=True, locked=True, points=8, score=score, waiting=False),
            graded(
                new_markdown_cell(ESSAY + SCHEME),
                "essay",
                task=True,
                locked=True,
                points=20,
                score=0 if waiting else 9,
                waiting=waiting,
                comment=comment,
            ),
            new_markdown_cell("My words."),
        ]
    )


def page_of(notebook: NotebookNode, late_penalty: float = 0) -> str:
    """The page as generate_feedback makes it, from the marks in the cells."""
    total = sum(cell.metadata.get("nbgrader", {}).get("score", 0) for cell in notebook.cells)
    exporter = FeedbackExporter()
    exporter.register_preprocessor(HideTests(), enabled=True)
    resources = {"nbgrader": {"notebook": "a", "score": total - late_penalty, "max_score": 28, "late_penalty": late_penalty}}
    return exporter.from_notebook_node(notebook, resources)[0]


def words(page: str) -> str:
    """What is to read on a page."""
    return " ".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


def failing(message: str, kind: str = "AssertionError", **more) -> NotebookNode:
    return new_output("error", ename=kind, evalue=message, traceback=[TEST, message], **more)


def test_tasks_have_the_names_of_their_headings():
    """No "Test cell": the words of the task, without the points that have a column of their own."""
    assert [task.name for task in tasks_of(small_notebook())] == ["Task 1 · Count", "Task 2 · Argue"]


def test_names_come_from_the_release_even_when_a_student_changed_a_heading():
    """The student's own headings are on the page below, not in the table."""
    changed = small_notebook()
    changed.cells[1].source = "## Task 1 · All points earned"
    assert [task.name for task in tasks_of(changed, small_notebook())] == ["Task 1 · Count", "Task 2 · Argue"]


def test_the_page_says_points_message_comment_and_levels():
    """What a student asks first is at the top, in words."""
    shown = words(page_of(small_notebook(outputs=[failing("n: That is not all of them.")])))
    assert "9 of 28 points" in shown
    assert "Task 1 · Count 0 of 8 ✗ no points n: That is not all of them." in shown
    assert "Evidence 5 of 5 : three numbers" in shown
    assert "Doubt 4 of 5 : one" in shown
    assert "Comment: Evidence 5, doubt 4. Well argued." in shown
    assert "My words." in shown
    assert "late" not in shown


def test_an_answer_that_waits_for_a_person_is_no_zero_yet():
    """The page says that it was not marked, and that the sum is not the last word."""
    shown = words(page_of(small_notebook(score=8, waiting=True, comment=None)))
    assert "not marked yet" in shown
    assert "8 of 28 points so far" in shown
    assert "not marked yet" not in words(page_of(small_notebook(score=8)))


def test_a_late_penalty_is_a_line_of_the_table():
    """What is taken off is said, beside the sum that remains."""
    shown = words(page_of(small_notebook(score=8), late_penalty=3))
    assert "Handed in late −3" in shown
    assert "Total 14 of 28" in shown


def test_hidden_tests_and_the_mark_scheme_are_on_no_page():
    """Not as code, not in a traceback, not in the message of another error."""
    for output in (failing("n: That is not all of them."), failing(f"invalid\n{TEST}", "ValueError"), failing(f"mine: {TEST}")):
        shown = words(page_of(small_notebook(outputs=[output])))
        for secret in ("4711", "HIDDEN", "Only for markers", "MARK SCHEME"):
            assert secret not in shown, (secret, output.evalue)


def test_what_a_test_prints_or_displays_is_not_shown():
    """Code of the student that runs inside a test could show the test from inside."""
    outputs = [new_output("stream", text="n == 4711"), new_output("display_data", {"text/plain": "n == 4711"}), failing("n: wrong")]
    notebook = small_notebook(outputs=outputs)
    shown = words(page_of(notebook))
    assert "4711" not in shown
    assert "n: wrong" in shown
    hidden, _ = HideTests().preprocess(notebook, {})
    assert [output.output_type for output in hidden.cells[3].outputs] == ["error"], "and no other page could show it"


def test_zero_points_without_a_message_say_why_there_is_none():
    """A test that did not run to its end leaves nothing; the page does not leave the student alone with it."""
    assert "it did not run to its end" in words(page_of(small_notebook()))


@pytest.mark.parametrize(
    ("comment", "levels"),
    [
        ("Evidence 5, doubt 4", [5, 4]),
        ("DOUBT: 0. Evidence = 4; see me", [4, 0]),
        ("Evidence, doubt: 4 of 10", [None, None]),
        ("Evidence 3", [None, None]),
        ("Evidence 50", [None, None]),
        ("", [None, None]),
    ],
)
def test_levels_are_read_from_the_comment_when_they_are_levels(comment, levels):
    """A row's name and a number that is a level of the row; a sum or another number is none."""
    assert [row.given for row in rubric_of(ESSAY, comment)] == levels


def test_a_task_without_a_table_has_no_rubric():
    """Nothing is made up."""
    assert rubric_of("## Task\n\n| word | meaning |\n|---|---|\n| a | b |", "a 5") == []


def test_each_formgrader_page_has_a_number_of_its_own():
    """Scripts of the template carry it; two pages never share one, or a student could learn it from a page."""
    one, two = {}, {}
    policy = page_policy(one)
    number = re.search(r"'nonce-([\w-]+)'", policy)[1]
    assert with_nonce("<script src='a.js'></script>", one) == f"<script nonce=\"{number}\" src='a.js'></script>"
    assert page_policy(two) != policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]


# --------------------------------------------------------------------------- a course, its commands, a real browser

ANSWER = "n = 4711"
SHOWS_ATTACKS = """import json
from IPython import get_ipython
for output in json.loads({outputs!r}):
    get_ipython().display_pub.publish(data=output["data"], metadata=output.get("metadata", {{}}))
print({text!r})"""
HONEST = [
    new_code_cell("import pandas as pd\npd.DataFrame({'firm': ['TSMC'], 'share': [61.2]})"),
    new_code_cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"),
    new_code_cell("print('forty-two chips')"),
    new_code_cell("1 / 0"),
    new_markdown_cell("The sum is $E = mc^2$.\n\n| stage | points |\n|---|--:|\n| EDA | 2030 |\n\nSee [the source](https://example.org/source)."),
]


def source_notebook() -> NotebookNode:
    """The instructor's notebook of the made-up course."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Assignment a · Small"),
            new_markdown_cell(TASK),
            graded(new_code_cell("### BEGIN SOLUTION\nn = 4711\n### END SOLUTION"), "n", solution=True),
            graded(new_code_cell(TEST), "test_n", grade=True, locked=True, points=8),
            graded(new_markdown_cell(ESSAY + SCHEME), "essay", task=True, locked=True, points=20),
            new_markdown_cell("*Write your answer here.*"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def handed_in(course: Path, student: str, cells: list[NotebookNode]) -> None:
    """A submission: the release with an answer and cells of the student's own."""
    notebook = nbformat.read(course / "assignments" / "a" / "a.ipynb", as_version=4)
    next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "n").source = ANSWER
    notebook.cells += cells
    folder = course / "submitted" / student / "a"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "a.ipynb")
    (folder / "evil.html").write_text("<script>window.attacked = 1</script>")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with an honest and a hostile student, graded and returned by nbgrader's own commands."""
    if NO_SANDBOX:
        pytest.skip(f"no sandbox here: {NO_SANDBOX}")
    course = tmp_path_factory.mktemp("course")
    write_configuration(course)
    (course / "solutions" / "a").mkdir(parents=True)
    nbformat.write(source_notebook(), course / "solutions" / "a" / "a.ipynb")
    nbgrader(course, "generate_assignment", "a")
    handed_in(course, "honest", HONEST)
    hostile = attacking_notebook()
    shown = [output for cell in hostile.cells if cell.cell_type == "code" for output in cell.outputs if "data" in output]
    text = OUTPUTS["text"].text
    attack = new_code_cell(SHOWS_ATTACKS.format(outputs=json.dumps(shown), text=text))
    handed_in(course, "mallory", [*(cell for cell in hostile.cells if cell.cell_type == "markdown"), attack])
    nbgrader(course, "autograde", "a")
    nbgrader(course, "generate_feedback", "a")
    return course


def test_autograded_notebooks_are_clean_and_hold_no_page_of_a_student(course):
    """What Formgrader opens is harmless as a file already; a page handed in beside the notebook did not travel on."""
    notebook = nbformat.read(course / "autograded" / "mallory" / "a" / "a.ipynb", as_version=4)
    assert clean_notebook(copy.deepcopy(notebook)) == notebook
    shown = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    assert len(shown) > 60, "the attacks were displayed"
    assert not any(set(output.data) - {"text/html", "text/plain", "text/latex", "image/png"} for output in shown)
    assert not list(course.glob("autograded/*/*/*.html"))
    assert [path.name for path in course.glob("feedback/*/*/*.html")] == ["a.html", "a.html"]


@contextmanager
def opened(browser, address: str, **options):
    """A page in a window of its own, with what it asked for, what it said, and whether it went elsewhere."""
    context = browser.new_context(**options)
    page = context.new_page()
    seen = SimpleNamespace(requests=[], dialogs=[], refused=[])
    page.on("request", lambda request: seen.requests.append(request.url))
    # The browser's own policy stopped it: it was wished for and never sent.
    page.on("requestfailed", lambda request: seen.requests.remove(request.url) if request.failure == "csp" else None)
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: seen.refused.append(message.text))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)  # what an attack starts after loading
    yield page, seen
    context.close()


def asked_elsewhere(seen, *own: str) -> list[str]:
    """Addresses outside the page's own, without those that stand in the page itself."""
    return [url for url in seen.requests if not url.startswith((*own, "data:image/png", "about:blank"))]


# In the part of a page that shows a notebook: scripts' attributes, links that do more than lead away, and overlays.
ACTING = """root => [...document.querySelector(root).querySelectorAll('*')].filter(e =>
    /^(script|style|iframe|object|embed|form|link|meta|base|svg|math|video|audio|template)$/i.test(e.tagName)
    || [...e.attributes].some(a => /^on|^(srcdoc|srcset|action|formaction|ping|background|poster)$/i.test(a.name))
    || (e.tagName === 'A' && e.hasAttribute('href') && !/^(https?:\\/\\/(?!attack)|mailto:|#)/.test(e.getAttribute('href')))
    || getComputedStyle(e).position === 'fixed').map(e => e.outerHTML.slice(0, 200))"""


def assert_quiet(page, seen, *own: str) -> None:
    """Nothing ran, nothing was asked for elsewhere, and the page is still where it was."""
    assert page.evaluate("typeof window.attacked") == "undefined"
    assert seen.dialogs == []
    assert asked_elsewhere(seen, *own) == []
    assert page.url.startswith(own)


def assert_readable(page) -> None:
    """The honest student's work is there: table, figure, text, coloured error, Markdown's table, a formula, a link."""
    assert page.locator("table.dataframe td", has_text="61.2").is_visible()
    assert page.evaluate("[...document.querySelectorAll('img')].some(i => i.naturalWidth > 100)")
    assert page.get_by_text("forty-two chips").last.is_visible()
    assert page.locator("pre span[class*=ansi]", has_text="ZeroDivisionError").first.is_visible()
    assert page.locator("td", has_text="2030").is_visible()
    assert page.get_by_text("The sum is $E = mc^2$.").is_visible()
    assert page.locator("a[href='https://example.org/source']").is_visible()


@pytest.mark.xdist_group("feedback")
def test_no_attack_works_on_a_feedback_page(course, browser):
    """Every attack of the corpus on one page in Chromium: no dialog, no request, no script, no overlay."""
    address = (course / "feedback" / "mallory" / "a" / "a.html").as_uri()
    with opened(browser, address) as (page, seen):
        assert_quiet(page, seen, "file://")
        assert page.evaluate(ACTING, "main") == []
        assert page.locator("#cover, #outside").count() == 0
        assert page.get_by_text("before handler of svg").count() == 1
        assert "8 of 28 points" in words(page.content())


@pytest.mark.xdist_group("feedback")
def test_the_policy_alone_stops_scripts_and_requests(tmp_path, browser):
    """If something ever slipped through the cleaning: the same HTML, not cleaned, under the page's policy."""
    # A refresh leads away from the page, which no policy forbids; a link waits for a click. Cleaning is what stops these.
    raw = "\n".join(text for name, text in HTML.items() if "refresh" not in name and "swallows" not in name)
    for policy, marker in ((f'<meta http-equiv=Content-Security-Policy content="{POLICY}">', "undefined"), ("", "number")):
        (tmp_path / "raw.html").write_text(f"<!DOCTYPE html><head>{policy}</head><body>{raw}</body>", encoding="utf-8")
        with opened(browser, (tmp_path / "raw.html").as_uri()) as (page, seen):
            assert page.evaluate("typeof window.attacked") == marker, "without the policy the attacks work, with it they do not"
            assert bool(seen.dialogs) == (not policy)
            assert bool(asked_elsewhere(seen, "file:", "data:")) == (not policy), seen.requests


@pytest.mark.xdist_group("feedback")
@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 360, "height": 800}}, {"color_scheme": "dark"}], ids=["desktop", "phone", "dark"])
def test_a_feedback_page_is_readable_for_everybody(course, browser, options):
    """No page wider than the window, no serious finding of axe (contrast, names, headings, landmarks), and the work is there."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    with opened(browser, (course / "feedback" / "honest" / "a" / "a.html").as_uri(), **options) as (page, seen):
        assert_quiet(page, seen, "file://")
        assert_readable(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        found = axe.Axe().run(page).response["violations"]
        assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical", "moderate")] == []
        assert page.locator("h1").count() == 1
        page.locator("table.tasks a").first.click()
        assert page.url.endswith("#task-1")
        assert page.get_by_text("Your answer").first.is_visible()


# ---------------------------------------------------------------------------------------------------- Formgrader


@pytest.fixture(scope="module")
def formgrader(course, tmp_path_factory):
    """A real server on the course, as an instructor starts it; with a third student whose notebook was never cleaned."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student("old", first_name="O<b>ld", last_name="Grader")
        gradebook.update_or_create_submission("a", "old")
        ids = {s.student.id: s.id for s in gradebook.notebook_submissions("a", "a")}
    raw = nbformat.read(course / "autograded" / "mallory" / "a" / "a.ipynb", as_version=4)
    attacks = attacking_notebook()
    raw.cells = [c for c in raw.cells if "nbgrader" in c.metadata] + attacks.cells
    raw.metadata = attacks.metadata
    folder = course / "autograded" / "old" / "a"
    folder.mkdir(parents=True)
    nbformat.write(raw, folder / "a.ipynb")
    home = tmp_path_factory.mktemp("home")
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_TOKEN": token}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    with open(home / "log", "wb") as log:
        server = subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api/status?token={token}", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text()
                time.sleep(0.25)
        yield SimpleNamespace(address=address, token=token, ids=ids)
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def marking_page(browser, formgrader, student: str):
    """Formgrader's page for one submission."""
    headers = {"Authorization": f"token {formgrader.token}"}
    with opened(browser, f"{formgrader.address}/formgrader/submissions/{formgrader.ids[student]}/", extra_http_headers=headers) as (page, seen):
        page.wait_for_selector("#notebook-container")
        yield page, seen


@pytest.mark.xdist_group("feedback")
@pytest.mark.parametrize("student", ["mallory", "old"], ids=["graded by us", "never cleaned"])
def test_no_attack_works_where_an_instructor_marks(formgrader, browser, student):
    """Every attack on Formgrader's page for marking by hand, even from a notebook that was graded before cleaning was set up."""
    with marking_page(browser, formgrader, student) as (page, seen):
        assert_quiet(page, seen, formgrader.address)
        assert page.evaluate(ACTING, "#notebook-container") == []
        assert page.locator("#cover, #outside").count() == 0
        assert page.get_by_text("before handler of svg").count() == 1
        # What a notebook cannot do, a script of the page's own origin could not be made to do either.
        page.evaluate(
            "() => { const s = document.createElement('div'); s.innerHTML = '<img src=x onerror=\"window.attacked = 1\">'; document.body.append(s); }"
        )
        page.wait_for_timeout(200)
        assert page.evaluate("typeof window.attacked") == "undefined"


@pytest.mark.xdist_group("feedback")
def test_marking_still_works_under_the_policy(formgrader, course, browser):
    """Scripts of the page itself run: a point and a comment are saved in the gradebook, names can be shown, and the work is readable."""
    from nbgrader.api import Gradebook

    with marking_page(browser, formgrader, "honest") as (page, seen):
        assert asked_elsewhere(seen, formgrader.address) == []
        assert_readable(page)
        for field, value in (("#essay", "9"), ("#essay-comment", "Evidence 5, doubt 4")):
            page.locator(field).fill(value)
            with page.expect_response(lambda response: response.request.method == "PUT") as saved:
                page.locator(field).press("Escape")
            assert saved.value.ok
        page.locator(".glyphicon-eye-open.name-hidden").click()
        assert page.locator("a.name-shown").is_visible()
        assert [text for text in seen.refused if "Content Security Policy" in text] == []
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("essay", "a", "a", "honest").manual_score == 9
        assert gradebook.find_comment("essay", "a", "a", "honest").manual_comment == "Evidence 5, doubt 4"


@pytest.mark.xdist_group("feedback")
def test_formgraders_feedback_button_makes_the_same_page(formgrader, course, browser):
    """The button uses the same exporter as the command: one page, one policy."""
    page_file = course / "feedback" / "mallory" / "a" / "a.html"
    before = page_file.read_text(encoding="utf-8")
    page_file.unlink()
    with marking_page(browser, formgrader, "mallory") as (page, _):
        answer = page.evaluate(
            """async () => (await fetch('/formgrader/api/assignment/a/mallory/generate_feedback', {method: 'POST',
            headers: {'X-XSRFToken': document.cookie.match(/_xsrf=([^;]+)/)[1]}})).text()"""
        )
    assert json.loads(answer)["success"], answer
    assert page_file.read_text(encoding="utf-8") == before

"""The class at a glance: numbers that mean what they say, and a page that a teacher reads in ten seconds."""

from __future__ import annotations

import html
import re
import stat
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from technopolitics.classroom.class_notebook import write_notebook
from technopolitics.classroom.class_page import arrival_bars, page_of, total_bars
from technopolitics.classroom.class_report import LEAST_STUDENTS, Arrival, Total, like_messages, look_at, task_numbers
from technopolitics.classroom.command import main
from technopolitics.classroom.feedback_page import Part, Task
from technopolitics.classroom.look_alikes import LEAST_CLASS, find_alike, known_names
from technopolitics.classroom.pseudonyms import Pseudonyms
from technopolitics.classroom.roster import Person, Roster
from tests.marked_class import ASSIGNMENT, DUE, grade_by_hand, make_course, mark_class


def task(name: str, points: float, of: float = 1, message: str = "", waiting: bool = False) -> Task:
    """One student's task with one test."""
    state = "waiting" if waiting else "full" if points >= of else "part" if points else "none"
    return Task(name, name, [Part(name, name, points, of, state, message)])


def words(page: str) -> str:
    """What is to read on a page."""
    return " ".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)).split())


# ------------------------------------------------------------------------------------------------- the numbers


def class_of(*rows: tuple[int, float, float]) -> dict[str, list[Task]]:
    """Students by (how many, points for A, points for B)."""
    pairs = [(a, b) for number, a, b in rows for _ in range(number)]
    return {f"s{i}": [task("A", a), task("B", b)] for i, (a, b) in enumerate(pairs)}


FRAME = [task("A", 0), task("B", 0)]


def test_difficulty_is_the_mean_share_of_the_points():
    """Three of four points, in halves and wholes, are 62.5 percent for four students."""
    works = class_of((1, 1, 0), (1, 0.5, 0), (1, 1, 0), (1, 0, 0))
    numbers, totals, left_out = task_numbers(FRAME, works, {})
    assert numbers[0].mean_share == 0.625
    assert (numbers[0].full, numbers[0].part, numbers[0].none, numbers[0].waiting) == (2, 1, 1, 0)
    assert [total.share for total in totals] == [0.5, 0.25, 0.5, 0]
    assert left_out == []


def test_discrimination_is_the_correlation_with_the_other_tasks():
    """A table of 12, 4, 4, 12 students has the phi coefficient (144 - 16) / 256 = 0.5, by hand; its interval is that of Fisher."""
    numbers, _, _ = task_numbers(FRAME, class_of((12, 1, 1), (4, 1, 0), (4, 0, 1), (12, 0, 0)), {})
    assert numbers[0].discrimination == pytest.approx(0.5)
    assert (numbers[0].low, numbers[0].high) == (pytest.approx(0.18, abs=0.005), pytest.approx(0.72, abs=0.005))
    turned, _, _ = task_numbers(FRAME, class_of((16, 1, 0), (16, 0, 1)), {})
    assert turned[0].discrimination == pytest.approx(-1)


@pytest.mark.parametrize(
    ("works", "why"),
    [
        (class_of((LEAST_STUDENTS // 2, 1, 1), (LEAST_STUDENTS // 2 - 1, 0, 0)), "too few"),
        (class_of((20, 1, 1), (20, 1, 0)), "all have the same points"),
        ({}, "not marked yet"),
    ],
)
def test_a_correlation_that_means_nothing_is_not_shown(works, why):
    """Too few students, no variation, nobody: a reason in place of a number."""
    one = task_numbers(FRAME, works, {})[0][0]
    assert (one.discrimination, one.why_none) == (None, why)


def test_what_waits_for_a_mark_is_no_nought():
    """An answer that nobody marked yet counts in no mean, and its task in nobody's total."""
    works = {"s1": [task("A", 1), task("B", 0, waiting=True)], "s2": [task("A", 0), task("B", 1)]}
    numbers, totals, left_out = task_numbers(FRAME, works, {})
    assert left_out == ["B"]
    assert (numbers[1].mean_share, numbers[1].waiting) == (1, 1)
    assert [(total.student, total.share) for total in totals] == [("s1", 1), ("s2", 0)]


def test_not_answered_is_told_from_wrong():
    """Who left the cell as it was is counted apart, and not among those whom a test told something."""
    works = {"s1": [task("A", 0, message="A: nothing"), task("B", 1)], "s2": [task("A", 0, message="A: wrong"), task("B", 1)]}
    numbers, _, _ = task_numbers(FRAME, works, {"A": {"s1"}})
    assert (numbers[0].none, numbers[0].unanswered) == (1, 1)
    assert [(m.text, m.students) for m in like_messages(works, {"A": {"s1"}})] == [("A: wrong", 1)]


def test_like_messages_are_counted_together():
    """Numbers and quoted words aside; a student once per task; the most frequent first; one that never varies is shown in full."""
    said = [
        "A: 3 of 25 cases; gives 'x'.",
        "A: 12 of 25 cases; gives 'don't'.",
        "A: You square the sum of 2.",
        'A: -1.5e3 of 25 cases; gives "y z".',
    ]
    works = {f"s{i}": [task("A", 0, message=text)] for i, text in enumerate(said)}
    works["s0"][0].parts.append(Part("more", "more", 0, 1, "none", said[0]))
    messages = like_messages(works, {})
    assert [(m.text, m.students, m.varies) for m in messages] == [
        ("A: … of … cases; gives “…”.", 3, True),
        ("A: You square the sum of 2.", 1, False),
    ]
    assert "2" not in like_messages(works, {}, always_plain=True)[1].text


def test_a_message_of_any_length_and_kind_stays_a_line():
    """Line breaks, control characters and a megabyte of a student's text."""
    (message,) = like_messages({"s": [task("A", 0, message="A:\x1b[31m\n" + "x" * 10**6)]}, {})
    assert len(message.text) < 300
    assert message.text.isprintable()


def test_bars_hold_everybody_once():
    """Full points are in the last of ten bars; a submission on time and a late one are never in one bar, however long the term."""
    bars = total_bars([Total("a", 0, 0.0), Total("b", 8, 0.3), Total("c", 1, 1.0), Total("d", 1, 0.95)])
    assert [bar.count for bar in bars] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 2]
    for days in ([0.01, -0.01, 3], [40, -0.01, 0.01, -2], [4000, -9000]):
        shown, axis = arrival_bars([Arrival(str(d), None, d) for d in days])
        assert len(shown) <= 12
        assert sum(bar.count for bar in shown if bar.kind == "late") == sum(d < 0 for d in days)
        assert sum(bar.count for bar in shown) == len(days)
        assert "due date" in axis
    assert arrival_bars([Arrival("a", None, None)]) == ([], "")
    assert "since the release" in arrival_bars([Arrival("a", 2.5, None)])[1]


# ------------------------------------------------------------------------------------------------- look-alikes

STUB = "def falls(links, removed):\n    '''Names that fall.'''\n"
LONG = (
    STUB
    + """    gone = {removed}
    while True:  # step by step
        more = set()
        for supplier, customer in zip(links["supplier"], links["customer"]):
            if supplier in gone and customer not in gone:
                more.add(customer)
        if not more:
            break
        gone |= more
    return sorted(gone - {removed})
"""
)
COPY = (
    STUB
    + """    '''My very own words.'''
    fallen={removed}
    while True:

        next_ones=set( )
        for a, b in zip(links['supplier'],
                        links['customer']):
            if (a in fallen and b not in fallen): next_ones.add(b)
        if not next_ones:
            break
        fallen |= next_ones   # all of them
    return sorted(fallen-{removed})
"""
)


def others(number: int) -> dict[str, str]:
    """Answers of different shapes."""
    steps = ["x = links.head({0})", "y = [{0} + len(links)]", "z = links['supplier'].map(lambda s: (s, {0}))", "w = {{k: {0} for k in links}}"]
    more = ["links = links[links['criticality'] == 'sole']", "fallen = set(links.loc[links['supplier'] == removed, 'customer'])"]
    return {
        f"other{i}": STUB + "".join(f"    {line.format(j * i)}\n" for j in range(i + 2) for line in (steps[(i + j) % 4], more[(i * j) % 2]))
        for i in range(number)
    }


def compare(answers: dict[str, str], tasks: str = "TU"):
    """The same answers to each of ``tasks``."""
    return find_alike(dict.fromkeys(tasks, answers), dict.fromkeys(tasks, STUB), known_names([STUB]))


def test_a_copy_with_other_names_and_layout_is_found():
    """What was renamed, commented and laid out anew is the same; what others wrote is not."""
    found = compare({"ada": LONG, "bela": COPY, **others(12)})
    assert [(pair.first, pair.second) for pair in found.pairs] == [("ada", "bela")]
    assert (found.pairs[0].tasks[0].share, found.pairs[0].tasks[0].holders) == (1.0, 2)
    assert [alike.task for alike in found.pairs[0].tasks] == ["T", "U"]
    assert found.usual < 0.1


def test_one_answer_alike_is_too_little_unless_it_is_long():
    """Two people may well have the same idea once."""
    assert compare({"ada": LONG, "bela": COPY, **others(12)}, "T").pairs == []
    longer, copied = (text + text.split("\n", 2)[2].replace("links", "links.copy()") for text in (LONG, COPY))
    assert len(compare({"ada": longer, "bela": copied, **others(12)}, "T").pairs) == 1


def test_an_answer_that_many_give_says_nothing():
    """The same two answers in a class where everybody writes so."""
    found = compare({"ada": LONG, "bela": COPY, **{f"s{i}": LONG for i in range(12)}})
    assert found.pairs == []
    assert found.usual == pytest.approx(2), "two answers of two"


def test_short_tasks_and_small_classes_are_not_compared():
    """There are few ways to write a short answer; and a few people are no class to compare with."""
    short = {f"s{i}": STUB + "    return 1\n" for i in range(20)}
    assert "few ways" in compare(short).left_out["T"]
    small = {f"s{i}": LONG for i in range(LEAST_CLASS - 1)}
    assert "fewer than" in compare(small).left_out["T"]
    assert compare(small).pairs == compare(short).pairs == []


def test_two_long_stubs_are_not_alike():
    """What the release gave is nobody's answer."""
    assert compare({**{f"s{i}": STUB for i in range(20)}}).compared == []
    padded = find_alike({"T": {f"s{i}": LONG for i in range(20)}}, {"T": LONG}, known_names([LONG]))
    assert padded.compared == []


@pytest.mark.parametrize("source", ["(" * 10**5, "def f(:", "\0", "%matplotlib inline\n!rm -rf x", "x = 1\n" * 10**5, "'\\d'", "-" * 9000 + "1"])
def test_a_hostile_answer_is_left_out(source):
    """Not Python, endless, or a bomb for the parser: the rest of the class is compared."""
    assert [(p.first, p.second) for p in compare({"ada": LONG, "bela": COPY, "mallory": source, **others(12)}).pairs] == [("ada", "bela")]


# ------------------------------------------------------------------------------------- a course, its page, its notebook


@pytest.fixture(scope="module")
def sixty(tmp_path_factory):
    """A class of sixty from the answer bank."""
    course = make_course(tmp_path_factory.mktemp("sixty"))
    mark_class(course, 60)
    return course


@pytest.mark.xdist_group("report")
def test_the_report_agrees_with_the_gradebook(sixty):
    """Everybody is counted once, whichever way one counts."""
    report = look_at(sixty, ASSIGNMENT)
    assert (report.expected, report.handed_in, report.graded, report.unread) == (60, 60, 60, 0)
    assert len(report.tasks) == 9
    assert all(task.marked + task.waiting == 60 for task in report.tasks)
    assert report.left_out == [report.tasks[8].name]
    assert report.possible == 80
    assert sum(total.points for total in report.totals) == pytest.approx(sum(t.mean_share * t.of * 60 for t in report.tasks[:8]))
    assert report.to_mark == {report.tasks[8].name: report.tasks[8].waiting}
    assert report.tasks[0].mean_share > report.tasks[7].mean_share
    assert all(task.discrimination is not None for task in report.tasks)
    assert len([need for need in report.needs if need.kind == "late"]) == sum(a.before_due < 0 for a in report.arrivals)


@pytest.mark.parametrize("size", ["nobody", "handed in, not graded", "one student", "no due date"])
def test_a_page_for_every_state_of_a_class(size, tmp_path):
    """Empty, not graded, one student: clear sentences, no crash, no number that means nothing."""
    course = make_course(tmp_path / "course", due=None if size == "no due date" else DUE)
    if size in ("one student", "no due date"):
        grade_by_hand(course, "ada", {}, {"test_home_share": "home_share: wrong"}, handed_in=DUE)
    if size == "handed in, not graded":
        (course / "submitted" / "ada" / ASSIGNMENT).mkdir(parents=True)
    shown = words(page_of(look_at(course, ASSIGNMENT)))
    assert "nan" not in shown.lower().replace("finance", "")
    if size == "nobody":
        assert "There is nobody in this class yet" in shown
        assert "0 of 0" in shown
    elif size == "handed in, not graded":
        assert "Nothing is graded yet" in shown
        assert "ada It was handed in and has no points yet" in shown
        assert "1 submission needs a person" in " ".join(shown.split())
    else:
        assert "Only 1 submission is graded" in shown
        assert "72 of 80" in shown
        assert "too few" in shown
    if size == "no due date":
        assert "neither the due date nor the day of the release is known" in shown


def test_who_needs_a_person_is_named_with_the_reason(tmp_path):
    """Rejected, odd, not graded, missing and late; from the grader's table, the roster and the gradebook."""
    course = make_course(tmp_path / "course")
    grade_by_hand(course, "ada", {}, {}, 20, DUE + timedelta(days=2))
    grade_by_hand(course, "bela", {}, {}, 20, DUE)
    (course / "submitted" / "greta" / ASSIGNMENT).mkdir(parents=True)
    (course / "submitted" / "hugo" / ASSIGNMENT).mkdir(parents=True)
    (course / "grading").mkdir()
    (course / "grading" / f"{ASSIGNMENT}.csv").write_text(
        "student_id,status,sentence\nada,graded,\nbela,review,It tried the network.\ngreta,rejected,The file is empty.\ngreta,rejected,Twice.\n"
    )
    roster = Roster([Person(name, first) for name, first in (("ada", "Ada"), ("bela", ""), ("greta", ""), ("hugo", ""), ("ivo", "Ivo"))])
    report = look_at(course, ASSIGNMENT, roster=roster)
    assert [(need.student, need.kind) for need in report.needs] == [
        ("greta", "rejected"),
        ("bela", "review"),
        ("hugo", "not graded"),
        ("Ivo (ivo)", "missing"),
        ("Ada (ada)", "late"),
    ]
    assert report.needs[0].sentence == "The file is empty. Twice."
    shown = words(page_of(report))
    assert "3 submissions need a person" in shown
    assert "2.0 days late" in shown


def test_a_word_of_a_student_is_a_word(tmp_path):
    """Markup in a message, in a name and in a finding stays text."""
    attack = "</li><script>window.attacked = 1</script><img src=x onerror=alert(1)>"
    course = make_course(tmp_path / "course")
    grade_by_hand(course, "ada", {"home_share": "home_share = 1"}, {"test_home_share": f"home_share: {attack}"}, first_name=attack)
    (course / "grading").mkdir()
    (course / "grading" / f"{ASSIGNMENT}.csv").write_text(f"student_id,status,sentence\nada,review,{attack}\n")
    page = page_of(look_at(course, ASSIGNMENT))
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;window.attacked = 1") >= 3


def test_pseudonyms_are_stable_secret_and_resolved_by_the_key_file(tmp_path, capsys):
    """No name and no id on page or in notebook; the same pseudonym each time, another in another course; the key is for its owner."""
    course = make_course(tmp_path / "course")
    for name in ("ada_lovelace", "bela_bartok"):
        failed = {"test_home_share": "home_share: your function gives 'Lovelace'"}
        grade_by_hand(course, name, {"home_share": "home_share = 1"}, failed, 20, DUE + timedelta(days=1), last_name="Lovelace")
    for _ in range(2):
        main(["report", ASSIGNMENT, "--course", str(course), "--anonymous"])
    page = (course / "report" / f"{ASSIGNMENT}-anonymous.html").read_text(encoding="utf-8")
    assert "home_share: your function gives “…”" in page
    for secret in ("ada_lovelace", "bela_bartok", "Lovelace"):
        assert secret not in page
    mine, other = Pseudonyms(course), Pseudonyms(tmp_path)
    assert mine.name("ada_lovelace") in page
    assert mine.name("ada_lovelace") != other.name("ada_lovelace")
    assert f"{mine.name('ada_lovelace')},ada_lovelace" in (course / "pseudonyms.csv").read_text()
    for file in ("pseudonyms.csv", "pseudonym_secret"):
        assert stat.S_IMODE((course / file).stat().st_mode) == 0o600
    assert not (course / "report" / f"{ASSIGNMENT}.html").exists()


@pytest.mark.xdist_group("report")
def test_the_notebook_shows_the_same_numbers(sixty, capsys):
    """It runs as it is, calls the page's own functions, and has a line for each task and student."""
    from nbclient import NotebookClient

    main(["report", ASSIGNMENT, "--course", str(sixty), "--released", "2026-11-01"])
    path = sixty / "report" / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "released=datetime.fromisoformat('2026-11-01T00:00:00')" in notebook.cells[1].source
    notebook.cells.append(nbformat.v4.new_code_cell("print(len(report.tasks), len(totals), round(report.tasks[0].mean_share, 6), report.released)"))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    report = look_at(sixty, ASSIGNMENT)
    assert notebook.cells[-1].outputs[0].text.split() == ["9", "60", f"{round(report.tasks[0].mean_share, 6)}", "2026-11-01", "00:00:00"]
    assert "<table" in notebook.cells[3].outputs[0].data["text/html"]


def test_no_password_travels_in_the_notebook(tmp_path):
    """A gradebook on a server is named with its user, and without the password."""
    write_notebook(tmp_path / "a.ipynb", tmp_path, "a", "postgresql+psycopg://ivo:geheim@host/class")
    text = (tmp_path / "a.ipynb").read_text()
    assert "ivo@host/class" in text
    assert "geheim" not in text


def test_the_command_says_what_is_missing(tmp_path):
    """No course, no release, no gradebook, no such day: one sentence each."""
    with pytest.raises(SystemExit, match="no course folder"):
        main(["report", ASSIGNMENT, "--course", str(tmp_path)])
    course = make_course(tmp_path / "course")
    with pytest.raises(SystemExit, match="nbgrader generate_assignment a9"):
        main(["report", "a9", "--course", str(course)])
    (course / "gradebook.db").unlink()
    with pytest.raises(SystemExit, match="there is no gradebook"):
        main(["report", ASSIGNMENT, "--course", str(course)])
    assert not (course / "gradebook.db").exists()


# --------------------------------------------------------------------------------------------------- a real browser


@contextmanager
def opened(browser, path: Path, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page, asked
    context.close()


@pytest.mark.parametrize(
    "options",
    [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 360, "height": 800}}, {"color_scheme": "dark"}],
    ids=["desktop", "phone", "dark"],
)
@pytest.mark.xdist_group("report")
def test_the_page_is_readable_for_everybody(sixty, browser, tmp_path, options):
    """Nothing asked of any host, nothing wider than the window, no finding of axe, and figures with words."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    path = tmp_path / "page.html"
    path.write_text(page_of(look_at(sixty, ASSIGNMENT)), encoding="utf-8")
    with opened(browser, path, **options) as (page, asked):
        assert asked == [path.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for closed in page.locator("summary").all():
            closed.click()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        found = axe.Axe().run(page).response["violations"]
        assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical", "moderate")] == []
        assert page.locator("svg[role=img]").count() == 2
        assert "with 90 to 100 %" in page.locator("svg[role=img]").first.get_attribute("aria-label")


@pytest.mark.xdist_group("report")
def test_a_teacher_sees_in_the_first_window_what_to_teach_again(sixty, browser, tmp_path):
    """On a laptop, without scrolling: how many handed in, what is understood, and what the hardest task's test said most."""
    path = tmp_path / "page.html"
    report = look_at(sixty, ASSIGNMENT)
    path.write_text(page_of(report), encoding="utf-8")
    with opened(browser, path, viewport={"width": 1280, "height": 800}) as (page, _):
        hardest = report.shaky[0]
        for text in ("60 of 60", hardest.name, report.message_of(hardest.name).text, report.understood[0].name):
            place = page.get_by_text(text).first.bounding_box()
            assert place["y"] + place["height"] <= 800, text


@pytest.mark.xdist_group("report")
def test_a_printed_report_is_complete(sixty, browser, tmp_path):
    """On paper the colours of the bars and every section are there, on a few pages."""
    path = tmp_path / "page.html"
    path.write_text(page_of(look_at(sixty, ASSIGNMENT)), encoding="utf-8")
    with opened(browser, path) as (page, _):
        page.emulate_media(media="print")
        assert page.evaluate("[...document.querySelectorAll('section h2')].every(h => h.getBoundingClientRect().height > 0)")
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))
        assert 2 <= len(pages) <= 12


def test_the_notebooks_dates_are_read(tmp_path):
    """The day of the release may have a time and a zone."""
    from technopolitics.classroom.class_commands import _day

    assert _day("2026-11-02") == datetime(2026, 11, 2)
    assert _day("2026-11-02T09:00+01:00") == datetime(2026, 11, 2, 8)

"""The frame of every lesson, and that each runs alone, without network, in a folder of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import technopolitics as tp
from technopolitics.practice import exercise as shelf
from tools.lesson_frame import CARD, LESSONS, SECTIONS, all_lessons

EVERY_LESSON = pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.path.stem)
MOST_LINES = 15

# Refuses every connection that leaves the machine; IPython runs it when a kernel starts.
NO_NETWORK = """
import socket
def _refuse(*_, **__):
    raise OSError("a lesson must not use the network")
_connect = socket.socket.connect
def _local_only(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        _refuse()
    return _connect(self, address)
socket.socket.connect = _local_only
socket.create_connection = socket.getaddrinfo = _refuse
"""


@EVERY_LESSON
def test_lesson_runs_alone_without_network(lesson, tmp_path):
    """A copy of the notebook alone, in an empty folder, with the network refused, runs to its end without a word on stderr."""
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-no-network.py").write_text(NO_NETWORK)
    desk = tmp_path / "desk"
    desk.mkdir()
    copy = shutil.copy(lesson.path, desk)
    notebook = nbformat.read(copy, as_version=4)
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(desk)}})
    client.execute(env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), "TECHNOPOLITICS_HOME": str(tmp_path)})
    noise = [o.text for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.get("name") == "stderr"]
    assert not noise, noise
    assert {p.name for p in desk.iterdir()} == {lesson.path.name}, "a lesson leaves nothing behind"


@EVERY_LESSON
def test_card_is_complete_and_true(lesson):
    """The card has every row; minutes are a number from 30 to 120; its tables are exactly those that the code loads."""
    assert tuple(lesson.card) == CARD
    assert re.match(rf"# {lesson.number} · .+", lesson.markdown[0])
    assert 30 <= lesson.minutes <= 120
    code = "\n".join(c.source for c in lesson.code)
    loaded = set(re.findall(r'tp\.load\("(\w+)"\)', re.sub(r"^\s*#.*$", "", code, flags=re.MULTILINE)))
    assert loaded <= set(lesson.tables) | {"claims"}, f"loaded and not on the card: {loaded - set(lesson.tables)}"
    exercises = Path(shelf._module(lesson.number).__file__).read_text(encoding="utf-8")
    used = loaded | set(re.findall(r'load\("(\w+)"\)', exercises))
    assert set(lesson.tables) <= used, f"on the card and not used: {set(lesson.tables) - used}"


@EVERY_LESSON
def test_sections_stand_in_their_order(lesson):
    """Each lesson has the same frame; lesson 00 and 01 have no earlier lesson to ask about."""
    wanted = [s for s in SECTIONS if not (s == SECTIONS[0] and lesson.number in ("00", "01"))]
    places = []
    for section in wanted:
        found = [i for i, heading in enumerate(lesson.headings) if heading.startswith(section)]
        assert found, f"no section '{section}'"
        places.append(found[0])
    assert places == sorted(places), lesson.headings


@EVERY_LESSON
def test_code_cells_are_short_and_read_like_sentences(lesson):
    """At most about fifteen lines a cell, no line longer than 100 characters, no error saved."""
    for cell in lesson.code:
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        assert len(lines) <= MOST_LINES, f"{len(lines)} lines:\n{cell.source}"
        assert all(len(line) <= 100 for line in cell.source.splitlines())
        assert all(o.output_type != "error" for o in cell.outputs)


@EVERY_LESSON
def test_every_figure_has_its_words(lesson):
    """Each saved picture carries a description, as alternative text and as a text below it; bare figures do not occur."""
    figures = 0
    for cell in lesson.code:
        for i, output in enumerate(cell.outputs):
            data = output.get("data", {})
            if "image/png" in data:
                figures += 1
                words = output.metadata["image/png"]["alt"]
                assert len(words) > 40, words
                assert "In words" in cell.outputs[i + 1]["data"]["text/markdown"]
                assert words[:60] in cell.outputs[i + 1]["data"]["text/markdown"]
    assert figures >= 1, "a lesson has at least one figure"


@EVERY_LESSON
def test_exercises_of_notebook_and_file_are_the_same(lesson):
    """Every check, hint, solution and prediction of the notebook exists, and nothing in the lesson's file is left unused."""
    module = shelf._module(lesson.number)
    checks = lesson.keys("check")
    assert sorted(checks) == sorted(e.key for e in module.EXERCISES)
    assert set(lesson.keys("hint")) == set(checks) == set(lesson.keys("solution"))
    assert set(lesson.keys("predict")) == {p.key for p in module.PREDICTIONS}
    own = [k for k in checks if "-back" not in k]
    assert 3 <= len(own) <= 9, f"{len(own)} exercises"
    assert module.PREDICTIONS, "a lesson asks for at least one guess"


@EVERY_LESSON
def test_saved_state_is_that_of_a_new_reader(lesson):
    """No exercise is answered, no prediction made, and every cell was run in order, once."""
    shown = " ".join(str(o) for c in lesson.code for o in c.outputs)
    assert "✓ **Right" not in shown
    assert "✗ **Not yet" not in shown
    assert "● **Kept" not in shown
    assert [c.execution_count for c in lesson.code if c.source.strip()] == list(range(1, 1 + len([c for c in lesson.code if c.source.strip()])))


@EVERY_LESSON
def test_take_away_is_complete(lesson):
    """Five sentences, five questions, three readings, and terms in English and French with French at first use."""
    last = lesson.text.split("## Take away", 1)[1]
    for head, count in (("**Five sentences**", 5), ("**Five questions to check yourself**", 5)):
        part = re.split(r"\n\*\*|<details", last.split(head, 1)[1])[0]
        assert len(re.findall(r"^\d\. ", part, flags=re.MULTILINE)) == count, head
    readings = last.split("**Three readings**", 1)[1].split("**Next", 1)[0]
    assert len(re.findall(r"^- ", readings, flags=re.MULTILINE)) == 3
    assert len(lesson.terms) >= 5
    body = lesson.text.split("## Take away", 1)[0].lower()
    for english, _ in lesson.terms:
        name = re.sub(r"\s*\(.*?\)", "", english).lower().removeprefix("to ")
        assert name in body, f"the term '{english}' is in the list and not in the lesson"


NUMBER = re.compile(r"(?<![\w.,^])(\d{1,3}(?:,\d{3})+|\d+\.\d+|\d+(?= ?(?:%|percent\b|points?\b|billion|million|times\b|dollars|euros?\b)))")


@EVERY_LESSON
def test_no_number_is_typed_that_a_table_owns(lesson):
    """Text cells carry no measured figure: a new release of a table must not make prose false.

    An exception stands in the notebook's metadata (technopolitics.numbers_allowed) with its reason: the name of a
    rule ("45 million"), a definition, an instruction.
    """
    allowed = lesson.notebook.metadata.get("technopolitics", {}).get("numbers_allowed", {})
    assert all(len(reason) > 10 for reason in allowed.values()), "an exception carries its reason"
    unused = dict(allowed)
    for text in lesson.markdown[1:]:
        prose = re.sub(r"```.*?```|`[^`]*`|<summary>.*?</summary>", "", text, flags=re.DOTALL)
        for match in NUMBER.finditer(prose):
            number = match.group(1)
            unused.pop(number, None)
            assert number in allowed, f"'{prose[max(0, match.start() - 40) : match.end() + 25]}': compute it, or allow it with a reason"
    assert not unused, f"allowed and not used any more: {list(unused)}"


@EVERY_LESSON
def test_prose_keeps_the_voice(lesson):
    """Short sentences: on average at most 20 words, and no list of forbidden words (idioms that many readers do not know)."""
    prose = re.sub(r"```.*?```|<.*?>|\|.*?\||[*_`#>]", " ", lesson.text, flags=re.DOTALL)
    sentences = [s for s in re.split(r"(?<=[.!?:])\s+", prose) if len(s.split()) > 2]
    average = sum(len(s.split()) for s in sentences) / len(sentences)
    assert average <= 20, f"{average:.1f} words a sentence"
    idioms = (
        r"\b(?:low-hanging|ballpark|silver bullet|rule of thumb|elephant in|game.?changer|deep dive|no-brainer|tip of the iceberg|delve|nutshell)\b"
    )
    assert not re.search(idioms, prose, flags=re.IGNORECASE)


def estimated_minutes(lesson) -> float:
    """Prose at 130 words a minute (a second language, and thought), a minute a code cell and a guess, five an exercise."""
    words = len(re.sub(r"```.*?```|[|*_`#>]", " ", lesson.text, flags=re.DOTALL).split())
    exercises, guesses = len(lesson.keys("check")), len(lesson.keys("predict"))
    return words / 130 + (len(lesson.code) - exercises) + 5 * exercises + guesses


@EVERY_LESSON
def test_stated_minutes_are_honest(lesson):
    """The card says what the work takes: within a quarter of an hour of the estimate."""
    assert abs(lesson.minutes - estimated_minutes(lesson)) <= 15, f"card {lesson.minutes}, estimate {estimated_minutes(lesson):.0f}"


@EVERY_LESSON
def test_spelling(lesson, tmp_path):
    """codespell finds nothing in the text of a lesson, nor in the messages of its exercises."""
    page = tmp_path / f"{lesson.path.stem}.md"
    english = re.sub(r"(?<!\*)\*(?!\*)[^*]+\*(?!\*)", " ", lesson.text)  # French stands in italics, and in the list of terms
    page.write_text(re.sub(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", r"\1: \2", english, flags=re.MULTILINE), encoding="utf-8")
    files = [str(page), shelf._module(lesson.number).__file__]
    done = subprocess.run([sys.executable, "-m", "codespell_lib", *files], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_glossary_is_one_for_the_whole_course():
    """The same English term has the same French everywhere, so that the glossary can be read from the lessons."""
    french: dict[str, dict[str, str]] = {}
    for lesson in all_lessons():
        for english, translated in lesson.terms:
            french.setdefault(english.lower(), {})[lesson.number] = translated.lower()
    apart = {term: found for term, found in french.items() if len(set(found.values())) > 1}
    assert not apart, apart


@EVERY_LESSON
def test_every_term_in_italics_beside_a_french_word_is_in_the_glossary(lesson):
    """A technical term that the text explains with its French is in the list of a lesson, this one or an earlier one."""
    known = {fr.lower() for other in all_lessons() if other.number <= lesson.number for _, fr in other.terms}
    body = lesson.text.split("## Take away", 1)[0]
    given = {fr.strip().lower() for fr in re.findall(r"\*\*[^*]+\*\*[^.(]{0,30}\(\*([^*]+)\*\)", body)}
    missing = {fr for fr in given if not any(fr in k or k in fr for k in known)}
    assert not missing, f"explained in French and not in the list of terms: {missing}"


def test_lessons_stand_in_teaching_order_without_gaps_in_tables():
    """File names are NN_slug.ipynb, numbers are unique, and every table in data/ is used by a lesson or an assignment."""
    numbers = [lesson.number for lesson in all_lessons()]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d\d_[a-z_]+\.ipynb", lesson.path.name) for lesson in all_lessons())
    assert {p.name for p in LESSONS.glob("*.ipynb")} == {lesson.path.name for lesson in all_lessons()}
    assert set(numbers) == set(shelf.lessons())


def test_every_table_is_used():
    """What nothing uses is not in data/."""
    used = {t for lesson in all_lessons() for t in lesson.tables} | {"claims"}
    for source in (LESSONS.parent / "solutions").glob("*/*.ipynb"):
        used |= set(re.findall(r'tp\.load\(\\"(\w+)\\"\)', source.read_text(encoding="utf-8")))
    assert set(tp.tables()) <= used, f"not used: {sorted(set(tp.tables()) - used)}"

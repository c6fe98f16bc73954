"""What comes in from a learning platform and what goes back: nobody lost, nobody mixed up, nothing overwritten, no empty cell made a nought."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import struct
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from technopolitics.classroom import submission_archive
from technopolitics.classroom.command import main
from technopolitics.classroom.course_folder import nbgrader, write_configuration
from technopolitics.classroom.lms_collect import collect
from technopolitics.classroom.lms_export import export_class, no_formula
from technopolitics.classroom.roster import Person, Roster, RosterError, is_student_id, made_student_id, read_roster
from tests.marked_class import ASSIGNMENT, DUE, grade_by_hand, make_course
from tests.needs import SANDBOX

HEADER = "student_id,first_name,last_name,email,moodle_id,canvas_id,sis_id\n"


@pytest.fixture
def course(tmp_path) -> Path:
    """A course folder without anything handed in."""
    folder = tmp_path / "course"
    write_configuration(folder)
    (folder / "assignments" / "a1").mkdir(parents=True)
    return folder


def zipped(path: Path, files: dict[str, bytes | str], time: datetime | None = None) -> Path:
    """An archive; files are an hour apart unless ``time`` is given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, (name, content) in enumerate(files.items()):
            moment = time or datetime(2026, 11, 1, 10) + timedelta(hours=i)
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def submitted(course: Path) -> dict[str, str]:
    """Student to the content of what was taken."""
    return {p.parts[-3]: p.read_text() for p in sorted(course.glob("submitted/*/*/*.ipynb"))}


# --------------------------------------------------------------------------------------------------- the roster


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_is_read_as_spreadsheets_write_it(tmp_path, separator, encoding):
    """Commas, semicolons, tabs, a byte order mark, headings as Moodle writes them, empty lines and unknown columns."""
    path = tmp_path / "roster.csv"
    lines = [("Student ID", "First name", "Surname", "Email address", "Group"), ("ada", "Ada", "Lovelace", "ada@example.org", "1"), ("",) * 5]
    lines.append(("zoe.2", "Zoë", "O'Neil", "zoe@example.org", ""))
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    people = read_roster(path).people
    assert people["zoe.2"] == Person("zoe.2", "Zoë", "O'Neil", "zoe@example.org")
    assert list(people) == ["ada", "zoe.2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"student_id,first_name,last_name\n", "line 1: the column email is missing"),
        (b"student_id,student_id,first_name,last_name,email\n", "line 1: the column student_id stands twice"),
        (HEADER.encode() + b"ada,A,L,a@x,,,\nada,B,M,b@x,,,\n", "line 3: student_id 'ada' stands in line 2 already"),
        (HEADER.encode() + b"ada,A,L,a@x,7,,\nbob,B,M,b@x,7,,\n", "line 3: moodle_id '7' stands in line 2 already"),
        (HEADER.encode() + b"ada,A,L,a@x,,,\nAda,B,M,b@x,,,\n", "line 3: student_id 'Ada' stands in line 2"),
        (HEADER.encode() + b"-rf,A,L,a@x,,,\n", "line 2: student_id '-rf' cannot be used"),
        (HEADER.encode() + b"[abc],A,L,a@x,,,\n", "line 2: student_id"),
        (HEADER.encode() + b"ada,A,L,a@x,,,,Smith, Jr\n", "line 2: 9 cells"),
        (HEADER.encode() + b"ada,A,L,a@x,,,\nzo\xeb,Z,O,z@x,,,\n", "line 3: a letter is not in UTF-8"),
    ],
)
def test_a_roster_that_cannot_be_used_names_the_line(tmp_path, content, words):
    """Which line, what is wrong, what to do."""
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(RosterError, match=words.replace("[", r"\[")):
        read_roster(path)


def test_ids_that_nbgrader_would_misread_are_refused_and_made_ones_are_fine():
    """Patterns, options, hidden folders, paths, the exchange's plus sign."""
    for odd in ("a*", "[abc]", "a?", "-rf", ".a", "..", "a/b", "a\\b", "a+b", "a b", "a\n", "x" * 200, "e\u0301lise", "ada."):
        assert not is_student_id(odd), odd
        assert is_student_id(made_student_id(odd, "7")), odd
    assert is_student_id("王小明")


# ---------------------------------------------------------------------------------------------------- collecting

NAMES = ["Zoë O'Neil", "王小明", "-rf", "[abc]", "José_María Núñez", 'A "B" C', "Ana  María"]


def moodle(files: dict[str, str]) -> dict[str, str]:
    return {f"{who}_assignsubmission_file/{name.rsplit('/')[-1]}": text for name, text in files.items() for who in [name.split("/")[0]]}


def test_a_moodle_download_comes_under_ids_of_the_roster(course, tmp_path):
    """By participant number or by name, without regard to accents; a time is written where the archive has one."""
    people = [Person(f"s{i}", *name.replace("_", " ").partition(" ")[::2]) for i, name in enumerate(NAMES)]
    people.append(Person("late", "Other", "Name", moodle_id="99"))
    files = moodle({f"{name}_{10 + i}/a1.ipynb": name for i, name in enumerate(NAMES)} | {"Somebody Else_99/a1.ipynb": "by number"})
    done = collect(course, "a1", zipped(tmp_path / "moodle.zip", files), Roster([*people, Person("absent", "Not", "There")]))
    assert submitted(course) == {f"s{i}": name for i, name in enumerate(NAMES)} | {"late": "by number"}
    assert done.missing == ["absent"]
    assert len(done.taken) == 8
    stamp = (course / "submitted" / "s0" / "a1" / "timestamp.txt").read_text()
    local = datetime(2026, 11, 1, 10).astimezone()
    assert datetime.fromisoformat(stamp.replace(" UTC", "+00:00")) == local
    assert "time zone" in " ".join(done.notes)


def test_an_older_moodle_download_has_flat_names_and_without_a_roster_ids_are_made(course, tmp_path):
    """Each name leads to an id of its own that nbgrader can work with."""
    files = {f"{name}_{10 + i}_assignsubmission_file_a1.ipynb": name for i, name in enumerate(NAMES)}
    collect(course, "a1", zipped(tmp_path / "m.zip", files))
    taken = submitted(course)
    assert sorted(taken.values()) == sorted(NAMES)
    assert all(is_student_id(student) for student in taken)
    assert taken["zoe_oneil_10"] == "Zoë O'Neil"
    assert taken["student_11"] == "王小明"


def test_a_canvas_download_is_read_whatever_canvas_made_of_the_name(course, tmp_path):
    """User and attachment numbers, the word LATE, numbers behind the name; and no time, since Canvas gives none."""
    roster = Roster([Person("ada", "Ada", "Lovelace", canvas_id="12345"), Person("zoe", "Zoë", "O'Neil"), Person("max", "Max", "M", canvas_id="5")])
    files = {
        "lovelaceada_12345_67890_a1-1.ipynb": "ada 1",
        "lovelaceada_12345_67891_a1-2.ipynb": "ada 2",
        "oneilzoe_LATE_777_67892_a1.ipynb": "zoe",
        "mmax_5_67893_a_1_final_.ipynb": "max",
    }
    done = collect(course, "a1", zipped(tmp_path / "canvas.zip", files), roster)
    assert submitted(course) == {"ada": "ada 2", "zoe": "zoe", "max": "max"}
    assert not list(course.glob("submitted/*/*/timestamp.txt"))
    notes = " ".join(done.notes)
    assert "ada: lovelaceada_12345_67890_a1-1.ipynb is not taken" in notes
    assert "max: mmax_5_67893_a_1_final_.ipynb has another name" in notes


def test_the_last_of_two_files_wins_and_the_right_name_beats_the_time(course, tmp_path):
    """A newer copy wins; a newer file of another name or another assignment does not."""
    (course / "assignments" / "a2").mkdir()
    files = moodle({"Ada L_1/a1 (1).ipynb": "new", "Ada L_1/a2.ipynb": "other assignment", "Ada L_1/scratch.ipynb": "scratch"})
    files = moodle({"Ada L_1/a1.ipynb": "old"}) | files
    done = collect(course, "a1", zipped(tmp_path / "m.zip", files))
    assert submitted(course) == {"ada_l_1": "new"}
    notes = "\n".join(done.notes)
    for words in ("a2.ipynb is not taken, it has the name of another assignment", "scratch.ipynb is not taken", "/a1.ipynb is not taken"):
        assert words in notes


def test_times_of_packing_are_no_times_of_handing_in(course, tmp_path):
    """Where all files carry one time, nobody is made late by it."""
    files = moodle({"A B_1/a1.ipynb": "1", "C D_2/a1.ipynb": "2"})
    done = collect(course, "a1", zipped(tmp_path / "m.zip", files, datetime(2026, 11, 9)))
    assert not list(course.glob("submitted/*/*/timestamp.txt"))
    assert "that of packing" in " ".join(done.notes)


def test_doubtful_owners_are_named_and_not_guessed(course, tmp_path):
    """Unknown, two of one name, a number that belongs to somebody else: nothing is taken for them."""
    roster = Roster([Person("a1x", "Ada", "L"), Person("a2x", "Ada", "L"), Person("bob", "Bob", "B", moodle_id="7"), Person("eve", "Eve", "E")])
    files = moodle({"Ada L_1/a1.ipynb": "1", "Eve E_7/a1.ipynb": "2", "Nobody N_8/a1.ipynb": "3"}) | {"stray.ipynb": "4"}
    done = collect(course, "a1", zipped(tmp_path / "m.zip", files), roster)
    assert submitted(course) == {}
    notes = "\n".join(done.notes)
    for words in (
        "'Ada L' may be a1x, a2x",
        "that of bob in the roster, and its name that of eve",
        "'Nobody N' 8 is not on the roster",
        "does not say whose",
    ):
        assert words in notes


def test_nothing_is_overwritten_and_running_again_is_safe(course, tmp_path):
    """The same download again changes nothing; a new one waits for --force, and the old submission is kept aside."""
    first = zipped(tmp_path / "1.zip", moodle({"Ada L_1/a1.ipynb": "one", "Bob B_2/a1.ipynb": "two"}))
    second = zipped(tmp_path / "2.zip", moodle({"Ada L_1/a1.ipynb": "changed", "Bob B_2/a1.ipynb": "two"}))
    assert len(collect(course, "a1", first).taken) == 2
    again = collect(course, "a1", first)
    assert (again.taken, len(again.unchanged)) == ([], 2)
    stays = collect(course, "a1", second)
    assert (stays.taken, submitted(course)["ada_l_1"]) == ([], "one")
    assert "--force" in " ".join(stays.notes)
    forced = collect(course, "a1", second, force=True)
    assert ([taken.student for taken in forced.taken], submitted(course)["ada_l_1"]) == (["ada_l_1"], "changed")
    assert [p.read_text() for p in course.glob("earlier/ada_l_1/a1-*/a1.ipynb")] == ["one"]
    assert not list(course.glob("submitted/*/.*"))


def test_an_archive_that_climbs_or_links_is_refused_by_name(course, tmp_path):
    """Paths that lead out, links, encryption: named, and nothing appears anywhere."""
    path = zipped(
        tmp_path / "evil.zip",
        {
            "../../Ada L_1_assignsubmission_file/a1.ipynb": "out",
            "/etc/Ada L_1_assignsubmission_file/a1.ipynb": "out",
            "..\\Ada L_1_assignsubmission_file\\a1.ipynb": "out",
            "C:/Ada L_1_assignsubmission_file/a1.ipynb": "out",
            "Good G_2_assignsubmission_file/a1.ipynb": "good",
            "Nest N_3_assignsubmission_file/inner.zip": "PK",
        },
    )
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("Eve E_4_assignsubmission_file/a1.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    before = {p for p in tmp_path.rglob("*") if course not in p.parents}
    done = collect(course, "a1", path)
    assert submitted(course) == {"good_g_2": "good"}
    assert {p for p in tmp_path.rglob("*") if course not in p.parents} == before
    notes = "\n".join(done.notes)
    assert notes.count("leads out of the archive") == 4
    assert "it is a link" in notes
    assert "inner.zip: not taken, it is no notebook" in notes


def test_a_bomb_is_refused_and_the_others_are_taken(course, tmp_path, monkeypatch):
    """By what it unpacks to, also when the archive lies about it."""
    monkeypatch.setattr(submission_archive, "LARGEST_FILE", 1000)
    honest = zipped(tmp_path / "a.zip", moodle({"Big B_1/a1.ipynb": "x" * 5000, "Good G_2/a1.ipynb": "good"}))
    assert "larger than" in " ".join(collect(course, "a1", honest).notes)
    lying = bytearray(honest.read_bytes())
    place = lying.index(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 10)  # the size in the directory
    (tmp_path / "b.zip").write_bytes(lying)
    done = collect(course, "a1", tmp_path / "b.zip")
    assert "big_b_1" in " ".join(done.notes) + " ".join(submitted(course))
    assert len(submitted(course).get("big_b_1", "")) <= 1000
    assert submitted(course)["good_g_2"] == "good"


def test_a_folder_is_taken_too_and_its_links_are_not(course, tmp_path):
    """STUDENT/notebook or STUDENT/ASSIGNMENT/notebook; a link is named and not followed."""
    for place, text in (("ada/a1.ipynb", "ada"), ("bob/a1/a1.ipynb", "bob"), ("王 小明/a1.ipynb", "wang"), ("ada/notes.txt", "no")):
        (tmp_path / "in" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / place).write_text(text)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a1.ipynb").write_text("secret")
    os.symlink(tmp_path / "secret", tmp_path / "in" / "eve")
    (tmp_path / "in" / "max").mkdir()
    os.symlink(tmp_path / "secret" / "a1.ipynb", tmp_path / "in" / "max" / "a1.ipynb")
    done = collect(course, "a1", tmp_path / "in")
    assert sorted(submitted(course).values()) == ["ada", "bob", "wang"]
    assert {"ada", "bob"} < set(submitted(course))
    assert "\n".join(done.notes).count("it is a link") == 2


@pytest.mark.parametrize(("content", "words"), [(b"no zip", "no zip archive"), (None, "there is no file")])
def test_what_is_no_download_gets_a_sentence(course, tmp_path, content, words):
    """Not a zip, or not there."""
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit, match=words):
        main(["collect", "a1", "--from", str(path), "--course", str(course)])


# ----------------------------------------------------------------------------------------------------- exporting


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.fixture
def graded(tmp_path) -> Path:
    """Ada is done, Bela's text waits for a mark, Chiara was late, Dora was never graded, Eve is on the roster only."""
    course = make_course(tmp_path / "course")
    grade_by_hand(course, "ada", {}, {}, 18, DUE - timedelta(days=1), first_name="Ada", last_name="Lovelace", email="ada@example.org")
    grade_by_hand(course, "bela", {}, {"test_home_share": "no"}, None, DUE)
    grade_by_hand(course, "chiara", {}, {"test_home_share": "no"}, 10, DUE + timedelta(days=1.5))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
        book.update_or_create_student("dora")
        book.update_or_create_submission(ASSIGNMENT, "dora")
        for notebook in book.find_submission(ASSIGNMENT, "chiara").notebooks:
            notebook.late_submission_penalty = 12.0
        book.find_comment("home_share", ASSIGNMENT, ASSIGNMENT, "ada").manual_comment = "=cmd|' /C calc'!A0"
        book.db.commit()
    for student in ("ada", "bela"):
        page = course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<p>{student}</p>")
    return course


ROSTER = Roster(
    [
        Person("ada", "Ada", "Lovelace", "ada@example.org", "11", "21", "S1"),
        Person("bela", "Béla", "Bart_ók", "bela@example.org", "12", "22", "S2"),
        Person("chiara", "=HYPERLINK(1)", "Rossi", "c@example.org"),
        Person("eve", "Eve", "E", "eve@example.org"),
    ]
)


def test_moodle_gets_grades_and_feedback_in_its_shape(graded):
    """A column to find the user, one for points and one for words; folders with the participant's number where Moodle looks for it."""
    done = export_class(graded, [ASSIGNMENT], "moodle", roster=ROSTER)
    rows = {row["Email address"]: row for row in table(graded / "export" / "moodle-grades.csv")}
    assert rows["ada@example.org"][ASSIGNMENT] == "98"
    assert rows["ada@example.org"]["ID number"] == "S1"
    assert rows["c@example.org"][ASSIGNMENT] == "70", "82 points less 12 for lateness"
    for student in ("bela@example.org", "eve@example.org", ""):
        assert rows[student][ASSIGNMENT] == "", "not wholly graded is empty and no nought"
    assert rows["ada@example.org"][f"{ASSIGNMENT} (feedback)"] == "'=cmd|' /C calc'!A0"
    assert rows["c@example.org"]["First name"] == "'=HYPERLINK(1)"
    with zipfile.ZipFile(graded / "export" / f"{ASSIGNMENT}-moodle-feedback.zip") as archive:
        assert sorted(archive.namelist()) == [
            f"Ada Lovelace_11_assignsubmission_file/{ASSIGNMENT}-feedback.html",
            f"Béla Bart ók_12_assignsubmission_file/{ASSIGNMENT}-feedback.html",
        ]
        assert all(name.split("_")[1].isdigit() for name in archive.namelist())
    notes = " ".join(done.notes)
    assert "1 with answers that wait for a mark, the cell is empty (--provisional writes the points so far): bela." in notes
    assert "2 without a grade, the cell is empty: dora, eve." in notes


def test_canvas_gets_its_five_columns_and_the_points_possible(graded):
    """Student, ID, SIS User ID, SIS Login ID, Section, then the assignment; the second line says what is possible."""
    export_class(graded, [ASSIGNMENT], "canvas", roster=ROSTER, provisional=True)
    with open(graded / "export" / "canvas-grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert rows[1] == ["    Points Possible", "", "", "", "", "100"]
    assert ["Lovelace, Ada", "21", "S1", "ada@example.org", "", "98"] in rows
    assert next(row for row in rows if row[2] == "S2")[5] == "72", "points so far, as asked for"
    assert next(row for row in rows if row[3] == "eve@example.org")[5] == ""


def test_the_plain_table_has_points_per_test_and_no_made_up_nought(graded):
    """A line for each student; empty where nothing is known."""
    main(["export", ASSIGNMENT, "--format", "csv", "--course", str(graded)])
    rows = {row["student_id"]: row for row in table(graded / "export" / f"{ASSIGNMENT}.csv")}
    assert (rows["ada"]["points"], rows["ada"]["possible"], rows["ada"]["written_answer"]) == ("98", "100", "18")
    assert (rows["bela"]["points"], rows["bela"]["points_so_far"], rows["bela"]["written_answer"]) == ("", "72", "")
    assert (rows["bela"]["test_home_share"], rows["dora"]["test_home_share"]) == ("0", "")
    assert (rows["chiara"]["days_late"], rows["chiara"]["penalty"]) == ("1.50", "12")
    assert (rows["dora"]["points_so_far"], rows["dora"]["points"]) == ("", "")


def test_an_anonymous_table_names_nobody_and_platforms_refuse_it(graded):
    """Pseudonyms that the key file resolves, no minute of handing in, feedback under the pseudonym."""
    main(["export", ASSIGNMENT, "--format", "csv", "--anonymous", "--course", str(graded)])
    text = (graded / "export" / f"{ASSIGNMENT}-anonymous.csv").read_text(encoding="utf-8-sig")
    for secret in ("ada", "bela", "Lovelace", "example.org", f"{DUE:%H:%M}"):
        assert secret not in text
    names = {row["pseudonym"]: row["student_id"] for row in csv.DictReader(io.StringIO((graded / "pseudonyms.csv").read_text()))}
    by_name = {names[row["student_id"]]: row for row in csv.DictReader(io.StringIO(text))}
    assert by_name["ada"]["points"] == "98"
    with zipfile.ZipFile(graded / "export" / f"{ASSIGNMENT}-anonymous-csv-feedback.zip") as archive:
        assert {names[name.split("/")[0]] for name in archive.namelist()} == {"ada", "bela"}
    with pytest.raises(SystemExit, match="could not tell whose grade"):
        main(["export", ASSIGNMENT, "--format", "moodle", "--anonymous", "--course", str(graded)])


def test_several_assignments_are_columns_of_one_file_and_an_unknown_one_is_named(graded):
    """One import for the whole term."""
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}", "technopolitics") as book:
        book.add_assignment("a9")
    export_class(graded, [ASSIGNMENT, "a9"], "moodle", roster=ROSTER)
    row = table(graded / "export" / "moodle-grades.csv")[0]
    assert (row[ASSIGNMENT], row["a9"]) == ("98", "")
    with pytest.raises(SystemExit, match="does not know 'a10'"):
        main(["export", "a10", "--format", "csv", "--course", str(graded)])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_text_becomes_a_formula(text):
    """An apostrophe in front, which spreadsheets hide."""
    assert no_formula(text) == f"'{text}"
    assert no_formula("a" + text) == "a" + text


# --------------------------------------------------------------------------------------------------- there and back


def labelled(cell: NotebookNode, grade_id: str, **settings) -> NotebookNode:
    base = {"grade_id": grade_id, "grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3}
    cell.metadata.nbgrader = NotebookNode(base | settings)
    return cell


@SANDBOX
def test_a_download_is_graded_and_goes_back_to_the_same_people(tmp_path):
    """Moodle's zip in, nbgrader's own commands, Moodle's grades and feedback out, under the folders of the download."""
    course = tmp_path / "course"
    write_configuration(course)
    source = new_notebook(
        cells=[
            new_markdown_cell("# Assignment a1"),
            labelled(new_code_cell("### BEGIN SOLUTION\nn = 3\n### END SOLUTION"), "n", solution=True),
            labelled(new_code_cell("assert n == 3, 'n: not yet'"), "test_n", grade=True, locked=True, points=5),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    (course / "solutions" / "a1").mkdir(parents=True)
    nbformat.write(source, course / "solutions" / "a1" / "a1.ipynb")
    nbgrader(course, "generate_assignment", "a1")
    released = nbformat.read(course / "assignments" / "a1" / "a1.ipynb", as_version=4)
    answers = {}
    for who, answer in (("Zoë O'Neil_7", "n = 3"), ("王小明_8", "n = 4")):
        next(c for c in released.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "n").source = answer
        answers[f"{who}_assignsubmission_file/a1 (1).ipynb"] = nbformat.writes(released)
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "student_id;first_name;last_name;email\nzoe;Zoë;O'Neil;zoe@example.org\nwang;王小明;;wang@example.org\nmax;Max;M;max@example.org\n"
    )
    common = ["--course", str(course), "--roster", str(roster)]
    main(["collect", "a1", "--from", str(zipped(tmp_path / "moodle.zip", answers)), *common])
    nbgrader(course, "autograde", "a1")
    nbgrader(course, "generate_feedback", "a1")
    main(["export", "a1", "--format", "moodle", *common])
    rows = {row["Email address"]: row["a1"] for row in table(course / "export" / "moodle-grades.csv")}
    assert rows == {"zoe@example.org": "5", "wang@example.org": "0", "max@example.org": ""}
    with zipfile.ZipFile(course / "export" / "a1-moodle-feedback.zip") as archive:
        places = {name.split("/")[0]: archive.read(name).decode() for name in archive.namelist()}
    assert set(places) == {name.split("/")[0] for name in answers}
    assert "n: not yet" in places["王小明_8_assignsubmission_file"]
    assert "n: not yet" not in places["Zoë O'Neil_7_assignsubmission_file"].replace("assert n == 3", "").split("Your notebook")[0]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "technopolitics") as book:
        assert book.find_submission("a1", "zoe").timestamp is not None
    main(["report", "a1", *common])
    assert "Max M (max)" in (course / "report" / "a1.html").read_text(encoding="utf-8")
    assert json.loads((course / "report" / "a1.ipynb").read_text())["nbformat"] == 4

"""Submissions that are not in order, one small maker for each kind, with what the doctor must say about it.

A maker gets the folder of the submission (which does not exist yet) and a finished notebook that is in order, and
writes what a student of that kind would hand in. Nothing here does harm when it is only read; some kinds would when run.
"""

from __future__ import annotations

import bz2
import copy
import io
import json
import os
import socket
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.answer_bank import a2_chips

__all__ = ["ASSIGNMENT", "KINDS", "Kind", "finished"]

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "a2_chips"
NAME = f"{ASSIGNMENT}.ipynb"

Maker = Callable[[Path, NotebookNode], None]


@dataclass(frozen=True)
class Kind:
    """A kind of submission: its maker, the doctor's status, and a code that must be among the findings ("" for none)."""

    make: Maker
    status: str
    code: str


KINDS: dict[str, Kind] = {}


def kind(status: str, code: str) -> Callable[[Maker], Maker]:
    """Enter a maker into KINDS under the words of its own name."""

    def enter(make: Maker) -> Maker:
        KINDS[make.__name__.replace("_", " ")] = Kind(make, status, code)
        return make

    return enter


def finished() -> NotebookNode:
    """The released notebook with a right answer in every task and a written text."""
    notebook = nbformat.read(ROOT / "assignments" / ASSIGNMENT / NAME, as_version=4)
    answers = {task.cell: task.right[0] for task in a2_chips.TASKS}
    for cell in notebook.cells:
        cell.source = answers.get(_label(cell), cell.source)
    notebook.cells[-1].source = "The name is half right. Two firms hold more than half of a stage, and an order book moves faster than a lens."
    return notebook


def _label(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if _label(cell) == name)


def _write(folder: Path, content: bytes | str, name: str = NAME) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)


def _text(notebook: NotebookNode) -> str:
    return json.dumps(notebook, ensure_ascii=False)


def _put(folder: Path, notebook: NotebookNode, name: str = NAME) -> None:
    _write(folder, _text(notebook), name)


def _with_code(folder: Path, notebook: NotebookNode, code: str) -> None:
    """Hand in with one more cell of the student's own."""
    notebook.cells.append(new_code_cell(code))
    _put(folder, notebook)


# ------------------------------------------------------------------------------------------------------ in order


@kind("ok", "")
def in_order(folder, notebook):
    _put(folder, notebook)


@kind("ok", "untouched")
def untouched(folder, notebook):
    _write(folder, (ROOT / "assignments" / ASSIGNMENT / NAME).read_bytes())


@kind("ok", "unanswered")
def half_done(folder, notebook):
    _cell(notebook, "home_share").source = ""
    _put(folder, notebook)


@kind("ok", "checkpoints")
def with_checkpoints(folder, notebook):
    _put(folder, notebook)
    _write(folder, "{", f".ipynb_checkpoints/{NAME}")


@kind("ok", "files-beside")
def with_notes_beside(folder, notebook):
    _put(folder, notebook)
    _write(folder, "my notes", "notes.txt")


@kind("ok", "older-format")
def format_4_0(folder, notebook):
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        del cell["id"]
    _put(folder, notebook)


@kind("ok", "")
def cell_magics_that_do_no_harm(folder, notebook):
    _with_code(folder, notebook, "%matplotlib inline\nimport math\nmath.pi?")


# ---------------------------------------------------------------------------------------------- broken as a file


@kind("rejected", "missing")
def nothing_handed_in(folder, notebook):
    folder.mkdir(parents=True)


@kind("rejected", "missing")
def no_folder(folder, notebook):
    folder.parent.mkdir(parents=True, exist_ok=True)


@kind("rejected", "empty-file")
def empty_file(folder, notebook):
    _write(folder, b"")


@kind("rejected", "not-json")
def cut_in_the_middle(folder, notebook):
    text = _text(notebook)
    _write(folder, text[: len(text) // 2])


@kind("rejected", "not-json")
def merge_conflict(folder, notebook):
    _write(folder, _text(notebook).replace('"cells"', '<<<<<<< HEAD\n"cells"', 1))


@kind("rejected", "not-a-notebook")
def a_list(folder, notebook):
    _write(folder, "[1, 2]")


@kind("rejected", "not-a-notebook")
def json_without_cells(folder, notebook):
    _write(folder, '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}')


@kind("rejected", "no-cells")
def a_new_empty_notebook(folder, notebook):
    notebook.cells = []
    _put(folder, notebook)


@kind("rejected", "unknown-encoding")
def binary_file(folder, notebook):
    _write(folder, bytes(range(128, 256)) * 20)


@kind("rejected", "unknown-encoding")
def damaged_utf_16(folder, notebook):
    _write(folder, b"\xff\xfe\x00\xd8\x00\xd8\x00")


@kind("rejected", "packed")
def zip_with_the_name_of_a_notebook(folder, notebook):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(NAME, _text(notebook))
    _write(folder, packed.getvalue())


@kind("rejected", "too-large")
def sixty_megabytes(folder, notebook):
    notebook.cells[1].outputs = [new_output("stream", text="x" * 60_000_000)]
    _put(folder, notebook)


@kind("rejected", "too-large")
def a_million_brackets(folder, notebook):
    _write(folder, '{"nbformat": 4, "nbformat_minor": 5, "cells": [' + "[]," * 1_000_000 + "[]]}")


@kind("rejected", "too-many-cells")
def thousands_of_cells(folder, notebook):
    notebook.cells += [{"cell_type": "code", "source": "", "metadata": {}, "outputs": [], "execution_count": None}] * 3_000
    _put(folder, notebook)


@kind("rejected", "too-much-text")
def a_table_pasted_into_a_cell(folder, notebook):
    _with_code(folder, notebook, "rows = '''" + "1,2,3,4,5\n" * 200_000 + "'''")


@kind("rejected", "too-deep")
def nested_without_end(folder, notebook):
    _write(folder, '{"nbformat": 4, "nbformat_minor": 5, "metadata": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + ', "cells": []}')


@kind("ok", "")
def nested_deeply_in_the_metadata(folder, notebook):
    deep: dict = {}
    for _ in range(400):
        deep = {"a": deep}
    notebook.metadata["deep"] = deep
    notebook.cells[3].metadata["deep"] = deep
    _put(folder, notebook)


@kind("rejected", "unknown-format")
def format_from_the_future(folder, notebook):
    notebook.nbformat = 9
    _put(folder, notebook)


@kind("rejected", "unknown-format")
def format_that_is_a_word(folder, notebook):
    notebook["nbformat"] = "four"
    _put(folder, notebook)


@kind("rejected", "not-json")
def a_number_of_a_million_digits(folder, notebook):
    _write(folder, '{"nbformat": ' + "4" * 1_000_000 + ', "cells": [{}]}')


@kind("repaired", "format-3")
def format_3(folder, notebook):
    old = {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": [_as_format_3(cell) for cell in notebook.cells]}]}
    old["worksheets"][0]["cells"].append({"cell_type": "heading", "level": 2, "source": "My thoughts", "metadata": {}})
    _write(folder, json.dumps(old))


def _as_format_3(cell: NotebookNode) -> dict:
    same = {"cell_type": cell.cell_type, "metadata": cell.metadata}
    return same | ({"input": cell.source, "language": "python", "outputs": []} if cell.cell_type == "code" else {"source": cell.source})


@kind("repaired", "no-format")
def format_not_said(folder, notebook):
    del notebook["nbformat"], notebook["nbformat_minor"]
    _put(folder, notebook)


@kind("repaired", "encoding")
def with_a_byte_order_mark(folder, notebook):
    _write(folder, b"\xef\xbb\xbf" + _text(notebook).encode())


@kind("repaired", "encoding")
def saved_as_utf_16(folder, notebook):
    _write(folder, _text(notebook).encode("utf-16"))


@kind("look", "guessed-letters")
def saved_in_an_old_encoding(folder, notebook):
    notebook.cells[-1].source += " L'Europe a déjà un rôle."
    _write(folder, _text(notebook).encode("cp1252", "replace"))


@kind("repaired", "odd-characters")
def half_characters(folder, notebook):
    notebook.cells[-1].source += " \ud800"
    _write(folder, json.dumps(notebook))


@kind("repaired", "odd-cell")
def cells_that_are_no_cells(folder, notebook):
    notebook["cells"] += [None, 7, {"cell_type": "code", "source": {"a": 1}}, {"cell_type": "painting", "source": "x"}]
    _put(folder, notebook)


# ------------------------------------------------------------------------------------------ wrong name or place


@kind("repaired", "file-name")
def wrong_case(folder, notebook):
    _put(folder, notebook, "A2_Chips.ipynb")


@kind("repaired", "file-name")
def downloaded_twice(folder, notebook):
    _put(folder, notebook, "a2_chips (1).ipynb")


@kind("repaired", "file-name")
def a_copy_only(folder, notebook):
    _put(folder, notebook, "a2_chips-Copy1.ipynb")


@kind("repaired", "file-name")
def an_ending_from_a_browser(folder, notebook):
    _put(folder, notebook, "a2_chips.ipynb.txt")


@kind("repaired", "file-name")
def a_name_of_their_own(folder, notebook):
    _put(folder, notebook, "homework of Zoé [final].ipynb")


@kind("repaired", "nested")
def one_folder_too_deep(folder, notebook):
    _put(folder, notebook, f"{ASSIGNMENT}/{NAME}")


@kind("repaired", "nested")
def a_folder_with_the_name_of_the_notebook(folder, notebook):
    _put(folder, notebook, f"{NAME}/{NAME}")


@kind("look", "several-notebooks")
def another_copy_beside(folder, notebook):
    _put(folder, notebook)
    _cell(notebook, "home_share").source = "home_share = 1"
    _put(folder, notebook, "a2_chips-Copy1.ipynb")


@kind("rejected", "which-notebook")
def two_notebooks_and_none_has_the_name(folder, notebook):
    _put(folder, notebook, "a2_chips (1).ipynb")
    _cell(notebook, "home_share").source = "home_share = 1"
    _put(folder, notebook, "a2_chips (2).ipynb")


@kind("rejected", "other-assignment")
def another_assignment_under_this_name(folder, notebook):
    _write(folder, (ROOT / "assignments" / "a4_dependence" / "a4_dependence.ipynb").read_bytes())


@kind("rejected", "other-assignment")
def some_notebook_with_some_name(folder, notebook):
    notebook.cells = [new_code_cell("print('hello')")]
    _put(folder, notebook, "Untitled.ipynb")


@kind("look", "part-only")
def a_third_of_the_notebook(folder, notebook):
    notebook.cells = [cell for cell in notebook.cells if not _label(cell).startswith("test_")][:12]
    _put(folder, notebook)


# ------------------------------------------------------------------------------------------------- mangled cells


@kind("repaired", "lost-label")
def all_metadata_lost(folder, notebook):
    for cell in notebook.cells:
        cell.metadata = {}
    _put(folder, notebook)


@kind("repaired", "lost-label")
def all_metadata_and_ids_lost(folder, notebook):
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"cell{number}"
    _put(folder, notebook)


@kind("repaired", "changed-label")
def a_thousand_points(folder, notebook):
    _cell(notebook, "test_home_share").metadata.nbgrader["points"] = 1000
    _put(folder, notebook)


@kind("repaired", "changed-label")
def points_that_are_no_number(folder, notebook):
    _cell(notebook, "test_home_share").metadata.nbgrader["points"] = "many"
    _put(folder, notebook)


@kind("repaired", "running-tags")
def a_tag_that_skips_the_test(folder, notebook):
    _cell(notebook, "test_home_share").metadata["tags"] = ["skip-execution"]
    _put(folder, notebook)


@kind("repaired", "duplicated-cell")
def a_doubled_cell(folder, notebook):
    twin = copy.deepcopy(_cell(notebook, "home_share"))
    twin.id = "twin"
    notebook.cells.insert(4, twin)
    _put(folder, notebook)


@kind("look", "two-answers")
def a_doubled_cell_with_another_answer(folder, notebook):
    twin = copy.deepcopy(_cell(notebook, "home_share"))
    twin.id, twin.source = "twin", "home_share = 1"
    notebook.cells.append(twin)
    _put(folder, notebook)


@kind("repaired", "missing-answer")
def a_deleted_answer_cell(folder, notebook):
    notebook.cells.remove(_cell(notebook, "hbm_change"))
    _put(folder, notebook)


@kind("repaired", "missing-test")
def a_deleted_test(folder, notebook):
    notebook.cells.remove(_cell(notebook, "test_home_share"))
    _put(folder, notebook)


@kind("repaired", "missing-locked")
def a_deleted_locked_cell(folder, notebook):
    notebook.cells.remove(_cell(notebook, "setup"))
    _put(folder, notebook)


@kind("repaired", "retyped-cell")
def a_test_turned_into_text(folder, notebook):
    _cell(notebook, "test_home_share").cell_type = "markdown"
    _put(folder, notebook)


@kind("repaired", "retyped-cell")
def an_answer_turned_into_raw(folder, notebook):
    _cell(notebook, "home_share").cell_type = "raw"
    _put(folder, notebook)


@kind("repaired", "moved-cell")
def an_answer_at_the_end(folder, notebook):
    cell = _cell(notebook, "home_share")
    notebook.cells.remove(cell)
    notebook.cells.append(cell)
    _put(folder, notebook)


@kind("repaired", "moved-cell")
def all_cells_upside_down(folder, notebook):
    notebook.cells.reverse()
    _put(folder, notebook)


@kind("repaired", "changed-test")
def an_altered_test(folder, notebook):
    _cell(notebook, "test_home_share").source = "assert True"
    _put(folder, notebook)


@kind("repaired", "changed-locked")
def altered_data(folder, notebook):
    _cell(notebook, "given").source = "given = {'year': '1999'}"
    _put(folder, notebook)


@kind("repaired", "written-in-locked")
def an_essay_inside_the_task(folder, notebook):
    _cell(notebook, "written_answer").source += "\n\nMy position is no."
    _put(folder, notebook)


@kind("repaired", "large-output")
def a_huge_output(folder, notebook):
    _cell(notebook, "home_share").outputs = [new_output("stream", text="x" * 5_000_000)]
    _put(folder, notebook)


@kind("look", "pasted-picture")
def a_picture_pasted_into_the_essay(folder, notebook):
    notebook.cells[-1]["attachments"] = {"image.png": {"image/png": "iVBORw0KGgo="}}
    _put(folder, notebook)


@kind("look", "other-kernel")
def a_kernel_for_r(folder, notebook):
    notebook.metadata = {"kernelspec": {"name": "ir", "display_name": "R"}, "language_info": {"name": "R"}}
    _put(folder, notebook)


# ------------------------------------------------------------------------------- code that waits, hangs or misses


@kind("look", "input")
def asks_at_the_keyboard(folder, notebook):
    _with_code(folder, notebook, "year = input('Which year? ')")


@kind("look", "absolute-path")
def a_path_on_windows(folder, notebook):
    _with_code(folder, notebook, "mine = pd.read_csv('C:\\\\Users\\\\zoe\\\\chips.csv')")


@kind("look", "absolute-path")
def a_path_of_a_home_folder(folder, notebook):
    _with_code(folder, notebook, "place = '~/chips.csv'\nwith open(place) as file:\n    text = file.read()")


@kind("look", "missing-data")
def a_table_that_does_not_travel(folder, notebook):
    _with_code(folder, notebook, "mine = pd.read_excel('chips.xlsx')")
    _write(folder, b"PK", "chips.xlsx")


@kind("look", "network")
def a_table_from_the_network(folder, notebook):
    _with_code(folder, notebook, "mine = pd.read_csv('https://example.org/chips.csv')")


@kind("look", "module")
def a_library_that_the_course_does_not_have(folder, notebook):
    _with_code(folder, notebook, "import sklearn.cluster")


@kind("look", "module")
def a_module_of_their_own(folder, notebook):
    _with_code(folder, notebook, "from my_helpers import share")
    _write(folder, "share = 1", "my_helpers.py")


@kind("look", "syntax")
def a_cell_that_python_cannot_read(folder, notebook):
    _cell(notebook, "home_share").source = "home_share = (1, 2"
    _put(folder, notebook)


@kind("look", "unchecked-cell")
def a_cell_too_long_to_check(folder, notebook):
    _with_code(folder, notebook, "rows = [" + "1, " * 40_000 + "]")


@kind("look", "unchecked-cell")
def a_cell_that_tangles_the_parser(folder, notebook):
    _with_code(folder, notebook, "x = " + "-" * 50_000 + "1")


@kind("look", "endless")
def a_loop_without_an_end(folder, notebook):
    _with_code(folder, notebook, "while True:\n    x = 1")


@kind("look", "endless")
def a_loop_that_forgets_to_count(folder, notebook):
    _with_code(folder, notebook, "i = 0\ntotal = 0\nwhile i < 10:\n    total += i")


@kind("look", "shell")
def a_shell_command(folder, notebook):
    _with_code(folder, notebook, "!ls ..")


@kind("look", "install")
def an_installation(folder, notebook):
    _with_code(folder, notebook, "%pip install seaborn")


# ----------------------------------------------------------------- links, special files, archives, files beside


@kind("rejected", "notebook-link")
def a_link_to_the_solution(folder, notebook):
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to(ROOT / "solutions" / ASSIGNMENT / NAME)


@kind("rejected", "notebook-link")
def a_link_that_leads_nowhere(folder, notebook):
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to("nowhere.ipynb")


@kind("rejected", "notebook-link")
def a_hard_link_to_another_notebook(folder, notebook):
    _put(folder.parent, notebook, "somebody else's work")
    folder.mkdir(parents=True)
    os.link(folder.parent / "somebody else's work", folder / NAME)


@kind("rejected", "folder-link")
def a_link_in_place_of_the_folder(folder, notebook):
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(ROOT / "solutions" / ASSIGNMENT, target_is_directory=True)


@kind("rejected", "not-a-folder")
def a_file_in_place_of_the_folder(folder, notebook):
    _put(folder.parent, notebook, folder.name)


@kind("rejected", "notebook-special")
def a_pipe_in_place_of_the_notebook(folder, notebook):
    folder.mkdir(parents=True)
    os.mkfifo(folder / NAME)


@kind("look", "link")
def a_link_beside(folder, notebook):
    _put(folder, notebook)
    (folder / "solutions").symlink_to(ROOT / "solutions", target_is_directory=True)


@kind("look", "hard-link")
def a_hard_link_beside(folder, notebook):
    _put(folder, notebook)
    _write(folder.parent, "x", "a file")
    os.link(folder.parent / "a file", folder / "data.csv")


@kind("look", "special-file")
def a_socket_beside(folder, notebook):
    _put(folder, notebook)
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind("talk")
    finally:
        os.chdir(here)


@kind("rejected", "archive")
def an_archive_in_place_of_the_notebook(folder, notebook):
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr(NAME, _text(notebook))


@kind("look", "archive-climbs")
def an_archive_that_climbs_out(folder, notebook):
    _put(folder, notebook)
    with zipfile.ZipFile(folder / "data.zip", "w") as archive:
        archive.writestr("../../gradebook.db", "x")
        archive.writestr("/etc/motd", "x")


@kind("look", "archive-link")
def an_archive_with_a_link(folder, notebook):
    _put(folder, notebook)
    with tarfile.open(folder / "data.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("table.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)


@kind("look", "archive-bomb")
def a_zip_bomb(folder, notebook):
    _put(folder, notebook)
    with zipfile.ZipFile(folder / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(150_000_000))


@kind("look", "archive-bomb")
def a_tar_bomb(folder, notebook):
    _put(folder, notebook)
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as archive:
        info = tarfile.TarInfo("zeros")
        info.size = 150_000_000
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    _write(folder, bz2.compress(inner.getvalue()), "data.tar.bz2")


@kind("look", "archive")
def an_archive_that_is_none(folder, notebook):
    _put(folder, notebook)
    _write(folder, b"no archive at all", "data.zip")


@kind("look", "too-many-files")
def thousands_of_files(folder, notebook):
    _put(folder, notebook)
    for number in range(2_100):
        (folder / f"z{number}.txt").touch()


@kind("repaired", "shadowing-file")
def a_file_with_the_name_of_a_library(folder, notebook):
    _put(folder, notebook)
    _write(folder, "raise SystemExit", "pandas.py")


@kind("look", "time-stamp")
def a_time_stamp_that_says_nothing(folder, notebook):
    _put(folder, notebook)
    _write(folder, "yesterday evening", "timestamp.txt")


@kind("look", "time-stamp")
def a_time_stamp_before_computers(folder, notebook):
    _put(folder, notebook)
    _write(folder, "0001-01-01 00:00:00.000000 UTC", "timestamp.txt")


@kind("ok", "")
def a_time_stamp_in_order(folder, notebook):
    _put(folder, notebook)
    _write(folder, "2026-11-24 12:00:00.000000 UTC", "timestamp.txt")


@kind("look", "shell")
def several_things_at_once(folder, notebook):
    notebook.cells.remove(_cell(notebook, "test_home_share"))
    notebook.cells.append(new_markdown_cell("A thought at the end."))
    notebook.cells.append(new_code_cell("import os\nos.system('true')"))
    _put(folder, notebook, "A2_CHIPS.ipynb")

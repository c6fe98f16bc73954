"""Read a notebook file that comes from outside, and keep of it only what a grader may trust itself to look at.

The file can be anything: another kind of file, cut, damaged, enormous, or made to harm whoever reads it. So it is opened
without following links, never beyond a limit, and only text, kind, id, label and tags of its cells are carried on.
Outputs and all other metadata stay behind, whatever is in them.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from technopolitics.classroom.findings import Finding, find, listed, shown

__all__ = ["LARGEST_FILE", "Unreadable", "named", "read_bytes", "read_notebook", "read_submission"]

# A finished assignment with all its figures has less than one megabyte. What is larger than this is not even opened.
LARGEST_FILE = 20_000_000
# An assignment has about forty cells, and all its text less than a tenth of this.
MOST_CELLS = 1_000
MOST_TEXT = 1_000_000
# Lists and dictionaries: in memory each takes a hundred times its two characters.
MOST_PARTS = 500_000
LARGE_OUTPUT = 2_000_000

FORMAT = "Open it in JupyterLab, choose File, Save, and hand it in again."
LONGEST_TAG = 60
# Tags that change what is run when a notebook is executed or exported.
RUNNING_TAGS = {"skip-execution", "raises-exception", "nbval-skip", "injected-parameters", "parameters"}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Unreadable(ValueError):
    """A submission that cannot be read as a notebook; the message says what it is and what the student should do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.finding = find(code, sentence)


def read_submission(path: Path) -> NotebookNode:
    """Read a submitted file as a version 4 notebook; Unreadable says in plain words why it cannot be."""
    return read_notebook(read_bytes(path))[0]


def named(cell: Mapping[str, Any]) -> str:
    """What a sentence calls a cell after the words "the cell": its label, or how it begins. Safe to show."""
    label = cell.get("metadata", {}).get("nbgrader")
    name = label.get("grade_id") if isinstance(label, dict) else None
    if isinstance(name, str) and name:
        return f"'{shown(name, 40)}'"
    first = cell["source"].strip()[:200].partition("\n")[0]
    return f"that begins with '{shown(first, 40)}'" if first else "that is empty"


# ------------------------------------------------------------------------------------------------------- the file


def read_bytes(path: Path, limit: int = LARGEST_FILE) -> bytes:
    """The content of a regular file of at most ``limit`` bytes. Links are not followed, and a pipe is not waited for."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        raise Unreadable("missing", f"There is no file '{shown(path.name)}'. Check the name and the folder.") from None
    if stat.S_ISLNK(found.st_mode):
        raise Unreadable("notebook-link", "In place of the notebook there is a link to another file. Hand in the file itself.")
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable("notebook-special", "In place of the notebook there is a folder. Hand in the file itself, not a link or a folder.")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("notebook-special", "In place of the notebook there is a pipe or a device. Hand in an ordinary file.")
    if found.st_nlink > 1:
        raise Unreadable("notebook-link", "The notebook is a second name (a hard link) of another file. Hand in a copy of your own.")
    if found.st_size > limit:
        raise _too_large(found.st_size, limit)
    try:
        # A pipe that took the file's place in between must not make anybody wait, and a link must not lead anywhere.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable("notebook-special", "In place of the notebook there is a pipe or a device. Hand in an ordinary file.")
            content = file.read(limit + 1)
    except OSError:
        raise Unreadable(
            "not-readable", "The file cannot be opened: you may not read it, or the disk has a fault. Copy it and hand in the copy."
        ) from None
    if len(content) > limit:
        raise _too_large(len(content), limit)
    return content


def _too_large(size: int, limit: int) -> Unreadable:
    return Unreadable(
        "too-large",
        f"The file has {size / 1e6:.0f} MB; more than {limit / 1e6:.0f} MB is not read. In JupyterLab choose Edit, Clear Outputs of All Cells, "
        "save, and hand it in again.",
    )


# --------------------------------------------------------------------------------------------------- the notebook


def read_notebook(content: bytes) -> tuple[NotebookNode, list[Finding]]:
    """The notebook in a file's content as version 4, and what had to be mended to read it. Unreadable says why it cannot be.

    Cells have ``cell_type``, ``id``, ``source`` and, where the file has them, ``metadata.nbgrader`` and ``metadata.tags``.
    """
    findings: list[Finding] = []
    told = _parsed(content, findings)
    if not isinstance(told, dict) or not isinstance(_cells(told), list):
        raise Unreadable("not-a-notebook", "The file is JSON but not a notebook: it has no cells. Hand in the .ipynb file of the assignment.")
    major = told.get("nbformat")
    if "nbformat" not in told:
        findings.append(find("no-format", "The file does not say which notebook format it has: it was read as the current one."))
        major = 4
    if not isinstance(major, int) or major not in (3, 4):
        raise Unreadable("unknown-format", f"The notebook has a format that this course cannot read. {FORMAT}")
    cells = _cells(told)
    if not cells:
        raise Unreadable(
            "no-cells", "The notebook has no cells at all. Start again from the assignment's file, or hand in the copy that has your work."
        )
    if len(cells) > MOST_CELLS:
        raise Unreadable(
            "too-many-cells", f"The notebook has {len(cells)} cells; more than {MOST_CELLS} are not read. Delete the cells that are not needed."
        )
    if major == 3:
        findings.append(find("format-3", f"The notebook has the old format 3: it was brought to format 4. {FORMAT}"))
    elif isinstance(told.get("nbformat_minor"), int) and told["nbformat_minor"] < 5 and "nbformat" in told:
        findings.append(
            find("older-format", f"The notebook has the format 4.{told['nbformat_minor']}, which is a little old and is read without loss.")
        )
    plain = [_slim(cell, number) for number, cell in enumerate(cells)]
    if sum(len(cell["source"]) for cell in plain) > MOST_TEXT:
        raise Unreadable(
            "too-much-text",
            f"The cells hold more than {MOST_TEXT:,} characters. Was a table or a picture pasted into one? Take it out and hand in again.",
        )
    _name_odd_cells(cells, plain, findings)
    _name_odd_signs(plain, findings)
    _name_outputs(cells, findings)
    _name_kernel(told, findings)
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": plain}), findings


def _parsed(content: bytes, findings: list[Finding]) -> Any:
    if not content.strip():
        raise Unreadable("empty-file", "The file is empty. Save the notebook (File, Save) and hand it in again.")
    if content[:2] == b"PK":
        raise Unreadable("packed", "The file is a zip archive with the name of a notebook. Take the notebook out of it and hand that in.")
    if content[:2] == b"\x1f\x8b" or content[257:262] == b"ustar":
        raise Unreadable("packed", "The file is a packed archive with the name of a notebook. Take the notebook out of it and hand that in.")
    if content.count(b"[") + content.count(b"{") > MOST_PARTS:
        raise Unreadable(
            "too-large",
            f"The file has more than {MOST_PARTS:,} parts and is not read. In JupyterLab choose Edit, Clear Outputs of All Cells, save, and hand it in again.",
        )
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
        if encoding != "utf-8":
            found = "with a byte order mark" if encoding == "utf-8-sig" else f"as {encoding.upper()}"
            findings.append(find("encoding", f"The file is saved {found} and not as plain UTF-8: it was read all the same. {FORMAT}"))
    except UnicodeError:
        if encoding != "utf-8" or content[:1] not in b"{ \n\r\t":
            raise Unreadable(
                "unknown-encoding", "The file is not a text in a known encoding. Save it again from JupyterLab and hand it in."
            ) from None
        text = content.decode("cp1252", errors="replace")
        findings.append(
            find(
                "guessed-letters", "The file was saved in an old encoding, so accents and signs were guessed. Look at your texts, save in JupyterLab."
            )
        )
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable("too-deep", f"The file is nested deeper than any notebook is: it was damaged or made by a program. {FORMAT}") from None
    except ValueError:
        raise Unreadable(
            "not-json",
            "The file is not a whole notebook: it seems cut or was edited as a text. Open it in JupyterLab; if it does not open, start from the last copy that does.",
        ) from None


def _cells(told: dict[str, Any]) -> Any:
    """The list of cells; format 3 keeps them on worksheets."""
    if "cells" in told or "worksheets" not in told:
        return told.get("cells")
    sheets = told["worksheets"]
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) and isinstance(sheet.get("cells", []), list) for sheet in sheets):
        return None
    return [cell for sheet in sheets for cell in sheet.get("cells", [])]


def _slim(cell: Any, number: int) -> dict[str, Any]:
    """The few parts of a cell that are carried on, each of a kind that nothing later can stumble over."""
    cell = cell if isinstance(cell, dict) else {}
    kind, source = cell.get("cell_type"), _joined(cell.get("source", cell.get("input", ""))) or ""
    if kind == "heading":  # format 3
        level = cell.get("level")
        kind, source = "markdown", f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {source}"
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    kept: dict[str, Any] = {}
    if isinstance(metadata.get("nbgrader"), dict):
        kept["nbgrader"] = {k: v for k, v in metadata["nbgrader"].items() if isinstance(v, str | int | float)}
    if isinstance(metadata.get("tags"), list):
        kept["tags"] = [tag for tag in metadata["tags"] if isinstance(tag, str) and len(tag) <= LONGEST_TAG]
    identity = cell.get("id")
    slim = {
        "cell_type": kind if kind in ("code", "raw") else "markdown",
        "id": identity if isinstance(identity, str) else f"read-{number}",
        "metadata": kept,
        "source": source,
    }
    return slim | {"outputs": [], "execution_count": None} if kind == "code" else slim


def _name_odd_cells(cells: list[Any], plain: list[dict[str, Any]], findings: list[Finding]) -> None:
    """Cells that are no cells, and pictures that a student pasted: both are left out, and said."""
    odd = [number + 1 for number, cell in enumerate(cells) if not _is_cell(cell)]
    pasted = [named(p) for cell, p in zip(cells, plain, strict=True) if isinstance(cell, dict) and cell.get("attachments")]
    if odd:
        findings.append(
            find("odd-cell", f"Damaged in your file: cell number {listed(map(str, odd), quoted=False)}. What could be read of it is kept.")
        )
    if pasted:
        findings.append(
            find(
                "pasted-picture",
                f"A picture was pasted into the cell {listed(pasted, quoted=False)}. Pasted pictures are not kept: draw it with code, or describe it in words.",
            )
        )


def _is_cell(cell: Any) -> bool:
    return (
        isinstance(cell, dict)
        and cell.get("cell_type") in ("code", "heading", "markdown", "raw")
        and _joined(cell.get("source", cell.get("input", ""))) is not None
    )


def _joined(source: Any) -> str | None:
    """Text of a cell; None when it is neither a text nor a list of lines."""
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return None


def _name_odd_signs(cells: list[dict[str, Any]], findings: list[Finding]) -> None:
    """Half characters cannot be saved as a file: each becomes the sign for an unknown one."""
    names = []
    for cell in cells:
        mended = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", cell["source"])
        if mended != cell["source"]:
            cell["source"] = mended
            names.append(named(cell))
        cell["id"] = _LONE_SURROGATE.sub("?", cell["id"])
    if names:
        findings.append(
            find(
                "odd-characters", f"Broken characters in the cell {listed(names, quoted=False)} were replaced by the sign \N{REPLACEMENT CHARACTER}."
            )
        )


def _name_outputs(cells: list[Any], findings: list[Finding]) -> None:
    """Outputs are always left behind; the student hears of it when they were huge."""
    large = []
    for number, cell in enumerate(cells):
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        if outputs and _at_least(outputs, LARGE_OUTPUT):
            large.append(str(number + 1))
    if large:
        findings.append(
            find(
                "large-output",
                f"The output of cell number {', '.join(large[:6])} has more than {LARGE_OUTPUT / 1e6:.0f} MB: it was left out. "
                "Print less, for example the first rows with .head().",
            )
        )


def _at_least(thing: Any, size: int) -> bool:
    """Whether the texts in nested lists and dicts have that many characters; without recursion, because nesting can be deep."""
    todo, seen = [thing], 0
    while todo and seen < size:
        part = todo.pop()
        if isinstance(part, str):
            seen += len(part)
        elif isinstance(part, dict):
            todo.extend(part.values())
        elif isinstance(part, list):
            todo.extend(part)
    return seen >= size


def _name_kernel(told: dict[str, Any], findings: list[Finding]) -> None:
    metadata = told.get("metadata")
    info = metadata.get("language_info") if isinstance(metadata, dict) else None
    language = info.get("name") if isinstance(info, dict) else None
    if isinstance(language, str) and language.lower() not in ("python", "ipython", ""):
        findings.append(
            find(
                "other-kernel",
                f"The notebook was saved with a kernel for '{shown(language, 20)}'. It is graded with Python: choose Kernel, Change Kernel.",
            )
        )

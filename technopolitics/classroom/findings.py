"""What the doctor says about a submission: a short code that stays the same, a sentence for the student, and how grave it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["CODES", "SEVERITIES", "Finding", "find", "listed", "shown", "worst"]

# From harmless to grave. "repaired": mended in the copy that is graded. "look": can be graded, and a person should see it.
# "rejected": cannot be graded as it is.
SEVERITIES = ("ok", "repaired", "look", "rejected")

# Every code, with how grave it is. A code never changes its meaning, so that tables of several years can be compared.
CODES = {
    # Nothing is wrong.
    "untouched": "ok",
    "unanswered": "ok",
    "older-format": "ok",
    "files-beside": "ok",
    "checkpoints": "ok",
    # The file could not be taken as it was; the copy is in order.
    "encoding": "repaired",
    "odd-characters": "repaired",
    "no-format": "repaired",
    "format-3": "repaired",
    "file-name": "repaired",
    "nested": "repaired",
    "lost-label": "repaired",
    "changed-label": "repaired",
    "duplicated-cell": "repaired",
    "missing-answer": "repaired",
    "missing-test": "repaired",
    "missing-locked": "repaired",
    "retyped-cell": "repaired",
    "moved-cell": "repaired",
    "changed-test": "repaired",
    "changed-locked": "repaired",
    "written-in-locked": "repaired",
    "running-tags": "repaired",
    "large-output": "repaired",
    "odd-cell": "repaired",
    "shadowing-file": "repaired",
    # A person should see it.
    "guessed-letters": "look",
    "two-answers": "look",
    "several-notebooks": "look",
    "part-only": "look",
    "folder-name": "look",
    "pasted-picture": "look",
    "other-kernel": "look",
    "time-stamp": "look",
    "link": "look",
    "hard-link": "look",
    "special-file": "look",
    "archive": "look",
    "archive-climbs": "look",
    "archive-link": "look",
    "archive-bomb": "look",
    "too-many-files": "look",
    "input": "look",
    "absolute-path": "look",
    "missing-data": "look",
    "network": "look",
    "module": "look",
    "syntax": "look",
    "unchecked-cell": "look",
    "endless": "look",
    "shell": "look",
    "install": "look",
    # It cannot be graded.
    "missing": "rejected",
    "notebook-link": "rejected",
    "notebook-special": "rejected",
    "folder-link": "rejected",
    "not-a-folder": "rejected",
    "not-readable": "rejected",
    "empty-file": "rejected",
    "too-large": "rejected",
    "packed": "rejected",
    "unknown-encoding": "rejected",
    "not-json": "rejected",
    "too-deep": "rejected",
    "not-a-notebook": "rejected",
    "unknown-format": "rejected",
    "no-cells": "rejected",
    "too-many-cells": "rejected",
    "too-much-text": "rejected",
    "other-assignment": "rejected",
    "unknown-name": "rejected",
    "which-notebook": "rejected",
    "unexpected": "rejected",
}


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor noticed. ``severity`` is one of ``SEVERITIES``."""

    code: str
    sentence: str
    severity: str


def find(code: str, sentence: str) -> Finding:
    """A finding as grave as its code.

    >>> find("input", "Cell 3 waits for a keyboard.").severity
    'look'
    """
    return Finding(code, sentence, CODES[code])


def worst(findings: Iterable[Finding]) -> str:
    """The gravest severity, "ok" when there are no findings."""
    return max((f.severity for f in findings), key=SEVERITIES.index, default="ok")


def shown(text: str, length: int = 60) -> str:
    """A piece of a student's text that is safe in a terminal: one line, no control characters, not longer than ``length``.

    >>> shown("plain"), shown("a\\x1b[2Jb"), shown("x" * 9, 5)
    ('plain', 'a?[2Jb', 'xxxx…')
    """
    clean = "".join(sign if sign.isprintable() else "?" for sign in text[: length + 1])
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def listed(names: Iterable[str], most: int = 6, quoted: bool = True) -> str:
    """Names as a list in a sentence; in quotation marks and safe to show, unless they are so already.

    >>> listed(["a", "b", "c"]), listed("abcde", most=2)
    ("'a', 'b' and 'c'", "'a', 'b' and 3 more")
    """
    parts = [f"'{shown(name)}'" if quoted else name for name in names]
    if len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

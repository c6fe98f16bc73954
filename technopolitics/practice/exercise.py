"""What a lesson keeps about its exercises, predictions and verdicts.

The answer of an exercise is a function: its body is the solution that learners are shown, and what it returns is
what their answer is compared with. So an answer is computed from the data and can never differ from the solution.
"""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from technopolitics._names import did_you_mean
from technopolitics.practice.judging import Kind

__all__ = ["Exercise", "Mistake", "Prediction", "Verdict", "exercise", "lessons", "prediction", "source_of", "verdicts_of"]


class UnknownKey(LookupError):
    """There is no exercise or prediction of that name; the message gives the nearest ones."""


@dataclass(frozen=True)
class Mistake:
    """A likely wrong answer, computed as a learner would compute it, and the sentence that helps."""

    answer: Callable[[], Any]
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise: ``key`` is "NN-name"; ``answer`` computes the right answer and is the solution shown.

    ``hints`` go from a push to nearly the code; ``why`` is the reasoning shown with the solution.
    """

    key: str
    kind: Kind
    answer: Callable[[], Any]
    hints: Sequence[str]
    why: str
    mistakes: Sequence[Mistake] = ()


@dataclass(frozen=True)
class Prediction:
    """One committed guess: a number (with a range) or a choice. ``answer`` computes what comes out."""

    key: str
    question: str
    kind: Kind
    answer: Callable[[], Any]
    surprise: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the tables say about a claim: a word of the ledger, the sentence with the numbers, and what would change our mind."""

    verdict: str
    because: str
    would_change: str = field(default="")


def lessons() -> list[str]:
    """Two-digit numbers of the lessons that have exercises."""
    folder = Path(__file__).parent / "lessons"
    return sorted(p.stem.removeprefix("lesson_") for p in folder.glob("lesson_[0-9][0-9].py"))


@cache
def _module(lesson: str) -> ModuleType:
    return importlib.import_module(f"technopolitics.practice.lessons.lesson_{lesson}")


def _find(key: str, collection: str, what: str) -> Any:
    lesson = str(key)[:2]
    known: dict[str, Any] = {}
    for number in [lesson] if lesson in lessons() else lessons():
        known.update({item.key: item for item in getattr(_module(number), collection)})
    if key not in known:
        help_ = did_you_mean(key, known) or "The names are: " + ", ".join(list(known)[:8]) + "."
        raise UnknownKey(f"There is no {what} called {key!r}. {help_}")
    return known[key]


def exercise(key: str) -> Exercise:
    """The exercise of that key; UnknownKey with the nearest names."""
    return _find(key, "EXERCISES", "exercise")


def prediction(key: str) -> Prediction:
    """The prediction of that key; UnknownKey with the nearest names."""
    return _find(key, "PREDICTIONS", "prediction")


def verdicts_of(lesson: str) -> dict[str, Callable[[], Verdict]]:
    """Named computations of a lesson: claim_id to the function that recomputes its verdict."""
    return dict(getattr(_module(lesson), "VERDICTS", {})) if lesson in lessons() else {}


def source_of(function: Callable[[], Any]) -> str:
    """The body of an answer function as code that runs in a notebook.

    The docstring is left out, ``return x`` becomes ``answer = x`` and ``load`` becomes ``tp.load``.
    """
    lines = inspect.getsource(function).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("def ") or line.lstrip().startswith("def "))
    while not lines[start].rstrip().endswith(":"):
        start += 1
    body = textwrap.dedent("\n".join(lines[start + 1 :]))
    body = re.sub(r'^\s*(?:r|)"""(?:.|\n)*?"""\n?', "", body, count=1)
    body = re.sub(r"(?<![\w.])load\(", "tp.load(", body.strip())
    return re.sub(r"^return ", "answer = ", body, flags=re.MULTILINE)

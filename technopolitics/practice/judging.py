"""Compare an answer with what was awaited: first its kind, then its shape, then its value.

Values are judged, not types or style: ``0.7``, ``np.float64(0.7)`` and a Series with that one value are the same
answer. Messages say what came and what sort of thing was awaited, and never give the value away. The same judges
serve the learner's checks and the tests of graded assignments.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

__all__ = ["Choice", "Finding", "Kind", "Name", "Names", "Number", "Numbers", "Rule", "Truth", "Word", "is_missing_answer"]


@dataclass(frozen=True)
class Finding:
    """What a judge found. ``step`` is "kind", "shape" or "value" for what is not right yet, else empty."""

    right: bool
    message: str = ""
    step: str = ""


RIGHT = Finding(True)


def is_missing_answer(answer: Any) -> bool:
    """True for the three dots that stand in an exercise before somebody answers it."""
    return answer is Ellipsis


def described(answer: Any) -> str:
    """What came, in plain words: kind first, and the content where it is short.

    >>> described("72,5"), described([1, 2]), described(None)
    ("text ('72,5')", 'a list of 2 items', 'nothing (None)')
    """
    if answer is None:
        return "nothing (None)"
    if answer is Ellipsis:
        return "the three dots"
    if isinstance(answer, bool) or type(answer).__name__ == "bool_":
        return f"the truth value {bool(answer)}"
    if isinstance(answer, str):
        return f"text ({answer[:40]!r})"
    if isinstance(answer, pd.DataFrame):
        return f"a table with {len(answer)} rows and {len(answer.columns)} columns"
    if isinstance(answer, pd.Series | pd.Index):
        return f"a column of {len(answer)} values"
    if isinstance(answer, pd.Timedelta):
        return "a span of time (take its .days)"
    if callable(answer):
        return f"the function {getattr(answer, '__name__', '')}".strip()
    if isinstance(answer, dict | list | tuple | set):
        return f"a {type(answer).__name__} of {len(answer)} items"
    if _as_number(answer) is not None:
        return "a number"
    return f"something of type {type(answer).__name__}"


def _shown(answer: Any) -> str:
    """What a function gave, for a message; a set in one order, so that equal answers read the same sentence."""
    if isinstance(answer, set | frozenset) and answer:
        return "{" + ", ".join(sorted(map(repr, answer))) + "}"
    return repr(answer)


class Kind:
    """What sort of thing is awaited. Subclasses say how it reads and how it is judged."""

    def expects(self) -> str:
        """The awaited sort of thing, in words, for messages."""
        raise NotImplementedError

    def judge(self, answer: Any, awaited: Any) -> Finding:
        """Compare ``answer`` with ``awaited``."""
        raise NotImplementedError

    def unanswered(self, answer: Any) -> bool:
        """True for an exercise that nobody touched yet: the three dots still stand there."""
        return is_missing_answer(answer)

    def same(self, answer: Any, awaited: Any) -> bool:
        """True when the answer counts as the awaited one."""
        return self.judge(answer, awaited).right

    def _wrong_kind(self, answer: Any, more: str = "") -> Finding:
        return Finding(False, f"What came is {described(answer)}; what is awaited is {self.expects()}. {more}".strip(), "kind")


@dataclass(frozen=True)
class Number(Kind):
    """One number. ``tolerance`` is absolute, in the unit of the answer; None allows half a percent of the value.

    >>> Number("percent").judge("72.5", 72.5).message
    "What came is text ('72.5'); what is awaited is a number in percent. Remove the quotation marks."
    >>> Number("percent", tolerance=0.1).judge(0.725, 72.5).message
    'The digits are right and the scale is not: the answer is awaited in percent.'
    """

    unit: str = ""
    tolerance: float | None = None

    def expects(self) -> str:
        return f"a number in {self.unit}" if self.unit else "a number"

    def judge(self, answer: Any, awaited: Any) -> Finding:
        if isinstance(answer, str):
            more = "Remove the quotation marks." if _as_number(_parsed(answer)) is not None else ""
            if "," in answer and more:
                more = "Remove the quotation marks and write the decimals after a point."
            return self._wrong_kind(answer, more)
        value = _as_number(answer)
        if value is None:
            more = ""
            if isinstance(answer, tuple) and len(answer) == 2:
                more = "If you meant decimals: they come after a point, a comma makes two numbers. If a function gave you two numbers: choose one."
            elif isinstance(answer, pd.Series | pd.DataFrame):
                more = "Choose one value from it, for instance with .iloc[0], or sum it up."
            elif callable(answer):
                more = "Did you forget the brackets () that run it?"
            return self._wrong_kind(answer, more)
        if math.isnan(value):
            return Finding(False, "Your result is 'not a number' (NaN): somewhere a missing value entered the computation.", "value")
        target = float(awaited)
        if self._near(value, target):
            return RIGHT
        unit = f" in {self.unit}" if self.unit else ""
        if target and (self._near(value * 100, target) or self._near(value / 100, target)):
            return Finding(False, f"The digits are right and the scale is not: the answer is awaited{unit}.", "value")
        if target and self._near(-value, target):
            return Finding(False, "The size is right and the sign is not: which of the two is taken from the other?", "value")
        if self.tolerance is not None and abs(value - target) <= 5 * self.tolerance:
            return Finding(False, "Close, but outside the margin: compute with all the digits and round at the end, if at all.", "value")
        return Finding(False, "The form is right, and the data give another value.", "value")

    def _near(self, value: float, target: float) -> bool:
        if self.tolerance is None:
            return math.isclose(value, target, rel_tol=0.005, abs_tol=1e-9)
        return abs(value - target) <= self.tolerance + 1e-9


@dataclass(frozen=True)
class Choice(Kind):
    """One letter of a multiple-choice question.

    >>> Choice("abc").judge("B", "b").right
    True
    """

    options: str = "abcd"

    def expects(self) -> str:
        return "one of the letters " + ", ".join(self.options) + ", between quotation marks"

    def judge(self, answer: Any, awaited: Any) -> Finding:
        if not isinstance(answer, str):
            return self._wrong_kind(answer)
        letter = answer.strip().strip("().").lower()
        if letter not in self.options or len(letter) != 1:
            return Finding(False, f"There is no option {answer!r}: write {self.expects()}.", "shape")
        return RIGHT if letter == awaited else Finding(False, f"Option {letter} does not hold. Read it again beside the numbers.", "value")


@dataclass(frozen=True)
class Name(Kind):
    """One name; spaces, case and accents at the ends do not matter. ``known`` limits the answer to names in the data."""

    what: str = "a name"
    known: Callable[[], Iterable[str]] | None = None

    def expects(self) -> str:
        return f"{self.what}, between quotation marks"

    def judge(self, answer: Any, awaited: Any) -> Finding:
        answer = _single(answer)
        if not isinstance(answer, str):
            return self._wrong_kind(answer)
        given = _plain(answer)
        if given == _plain(awaited):
            return RIGHT
        if self.known is not None and given not in {_plain(k) for k in self.known()}:
            return Finding(False, f"{answer!r} does not stand in the column that is asked about: copy {self.what} as the table writes it.", "shape")
        return Finding(False, f"{answer!r} is {self.what}, and not the one.", "value")


@dataclass(frozen=True)
class Names(Kind):
    """Several names, in any order (or in a given one when ``ordered``)."""

    what: str = "a list of names"
    ordered: bool = False

    def expects(self) -> str:
        return self.what + (", in order" if self.ordered else "")

    def judge(self, answer: Any, awaited: Any) -> Finding:
        if isinstance(answer, pd.DataFrame) and len(answer.columns) == 1:
            answer = answer.iloc[:, 0]
        if isinstance(answer, str) or not isinstance(answer, Iterable) or isinstance(answer, pd.DataFrame):
            return self._wrong_kind(answer, "Write them between square brackets, with commas between them." if isinstance(answer, str) else "")
        given = [_plain(str(name)) for name in answer]
        target = [_plain(str(name)) for name in awaited]
        if (self.ordered and given == target) or (not self.ordered and sorted(set(given)) == sorted(set(target)) and len(given) == len(set(given))):
            return RIGHT
        if len(given) != len(set(given)):
            return Finding(False, "A name stands in your list more than once.", "shape")
        if len(given) != len(target):
            return Finding(
                False, f"Your list has {len(given)} names; another number is awaited. Too many or too few? Look at the condition again.", "shape"
            )
        if self.ordered and sorted(given) == sorted(target):
            return Finding(False, "The names are right and their order is not.", "value")
        wrong = len(set(given) - set(target))
        return Finding(False, f"{wrong} of your {len(given)} names should not be there.", "value")


@dataclass(frozen=True)
class Numbers(Kind):
    """Named numbers: a Series or dict from name to number; order does not matter. ``tolerance`` as in Number."""

    what: str = "a number for each name (a Series or a dict)"
    unit: str = ""
    tolerance: float | None = None

    def expects(self) -> str:
        return self.what + (f", in {self.unit}" if self.unit else "")

    def judge(self, answer: Any, awaited: Any) -> Finding:
        given = _as_mapping(answer)
        if given is None:
            return self._wrong_kind(answer)
        target = _as_mapping(awaited) or {}
        if set(given) != set(target):
            extra, lacking = len(set(given) - set(target)), len(set(target) - set(given))
            parts = [f"{lacking} awaited names are missing" if lacking else "", f"{extra} names are too many" if extra else ""]
            return Finding(False, "The names do not fit: " + " and ".join(filter(None, parts)) + ".", "shape")
        one = Number(self.unit, self.tolerance)
        findings = {name: one.judge(given[name], target[name]) for name in target}
        wrong = [f for f in findings.values() if not f.right]
        if not wrong:
            return RIGHT
        if len({f.message for f in wrong}) == 1 and len(wrong) == len(target):
            return Finding(False, wrong[0].message, wrong[0].step)
        return Finding(False, f"{len(wrong)} of the {len(target)} values differ from what the data give.", "value")


@dataclass(frozen=True)
class Truth(Kind):
    """Yes, no, or unknown: True, False or None."""

    def expects(self) -> str:
        return "True, False or None (unknown)"

    def judge(self, answer: Any, awaited: Any) -> Finding:
        if answer is not None and not (isinstance(answer, bool) or type(answer).__name__ in ("bool", "bool_")):
            return self._wrong_kind(answer, "Write it without quotation marks." if isinstance(answer, str) else "")
        same = (answer is None and awaited is None) or (answer is not None and awaited is not None and bool(answer) == bool(awaited))
        return RIGHT if same else Finding(False, "That is not what follows from the facts given.", "value")


@dataclass(frozen=True)
class Word(Kind):
    """One of a closed list of words, or None where the rule leaves the answer unknown.

    >>> Word(("free", "denied")).judge("Free ", "free").right
    True
    """

    options: Sequence[str]
    unknown: bool = True

    def expects(self) -> str:
        words = ", ".join(repr(o) for o in self.options)
        return f"one of the words {words}" + (", or None (unknown)" if self.unknown else "")

    def judge(self, answer: Any, awaited: Any) -> Finding:
        answer = _single(answer)
        if (answer is None and not self.unknown) or (answer is not None and not isinstance(answer, str)):
            return self._wrong_kind(answer)
        if answer is not None and _plain(answer) not in {_plain(o) for o in self.options}:
            return Finding(False, f"{answer!r} is not one of the words: what is awaited is {self.expects()}.", "shape")
        same = (answer is None and awaited is None) or (answer is not None and awaited is not None and _plain(answer) == _plain(awaited))
        return RIGHT if same else Finding(False, f"{answer!r} is not what follows from the facts given.", "value")


@dataclass(frozen=True)
class Rule(Kind):
    """A function, tried on cases. ``cases`` are the arguments; ``awaited`` is the reference function."""

    cases: Sequence[tuple[Any, ...]] | Callable[[], Sequence[tuple[Any, ...]]]
    result: Kind = field(default_factory=Truth)
    named: Callable[..., str] | None = None  # a short name of a case, for the message

    def expects(self) -> str:
        return "a function (its name, without brackets)"

    def unanswered(self, answer: Any) -> bool:
        """Also true for a function that still returns the three dots."""
        if not callable(answer):
            return is_missing_answer(answer)
        try:
            return answer(*(self.cases() if callable(self.cases) else self.cases)[0]) is Ellipsis
        except Exception:
            return False

    def judge(self, answer: Any, awaited: Any) -> Finding:
        if not callable(answer):
            return self._wrong_kind(answer, "Give the function itself: check(key, my_rule), not check(key, my_rule(...)).")
        cases = self.cases() if callable(self.cases) else self.cases
        failed = []
        for case in cases:
            target = awaited(*case)
            try:
                given = answer(*case)
            except Exception as error:
                return Finding(False, f"Your function stops with {type(error).__name__}: {error}, for {self._name(case)}.", "shape")
            if given is Ellipsis:
                return Finding(False, f"Your function still returns the three dots for {self._name(case)}.", "shape")
            if not self.result.same(given, target):
                failed.append((case, given))
        if not failed:
            return RIGHT
        case, given = failed[0]
        return Finding(
            False,
            f"{len(cases) - len(failed)} of {len(cases)} cases come out as the rule says. Look at {self._name(case)}: your function gives {_shown(given)}.",
            "value",
        )

    def _name(self, case: tuple[Any, ...]) -> str:
        return self.named(*case) if self.named else ", ".join(map(repr, case))


# ------------------------------------------------------------------------------------------------ readings


def _single(answer: Any) -> Any:
    """The one value in a container of one, else the answer as it is."""
    if isinstance(answer, pd.Series | pd.Index) and len(answer) == 1:
        return answer[0] if isinstance(answer, pd.Index) else answer.iloc[0]
    if isinstance(answer, list | tuple) and len(answer) == 1:
        return answer[0]
    if hasattr(answer, "ndim") and hasattr(answer, "item") and getattr(answer, "size", 0) == 1:
        return answer.item()
    return answer


def _as_number(answer: Any) -> float | None:
    """A float from any kind of real number, also in a container of one; None for the rest (truth values too)."""
    answer = _single(answer)
    if answer is pd.NA:
        return math.nan
    if isinstance(answer, bool) or type(answer).__name__ == "bool_" or not isinstance(answer, numbers.Real | numbers.Number):
        return None
    try:
        return float(answer)
    except (TypeError, ValueError):
        return None


def _parsed(text: str) -> Any:
    try:
        return float(text.strip().rstrip("%").strip().replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


def _as_mapping(answer: Any) -> dict[str, Any] | None:
    """Name to value from a Series, a dict, or a table with one column of names and one of numbers."""
    if isinstance(answer, pd.DataFrame):
        if len(answer.columns) == 1:
            answer = answer.iloc[:, 0]
        elif len(answer.columns) == 2 and answer.iloc[:, 1].dtype.kind in "iuf":
            answer = pd.Series(answer.iloc[:, 1].to_list(), index=answer.iloc[:, 0].astype(str))
        else:
            return None
    if isinstance(answer, pd.Series):
        return {_plain(str(k)): v for k, v in answer.items()}
    if isinstance(answer, Mapping):
        return {_plain(str(k)): v for k, v in answer.items()}
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()

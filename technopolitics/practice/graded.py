"""What the test cells of graded assignments call: the judges of the course, with errors instead of messages.

A student reads the message; it says what came and what sort of thing was awaited, and never the awaited value.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from technopolitics.practice.judging import Choice, Kind, Name, Names, Number, Numbers, Rule, Truth, Word, is_missing_answer

__all__ = ["Choice", "Name", "Names", "Number", "Numbers", "Rule", "Truth", "Word", "axes_of", "bars_of", "formed", "given", "labelled", "right"]


def given(assignment: str, key: str = "", **options: Sequence[Any]) -> dict[str, Any]:
    """The slices of data that an edition of an assignment works on: one of each list of options.

    The plain edition (no key) takes the first of each. With a cohort's key, each choice follows from the key, the
    assignment and the name of the option (SHA-256), so that a class has its own expected values, the same for everybody
    in it and at every grading. Hidden tests and answers read the same slices.

    >>> given("a2_chips", year=["2025", "2024"])
    {'year': '2025'}
    >>> given("a2_chips", key="spring-27", year=["2025", "2024"]) == given("a2_chips", key="spring-27", year=["2025", "2024"])
    True
    """
    if not key:
        return {name: choices[0] for name, choices in options.items()}
    chosen = {}
    for name, choices in options.items():
        digest = hashlib.sha256(f"{key}/{assignment}/{name}".encode()).digest()
        chosen[name] = choices[int.from_bytes(digest[:8], "big") % len(choices)]
    return chosen


def formed(name: str, answer: Any, kind: Kind) -> None:
    """AssertionError unless ``answer`` is there and of the awaited kind; nothing is said about its value.

    >>> formed("share", "72", Number("percent"))
    Traceback (most recent call last):
    AssertionError: share: What came is text ('72'); what is awaited is a number in percent. Remove the quotation marks.
    """
    if is_missing_answer(answer) or (answer is None and not isinstance(kind, Truth | Word)):
        raise AssertionError(f"{name}: not answered yet. What is awaited is {kind.expects()}.")
    if isinstance(kind, Rule):
        finding = Rule([], kind.result).judge(answer, None)
    else:
        finding = kind.judge(answer, {Number: 0, Numbers: {}, Names: (), Choice: "", Name: "", Truth: True, Word: None}[type(kind)])
    if finding.step == "kind" or (finding.step == "shape" and isinstance(kind, Choice)):
        raise AssertionError(f"{name}: {finding.message}")


def right(name: str, answer: Any, kind: Kind, awaited: Any, mistakes: Sequence[tuple[Any, str]] = ()) -> None:
    """AssertionError unless ``answer`` is the awaited one.

    ``mistakes`` are likely wrong answers, computed as a student would compute them, each with the sentence that helps.
    """
    formed(name, answer, kind)
    if isinstance(kind, Rule):
        answer = _asked_once(answer)
    finding = kind.judge(answer, awaited)
    if finding.right:
        return
    for wrong, sentence in mistakes:
        if _alike(kind, answer, wrong):
            raise AssertionError(f"{name}: {sentence}")
    raise AssertionError(f"{name}: {finding.message}")


def _asked_once(rule: Any) -> Any:
    """The same function, which is not run again for a case that it has answered: each planned mistake asks for all cases."""
    answers: dict[tuple[int, ...], tuple[Any, Any, Exception | None]] = {}

    @functools.wraps(rule)
    def asked(*case: Any) -> Any:
        key = tuple(map(id, case))
        if key not in answers:
            try:
                answers[key] = (case, rule(*case), None)  # the case is kept, so that its id stays its own
            except Exception as error:
                answers[key] = (case, None, error)
        _, given, error = answers[key]
        if error is not None:
            raise error
        return given

    return asked


def _alike(kind: Kind, answer: Any, wrong: Any) -> bool:
    """True when an answer is the planned wrong one; a wrong rule may fail on some cases, and is then not alike."""
    try:
        return kind.same(answer, wrong)
    except Exception:
        return False


def axes_of(name: str, answer: Any) -> Axes:
    """The first axes of a figure that a student made; AssertionError when it is none."""
    if is_missing_answer(answer) or answer is None:
        raise AssertionError(f"{name}: not answered yet. Begin with: {name}, ax = plt.subplots()")
    if isinstance(answer, Axes):
        return answer
    if isinstance(answer, Figure) and answer.axes:
        return answer.axes[0]
    raise AssertionError(f"{name}: what is awaited is a figure with axes; what came is {type(answer).__name__}.")


def bars_of(name: str, axes: Axes) -> dict[str, float]:
    """Label to value of the bars that are drawn, upright or lying; AssertionError when there are none."""
    axes.get_figure(root=True).draw_without_rendering()  # settles the ticks
    containers = [c for c in axes.containers if isinstance(c, BarContainer)]
    if not containers:
        raise AssertionError(f"{name}: no bars are drawn. Use ax.bar or ax.barh.")
    values: dict[str, float] = {}
    for container in containers:
        lying = container.orientation == "horizontal"
        axis = axes.yaxis if lying else axes.xaxis
        ticks = list(zip(axis.get_ticklocs(), (t.get_text() for t in axis.get_ticklabels()), strict=False))
        for bar in container:
            middle = bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
            label = next((text for place, text in ticks if abs(place - middle) < 0.3 and text), f"bar at {middle:g}")
            values[label] = float(bar.get_width() if lying else bar.get_height())
    return values


def labelled(name: str, axes: Axes) -> None:
    """AssertionError unless the plot has a title in words and a label on at least one axis."""
    title = axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right")
    if len(title.split()) < 3:
        raise AssertionError(f"{name}: give the plot a title that says what it shows (three words or more).")
    labels = f"{axes.get_xlabel()} {axes.get_ylabel()}".strip()
    if not labels:
        raise AssertionError(f"{name}: label the axis that carries the values, with its unit.")

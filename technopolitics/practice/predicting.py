"""Predictions: a guess that is kept before the answer is seen, then revealed and scored.

They are kept in a plain file that belongs to the learner, ``my_predictions.json`` in the folder of the notebook (or in
the folder that the variable TECHNOPOLITICS_HOME names). Nothing leaves the machine. A guess can be changed until its
answer is revealed; after that the first one counts.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

from technopolitics._display import say
from technopolitics.practice.exercise import Prediction, prediction
from technopolitics.practice.judging import Choice, Number, is_missing_answer

__all__ = ["kept_predictions", "predict", "predictions"]

_in_memory: dict[str, dict[str, Any]] = {}  # for folders where nothing can be written


def predictions_file() -> Path:
    """Where the predictions of this learner are kept."""
    return Path(os.environ.get("TECHNOPOLITICS_HOME") or Path.cwd()) / "my_predictions.json"


def kept_predictions() -> dict[str, dict[str, Any]]:
    """Predictions kept so far: key to guess (and low, high, sure, revealed, right)."""
    try:
        kept = json.loads(predictions_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    return {**kept, **_in_memory}


def predict(key: str, guess: Any = ..., *, low: Any = None, high: Any = None, sure: Any = None, reveal: bool = False) -> None:
    """Keep a guess, or reveal and score it.

    For a number give your ``guess`` and, if you like, a range ``low`` to ``high`` in which you are 80 percent sure
    that the answer lies. For a choice give the letter and, if you like, how ``sure`` you are in percent.
    ``reveal=True`` computes the answer from the data and compares. A file that cannot be written is no error: the
    guess is then kept until the notebook is closed.
    """
    item = prediction(key)
    if reveal:
        _reveal(item)
    elif is_missing_answer(guess):
        say(
            "○ **No guess yet.** Replace the three dots `...` by your guess: a wrong one teaches more than none.",
            "No guess yet. Replace the three dots by your guess: a wrong one teaches more than none.",
        )
    else:
        _keep(item, guess, low, high, sure)


def predictions() -> pd.DataFrame:
    """Your predictions so far, a row each, with what the data say; an empty table when none was made.

    Columns: ``key``, ``lesson``, ``question``, ``guess`` (a number or a letter), ``low`` and ``high`` (the range given with a
    number), ``sure`` (percent, given with a choice), ``answer`` (computed now), ``right`` (True, False, or None before
    the answer was revealed). A number is right when its range holds the answer, or without a range when it is within a tenth.
    """
    columns = ["key", "lesson", "question", "guess", "low", "high", "sure", "answer", "right"]
    rows = []
    for key, record in sorted(kept_predictions().items()):
        try:
            item = prediction(key)
        except LookupError:
            continue  # a prediction of an older edition of the course
        rows.append(
            [key, key[:2], item.question, record["guess"], *(record.get(n) for n in ("low", "high", "sure")), item.answer(), record.get("right")]
        )
    return pd.DataFrame(rows, columns=columns)


def _keep(item: Prediction, guess: Any, low: Any, high: Any, sure: Any) -> None:
    numbers = {"low": low, "high": high, "sure": sure}
    numbers = {name: value for name, value in numbers.items() if value is not None and not is_missing_answer(value)}
    problem = _problem(item, guess, numbers)
    if problem:
        say(f"✗ **Not kept.** {problem}", f"Not kept. {problem}")
        return
    kept = kept_predictions()
    if kept.get(item.key, {}).get("revealed"):
        first = kept[item.key]["guess"]
        say(
            f"The answer was revealed before: your first guess, **{first}**, counts.",
            f"The answer was revealed before: your first guess, {first}, counts.",
        )
        return
    plain = guess.strip().lower() if isinstance(guess, str) else float(guess)
    record = {"guess": plain, **{name: float(value) for name, value in numbers.items()}}
    place = _write({**kept, item.key: record}, item.key, record)
    span = f", and you are 80 percent sure of {record['low']:g} to {record['high']:g}" if "low" in record else ""
    shown = plain if isinstance(plain, str) else f"{plain:g}"
    say(f"● **Kept:** {shown}{span}. {place}", f"Kept: {shown}{span}. {place}")


def _problem(item: Prediction, guess: Any, numbers: dict[str, Any]) -> str:
    """What is wrong with a guess, in a sentence; empty when it can be kept."""
    form = item.kind.judge(guess, item.answer())
    if not form.right and form.step in ("kind", "shape"):
        return form.message
    for name, value in numbers.items():
        if Number().judge(value, 0).step == "kind":
            return f"`{name}` is awaited as a number."
    if ("low" in numbers) != ("high" in numbers):
        return "A range has two ends: give both `low` and `high`."
    if "low" in numbers and not float(numbers["low"]) <= float(guess) <= float(numbers["high"]):
        return "Your guess lies outside your own range: `low` is the smaller end, `high` the larger."
    if "sure" in numbers and not 0 <= float(numbers["sure"]) <= 100:
        return "`sure` is a percentage from 0 to 100."
    return ""


def _reveal(item: Prediction) -> None:
    answer = item.answer()
    shown = (
        f"{float(answer):.4g} {item.kind.unit}".strip()
        if isinstance(item.kind, Number)
        else f"option {answer}"
        if isinstance(item.kind, Choice)
        else str(answer)
    )
    head = f"The data say: **{shown}**."
    record = kept_predictions().get(item.key)
    if record is None:
        say(f"{head} {item.surprise} You had made no guess.", f"{head} {item.surprise} You had made no guess.".replace("**", ""))
        return
    record = {**record, "revealed": True, "right": _is_right(item, record, answer)}
    _write({**kept_predictions(), item.key: record}, item.key, record)
    text = f"{head} {_comparison(item, record, answer)} {item.surprise}".strip()
    say(text, text.replace("**", ""))


def _is_right(item: Prediction, record: dict[str, Any], answer: Any) -> bool:
    """A choice is right when it is the answer; a number when its range, or a tenth around it, holds the answer."""
    if not isinstance(item.kind, Number):
        return item.kind.same(record["guess"], answer)
    if "low" in record:
        return record["low"] <= float(answer) <= record["high"]
    return abs(record["guess"] - float(answer)) <= 0.1 * abs(float(answer))


def _comparison(item: Prediction, record: dict[str, Any], answer: Any) -> str:
    guess = record["guess"]
    if not isinstance(item.kind, Number):
        return f"You said {guess}: " + ("right." if record["right"] else "another one.")
    gap = guess - float(answer)
    off = "exactly" if not gap else f"{abs(gap):.3g} too {'high' if gap > 0 else 'low'}"
    if "low" not in record:
        return f"You said {guess:g}: {off}."
    inside = "your range holds the answer" if record["right"] else "your range misses the answer"
    return f"You said {guess:g} ({record['low']:g} to {record['high']:g}): {off}; {inside}."


def _write(kept: dict[str, dict[str, Any]], key: str, record: dict[str, Any]) -> str:
    """Keep the predictions; says where in a sentence."""
    path = predictions_file()
    try:
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        unfinished.replace(path)
    except OSError:
        _in_memory[key] = record
        return "This folder cannot be written to, so the guess is kept only until you close the notebook."
    return f"It stays on this machine, in {path.name}."

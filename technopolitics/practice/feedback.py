"""The learner's verbs for exercises: check, hint, solution.

What was tried is remembered for the session only, so that a solution asks for an attempt first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from technopolitics._display import say
from technopolitics.practice.exercise import Exercise, exercise, source_of
from technopolitics.practice.judging import Finding

__all__ = ["check", "hint", "outcome", "solution"]

_attempts: dict[str, int] = defaultdict(int)
_hints_seen: dict[str, int] = defaultdict(int)


def outcome(item: Exercise, answer: Any) -> tuple[str, str]:
    """Judge an answer: ("right" | "not yet" | "not attempted", sentence for the learner)."""
    if item.kind.unanswered(answer):
        return "not attempted", "Replace the three dots `...` by your answer, and run the cell again."
    awaited = item.answer()
    finding: Finding = item.kind.judge(answer, awaited)
    if finding.right:
        return "right", item.why
    if finding.step != "kind":
        for mistake in item.mistakes:
            if item.kind.same(answer, mistake.answer()):
                return "not yet", mistake.sentence
    return "not yet", finding.message


def check(key: str, answer: Any = ..., *after_comma: Any) -> None:
    """Check an answer to an exercise: right, not yet (with a sentence that helps), or not attempted.

    The answer may be a Python, NumPy or pandas value. Nothing is returned, so that nothing is printed twice.
    Raises UnknownKey with the nearest names.
    """
    item = exercise(key)
    if after_comma:
        answer = (answer, *after_comma)  # "0,48" arrives as two values; the judge explains the decimal point
    result, sentence = outcome(item, answer)
    if result == "not attempted":
        say(f"○ **Not attempted.** {sentence}", f"Not attempted. {sentence.replace('`', '')}")
        return
    _attempts[key] += 1
    if result == "right":
        say(f"✓ **Right.** {sentence}", f"Right. {sentence}")
        return
    more = f'For help: `tp.hint("{key}")`.' if item.hints else ""
    say(f"✗ **Not yet.** {sentence} {more}", f"Not yet. {sentence} {more}".replace("`", ""))


def hint(key: str) -> None:
    """Show the next hint of an exercise; each call climbs one step, and the last one stays."""
    item = exercise(key)
    step = min(_hints_seen[key], len(item.hints) - 1)
    _hints_seen[key] += 1
    head = f"Hint {step + 1} of {len(item.hints)}."
    say(f"**{head}** {item.hints[step]}", f"{head} {item.hints[step]}")


def solution(key: str) -> None:
    """Show a way to the answer and the reasoning, once there was an attempt with check()."""
    item = exercise(key)
    if not _attempts[key]:
        sentence = f'Try first: put an answer in place of the three dots and run the cell with tp.check("{key}", ...). A wrong try counts.'
        say(f"**Not yet.** {sentence}", sentence)
        return
    code = source_of(item.answer)
    say(f"**One way to do it**\n\n```python\n{code}\n```\n\n{item.why}", f"One way to do it:\n{code}\n{item.why}")

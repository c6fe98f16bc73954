"""The answer bank: for each task of an assignment right answers written differently, and plausible wrong ones.

A wrong answer is named after its misconception and says which words its message must contain.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """A plausible wrong answer: its misconception, its code, and words that the student must read."""

    misconception: str
    code: str
    message: str
    tests: tuple[str, ...] = ()  # the tests of the task that it must fail; all of them when empty


@dataclass(frozen=True)
class Task:
    """A task of an assignment: the cell that is answered, the tests that grade it, and the bank."""

    cell: str
    tests: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[Wrong, ...]

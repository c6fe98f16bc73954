"""Answers of the same shape: a place to look, never a verdict.

An answer is reduced to its syntax tree. Comments, formatting, documentation and the names that a student chose are
gone; what the released notebook gave is taken out. The rest is cut into runs of pieces (k-grams, as in Schleimer,
Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003; answers are short, so all
runs are kept and none is sampled). Two answers are alike when most of their runs are the same. Since short tasks have few
ways to be right, that alone says nothing: what counts is a shape that hardly anybody else in the class has.
"""

from __future__ import annotations

import ast
import builtins
import statistics
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

__all__ = ["LEAST_CLASS", "LEAST_PIECES", "LONG_PIECES", "Alike", "Likeness", "Pair", "find_alike", "known_names"]

RUN = 6
# Below this length (middle answer of the class, in pieces beyond what was released) a task is not compared at all.
LEAST_PIECES = 50
# One answer of this length in common is worth a look; of shorter ones it takes two.
LONG_PIECES = 120
LEAST_CLASS = 10
SAME = 0.8
LONGEST_SOURCE = 20_000


@dataclass(frozen=True)
class Alike:
    """Two answers to one task: the share of runs in common (0 to 1), how many in the class have this shape, how long it is."""

    task: str
    share: float
    holders: int
    pieces: int


@dataclass
class Pair:
    """Two students with answers of a shape that is rare in their class."""

    first: str
    second: str
    tasks: list[Alike] = field(default_factory=list)


@dataclass
class Likeness:
    """The pairs to look at, the tasks that were compared and those that were not (with the reason), and what is usual.

    ``usual``: answers to the compared tasks that two students taken at random have alike, on average.
    """

    pairs: list[Pair] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    usual: float = 0.0


def known_names(sources: list[str]) -> frozenset[str]:
    """Names that the released notebook gives or asks for, and Python's own: these are not a student's choice."""
    names = set(dir(builtins))
    for source in sources:
        tree = _tree(source)
        for node in ast.walk(tree) if tree else ():
            names.update(str(value) for key, value in ast.iter_fields(node) if key in ("id", "name", "arg", "asname") and isinstance(value, str))
    return frozenset(names)


def find_alike(answers: Mapping[str, Mapping[str, str]], stubs: Mapping[str, str], known: frozenset[str]) -> Likeness:
    """Compare the class. ``answers``: task to student to source; ``stubs``: task to the released source."""
    found = Likeness()
    pairs: dict[tuple[str, str], Pair] = {}
    for task, by_student in answers.items():
        stub = list(_pieces(_tree(stubs.get(task, "")), known))
        shapes = {student: shape for student, source in sorted(by_student.items()) if (shape := _shape(source, stub, known))}
        lengths = {student: pieces for student, (pieces, _) in shapes.items()}
        if len(shapes) < LEAST_CLASS:
            found.left_out[task] = f"fewer than {LEAST_CLASS} answers"
        elif statistics.median(lengths.values()) < LEAST_PIECES:
            found.left_out[task] = "too short: there are few ways to write it"
        else:
            found.compared.append(task)
            mates = _mates({student: runs for student, (_, runs) in shapes.items()})
            rare = max(2, len(shapes) // 20)
            found.usual += sum(map(len, mates.values())) / (len(shapes) * (len(shapes) - 1))
            for first in mates:
                for second, share in mates[first].items():
                    holders = 1 + max(len(mates[first]), len(mates[second]))
                    if first < second and holders <= rare:
                        pair = pairs.setdefault((first, second), Pair(first, second))
                        pair.tasks.append(Alike(task, share, holders, min(lengths[first], lengths[second])))
    found.pairs = [p for p in pairs.values() if len(p.tasks) > 1 or p.tasks[0].pieces >= LONG_PIECES]
    found.pairs.sort(key=lambda pair: (-sum(alike.pieces for alike in pair.tasks), pair.first, pair.second))
    return found


def _mates(runs: dict[str, frozenset]) -> dict[str, dict[str, float]]:
    """Student to those with an answer that is alike, and how much."""
    # Many answers of a class are the same: each different one is compared once.
    holders: dict[frozenset, list[str]] = {}
    for student, some in runs.items():
        holders.setdefault(some, []).append(student)
    mates: dict[str, dict[str, float]] = {student: {} for student in runs}

    def note(ones: list[str], others: list[str], share: float) -> None:
        for one in ones:
            for other in others:
                if one != other:
                    mates[one][other] = mates[other][one] = share

    for students in holders.values():
        note(students, students, 1.0)
    for (some, ones), (more, others) in combinations(holders.items(), 2):
        if min(len(some), len(more)) < SAME * max(len(some), len(more)):
            continue
        common = len(some & more)
        share = common / (len(some) + len(more) - common)
        if share >= SAME:
            note(ones, others, share)
    return mates


def _shape(source: str, stub: list[str], known: frozenset[str]) -> tuple[int, frozenset] | None:
    """Length of an answer beyond the stub, and its runs; None when it is not Python, or nothing was added."""
    tree = _tree(source)
    if tree is None:
        return None
    pieces = list(_pieces(tree, known))
    runs = frozenset(_runs(pieces)) - frozenset(_runs(stub))
    return (max(0, len(pieces) - len(stub)), runs) if runs else None


def _runs(pieces: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(pieces[i : i + RUN]) for i in range(len(pieces) - RUN + 1))


def _tree(source: str) -> ast.Module | None:
    # A student's text is only read, never run. The notebook's own commands (%, !) are no Python.
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source[:LONGEST_SOURCE].splitlines()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _pieces(tree: ast.Module | None, known: frozenset[str]) -> Iterator[str]:
    """The kinds of the nodes in reading order, with constants and with names; own names are numbered as they come."""
    numbers: dict[str, str] = {}
    waiting: list[object] = [tree] if tree else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # documentation, or a value that stands alone
        if isinstance(node, ast.Constant):
            yield repr(node.value)[:80]
        elif isinstance(node, ast.AST):
            yield type(node).__name__
            fields = [(key, value) for key, value in ast.iter_fields(node) if key not in ("ctx", "kind", "type_comment")]
            # What an object offers (.groupby) and what a function asks for (axis=) are not a student's own names.
            offered = ("attr", "module") if not isinstance(node, ast.keyword) else ("arg",)
            waiting.extend(("." + value if key in offered else value) for key, value in reversed(fields) if value is not None)
        elif isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, str):
            yield node if node in known or node.startswith(".") else numbers.setdefault(node, f"name {len(numbers)}")

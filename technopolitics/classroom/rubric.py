"""The rubric of a written answer: rows and levels from the task's table, the levels given from the marker's comment.

nbgrader keeps one number for a written answer. The levels that led to it are written into the comment in Formgrader,
a row's name and its level: "Position 5, evidence 4, counter-argument 2, uncertainty 4". Students then read what each level means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Row", "rubric_of"]


@dataclass(frozen=True)
class Row:
    """One row: its name, what each level means, and the level that was given (None: the comment does not say)."""

    name: str
    levels: dict[float, str]
    given: float | None = None

    @property
    def best(self) -> float:
        """The highest level of the row."""
        return max(self.levels)


def rubric_of(task: str, comment: str = "") -> list[Row]:
    """Rows of the rubric in the Markdown of a task; an empty list when there is no table with numbers for levels.

    >>> task = "| | 0 | 5 |\\n|---|---|---|\\n| **Evidence** | none | three numbers |"
    >>> rubric_of(task, "Evidence 5, well argued")
    [Row(name='Evidence', levels={0.0: 'none', 5.0: 'three numbers'}, given=5.0)]
    """
    lines = [_cells(line) for line in task.splitlines() if line.strip().startswith("|")]
    head = next((i for i, line in enumerate(lines) if len(line) > 2 and all(_number(cell) is not None for cell in line[1:])), None)
    if head is None:
        return []
    points = [float(cell) for cell in lines[head][1:]]
    rows = []
    for line in lines[head + 2 :]:
        if len(line) != len(points) + 1:
            break
        name = re.sub(r"[*_`]", "", line[0])
        levels = dict(zip(points, line[1:], strict=True))
        rows.append(Row(name, levels, _given(name, levels, comment)))
    return rows


def _given(name: str, levels: dict[float, str], comment: str) -> float | None:
    """The level behind a row's name in a comment; "Evidence: 4 of 20" is a sum and no level."""
    found = re.search(rf"(?<!\w){re.escape(name)}\s*[:=]?\s*(\d+(?:\.\d+)?)(?!\s*(?:of|/)\b)(?![\d.]*\d)", comment, flags=re.IGNORECASE)
    level = float(found[1]) if found else None
    return level if level in levels else None


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"\d+(?:\.\d+)?", cell) else None

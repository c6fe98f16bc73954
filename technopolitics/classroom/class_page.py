"""The class at a glance as a page: one HTML file without scripts that asks nobody for anything.

Numbers come from ``class_report``. The page is rendered with escaping on, so that words of students are only words, and its
content security policy (that of the feedback page) forbids scripts and requests.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from technopolitics.classroom import look_alikes
from technopolitics.classroom.class_report import LEAST_STUDENTS, SHAKY, UNDERSTOOD, Arrival, ClassReport, TaskNumbers, Total
from technopolitics.classroom.feedback_page import POLICY, TEMPLATES

__all__ = ["Bar", "arrival_bars", "page_of", "total_bars"]

# More bars than this cannot be told apart on a phone.
MOST_BARS = 12
SHOWN_MESSAGES, MORE_MESSAGES, SHOWN_PAIRS = 3, 10, 10


@dataclass(frozen=True)
class Bar:
    """One bar of a figure: what it stands for in short and in words, how many, and how it is coloured."""

    label: str
    words: str
    count: int
    kind: str = "plain"


def total_bars(totals: Sequence[Total]) -> list[Bar]:
    """Ten bars, from 0 to 100 percent of the points; the last one holds the full 100."""
    bars = []
    for i in range(10):
        count = sum(min(int(total.share * 10 + 1e-9), 9) == i for total in totals)
        last = 100 if i == 9 else 10 * i + 9
        bars.append(Bar(f"{10 * i}", f"{10 * i} to {last} %", count))
    return bars


def arrival_bars(arrivals: Sequence[Arrival]) -> tuple[list[Bar], str]:
    """Bars of one or more days around the due date (or since the release, when there is no due date), and the words of the axis.

    No bars when neither date is known.
    """
    due = [-a.before_due for a in arrivals if a.before_due is not None]
    since = [a.after_release for a in arrivals if a.after_release is not None]
    days, axis = (due, "days before (−) and after the due date") if due else (since, "days since the release")
    if not days:
        return [], ""
    # Zero is an edge between two bars, so that no bar holds both punctual and late submissions.
    width = next(w for w in (1, 2, 3, 7, 14, 30, 90, 365, 3650, 10**6) if max(days) // w - min(days) // w < MOST_BARS)
    first, last = int(min(days) // width), int(max(days) // width)
    bars = []
    for i in range(first, last + 1):
        begin, end = i * width, (i + 1) * width
        count = sum(begin <= day < end for day in days)
        words = f"day {begin} to {end}" if not due else f"{-end} to {-begin} days before the due date" if end <= 0 else f"{begin} to {end} days late"
        bars.append(Bar(f"{begin}".replace("-", "−"), words, count, "late" if due and begin >= 0 else "plain"))
    return bars, f"{axis}, {'one day' if width == 1 else f'{width} days'} a bar, from the day below it on"


def page_of(report: ClassReport) -> str:
    """The page. Every sentence also fits an empty class, a class of one, and work that nobody has marked yet."""
    shares = sorted(total.points for total in report.totals)
    quarters = statistics.quantiles(shares, n=4, method="inclusive") if len(shares) > 1 else shares * 3
    arrivals, axis = arrival_bars(report.arrivals)
    spread = [(kind, list(needs)) for kind, needs in groupby(report.needs, key=lambda need: need.kind)]
    return _template().render(
        policy=POLICY,
        report=report,
        quarters=quarters,
        between=[task for task in report.tasks if task.mean_share is not None and SHAKY <= task.mean_share < UNDERSTOOD],
        totals=total_bars(report.totals) if report.totals and report.possible else [],
        arrivals=arrivals,
        arrivals_axis=axis,
        no_times=report.handed_in - len(report.arrivals),
        late=sum(need.kind == "late" for need in report.needs),
        missing=sum(need.kind == "missing" for need in report.needs),
        people=sum(need.kind in ("rejected", "review", "not graded") for need in report.needs),
        needs=spread,
        limits={
            "understood": UNDERSTOOD,
            "shaky": SHAKY,
            "students": LEAST_STUDENTS,
            "pieces": look_alikes.LEAST_PIECES,
            "long": look_alikes.LONG_PIECES,
            "class": look_alikes.LEAST_CLASS,
            "same": look_alikes.SAME,
            "run": look_alikes.RUN,
            "messages": SHOWN_MESSAGES,
            "more": MORE_MESSAGES,
            "pairs": SHOWN_PAIRS,
        },
    )


def _parts(task: TaskNumbers) -> list[Bar]:
    kinds = (("full", "all points"), ("part", "some points"), ("none", "no points"), ("unanswered", "not answered"), ("waiting", "to be marked"))
    return [Bar(kind, words, getattr(task, kind), kind) for kind, words in kinds if getattr(task, kind)]


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters.update(
        points=lambda number: f"{round(number, 1):g}",
        percent=lambda share: f"{100 * share:.0f}\N{NO-BREAK SPACE}%",
        signed=lambda number: f"{number:.2f}".replace("-", "−"),
        moment=lambda time: f"{time:%-d %B %Y, %H:%M} UTC",
        parts=_parts,
    )
    return environment.get_template("class_page.html.j2")

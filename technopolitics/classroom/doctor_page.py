"""One page for a class: which submissions are in order, which need a person, and why. One file that asks nobody for anything.

Everything that comes from a student is text here: the template escapes it, and the page's policy forbids scripts and requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from technopolitics.classroom.doctor_round import Case
from technopolitics.classroom.findings import SEVERITIES, shown

__all__ = ["class_page"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def class_page(cases: Sequence[Case], title: str) -> str:
    """The page as HTML. What needs a person comes first: rejected, then to look at, then repaired, then in order."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    ordered = sorted(cases, key=lambda case: (-SEVERITIES.index(case.diagnosis.status), case.name))
    counts = Counter(case.diagnosis.status for case in cases)
    rows = [
        {
            "name": shown(case.name, 200),
            "status": case.diagnosis.status,
            "findings": case.diagnosis.findings,
        }
        for case in ordered
    ]
    template = environment.get_template("doctor_page.html.j2")
    return template.render(policy=POLICY, title=title, rows=rows, counts=[(status, counts[status]) for status in reversed(SEVERITIES)])

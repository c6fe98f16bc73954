"""The tables behind the class report, as a notebook that calls the same functions as the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sqlalchemy import URL, make_url

__all__ = ["write_notebook"]


def write_notebook(
    path: Path, folder: Path, assignment: str, db_url: str = "", roster: Path | None = None, anonymous: bool = False, released: datetime | None = None
) -> None:
    """Write the notebook, ready to run, with the arguments that made the page. Paths are absolute: it may be moved, the course may not.

    A password in ``db_url`` is left out, since notebooks are passed on: the database's own password file gives it.
    """
    arguments = [repr(str(folder)), repr(assignment)]
    arguments[0] = f"Path({arguments[0]})"
    arguments += [f"db_url={_without_password(db_url)!r}"] if db_url else []
    arguments += [f"roster=read_roster(Path({str(roster)!r}))"] if roster else []
    arguments += ["anonymous=True"] if anonymous else []
    arguments += [f"released=datetime.fromisoformat({released.isoformat()!r})"] if released else []
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(_notebook(", ".join(arguments), assignment), path)


def _without_password(address: str) -> str:
    url = make_url(address)
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query).render_as_string()


def _notebook(arguments: str, assignment: str) -> NotebookNode:
    start = (
        "from datetime import datetime\nfrom pathlib import Path\n\nimport pandas as pd\n\n"
        "from technopolitics.classroom.class_report import look_at\nfrom technopolitics.classroom.roster import read_roster\n\n"
        "pd.options.display.max_colwidth = None\npd.options.display.max_rows = None\n\n"
        f"report = look_at({arguments})\nreport.handed_in, report.expected, report.graded"
    )
    parts = [
        ("One row per task. `mean_share` is the difficulty, `discrimination` the corrected item-total correlation.", "pd.DataFrame(report.tasks)"),
        (
            "Points per student, over the tasks that are marked for everybody. Left out: see `report.left_out`.",
            "totals = pd.DataFrame(report.totals, columns=['student', 'points', 'share'])\ntotals.sort_values('points')",
        ),
        ("All messages of failed tests. `students` counts a student once per task and message.", "pd.DataFrame(report.messages)"),
        ("Who needs a person, and why.", "pd.DataFrame(report.needs)"),
        ("When submissions came, in days.", "pd.DataFrame(report.arrivals)"),
        (
            "Pairs with answers of a rare shape: a place to look, never a verdict.",
            "pd.DataFrame([{'first': p.first, 'second': p.second, **vars(a)} for p in report.likeness.pairs for a in p.tasks])",
        ),
    ]
    cells = [
        new_markdown_cell(f"# The class at a glance: {assignment}\n\nThe tables behind the page of the same name. Run the cells from top to bottom.")
    ]
    cells.append(new_code_cell(start))
    for words, code in parts:
        cells += [new_markdown_cell(words), new_code_cell(code)]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})

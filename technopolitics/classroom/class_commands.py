"""The commands about a whole class: collect, report, export. Work is done elsewhere; here are words and arguments."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["add_class_commands"]


def add_class_commands(commands: Any) -> None:
    """Add them to argparse's ``commands``."""
    collect = commands.add_parser("collect", help="take a download from Moodle or Canvas into submitted/")
    collect.add_argument("assignment", help="name of the assignment, for example a2_chips")
    collect.add_argument("--from", dest="source", type=Path, required=True, metavar="ZIP", help="the zip archive, or a folder")
    collect.add_argument("--force", action="store_true", help="take other submissions in place of those that are there; the old ones are kept aside")
    collect.set_defaults(run=_collect)

    report = commands.add_parser("report", help="the class at a glance: a page and a notebook")
    report.add_argument("assignment", help="name of the assignment, for example a2_chips")
    report.add_argument("--anonymous", action="store_true", help="pseudonyms in place of names")
    report.add_argument("--released", type=_day, metavar="DAY", help="when students received it, for example 2026-11-02 (UTC)")
    report.set_defaults(run=_report)

    export = commands.add_parser("export", help="grades and feedback for Moodle, for Canvas, or as a plain table")
    export.add_argument("assignments", nargs="+", metavar="assignment", help="names of assignments, for example a2_chips")
    export.add_argument("--format", choices=("moodle", "canvas", "csv"), required=True, help="who reads it")
    export.add_argument("--to", type=Path, help="folder to write into (default: export/ in the course)")
    export.add_argument("--anonymous", action="store_true", help="pseudonyms in place of names (csv only)")
    export.add_argument("--provisional", action="store_true", help="also where answers wait for a mark: the points so far")
    export.set_defaults(run=_export)

    for command in (collect, report, export):
        command.add_argument("--course", type=Path, default=Path("."), help="folder of the course (default: here)")
        command.add_argument(
            "--roster", type=Path, help="CSV with student_id, first_name, last_name, email and, if known, moodle_id, canvas_id, sis_id"
        )
    for command in (report, export):
        command.add_argument("--db", default="", metavar="URL", help="another gradebook, for example postgresql://user@host/class")


def _day(text: str) -> datetime:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-02, with a time if you like: 2026-11-02T09:00") from None
    return day.astimezone(UTC).replace(tzinfo=None) if day.tzinfo else day


def _roster(chosen: argparse.Namespace) -> Any:
    from technopolitics.classroom.roster import read_roster

    return read_roster(chosen.roster) if chosen.roster else None


def _collect(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.lms_collect import collect

    done = collect(chosen.course.resolve(), chosen.assignment, chosen.source, _roster(chosen), chosen.force)
    for taken in done.taken:
        print(f"{taken.student}: {taken.source}" + (f", {taken.time:%Y-%m-%d %H:%M} UTC" if taken.time else ""))
    for note in done.notes:
        print(f"  {note}")
    print(f"\n{len(done.taken)} taken, {len(done.unchanged)} there already.")
    if done.missing:
        print(f"Nothing from {len(done.missing)} on the roster: {', '.join(done.missing)}.")


def _report(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.class_notebook import write_notebook
    from technopolitics.classroom.class_page import page_of
    from technopolitics.classroom.class_report import look_at

    course = chosen.course.resolve()
    page = page_of(look_at(course, chosen.assignment, chosen.db, _roster(chosen), chosen.anonymous, chosen.released))
    path = course / "report" / f"{chosen.assignment}{'-anonymous' if chosen.anonymous else ''}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    roster = chosen.roster.resolve() if chosen.roster else None
    write_notebook(path.with_suffix(".ipynb"), course, chosen.assignment, chosen.db, roster, chosen.anonymous, chosen.released)
    print(f"Page: {path}\nTables: {path.with_suffix('.ipynb')}")
    if chosen.anonymous:
        print(f"Who is who: {course / 'pseudonyms.csv'} (for you alone)")


def _export(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.lms_export import export_class

    done = export_class(
        chosen.course.resolve(), chosen.assignments, chosen.format, chosen.to, _roster(chosen), chosen.anonymous, chosen.provisional, chosen.db
    )
    for path in done.files:
        print(path)
    for note in done.notes:
        print(f"  {note}")

"""The command ``technopolitics``: what an instructor (and a student before handing in) runs in a terminal."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run a command; a problem that a person can solve ends with one sentence and the exit code 1."""
    parser = argparse.ArgumentParser(prog="technopolitics", description="Tools for those who teach with the course.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="play one assignment with a made-up class, from release to feedback")
    demo.add_argument("--course", type=Path, default=Path("demo-class"), help="folder to make (default: demo-class)")
    demo.add_argument("--solutions", type=Path, default=Path("solutions"), help="folder of the assignments' sources (default: solutions)")
    demo.set_defaults(run=_demo)

    release = commands.add_parser("release", help="make the student's copy of an assignment, for a cohort with a key of its own")
    release.add_argument("assignment", help="name of the assignment, for example a2_chips")
    release.add_argument("--key", default="", help="the cohort's key, for example spring-27 (default: the plain edition)")
    release.add_argument("--course", type=Path, required=True, help="folder of the cohort's course; grade there too")
    release.add_argument("--solutions", type=Path, default=Path("solutions"), help="folder of the assignments' sources (default: solutions)")
    release.set_defaults(run=_release)

    own = commands.add_parser("selfcheck", help="grade your own copy of an assignment with the instructors' tests")
    own.add_argument("notebook", type=Path, help="your notebook, for example my_work/a2_chips.ipynb")
    own.add_argument("--key", default="", help="the key of your class, if your edition has one")
    own.add_argument("--solutions", type=Path, default=Path("solutions"), help="folder of the assignments' sources (default: solutions)")
    own.set_defaults(run=_selfcheck)

    doctor = commands.add_parser("doctor", help="look at submitted notebooks before they are graded or handed in")
    doctor.add_argument("paths", type=Path, nargs="+", help="notebooks, or folders that hold some")
    doctor.add_argument("--assignments", type=Path, default=Path("assignments"), help="folder of the released assignments (default: assignments)")
    doctor.set_defaults(run=_doctor)

    chosen = parser.parse_args(arguments)
    try:
        chosen.run(chosen)
    except ImportError as problem:
        sys.exit(f"{problem.name} is not installed: this command needs the instructors' tools. Run: pip install 'technopolitics[classroom]'")
    except (RuntimeError, OSError) as problem:
        sys.exit(f"technopolitics {chosen.command} stopped: {problem}")


def _demo(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.demo_class import ASSIGNMENT, play

    if not (chosen.solutions / ASSIGNMENT).is_dir():
        raise RuntimeError(f"there is no folder {chosen.solutions / ASSIGNMENT}: run it at the root of the course, or give --solutions.")
    play(chosen.course.resolve(), chosen.solutions.resolve())


def _release(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.keyed_release import release

    path = release(chosen.assignment, chosen.key, chosen.solutions.resolve(), chosen.course.resolve())
    print(f"Student's copy: {path}\nCollect and grade in {chosen.course}: its gradebook and its hidden tests know the key.")


def _selfcheck(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.selfcheck import selfcheck

    results, findings, by_hand = selfcheck(chosen.notebook, chosen.solutions.resolve(), chosen.key)
    for finding in findings:
        print(f"Mended for this check (your file is unchanged): {finding}")
    for result in results:
        print(f"{result.points:>5g} of {result.of:<4g} {result.test.removeprefix('test_')}")
        if result.message:
            print(textwrap.indent(textwrap.fill(result.message, 88), " " * 14))
    total, possible = sum(r.points for r in results), sum(r.of for r in results)
    print(f"\n{total:g} of {possible:g} points by tests." + (f" A person marks {by_hand:g} more." if by_hand else ""))


def _doctor(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.intake import examine

    files = [f for path in chosen.paths for f in (sorted(path.rglob("*.ipynb")) if path.is_dir() else [path])]
    if not files:
        raise RuntimeError(f"no notebook in {', '.join(map(str, chosen.paths))}: give the folder 'submitted' or a file that ends in .ipynb.")
    rejected = 0
    for path in files:
        release = chosen.assignments / path.stem / path.name
        if not release.exists():
            print(f"{path}: unknown. There is no released assignment called {path.stem!r} in {chosen.assignments}: check the file's name.")
            rejected += 1
            continue
        report = examine(path, release)
        rejected += report.status == "rejected"
        print(f"{path}: {report.status}")
        for finding in report.findings:
            print(f"    {finding}")
    if rejected:
        sys.exit(1)

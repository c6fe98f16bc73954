"""The command ``technopolitics``: what an instructor (and a student before handing in) runs in a terminal."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

from technopolitics.classroom.class_commands import add_class_commands

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

    grade = commands.add_parser("grade", help="grade an assignment for the whole class, in parallel and in the sandbox")
    grade.add_argument("assignment", help="name of the assignment, for example a2_chips")
    grade.add_argument("--course", type=Path, default=Path("."), help="folder of the course (default: here)")
    grade.add_argument("--jobs", type=_positive, default=None, metavar="N", help="submissions at a time (default: one for each core)")
    grade.add_argument("--scheduler", default="", metavar="ADDRESS", help="run on a Dask cluster, for example tcp://10.0.0.5:8786")
    grade.add_argument("--db", default="", metavar="URL", help="another gradebook, for example postgresql://user@host/class")
    grade.add_argument("--resume", action="store_true", default=True, help="go on where the last run was stopped (this is the default)")
    grade.add_argument("--force", action="store_true", help="grade everything again, also what has not changed")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox: students' code runs as you, with your files and your network")
    grade.set_defaults(run=_grade)

    own = commands.add_parser("selfcheck", help="grade your own copy of an assignment with the instructors' tests")
    own.add_argument("notebook", type=Path, help="your notebook, for example my_work/a2_chips.ipynb")
    own.add_argument("--key", default="", help="the key of your class, if your edition has one")
    own.add_argument("--unsafe", action="store_true", help="without a sandbox: the notebook runs as you (reasonable for your own work)")
    own.add_argument("--solutions", type=Path, default=Path("solutions"), help="folder of the assignments' sources (default: solutions)")
    own.set_defaults(run=_selfcheck)

    doctor = commands.add_parser("doctor", help="look at submitted notebooks before they are graded or handed in")
    doctor.add_argument("paths", type=Path, nargs="*", help="notebooks, or folders that hold some")
    doctor.add_argument("--sandbox", action="store_true", help="try to break out of this machine's sandbox, and say what held")
    doctor.add_argument("--assignments", type=Path, default=Path("assignments"), help="folder of the released assignments (default: assignments)")
    doctor.add_argument("--repair", type=Path, metavar="FOLDER", help="write mended copies into this folder; the originals stay as they are")
    doctor.add_argument("--page", type=Path, metavar="FILE.html", help="write one page for the whole class, with what needs a person first")
    doctor.set_defaults(run=_doctor)

    add_class_commands(commands)

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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one submission at a time")
    return number


def _grade(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.grading import grade

    if chosen.unsafe:
        print("UNSAFE: students' code runs with your rights. It can read your files, change the gradebook and use the network.")
    done = grade(chosen.assignment, chosen.course.resolve(), chosen.jobs, chosen.scheduler, chosen.db, chosen.force, chosen.unsafe)
    print(f"\n{len(done.graded)} graded now, {len(done.unchanged)} unchanged since the last run, {done.count('rejected')} could not be graded.")
    for student, standing in sorted(done.standings.items()):
        if standing.status in ("review", "rejected"):
            print(f"  {student} ({standing.status}): {' '.join(standing.findings)}")
    print(f"All findings: {chosen.course / 'grading' / (chosen.assignment + '.csv')}")
    if done.stopped:
        sys.exit("Stopped. What was graded is kept; run the same command again to go on.")


def _selfcheck(chosen: argparse.Namespace) -> None:
    from technopolitics.classroom.selfcheck import selfcheck

    results, findings, by_hand = selfcheck(chosen.notebook, chosen.solutions.resolve(), chosen.key, chosen.unsafe)
    for finding in findings:
        print(f"Mended for this check (your file is unchanged): {finding}")
    for result in results:
        print(f"{result.points:>5g} of {result.of:<4g} {result.test.removeprefix('test_')}")
        if result.message:
            print(textwrap.indent(textwrap.fill(result.message, 88), " " * 14))
    total, possible = sum(r.points for r in results), sum(r.of for r in results)
    print(f"\n{total:g} of {possible:g} points by tests." + (f" A person marks {by_hand:g} more." if by_hand else ""))


def _try_the_sandbox() -> None:
    from technopolitics.classroom.escape_attempts import try_everything

    broken = 0
    for verdict in try_everything(Path.cwd()):
        broken += not verdict.held
        print(f"{'held' if verdict.held else 'BROKE':<7}{verdict.name}{f' ({verdict.met})' if verdict.met else ''}", flush=True)
    if broken:
        sys.exit(f"\n{broken} attempts got out: do not grade notebooks of others on this machine, and tell us which attempts.")
    print("\nAll attempts were held. This machine can grade notebooks that nobody trusts.")


def _doctor(chosen: argparse.Namespace) -> None:
    if chosen.sandbox:
        _try_the_sandbox()
        if not chosen.paths:
            return
    if not chosen.paths:
        raise RuntimeError("nothing to look at. Give a notebook or a folder, for example submitted, or --sandbox.")
    from technopolitics.classroom.doctor_round import print_round, read_releases, see, write_mended

    cases = print_round(see(chosen.paths, read_releases(chosen.assignments)))
    if chosen.repair:
        written = write_mended(cases, chosen.paths, chosen.repair)
        print(f"{len(written)} mended {'copy' if len(written) == 1 else 'copies'} in {chosen.repair}, without outputs: run all cells once.")
    if chosen.page:
        from technopolitics.classroom.doctor_page import class_page

        chosen.page.write_text(class_page(cases, ", ".join(path.resolve().name for path in chosen.paths)), encoding="utf-8")
        print(f"Page for the class: {chosen.page}")
    if any(case.diagnosis.status == "rejected" for case in cases):
        sys.exit(1)


if __name__ == "__main__":
    main()

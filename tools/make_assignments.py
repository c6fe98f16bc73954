"""assignments/ from solutions/, with nbgrader: python tools/make_assignments.py [--into FOLDER] [--only NAME].

A gradebook is needed on the way and thrown away: the release holds no trace of it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def make(into: Path, only: str | None = None) -> list[str]:
    """Release every assignment of solutions/ (or one) into the folder ``into``; returns the names of those released."""
    names = sorted(p.parent.name for p in (ROOT / "solutions").glob("*/*.ipynb") if p.stem == p.parent.name)
    into.mkdir(parents=True, exist_ok=True)
    for old in into.iterdir():
        if old.is_dir() and old.name not in names:
            shutil.rmtree(old)
    if only is not None and only not in names:
        sys.exit(f"There is no assignment {only!r} in solutions/. There are: {', '.join(names)}.")
    names = names if only is None else [only]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            command = [
                sys.executable, "-m", "nbgrader", "generate_assignment", name, "--force",
                f"--db=sqlite:///{scratch}/gradebook.db",
                f"--CourseDirectory.release_directory={into}",
            ]  # fmt: skip
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"nbgrader could not release {name}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=ROOT / "assignments")
    parser.add_argument("--only", metavar="NAME", help="release this assignment and leave the others as they are")
    chosen = parser.parse_args()
    names = make(chosen.into.resolve(), chosen.only)
    print("Released: " + ", ".join(names))


if __name__ == "__main__":
    main()

"""A course folder for nbgrader, and nbgrader's own commands in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["nbgrader", "write_configuration"]

CONFIGURATION = """from pathlib import Path

from technopolitics.classroom.settings import configure

c = get_config()
root = Path(__file__).resolve().parent
try:
    configure(c, root)
except Exception as problem:
    # nbgrader would write a line into its log and go on with its defaults: without the sandbox.
    raise SystemExit(f"nbgrader_config.py cannot be used, so nothing is done: {problem}") from problem
"""


def write_configuration(course: Path, more: str = "") -> None:
    """Write the course's nbgrader_config.py, with further lines at its end; one that exists stays as it is."""
    course.mkdir(parents=True, exist_ok=True)
    path = course / "nbgrader_config.py"
    if not path.exists():
        path.write_text(CONFIGURATION + more, encoding="utf-8")


def nbgrader(course: Path, *arguments: str, folder: Path | None = None, may_fail: bool = False, unsafe: bool = False) -> str:
    """Run one of nbgrader's commands in the course; RuntimeError with its last lines when it fails.

    ``unsafe`` lets notebooks run without the sandbox: for notebooks of our own, where there is none.
    """
    # nbgrader calls alembic by name, so the environment's own programs have to be found first.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if unsafe:
        environment["TECHNOPOLITICS_UNSAFE"] = "1"
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=folder or course, env=environment, capture_output=True, text=True)
    if done.returncode and not may_fail:
        raise RuntimeError(f"nbgrader {' '.join(arguments)} failed:\n" + "\n".join((done.stdout + done.stderr).splitlines()[-25:]))
    return done.stdout + done.stderr

"""The whole test suite, in the order in which a failure is cheapest to find: style, spelling, claims, lessons."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JOBS = str(min(4, os.cpu_count() or 1))

STEPS = {
    "style (ruff)": ["ruff", "check", "."],
    "layout of code (ruff)": ["ruff", "format", "--check", "."],
    "spelling (codespell)": ["codespell_lib"],
    "claims and doctests (pytest)": ["pytest", "-q", "-n", JOBS, "--dist", "loadgroup"],
    # Strict: each saved output must be what the cell gives today. Cells of one lesson stay together.
    "saved outputs of every lesson (nbval)": [
        "pytest", "-q", "-n", JOBS, "--dist", "loadfile", "-o", "addopts=", "-o", "testpaths=notebooks", "-p", "tools.kernel_sockets",
        "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "--nbval-sanitize-with=tests/nbval_sanitize.cfg",
    ],
}  # fmt: skip


def main() -> None:
    failed = []
    environment = {**os.environ, "TECHNOPOLITICS_HOME": tempfile.mkdtemp(), "PYTHONHASHSEED": "0"}
    for name, command in STEPS.items():
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment).returncode:
            failed.append(name)
    print("\n" + (f"FAILED: {', '.join(failed)}" if failed else "All steps passed."))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

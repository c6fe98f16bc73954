"""Measure speed and memory, side by side with the alternative, in one run: python tools/bench.py [PART ...].

Figures depend on the machine; nothing here is asserted in a test.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from tools.bench_book import book
from tools.bench_grading import grading

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks"

# Runs a lesson's cells in one fresh kernel and prints seconds and the kernel's peak memory in MB.
RUN_ONE = """
import sys, time, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
notebook.cells.append(nbformat.v4.new_code_cell("import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"))
start = time.perf_counter()
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
print(time.perf_counter() - start, int(notebook.cells[-1].outputs[0].text) / 1024)
"""


def seconds(action, times: int = 20) -> float:
    """Median time of an action in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken)[times // 2]


def loading() -> None:
    """tp.load against reading the same file with pandas alone."""
    import technopolitics as tp

    print(f"{'table':<28}{'rows':>6}{'read_csv ms':>13}{'tp.load ms':>12}{'ratio':>8}")
    for name in sorted(tp.tables(), key=lambda n: -tp.about(n).rows)[:6]:
        plain = seconds(lambda name=name: pd.read_csv(ROOT / "data" / f"{name}.csv"))
        ours = seconds(lambda name=name: tp.load(name))
        print(f"{name:<28}{tp.about(name).rows:>6}{plain:>13.2f}{ours:>12.2f}{ours / plain:>8.2f}")


def importing() -> None:
    """What the package adds to importing pandas and matplotlib."""
    for code in ("import pandas, matplotlib.pyplot", "import pandas, matplotlib.pyplot, technopolitics"):
        taken = seconds(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True), times=5)
        print(f"{code:<55}{taken:>8.0f} ms")


def lessons() -> None:
    """Each lesson in a fresh kernel: seconds and peak memory; beside it an empty notebook, the floor."""
    print(f"{'lesson':<40}{'seconds':>9}{'peak MB':>9}")
    for path in sorted(LESSONS.glob("*.ipynb")):
        done = subprocess.run([sys.executable, "-c", RUN_ONE, str(path)], capture_output=True, text=True, check=True)
        taken, memory = map(float, done.stdout.split()[-2:])
        print(f"{path.name:<40}{taken:>9.1f}{memory:>9.0f}")


PARTS = {
    "loading": ("Loading a table", loading),
    "importing": ("Importing", importing),
    "lessons": ("Running the lessons", lessons),
    "book": ("Building the book", book),
    "grading": ("Grading a class", grading),
}


def main(chosen: list[str]) -> None:
    """Measure the parts that are named, or all."""
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    for name in chosen or PARTS:
        title, part = PARTS[name]
        print(f"\n== {title}", flush=True)
        part()


if __name__ == "__main__":
    main(sys.argv[1:])

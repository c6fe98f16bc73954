"""Grading a class: plain nbgrader, ours with one job and with all cores, and the floor, on the same submissions in one run."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil

from tests.made_up_class import ASSIGNMENT, make_course, submit_class
from tests.test_grading import PLAIN

__all__ = ["grading"]

SIZES = (10, 30, 100)

# All cells of each submission with their hidden tests, in one interpreter that has everything loaded: no kernel, no
# sandbox, no gradebook, no check of the file. Nothing that runs the cells can be faster.
FLOOR = """
import os, sys, time
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
import nbformat
from technopolitics.classroom.sandbox.forkserver import _warm_up
from technopolitics.classroom.sandbox.workplace import make_shell
shell = make_shell()
_warm_up(shell)
hidden = {c.metadata.nbgrader.grade_id: c.source for c in nbformat.read(sys.argv[1], 4).cells if c.metadata.get("nbgrader", {}).get("locked")}
spent = 0.0
for path in sys.argv[2:]:
    notebook = nbformat.read(path, 4)
    shell.reset(new_session=False)
    began = time.perf_counter()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shell.desk.begin(200_000)
            shell.run_cell(hidden.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source), store_history=True)
    spent += time.perf_counter() - began
print(spent)
"""


def grading(sizes: tuple[int, ...] = SIZES) -> None:
    """Seconds a submission (the whole command, start included), ratio to plain nbgrader, and peak memory."""
    cores = os.cpu_count() or 1
    ways = {
        "plain nbgrader autograde": (PLAIN, ["-m", "nbgrader", "autograde", ASSIGNMENT]),
        "ours, 1 job": ("", ["-m", "technopolitics.classroom.command", "grade", ASSIGNMENT, "--jobs", "1"]),
        f"ours, {cores} jobs": ("", ["-m", "technopolitics.classroom.command", "grade", ASSIGNMENT, "--jobs", str(cores)]),
    }
    print(f"{'class':>5}  {'way':<28}{'seconds':>9}{'each':>8}{'ratio':>8}{'grader MB':>11}{'others MB':>11}{'processes':>11}")
    for size in sizes:
        plain = 0.0
        with tempfile.TemporaryDirectory() as folder:
            for way, (more, command) in ways.items():
                course = make_course(Path(folder) / way.replace(" ", "-"), more)
                submit_class(course, size)
                taken, own, others, processes = _measured(command, course)
                plain = plain or taken
                print(
                    f"{size:>5}  {way:<28}{taken:>9.1f}{taken / size:>8.2f}{plain / taken:>8.1f}{own:>11.0f}{others:>11.0f}{processes:>11}",
                    flush=True,
                )
            floor = _floor(course)
        print(f"{size:>5}  {'floor: cells in a warm process':<37}{floor / size:>8.2f}")
    _sandbox_cost()


def _measured(command: list[str], course: Path) -> tuple[float, float, float, int]:
    """Seconds; peak memory of the command itself and of all its processes together (unshared, MB); most processes at a time."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=course, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks = [0.0, 0.0, 0.0]
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(psutil.Process(process.pid), peaks, done))
    watch.start()
    process.wait()
    taken = time.perf_counter() - began
    done.set()
    watch.join()
    return taken, peaks[0], peaks[1], int(peaks[2])


def _watch(process: psutil.Process, peaks: list[float], done: threading.Event) -> None:
    while not done.wait(0.5):
        with contextlib.suppress(psutil.Error):
            below = process.children(recursive=True)
            peaks[0] = max(peaks[0], process.memory_info().rss / 1e6)
            peaks[2] = max(peaks[2], len(below))
            total = 0.0
            for child in below:
                with contextlib.suppress(psutil.Error):
                    total += child.memory_full_info().uss / 1e6
            peaks[1] = max(peaks[1], total)


def _floor(course: Path) -> float:
    source = course / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    files = sorted(map(str, course.glob(f"submitted/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")))
    done = subprocess.run([sys.executable, "-c", FLOOR, str(source), *files], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def _sandbox_cost() -> None:
    """The same notebook through the same code with and without walls."""
    from technopolitics.classroom.sandbox.notebook_run import run_notebook
    from technopolitics.classroom.sandbox.session import Session

    root = Path(__file__).resolve().parent.parent
    notebook = nbformat.read(root / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    print(f"\n{'one notebook, median of 15':<36}{'solved':>9}{'empty':>9}")
    for words, unsafe in (("with walls", False), ("without walls (--unsafe)", True)):
        with Session(unsafe=unsafe) as session:
            times = {}
            for name, which in (("solved", notebook), ("empty", empty)):
                taken = []
                for _ in range(15):
                    began = time.perf_counter()
                    run_notebook(session, which)
                    taken.append(time.perf_counter() - began)
                times[name] = statistics.median(taken)
        print(f"{words:<36}{times['solved']:>9.3f}{times['empty']:>9.3f}")

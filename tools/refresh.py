"""Run the lessons in a fresh kernel each and save their outputs: python tools/refresh.py [03 08 ...].

What would differ from machine to machine or from run to run is not saved (times of execution, versions of the
kernel), so that a commit shows only what a reader would see.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks"


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Keep what a reader sees and drop the rest."""
    notebook.metadata = nbformat.from_dict(
        {
            **{k: v for k, v in notebook.metadata.items() if k == "technopolitics"},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in ("tags", "slideshow")})


def refresh(path: Path) -> str:
    """Run one lesson, save it, and say how long it took; an error in a cell stops and names the cell."""
    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    # A maintainer's own predictions must not show in what everybody reads.
    env = {**os.environ, "TECHNOPOLITICS_HOME": tempfile.mkdtemp()}
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(LESSONS)}})
    client.execute(env=env)
    tidy(notebook)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)
    return f"{path.name}: {time.perf_counter() - start:.1f} s"


def main() -> None:
    wanted = sys.argv[1:]
    paths = [p for p in sorted(LESSONS.glob("*.ipynb")) if not wanted or any(p.name.startswith(w) for w in wanted)]
    if not paths:
        sys.exit(f"No lesson in notebooks/ begins with {' or '.join(wanted)}.")
    with ThreadPoolExecutor(2) as pool:
        for line in pool.map(refresh, paths):
            print(line, flush=True)


if __name__ == "__main__":
    main()

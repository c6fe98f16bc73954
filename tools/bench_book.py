"""The web edition: how long it takes to build, how that grows with the lessons, and what a reader has to load."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tools import make_book
from tools.lesson_frame import Lesson, all_lessons

__all__ = ["book"]

SIZES = (3, 9, 18)


def _seconds(folder: Path, chosen: Sequence[Lesson]) -> float:
    """Seconds of one build of these lessons, without the edition that runs in the browser."""
    start = time.perf_counter()
    make_book.build(folder / "site", folder / "work", chosen=chosen, lite=False)
    return time.perf_counter() - start


def _changed(lesson: Lesson) -> Lesson:
    """The lesson with one sentence more."""
    notebook = lesson.notebook.copy()
    first, *rest = notebook.cells
    notebook.cells = [first, *rest[:-1], type(rest[-1])({**rest[-1], "source": rest[-1]["source"] + "\n\nOne sentence more."})]
    return Lesson(lesson.path, notebook)


def weight(site: Path, page: Path) -> tuple[int, int]:
    """Bytes of a page alone, and with every picture, style and script that it loads."""
    text = page.read_text(encoding="utf-8")
    loaded = set(re.findall(r'<(?:img|script)[^>]* src="([^"]+)"', text) + re.findall(r'<link rel="(?:icon|stylesheet)"[^>]* href="([^"]+)"', text))
    alone = page.stat().st_size
    return alone, alone + sum((page.parent / name).stat().st_size for name in loaded)


def book() -> None:
    """Print build times for more and more lessons, with a rebuild after one changed lesson and after none; then the weight of the pages."""
    print(f"{'lessons':>8}{'first build s':>15}{'one changed s':>15}{'nothing changed s':>19}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder, chosen = Path(name), list(all_lessons()[:size])
            first = _seconds(folder, chosen)
            chosen[-1] = _changed(chosen[-1])
            print(f"{size:>8}{first:>15.1f}{_seconds(folder, chosen):>15.1f}{_seconds(folder, chosen):>19.1f}")
            if size == SIZES[-1]:
                _weights(folder / "site")


def _weights(site: Path) -> None:
    print(f"\n{'page':<44}{'HTML kB':>9}{'with all kB':>13}")
    chosen = [site / "index.html", *sorted((site / "lessons").glob("*.html")), site / "ledger.html", site / "references.html", site / "glossary.html"]
    heaviest = max((site / "tables").glob("*.html"), key=lambda path: path.stat().st_size)
    for page in [*chosen, heaviest]:
        alone, everything = weight(site, page)
        print(f"{page.relative_to(site).as_posix():<44}{alone / 1000:>9.0f}{everything / 1000:>13.0f}")
    print(f"{'index of the search (search page only)':<53}{(site / 'searchindex.js').stat().st_size / 1000:>13.0f}")

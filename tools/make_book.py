"""The course as a web site, without a network: python tools/make_book.py writes book/_site.

The sources of the pages stand in book/, the generators of the others in tools/book/. They are gathered in build/.book, where
Sphinx keeps what it has read: after a change, only the pages that changed are built again.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.book import codebook, front, glossary, guide, ledger, lessons, references, sphinx_hooks  # noqa: E402 (the path has to be set first)
from tools.book.course import BOOK, Course, copy, hidden_toctree, keep_only, link_tables, write  # noqa: E402
from tools.lesson_frame import Lesson, all_lessons  # noqa: E402

SITE = BOOK / "_site"
WORK = ROOT / "build" / ".book"
LITE = "lite"


def blocks(course: Course) -> dict[str, Callable[[], str]]:
    """What may stand between double braces in a page of book/, and what is written in its place."""
    numbers = {name: (lambda value=value: value) for name, value in front.counted(course).items()}
    return {
        **numbers,
        "front_figure": lambda: front.front_figure(course),
        "lesson_list": lambda: lessons.overview(course),
        "guide_list": lambda: guide.overview(course),
        "table_list": lambda: codebook.overview(course),
        "ledger": lambda: ledger.markdown(course),
        "weekly_plan": lambda: guide.weekly_plan(course),
        "verdict_counts": ledger.counts,
        "glossary_english": lambda: glossary.english(course),
        "glossary_french": lambda: glossary.french(course),
        "references": references.markdown,
        "contributing": lambda: _body(ROOT / "CONTRIBUTING.md"),
        "changelog": lambda: link_tables(_body(ROOT / "CHANGELOG.md"), ""),
        "citation": lambda: f"```yaml\n{(ROOT / 'CITATION.cff').read_text(encoding='utf-8').strip()}\n```",
        "or_browser": lambda: ", or a browser" if course.lite else "",
        "run_first": lambda: RUN_IN_BROWSER if course.lite else "",
        "also": lambda: hidden_toctree("Also", ["in_the_browser"]) if course.lite and (BOOK / "in_the_browser.md").exists() else "",
    }


RUN_IN_BROWSER = (
    '**Without installing anything:** <a href="lite/lab/index.html?path=notebooks/00_start_here.ipynb">open lesson 00 in the browser</a>. '
    "Python runs on your own machine, inside the page, and your work is kept there.\n"
)


def _body(path: Path) -> str:
    """A text of the repository without its first heading."""
    return path.read_text(encoding="utf-8").split("\n", 1)[1]


def filled(text: str, known: dict[str, Callable[[], str]], name: str) -> str:
    """A page with its blocks; stops at a block that nothing fills."""

    def fill(match: re.Match[str]) -> str:
        if match[1] not in known:
            sys.exit(f"{name}: nothing fills '{match[0]}'. Known: {', '.join(sorted(known))}.")
        return known[match[1]]()

    return re.sub(r"\{\{ (\w+) \}\}", fill, text)


def gather(course: Course) -> list[str]:
    """Write all sources that changed into the course's folder and remove those that went; returns the names of the pages."""
    written: list[Path] = []
    known = blocks(course)
    for path in sorted(BOOK.glob("*.md")):
        if path.stem == "in_the_browser" and not course.lite:
            continue
        target = course.source / path.name
        write(target, filled(path.read_text(encoding="utf-8"), known, path.name))
        written.append(target)
    for lesson in course.lessons:
        written += lessons.page(lesson, course)
    written += [*codebook.pages(course), *guide.pages(course), course.source / front.PICTURE]
    keep_only(course.source, written)
    return sorted(str(p.relative_to(course.source).with_suffix("")) for p in written if p.suffix in {".md", ".ipynb"})


def frame(course: Course, names: Sequence[str]) -> str:
    """A fingerprint of what every page shows: the titles at its side, and the code that puts it together."""
    digest = hashlib.sha256(Path(sphinx_hooks.__file__).read_bytes())
    for name in names:
        digest.update(name.encode())
        page = course.source / f"{name}.md"
        if page.exists():
            digest.update(page.read_bytes().split(b"\n", 1)[0])
    digest.update(repr([(lesson.number, lesson.title) for lesson in course.lessons]).encode())
    return digest.hexdigest()


def run_sphinx(course: Course, work: Path, names: Sequence[str]) -> Path:
    """Build the pages, with warnings as errors; returns their folder. A failed build leaves nothing behind that would hide the warning next time."""
    stamp, pages = work / "frame.txt", work / "html"
    now = frame(course, names)
    everything = not stamp.exists() or stamp.read_text() != now
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto", "-b", "html", "-c", str(BOOK)]
    command += ["-d", str(work / "doctrees"), "-D", f"html_baseurl={course.address}", *(["-a"] if everything else []), str(course.source), str(pages)]
    stamp.unlink(missing_ok=True)
    if subprocess.run(command, cwd=ROOT).returncode:
        shutil.rmtree(work / "doctrees", ignore_errors=True)
        sys.exit("The book was not built: the lines above name the page and what is wrong with it.")
    stamp.write_text(now)
    return pages


def publish(course: Course, pages: Path, site: Path, names: Sequence[str]) -> None:
    """Put pages, scripts, pictures, tables and notebooks into the site, and remove what an earlier build left there."""
    files = {f"{name}.html": pages / f"{name}.html" for name in [*names, "search"]}
    files["searchindex.js"] = pages / "searchindex.js"
    for script in sorted((pages / lessons.STATIC).glob("*.js")):
        files[f"{lessons.STATIC}/{script.name}"] = script
    for file in sorted((BOOK / "static").iterdir()):
        files[f"{lessons.STATIC}/{file.name}"] = file
    for picture in sorted((course.source / lessons.STATIC / "figures").glob("*.png")):
        files[f"{lessons.STATIC}/figures/{picture.name}"] = picture
    for table in [ROOT / "data" / "datapackage.json", *sorted((ROOT / "data").glob("*.csv"))]:
        files[f"data/{table.name}"] = table
    for lesson in course.lessons:
        files[f"notebooks/{lesson.path.name}"] = lesson.path
    for name, file in files.items():
        copy(file, site / name)
    not_found = filled((BOOK / "not_found.html").read_text(encoding="utf-8"), {"front": lambda: course.address or "/"}, "not_found.html")
    write(site / "404.html", not_found)
    keep_only(site, [site / "404.html", *(site / name for name in files), *(site / LITE).rglob("*")])


def build(
    site: Path,
    work: Path = WORK,
    *,
    chosen: Sequence[Lesson] | None = None,
    lite: bool = True,
    pyodide: str | None = None,
    address: str = "",
) -> list[str]:
    """Build the site into the folder ``site``; returns the names of its pages, without suffix.

    ``work`` keeps what a second build can use again. ``chosen``: the lessons, all by default. ``lite``: also the edition
    that runs in the browser, with the Python runtime from ``pyodide`` (a path or an address) or from its public address.
    ``address``: the public address of the site, for the links that must be absolute; empty: none is written.
    Stops the program with a sentence when a page has an error.
    """
    with_lite = lite and importlib.util.find_spec("tools.make_lite") is not None
    course = Course(work / "source", all_lessons() if chosen is None else chosen, with_lite, address and address.rstrip("/") + "/")
    names = gather(course)
    if not with_lite:
        shutil.rmtree(site / LITE, ignore_errors=True)
    publish(course, run_sphinx(course, work, names), site, names)
    if with_lite:
        from tools import make_lite

        make_lite.build(site, pyodide)
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the web edition of the course into book/_site.")
    parser.add_argument("--no-lite", action="store_true", help="without the edition that runs in the browser")
    parser.add_argument("--pyodide", help="path or address of the Python runtime for the browser, for places without internet")
    parser.add_argument("--address", default="", help="public address of the site, for instance https://example.org/technopolitics/")
    given = parser.parse_args()
    names = build(SITE, lite=not given.no_lite, pyodide=given.pyodide, address=given.address)
    print(f"{len(names)} pages in {SITE.relative_to(ROOT)}: open index.html")


if __name__ == "__main__":
    main()

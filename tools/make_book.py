"""The lessons as web pages that need no network: python tools/make_book.py writes book/_site.

Each page is rendered from the saved outputs. nbconvert counts pictures without a description; one is enough to stop.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path

from nbconvert import HTMLExporter
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.lesson_frame import all_lessons  # noqa: E402 (the path has to be set first)

SITE = ROOT / "book" / "_site"


def page(path: Path) -> str:
    """One lesson as HTML: scripts of other hosts are left out, and each picture carries its words."""
    exporter = HTMLExporter(config=Config({"HTMLExporter": {"mathjax_url": "", "require_js_url": "", "embed_images": True}}))
    body, _ = exporter.from_filename(str(path))
    words = re.findall(r"<em>In words\.</em> (.*?)</p>", body, flags=re.DOTALL)
    pictures = re.findall(r'<img[^>]+src="data:image/png[^>]+>', body)
    if len(words) != len(pictures):
        sys.exit(f"{path.name}: {len(pictures)} pictures and {len(words)} descriptions. Show every figure with tp.show.")
    for picture, text in zip(pictures, words, strict=True):
        described = re.sub(r'alt="[^"]*"', f'alt="{html.escape(html.unescape(text), quote=True)}"', picture)
        body = body.replace(picture, described, 1)
    body = re.sub(r'<script src="(?:https?://[^"]*)?"[^>]*></script>', "", body)
    return body.replace("<html>", '<html lang="en">', 1)


def build(site: Path) -> int:
    """Write all pages into the folder ``site``; returns the number of lessons."""
    site.mkdir(parents=True, exist_ok=True)
    rows = []
    for lesson in all_lessons():
        (site / f"{lesson.path.stem}.html").write_text(page(lesson.path), encoding="utf-8")
        rows.append(f'<li><a href="{lesson.path.stem}.html">{lesson.number} · {html.escape(lesson.title)}</a> ({lesson.minutes} minutes)</li>')
    (site / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Technopolitics</title>'
        "<style>body{font:1.1rem/1.6 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}</style><h1>Technopolitics</h1>"
        f"<p>Who holds power over artificial intelligence, and what can a citizen, a buyer or a state do about it?</p><ul>{''.join(rows)}</ul></html>",
        encoding="utf-8",
    )
    return len(rows)


def main() -> None:
    shutil.rmtree(SITE, ignore_errors=True)
    print(f"{build(SITE)} lessons in {SITE.relative_to(ROOT)}: open index.html")


if __name__ == "__main__":
    main()

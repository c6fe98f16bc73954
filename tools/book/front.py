"""The front page: its figure, drawn from the tables when the book is built, and what the course holds, counted."""

from __future__ import annotations

import io

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

import technopolitics as tp
from tools.book.course import INSTRUCTORS, Course, escape, raw, write_bytes
from tools.book.lessons import STATIC, figure
from tools.book.references import sources

PICTURE = f"{STATIC}/figures/front.png"
HALF = 50
PLACES = {"US": "United States", "TW": "Taiwan", "JP": "Japan", "KR": "South Korea", "NL": "Netherlands", "CN": "China"}


def draw() -> tuple[bytes, str]:
    """The figure as PNG, and its description: the stages of the chain behind AI in which one firm holds at least half.

    Each stage counts in its newest period; shares in percent, as the tables give them.
    """
    chain = pd.concat([tp.load("chip_chain"), tp.load("chip_chain_cset")])
    newest = chain[chain["period"] == chain.groupby("stage")["period"].transform("max")]
    leaders = newest.sort_values("share_pct", ascending=False).drop_duplicates("stage")
    held = leaders[leaders["share_pct"] >= HALF].sort_values("share_pct")
    with mpl.rc_context(tp.STYLE):
        drawing = Figure(figsize=(9, 5.6))
        axes = drawing.subplots()
        bars = axes.barh(held["stage"], held["share_pct"], color=[tp.colour(code) for code in held["hq_country"]])
        axes.bar_label(
            bars, [f"{firm} · {PLACES.get(code, code)}" for firm, code in zip(held["firm"], held["hq_country"], strict=True)], padding=4, fontsize=9
        )
        axes.axvline(HALF, color="#666666", linestyle="--", label="half of the market")
        axes.set(xlabel="share of the largest firm (percent)", xlim=(0, 146), ylim=(-0.7, len(held) - 0.3), xticks=range(0, 101, 25))
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x", visible=True)
        title = f"One firm holds at least half of {len(held)} of the {len(leaders)} measured stages of the AI chip chain"
        words = f"{title}. {tp.describe(drawing)} " + " ".join(
            f"{row.stage}: {row.firm}, {PLACES.get(row.hq_country, row.hq_country)}, {row.share_pct:g} percent." for row in held[::-1].itertuples()
        )
        png = io.BytesIO()
        drawing.savefig(png, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    return png.getvalue(), words


def front_figure(course: Course) -> str:
    """Markdown of the figure; writes its picture."""
    png, words = draw()
    write_bytes(course.source / PICTURE, png)
    markup = figure(PICTURE, png, words).replace(' loading="lazy"', "")
    title = words.split(".", 1)[0]
    credits = "; ".join(dict.fromkeys(tp.about(name).credit for name in ("chip_chain", "chip_chain_cset")))
    caption = (
        f'<figcaption>Share of the largest firm in each stage; colour: country of the headquarters. Data: {escape(credits)}; tables <a href="tables/chip_chain.html">chip_chain</a> '
        f'and <a href="tables/chip_chain_cset.html">chip_chain_cset</a>.<details><summary>The figure in words</summary>{escape(words)}</details></figcaption>'
    )
    picture = markup[: markup.index("<figcaption>")].replace("<figure>", f"<figure><p>{escape(title)}</p>")
    return raw(f"{picture}{caption}</figure>")


def counted(course: Course) -> dict[str, str]:
    """Numbers that the pages name, counted from the course itself."""
    minutes = sum(lesson.minutes for lesson in course.lessons)
    ledger = tp.ledger()
    return {
        "lessons": str(len(course.lessons)),
        "hours": str(round(minutes / 60)),
        "hours_first_time": str(round(minutes / 60 * 4 / 3)),
        "tables": str(len(tp.tables())),
        "assignments": str(len(list(INSTRUCTORS.glob("a*.md")))),
        "claims": str(len(ledger)),
        "recomputed": str(int(ledger["recomputed"].sum())),
        "sources": str(len(sources())),
        "version": tp.__version__,
    }

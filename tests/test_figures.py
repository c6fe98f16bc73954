"""Figures: style on request, one colour per actor, credit, and words that say what is drawn."""

import subprocess
import sys
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import technopolitics as tp


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_importing_changes_nothing():
    """A fresh Python that imports the package has the same matplotlib settings, pandas options and warning filters."""
    code = (
        "import warnings, matplotlib as m, pandas as pd; before = (dict(m.rcParams), pd.get_option('display.max_rows'), list(warnings.filters));"
        "import technopolitics; after = (dict(m.rcParams), pd.get_option('display.max_rows'), list(warnings.filters)); assert before == after"
    )
    subprocess.run([sys.executable, "-W", "error::DeprecationWarning:technopolitics", "-c", code], check=True)


def test_only_pandas_and_matplotlib_are_imported():
    """Lessons run in a browser: nothing of the classroom (nbgrader, IPython) comes in with the package."""
    code = "import sys, technopolitics; assert not {'IPython', 'nbgrader', 'nbformat', 'jupyter_core'} & set(sys.modules), sorted(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_colours_belong_to_actors():
    """The same country has the same colour under each of its names, and the large actors differ."""
    assert tp.colour("TSMC") == tp.colour("TW") == tp.colour("Taiwan")
    assert tp.colour("NL") == tp.colour("ASML") == tp.colour("EU")
    assert len({tp.colour(c) for c in ("US", "CN", "EU", "TW", "KR", "JP", "GB")}) == 7
    assert tp.colour("somebody else") == tp.colour("another")


def test_lines_in_words():
    """Kind, axes, ends, extremes and trend come from the data, categories by their names."""
    fig, ax = plt.subplots()
    ax.plot(["2025Q1", "2025Q2", "2025Q3"], [10, 30, 20], label="A")
    ax.plot(["2025Q1", "2025Q2", "2025Q3"], [5.0, None, 1.0], label="B")
    ax.axhline(18, label="a threshold")
    ax.set(title="Two firms", xlabel="quarter", ylabel="share (percent)")
    words = tp.describe(fig)
    assert words.startswith("Two firms. Line chart of share (percent) by quarter, from 2025Q1 to 2025Q3.")
    assert "A: starts at 10, ends at 20, highest 30 at 2025Q2, rising." in words
    assert "B: starts at 5, ends at 1, falling." in words
    assert "A horizontal line marks a threshold at 18." in words


def test_bars_points_dates_and_colour_tables_in_words():
    """Each kind of figure of the course has its words."""
    fig, ax = plt.subplots()
    ax.barh(["low", "high"], [1, 1500])
    ax.set(title="Bars", xlabel="count")
    assert tp.describe(fig) == "Bars. Horizontal bar chart of count. high 1,500, low 1."
    fig, ax = plt.subplots()
    ax.scatter([1, 10], [100, 1000])
    ax.set(xscale="log", yscale="log", xlabel="cost", ylabel="size")
    assert tp.describe(fig) == "2 points, cost (logarithmic) from 1 to 10, size (logarithmic) from 100 to 1,000."
    fig, ax = plt.subplots()
    ax.scatter([3], ["filed"])
    ax.set(xlabel="amount", ylabel="evidence")
    assert tp.describe(fig) == "1 point, amount at 3, evidence filed."
    fig, ax = plt.subplots()
    ax.plot(pd.to_datetime(["2024-01-01", "2026-07-01"]), [1, 2])
    assert "from 2024-01-01 to 2026-07-01" in tp.describe(fig)
    fig, ax = plt.subplots()
    ax.imshow([[1, 2], [3, 4]])
    ax.set_xticks([0, 1], ["a", "b"])
    ax.set_yticks([0, 1], ["c", "d"])
    assert "2 rows (c, d) and 2 columns (a, b); values from 1 to 4" in tp.describe(fig)


def test_show_says_what_is_drawn_and_who_is_credited(capsys):
    """In a terminal the words are printed; the credit line is in the picture; the figure is closed."""
    fig, ax = plt.subplots()
    ax.plot([1, 2], [3, 4])
    ax.set_title("A line")
    tp.show(fig, "foundry_revenue", note="A note.")
    assert capsys.readouterr().out.startswith("In words. A line.")
    credit = fig.get_supxlabel()
    assert tp.about("foundry_revenue").credit in credit
    assert "A note." in credit
    assert not plt.fignum_exists(fig.number)


def test_show_refuses_what_is_no_figure():
    """The error says what came and how to begin."""
    with pytest.raises(TypeError, match=r"plt.subplots\(\)"):
        tp.show(pd.Series([1]))
    with pytest.raises(tp.UnknownTable, match="foundry_revenue"):
        tp.show(plt.figure(), "foundry_revenu")


def test_labels_at_the_ends_do_not_overlap():
    """Three lines that end at the same height have three labels apart from each other."""
    fig, ax = plt.subplots()
    for name in "abc":
        ax.plot([0, 1], [0, 5], label=name)
    tp.label_lines(ax)
    fig.canvas.draw()
    boxes = sorted((t.get_window_extent() for t in ax.texts), key=lambda b: b.y0)
    assert len(boxes) == 3
    assert all(lower.y1 <= upper.y0 + 1 for lower, upper in pairwise(boxes))

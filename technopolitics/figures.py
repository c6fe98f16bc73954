"""Figures: one style, one colour per actor, a credit line, and a description in words made from what is drawn.

The description is for everyone who does not see the picture: it is read by screen readers, it stands under the
figure in a notebook, and it is what nbval compares, so a figure cannot drift away from its data unnoticed.
"""

from __future__ import annotations

import base64
import io
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from technopolitics import _display
from technopolitics.datasets import about

__all__ = ["STYLE", "colour", "describe", "label_lines", "show"]

# Okabe and Ito's palette (2008): told apart with every common form of colour blindness.
_BLUE, _VERMILION, _GREEN, _ORANGE, _SKY, _PURPLE, _YELLOW = (
    "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#F0E442",
)  # fmt: skip
_GREY, _INK = "#8C8C8C", "#222222"

_ACTORS = {
    "US": _BLUE, "CN": _VERMILION, "EU": _GREEN, "TW": _PURPLE, "KR": _ORANGE, "JP": _SKY, "GB": "#7B4B94",
}  # fmt: skip
_EU_MEMBERS = set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())  # noqa: SIM905 (a list of codes reads better as one text)
# Firms and names take the colour of the country of their headquarters.
_HEADQUARTERS = {
    "US": "United States|USA|Nvidia|AMD|Intel|Google|Alphabet|Microsoft|Amazon|AWS|Meta|Apple|OpenAI|Anthropic|X|GlobalFoundries|Micron|Oracle",
    "CN": "China|SMIC|HuaHong|Nexchip|Huawei|DeepSeek|Alibaba|ByteDance|TikTok|Tencent|Temu|AliExpress|CXMT",
    "EU": "Europe|European Union|EU27|ASML|Mistral|Zeiss|SAP|Booking",
    "TW": "Taiwan|TSMC|UMC|PSMC|VIS|Foxconn",
    "KR": "South Korea|Samsung|SK hynix",
    "JP": "Japan|Tokyo Electron|Ajinomoto",
    "GB": "United Kingdom|UK|Arm",
}
_COUNTRY_OF = {name: code for code, names in _HEADQUARTERS.items() for name in names.split("|")}

STYLE: dict[str, Any] = {
    "figure.figsize": (8, 4.5),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.labelcolor": _INK,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.2,
    "lines.markersize": 6,
    "legend.frameon": False,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "svg.hashsalt": "technopolitics",
    "axes.prop_cycle": cycler(color=[_BLUE, _VERMILION, _GREEN, _ORANGE, _SKY, _PURPLE, _GREY]),
}
"""Matplotlib settings of the course; a notebook asks for them with ``plt.style.use(tp.STYLE)``."""


def colour(actor: str) -> str:
    """The colour of an actor, the same in the whole course; grey for one without a colour of its own.

    ``actor`` is a country code (ISO 3166-1 alpha-2), a group of states, or a large firm, which takes the colour
    of the country of its headquarters. Member states of the EU share the Union's green.

    >>> colour("TSMC") == colour("TW")
    True
    >>> colour("FR") == colour("EU")
    True
    """
    code = _COUNTRY_OF.get(actor, actor)
    return _ACTORS.get("EU" if code in _EU_MEMBERS else code, _GREY)


def label_lines(axes: Axes) -> None:
    """Write each line's label at its last point, in its colour, and move labels apart where they would overlap.

    Better than a legend: no need to match colours, so it survives grey printing. Labels that begin with an
    underscore are skipped, as in a legend.
    """
    lines = _series(axes)
    if not lines:
        return
    axes.figure.canvas.draw()
    ends = sorted(((_last_point(line), line) for line in lines), key=lambda end: axes.transData.transform(end[0])[1])
    height = 1.25 * plt.rcParams["font.size"] * axes.figure.dpi / 72
    lowest = -math.inf
    for point, line in ends:
        pixel = axes.transData.transform(point)[1]
        lifted = max(pixel, lowest + height)
        lowest = lifted
        axes.annotate(
            line.get_label(),
            point,
            xytext=(8, (lifted - pixel) * 72 / axes.figure.dpi),
            textcoords="offset points",
            va="center",
            color=_darker(line.get_color()),
            fontweight="bold",
            annotation_clip=False,
        )


def _darker(shade: Any) -> tuple[float, ...]:
    """The same hue, dark enough to be read as text on white."""
    return tuple(0.75 * part for part in to_rgb(shade))


def show(figure: Figure, tables: str | Sequence[str] = (), *, note: str = "") -> None:
    """Show a finished figure with a credit line below it and its description in words.

    ``tables`` names the course's tables that are drawn: their publishers and dates make the credit line
    (an unknown name raises UnknownTable). ``note`` is an optional sentence for the credit line, for instance
    for made-up data. The figure is closed afterwards, so nothing is drawn twice.

    Raises TypeError when given something else than a Matplotlib figure.
    """
    if not isinstance(figure, Figure):
        raise TypeError(
            f"tp.show wants a figure and got {type(figure).__name__}. Start with: fig, ax = plt.subplots() and end with tp.show(fig, 'table_name')."
        )
    credit = _credit([tables] if isinstance(tables, str) else list(tables), note)
    words = describe(figure)
    _set_titles(figure)
    if credit:
        _write_credit(figure, credit)
    if _display.in_notebook():
        from IPython.display import display

        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=110, facecolor="white")
        encoded = base64.b64encode(picture.getvalue()).decode("ascii")
        display({"image/png": encoded, "text/plain": words}, metadata={"image/png": {"alt": words}}, raw=True)
        _display.say(f"*In words.* {words}", f"In words. {words}")
    else:
        _display.say("", f"In words. {words}")
        if plt.get_backend().lower() not in ("agg", "pdf", "svg", "ps", "cairo", "template"):
            plt.show()
    plt.close(figure)


def _credit(tables: list[str], note: str) -> str:
    passports = [about(name) for name in tables]
    credits = list(dict.fromkeys(p.credit for p in passports))
    parts = []
    if passports:
        names = ("table " if len(tables) == 1 else "tables ") + ", ".join(tables)
        parts.append(f"Data: {'; '.join(credits)} ({names}; as of {max(p.as_of for p in passports)}).")
    if note:
        parts.append(note)
    return " ".join(parts)


def _set_titles(figure: Figure) -> None:
    """Titles as sentences: at the left edge of the picture where there is one panel, and never cut off."""
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
    size = plt.rcParams["axes.titlesize"] if isinstance(plt.rcParams["axes.titlesize"], int | float) else 13
    letters = lambda width: max(20, int(width * 72 / size / 0.62))
    if len(panels) == 1 and not figure.get_suptitle():
        (axes,) = panels
        title = axes.get_title(loc="left") or axes.get_title()
        if title:
            axes.set_title("", loc="left")
            axes.set_title("", loc="center")
            figure.suptitle("\n".join(textwrap.wrap(title, letters(figure.get_figwidth()))), x=0.01, ha="left", fontsize=size, fontweight="bold")
        return
    for axes in panels:
        width = axes.get_position().width * figure.get_figwidth()
        for loc in ("left", "center"):
            if axes.get_title(loc=loc):
                axes.set_title("\n".join(textwrap.wrap(axes.get_title(loc=loc), letters(width))), loc=loc)


def _write_credit(figure: Figure, credit: str) -> None:
    """One small line (or several) below the axes, inside the picture so that it travels with it."""
    lines = textwrap.wrap(credit, int(figure.get_figwidth() * 14.5))
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=8, color="#666666")


# ---------------------------------------------------------------------------------------------- in words


def describe(figure: Figure) -> str:
    """The figure in words: kind, axes, range, extremes and trend of each series, from the drawn data itself.

    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([2024, 2025, 2026], [61.7, 67.6, 72.5], label="TSMC")
    >>> _ = ax.set(title="TSMC grows", xlabel="year", ylabel="share (percent)")
    >>> print(describe(fig))
    TSMC grows. Line chart of share (percent) by year, from 2024 to 2026. TSMC: starts at 61.7, ends at 72.5, rising.
    >>> plt.close(fig)
    """
    panels = [axes for axes in figure.axes if axes.get_visible() and axes.get_label() != "<colorbar>"]
    texts = [_describe_axes(axes) for axes in panels]
    if len(panels) > 1:
        texts = [f"Panel {i} of {len(panels)}. {text}" for i, text in enumerate(texts, 1)]
    head = figure.get_suptitle()
    return _join([_sentence(head) if head else "", *texts])


def _describe_axes(axes: Axes) -> str:
    title = " ".join((axes.get_title(loc="left") or axes.get_title() or axes.get_title(loc="right")).split())
    lines = list(_series(axes))
    bars = [c for c in axes.containers if isinstance(c, BarContainer) and len(c)]
    points = [c for c in axes.collections if isinstance(c, PathCollection) and len(c.get_offsets())]
    meshes = [m for m in axes.collections if isinstance(m, QuadMesh)] + list(axes.images)
    sentences = [_sentence(title) if title else ""]
    if meshes:
        sentences += [_describe_mesh(axes, mesh) for mesh in meshes]
    if bars:
        sentences += _describe_bars(axes, bars)
    if lines:
        sentences += _describe_lines(axes, lines)
    if points:
        sentences += [_describe_points(axes, p) for p in points]
    sentences += [_sentence(t) for t in _reference_lines(axes)]
    return _join(sentences)


def _series(axes: Axes) -> list[Any]:
    """Lines that carry data: at least two points, not a reference line, with a label of their own or alone."""
    lines = [
        line for line in axes.get_lines()
        if len(line.get_xdata()) > 1 and line.get_transform() == axes.transData and line.get_visible()
    ]  # fmt: skip
    named = [line for line in lines if not str(line.get_label()).startswith("_")]
    return named or lines


def _reference_lines(axes: Axes) -> list[str]:
    """axhline and axvline, named by their label."""
    texts = []
    for line in axes.get_lines():
        label = str(line.get_label())
        if line.get_transform() != axes.transData and not label.startswith("_"):
            x, y = list(line.get_xdata(orig=False)), list(line.get_ydata(orig=False))
            if len(set(y)) == 1:
                texts.append(f"A horizontal line marks {label} at {_value(axes.yaxis, y[0])}")
            elif len(set(x)) == 1:
                texts.append(f"A vertical line marks {label} at {_value(axes.xaxis, x[0])}")
    return texts


def _describe_lines(axes: Axes, lines: Sequence[Any]) -> list[str]:
    ends = [_value(axes.xaxis, x) for x in _span(axes, lines)]
    scale = " (logarithmic scale)" if axes.get_yscale() == "log" and "log" not in axes.get_ylabel() else ""
    head = f"Line chart of {_label(axes.get_ylabel(), 'values')}{scale} by {_label(axes.get_xlabel(), 'position')}, from {ends[0]} to {ends[1]}."
    return [head] + [_describe_line(axes, line, named=len(lines) > 1 or not line.get_label().startswith("_")) for line in lines]


def _describe_line(axes: Axes, line: Any, named: bool) -> str:
    pairs = [(x, y) for x, y in zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True) if not _missing(y)]
    if not pairs:
        return f"{line.get_label()}: no value drawn."
    y = [float(v) for _, v in pairs]
    first, last, low, high = y[0], y[-1], min(y), max(y)
    number = lambda v: _value(axes.yaxis, v)
    words = [f"starts at {number(first)}, ends at {number(last)}"]
    if high > max(first, last):
        words.append(f"highest {number(high)} at {_value(axes.xaxis, pairs[y.index(high)][0])}")
    if low < min(first, last):
        words.append(f"lowest {number(low)} at {_value(axes.xaxis, pairs[y.index(low)][0])}")
    words.append(_trend(first, last, low, high))
    name = f"{line.get_label()}: " if named else "The line "
    return name + ", ".join(words) + "."


def _trend(first: float, last: float, low: float, high: float) -> str:
    """Rising or falling when the ends differ by more than a tenth of the range that the line covers."""
    if high == low:
        return "flat"
    change = (last - first) / (high - low)
    return "rising" if change > 0.1 else "falling" if change < -0.1 else "ending near where it started"


def _describe_bars(axes: Axes, bars: Sequence[BarContainer]) -> list[str]:
    flat = bars[0].orientation == "horizontal"
    value_axis, name_axis = (axes.xaxis, axes.yaxis) if flat else (axes.yaxis, axes.xaxis)
    names_label = axes.get_ylabel() if flat else axes.get_xlabel()
    values_label = axes.get_xlabel() if flat else axes.get_ylabel()
    by = f" by {_label(names_label, '')}" if names_label else ""
    sentences = [f"{'Horizontal bar' if flat else 'Bar'} chart of {_label(values_label, 'values')}{by}."]
    for container in bars:
        read = []
        for bar in container:
            value = bar.get_width() if flat else bar.get_height()
            middle = bar.get_y() + bar.get_height() / 2 if flat else bar.get_x() + bar.get_width() / 2
            read.append((_tick_name(name_axis, middle), float(value)))
        if flat and axes.get_ylim()[0] < axes.get_ylim()[1]:
            read.reverse()  # read from the top down, as the eye does
        label = str(container.get_label())
        prefix = "" if label.startswith("_") or not label else f"{label}: "
        sentences.append(prefix + _describe_values(value_axis, read))
    return sentences


def _describe_values(axis: Any, read: list[tuple[str, float]]) -> str:
    known = [(name, value) for name, value in read if not _missing(value)]
    if len(known) <= 12:
        return ", ".join(f"{name} {_value(axis, value)}" for name, value in known) + "."
    high, low = max(known, key=lambda item: item[1]), min(known, key=lambda item: item[1])
    return f"{len(known)} bars, from {low[0]} ({_value(axis, low[1])}) to {high[0]} ({_value(axis, high[1])})."


def _describe_points(axes: Axes, points: PathCollection) -> str:
    offsets = [(float(x), float(y)) for x, y in points.get_offsets() if not (_missing(x) or _missing(y))]
    if not offsets:
        return ""
    xs, ys = zip(*offsets, strict=True)
    label = str(points.get_label())
    name = "" if label.startswith("_") else f"{label}: "
    count = f"{len(offsets)} point{'s' if len(offsets) > 1 else ''}"
    return (
        f"{name}{count}, {_extent(axes.xaxis, _label(axes.get_xlabel(), 'horizontal'), xs, axes.get_xscale())}, "
        f"{_extent(axes.yaxis, _label(axes.get_ylabel(), 'vertical'), ys, axes.get_yscale())}."
    )


def _extent(axis: Any, label: str, values: Sequence[float], scale: str) -> str:
    """How far points reach along one axis; on an axis of names, the names that have a point."""
    log = " (logarithmic)" if scale == "log" and "log" not in label else ""
    low, high = _value(axis, min(values)), _value(axis, max(values))
    if getattr(getattr(axis, "units", None), "_mapping", None):
        names = list(dict.fromkeys(_value(axis, v) for v in values))
        return f"{label} " + (", ".join(names) if len(names) <= 12 else f"over {len(names)} names, {low} to {high}")
    return f"{label}{log} at {low}" if low == high else f"{label}{log} from {low} to {high}"


def _describe_mesh(axes: Axes, mesh: Any) -> str:
    values = mesh.get_array()
    flat = [float(v) for v in values.ravel().tolist() if not _missing(v)]
    rows = [t.get_text() for t in axes.get_yticklabels() if t.get_text()]
    columns = [t.get_text() for t in axes.get_xticklabels() if t.get_text()]
    shape = f"{len(rows)} rows ({', '.join(rows)}) and {len(columns)} columns ({', '.join(columns)})"
    return f"Table of colours with {shape}; values from {_number(min(flat))} to {_number(max(flat))}."


def _tick_name(axis: Any, position: float) -> str:
    """Text of the tick nearest to a bar's middle, or the position itself where the ticks are numbers."""
    positions = axis.get_ticklocs()
    labels = [t.get_text() for t in axis.get_ticklabels()]
    for place, text in zip(positions, labels, strict=False):
        if abs(place - position) < 0.5 and text:
            return " ".join(text.split())
    return _value(axis, position)


def _span(axes: Axes, lines: Sequence[Any]) -> tuple[float, float]:
    xs = [x for line in lines for x in line.get_xdata(orig=False) if not _missing(x)]
    return min(xs), max(xs)


def _last_point(line: Any) -> tuple[float, float]:
    pairs = [(x, y) for x, y in zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True) if not _missing(y)]
    return pairs[-1]


def _value(axis: Any, value: float) -> str:
    """A number as its axis would say it: a category's name, a date, or a plain number."""
    units = getattr(axis, "units", None)
    mapping = getattr(units, "_mapping", None)
    if mapping:
        names = {index: name for name, index in mapping.items()}
        return str(names.get(round(float(value)), value))
    if isinstance(axis.get_major_locator(), mdates.DateLocator):
        return mdates.num2date(value).strftime("%Y-%m-%d")
    return _number(float(value))


def _number(value: float) -> str:
    """Four significant digits, thousands apart, years as years.

    >>> [_number(v) for v in (72.5, 5320.4, 2026.0, 0.01234, 1e25, 150000)]
    ['72.5', '5,320', '2026', '0.01234', '1e+25', '150,000']
    """
    if value == int(value) and 1900 <= value <= 2100:
        return str(int(value))
    if value and not 1e-4 <= abs(value) < 1e12:
        return f"{value:.3g}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _missing(value: Any) -> bool:
    return value is None or bool(getattr(value, "mask", False)) is True or value != value


def _label(text: str, otherwise: str) -> str:
    return " ".join(text.split()) or otherwise


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "?", "!")) else text + "."


def _join(parts: Sequence[str]) -> str:
    return " ".join(p for p in parts if p)

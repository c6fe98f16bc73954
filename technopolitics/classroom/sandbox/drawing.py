"""A figure as a transcript of what is drawn, and the figure that is drawn again from a transcript.

Figures cannot cross as objects: an object brings code along. What a test looks at crosses: axes with titles, labels,
ticks and limits; lines, bars, other patches, collections and images with their data; texts and legends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure, FigureBase
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle, StepPatch
from matplotlib.path import Path
from matplotlib.text import Text

__all__ = ["redraw", "transcribe"]

MOST_ARTISTS = 5_000


def transcribe(figure: FigureBase) -> dict[str, Any]:
    """What is drawn in a figure, as lists, texts and numbers. It is drawn once, so that ticks and limits are settled."""
    whole = figure.get_figure(root=True)
    whole.draw_without_rendering()
    transcript = {
        "size": [float(n) for n in whole.get_size_inches()],
        "axes": [_transcribe_axes(axes) for axes in figure.axes],
        "texts": [text.get_text() for text in figure.texts],
        "title": figure.get_suptitle(),
        "legends": [_transcribe_legend(legend) for legend in figure.legends],
    }
    whole.stale = False  # until somebody changes it: this is how the next look knows that nothing is new
    return transcript


def redraw(transcript: dict[str, Any]) -> Figure:
    """A figure with the same content, made from plain parts."""
    figure = Figure(figsize=transcript["size"], layout="none")  # every place is given
    FigureCanvasAgg(figure)
    for part in transcript["axes"]:
        _redraw_axes(figure, part)
    for words in transcript["texts"]:
        figure.text(0, 0, str(words))
    if transcript["title"]:
        figure.suptitle(str(transcript["title"]))
    for legend in transcript["legends"]:
        _redraw_legend(figure, legend)
    return figure


def _numbers(values: Any) -> list[float]:
    """Plain floats; masked and missing values are NaN."""
    return np.ma.filled(np.ma.asarray(values, dtype="float64"), np.nan).ravel().tolist()


def _pairs(values: Any) -> list[list[float]]:
    return np.ma.filled(np.ma.asarray(values, dtype="float64"), np.nan).reshape(-1, 2).tolist()


def _words(values: Any) -> list[str] | None:
    """The texts of data that were given as texts (categories, dates stay None: their numbers say enough)."""
    given = list(np.asarray(values, dtype=object).ravel())
    return [str(v) for v in given] if given and all(isinstance(v, str) for v in given) else None


def _colour(value: Any) -> str:
    try:
        return to_hex(value)
    except (ValueError, TypeError):
        return "#000000"


def _transcribe_axes(axes: Axes) -> dict[str, Any]:
    patches = list(axes.patches)[:MOST_ARTISTS]
    place = {id(patch): i for i, patch in enumerate(patches)}
    return {
        "place": [float(n) for n in axes.get_position().bounds],
        "titles": [axes.get_title(loc=loc) for loc in ("left", "center", "right")],
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": [_numbers(axes.get_xlim()), _numbers(axes.get_ylim())],
        "ticks": [_transcribe_ticks(axes.xaxis), _transcribe_ticks(axes.yaxis)],
        "lines": [_transcribe_line(line) for line in list(axes.get_lines())[:MOST_ARTISTS]],
        "patches": [_transcribe_patch(patch) for patch in patches],
        "bars": [
            {"bars": [place[id(bar)] for bar in c.patches if id(bar) in place], "orientation": c.orientation, "label": str(c.get_label())}
            for c in axes.containers
            if isinstance(c, BarContainer)
        ],
        "collections": [_transcribe_collection(c) for c in list(axes.collections)[:MOST_ARTISTS]],
        "images": [_transcribe_image(image) for image in list(axes.images)[:20]],
        "texts": [[*_numbers(_position(t)), t.get_text()] for t in list(axes.texts)[:MOST_ARTISTS]],
        "legend": _transcribe_legend(axes.get_legend()) if axes.get_legend() else None,
    }


def _position(text: Text) -> tuple[float, float]:
    try:
        x, y = text.get_unitless_position()
        return float(x), float(y)
    except (TypeError, ValueError):
        return 0.0, 0.0


def _transcribe_ticks(axis: Any) -> list[list[Any]]:
    return [[float(place), label.get_text()] for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)]


def _transcribe_line(line: Line2D) -> dict[str, Any]:
    return {
        "x": _numbers(line.get_xdata(orig=False)),
        "y": _numbers(line.get_ydata(orig=False)),
        "x_words": _words(line.get_xdata()),
        "y_words": _words(line.get_ydata()),
        "label": str(line.get_label()),
        "drawstyle": str(line.get_drawstyle()),
        "linestyle": str(line.get_linestyle()),
        "marker": str(line.get_marker()),
        "colour": _colour(line.get_color()),
    }


def _transcribe_patch(patch: Patch) -> dict[str, Any]:
    kept = {"label": str(patch.get_label()), "colour": _colour(patch.get_facecolor())}
    if isinstance(patch, Rectangle):
        return {"kind": "rectangle", "box": [float(n) for n in (*patch.get_xy(), patch.get_width(), patch.get_height())], **kept}
    if isinstance(patch, StepPatch):
        data = patch.get_data()
        return {"kind": "steps", "values": _numbers(data.values), "edges": _numbers(data.edges), "orientation": patch.orientation, **kept}
    path = patch.get_path()
    return {"kind": "path", "corners": _pairs(patch.get_patch_transform().transform_path(path).vertices), **kept}


def _transcribe_collection(collection: Collection) -> dict[str, Any]:
    return {
        "offsets": _pairs(collection.get_offsets()),
        "paths": [_pairs(path.vertices) for path in collection.get_paths()[:MOST_ARTISTS]],
        "array": _numbers(collection.get_array()) if collection.get_array() is not None else None,
        "label": str(collection.get_label()),
        "colours": [_colour(c) for c in collection.get_facecolor()[:MOST_ARTISTS]],
    }


def _transcribe_image(image: Any) -> list[Any]:
    values = np.ma.asarray(image.get_array(), dtype="float64")
    return [list(values.shape), _numbers(values[:2000, :2000])] if values.size <= 4_000_000 else [[0, 0], []]


def _transcribe_legend(legend: Legend) -> dict[str, Any]:
    return {"texts": [text.get_text() for text in legend.get_texts()], "title": legend.get_title().get_text()}


class _Line(Line2D):
    """A line that still knows the texts which were given as its data."""

    words: tuple[list[str] | None, list[str] | None] = (None, None)

    def get_xdata(self, orig: bool = True) -> Any:
        return np.asarray(self.words[0]) if orig and self.words[0] else super().get_xdata(orig=orig)

    def get_ydata(self, orig: bool = True) -> Any:
        return np.asarray(self.words[1]) if orig and self.words[1] else super().get_ydata(orig=orig)


def _redraw_axes(figure: Figure, part: dict[str, Any]) -> None:
    axes = figure.add_axes(part["place"])
    axes.set_xscale(_scale(part["scales"][0]))
    axes.set_yscale(_scale(part["scales"][1]))
    for drawn in part["lines"]:
        line = _Line(drawn["x"], drawn["y"], label=drawn["label"], color=drawn["colour"])
        line.set_drawstyle(drawn["drawstyle"])
        line.set_linestyle(drawn["linestyle"] if drawn["linestyle"] in ("-", "--", "-.", ":", "None") else "-")
        line.words = (drawn["x_words"], drawn["y_words"])
        axes.add_line(line)
    patches = [axes.add_patch(_patch(drawn)) for drawn in part["patches"]]
    for group in part["bars"]:
        bars = [patches[i] for i in group["bars"]]
        axes.add_container(BarContainer(bars, orientation=str(group["orientation"]), label=group["label"]))
    for drawn in part["collections"]:
        axes.add_collection(_collection(drawn), autolim=False)
    for shape, values in part["images"]:
        axes.imshow(np.asarray(values, dtype="float64").reshape(shape), aspect="auto")
    for x, y, words in part["texts"]:
        axes.text(x, y, str(words))
    for loc, words in zip(("left", "center", "right"), part["titles"], strict=True):
        axes.set_title(str(words), loc=loc)
    axes.set_xlabel(str(part["labels"][0]))
    axes.set_ylabel(str(part["labels"][1]))
    for axis, ticks in zip((axes.xaxis, axes.yaxis), part["ticks"], strict=True):
        axis.set_ticks([place for place, _ in ticks], [str(words) for _, words in ticks])
    axes.set_xlim(part["limits"][0])
    axes.set_ylim(part["limits"][1])
    if part["legend"]:
        _redraw_legend(axes, part["legend"])


def _scale(name: str) -> str:
    """Scales with a base are drawn by their numbers; those of students' own functions cannot be known."""
    return name if name in ("linear", "log", "symlog", "logit") else "linear"


def _patch(drawn: dict[str, Any]) -> Patch:
    if drawn["kind"] == "rectangle":
        x, y, width, height = drawn["box"]
        return Rectangle((x, y), width, height, label=drawn["label"], facecolor=drawn["colour"])
    if drawn["kind"] == "steps":
        return StepPatch(drawn["values"], drawn["edges"], orientation=str(drawn["orientation"]), label=drawn["label"])
    return PathPatch(Path(_two_columns(drawn["corners"])), label=drawn["label"], facecolor=drawn["colour"])


def _collection(drawn: dict[str, Any]) -> Collection:
    paths = [Path(_two_columns(corners)) for corners in drawn["paths"]]
    collection = PathCollection(paths, offsets=_two_columns(drawn["offsets"]), label=drawn["label"], facecolors=drawn["colours"] or "none")
    if drawn["array"] is not None:
        collection.set_array(np.asarray(drawn["array"], dtype="float64"))
    return collection


def _two_columns(pairs: Sequence[Sequence[float]]) -> np.ndarray:
    return np.asarray(pairs, dtype="float64").reshape(-1, 2)


def _redraw_legend(place: Axes | Figure, legend: dict[str, Any]) -> None:
    texts = [str(words) for words in legend["texts"]]
    place.legend([Line2D([], []) for _ in texts], texts, title=str(legend["title"]) or None)

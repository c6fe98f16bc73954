"""Values that cross between the student's process and the judge's: as data that is built again, never as code.

What arrives may come from hostile hands. So there is no pickle: each kind of value has a tag and is built from plain
parts by the constructor of its own library. What has no tag (an object of a student's own class, a generator) arrives
as an empty stand-in that keeps the name of its type, so that a test can say what came. A function arrives as a stub:
a call of it is a message to the process that owns it.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase

from technopolitics.classroom.sandbox.drawing import redraw, transcribe

__all__ = ["Crossing", "stand_in"]

DEEPEST = 40
MOST_PARTS = 400_000
SIMPLE_DTYPES = "biufcmMSU"

Hold = Callable[[Callable], int]
Stub = Callable[[int, str], Any]


def stand_in(name: str) -> Any:
    """An empty object whose type has the given name."""
    return type(name if name.isidentifier() else "object", (), {})()


class Crossing:
    """Packs and unpacks values. ``hold`` keeps a function and numbers it; ``stub`` makes a callable for a number.

    >>> there = Crossing(lambda function: 7, lambda number, name: None)
    >>> there.unpack(there.pack({"a": (1, 2.5), "b": [None, True, "x"]}))
    {'a': (1, 2.5), 'b': [None, True, 'x']}
    >>> there.unpack(there.pack(pd.Series([1.0, 2.0], index=["x", "y"], name="share")))["y"]
    np.float64(2.0)
    """

    def __init__(self, hold: Hold, stub: Stub) -> None:
        self._hold = hold
        self._stub = stub
        self._parts = 0
        self._transcripts: dict[int, tuple[FigureBase, dict[str, Any]]] = {}
        self._redrawn: tuple[Any, Figure] | None = None

    # ------------------------------------------------------------------------------------------------- packing

    def pack(self, value: Any) -> Any:
        """The value as JSON: lists, objects, texts and numbers only. Never raises; what cannot cross is a stand-in."""
        self._parts = 0
        try:
            return self._pack(value, 0)
        except Exception:
            return {"opaque": type(value).__name__}

    def _pack(self, value: Any, depth: int) -> Any:
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            return {"opaque": type(value).__name__}
        inner = lambda part: self._pack(part, depth + 1)
        if value is None or isinstance(value, bool):
            return value
        if value is Ellipsis:
            return {"dots": 1}
        if isinstance(value, np.generic):
            return self._scalar(value)
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int):
            number = int(value)
            return number if abs(number) < 2**53 else {"int": hex(number)}
        if isinstance(value, float):
            return float(value)
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        packed = self._pandas(value, inner)
        if packed is not None:
            return packed
        if isinstance(value, np.ndarray):
            return self._array(value, inner)
        packed = self._standard(value, inner)
        if packed is not None:
            return packed
        if isinstance(value, FigureBase):
            return {"figure": self._transcript(value)}
        if isinstance(value, Axes):
            axes = value.figure.axes
            return {"axes": [self._transcript(value.figure), axes.index(value)]}
        if callable(value):
            return {"call": [self._hold(value), str(getattr(value, "__name__", type(value).__name__))]}
        return {"opaque": type(value).__name__}

    def _transcript(self, figure: FigureBase) -> dict[str, Any]:
        """Drawing takes a while, and two tests often ask for the same figure: a figure that has not changed is not drawn again."""
        kept = self._transcripts.get(id(figure))
        if kept is None or figure.get_figure(root=True).stale:
            kept = self._transcripts[id(figure)] = (figure, transcribe(figure))
        return kept[1]

    def _figure(self, transcript: Any) -> Figure:
        if self._redrawn is None or self._redrawn[0] != transcript:
            self._redrawn = (transcript, redraw(transcript))
        return self._redrawn[1]

    def _standard(self, value: Any, inner: Callable) -> Any:
        """Values of the standard library."""
        if isinstance(value, dict):
            return {"dict": [[inner(k), inner(v)] for k, v in value.items()]}
        if type(value) is tuple or (isinstance(value, tuple) and hasattr(value, "_fields")):
            return {"tuple": [inner(v) for v in value]}
        if isinstance(value, list):
            return {"list": [inner(v) for v in value]}
        if isinstance(value, set | frozenset):
            return {type(value).__name__ if type(value) in (set, frozenset) else "set": [inner(v) for v in value]}
        if isinstance(value, range):
            return {"range": [value.start, value.stop, value.step]}
        if isinstance(value, types.MappingProxyType):
            return {"dict": [[inner(k), inner(v)] for k, v in value.items()]}
        if isinstance(value, type({}.keys()) | type({}.values()) | type({}.items()) | map | filter | zip | Iterator) and not hasattr(value, "read"):
            return {"list": [inner(v) for _, v in zip(range(MOST_PARTS), value, strict=False)]}
        if isinstance(value, bytes):
            return {"bytes": base64.b64encode(value).decode()}
        if isinstance(value, decimal.Decimal):
            return {"decimal": str(value)}
        if isinstance(value, fractions.Fraction):
            return {"fraction": [inner(value.numerator), inner(value.denominator)]}
        if isinstance(value, datetime.datetime):
            return {"datetime": value.isoformat()}
        if isinstance(value, datetime.date):
            return {"date": value.isoformat()}
        if isinstance(value, datetime.timedelta):
            return {"timedelta": [value.days, value.seconds, value.microseconds]}
        return None

    def _pandas(self, value: Any, inner: Callable) -> Any:
        """Values of pandas; Timestamp before datetime, which it is too."""
        if value is pd.NA:
            return {"NA": 1}
        if value is pd.NaT:
            return {"NaT": 1}
        if isinstance(value, pd.Timestamp):
            return {"timestamp": [value.isoformat(), str(value.tz) if value.tz else None]}
        if isinstance(value, pd.Timedelta):
            return {"span": value.isoformat()}
        if isinstance(value, pd.Period):
            return {"period": [value.ordinal, value.freqstr]}
        if isinstance(value, pd.Interval):
            return {"interval": [inner(value.left), inner(value.right), value.closed]}
        if isinstance(value, pd.MultiIndex):
            return {"levels": [[inner(value.get_level_values(i)) for i in range(value.nlevels)], inner(list(value.names))]}
        if isinstance(value, pd.RangeIndex):
            return {"rangeindex": [value.start, value.stop, value.step, inner(value.name)]}
        if isinstance(value, pd.Index):
            return {"index": [inner(value.array), inner(value.name)]}
        if isinstance(value, pd.Series):
            return {"series": [inner(value.index), inner(value.array), inner(value.name)]}
        if isinstance(value, pd.DataFrame):
            columns = [inner(value.iloc[:, i].array) for i in range(value.shape[1])]
            return {"table": [inner(value.index), inner(value.columns), columns]}
        if isinstance(value, pd.Categorical):
            return {"categorical": [inner(value.categories), inner(value.codes), bool(value.ordered)]}
        if isinstance(value, pd.arrays.NumpyExtensionArray):
            return inner(value.to_numpy())
        if isinstance(value, pd.api.extensions.ExtensionArray):
            return {"extension": [str(value.dtype), [inner(v) for v in value]]}
        return None

    def _scalar(self, value: np.generic) -> Any:
        if value.dtype.kind in SIMPLE_DTYPES:
            return {"np": [value.dtype.str, base64.b64encode(value.tobytes()).decode()]}
        return {"opaque": type(value).__name__}

    def _array(self, value: np.ndarray, inner: Callable) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            return {"masked": [inner(np.asarray(value.filled(0) if value.dtype.kind in "biufc" else value.data)), inner(np.ma.getmaskarray(value))]}
        shape = [int(n) for n in value.shape]
        if value.dtype.kind in SIMPLE_DTYPES:
            return {"array": [value.dtype.str, shape, base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()]}
        if value.dtype.kind == "O":
            return {"objects": [shape, [inner(v) for v in value.ravel()]]}
        return {"opaque": type(value).__name__}

    # ----------------------------------------------------------------------------------------------- unpacking

    def unpack(self, packed: Any) -> Any:
        """The value again. Never raises: what is damaged or unknown arrives as a stand-in."""
        try:
            return self._unpack(packed, 0)
        except Exception:
            return stand_in("damaged")

    def _unpack(self, packed: Any, depth: int) -> Any:
        if depth > DEEPEST + 20:
            raise ValueError("too deep")
        if packed is None or isinstance(packed, bool | int | float | str):
            return packed
        if not isinstance(packed, dict) or len(packed) != 1:
            raise ValueError("no known shape")
        ((tag, body),) = packed.items()
        builder = _BUILDERS.get(tag)
        if builder is None:
            raise ValueError("no known tag")
        return builder(self, body, lambda part: self._unpack(part, depth + 1))


def _dtype(code: Any) -> np.dtype:
    dtype = np.dtype(str(code))
    if dtype.kind not in SIMPLE_DTYPES:
        raise ValueError("no simple dtype")
    return dtype


def _bare(array: Any) -> Any:
    """An array for pandas' constructors; NumPy arrays of objects stay what they are."""
    return array if isinstance(array, np.ndarray | pd.api.extensions.ExtensionArray) else np.asarray(array)


def _index(array: Any, name: Any) -> pd.Index:
    array = _bare(array)
    # Objects stay objects: without the dtype, pandas would guess one and change what came.
    return pd.Index(array, name=name, dtype=object if array.dtype == object else None)


def _series(index: pd.Index, array: Any, name: Any) -> pd.Series:
    array = _bare(array)
    return pd.Series(array, index=index, name=name, dtype=object if array.dtype == object else None)


def _table(index: pd.Index, columns: pd.Index, arrays: list[Any]) -> pd.DataFrame:
    table = pd.DataFrame({i: _series(index, array, None) for i, array in enumerate(arrays)}, index=index)
    table.columns = columns
    return table


def _objects(shape: list[int], values: list[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array.reshape(shape)


def _timestamp(text: str, zone: str | None) -> pd.Timestamp:
    moment = pd.Timestamp(text)
    return moment.tz_convert(zone) if zone else moment


_BUILDERS: dict[str, Callable[[Crossing, Any, Callable], Any]] = {
    "dots": lambda s, b, i: Ellipsis,
    "int": lambda s, b, i: int(b, 16),
    "complex": lambda s, b, i: complex(*b),
    "np": lambda s, b, i: np.frombuffer(base64.b64decode(b[1]), dtype=_dtype(b[0]))[0],
    "array": lambda s, b, i: np.frombuffer(base64.b64decode(b[2]), dtype=_dtype(b[0])).reshape(b[1]).copy(),
    "objects": lambda s, b, i: _objects(b[0], [i(v) for v in b[1]]),
    "masked": lambda s, b, i: np.ma.MaskedArray(i(b[0]), mask=i(b[1])),
    "dict": lambda s, b, i: {i(k): i(v) for k, v in b},
    "tuple": lambda s, b, i: tuple(i(v) for v in b),
    "list": lambda s, b, i: [i(v) for v in b],
    "set": lambda s, b, i: {i(v) for v in b},
    "frozenset": lambda s, b, i: frozenset(i(v) for v in b),
    "range": lambda s, b, i: range(*b),
    "bytes": lambda s, b, i: base64.b64decode(b),
    "decimal": lambda s, b, i: decimal.Decimal(b),
    "fraction": lambda s, b, i: fractions.Fraction(i(b[0]), i(b[1])),
    "datetime": lambda s, b, i: datetime.datetime.fromisoformat(b),
    "date": lambda s, b, i: datetime.date.fromisoformat(b),
    "timedelta": lambda s, b, i: datetime.timedelta(*b),
    "NA": lambda s, b, i: pd.NA,
    "NaT": lambda s, b, i: pd.NaT,
    "timestamp": lambda s, b, i: _timestamp(*b),
    "span": lambda s, b, i: pd.Timedelta(b),
    "period": lambda s, b, i: pd.Period(ordinal=b[0], freq=b[1]),
    "interval": lambda s, b, i: pd.Interval(i(b[0]), i(b[1]), closed=b[2]),
    "levels": lambda s, b, i: pd.MultiIndex.from_arrays([i(level) for level in b[0]], names=i(b[1])),
    "rangeindex": lambda s, b, i: pd.RangeIndex(b[0], b[1], b[2], name=i(b[3])),
    "index": lambda s, b, i: _index(i(b[0]), i(b[1])),
    "series": lambda s, b, i: _series(i(b[0]), i(b[1]), i(b[2])),
    "table": lambda s, b, i: _table(i(b[0]), i(b[1]), [i(array) for array in b[2]]),
    "categorical": lambda s, b, i: pd.Categorical.from_codes(i(b[1]), categories=i(b[0]), ordered=bool(b[2])),
    "extension": lambda s, b, i: pd.array([i(v) for v in b[1]], dtype=str(b[0])),
    "figure": lambda s, b, i: s._figure(b),
    "axes": lambda s, b, i: s._figure(b[0]).axes[b[1]],
    "call": lambda s, b, i: s._stub(int(b[0]), str(b[1])),
    "opaque": lambda s, b, i: stand_in(str(b)),
}

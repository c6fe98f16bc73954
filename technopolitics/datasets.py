"""The tables of the course: load one, list them all, read one's passport.

Everything that is known about a table stands in ``data/datapackage.json`` (Frictionless Data Package v2);
this module reads types, sources and decisions from there and keeps none of its own.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from technopolitics._names import did_you_mean

__all__ = ["Passport", "UnknownTable", "about", "load", "tables"]


class UnknownTable(LookupError):
    """There is no table of that name; the message gives the nearest ones."""


def data_folder() -> Path:
    """The folder of the tables: inside an installed package, or beside the package in a clone."""
    package = Path(__file__).resolve().parent
    for folder in (package / "data", package.parent / "data"):
        if (folder / "datapackage.json").exists():
            return folder
    raise FileNotFoundError(
        "The tables of the course are missing: no datapackage.json beside or inside the package technopolitics. "
        "Install the package again (make setup in a clone, or pip install of the wheel)."
    )


class Passport:
    """What is known about one table: meaning of a row, columns and units, sources, licence, decisions.

    Read-only; ``fields``, ``sources`` and ``decisions`` are lists as they stand in ``datapackage.json``.

    >>> about("foundry_revenue").unit("revenue_usd_m")
    'USD million'
    """

    def __init__(self, resource: dict[str, Any]):
        self._resource = resource
        self.name: str = resource["name"]
        self.title: str = resource["title"]
        self.description: str = resource["description"]
        self.topic: str = resource["topic"]
        self.fields: list[dict[str, Any]] = resource["schema"]["fields"]
        self.sources: list[dict[str, Any]] = resource["sources"]
        self.licence: str = resource["licenses"][0]["title"]
        self.credit: str = resource["credit"]
        self.decisions: list[str] = resource["decisions"]
        self.as_of: str = resource["asOf"]
        self.rows: int = resource["rows"]

    def __deepcopy__(self, memo: dict[int, Any]) -> Passport:
        # pandas copies .attrs at every operation; a passport never changes, so all frames share it.
        return self

    def unit(self, column: str) -> str:
        """Unit of a column as text, empty for a column without unit; KeyError names the columns."""
        for field in self.fields:
            if field["name"] == column:
                return field.get("unit", "")
        raise KeyError(f"{self.name} has no column {column!r}; it has {', '.join(f['name'] for f in self.fields)}")

    def _facts(self) -> list[tuple[str, str]]:
        return [
            ("A row", self.description),
            ("Rows", f"{self.rows}"),
            ("As of", self.as_of),
            ("Credit", self.credit),
            ("Licence", self.licence),
            ("Sources", f"{len(self.sources)}, by key in the column 'source'; list them with .sources"),
        ]

    def __repr__(self) -> str:
        lines = [f"{self.name}: {self.title}"]
        lines += [f"  {label}: {text}" for label, text in self._facts()]
        lines.append("  Columns:")
        for field in self.fields:
            unit = f" [{field['unit']}]" if field.get("unit") else ""
            lines.append(f"    {field['name']} ({field['type']}){unit}: {field['description']}")
        lines.append("  Decisions:")
        lines += [f"    - {decision}" for decision in self.decisions]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        e = html.escape
        facts = "".join(f"<dt><b>{e(label)}</b></dt><dd>{e(text)}</dd>" for label, text in self._facts())
        columns = "".join(
            f"<tr><td><code>{e(f['name'])}</code></td><td>{e(f['type'])}</td><td>{e(f.get('unit', ''))}</td>"
            f"<td style='text-align:left'>{e(f['description'])}</td></tr>"
            for f in self.fields
        )
        decisions = "".join(f"<li>{e(decision)}</li>" for decision in self.decisions)
        return (
            f"<p><b><code>{e(self.name)}</code>: {e(self.title)}</b></p><dl>{facts}</dl>"
            f"<p><b>Decisions</b></p><ul>{decisions}</ul>"
            f"<details><summary><b>Columns ({len(self.fields)})</b></summary><table><thead><tr><th>column</th><th>type</th><th>unit</th>"
            f"<th>meaning</th></tr></thead><tbody>{columns}</tbody></table></details>"
        )


class Catalogue:
    """The tables that exist, one line each; iterate over it for the names."""

    def __init__(self, passports: list[Passport]):
        self._passports = passports

    def __iter__(self) -> Iterator[str]:
        return (p.name for p in self._passports)

    def __len__(self) -> int:
        return len(self._passports)

    def __repr__(self) -> str:
        width = max(len(p.name) for p in self._passports)
        return "\n".join(f"{p.name:<{width}}  {p.rows:>4} rows  {p.title}" for p in self._passports)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td style='text-align:left'><code>{html.escape(p.name)}</code></td><td>{html.escape(p.topic)}</td>"
            f"<td>{p.rows}</td><td style='text-align:left'>{html.escape(p.title)}</td></tr>"
            for p in self._passports
        )
        return f"<table><thead><tr><th>table</th><th>topic</th><th>rows</th><th>title</th></tr></thead><tbody>{rows}</tbody></table>"


@cache
def _passports() -> dict[str, Passport]:
    package = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: Passport(resource) for resource in package["resources"]}


def tables(topic: str | None = None) -> Catalogue:
    """List the tables of the course, or those of one topic; an unknown topic raises UnknownTable.

    >>> "foundry_revenue" in tables("chips")
    True
    """
    chosen = [p for p in _passports().values() if topic in (None, p.topic)]
    if not chosen:
        topics = sorted({p.topic for p in _passports().values()})
        raise UnknownTable(f"No topic called {topic!r}. The topics are: {', '.join(topics)}.")
    return Catalogue(chosen)


def about(name: str) -> Passport:
    """The passport of a table: columns, units, sources, licence, decisions; UnknownTable if there is none.

    >>> about("foundry")
    Traceback (most recent call last):
    technopolitics.datasets.UnknownTable: No table called 'foundry'. Did you mean 'foundry_revenue' or 'foundry_totals'? tp.tables() lists them all.
    """
    found = _passports().get(name) if isinstance(name, str) else None
    if found is None:
        help_ = " ".join(filter(None, [did_you_mean(name, _passports()), "tp.tables() lists them all."]))
        raise UnknownTable(f"No table called {name!r}. {help_}")
    return found


def load(name: str) -> pd.DataFrame:
    """Read a table of the course: typed columns, rows in file order, its passport in ``.attrs["passport"]``.

    Types follow the schema: dates are ``datetime64``, columns with a closed list of values are categories,
    whole numbers are ``int64`` (``Int64`` where a value may be missing), the rest ``float64``, ``bool``
    (``boolean`` where missing) or ``str``. Every call reads the file anew, so a changed frame harms nobody.
    Raises UnknownTable with the nearest names.

    >>> load("foundry_revenue")["firm"].iloc[0]
    'TSMC'
    """
    passport = about(name)
    dates = [f["name"] for f in passport.fields if f["type"] == "date"]
    frame = pd.read_csv(
        data_folder() / passport._resource["path"],
        dtype={f["name"]: _dtype(f) for f in passport.fields if f["type"] != "date"},
        parse_dates=dates,
        keep_default_na=False,  # "NA" is a country, not a hole
        na_values=[""],
        true_values=["true"],
        false_values=["false"],
    )
    frame.attrs["passport"] = passport
    return frame


def _dtype(field: dict[str, Any]) -> Any:
    """pandas type of a field of the schema (Table Schema type names)."""
    required = field.get("constraints", {}).get("required", False)
    if "categories" in field:
        return pd.CategoricalDtype(field["categories"], ordered=field.get("categoriesOrdered", False))
    return {
        "integer": "int64" if required else "Int64",
        "year": "int64" if required else "Int64",
        "number": "float64",
        "boolean": "bool" if required else "boolean",
    }.get(field["type"], "str")

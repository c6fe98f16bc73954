"""Bring tables from the dossier into data/, as their recipes say, and refresh what is computed in their passports.

    python tools/bring_table.py --dossier ../shared/dossier            every table that has a recipe
    python tools/bring_table.py --dossier ../shared/dossier chip_chain only this one

A recipe (tools/recipes/TOPIC.toml) says what is done to the dossier's table: columns renamed or left out, rows
left out, types turned. Single cells are corrected first, before rows that nobody re-read are left out:
    [[TABLE.fix]]
    where = "quarter == '2024Q3'"          a pandas query on the dossier's columns; it must find at least one row
    set = { coverage = "top9" }            new values; a column that does not exist yet is made, empty elsewhere
A source that was read after the dossier was closed stands in tools/recipes/TOPIC_sources.csv (columns as in sources.csv).
A passport (a resource in data/datapackage.json) says what the result means and is written by hand:
a table that arrives for the first time gets a bare one, and the tests fail until its descriptions are written.
Computed here and never typed: hash, bytes, rows, and the list of sources that the rows cite.
The course itself never needs the dossier: this is how it was made and how it can be made again.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import sys
import tomllib
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PACKAGE = DATA / "datapackage.json"
RECIPES = Path(__file__).resolve().parent / "recipes"


def recipes() -> dict[str, dict]:
    """All recipes by table name, each with its topic (the name of its file)."""
    found = {}
    for path in sorted(RECIPES.glob("*.toml")):
        for name, recipe in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[name] = {"topic": path.stem, "from": name, **recipe}
    return found


def cook(recipe: dict, dossier: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table as the recipe wants it (all cells as text), and the dossier's sources of that topic."""
    folder = dossier / recipe["topic"]
    table = pd.read_csv(folder / f"{recipe['from']}.csv", dtype=str, keep_default_na=False)
    sources = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    later = RECIPES / f"{recipe['topic']}_sources.csv"
    if later.exists():
        sources = pd.concat([sources, pd.read_csv(later, dtype=str, keep_default_na=False)], ignore_index=True)
    for fix in recipe.get("fix", []):
        found = table.query(fix["where"]).index
        if found.empty:
            sys.exit(f"A correction of {recipe['from']} finds no row: {fix['where']}")
        for column, value in fix["set"].items():
            if column not in table:
                table = table.assign(**{column: ""})
            table.loc[found, column] = value
    if "status" in table:
        table = table[table["status"] == "seen"]  # a figure that nobody re-read does not enter
    for condition in recipe.get("where", []):
        before = len(table)
        table = table.query(condition)
        print(f"  {before - len(table)} rows left out by: {condition}")
    for column, values in recipe.get("replace", {}).items():
        table = table.assign(**{column: table[column].replace(values)})
    for column in recipe.get("whole", []):
        table = table.assign(**{column: table[column].str.replace(r"\.0+$", "", regex=True)})
    for column in recipe.get("boolean", []):
        table = table.assign(
            **{column: table[column].replace({"1": "true", "0": "false", "1.0": "true", "0.0": "false", "yes": "true", "no": "false"})}
        )
    for extra in recipe.get("join", []):
        more = pd.read_csv(RECIPES / extra["file"], dtype=str, keep_default_na=False)
        table = table.merge(more, on=extra["on"], how="left", validate="one_to_one").fillna("")
    table = table.drop(columns=recipe.get("drop", [])).rename(columns=recipe.get("rename", {}))
    for column in table:
        table = table.assign(**{column: table[column].str.strip()})
    return table, sources


def cited(table: pd.DataFrame, sources: pd.DataFrame) -> list[dict]:
    """The sources that the rows cite, in Data Package form; stops on a key that does not resolve."""
    columns = [c for c in table if c == "source" or c.startswith("source_") or c.endswith("_source")]
    keys = sorted({k.strip() for c in columns for cell in table[c] for k in cell.split(";") if k.strip()})
    known = sources.set_index("key")
    missing = [k for k in keys if k not in known.index]
    if missing:
        sys.exit(f"These source keys are in the rows and not in sources.csv: {', '.join(missing)}")
    listed = []
    for key in keys:
        row = known.loc[key]
        entry = {"name": key, "title": row["title"], "publisher": row["publisher"], "path": row["url"], "date": row["published"], "kind": row["kind"]}
        listed.append({k: v for k, v in entry.items() if v})
    return listed


def bare_field(name: str, column: pd.Series) -> dict:
    """A first guess of a column's schema, to be completed by hand."""
    filled = column[column != ""]
    if filled.str.fullmatch(r"\d{4}-\d{2}-\d{2}").all() and len(filled):
        kind = "date"
    elif filled.isin(["true", "false"]).all() and len(filled):
        kind = "boolean"
    elif filled.str.fullmatch(r"-?\d+").all() and len(filled):
        kind = "integer"
    elif pd.to_numeric(filled, errors="coerce").notna().all() and len(filled):
        kind = "number"
    else:
        kind = "string"
    field = {"name": name, "type": kind, "description": ""}
    if kind in ("integer", "number"):
        field["unit"] = ""
    if len(filled) == len(column):
        field["constraints"] = {"required": True}
    return field


def bare_passport(name: str, recipe: dict, table: pd.DataFrame) -> dict:
    """A resource with everything that a machine can know, and empty texts for what a person must write."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": "",
        "description": "",
        "topic": recipe["topic"],
        "credit": "",
        "asOf": "2026-11-22",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "decisions": [],
        "schema": {"fields": [bare_field(c, table[c]) for c in table], "primaryKey": [], "missingValues": [""]},
        "sources": [],
    }


def order_resources(package: dict) -> None:
    """One order for everybody: by topic in the order of the course, then by name."""
    topics = ["claims", "history", "chips", "talent", "models", "dependence", "dsa", "dma", "ai_act", "privacy", "democracy"]
    package["resources"].sort(key=lambda r: (topics.index(r["topic"]), r["name"]))


class Package:
    """datapackage.json, locked while it is changed, so that two people (or helpers) cannot overwrite each other."""

    def __enter__(self) -> dict:
        self._lock = open(DATA / ".lock", "w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._content = json.loads(PACKAGE.read_text(encoding="utf-8"))
        return self._content

    def __exit__(self, kind, *_) -> None:
        if kind is None:
            order_resources(self._content)
            PACKAGE.write_text(json.dumps(self._content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self._lock.close()


def refresh(package: dict, name: str, recipe: dict, dossier: Path) -> None:
    """Write data/NAME.csv and bring its resource in ``package`` up to date."""
    table, sources = cook(recipe, dossier)
    path = DATA / f"{name}.csv"
    table.to_csv(path, index=False, lineterminator="\n")
    by_name = {r["name"]: r for r in package["resources"]}
    if name not in by_name:
        package["resources"].append(bare_passport(name, recipe, table))
        by_name[name] = package["resources"][-1]
    resource = by_name[name]
    fields = {f["name"]: f for f in resource["schema"]["fields"]}
    resource["schema"]["fields"] = [fields.get(c) or bare_field(c, table[c]) for c in table]
    resource["sources"] = cited(table, sources)
    content = path.read_bytes()
    resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
    resource["bytes"] = len(content)
    resource["rows"] = len(table)
    print(f"  {name}: {len(table)} rows, {len(table.columns)} columns, {len(resource['sources'])} sources")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dossier", type=Path, required=True, help="folder with a folder per topic")
    parser.add_argument("tables", nargs="*", help="names of tables; all that have a recipe when none is given")
    arguments = parser.parse_args()
    known = recipes()
    unknown = [t for t in arguments.tables if t not in known]
    if unknown:
        sys.exit(f"No recipe for {', '.join(unknown)}. Add one to tools/recipes/TOPIC.toml.")
    with Package() as package:
        for name in arguments.tables or known:
            refresh(package, name, known[name], arguments.dossier)


if __name__ == "__main__":
    main()

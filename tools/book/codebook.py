"""The codebook: a page for each table, made from the data package, so that nothing about a table is written twice."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import technopolitics as tp
from technopolitics.datasets import Passport, data_folder
from tools.book.course import INSTRUCTORS, ROOT, Course, escape, hidden_toctree, html_table, raw, write

TOPICS = {
    "claims": "The three documents and their claims",
    "history": "History, forecasts and indicators of power",
    "chips": "Chips",
    "talent": "Talent",
    "models": "Models, money and prices",
    "dependence": "Dependence",
    "dsa": "Digital Services Act",
    "dma": "Digital Markets Act",
    "ai_act": "AI Act",
    "privacy": "Security and privacy",
    "democracy": "Democracy and persuasion",
}

FIRST_ROWS = 8


def passports() -> dict[str, list[Passport]]:
    """Passports by topic, in the order of TOPICS, tables by name."""
    grouped: dict[str, list[Passport]] = {topic: [] for topic in TOPICS}
    for name in tp.tables():
        passport = tp.about(name)
        grouped[passport.topic].append(passport)
    return grouped


def used_by(course: Course) -> dict[str, tuple[list[str], list[str]]]:
    """For each table the numbers of the lessons and the names of the assignments that use it."""
    found: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in tp.tables()}
    for lesson in course.lessons:
        for name in lesson.tables:
            found[name][0].append(lesson.number)
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb")):
        for name in sorted(set(re.findall(r'tp\.load\(\\"(\w+)\\"\)', path.read_text(encoding="utf-8"))) & set(found)):
            found[name][1].append(path.stem)
    return found


def page(passport: Passport, course: Course, used: tuple[list[str], list[str]]) -> list[Path]:
    """Write the page of one table; returns the files written."""
    lessons, assignments = used
    licence = passport._resource["licenses"][0]
    links = [course.lesson_link(number, "../", f"lesson {number}") for number in lessons]
    links += [f'<a href="../instructors/{name}.html">{name}</a>' if (INSTRUCTORS / f"{name}.md").exists() else name for name in assignments]
    facts = [
        ("A row", escape(passport.description)),
        ("Rows", str(passport.rows)),
        ("As of", f'<time datetime="{passport.as_of}">{passport.as_of}</time>'),
        ("Licence", f'<a rel="license" href="{escape(licence["path"])}">{escape(licence["title"])}</a> ({escape(licence["name"])})'),
        ("Credit", escape(passport.credit)),
        ("Used in", ", ".join(links) or "the ledger"),
    ]
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in facts)
    file = passport._resource["path"]
    text = "\n".join(
        [
            f"# {passport.title}\n",
            raw(
                f'<p class="where"><code>tp.load("{passport.name}")</code></p>\n<table class="card"><tbody>{rows}</tbody></table>\n'
                f'<p class="actions"><a class="button" href="../data/{file}" download>Download {file}</a> '
                f'<a href="../tables.html#{passport.topic.replace("_", "-")}">Other tables about: {escape(TOPICS[passport.topic])}</a></p>'
            ),
            "## Decisions\n",
            raw("<ul>" + "".join(f"<li>{escape(decision)}</li>" for decision in passport.decisions) + "</ul>"),
            "## Columns\n",
            raw(columns(passport)),
            "## First rows\n",
            raw(first_rows(passport)),
            "## Sources\n",
            raw(sources(passport)),
        ]
    )
    target = course.source / "tables" / f"{passport.name}.md"
    write(target, text)
    return [target]


def columns(passport: Passport) -> str:
    """Name, type, unit and meaning of each column; closed lists of values and the key are named."""
    key = passport._resource["schema"]["primaryKey"]
    rows = []
    for field in passport.fields:
        meaning = escape(field["description"].rstrip("."))
        meaning += "" if meaning.endswith(("?", "!")) else "."
        if "categories" in field:
            meaning += " Values: " + ", ".join(f"<code>{escape(value)}</code>" for value in field["categories"]) + "."
        if field["name"] in key:
            meaning += " Part of the key." if len(key) > 1 else " The key."
        if not field.get("constraints", {}).get("required"):
            meaning += " May be empty."
        rows.append((f"<code>{escape(field['name'])}</code>", escape(field["type"]), escape(field.get("unit", "")), meaning))
    return html_table(f"Columns of {passport.name}", ("Column", "Type", "Unit", "Meaning"), rows)


def first_rows(passport: Passport) -> str:
    """The file's first rows as they are written there."""
    with (data_folder() / passport._resource["path"]).open(encoding="utf-8", newline="") as file:
        head, *rows = itertools.islice(csv.reader(file), 1 + FIRST_ROWS)
    shown = [[escape(cell) for cell in row] for row in rows]
    return html_table(
        f"The first {len(rows)} of {passport.rows} rows. An empty cell means unknown.", [escape(name) for name in head], shown, classes="data first"
    )


def titled(source: dict[str, str]) -> str:
    """The title of a source, as a link where the source has an address."""
    title = escape(source["title"])
    return f'<a href="{escape(source["path"])}">{title}</a>' if source.get("path") else title


def sources(passport: Passport) -> str:
    """The sources of a table with the keys by which its rows cite them."""
    items = []
    for source in sorted(passport.sources, key=lambda source: source["name"]):
        details = ", ".join(filter(None, [source.get("date"), source["kind"]]))
        items.append(f"<li><code>{escape(source['name'])}</code> {escape(source['publisher'])}: {titled(source)} ({escape(details)})</li>")
    return f'<ul class="sources">{"".join(items)}</ul>'


def overview(course: Course) -> str:
    """Markdown: the tables by topic, with rows, date, licence and the lessons that use them."""
    used = used_by(course)
    text = []
    for topic, found in passports().items():
        rows = [
            (
                f'<a href="tables/{p.name}.html"><code>{p.name}</code></a>',
                escape(p.title),
                str(p.rows),
                f"<time>{p.as_of}</time>",
                escape(p._resource["licenses"][0]["name"]),
                ", ".join(course.lesson_link(number) for number in used[p.name][0]),
            )
            for p in found
        ]
        text += [
            f"({topic.replace('_', '-')})=\n## {TOPICS[topic]}\n",
            raw(html_table(f"Tables: {TOPICS[topic]}", ("Table", "Title", "Rows", "As of", "Licence", "Lessons"), rows, classes="list")),
            hidden_toctree(TOPICS[topic], [f"{p.name} <tables/{p.name}>" for p in found]),
        ]
    return "\n".join(text)


def pages(course: Course) -> list[Path]:
    """Write all pages of tables; returns the files written."""
    used = used_by(course)
    return [path for name in tp.tables() for path in page(tp.about(name), course, used[name])]

"""All sources of the tables in one list, each once, with what it is used for."""

from __future__ import annotations

import technopolitics as tp
from tools.book.codebook import TOPICS, titled
from tools.book.course import escape, filter_form, html_table, raw


def sources() -> list[tuple[dict[str, str], list[str]]]:
    """Each source once, with the tables that cite it: two entries are the same source when title, publisher and address agree."""
    found: dict[tuple[str, ...], tuple[dict[str, str], list[str]]] = {}
    for name in tp.tables():
        for source in tp.about(name).sources:
            key = (source["title"].lower(), source["publisher"].lower(), source.get("path", "").rstrip("/"))
            found.setdefault(key, (source, []))[1].append(name)
    return sorted(found.values(), key=lambda item: (item[0]["publisher"].lower(), item[0].get("date", ""), item[0]["title"].lower()))


def markdown() -> str:
    """The filterable list."""
    rows, attributes = [], []
    listed = sources()
    for source, names in listed:
        links = ", ".join(f'<a href="tables/{name}.html">{name}</a>' for name in dict.fromkeys(names))
        rows.append((escape(source["publisher"]), titled(source), escape(source.get("date", "")), source["kind"], links))
        topics = " ".join(dict.fromkeys(tp.about(name).topic for name in names))
        attributes.append(f'data-topic="{topics}" data-kind="{source["kind"]}"')
    form = filter_form(
        "all-sources",
        "sources",
        len(listed),
        {"topic": ("Topic", list(TOPICS.items())), "kind": ("Kind", [("primary", "primary"), ("secondary", "secondary")])},
    )
    table = html_table("Sources of the tables", ("Publisher", "Title", "Date", "Kind", "Tables"), rows, row_attributes=attributes)
    return raw(form + "\n" + table.replace("<table ", '<table id="all-sources" ', 1))

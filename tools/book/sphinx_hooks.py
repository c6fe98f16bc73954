"""What Sphinx is told beyond its settings: formulas without a script, the side navigation, a description for each page."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx import addnodes
from sphinx.application import Sphinx

# A search engine shows about this many characters.
DESCRIPTION = 155


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (_math, None), (_math_block, None))
    app.connect("html-page-context", _complete)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _math(translator: Any, node: nodes.math) -> None:
    """Formulas become MathML, which browsers draw and screen readers read: nothing is loaded for them."""
    translator.body.append(latex2mathml.tex2mathml(node.astext()))
    raise nodes.SkipNode


def _math_block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{latex2mathml.tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add to the context of a page what templates/layout.html shows."""
    context["description"] = describe(doctree) if doctree else ""
    context["sections"], context["side"] = navigation(app, page, context["pathto"])
    context["body"] = re.sub(r'<table class="docutils.*?</table>', _boxed, context.get("body") or "", flags=re.DOTALL)


def _boxed(match: re.Match[str]) -> str:
    """A table of a text, in a box of its own that scrolls; where the heads of columns are empty, the first column is the head of its row."""
    table = match[0]
    if not re.sub(r"<[^>]+>|\s", "", table.split("</thead>", 1)[0]):
        table = re.sub(r"<thead>.*?</thead>", "", table, flags=re.DOTALL).replace('class="docutils', 'class="card docutils')
        table = re.sub(r"(<tr[^>]*>\s*)<td>(.*?)</td>", r'\1<th scope="row">\2</th>', table, flags=re.DOTALL)
    return f'<div class="table-box">{table}</div>'


def describe(doctree: nodes.document) -> str:
    """The first full sentence or sentences of a page, for search engines and for links that are shared."""
    for paragraph in doctree.findall(nodes.paragraph):
        words = " ".join(paragraph.astext().split())
        if len(words) > 60 and not isinstance(paragraph.parent, nodes.entry):
            return words if len(words) <= DESCRIPTION else words[:DESCRIPTION].rsplit(" ", 1)[0] + " …"
    return ""


def navigation(app: Sphinx, page: str, pathto: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The sections of the book for the head of a page, and the parts of the section that the page belongs to."""
    tocs = app.env.tocs
    titles = app.env.titles

    def entries(document: str) -> list[tuple[str, list[tuple[str, str]]]]:
        groups = []
        for toctree in tocs[document].findall(addnodes.toctree):
            groups.append((toctree["caption"] or "", [(title or titles[name].astext(), name) for title, name in toctree["entries"]]))
        return groups

    sections, side = [], []
    for _, roots in entries(app.config.root_doc):
        for title, name in roots:
            groups = entries(name)
            inside = page == name or any(page == child for _, children in groups for _, child in children)
            sections.append({"title": title, "link": pathto(name), "here": inside})
            if inside and groups:
                side = [{"caption": title, "items": [{"title": "Overview", "link": pathto(name), "here": page == name}]}]
                side += [
                    {"caption": caption, "items": [{"title": t, "link": pathto(child), "here": page == child} for t, child in children]}
                    for caption, children in groups
                ]
    return sections, side

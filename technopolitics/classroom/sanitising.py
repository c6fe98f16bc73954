"""What a student made must not act in somebody else's browser: HTML, Markdown and outputs with an allow-list.

Everything that a notebook shows is a student's until it is proven harmless. Marking, feedback and the class page show
text, tables, PNG pictures and links to other sites; nothing that runs, loads, covers the page or pretends to be part of it.
The parsing is bleach's (an HTML5 parser); the lists of what may stay are here.

Formulas stay as TeX text. A formula reader in the page would be a script that reads what students write, and it takes
the dollars of an essay about prices for formulas.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from functools import lru_cache
from typing import Any

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from pygments.token import STANDARD_TYPES

__all__ = ["Sanitise", "clean_html", "clean_markdown", "clean_notebook", "clean_output", "markdown_to_html"]

# Tags of text and tables. No title of a page, form, frame, picture in SVG, formula in MathML or style: they act, load or cover.
INLINE = ("a", "abbr", "b", "br", "code", "del", "em", "i", "img", "kbd", "s", "samp", "small", "span", "strong", "sub", "sup", "u")
BLOCKS = ("blockquote", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "ul")
TABLES = ("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
TAGS = frozenset((*INLINE, *BLOCKS, *TABLES))
VOID = frozenset(("br", "col", "hr", "img"))
# What stands between these tags is no text for a reader: it goes with them.
UNREAD = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea", "select", "noembed", "noframes", "xmp")

# Readers of Markdown and HTML take a time that grows with the square of what they read: text made for it would hold a class up for hours.
LONGEST_MARKDOWN = 30_000
SHOWN_OF_LONGER = 4_000
LONGEST_HTML = 60_000
MOST_TAGS = 4_000
MOST_HTML = 600_000  # in all outputs of a notebook together

# Colours of code; other names of classes would borrow the look of the page around them.
CODE_CLASSES = frozenset(STANDARD_TYPES.values()) | {"highlight", "dataframe"}

PNG = b"\x89PNG\r\n\x1a\n"
# A picture of the course has some 50 kB; this lets a large one through and keeps a page that can be mailed.
PNG_LIMIT = 4_000_000

# The opening and closing tags of a page's text, as nbconvert's Markdown and bleach write them.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z]+=\"[^\"<>]*\")*) ?/?>")
_ATTRIBUTE = re.compile(r" ([a-z]+)=\"([^\"<>]*)\"")
_OPENED = re.compile(r"<[a-zA-Z]")
_UNREAD_TAG = re.compile(rf"<(/?)({'|'.join(UNREAD)})(?=[\s/>])", flags=re.IGNORECASE)
_LINK = re.compile(r"(?:https?://[^\s/\\@][^\s\\]*|mailto:[^\s\\]+)", flags=re.IGNORECASE)
_ALIGN = re.compile(r"\s*text-align\s*:\s*(?:left|right|center)\s*;?\s*")


def _may_stay(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay; ``value`` may be written with entities. Used by bleach and by the quick look alike."""
    value = html.unescape(value)
    if name == "href":
        # Absolute only: a relative link would lead into the server that shows the page, to a file that a student handed in.
        return tag == "a" and _LINK.fullmatch(value) is not None
    if name == "src":
        return tag == "img" and value.startswith("data:image/png;base64,") and _png(value.partition(",")[2]) is not None
    if name == "style":
        return tag in ("td", "th", "tr") and _ALIGN.fullmatch(value) is not None
    if name == "class":
        return set(value.split()) <= CODE_CLASSES
    if name in ("alt", "title"):
        return tag in ("a", "abbr", "img") and not set("<>") & set(value)
    if name in ("colspan", "rowspan", "width", "height", "start"):
        return re.fullmatch(r"\d{1,4}", value) is not None and tag in ("td", "th", "img", "ol")
    return name == "scope" and value in ("row", "col")


def clean_html(text: str) -> str:
    """HTML of a student with the allowed tags and attributes only, every tag closed; other tags go and their words stay.

    Empty when there is more of it than anybody reads.
    """
    if len(text) > LONGEST_HTML or len(_OPENED.findall(text)) > MOST_TAGS:
        return ""
    # bleach's parser keeps a state, so each text gets its own: a shared one would mix two threads' pages.
    cleaner = Cleaner(
        tags=TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        strip_comments=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=["text-align"]),
    )
    return cleaner.clean(_without_unread(text))


def _without_unread(text: str) -> str:
    """The text without scripts, style sheets and the like, in one pass; what is not closed is left to the parser."""
    kept, position, opened = [], 0, None
    for tag in _UNREAD_TAG.finditer(text):
        if opened is None and not tag[1]:
            opened = tag
        elif opened is not None and tag[1] and tag[2].lower() == opened[2].lower():
            kept.append(text[position : opened.start()])
            end = text.find(">", tag.end())
            position = len(text) if end < 0 else end + 1
            opened = None
    kept.append(text[position:])
    return "".join(kept)


def _harmless(rendered: str) -> bool:
    """Whether HTML has allowed tags and attributes only, each closed in its place. Quick, and strict: a doubt is a no."""
    opened: list[str] = []
    for tag in _TAG.finditer(rendered):
        name = tag["name"]
        if name not in TAGS or any(not _may_stay(name, *pair) for pair in _ATTRIBUTE.findall(tag["attributes"])):
            return False
        if tag["close"]:
            if tag["attributes"] or not opened or opened.pop() != name:
                return False
        elif name not in VOID:
            opened.append(name)
    return not opened and "<" not in _TAG.sub("", rendered)


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, which stops a whole class at a picture that was pasted in and did not travel with the text."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture, or words in place of a pasted one."""
        if url.startswith("attachment:"):
            return "<em>(a picture was pasted in here; pasted pictures do not travel with the text)</em>"
        return super().image(text, url, title)


def _render(source: str) -> str:
    """Markdown as HTML, just as nbconvert (so JupyterLab's export, Formgrader and feedback) reads it; not clean yet."""
    if len(source) > LONGEST_MARKDOWN:
        notice = f"\n\n(This text has {len(source):,} signs: it was cut here. All of it is in the file that was handed in.)"
        return _as_written(source[:SHOWN_OF_LONGER] + notice)
    try:
        return MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source)
    except Exception:
        # Nesting without end, an odd address: what cannot be rendered is shown as it was written.
        return _as_written(source)


def _as_written(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"


@lru_cache(maxsize=1024)  # the cells of the release are the same in every notebook of a class
def markdown_to_html(source: str) -> str:
    """Clean HTML of a Markdown text. Formulas stay as TeX text."""
    rendered = _render(source)
    return rendered if _harmless(rendered) else clean_html(rendered) or _as_written(source)


@lru_cache(maxsize=1024)
def clean_markdown(source: str) -> str:
    """The same Markdown where its HTML is harmless and not too long; else its clean HTML, written so that Markdown reads nothing else into it."""
    rendered = _render(source)
    if len(source) <= LONGEST_MARKDOWN and _harmless(rendered):
        return source
    return f"<div>{_without_markdown(clean_html(rendered) or _as_written(source))}</div>"


def _without_markdown(clean: str) -> str:
    """Clean HTML whose words and values hold no sign that Markdown or TeX could read: each is an entity, on one line."""
    pieces = re.split(r"(<[^<>]*>)", clean)
    for i, piece in enumerate(pieces):
        if i % 2:
            pieces[i] = _ATTRIBUTE.sub(lambda found: f' {found[1]}="{_entities(found[2])}"', piece)
        else:
            pieces[i] = _entities(piece)
    return "".join(pieces)


def _entities(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign == " " else f"&#{ord(sign)};" for sign in html.unescape(text))


def _png(data: str) -> str | None:
    """Base64 of a PNG picture on one line; None when it is something else, or too large."""
    if len(data) > PNG_LIMIT * 4 / 3:
        return None
    try:
        picture = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(picture).decode("ascii") if picture.startswith(PNG) else None


def _text(value: Any) -> str:
    """A field of a notebook as text: a student's kernel may have put anything there."""
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def clean_output(output: NotebookNode) -> NotebookNode:
    """One output with nothing that acts: text, clean HTML and PNG pictures stay; a sentence tells where something was taken out.

    Metadata go too: an isolated frame, a width with a handler behind it, or a file name would be obeyed by the page.
    """
    kind = output.get("output_type")
    if kind == "stream":
        return NotebookNode(output_type="stream", name="stderr" if output.get("name") == "stderr" else "stdout", text=_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        lines = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        return NotebookNode(output_type="error", ename=_text(output.get("ename")), evalue=_text(output.get("evalue")), traceback=lines)
    data = output.get("data")
    data = data if isinstance(data, dict) else {}
    kept = NotebookNode()
    picture = _png(_text(data.get("image/png")))
    if picture:
        kept["image/png"] = picture
    for name, convert in (("text/html", clean_html), ("text/markdown", markdown_to_html)):
        shown = convert(_text(data.get(name)))
        if "text/html" not in kept and (re.sub(r"<[^>]*>|\s", "", shown) or "<img" in shown):
            kept["text/html"] = shown
    for name in ("text/latex", "text/plain"):
        if _text(data.get(name)):
            kept[name] = _text(data[name])
    removed = sorted(str(name) for name in data if name not in (*kept, "text/markdown"))
    if removed and not {"image/png", "text/html", "text/latex"} & set(kept):
        notice = f"(an output of the kind {', '.join(removed)} is not shown: only text, tables and PNG pictures are)"
        kept["text/plain"] = "\n".join(part for part in (kept.get("text/plain"), notice) if part)
    metadata = NotebookNode({"image/png": NotebookNode(alt="Picture that this cell draws")} if picture else {})
    clean = NotebookNode(output_type="display_data" if kind != "execute_result" else kind, data=kept, metadata=metadata)
    if kind == "execute_result":
        clean.execution_count = _count(output)
    return clean


def _count(node: NotebookNode) -> int | None:
    count = node.get("execution_count")
    return count if isinstance(count, int) else None


def clean_notebook(notebook: NotebookNode) -> NotebookNode:
    """Make a whole notebook harmless, in place; returns it.

    Of metadata, nbgrader's stay; widgets, attachments and tags go. Code cells keep their text: pages show it as text.
    """
    kernel = notebook.metadata.get("kernelspec")
    notebook.metadata = NotebookNode(language_info=NotebookNode(name="python", pygments_lexer="ipython3"))
    if isinstance(kernel, dict):
        notebook.metadata.kernelspec = NotebookNode(
            {k: v for k, v in kernel.items() if k in ("name", "display_name", "language") and isinstance(v, str)}
        )
    _leave_out_excess(notebook)
    notebook.cells = [_clean_cell(cell) for cell in notebook.cells]
    return notebook


def _leave_out_excess(notebook: NotebookNode) -> None:
    """Without the HTML and Markdown of outputs for which there is no time left; their plain text stays."""
    left = MOST_HTML
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        data = output.get("data")
        for name in ("text/html", "text/markdown"):
            left -= len(_text(data.get(name))) if isinstance(data, dict) else 0
            if left < 0 and isinstance(data, dict) and name in data:
                data[name] = ""


def _clean_cell(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "code":
        cell.outputs = [clean_output(output) for output in cell.outputs]
        cell.execution_count = _count(cell)
    elif cell.cell_type == "markdown":
        cell.source = clean_markdown(cell.source)
        cell.pop("attachments", None)
    else:
        # A raw cell goes into a page as it is: it is shown as the text that it is.
        raw = new_markdown_cell(clean_markdown(_as_written(cell.source)), metadata=cell.metadata)
        raw.id = cell.get("id", raw.id)
        cell = raw
    cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "nbgrader"})
    return cell


class Sanitise(Preprocessor):
    """The step of nbgrader and nbconvert that makes a notebook harmless before it is kept or shown."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean the notebook."""
        return clean_notebook(nb), resources

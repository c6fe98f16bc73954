"""Formgrader's page for marking by hand: clean, without requests to other hosts, and with a policy against foreign scripts.

Formgrader renders a student's notebook on the server where the instructor is logged in; a script in it could read and
write every file there. What nbgrader's configuration can reach: the steps before the page is rendered, the filters, and
the templates. So the notebook is cleaned once more (old notebooks too), Markdown is rendered clean, and the page carries a
content security policy with a number that is new for each page: only scripts that nbgrader's own template wrote have it.

What it cannot reach: Formgrader's other pages (they show names and points, no notebook), and JupyterLab itself, which
cleans what it shows of a notebook and must allow inline scripts of its own.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from pathlib import Path
from typing import Any

import nbgrader

__all__ = ["configure_formgrader", "page_policy", "with_nonce"]

# The two buttons of the template that carry their script in an attribute. A student could only press them.
HANDLERS = ("toggle_name(true);", "toggle_name(false);")


def configure_formgrader(c: Any) -> None:
    """Set what concerns Formgrader's page in nbgrader's configuration object ``c``."""
    ours = Path(__file__).resolve().parent / "templates"
    theirs = Path(nbgrader.__file__).resolve().parent / "server_extensions" / "formgrader" / "templates"
    # A template of ours goes before nbgrader's of the same name; the second list lets ours call theirs.
    c.HTMLExporter.extra_template_basedirs = [str(ours), str(theirs)]
    c.HTMLExporter.extra_template_paths = [str(theirs)]
    c.HTMLExporter.preprocessors = ["technopolitics.classroom.sanitising.Sanitise"]
    c.HTMLExporter.filters = {
        "markdown2html": "technopolitics.classroom.sanitising.markdown_to_html",
        "page_policy": "technopolitics.classroom.formgrader_page.page_policy",
        "with_nonce": "technopolitics.classroom.formgrader_page.with_nonce",
    }


def _nonce(resources: dict[str, Any]) -> str:
    """The page's number, used once."""
    return resources.setdefault("technopolitics_nonce", secrets.token_urlsafe(16))


def page_policy(resources: dict[str, Any]) -> str:
    """The content security policy of one page."""
    handlers = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in HANDLERS)
    return (
        f"default-src 'none'; script-src 'nonce-{_nonce(resources)}' 'unsafe-hashes' {handlers}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def with_nonce(page: str, resources: dict[str, Any]) -> str:
    """A part of nbgrader's template (never of a notebook) with the page's number in each of its scripts."""
    return str(page).replace("<script", f'<script nonce="{_nonce(resources)}"')

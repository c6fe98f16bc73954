"""Say something to the reader, in a notebook as in a plain terminal."""

from __future__ import annotations

import textwrap

WIDTH = 88


def in_notebook() -> bool:
    """True inside a Jupyter kernel (JupyterLab, nbconvert, JupyterLite); False in a terminal."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


def say(markdown: str, plain: str) -> None:
    """Show ``markdown`` in a notebook and ``plain`` in a terminal.

    The notebook output carries both, so that a saved notebook can be compared and read as text.
    """
    plain = "\n".join(textwrap.fill(line, WIDTH, subsequent_indent="  ") for line in plain.splitlines())
    if in_notebook():
        from IPython.display import display

        display({"text/markdown": markdown, "text/plain": plain}, raw=True)
    else:
        print(plain)

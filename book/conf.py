"""Sphinx settings of the book. tools/make_book.py gathers the sources and calls Sphinx: run `make book`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import technopolitics

project = "Technopolitics"
author = "The Technopolitics authors"
version = release = technopolitics.__version__
language = "en"

extensions = ["myst_nb", "tools.book.sphinx_hooks"]
myst_enable_extensions = ["dollarmath"]
# "$" stands in front of formulas only, never in front of an amount.
myst_dmath_allow_space = False
myst_dmath_allow_digits = False
myst_heading_anchors = 3

# A lesson is shown as it was saved: `make refresh` runs it, and the tests prove that its outputs are today's.
nb_execution_mode = "off"
nb_render_markdown_format = "gfm"
nb_ipywidgets_js = {}

html_math_renderer = "mathml"
# A theme of a page and a half on Sphinx's own base. The usual book themes bring two megabytes of icons, a script
# framework and web fonts to each reader; this one is a template, a style and a script without a dependency.
html_theme = "basic"
templates_path = ["templates"]
html_static_path = ["static"]
html_title = "Technopolitics"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_domain_indices = False
html_baseurl = ""  # tools/make_book.py --address gives it, once the project has one
smartquotes = False

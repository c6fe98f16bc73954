"""Technopolitics: the plumbing of an open course, so that the subject stays visible in the notebooks.

>>> import technopolitics as tp
>>> foundries = tp.load("foundry_revenue")
>>> list(foundries.columns[:4])
['quarter', 'firm', 'hq_country', 'revenue_usd_m']

Importing changes nothing: no style, no option, no warning filter. A notebook asks for the figure style
with ``plt.style.use(tp.STYLE)``.
"""

from technopolitics.datasets import Passport, UnknownTable, about, load, tables
from technopolitics.figures import STYLE, colour, describe, label_lines, show
from technopolitics.practice import check, hint, ledger, predict, predictions, solution

__version__ = "0.1.0"

__all__ = [
    "STYLE",
    "Passport",
    "UnknownTable",
    "about",
    "check",
    "colour",
    "describe",
    "hint",
    "label_lines",
    "ledger",
    "load",
    "predict",
    "predictions",
    "show",
    "solution",
    "tables",
]

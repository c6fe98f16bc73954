"""Sentences about names that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: object, known: Iterable[str], most: int = 3) -> list[str]:
    """Known names that look like ``name``: those that contain it first, then those spelled alike.

    >>> nearest("foundry", ["chip_chain", "foundry_revenue"])
    ['foundry_revenue']
    """
    known = list(known)
    wanted = str(name).strip().lower().removesuffix(".csv")
    inside = [k for k in known if wanted and (wanted in k.lower() or k.lower() in wanted)]
    alike = difflib.get_close_matches(wanted, known, n=most, cutoff=0.6)
    return list(dict.fromkeys(inside + alike))[:most]


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A sentence with the nearest names, or an empty text when nothing is near.

    >>> did_you_mean("foundry", ["chip_chain", "foundry_revenue"])
    "Did you mean 'foundry_revenue'?"
    """
    names = nearest(name, known)
    return "Did you mean " + " or ".join(repr(n) for n in names) + "?" if names else ""

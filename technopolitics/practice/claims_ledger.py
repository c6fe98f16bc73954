"""The ledger: what the three seed documents claim, and what our tables say about it, recomputed each time it is shown."""

from __future__ import annotations

import html

import pandas as pd

from technopolitics._display import say
from technopolitics.datasets import load
from technopolitics.practice.exercise import Verdict, lessons, verdicts_of

__all__ = ["ledger", "recomputed"]

WORDS = {
    "supported": "supported",
    "partly": "partly supported",
    "contradicted": "contradicted",
    "unverifiable": "cannot be verified",
    "value_judgement": "a value judgement",
}


# What would change our mind about a verdict that was read and not computed.
CHANGES = {
    "supported": "A better source that says otherwise.",
    "partly": "A source that settles the part that is open.",
    "contradicted": "A better source that says otherwise.",
    "unverifiable": "A source that can be checked.",
    "value_judgement": "No table can: reasons have to be weighed.",
}


def recomputed() -> dict[str, Verdict]:
    """Every verdict that our tables decide, computed now: claim_id to Verdict."""
    return {claim: compute() for lesson in lessons() for claim, compute in verdicts_of(lesson).items()}


def ledger(lesson: str | None = None) -> pd.DataFrame | None:
    """Show the ledger rows of a lesson ("03"): claim, verdict, the numbers behind it, what would change our mind.

    A verdict that our tables decide is recomputed now; the others show the evidence that was read.
    Without a lesson, return the whole ledger as a table, a row per claim: ``claim_id``, ``seed``, ``lesson``, ``kind``,
    ``theme``, ``claim_en``, ``claim_fr``, ``verdict``, ``recomputed`` (True where a verdict was computed now) and ``because``.
    Raises LookupError when no claim belongs to that lesson.
    """
    if lesson is None:
        return _whole_ledger()
    claims = load("claims")
    rows = claims[claims["lesson"] == str(lesson)]
    if rows.empty:
        known = ", ".join(sorted(claims["lesson"].dropna().unique()))
        raise LookupError(f"No claim of the ledger belongs to lesson {lesson!r}. Lessons with claims: {known}.")
    computed = {claim: compute() for claim, compute in verdicts_of(str(lesson)).items()}
    markdown = ["| Claim | What is said | Verdict | Because | What would change our mind |", "|---|---|---|---|---|"]
    plain = []
    for row in rows.itertuples():
        found = computed.get(row.claim_id)
        word = WORDS[found.verdict if found else row.verdict]
        because = found.because if found else f"(read, not computed) {row.evidence}"
        change = found.would_change if found else CHANGES[row.verdict]
        claim = f"{row.claim_en} *{html.escape(row.claim_fr)}*"
        markdown.append(f"| {row.claim_id} ({row.seed}) | {claim} | **{word}** | {because} | {change} |".replace("\n", " "))
        plain.append(f"{row.claim_id} ({row.seed}) {row.claim_en}\n  Verdict: {word}. {because}\n  What would change our mind: {change}")
    say("\n".join(markdown), "\n".join(plain))
    return None


def _whole_ledger() -> pd.DataFrame:
    found = recomputed()
    claims = load("claims")
    ids = claims["claim_id"]
    return claims[["claim_id", "seed", "lesson", "kind", "theme", "claim_en", "claim_fr"]].assign(
        verdict=[found[i].verdict if i in found else v for i, v in zip(ids, claims["verdict"], strict=True)],
        recomputed=[i in found for i in ids],
        because=[found[i].because if i in found else e for i, e in zip(ids, claims["evidence"], strict=True)],
    )

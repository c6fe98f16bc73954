"""The claims ledger as a page: every claim of the three documents, with the verdict that the tables give today."""

from __future__ import annotations

import technopolitics as tp
from technopolitics.practice.claims_ledger import WORDS
from tools.book.course import Course, escape, filter_form, html_table, raw

KINDS = {"fact": "fact", "interpretation": "interpretation", "prediction": "prediction", "normative": "norm or praise"}


def markdown(course: Course) -> str:
    """The filterable table; each row has the claim's number as its anchor."""
    claims = tp.ledger()
    titles = dict(tp.load("seed_documents")[["seed", "title_en"]].itertuples(index=False))
    rows, attributes = [], []
    for row in claims.itertuples():
        how = "computed from our tables" if row.recomputed else "read in sources"
        rows.append(
            (
                row.claim_id,
                f'{escape(row.claim_en)} <i lang="fr">{escape(row.claim_fr)}</i>',
                KINDS[row.kind],
                f'<span class="verdict {row.verdict}">{WORDS[row.verdict]}</span>',
                f"{escape(row.because)} <small>({how})</small>",
                course.lesson_link(row.lesson),
            )
        )
        attributes.append(
            f'id="{row.claim_id}" data-verdict="{row.verdict}" data-lesson="{row.lesson}" data-seed="{row.seed}" data-kind="{row.kind}" '
            f'data-how="{"computed" if row.recomputed else "read"}"'
        )
    choices = {
        "verdict": ("Verdict", list(WORDS.items())),
        "lesson": ("Lesson", [(number, number) for number in sorted(claims["lesson"].unique())]),
        "seed": ("Document", list(titles.items())),
        "kind": ("Kind", list(KINDS.items())),
        "how": ("Decided by", [("computed", "our tables"), ("read", "sources that were read")]),
    }
    form = filter_form("all-claims", "claims", len(claims), choices)
    table = html_table(
        "Claims of the three documents", ("Claim", "What is said", "Kind", "Verdict", "Because", "Lesson"), rows, row_attributes=attributes
    )
    return raw(form + "\n" + table.replace("<table ", '<table id="all-claims" ', 1))


def counts() -> str:
    """How many claims have which verdict, most frequent first, as a part of a sentence."""
    found = tp.ledger()["verdict"].value_counts()
    return ", ".join(f"{WORDS[verdict]} {count}" for verdict, count in found.items())

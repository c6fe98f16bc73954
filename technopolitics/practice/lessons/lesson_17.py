"""Lesson 17, counter-powers: exercises and predictions. Its claims are norms, so it recomputes no verdict."""

import math

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction
from technopolitics.practice.judging import Choice, Name, Number, Numbers, Rule, Word

HOLDS = ["chips", "talent", "models", "dependence", "geopolitics"]
DOES = ["privacy", "behaviour", "democracy"]


def at_most(k: int, n: int, p: float) -> float:
    """Chance of k or fewer in n tries, when each try has the chance p."""
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def percent_supported(rows: pd.DataFrame) -> float:
    """Percent of the rows whose verdict is 'supported'."""
    return 100 * (rows["verdict"] == "supported").mean()


# ------------------------------------------------------------------------------------------- predictions


def supported_effects():
    claims = load("claims").query("verdict != 'value_judgement'")
    return percent_supported(claims[claims["theme"].isin(DOES)])


def ranges_needed():
    return next(n for n in range(5, 1000, 5) if at_most(6 * n // 10, n, 0.8) < 1 / 40)


PREDICTIONS = [
    Prediction(
        key="17-effects",
        question="Of every 100 tested claims about what technology does to us, how many are supported?",
        kind=Number("percent"),
        answer=supported_effects,
        surprise="Most of the others are partly supported or cannot be verified: few are contradicted.",
    ),
    Prediction(
        key="17-ranges",
        question="After how many ranges can we tell six tenths of hits from eight tenths?",
        kind=Number("ranges"),
        answer=ranges_needed,
        surprise="Ten ranges are not enough to know that somebody is too sure.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def upper_end():
    n = len(load("sunset_clauses"))
    chance_of_none = lambda p: (1 - p) ** n
    fit = [step / 1000 for step in range(1001) if chance_of_none(step / 1000) >= 0.025]
    return 100 * max(fit)


def upper_end_as_chance():
    return upper_end() / 100


def upper_end_of_five_percent():
    return 100 * (1 - 0.05 ** (1 / len(load("sunset_clauses"))))


def share_of_one():
    return 100 / len(load("sunset_clauses"))


def brier():
    said = 0.8
    happened = pd.Series([1] * 6 + [0] * 4)
    return ((said - happened) ** 2).mean()


def brier_not_squared():
    return 0.6 * 0.2 + 0.4 * 0.8


def brier_sum():
    return 10 * brier()


def brier_of_the_rate():
    return (0.8 - 0.6) ** 2


def same_kind():
    claims = load("claims")
    holds = ["chips", "talent", "models", "dependence", "geopolitics"]
    rows = claims[claims["theme"].isin(holds) & (claims["kind"] == "interpretation")]
    rows = rows[rows["verdict"] != "value_judgement"]  # those that were tested
    return 100 * (rows["verdict"] == "supported").mean()


def same_kind_all_kinds():
    claims = load("claims").query("verdict != 'value_judgement'")
    return percent_supported(claims[claims["theme"].isin(HOLDS)])


def same_kind_facts():
    claims = load("claims").query("verdict != 'value_judgement' and kind == 'fact'")
    return percent_supported(claims[claims["theme"].isin(HOLDS)])


def same_kind_all_themes():
    return percent_supported(load("claims").query("verdict != 'value_judgement' and kind == 'interpretation'"))


def same_kind_untested_too():
    claims = load("claims").query("kind == 'interpretation'")
    return percent_supported(claims[claims["theme"].isin(HOLDS)])


def made_up_learner() -> pd.DataFrame:
    """The made-up learner of the lesson, with the dial where the notebook leaves it."""
    rng = np.random.default_rng(2026)
    said = pd.Series([80.0] * 30 + [50.0] * 12 + [65.0] * 12 + [95.0] * 12)
    right = 100 * rng.random(len(said)) < 50 + 0.3 * (said - 50)
    return pd.DataFrame({"said": said, "right": right})


def coverage():
    rng = np.random.default_rng(2026)
    said = pd.Series([80.0] * 30 + [50.0] * 12 + [65.0] * 12 + [95.0] * 12)
    right = 100 * rng.random(len(said)) < 50 + 0.3 * (said - 50)
    ranges = right[said == 80]  # in the notebook: made_up[made_up["low"].notna()]["right"]
    return 100 * ranges.mean()


def coverage_of_all():
    return 100 * made_up_learner()["right"].mean()


def coverage_of_choices():
    return 100 * made_up_learner().query("said != 80")["right"].mean()


def coverage_missed():
    return 100 - coverage()


def coverage_count():
    return made_up_learner().query("said == 80")["right"].sum()


ORDER = ["contradicted", "unverifiable", "partly", "supported"]
VERDICT_LISTS = [
    (["supported", "partly"],),
    (["supported"],),
    (["value_judgement"],),
    (["value_judgement", "supported"],),
    (["partly", "unverifiable", "supported"],),
    (["contradicted", "unverifiable"],),
    (["unverifiable", "contradicted", "value_judgement"],),
    (["supported", "supported", "partly"],),
    ([],),
]


def weakest():
    order = ["contradicted", "unverifiable", "partly", "supported"]  # from weak to strong

    def weakest(verdicts):
        for word in order:
            if word in verdicts:
                return word
        return None

    return weakest


def strongest():
    return lambda verdicts: next((word for word in reversed(ORDER) if word in verdicts), None)


def weakest_without_last_line():
    return lambda verdicts: next((word for word in ORDER if word in verdicts), "supported")


def weakest_norm_spoils():
    return lambda verdicts: None if "value_judgement" in verdicts else weakest()(verdicts)


def weakest_unverifiable_first():
    order = ["unverifiable", "contradicted", "partly", "supported"]
    return lambda verdicts: next((word for word in order if word in verdicts), None)


def harsher():
    import math

    import technopolitics as tp

    def at_most(k, n, p):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))

    def exact_interval(k, n):
        steps = [step / 1000 for step in range(1001)]
        fit = [p for p in steps if at_most(k, n, p) >= 0.025 and 1 - at_most(k - 1, n, p) >= 0.025]
        return 100 * min(fit), 100 * max(fit)

    ledger = tp.ledger()
    settled = ledger[ledger["verdict"].isin(["supported", "partly", "contradicted"])].copy()
    settled["hit"] = settled["verdict"] == "supported"
    table = settled.groupby("recomputed")["hit"].agg(n="count", hits="sum")
    read_low, read_high = exact_interval(table.loc[False, "hits"], table.loc[False, "n"])
    low, high = exact_interval(table.loc[True, "hits"], table.loc[True, "n"])
    return "a" if low > read_high else "b" if high < read_low else "c"


def citizens_evidence():
    def citizens_evidence(powers):
        moved = powers["extensions"].sum()
        return f"The end of {len(powers)} powers was moved {moved} times."

    return citizens_evidence


def citizens_typed():
    powers = load("sunset_clauses")
    return lambda table: f"The end of {len(powers)} powers was moved {powers['extensions'].sum()} times."


def citizens_powers_typed():
    n = len(load("sunset_clauses"))
    return lambda table: f"The end of {n} powers was moved {table['extensions'].sum()} times."


def citizens_count():
    return lambda table: f"The end of {len(table)} powers was moved {(table['extensions'] > 0).sum()} times."


def citizens_largest():
    return lambda table: f"The end of {len(table)} powers was moved {table['extensions'].max()} times."


def tables_of_powers() -> list[tuple[pd.DataFrame]]:
    """The whole table and parts of it, so that a typed figure shows."""
    powers = load("sunset_clauses")
    return [(powers,), (powers[powers["jurisdiction"] == "FR"],), (powers[powers["jurisdiction"] == "US"],), (powers.head(3),)]


def own_brief():
    import technopolitics as tp

    claims = load("claims").set_index("claim_id")
    fines = load("gdpr_totals")
    irish = fines[fines["scope"] == "Irish DPC"].set_index("measure")["value"]
    imposed, collected = irish["fines_imposed_on_large_tech"], irish["fines_collected"]
    law, pressure = claims.loc["E35", "verdict"], claims.loc["T36", "verdict"]

    my_brief = f"""Question: Should a fine on a very large platform be paid before the appeal is over?
    Proposal: A fine under the GDPR on a very large platform goes to a blocked account within
    60 days. It comes back with interest if a court annuls it. A first fine on a small firm
    stays outside.
    Evidence: Of {imposed:,.0f} million euros or more that the Irish authority had imposed on large
    technology firms since 2020, {collected:.1f} million were collected by February 2026. That is
    at most {1000 * collected / imposed:.1f} of every thousand [gdpr_totals]. That law is a formidable
    tool is "{law}" in our ledger [E35].
    Prediction: If the rule applies from 2028, between 30 and 90 percent of the amounts imposed
    in 2028 and 2029 will lie on such accounts at the end of 2030. We are 80 percent sure: a guess.
    Against: An appeal is a right, and who pays before the judgement is punished before the
    judgement. What counts is conduct: a service can change without a cent being paid.
    Such a rule also invites answers from abroad: that the United States puts pressure on
    Europe is "{pressure}" [T36].
    Answer: The money is blocked, not spent, and interest runs for the firm.
    Uncertainty: The sum imposed is a lower bound, so the share collected is an upper one. We do
    not know how much of the delay comes from courts and how much from the firms."""

    names = [*claims.index, *tp.tables()]
    cited = [name for name in names if f"[{name}]" in my_brief]
    checks = {"one page": 150 <= len(my_brief.split()) <= 400, "three sources": len(cited) >= 3}
    checks["ledger row"] = any(name in claims.index for name in cited)
    for head in ["Proposal", "Prediction", "Against", "Uncertainty"]:
        checks[head.lower()] = f"{head}:" in my_brief
    return pd.Series(checks).astype(int)


def brief_without(check: str):
    """What form() gives for a brief in which one check fails, and only that one."""
    return lambda: own_brief().where(lambda passed: passed.index != check, 0)


EXERCISES = [
    Exercise(
        key="17-back-interval",
        kind=Number("percent", tolerance=0.6),
        answer=upper_end,
        hints=(
            "The count is zero, and the number of tries is the number of powers in the table.",
            "exact_interval(k, n) gives two numbers: the lower end, then the upper end.",
            "low, high = exact_interval(0, len(powers)), and the answer is high.",
        ),
        why="No case among a few fits a chance of zero, and it fits a chance of more than a third. A small count leaves much open.",
        mistakes=(
            Mistake(lambda: 0, "This is the lower end. With no case at all it is zero; the question asks for the upper end."),
            Mistake(upper_end_of_five_percent, "You kept 5 percent on this side. The interval of lesson 13 leaves half of that at each end."),
            Mistake(share_of_one, "This is one case divided by all. The interval asks which chances fit a count of none."),
        ),
    ),
    Exercise(
        key="17-back-brier",
        kind=Number("", tolerance=0.004),
        answer=brier,
        hints=(
            "The score of one statement: what was said minus what happened (1 or 0), squared.",
            "Six times the distance is that from 0.8 to 1, four times that from 0.8 to 0.",
            "(6 * 0.2 ** 2 + 4 * 0.8 ** 2) / 10",
        ),
        why="Somebody who says 0.5 each time has 0.25, whatever happens. This person knows something, and loses it again by being too sure.",
        mistakes=(
            Mistake(brier_not_squared, "You took the mean distance. The Brier score squares each distance before the mean."),
            Mistake(brier_sum, "This is the sum of the ten scores. Divide it by ten."),
            Mistake(brier_of_the_rate, "You compared the hit rate with 0.8. The score compares each single outcome, 1 or 0, with 0.8."),
        ),
    ),
    Exercise(
        key="17-kind",
        kind=Number("percent", tolerance=0.3),
        answer=same_kind,
        hints=(
            "Two conditions joined by &: the kind, and the heap. Then the share of True in the column hit.",
            'The conditions are tested["kind"] == "interpretation" and tested["about"] == "who holds it".',
            'rows = tested[(tested["kind"] == "interpretation") & (tested["about"] == "who holds it")], then 100 * rows["hit"].mean()',
        ),
        why="When the mix of kinds differs between two heaps, a part of the gap comes from the mix. To compare like with like takes that part away.",
        mistakes=(
            Mistake(same_kind_all_kinds, "This is the share over all kinds. Keep the interpretations only."),
            Mistake(same_kind_facts, "These are the facts. The question asks for interpretations."),
            Mistake(same_kind_all_themes, "These are the interpretations of all heaps. Keep those about who holds it."),
            Mistake(same_kind_untested_too, "You divided by all interpretations. Leave the value judgements out, as in the table tested."),
        ),
    ),
    Exercise(
        key="17-coverage",
        kind=Number("percent", tolerance=0.5),
        answer=coverage,
        hints=(
            "Keep the rows that are ranges: those in which low is filled.",
            'made_up["low"].notna() is True for a range. The mean of a column of True and False is a share.',
            '100 * made_up[made_up["low"].notna()]["right"].mean()',
        ),
        why="Coverage is the share of ranges that hold the answer. Compare it with what was announced: 80.",
        mistakes=(
            Mistake(coverage_of_all, "This is the share over all guesses, the choices too. Keep the ranges only."),
            Mistake(coverage_of_choices, "These are the choices. A range is a row in which low is filled."),
            Mistake(coverage_missed, "This is the share of ranges that miss. Coverage counts those that hold the answer."),
            Mistake(coverage_count, "This is the number of ranges that hold. Divide by the number of ranges."),
        ),
    ),
    Exercise(
        key="17-weakest",
        kind=Rule(VERDICT_LISTS, Word(ORDER, unknown=True)),
        answer=weakest,
        hints=(
            "Go through the four words from weak to strong; the first one that stands in the list is the answer.",
            'for word in ["contradicted", ...]: and inside it: if word in verdicts: return word',
            "After the loop, at the same depth as for: return None. Value judgements are never looked for, so they are left out by themselves.",
        ),
        why="The order decides: a return inside the loop ends the function at the weakest word that is found. What is not in the order is not seen.",
        mistakes=(
            Mistake(strongest, "Your function finds the strongest premise. An argument needs all of them: look for the weakest."),
            Mistake(weakest_without_last_line, "Nearly. When no premise about the world is left, the rule says None."),
            Mistake(weakest_norm_spoils, "A value judgement does not spoil the list: leave it out, and judge what remains."),
            Mistake(weakest_unverifiable_first, "Two words of your order have changed places. Read the order again, from its weak end."),
        ),
    ),
    Exercise(
        key="17-read",
        kind=Choice("abcd"),
        answer=harsher,
        hints=(
            "Keep the rows whose verdict settles something, and group them by the column recomputed.",
            'settled = ledger[ledger["verdict"].isin(["supported", "partly", "contradicted"])].copy(), then settled["hit"] = settled["verdict"] == "supported"',
            'with_range(settled.groupby("recomputed")["hit"].agg(n="count", hits="sum")): does one range end before the other begins?',
        ),
        why="Recomputed does not mean harsher, and not milder. It means that the reason can be run again, by you, on newer data.",
        mistakes=(),
    ),
    Exercise(
        key="17-follow",
        kind=Rule(tables_of_powers, Name("the sentence"), named=lambda table: f"a table of {len(table)} powers"),
        answer=citizens_evidence,
        hints=(
            "Both figures must come from the name in the brackets of def: it stands for whatever table is given.",
            'The number of rows is len(powers). The sum of a column is powers["extensions"].sum().',
            "return f\"The end of {len(powers)} powers was moved {powers['extensions'].sum()} times.\"",
        ),
        why="The sentence is a template: it says the truth about every table that it is given. A typed figure says it about one.",
        mistakes=(
            Mistake(
                citizens_typed, "Your sentence is true for the whole table and stays the same for a part of it: both figures must be computed inside."
            ),
            Mistake(
                citizens_powers_typed, "The second figure follows the table and the first does not: it must be computed from the table that is given."
            ),
            Mistake(citizens_count, "You counted the powers that were extended. One power can be extended several times: add the column up."),
            Mistake(citizens_largest, "This is the largest number of extensions of one power. Add the column up."),
        ),
    ),
    Exercise(
        key="17-brief",
        kind=Numbers("what form(my_brief) gives: a 1 for each check"),
        answer=own_brief,
        hints=(
            "Run form(my_brief) in a cell of its own: a 0 shows which check fails.",
            "Start from the brief of the lesson: copy it, and replace one part after the other.",
            "Sources stand in square brackets, exactly as the ledger and tp.tables() write them; the four parts begin with their word and a colon.",
        ),
        why="The form holds. Whether the page convinces is for readers to say: give it to somebody who disagrees.",
        mistakes=(
            Mistake(brief_without("one page"), "All parts are there, and the length is not that of one page: 150 to 400 words."),
            Mistake(brief_without("three sources"), "Fewer than three sources are named in square brackets. Tables count too."),
            Mistake(
                brief_without("ledger row"),
                "No row of the ledger is cited. Choose one that bears on your diagnosis, and write its name in square brackets.",
            ),
            Mistake(brief_without("proposal"), "Nobody can see what you propose: begin that part with its word and a colon."),
            Mistake(brief_without("prediction"), "The prediction is missing: what will follow, until when, and how sure are you?"),
            Mistake(brief_without("against"), "The argument against your proposal is missing. Write it so that an opponent would sign it."),
            Mistake(brief_without("uncertainty"), "The uncertainty is missing: what do your figures not say?"),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts

# The claims of this lesson are norms, and one is a remark on the debate that only a count of newspapers could test.
VERDICTS = {}

"""Lesson 15, exceptional powers: survival by hand, counting with a code, survey margins; exercises and predictions.

No verdict is recomputed here: most claims of the lesson are ideas about a contract, a mood or a way of
talking, one is about social spending, and no table of the course decides them.
"""

import math

import pandas as pd

from technopolitics.datasets import about, load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction
from technopolitics.practice.judging import Choice, Number, Numbers

YEAR = pd.Timedelta(days=365.25)


def the_powers() -> pd.DataFrame:
    """The temporary powers with the columns that the lesson adds: over, promised, lived (in years)."""
    powers = load("sunset_clauses").set_index("instrument")
    as_of = pd.Timestamp(about("sunset_clauses").as_of)
    powers["over"] = powers["last_known_expiry"] <= as_of
    powers["end"] = powers["last_known_expiry"].where(powers["over"], as_of)
    powers["promised"] = (powers["first_expiry"] - powers["start"]) / YEAR
    powers["lived"] = (powers["end"] - powers["start"]) / YEAR
    return powers


def survival(lives: pd.DataFrame) -> pd.DataFrame:
    """Kaplan and Meier (1958), as the lesson writes it."""
    steps = lives.sort_values("lived")[["lived", "over"]]
    steps["at_risk"] = range(len(steps), 0, -1)
    steps["kept"] = 1 - steps["over"] / steps["at_risk"]
    steps["alive_pct"] = 100 * steps["kept"].cumprod()
    return steps


def alive_after(years: float, lives: pd.DataFrame) -> float:
    """Percentage in force after so many years."""
    steps = survival(lives)
    return 100 * steps[steps["lived"] <= years]["kept"].prod()


# ------------------------------------------------------------------------------------------- predictions


def ended_on_time():
    powers = load("sunset_clauses")
    return int((powers["last_known_expiry"] == powers["first_expiry"]).sum())


PREDICTIONS = [
    Prediction(
        key="15-on-time",
        question="For how many of the powers in the table was the promised day the end, for good?",
        kind=Number("powers"),
        answer=ended_on_time,
        surprise="Each was prolonged, made permanent or brought back (for one of them, the last step is not verified).",
    ),
    Prediction(
        key="15-half",
        question="After how many years had half of such powers ended?",
        kind=Number("years"),
        answer=lambda: half_life(),
        surprise="The middle of the promises was a few years.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def own_acts():
    laws = load("surveillance_laws")
    return len(laws[laws["step_of"].isna()])


def after_third():
    import technopolitics as tp

    table = load("sunset_clauses")
    as_of = pd.Timestamp(tp.about("sunset_clauses").as_of)
    table["over"] = table["last_known_expiry"] <= as_of
    table["lived"] = table["last_known_expiry"].where(table["over"], as_of) - table["start"]
    walk = table.sort_values("lived")
    walk["at_risk"] = range(len(walk), 0, -1)
    at_risk = walk[walk["over"]]["at_risk"].to_list()
    after_second = (at_risk[0] - 1) / at_risk[0] * (at_risk[1] - 1) / at_risk[1]
    return 100 * after_second * (at_risk[2] - 1) / at_risk[2]


def third_step_alone():
    at_risk = survival(the_powers()).query("over")["at_risk"].to_list()
    return 100 * (at_risk[2] - 1) / at_risk[2]


def third_without_censoring():
    everybody = len(the_powers())
    return 100 * (everybody - 3) / everybody


def third_with_all_at_risk():
    everybody = len(the_powers())
    return 100 * (everybody - 2) / everybody * (everybody - 1) / everybody


def third_minus_a_share():
    at_risk = survival(the_powers()).query("over")["at_risk"].to_list()
    return alive_after(5, the_powers()) - 100 / at_risk[2]


def half_life():
    import technopolitics as tp

    table = load("sunset_clauses")
    as_of = pd.Timestamp(tp.about("sunset_clauses").as_of)
    table["over"] = table["last_known_expiry"] <= as_of
    table["end"] = table["last_known_expiry"].where(table["over"], as_of)
    table["lived"] = (table["end"] - table["start"]) / pd.Timedelta(days=365.25)
    walk = table.sort_values("lived")
    walk["at_risk"] = range(len(walk), 0, -1)
    walk["alive_pct"] = 100 * (1 - walk["over"] / walk["at_risk"]).cumprod()
    return walk[walk["alive_pct"] <= 50]["lived"].min()


def half_of_the_ended():
    powers = the_powers()
    return powers[powers["over"]]["lived"].median()


def half_as_if_today():
    return the_powers()["lived"].median()


def half_of_the_promises():
    return the_powers()["promised"].median()


def end_of_the_curve():
    return the_powers()["lived"].max()


def ifop_margin():
    import math

    row = load("privacy_opinion").set_index("row_id").loc["ifop13_fr"]
    p, n = row["pct"] / 100, row["n"]
    return 100 * 1.96 * math.sqrt(p * (1 - p) / n)


def ifop_standard_error():
    return ifop_margin() / 1.96


def ifop_width():
    return 2 * ifop_margin()


def ifop_without_root():
    row = load("privacy_opinion").set_index("row_id").loc["ifop13_fr"]
    p, n = row["pct"] / 100, row["n"]
    return 100 * 1.96 * p * (1 - p) / n


def margin_of_the_example():
    row = load("privacy_opinion").set_index("row_id").loc["cevipof24_cctv"]
    p, n = row["pct"] / 100, row["n"]
    return 100 * 1.96 * math.sqrt(p * (1 - p) / n)


def strict_after_five():
    import technopolitics as tp

    table = load("sunset_clauses").set_index("instrument")
    as_of = pd.Timestamp(tp.about("sunset_clauses").as_of)
    lapsed = table.assign(over=table["last_known_expiry"] <= as_of)
    lapsed["end"] = lapsed["last_known_expiry"].where(lapsed["over"], as_of)
    lapsed.loc["fr_algorithmic_video", "end"] = pd.Timestamp("2025-03-31")
    lapsed.loc["eu_message_scanning", "end"] = pd.Timestamp("2026-04-03")
    lapsed.loc[["fr_algorithmic_video", "eu_message_scanning"], "over"] = True
    lapsed["lived"] = (lapsed["end"] - lapsed["start"]) / pd.Timedelta(days=365.25)
    walk = lapsed.sort_values("lived")
    walk["at_risk"] = range(len(walk), 0, -1)
    walk["kept"] = 1 - walk["over"] / walk["at_risk"]
    return 100 * walk[walk["lived"] <= 5]["kept"].prod()


def strict_for(over, end):
    """The five-year figure when only some of the changes are made."""
    strict = the_powers()
    days = {"fr_algorithmic_video": "2025-03-31", "eu_message_scanning": "2026-04-03"}
    for name in end:
        strict.loc[name, "end"] = pd.Timestamp(days[name])
    for name in over:
        strict.loc[name, "over"] = True
    strict["lived"] = (strict["end"] - strict["start"]) / YEAR
    return alive_after(5, strict)


def by_judges():
    laws = load("surveillance_laws")
    acts = laws[laws["step_of"].isna()]
    limits = acts[acts["direction"] == "limits_surveillance"]
    rulings = limits.assign(ruling=limits["kind"] == "court_ruling")
    return 100 * rulings.groupby("jurisdiction")["ruling"].mean()


def judges_with_steps():
    laws = load("surveillance_laws")
    limits = laws[laws["direction"] == "limits_surveillance"]
    return 100 * (limits["kind"] == "court_ruling").groupby(limits["jurisdiction"]).mean()


def judges_in_counts():
    laws = load("surveillance_laws")
    limits = laws[laws["step_of"].isna() & (laws["direction"] == "limits_surveillance")]
    return (limits["kind"] == "court_ruling").groupby(limits["jurisdiction"]).sum()


def judges_as_fractions():
    return by_judges() / 100


def judges_of_all_acts():
    laws = load("surveillance_laws")
    acts = laws[laws["step_of"].isna()]
    return 100 * (acts["kind"] == "court_ruling").groupby(acts["jurisdiction"]).mean()


def judges_as_parts_of_all_rulings():
    return 100 * judges_in_counts() / judges_in_counts().sum()


def conclusion():
    import math

    opinion = load("privacy_opinion").set_index("row_id")
    before, after = opinion.loc["ifop13_cctv"], opinion.loc["cevipof24_cctv"]
    shares = [(row["pct"] / 100, row["n"]) for row in (before, after)]
    margin = 100 * 1.96 * math.sqrt(sum(p * (1 - p) / n for p, n in shares))
    beyond_chance = after["pct"] - before["pct"] > margin
    same_survey = before["pollster"] == after["pollster"] and before["sponsor"] == after["sponsor"]
    return "a" if not beyond_chance else "b" if same_survey else "c"


BOTH = ["fr_algorithmic_video", "eu_message_scanning"]

EXERCISES = [
    Exercise(
        key="15-back",
        kind=Number("rows", tolerance=0),
        answer=own_acts,
        hints=(
            "In this column an empty cell is a message: the row is no step of another power. Look for the empty cells.",
            'laws["step_of"].isna() is True where the cell is empty. It can stand between the square brackets as a condition.',
            'Count with len: len(laws[laws["step_of"].isna()])',
        ),
        why="An empty cell is unknown unless the passport says otherwise. Here it says so, and the count of instruments depends on it.",
        mistakes=(
            Mistake(
                lambda: len(load("surveillance_laws")),
                "This is the number of all rows. Some of them are only steps of a power that stands elsewhere.",
            ),
            Mistake(
                lambda: int(load("surveillance_laws")["step_of"].notna().sum()),
                "These are the rows in which the column is filled: renewals, lapses and votes. The question asks for the others.",
            ),
        ),
    ),
    Exercise(
        key="15-step",
        kind=Number("percent", tolerance=0.2),
        answer=after_third,
        hints=(
            "Look at the row of section 702 in the table: its column at_risk says how many were still watched at that age.",
            "One of them ends. Which share of them is left? Multiply what was alive before by this share.",
            "after_third = 100 * after_second * (r - 1) / r, with r taken from the column at_risk.",
        ),
        why="The powers that left without an end are no longer in the group, so each end on the right takes a larger part of the curve.",
        mistakes=(
            Mistake(third_step_alone, "This is the share that survived this one step. Multiply it by what was alive before the step."),
            Mistake(
                third_without_censoring,
                "You divided by all powers, as if we had watched every one of them up to that age. Some left the group before: look at at_risk.",
            ),
            Mistake(third_with_all_at_risk, "You used the number of all powers as the group at risk. At that age fewer were still watched."),
            Mistake(third_minus_a_share, "You subtracted. Each step keeps a share of what is left, so multiply."),
        ),
    ),
    Exercise(
        key="15-half-life",
        kind=Number("years", tolerance=0.1),
        answer=half_life,
        hints=(
            "Read the column alive_pct from top to bottom. Stop at the first row that is not above 50.",
            'Keep the rows with a condition, then take the smallest age: curve[curve["alive_pct"] <= 50]',
            'half_after = curve[curve["alive_pct"] <= 50]["lived"].min()',
        ),
        why="The curve uses the lives that have not ended as far as they are known, and no further.",
        mistakes=(
            Mistake(half_of_the_ended, "This is the middle of the powers that ended. It forgets those that live on, and these are long lives."),
            Mistake(half_as_if_today, "This treats the powers in force as if they had ended today. Read the curve instead."),
            Mistake(half_of_the_promises, "This is the middle of the promises. The question is about what happened."),
            Mistake(end_of_the_curve, "This is where the curve reaches zero. Look for the first row at half or less."),
        ),
    ),
    Exercise(
        key="15-margin",
        kind=Number("points", tolerance=0.06),
        answer=ifop_margin,
        hints=(
            "It is the cell above with another row.",
            'row = opinion.loc["ifop13_fr"], and then p and n from this row.',
            "ifop_margin = 100 * 1.96 * math.sqrt(p * (1 - p) / n)",
        ),
        why="The margin shrinks with the square root of n: for half the margin you must ask four times as many people.",
        mistakes=(
            Mistake(ifop_standard_error, "This is one standard error. For 95 percent, multiply by the factor in front of the root."),
            Mistake(ifop_width, "This is the width of the whole interval. The margin goes from the middle to one end."),
            Mistake(ifop_without_root, "The square root is missing: math.sqrt(...)."),
            Mistake(margin_of_the_example, "This is the margin of the example. Take p and n from the row ifop13_fr."),
        ),
    ),
    Exercise(
        key="15-lapse",
        kind=Number("percent", tolerance=0.3),
        answer=strict_after_five,
        hints=(
            "Three changes: the end of both powers, over for both powers, and then lived for the whole table.",
            'strict.loc["fr_algorithmic_video", "over"] = True changes one cell; do the same for the other power and for its end.',
            'strict["lived"] = (strict["end"] - strict["start"]) / year, and then alive_after(5, strict)',
        ),
        why="A rule that counts every lapse as an end shortens the lives. Under it one power even ended on its promised day. "
        "The rule is a choice, and the reader has to be told.",
        mistakes=(
            Mistake(lambda: strict_for([], []), "This is the figure of the first rule. Are over and lived changed for both powers?"),
            Mistake(
                lambda: strict_for(BOTH, []),
                "One lapse is not counted at its own age. Both powers need over and end, and lived must be computed again afterwards.",
            ),
            Mistake(lambda: strict_for([], BOTH), "The ages are new, but over is still False: for the curve these powers leave without an end."),
        ),
    ),
    Exercise(
        key="15-limits",
        kind=Numbers("a percentage for each jurisdiction (a Series)", "percent", tolerance=0.3),
        answer=by_judges,
        hints=(
            "Begin with acts, which leaves the steps out, and keep those with the direction limits_surveillance.",
            'Make a column that is True for a ruling: limits.assign(ruling=limits["kind"] == "court_ruling"). Its mean is a share.',
            '100 * rulings.groupby("jurisdiction")["ruling"].mean()',
        ),
        why="In France the limits of this list come mostly from judges, after the law was voted; in the Union and the United States mostly from lawmakers. "
        "The list is short and chosen.",
        mistakes=(
            Mistake(
                judges_with_steps, "You counted votes and lapses about powers that have a row already. Begin with acts, which leaves the steps out."
            ),
            Mistake(judges_in_counts, "These are counts of rulings. Divide them by all limits of the same jurisdiction."),
            Mistake(judges_as_fractions, "These are shares between 0 and 1. The answer is awaited in percent."),
            Mistake(judges_of_all_acts, "You divided by all acts. Keep the acts that limit surveillance first."),
            Mistake(judges_as_parts_of_all_rulings, "You divided by all rulings together. The whole is the limits of one jurisdiction."),
        ),
    ),
    Exercise(
        key="15-habit",
        kind=Choice("abcd"),
        answer=conclusion,
        hints=(
            "First the numbers: the difference in points, and the margin of a difference as in the pair above.",
            'margin_of(row["pct"], row["n"]) for each row; square both, add, and take the root.',
            "Then read pollster, sponsor and question_paraphrased of both rows. What changed besides the year?",
        ),
        why="A difference beyond its margin is more than chance between samples. It does not say which of the things that changed made it.",
        mistakes=(),
    ),
]

VERDICTS = {}

"""Lesson 12, rules and power: exercises, predictions, verdicts."""

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Number

RELIEF = ["loosens", "simplifies", "delays"]
GROUP = {
    "loosens": "relief",
    "simplifies": "relief",
    "delays": "relief",
    "clarifies": "neither",
    "centralises": "neither",
    "tightens": "more duty",
}


def directions() -> pd.Series:
    """Main direction of every change of the Omnibus, as plain text (our own coding)."""
    return load("omnibus_changes")["direction"].astype(str)


def second_reading() -> pd.Series:
    """The same, with the second direction wherever there is one."""
    changes = load("omnibus_changes")
    return changes["direction_second"].fillna(changes["direction"]).astype(str)


def acts_named_since(first_day: str) -> pd.Series:
    """How many US events since a day name each European act or tax; one event can name several."""
    events = load("us_pressure")
    return events[events["date"] >= first_day]["target_act"].str.split(";").explode().value_counts()


# ------------------------------------------------------------------------------------------- predictions


def relief_share():
    return 100 * directions().isin(RELIEF).mean()


ACT_OPTIONS = {"a": "AI Act", "b": "DMA", "c": "DSA", "d": "DST"}


def act_named_most():
    named = acts_named_since("2025")
    return max(ACT_OPTIONS, key=lambda letter: named.get(ACT_OPTIONS[letter], 0))


def sign_in_the_made_up_world():
    """The same draw as in the notebook: sixty made-up places, each rule leaves nine tenths of the investment."""
    rng = np.random.default_rng(2026)
    size = rng.choice([1, 10, 100], 60)
    number = rng.poisson(2 + 3 * np.log10(size))
    chance = rng.lognormal(0, 0.2, 60)
    correlation = np.corrcoef(number, np.log10(size * 0.9**number * chance))[0, 1]
    return "a" if correlation < -0.2 else "c" if correlation > 0.2 else "b"


PREDICTIONS = [
    Prediction(
        key="12-relief",
        question="Of every 100 provisions that the Omnibus touched, how many bring relief?",
        kind=Number("percent"),
        answer=relief_share,
        surprise="Many of the other changes only clarify, and a few add duties.",
    ),
    Prediction(
        key="12-named",
        question="Which European law do the US events since January 2025 name most often?",
        kind=Choice("abcd"),
        answer=act_named_most,
        surprise="No event in our list names the AI Act, the law that was loosened.",
    ),
    Prediction(
        key="12-sign",
        question="In a made-up world where each rule harms, what is the correlation between rules and investment?",
        kind=Choice("abc"),
        answer=sign_in_the_made_up_world,
        surprise="Large places have more of both, and that hides the harm.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_kappa():
    observed, by_chance = 0.80, 0.40
    return (observed - by_chance) / (1 - by_chance)


def back_new():
    changes = load("omnibus_changes")
    return len(changes[changes["change_type"] == "inserted"])


def same_group():
    changes = load("omnibus_changes")
    first = changes["direction"].astype(str)
    second = changes["direction_second"].fillna(changes["direction"]).astype(str)
    group = {
        "loosens": "relief",
        "simplifies": "relief",
        "delays": "relief",
        "clarifies": "neither",
        "centralises": "neither",
        "tightens": "more duty",
    }
    first_group = first.map(group)
    second_group = second.map(group)
    return (first_group == second_group).sum()


def same_code():
    return int((directions() == second_reading()).sum())


def other_group():
    return int((directions().map(GROUP) != second_reading().map(GROUP)).sum())


def break_even():
    direction = load("omnibus_changes")["direction"].astype(str)
    relief = direction.isin(["loosens", "simplifies", "delays"]).sum()
    tighter = (direction == "tightens").sum()
    return relief / tighter


def break_even_upside_down():
    return 1 / break_even()


def break_even_as_difference():
    return int(directions().isin(RELIEF).sum() - (directions() == "tightens").sum())


def break_even_loosens_only():
    return (directions() == "loosens").sum() / (directions() == "tightens").sum()


def break_even_second_reading():
    return second_reading().isin(RELIEF).sum() / (second_reading() == "tightens").sum()


def break_even_all_others():
    return (directions() != "tightens").sum() / (directions() == "tightens").sum()


def parliament_attains():
    bargain = load("omnibus_bargain")
    closest = bargain["final_closest_to"].str.contains("parliament").sum()
    known = bargain["parliament_2026_03"].notna().sum()
    return 100 * closest / known


def parliament_of_all_issues():
    return 100 * load("omnibus_bargain")["final_closest_to"].str.contains("parliament").mean()


def parliament_of_all_wins():
    return 100 * load("omnibus_bargain")["final_closest_to"].str.split(";").explode().value_counts(normalize=True)["parliament"]


def parliament_without_ties():
    bargain = load("omnibus_bargain")
    return 100 * (bargain["final_closest_to"] == "parliament").sum() / bargain["parliament_2026_03"].notna().sum()


def alive_in_us():
    rules = load("comparators")
    american = rules[rules["country"] == "US"]
    return len(american[(american["binding"] == "yes") & american["date_ended"].isna()])


def binding_in_us():
    return len(load("comparators").query("country == 'US' and binding == 'yes'"))


def in_force_in_us():
    return len(load("comparators").query("country == 'US' and binding == 'yes' and legal_status == 'in_force'"))


def alive_without_binding():
    rules = load("comparators").query("country == 'US'")
    return int(rules["date_ended"].isna().sum())


def alive_federal():
    rules = load("comparators").query("jurisdiction == 'United States' and binding == 'yes'")
    return int(rules["date_ended"].isna().sum())


def both_ways():
    controls = load("export_controls")
    american = controls[(controls["actor"] == "US") & (controls["date"] >= "2025-01-20")]
    made = american[american["state_last_known"] != "proposed"]
    tighter = (made["direction"] == "tighten").sum()
    looser = (made["direction"] == "loosen").sum()
    sentence = {"a": tighter == 0, "b": looser == 0, "c": tighter > looser > 0, "d": looser > tighter > 0}
    return next(letter for letter in "abcd" if sentence[letter])


def both_ways_with_bills():
    american = load("export_controls").query("actor == 'US' and date >= '2025-01-20'")
    counts = american["direction"].value_counts()
    return "c" if counts["tighten"] > counts["loosen"] else "d"


def cost_spread():
    costs = load("compliance_costs")
    yearly = costs[(costs["unit"] == "EUR") & costs["what"].str.contains("yearly")]
    return yearly["high"].max() / yearly["low"].min()


def cost_spread_highs():
    costs = load("compliance_costs").query("unit == 'EUR'")
    yearly = costs[costs["what"].str.contains("yearly")]
    return yearly["high"].max() / yearly["high"].min()


def cost_with_one_off():
    costs = load("compliance_costs").query("unit == 'EUR' and low > 0")
    return costs["high"].max() / costs["low"].min()


def cost_difference():
    costs = load("compliance_costs").query("unit == 'EUR'")
    yearly = costs[costs["what"].str.contains("yearly")]
    return yearly["high"].max() - yearly["low"].min()


EXERCISES = [
    Exercise(
        key="12-back-kappa",
        kind=Number("", tolerance=0.005),
        answer=back_kappa,
        hints=(
            "How much of the way from chance to full agreement did they go?",
            "Above the line: what they reached beyond chance. Below the line: what could be reached beyond chance.",
            "kappa = (observed - by_chance) / (1 - by_chance)",
        ),
        why="Kappa takes chance away on both sides of the division, so it is lower than the plain agreement.",
        mistakes=(
            Mistake(
                lambda: 0.80 - 0.40, "This is the agreement beyond chance. Now divide it by the largest agreement beyond chance that is possible."
            ),
            Mistake(lambda: 0.80, "This is the plain agreement. Kappa takes away what chance alone would give."),
            Mistake(
                lambda: (0.80 - 0.40) / 0.80, "You divided by what was observed. Divide by the way from chance to full agreement, and full is one."
            ),
        ),
    ),
    Exercise(
        key="12-back-new",
        kind=Number("provisions", tolerance=0),
        answer=back_new,
        hints=(
            "Keep some rows of the table with a condition between square brackets, then count them.",
            'The condition: changes["change_type"] == "inserted"',
            'len(changes[changes["change_type"] == "inserted"])',
        ),
        why="An inserted provision did not exist before. Most changes are made inside provisions that did.",
        mistakes=(
            Mistake(lambda: len(load("omnibus_changes")), "These are all the rows. Keep only those that were inserted."),
            Mistake(lambda: int((load("omnibus_changes")["change_type"] != "inserted").sum()), "These are the modified provisions. Keep the others."),
        ),
    ),
    Exercise(
        key="12-group",
        kind=Number("rows", tolerance=0),
        answer=same_group,
        hints=(
            "Compare the two columns of groups, row by row.",
            "A comparison with == gives True or False for each row, and True counts as one.",
            "(first_group == second_group).sum()",
        ),
        why="Fewer and wider groups hide some disagreements: two codes can differ inside one group. What stays are the rows that pull in two ways.",
        mistakes=(
            Mistake(same_code, "This compares the six codes. The question asks for the three groups."),
            Mistake(other_group, "These are the rows whose group changes. The question asks for those whose group stays."),
            Mistake(lambda: 100 * same_group() / len(directions()), "This is a percentage. The question asks for a number of rows."),
        ),
    ),
    Exercise(
        key="12-break-even",
        kind=Number("rows of relief", tolerance=0.05),
        answer=break_even,
        hints=(
            "At the break-even weight, both sides of the balance are equal.",
            "weight times the rows that tighten = the rows that bring relief. Solve for the weight.",
            "The variables relief and tight hold the two numbers: divide the first by the second.",
        ),
        why="The two sides balance when weight times rows of new duty equals the rows of relief. The weight itself is a judgement.",
        mistakes=(
            Mistake(break_even_upside_down, "This is the weight of one row of relief. The question asks for the weight of one row that tightens."),
            Mistake(
                break_even_as_difference, "This is a difference. A weight multiplies: which number, times the rows that tighten, gives the relief?"
            ),
            Mistake(break_even_loosens_only, "You counted only one of the three codes of relief."),
            Mistake(break_even_second_reading, "This uses the second reading. The question asks for the main directions."),
            Mistake(break_even_all_others, "You counted all other rows as relief. Two codes change no burden."),
        ),
    ),
    Exercise(
        key="12-won",
        kind=Number("percent", tolerance=0.3),
        answer=parliament_attains,
        hints=(
            "There are two counts: the wins, and the issues on which we know what the Parliament wanted.",
            'Wins: bargain["final_closest_to"].str.contains("parliament").sum(). Known: notna() says for each cell whether it is filled.',
            'Divide the wins by bargain["parliament_2026_03"].notna().sum(), and multiply by 100.',
        ),
        why="An unknown position cannot win and cannot lose, so it does not belong below the line. A tie counts for both.",
        mistakes=(
            Mistake(
                parliament_of_all_issues,
                "You divided by all issues. On some of them the Parliament's position is not known, and unknown is not a defeat.",
            ),
            Mistake(parliament_of_all_wins, "You divided by all wins of all three. Each side has its own list of known positions."),
            Mistake(parliament_without_ties, "You left the ties out. A tie counts for both sides here."),
        ),
    ),
    Exercise(
        key="12-alive",
        kind=Number("rows", tolerance=0),
        answer=alive_in_us,
        hints=(
            "Three conditions: the country, binding, and no end.",
            'An empty date: rules["date_ended"].isna() is True where the cell is empty.',
            'len(rules[(rules["country"] == "US") & (rules["binding"] == "yes") & rules["date_ended"].isna()])',
        ),
        why="All of them are laws of single states of the US. At the federal level the table holds orders and plans that do not bind firms in general.",
        mistakes=(
            Mistake(binding_in_us, "A repealed law keeps its yes in the column binding. Leave out what has ended."),
            Mistake(in_force_in_us, "These are in force already. A law that is adopted and not yet in force is alive too."),
            Mistake(alive_without_binding, "You left out the condition on binding: orders and plans are counted here too."),
            Mistake(alive_federal, "This looks at the federal level only. California and New York carry the country code US too."),
        ),
    ),
    Exercise(
        key="12-chips",
        kind=Choice("abcd"),
        answer=both_ways,
        hints=(
            "Four conditions: the actor, the date, the state, and then the direction.",
            'made = controls[(controls["actor"] == "US") & (controls["date"] >= "2025-01-20") & (controls["state_last_known"] != "proposed")]',
            'made["direction"].value_counts() shows how often it tightened and how often it loosened.',
        ),
        why="The United States tightens and loosens, as the Union does. With the bills that were only proposed, the count would turn round.",
        mistakes=(
            Mistake(both_ways_with_bills, "Did you leave out the bills? Those with the state proposed are not law, and they change the answer."),
        ),
    ),
    Exercise(
        key="12-cost",
        kind=Number("times", tolerance=0.05),
        answer=cost_spread,
        hints=(
            "Two conditions first: the unit, and a word in the column what.",
            'costs["what"].str.contains("yearly") asks of each cell whether the word is in it.',
            'yearly["high"].max() / yearly["low"].min(), where yearly holds the rows that you kept.',
        ),
        why="The published figures for nearly the same thing lie far apart, and none of them was measured. A debate can choose its number.",
        mistakes=(
            Mistake(cost_spread_highs, "You compared two upper ends. Take the highest high and the lowest low."),
            Mistake(cost_with_one_off, "Costs of one time are mixed with yearly ones here. Keep the rows with the word yearly."),
            Mistake(cost_difference, "This is a difference in euros. Divide instead."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def united_states_press() -> Verdict:
    """T36: supported when a US event since 2025 aimed at the Union goes beyond words (intensity 2 or 3); partly when there are words only."""
    events = load("us_pressure")
    recent = events[(events["date"] >= "2025") & events["target"].str.contains("EU")]
    formal, words = int((recent["intensity"] >= 2).sum()), int((recent["intensity"] == 1).sum())
    easing = int((recent["intensity"] == 0).sum())
    word = "supported" if formal else "partly" if words else "contradicted"
    return Verdict(
        word,
        f"Of {len(recent)} US events since January 2025 that are aimed at the Union, {formal} are formal threats, steps or measures, {words} are words and {easing} are an easing or an agreement. The list ends in February 2026; strength is our own coding.",
        "A fuller list in which the formal threats were withdrawn, or were aimed at other things than European rules.",
    )


def less_rule_to_align() -> Verdict:
    """T39 has two halves. Regulate less: relief outnumbers new duty in the law of 2026, on both readings of our coding.

    To align: the act that the Omnibus loosened is among the acts that US events name. Both halves: supported; one: partly; none: contradicted.
    """
    counts = [(codes.isin(RELIEF).sum(), (codes == "tightens").sum()) for codes in (directions(), second_reading())]
    less = all(relief > tighter for relief, tighter in counts)
    named = acts_named_since("2025")
    to_align = bool(named.get("AI Act", 0) > 0)
    (relief, tighter), (relief_second, tighter_second) = counts
    return Verdict(
        "supported" if less and to_align else "partly" if less or to_align else "contradicted",
        f"Less: yes. {relief} changes bring relief and {tighter} add duties ({relief_second} and {tighter_second} on a second reading). To align: not shown. The US events of our list name the {named.idxmax()} {named.max()} times and the AI Act {named.get('AI Act', 0)} times.",
        "An event or a document in which the AI Act is what Washington asks to change; or another reading of the changes in which new duties outweigh.",
    )


VERDICTS = {"T36": united_states_press, "T39": less_rule_to_align}

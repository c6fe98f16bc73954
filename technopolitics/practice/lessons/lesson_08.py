"""Lesson 08, dependence and backups: exercises, predictions, verdicts."""

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Number, Rule, Word

BREAKDOWN, ORDER = 0.05, 0.05  # made up in the lesson, and said so there


def made_up_years() -> pd.DataFrame:
    """The ten thousand years of the lesson: one row per year, the same lots as in the notebook."""
    rng = np.random.default_rng(2026)
    chances = {"a_breaks": BREAKDOWN, "b_breaks": BREAKDOWN, "c_breaks": BREAKDOWN, "order_1": ORDER, "order_2": ORDER}
    return pd.DataFrame({name: rng.random(10_000) < chance for name, chance in chances.items()})


def main_layers() -> pd.DataFrame:
    """The supplier with the largest share in each layer that has a rated backup; foreign_pct is zero where it is European."""
    stack = load("stack_layers")
    rated = stack[stack["readiness_1_5"].notna()].sort_values("share_pct")
    layers = rated.drop_duplicates("layer", keep="last").sort_values("layer_order")
    return layers.assign(foreign_pct=layers["share_pct"].where(layers["provider_origin"] != "NL", 0))


# ------------------------------------------------------------------------------------------- predictions


def pair_under_one_law():
    return round(1000 * (ORDER + (1 - ORDER) * BREAKDOWN**2))


def layers_under_us_law():
    return int((main_layers()["provider_origin"] == "US").sum())


PREDICTIONS = [
    Prediction(
        key="08-pair",
        question="In how many of a thousand years are two providers under the same law both lost?",
        kind=Number("years of a thousand"),
        answer=pair_under_one_law,
        surprise="The second provider removes nearly all breakdowns, and not one order.",
    ),
    Prediction(
        key="08-layers",
        question="In how many of the thirteen layers does the largest supplier have its head office in the United States?",
        kind=Number("layers"),
        answer=layers_under_us_law,
        surprise="Many firms, one law.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def browser_hhi():
    platforms = load("platform_share")
    browsers = platforms[platforms["metric"] == "browser"]
    europe = browsers[browsers["geography"] == "Europe (continent)"]
    newest = europe[europe["month"] == europe["month"].max()]
    makers = newest[newest["provider"] != "other browsers"]
    return (makers["share_pct"] ** 2).sum()


def newest_makers():
    europe = load("platform_share").query("metric == 'browser' and geography == 'Europe (continent)' and provider != 'other browsers'")
    return europe[europe["month"] == europe["month"].max()]["share_pct"]


def browser_square_of_sum():
    return newest_makers().sum() ** 2


def browser_sum():
    return newest_makers().sum()


def browser_leader():
    return newest_makers().max()


def browser_hhi_of_fractions():
    return ((newest_makers() / 100) ** 2).sum()


def two_laws():
    rng = np.random.default_rng(2026)
    n = 10_000
    years = pd.DataFrame({name: rng.random(n) < 0.05 for name in ["a_breaks", "b_breaks", "c_breaks", "order_1", "order_2"]})
    a_lost = years["a_breaks"] | years["order_1"]
    c_lost = years["c_breaks"] | years["order_2"]
    return (a_lost & c_lost).sum()


def same_law_for_c():
    years = made_up_years()
    return ((years["a_breaks"] | years["order_1"]) & (years["c_breaks"] | years["order_1"])).sum()


def one_or_the_other():
    years = made_up_years()
    return (years["a_breaks"] | years["order_1"] | years["c_breaks"] | years["order_2"]).sum()


def only_c():
    years = made_up_years()
    return (years["c_breaks"] | years["order_2"]).sum()


def breakdown_and_order():
    years = made_up_years()
    return ((years["a_breaks"] | years["order_1"]) & (years["c_breaks"] & years["order_2"])).sum()


def two_laws_as_share():
    return two_laws() / 10_000


def two_laws_of_a_thousand():
    return two_laws() / 10


def two_laws_multiplied():
    years = made_up_years()
    return (years["a_breaks"] | years["order_1"]).mean() * (years["c_breaks"] | years["order_2"]).mean() * 10_000


def all_three_lost():
    years = made_up_years()
    a, b = years["a_breaks"] | years["order_1"], years["b_breaks"] | years["order_1"]
    return (a & b & (years["c_breaks"] | years["order_2"])).sum()


def breakdowns_only():
    years = made_up_years()
    return (years["a_breaks"] & years["c_breaks"]).sum()


def strict_mean():
    stack = load("stack_layers")
    rated = stack[stack["readiness_1_5"].notna()].sort_values("share_pct")
    layers = rated.drop_duplicates("layer", keep="last").copy()
    layers["foreign_pct"] = layers["share_pct"]
    layers.loc[layers["provider_origin"] == "NL", "foreign_pct"] = 0
    no_backup = layers[layers["readiness_1_5"] < 4]
    return no_backup["foreign_pct"].sum() / len(layers)


def strict_sum():
    layers = main_layers()
    return layers[layers["readiness_1_5"] < 4]["foreign_pct"].sum()


def strict_mean_of_the_kept():
    layers = main_layers()
    return layers[layers["readiness_1_5"] < 4]["foreign_pct"].mean()


def strict_only_full_substitutes():
    layers = main_layers()
    return layers[layers["readiness_1_5"] < 5]["foreign_pct"].sum() / len(layers)


def strict_from_three():
    layers = main_layers()
    return layers[layers["readiness_1_5"] < 3]["foreign_pct"].sum() / len(layers)


def strict_turned_round():
    layers = main_layers()
    return layers[layers["readiness_1_5"] >= 4]["foreign_pct"].sum() / len(layers)


def graded_mean():
    layers = main_layers()
    return (layers["foreign_pct"] * (1 - (layers["readiness_1_5"].astype(float) - 1) / 4)).mean()


def long_exit():
    rules = load("portability_rules").set_index("rule_id")
    notice = pd.Timestamp("2026-12-01")
    notice_ends = notice + pd.DateOffset(months=int(rules.loc["DA-04", "value"]))
    moved = notice_ends + pd.DateOffset(months=int(rules.loc["DA-06", "value"]))
    return (moved - notice).days


def exit_days(*months: int, days: int = 0) -> int:
    """Days from 1 December 2026 after some steps of whole months, and then some days."""
    notice = pd.Timestamp("2026-12-01")
    end = notice
    for step in months:
        end = end + pd.DateOffset(months=step)
    return (end + pd.DateOffset(days=days) - notice).days


def normal_exit():
    return exit_days(2, days=30)


def exit_without_notice():
    return exit_days(7)


def exit_with_both_transitions():
    return exit_days(2, 7, days=30)


def exit_in_days_not_months():
    return exit_days(2, days=7)


def exit_in_months_of_thirty_days():
    return 30 * (2 + 7)


def safest_plan():
    breakdown, order = 0.05, 0.05
    alone = order + (1 - order) * breakdown
    lost = {
        "a": order + (1 - order) * breakdown**3,
        "b": alone * (1 - (2 - 1) / 4 * (1 - alone)),
        "c": alone * (1 - (4 - 1) / 4 * (1 - alone)),
        "d": order + (1 - order) * breakdown**2,
    }
    return min(lost, key=lost.get)


def charge_rule():
    rules = load("portability_rules").set_index("rule_id")
    cost_only_from = rules.loc["DA-02", "applies_from"]
    forbidden_from = rules.loc["DA-03", "applies_from"]
    cost_side_by_side_from = rules.loc["DA-08", "applies_from"]

    def charge(day, side_by_side):
        if side_by_side:
            if day < cost_side_by_side_from:
                return "no limit"
            return "cost"
        if day < cost_only_from:
            return "no limit"
        if day < forbidden_from:
            return "cost"
        return "nothing"

    return charge


def charge_without_second_case():
    return lambda day, side_by_side: charge_rule()(day, False)


def charge_ban_for_all():
    return lambda day, side_by_side: charge_rule()(
        day, side_by_side and day < load("portability_rules").set_index("rule_id").loc["DA-03", "applies_from"]
    )


def charge_side_by_side_always_cost():
    return lambda day, side_by_side: "cost" if side_by_side else charge_rule()(day, False)


def charge_first_day_too_late():
    return lambda day, side_by_side: charge_rule()(day - pd.Timedelta(days=1), side_by_side)


def charge_turned_round():
    return lambda day, side_by_side: charge_rule()(day, not side_by_side)


def charge_cases():
    """Days around each date of the rule, for those who leave and those who stay with two."""
    days = ["2023-06-01", "2024-01-10", "2024-01-11", "2025-09-11", "2025-09-12", "2026-11-22", "2027-01-11", "2027-01-12", "2028-01-01"]
    return [(pd.Timestamp(day), side_by_side) for day in days for side_by_side in (False, True)]


def named_charge_case(day, side_by_side):
    return f"{day:%d %B %Y}, {'two clouds side by side' if side_by_side else 'a customer who leaves'}"


def score_without_sov_2():
    framework = load("cloud_sovereignty_framework")
    objectives = framework[framework["kind"] == "objective"]
    fulfilled = objectives[objectives["code"] != "SOV-2"]
    return fulfilled["weight_pct"].sum()


def whole_score():
    return load("cloud_sovereignty_framework")["weight_pct"].sum()


def weight_of_sov_2():
    return load("cloud_sovereignty_framework").set_index("code").loc["SOV-2", "weight_pct"]


def objectives_counted_alike():
    return 100 * 7 / 8


EXERCISES = [
    Exercise(
        key="08-back",
        kind=Number("points", tolerance=1.5),
        answer=browser_hhi,
        hints=(
            "Two steps, in this order: square each share, then add the squares.",
            'The shares are makers["share_pct"], and ** 2 squares every one of them.',
            'browser_hhi = (makers["share_pct"] ** 2).sum()',
        ),
        why="Squares make the leader count most. All the makers but one have their head office in the same State: the index of firms does not see that, and this lesson will.",
        mistakes=(
            Mistake(browser_square_of_sum, "You added first and squared the sum. The HHI squares each share first, then adds."),
            Mistake(browser_sum, "This is the sum of the shares. Square each share before you add."),
            Mistake(browser_leader, "This is the share of the largest maker. The HHI takes all of them: square each, then add."),
            Mistake(browser_hhi_of_fractions, "You used shares as fractions. With percentages the scale runs to 10,000 points."),
        ),
    ),
    Exercise(
        key="08-two-laws",
        kind=Number("years of the ten thousand", tolerance=0.5),
        answer=two_laws,
        hints=(
            "Do for C what the lesson did for B: two columns of years, joined by the sign for 'or'. Then A and C, joined by the sign for 'and'.",
            'The first line: c_lost = years["c_breaks"] | years["order_2"]. How did the lesson count the years in which A and B are both lost?',
            "The second line: both_lost = (a_lost & c_lost).sum()",
        ),
        why="C breaks down as often as B, and its State gives orders as often. Still the office loses both far less often: what helps is not a better provider, but another cause.",
        mistakes=(
            Mistake(same_law_for_c, "You used the orders of State 1 for C. C stands under the law of State 2: take the column order_2."),
            Mistake(one_or_the_other, "These are the years in which A or C is lost. The question asks for A and C together: use &."),
            Mistake(only_c, "These are the years in which C is lost. Join them with the years in which A is lost, by &."),
            Mistake(breakdown_and_order, "For C you asked for a breakdown and an order in the same year. One of the two is enough: use |."),
            Mistake(two_laws_of_a_thousand, "These are years of a thousand. Here the question asks for years of the ten thousand: do not divide."),
            Mistake(two_laws_multiplied, "This is what multiplication expects. Lots seldom hit it exactly: count the years instead, with & and sum."),
            Mistake(all_three_lost, "These are the years in which A, B and C are all lost. The question asks for A and C, whatever happens to B."),
            Mistake(
                breakdowns_only, "You counted breakdowns only. A and C can also be lost by an order: use a_lost, and make c_lost in the same way."
            ),
            Mistake(two_laws_as_share, "This is a share of all years. The question asks for a number of years: sum counts them."),
        ),
    ),
    Exercise(
        key="08-strict",
        kind=Number("percent", tolerance=0.15),
        answer=strict_mean,
        hints=(
            "For this buyer a layer counts in full, or not at all. Which marks count in full?",
            'Keep the layers that count: layers[layers["readiness_1_5"] < 4]. Add their foreign_pct. The others give zero, but they are still layers.',
            'strict_mean = layers[layers["readiness_1_5"] < 4]["foreign_pct"].sum() / len(layers)',
        ),
        why="All or nothing instead of quarters: the mean moves a lot, with no mark changed. Foundries now leave the four worst layers, and professional software enters. Three layers stay at the top under both rules: accelerators, mobile systems and search.",
        mistakes=(
            Mistake(
                strict_mean_of_the_kept,
                "You divided by the number of layers that count. The layers with a zero belong to the mean too: divide by all of them.",
            ),
            Mistake(strict_sum, "This is a sum. Divide it by the number of all layers: len(layers)."),
            Mistake(strict_only_full_substitutes, "You let only mark 5 take everything away. For this buyer mark 4 does so as well."),
            Mistake(strict_from_three, "You let mark 3 take everything away. For this buyer that is too small a scale."),
            Mistake(strict_turned_round, "You added the layers that have a backup. The index adds those that have none."),
            Mistake(graded_mean, "This is the mean with quarters, as before. The new buyer knows only all or nothing."),
        ),
    ),
    Exercise(
        key="08-exit",
        kind=Number("days", tolerance=0),
        answer=long_exit,
        hints=(
            "The lesson made two steps in the calendar: the notice, then the transition. Only the second step changes.",
            "Read the unit of DA-06 in the table: it is not the unit of DA-05. So the step is pd.DateOffset(months=...).",
            'moved = notice_ends + pd.DateOffset(months=int(rules.loc["DA-06", "value"])), and then (moved - notice).days',
        ),
        why="The longer transition replaces the normal one; the notice comes before both. Who needs an exit next week finds none in this law.",
        mistakes=(
            Mistake(normal_exit, "This is the normal exit. Put the longer transition (DA-06) in place of DA-05."),
            Mistake(exit_without_notice, "You counted the transition alone. The notice comes first."),
            Mistake(exit_with_both_transitions, "You added both transitions. The longer one stands in place of the normal one."),
            Mistake(exit_in_days_not_months, "Look at the unit of DA-06: its value counts months."),
            Mistake(exit_in_months_of_thirty_days, "Not every month has thirty days. Let pd.DateOffset(months=...) walk through the calendar."),
        ),
    ),
    Exercise(
        key="08-plan",
        kind=Choice("abcd"),
        answer=safest_plan,
        hints=(
            "Compute the four numbers and choose the smallest. Two come from the function, two from the figure.",
            "For b: print(years_lost(2)). For c the same with another mark.",
            "For a and d: print(one_law). The second value is for two providers, the third for three.",
        ),
        why="A backup that works in three cases of four, under another law, beats two perfect ones under the same law. But a poor mark wastes the other law: b is the worst of the four. Mark 3 comes out about level with plan d.",
        mistakes=(
            Mistake(lambda: "a", "Plan a has the most providers. Compare its number with the others: what do its three providers share?"),
            Mistake(lambda: "b", "Plan b has another law, and a backup that rarely takes over. Compute years_lost(2) and compare."),
            Mistake(lambda: "d", "Plan d cannot fall below the chance of an order. Compare its number with years_lost for the marks of b and c."),
        ),
    ),
    Exercise(
        key="08-charges",
        kind=Rule(charge_cases, result=Word(("no limit", "cost", "nothing"), unknown=False), named=named_charge_case),
        answer=charge_rule,
        hints=(
            "Begin with the new case: if side_by_side: and below it, further to the right, what holds for such customers.",
            "For side by side there is one date and two results. For all others the function charge_for_leaving already knows the answer.",
            'A whole function with one gap left, in the last line of the special case:\n\n```python\ndef charge(day, side_by_side):\n    if side_by_side:\n        if day < cost_side_by_side_from:\n            return "no limit"\n        return ...\n    return charge_for_leaving(day)\n```',
        ),
        why="Two customers, one cable, two rules: to keep a backup running side by side may still cost something after January 2027, when leaving is free. The law makes carrying data cheaper for those who change than for those who have two.",
        mistakes=(
            Mistake(charge_without_second_case, "Your function gives the same answer for both kinds of customers. Use side_by_side."),
            Mistake(charge_ban_for_all, "Your function applies the ban of 2027 to both kinds of customers. Read again whom it does not touch."),
            Mistake(charge_side_by_side_always_cost, "For side by side, look at the time before the date of DA-08."),
            Mistake(charge_first_day_too_late, "Look at the very day from which a rule applies: on that day it already holds. Use <."),
            Mistake(charge_turned_round, "The two kinds of customers have changed places: side_by_side is True for those who use two clouds."),
        ),
    ),
    Exercise(
        key="08-score",
        kind=Number("points", tolerance=0),
        answer=score_without_sov_2,
        hints=(
            "Add up the weights of all objectives that are fulfilled.",
            'Keep the rows whose code is different: objectives[objectives["code"] != "SOV-2"]',
            'score = objectives[objectives["code"] != "SOV-2"]["weight_pct"].sum()',
        ),
        why="A weighted sum lets one strength pay for another weakness: an offer within reach of a foreign law would still pass a mark of 80. A chain does not work like that. The framework has levels as well, and the tender asked for a lowest level beside the score.",
        mistakes=(
            Mistake(whole_score, "This is the score of an offer that fulfils everything. Leave SOV-2 out."),
            Mistake(weight_of_sov_2, "This is the weight of SOV-2 alone: what the offer loses, and not what it gets."),
            Mistake(objectives_counted_alike, "You gave every objective the same weight. Use the column weight_pct."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def backup_question_is_well_founded() -> Verdict:
    """T45: supported when some layer with a US supplier of at least half has no usable backup (mark 1 or 2), contradicted when none has; partly when all such marks are 3."""
    layers = main_layers()
    held = layers[(layers["provider_origin"] == "US") & (layers["share_pct"] >= 50)]
    missing, ready = held[held["readiness_1_5"] <= 2], held[held["readiness_1_5"] >= 4]
    word = "supported" if len(missing) else "contradicted" if len(ready) == len(held) else "partly"
    return Verdict(
        word,
        f"A US supplier holds at least half of {len(held)} of {len(layers)} layers. In {len(missing)} of them the backup is missing or experimental "
        f"({', '.join(missing['layer'])}); in {len(ready)} a large public body already uses one ({', '.join(ready['layer'])}). The marks are our own coding.",
        "Marks of 3 or more for the layers without a backup, given by other coders.",
    )


def study_of_cigref() -> Verdict:
    """T51: the release of Cigref is in our table and puts the share of US firms in spending above half."""
    figures = load("asteres_cigref").set_index("indicator")
    row = figures.loc["us_share_spending"]
    word = "supported" if "cigref_2025" in row["source"] and row["value"] > 50 else "partly" if "cigref_2025" in row["source"] else "contradicted"
    return Verdict(
        word,
        f"The study exists and puts the share of US firms at {row['value']:.0f} percent of professional cloud and software spending. "
        f"Its base is {figures.loc['interviews', 'value']:.0f} interviews, and an association of buyers paid for it.",
        "Other measurements of the same spending that come out below one half.",
    )


def dependence_keeps_increasing() -> Verdict:
    """T52: in one release, the share of European cloud providers falls in both periods (supported), in one (partly), in none (contradicted)."""
    cloud = load("cloud_share")
    one_release = cloud[(cloud["geography"] == "Europe") & (cloud["provider"] == "European providers (all)") & (cloud["vintage"] == "2025-07")]
    share = one_release.sort_values("year").set_index("year")["share_pct"]
    falls = int((share.diff().dropna() < 0).sum())
    word = {0: "contradicted", len(share) - 1: "supported"}.get(falls, "partly")
    steps = ", ".join(f"{value:.0f} percent in {year}" for year, value in share.items())
    return Verdict(
        word,
        f"Cloud in Europe, share of European providers in one release: {steps}. It falls in {falls} of {len(share) - 1} periods. The study that the text quotes is one moment and shows no trend.",
        "A newer release in which the European share falls again, or rises.",
    )


def such_signs_are_rare() -> Verdict:
    """T57: rare when gains since 2025 do not outnumber shocks and retreats; not rare when they do and the European cloud share rose; partly when only one of the two holds."""
    events = load("sovereignty_events")
    past = events[(events["date"] >= "2025") & (events["date"] < "2026-11-22")]
    gains = int((past["direction"] == "autonomy_gain").sum())
    losses = int(past["direction"].isin(["dependence_shock", "autonomy_retreat"]).sum())
    cloud = load("cloud_share").query("provider == 'European providers (all)' and vintage == '2025-07'").set_index("year")["share_pct"]
    rose = cloud[2024] > cloud[2022]
    word = "supported" if gains <= losses else "contradicted" if rose else "partly"
    return Verdict(
        word,
        f"Since 2025 our table has {gains} gains against {losses} shocks and retreats, so signs are not rare; but the share of European cloud providers "
        f"{'rose' if rose else 'did not rise'} ({cloud[2022]:.0f} percent in 2022, {cloud[2024]:.0f} in 2024). The events are our own selection.",
        "A full register of contracts instead of a selection, or a market share that moves.",
    )


def hard_even_for_large_firms() -> Verdict:
    """T59: supported when large firms place at least as much of their spending with US suppliers as firms in general; partly when less but above half; else contradicted."""
    figures = load("asteres_cigref").set_index("indicator")["value"]
    large, everyone = figures["us_share_large_firms"], figures["us_share_spending"]
    return Verdict(
        "supported" if large >= everyone else "partly" if large > 50 else "contradicted",
        f"Large firms place {large:.0f} percent of that spending with US suppliers, all firms {everyone:.0f} percent: size does not make them freer. "
        f"Both figures rest on {figures['interviews']:.0f} interviews.",
        "A survey with more than a handful of firms, in which large ones depend less.",
    )


VERDICTS = {
    "T45": backup_question_is_well_founded,
    "T51": study_of_cigref,
    "T52": dependence_keeps_increasing,
    "T57": such_signs_are_rare,
    "T59": hard_even_for_large_firms,
}

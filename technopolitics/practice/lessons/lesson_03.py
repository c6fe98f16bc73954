"""Lesson 03, chips and concentration: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Name, Number, Numbers


def stage_hhi() -> pd.Series:
    """HHI of every stage of the chain in its newest period, from the firms that are known (a lower bound)."""
    chain = pd.concat([load("chip_chain"), load("chip_chain_cset")])
    newest = chain[chain["period"] == chain.groupby("stage")["period"].transform("max")]
    return newest.assign(square=newest["share_pct"] ** 2).groupby("stage")["square"].sum()


# ------------------------------------------------------------------------------------------- predictions


def tsmc_share():
    foundries = load("foundry_revenue")
    newest = foundries[foundries["quarter"] == foundries["quarter"].max()]
    return newest.set_index("firm").loc["TSMC", "share_pct"]


STAGE_OPTIONS = {
    "a": "Foundry, all nodes",
    "b": "AI accelerators, compute shipped",
    "c": "EUV lithography",
    "d": "Cloud infrastructure services",
}


def most_concentrated_option():
    hhi = stage_hhi()
    return max(STAGE_OPTIONS, key=lambda letter: hhi[STAGE_OPTIONS[letter]])


PREDICTIONS = [
    Prediction(
        key="03-tsmc",
        question="What share of all foundry revenue does TSMC have in the newest quarter?",
        kind=Number("percent"),
        answer=tsmc_share,
        surprise="All the other foundries of the world share the rest.",
    ),
    Prediction(
        key="03-stage",
        question="Which stage of the chain is most concentrated?",
        kind=Choice("abcd"),
        answer=most_concentrated_option,
        surprise="The machines are made by fewer firms than the chips.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_rows():
    foundries = load("foundry_revenue")
    return len(foundries[foundries["hq_country"] == "CN"])


def back_firms():
    foundries = load("foundry_revenue")
    return foundries[foundries["hq_country"] == "CN"]["firm"].nunique()


def cr3():
    foundries = load("foundry_revenue")
    newest = foundries[foundries["quarter"] == foundries["quarter"].max()]
    return newest["share_pct"].nlargest(3).sum()


def cr3_of_first_quarter():
    foundries = load("foundry_revenue")
    first = foundries[foundries["quarter"] == foundries["quarter"].min()]
    return first["share_pct"].nlargest(3).sum()


def cr3_over_all_quarters():
    return load("foundry_revenue")["share_pct"].nlargest(3).sum()


def leader_only():
    return tsmc_share()


def hhi_change():
    foundries = load("foundry_revenue")
    squares = foundries.assign(square=foundries["share_pct"] ** 2)
    hhi = squares.groupby("quarter")["square"].sum()
    return hhi.iloc[-1] - hhi.iloc[0]


def hhi_change_square_of_sum():
    shares = load("foundry_revenue").groupby("quarter")["share_pct"].sum()
    return shares.iloc[-1] ** 2 - shares.iloc[0] ** 2


def hhi_last():
    foundries = load("foundry_revenue")
    return foundries.assign(square=foundries["share_pct"] ** 2).groupby("quarter")["square"].sum().iloc[-1]


def hhi_ratio():
    return hhi_last() / (hhi_last() - hhi_change())


def hhi_change_in_percent():
    return 100 * (hhi_ratio() - 1)


def hhi_change_of_fractions():
    return hhi_change() / 10_000


def rest_change():
    periods = load("foundry_totals")
    quarterly = periods[periods["period_type"] == "quarter"].set_index("period")["top10_revenue_usd_m"]
    foundries = load("foundry_revenue")
    tsmc = foundries[foundries["firm"] == "TSMC"].set_index("quarter")["revenue_usd_m"]
    rest = quarterly - tsmc
    return 100 * (rest.iloc[-1] / rest.iloc[0] - 1)


def whole_change():
    totals = load("foundry_totals").query("period_type == 'quarter'").set_index("period")["top10_revenue_usd_m"]
    return 100 * (totals.iloc[-1] / totals.iloc[0] - 1)


def tsmc_change():
    tsmc = load("foundry_revenue").query("firm == 'TSMC'").set_index("quarter")["revenue_usd_m"]
    return 100 * (tsmc.iloc[-1] / tsmc.iloc[0] - 1)


def rest_change_in_dollars():
    totals = load("foundry_totals").query("period_type == 'quarter'").set_index("period")["top10_revenue_usd_m"]
    tsmc = load("foundry_revenue").query("firm == 'TSMC'").set_index("quarter")["revenue_usd_m"]
    rest = totals - tsmc
    return rest.iloc[-1] - rest.iloc[0]


def rest_turned_round():
    return 100 * (100 / rest_ratio() - 1)


def rest_ratio():
    return 100 + rest_change()


def misprint():
    foundries = load("foundry_revenue")
    others = foundries[(foundries["quarter"] == "2023Q3") & (foundries["firm"] != "Samsung")]
    totals = load("foundry_totals").set_index("period")["top10_revenue_usd_m"]
    # What is missing to the printed total must be Samsung. Which reading is nearer to it?
    missing = totals["2023Q3"] - others["revenue_usd_m"].sum()
    return "a" if abs(missing - 3690) < abs(missing - 3960) else "b"


def catching_up():
    foundries = load("foundry_revenue")
    smic = foundries[foundries["firm"] == "SMIC"].set_index("quarter")
    samsung = foundries[foundries["firm"] == "Samsung"].set_index("quarter")
    ratio = smic["revenue_usd_m"] / samsung["revenue_usd_m"]
    nearer = ratio.iloc[-1] > ratio.iloc[0]
    larger = smic["share_pct"].iloc[-1] - smic["share_pct"].iloc[0] > 1
    letters = ["a", "b"] if nearer else ["c", "d"]
    return letters[0] if larger else letters[1]


def halves():
    countries = pd.concat([load("country_shares"), load("country_shares_cset")])
    at_least_half = countries[countries["share_pct"] >= 50]
    return at_least_half["place"].value_counts()


def halves_all_rows():
    return pd.concat([load("country_shares"), load("country_shares_cset")])["place"].value_counts()


def halves_leaders():
    countries = pd.concat([load("country_shares"), load("country_shares_cset")])
    return countries.sort_values("share_pct").drop_duplicates("segment", keep="last")["place"].value_counts()


def halves_added_shares():
    countries = pd.concat([load("country_shares"), load("country_shares_cset")])
    return countries[countries["share_pct"] >= 50].groupby("place")["share_pct"].sum()


def halves_one_file():
    countries = load("country_shares_cset")
    return countries[countries["share_pct"] >= 50]["place"].value_counts()


def most_halves():
    countries = pd.concat([load("country_shares"), load("country_shares_cset")])
    return countries[countries["share_pct"] >= 50]["place"].value_counts().idxmax()


EXERCISES = [
    Exercise(
        key="03-back",
        kind=Number("rows", tolerance=0),
        answer=back_rows,
        hints=(
            "Lesson 00 kept some rows of a table with a condition between square brackets.",
            'The condition compares a column with a text: foundries["hq_country"] == "CN".',
            'Count with len: len(foundries[foundries["hq_country"] == "CN"])',
        ),
        why="A condition gives True or False for each row; the brackets keep the rows with True; len counts them.",
        mistakes=(
            Mistake(lambda: load("foundry_revenue")["firm"].nunique(), "This is the number of different firms. The question asks for rows."),
            Mistake(lambda: len(load("foundry_revenue")), "This is the number of all rows. Keep only those with the code CN first."),
            Mistake(back_firms, "This is the number of Chinese firms. A firm has one row for each quarter, and the question asks for rows."),
        ),
    ),
    Exercise(
        key="03-cr3",
        kind=Number("percent", tolerance=0.15),
        answer=cr3,
        hints=(
            "First keep one quarter only, then look for its three largest shares.",
            "The newest quarter is already in the variable newest.",
            'newest["share_pct"].nlargest(3) gives the three largest values; .sum() adds them.',
        ),
        why="CR3 is the sum of the three largest shares in one market at one moment. It says nothing about how unequal the three are.",
        mistakes=(
            Mistake(cr3_of_first_quarter, "This is the first quarter of the table. The question asks for the newest one."),
            Mistake(cr3_over_all_quarters, "These are the three largest values of all quarters together (TSMC three times). Keep one quarter first."),
            Mistake(leader_only, "This is the share of the leader alone (CR1). Add the second and the third."),
        ),
    ),
    Exercise(
        key="03-hhi",
        kind=Number("points", tolerance=1),
        answer=hhi_change,
        hints=(
            "The index was computed for each quarter in the variable hhi.",
            "A change is the last value minus the first one.",
            "hhi.iloc[-1] is the last value of a column, hhi.iloc[0] the first.",
        ),
        why="Squares make large shares count more: when the leader takes points from the others, the HHI rises even if CR3 hardly moves.",
        mistakes=(
            Mistake(hhi_change_square_of_sum, "You squared the sum. The HHI sums the squares: first square each share, then add."),
            Mistake(hhi_last, "This is the newest value of the index. The question asks by how much it changed since the first quarter."),
            Mistake(hhi_ratio, "This says how many times as large the index is. The question asks for points: the newest value minus the first."),
            Mistake(
                hhi_change_in_percent,
                "This is the change in percent of the first value. The question asks for points: the newest value minus the first.",
            ),
            Mistake(hhi_change_of_fractions, "You used shares as fractions (0.7). With percentages (70) the scale runs to 10,000 points."),
        ),
    ),
    Exercise(
        key="03-rest",
        kind=Number("percent", tolerance=0.6),
        answer=rest_change,
        hints=(
            "The rest is the total of the top ten minus TSMC, quarter by quarter.",
            'TSMC, with the quarter as the name of each row: tsmc = foundries[foundries["firm"] == "TSMC"].set_index("quarter")["revenue_usd_m"]',
            "rest = quarterly - tsmc (pandas pairs equal quarters), then 100 * (rest.iloc[-1] / rest.iloc[0] - 1).",
        ),
        why="The other nine together take in less than four years ago: all the growth of the ten, and more, went to one firm.",
        mistakes=(
            Mistake(whole_change, "This is the growth of the ten together. Take TSMC out first: its growth hides what the others do."),
            Mistake(tsmc_change, "This is the growth of TSMC. The question is about the nine others."),
            Mistake(rest_change_in_dollars, "This is a difference in million dollars. Divide by the first value to get a percentage."),
            Mistake(rest_ratio, "This is the last value in percent of the first one. The change is what goes beyond 100, and it can be negative."),
            Mistake(rest_turned_round, "You compared the first quarter with the newest. Divide the newest value by the first, and take away 1."),
        ),
    ),
    Exercise(
        key="03-misprint",
        kind=Choice("ab"),
        answer=misprint,
        hints=(
            "A total printed elsewhere can settle it: the ten firms must add up to it.",
            "Add the nine other firms of that quarter, then each of the two readings in turn.",
            "Compare both sums with foundry_totals for 2023Q3: only one fits.",
        ),
        why="A sum that must hold is the cheapest test of a printed figure. It finds swapped digits that no spelling check sees.",
        mistakes=(),
    ),
    Exercise(
        key="03-smic",
        kind=Choice("abcd"),
        answer=catching_up,
        hints=(
            "There are two questions in one: compared with the second, and compared with the whole market.",
            "Divide SMIC's revenue by Samsung's in the first and in the last quarter; then look at SMIC's share in both.",
            "If the ratio rises and the share stays within one point, one firm fell while the other stood still.",
        ),
        why="SMIC comes nearer to the second because the second loses, and not because it takes a larger part of the market.",
        mistakes=(
            Mistake(
                lambda: "a", "Half of it holds. Look at SMIC's share_pct in the first and in the newest quarter: does it grow by more than one point?"
            ),
            Mistake(lambda: "c", "Look at both halves again. Divide SMIC's revenue by Samsung's, in the first and in the newest quarter."),
            Mistake(
                lambda: "d", "Half of it holds. Divide SMIC's revenue by Samsung's, in the first and in the newest quarter: does the result rise?"
            ),
        ),
    ),
    Exercise(
        key="03-halves",
        kind=Numbers("a count for each country (a Series, as value_counts gives it)", "segments", tolerance=0),
        answer=halves,
        hints=(
            "Put the two files together, as the lesson did for the stages: pd.concat([..., ...]).",
            "Keep the rows in which share_pct is at least 50, then count the countries that are left.",
            'kept = countries[countries["share_pct"] >= 50] and then kept["place"].value_counts()',
        ),
        why="Counting halves shows where a single State could say no. It gives each segment the same weight, large or small.",
        mistakes=(
            Mistake(halves_all_rows, "You counted all rows. Keep the rows with at least half of the segment first."),
            Mistake(halves_leaders, "You counted the leader of each segment. A leader can have less than half."),
            Mistake(halves_added_shares, "You added up the shares. Count the rows that are left: value_counts does it."),
            Mistake(halves_one_file, "One of the two files is missing: the segments that do not come from CSET."),
        ),
    ),
    Exercise(
        key="03-most-halves",
        kind=Name("a country code", known=lambda: load("country_shares_cset")["place"]),
        answer=most_halves,
        hints=("Print the count of the exercise before: which name has the largest number?", "halves.idxmax() gives the name of the largest value."),
        why="The United States and Japan are close to each other: a reader who only knows firms' names rarely expects Japan there.",
        mistakes=(),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def chips_are_a_bottleneck() -> Verdict:
    """T19: a stage is a bottleneck when one firm holds at least half of it and advanced chips need it."""
    chain = pd.concat([load("chip_chain"), load("chip_chain_cset")])
    top = chain.groupby("stage")["share_pct"].max()
    needed = ["EUV lithography", "Foundry, advanced AI chips", "Advanced packaging, CoWoS type"]
    tight = top[needed] >= 50
    word = "supported" if tight.all() else "partly" if tight.any() else "contradicted"
    shares = ", ".join(f"{stage}: {top[stage]:.0f} percent" for stage in needed)
    return Verdict(
        word,
        f"One firm holds at least half of {int(tight.sum())} of the {len(needed)} stages that an advanced chip must pass ({shares}).",
        "A second firm with a large share of one of these stages.",
    )


def world_depends_on_nvidia_and_tsmc() -> Verdict:
    """T20: each of the two firms holds at least half of its own stage."""
    chain = load("chip_chain")
    nvidia = chain.query("stage == 'AI accelerators, compute shipped' and firm == 'Nvidia'")["share_pct"].max()
    tsmc = chain.query("stage == 'Foundry, all nodes' and firm == 'TSMC'")["share_pct"].max()
    hhi = stage_hhi()
    tighter = int((hhi > hhi["Foundry, all nodes"]).sum())
    both = [nvidia >= 50, tsmc >= 50]
    return Verdict(
        "supported" if all(both) else "partly" if any(both) else "contradicted",
        f"Nvidia ships {nvidia:.0f} percent of AI compute and TSMC has {tsmc:.1f} percent of foundry revenue; yet {tighter} stages are more concentrated than the foundry market.",
        "Either share below one half, or a customer that does without both.",
    )


VERDICTS = {"T19": chips_are_a_bottleneck, "T20": world_depends_on_nvidia_and_tsmc}

"""Lesson 07, power: start years, two kinds of prices, and the weights of a composite indicator."""

from itertools import product

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Name, Number, Numbers

LAST_YEAR = {"gdp_nominal_share_world": 2023, "gdp_ppp_share_world": 2018}


def shares_of_world(indicator: str) -> pd.DataFrame:
    """Share of world output by year and country, up to the last year before another producer takes over.

    At market prices the EU is left empty before 1990, where members are missing.
    """
    power = load("power_indicators")
    shares = power[power["indicator"] == indicator].pivot(index="year", columns="country", values="value")
    if indicator == "gdp_nominal_share_world":
        shares.loc[shares.index < 1990, "EU"] = np.nan
    return shares.loc[: LAST_YEAR[indicator]]


def changes_from_every_start(indicator: str) -> pd.DataFrame:
    """Change until the last year in percent of the first value, for every start year and country."""
    shares = shares_of_world(indicator)
    end = LAST_YEAR[indicator]
    return 100 * (shares.loc[end] / shares.drop(end) - 1)


def both_powers() -> pd.DataFrame:
    """The five measures of the lesson (rows) for the US and China (columns)."""
    power = load("power_indicators").set_index(["indicator", "year", "country"])["value"].sort_index()
    counts = load("model_counts").set_index(["edition", "year", "place"])["models"].sort_index()
    rows = {
        "output": power["gdp_ppp_share_world", 2025],
        "research": power["rd_expenditure", 2022],
        "patents": power["patent_applications_by_origin", 2024],
        "military": power["military_share_world", 2024],
        "models": counts["2026-07", 2025],
    }
    return pd.DataFrame(rows).loc[["US", "CN"]].T


def china_shares() -> pd.Series:
    """China's share of what the two powers have together, by measure, in percent."""
    both = both_powers()
    return 100 * both["CN"] / (both["CN"] + both["US"])


# ------------------------------------------------------------------------------------------- predictions


def output_at_purchasing_power():
    power = load("power_indicators")
    rows = power[(power["indicator"] == "gdp_ppp_share_world") & (power["year"] == 2025)]
    share = rows.set_index("country")["value"]
    return 100 * share["CN"] / share["US"]


def falls_at_market_prices():
    return int((changes_from_every_start("gdp_nominal_share_world")["US"] < 0).sum())


def china_leads_on_the_grid():
    shares = china_shares().to_list()
    grid = [trial for trial in product(range(0, 101, 10), repeat=len(shares)) if sum(trial) == 100]
    led = np.mean([sum(w * s for w, s in zip(trial, shares, strict=True)) > 5000 for trial in grid])
    return "a" if led == 0 else "b" if led <= 0.25 else "c" if led <= 0.5 else "d"


PREDICTIONS = [
    Prediction(
        key="07-ppp",
        question="How large was China's output of 2025 in percent of that of the US, at the same prices for the same thing?",
        kind=Number("percent of the US"),
        answer=output_at_purchasing_power,
        surprise="At market exchange rates the same year gives less than half of this number.",
    ),
    Prediction(
        key="07-starts",
        question="From how many start years has the American share of world output fallen by 2023, at market prices?",
        kind=Number("start years"),
        answer=falls_at_market_prices,
        surprise="From all the other start years it has risen.",
    ),
    Prediction(
        key="07-grid",
        question="In which part of the weightings does China come out ahead?",
        kind=Choice("abcd"),
        answer=china_leads_on_the_grid,
        surprise="Five measures are enough for either headline.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def models_per_chinese_model():
    counts = load("model_counts")
    of_2024 = counts[(counts["year"] == 2024) & (counts["edition"] == "2026-07")]
    models = of_2024.set_index("place")["models"]
    return models["US"] / models["CN"]


def models_in_the_oldest_edition():
    models = load("model_counts").query("year == 2024 and edition == '2025-02'").set_index("place")["models"]
    return models["US"] / models["CN"]


def models_across_editions():
    counts = load("model_counts").query("year == 2024").set_index(["edition", "place"])["models"]
    return counts["2026-07", "US"] / counts["2025-02", "CN"]


def models_upside_down():
    return 1 / models_per_chinese_model()


def models_of_2025():
    models = load("model_counts").query("year == 2025 and edition == '2026-07'").set_index("place")["models"]
    return models["US"] / models["CN"]


def index_base_1980():
    power = load("power_indicators")
    market = power[power["indicator"] == "gdp_nominal_share_world"]
    market = market.pivot(index="year", columns="country", values="value")
    return 100 * market.loc[2023, "US"] / market.loc[1980, "US"]


def index_of(start: int, end: int) -> float:
    us = shares_of_world("gdp_nominal_share_world")["US"]
    return 100 * us[end] / us[start]


def index_in_points():
    us = shares_of_world("gdp_nominal_share_world")["US"]
    return us[2023] - us[1980]


def falls_at_purchasing_power():
    power = load("power_indicators")
    ppp = power[power["indicator"] == "gdp_ppp_share_world"]
    ppp = ppp.pivot(index="year", columns="country", values="value").loc[:2018]
    starts = ppp.drop(2018)
    changes = 100 * (ppp.loc[2018] / starts - 1)
    return int((changes["US"] < 0).sum())


def rises_at_purchasing_power():
    return int((changes_from_every_start("gdp_ppp_share_world")["US"] > 0).sum())


def always_falling():
    power = load("power_indicators")
    passed = []
    for indicator, end in {"gdp_nominal_share_world": 2023, "gdp_ppp_share_world": 2018}.items():
        shares = power[power["indicator"] == indicator].pivot(index="year", columns="country", values="value")
        shares = shares.loc[:end, ["US", "CN", "EU"]]
        starts = shares.drop(end)
        passed.append((shares.loc[end] < starts).sum() == starts.count())
    both = passed[0] & passed[1]
    return both.idxmax()


def price_level_of_output():
    power = load("power_indicators")
    rows = power[power["year"] == 2025].pivot(index="indicator", columns="country", values="value")
    china = 100 * rows["CN"] / rows["US"]
    return 100 * china["gdp_nominal_share_world"] / china["gdp_ppp_share_world"]


def price_level_upside_down():
    return 10_000 / price_level_of_output()


def price_level_of_research():
    power = load("power_indicators").set_index(["indicator", "year"])["value"]
    return 100 * power["rd_china_to_us_market", 2023] / power["rd_china_to_us_ppp", 2023]


def price_difference():
    return output_at_purchasing_power() * (1 - price_level_of_output() / 100)


def price_level_from_chinese_shares():
    china = load("power_indicators").query("year == 2025 and country == 'CN'").set_index("indicator")["value"]
    return 100 * china["gdp_nominal_share_world"] / china["gdp_ppp_share_world"]


def points_to_move():
    power = load("power_indicators")
    wanted = {
        "output": ("gdp_ppp_share_world", 2025),
        "research": ("rd_expenditure", 2022),
        "patents": ("patent_applications_by_origin", 2024),
        "military": ("military_share_world", 2024),
    }
    measures = {}
    for name, (indicator, year) in wanted.items():
        rows = power[(power["indicator"] == indicator) & (power["year"] == year)]
        measures[name] = rows.set_index("country")["value"]
    models = load("model_counts").query("edition == '2026-07' and year == 2025")
    measures["models"] = models.set_index("place")["models"]
    both = pd.DataFrame(measures).loc[["US", "CN"]].T
    china_share = 100 * both["CN"] / (both["CN"] + both["US"])
    missing = 50 - china_share.mean()
    gain_of_one_point = (china_share["patents"] - china_share["military"]) / 100
    return missing / gain_of_one_point


def only_the_gap():
    return 50 - china_shares().mean()


def from_models_to_patents():
    shares = china_shares()
    return 100 * (50 - shares.mean()) / (shares["patents"] - shares["models"])


def only_patents_gain():
    shares = china_shares()
    return 100 * (50 - shares.mean()) / shares["patents"]


def only_half_of_the_distance():
    shares = china_shares()
    return 100 * (50 - shares.mean()) / (shares["patents"] - 50)


def two_means():
    power = load("power_indicators")
    wanted = {
        "output": ("gdp_ppp_share_world", 2025),
        "research": ("rd_expenditure", 2022),
        "patents": ("patent_applications_by_origin", 2024),
        "military": ("military_share_world", 2024),
    }
    measures = {}
    for name, (indicator, year) in wanted.items():
        rows = power[(power["indicator"] == indicator) & (power["year"] == year)]
        measures[name] = rows.set_index("country")["value"]
    models = load("model_counts").query("edition == '2026-07' and year == 2025")
    measures["models"] = models.set_index("place")["models"]
    five = pd.DataFrame(measures).loc[["US", "CN"]].T
    china_in_percent = 100 * five["CN"] / five["US"]
    us_in_percent = 100 * five["US"] / five["CN"]
    return {"CN": china_in_percent.mean(), "US": us_in_percent.mean()}


def means_swapped():
    right = two_means()
    return {"CN": right["US"], "US": right["CN"]}


def means_of_shares():
    share = china_shares().mean()
    return {"CN": share, "US": 100 - share}


def second_mean_from_the_first():
    first = two_means()["CN"]
    return {"CN": first, "US": 10_000 / first}


def ratios_of_means():
    means = both_powers().mean()
    return {"CN": 100 * means["CN"] / means["US"], "US": 100 * means["US"] / means["CN"]}


def japan_passes():
    power = load("power_indicators")
    market = power[power["indicator"] == "gdp_nominal_share_world"]
    market = market.pivot(index="year", columns="country", values="value")
    seen = market.loc[1970:1995]
    jp_slope, jp_level = np.polyfit(seen.index, seen["JP"], 1)
    us_slope, us_level = np.polyfit(seen.index, seen["US"], 1)
    return (us_level - jp_level) / (jp_slope - us_slope)


def crossing(rival: str, start: int, end: int) -> float:
    seen = shares_of_world("gdp_nominal_share_world").loc[start:end]
    slope, level = np.polyfit(seen.index, seen[rival], 1)
    us_slope, us_level = np.polyfit(seen.index, seen["US"], 1)
    return (us_level - level) / (slope - us_slope)


def japan_from_the_ends():
    seen = shares_of_world("gdp_nominal_share_world").loc[[1970, 1995]]
    gap = seen["US"] - seen["JP"]
    return 1995 + gap[1995] / ((gap[1970] - gap[1995]) / 25)


def shares_of_ai():
    budgets = load("military_ai_budgets")
    amounts = budgets[budgets["fiscal_year"] == 2026]["amount_usd_bn"]
    wholes = [848, 962, 1010]
    return {"smallest": 100 * amounts.min() / max(wholes), "largest": 100 * amounts.max() / min(wholes)}


def shares_with_2027():
    amounts = load("military_ai_budgets")["amount_usd_bn"]
    return {"smallest": 100 * amounts.min() / 1010, "largest": 100 * amounts.max() / 848}


def shares_of_one_whole():
    amounts = load("military_ai_budgets").query("fiscal_year == 2026")["amount_usd_bn"]
    return {"smallest": 100 * amounts.min() / 848, "largest": 100 * amounts.max() / 848}


def shares_of_the_middle():
    amounts = load("military_ai_budgets").query("fiscal_year == 2026")["amount_usd_bn"]
    return {"smallest": 100 * amounts.min() / 962, "largest": 100 * amounts.max() / 962}


def shares_paired_wrongly():
    amounts = load("military_ai_budgets").query("fiscal_year == 2026")["amount_usd_bn"]
    return {"smallest": 100 * amounts.min() / 848, "largest": 100 * amounts.max() / 1010}


def shares_of_the_sum():
    amounts = load("military_ai_budgets").query("fiscal_year == 2026")["amount_usd_bn"]
    return {"smallest": 100 * amounts.min() / 1010, "largest": 100 * amounts.sum() / 848}


EXERCISES = [
    Exercise(
        key="07-back-edition",
        kind=Number("US models for one Chinese model", tolerance=0.02),
        answer=models_per_chinese_model,
        hints=(
            "Lesson 06: one catalogue, several editions. Which rows belong to the edition that is asked for?",
            "In the edition 2026-07 there is one row for the US and one for China. Divide the first by the second.",
            'rows = of_2024[of_2024["edition"] == "2026-07"].set_index("place")["models"], then rows["US"] / rows["CN"]',
        ),
        why="The oldest edition gives about twice this ratio. Chinese models entered the catalogue late: part of a 'catching up' is bookkeeping.",
        mistakes=(
            Mistake(models_in_the_oldest_edition, "This is the ratio of the oldest edition. The question asks for the newest one."),
            Mistake(models_across_editions, "You divided a count of one edition by a count of another. Take both from the same edition."),
            Mistake(models_upside_down, "These are Chinese models for one American one. The question asks the other way round."),
            Mistake(models_of_2025, "These are the models of 2025. The question is about those of 2024."),
        ),
    ),
    Exercise(
        key="07-index",
        kind=Number("percent of the value of 1980", tolerance=0.1),
        answer=index_base_1980,
        hints=(
            "An index number is a value in percent of its base. Which year is the base now?",
            "The example with 1985 needs one change. Then read the value of 2023.",
            'index_2023 = 100 * market.loc[2023, "US"] / market.loc[1980, "US"]',
        ),
        why="With the base 1980 the index of 2023 is a little above 100: no decline. With the base 1985 it was far below. Both are correct.",
        mistakes=(
            Mistake(lambda: index_of(1985, 2023), "This is the index with the base 1985. Change the base year."),
            Mistake(lambda: index_of(2023, 1980), "You divided by the value of 2023. The base year stands below the line."),
            Mistake(index_in_points, "This is a difference in points of world output. An index divides by the base."),
            Mistake(
                lambda: index_of(1980, 2023) - 100, "This is the change in percent. The index itself also holds the base: what stands for no change?"
            ),
        ),
    ),
    Exercise(
        key="07-ppp-starts",
        kind=Number("start years", tolerance=0),
        answer=falls_at_purchasing_power,
        hints=(
            "The cell above did it for market prices: divide the last value by every earlier one, subtract one, look at the sign.",
            'changes = ppp.loc[2018] / starts - 1 gives one change for each start year and country. Then choose the column "US".',
            '(changes["US"] < 0).sum() counts the years in which the condition is true.',
        ),
        why="At purchasing power the American share fell from every start year. The fall is robust to the start year, and not to the kind of prices.",
        mistakes=(
            Mistake(rises_at_purchasing_power, "You counted the start years from which the share rose. Turn the sign of the condition."),
            Mistake(
                falls_at_market_prices,
                "Two ways lead here: the table of market prices, or comparing each year with the one before. Use ppp, and compare each start year with 2018.",
            ),
        ),
    ),
    Exercise(
        key="07-every-start",
        kind=Name("a place code", known=lambda: ["US", "CN", "EU"]),
        answer=always_falling,
        hints=(
            "Two tests: the counts at market prices are in falls, those at purchasing power you compute as in the cell before.",
            "For each place compare the number of falls with the number of start years that have a value.",
            "(ppp.loc[2018] < starts).sum() gives the counts at purchasing power for all places at once; market.count() - 1 the start years at market prices.",
        ),
        why="The Union's share fell from every start year in both kinds of prices. A share falls when others grow faster: it says nothing about poverty.",
        mistakes=(
            Mistake(lambda: "US", "It passes one of the two tests only. Look at falls again: from how many start years at market prices?"),
            Mistake(lambda: "CN", "Its share rose from nearly every start year. Which sign means a fall?"),
        ),
    ),
    Exercise(
        key="07-price-level",
        kind=Number("cents", tolerance=0.3),
        answer=price_level_of_output,
        hints=(
            "Back to North and South: output at own prices is quantity times price. At common prices the price no longer differs. What is left when you divide one by the other?",
            "Divide the value at market rates by the value at purchasing power, both from the row output 2025.",
            'cents = 100 * china.loc["output 2025", "market"] / china.loc["output 2025", "ppp"]',
        ),
        why="The two yardsticks differ by the price level and by nothing else. A low price level makes a country look small at market rates.",
        mistakes=(
            Mistake(
                price_level_upside_down, "You divided the other way round. Things are cheaper in China on average, so the answer is below one dollar."
            ),
            Mistake(price_level_of_research, "This is the price level of research in 2023. Take the row output 2025."),
            Mistake(price_difference, "This is a difference in percent of the US. A price level is one number divided by the other."),
            Mistake(
                price_level_from_chinese_shares,
                "You divided the two Chinese shares. Each belongs to another world, so use China in percent of the US.",
            ),
        ),
    ),
    Exercise(
        key="07-flip",
        kind=Number("points of weight", tolerance=0.06),
        answer=points_to_move,
        hints=(
            "How far is the index from 50 under equal weights? And by how much does it rise when one point of weight moves?",
            "One point that moves takes a hundredth of the military share away and adds a hundredth of the patent share.",
            'missing = 50 - china_share.mean(); one point gains (china_share["patents"] - china_share["military"]) / 100; divide the first by the second.',
        ),
        why="A change of weight that nobody would notice turns the first into the second. A rank hides how small the margin is.",
        mistakes=(
            Mistake(only_the_gap, "This is how far the index is from 50. By how much does it move for each point of weight?"),
            Mistake(from_models_to_patents, "You took the weight from models. The question takes it from military."),
            Mistake(only_patents_gain, "You counted what patents gain. The same point of weight is also taken away from military."),
            Mistake(
                only_half_of_the_distance,
                "You measured from the middle of the scale to patents. The weight comes from military, which lies on the other side.",
            ),
        ),
    ),
    Exercise(
        key="07-ratio",
        kind=Numbers('two means: {"CN": ..., "US": ...}', "percent", tolerance=0.6),
        answer=two_means,
        hints=(
            "Divide one column by the other, row by row, and take the mean of the five results. Then swap the columns.",
            'China in percent of the US is 100 * five["CN"] / five["US"]; .mean() gives the mean.',
            'two_means = {"CN": (100 * five["CN"] / five["US"]).mean(), "US": (100 * five["US"] / five["CN"]).mean()}',
        ),
        why="Both means are above 100: in one and the same table each power is ahead of the other. A large ratio counts more than its inverse, so the scale chose the winner.",
        mistakes=(
            Mistake(means_swapped, "The two means have changed places. Which country stands above the line under the name CN?"),
            Mistake(
                means_of_shares,
                "These are the shares of the two together, as in the lesson. The exercise asks for one country in percent of the other.",
            ),
            Mistake(
                second_mean_from_the_first,
                "You turned the first mean upside down. Compute the second from the table: the mean of inverses is not the inverse of the mean.",
            ),
            Mistake(ratios_of_means, "You took the means first, over different units. Divide row by row, then take the mean."),
        ),
    ),
    Exercise(
        key="07-japan",
        kind=Number("years", tolerance=0.15),
        answer=japan_passes,
        hints=(
            "The loop above does it for China. Which two things have to change?",
            'Take market.loc[1970:1995] and the column "JP" in place of "CN".',
            "Two calls of np.polyfit give two slopes and two levels; they cross at (us_level - jp_level) / (jp_slope - us_slope).",
        ),
        why="The line was good: it had no way to know that it would turn. Japan's share has fallen since, and the crossing never came.",
        mistakes=(
            Mistake(lambda: crossing("JP", 1960, 1995), "Your line starts in 1960. The question starts in 1970."),
            Mistake(lambda: crossing("JP", 1970, 2023), "You used what came after 1995. Somebody in 1995 did not know it."),
            Mistake(lambda: crossing("CN", 1970, 1995), "This is China. In 1995 the rival that people spoke of was Japan."),
            Mistake(japan_from_the_ends, "You drew the lines through the first and the last point. polyfit uses all points between them."),
        ),
    ),
    Exercise(
        key="07-budget",
        kind=Numbers('two shares: {"smallest": ..., "largest": ...}', "percent", tolerance=0.006),
        answer=shares_of_ai,
        hints=(
            "A share becomes small with a small part and a large whole. And large?",
            "Keep the rows of the fiscal year 2026. Three parts and three wholes make nine shares.",
            "100 * smallest part / largest whole, and 100 * largest part / smallest whole.",
        ),
        why="Both ends are small shares of a large budget, and one is several times the other. A printed share needs two perimeters, of the part and of the whole.",
        mistakes=(
            Mistake(shares_with_2027, "You used the row of the fiscal year 2027 for the largest part. Its whole is not given here."),
            Mistake(shares_of_one_whole, "You used one whole for both. Another whole makes the smallest share smaller."),
            Mistake(shares_of_the_middle, "You used the middle whole for both. The ends need the smallest and the largest whole."),
            Mistake(shares_paired_wrongly, "The smallest share needs the largest whole, and the other way round."),
            Mistake(shares_of_the_sum, "You added the parts. One of them is a part of another, so the sum counts it twice."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def american_decline_to_fear() -> Verdict:
    """T25: fear itself is not in a table; computed is whether there is a decline to fear.

    Supported when the American share of world output falls from every start year at market prices and at purchasing
    power; contradicted when in neither of the two it falls from more than half of the start years; partly otherwise.
    """
    market = changes_from_every_start("gdp_nominal_share_world")["US"].dropna() < 0
    ppp = changes_from_every_start("gdp_ppp_share_world")["US"].dropna() < 0
    if market.all() and ppp.all():
        word = "supported"
    elif market.mean() <= 0.5 and ppp.mean() <= 0.5:
        word = "contradicted"
    else:
        word = "partly"
    us = shares_of_world("gdp_nominal_share_world")["US"]
    return Verdict(
        word,
        f"The American share of world output fell from {market.sum()} of {len(market)} start years at market prices "
        f"(1980: {us[1980]:.0f} percent, 2023: {us[2023]:.0f}) and from {ppp.sum()} of {len(ppp)} at purchasing power. "
        "Whether anybody fears it, these tables cannot say.",
        "One yardstick on which both kinds of prices agree from every start year; for the fear itself, a count of speeches or a survey.",
    )


VERDICTS = {"T25": american_decline_to_fear}

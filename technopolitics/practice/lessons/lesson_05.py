"""Lesson 05, talent: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Number, Numbers, Rule


def top_tier_share(measure: str, country: str, year: int) -> float:
    """Share of one country in the top tier of one cohort: "origin_share" (first degree) or "work_share" (employer)."""
    side = {"origin_share": "origin", "work_share": "destination"}[measure]
    flows = load("talent_flows").query("tier == 'top_tier'")
    row = flows[(flows["measure"] == measure) & (flows[side] == country) & (flows["cohort_year"] == year)]
    return row["share_pct"].iloc[0]


def balance(country: str, year: int) -> float:
    """Points employed minus points trained."""
    return top_tier_share("work_share", country, year) - top_tier_share("origin_share", country, year)


def worked_per_hundred_trained(country: str, year: int) -> float:
    return 100 * top_tier_share("work_share", country, year) / top_tier_share("origin_share", country, year)


# ------------------------------------------------------------------------------------------- predictions


def per_hundred_trained_in_china():
    return worked_per_hundred_trained("CN", 2022)


def how_the_gap_moved():
    closer = abs(balance("CN", 2019)) - abs(balance("CN", 2022))
    return "a" if closer >= 2 else "c" if closer <= -2 else "b"


def eu_members_that_gain():
    migration = load("talent_migration")
    members = migration[migration["eu_member"]]
    return int((members["net_per_10k_2019"] > 0).sum())


PREDICTIONS = [
    Prediction(
        key="05-kept",
        question="In 2022, how many top researchers worked in China for every 100 who had their first degree there?",
        kind=Number("researchers per 100 trained"),
        answer=per_hundred_trained_in_china,
        surprise="Three years earlier it was far fewer.",
    ),
    Prediction(
        key="05-gap",
        question="How did the gap between work and training in China move from 2019 to 2022?",
        kind=Choice("abc"),
        answer=how_the_gap_moved,
        surprise="The ratio moved a great deal in the same three years.",
    ),
    Prediction(
        key="05-eu",
        question="How many of the EU members in the LinkedIn table gained people with AI skills in 2019?",
        kind=Number("members"),
        answer=eu_members_that_gain,
        surprise="Four years earlier it was a minority.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def papers_too_many():
    counts = load("neurips_2025")
    papers = counts[counts["metric"] == "accepted_papers"].set_index("place")["value"]
    return papers.drop("world").sum() - papers["world"]


def papers_with_the_world():
    counts = load("neurips_2025")
    return counts[counts["metric"] == "accepted_papers"]["value"].sum()


def papers_of_three():
    counts = load("neurips_2025")
    return counts[(counts["metric"] == "accepted_papers") & (counts["place"] != "world")]["value"].sum()


def papers_and_authors():
    counts = load("neurips_2025")
    world = counts["place"] == "world"
    return counts[~world]["value"].sum() - counts[world]["value"].sum()


def net_2022():
    flows = load("talent_flows")
    cohort = flows[(flows["tier"] == "top_tier") & (flows["cohort_year"] == 2022)]
    by_origin = cohort[cohort["measure"] == "origin_share"].set_index("origin")["share_pct"]
    by_work = cohort[cohort["measure"] == "work_share"].set_index("destination")["share_pct"]
    return by_work["CN"] - by_origin["CN"]


def net_2022_elite():
    elite = load("talent_flows").query("tier == 'elite' and cohort_year == 2022")
    working = elite.query("measure == 'work_share' and destination == 'CN'")["share_pct"].iloc[0]
    return working - elite.query("measure == 'origin_share' and origin == 'CN'")["share_pct"].iloc[0]


def ratio_2022():
    flows = load("talent_flows")
    cohort = flows[(flows["tier"] == "top_tier") & (flows["cohort_year"] == 2022)]
    by_origin = cohort[cohort["measure"] == "origin_share"].set_index("origin")["share_pct"]
    by_work = cohort[cohort["measure"] == "work_share"].set_index("destination")["share_pct"]
    return 100 * by_work["CN"] / by_origin["CN"]


def ratio_upside_down():
    return 100 * 100 / ratio_2022()


def path_to_us():
    flows = load("talent_flows")
    cohort = flows[(flows["tier"] == "top_tier") & (flows["cohort_year"] == 2019)]
    trained_in_china = cohort[(cohort["measure"] == "origin_share") & (cohort["origin"] == "CN")]["share_pct"].iloc[0]
    working_in_us = cohort[(cohort["measure"] == "work_share") & (cohort["destination"] == "US")]["share_pct"].iloc[0]
    staff = cohort[cohort["measure"] == "composition_at_destination"].set_index("origin")["share_pct"]
    points = working_in_us * staff["CN"] / 100
    return 100 * points / trained_in_china


def staff_share():
    flows = load("talent_flows").query("tier == 'top_tier' and cohort_year == 2019")
    return flows.query("measure == 'composition_at_destination' and origin == 'CN'")["share_pct"].iloc[0]


def staff_share_over_trained():
    return 100 * staff_share() / top_tier_share("origin_share", "CN", 2019)


def path_points():
    return top_tier_share("work_share", "US", 2019) * staff_share() / 100


def path_printed():
    paths = load("talent_paths").query("cohort_year == 2019 and measure == 'path_of_origin_group' and origin == 'CN'")
    return paths["share_pct"].iloc[0]


def ceiling():
    def highest_stay_rate(trained, working):
        return min(100, 100 * working / trained)

    return highest_stay_rate


def ceiling_without_limit():
    return lambda trained, working: 100 * working / trained


def ceiling_upside_down():
    return lambda trained, working: min(100, 100 * trained / working)


def ceiling_of_points():
    return lambda trained, working: min(trained, working)


def ceiling_as_difference():
    return lambda trained, working: working - trained


def ceiling_cases():
    return [
        (top_tier_share("origin_share", "CN", 2019), top_tier_share("work_share", "CN", 2019)),
        (top_tier_share("origin_share", "CN", 2022), top_tier_share("work_share", "CN", 2022)),
        (top_tier_share("origin_share", "US", 2019), top_tier_share("work_share", "US", 2019)),
        (top_tier_share("origin_share", "GB", 2019), top_tier_share("work_share", "GB", 2019)),
        (10.0, 1.0),
        (8.0, 6.0),
    ]


def median_eu():
    migration = load("talent_migration")
    members = migration[migration["eu_member"]]
    return members["net_per_10k_2019"].median()


def mean_eu():
    return load("talent_migration").query("eu_member")["net_per_10k_2019"].mean()


def median_eu_2015():
    return load("talent_migration").query("eu_member")["net_per_10k_2015"].median()


def median_all():
    return load("talent_migration")["net_per_10k_2019"].median()


def payers():
    migration = load("talent_migration")
    return migration.groupby("income_group")["net_per_10k_2019"].median()


def payers_mean():
    return load("talent_migration").groupby("income_group")["net_per_10k_2019"].mean()


def payers_2015():
    return load("talent_migration").groupby("income_group")["net_per_10k_2015"].median()


def payers_sum():
    return load("talent_migration").groupby("income_group")["net_per_10k_2019"].sum()


def payers_count():
    return load("talent_migration").groupby("income_group")["net_per_10k_2019"].count()


def selection():
    studies = load("stay_rates")
    carnegie = studies[(studies["study"] == "Carnegie 2025") & (studies["outcome"] == "still in US")]
    hoover = studies[(studies["study"] == "Hoover 2025") & (studies["outcome"] == "trained and employed only in China")]
    same_people = carnegie["cohort"].iloc[0] == hoover["cohort"].iloc[0]
    return "a" if same_people else "c"


def wages():
    salaries = load("salaries")
    comparable = salaries[(salaries["measure"] == "average base pay, modelled") & (salaries["place"] == "whole country")]
    pay = comparable.set_index("country")["amount_usd"]
    return pay["US"] / pay.drop("US").median()


def comparable_pay() -> pd.Series:
    return load("salaries").query("measure == 'average base pay, modelled' and place == 'whole country'").set_index("country")["amount_usd"]


def wages_in_san_francisco():
    city = load("salaries").query("measure == 'average base pay, modelled' and place == 'San Francisco'")["amount_usd"].iloc[0]
    return city / comparable_pay().drop("US").median()


def wages_with_us_inside():
    return comparable_pay()["US"] / comparable_pay().median()


def wages_mean():
    return comparable_pay()["US"] / comparable_pay().drop("US").mean()


def wages_headline():
    return load("salaries")["amount_usd"].max() / comparable_pay().drop("US").median()


def wages_difference():
    return comparable_pay()["US"] - comparable_pay().drop("US").median()


EXERCISES = [
    Exercise(
        key="05-back-sum",
        kind=Number("papers", tolerance=0),
        answer=papers_too_many,
        hints=(
            "Lesson 03 tested a printed total with a sum. Do the same: the parts on one side, the whole on the other.",
            'Keep the rows with the metric accepted_papers. One of them is the whole: its place is "world".',
            'papers = counts[counts["metric"] == "accepted_papers"].set_index("place")["value"], then papers.drop("world").sum() - papers["world"]',
        ),
        why="Three countries alone exceed the world. A paper written in two countries may count twice, or the counts are too high: such shares do not add up to a hundred.",
        mistakes=(
            Mistake(papers_with_the_world, "The row of the world is in your sum, and it is the whole. Take it out, then compare the parts with it."),
            Mistake(papers_of_three, "This is the sum of the countries. The question asks by how much it exceeds the row of the world."),
            Mistake(papers_and_authors, "Lead authors are in your sum too. Keep one metric: people and papers do not add up."),
        ),
    ),
    Exercise(
        key="05-net",
        kind=Number("points", tolerance=0.2),
        answer=net_2022,
        hints=(
            "The worked example did it for 2019: work minus training.",
            "The tables trained and working have a column for each year. You need the row CN and the column 2022 of both.",
            'working.loc["CN", 2022] - trained.loc["CN", 2022]',
        ),
        why="Work minus training, in points. Below zero means that fewer top researchers work in the country than took their first degree there.",
        mistakes=(
            Mistake(lambda: balance("CN", 2019), "This is the balance of 2019. Take the other column."),
            Mistake(lambda: balance("US", 2022), "This is the balance of the United States. Take the row CN."),
            Mistake(net_2022_elite, "This is the elite, a smaller group. The example used the top tier."),
            Mistake(
                lambda: balance("CN", 2022) - balance("CN", 2019),
                "This is how much the balance changed. The question asks for the balance of one year.",
            ),
        ),
    ),
    Exercise(
        key="05-ratio",
        kind=Number("researchers for every 100 trained", tolerance=0.3),
        answer=ratio_2022,
        hints=(
            "Use the same two numbers as before, with another sign between them.",
            "For every 100 trained: divide those who work there by those who were trained there, then multiply by 100.",
            '100 * working.loc["CN", 2022] / trained.loc["CN", 2022]',
        ),
        why="The ratio measures the gap against the size of what is trained. The same gap is a smaller part of a larger number.",
        mistakes=(
            Mistake(lambda: worked_per_hundred_trained("CN", 2019), "This is the ratio of 2019. Take the other column."),
            Mistake(ratio_upside_down, "You divided training by work. The number of trained people belongs below the line."),
            Mistake(lambda: worked_per_hundred_trained("US", 2022), "This is the ratio of the United States. Take the row CN."),
        ),
    ),
    Exercise(
        key="05-path",
        kind=Number("percent", tolerance=0.3),
        answer=path_to_us,
        hints=(
            "Two steps. First: how many points of all researchers are both trained in China and working in the US?",
            "A part of a part is a product: the share that works in the US, times the share of China among them, divided by 100.",
            "points = us_work * china_in_us / 100, then divide by china_trained and multiply by 100",
        ),
        why="The two shares have different wholes. Bring both to the same whole (all researchers) first; then one may be divided by the other.",
        mistakes=(
            Mistake(
                staff_share,
                "This is the share of China among those who work in the US. Its whole is the US staff; the question is about those trained in China.",
            ),
            Mistake(
                staff_share_over_trained,
                "You divided two shares with different wholes. First turn the share of the US staff into points of all researchers.",
            ),
            Mistake(path_points, "These are points of all researchers, the first step. Now divide by those trained in China."),
            Mistake(path_printed, "This is the figure that was printed in an article. Compute your own first; the comparison follows below."),
        ),
    ),
    Exercise(
        key="05-ceiling",
        kind=Rule(
            ceiling_cases,
            result=Number("percent", tolerance=0.1),
            named=lambda trained, working: f"{trained:g} trained and {working:g} working",
        ),
        answer=ceiling,
        hints=(
            "Those who stayed are part of both groups: of the trained, and of the people who work there. So they are at most the smaller group.",
            "There are two limits: 100 * working / trained, and 100, because nobody can keep more people than there are.",
            "return min(100, 100 * working / trained)",
        ),
        why="A stayer was trained there and works there, so stayers are at most the smaller of both groups. That is a ceiling, and no estimate.",
        mistakes=(
            Mistake(
                ceiling_without_limit,
                "A country that employs more people than it trained gets a rate above 100 from your function. Nobody can keep more people than there are.",
            ),
            Mistake(ceiling_upside_down, "Your fraction is upside down: the people who could stay are those who were trained."),
            Mistake(
                ceiling_of_points,
                "This is the largest number of stayers, in points. A rate divides it by those who were trained, and is given in percent.",
            ),
            Mistake(ceiling_as_difference, "This is the balance. A rate is a part divided by a whole."),
        ),
    ),
    Exercise(
        key="05-median",
        kind=Number("per 10,000 members with AI skills", tolerance=1),
        answer=median_eu,
        hints=(
            "Keep the members of the Union first, then look for the middle of one column.",
            'The column eu_member is true or false, so it can stand in the brackets alone: migration[migration["eu_member"]].',
            'migration[migration["eu_member"]]["net_per_10k_2019"].median()',
        ),
        why="With the median, one very small country with a very large rate (Luxembourg) counts as one country and no more.",
        mistakes=(
            Mistake(mean_eu, "This is the mean. One very small country with a very large rate pulls it up. Take the median."),
            Mistake(median_eu_2015, "This is the median of 2015. Take the column of 2019."),
            Mistake(median_all, "This is the median of all countries. Keep the members of the Union first."),
        ),
    ),
    Exercise(
        key="05-payers",
        kind=Numbers("a median for each income group (a Series, as groupby gives it)", "net gain per 10,000 members", tolerance=1),
        answer=payers,
        hints=(
            "Lesson 00 grouped rows and computed one number per group.",
            "The groups are in the column income_group. The number is the median of the column of 2019.",
            'migration.groupby("income_group")["net_per_10k_2019"].median()',
        ),
        why="The poorer groups lose, the poorest most, and the richest group gains. On this measure the drain runs first from poorer to richer countries, and the sentence about two great powers does not show it.",
        mistakes=(
            Mistake(payers_mean, "These are means. A few extreme countries pull them away: take the median of each group."),
            Mistake(payers_2015, "This is the first year of the table. Take the last one."),
            Mistake(payers_sum, "Rates cannot be added: ten small countries would count more than one large one. Take the median."),
            Mistake(payers_count, "This counts the countries in each group. Ask for the median of the column."),
        ),
    ),
    Exercise(
        key="05-selection",
        kind=Choice("abcd"),
        answer=selection,
        hints=(
            "Read the column cohort: whom could each study see at all?",
            "A researcher who never left China cannot be in the first study. Could one who went to a US university and stayed be in the second?",
            "Look for the option that speaks about the groups, and not about errors.",
        ),
        why="The first study begins with people who had already left China. The second begins with people who work for a Chinese firm. Neither begins with all who were trained in China.",
        mistakes=(
            Mistake(lambda: "a", "Both can be right if they do not speak about the same people. Compare the two values of the column cohort."),
            Mistake(lambda: "b", "Nobody needs to have changed plans: a person of one study need not be in the other. Compare the column cohort."),
            Mistake(
                lambda: "d", "A small sample makes a result less exact. It does not turn nearly all into a minority. Look at who is in each group."
            ),
        ),
    ),
    Exercise(
        key="05-wages",
        kind=Number("times", tolerance=0.01),
        answer=wages,
        hints=(
            "Keep rows that have everything in common except the country: the same measure, and the whole country.",
            'Make the country the index: comparable.set_index("country")["amount_usd"]. Then take the US out with .drop("US") before you look for the middle.',
            'pay["US"] / pay.drop("US").median()',
        ),
        why="With one definition of pay, the US is ahead, by a factor that has nothing to do with the headlines. The averages come from a model: treat the second digit with care.",
        mistakes=(
            Mistake(
                wages_in_san_francisco, "This is San Francisco, one city, against whole countries. Keep the rows with the place 'whole country'."
            ),
            Mistake(wages_with_us_inside, "The United States is inside your median. Take it out: the question is about the others."),
            Mistake(wages_mean, "You divided by the mean of the others. The question asks for the median."),
            Mistake(
                wages_headline,
                "You divided the largest figure of the table, a single person's pay, by a national average. Keep one definition of pay.",
            ),
            Mistake(wages_difference, "This is a difference in dollars. Divide one by the other to get a factor."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def talent_drains_to_us_and_china() -> Verdict:
    """T21: talent drains towards a country when, in the newest cohort, more of the top tier works there than took the first degree there."""
    year = int(load("talent_flows").query("tier == 'top_tier'")["cohort_year"].max())
    gains = {country: balance(country, year) for country in ("US", "CN")}
    towards = [gain > 0 for gain in gains.values()]
    word = "supported" if all(towards) else "partly" if any(towards) else "contradicted"
    return Verdict(
        word,
        f"Work minus training in the top tier of {year}: United States {gains['US']:+.0f} points, China {gains['CN']:+.0f}. "
        f"China gains in another way: it employed {worked_per_hundred_trained('CN', 2019):.0f} for every 100 it trained in 2019, "
        f"and {worked_per_hundred_trained('CN', year):.0f} in {year}.",
        "A newer cohort in which China employs more top researchers than it trains, or the United States fewer; or data that follow persons and show many arrivals in China.",
    )


def there_is_a_war_of_wages() -> Verdict:
    """T22: a war of wages is seen when the same pay, defined in the same way, rises between two years, or when a filed, audited or confirmed amount exceeds all earlier filed ones.

    Both signs: supported; one: partly; pay that is comparable and does not rise: contradicted. When there is neither a comparable pair nor a
    document, the tables cannot decide: unverifiable.
    """
    salaries = load("salaries")
    first_and_last = salaries.sort_values("year").groupby(["country", "place", "population", "measure"])
    pairs = first_and_last.filter(lambda rows: rows["year"].nunique() > 1)
    rises = len(pairs) > 0 and (first_and_last["amount_usd"].last() > first_and_last["amount_usd"].first()).any()

    events = load("talent_events").query("amount_scope == 'per_person' and currency == 'USD' and event_type != 'restriction'")
    highest_filed = events[events["evidence"] == "filed"]["amount_m"].max()
    above = events[events["amount_m"] > highest_filed]
    documented = int(above["evidence"].isin(["filed", "investor_documents", "confirmed"]).sum())

    signs = int(rises) + int(documented > 0)
    word = {2: "supported", 1: "partly", 0: "contradicted" if len(pairs) else "unverifiable"}[signs]
    return Verdict(
        word,
        f"{len(above)} amounts for one person exceed the highest filed one ({highest_filed:.1f} million dollars), and {documented} of them rest on a document or a confirmation. "
        f"{len(pairs)} rows of pay can be compared over time under one definition. Large offers were reported; a general rise cannot be seen in these tables.",
        "A pay survey that repeats one definition over several years, or filed contracts.",
    )


VERDICTS = {"T21": talent_drains_to_us_and_china, "T22": there_is_a_war_of_wages}

"""Lesson 13, watching: base rates, exact intervals, who bears the errors; exercises, predictions, verdicts."""

import math

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Name, Number

# What the London police counted from September 2024 to September 2025, and the rates that were measured elsewhere.


def london():
    return load("face_recognition_deployments").set_index("row_id").loc["met_2024_25"]


def measured(row):
    return load("nist_accuracy").set_index("row_id").loc[row, "value"] / 100


def precision_of(base_rate, hit_rate, false_rate):
    """Bayes' rule, as the lesson writes it."""
    right = base_rate * hit_rate
    wrong = (1 - base_rate) * false_rate
    return right / (right + wrong)


# ------------------------------------------------------------------------------------------- predictions


def false_in_london():
    year = london()
    return 100 * year["false_alerts"] / year["alerts"]


def false_when_rare():
    year = london()
    return 100 * (1 - precision_of(1 / 1_000_000, measured("npl23_tpir"), year["false_alerts"] / year["faces_seen"]))


PREDICTIONS = [
    Prediction(
        key="13-false-london",
        question="Of every 100 alerts in London in 2024-25, how many were false?",
        kind=Number("false alerts among 100"),
        answer=false_in_london,
        surprise="By the count of the police, nearly every alert was right.",
    ),
    Prediction(
        key="13-false-rare",
        question="Of every 100 alerts of the same machine, how many are false when one face in a million is listed?",
        kind=Number("false alerts among 100"),
        answer=false_when_rare,
        surprise="The machine is the same, and now most alerts are false.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def odd_row():
    deployments = load("face_recognition_deployments")
    both = deployments["true_alerts"] + deployments["false_alerts"]
    odd = deployments[both != deployments["alerts"]]
    return odd["row_id"].iloc[0]


def share_false():
    year = load("face_recognition_deployments").set_index("row_id").loc["met_2024_25"]
    return 100 * year["false_alerts"] / year["alerts"]


def share_of_faces():
    year = london()
    return 100 * year["false_alerts"] / year["faces_seen"]


def share_right():
    return 100 - share_false()


def false_per_arrest():
    year = london()
    return 100 * year["false_alerts"] / year["arrests"]


def false_by_right():
    year = london()
    return 100 * year["false_alerts"] / year["true_alerts"]


def percent_right():
    tests = load("nist_accuracy").set_index("row_id")["value"]
    hit_rate, lab_rate = tests["npl23_tpir"] / 100, tests["npl23_fpir_10k"] / 100
    crowd = 1_000_000
    listed = crowd / 10_000
    others = crowd - listed
    found = listed * hit_rate
    false_alarms = others * lab_rate
    return 100 * found / (found + false_alarms)


def percent_wrong():
    return 100 - percent_right()


def percent_found():
    return 100 * measured("npl23_tpir")


def brackets_forgotten():
    return 100 + (1_000_000 - 100) * measured("npl23_fpir_10k")


def percent_not_flagged():
    return 100 * (1 - measured("npl23_fpir_10k"))


def found_by_false():
    return 100 * percent_right() / percent_wrong()


def percent_right_in_london():
    year = london()
    base_rate = year["true_alerts"] / measured("npl23_tpir") / year["faces_seen"]
    return 100 * precision_of(base_rate, measured("npl23_tpir"), year["false_alerts"] / year["faces_seen"])


def right_of_listed():
    listed = 1_000_000 / 10_000
    false_alarms = (1_000_000 - listed) * measured("npl23_fpir_10k")
    return 100 * listed / (listed + false_alarms)


def right_with_london_rate():
    year = london()
    return 100 * precision_of(1 / 10_000, measured("npl23_tpir"), year["false_alerts"] / year["faces_seen"])


def lowest_share():
    import math

    def at_most(k, n, p):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))

    steps = [step / 10_000 for step in range(10_001)]
    fit = [p for p in steps if at_most(8, 10, p) >= 0.025 and 1 - at_most(7, 10, p) >= 0.025]
    return 100 * min(fit)


def interval(k, n):
    """The exact interval of the lesson, in percent, for the mistakes below."""

    def at_most(most, p):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(most + 1))

    fit = [s / 100 for s in range(10_001) if at_most(k, s / 10_000) >= 0.025 and 1 - at_most(k - 1, s / 10_000) >= 0.025]
    return min(fit), max(fit)


def false_per_found():
    tests = load("nist_accuracy").set_index("row_id")["value"]
    hit_rate, lab_rate = tests["npl23_tpir"] / 100, tests["npl23_fpir_10k"] / 100
    false_alarms = (60_000 - 3) * lab_rate
    found = 3 * hit_rate
    return false_alarms / found


def found_per_false():
    return 1 / false_per_found()


def false_per_banned():
    return (60_000 - 3) * measured("npl23_fpir_10k") / 3


def false_at_all():
    return (60_000 - 3) * measured("npl23_fpir_10k")


def match_precision():
    return 100 / (1 + false_per_found())


def match_with_london_rate():
    year = london()
    return (60_000 - 3) * year["false_alerts"] / year["faces_seen"] / (3 * measured("npl23_tpir"))


def n_worst():
    best = load("nist_fmr_by_algorithm")
    west_africa = best["fmr_max_region"] == "West Africa"
    women = best["fmr_max_sex"] == "F"
    old = best["fmr_max_age"] == "65-99"
    return len(best[west_africa & women & old])


def n_best_group():
    best = load("nist_fmr_by_algorithm")
    return len(best[best["fmr_min_region"] == "East Europe"])


def n_all():
    return len(load("nist_fmr_by_algorithm"))


def fair_and_accurate():
    best = load("nist_fmr_by_algorithm")
    small_gap = best["fmr_east_africa_over_east_europe"] <= 3
    equal = best["fmr_gini"] <= 0.5
    allowed = best[small_gap & equal]
    return allowed.sort_values("fnmr_rank")["algorithm"].iloc[0]


def only_small_gap():
    best = load("nist_fmr_by_algorithm")
    return best[best["fmr_east_africa_over_east_europe"] <= 3].sort_values("fnmr_rank")["algorithm"].iloc[0]


def only_accurate():
    return load("nist_fmr_by_algorithm").sort_values("fnmr_rank")["algorithm"].iloc[0]


def smallest_gap():
    return load("nist_fmr_by_algorithm").sort_values("fmr_east_africa_over_east_europe")["algorithm"].iloc[0]


def least_accurate_allowed():
    best = load("nist_fmr_by_algorithm")
    allowed = best[(best["fmr_east_africa_over_east_europe"] <= 3) & (best["fmr_gini"] <= 0.5)]
    return allowed.sort_values("fnmr_rank")["algorithm"].iloc[-1]


EXERCISES = [
    Exercise(
        key="13-back",
        kind=Name("a row_id", known=lambda: load("face_recognition_deployments")["row_id"]),
        answer=odd_row,
        hints=(
            "Make the sum of the two columns of alerts, and compare it with the third.",
            'Columns can be added: both = deployments["true_alerts"] + deployments["false_alerts"]',
            'deployments[both != deployments["alerts"]] keeps the rows that do not fit. Read its row_id.',
        ),
        why="The three printed figures of that row contradict each other, so none of them can be used without a choice. A sum that must hold finds this in one line.",
        mistakes=(Mistake(lambda: "met_2024_25", "In that row the sum holds: its right alerts were computed as all alerts minus the false ones."),),
    ),
    Exercise(
        key="13-alerts",
        kind=Number("percent", tolerance=0.002),
        answer=share_false,
        hints=(
            "The worked example computed the same thing for one day, in the variable of_alerts.",
            "The part is the number of false alerts; the whole is the number of all alerts.",
            'share_false = 100 * year["false_alerts"] / year["alerts"]',
        ),
        why="False alerts divided by all alerts: what the officer and the person who is stopped want to know.",
        mistakes=(
            Mistake(share_of_faces, "You divided by the faces: that is the view of somebody who walks by. The question asks about the alerts."),
            Mistake(share_right, "This is the share of alerts that are right. The question asks for the false ones."),
            Mistake(false_by_right, "You divided by the alerts that were right. The whole is all alerts, right and false."),
            Mistake(false_per_arrest, "You divided by the arrests. The question asks for a share of all alerts."),
            Mistake(
                lambda: london()["false_alerts"], "This is the number of false alerts. Divide it by the number of all alerts, and multiply by 100."
            ),
        ),
    ),
    Exercise(
        key="13-bayes",
        kind=Number("percent", tolerance=0.4),
        answer=percent_right,
        hints=(
            "Sort the crowd into heaps, as the cell above did: listed and others, then found and false_alarms.",
            "found is listed times hit_rate. false_alarms is others times lab_rate.",
            "percent_right = 100 * found / (found + false_alarms), after found = listed * hit_rate and false_alarms = others * lab_rate.",
        ),
        why="The machine flags nine of ten listed faces and very few others. But the others are so many that their few are more than the many of the listed.",
        mistakes=(
            Mistake(percent_wrong, "This is the share of alerts that are false. The question asks for the right ones."),
            Mistake(
                percent_found,
                "This is the hit rate: of the listed faces, how many are flagged. The question goes the other way: of the flagged faces, how many are listed?",
            ),
            Mistake(brackets_forgotten, "Python divides before it adds. Put brackets around the sum of all alerts."),
            Mistake(percent_not_flagged, "This says how many of the others pass without an alert. The question starts from the alerts."),
            Mistake(found_by_false, "You divided the right alerts by the false ones. Divide by all alerts: found + false_alarms."),
            Mistake(
                percent_right_in_london,
                "These are the heaps of London: found and false_alarms still come from the cell above. Compute both anew, with rare and lab_rate.",
            ),
            Mistake(
                right_with_london_rate,
                "You used the false alarm rate of London. The question says: the false alarm rate of the laboratory, lab_rate.",
            ),
            Mistake(right_of_listed, "You counted every listed face as found. Multiply by the hit rate first."),
        ),
    ),
    Exercise(
        key="13-interval",
        kind=Number("percent", tolerance=0.4),
        answer=lowest_share,
        hints=(
            "The function exact_interval gives two numbers for k cases among n.",
            "Here k is the errors on Black people and n is all errors.",
            "lowest_share, highest_share = exact_interval(8, 10) gives both ends; check the first one.",
        ),
        why="If the share among the scanned faces is below the lower end, eight or more of ten would come by chance in fewer than 2.5 percent of such years. Ten errors are few, so the interval is wide.",
        mistakes=(
            Mistake(lambda: interval(8, 10)[1], "This is the upper end. The question asks for the lower one."),
            Mistake(lambda: 80, "This is the share among the errors. The interval says which shares in the crowd fit it: use exact_interval."),
            Mistake(lambda: interval(2, 10)[0], "This is the interval for the other errors. Count those that fell on Black people."),
            Mistake(
                lambda: interval(7, 10)[0],
                "You used seven cases. at_most needed seven to get 'eight or more'; exact_interval wants the count itself.",
            ),
        ),
    ),
    Exercise(
        key="13-match",
        kind=Number("false alarms for each found", tolerance=0.04),
        answer=false_per_found,
        hints=(
            "Two heaps: the false alarms among the others, and the banned supporters who are found. Then divide one by the other.",
            "false_alarms = (spectators - banned) * lab_rate",
            "false_per_found = false_alarms / (banned * hit_rate)",
        ),
        why="For each supporter who is found, several others are stopped at the gate. The mayor can now compare the two, and so can those who are stopped.",
        mistakes=(
            Mistake(found_per_false, "This is the other way round: found supporters for each false alarm."),
            Mistake(false_per_banned, "Not every banned supporter is found: multiply their number by the hit rate before you divide."),
            Mistake(false_at_all, "This is the number of all false alarms. Divide it by the number of banned supporters who are found."),
            Mistake(
                match_precision, "This is the share of alerts that are right, in percent. The question asks for false alarms for each person found."
            ),
            Mistake(match_with_london_rate, "You used the rate of London. The question says: the rates of the laboratory."),
        ),
    ),
    Exercise(
        key="13-worst",
        kind=Number("algorithms", tolerance=0),
        answer=n_worst,
        hints=(
            "Three conditions must hold together: region, sex and age.",
            'One of them is best["fmr_max_sex"] == "F". Put each condition in brackets and join them with &.',
            'n_worst = len(best[(best["fmr_max_region"] == "West Africa") & (best["fmr_max_sex"] == "F") & (best["fmr_max_age"] == "65-99")])',
        ),
        why="Many different developers, and nearly always the same group at the end. What they share may be the pictures they learned from; the table does not say.",
        mistakes=(
            Mistake(n_all, "This is the number of all algorithms in the table. Keep those that meet the three conditions."),
            Mistake(n_best_group, "You counted the group with the fewest false matches (fmr_min). The question asks about fmr_max."),
        ),
    ),
    Exercise(
        key="13-buyer",
        kind=Name("an algorithm", known=lambda: load("nist_fmr_by_algorithm")["algorithm"]),
        answer=fair_and_accurate,
        hints=(
            "First keep the rows that meet both conditions, then look for the smallest rank.",
            'The conditions: gap <= 3 and best["fmr_gini"] <= 0.5, each in brackets, joined with &.',
            'best[(gap <= 3) & (best["fmr_gini"] <= 0.5)].sort_values("fnmr_rank") puts the most accurate one first. Its name stands at the left.',
        ),
        why="The condition costs a few places in accuracy and excludes nearly all of the list. The algorithm that the first condition alone would buy treats two regions alike and still has one of the highest rates for its worst group.",
        mistakes=(
            Mistake(
                only_small_gap,
                "It meets the first condition and not the second: look at its Gini coefficient, and at the rate of its worst group (fmr_max).",
            ),
            Mistake(only_accurate, "It misses least of all, and its gap is far above 3. Apply the two conditions first."),
            Mistake(smallest_gap, "It has the smallest gap between the two regions. Its Gini coefficient is above the limit."),
            Mistake(least_accurate_allowed, "It meets both conditions, and another one that does so is more accurate."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def street_is_covered() -> Verdict:
    """E14: the claim has two parts. Used: a deployment before the interview (February 2021). Covers (quadriller): cameras on at
    least half of the days, in the city with the most deployments in our table, over the years 2020 to 2022. Both: supported; one: partly; none: contradicted.
    """
    rows = load("face_recognition_deployments").set_index("row_id")
    used = bool((rows["date_start"] < "2021-02").any())
    then, later = rows.loc["met_2020_2022", "deployments"], rows.loc["met_2025", "deployments"]
    share_then, share_later = 100 * then / (366 + 365 + 365), 100 * later / 365
    parts = [used, share_then >= 50]
    return Verdict(
        "supported" if all(parts) else "partly" if any(parts) else "contradicted",
        f"British police used it in the street before the interview, so the use is real; but London saw {then} deployments in 2020-22, at most {share_then:.1f} percent of the days, "
        f"which is no covering of public space. In 2025 there were {later}, up to {share_later:.0f} percent of the days. Our table is about Britain only.",
        "A count of deployments for a city in 2021 that reaches half of the days. By the same rule London in 2025 would count as covered, if each deployment had a day of its own.",
    )


def telephone_and_street() -> Verdict:
    """E15: two parts. The same operation (comparing faces) is tested for both uses; and the error stays the same on the way, that is, false alarms do not
    grow with the list by a factor of 2 or more. Both: supported; one: partly; none: contradicted.
    """
    tests = load("nist_accuracy").set_index("row_id")
    same_operation = {"live", "verification"} <= set(tests["context"])
    long_list, short_list = tests.loc["npl23_fpir_10k"], tests.loc["npl23_fpir_1k"]
    growth = long_list["value"] / short_list["value"]
    parts = [same_operation, growth < 2]
    return Verdict(
        "supported" if all(parts) else "partly" if any(parts) else "contradicted",
        f"Both uses compare faces. But a list of {long_list['watchlist_size']:,} names gave {growth:.0f} times as many false alarms as a list of {short_list['watchlist_size']:,}, "
        "and a telephone has a list of one: the technology passes to the street, its rarity of errors does not.",
        "A live system whose false alarms do not grow with the list.",
    )


VERDICTS = {"E14": street_is_covered, "E15": telephone_and_street}

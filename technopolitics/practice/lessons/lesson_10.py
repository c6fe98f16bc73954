"""Lesson 10, gatekeepers: exercises, predictions, verdicts.

The test of Article 3(2) of Regulation (EU) 2022/1925 is written out in the notebook. Here it stands once more, in
short, because predictions and likely mistakes are computed from it.
"""

from itertools import product

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Names, Number, Rule, Word

EUR_PER_USD = 0.8549  # April 2026, from the passport of candidate_firms
EUR_PER_USD_2024 = 0.9242
YES_NO = {"yes": True, "no": False}


def at_least(value, limit, bound="exact"):
    """Does the true value reach the limit? True, False or None (unknown)."""
    if pd.isna(value):
        return None
    if bound == "at_least":
        return True if value >= limit else None
    if bound == "at_most":
        return False if value < limit else None
    if bound == "below":
        return False if value <= limit else None
    return value >= limit


def all_of(conditions):
    """Article 3(2) joins with AND: one failed condition is enough for False."""
    return False if False in conditions else None if None in conditions else True


def one_of(conditions):
    """The two prongs of Article 3(2)(a) are joined by OR: one that is met is enough."""
    return True if True in conditions else None if None in conditions else False


def presumed(firm, rate=EUR_PER_USD):
    """Article 3(2) for a row of candidate_firms: True, False or None."""
    limits = load("dma_thresholds").set_index("rule_id")["value"]
    turnover = at_least(firm.eu_turnover_beur, limits["dma_a1"], firm.eu_turnover_bound)
    if turnover is None:  # worldwide revenue is an upper bound for turnover in the Union
        turnover = at_least(firm.revenue_busd * rate, limits["dma_a1"], "at_most")
    return all_of(
        [
            YES_NO.get(firm.is_cps),
            one_of([turnover, at_least(firm.value_busd * rate, limits["dma_a2"])]),
            at_least(firm.eu_users_m, limits["dma_b1"], firm.eu_users_bound),
            YES_NO.get(firm.business_users_10k),
            YES_NO.get(firm.three_years),
        ]
    )


# ------------------------------------------------------------------------------------------- predictions


def open_firms():
    return sum(presumed(firm) is None for firm in load("candidate_firms").itertuples())


def apple_days():
    steps = load("dma_enforcement").query("step == 'fine'").set_index("gatekeeper")
    revenue_eur_m = 1000 * load("candidate_firms").set_index("firm").loc["Apple", "revenue_busd"] * EUR_PER_USD
    return float(steps.loc["Apple", "amount_eur_m"]) / (revenue_eur_m / 365)


def airbnb_at_the_rate_of_2024():
    airbnb = load("candidate_firms").query("firm == 'Airbnb'").iloc[0]
    return {True: "a", None: "b", False: "c"}[presumed(airbnb, EUR_PER_USD_2024)]


PREDICTIONS = [
    Prediction(
        key="10-open",
        question="For how many firms does the test stay unknown with public numbers?",
        kind=Number("firms"),
        answer=open_firms,
        surprise="A plain filter would have called all of them out.",
    ),
    Prediction(
        key="10-days",
        question="How many days of worldwide turnover is Apple's fine?",
        kind=Number("days"),
        answer=apple_days,
        surprise="Hundreds of millions, and the firm takes them in before the day is over.",
    ),
    Prediction(
        key="10-airbnb",
        question="What does the whole test say about Airbnb at the exchange rate of 2024?",
        kind=Choice("abc"),
        answer=airbnb_at_the_rate_of_2024,
        surprise="The value crosses the line, and another condition fails all the same.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_fewer():
    lowest, highest = 0, 45  # all that "fewer than 45 million" tells: somewhere in between
    wanted = 30
    return "yes" if lowest >= wanted else "no" if highest <= wanted else "unknown"


def back_hhi():
    services = load("gatekeepers")
    designated = services[services["designation_status"] == "designated"]
    shares = 100 * designated["gatekeeper"].value_counts(normalize=True)
    return (shares**2).sum()


def back_hhi_of_all_rows():
    return ((100 * load("gatekeepers")["gatekeeper"].value_counts(normalize=True)) ** 2).sum()


def back_hhi_of_counts():
    designated = load("gatekeepers").query("designation_status == 'designated'")
    return (designated["gatekeeper"].value_counts() ** 2).sum()


def back_hhi_of_fractions():
    return back_hhi() / 10_000


def lists_of_answers():
    """Every list of one, two or three conditions, each True, False or None."""
    return [(list(answers),) for length in (1, 2, 3) for answers in product((True, False, None), repeat=length)]


def or_with_three_answers():
    def one_of(conditions):
        if True in conditions:
            return True
        if None in conditions:
            return None  # the unknown one may be met
        return False

    return one_of


def or_that_takes_unknown_for_no():
    return lambda conditions: True in conditions


def or_that_takes_unknown_for_yes():
    return lambda conditions: True in conditions or None in conditions


def or_with_unknown_first():
    return lambda conditions: None if None in conditions else True in conditions


def an_and():
    return all_of


def one_number_away():
    firms = load("candidate_firms")
    category = firms["is_cps"] == "yes"
    size = firms["value_busd"] * 0.8549 >= 75
    users = (firms["eu_users_m"] >= 45) & (firms["eu_users_bound"] != "below")
    unknown = firms["business_users_10k"].isna() & firms["three_years"].isna()
    return firms[category & size & users & unknown]["firm"]


def away_without_users():
    firms = load("candidate_firms")
    unknown = firms["business_users_10k"].isna() & firms["three_years"].isna()
    return firms[(firms["is_cps"] == "yes") & (firms["value_busd"] * EUR_PER_USD >= 75) & unknown]["firm"]


def away_without_size():
    firms = load("candidate_firms")
    unknown = firms["business_users_10k"].isna() & firms["three_years"].isna()
    users = (firms["eu_users_m"] >= 45) & (firms["eu_users_bound"] != "below")
    return firms[(firms["is_cps"] == "yes") & users & unknown]["firm"]


def away_open_without_size():
    firms = load("candidate_firms")
    is_open = firms["firm"].isin(all_open_names())
    users = (firms["eu_users_m"] >= 45) & (firms["eu_users_bound"] != "below")
    return firms[is_open & users & firms["business_users_10k"].isna()]["firm"]


def all_open_names():
    firms = load("candidate_firms")
    return firms[[presumed(firm) is None for firm in firms.itertuples()]]["firm"]


def one_word():
    firms = load("candidate_firms")
    were_in = firms[(firms["value_busd"] * 0.8549 >= 75) & (firms["three_years"] == "yes")]
    # Their value passes, so with AND their turnover in the Union decides. Where it is empty, it stays open.
    stay = (were_in["eu_turnover_beur"] >= 7.5).sum()  # a bound "at_most" under the limit means: too small
    out = (were_in["eu_turnover_beur"] < 7.5).sum()
    now_open = were_in["eu_turnover_beur"].isna().sum()
    happened = {"a": stay == len(were_in), "b": now_open == len(were_in), "c": out == 1 and stay == 0, "d": out == len(were_in)}
    return next(letter for letter in happened if happened[letter])


def escape():
    services = load("gatekeepers")
    rebutted = (services["designation_status"] == "not_designated_rebuttal").sum()
    by_thresholds = (services["route"] == "thresholds_art3_4").sum()  # the withdrawn one is among them
    return 100 * rebutted / (rebutted + by_thresholds)


def escape_of_all_rows():
    services = load("gatekeepers")
    return 100 * (services["designation_status"] == "not_designated_rebuttal").mean()


def escape_per_designated():
    status = load("gatekeepers")["designation_status"]
    return 100 * (status == "not_designated_rebuttal").sum() / (status == "designated").sum()


def escape_without_the_withdrawn():
    services = load("gatekeepers")
    rebutted = (services["designation_status"] == "not_designated_rebuttal").sum()
    still = ((services["route"] == "thresholds_art3_4") & (services["designation_status"] == "designated")).sum()
    return 100 * rebutted / (rebutted + still)


def escape_count():
    return (load("gatekeepers")["designation_status"] == "not_designated_rebuttal").sum()


def escape_rebuttal_route_only():
    services = load("gatekeepers")
    direct = (services["route"] == "rebuttal_art3_5").sum()
    return 100 * direct / (direct + (services["route"] == "thresholds_art3_4").sum())


def three_answers_each():
    """Every combination of three inputs, each True, False or None."""
    return list(product((True, False, None), repeat=3))


def named_case(presumed_by_numbers, rebutted, on_quality):
    return f"presumed {presumed_by_numbers}, rebutted {rebutted}, on quality {on_quality}"


def whole_article():
    def gatekeeper(presumed_by_numbers, rebutted, on_quality):
        by_numbers = True
        if presumed_by_numbers is None or rebutted is None:
            by_numbers = None
        if presumed_by_numbers is False or rebutted is True:
            by_numbers = False
        if by_numbers is True or on_quality is True:
            return True
        if by_numbers is None or on_quality is None:
            return None
        return False

    return gatekeeper


def whole_without_quality():
    return lambda presumed_by_numbers, rebutted, on_quality: whole_article()(presumed_by_numbers, rebutted, False)


def whole_without_rebuttal():
    return lambda presumed_by_numbers, rebutted, on_quality: whole_article()(presumed_by_numbers, False, on_quality)


def whole_with_pythons_words():
    return lambda presumed_by_numbers, rebutted, on_quality: (presumed_by_numbers and not rebutted) or on_quality


def whole_rebuttal_beats_quality():
    return lambda presumed_by_numbers, rebutted, on_quality: False if rebutted is True else whole_article()(presumed_by_numbers, rebutted, on_quality)


def whole_unknown_first():
    def gatekeeper(*facts):
        return None if None in facts else whole_article()(*facts)

    return gatekeeper


def temu_days():
    steps = load("dsa_enforcement")
    fine = steps[(steps["step"] == "fine") & (steps["service"] == "Temu")]["amount_eur_m"].sum()
    revenue = load("candidate_firms").set_index("firm").loc["PDD Holdings", "revenue_busd"]
    per_day = 1000 * revenue * 0.8549 / 365  # million euros
    return fine / per_day


def temu_percent():
    return temu_days() / 365 * 100


def temu_in_dollars():
    return temu_days() * EUR_PER_USD


def temu_wrong_way():
    return temu_days() * EUR_PER_USD**2


def temu_all_fines():
    fines = load("dsa_enforcement").query("step == 'fine'")["amount_eur_m"].sum()
    return temu_days() * fines / 200


def temu_value():
    firm = load("candidate_firms").set_index("firm").loc["PDD Holdings"]
    return temu_days() * firm["revenue_busd"] / firm["value_busd"]


EXERCISES = [
    Exercise(
        key="10-back-fewer",
        kind=Word(("yes", "no", "unknown"), unknown=False),
        answer=back_fewer,
        hints=(
            "Think of two providers that could both write this sentence.",
            "One of them could have 40 million recipients, the other one 10 million. What would each answer be?",
            "If two possible truths give two answers, the sentence does not settle the question.",
        ),
        why="An upper bound settles only thresholds that lie at or above it. Below it, the true number may stand on either side.",
        mistakes=(
            Mistake(lambda: "yes", "The sentence would also be true for a provider with one million recipients."),
            Mistake(lambda: "no", "The sentence would also be true for a provider with 44 million recipients."),
        ),
    ),
    Exercise(
        key="10-back-hhi",
        kind=Number("points", tolerance=2),
        answer=back_hhi,
        hints=(
            "The HHI squares each share, and then adds.",
            "The shares are in percent already, in the variable shares.",
            "hhi_of_services = (shares ** 2).sum()",
        ),
        why="Squares first, then the sum. It counts services and not users or money: a large search engine weighs as much as a small shopping page.",
        mistakes=(
            Mistake(back_hhi_of_all_rows, "You took all rows of the table. Keep the designated services only."),
            Mistake(back_hhi_of_counts, "You squared the counts. Turn them into shares in percent first."),
            Mistake(back_hhi_of_fractions, "You used shares as fractions. With percentages the scale runs to 10,000 points."),
            Mistake(lambda: 100**2, "You squared the sum. Square each share first, and add after that."),
        ),
    ),
    Exercise(
        key="10-one-of",
        kind=Rule(lists_of_answers),
        answer=or_with_three_answers,
        hints=(
            "At the gap we know two things: no condition is known to be met, and at least one is not known.",
            "Imagine that the unknown condition turns out to be met. Then imagine that it is not. Does the answer differ?",
            "If both are possible, the answer is unknown, and Python's word for unknown is None.",
        ),
        why="For an or, one met condition is enough for yes; only when all are known to be missed is the answer no. It is the mirror of the and.",
        mistakes=(
            Mistake(
                or_that_takes_unknown_for_no,
                "Your function treats unknown as no. The unknown condition may be met, and then the answer would be yes.",
            ),
            Mistake(
                or_that_takes_unknown_for_yes,
                "Your function treats unknown as yes. The unknown condition may be missed, and then the answer would be no.",
            ),
            Mistake(or_with_unknown_first, "Your function gives up as soon as something is unknown. One condition that is met settles an or."),
            Mistake(an_and, "This is the and. For an or, one condition that is met is enough."),
        ),
    ),
    Exercise(
        key="10-away",
        kind=Names("a list of names of firms"),
        answer=one_number_away,
        hints=(
            "Three conditions must be met: category, size and users. And the answer must be open.",
            'Join the conditions with &: test["category"].eq(True) & test["size"].eq(True) & ...',
            'kept = test[test["category"].eq(True) & test["size"].eq(True) & test["users"].eq(True) & test["answer"].eq("open")], then list(kept.index)',
        ),
        why="Two Chinese groups are as large as a gatekeeper in value and in end users. All hangs on how many of their sellers sit in the Union, and nobody publishes that.",
        mistakes=(
            Mistake(
                away_without_users,
                "Your list forgets the users. For some of these firms their number is not known, so more than one thing is missing.",
            ),
            Mistake(away_without_size, "Your list forgets the size of the firm. Some of these fail it, and one is unknown in it."),
            Mistake(away_open_without_size, "Your list forgets the size of the firm. For one of these it is unknown too."),
            Mistake(all_open_names, "These are all the open firms. Keep those that meet category, size and users."),
        ),
    ),
    Exercise(
        key="10-one-word",
        kind=Choice("abcd"),
        answer=one_word,
        hints=(
            "With and, both turnover and value must pass. Which of the two do we know for these firms?",
            "Run the test with the changed dial: presumed(firm, size_rule=all_of) for each firm of the table.",
            'after = [names[presumed(f, size_rule=all_of)] for f in firms.itertuples()], then pd.crosstab(test["answer"].to_list(), after)',
        ),
        why="TikTok's group falls out: its turnover in the Union lies below the threshold, and only its value brings it in. For the others turnover in the Union is "
        "not public. One word decides who is a gatekeeper, and whether anybody outside can know it.",
        mistakes=(
            Mistake(lambda: "a", "Then turnover in the Union would have to be known for all of them. Look at the column eu_turnover_beur."),
            Mistake(lambda: "b", "For one of them turnover in the Union is known, as an upper bound. Look at the column eu_turnover_bound."),
            Mistake(lambda: "d", "Out needs a condition that is known to fail. An unknown turnover is not a failed one."),
        ),
    ),
    Exercise(
        key="10-escape",
        kind=Number("percent", tolerance=0.3),
        answer=escape,
        hints=(
            "A share is a part divided by a whole. The part: those with not_designated_rebuttal.",
            "The whole: the part, and all rows whose route is thresholds_art3_4. Services below the numbers do not belong to it.",
            'rebutted = (services["designation_status"] == "not_designated_rebuttal").sum(); passed = rebutted + (services["route"] == "thresholds_art3_4").sum()',
        ),
        why="About one in three that passed the numbers went out by argument. The test is a presumption, and not a machine.",
        mistakes=(
            Mistake(escape_of_all_rows, "Your whole is the whole table. Some services in it never passed the numbers: those of Article 3(8)."),
            Mistake(escape_per_designated, "You divided by the designated services. The whole must hold the part: add those that rebutted."),
            Mistake(
                escape_without_the_withdrawn, "One service is missing from the whole: its designation was withdrawn later, but it passed the numbers."
            ),
            Mistake(escape_count, "This is the number of services. Divide it by those that passed the numbers."),
            Mistake(escape_rebuttal_route_only, "Some rebutted only after a market investigation. Their route has another name: use the status."),
        ),
    ),
    Exercise(
        key="10-whole",
        kind=Rule(three_answers_each, named=named_case),
        answer=whole_article,
        hints=(
            "There are two ways in, joined by or. The first way has two conditions, joined by and.",
            "The first way: presumed, and not rebutted. The function no turns rebutted around, and leaves unknown alone.",
            "return one_of([all_of([presumed_by_numbers, no(rebutted)]), on_quality])",
        ),
        why="An or of two doors, one of them an and with a negation. One line with the three small functions of the lesson does the same; both are right for all combinations of yes, no and unknown.",
        mistakes=(
            Mistake(whole_without_quality, "Your function forgets the door of Article 3(8): a designation on quality is enough by itself."),
            Mistake(whole_without_rebuttal, "Your function forgets the rebuttal: a presumption that was rebutted no longer counts."),
            Mistake(
                whole_with_pythons_words, "Python's own words and, or, not do not know the unknown: not None is True. Use all_of, one_of and no."
            ),
            Mistake(whole_rebuttal_beats_quality, "The two ways are independent: a firm that rebutted can still be designated on quality."),
            Mistake(whole_unknown_first, "Your function gives up as soon as something is unknown. Sometimes the known facts settle it."),
        ),
    ),
    Exercise(
        key="10-temu",
        kind=Number("days", tolerance=0.02),
        answer=temu_days,
        hints=(
            "A fine divided by the turnover of one day gives days. Both must be in million euros.",
            "The fine: the row of dsa_enforcement with the step fine and the service Temu, column amount_eur_m.",
            'fine / daily["PDD Holdings"], where daily is the column of million euros a day from the lesson.',
        ),
        why="More days than the fines on Apple and Meta, for a sum that is not larger: what a fine weighs depends on who pays. The ceiling of the DSA is lower, six percent.",
        mistakes=(
            Mistake(temu_percent, "This is the fine in percent of yearly turnover. The question asks for days: a year has 365."),
            Mistake(temu_in_dollars, "You divided euros by dollars. Turn the revenue into euros first."),
            Mistake(temu_wrong_way, "You divided by the exchange rate. The rate says how many euros a dollar gives: multiply."),
            Mistake(temu_all_fines, "You added all fines under the DSA. Keep the one on Temu."),
            Mistake(temu_value, "You divided by the value of the firm. The question is about turnover, the column revenue_busd."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def giants_of_the_portrait() -> Verdict:
    """P20: a firm counts as a giant when the Union has designated at least one of its services as a gateway (DMA)."""
    services = load("gatekeepers")
    designated = services[services["designation_status"] == "designated"]["gatekeeper"].value_counts()
    named = {"Google": "Alphabet", "Facebook": "Meta", "Twitter": "X"}
    found = {name: int(designated.get(firm, 0)) for name, firm in named.items()}
    n = sum(count > 0 for count in found.values())
    word = "supported" if n == len(named) else "partly" if n else "contradicted"
    listed = ", ".join(f"{name} {count}" for name, count in found.items())
    return Verdict(
        word,
        f"Designated services under the DMA: {listed}. Twitter, now called X, rebutted the presumption; and {len(designated) - n} other gatekeepers are not named.",
        "A designation of X, or another meaning of giant, such as the number of users.",
    )


def power_is_concentrated() -> Verdict:
    """P28: in each of three European markets that we measure, one firm or three named giants hold at least half."""
    shares = load("platform_share").query("geography == 'Europe (continent)'")
    newest = shares[shares["month"] == shares["month"].max()].set_index(["metric", "provider"])["share_pct"]
    cloud = load("cloud_share").query("geography == 'Europe' and provider == 'Amazon + Microsoft + Google'").sort_values("year")
    held = {
        "page views in browsers of Google": newest["browser", "Google"],
        "mobile page views on Google Android": newest["mobile_os_proxy", "Google Android"],
        f"cloud revenue ({cloud['year'].iloc[-1]}) of Amazon, Microsoft and Google": cloud["share_pct"].iloc[-1],
    }
    over = sum(share >= 50 for share in held.values())
    word = "supported" if over == len(held) else "partly" if over else "contradicted"
    designated = load("gatekeepers").query("designation_status == 'designated'")["gatekeeper"]
    parts = "; ".join(f"{name}: {share:.0f} percent" for name, share in held.items())
    return Verdict(
        word,
        f"In Europe: {parts}. The Union counts {len(designated)} gateways in the hands of {designated.nunique()} groups.",
        "A market of the same weight in which the giants hold less than half; market shares are one kind of power, and not all of it.",
    )


def states_can_regulate() -> Verdict:
    """P29: doubt is supported by signs of weakness, refuted by signs of strength, and partly so when the tables show both.

    Strength: a fine imposed, a case closed after the firm changed its conduct. Weakness: no fine reaches one percent of
    yearly turnover, a case opened more than 24 months before the last step of the table has no end, Google's share of European page
    views is not lower than when it was fined over Android (2018).
    """
    steps = load("dma_enforcement")
    fines = steps[steps["step"] == "fine"].set_index("gatekeeper")["amount_eur_m"]
    turnover = 1000 * load("candidate_firms").set_index("firm")["revenue_busd"] * EUR_PER_USD
    highest = float((100 * fines / turnover).max())
    ended = steps[steps["step"].isin(["fine", "closed"])]["case_id"]
    opened = steps[steps["step"] == "opening"]
    waiting = opened[~opened["case_id"].isin(ended) & (opened["date"] < steps["date"].max() - pd.DateOffset(months=24))]
    closed = int((steps["step"] == "closed").sum())
    google = load("platform_share").query("geography == 'Europe (continent)' and metric == 'browser' and provider == 'Google'")
    by_year = google.set_index("year")["share_pct"]
    strong = [len(fines) > 0, closed > 0]
    weak = [highest < 1, len(waiting) > 0, by_year.iloc[-1] >= by_year[2018]]
    word = "partly" if any(strong) and any(weak) else "supported" if any(weak) else "contradicted"
    return Verdict(
        word,
        f"Able: {len(fines)} fines and {closed} case closed after a change of conduct. Doubtful: the largest fine is {highest:.2f} percent of yearly turnover, "
        f"{len(waiting)} cases show no end more than two years after their opening, "
        f"and Google's browsers went from {by_year[2018]:.0f} to {by_year.iloc[-1]:.0f} percent of European page views since 2018.",
        "Decisions in the open cases, and a market share that falls because of one.",
    )


VERDICTS = {"P20": giants_of_the_portrait, "P28": power_is_concentrated, "P29": states_can_regulate}

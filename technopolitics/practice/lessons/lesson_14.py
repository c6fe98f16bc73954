"""Lesson 14, files and flows: uniqueness, groups, noise, orders, fines; exercises, predictions, verdicts."""

import itertools

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Name, Number, Rule, Word


def made_up_town():
    """The made-up district, as the lesson draws it."""
    rng = np.random.default_rng(2026)
    people = 10_000
    days_old = rng.integers(0, 100 * 365, people)
    town = pd.DataFrame(
        {
            "birth_date": pd.Timestamp("2026-01-01") - pd.to_timedelta(days_old, unit="D"),
            "sex": rng.choice(["F", "M"], people),
            "ward": rng.integers(1, 11, people),
            "visit_month": rng.integers(1, 13, people),
        }
    )
    return town.assign(birth_year=town["birth_date"].dt.year)


def percent_alone_by(columns):
    town = made_up_town()
    return 100 * (town.groupby(columns)["sex"].transform("size") == 1).mean()


# ------------------------------------------------------------------------------------------- predictions


def alone_by_date():
    return percent_alone_by(["birth_date", "sex"])


def collected_of_a_thousand():
    totals = load("gdpr_totals")
    irish = totals[totals["scope"] == "Irish DPC"].set_index("measure")["value"]
    return 1000 * irish["fines_collected"] / irish["fines_imposed_on_large_tech"]


PREDICTIONS = [
    Prediction(
        key="14-alone",
        question="In a made-up district of ten thousand people, which percentage is alone with birth date and sex?",
        kind=Number("percent"),
        answer=alone_by_date,
        surprise="Without a name, most people can still be told from all others.",
    ),
    Prediction(
        key="14-collected",
        question="Of every thousand euros of fines imposed by the Irish authority on large technology firms, how many were collected by February 2026?",
        kind=Number("euros of every thousand"),
        answer=collected_of_a_thousand,
        surprise="A fine imposed is not yet a fine paid.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def persons_growth():
    files = load("state_files")
    persons = files[files["measure"] == "persons_identified"].set_index("as_of")["value"]
    return 100 * (persons["2025-01-01"] / persons["2015"] - 1)


def prints_of(measure):
    files = load("state_files")
    return files[(files["file"] == "FNAEG (genetic prints)") & (files["measure"] == measure)]["value"]


def profiles_growth():
    profiles = prints_of("profiles")
    return 100 * (profiles.iloc[-1] / profiles.iloc[0] - 1)


def profiles_over_persons():
    return 100 * (prints_of("profiles").iloc[-1] / prints_of("persons_identified").iloc[0] - 1)


def persons_ratio():
    return 100 + persons_growth()


def persons_of_the_new():
    persons = prints_of("persons_identified")
    return 100 * (1 - persons.iloc[0] / persons.iloc[-1])


def smallest_group():
    rng = np.random.default_rng(2026)
    people = 10_000
    days_old = rng.integers(0, 100 * 365, people)
    birth_date = pd.Timestamp("2026-01-01") - pd.to_timedelta(days_old, unit="D")
    town = pd.DataFrame({"birth_year": birth_date.year, "sex": rng.choice(["F", "M"], people)})
    groups = town.groupby(["birth_year", "sex"]).size()
    return groups.min()


def largest_group():
    return made_up_town().groupby(["birth_year", "sex"]).size().max()


def average_group():
    return made_up_town().groupby(["birth_year", "sex"]).size().mean()


def number_of_groups():
    return len(made_up_town().groupby(["birth_year", "sex"]).size())


def smallest_group_by_date():
    return made_up_town().groupby(["birth_date", "sex"]).size().min()


def smallest_group_of_years():
    return made_up_town().groupby("birth_year").size().min()


def at_most_sure():
    odds_before = 0.1 / (1 - 0.1)
    odds_after = odds_before * np.exp(2)
    return 100 * odds_after / (1 + odds_after)


def chance_times_factor():
    return 100 * 0.1 * np.exp(2)


def odds_as_chance():
    return 100 * 0.1 / 0.9 * np.exp(2)


def chance_times_epsilon():
    return 100 * 0.1 * 2


def odds_from_the_chance():
    return 100 * 0.1 * np.exp(2) / (1 + 0.1 * np.exp(2))


def sure_from_even_odds():
    return 100 * np.exp(2) / (1 + np.exp(2))


def alone_with_two_more():
    rng = np.random.default_rng(2026)
    people = 10_000
    days_old = rng.integers(0, 100 * 365, people)
    town = pd.DataFrame(
        {
            "birth_year": (pd.Timestamp("2026-01-01") - pd.to_timedelta(days_old, unit="D")).year,
            "sex": rng.choice(["F", "M"], people),
            "ward": rng.integers(1, 11, people),
            "visit_month": rng.integers(1, 13, people),
        }
    )
    facts = ["birth_year", "sex", "ward", "visit_month"]
    group_size = town.groupby(facts)["sex"].transform("size")
    return 100 * (group_size == 1).mean()


def groups_of_one():
    groups = made_up_town().groupby(["birth_year", "sex", "ward", "visit_month"]).size()
    return 100 * (groups == 1).mean()


def alone_with_birth_date():
    return percent_alone_by(["birth_date", "sex", "ward", "visit_month"])


def alone_with_ward():
    return percent_alone_by(["birth_year", "sex", "ward"])


def alone_with_month():
    return percent_alone_by(["birth_year", "sex", "visit_month"])


def alone_without_sex():
    return percent_alone_by(["birth_year", "ward", "visit_month"])


def not_alone():
    return 100 - alone_with_two_more()


ORDER_CASES = list(itertools.product((True, False, None), ("FR", "US"), ("host", "hospital")))


def named_record(host_under_us_law, server_in, key_with):
    host = {True: "a host under US law", False: "a host not under US law", None: "a host for which that is not clear"}[host_under_us_law]
    return f"{host}, server in {server_in}, key with the {key_with}"


def order_rule():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law is True or server_in == "US":
            return "readable" if key_with == "host" else "sealed"
        if host_under_us_law is None:
            return None
        return "out of reach"

    return us_order


def order_by_place():
    def us_order(host_under_us_law, server_in, key_with):
        if server_in == "US":
            return "readable" if key_with == "host" else "sealed"
        return "out of reach"

    return us_order


def order_by_host_only():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law is None:
            return None
        if host_under_us_law:
            return "readable" if key_with == "host" else "sealed"
        return "out of reach"

    return us_order


def order_without_key():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law is True or server_in == "US":
            return "readable"
        return None if host_under_us_law is None else "out of reach"

    return us_order


def order_unknown_as_no():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law or server_in == "US":
            return "readable" if key_with == "host" else "sealed"
        return "out of reach"

    return us_order


def order_unknown_first():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law is None:
            return None
        if host_under_us_law or server_in == "US":
            return "readable" if key_with == "host" else "sealed"
        return "out of reach"

    return us_order


def order_needs_both():
    def us_order(host_under_us_law, server_in, key_with):
        if host_under_us_law is None and server_in == "US":
            return None
        if host_under_us_law and server_in == "US":
            return "readable" if key_with == "host" else "sealed"
        return "out of reach"

    return us_order


def most_exposed_sector():
    leaks = load("data_breaches")
    persons = leaks[(leaks["country"] == "FR") & (leaks["people_kind"] == "persons")]
    return persons.groupby("sector", observed=True)["people_m"].sum().idxmax()


def sector_of_all_kinds():
    leaks = load("data_breaches")
    return leaks[leaks["country"] == "FR"].groupby("sector", observed=True)["people_m"].sum().idxmax()


def sector_of_all_countries():
    leaks = load("data_breaches")
    return leaks[leaks["people_kind"] == "persons"].groupby("sector", observed=True)["people_m"].sum().idxmax()


def sector_by_events():
    leaks = load("data_breaches")
    return leaks[(leaks["country"] == "FR") & (leaks["people_kind"] == "persons")]["sector"].value_counts().idxmax()


EXERCISES = [
    Exercise(
        key="14-back-prints",
        kind=Number("percent", tolerance=0.5),
        answer=persons_growth,
        hints=(
            "Two rows count the same thing ten years apart. The other two count something else.",
            "Take the two rows whose measure is persons_identified. A growth is new divided by old, minus one.",
            "100 * (new / old - 1), with new and old from the column value.",
        ),
        why="Persons with persons: the file grew by well over half in ten years. Profiles against persons would have shown a much steeper rise that nobody measured.",
        mistakes=(
            Mistake(profiles_growth, "This is the growth of profiles, within two years and after a purge. The question asks for identified persons."),
            Mistake(profiles_over_persons, "You divided profiles by persons. Both must count the same thing: read the column measure."),
            Mistake(persons_ratio, "This is the new value in percent of the old one. The growth is what goes beyond one hundred."),
            Mistake(persons_of_the_new, "You divided by the new value. A growth is measured against where it began."),
        ),
    ),
    Exercise(
        key="14-k",
        kind=Number("people", tolerance=0),
        answer=smallest_group,
        hints=(
            "The promise must hold for everybody, so the group that is worst off decides.",
            "groups has one size for each combination of birth year and sex. Which of these sizes is k?",
            "A column of numbers has .max(), .mean() and .min().",
        ),
        why="k is a promise to the person who is worst off, so it is the smallest group and not the average one.",
        mistakes=(
            Mistake(largest_group, "This is the largest group. Its members hide best; k must hold for everybody."),
            Mistake(average_group, "This is the average group. Half of the people may be worse off; k must hold for everybody."),
            Mistake(number_of_groups, "This is how many groups there are. The question is how many people the smallest of them has."),
            Mistake(smallest_group_by_date, "This is the smallest group for exact birth dates. Here the date was replaced by the year."),
            Mistake(smallest_group_of_years, "You grouped by year alone. The sex is in the file too, and the reader knows it."),
        ),
    ),
    Exercise(
        key="14-sure",
        kind=Number("percent", tolerance=0.3),
        answer=at_most_sure,
        hints=(
            "odds_after is a chance for, divided by a chance against. It is no chance yet.",
            "The formula above the cell turns odds into a chance: divide the odds by one plus the odds.",
            "100 * odds_after / (1 + odds_after)",
        ),
        why="From one in ten to nearly one in two, and not more, whatever else the reader knows. With odds the rule is one multiplication; with chances it is not.",
        mistakes=(
            Mistake(odds_as_chance, "These are the odds after, times one hundred. Odds are no chance: one step is missing."),
            Mistake(chance_times_factor, "You multiplied the chance. The promise is about odds: multiply those, then turn them back."),
            Mistake(chance_times_epsilon, "You multiplied by epsilon itself. The factor is e to the power of epsilon."),
            Mistake(odds_from_the_chance, "You began with the chance of one in ten as if it were odds. One in ten is odds of one to nine."),
            Mistake(sure_from_even_odds, "This begins from even odds. The reader began with a chance of one in ten."),
        ),
    ),
    Exercise(
        key="14-harmless",
        kind=Number("percent", tolerance=0.2),
        answer=alone_with_two_more,
        hints=(
            "Do as in the worked example, with other columns in the list of groupby.",
            "The list has four names now: birth_year, sex, ward and visit_month. transform('size') writes the size of the group beside each person.",
            '100 * (town.groupby(["birth_year", "sex", "ward", "visit_month"])["diagnosis"].transform("size") == 1).mean()',
        ),
        why="Each column multiplies the number of cells. Two that look harmless undo the coarsening: with fifteen attributes a study of 2019 put nearly everybody in the United States at risk (row rocher_15).",
        mistakes=(
            Mistake(groups_of_one, "This is the share of groups that have one person. The question asks for the share of people: use transform."),
            Mistake(alone_with_birth_date, "You kept the exact birth date. The file has the birth year."),
            Mistake(alone_with_ward, "The month of the visit is missing from your list."),
            Mistake(alone_with_month, "The ward is missing from your list."),
            Mistake(alone_without_sex, "The sex is missing from your list: it is still in the file."),
            Mistake(not_alone, "These are the people who share their cell. The question asks for those who are alone."),
        ),
    ),
    Exercise(
        key="14-reach",
        kind=Rule(ORDER_CASES, Word(("readable", "sealed", "out of reach")), named=named_record),
        answer=order_rule,
        hints=(
            "Two questions in order: is the record reached at all? If it is, who has the key?",
            "Begin with what settles the matter: a host under US law (is True), or a server in the US. Unknown comes after that.",
            'if host_under_us_law is True or server_in == "US": return "readable" or "sealed", as the key decides; then if host_under_us_law is None: return None; at the end return "out of reach".',
        ),
        why="The place of the server works in one direction only: abroad it opens a door, at home it closes none. The key decides what comes through the door.",
        mistakes=(
            Mistake(
                order_by_place, "Your function looks only at where the server stands. An order is addressed to the host, wherever the server is."
            ),
            Mistake(order_by_host_only, "Your function forgets the server: one that stands in the United States is reached, whoever the host is."),
            Mistake(order_without_key, "Your function forgets the key: what is handed over may be sealed."),
            Mistake(order_unknown_as_no, "Your function takes not clear for no. With a server in France the answer is then unknown."),
            Mistake(
                order_unknown_first, "Your function gives up as soon as the host is not clear. A server in the United States settles it all the same."
            ),
            Mistake(order_needs_both, "You joined the two doors with and. One of them is enough."),
        ),
    ),
    Exercise(
        key="14-prey",
        kind=Name("a sector", known=lambda: load("data_breaches")["sector"]),
        answer=most_exposed_sector,
        hints=(
            "Two conditions, joined by &: the country, and what is counted. Then a sum for each sector.",
            'The conditions: leaks["country"] == "FR" and leaks["people_kind"] == "persons".',
            'kept.groupby("sector", observed=True)["people_m"].sum() gives the sums; look for the largest.',
        ),
        why="The offices of the State come before health in this list. Who keeps the largest files loses the largest files; a chosen list cannot rank what thieves prefer.",
        mistakes=(
            Mistake(sector_of_all_kinds, "You added accounts, contracts and persons. Keep the rows that count persons."),
            Mistake(sector_of_all_countries, "You kept all countries. The question is about the French rows."),
            Mistake(sector_by_events, "This sector has the most leaks that count persons. The question asks how many persons were exposed."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def health_is_the_favourite_prey() -> Verdict:
    """E18: among the French rows, health must lead alone by events and by persons exposed; partly when it leads or shares the lead in one."""
    leaks = load("data_breaches")
    french = leaks[leaks["country"] == "FR"]
    events = french["sector"].value_counts()
    persons = french[french["people_kind"] == "persons"].groupby("sector", observed=True)["people_m"].sum()
    others_events, others_persons = events.drop("health").max(), persons.drop("health").max()
    alone_in_both = events["health"] > others_events and persons["health"] > others_persons
    leads_in_one = events["health"] >= others_events or persons["health"] >= others_persons
    level = [sector for sector, count in events.items() if count == events["health"] and sector != "health"]
    return Verdict(
        "supported" if alone_in_both else "partly" if leads_in_one else "contradicted",
        f"In our chosen list of French leaks, health has {events['health']} events, as many as the sectors {' and '.join(sorted(level))}; "
        f"{persons['health']:.1f} million persons were exposed there, against {others_persons:.1f} million in the leading sector, {persons.idxmax()}.",
        "A complete register of leaks, or a survey of attacks per organisation, that ranks the sectors.",
    )


def mission_went_to_microsoft() -> Verdict:
    """E19: the table has a contract with Microsoft, before the interview of 2 February 2021, that works towards a US host."""
    hub = load("health_data_hub")
    contracts = hub[(hub["kind"] == "contract") & (hub["date"] < "2021-02-02") & (hub["effect_on_us_hosting"] == "towards")]
    found = contracts[contracts["event"].str.contains("Microsoft")]
    later = hub[(hub["kind"] == "contract") & (hub["effect_on_us_hosting"] == "against")]
    since = f" Another host was chosen on {later['date'].iloc[-1]}." if len(later) else ""
    return Verdict(
        "supported" if len(found) else "contradicted",
        f"{found['date'].iloc[0]}: {found['event'].iloc[0]}.{since}"
        if len(found)
        else "No contract with Microsoft before the interview is in the table.",
        "A contract that shows another host at that time.",
    )


def law_is_a_formidable_tool() -> Verdict:
    """E35: supported when law moved both money (at least half of the Irish fines collected) and a host (a new contract after legal steps); partly when one."""
    share = collected_of_a_thousand() / 10
    hub = load("health_data_hub")
    against = hub[hub["effect_on_us_hosting"] == "against"]
    steps = against[against["kind"].isin(["law", "regulator"])]
    contract = against[against["kind"] == "contract"]
    moved = len(contract) > 0 and (steps["date"] < contract["date"].max()).any()
    both = [share >= 50, bool(moved)]
    host = (
        f"a new host was chosen on {contract['date'].max()}, after {len(steps)} legal steps that asked for it" if moved else "no new host was chosen"
    )
    return Verdict(
        "supported" if all(both) else "partly" if any(both) else "contradicted",
        f"Of the fines that Ireland imposed on large technology firms, at most {share:.1f} percent had been collected by February 2026; yet {host}.",
        "Fines that are paid within a year or two, or a count of practices that changed after decisions.",
    )


VERDICTS = {"E18": health_is_the_favourite_prey, "E19": mission_went_to_microsoft, "E35": law_is_a_formidable_tool}

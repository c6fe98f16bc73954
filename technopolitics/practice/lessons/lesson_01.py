"""Lesson 01, reading the sources: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Name, Number

# ------------------------------------------------------------------------------------------- predictions


def testable_share():
    claims = load("claims")
    return 100 * (claims["verdict"] != "value_judgement").mean()


DOCUMENT_OPTIONS = {"a": "portrait", "b": "techrocks", "c": "engage"}


def cleanest_document():
    facts = load("claims").query("kind == 'fact'")
    wrong = (facts["verdict"] == "contradicted").groupby(facts["seed"].astype(str)).mean()
    return min(DOCUMENT_OPTIONS, key=lambda letter: wrong[DOCUMENT_OPTIONS[letter]])


PREDICTIONS = [
    Prediction(
        key="01-testable",
        question="Of every 100 claims, for how many is there something to test?",
        kind=Number("percent"),
        answer=testable_share,
        surprise="What is testable in principle is more than what we could settle.",
    ),
    Prediction(
        key="01-cleanest",
        question="Which document has the smallest share of contradicted facts?",
        kind=Choice("abc"),
        answer=cleanest_document,
        surprise="Before you trust it, ask how many of its facts could be checked.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_facts():
    claims = load("claims")
    return len(claims[(claims["seed"] == "portrait") & (claims["kind"] == "fact")])


def kappa_of_twelve():
    f, i, n = "fact", "interpretation", "normative"
    strict = pd.Series([i, i, n, i, f, n, i, n, i, f, i, i])
    twelve = ["P25", "P33", "P36", "T12", "T13", "T42", "T53", "T61", "E06", "E16", "E22", "E24"]
    claims = load("claims")
    ours = claims[claims["claim_id"].isin(twelve)]["kind"].astype(str).reset_index(drop=True)
    observed = (ours == strict).mean()
    by_chance = (ours.value_counts() / 12 * strict.value_counts() / 12).sum()
    return (observed - by_chance) / (1 - by_chance)


def observed_and_chance() -> tuple[float, float]:
    """Observed agreement and agreement by chance of the two codings of twelve sentences."""
    f, i, n = "fact", "interpretation", "normative"
    strict = pd.Series([i, i, n, i, f, n, i, n, i, f, i, i])
    claims = load("claims").set_index("claim_id")
    ours = claims.loc[["P25", "P33", "P36", "T12", "T13", "T42", "T53", "T61", "E06", "E16", "E22", "E24"], "kind"].astype(str)
    ours = ours.reset_index(drop=True)
    return (ours == strict).mean(), (ours.value_counts() / 12 * strict.value_counts() / 12).sum()


def kappa_observed_only():
    return observed_and_chance()[0]


def kappa_not_divided():
    observed, by_chance = observed_and_chance()
    return observed - by_chance


def kappa_without_brackets():
    observed, by_chance = observed_and_chance()
    return observed - by_chance / 1 - by_chance


def kappa_over_observed():
    observed, by_chance = observed_and_chance()
    return (observed - by_chance) / observed


def never_agrees():
    claims = load("claims")
    is_prediction = claims["kind"] == "prediction"
    never = False
    return 100 * (is_prediction == never).mean()


def odd_norm():
    claims = load("claims")
    odd = claims[(claims["kind"] == "normative") & (claims["verdict"] != "value_judgement")]
    return odd["claim_id"].iloc[0]


def worst_case():
    claims = load("claims")
    facts = claims[(claims["seed"] == "portrait") & (claims["kind"] == "fact")]
    possible = facts["verdict"].isin(["contradicted", "unverifiable"]).sum()
    return 100 * possible / len(facts)


def portrait_facts() -> pd.DataFrame:
    return load("claims").query("seed == 'portrait' and kind == 'fact'")


def worst_case_with_partly():
    return 100 * (portrait_facts()["verdict"] != "supported").mean()


def worst_case_of_all_claims():
    return 100 * load("claims").query("seed == 'portrait'")["verdict"].isin(["contradicted", "unverifiable"]).mean()


def worst_case_of_all_documents():
    return 100 * load("claims").query("kind == 'fact'")["verdict"].isin(["contradicted", "unverifiable"]).mean()


def worst_case_count():
    return portrait_facts()["verdict"].isin(["contradicted", "unverifiable"]).sum()


def years_off():
    claims, timeline = load("claims"), load("hype_timeline")
    said = claims[claims["claim_id"] == "T13"]["year_of_reference"].iloc[0]
    match = timeline[timeline["event"] == "Deep Blue beats Kasparov"]["date"].iloc[0]
    return int(said) - int(match[:4])


def years_off_first_match():
    said = load("claims").set_index("claim_id").loc["T13", "year_of_reference"]
    match = load("hype_timeline").query("event == 'Kasparov beats Deep Blue'")["date"].iloc[0]
    return int(said) - int(match[:4])


def what_was_there():
    hub = load("health_data_hub")
    before_summer = hub[hub["date"] < "2020-06"]
    law = before_summer["kind"].eq("law").any()
    body = before_summer["event"].str.contains("set up").any()
    return "c" if law and body else "b" if law else "a"


def same_person():
    claims = load("claims")
    no_test = claims["testable_with"].str.startswith("none")
    no_measure = claims["verdict"] == "value_judgement"
    observed = (no_test == no_measure).mean()
    both_yes = no_test.mean() * no_measure.mean()
    both_no = (1 - no_test.mean()) * (1 - no_measure.mean())
    by_chance = both_yes + both_no
    return (observed - by_chance) / (1 - by_chance)


def two_columns() -> tuple[pd.Series, pd.Series]:
    claims = load("claims")
    return claims["testable_with"].str.startswith("none"), claims["verdict"] == "value_judgement"


def same_person_observed():
    no_test, no_measure = two_columns()
    return (no_test == no_measure).mean()


def same_person_by_chance():
    no_test, no_measure = two_columns()
    return no_test.mean() * no_measure.mean() + (1 - no_test.mean()) * (1 - no_measure.mean())


def same_person_with_kind():
    claims = load("claims")
    norm, no_measure = claims["kind"] == "normative", claims["verdict"] == "value_judgement"
    observed = (norm == no_measure).mean()
    by_chance = norm.mean() * no_measure.mean() + (1 - norm.mean()) * (1 - no_measure.mean())
    return (observed - by_chance) / (1 - by_chance)


EXERCISES = [
    Exercise(
        key="01-back-facts",
        kind=Number("claims", tolerance=0),
        answer=back_facts,
        hints=(
            "Lesson 00 kept the actors that meet two conditions. Do the same with claims.",
            "Each condition stands in round brackets, with & between them, all of it between square brackets.",
            'portrait_facts = len(claims[(claims["seed"] == "portrait") & (claims["kind"] == "fact")])',
        ),
        why="Both conditions must be true in a row for the row to stay; len counts the rows that stay.",
        mistakes=(
            Mistake(lambda: (load("claims")["seed"] == "portrait").sum(), "These are all claims of the portrait. Keep the facts only."),
            Mistake(lambda: (load("claims")["kind"] == "fact").sum(), "These are the facts of all three documents. Keep the portrait only."),
            Mistake(lambda: len(load("claims")), "This is the number of all claims. Two conditions are needed."),
        ),
    ),
    Exercise(
        key="01-kappa",
        kind=Number(tolerance=0.01),
        answer=kappa_of_twelve,
        hints=(
            "The formula stands just above the cell. Both variables have a value already.",
            "Above the line: observed minus by_chance. Below the line: 1 minus by_chance. Each part needs its round brackets.",
            "kappa = (observed - by_chance) / (1 - by_chance)",
        ),
        why="Chance gives the start, full agreement is the end, and kappa is the part of that way which was covered.",
        mistakes=(
            Mistake(kappa_observed_only, "This is the observed agreement. Take away what chance alone would give."),
            Mistake(kappa_not_divided, "This is the agreement beyond chance. Divide it by the most that it could be."),
            Mistake(kappa_without_brackets, "Round brackets are missing: Python divides before it subtracts."),
            Mistake(kappa_over_observed, "You divided by the observed agreement. Divide by the way from chance to full agreement."),
        ),
    ),
    Exercise(
        key="01-never",
        kind=Number("percent", tolerance=0.1),
        answer=never_agrees,
        hints=(
            "It is the cell with observed once more, with two other columns.",
            'Compare claims["is_prediction"] with claims["never"], and take the mean of True and False.',
            'percent_agreement = 100 * (claims["is_prediction"] == claims["never"]).mean()',
        ),
        why="Nearly no row is a prediction, so somebody who always says no is nearly always with us. Nothing was read.",
        mistakes=(
            Mistake(
                lambda: 100 * (load("claims")["kind"] == "prediction").mean(),
                "This is the share of predictions: the rows on which the two do not agree.",
            ),
            Mistake(
                lambda: 100 * (load("claims")["kind"] == "interpretation").mean(),
                "This is the coder who always writes interpretation. Now the question is yes or no: a prediction?",
            ),
            Mistake(
                lambda: (load("claims")["kind"] != "prediction").sum(),
                "This is a number of rows. Divide by all rows and multiply by 100.",
            ),
        ),
    ),
    Exercise(
        key="01-odd",
        kind=Name("the name of a claim", known=lambda: load("claims")["claim_id"]),
        answer=odd_norm,
        hints=(
            "Keep the rows of the kind normative whose verdict is something else than value_judgement.",
            'Two conditions with & between them: (claims["kind"] == "normative") and (claims["verdict"] != "value_judgement").',
            'claims[(claims["kind"] == "normative") & (claims["verdict"] != "value_judgement")][["claim_id", "claim_en", "evidence"]]',
        ),
        why="Praise can hold a part that can be tested. Here one can ask: of which country, and by which ranking?",
        mistakes=(
            Mistake(
                lambda: load("claims").query("kind == 'prediction'")["claim_id"].iloc[0],
                "This row is the only prediction. Look in the line of the norms.",
            ),
            Mistake(
                lambda: load("claims").query("kind == 'normative'")["claim_id"].iloc[0],
                "This is the first norm of the table, and its verdict is the usual one. Add the second condition.",
            ),
        ),
    ),
    Exercise(
        key="01-worst",
        kind=Number("percent", tolerance=0.3),
        answer=worst_case,
        hints=(
            "A part divided by a whole. The whole is the number that you computed at the beginning.",
            "The part stands in the cross table above, in the line portrait: two columns added.",
            'worst_case = 100 * (by_document.loc["portrait", "contradicted"] + by_document.loc["portrait", "unverifiable"]) / n_facts["portrait"]',
        ),
        why="Known to be wrong is the low end. Known or possible is the high end. The truth lies somewhere between.",
        mistakes=(
            Mistake(worst_case_count, "This is a number of facts. Divide it by all facts of the portrait and multiply by 100."),
            Mistake(worst_case_with_partly, "You added the facts that are partly supported. Two verdicts are asked for."),
            Mistake(worst_case_of_all_claims, "You took all claims of the portrait. Keep the facts only, above the line and below it."),
            Mistake(worst_case_of_all_documents, "You took the facts of all three documents. Keep the portrait only."),
        ),
    ),
    Exercise(
        key="01-kasparov",
        kind=Number("years", tolerance=0),
        answer=years_off,
        hints=(
            "Two years are needed: one stands in the claim, the other in the table of events.",
            "There are two matches. Who won the first, and who won the second?",
            "Take the year of the row Deep Blue beats Kasparov from the year in the claim.",
        ),
        why="A dated record settles it: the claim is exact enough to be caught.",
        mistakes=(
            Mistake(years_off_first_match, "This counts from the match that Kasparov won. Take the one that the machine won."),
            Mistake(
                lambda: load("claims").set_index("claim_id").loc["T13", "year_of_reference"],
                "This is the year in the claim. How far is it from the year of the match?",
            ),
        ),
    ),
    Exercise(
        key="01-hub",
        kind=Choice("abc"),
        answer=what_was_there,
        hints=(
            "Read the column date from the top, and stop before June 2020.",
            "The kind law marks the act of Parliament. When was the body set up?",
        ),
        why="The law is of July 2019 and the body of December 2019. What came in 2020 let an existing platform collect more.",
        mistakes=(
            Mistake(lambda: "a", "Look for the row of the kind law: before or after June 2020?"),
            Mistake(lambda: "b", "You found the law. Look for the row in which the hub is set up as a body of its own."),
        ),
    ),
    Exercise(
        key="01-same-person",
        kind=Number(tolerance=0.01),
        answer=same_person,
        hints=(
            "The function agreement does all the steps. It takes two columns.",
            "It gives three numbers back, in this order: observed, by chance, kappa.",
            "agree, chance, same_person = agreement(no_test, no_measure)",
        ),
        why="One person, nearly one question, and kappa is far from 1. "
        "Where one column says theory or rhetorical analysis, the other says that nothing can be measured. The codebook left it open.",
        mistakes=(
            Mistake(same_person_observed, "This is the observed agreement. Kappa is the third number that the function gives."),
            Mistake(same_person_by_chance, "This is the agreement by chance. Kappa is the third number that the function gives."),
            Mistake(same_person_with_kind, "You compared the kind with the verdict. The two columns are no_test and no_measure."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def kasparov_was_1999() -> Verdict:
    """T13: supported when the match that the machine won stands in the list with the year of the claim, else contradicted."""
    said = int(load("claims").set_index("claim_id").loc["T13", "year_of_reference"])
    match = load("hype_timeline").query("event == 'Deep Blue beats Kasparov'").iloc[0]
    gap = abs(said - int(match["date"][:4]))
    return Verdict(
        "contradicted" if gap else "supported",
        f"The list of events dates the match that the machine won to {match['date']}, {gap} years from {said}. "
        f"A game of 1999, against users of the Internet, is another event.",
        "A recording in which the talk speaks of the game of 1999.",
    )


def broadcast_on_a_tuesday() -> Verdict:
    """E01: supported when the printed date and the printed day of the week fit together."""
    printed = load("seed_documents").set_index("seed").loc["engage", "date_earliest"]
    weekday = pd.Timestamp(printed).day_name()
    return Verdict(
        "supported" if weekday == "Tuesday" else "contradicted",
        f"The document prints {printed}, and that day was a {weekday}. Day and date fit together; the programme itself was not seen.",
        "A programme list of that week with another day.",
    )


def hub_was_created_in_summer() -> Verdict:
    """E16: contradicted when both the law and the body are older than June of the year meant; partly when one is; else supported."""
    year = int(load("claims").set_index("claim_id").loc["E16", "year_of_reference"])
    hub = load("health_data_hub")
    law = hub[hub["event"].str.contains("creates the platform")]["date"].iloc[0]
    body = hub[hub["event"].str.contains("set up")]["date"].iloc[0]
    older = sum(date < f"{year}-06" for date in (law, body))
    return Verdict(
        {2: "contradicted", 1: "partly", 0: "supported"}[older],
        f"We read the interview as the summer of {year}. The law is dated {law}, and the body was set up in {body}.",
        "A recording in which the interview means another summer, or a register with a later date of birth.",
    )


VERDICTS = {
    "T13": kasparov_was_1999,
    "E01": broadcast_on_a_tuesday,
    "E16": hub_was_created_in_summer,
}

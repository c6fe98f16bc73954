"""Lesson 02, fears and forecasts: exercises, predictions, verdicts."""

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Number

# ------------------------------------------------------------------------------------------- predictions


def first_fear():
    timeline = load("hype_timeline")
    return int(timeline[timeline["kind"] == "fear"]["date"].str[:4].astype(int).min())


def hit_rate():
    predictions = load("predictions")
    due = predictions[predictions["horizon_end_year"] <= 2025]
    return 100 * (due["outcome"] == "right").mean()


PREDICTIONS = [
    Prediction(
        key="02-fear",
        question="In which year stands the first episode of the kind fear?",
        kind=Number(),
        answer=first_fear,
        surprise="Later than most readers expect. Before you call the fear new, ask who filled the list.",
    ),
    Prediction(
        key="02-hits",
        question="Of every 100 forecasts in our list that are due, how many came true by their date?",
        kind=Number("percent"),
        answer=hit_rate,
        surprise="Hardly any. Keep the question open whether this is about forecasts or about lists.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_predictions():
    claims = load("claims")
    return len(claims[claims["kind"] == "prediction"])


def back_kappa():
    observed, by_chance = 0.9, 0.6
    return (observed - by_chance) / (1 - by_chance)


def recent_share():
    timeline = load("hype_timeline")
    timeline["year"] = timeline["date"].str[:4].astype(int)
    return 100 * len(timeline[timeline["year"] >= 2020]) / len(timeline)


def recent_count():
    return (load("hype_timeline")["date"].str[:4].astype(int) >= 2020).sum()


def recent_against_older():
    recent = load("hype_timeline")["date"].str[:4].astype(int) >= 2020
    return 100 * recent.sum() / (~recent).sum()


def recent_years_of_all():
    years = load("hype_timeline")["date"].str[:4].astype(int)
    return 100 * (years.max() - 2020 + 1) / (years.max() - years.min() + 1)


def best_case():
    predictions = load("predictions")
    due = predictions[predictions["horizon_end_year"] <= 2025]
    generous = due[due["outcome"].isin(["right", "partly", "contested"])]
    return 100 * len(generous) / len(due)


def best_case_without_partly():
    predictions = load("predictions")
    return 100 * predictions[predictions["horizon_end_year"] <= 2025]["outcome"].isin(["right", "contested"]).mean()


def best_case_of_all_rows():
    return 100 * load("predictions")["outcome"].isin(["right", "partly", "contested"]).mean()


def best_case_with_late():
    predictions = load("predictions")
    return 100 * predictions[predictions["horizon_end_year"] <= 2025]["outcome"].isin(["right", "partly", "contested", "late"]).mean()


def best_case_count():
    predictions = load("predictions")
    return predictions[predictions["horizon_end_year"] <= 2025]["outcome"].isin(["right", "partly", "contested"]).sum()


def quoted_share():
    odds_in_world = 0.2 / 0.8
    odds_in_list = odds_in_world / 5
    return 100 * odds_in_list / (1 + odds_in_list)


def cautious_score():
    predictions = load("predictions")
    due = predictions[predictions["horizon_end_year"] <= 2025]
    clear = due[due["outcome"].isin(["right", "late", "wrong"])]
    happened = (clear["outcome"] == "right").astype(int)
    return ((0.1 - happened) ** 2).mean()


def clear_and_happened():
    predictions = load("predictions")
    due = predictions[predictions["horizon_end_year"] <= 2025]
    clear = due[due["outcome"].isin(["right", "late", "wrong"])]
    return (clear["outcome"] == "right").astype(int)


def cautious_over_all_due():
    predictions = load("predictions")
    happened = (predictions[predictions["horizon_end_year"] <= 2025]["outcome"] == "right").astype(int)
    return ((0.1 - happened) ** 2).mean()


def times_needed():
    predictions = load("predictions")
    due = predictions[predictions["horizon_end_year"] <= 2025]
    successes = due["outcome"].isin(["right", "partly", "contested"]).sum()
    odds_in_list = successes / (len(due) - successes)
    odds_in_world = 0.5 / 0.5
    return odds_in_world / odds_in_list


def times_in_the_strict_count():
    share = hit_rate() / 100
    return (1 - share) / share


def times_with_shares():
    return 0.5 / (best_case() / 100)


def times_upside_down():
    return 1 / times_needed()


def march_users():
    users = load("chatgpt_users")
    company = users[(users["metric"] == "weekly active users") & (users["origin"] == "company")].set_index("month")["users_m"]
    factor_of_14_months = company["2025-10"] / company["2024-08"]
    factor_of_one_month = factor_of_14_months ** (1 / 14)
    return company["2024-08"] * factor_of_one_month**7


def weekly_of_company():
    users = load("chatgpt_users")
    return users[(users["metric"] == "weekly active users") & (users["origin"] == "company")].set_index("month")["users_m"]


def march_on_a_straight_line():
    company = weekly_of_company()
    return company["2024-08"] + (company["2025-10"] - company["2024-08"]) * 7 / 14


def march_with_one_step_only():
    company = weekly_of_company()
    return company["2024-08"] * (company["2025-10"] / company["2024-08"]) ** (1 / 14)


def march_as_printed():
    users = load("chatgpt_users")
    return users[(users["metric"] == "weekly active users") & (users["month"] == "2025-03")]["users_m"].iloc[0]


EXERCISES = [
    Exercise(
        key="02-back-predictions",
        kind=Number("claims", tolerance=0),
        answer=back_predictions,
        hints=(
            "Lesson 00 kept the rows that meet a condition, and counted them with len.",
            'The column is kind, and the text to compare with is "prediction".',
            'n_predictions = len(claims[claims["kind"] == "prediction"])',
        ),
        why="The documents explain and judge, and hardly ever say what will happen until when. So we look for forecasts elsewhere.",
        mistakes=(
            Mistake(lambda: len(load("claims")), "This is the number of all claims. Keep those of the kind prediction first."),
            Mistake(
                lambda: (load("claims")["kind"] == "interpretation").sum(),
                "This is the number of interpretations. The question asks for predictions.",
            ),
        ),
    ),
    Exercise(
        key="02-back-kappa",
        kind=Number(tolerance=0.01),
        answer=back_kappa,
        hints=(
            "Kappa asks how much of the way from chance to full agreement was covered.",
            "Above the line of the division: what was observed minus what chance gives. Below: full agreement (1) minus what chance gives.",
            "kappa = (0.9 - 0.6) / (1 - 0.6)",
        ),
        why="Agreement beyond chance, divided by the largest agreement beyond chance that there could be.",
        mistakes=(
            Mistake(lambda: 0.9 - 0.6, "This is the agreement beyond chance. Divide it by the most that it could be."),
            Mistake(lambda: 0.9, "This is the agreement that was observed. Take out what chance alone would give."),
            Mistake(lambda: (0.9 - 0.6) / 0.9, "You divided by the observed agreement. Divide by the distance from chance to full agreement."),
            Mistake(lambda: (0.9 - 0.6) / 0.6, "You divided by the agreement of chance. Divide by the distance from chance to full agreement."),
        ),
    ),
    Exercise(
        key="02-recent",
        kind=Number("percent", tolerance=0.2),
        answer=recent_share,
        hints=(
            "A share is a part divided by a whole: which rows are the part, and which are the whole?",
            'The part: timeline[timeline["year"] >= 2020]. Count it with len.',
            'recent_share = 100 * len(timeline[timeline["year"] >= 2020]) / len(timeline)',
        ),
        why="A small part of the years holds a large part of the rows. Did more happen, or do we remember more? The list cannot say.",
        mistakes=(
            Mistake(recent_count, "This is a count of rows. Divide by the number of all rows and multiply by 100."),
            Mistake(recent_against_older, "You divided by the older rows. The whole is all rows, the recent ones too."),
            Mistake(recent_years_of_all, "This is the share of the years. The question asks for the share of the rows: compare the two afterwards."),
        ),
    ),
    Exercise(
        key="02-best-case",
        kind=Number("percent", tolerance=0.15),
        answer=best_case,
        hints=(
            "Three outcomes count as success here; the whole stays the same as before.",
            'isin keeps the rows whose value is in a list: due["outcome"].isin(["right", ...])',
            'generous = due[due["outcome"].isin(["right", "partly", "contested"])], then 100 * len(generous) / len(due)',
        ),
        why="The strict count and the best case are two ends. Even the kinder end leaves most of the due forecasts unfulfilled, in this list.",
        mistakes=(
            Mistake(hit_rate, "This is the strict count. Add the rows that are partly right and the contested ones."),
            Mistake(best_case_without_partly, "The outcome partly is missing."),
            Mistake(best_case_of_all_rows, "You divided by all forecasts. Those that are not due can be neither successes nor failures."),
            Mistake(best_case_with_late, "You counted late as a success. The date is part of the forecast."),
            Mistake(best_case_count, "This is a count. Divide by the number of due forecasts and multiply by 100."),
        ),
    ),
    Exercise(
        key="02-quoted",
        kind=Number("percent", tolerance=0.1),
        answer=quoted_share,
        hints=(
            "Go in three steps: share to odds, divide, odds to share.",
            "One fifth come true, so four fifths fail: the odds in the world are 0.2 / 0.8.",
            "odds = 0.2 / 0.8 / 5, and then 100 * odds / (1 + odds)",
        ),
        why="The list shows a far lower share than the world has, and no row in it is false. Every quotation can be exact and the whole misleading.",
        mistakes=(
            Mistake(lambda: 100 * 0.2 / 0.8 / 5, "These are the odds in the list, times 100. Turn them into a share: odds / (1 + odds)."),
            Mistake(lambda: 100 * 0.2 / 5, "You divided the share. Turn it into odds first (successes divided by failures), then divide."),
            Mistake(lambda: 100 * 0.2, "This is the share in the world. The list holds too many failures."),
            Mistake(lambda: 100 * (0.2 * 5) / (0.2 * 5 + 0.8), "Here successes are quoted more often. It is the failures that are fun to quote."),
        ),
    ),
    Exercise(
        key="02-brier",
        kind=Number(tolerance=0.001),
        answer=cautious_score,
        hints=(
            "It is the cell with the loop, with another probability.",
            "A probability of 10 percent is 0.1 on the scale from 0 to 1; happened holds what came of each forecast.",
            "cautious = ((0.1 - happened) ** 2).mean()",
        ),
        why="Low doubt costs little when nearly everything fails. The score rewards caution here, because the list was filled with failures.",
        mistakes=(
            Mistake(lambda: ((10 - clear_and_happened()) ** 2).mean(), "You wrote 10. The score wants a probability between 0 and 1."),
            Mistake(lambda: (0.1 - clear_and_happened()).abs().mean(), "You took the distance without the square."),
            Mistake(cautious_over_all_due, "You took all due forecasts. Only the clear outcomes are asked for."),
            Mistake(lambda: ((0.9 - clear_and_happened()) ** 2).mean(), "This is the score of somebody who says 90 percent: the opposite person."),
            Mistake(lambda: 0.1**2, "This would be the score if nothing at all had come true."),
        ),
    ),
    Exercise(
        key="02-times",
        kind=Number("times", tolerance=0.02),
        answer=times_needed,
        hints=(
            "The line of the figure used the strict count. Count the successes again, with three outcomes.",
            "Odds in the list: successes divided by the rest of the due forecasts. Odds in a world of one half: one to one.",
            "times_needed = (0.5 / 0.5) / (successes / (len(due) - successes))",
        ),
        why="With the contested rows on the other side, a mild bias is enough. The verdict on forecasters hangs on a few rows that nobody can settle, and on how they got into the list.",
        mistakes=(
            Mistake(times_in_the_strict_count, "This is the strict count of the figure. Count partly and contested as successes too."),
            Mistake(times_upside_down, "You divided the other way round. How often must failures be quoted, for one quoted success?"),
            Mistake(times_with_shares, "You divided shares. Turn both into odds first: successes divided by failures."),
        ),
    ),
    Exercise(
        key="02-march",
        kind=Number("million users", tolerance=4),
        answer=march_users,
        hints=(
            "From 2024-08 to 2025-10 is fourteen months, and 2025-03 lies seven months after the start.",
            "The factor of all fourteen months is the last figure divided by the first. One month is its fourteenth root: ** (1 / 14).",
            "march = first * (last / first) ** (7 / 14), with the two company figures as first and last",
        ),
        why="The company's own figures leave room for about half of what was printed. On a straight line they leave a little more, and still far less.",
        mistakes=(
            Mistake(march_on_a_straight_line, "This adds the same number of users each month. Here the factor is the same each month."),
            Mistake(march_as_printed, "This is the printed figure. What do the two company figures alone give for that month?"),
            Mistake(march_with_one_step_only, "This is one month of growth. From 2024-08 to 2025-03 there are seven."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def words_chosen_in_1956() -> Verdict:
    """T08: supported when the first document with the words is of 1956; partly when it is older but the workshop opened in 1956."""
    timeline = load("hype_timeline").assign(year=lambda t: t["date"].str[:4].astype(int))
    words = timeline[timeline["event"].str.contains("first document with the words")].iloc[0]
    workshop = timeline[timeline["event"].str.contains("workshop opens")].iloc[0]
    dated_before = words["year"] < 1956 and workshop["year"] == 1956
    word = "supported" if words["year"] == 1956 else "partly" if dated_before else "contradicted"
    return Verdict(
        word,
        f"The words stand in a proposal dated {words['date']}; the workshop that they name opened on {workshop['date']}.",
        "An older document with the words, or a record that they were agreed upon only at the workshop.",
    )


def hysteria_comes_in_cycles() -> Verdict:
    """T12: supported when there are two winters or more, each after promises or money since the last one, and hope after the last."""
    timeline = load("hype_timeline").assign(year=lambda t: t["date"].str[:4].astype(int))
    winters = timeline[(timeline["kind"] == "winter") & (timeline["unit"] == "years")].sort_values("year")
    booms = timeline[timeline["kind"].isin(["promise", "funding"])]["year"]
    start, before = timeline["year"].min(), []
    for winter in winters.itertuples():
        before.append(int(((booms >= start) & (booms < winter.year)).sum()))
        start = winter.year + winter.figure
    after = int(((timeline["mood"] == 1) & (timeline["year"] >= start)).sum())
    a_cycle = len(before) >= 2 and all(before) and after
    word = "supported" if a_cycle else "partly" if before else "contradicted"
    years = " and ".join(str(y) for y in winters["year"])
    counts = " and ".join(str(n) for n in before)
    return Verdict(
        word,
        f"The list holds {len(before)} winters (from {years}); {counts} rows of promise or money came before them, and {after} hopeful rows after the last.",
        "A second coder who finds no boom before one of the winters, or a list made by another rule without these winters.",
    )


def lee_sedol_was_2016() -> Verdict:
    """T14: supported when the match stands in the list with the year 2016."""
    match = load("hype_timeline").query("event == 'AlphaGo beats Lee Sedol'").iloc[0]
    return Verdict(
        "supported" if match["date"].startswith("2016") else "contradicted",
        f"The match is dated {match['date']}, and the program won {match['figure']:.0f} games to 1.",
        "A source of that time with another date.",
    )


def chatgpt_was_2022() -> Verdict:
    """T15: supported when the opening stands in the list with the year 2022."""
    opening = load("hype_timeline").query("event == 'ChatGPT opens to the public'").iloc[0]
    users = load("chatgpt_users").sort_values("month")
    first = users[users["metric"] == "total users"].iloc[0]
    monthly = users[users["metric"] == "monthly active users"].iloc[0]
    return Verdict(
        "supported" if opening["date"].startswith("2022") else "contradicted",
        f"Opened in {opening['date']}: {first['users_m']} million users in {first['month']} ({first['origin']}), {monthly['users_m']} million a month in {monthly['month']} ({monthly['origin']}).",
        "A source of that time with another date of opening.",
    )


def ai_in_the_whole_firm_in_2030() -> Verdict:
    """T61: cannot be verified as long as the forecast behind it is pending, that is, before its horizon."""
    row = load("predictions").set_index("prediction_id").loc["P63"]
    words = {"pending": "unverifiable", "right": "supported", "partly": "partly", "wrong": "contradicted"}
    return Verdict(
        words.get(row["outcome"], "unverifiable"),
        f"The premise has its horizon in {row['horizon_end_year']} and is {row['outcome']}; the report states it as a condition. What follows from it is advice.",
        "The year itself, with a measure agreed upon before: in how many firms, for which tasks.",
    )


VERDICTS = {
    "T08": words_chosen_in_1956,
    "T12": hysteria_comes_in_cycles,
    "T14": lee_sedol_was_2016,
    "T15": chatgpt_was_2022,
    "T61": ai_in_the_whole_firm_in_2030,
}

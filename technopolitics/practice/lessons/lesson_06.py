"""Lesson 06, models: what a cost figure means, how fast training runs grow, who is open, what Europe had."""

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Names, Number, Numbers


def frontier_runs() -> pd.DataFrame:
    """The flagged frontier models with known compute, with the year as a decimal number and the compute in powers of ten."""
    models = load("notable_models")
    frontier = models[models["frontier_at_release"] & models["training_compute_flop"].notna()]
    days = (frontier["release_date"] - pd.Timestamp("2012-01-01")).dt.days
    return frontier.assign(year=2012 + days / 365.25, power=np.log10(frontier["training_compute_flop"]))


def passed_tests(public=("public_compute",), role="candidate") -> pd.Series:
    """How many of the four tests for an equivalent of DeepSeek-V3 each model of european_llms passes, by name."""
    models = load("european_llms").set_index("model")
    v3 = models.loc["DeepSeek-V3"]
    kept = models[models["role"] == role] if role else models
    tests = pd.DataFrame(
        {
            "public": kept["sector"].isin(public),
            "open": kept["open_weights"],
            "earlier": kept["release_date"] < v3["release_date"],
            "as_large": kept["training_compute_flop"] >= v3["training_compute_flop"],
        }
    )
    return tests.sum(axis=1)


# ------------------------------------------------------------------------------------------- predictions


def span_of_amounts():
    costs = load("training_costs")
    deepseek = costs[costs["subject"].str.startswith("DeepSeek")]
    return deepseek["amount_usd_m"].max() / deepseek["amount_usd_m"].min()


def doubling_time():
    models = load("notable_models")
    frontier = models[models["frontier_at_release"] & models["training_compute_flop"].notna()]
    year = 2012 + (frontier["release_date"] - pd.Timestamp("2012-01-01")).dt.days / 365.25
    slope = np.polyfit(year, np.log10(frontier["training_compute_flop"]), 1)[0]
    return 12 * np.log10(2) / slope


def ahead_in_february_2024():
    arena = load("arena_gap").set_index("snapshot_date").loc["2024-02-15"]
    french, chinese = arena["best_fr_score"], arena["best_cn_score"]
    if pd.isna(french):
        return "d"
    return "a" if chinese > french else "b" if french > chinese else "c"


PREDICTIONS = [
    Prediction(
        key="06-span",
        question="How many times the smallest amount about DeepSeek is the largest one?",
        kind=Number("times the smallest"),
        answer=span_of_amounts,
        surprise="Each of them answers another question, so they need not contradict each other.",
    ),
    Prediction(
        key="06-double",
        question="How many months did the largest training runs take to double?",
        kind=Number("months"),
        answer=doubling_time,
        surprise="A quantity that doubles so often grows by several powers of ten in one decade.",
    ),
    Prediction(
        key="06-ahead",
        question="Whose best model had the higher Arena score on 15 February 2024?",
        kind=Choice("abcd"),
        answer=ahead_in_february_2024,
        surprise="Few votes stood behind the French scores of that time, but the order may still surprise you.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def open_share_of_all():
    counts = load("open_weights_share")
    row = counts[(counts["place"] == "CN") & (counts["year"] == 2025)].iloc[0]
    return 100 * row["open_models"] / (row["open_models"] + row["closed_models"] + row["unknown_models"])


def open_share_of_known():
    counts = load("open_weights_share")
    row = counts[(counts["place"] == "CN") & (counts["year"] == 2025)].iloc[0]
    return 100 * row["open_models"] / (row["open_models"] + row["closed_models"])


def open_per_closed():
    row = load("open_weights_share").query("place == 'CN' and year == 2025").iloc[0]
    return 100 * row["open_models"] / row["closed_models"]


def open_share_of_the_us():
    row = load("open_weights_share").query("place == 'US' and year == 2025").iloc[0]
    return 100 * row["open_models"] / (row["open_models"] + row["closed_models"] + row["unknown_models"])


def method_ratios():
    costs = load("training_costs")
    epoch = costs[costs["claimant"] == "Epoch AI"]
    by_method = epoch.pivot(index="subject", columns="definition", values="amount_usd_m")
    ratio = by_method["cloud_rental_estimate"] / by_method["amortised_hardware_energy"]
    return ratio.dropna()


def method_ratios_upside_down():
    return 1 / method_ratios()


def method_differences():
    epoch = load("training_costs").query("claimant == 'Epoch AI'")
    by_method = epoch.pivot(index="subject", columns="definition", values="amount_usd_m")
    return (by_method["cloud_rental_estimate"] - by_method["amortised_hardware_energy"]).dropna()


def doubling_in_years():
    return doubling_time() / 12


def time_to_ten():
    return 12 * np.log10(10) / (12 * np.log10(2) / doubling_time())


def months_over_factor():
    slope = 12 * np.log10(2) / doubling_time()
    return 12 / 10**slope


def natural_logarithm():
    slope = 12 * np.log10(2) / doubling_time()
    return 12 * np.log(2) / slope


def v3_at_llamas_price():
    runs = load("european_llms").set_index("model")
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    price_per_hour = amount["C23"] / runs.loc["Llama 3.1-405B", "gpu_hours"]
    return price_per_hour * runs.loc["DeepSeek-V3", "gpu_hours"]


def v3_at_its_own_price():
    return load("training_costs").set_index("cost_id").loc["C24", "amount_usd_m"]


def v3_at_llamas_hardware():
    runs = load("european_llms").set_index("model")["gpu_hours"]
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    return amount["C22"] / runs["Llama 3.1-405B"] * runs["DeepSeek-V3"]


def v3_in_dollars():
    return 1e6 * v3_at_llamas_price()


def dollars_an_hour():
    return 1e6 * v3_at_llamas_price() / load("european_llms").set_index("model").loc["DeepSeek-V3", "gpu_hours"]


def llama_at_v3_price():
    runs = load("european_llms").set_index("model")["gpu_hours"]
    return v3_at_its_own_price() / runs["DeepSeek-V3"] * runs["Llama 3.1-405B"]


def research_behind_v3():
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    share_of_final_runs = amount["C35"] / amount["C36"]
    return amount["C24"] / share_of_final_runs


def research_multiplied():
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    return amount["C24"] * amount["C35"] / amount["C36"]


def run_against_company():
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    return amount["C36"] / amount["C24"]


def run_against_runs():
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    return amount["C35"] / amount["C24"]


def research_without_the_run():
    return research_behind_v3() - v3_at_its_own_price()


def silent_closed():
    models = load("notable_models")
    recent = models[models["release_date"] >= "2024-01-01"]
    closed = recent[recent["open_weights"] == False]  # noqa: E712
    return 100 * closed["training_compute_flop"].isna().mean()


def silent_all():
    recent = load("notable_models").query("release_date >= '2024-01-01'")
    return 100 * recent["training_compute_flop"].isna().mean()


def silent_open():
    recent = load("notable_models").query("release_date >= '2024-01-01' and open_weights == True")
    return 100 * recent["training_compute_flop"].isna().mean()


def silent_closed_ever():
    closed = load("notable_models").query("open_weights == False")
    return 100 * closed["training_compute_flop"].isna().mean()


def speaking_closed():
    return 100 - silent_closed()


def closed_among_silent():
    recent = load("notable_models").query("release_date >= '2024-01-01'")
    silent = recent[recent["training_compute_flop"].isna()]
    return 100 * (silent["open_weights"] == False).mean()  # noqa: E712


def three_of_four():
    models = load("european_llms").set_index("model")
    v3 = models.loc["DeepSeek-V3"]
    candidates = models[models["role"] == "candidate"]
    tests = pd.DataFrame({
        "public": candidates["sector"] == "public_compute",
        "open": candidates["open_weights"],
        "earlier": candidates["release_date"] < v3["release_date"],
        "as_large": candidates["training_compute_flop"] >= v3["training_compute_flop"],
    })  # fmt: skip
    passed = tests.sum(axis=1)
    return list(passed[passed == 3].index)


def three_with_mixed():
    passed = passed_tests(public=("public_compute", "mixed"))
    return list(passed[passed == 3].index)


def three_with_comparisons():
    passed = passed_tests(role=None)
    return list(passed[passed == 3].index)


def two_of_four():
    passed = passed_tests()
    return list(passed[passed == 2].index)


def two_or_more():
    passed = passed_tests()
    return list(passed[passed >= 2].index)


EXERCISES = [
    Exercise(
        key="06-back-open",
        kind=Number("percent", tolerance=0.4),
        answer=open_share_of_all,
        hints=(
            "A share is a part divided by a whole. Lesson 03: which models belong to the whole, the denominator?",
            "The question says all notable models. The row has three counts, and all three belong to the whole.",
            'whole = row["open_models"] + row["closed_models"] + row["unknown_models"]; the answer is 100 * row["open_models"] / whole',
        ),
        why="One model of unknown access moves the share by two points. Both shares can be printed; each needs its denominator beside it.",
        mistakes=(
            Mistake(open_share_of_known, "You left the models of unknown access out of the denominator. The question says all models."),
            Mistake(open_per_closed, "You divided open by closed. That is a ratio of two parts; a share needs the whole below the line."),
            Mistake(open_share_of_the_us, "This is the share of the United States. Keep the row with the code CN."),
        ),
    ),
    Exercise(
        key="06-methods",
        kind=Numbers("a ratio for each run (a Series, with the names of the runs)", "times", tolerance=0.06),
        answer=method_ratios,
        hints=(
            "One column divided by another gives one ratio for each row.",
            "The rental estimate goes above the line. The runs with one method only give NaN: .dropna() removes them.",
            'ratios = (by_method["cloud_rental_estimate"] / by_method["amortised_hardware_energy"]).dropna()',
        ),
        why="Nothing changed but the question: what would the hours cost in a shop, or what part of the machines was used up?",
        mistakes=(
            Mistake(method_ratios_upside_down, "You divided the other way round: put the rental estimate above the line."),
            Mistake(method_differences, "These are differences in million dollars. The question asks how many times: divide."),
        ),
    ),
    Exercise(
        key="06-doubling",
        kind=Number("months", tolerance=0.08),
        answer=doubling_time,
        hints=(
            "The line climbs by slope powers of ten in one year. To double is to climb by a certain power of ten. Which one?",
            "np.log10(2) is that climb. Divided by the slope it gives years.",
            "Years times twelve gives months: 12 * np.log10(2) / slope",
        ),
        why="The steps are equal on a logarithmic axis: to go from 1 to 2 is as far as from 1,000 to 2,000. So one number describes all doublings.",
        mistakes=(
            Mistake(doubling_in_years, "This is the right time in years. Multiply by twelve."),
            Mistake(time_to_ten, "This is the time in which the runs become ten times as large. To double takes less: use np.log10(2)."),
            Mistake(
                months_over_factor,
                "You divided the months of a year by the yearly factor. Growth multiplies, so the division must be made with logarithms.",
            ),
            Mistake(natural_logarithm, "You mixed two logarithms. The slope is in powers of ten, so take np.log10 for the 2 as well."),
        ),
    ),
    Exercise(
        key="06-hours",
        kind=Number("million dollars", tolerance=0.1),
        answer=v3_at_llamas_price,
        hints=(
            "A cost of this kind is hours times a price per hour. You need the hours of one run and the price of the other.",
            'The price per hour is amount["C23"] divided by hours["Llama 3.1-405B"].',
            'Then multiply: amount["C23"] / hours["Llama 3.1-405B"] * hours["DeepSeek-V3"]',
        ),
        why="The hours were declared; the price per hour was chosen. Nearly a factor of three in this famous figure comes from that choice.",
        mistakes=(
            Mistake(v3_at_its_own_price, "This is the declared amount, at DeepSeek's own price per hour. Use the price that was used for Llama."),
            Mistake(v3_at_llamas_hardware, "You used the hardware that is written off (C22). The question asks for the rental price (C23)."),
            Mistake(v3_in_dollars, "This is in dollars. The answer is awaited in million dollars."),
            Mistake(dollars_an_hour, "This is the price of one hour. Multiply it by the hours of DeepSeek-V3."),
            Mistake(llama_at_v3_price, "You did the opposite: Llama at DeepSeek's price. Whose hours does the question ask about?"),
        ),
    ),
    Exercise(
        key="06-fair",
        kind=Number("million dollars", tolerance=0.4),
        answer=research_behind_v3,
        hints=(
            "What share of its research computing did the other firm spend on final runs? Lesson 03: part divided by whole.",
            'share = amount["C35"] / amount["C36"]. The final run of V3 is that share of an unknown whole.',
            'part = share * whole, so whole = part / share: amount["C24"] / share',
        ),
        why="A run must be compared with a run, and research with research. The firm stays cheap in this comparison, by a much smaller factor.",
        mistakes=(
            Mistake(research_multiplied, "You multiplied by the share. The run is the part, and you look for the whole: the whole is larger."),
            Mistake(run_against_company, "This compares one run with a year of research. It is the comparison that we want to repair."),
            Mistake(run_against_runs, "This is a ratio of final runs. The question asks for an amount: the whole behind the run of V3."),
            Mistake(research_without_the_run, "You took the run itself away. It is a part of the research computing, and it stays in."),
        ),
    ),
    Exercise(
        key="06-silent",
        kind=Number("percent", tolerance=0.5),
        answer=silent_closed,
        hints=(
            "Keep the closed models of recent years first; then ask how often the compute is empty.",
            'closed = recent[recent["open_weights"] == False]; .isna() gives True where a value is missing.',
            'The mean of True and False is the share of True: 100 * closed["training_compute_flop"].isna().mean()',
        ),
        why="Of the open models nearly all have a value. The holes are not spread by chance: they stand where somebody chose not to say.",
        mistakes=(
            Mistake(silent_all, "These are open and closed models together. Keep the closed ones."),
            Mistake(silent_open, "These are the open models. The question asks for the closed ones."),
            Mistake(silent_closed_ever, "These are the closed models of all years. Keep those since 2024."),
            Mistake(speaking_closed, "This is the share with a value. The question asks for the share without one."),
            Mistake(
                closed_among_silent,
                "You asked how many of the silent are closed. The question is how many of the closed are silent: another denominator.",
            ),
        ),
    ),
    Exercise(
        key="06-equivalent",
        kind=Names("a list of names of models"),
        answer=three_of_four,
        hints=(
            "Each test is a condition on one column, as in a filter. Keep the rows with the role candidate before you begin.",
            "Put the four conditions into one table as four columns. True counts as 1, so .sum(axis=1) adds up each row.",
            "passed = tests.sum(axis=1) and then list(passed[passed == 3].index), with the names of the models as index.",
        ),
        why="No candidate passes all four. Those with three fail in different places: size, public machines, or date.",
        mistakes=(
            Mistake(three_with_mixed, "You counted mixed projects as public. The first test says trained on public machines: public_compute."),
            Mistake(three_with_comparisons, "A model for comparison is in your list. Keep the rows whose role is candidate."),
            Mistake(two_of_four, "These pass two tests. The question asks for three."),
            Mistake(two_or_more, "These pass two tests or more. The question asks for exactly three."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def china_answers_with_frugality() -> Verdict:
    """T28: (1) V3's final run is at most half of Llama 3.1-405B's in hours, operations and both dollar methods; (2) the largest
    amount given for the firm is at most ten times that run. Both: supported; one: partly; none: contradicted."""
    runs = load("european_llms").set_index("model")
    amount = load("training_costs").set_index("cost_id")["amount_usd_m"]
    llama, v3 = runs.loc["Llama 3.1-405B"], runs.loc["DeepSeek-V3"]
    ratios = [
        llama["gpu_hours"] / v3["gpu_hours"],
        llama["training_compute_flop"] / v3["training_compute_flop"],
        amount["C23"] / amount["C24"],
        amount["C22"] / amount["C24"],
    ]
    firm = load("training_costs").query("subject == 'DeepSeek (company)'")["amount_usd_m"].max()
    tests = [min(ratios) >= 2, firm <= 10 * amount["C24"]]
    return Verdict(
        "supported" if all(tests) else "partly" if any(tests) else "contradicted",
        f"Like with like, the final run of Llama 3.1-405B took {min(ratios):.0f} to {max(ratios):.0f} times as much as that of DeepSeek-V3; "
        f"the largest amount given for the firm is {firm / amount['C24']:,.0f} times that run. The French sentence says a narrative (récit).",
        "An audited account of the firm's whole spending on computing.",
    )


def china_plays_open_source() -> Verdict:
    """T29: (1) more than half of China's notable models of 2025 with known access have open weights; (2) so has every DeepSeek model.
    Both: supported; one: partly; none: contradicted. Open weights are taken as the measure, which is less than open source."""
    row = load("open_weights_share").query("place == 'CN' and year == 2025").iloc[0]
    share = 100 * row["open_models"] / (row["open_models"] + row["closed_models"])
    deepseek = load("notable_models").query("organisation == 'DeepSeek'")["open_weights"]
    tests = [share > 50, bool(deepseek.all())]
    return Verdict(
        "supported" if all(tests) else "partly" if any(tests) else "contradicted",
        f"{share:.0f} percent of China's notable models of 2025 (access known) have open weights, and so have {int(deepseek.sum())} of the "
        f"{len(deepseek)} DeepSeek models in our selection. Open weights are not open data.",
        "A DeepSeek model with closed weights, or a year in which closed models are the majority in China.",
    )


def europe_had_the_technologies() -> Verdict:
    """T31: before DeepSeek-V3, (1) a European candidate with at least its compute; (2) one with open weights trained on public machines;
    (3) in the last Arena snapshot before V3, the best French model level with the best Chinese one. All: supported; some: partly; none: contradicted."""
    models = load("european_llms").set_index("model")
    v3 = models.loc["DeepSeek-V3"]
    earlier = models[(models["role"] == "candidate") & (models["release_date"] < v3["release_date"])]
    large = earlier[earlier["training_compute_flop"] >= v3["training_compute_flop"]]
    public = earlier[(earlier["sector"] == "public_compute") & earlier["open_weights"]]
    arena = load("arena_gap")
    arena = arena[arena["snapshot_date"] < v3["release_date"]].iloc[-1]
    behind = arena["best_cn_score"] - arena["best_fr_score"]
    tests = [len(large) > 0, len(public) > 0, behind <= 0]
    return Verdict(
        "supported" if all(tests) else "partly" if any(tests) else "contradicted",
        f"Before DeepSeek-V3 there were {len(large)} European models of at least its compute ({', '.join(large.index)}) and {len(public)} open ones "
        f"from public machines ({', '.join(public.index)}); on the Arena the best French model was {behind} points behind the best Chinese one "
        f"in {arena['snapshot_date']:%B %Y}.",
        "A European model of 2024, open and level with the best Chinese one on a measure that both sides accept.",
    )


def france_missed_an_equivalent() -> Verdict:
    """T32: four tests for a French candidate (public machines, open weights, before V3, at least V3's compute; unknown compute fails).
    A candidate with four: supported; with three: partly; with fewer: contradicted. The list of candidates is our own."""
    models = load("european_llms").set_index("model")
    v3 = models.loc["DeepSeek-V3"]
    french = models[(models["role"] == "candidate") & models["country"].str.contains("FR")]
    tests = pd.DataFrame(
        {
            "public machines": french["sector"] == "public_compute",
            "open weights": french["open_weights"],
            "earlier": french["release_date"] < v3["release_date"],
            "as large": french["training_compute_flop"] >= v3["training_compute_flop"],
        }
    )
    best = tests.sum(axis=1).max()
    near = tests[tests.sum(axis=1) == best]
    reasons = "; ".join(f"{name} fails: {', '.join(near.columns[~row.to_numpy(dtype=bool)])}" for name, row in near.iterrows())
    return Verdict(
        "supported" if best == 4 else "partly" if best == 3 else "contradicted",
        f"Of {len(french)} French candidates the best pass {best} of 4 tests ({reasons or 'none fails'}). The talk names no laboratory.",
        "The name of the laboratory and the model, or a public run of that size before December 2024.",
    )


VERDICTS = {
    "T28": china_answers_with_frugality,
    "T29": china_plays_open_source,
    "T31": europe_had_the_technologies,
    "T32": france_missed_an_equivalent,
}

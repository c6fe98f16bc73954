"""Lesson 04, chips and chokepoints: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Name, Number, Rule

OPTIONS = {"a": "Nvidia", "b": "TSMC", "c": "ASML", "d": "Zeiss SMT"}


def all_links() -> pd.DataFrame:
    """The whole graph: the links of both files."""
    return pd.concat([load("chip_links"), load("chip_links_cset")], ignore_index=True)


def how_many_fall(links: pd.DataFrame, removed: str, carries: tuple[str, ...], most_steps: int = 99) -> int:
    """Firms that fall when `removed` is taken out, without it, along links of the kinds in `carries`."""
    carrying = links[links["criticality"].isin(carries)]
    down = {removed}
    for _ in range(most_steps):
        more = set(carrying[carrying["supplier"].isin(down)]["customer"]) - down
        if not more:
            break
        down |= more
    return len(down) - 1


# ------------------------------------------------------------------------------------------- predictions


def hardest_removal():
    return max(OPTIONS, key=lambda letter: how_many_fall(all_links(), OPTIONS[letter], ("sole",)))


def below_the_line():
    chips = load("accelerators").set_index("chip")
    line = load("export_thresholds").set_index("branch").loc["2023 notification, speed", "tpp_min"]
    return 100 * (line - chips.loc["H20", "tpp"]) / line


PREDICTIONS = [
    Prediction(
        key="04-remove",
        question="Which of four firms makes the most others fall when it is taken out?",
        kind=Choice("abcd"),
        answer=hardest_removal,
        surprise="What counts is not how many links a firm has, but what hangs behind them.",
    ),
    Prediction(
        key="04-line",
        question="How far below the line of October 2023 is the computing power of the H20?",
        kind=Number("percent"),
        answer=below_the_line,
        surprise="Who draws a line tells others how far they may go.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def four_largest_firms():
    owners = load("compute_owners")
    single = owners[~owners["owner"].str.contains("together")]
    return single["share_pct"].nlargest(4).sum()


def four_largest_rows():
    return load("compute_owners")["share_pct"].nlargest(4).sum()


def all_named_owners():
    owners = load("compute_owners")
    return owners[owners["hq_country"].notna()]["share_pct"].sum()


def four_largest_in_chips():
    owners = load("compute_owners")
    return owners[~owners["owner"].str.contains("together")]["h100_equivalents_m"].nlargest(4).sum()


def dial_turned():
    links = pd.concat([load("chip_links"), load("chip_links_cset")])
    carrying = links[links["criticality"].isin(["sole", "dominant"])]
    down = ["Tokyo Electron"]
    for _ in range(10):
        more = carrying[carrying["supplier"].isin(down)]["customer"]
        down = list(set(down) | set(more))
    return len(down) - 1


def dial_not_turned():
    return how_many_fall(all_links(), "Tokyo Electron", ("sole",))


def dial_with_itself():
    return dial_turned() + 1


def dial_first_step():
    return how_many_fall(all_links(), "Tokyo Electron", ("sole", "dominant"), most_steps=1)


def dial_dominant_alone():
    return how_many_fall(all_links(), "Tokyo Electron", ("dominant",))


def dial_all_links():
    return how_many_fall(all_links(), "Tokyo Electron", ("sole", "dominant", "one_of_several"))


def after_recoding():
    links = pd.concat([load("chip_links"), load("chip_links_cset")], ignore_index=True)
    one_link = (links["supplier"] == "ASML") & (links["customer"] == "TSMC")
    links.loc[one_link, "criticality"] = "dominant"
    sole = links[links["criticality"] == "sole"]
    down = ["Zeiss SMT"]
    for _ in range(10):
        more = sole[sole["supplier"].isin(down)]["customer"]
        down = list(set(down) | set(more))
    return len(down) - 1


def before_recoding():
    return how_many_fall(all_links(), "Zeiss SMT", ("sole",))


def saved_by_recoding():
    return before_recoding() - after_recoding()


def only_tsmc_saved():
    return before_recoding() - 1


def after_recoding_with_itself():
    return after_recoding() + 1


def input_without_supplier():
    links = pd.concat([load("chip_links"), load("chip_links_cset")])
    film = links[(links["supplier"] == "Ajinomoto") & (links["criticality"] == "sole")]
    nvidia = links[links["customer"] == "Nvidia"]
    still_there = nvidia[~nvidia["supplier"].isin(film["customer"])]
    lost = nvidia[~nvidia["input"].isin(still_there["input"])]
    return lost["input"].iloc[0]


def review_of_2026():
    def under(value, limit):
        return None if pd.isna(value) else bool(value < limit)

    def reviewed(tpp, bandwidth):
        answers = [under(tpp, 21000), under(bandwidth, 6500)]
        if False in answers:
            return False
        return None if None in answers else True

    return reviewed


def review_with_at_most():
    return lambda tpp, bandwidth: review_of_2026()(*(None if v is None else v - 1 for v in (tpp, bandwidth)))


def review_unknown_is_false():
    return lambda tpp, bandwidth: review_of_2026()(tpp, bandwidth) or False


def review_unknown_is_true():
    return lambda tpp, bandwidth: review_of_2026()(tpp, bandwidth) is not False


def review_that_gives_up():
    return lambda tpp, bandwidth: None if tpp is None or bandwidth is None else review_of_2026()(tpp, bandwidth)


def review_with_or():
    def reviewed(tpp, bandwidth):
        answers = [None if tpp is None else tpp < 21000, None if bandwidth is None else bandwidth < 6500]
        return True if True in answers else None if None in answers else False

    return reviewed


def review_cases():
    """The real data-centre chips, and the cases at the two limits and with a hole."""
    chips = load("accelerators").query("data_centre")[["tpp", "memory_bandwidth_gb_s"]]
    real = [tuple(None if pd.isna(v) else int(v) for v in row) for row in chips.itertuples(index=False)]
    return [*real, (20999, 6499), (21000, 4000), (10000, 6500), (10000, None), (30000, None), (None, 4000), (None, 7000), (None, None)]


def named_review_case(tpp, bandwidth):
    known = lambda value: "an unknown" if value is None else f"a known ({value:,})"
    return f"a chip with {known(tpp)} TPP and {known(bandwidth)} bandwidth"


def named_customers():
    customers = load("customer_concentration")
    tsmc = customers[(customers["firm"] == "TSMC") & (customers["period"] == "2025")]
    return tsmc[tsmc["customer"].isin(["Nvidia", "Apple"])]["share_pct"].sum()


def customers_and_the_ten():
    customers = load("customer_concentration")
    return customers[(customers["firm"] == "TSMC") & (customers["period"] == "2025")]["share_pct"].sum()


def the_ten():
    customers = load("customer_concentration")
    return customers[customers["customer"].str.startswith("Ten")]["share_pct"].sum()


def customers_of_two_years():
    customers = load("customer_concentration")
    return customers[(customers["firm"] == "TSMC") & customers["customer"].isin(["Nvidia", "Apple"])]["share_pct"].sum()


def largest_customer():
    return load("customer_concentration").query("firm == 'TSMC' and customer == 'Nvidia'")["share_pct"].max()


def reverse_median():
    controls = load("export_controls")
    known = controls[(controls["date_precision"] == "day") & (controls["state_last_known"] != "proposed")]
    tightened = known[known["direction"] == "tighten"]
    china = tightened[tightened["actor"] == "CN"][["date"]]
    us = tightened[tightened["actor"] == "US"][["date"]]
    later_us = us[us["date"] >= china["date"].min()]
    found = pd.merge_asof(later_us, china.assign(last=china["date"]), on="date")
    return (found["date"] - found["last"]).dt.days.median()


def _dates(actor: str, known_days: bool = True) -> pd.DataFrame:
    """Dates of an actor's measures that tightened, as the lesson keeps them."""
    controls = load("export_controls")
    kept = controls[(controls["direction"] == "tighten") & (controls["actor"] == actor)]
    if known_days:
        kept = kept[(kept["date_precision"] == "day") & (kept["state_last_known"] != "proposed")]
    return kept[["date"]]


def _waiting(acts: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    found = pd.merge_asof(acts, before.assign(last=before["date"]), on="date")
    return (found["date"] - found["last"]).dt.days


def forward_median():
    return _waiting(_dates("CN"), _dates("US")).median()


def reverse_mean():
    us, china = _dates("US"), _dates("CN")
    return _waiting(us[us["date"] >= china["date"].min()], china).mean()


def reverse_with_proposals():
    us, china = _dates("US", known_days=False), _dates("CN", known_days=False)
    return _waiting(us[us["date"] >= china["date"].min()], china).median()


EXERCISES = [
    Exercise(
        key="04-back",
        kind=Number("percent", tolerance=0.05),
        answer=four_largest_firms,
        hints=(
            "Look at the whole table first: not every row is one firm.",
            'Two owners are groups: their name ends in "together". Leave them out, then take the four largest.',
            'owners[~owners["owner"].str.contains("together")]["share_pct"].nlargest(4).sum()',
        ),
        why="A group is no competitor: it must not stand in a CR4. The group of all others is a lower bound, so the share of the four is an upper bound.",
        mistakes=(
            Mistake(four_largest_rows, "One of your four is 'All others together'. That is a group, and no single firm."),
            Mistake(all_named_owners, "You added all the owners with a country. The question asks for the four largest single firms."),
            Mistake(four_largest_in_chips, "This is a number of chips in millions. The shares stand in the column share_pct."),
        ),
    ),
    Exercise(
        key="04-dial",
        kind=Number("firms", tolerance=0),
        answer=dial_turned,
        hints=(
            "The function fall does the work. What are its three inputs?",
            'The third input is a list of kinds: ["sole", "dominant"]. The result also holds the removed firm, at step 0.',
            'len(fall(links, "Tokyo Electron", ["sole", "dominant"])) - 1',
        ),
        why="All links of Tokyo Electron are coded dominant: with sole links only it takes nobody down. One word of the coding decides whether it is a chokepoint.",
        mistakes=(
            Mistake(dial_not_turned, "This is the fall along sole links only. Let dominant links carry it too, and use both files of links."),
            Mistake(dial_with_itself, "You counted Tokyo Electron itself. It stands in the result at step 0."),
            Mistake(dial_first_step, "These are its own customers, the first step. The fall goes on from there."),
            Mistake(dial_dominant_alone, "You let dominant links carry and left the sole ones out. The list needs both words."),
            Mistake(dial_all_links, "You let every link carry the fall. Where others deliver the same, a customer does not fall."),
        ),
    ),
    Exercise(
        key="04-edge",
        kind=Number("firms", tolerance=0),
        answer=after_recoding,
        hints=(
            "First change the one link in the copy, then let the fall run in the copy.",
            'recoded.loc[one_link, "criticality"] = "dominant" writes the new word into the row that is meant.',
            'len(fall(recoded, "Zeiss SMT", ["sole"])) - 1',
        ),
        why="One link carries more than half of this fall. Whoever doubts the result should look at that link first, and only then at the others.",
        mistakes=(
            Mistake(before_recoding, "This is the fall before the recoding. Was the copy changed, and did the fall run in the copy?"),
            Mistake(saved_by_recoding, "This is how many firms the recoding saves. The question asks how many still fall."),
            Mistake(only_tsmc_saved, "You took off TSMC alone. When TSMC stands, its customers stand too."),
            Mistake(after_recoding_with_itself, "You counted Zeiss SMT itself. It stands in the result at step 0."),
        ),
    ),
    Exercise(
        key="04-three",
        kind=Name("an input of Nvidia", known=lambda: load("chip_links")["input"]),
        answer=input_without_supplier,
        hints=(
            "Who are the sole customers of Ajinomoto? And what do these customers deliver?",
            'nvidia = links[links["customer"] == "Nvidia"] holds the suppliers of Nvidia. Which of its rows have a supplier that has fallen?',
            'Look at links[links["supplier"].isin(["Ibiden", "Unimicron", "Shinko Electric"])][["customer", "input"]]: does anybody else deliver it?',
        ),
        why="Three suppliers look safe, and all three need the same film. Spreading orders protects against the fall of one supplier, and not against what they share. "
        "Lesson 08 meets the same trap with clouds.",
        mistakes=(
            Mistake(
                lambda: "ABF build-up film",
                "This is what Ajinomoto delivers, one step earlier. Nvidia does not buy it itself: what do its buyers make of it?",
            ),
            Mistake(
                lambda: "leading-edge wafers",
                "This input comes from TSMC, which does not need the film in our table. Follow the customers of Ajinomoto.",
            ),
        ),
    ),
    Exercise(
        key="04-review",
        kind=Rule(review_cases, named=named_review_case),
        answer=review_of_2026,
        hints=(
            "The lesson's function both joins two answers. You still need a test that asks 'under' instead of 'at least'.",
            "A test under(value, limit) gives None when pd.isna(value) is true, and else bool(value < limit).",
            "def reviewed(tpp, bandwidth): return both(under(tpp, 21000), under(bandwidth, 6500)), and then my_rule = reviewed",
        ),
        why="One number above its limit settles the case, whatever the other one is. Only a missing number that could still change the answer makes it unknown.",
        mistakes=(
            Mistake(review_with_at_most, "Look at a chip exactly on a limit. The rule says under, and so the limit itself is not under."),
            Mistake(review_unknown_is_false, "Your function says False where it cannot know. Unknown is not no."),
            Mistake(review_unknown_is_true, "Your function says True where it cannot know. Unknown is not yes."),
            Mistake(review_that_gives_up, "Your function gives up on every unknown. Could the missing number still change the answer?"),
            Mistake(review_with_or, "Your function is content with one of the two tests. The rule asks for both."),
        ),
    ),
    Exercise(
        key="04-customers",
        kind=Number("percent", tolerance=0.1),
        answer=named_customers,
        hints=(
            "Keep the rows of TSMC and of the period 2025 (a text), and look at them.",
            "One of the three rows is a group, and the two others are inside it.",
            'Keep the rows with customers[customers["customer"].isin(["Nvidia", "Apple"])] and add their share_pct.',
        ),
        why="The dependence runs both ways: the seller whom nobody can replace also lives from few buyers. A group that contains its members must never be added to them.",
        mistakes=(
            Mistake(customers_and_the_ten, "Your sum passes the whole revenue of the firm. The ten largest customers contain the two others."),
            Mistake(the_ten, "This is the share of the ten largest together. The question is about the two that are named."),
            Mistake(customers_of_two_years, "You added a share of another year. Keep the period 2025."),
            Mistake(largest_customer, "This is one of the two named customers. Add the other one."),
        ),
    ),
    Exercise(
        key="04-reverse",
        kind=Number("days", tolerance=0.5),
        answer=reverse_median,
        hints=(
            "The function waiting_days does the work. Which of the two tables acts now, and which one came before?",
            "waiting_days(later_us, china) gives the days, one for each US measure.",
            "np.median(...) around it gives the middle one.",
        ),
        why="Dates drawn by lot have a median as short as this too often to be surprised: the calendar shows no clear US answer to China. It may still exist, in a form that a date does not show.",
        mistakes=(
            Mistake(forward_median, "This is the lesson's own direction: from a US measure to a Chinese one. Turn it round."),
            Mistake(reverse_mean, "This is the mean. A few very long waits pull it up: the question asks for the median."),
            Mistake(
                reverse_with_proposals,
                "Bills that were only proposed, or dates of which only the month is known, are in your table. Use the filtered one.",
            ),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def dependence_and_arbitrariness() -> Verdict:
    """T46, tested on chips only.

    Three tests: US firms are the suppliers of more links than those of any other country (dependence); the US has
    loosened measures as well as tightened them since 2025 (our sign of changing rules); no other actor did the same.
    All three: supported. The first two without the third: partly. Neither of the first two: contradicted.
    """
    suppliers = all_links()["supplier_country"].value_counts()
    controls = load("export_controls")
    recent = controls[(controls["date"] >= "2025-01-01") & (controls["state_last_known"] != "proposed")]
    turns = recent[recent["direction"].isin(["tighten", "loosen"])].groupby(["actor", "direction"], observed=True).size().unstack(fill_value=0)
    both_ways = turns[(turns["tighten"] > 0) & (turns["loosen"] > 0)]
    depends = suppliers.idxmax() == "US"
    changes = "US" in both_ways.index
    others = [actor for actor in both_ways.index if actor != "US"]
    word = "contradicted" if not (depends or changes) else "supported" if depends and changes and not others else "partly"
    us = turns.loc["US"]
    names = {"CN": "China", "NL": "the Netherlands", "JP": "Japan", "EU": "the European Union"}
    return Verdict(
        word,
        f"For chips: US firms supply {suppliers['US']} of the {suppliers.sum()} links, more than those of any other country; since 2025 the US tightened "
        f"{us['tighten']} times and loosened {us['loosen']} times. But {' and '.join(names.get(actor, actor) for actor in others)} did both as well, so this is not of the United States alone.",
        "A second coder who finds that the others never changed direction, or that what we code as loosening was announced from the start.",
    )


def power_in_private_hands() -> Verdict:
    """T47, tested on chips only.

    Two tests: four private firms own at least half of the AI compute even if the group of all others is twice as
    large as its lower bound; and no State has tightened access to accelerators since 2022 by a measure that is more
    than a proposal. Both: supported. The first alone: partly. Without the first: contradicted.
    """
    owners = load("compute_owners")
    single = owners[~owners["owner"].str.contains("together")]["h100_equivalents_m"].nlargest(4).sum()
    others = owners[owners["hq_country"].isna()]["h100_equivalents_m"].sum()
    at_most = 100 * single / owners["h100_equivalents_m"].sum()
    at_least = 100 * single / (owners["h100_equivalents_m"].sum() + others)
    controls = load("export_controls")
    stops = controls[(controls["item"] == "accelerators") & (controls["direction"] == "tighten") & (controls["state_last_known"] != "proposed")]
    stops = stops[stops["date"] >= "2022-01-01"]
    private, commanded = at_least >= 50, len(stops) > 0
    word = "contradicted" if not private else "partly" if commanded else "supported"
    return Verdict(
        word,
        f"Four private firms own {at_least:.0f} to {at_most:.0f} percent of the AI compute. Yet since 2022, {stops['actor'].nunique()} States "
        f"tightened access to accelerators {len(stops)} times: firms own the chips, and States say where they may go.",
        "A firm that delivers against such a measure and stays unpunished (towards the claim), or a State that owns a large part of the compute (against it).",
    )


VERDICTS = {"T46": dependence_and_arbitrariness, "T47": power_in_private_hands}

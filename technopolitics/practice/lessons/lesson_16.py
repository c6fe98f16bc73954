"""Lesson 16, shaping behaviour: size of effects, scale, and what an experiment is able to see."""

import numpy as np
import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Number

# ------------------------------------------------------------------------------------------- predictions


def votes_per_ten_thousand():
    message = load("behaviour_effects").set_index("row_id").loc["bond_direct"]
    return 10_000 * message["effect_value"] / message["n"]


def people_for_one_in_a_thousand():
    """Thousand people in each of two groups; half vote anyway, five percent of false alarms, power of 80 percent."""
    return 2 * ((1.96 + 0.84) * 0.5 / 0.001) ** 2 / 1000


def who_moved():
    effects = load("platform_effects").set_index("row_id")["effect_value"]
    switched_on, switched_off = effects["D28"] != 0, effects["D30"] != 0
    return {(True, False): "a", (False, True): "b", (True, True): "c", (False, False): "d"}[bool(switched_on), bool(switched_off)]


PREDICTIONS = [
    Prediction(
        key="16-votes",
        question="Of every 10,000 people who saw the message of 2010, how many voted because of it?",
        kind=Number("people of 10,000"),
        answer=votes_per_ten_thousand,
        surprise="Nearly nothing in one person; multiply it by all who saw it before you call it small.",
    ),
    Prediction(
        key="16-needed",
        question="How many thousand people does each group need, to find an effect of one vote in a thousand?",
        kind=Number("thousand people in each group"),
        answer=people_for_one_in_a_thousand,
        surprise="Hardly anybody but a platform has so many.",
    ),
    Prediction(
        key="16-switch",
        question="Whose political attitudes moved when ranking was switched on or off on X?",
        kind=Choice("abcd"),
        answer=who_moved,
        surprise="On and off are not two ends of the same experiment.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_link():
    trust = load("news_trust").sort_values("year").drop_duplicates("country", keep="last")
    felt = load("perceived_disinformation")
    felt = felt[felt["year"] == 2025]
    joined = trust.merge(felt, on="country").dropna(subset="perceived_exposure_pct")
    return joined["trust_pct"].rank().corr(joined["perceived_exposure_pct"].rank())


def back_values():
    trust = load("news_trust").sort_values("year").drop_duplicates("country", keep="last")
    felt = load("perceived_disinformation")
    joined = trust.merge(felt[felt["year"] == 2025], on="country").dropna(subset="perceived_exposure_pct")
    return joined["trust_pct"].corr(joined["perceived_exposure_pct"])


def back_ranks_opposed():
    return -back_link()


def smallest_on_turnout():
    n = load("platform_effects").set_index("row_id").loc["D19", "n"]
    return 100 * (1.96 + 0.84) * 0.5 * (2 / n) ** 0.5


def smallest_in_deviations():
    return smallest_on_turnout() / 50


def smallest_without_power():
    return smallest_on_turnout() * 1.96 / 2.8


def standard_error_alone():
    return smallest_on_turnout() / 2.8


def smallest_with_halved_group():
    return smallest_on_turnout() * 2**0.5


def percent_that_stays():
    users, accounts = 300, 200
    heat = np.arange(accounts) / accounts
    hot = heat >= 0.8
    rng = np.random.default_rng(2026)
    following = rng.random((users, accounts)) < 0.1
    kept_lists = []
    for dial in [0] * 10 + [0.5] * 15 + [0] * 20:
        age, taste, luck, whim, _, _ = rng.random((6, users, accounts))
        newest = np.where(following, age, 0.001 * age)
        score = (1 - dial) * newest + dial * heat * taste
        shown = score.argsort().argsort() >= accounts - 10
        following = following | (shown & (luck < heat * taste) & (whim < 0.2))
        kept_lists.append(100 * shown[:, hot].sum() / shown.sum())
    before = np.mean(kept_lists[:10])
    during = np.mean(kept_lists[10:25])
    after = np.mean(kept_lists[-10:])
    return 100 * (after - before) / (during - before)


def hot_posts_by_phase():
    """Mean percentage of hot posts before, during and after the ranked weeks, as the lesson's made-up world gives it."""
    users, accounts = 300, 200
    heat = np.arange(accounts) / accounts
    rng = np.random.default_rng(2026)
    following = rng.random((users, accounts)) < 0.1
    weeks = []
    for dial in [0] * 10 + [0.5] * 15 + [0] * 20:
        age, taste, luck, whim, _, _ = rng.random((6, users, accounts))
        score = (1 - dial) * np.where(following, age, 0.001 * age) + dial * heat * taste
        shown = score.argsort().argsort() >= accounts - 10
        following = following | (shown & (luck < heat * taste) & (whim < 0.2))
        weeks.append(100 * shown[:, heat >= 0.8].sum() / shown.sum())
    return np.mean(weeks[:10]), np.mean(weeks[10:25]), np.mean(weeks[-10:])


def percent_that_vanishes():
    before, during, after = hot_posts_by_phase()
    return 100 * (during - after) / (during - before)


def after_against_during():
    _, during, after = hot_posts_by_phase()
    return 100 * after / during


def points_that_stay():
    before, _, after = hot_posts_by_phase()
    return after - before


def growth_since_before():
    before, _, after = hot_posts_by_phase()
    return 100 * (after / before - 1)


def must_see():
    message = load("behaviour_effects").set_index("row_id")
    reached = message.loc["bond_direct", "n"]
    votes = message.loc["bond_direct", "effect_value"] + message.loc["bond_indirect", "effect_value"]
    margin = load("platform_effects").set_index("row_id").loc["D33", "effect_value"]
    lean = 0.55 - 0.45
    return margin / (votes / reached * lean)


def must_see_without_lean():
    return must_see() * 0.10


def must_see_share_for_lean():
    return must_see() * 0.10 / 0.55


def must_see_half_lean():
    return must_see() * 2


def must_see_old_lean():
    return must_see() / 2


def must_see_direct_only():
    message = load("behaviour_effects").set_index("row_id")["effect_value"]
    return must_see() * (message["bond_direct"] + message["bond_indirect"]) / message["bond_direct"]


def machine_people():
    gain = load("behaviour_effects").set_index("row_id").loc["hack_personal", "effect_value"]
    return 2 * ((1.96 + 0.84) * 25 / gain) ** 2


def machine_both_groups():
    return 2 * machine_people()


def machine_one_group():
    return machine_people() / 2


def machine_without_square():
    return 2 * (1.96 + 0.84) * 25


def machine_gain_as_share():
    return machine_people() * 100**2


def machine_strongest():
    strongest = load("behaviour_effects").set_index("row_id").loc["hack_max", "effect_value"]
    return 2 * ((1.96 + 0.84) * 25 / strongest) ** 2


def missing_cell():
    options = {"a": ("X", "off"), "b": ("Facebook", "on"), "c": ("X", "on"), "d": ("Instagram", "off")}
    platforms = load("platform_effects").set_index("row_id")["platform"]
    switch = {"D19": "off", "D20": "off", "D28": "on", "D30": "off"}
    tested = [(platforms[row], direction) for row, direction in switch.items()]
    return next(letter for letter, cell in options.items() if cell not in tested)


EXERCISES = [
    Exercise(
        key="16-back",
        kind=Number("units of correlation, from -1 to 1", tolerance=0.01),
        answer=back_link,
        hints=(
            "Lesson 13 replaced values by their places before it compared two columns.",
            "rank() gives the places of a column, and corr compares two columns.",
            'joined["trust_pct"].rank().corr(joined["perceived_exposure_pct"].rank())',
        ),
        why="Where trust is higher, fewer people feel disinformed; but the press printed only the extremes, so few countries stand in both tables.",
        mistakes=(
            Mistake(back_values, "You compared the values. A rank correlation compares places: use rank() on both columns first."),
            Mistake(back_ranks_opposed, "One of your columns was ranked from the top, the other from the bottom: rank both in the same direction."),
        ),
    ),
    Exercise(
        key="16-detect",
        kind=Number("percentage points", tolerance=0.02),
        answer=smallest_on_turnout,
        hints=(
            "The function smallest_effect needs two things: people in each group, and the standard deviation.",
            "For a yes or no question with half saying yes, sd is 0.5. The result is a share: what makes it percentage points?",
            "100 * smallest_effect(n_facebook, sd=...)",
        ),
        why="Below this line the study is blind. One vote in a thousand is a tenth of a point, far below.",
        mistakes=(
            Mistake(
                smallest_in_deviations,
                "This is in standard deviations (sd=1). For turnout the sd is 0.5, and the answer is awaited in percentage points.",
            ),
            Mistake(
                smallest_without_power, "This is the line for a false alarm (1.96 standard errors). The power of the experiment takes another 0.84."
            ),
            Mistake(
                standard_error_alone,
                "This is one standard error. The smallest effect that is found in four cases of five lies 2.8 of them from zero.",
            ),
            Mistake(
                smallest_with_halved_group,
                "You divided the people by two. The table gives the treated group alone; we suppose a second one of the same size.",
            ),
        ),
    ),
    Exercise(
        key="16-stays",
        kind=Number("percent of the rise", tolerance=1),
        answer=percent_that_stays,
        hints=(
            "Three means: before, during and after. The rise is during minus before.",
            "What is still there is after minus before. Divide it by the rise.",
            "100 * (after - before) / (during - before), with kept_lists[:10].mean() for before",
        ),
        why="The lists remember. The chronological feed of a user who was ranked is another feed than that of a user who never was.",
        mistakes=(
            Mistake(percent_that_vanishes, "This is the part that is gone. The question asks for the part that stays."),
            Mistake(
                after_against_during, "You divided the level at the end by the level with ranking. Take the level of the beginning from both first."
            ),
            Mistake(points_that_stay, "This is a difference in percentage points. Divide it by the rise during the ranked weeks."),
            Mistake(
                growth_since_before, "You compared the end with the beginning. The question compares what is left of the rise with the whole rise."
            ),
        ),
    ),
    Exercise(
        key="16-reach",
        kind=Number("people"),
        answer=must_see,
        hints=(
            "Begin with the votes per person who saw it, those of friends included.",
            "The lean is the share for A minus the share for B. Only this part of the extra votes counts for A.",
            "margin / ((direct + friends) / reached * lean)",
        ),
        why="The friends make the message several times stronger, and the lean makes it ten times weaker: both belong in the sentence.",
        mistakes=(
            Mistake(must_see_without_lean, "You let every extra vote go to A. Some go to B, and they count against it."),
            Mistake(must_see_share_for_lean, "You used the share for A. The votes for B must be taken away: A gains only the difference."),
            Mistake(must_see_half_lean, "You took the distance from one half. The difference between A and B is twice as large."),
            Mistake(must_see_old_lean, "This uses the lean of the example above. Here the two sides are nearer to each other."),
            Mistake(must_see_direct_only, "The votes of friends are missing: add them to the direct ones first."),
        ),
    ),
    Exercise(
        key="16-machine",
        kind=Number("people in each group"),
        answer=machine_people,
        hints=(
            "The function people_needed turns an effect into a number of people.",
            "Effect and standard deviation must have the same unit: here both are points.",
            'people_needed(effects.loc["hack_personal", "effect_value"], sd=...)',
        ),
        why="Thousands in each group for the gain from personalising; for the strongest talk a small room is enough.",
        mistakes=(
            Mistake(machine_both_groups, "These are both groups together. The question asks for each group."),
            Mistake(machine_one_group, "The factor 2 is missing: the difference of two groups is moved by the luck of both."),
            Mistake(machine_without_square, "The square is missing: the people grow with the square of sd divided by the effect."),
            Mistake(machine_gain_as_share, "You turned the gain into a share and left the deviation in points. Both need the same unit."),
            Mistake(machine_strongest, "This is for the strongest talk (hack_max). The question is about the gain from personalising."),
        ),
    ),
    Exercise(
        key="16-cell",
        kind=Choice("abcd"),
        answer=missing_cell,
        hints=(
            "Write platform and switch of each option, and look for it in the grid.",
            "A cell that was tested before can be repeated; it cannot be filled for the first time.",
            "Which cell would come out differently under the two explanations?",
        ),
        why="Under 'platform' this experiment finds nothing, under 'direction' it finds something. Where two explanations foresee different results, a test is worth its price.",
        mistakes=(),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def randomised() -> pd.DataFrame:
    """Results of randomised experiments on what people think (the study by Twitter itself measures reach, and is left out)."""
    effects = load("platform_effects")
    return effects[(effects["design"] == "randomised experiment") & effects["direction"].isin(["influence", "no_effect"])]


def mixed(influence: int, none: int) -> str:
    """Both kinds of result: partly; one kind only: supported or contradicted; nothing: unverifiable."""
    if influence and none:
        return "partly"
    return "supported" if influence else "contradicted" if none else "unverifiable"


def platforms_shape_opinion() -> Verdict:
    """P22: supported if every randomised study of a feed moved what people think, contradicted if none did, else partly. Studies count, not rows."""
    rows = randomised()
    by_study = rows.groupby("study")["direction"].agg(lambda kinds: {str(kind) for kind in kinds})
    moved, none = int(by_study.map(lambda k: "influence" in k).sum()), int(by_study.map(lambda k: "no_effect" in k).sum())
    effects = load("platform_effects").set_index("row_id")
    limit = 2.8 * (2 / effects.loc["D19", "n"]) ** 0.5
    return Verdict(
        mixed(moved, none),
        f"{moved} of {len(by_study)} randomised studies of feeds moved what people think ({effects.loc['D28', 'effect_value']:.2f} standard deviations in "
        f"seven weeks on X); {none} report no effect on an outcome, and one study does both. The study on Facebook would have seen an average "
        f"effect of {limit:.2f} standard deviations in four cases of five; what is smaller stays open.",
        "An experiment that switches ranking on for people who lived without it, on another platform than X, with millions in each group.",
    )


def false_news_strains_democracies() -> Verdict:
    """P31: two halves. False stories spread more (rumour cascades), and an effect on votes or attitudes was measured. Both: supported; one: partly; none: contradicted."""
    effects = load("platform_effects").set_index("row_id")
    spreads = effects.loc["D01", "effect_value"] > 0
    linked = effects[effects["outcome"].str.contains("vote linked to exposure")]
    strains = (linked["effect_value"] != 0).any()
    word = "supported" if spreads and strains else "partly" if spreads or strains else "contradicted"
    return Verdict(
        word,
        f"False stories were {effects.loc['D01', 'effect_value']:.0f} percent more likely to be reshared than true ones, in one set of checked stories. "
        f"Studies here that link exposure to attitude or vote: {len(linked)} ({', '.join(linked['study'])}); of these, {int((linked['effect_value'] != 0).sum())} find a relation.",
        "A study that measures how many votes or attitudes a false story moved.",
    )


def platforms_influence_elections() -> Verdict:
    """P34: experiments on feeds, messages or advertisements in a year of US federal elections (2010 to 2024, even years). Influence and none: partly."""
    rows = randomised()
    in_campaign = rows[rows["data_years"].isin(["2020", "2024"])]
    moved = set(in_campaign[in_campaign["direction"] == "influence"]["study"])
    none = set(in_campaign[in_campaign["direction"] == "no_effect"]["study"])
    votes = load("behaviour_effects").set_index("row_id")
    message, ads = votes.loc["bond_direct"], votes.loc[["allcott_fb", "allcott_ig"], "effect_value"]
    if message["effect_value"] > 0:
        moved.add(message["study"])
    if (ads == 0).all():
        none.add(votes.loc["allcott_fb", "study"])
    return Verdict(
        mixed(len(moved), len(none)),
        f"Experiments in election years: {len(moved)} studies moved votes or feelings towards the other party ({', '.join(sorted(moved))}), {len(none)} found nothing "
        f"({', '.join(sorted(none))}). The message of 2010 moved {100 * message['effect_value'] / message['n']:.1f} percent of those who saw it, and no candidate was named.",
        "Experiments of one design on several platforms in the same election, with groups of millions.",
    )


def behaviour_is_created() -> Verdict:
    """E37: two halves. That a feed can move people is tested; that this is the aim is in no table. So: partly if any randomised row moved, contradicted if none did."""
    rows = randomised()
    moved = rows[rows["direction"] == "influence"]
    effects = load("platform_effects").set_index("row_id")["effect_value"]
    off = "no effect was found" if effects["D30"] == 0 else "an effect was found"
    return Verdict(
        "partly" if len(moved) else "contradicted",
        f"{moved['study'].nunique()} randomised studies moved people; switching ranking on moved attitudes by {effects['D28']:.2f} standard deviations, "
        f"and when it was switched off {off}. The aim is not in our tables: this half stays open.",
        "Internal documents or testimony about aims; or experiments that find no effect where ranking is switched on.",
    )


VERDICTS = {
    "P22": platforms_shape_opinion,
    "P31": false_news_strains_democracies,
    "P34": platforms_influence_elections,
    "E37": behaviour_is_created,
}

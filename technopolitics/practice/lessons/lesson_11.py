"""Lesson 11, the AI Act as a decision order: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Number, Rule, Truth

TODAY = pd.Timestamp("2026-11-22")  # the as-of date of the tables on the AI Act


def systems() -> pd.DataFrame:
    """The cases that are systems, without the six models."""
    cases = load("use_cases")
    return cases[~cases["is_model"]]


def each_system() -> list[tuple[pd.Series]]:
    """Every system as the arguments of a rule, one row of the table at a time."""
    return [(row,) for _, row in systems().iterrows()]


def named(case: pd.Series) -> str:
    return f"{case.case_id} ({case.title})"


def in_annex3() -> pd.Series:
    """True for each system whose use stands in Annex III."""
    annex3 = load("ai_act_annex3")
    listed = set(zip(annex3["domain"], annex3["function"], strict=True))
    return systems().apply(lambda case: (case.domain, case.function) in listed or ("biometrics", case.biometric_function) in listed, axis=1)


def transparency_says_yes() -> pd.Series:
    """True for each system to which the question of the lesson about Article 50 says yes."""
    rows = systems()
    talks = rows["interacts_with_persons"] & ~rows["ai_obvious"]
    makes = rows["generates_content"] != "none"
    reads = rows["biometric_function"].isin(["emotion", "categorisation"]) & (rows["operator"] == "deployer")
    return talks | makes | reads


# ------------------------------------------------------------------------------------------- predictions


def swapped():
    """Prohibited cases whose use stands in Annex III: they stop one question too early when the order is exchanged."""
    return int(((systems()["tier"] == "prohibited") & in_annex3()).sum())


WAITING = {"a": "U11", "b": "U27", "c": "U45", "d": "U57"}


def not_yet():
    first_day = load("use_cases").set_index("case_id")["applies_from"]
    return next(letter for letter, case in WAITING.items() if first_day[case] > TODAY)


PREDICTIONS = [
    Prediction(
        key="11-swap",
        question="How many systems change their class when the question of high risk is asked before the bans?",
        kind=Number("cases"),
        answer=swapped,
        surprise="Each of them is forbidden by the law, and the program allows it.",
    ),
    Prediction(
        key="11-first",
        question="For which of the four cases does the rule that gives its class not apply yet on 22 November 2026?",
        kind=Choice("abcd"),
        answer=not_yet,
        surprise="Its class is high-risk, and the duties of that class begin on 2 December 2027.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_contested():
    cases = load("use_cases")
    return len(cases[cases["contested"]])


def back_unknown():
    # "and" is True only when both are met. The first is not, so the second cannot save it.
    return False


def marking():
    def must_be_marked(case):
        if case.assistive_editing:
            return False
        if case.human_editorial_control:
            return False
        return case.generates_content != "none"

    return must_be_marked


def marking_as_given():
    return lambda case: False if case.assistive_editing else case.generates_content != "none"


def marking_other_way():
    return lambda case: False if case.assistive_editing or not case.human_editorial_control else case.generates_content != "none"


def marking_without_first():
    return lambda case: False if case.human_editorial_control else case.generates_content != "none"


def marking_without_return():
    return lambda case: False if case.assistive_editing or case.human_editorial_control else None


def marking_all():
    return lambda case: not (case.assistive_editing or case.human_editorial_control)


def way_out():
    def way_out(case):
        small_task = case.art6_3_condition != "none"
        return small_task and not case.profiles_persons

    return way_out


def way_out_without_profiling():
    return lambda case: case.art6_3_condition != "none"


def way_out_with_profiling():
    return lambda case: case.art6_3_condition != "none" and case.profiles_persons


def way_out_or():
    return lambda case: case.art6_3_condition != "none" or not case.profiles_persons


def way_out_only_profiling():
    return lambda case: not case.profiles_persons


def way_out_reversed():
    return lambda case: case.art6_3_condition == "none" and not case.profiles_persons


def hands_back_nothing():
    return lambda case: None


def early():
    # A second way, without the functions of the lesson (the first way is in hint 3):
    # the class changes where transparency says yes and a stricter question, now asked later, would too.
    cases = load("use_cases")
    rows = cases[~cases["is_model"]]
    talks = rows["interacts_with_persons"] & ~rows["ai_obvious"]
    makes = rows["generates_content"] != "none"
    reads_bodies = rows["biometric_function"].isin(["emotion", "categorisation"])
    says_yes = talks | makes | (reads_bodies & (rows["operator"] == "deployer"))
    stricter = rows["tier"].isin(["prohibited", "high_risk"])
    return (says_yes & stricter).sum()


def early_first_of_all():
    outside = systems()["deciding_article"].isin(["Art. 2(3)", "Art. 2(6)", "Art. 2(10)", "Art. 3(1)"])
    return early() + int((transparency_says_yes() & outside).sum())


def early_unchanged():
    return len(systems()) - early()


def early_and_swapped():
    banned_and_listed = (systems()["tier"] == "prohibited") & in_annex3()
    return early() + int((banned_and_listed & ~transparency_says_yes()).sum())


def early_only_high_risk():
    return int((transparency_says_yes() & (systems()["tier"] == "high_risk")).sum())


def early_only_prohibited():
    return int((transparency_says_yes() & (systems()["tier"] == "prohibited")).sum())


def early_says_yes():
    return int(transparency_says_yes().sum())


def early_against_tier():
    # The three exceptions that the program does not know, and the free licence, differ from the column tier in any order.
    unknown_exceptions = ["Art. 2(12)", "Art. 6(3)(a)", "Art. 50(4) exception", "Art. 50(2) exception"]
    return early() + int(systems()["deciding_article"].isin(unknown_exceptions).sum())


def free():
    # Asked first, the licence takes a system out at once. That is wrong where a later question says yes.
    options = pd.DataFrame(
        {
            "use": ["communications spam_filter", "employment recruitment", "employment recruitment", "defence other"],
            "open_source_licence": [True, True, False, True],
            "military_only": [False, False, False, True],
        },
        index=["a", "b", "c", "d"],
    )
    annex3 = load("ai_act_annex3")
    listed = options["use"].isin(annex3["domain"] + " " + annex3["function"])
    shows_the_error = options["open_source_licence"] & listed & ~options["military_only"]
    return shows_the_error.idxmax()


def applies():
    cases = load("use_cases")
    today = pd.Timestamp("2026-11-22")
    return (cases["applies_from"] <= today).sum()


def applies_later():
    return int((load("use_cases")["applies_from"] > TODAY).sum())


def applies_not_later():
    return int((~(load("use_cases")["applies_from"] > TODAY)).sum())


def applies_ever():
    return int(load("use_cases")["applies_from"].notna().sum())


def applies_systems():
    return int((systems()["applies_from"] <= TODAY).sum())


def fewer():
    seen = load("gpai_compute_visibility")
    first, last = seen.iloc[-4], seen.iloc[-1]
    count_falls = last["models_above_1e25"] < first["models_above_1e25"]
    share_falls = last["share_with_estimate_pct"] < first["share_with_estimate_pct"]
    # When the count falls and fewer models have a number, the fall can come from either.
    return "c" if count_falls and share_falls else "a" if count_falls else "d"


EXERCISES = [
    Exercise(
        key="11-back",
        kind=Number("cases", tolerance=0),
        answer=back_contested,
        hints=(
            "Lesson 00 kept some rows with a condition between square brackets, and counted them with len.",
            'The column holds True and False already, so it is a condition by itself: cases[cases["contested"]]',
            'n_contested = len(cases[cases["contested"]])',
        ),
        why="A column of True and False is a condition: the brackets keep the rows with True, and len counts them.",
        mistakes=(
            Mistake(lambda: len(load("use_cases")), "This is the number of all cases. Keep only those with True in the column contested."),
            Mistake(lambda: int((~load("use_cases")["contested"]).sum()), "These are the cases that are not contested. Keep the others."),
            Mistake(
                lambda: float(load("use_cases")["contested"].mean()), "This is a share between 0 and 1. The question asks for a number of cases."
            ),
        ),
    ),
    Exercise(
        key="11-back-unknown",
        kind=Truth(),
        answer=back_unknown,
        hints=(
            "Try both possibilities for the condition that you do not know.",
            "If the second condition were met: is the rule met then? And if it were not met?",
            "Both possibilities give the same answer, so the missing knowledge does not matter here. Write that answer.",
        ),
        why="Unknown does not always spread. When one condition of an 'and' fails, the rule fails, whatever the other is.",
        mistakes=(
            Mistake(lambda: None, "Try it: let the second condition be met, then let it not be met. Does the answer really change?"),
            Mistake(lambda: True, "Both conditions are needed together, and the first one is not met."),
        ),
    ),
    Exercise(
        key="11-marking",
        kind=Rule(each_system, named=named),
        answer=marking,
        hints=(
            "The first exception shows the form: a line with if, and below it an indented line with return False.",
            "Copy these two lines, and put the name of the other column in the place of assistive_editing. The last line hands back the condition on generates_content.",
            'if case.human_editorial_control: and, on the next line with four more spaces, return False. The last line: return case.generates_content != "none"',
        ),
        why="An exception stands before the rule and stops the function early. Here too the order of lines decides.",
        mistakes=(
            Mistake(
                marking_as_given,
                "Your function still marks U51, the edited article. Either the second exception is not there yet, or it hands back True: an exception hands back False.",
            ),
            Mistake(marking_other_way, "The condition stands the wrong way round: now everything that no person has reviewed is let go."),
            Mistake(
                marking_without_first, "The second exception is there and the first one is lost: U52, the spelling check, is marked. You need both."
            ),
            Mistake(
                marking_without_return, "For most cases your function hands back nothing: the last line needs the word return before the condition."
            ),
            Mistake(marking_all, "Now everything is marked that no exception stops, also what makes no content. The last line needs a condition."),
        ),
    ),
    Exercise(
        key="11-filter",
        kind=Rule(each_system, named=named),
        answer=way_out,
        hints=(
            "There are two conditions. Must both hold, or is one enough?",
            'The first: case.art6_3_condition != "none". The second: there is no profiling.',
            'return case.art6_3_condition != "none" and not case.profiles_persons',
        ),
        why="The way out is an exception with an exception of its own: profiling closes it again. U24 and U28 differ in this one column only.",
        mistakes=(
            Mistake(way_out_without_profiling, "U24 would leave the list: its task is small, but it does profiling. One condition is missing."),
            Mistake(
                way_out_with_profiling, "You let go exactly those that do profiling. The law closes the way out for them: a small not is missing."
            ),
            Mistake(way_out_or, "With or, one condition is enough. The law wants both together."),
            Mistake(way_out_only_profiling, "Your function looks at profiling only. The task must also be one of the four small ones."),
            Mistake(way_out_reversed, '"none" means that no small task was found. You ask for the cases in which there is one.'),
            Mistake(hands_back_nothing, "Your function hands back nothing: put the word return before the condition. print only shows a value."),
        ),
    ),
    Exercise(
        key="11-early",
        kind=Number("cases", tolerance=0),
        answer=early,
        hints=(
            "The lesson did the same with two other questions: look at the cell with wrong_order.",
            "Now the list begins with order[0] and order[3]. Then come the two others, in their old order.",
            'after = systems.apply(classify, axis=1, order=[order[0], order[3], order[1], order[2]]), then count with (after != systems["ours"]).sum()',
        ),
        why="The same number can be read from the overlaps: transparency with prohibited, plus transparency with high risk. An app that undresses people would only need a label.",
        mistakes=(
            Mistake(early_first_of_all, "Here transparency stands in the very first place, before scope. Leave scope at the top."),
            Mistake(early_only_high_risk, "You exchanged transparency with high risk only. It must also come before the bans."),
            Mistake(early_only_prohibited, "These are the prohibited cases alone. Some high-risk cases change too."),
            Mistake(early_and_swapped, "You also exchanged the bans and high risk. Only transparency moves; order[1] comes before order[2]."),
            Mistake(early_unchanged, "These cases keep their class. The question asks how many change it."),
            Mistake(swapped, "This is the count of the worked example, where the bans and high risk changed places. Make a new list."),
            Mistake(early_says_yes, "This counts all cases to which transparency says yes. Some of them get that class in any order."),
            Mistake(
                early_against_tier, "You compared with the column tier. Compare with the column ours, so that only the order makes a difference."
            ),
        ),
    ),
    Exercise(
        key="11-free",
        kind=Choice("abcd"),
        answer=free,
        hints=(
            "The order decides where two questions say yes to the same case. Which two are meant here?",
            "Look for a case with a free licence that another question would catch.",
            "And check that the case is inside the scope of the law: an army's own software is not, in any order.",
        ),
        why="Tests find only the errors that their cases can show. Whoever writes the cases decides what can be found.",
        mistakes=(
            Mistake(lambda: "a", "No other question says yes to a spam filter. Its class is the same in both orders."),
            Mistake(lambda: "c", "It has no free licence, so her question says no, wherever it stands."),
            Mistake(lambda: "d", "It is out of scope in both orders: by its licence in one, by Article 2(3) in the other."),
        ),
    ),
    Exercise(
        key="11-applies",
        kind=Number("cases", tolerance=0),
        answer=applies,
        hints=(
            "Compare the column applies_from with a day, as the lesson did for the duties.",
            "The day is in the variable today, and <= means: on that day or before it.",
            'n_applies = (cases["applies_from"] <= today).sum(), with today on 22 November 2026',
        ),
        why="An empty date gives False in a comparison. That is right here: where no duty follows, nothing applies.",
        mistakes=(
            Mistake(applies_later, "These are the cases whose rule comes later. The question asks for those in which it applies already."),
            Mistake(applies_not_later, "You counted the empty dates too: 'not later' is not the same as 'already', where there is no date."),
            Mistake(applies_ever, "This counts every case that has a date. Compare the date with today."),
            Mistake(applies_systems, "You counted the systems only. The question is about all cases, models too."),
        ),
    ),
    Exercise(
        key="11-fewer",
        kind=Choice("abcd"),
        answer=fewer,
        hints=(
            "Before you explain a count that falls, ask whether everything was counted.",
            "Divide with_compute_estimate by notable_models, half-year by half-year. What happens to this share?",
            "If fewer models have a number, then fewer can be seen to be above the mark. Which sentence says only that?",
        ),
        why="A falling count of what is seen can come from fewer things, or from less light. These numbers cannot tell the two apart.",
        mistakes=(
            Mistake(lambda: "a", "The count falls. But for how many models of the last half-year is there a number at all?"),
            Mistake(lambda: "b", "The table holds no cause. And it does not even show that fewer were built."),
            Mistake(lambda: "d", "This may be so, and the numbers do not show it: most models of the last half-year have no number."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts

NAMED_ACTS = ["DSA", "DMA", "AI Act"]


def europe_builds_by_norms() -> Verdict:
    """T33: supported when all three acts are in force, partly when some are. The word 'defensive' is not tested."""
    acts = load("eu_digital_acts").set_index("short").loc[NAMED_ACTS]
    in_force = acts["in_force"] <= TODAY
    word = "supported" if in_force.all() else "partly" if in_force.any() else "contradicted"
    dates = ", ".join(f"{act} since {day:%d %B %Y}" for act, day in acts["in_force"].items())
    return Verdict(
        word,
        f"{int(in_force.sum())} of the {len(acts)} acts are in force ({dates}). Whether they make Europe sovereign, and whether that is defensive, is not in the table.",
        "The repeal of one of the three acts.",
    )


def since_2019() -> Verdict:
    """T34: supported when one of the three acts was proposed by the end of 2019; partly when only another digital act of the Union was born in 2019."""
    acts = load("eu_digital_acts").set_index("short")
    first = acts.loc[NAMED_ACTS, "proposed"].min()
    born_2019 = acts[acts["in_force"].dt.year == 2019]
    word = "supported" if first.year <= 2019 else "partly" if len(born_2019) else "contradicted"
    others = ", ".join(born_2019["act"]) or "none"
    return Verdict(
        word,
        f"The first of the three acts was proposed on {first:%d %B %Y}, the AI Act on {acts.loc['AI Act', 'proposed']:%d %B %Y}. Digital acts that entered into force in 2019: {others}.",
        "A draft of one of the three acts from 2019; or another meaning of the year, such as the beginning of a Commission's term.",
    )


VERDICTS = {"T33": europe_builds_by_norms, "T34": since_2019}

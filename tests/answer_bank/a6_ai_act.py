"""Answers to a6_ai_act, right and wrong."""

from tests.answer_bank import Task, Wrong

# The right chain of Task 2 as a function of one row, to be bent by wrong answers.
CHAIN = """def verdict(a):
    if a["out_of_scope"]: return "out_of_scope"
    if a["prohibited"]: return "prohibited"
    if a["product"] or (a["listed"] and not a["small_task"]): return "high_risk"
    if a["transparency"]: return "transparency"
    return "out_of_scope" if a["free_licence"] else "minimal"
"""


def in_order(*steps: str) -> str:
    """A verdict that walks down a list of questions and stops at the first yes."""
    to = {"listed": "high_risk", "product": "high_risk", "small_task": "minimal", "free_licence": "out_of_scope"}
    pairs = [(step, to.get(step, step)) for step in steps]
    return (
        f"def verdict(answers):\n    for question, tier in {pairs!r}:\n        if answers[question]:\n            return tier\n    return 'minimal'"
    )


HERS = 'hers = yes.apply(walk, axis=1, order=given["order"])\nours = systems["tier"].astype(str)\n'
DUTIES = 'd = tp.load("ai_act_obligations")\nday = pd.Timestamp(given["day"])\n'
MINE = DUTIES + 'd = d[d["who"].str.split(";").apply(lambda r: "provider" in r)]\n'
BOTH = 'on_the_day = {"planned": (d["applies_from_original"] <= day).sum(), "now": (d["applies_from_current"] <= day).sum()}'
MODELS = 'm = tp.load("gpai_models")\n'
OLDER = MODELS + 'm = m[m["on_market_before_2025_08_02"] & (m["weights"] != "unreleased")]\n'
PAIR = 'up, hole = (m["training_compute_flop"] > given["mark"]).sum(), m["training_compute_flop"].isna().sum()\nbounds = {"at_least": up, "at_most": up + hole}'

TASKS = (
    Task(
        cell="label_function",
        tests=("test_label_cases", "test_label_every"),
        right=(
            "def must_label(case):\n    text = case.public_interest_text and not case.human_editorial_control\n    return case.operator == 'deployer' and (case.deep_fake or text)",
            "def must_label(case):\n    if case['operator'] == 'deployer':\n        if case['deep_fake']:\n            return True\n        if case['public_interest_text']:\n            return not case['human_editorial_control']\n    return False",
            "must_label = lambda c: np.bool_(c.deep_fake | (c.public_interest_text & (not c.human_editorial_control))) & (c.operator != 'provider')",
            "def must_label(c):\n    if c.operator == 'provider':\n        return False\n    reasons = [c.deep_fake, all([c.public_interest_text, not c.human_editorial_control])]\n    return any(reasons)",
        ),
        wrong=(
            Wrong(
                "providers too",
                "def must_label(c):\n    return c.deep_fake or (c.public_interest_text and not c.human_editorial_control)",
                "binds providers",
            ),
            Wrong(
                "and before or",
                "def must_label(c):\n    return c.operator == 'deployer' and c.deep_fake or c.public_interest_text and not c.human_editorial_control",
                "brackets",
                ("test_label_every",),
            ),
            Wrong(
                "editor forgotten",
                "def must_label(c):\n    return c.operator == 'deployer' and (c.deep_fake or c.public_interest_text)",
                "exception is missing",
            ),
            Wrong(
                "editor frees deep fakes",
                "def must_label(c):\n    return c.operator == 'deployer' and (c.deep_fake or c.public_interest_text) and not c.human_editorial_control",
                "A deep fake does",
                ("test_label_every",),
            ),
            Wrong(
                "art needs no label",
                "def must_label(c):\n    text = c.public_interest_text and not c.human_editorial_control\n    return c.operator == 'deployer' and (c.deep_fake or text) and not c.evidently_artistic",
                "Art is not free",
            ),
            Wrong("deep fakes only", "def must_label(c):\n    return c.operator == 'deployer' and c.deep_fake", "second kind"),
            Wrong("always", "def must_label(c):\n    return True", "cases"),
            Wrong("never", "def must_label(c):\n    return False", "cases"),
            Wrong("pass", "def must_label(c):\n    pass", "cases"),
        ),
    ),
    Task(
        cell="verdict_function",
        tests=("test_verdict_cases", "test_verdict_every"),
        right=(
            # A list of pairs, with the list and its way out as one question.
            "def verdict(a):\n    steps = [('out_of_scope', a.out_of_scope), ('prohibited', a.prohibited), ('high_risk', a['product']), ('high_risk', a.listed and not a.small_task), ('transparency', a.transparency), ('out_of_scope', a.free_licence)]\n    for tier, says_yes in steps:\n        if says_yes:\n            return tier\n    return 'minimal'",
            # Built from the bottom upwards: the last word that is set wins.
            "def verdict(answers):\n    result = 'minimal'\n    if answers['free_licence']:\n        result = 'out_of_scope'\n    if answers['transparency']:\n        result = 'transparency'\n    if answers['listed'] and not answers['small_task']:\n        result = 'high_risk'\n    if answers['product']:\n        result = 'high_risk'\n    if answers['prohibited']:\n        result = 'prohibited'\n    if answers['out_of_scope']:\n        result = 'out_of_scope'\n    return result",
            # Sets of the questions that say yes.
            "def verdict(answers):\n    said = {q for q, v in answers.items() if v}\n    if 'small_task' in said:\n        said.discard('listed')\n    for q, tier in {'out_of_scope': 'out_of_scope', 'prohibited': 'prohibited', 'product': 'high_risk', 'listed': 'high_risk', 'transparency': 'transparency', 'free_licence': 'out_of_scope'}.items():\n        if q in said:\n            return tier\n    return 'minimal'",
            "verdict = lambda a: str(np.select([a['out_of_scope'], a['prohibited'], a['product'] | (a['listed'] & ~np.bool_(a['small_task'])), a['transparency'], a['free_licence']], ['out_of_scope', 'prohibited', 'high_risk', 'transparency', 'out_of_scope'], 'minimal'))",
            CHAIN,
        ),
        wrong=(
            Wrong(
                "alphabet",
                in_order("free_licence", "listed", "out_of_scope", "product", "prohibited", "small_task", "transparency"),
                "order of the columns",
            ),
            Wrong(
                "high risk before the bans",
                in_order("out_of_scope", "product", "small_task", "listed", "prohibited", "transparency", "free_licence"),
                "special case",
            ),
            Wrong(
                "way out after the list",
                in_order("out_of_scope", "prohibited", "product", "listed", "small_task", "transparency", "free_licence"),
                "too late",
            ),
            Wrong(
                "scope last",
                in_order("prohibited", "product", "small_task", "listed", "transparency", "out_of_scope", "free_licence"),
                "scope comes too late",
            ),
            Wrong(
                "way out ends the walk",
                in_order("out_of_scope", "prohibited", "product", "small_task", "listed", "transparency", "free_licence"),
                "ends the walk",
                ("test_verdict_every",),
            ),
            Wrong(
                "way out for products",
                CHAIN.replace('a["product"] or (a["listed"] and not a["small_task"])', '(a["product"] or a["listed"]) and not a["small_task"]'),
                "dangerous products",
                ("test_verdict_every",),
            ),
            Wrong(
                "free licence first",
                "def verdict(a):\n    if a['free_licence']: return 'out_of_scope'\n" + CHAIN.split("\n", 1)[1],
                "too early",
                ("test_verdict_every",),
            ),
            Wrong("free licence forgotten", CHAIN.replace('"out_of_scope" if a["free_licence"] else "minimal"', '"minimal"'), "last question"),
            Wrong(
                "transparency before high risk",
                in_order("out_of_scope", "prohibited", "transparency", "product", "small_task", "listed", "free_licence"),
                "no stricter class|combination",
            ),
            Wrong("class of the table looked up", "def verdict(a):\n    return systems.loc[a.name, 'tier']", "KeyError"),
            Wrong("always minimal", "def verdict(a):\n    return 'minimal'", "one of the systems|combination"),
            Wrong("truth values", "def verdict(a):\n    return a['prohibited']", "one of the systems|combination"),
            Wrong("pass", "def verdict(a):\n    pass", "one of the systems|combination"),
        ),
    ),
    Task(
        cell="too_mild",
        tests=("test_too_mild",),
        right=(
            "too_mild = []\nfor number in reversed(yes.index):\n    if strength[walk(yes.loc[number], given['order'])] < strength[systems.loc[number, 'tier']]:\n        too_mild.append(number)",
            "too_mild = {n for n, a in yes.iterrows() if strength[walk(a, given['order'])] - strength[systems['tier'][n]] < 0}",
            HERS + "table = pd.DataFrame({'hers': hers.map(strength), 'ours': ours.map(strength)})\ntoo_mild = table.query('hers < ours').index",
            HERS + "too_mild = systems.reset_index()[(hers.map(strength).to_numpy() < ours.map(strength).to_numpy())][['case_id']]",
            HERS + "too_mild = np.array(systems.index)[np.less(hers.map(strength), ours.map(strength))]",
        ),
        wrong=(
            Wrong("every change", HERS + "too_mild = list(systems.index[hers != ours])", "all the cases that change"),
            Wrong("stricter for milder", HERS + "too_mild = list(systems.index[hers.map(strength) > ours.map(strength)])", "stricter"),
            Wrong("no change counted", HERS + "too_mild = list(systems.index[hers.map(strength) <= ours.map(strength)])", "strictly milder"),
            Wrong("two questions say yes", "too_mild = list(yes.index[yes.sum(axis=1) > 1])", "two questions say yes|all the cases that change"),
            Wrong("titles", HERS + "too_mild = systems[hers.map(strength) < ours.map(strength)]['title']", "titles"),
            Wrong("words compared by the alphabet", HERS + "too_mild = list(systems.index[hers < ours])", "names"),
            Wrong("a count", HERS + "too_mild = (hers.map(strength) < ours.map(strength)).sum()", "a number; what is awaited"),
            Wrong("a mask", HERS + "too_mild = hers.map(strength) < ours.map(strength)", "more than once"),
            Wrong("all of them", "too_mild = list(yes.index)", "names"),
            Wrong("none of them", "too_mild = []", "names"),
        ),
    ),
    Task(
        cell="on_the_day",
        tests=("test_on_the_day",),
        right=(
            # One row for each duty and role, as in lesson 12.
            DUTIES + 'd = d.assign(role=d["who"].str.split(";")).explode("role").query("role == \'provider\'")\n' + BOTH,
            # A pattern for a whole word between semicolons.
            DUTIES
            + 'd = d[d["who"].str.contains(r"(?:^|;)provider(?:;|$)")]\non_the_day = pd.Series([len(d[d[c] <= day]) for c in ("applies_from_current", "applies_from_original")], index=["now", "planned"])',
            # A loop with counters.
            DUTIES
            + 'on_the_day = {"now": 0.0, "planned": 0.0}\nfor row in d.itertuples():\n    if "provider" in row.who.split(";"):\n        on_the_day["now"] += row.applies_from_current <= day\n        on_the_day["planned"] += row.applies_from_original <= day',
            # The sum of a table of truth values.
            MINE
            + 'on_the_day = (d[["applies_from_original", "applies_from_current"]] <= day).sum().rename({"applies_from_original": "planned", "applies_from_current": "now"})',
            # A table with one column of names and one of numbers.
            MINE
            + 'on_the_day = pd.DataFrame({"calendar": ["planned", "now"], "duties": [d["applies_from_original"].le(day).sum(), d["applies_from_current"].le(day).sum()]})',
        ),
        wrong=(
            Wrong("text for role", DUTIES + 'd = d[d["who"].str.contains("provider")]\n' + BOTH, "gpai_provider"),
            Wrong("alone only", DUTIES + 'd = d[d["who"] == "provider"]\n' + BOTH, "shared"),
            Wrong("everybody", DUTIES + BOTH, "everybody"),
            Wrong("first day left out", MINE + BOTH.replace("<=", "<"), "first day"),
            Wrong("calendars exchanged", MINE + BOTH.replace("planned", "x").replace("now", "planned").replace("x", "now"), "exchanged"),
            Wrong("that day only", MINE + BOTH.replace("<=", "=="), "earlier"),
            Wrong(
                "empty is yes",
                MINE + 'on_the_day = {"planned": (~(d["applies_from_original"] > day)).sum(), "now": (~(d["applies_from_current"] > day)).sum()}',
                "empty date",
            ),
            Wrong("those that wait", MINE + BOTH.replace("<=", ">"), "come later"),
            Wrong("one number", MINE + 'on_the_day = (d["applies_from_current"] <= day).sum()', "a number; what is awaited"),
            Wrong("other names", MINE + BOTH.replace('"now"', '"today"'), "names do not fit"),
        ),
    ),
    Task(
        cell="marking_function",
        tests=("test_marking_known", "test_marking_unknown"),
        right=(
            # Both possibilities of the unknown are tried.
            "def marking_applies(on_market, day):\n    def first(m):\n        return general_day if m >= general_day else late_day\n    tries = [on_market] if on_market is not None else [general_day - pd.Timedelta(days=1), general_day]\n    answers = {bool(day >= first(m)) for m in tries}\n    return answers.pop() if len(answers) == 1 else None",
            "def marking_applies(on_market, day):\n    if on_market is None:\n        if day < general_day: return False\n        return True if day >= late_day else None\n    starts = late_day if on_market < general_day else general_day\n    return np.bool_(day >= starts)",
            "def marking_applies(on_market, day):\n    if not day < late_day:\n        return True\n    if day < general_day:\n        return False\n    return None if pd.isna(on_market) else not on_market < general_day",
            "marking_applies = lambda m, d: d >= late_day or (False if d < general_day else (None if m is None else m >= general_day))",
        ),
        wrong=(
            Wrong(
                "no late arrival",
                "def marking_applies(on_market, day):\n    return day >= general_day",
                "Older systems have more time|not new",
            ),
            Wrong(
                "late for all",
                "def marking_applies(on_market, day):\n    return day >= late_day",
                "Only older|not old",
            ),
            Wrong(
                "limits outside",
                "def marking_applies(m, day):\n    if day > late_day: return True\n    if day <= general_day: return False\n    return None if m is None else m > general_day",
                "first days themselves|unknown",
            ),
            Wrong(
                "groups exchanged",
                "def marking_applies(m, day):\n    if m is None: return None if general_day <= day < late_day else day >= late_day\n    return day >= (general_day if m < general_day else late_day)",
                "exchanged",
                ("test_marking_known",),
            ),
            Wrong(
                "older ones never",
                "def marking_applies(m, day):\n    if m is None: return None if general_day <= day < late_day else day >= late_day\n    return m >= general_day",
                "all time",
                ("test_marking_known",),
            ),
            Wrong(
                "gives up on the unknown",
                "def marking_applies(m, day):\n    if m is None: return None\n    return day >= late_day or m >= general_day and day >= general_day",
                "gives up",
                ("test_marking_unknown",),
            ),
            Wrong(
                "unknown is old",
                "def marking_applies(m, day):\n    return day >= late_day or (m is not None and m >= general_day and day >= general_day)",
                "not old",
                ("test_marking_unknown",),
            ),
            Wrong(
                "error on the unknown",
                "def marking_applies(m, day):\n    return day >= (general_day if m >= general_day else late_day)",
                "TypeError",
                ("test_marking_unknown",),
            ),
            Wrong("always", "def marking_applies(m, day):\n    return True", "pairs of days|unknown"),
            Wrong("pass", "def marking_applies(m, day):\n    pass", "pairs of days|gives up"),
        ),
    ),
    Task(
        cell="systemic_function",
        tests=("test_systemic_known", "test_systemic_unknown"),
        right=(
            # All possibilities of the unknown facts are tried.
            "def systemic(general_purpose, compute, designated):\n    found = set()\n    for g in ([general_purpose] if general_purpose is not None else [True, False]):\n        for c in ([compute] if compute is not None else [0, 1e26]):\n            for d in ([designated] if designated is not None else [True, False]):\n                found.add(g and (c > 1e25 or d))\n    return None if len(found) > 1 else found.pop()",
            # Three-valued 'or', then three-valued 'and'.
            "def systemic(general_purpose, compute, designated):\n    large = None if compute is None else compute > 1e25\n    doors = [large, designated]\n    enters = True if True in doors else None if None in doors else False\n    both = [general_purpose, enters]\n    return False if False in both else None if None in both else True",
            # False, unknown and True as 0, 1/2 and 1: the smaller of ... and the larger of ...
            "def systemic(g, c, d):\n    value = lambda fact: 0.5 if fact is None else float(fact)\n    result = min(value(g), max(value(None if c is None else c > 1e25), value(d)))\n    return {0.0: False, 0.5: None, 1.0: True}[result]",
            "def systemic(g, c, d):\n    if g is not None and not g:\n        return False\n    if c is not None and not c > 1e25 and d is not None and not d:\n        return False\n    if g and (d or (c is not None and c > 10 ** 25)):\n        return np.True_\n    return None",
        ),
        wrong=(
            Wrong(
                "at least for more than",
                "def systemic(g, c, d):\n    large = None if c is None else c >= 1e25\n    enters = True if large or d else None if None in (large, d) else False\n    return False if g is False or enters is False else None if None in (g, enters) else True",
                "mark itself",
                ("test_systemic_known",),
            ),
            Wrong(
                "designation forgotten", "def systemic(g, c, d):\n    return None if c is None or g is None else g and c > 1e25", "door|unknown fact"
            ),
            Wrong(
                "not general-purpose caught",
                "def systemic(g, c, d):\n    return None if c is None else c > 1e25 or bool(d)",
                "also catches|unknown fact",
            ),
            Wrong("and before or", "def systemic(g, c, d):\n    return bool(g and (c or 0) > 1e25 or d)", "brackets|unknown fact"),
            Wrong("both doors", "def systemic(g, c, d):\n    return bool(g and (c or 0) > 1e25 and d)", "wants both|unknown fact"),
            Wrong(
                "unknown is no",
                "def systemic(g, c, d):\n    return bool(g and ((c or 0) > 1e25 or d))",
                "Unknown is not no",
                ("test_systemic_unknown",),
            ),
            Wrong(
                "gives up on every unknown",
                "def systemic(g, c, d):\n    return None if None in (g, c, d) else g and (c > 1e25 or d)",
                "gives up",
                ("test_systemic_unknown",),
            ),
            Wrong(
                "only compute can be unknown",
                "def systemic(g, c, d):\n    return None if c is None else bool(g and (c > 1e25 or d))",
                "not the only fact",
                ("test_systemic_unknown",),
            ),
            Wrong(
                "error on the unknown",
                "def systemic(g, c, d):\n    return g and (c > 1e25 or d)",
                "TypeError|unknown fact",
                ("test_systemic_unknown",),
            ),
            Wrong("always", "def systemic(g, c, d):\n    return True", "one of the models|unknown fact"),
            Wrong("pass", "def systemic(g, c, d):\n    pass", "one of the models|gives up"),
        ),
    ),
    Task(
        cell="bounds",
        tests=("test_bounds",),
        right=(
            OLDER + PAIR,
            # Empty cells are filled with the smallest and with the largest thinkable number.
            OLDER
            + 'c = m["training_compute_flop"]\nbounds = pd.Series({"at_most": (c.fillna(np.inf) > given["mark"]).sum(), "at_least": (c.fillna(0) > given["mark"]).sum()})',
            # A loop.
            MODELS
            + 'low = high = 0\nfor row in m.itertuples():\n    if row.release_date < pd.Timestamp("2025-08-02") and row.weights != "unreleased":\n        low += row.training_compute_flop > given["mark"]\n        high += not row.training_compute_flop <= given["mark"]\nbounds = {"at_most": float(high), "at_least": float(low)}',
            # All released models minus those known to be small; older by the date of compliance.
            MODELS
            + 'm = m.query("weights != \'unreleased\'")\nm = m[m["comply_by"] == "2027-08-02"]\nmark = given["mark"]\nbounds = pd.DataFrame({"models": [len(m.query("training_compute_flop > @mark")), len(m) - len(m.query("training_compute_flop <= @mark"))]}, index=["at_least", "at_most"])',
        ),
        wrong=(
            Wrong(
                "unknown is below",
                OLDER + 'up = (m["training_compute_flop"] > given["mark"]).sum()\nbounds = {"at_least": up, "at_most": up}',
                "Both ends",
            ),
            Wrong("unreleased too", MODELS + 'm = m[m["on_market_before_2025_08_02"]]\n' + PAIR, "never released"),
            Wrong("every age", MODELS + 'm = m[m["weights"] != "unreleased"]\n' + PAIR, "every age"),
            Wrong("newer ones", MODELS + 'm = m[~m["on_market_before_2025_08_02"] & (m["weights"] != "unreleased")]\n' + PAIR, "newer models"),
            Wrong("the mark of today", OLDER + PAIR.replace('given["mark"]', "1e25"), "today's law"),
            Wrong("unnoted weights dropped", OLDER + 'm = m.dropna(subset="weights")\n' + PAIR, "nobody has noted"),
            Wrong("every model at most", OLDER + PAIR.replace("up + hole", "len(m)"), "counts every model"),
            Wrong("unknown only", OLDER + PAIR.replace("up + hole", "hole"), "unknown ones only"),
            Wrong("one number", OLDER + 'bounds = (m["training_compute_flop"] > given["mark"]).sum()', "a number; what is awaited"),
            Wrong("a pair without names", OLDER + PAIR.replace('{"at_least": up, "at_most": up + hole}', "(up, up + hole)"), "a tuple of 2 items"),
        ),
    ),
    Task(
        cell="unseen_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            'figure, ax = plt.subplots()\nax.barh(unseen.index, unseen)\nax.set_title("Less and less compute is known")\nax.set_xlabel("models without a figure (percent)")',
            'figure = unseen.plot.bar(title="Models whose compute nobody knows", ylabel="share without a figure (%)").figure',
            'figure = plt.figure(figsize=(9, 4))\nax = figure.add_subplot()\nax.bar(range(len(unseen)), unseen.to_numpy(), tick_label=list(unseen.index))\nax.set(title="How much can no longer be seen?", ylabel="percent of released models")',
            'fig, figure = plt.subplots()\ns = unseen.round(0)[::-1]\nfigure.barh(list(s.index), list(s), color="grey")\nfigure.set_title("The unseen part of the models", loc="left")\nfigure.set_xlabel("percent")',
        ),
        wrong=(
            Wrong(
                "no bars",
                'figure, ax = plt.subplots()\nax.plot(unseen.index, unseen)\nax.set(title="Less and less is known", ylabel="percent")',
                "no bars are drawn",
            ),
            Wrong("no words", "figure, ax = plt.subplots()\nax.bar(unseen.index, unseen)", "title that says", ("test_plot_labels",)),
            Wrong(
                "no axis label",
                'figure, ax = plt.subplots()\nax.bar(unseen.index, unseen)\nax.set_title("Less and less is known")',
                "label the axis",
                ("test_plot_labels",),
            ),
            Wrong(
                "known for unknown",
                'figure, ax = plt.subplots()\nax.bar(unseen.index, 100 - unseen)\nax.set(title="Less and less is known", ylabel="percent")',
                "whose compute is known",
                ("test_plot_values",),
            ),
            Wrong(
                "positions for values",
                'figure, ax = plt.subplots()\nax.bar(unseen.index, range(len(unseen)))\nax.set(title="Less and less is known", ylabel="percent")',
                "positions",
                ("test_plot_values",),
            ),
            Wrong(
                "added up",
                'figure, ax = plt.subplots()\nax.bar(unseen.index, unseen.cumsum())\nax.set(title="Less and less is known", ylabel="percent")',
                "grow by adding",
                ("test_plot_values",),
            ),
            Wrong(
                "half-years missing",
                'figure, ax = plt.subplots()\nax.bar(unseen.index[:2], unseen[:2])\nax.set(title="Less and less is known", ylabel="percent")',
                "names do not fit",
                ("test_plot_values",),
            ),
            Wrong("the data for the figure", "figure = unseen", "a figure with axes"),
        ),
    ),
)

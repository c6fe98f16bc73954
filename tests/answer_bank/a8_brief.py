"""Answers to a8_brief. The tests look at the form of a brief; whether it is good, people decide."""

from tests.answer_bank import Task, Wrong

# ------------------------------------------------------------------------------------------- the parts of a right answer

MEASURE = """
def measure(load):
    fines = load("gdpr_totals").query("scope == 'Irish DPC'").set_index("measure")["value"]
    powers = load("sunset_clauses")
    return {
        "imposed": fines["fines_imposed_on_large_tech"],
        "collected": fines["fines_collected"],
        "powers": len(powers),
        "times": int(powers["extensions"].sum()),
    }
"""
FIGURES = f"""{MEASURE}
figures = measure(tp.load)
tables = ["gdpr_totals", "sunset_clauses"]
"""
CLAIMS = """
rows = tp.load("claims")
rows = rows[(rows["theme"] == given["theme"]) & (rows["verdict"] != "value_judgement")]
claims_cited = list(rows["claim_id"][:2])
"""
UNCERTAINTY = "These figures come from a short list that we chose by hand, so they describe the list and not all the cases in the world."
COUNTER = "A power that ends on a fixed day may be missing on the very day when it would have saved somebody, and a report protects nobody."
SENTENCES = f"uncertainty = {UNCERTAINTY!r}\ncounter_argument = {COUNTER!r}\n"
READY = FIGURES + CLAIMS + SENTENCES

TO = 'To: the {given["addressee"]}, for a decision in {given["year"]}'
QUESTION = "Question: Should a temporary power of the State be renewed before anybody outside the ministry has looked at how it was used?"
PROPOSAL = (
    "Proposal: From the year of the decision on, no temporary power is renewed before a panel of citizens drawn by lot has published a "
    "report on its use. The panel hears the services that use the power and the people who were touched by it. It has three months and "
    "a secretary, and each number of its report names a source. Parliament then votes as it does today, and is free to follow the "
    "report or to leave it aside, but it has to answer it in writing."
)
EVIDENCE = (
    'Evidence: Our table holds {figures["powers"]} temporary powers from four places, and their end was moved {figures["times"]} times '
    "[sunset_clauses]. Money tells a similar story about promises: Ireland imposed fines of {figures['imposed']:,.0f} million euros on large "
    "firms and had collected {figures['collected']:.1f} million [gdpr_totals]. The ledger of the course looked at two sentences that bear "
    "on this, [{claims_cited[0]}] and [{claims_cited[1]}], and its verdicts carry reservations that we do not hide. A date in a law is "
    "therefore weak evidence that something will end, and a sum in a decision is weak evidence that something will be paid."
)
WHY = (
    "Why: Who gives away a piece of freedom for a time should be told what it bought. This is a value and no measurement, and somebody "
    "who ranks safety above account may honestly see it in another way."
)
PREDICTION = (
    "Prediction: By the end of 2031, between one and three renewals will have come with a report, and at least one will be shorter than "
    "the ministry had asked for. We are 70 percent sure. This is a guess, and a reader can check it."
)
AGAINST = (
    "Against: {counter_argument} Parliament already is the place where citizens decide, nobody elected the panel, and what matters most "
    "about such powers may be secret, so that the panel sees the harmless half."
)
ANSWER = "Answer: The vote stays where it is, and a judge tells the panel what a secret paper contains without showing it."
DOUBT = (
    "Uncertainty: {uncertainty} We coded the end of each power ourselves, and another reader would move one or two. We know of no country "
    "that has tried this for long enough to count. Two rounds in which nobody reads the report would change our mind."
)
PARTS = (TO, QUESTION, PROPOSAL, EVIDENCE, WHY, PREDICTION, AGAINST, ANSWER, DOUBT)


def brief_of(*parts: str, ready: str = READY, gap: str = "\n\n") -> str:
    """Code that defines what the brief needs, the function that writes it, and the brief."""
    return f'{ready}\ndef write(figures):\n    return f"""{gap.join(parts)}"""\n\nbrief = write(figures)\n'


def without(part: str, instead: str = "") -> str:
    """Code of a brief in which one part is left out, or written otherwise; filled up, so that only the part can be wrong."""
    return brief_of(*(p if p is not part else instead for p in PARTS))


BRIEF = brief_of(*PARTS)
BRIEF_TESTS = ("test_brief_length", "test_brief_parts", "test_brief_sources", "test_brief_figures", "test_brief_sentences")
LONG = "and somebody will say that more has to be told before one can decide in good faith about this matter "
LEAKS = 'load("data_breaches").query("country == \'FR\'")'
ONE_TABLE = """
def measure(load):
    p = load("sunset_clauses")
    return {"n": len(p), "times": p["extensions"].sum(), "most": p["extensions"].max(), "ended": (p["end_state"] == "ended").sum()}
figures = measure(tp.load)
tables = ["sunset_clauses"]
"""
TYPED = """
def measure(load):
    load("gdpr_totals"), load("sunset_clauses")
    return {"imposed": 4000, "collected": 17.5, "powers": 8, "times": 20}
figures = measure(tp.load)
tables = ["gdpr_totals", "sunset_clauses"]
"""

TASKS = (
    Task(
        cell="brief",
        tests=("test_figures_form", "test_figures_follow", "test_tables"),
        right=(
            FIGURES,
            # NumPy numbers, a Series, a tuple of names.
            f"""
def measure(load):
    leaks = {LEAKS}
    views = load("platform_share")
    numbers = {{"leaks": leaks.shape[0], "largest": np.nanmax(leaks["people_m"].astype(float)), "rows": views.size, "mean": np.mean(leaks["people_m"].dropna())}}
    return pd.Series(numbers)
figures = measure(tp.load)
tables = ("platform_share", "data_breaches")
""",
            # A loop, the ledger as a table, shares.
            """
measure = lambda load: {
    **{f"supported {seed}": 100 * (rows["verdict"] == "supported").mean() for seed, rows in load("claims").groupby("seed", observed=True)},
    "models": len(load("gpai_models")),
}
figures = dict(measure(tp.load))
tables = {"claims", "gpai_models"}
""",
            # Rows chosen by their content, a date, a difference.
            """
def newest(table):
    return table[table["vintage"] == table["vintage"].max()]
def measure(load):
    cloud = newest(load("cloud_share").query("geography == 'Europe'"))
    own = cloud[cloud["provider"] == "European providers (all)"].sort_values("year")["share_pct"].tolist()
    start = pd.to_datetime(load("sunset_clauses")["start"])
    out = dict(first=own[0], last=own[-1], lost=own[0] - own[-1])
    out["days"] = (start.max() - start.min()).days
    return out
figures = measure(tp.load)
tables = pd.Series(["cloud_share", "sunset_clauses"])
""",
        ),
        wrong=(
            Wrong("typed figures", TYPED, "stay the same when the tables change", ("test_figures_follow",)),
            Wrong(
                "one typed among computed",
                FIGURES.replace('"powers": len(powers)', '"powers": 8'),
                "1 of the figures stay the same.*'powers'",
                ("test_figures_follow",),
            ),
            Wrong(
                "the usual load",
                FIGURES.replace("load(", "tp.load(").replace("measure(tp.load(", "measure(load(").replace("measure(load(load)", "measure(load)"),
                "without tp|tp.load in place of load|does not load",
            ),
            Wrong("one table", ONE_TABLE, "At least two tables|at least two tables", ("test_figures_form", "test_tables")),
            Wrong(
                "three figures",
                FIGURES.replace('        "powers": len(powers),\n', ""),
                "at least four",
                ("test_figures_form", "test_figures_follow"),
            ),
            Wrong(
                "numbers as text",
                FIGURES.replace('int(powers["extensions"].sum())', 'str(powers["extensions"].sum())'),
                "Remove the quotation marks",
                ("test_figures_form",),
            ),
            Wrong(
                "a missing value",
                FIGURES.replace('int(powers["extensions"].sum())', 'float("nan")'),
                "not a finite number",
                ("test_figures_form",),
            ),
            Wrong(
                "figures of another function",
                FIGURES.replace("figures = measure(tp.load)", 'figures = {"a": 1, "b": 2, "c": 3, "d": 4}'),
                "not what measure",
                ("test_figures_form",),
            ),
            Wrong("a table not used", FIGURES.replace('"sunset_clauses"]', '"sunset_clauses", "vlops"]'), "does not load", ("test_tables",)),
            Wrong(
                "a table not named", FIGURES.replace('tables = ["gdpr_totals", ', 'tables = ["sunset_clauses", '), "at least two", ("test_tables",)
            ),
            Wrong(
                "no such table",
                FIGURES.replace('tables = ["gdpr_totals"', 'tables = ["gdpr_fine_totals"'),
                "not the name of a table",
                ("test_tables",),
            ),
            Wrong(
                "a name as text",
                FIGURES.replace('tables = ["gdpr_totals", "sunset_clauses"]', 'tables = "gdpr_totals"'),
                "square brackets",
                ("test_tables",),
            ),
            Wrong("no function", 'measure = {}\nfigures = {"a": 1, "b": 2, "c": 3, "d": 4}\ntables = ["gdpr_totals", "vlops"]', "a function"),
            Wrong("pass", "def measure(load):\n    pass\nfigures = measure(tp.load)\ntables = []", "not answered yet|returns a dict|at least two"),
        ),
    ),
    Task(
        cell="brief",
        tests=("test_claims",),
        right=(
            CLAIMS,
            # One of the theme and one of another theme, a tuple.
            "c = tp.load('claims')\nc = c[c['verdict'] != 'value_judgement']\nclaims_cited = (c[c['theme'] == given['theme']]['claim_id'].iloc[-1], c[c['theme'] == 'talent']['claim_id'].iloc[0])",
            # A value judgement of the theme beside a claim that was tested; a Series.
            "l = tp.ledger()\none = l[l['theme'] == given['theme']].sort_values('verdict')['claim_id'].iloc[-1:]\nclaims_cited = pd.concat([one, l[l['claim_id'].isin(['T19', 'T20'])]['claim_id']])",
            # A set, with the brackets of the brief and small letters.
            "l = tp.ledger().query('theme == @given[\"theme\"] and verdict == \"partly\"')\nclaims_cited = {f'[{c.lower()}]' for c in l['claim_id']}",
            "claims_cited = ['E18', 'E20', 'T59', 'E35', 'E14']",
        ),
        wrong=(
            Wrong("one claim", CLAIMS.replace("[:2]", "[:1]"), "at least two"),
            Wrong("the same twice", CLAIMS + "claims_cited = [claims_cited[0]] * 2", "at least two different"),
            Wrong("another theme", "claims_cited = ['T19', 'T21']", "has the theme of your edition"),
            Wrong("no such claim", CLAIMS + "claims_cited.append('X99')", "not a claim of the ledger"),
            Wrong(
                "value judgements only",
                "c = tp.load('claims').query(\"verdict == 'value_judgement'\")\nclaims_cited = list(c['claim_id'])",
                "value judgements",
            ),
            Wrong("the sentence for the name", CLAIMS + "claims_cited = list(rows['claim_en'][:2])", "not a claim of the ledger"),
            Wrong("a text", "claims_cited = 'E18, E17'", "square brackets"),
            Wrong("an empty list", "claims_cited = []", "at least two"),
        ),
    ),
    Task(
        cell="brief",
        tests=("test_uncertainty",),
        right=(
            f"uncertainty = {UNCERTAINTY!r}",
            'uncertainty = """\nNobody has counted such cases outside France,\nso we cannot say whether the country that we chose is usual or odd.\n"""',
            'uncertainty = "Could the releases differ " + "because the firm that makes them changed its method between one year and the next?"',
            'uncertainty = " ".join(["The", "verdict", "rests", "on", "our", "own", "coding,", "and", "a", "second", "person", "might", "code", "otherwise."])',
        ),
        wrong=(
            Wrong("empty", 'uncertainty = ""', "0 words"),
            Wrong("a formula", 'uncertainty = "More research is needed."', "4 words"),
            Wrong("constant", 'uncertainty = "word " * 20 + "."', "same few words"),
            Wrong("a page", f"uncertainty = {UNCERTAINTY + ' '!r} * 4", "12 to 60"),
            Wrong("half a sentence", f"uncertainty = {UNCERTAINTY[:-1]!r}", "full stop"),
            Wrong("a number", "uncertainty = 0.2", "a number; what is awaited"),
            Wrong("a list", f"uncertainty = [{UNCERTAINTY!r}, {COUNTER!r}]", "what is awaited is a sentence"),
        ),
    ),
    Task(
        cell="brief",
        tests=("test_counter_argument",),
        right=(
            f"counter_argument = {COUNTER!r}",
            'counter_argument = """\nThe money that we ask for is missing elsewhere,\nand nobody has yet shown that the measure works as its friends promise.\n"""',
            'counter_argument = "Who pays before the judgement is punished before the judgement, " + "and an appeal that comes too late is no appeal at all!"',
            'counter_argument = "An opponent would say: “A rule that binds only the honest moves the business to those who do not care about any rule.”"',
        ),
        wrong=(
            Wrong("empty", 'counter_argument = ""', "0 words"),
            Wrong("a slogan", 'counter_argument = "It costs too much money."', "5 words"),
            Wrong("constant", 'counter_argument = "no " * 15 + "."', "same few words"),
            Wrong("a page", f"counter_argument = {COUNTER + ' '!r} * 3", "12 to 60"),
            Wrong("half a sentence", f"counter_argument = {COUNTER[:-1] + ', and'!r}", "full stop"),
            Wrong("a truth value", "counter_argument = True", "truth value True"),
            Wrong(
                "a function",
                "def counter_argument():\n    return 'Some say that it is too early to act on so few cases as these.'",
                "a function|the function",
            ),
        ),
    ),
    Task(
        cell="brief",
        tests=BRIEF_TESTS,
        right=(
            BRIEF,
            # Everything on one line, heads in bold.
            brief_of(*(f"**{p.split(':')[0]}:** {p.split(':', 1)[1]}" for p in PARTS), gap=" "),
            # Parts in another order, put together from a list; numbers with other signs.
            READY
            + "def write(f):\n    parts = [f'''"
            + "''', f'''".join((TO, DOUBT, AGAINST, ANSWER, PREDICTION, PROPOSAL, QUESTION, WHY)).replace("figures[", "f[")
            + "''']\n    parts.append(f'''"
            + EVIDENCE.replace("{figures['imposed']:,.0f}", "{f['imposed']:.0f}").replace("figures[", "f[")
            + "''')\n    return chr(10).join(parts)\nbrief = write(figures)",
            # A Series of figures, a template that is filled; a share printed in percent; sources together.
            READY
            + "figures = pd.Series({**figures, 'share': figures['collected'] / figures['imposed']})\n"
            + "sources = f'[{claims_cited[0]}; {claims_cited[1]}]'\n"
            + 'def write(figures):\n    text = f"""'
            + "\n".join(PARTS)
            .replace("[{claims_cited[0]}] and [{claims_cited[1]}]", "see {sources},")
            .replace(":.1f} million [", ":.1f} million, a share of {figures.share:.2%} [")
            + '"""\n    return text\nbrief = write(figures)',
            # Numbers as Python prints them, blanks for thousands.
            brief_of(*PARTS).replace("{figures['imposed']:,.0f}", "{format(figures['imposed'], ',.0f').replace(',', ' ')}").replace(":.1f}", "}"),
        ),
        wrong=(
            Wrong(
                "empty",
                READY + 'def write(figures):\n    return ""\nbrief = write(figures)',
                "0 words|missing|fewer than two|does not appear|does not stand",
            ),
            Wrong(
                "constant",
                READY + 'def write(figures):\n    return "word " * 400\nbrief = write(figures)',
                "same few words|missing|fewer than two|does not appear|does not stand",
            ),
            Wrong(
                "nonsense with the signs of a brief",
                READY
                + "def write(figures):\n    return 'word ' * 380 + f\"To: {given['addressee']} {given['year']} [{claims_cited[0]}] [{claims_cited[1]}] [gdpr_totals] [sunset_clauses] Proposal: Prediction: Against: Uncertainty:\"\nbrief = write(figures)",
                "same few words|too short|does not appear|does not stand",
                ("test_brief_length", "test_brief_parts", "test_brief_figures", "test_brief_sentences"),
            ),
            Wrong("too long", brief_of(*PARTS, LONG * 15), "350 to 600", ("test_brief_length",)),
            Wrong(
                "too short",
                brief_of(TO, PROPOSAL, EVIDENCE, PREDICTION, AGAINST, DOUBT).replace(PROPOSAL[60:], ""),
                "350 to 600",
                ("test_brief_length",),
            ),
            Wrong("no addressee", without(TO, 'Dear reader, it is {given["year"]}.'), "To: is missing", ("test_brief_parts",)),
            Wrong("another addressee", without(TO, 'To: the king, in {given["year"]}'), "does not name the addressee", ("test_brief_parts",)),
            Wrong("no year of decision", without(TO, 'To: the {given["addressee"]}'), "year of the decision", ("test_brief_parts",)),
            Wrong(
                "no prediction", without(PREDICTION, "We hope for the best, as everybody does."), "part Prediction is missing", ("test_brief_parts",)
            ),
            Wrong("prediction without a date", without(PREDICTION, PREDICTION.replace("2031", "the decade")), "names no year", ("test_brief_parts",)),
            Wrong("prediction of the past", without(PREDICTION, PREDICTION.replace("2031", "2021")), "names no year", ("test_brief_parts",)),
            Wrong(
                "proposal of three words", without(PROPOSAL, "Proposal: Do something.\n\nWhy: " + PROPOSAL[10:]), "too short", ("test_brief_parts",)
            ),
            Wrong(
                "claims not cited",
                without(EVIDENCE, EVIDENCE.replace("[{claims_cited[0]}] and [{claims_cited[1]}]", "P28 and T52")),
                "fewer than two",
                ("test_brief_sources",),
            ),
            Wrong(
                "one table not cited",
                without(EVIDENCE, EVIDENCE.replace(" [gdpr_totals]", "")),
                "a table of your list",
                ("test_brief_sources",),
            ),
            Wrong("an invented source", without(EVIDENCE, EVIDENCE + " Others agree [Smith 2024]."), "neither a claim", ("test_brief_sources",)),
            Wrong(
                "other claims than in the list",
                without(EVIDENCE, EVIDENCE.replace("[{claims_cited[0]}] and [{claims_cited[1]}]", "[T19] and [T20]")),
                "claim of your list",
                ("test_brief_sources",),
            ),
            Wrong(
                "a figure typed",
                without(EVIDENCE, EVIDENCE.replace("{figures['collected']:.1f}", "17.5")),
                "stays the same when the figure 'collected' changes",
                ("test_brief_figures",),
            ),
            Wrong(
                "a figure not used",
                without(EVIDENCE, EVIDENCE.replace("{figures['imposed']:,.0f}", "some")),
                "'imposed' does not appear",
                ("test_brief_figures",),
            ),
            Wrong(
                "a figure in words",
                without(EVIDENCE, EVIDENCE.replace("{figures['imposed']:,.0f}", "{'four thousand' if figures['imposed'] < 5000 else 'many'}")),
                "in digits",
                ("test_brief_figures",),
            ),
            Wrong("a typed brief", BRIEF + "\ntyped = brief\ndef write(figures):\n    return typed", "stays the same", ("test_brief_figures",)),
            Wrong("brief and function differ", BRIEF + "\nbrief = brief + ' The end.'", "not what write", ("test_brief_figures",)),
            Wrong(
                "counter-argument left out",
                without(AGAINST, AGAINST.replace("{counter_argument}", "It costs money.")),
                "counter_argument does not stand",
                ("test_brief_sentences",),
            ),
            Wrong(
                "uncertainty in another part",
                brief_of(*PARTS).replace("{uncertainty} ", "").replace("Why: ", "Why: {uncertainty} "),
                "uncertainty stands in another part",
                ("test_brief_sentences",),
            ),
            Wrong(
                "one sentence for both",
                BRIEF.replace("\ndef write", "\nuncertainty = counter_argument\ndef write"),
                "the same sentence",
                ("test_brief_sentences",),
            ),
            Wrong("a list of parts", BRIEF + "\nbrief = brief.splitlines()", "a list of|not what write", ("test_brief_length", "test_brief_figures")),
        ),
    ),
    Task(
        cell="figure",
        tests=("test_figure",),
        right=(
            'figure, ax = plt.subplots()\np = tp.load("sunset_clauses")\nax.barh(p["instrument"], p["extensions"])\nax.set(title="How often an end was moved", xlabel="extensions (number)", ylabel="power")',
            'c = tp.load("cloud_share").query("geography == \'Europe\' and provider == \'European providers (all)\'")\nfigure = c.plot.scatter("year", "share_pct", title="European providers in several releases", xlabel="year", ylabel="share (percent)").figure',
            'figure = plt.figure()\nax = figure.add_subplot()\nm = tp.load("military_ai_budgets")\nax.plot(range(len(m)), np.arange(len(m)) ** 2.0, marker="o")\nax.set_title("A line of the table of budgets", loc="left")\nax.set_xlabel("row")\nax.set_ylabel("amount (billion dollars)")',
            'figure, ax = plt.subplots()\nt = tp.load("claims")["verdict"].value_counts()\nax.hlines(t.index.astype(str), 0, t)\nax.set(title="Verdicts of the whole ledger", xlabel="claims (number)", ylabel="verdict")\nfigure = ax',
            'figure, axes = plt.subplots(1, 2)\nt = tp.load("claims")\ntp.load("claims")["kind"].value_counts().plot.bar(ax=axes[0], title="Claims of each kind", xlabel="kind", ylabel="claims")\naxes[1].hist(t["lesson"].astype(str))',
        ),
        wrong=(
            Wrong(
                "no title",
                'figure, ax = plt.subplots()\nax.bar(["a", "b", "c"], [1, 2, 3])\nax.set(xlabel="kind", ylabel="number")',
                "title that says",
            ),
            Wrong(
                "a title of one word",
                'figure, ax = plt.subplots()\nax.bar(["a", "b", "c"], [1, 2, 3])\nax.set(title="Plot", xlabel="kind", ylabel="number")',
                "three words or more",
            ),
            Wrong(
                "one axis without label",
                'figure, ax = plt.subplots()\nax.bar(["a", "b", "c"], [1, 2, 3])\nax.set(title="How many of each", ylabel="number")',
                "Both are awaited",
            ),
            Wrong(
                "no labels",
                'figure, ax = plt.subplots()\nax.bar(["a", "b", "c"], [1, 2, 3])\nax.set(title="How many of each")',
                "label the axis",
            ),
            Wrong(
                "nothing drawn",
                'figure, ax = plt.subplots()\nax.set(title="How many of each", xlabel="kind", ylabel="number")',
                "nothing is drawn",
            ),
            Wrong(
                "constant bars",
                'figure, ax = plt.subplots()\nax.bar(["a", "b", "c"], [1, 1, 1])\nax.set(title="How many of each", xlabel="kind", ylabel="number")',
                "fewer than three",
            ),
            Wrong("the data for the figure", 'figure = tp.load("sunset_clauses")["extensions"]', "a figure with axes"),
            Wrong("the figures", FIGURES + "figure = figures", "a figure with axes"),
        ),
    ),
)

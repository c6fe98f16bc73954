"""Answers to a1_sources, right and wrong."""

from tests.answer_bank import Task, Wrong

FACTS = '{"first set": ["a", "c", "h"], "second set": ["b", "e", "f"]}[given["set_of_sentences"]]'
NORMS = '{"first set": ["b", "f"], "second set": ["a", "g"]}[given["set_of_sentences"]]'

# The claims of the kind of this edition; the forecasts of this edition; the scored rows of the diary.
ROWS = 'r = ideas[ideas["kind"] == given["kind"]].astype({"seed": str, "verdict": str})\nthree = ["supported", "partly", "contradicted"]'
DUE = 'p = tp.load("predictions")\np = p[(p.horizon_end_year <= given["last_year"]) & (p.domain != "cars")]\nbest = ["right", "partly", "contested"]'
KNOWN = 'k = diary[diary["outcome"] != "pending"]'
CURVE = "figure, ax = plt.subplots()\ny = [((p - happened) ** 2).mean() for p in said]"
WORDS = 'ax.set(title="The price of being certain", xlabel="probability", ylabel="mean Brier score")'

KAPPA = "def kappa(first, second):\n    pairs = [(a, b) for a, b in zip(first, second) if pd.notna(a) and pd.notna(b)]\n    n = len(pairs)\n    seen = sum(a == b for a, b in pairs) / n\n    labels = {x for pair in pairs for x in pair}\n    chance = sum(sum(a == x for a, _ in pairs) * sum(b == x for _, b in pairs) for x in labels) / n ** 2\n    return "
# Forgets to leave out the open sentences.
AGREEMENT = "def kappa(first, second):\n    first, second = pd.Series(list(first), dtype=object), pd.Series(list(second), dtype=object)\n    seen = (first == second).mean()\n    chance = (first.value_counts() / len(first) * second.value_counts() / len(second)).sum()\n    return (seen - chance) / (1 - chance)"

# For each label, two columns a and b of yes and no, and what is computed from them.
LABELS = 'label_kappa = {}\nfor label in ["fact", "interpretation", "normative"]:\n    a, b = first == label, second == label\n    seen, yes, no = (a == b).mean(), a.mean() * b.mean(), (1 - a.mean()) * (1 - b.mean())\n    label_kappa[label] = '

TASKS = (
    Task(
        cell="coded_sentences",
        tests=("test_fact_names", "test_norm_names"),
        right=(
            f"fact_names = {FACTS}\nnorm_names = {NORMS}",
            # Sets; another order; capital letters.
            f"fact_names = set({FACTS})\nnorm_names = [x.upper() for x in reversed({NORMS})]",
            # Series and arrays.
            f"fact_names = pd.Series({FACTS})\nnorm_names = np.array({NORMS})",
            # A column of codes in the table, and the index of the rows that have the code.
            'sentences["code"] = list({"first set": "fnfipnif", "second set": "nfipffni"}[given["set_of_sentences"]])\nfact_names = sentences[sentences["code"] == "f"].index\nnorm_names = sentences.query("code == \'n\'").index.to_list()',
        ),
        wrong=(
            Wrong(
                "false sentence is no fact",
                'fact_names = {"first set": ["a", "c"], "second set": ["e", "f"]}[given["set_of_sentences"]]\nnorm_names = ' + NORMS,
                "not true",
                ("test_fact_names",),
            ),
            Wrong(
                "explanations are facts",
                'fact_names = {"first set": ["a", "c", "d", "g", "h"], "second set": ["b", "c", "e", "f", "h"]}[given["set_of_sentences"]]\nnorm_names = '
                + NORMS,
                "explain or sum up",
                ("test_fact_names",),
            ),
            Wrong(
                "predictions are facts",
                'fact_names = {"first set": ["a", "c", "e", "h"], "second set": ["b", "d", "e", "f"]}[given["set_of_sentences"]]\nnorm_names = '
                + NORMS,
                "about the future",
                ("test_fact_names",),
            ),
            Wrong(
                "norms need should",
                "fact_names = " + FACTS + '\nnorm_names = {"first set": ["b"], "second set": ["a"]}[given["set_of_sentences"]]',
                "Praise and blame",
                ("test_norm_names",),
            ),
            Wrong(
                "a date makes a prediction",
                "fact_names = " + FACTS + '\nnorm_names = {"first set": ["f"], "second set": ["g"]}[given["set_of_sentences"]]',
                "has a date in it",
                ("test_norm_names",),
            ),
            Wrong(
                "predictions are norms",
                "fact_names = " + FACTS + '\nnorm_names = {"first set": ["b", "e", "f"], "second set": ["a", "d", "g"]}[given["set_of_sentences"]]',
                "holds a prediction",
                ("test_norm_names",),
            ),
            Wrong("one text", 'fact_names = "ach"\nnorm_names = "bf"', "square brackets"),
            Wrong("all sentences", "fact_names = list(sentences.index)\nnorm_names = sentences.index", "another number is awaited"),
        ),
    ),
    Task(
        cell="code_function",
        tests=("test_code_known", "test_code_unknown"),
        right=(
            'def code_of(norm, future, record):\n    if norm is None: return None\n    if norm: return "normative"\n    if future is None: return None\n    if future: return "prediction"\n    if record is None: return None\n    return "fact" if record else "interpretation"',
            # All possible answers tried out.
            'def code_of(norm, future, record):\n    both = lambda x: [True, False] if x is None else [x]\n    found = {"normative" if n else "prediction" if f else "fact" if r else "interpretation" for n in both(norm) for f in both(future) for r in both(record)}\n    return found.pop() if len(found) == 1 else None',
            # Recursion over the questions.
            'def code_of(*answers, codes=("normative", "prediction", "fact")):\n    if not answers: return "interpretation"\n    if answers[0] is None: return None\n    return codes[0] if answers[0] else code_of(*answers[1:], codes=codes[1:])',
            # Capital letters; truth values compared.
            'def code_of(norm, future, record):\n    if norm == True: return "Normative"\n    if norm == False and future == True: return "Prediction"\n    if norm == False and future == False and record == True: return "Fact"\n    if [norm, future, record] == [False] * 3: return "Interpretation"',
        ),
        wrong=(
            Wrong(
                "opposite order",
                'def code_of(norm, future, record):\n    if record: return "fact"\n    if future: return "prediction"\n    return "normative" if norm else "interpretation"',
                "opposite order|unknown answer",
            ),
            Wrong(
                "record first",
                'def code_of(norm, future, record):\n    if record: return "fact"\n    if norm: return "normative"\n    return "prediction" if future else "interpretation"',
                "the record first|unknown answer",
            ),
            Wrong(
                "a date makes a prediction",
                'def code_of(norm, future, record):\n    if future: return "prediction"\n    if norm: return "normative"\n    return "fact" if record else "interpretation"',
                "the future first|unknown answer",
            ),
            Wrong(
                "three times no is unknown",
                'def code_of(norm, future, record):\n    if norm: return "normative"\n    if norm is None or future is None: return None\n    if future: return "prediction"\n    return "fact" if record else None',
                "fourth question",
                ("test_code_known",),
            ),
            Wrong(
                "unknown is no",
                'def code_of(norm, future, record):\n    return "normative" if norm else "prediction" if future else "fact" if record else "interpretation"',
                "unknown as no",
                ("test_code_unknown",),
            ),
            Wrong(
                "gives up on every unknown",
                'def code_of(norm, future, record):\n    if None in (norm, future, record): return None\n    return "normative" if norm else "prediction" if future else "fact" if record else "interpretation"',
                "gives up",
                ("test_code_unknown",),
            ),
            Wrong("always interpretation", 'def code_of(norm, future, record):\n    return "interpretation"', "one of the cases|unknown answer"),
            Wrong("the first argument", "def code_of(norm, future, record):\n    return norm", "one of the cases|unknown answer"),
            Wrong("pass", "def code_of(norm, future, record):\n    pass", "one of the cases|gives up"),
            Wrong("the code for the function", 'code_of = "fact"', "what is awaited is a function"),
        ),
    ),
    Task(
        cell="settled_share",
        tests=("test_settled",),
        right=(
            # A cross table with shares of the rows.
            f'{ROWS}\nt = pd.crosstab(r["seed"], r["verdict"], normalize="index")\nsettled = 100 * t[[c for c in three if c in t]].sum(axis=1)',
            # A plain dict, built by a loop, in another order.
            f'{ROWS}\nsettled = {{}}\nfor d in ["techrocks", "portrait", "engage"]:\n    rows = r[r["seed"] == d]\n    settled[d] = np.float64(sum(v in three for v in rows["verdict"]) / len(rows) * 100)',
            # Counts divided, rounded to one decimal.
            f'{ROWS}\nsettled = (100 * r[r.verdict.isin(three)].groupby("seed").size() / r.groupby("seed").size()).round(1)',
            # The other verdicts taken out; a table with the document as a column.
            'r = ideas.query("kind == @given[\'kind\']").assign(ok=lambda t: 100.0 * ~t["verdict"].isin(["unverifiable", "value_judgement"]))\nsettled = r.groupby("seed", observed=True, as_index=False)["ok"].mean()',
        ),
        wrong=(
            Wrong("counts", f'{ROWS}\nsettled = r[r["verdict"].isin(three)].groupby("seed").size()', "These are counts"),
            Wrong(
                "share of all claims",
                f'{ROWS}\nsettled = 100 * r[r["verdict"].isin(three)].groupby("seed").size() / ideas["seed"].astype(str).value_counts()',
                "all claims of the document",
            ),
            Wrong(
                "shares over the documents",
                f'{ROWS}\ns = r[r["verdict"].isin(three)]["seed"]\nsettled = 100 * s.value_counts() / len(s)',
                "add up to 100",
            ),
            Wrong(
                "partly is no result",
                f'{ROWS}\nsettled = 100 * r["verdict"].isin(["supported", "contradicted"]).groupby(r["seed"]).mean()',
                "partly is a result",
            ),
            Wrong(
                "unverifiable is a result",
                f'{ROWS}\nsettled = 100 * (r["verdict"] != "value_judgement").groupby(r["seed"]).mean()',
                "nobody could verify",
            ),
            Wrong(
                "the theme person too",
                'r = claims[claims["kind"] == given["kind"]]\nsettled = 100 * r["verdict"].isin(["supported", "partly", "contradicted"]).groupby(r["seed"].astype(str)).mean()',
                "Start from ideas",
            ),
            Wrong(
                "all kinds",
                'settled = 100 * ideas["verdict"].isin(["supported", "partly", "contradicted"]).groupby(ideas["seed"].astype(str)).mean()',
                "Keep one kind",
            ),
            Wrong("fractions", f'{ROWS}\nsettled = r["verdict"].isin(three).groupby(r["seed"]).mean()', "scale"),
            Wrong("one number", f'{ROWS}\nsettled = 100 * r["verdict"].isin(three).mean()', "a number; what is awaited"),
            Wrong("the table itself", "settled = ideas", "a table with"),
        ),
    ),
    Task(
        cell="kappa_function",
        tests=("test_kappa_values", "test_kappa_missing"),
        right=(
            f"{KAPPA}(seen - chance) / (1 - chance)",
            # The function of lesson 01, after the holes are gone; rounded.
            "def kappa(first, second):\n    a, b = pd.Series(list(first), dtype=object), pd.Series(list(second), dtype=object)\n    keep = a.notna() & b.notna()\n    a, b = a[keep], b[keep]\n    seen = (a == b).mean()\n    chance = (a.value_counts() / len(a) * b.value_counts() / len(b)).sum()\n    return round((seen - chance) / (1 - chance), 2)",
            # A cross table in NumPy: it leaves holes out by itself.
            "def kappa(first, second):\n    a, b = pd.Series(list(first), dtype=object), pd.Series(list(second), dtype=object)\n    labels = sorted(set(a.dropna()) | set(b.dropna()))\n    t = pd.crosstab(a, b).reindex(index=labels, columns=labels, fill_value=0).to_numpy()\n    n = t.sum()\n    chance = (t.sum(axis=0) * t.sum(axis=1)).sum() / n ** 2\n    return np.array((np.trace(t) / n - chance) / (1 - chance))",
            # One minus the observed over the expected disagreement.
            "def kappa(first, second):\n    p = [(x, y) for x, y in zip(first, second) if not pd.isna(x) and not pd.isna(y)]\n    observed = sum(x != y for x, y in p) / len(p)\n    expected = sum(x != y for x, _ in p for _, y in p) / len(p) ** 2\n    return pd.Series([1 - observed / expected])",
        ),
        wrong=(
            Wrong("percent agreement", f"{KAPPA}seen", "observed agreement|left sentences open"),
            Wrong("not divided", f"{KAPPA}seen - chance", "beyond chance|left sentences open"),
            Wrong("brackets forgotten", f"{KAPPA}seen - chance / 1 - chance", "hidden pairs|left sentences open"),
            Wrong("divided by the observed", f"{KAPPA}(seen - chance) / seen", "divided by the observed|left sentences open"),
            Wrong(
                "every label has the same chance", f"{KAPPA}(seen - 1 / len(labels)) / (1 - 1 / len(labels))", "the same chance|left sentences open"
            ),
            Wrong("open sentences disagree", AGREEMENT, "number of sentences", ("test_kappa_missing",)),
            Wrong(
                "open is a label",
                AGREEMENT.replace("    seen", '    first, second = first.fillna("open"), second.fillna("open")\n    seen', 1),
                "label of its own",
                ("test_kappa_missing",),
            ),
            Wrong("a constant", "def kappa(first, second):\n    return 0.5", "hidden pairs|left sentences open"),
            Wrong("pass", "def kappa(first, second):\n    pass", "hidden pairs|left sentences open"),
            Wrong("the value for the function", "kappa = 0.5", "what is awaited is a function"),
        ),
    ),
    Task(
        cell="label_kappas",
        tests=("test_label_kappa",),
        right=(
            f"{LABELS}(seen - yes - no) / (1 - yes - no)",
            # A Series, rounded to two decimals, in another order.
            "k = {}\nfor x in sorted(set(first) | set(second), reverse=True):\n    a, b = (first == x).to_numpy(), (second == x).to_numpy()\n    e = np.mean(a) * np.mean(b) + np.mean(~a) * np.mean(~b)\n    k[x] = (np.mean(a == b) - e) / (1 - e)\nlabel_kappa = pd.Series(k).round(2)",
            # The function of lesson 01 on text columns.
            "def agreement(one, two):\n    chance = (one.value_counts() / len(one) * two.value_counts() / len(two)).sum()\n    return ((one == two).mean() - chance) / (1 - chance)\nlabel_kappa = {x: agreement((first == x).astype(str), (second == x).astype(str)) for x in first.unique()}",
            # Observed over expected disagreement, on tables of dummies; a table of two columns.
            'a, b = pd.get_dummies(first).astype(int), pd.get_dummies(second).astype(int)\nk = 1 - (a != b).mean() / (a.mean() * (1 - b.mean()) + b.mean() * (1 - a.mean()))\nlabel_kappa = k.rename("kappa").rename_axis("label").reset_index()',
        ),
        wrong=(
            Wrong("observed agreement", f"{LABELS}seen", "observed agreements"),
            Wrong("not divided", f"{LABELS}seen - yes - no", "beyond chance"),
            Wrong("half of chance", f"{LABELS}(seen - yes) / (1 - yes)", "two parts"),
            Wrong("share of the first coder", f"{LABELS}(a & b).sum() / a.sum()", "first coder's label"),
            Wrong("overlap", f"{LABELS}(a & b).sum() / (a | b).sum()", "the overlap"),
            Wrong("rows of that label only", f"{LABELS}(a & b).sum() / b.sum()", "values differ|another value"),
            Wrong("one kappa for all labels", "label_kappa = 0.5", "a number; what is awaited"),
            Wrong("a copy of the input", "label_kappa = first", "names do not fit"),
            Wrong("counts of the labels", "label_kappa = first.value_counts()", "another value|values differ"),
        ),
    ),
    Task(
        cell="hit_rates",
        tests=("test_hit_rates",),
        right=(
            f'{DUE}\nhit_rates = pd.Series({{"best": p.outcome.isin(best).mean() * 100, "strict": p.outcome.eq("right").mean() * 100}})',
            # Shares of the outcomes, added; rounded to one decimal.
            'd = tp.load("predictions").query("horizon_end_year <= @given[\'last_year\'] and domain != \'cars\'")\ns = 100 * d["outcome"].astype(str).value_counts() / len(d)\nhit_rates = {"strict": round(s["right"], 1), "best": round(s[["right", "partly", "contested"]].sum(), 1)}',
            # A loop over the rows, with the holes tested.
            'strict = best = n = 0\nfor r in tp.load("predictions").itertuples():\n    if pd.notna(r.horizon_end_year) and r.horizon_end_year <= given["last_year"] and r.domain != "cars":\n        n += 1\n        strict += r.outcome == "right"\n        best += r.outcome in ("right", "partly", "contested")\nhit_rates = {"strict": np.float64(100 * strict / n), "best": 100 * best / n}',
            # The failures taken from the whole; a table of two columns.
            f'{DUE}\nhit_rates = pd.DataFrame({{"count": ["strict", "best"], "pct": [100 * len(p[p.outcome == "right"]) / len(p), 100 - 100 * len(p[p.outcome.isin(["wrong", "late"])]) / len(p)]}})',
        ),
        wrong=(
            Wrong(
                "cars are kept",
                DUE.replace(' & (p.domain != "cars")', "")
                + "\nhit_rates = {'strict': 100 * (p.outcome == 'right').mean(), 'best': 100 * p.outcome.isin(best).mean()}",
                "about cars are still there",
            ),
            Wrong(
                "not due yet",
                'p = tp.load("predictions").query("domain != \'cars\'")\nhit_rates = {"strict": 100 * (p.outcome == "right").mean(), "best": 100 * p.outcome.isin(["right", "partly", "contested"]).mean()}',
                "all dates",
            ),
            Wrong(
                "late is a success",
                f'{DUE}\nhit_rates = {{"strict": 100 * (p.outcome == "right").mean(), "best": 100 * p.outcome.isin([*best, "late"]).mean()}}',
                "late as a success",
            ),
            Wrong(
                "contested forgotten",
                f'{DUE}\nhit_rates = {{"strict": 100 * (p.outcome == "right").mean(), "best": 100 * p.outcome.isin(["right", "partly"]).mean()}}',
                "three outcomes of the best case",
            ),
            Wrong("counts", f'{DUE}\nhit_rates = {{"strict": (p.outcome == "right").sum(), "best": p.outcome.isin(best).sum()}}', "These are counts"),
            Wrong(
                "clear outcomes only",
                f'{DUE}\np = p[p.outcome.isin(["right", "late", "wrong"])]\nhit_rates = {{"strict": 100 * (p.outcome == "right").mean(), "best": 100 * p.outcome.isin(best).mean()}}',
                "not clear",
            ),
            Wrong("fractions", f'{DUE}\nhit_rates = {{"strict": (p.outcome == "right").mean(), "best": p.outcome.isin(best).mean()}}', "scale"),
            Wrong("one number", f'{DUE}\nhit_rates = 100 * (p.outcome == "right").mean()', "a number; what is awaited"),
            Wrong("other names", f'{DUE}\nhit_rates = {{"right": 5.0, "wrong": 95.0}}', "names do not fit"),
        ),
    ),
    Task(
        cell="speaker_scores",
        tests=("test_scores",),
        right=(
            f'{KNOWN}.copy()\nk["gap"] = k["said_pct"] / 100 - (k["outcome"] == "right").astype(int)\nscores = (k["gap"] ** 2).groupby(k["speaker"]).mean().round(2)',
            # A dict of lists, without pandas.
            'all_squares = {}\nfor row in diary.itertuples():\n    if row.outcome != "pending":\n        hit = 1 if row.outcome == "right" else 0\n        all_squares.setdefault(row.speaker, []).append((row.said_pct / 100 - hit) ** 2)\nscores = {s: np.mean(x) for s, x in reversed(all_squares.items())}',
            # A pivot table: one column of numbers.
            'scores = diary.query("outcome != \'pending\'").assign(b=lambda t: (t.said_pct - 100 * t.outcome.eq("right")) ** 2 / 10_000).pivot_table(index="speaker", values="b")',
            # Hits and misses scored apart; the speaker as a column.
            f'{KNOWN}\nq = k["said_pct"] / 100\nb = np.where(k["outcome"] == "right", (1 - q) ** 2, q ** 2)\nscores = k.assign(b=b).groupby("speaker", as_index=False)["b"].mean()',
        ),
        wrong=(
            Wrong("percent", f'{KNOWN}\nscores = ((k.said_pct - (k.outcome == "right")) ** 2).groupby(k.speaker).mean()', "You used percent"),
            Wrong(
                "pending is a failure",
                'k = diary\nscores = ((k.said_pct / 100 - (k.outcome == "right")) ** 2).groupby(k.speaker).mean()',
                "scored pending",
            ),
            Wrong(
                "late left out",
                'k = diary[diary.outcome.isin(["right", "wrong"])]\nscores = ((k.said_pct / 100 - (k.outcome == "right")) ** 2).groupby(k.speaker).mean()',
                "left out the late",
            ),
            Wrong(
                "late is a success",
                f'{KNOWN}\nscores = ((k.said_pct / 100 - (k.outcome != "wrong")) ** 2).groupby(k.speaker).mean()',
                "late as a success",
            ),
            Wrong(
                "no square", f'{KNOWN}\nscores = (k.said_pct / 100 - (k.outcome == "right")).abs().groupby(k.speaker).mean()', "without the square"
            ),
            Wrong(
                "opposite event", f'{KNOWN}\nscores = ((k.said_pct / 100 - (k.outcome != "right")) ** 2).groupby(k.speaker).mean()', "opposite event"
            ),
            Wrong("sum", f'{KNOWN}\nscores = ((k.said_pct / 100 - (k.outcome == "right")) ** 2).groupby(k.speaker).sum()', "added the squares"),
            Wrong(
                "all speakers together", f'{KNOWN}\nscores = ((k.said_pct / 100 - (k.outcome == "right")) ** 2).mean()', "a number; what is awaited"
            ),
            Wrong("the diary itself", "scores = diary", "a table with"),
        ),
    ),
    Task(
        cell="world_function",
        tests=("test_share_in_world",),
        right=(
            "def share_in_world(share_in_list, times):\n    p = share_in_list / 100\n    odds = times * p / (1 - p)\n    return odds / (1 + odds) * 100",
            # Counts in a list of a hundred: failures are weighted down.
            "def share_in_world(share_in_list, times):\n    failures = (100 - share_in_list) / times\n    return round(100 * share_in_list / (share_in_list + failures), 1)",
            "share_in_world = lambda s, t: np.float64(100 * s * t) / (s * t + 100 - s)",
            "def share_in_world(share_in_list, times):\n    weights = pd.Series({'yes': share_in_list * times, 'no': 100 - share_in_list})\n    return pd.Series([100 * weights['yes'] / weights.sum()])",
        ),
        wrong=(
            Wrong(
                "from the world to the list",
                "def share_in_world(share_in_list, times):\n    odds = share_in_list / (100 - share_in_list) / times\n    return 100 * odds / (1 + odds)",
                "the other way",
            ),
            Wrong("share multiplied", "def share_in_world(share_in_list, times):\n    return share_in_list * times", "multiplied the share"),
            Wrong(
                "odds in percent",
                "def share_in_world(share_in_list, times):\n    return 100 * times * share_in_list / (100 - share_in_list)",
                "odds, times 100",
            ),
            Wrong("odds", "def share_in_world(share_in_list, times):\n    return times * share_in_list / (100 - share_in_list)", "These are odds"),
            Wrong(
                "fraction",
                "def share_in_world(share_in_list, times):\n    odds = times * share_in_list / (100 - share_in_list)\n    return odds / (1 + odds)",
                "a fraction",
            ),
            Wrong("the share itself", "def share_in_world(share_in_list, times):\n    return share_in_list", "hidden lists"),
            Wrong("always one half", "def share_in_world(share_in_list, times):\n    return 50.0", "hidden lists"),
            Wrong("pass", "def share_in_world(share_in_list, times):\n    pass", "hidden lists"),
            Wrong("the value for the function", "share_in_world = 50", "what is awaited is a function"),
        ),
    ),
    Task(
        cell="score_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            f"{CURVE}\nax.plot(said, y)\n{WORDS}",
            # A Series that draws itself.
            'scores_of = pd.Series({p: np.mean((p - happened) ** 2) for p in said})\nfigure = scores_of.plot(title="Score of a constant speaker", xlabel="said", ylabel="Brier score").figure',
            # A finer grid, markers, the title on the left, a line that marks the lowest place.
            'x = np.arange(0, 1.001, 0.01)\nfigure = plt.figure()\nax = figure.add_subplot()\nax.plot(x, x ** 2 - 2 * x * happened.mean() + happened.mean(), "o-", color="black")\nax.axvline(happened.mean(), color="grey")\nax.set_title("Doubt costs little here", loc="left")\nax.set_xlabel("probability that is said")\nax.set_ylabel("Brier score (mean)")',
            # Drawn from high to low, as lists; the axes are kept instead of the figure.
            'x = [n / 10 for n in range(10, -1, -1)]\nfigure = plt.subplots()[1]\nfigure.plot(x, [sum((p - h) ** 2 for h in happened) / len(happened) for p in x], marker="s")\nfigure.set(title="What a constant probability earns", xlabel="p", ylabel="mean Brier score")',
        ),
        wrong=(
            Wrong("bars", f"{CURVE}\nax.bar(said, y, width=0.04)\n{WORDS}", "no line is drawn"),
            Wrong("no words", f"{CURVE}\nax.plot(said, y)", "title that says", ("test_plot_labels",)),
            Wrong(
                "one axis without a label",
                f'{CURVE}\nax.plot(said, y)\nax.set(title="The price of being certain", ylabel="score")',
                "label both axes",
                ("test_plot_labels",),
            ),
            Wrong(
                "no square", f"{CURVE}\nax.plot(said, [abs(p - happened).mean() for p in said])\n{WORDS}", "without the square", ("test_plot_values",)
            ),
            Wrong("sum", f"{CURVE}\nax.plot(said, [((p - happened) ** 2).sum() for p in said])\n{WORDS}", "a sum", ("test_plot_values",)),
            Wrong("turned around", f"{CURVE}\nax.plot(said, y[::-1])\n{WORDS}", "turned around", ("test_plot_values",)),
            Wrong("mean first", f"{CURVE}\nax.plot(said, (said - happened.mean()) ** 2)\n{WORDS}", "mean first", ("test_plot_values",)),
            Wrong("positions on the x axis", f"{CURVE}\nax.plot(y)\n{WORDS}", "from 0 to 1", ("test_plot_values",)),
            Wrong("the probability itself", f"{CURVE}\nax.plot(said, said)\n{WORDS}", "probability itself", ("test_plot_values",)),
            Wrong("the data for the figure", "figure = happened", "a figure with axes"),
        ),
    ),
)

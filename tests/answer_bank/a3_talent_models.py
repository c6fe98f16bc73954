"""Answers to a3_talent_models, right and wrong."""

from tests.answer_bank import Task, Wrong

# The two shares of the elite in the cohort of this edition.
ELITE = """f = tp.load("talent_flows")
f = f[(f.tier == "elite") & (f.cohort_year == given["cohort"])]
t = f[f.measure == "origin_share"].set_index("origin").share_pct
w = f[f.measure == "work_share"].set_index("destination").share_pct
"""
# The people of the study of this edition, as ones and zeros.
PEOPLE = """r = tp.load("stay_rates")
r = r[r.outcome == given["outcome"]].iloc[0]
n, k = int(r["study_size"]), int(r["count"])
people = np.array([1] * k + [0] * (n - k))
rng = np.random.default_rng(5)
"""
# Many lines through redrawn runs.
LINES = """rng = np.random.default_rng(3)
slopes = []
for _ in range(1000):
    d = runs.sample(len(runs), replace=True, random_state=rng)
    slopes.append(np.polyfit(d.year, np.log10(d.cost), 1)[0])
months = 12 * np.log10(2) / np.array(slopes)
"""
# The comparable amounts of this edition.
ALIKE = """c = tp.load("training_costs")
c = c[(c.claimant == "Epoch AI") & (c.scope == "final_run") & (c.definition == given["method"])]
a = c[c.subject_year >= 2023].set_index("subject").amount_usd_m
ref = given["reference"]
"""
# All weightings of the grid and China's points under each.
GRID = """from itertools import product
grid = np.array([w for w in product(range(0, 101, 10), repeat=4) if sum(w) == 100])
points = grid @ china_share.to_numpy() / 100
ten = (grid >= 10).all(axis=1)
won = points > 50
"""
# The dial and the mean of the three others.
DIAL = """w = np.linspace(0, 100, 21)
s, dial = china_share, given["dial"]
rest = s.drop(dial)
figure, ax = plt.subplots()
"""
WORDS = '\nax.set(title="How one weight moves China", xlabel="weight of the dial", ylabel="points of China")'

UNKNOWN = '"unspecified" in (a["scope"], b["scope"])'

TASKS = (
    Task(
        cell="ceiling_function",
        tests=("test_ceiling_known", "test_ceiling_unknown"),
        right=(
            "def ceiling(trained, working, gone):\n    limits = [trained]\n    if working is not None:\n        limits.append(working)\n    if gone is not None:\n        limits.append(trained - gone)\n    return min(limits) / trained * 100",
            "ceiling = lambda t, w, g: 100 * min(t - (g or 0), float('inf') if w is None else w) / t",
            "def ceiling(trained, working, gone):\n    parts = pd.Series([trained, working, None if gone is None else trained - gone], dtype=float)\n    return round(100 * parts.min() / trained, 1)",
            "def ceiling(trained, working, gone):\n    left = trained if gone is None else trained - gone\n    home = trained if working is None else working\n    return np.array([np.minimum(left, home) / trained * 100])",
        ),
        wrong=(
            Wrong(
                "gone is not used",
                "def ceiling(trained, working, gone):\n    return 100 * min(trained, trained if working is None else working) / trained",
                "does not use gone|unknown number",
                ("test_ceiling_known",),
            ),
            Wrong(
                "working is not used",
                "def ceiling(trained, working, gone):\n    return 100 * (trained - (gone or 0)) / trained",
                "does not use working",
                ("test_ceiling_known",),
            ),
            Wrong(
                "points for percent",
                "def ceiling(trained, working, gone):\n    return min(trained - (gone or 0), trained if working is None else working)",
                "points of the whole|unknown number",
            ),
            Wrong(
                "gone taken from those who work there",
                "def ceiling(trained, working, gone):\n    return 100 * min(trained, (trained if working is None else working) - (gone or 0)) / trained",
                "not in that group",
                ("test_ceiling_known",),
            ),
            Wrong(
                "unknown is zero",
                "def ceiling(trained, working, gone):\n    return 100 * min(trained - (gone or 0), working or 0) / trained",
                "not zero",
                ("test_ceiling_unknown",),
            ),
            Wrong(
                "above one hundred",
                "def ceiling(trained, working, gone):\n    if gone is None:\n        return 100 if working is None else 100 * working / trained\n    return 100 * min(trained - gone, trained if working is None else working) / trained",
                "above one hundred",
                ("test_ceiling_unknown",),
            ),
            Wrong(
                "unknown is not thought of",
                "def ceiling(trained, working, gone):\n    return 100 * min(trained - gone, working) / trained",
                "TypeError",
                ("test_ceiling_unknown",),
            ),
            Wrong("a constant", "def ceiling(trained, working, gone):\n    return 50", "one of the countries|unknown number"),
            Wrong("the input", "def ceiling(trained, working, gone):\n    return trained", "one of the countries|unknown number"),
            Wrong("pass", "def ceiling(trained, working, gone):\n    pass", "one of the countries|unknown number"),
        ),
    ),
    Task(
        cell="per_hundred",
        tests=("test_per_hundred",),
        right=(
            f'{ELITE}per_hundred = {{p: 100 * w[p] / t[p] for p in t.index if p in w.index and p != "others"}}',
            f'{ELITE}both = pd.concat([t, w], axis=1, keys=["t", "w"]).dropna().drop("others")\nper_hundred = (both.w / both.t * 100).round().astype(int)',
            'f = tp.load("talent_flows").query("tier == \'elite\' and cohort_year == @given[\'cohort\']")\na = f[f.measure == "origin_share"][["origin", "share_pct"]].rename(columns={"origin": "place"})\nb = f[f.measure == "work_share"][["destination", "share_pct"]].rename(columns={"destination": "place"})\nm = a.merge(b, on="place").query("place != \'others\'")\nper_hundred = m.assign(r=100 * m.share_pct_y / m.share_pct_x)[["place", "r"]]',
            f'{ELITE}places = sorted(set(t.index) & set(w.index) - {{"others"}}, reverse=True)\nper_hundred = pd.Series([np.float64(w[p]) / t[p] * 100 for p in places], index=places)',
        ),
        wrong=(
            Wrong("others is a country", f"{ELITE}per_hundred = (100 * w / t).dropna()", "different countries on each side"),
            Wrong("upside down", f'{ELITE}per_hundred = (100 * t / w).dropna().drop("others")', "upside down"),
            Wrong("balance for ratio", f'{ELITE}per_hundred = (w - t).dropna().drop("others")', "This is the balance"),
            Wrong(
                "top tier",
                ELITE.replace('"elite"', '"top_tier"') + 'per_hundred = (100 * w / t).dropna().drop("others")',
                "top tier",
            ),
            Wrong(
                "the other cohort",
                ELITE.replace('== given["cohort"]', '!= given["cohort"]') + 'per_hundred = (100 * w / t).dropna().drop("others")',
                "other cohort",
            ),
            Wrong("times for hundred", f'{ELITE}per_hundred = (w / t).dropna().drop("others")', "scale"),
            Wrong("shares for ratio", f'{ELITE}per_hundred = w[[p for p in w.index if p in t.index and p != "others"]]', "another value"),
            Wrong("one number", "per_hundred = 60", "a number; what is awaited"),
            Wrong("the table itself", 'per_hundred = tp.load("talent_flows")', "a table with"),
        ),
    ),
    Task(
        cell="stay_interval",
        tests=("test_stay_interval",),
        right=(
            f'{PEOPLE}draws = 100 * rng.choice(people, (4000, n)).mean(axis=1)\nstay_interval = {{"low": np.percentile(draws, 2.5), "high": np.percentile(draws, 97.5)}}',
            f'{PEOPLE}draws = pd.Series(rng.binomial(n, k / n, 5000) / n * 100)\nq = draws.quantile([0.025, 0.975])\nq.index = ["low", "high"]\nstay_interval = q',
            # Wilson's formula, without draws.
            f'{PEOPLE}z, p = 1.96, k / n\nmiddle = (p + z * z / (2 * n)) / (1 + z * z / n)\nhalf = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))\nstay_interval = {{"high": 100 * (middle + half), "low": 100 * (middle - half)}}',
            f'{PEOPLE}group = pd.Series(people)\nshares = sorted(100 * group.sample(n, replace=True, random_state=rng).mean() for _ in range(2000))\nstay_interval = pd.DataFrame({{"end": ["low", "high"], "percent": [round(shares[50]), round(shares[1949])]}})',
            # The normal approximation.
            f"{PEOPLE}p = k / n\nhalf = 1.96 * (p * (1 - p) / n) ** 0.5\nstay_interval = dict(low=round(100 * (p - half), 1), high=round(100 * (p + half), 1))",
        ),
        wrong=(
            Wrong(
                "draws without repeats",
                f'{PEOPLE}draws = [100 * rng.choice(people, n, replace=False).mean() for _ in range(500)]\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [2.5, 97.5])))',
                "no width",
            ),
            Wrong(
                "middle half",
                f'{PEOPLE}draws = 100 * rng.binomial(n, k / n, 5000) / n\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [25, 75])))',
                "middle half",
            ),
            Wrong(
                "draws too small",
                f'{PEOPLE}draws = 100 * rng.choice(people, (4000, 10)).mean(axis=1)\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [2.5, 97.5])))',
                "too small",
            ),
            Wrong(
                "fractions",
                f'{PEOPLE}draws = rng.binomial(n, k / n, 5000) / n\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [2.5, 97.5])))',
                "scale|another value|differ",
            ),
            Wrong(
                "numbers of people",
                f'{PEOPLE}draws = rng.binomial(n, 0.5, 5000)\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [2.5, 97.5])))',
                "another value|differ",
            ),
            Wrong(
                "ends exchanged",
                f'{PEOPLE}draws = 100 * rng.binomial(n, k / n, 5000) / n\nstay_interval = dict(zip(("high", "low"), np.percentile(draws, [2.5, 97.5])))',
                "changed places",
            ),
            Wrong(
                "the other people",
                f'{PEOPLE}draws = 100 * rng.binomial(n, 1 - k / n, 5000) / n\nstay_interval = dict(zip(("low", "high"), np.percentile(draws, [2.5, 97.5])))',
                "did not have the outcome",
            ),
            Wrong("smallest and largest possible", 'stay_interval = {"low": 0, "high": 100}', "differ|another value"),
            Wrong("the share alone", f"{PEOPLE}stay_interval = 100 * k / n", "a number; what is awaited"),
            Wrong("a pair without names", "stay_interval = [80, 90]", "a list of 2 items"),
        ),
    ),
    Task(
        cell="doubling_function",
        tests=("test_doubling_values", "test_doubling_missing"),
        right=(
            "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return 12 / np.polyfit(d['y'], np.log2(d['v']), 1)[0]",
            "def doubling(years, values):\n    pairs = [(y, math.log(v)) for y, v in zip(years, values) if v == v]\n    my = sum(y for y, _ in pairs) / len(pairs)\n    mv = sum(v for _, v in pairs) / len(pairs)\n    slope = sum((y - my) * (v - mv) for y, v in pairs) / sum((y - my) ** 2 for y, _ in pairs)\n    return 12 * math.log(2) / slope".replace(
                "def", "import math\ndef", 1
            ),
            "def doubling(years, values):\n    v = pd.Series(list(values), index=list(years), dtype=float).dropna()\n    b = np.polynomial.polynomial.polyfit(v.index.to_numpy(float), np.log10(v.to_numpy()), 1)\n    return pd.Series([12 * np.log10(2) / b[1]])",
            "doubling = lambda years, values: round(float(12 * np.log10(2) / np.polyfit(*[np.array(z, float) for z in zip(*[(y, np.log10(v)) for y, v in zip(years, values) if not pd.isna(v)])], 1)[0]), 3)",
        ),
        wrong=(
            Wrong(
                "years for months",
                "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return np.log10(2) / np.polyfit(d.y, np.log10(d.v), 1)[0]",
                "in years|missing value",
            ),
            Wrong(
                "two kinds of logarithm",
                "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return 12 * np.log10(2) / np.polyfit(d.y, np.log(d.v), 1)[0]",
                "Two kinds of logarithm|missing value",
            ),
            Wrong(
                "factor of one year",
                "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return 10 ** np.polyfit(d.y, np.log10(d.v), 1)[0]",
                "factor of one year|missing value",
            ),
            Wrong(
                "ten times for twice",
                "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return 12 / np.polyfit(d.y, np.log10(d.v), 1)[0]",
                "ten times|missing value",
            ),
            Wrong(
                "first and last value only",
                "def doubling(years, values):\n    y, v = np.array(years, float), np.array(values, float)\n    return 12 * (y.max() - y.min()) * np.log10(2) / np.log10(v[-1] / v[0])",
                "first and the last|missing value",
            ),
            Wrong(
                "line through the raw values",
                "def doubling(years, values):\n    d = pd.DataFrame({'y': list(years), 'v': list(values)}).dropna()\n    return 12 / np.polyfit(d.y, d.v, 1)[0]",
                "hidden series|missing value",
            ),
            Wrong(
                "missing value not left out",
                "def doubling(years, values):\n    return 12 * np.log10(2) / np.polyfit(np.array(years, float), np.log10(np.array(values, float)), 1)[0]",
                "missing value",
                ("test_doubling_missing",),
            ),
            Wrong(
                "missing value is a one",
                "def doubling(years, values):\n    v = pd.Series(list(values), dtype=float).fillna(1)\n    return 12 * np.log10(2) / np.polyfit(np.array(years, float), np.log10(v), 1)[0]",
                "not a one",
                ("test_doubling_missing",),
            ),
            Wrong("a constant", "def doubling(years, values):\n    return 12", "hidden series|missing value"),
            Wrong("pass", "def doubling(years, values):\n    pass", "hidden series|missing value"),
            Wrong("the value for the function", "doubling = 5.8", "what is awaited is a function"),
        ),
    ),
    Task(
        cell="cost_interval",
        tests=("test_cost_interval",),
        right=(
            f'{LINES}cost_interval = {{"low": np.percentile(months, 2.5), "high": np.percentile(months, 97.5)}}',
            f'{LINES}q = pd.Series(months).quantile([0.975, 0.025]).round(1)\ncost_interval = pd.Series(q.to_list(), index=["high", "low"])',
            'rng = np.random.default_rng(99)\nx, y = runs["year"].to_numpy(), np.log2(runs["cost"].to_numpy())\ntimes = []\nfor _ in range(3000):\n    i = rng.choice(len(x), len(x))\n    times.append(12 / np.polyfit(x[i], y[i], 1)[0])\ntimes.sort()\ncost_interval = dict(low=times[75], high=times[2925])',
            # The middle of the slopes, turned into months at the end: the ends change places.
            f'{LINES}steep, flat = np.percentile(slopes, [97.5, 2.5])\ncost_interval = pd.DataFrame({{"end": ["low", "high"], "months": [12 * np.log10(2) / steep, 12 * np.log10(2) / flat]}})',
        ),
        wrong=(
            Wrong(
                "draws without repeats",
                LINES.replace("replace=True", "replace=False") + 'cost_interval = dict(zip(("low", "high"), np.percentile(months, [2.5, 97.5])))',
                "too narrow",
            ),
            Wrong(
                "operations for cost",
                LINES.replace("d.cost", "d.operations") + 'cost_interval = dict(zip(("low", "high"), np.percentile(months, [2.5, 97.5])))',
                "of the operations|differ",
            ),
            Wrong("middle half", f'{LINES}cost_interval = dict(zip(("low", "high"), np.percentile(months, [25, 75])))', "too narrow"),
            Wrong(
                "years for months",
                f'{LINES}cost_interval = dict(zip(("low", "high"), np.percentile(months / 12, [2.5, 97.5])))',
                "too small for months",
            ),
            Wrong(
                "factors for months",
                f'{LINES}cost_interval = dict(zip(("low", "high"), np.percentile(10 ** np.array(slopes), [2.5, 97.5])))',
                "factor of one year",
            ),
            Wrong(
                "slopes for months", f'{LINES}cost_interval = dict(zip(("low", "high"), np.percentile(slopes, [2.5, 97.5])))', "too small for months"
            ),
            Wrong("ends exchanged", f'{LINES}cost_interval = dict(zip(("high", "low"), np.percentile(months, [2.5, 97.5])))', "changed places"),
            Wrong("one number", f"{LINES}cost_interval = np.median(months)", "a number; what is awaited"),
            Wrong("all the draws", f"{LINES}cost_interval = pd.Series(months)", "names do not fit"),
        ),
    ),
    Task(
        cell="comparison_function",
        tests=("test_comparison_known", "test_comparison_unknown"),
        right=(
            f'def comparison(a, b):\n    if {UNKNOWN}:\n        return None\n    if a["scope"] != b["scope"]:\n        return "other scope"\n    if "developer_statement" in [a["definition"], b["definition"]]:\n        return None\n    if a["definition"] != b["definition"]:\n        return "other method"\n    return "comparable"',
            # Unknowns as None first.
            'def comparison(a, b):\n    s = [None if r["scope"] == "unspecified" else r["scope"] for r in (a, b)]\n    d = [None if r["definition"] == "developer_statement" else r["definition"] for r in (a, b)]\n    if None in s:\n        return None\n    if s[0] != s[1]:\n        return "Other scope"\n    if None in d:\n        return None\n    return "Comparable" if d[0] == d[1] else "Other method"',
            # Sets.
            'def comparison(a, b):\n    scopes, methods = {a.scope, b.scope}, {a.definition, b.definition}\n    if "unspecified" not in scopes:\n        if len(scopes) == 2:\n            return "other scope"\n        if "developer_statement" not in methods:\n            return ["comparable", "other method"][len(methods) - 1]',
            # A loop over what an unknown could be.
            'def comparison(a, b):\n    def could(v, unknown, spare):\n        return ["final_run", "all_rd_compute", spare] if v == unknown else [v]\n    def methods(v, spare):\n        return [*costs.definition, spare] if v == "developer_statement" else [v]\n    found = set()\n    for sa in could(a["scope"], "unspecified", "x"):\n        for sb in could(b["scope"], "unspecified", "y"):\n            for da in methods(a["definition"], "x"):\n                for db in methods(b["definition"], "y"):\n                    found.add("other scope" if sa != sb else "other method" if da != db else "comparable")\n    return found.pop() if len(found) == 1 else None',
        ),
        wrong=(
            Wrong(
                "method before scope",
                f'def comparison(a, b):\n    if {UNKNOWN} or "developer_statement" in (a["definition"], b["definition"]):\n        return None\n    if a["definition"] != b["definition"]:\n        return "other method"\n    return "comparable" if a["scope"] == b["scope"] else "other scope"',
                "method first|gives up too early",
            ),
            Wrong(
                "scope only",
                f'def comparison(a, b):\n    if {UNKNOWN}:\n        return None\n    return "comparable" if a["scope"] == b["scope"] else "other scope"',
                "scope only|unknown",
            ),
            Wrong(
                "method only",
                'def comparison(a, b):\n    return "comparable" if a["definition"] == b["definition"] else "other method"',
                "method only|unknown",
            ),
            Wrong(
                "unknown like any other word",
                'def comparison(a, b):\n    if a["scope"] != b["scope"]:\n        return "other scope"\n    return "comparable" if a["definition"] == b["definition"] else "other method"',
                "like any other word",
                ("test_comparison_unknown",),
            ),
            Wrong(
                "gives up too early",
                f'def comparison(a, b):\n    if {UNKNOWN} or "developer_statement" in (a["definition"], b["definition"]):\n        return None\n    if a["scope"] != b["scope"]:\n        return "other scope"\n    return "comparable" if a["definition"] == b["definition"] else "other method"',
                "gives up too early",
                ("test_comparison_unknown",),
            ),
            Wrong(
                "both must be unknown",
                'def comparison(a, b):\n    if a["scope"] == b["scope"] == "unspecified":\n        return None\n    if a["scope"] != b["scope"]:\n        return "other scope"\n    return "comparable" if a["definition"] == b["definition"] else "other method"',
                "One unknown is enough",
                ("test_comparison_unknown",),
            ),
            Wrong(
                "subject decides",
                'def comparison(a, b):\n    return "comparable" if a["subject"] == b["subject"] else "other scope"',
                "looks at the subject|unknown",
            ),
            Wrong("truth values", 'def comparison(a, b):\n    return a["scope"] == b["scope"]', "one of the pairs|unknown"),
            Wrong("always comparable", 'def comparison(a, b):\n    return "comparable"', "one of the pairs|unknown"),
            Wrong("pass", "def comparison(a, b):\n    pass", "one of the pairs|unknown"),
        ),
    ),
    Task(
        cell="times_more",
        tests=("test_times_more",),
        right=(
            f"{ALIKE}times_more = (a / a[ref]).round(1)",
            f"{ALIKE}times_more = {{name: value / a.loc[ref] for name, value in reversed(list(a.items()))}}",
            'c = tp.load("training_costs").query("claimant == \'Epoch AI\' and subject_year > 2022")\np = c[c.scope == "final_run"].pivot(index="subject", columns="definition", values="amount_usd_m")[given["method"]].dropna()\ntimes_more = p.div(p[given["reference"]]).sort_values()',
            f"{ALIKE}times_more = (a / a[ref]).reset_index()",
        ),
        wrong=(
            Wrong("upside down", f"{ALIKE}times_more = a[ref] / a", "upside down"),
            Wrong("amounts for times", f"{ALIKE}times_more = a", "These are the amounts"),
            Wrong(
                "the other method",
                ALIKE.replace('given["method"]', '"cloud_rental_estimate" if given["method"][0] == "a" else "amortised_hardware_energy"')
                .replace("(c.definition == ", "(c.definition == (")
                .replace('energy")]', 'energy"))]')
                + "times_more = a / a[ref]",
                "other method",
            ),
            Wrong(
                "older models too",
                f'{ALIKE}a = c.set_index("subject").amount_usd_m\ntimes_more = a / a[ref]',
                "Older models",
            ),
            Wrong("smallest as reference", f"{ALIKE}times_more = a / a.min() * 1", "smallest amount|differ|another"),
            Wrong("difference for ratio", f"{ALIKE}times_more = a - a[ref]", "difference"),
            Wrong("average as reference", f"{ALIKE}times_more = a / a.mean()", "the average"),
            Wrong("percent", f"{ALIKE}times_more = 100 * a / a[ref]", "scale|differ"),
            Wrong("reference left out", f"{ALIKE}times_more = (a / a[ref]).drop(ref)", "names do not fit"),
            Wrong("one number", f"{ALIKE}times_more = a.max() / a[ref]", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="leads",
        tests=("test_leads",),
        right=(
            f'{GRID}leads = {{"any weights": 100 * won.mean(), "at least 10 each": 100 * won[ten].mean()}}',
            'g = [(a, b, c, 100 - a - b - c) for a in range(0, 101, 10) for b in range(0, 101 - a, 10) for c in range(0, 101 - a - b, 10)]\ndef part(rows):\n    wins = sum(sum(w * s for w, s in zip(r, china_share)) > 5000 for r in rows)\n    return round(100 * wins / len(rows))\nleads = {"at least 10 each": part([r for r in g if min(r) > 0]), "any weights": part(g)}',
            f'{GRID}t = pd.DataFrame({{"ten": ten, "won": won}})\nleads = pd.Series({{"any weights": t.won.mean(), "at least 10 each": t.query("ten").won.mean()}}) * 100',
            f'{GRID}leads = pd.DataFrame({{"rule": ["any weights", "at least 10 each"], "percent": [np.round(won.mean() * 100, 1), np.round(won[ten].mean() * 100, 1)]}})',
        ),
        wrong=(
            Wrong(
                "the other side",
                f'{GRID}leads = {{"any weights": 100 * (~won).mean(), "at least 10 each": 100 * (~won)[ten].mean()}}',
                "United States leads",
            ),
            Wrong(
                "old denominator",
                f'{GRID}leads = {{"any weights": 100 * won.mean(), "at least 10 each": 100 * (won & ten).mean()}}',
                "second denominator",
            ),
            Wrong(
                "limit outside",
                f'{GRID}ten = (grid > 10).all(axis=1)\nleads = {{"any weights": 100 * won.mean(), "at least 10 each": 100 * won[ten].mean()}}',
                "includes the limit",
            ),
            Wrong("counts", f'{GRID}leads = {{"any weights": won.sum(), "at least 10 each": won[ten].sum()}}', "numbers of weightings"),
            Wrong(
                "average points", f'{GRID}leads = {{"any weights": points.mean(), "at least 10 each": points[ten].mean()}}', "average of the points"
            ),
            Wrong("critic not heard", f'{GRID}leads = {{"any weights": 100 * won.mean(), "at least 10 each": 100 * won.mean()}}', "changes nothing"),
            Wrong("fractions", f'{GRID}leads = {{"any weights": won.mean(), "at least 10 each": won[ten].mean()}}', "scale"),
            Wrong(
                "measures for weightings",
                'leads = {"any weights": 100 * (china_share > 50).mean(), "at least 10 each": 100 * (china_share > 50).mean()}',
                "differ|another value",
            ),
            Wrong("one number", f"{GRID}leads = 100 * won.mean()", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="dial_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            f"{DIAL}ax.plot(w, (w * s[dial] + (100 - w) * rest.mean()) / 100){WORDS}",
            # Two points are enough for a straight line; a level line beside it.
            f"{DIAL}ax.axhline(50)\nax.plot([0, 100], [rest.mean(), s[dial]], 'o-'){WORDS}",
            'points = {}\nfor w in range(0, 101, 5):\n    weights = pd.Series((100 - w) / 3, index=china_share.index)\n    weights[given["dial"]] = w\n    points[w] = (weights * china_share).sum() / weights.sum()\nax = pd.Series(points).plot(title="One dial and its effect")\nax.set_xlabel("weight (of 100)")\nax.set_ylabel("points (of 100)")\nfigure = ax.figure',
            f'{DIAL}ax.plot(w[::-1], [round(np.average([s[dial], *rest], weights=[x, *[(100 - x) / 3] * 3]), 1) for x in w[::-1]])\nax.set_title("China under one moving weight", loc="left")\nax.set_xlabel("weight")\nax.set_ylabel("points")\nfigure = ax',
        ),
        wrong=(
            Wrong(
                "the United States",
                f"{DIAL}ax.plot(w, 100 - (w * s[dial] + (100 - w) * rest.mean()) / 100){WORDS}",
                "of the United States",
                ("test_plot_values",),
            ),
            Wrong("backwards", f"{DIAL}ax.plot(w, (w * rest.mean() + (100 - w) * s[dial]) / 100){WORDS}", "runs backwards", ("test_plot_values",)),
            Wrong(
                "others keep their weights",
                f"{DIAL}ax.plot(w, (w * s[dial] + 25 * rest.sum()) / (w + 75)){WORDS}",
                "keep their weights",
                ("test_plot_values",),
            ),
            Wrong(
                "rest not shared", f"{DIAL}ax.plot(w, (w * s[dial] + (100 - w) * rest.sum()) / 100){WORDS}", "all of the rest", ("test_plot_values",)
            ),
            Wrong("dial alone", f"{DIAL}ax.plot(w, w * s[dial] / 100){WORDS}", "dial alone", ("test_plot_values",)),
            Wrong("fractions", f"{DIAL}ax.plot(w, (w * s[dial] + (100 - w) * rest.mean()) / 10_000){WORDS}", "out of 100", ("test_plot_values",)),
            Wrong("half of the way", f"{DIAL}ax.plot(w[:11], w[:11]){WORDS}", "over all weights"),
            Wrong("level line only", f"{DIAL}ax.plot([0, 100], [50, 50]){WORDS}", "other points", ("test_plot_values",)),
            Wrong("measures for weights", f"{DIAL}ax.plot(s.index, s){WORDS}", "over all weights"),
            Wrong("bars", f"{DIAL}ax.bar(s.index, s){WORDS}", "no line is drawn"),
            Wrong("no words", f"{DIAL}ax.plot(w, (w * s[dial] + (100 - w) * rest.mean()) / 100)", "title that says", ("test_plot_labels",)),
            Wrong(
                "one axis label only",
                f'{DIAL}ax.plot(w, (w * s[dial] + (100 - w) * rest.mean()) / 100)\nax.set(title="One weight moves China", xlabel="weight")',
                "both axes",
                ("test_plot_labels",),
            ),
            Wrong("the data for the figure", "figure = china_share", "a figure with axes"),
        ),
    ),
)

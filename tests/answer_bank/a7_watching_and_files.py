"""Answers to a7_watching_and_files, right and wrong."""

from tests.answer_bank import Task, Wrong

# The rates of the police database by group, and the reference group of this edition.
RATES = 't = tp.load("nist_accuracy")\nr = t[t.system.str.startswith("Cognitec FaceVACS")].set_index("group")["value"]\nref = given["reference"]\n'
# The parts of the question about the list.
LIST = 'w = given["wanted"] / 100\nfound = banned * hit_rate\nper_name = false_rate / names_in_test\n'
# The odds of the season.
ODDS = 's = given["season"]\nodds = lambda p: p / (1 - p)\n'
# The register read as the lesson reads a table of powers.
READ = """
over = register["last_known_end"] <= as_of
over_towns = list(register["town"][over])
lived = (register["last_known_end"].where(over, as_of) - register["start"]) / pd.Timedelta(days=365.25)
def at(lived, over):
    c = survival(pd.DataFrame({"lived": lived, "over": over}))
    return c[c["lived"] <= given["years"]]["alive_pct"].iloc[-1]
in_force = at(lived, over)
"""
LABELS = '\nax.set(title="Temporary powers that are still in force", xlabel="years", ylabel="in force (percent)")'

TASKS = (
    Task(
        cell="group_times",
        tests=("test_group_times",),
        right=(
            # A plain dict, built by a loop.
            RATES + "group_times = {}\nfor g in r.index:\n    if g != ref:\n        group_times[g] = r[g] / r[ref]",
            # By the names of the rows, as a table with the group as a column.
            't = tp.load("nist_accuracy")\nt = t[t["row_id"].str.startswith("npl25_")]\nbase = t.loc[t["group"] == given["reference"], "value"].iloc[0]\nt = t[t["group"] != given["reference"]]\ngroup_times = pd.DataFrame({"group": t["group"].astype(str), "times": t["value"] / base})',
            # A query, in another order, rounded.
            't = tp.load("nist_accuracy").query("evaluator == \'National Physical Laboratory\' and period == \'2025\'")\ns = pd.Series(t["value"].to_numpy(), index=t["group"].astype(str))\ngroup_times = (s.drop(given["reference"]) / s[given["reference"]]).sort_values().round(3)',
            # NumPy numbers in a dict.
            RATES + "names = [g for g in r.index if g != ref]\ngroup_times = dict(zip(names, np.divide(r[names].to_numpy(), r[ref])))",
        ),
        wrong=(
            Wrong("upside down", RATES + "group_times = r[ref] / r.drop(ref)", "upside down"),
            Wrong("differences in points", RATES + "group_times = r.drop(ref) - r[ref]", "differences in points"),
            Wrong("rates for ratios", RATES + "group_times = r.drop(ref)", "rates themselves"),
            Wrong("percent higher", RATES + "group_times = 100 * (r.drop(ref) / r[ref] - 1)", "how many percent"),
            Wrong("reference kept", RATES + "group_times = r / r[ref]", "Leave the reference group itself out"),
            Wrong(
                "all tests of the table",
                't = tp.load("nist_accuracy")\nt = t[t.metric == "false_positive_identification_rate"].set_index("group")["value"]\ngroup_times = (t / t[given["reference"]]).drop(given["reference"])',
                "names do not fit|of the .* values differ",
            ),
            Wrong("one number", RATES + "group_times = r.max() / r.min()", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="percent_right_function",
        tests=("test_percent_right_values", "test_percent_right_ends"),
        right=(
            # Bayes' rule with the base rate, as the lesson writes it.
            "def percent_right(faces, listed, hit_rate, false_rate):\n    p = listed / faces\n    right = p * hit_rate\n    return 100 * right / (right + (1 - p) * false_rate)",
            "percent_right = lambda n, m, t, f: round(100 * m * t / (m * t + (n - m) * f), 1)",
            # By way of the false alarms in each right alert.
            "def percent_right(faces, listed, hit_rate, false_rate):\n    if listed == 0:\n        return 0\n    return 100 / (1 + (faces - listed) * false_rate / (listed * hit_rate))",
            "def percent_right(faces, listed, hit_rate, false_rate):\n    heaps = np.array([listed * hit_rate, (faces - listed) * false_rate])\n    return 100 * heaps[0] / heaps.sum()",
            "def percent_right(faces, listed, hit_rate, false_rate):\n    heaps = pd.Series({'right': listed * hit_rate, 'wrong': (faces - listed) * false_rate})\n    return (100 * heaps / heaps.sum()).loc[['right']]",
        ),
        wrong=(
            Wrong(
                "false rate on all faces",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * listed * hit_rate / (listed * hit_rate + faces * false_rate)",
                "to all faces",
            ),
            Wrong(
                "share for percent",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return listed * hit_rate / (listed * hit_rate + (faces - listed) * false_rate)",
                "in percent|one of the ends",
            ),
            Wrong(
                "false share",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * (faces - listed) * false_rate / (listed * hit_rate + (faces - listed) * false_rate)",
                "alerts that are false|one of the ends",
            ),
            Wrong(
                "hit rate for precision",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * hit_rate",
                "This is the hit rate|one of the ends",
            ),
            Wrong(
                "right against false",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * listed * hit_rate / max((faces - listed) * false_rate, 1e-9)",
                "by the false ones|one of the ends",
            ),
            Wrong(
                "everybody listed is found",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * listed / (listed + (faces - listed) * false_rate)",
                "every listed person as found|one of the ends",
            ),
            Wrong(
                "passes without an alert",
                "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100 * (1 - false_rate)",
                "pass without an alert|one of the ends",
            ),
            Wrong("a constant", "def percent_right(faces, listed, hit_rate, false_rate):\n    return 100", "hidden evenings|one of the ends"),
            Wrong("pass", "def percent_right(faces, listed, hit_rate, false_rate):\n    pass", "hidden evenings|one of the ends"),
        ),
    ),
    Task(
        cell="longest_list",
        tests=("test_longest_list",),
        right=(
            LIST + "longest_list = found * (1 - w) / w / ((spectators - banned) * per_name)",
            # From Bayes' rule, solved for the false alarm rate.
            LIST
            + "p = banned / spectators\nrate = p * hit_rate * (1 / w - 1) / (1 - p)\nlongest_list = np.float64(rate / false_rate * names_in_test)",
            # By trying lists of every length in small steps.
            LIST
            + "sizes = np.arange(0.01, 9000, 0.01)\nshare = found / (found + (spectators - banned) * per_name * sizes)\nlongest_list = sizes[share >= w].max()",
            # The false alarms of the list in the test, as a Series of one value.
            LIST + "tested = (spectators - banned) * false_rate\nlongest_list = pd.Series([names_in_test * (found / w - found) / tested])",
        ),
        wrong=(
            Wrong("everybody is found", LIST + "longest_list = banned * (1 - w) / w / ((spectators - banned) * per_name)", "Use the hit rate"),
            Wrong("share of the right alerts", LIST + "longest_list = found * (1 - w) / ((spectators - banned) * per_name)", "share of all alerts"),
            Wrong("odds turned", LIST + "longest_list = found * w / (1 - w) / ((spectators - banned) * per_name)", "changed places"),
            Wrong("half of the alerts", LIST + "longest_list = found / ((spectators - banned) * per_name)", "half of the alerts"),
            Wrong(
                "multiple of the tested list",
                LIST + "longest_list = found * (1 - w) / w / ((spectators - banned) * false_rate)",
                "multiple of the list",
            ),
            Wrong("names in the test", "longest_list = names_in_test", "another value"),
            Wrong("typed text", 'longest_list = "10"', "Remove the quotation marks"),
        ),
    ),
    Task(
        cell="enough_alerts",
        tests=("test_enough_alerts",),
        right=(
            # Solved with a logarithm.
            'enough_alerts = math.ceil(math.log(0.025) / math.log(1 - given["limit"] / 100))',
            # By trying every number.
            'p = given["limit"] / 100\nenough_alerts = next(n for n in range(1, 1000) if (1 - p) ** n <= 0.025)',
            # The function of the lesson, and a search by halving.
            'low, high = 1, 300\nwhile high - low > 1:\n    middle = (low + high) // 2\n    if exact_interval(0, middle)[1] <= given["limit"]:\n        high = middle\n    else:\n        low = middle\nenough_alerts = high',
            # NumPy.
            'n = np.arange(1, 500)\nenough_alerts = n[(1 - given["limit"] / 100) ** n <= 0.025].min()',
            'enough_alerts = float(np.ceil(np.log(0.025) / np.log1p(-given["limit"] / 100)))',
        ),
        wrong=(
            Wrong("one side only", 'enough_alerts = math.ceil(math.log(0.05) / math.log(1 - given["limit"] / 100))', "on each side"),
            Wrong("one in so many", 'enough_alerts = 100 // given["limit"] + (100 % given["limit"] > 0)', "One divided by the limit"),
            Wrong(
                "last that is not enough",
                'p = given["limit"] / 100\nenough_alerts = max(n for n in range(1, 1000) if (1 - p) ** n > 0.025)',
                "Try its neighbour",
            ),
            Wrong(
                "one too many",
                'p = given["limit"] / 100\nenough_alerts = 2 + max(n for n in range(1, 1000) if (1 - p) ** n > 0.025)',
                "already enough",
            ),
            Wrong("no whole number", 'enough_alerts = math.log(0.025) / math.log(1 - given["limit"] / 100)', "whole number"),
            Wrong("even odds", 'enough_alerts = math.ceil(math.log(0.5) / math.log(1 - given["limit"] / 100))', "asks for more"),
            Wrong("the interval for the count", "enough_alerts = exact_interval(0, 50)", "a number"),
        ),
    ),
    Task(
        cell="smallest_group_function",
        tests=("test_smallest_group_values", "test_smallest_group_missing"),
        right=(
            "def smallest_group(table, columns):\n    return table[columns].value_counts(dropna=False).min()",
            # Empty cells get a name first, and a loop counts.
            "def smallest_group(table, columns):\n    counts = {}\n    for row in table[columns].astype(object).fillna('unknown').itertuples(index=False):\n        counts[row] = counts.get(row, 0) + 1\n    return min(counts.values())",
            "def smallest_group(table, columns):\n    key = table[columns].astype(object).map(str).agg('/'.join, axis=1)\n    return np.unique(key, return_counts=True)[1].min()",
            "def smallest_group(table, columns):\n    numbers = table.reset_index(drop=True).groupby(columns, dropna=False).ngroup()\n    return float(np.bincount(numbers).min())",
            "def smallest_group(table, columns):\n    sizes = table.groupby(columns, dropna=False).size().sort_values()\n    return sizes.reset_index(drop=True).head(1)",
        ),
        wrong=(
            Wrong(
                "average group",
                "def smallest_group(table, columns):\n    return table.groupby(columns, dropna=False).size().mean()",
                "average group|empty cells",
            ),
            Wrong(
                "middle group",
                "def smallest_group(table, columns):\n    return table.groupby(columns, dropna=False).size().median()",
                "middle group|empty cells",
            ),
            Wrong(
                "largest group",
                "def smallest_group(table, columns):\n    return table.groupby(columns, dropna=False).size().max()",
                "largest group|empty cells",
            ),
            Wrong(
                "number of groups",
                "def smallest_group(table, columns):\n    return len(table.groupby(columns, dropna=False).size())",
                "counts the groups|empty cells",
            ),
            Wrong(
                "one column after the other",
                "def smallest_group(table, columns):\n    return min(table.groupby(c, dropna=False).size().min() for c in columns)",
                "one column after the other",
                ("test_smallest_group_values",),
            ),
            Wrong(
                "people alone",
                "def smallest_group(table, columns):\n    return (table.groupby(columns, dropna=False).size() == 1).sum()",
                "who are alone",
                ("test_smallest_group_values",),
            ),
            Wrong(
                "empty cells left out",
                "def smallest_group(table, columns):\n    return table.groupby(columns).size().min()",
                "leaves out the people with an empty cell",
                ("test_smallest_group_missing",),
            ),
            Wrong("a constant", "def smallest_group(table, columns):\n    return 1", "hidden choices|empty cells"),
            Wrong("pass", "def smallest_group(table, columns):\n    pass", "hidden choices|empty cells"),
        ),
    ),
    Task(
        cell="safe_plans",
        tests=("test_safe_plans",),
        right=(
            'safe_plans = set()\nfor name in plans:\n    if file[plans[name]].value_counts().min() >= given["release"]["k"]:\n        safe_plans.add(name)',
            'k = pd.Series({n: file.groupby(c).size().min() for n, c in plans.items()})\nsafe_plans = k[k >= given["release"]["k"]].index',
            # In the opposite order.
            'safe_plans = [n for n in sorted(plans, reverse=True) if not (file.groupby(plans[n])["age"].transform("size") < given["release"]["k"]).any()]',
            'k = pd.DataFrame({"plan": list(plans), "k": [file.groupby(c).size().min() for c in plans.values()]})\nsafe_plans = k[k["k"] >= given["release"]["k"]][["plan"]]',
        ),
        wrong=(
            Wrong(
                "average group",
                'safe_plans = [n for n, c in plans.items() if file.groupby(c).size().mean() >= given["release"]["k"]]',
                "not the average one|a small group in them|nobody is alone",
            ),
            Wrong(
                "nobody alone",
                "safe_plans = [n for n, c in plans.items() if file.groupby(c).size().min() > 1]",
                "nobody is alone|a small group in them",
            ),
            Wrong(
                "plans that fail", 'safe_plans = [n for n, c in plans.items() if file.groupby(c).size().min() < given["release"]["k"]]', "do not meet"
            ),
            Wrong(
                "number of groups",
                'safe_plans = [n for n, c in plans.items() if len(file.groupby(c).size()) >= given["release"]["k"]]',
                "number of groups|These are all plans",
            ),
            Wrong("all plans", "safe_plans = list(plans)", "These are all plans"),
            Wrong(
                "the sizes",
                "safe_plans = [file.groupby(c).size().min() for c in plans.values()]",
                "should not be there|another number|more than once",
            ),
            Wrong("a count", 'safe_plans = sum(file.groupby(c).size().min() >= given["release"]["k"] for c in plans.values())', "what is awaited"),
        ),
    ),
    Task(
        cell="largest_epsilon",
        tests=("test_largest_epsilon",),
        right=(
            ODDS + 'largest_epsilon = (math.log(odds(s["after"])) - math.log(odds(s["before"]))) / s["evenings"]',
            # The root of the factor first.
            ODDS + 'largest_epsilon = np.log((odds(s["after"]) / odds(s["before"])) ** (1 / s["evenings"]))',
            # By trying.
            ODDS
            + 'e = np.arange(0, 1, 0.00001)\no = odds(s["before"]) * np.exp(e * s["evenings"])\nlargest_epsilon = e[o / (1 + o) <= s["after"]].max()',
            ODDS + 'largest_epsilon = round(float(np.log(odds(s["after"]) / odds(s["before"]))) / s["evenings"], 4)',
        ),
        wrong=(
            Wrong("whole season", ODDS + 'largest_epsilon = np.log(odds(s["after"]) / odds(s["before"]))', "whole season"),
            Wrong("chances for odds", ODDS + 'largest_epsilon = np.log(s["after"] / s["before"]) / s["evenings"]', "odds first"),
            Wrong("no logarithm", ODDS + 'largest_epsilon = odds(s["after"]) / odds(s["before"]) / s["evenings"]', "Undo the exp"),
            Wrong(
                "factor shared", ODDS + 'largest_epsilon = np.log(odds(s["after"]) / odds(s["before"]) / s["evenings"])', "take the logarithm first"
            ),
            Wrong("logarithm to ten", ODDS + 'largest_epsilon = np.log10(odds(s["after"]) / odds(s["before"])) / s["evenings"]', "another logarithm"),
            Wrong("multiplied", ODDS + 'largest_epsilon = s["evenings"] * np.log(odds(s["after"]) / odds(s["before"]))', "multiply by the evenings"),
            Wrong("sign turned", ODDS + 'largest_epsilon = np.log(odds(s["before"]) / odds(s["after"])) / s["evenings"]', "sign"),
        ),
    ),
    Task(
        cell="register_read",
        tests=("test_over_towns", "test_in_force"),
        right=(
            READ,
            # By hand: one end after the other.
            'rows = []\nfor r in register.itertuples():\n    over = not pd.isna(r.last_known_end) and r.last_known_end <= as_of\n    end = r.last_known_end if over else as_of\n    rows.append(((end - r.start).days / 365.25, over, r.town))\nover_towns = {town for _, over, town in rows if over}\nin_force = 100\nfor life, over, _ in rows:\n    if over and life <= given["years"]:\n        in_force = in_force * (1 - 1 / sum(other >= life for other, _, _ in rows))',
            # A mask with fillna, a product, and rounded to one decimal.
            'd = register.assign(end=register["last_known_end"].fillna(as_of).clip(upper=as_of))\nd["over"] = register["last_known_end"].notna() & (register["last_known_end"] <= as_of)\nd["lived"] = (d["end"] - d["start"]).dt.days / 365.25\nover_towns = d.loc[d["over"], ["town"]]\nin_force = round(float(100 * survival(d).query("lived <= @given[\'years\']")["kept"].prod()), 1)',
            # NumPy, and the names in the opposite order.
            'end = register["last_known_end"].to_numpy()\nover = end <= np.datetime64(as_of)\nlived = (np.where(over, end, np.datetime64(as_of)) - register["start"].to_numpy()) / np.timedelta64(1, "D") / 365.25\norder = np.argsort(lived)\nalive = np.cumprod(1 - over[order] / np.arange(len(order), 0, -1))\nin_force = 100 * alive[lived[order] <= given["years"]][-1]\nover_towns = register["town"][over][::-1]',
        ),
        wrong=(
            Wrong("permissions in force dropped", READ + "in_force = at(lived[over], over[over])", "You dropped", ("test_in_force",)),
            Wrong("ended today", READ + "in_force = at(lived, lived > -1)", "as if they ended today", ("test_in_force",)),
            Wrong(
                "planned ends counted",
                READ
                + 'over_towns = list(register["town"][register["last_known_end"].notna()])\nin_force = at((register["last_known_end"].fillna(as_of) - register["start"]) / pd.Timedelta(days=365.25), register["last_known_end"].notna())',
                "in the future",
            ),
            Wrong(
                "turned around",
                READ + 'over_towns = list(register["town"][~over])\nin_force = 100 - in_force',
                "permissions in force|share that has ended",
            ),
            Wrong(
                "permanent ones for over",
                READ + 'over_towns = list(register["town"][register["last_known_end"].isna()])\nin_force = 100 * (~over).mean()',
                "permanent ones|in force today",
            ),
            Wrong(
                "end of the curve",
                READ + 'in_force = survival(pd.DataFrame({"lived": lived, "over": over}))["alive_pct"].iloc[-1]',
                "end of the curve",
                ("test_in_force",),
            ),
            Wrong("share for percent", READ + "over_towns = int(over.sum())\nin_force = in_force / 100", "scale|a list of names"),
        ),
    ),
    Task(
        cell="curve_plot",
        tests=("test_curve_values", "test_curve_labels"),
        right=(
            'figure, ax = plt.subplots()\nax.plot([0, *curve["lived"]], [100, *curve["alive_pct"]], drawstyle="steps-post", color="black")' + LABELS,
            # Steps drawn point by point, with a second line beside them.
            'x, y = [0], [100]\nfor row in curve.itertuples():\n    x += [row.lived, row.lived]\n    y += [y[-1], row.alive_pct]\nfigure, ax = plt.subplots()\nax.axhline(50, linestyle=":")\nax.plot(x, y)'
            + LABELS,
            # pandas draws.
            's = pd.concat([pd.Series({0.0: 100.0}), curve.set_index("lived")["alive_pct"]])\nax = s.plot(drawstyle="steps-post", title="How long eight powers live", xlabel="years", ylabel="percent")\nfigure = ax.figure',
            # Stairs.
            'figure, ax = plt.subplots()\nax.stairs([100, *curve["alive_pct"][:-1]], [0, *curve["lived"]], baseline=None)' + LABELS,
            # The axes instead of the figure, and the other name of the step.
            'f, figure = plt.subplots()\nfigure.step(np.append(0, curve["lived"]), np.append(100, curve["alive_pct"]), where="post", label="in force")\nfigure.scatter(curve["lived"], curve["alive_pct"])\nfigure.set_title("Powers outlive their promise", loc="left")\nfigure.set_xlabel("life in years")\nfigure.set_ylabel("still in force, percent")',
        ),
        wrong=(
            Wrong(
                "sloping line",
                'figure, ax = plt.subplots()\nax.plot([0, *curve["lived"]], [100, *curve["alive_pct"]])' + LABELS,
                "Your line slopes",
                ("test_curve_values",),
            ),
            Wrong(
                "falls too early",
                'figure, ax = plt.subplots()\nax.step([0, *curve["lived"]], [100, *curve["alive_pct"]])' + LABELS,
                "falls before the end",
                ("test_curve_values",),
            ),
            Wrong(
                "begins at the first life",
                'figure, ax = plt.subplots()\nax.step(curve["lived"], curve["alive_pct"], where="post")' + LABELS,
                "begin at 0 years",
                ("test_curve_values",),
            ),
            Wrong(
                "shares for percent",
                'figure, ax = plt.subplots()\nax.step([0, *curve["lived"]], [1, *curve["alive_pct"] / 100], where="post")' + LABELS,
                "between 0 and 1",
                ("test_curve_values",),
            ),
            Wrong(
                "ended for in force",
                'figure, ax = plt.subplots()\nax.step([0, *curve["lived"]], [0, *100 - curve["alive_pct"]], where="post")' + LABELS,
                "what has ended",
                ("test_curve_values",),
            ),
            Wrong(
                "axes changed",
                'figure, ax = plt.subplots()\nax.step([100, *curve["alive_pct"]], [0, *curve["lived"]], where="post")' + LABELS,
                "no line of the plot follows",
                ("test_curve_values",),
            ),
            Wrong(
                "no words",
                'figure, ax = plt.subplots()\nax.step([0, *curve["lived"]], [100, *curve["alive_pct"]], where="post")',
                "title that says",
                ("test_curve_labels",),
            ),
            Wrong(
                "one axis without a label",
                'figure, ax = plt.subplots()\nax.step([0, *curve["lived"]], [100, *curve["alive_pct"]], where="post")\nax.set(title="Powers still in force", ylabel="percent")',
                "label both axes",
                ("test_curve_labels",),
            ),
            Wrong("bars", 'figure, ax = plt.subplots()\nax.bar(curve["lived"], curve["alive_pct"])' + LABELS, "no line is drawn"),
            Wrong("the data for the figure", "figure = curve", "a figure with axes"),
        ),
    ),
)

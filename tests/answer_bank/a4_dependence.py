"""Answers to a4_dependence, right and wrong."""

from tests.answer_bank import Task, Wrong

CLOUD = 'c = tp.load("cloud_share")\nc = c[(c.geography == "Europe") & (c.provider == "European providers (all)")].sort_values("year")\ng = c.groupby("vintage").share_pct'
WEB = 'p = tp.load("platform_share")\np = p[(p.metric == "browser") & (p.geography == given["geography"])]\np = p[p.month == p.month.max()]\nm = p[p.provider != "other browsers"]'
LOST = 'a = years["a_breaks"] | years["order_1"] | years["cable"]\nc = years["c_breaks"] | years["order_2"] | years["cable"]'
TOP = "def top(marks):\n    left = layers.foreign_pct * (1 - (marks - 1) / 4)\n    return set(left.nlargest(given['worst']).index)"
RULES = 'rules = tp.load("portability_rules").set_index("rule_id")'
DATES = (
    f"{RULES}\ndef dates(notice, extended):\n    m = notice + pd.DateOffset(months=int(rules.loc['DA-04', 'value']))\n"
    "    if extended:\n        r = m + pd.DateOffset(months=int(rules.loc['DA-06', 'value']))\n"
    "    else:\n        r = m + pd.Timedelta(days=int(rules.loc['DA-05', 'value']))\n"
    "    return [notice, m, r, r + pd.Timedelta(days=int(rules.loc['DA-07', 'value']))]\n"
    "words = ['before', 'notice', 'move', 'retrieval', 'ended']"
)
PLOT = 'figure, ax = plt.subplots()\nax.set(title="A backup here or elsewhere", ylabel="years of a thousand")'

TASKS = (
    Task(
        cell="steps",
        tests=("test_steps",),
        right=(
            f"{CLOUD}\nsteps = g.agg(lambda s: s.iloc[-1] - s.iloc[0])",
            # A plain dict, built by a loop, in another order.
            f"{CLOUD}\nsteps = {{}}\nfor v in sorted(set(c.vintage), reverse=True):\n    one = c[c.vintage == v].set_index('year')['share_pct']\n    steps[v] = np.float64(one[max(one.index)] - one[min(one.index)])",
            # A wide table: one row per release.
            f"{CLOUD}\nwide = c.pivot(index='year', columns='vintage', values='share_pct')\nsteps = wide.apply(lambda s: s.dropna().iloc[-1] - s.dropna().iloc[0]).astype(int)",
            # A table with the release as a column.
            f"{CLOUD}\nsteps = (g.last() - g.first()).rename('change').reset_index()",
        ),
        wrong=(
            Wrong("one past for all releases", f"{CLOUD}\nsteps = g.last() - c[c.vintage == '2025-07'].share_pct.iloc[0]", "its own past"),
            Wrong("percent for points", f"{CLOUD}\nsteps = 100 * (g.last() - g.first()) / g.first()", "change in percent"),
            Wrong("newest share only", f"{CLOUD}\nsteps = g.last()", "the newest shares"),
            Wrong("sign turned", f"{CLOUD}\nsteps = g.first() - g.last()", "sign"),
            Wrong("average", f"{CLOUD}\nsteps = g.mean()", "averages"),
            Wrong(
                "the US providers too",
                'c = tp.load("cloud_share")\nc = c[(c.geography == "Europe") & (c.part_of == "none")].sort_values("year")\ng = c.groupby("vintage").share_pct\nsteps = g.last() - g.first()',
                "names do not fit",
            ),
            Wrong("one number for all", f"{CLOUD}\nsteps = c.share_pct.iloc[-1] - c.share_pct.iloc[0]", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="two_hhi",
        tests=("test_two_hhi",),
        right=(
            f"{WEB}\ntwo_hhi = pd.Series({{'laws': m.groupby('provider_origin', observed=True).share_pct.sum().pow(2).sum(), 'firms': m.share_pct.pow(2).sum()}})",
            f"{WEB}\nus = m[m.provider_origin == 'US'].share_pct.sum()\nkr = m[m.provider_origin == 'KR'].share_pct.sum()\ntwo_hhi = {{'firms': round(np.sum(np.square(m.share_pct.to_numpy())), 1), 'laws': round(us ** 2 + kr ** 2, 1)}}",
            f"{WEB}\nby_state = {{}}\nfor row in m.itertuples():\n    by_state[row.provider_origin] = by_state.get(row.provider_origin, 0) + row.share_pct\ntwo_hhi = {{'Firms': sum(s * s for s in m.share_pct), 'Laws': sum(s * s for s in by_state.values())}}",
            f"{WEB}\nh = lambda column: (m.pivot_table(index=column, values='share_pct', aggfunc='sum', observed=True)['share_pct'] ** 2).sum()\ntwo_hhi = pd.DataFrame({{'hhi': [h('provider'), h('provider_origin')]}}, index=['firms', 'laws'])",
        ),
        wrong=(
            Wrong(
                "squares before adding",
                f"{WEB}\ns = (m.share_pct ** 2).groupby(m.provider_origin.astype(str)).sum()\ntwo_hhi = {{'firms': (m.share_pct ** 2).sum(), 'laws': s.sum()}}",
                "Add first",
            ),
            Wrong(
                "remainder kept",
                f"{WEB}\nq = p.groupby(p.provider_origin.astype(str)).share_pct.sum()\ntwo_hhi = {{'firms': (p.share_pct ** 2).sum(), 'laws': (q ** 2).sum()}}",
                "remainder",
            ),
            Wrong(
                "names exchanged",
                f"{WEB}\nq = m.groupby(m.provider_origin.astype(str)).share_pct.sum()\ntwo_hhi = {{'laws': (m.share_pct ** 2).sum(), 'firms': (q ** 2).sum()}}",
                "changed places",
            ),
            Wrong("sums for squares", f"{WEB}\ntwo_hhi = {{'firms': m.share_pct.sum(), 'laws': m.share_pct.sum()}}", "sums of shares"),
            Wrong(
                "Europe as in the lesson",
                WEB.replace('given["geography"]', '"Europe (continent)"')
                + "\nq = m.groupby(m.provider_origin.astype(str)).share_pct.sum()\ntwo_hhi = {'firms': (m.share_pct ** 2).sum(), 'laws': (q ** 2).sum()}",
                "another value|values differ",
            ),
            Wrong("firms only", f"{WEB}\ntwo_hhi = (m.share_pct ** 2).sum()", "a number; what is awaited"),
            Wrong("the table itself", f"{WEB}\ntwo_hhi = m", "a table with"),
        ),
    ),
    Task(
        cell="years_lost_function",
        tests=("test_years_lost_plain", "test_years_lost_mixed"),
        right=(
            # A table of pairs, grouped by State.
            "def years_lost(providers, order):\n    t = pd.DataFrame(providers, columns=['b', 's'])\n    return 1000 * (order + (1 - order) * t.groupby('s')['b'].prod()).prod()",
            # Over every set of orders, with the chance of each.
            "def years_lost(providers, order):\n    states = sorted({s for _, s in providers})\n    total = 0\n    for code in range(2 ** len(states)):\n        hit = {s for i, s in enumerate(states) if code >> i & 1}\n        chance = order ** len(hit) * (1 - order) ** (len(states) - len(hit))\n        for b, s in providers:\n            chance *= 1 if s in hit else b\n        total += chance\n    return 1000 * total",
            "def years_lost(providers, order):\n    result = 1000\n    for state in {s for _, s in providers}:\n        result *= order + (1 - order) * np.prod([b for b, s in providers if s == state])\n    return round(result, 1)",
            "import math\ndef years_lost(providers, order):\n    groups = {}\n    for b, s in providers:\n        groups.setdefault(s, []).append(b)\n    return np.array([1000 * math.prod(1 - (1 - order) * (1 - math.prod(bs)) for bs in groups.values())])",
        ),
        wrong=(
            Wrong(
                "all independent",
                "def years_lost(providers, order):\n    result = 1000\n    for b, s in providers:\n        result *= order + (1 - order) * b\n    return result",
                "as if all losses were independent",
            ),
            Wrong(
                "one order for all",
                "def years_lost(providers, order):\n    return 1000 * (order + (1 - order) * np.prod([b for b, s in providers]))",
                "only the providers of its own State",
            ),
            Wrong(
                "the two formulas of the lesson only",
                "def years_lost(providers, order):\n    bs = [b for b, s in providers]\n    if len({s for b, s in providers}) == 1:\n        return 1000 * (order + (1 - order) * np.prod(bs))\n    return 1000 * np.prod([order + (1 - order) * b for b in bs])",
                "independent|mixed cases",
                ("test_years_lost_mixed",),
            ),
            Wrong(
                "a chance for years",
                "def years_lost(providers, order):\n    t = pd.DataFrame(providers, columns=['b', 's'])\n    return (order + (1 - order) * t.groupby('s')['b'].prod()).prod()",
                "This is a chance",
            ),
            Wrong("orders forgotten", "def years_lost(providers, order):\n    return 1000 * np.prod([b for b, s in providers])", "forgot the orders"),
            Wrong(
                "any for all",
                "def years_lost(providers, order):\n    return 1000 * (1 - np.prod([(1 - order) * (1 - b) for b, s in providers]))",
                "at least one",
            ),
            Wrong(
                "chances added",
                "def years_lost(providers, order):\n    t = pd.DataFrame(providers, columns=['b', 's'])\n    return 1000 * (order + t.groupby('s')['b'].prod()).prod()",
                "one of the",
            ),
            Wrong("a constant", "def years_lost(providers, order):\n    return 52.375", "one of the"),
            Wrong("pass", "def years_lost(providers, order):\n    pass", "one of the"),
            Wrong("the value for the function", "years_lost = 52.375", "what is awaited is a function"),
        ),
    ),
    Task(
        cell="by_cable",
        tests=("test_by_cable",),
        right=(
            f"{LOST}\nby_cable = 100 * (a & c & years.cable).sum() / (a & c).sum()",
            "y = years.to_numpy()\na, c, o1, o2, k = y.T\nboth = (a | o1 | k) & (c | o2 | k)\nby_cable = np.round(k[both].mean() * 100, 1)",
            f"{LOST}\nby_cable = years[a & c]['cable'].value_counts(normalize=True).to_dict()[True] * 100",
            "both = broken = 0\nfor y in years.itertuples():\n    if (y.a_breaks or y.order_1 or y.cable) and (y.c_breaks or y.order_2 or y.cable):\n        both += 1\n        broken += y.cable\nby_cable = 100 * broken / both",
        ),
        wrong=(
            Wrong("share of all years", "by_cable = 100 * years.cable.mean()", "share of all years"),
            Wrong("turned round", f"{LOST}\nby_cable = 100 * (a & c)[years.cable].mean()", "turned it round"),
            Wrong(
                "cable left out of the losses",
                "both = (years.a_breaks | years.order_1) & (years.c_breaks | years.order_2)\nby_cable = 100 * years[both].cable.mean()",
                "left the cable out",
            ),
            Wrong("or for and", f"{LOST}\nby_cable = 100 * years[a | c].cable.mean()", "A or C is lost"),
            Wrong("share of double losses", f"{LOST}\nby_cable = 100 * (a & c).mean()", "In how many of these"),
            Wrong("a number of years", f"{LOST}\nby_cable = (a & c & years.cable).sum()", "a number of years"),
            Wrong("fraction", f"{LOST}\nby_cable = years[a & c].cable.mean()", "scale"),
            Wrong("a mask", f"{LOST}\nby_cable = a & c", "a column of"),
        ),
    ),
    Task(
        cell="moves",
        tests=("test_moves",),
        right=(
            "new = (layers.mark + given['step']).clip(1, 5)\nmoves = layers.foreign_pct * (layers.mark - new) / 4 / len(layers)",
            "moves = {}\nfor layer, row in layers.iterrows():\n    mark = min(5, max(1, row['mark'] + given['step']))\n    left = layers.left.copy()\n    left[layer] = row['foreign_pct'] * (5 - mark) / 4\n    moves[layer] = np.mean(left.to_numpy()) - layers.left.mean()",
            "n = len(layers)\nmarks = np.tile(layers.mark.to_numpy(), (n, 1)) + given['step'] * np.eye(n, dtype=int)\nleft = layers.foreign_pct.to_numpy() * (1 - (np.clip(marks, 1, 5) - 1) / 4)\nmoves = pd.DataFrame({'layer': layers.index, 'move': left.mean(axis=1) - layers.left.mean()})",
            "new = np.clip(layers['mark'] + given['step'], 1, 5)\nmoves = ((layers.foreign_pct * (5 - new) / 4 - layers.left) / 13).round(1).sort_values()",
        ),
        wrong=(
            Wrong("mark off the scale", "moves = -layers.foreign_pct * given['step'] / 4 / 13", "left the scale"),
            Wrong(
                "own layer for the mean",
                "new = (layers.mark + given['step']).clip(1, 5)\nmoves = layers.foreign_pct * (layers.mark - new) / 4",
                "the layer itself",
            ),
            Wrong(
                "all at once",
                "new = (layers.mark + given['step']).clip(1, 5)\nmoves = pd.Series((layers.foreign_pct * (layers.mark - new) / 4).mean(), index=layers.index)",
                "all marks at once",
            ),
            Wrong(
                "mark not put back",
                "moves, marks = {}, layers.mark.copy()\nfor layer in layers.index:\n    marks[layer] = min(5, max(1, marks[layer] + given['step']))\n    moves[layer] = (layers.foreign_pct * (5 - marks) / 4).mean() - layers.left.mean()",
                "did not put the mark back",
            ),
            Wrong(
                "new mean for change",
                "new = (layers.mark + given['step']).clip(1, 5)\nmoves = layers.left.mean() + layers.foreign_pct * (layers.mark - new) / 4 / 13",
                "new means",
            ),
            Wrong(
                "sign turned",
                "new = (layers.mark + given['step']).clip(1, 5)\nmoves = layers.foreign_pct * (new - layers.mark) / 4 / 13",
                "sign|values differ",
            ),
            Wrong("copy of the input", "moves = layers['left']", "another value|values differ"),
            Wrong("one number", "moves = -3.5", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="firm_finding",
        tests=("test_firm_finding",),
        right=(
            f"{TOP}\nfirm_finding = top(layers.mark) & top(second)",
            "n = given['worst']\nlast = layers.foreign_pct * (5 - second) / 4\nfirm_finding = list(layers[(layers.left.rank(ascending=False, method='first') <= n) & (last.rank(ascending=False, method='first') <= n)].index)",
            "left = pd.DataFrame({'one': layers.left, 'two': layers.foreign_pct * (1 - (second - 1) / 4)})\nworst = [left.sort_values(c).tail(given['worst']).index for c in left]\nfirm_finding = worst[0].intersection(worst[1])",
            f"{TOP}\nfirm_finding = pd.Series([name for name in reversed(list(layers.index)) if name in top(second) and name in top(layers.mark)])",
        ),
        wrong=(
            Wrong("either for both", f"{TOP}\nfirm_finding = top(layers.mark) | top(second)", "at least one coder"),
            Wrong("our marks only", f"{TOP}\nfirm_finding = top(layers.mark)", "with our marks"),
            Wrong("second coder only", f"{TOP}\nfirm_finding = top(second)", "marks of the second coder"),
            Wrong(
                "mean of the coders", f"{TOP}\nfirm_finding = top((layers.mark + second) / 2)", "averaged|with our marks|marks of the second coder"
            ),
            Wrong("same mark", "firm_finding = list(layers.index[layers.mark == second])", "same mark"),
            Wrong(
                "least left",
                "n = given['worst']\nl2 = layers.foreign_pct * (5 - second) / 4\nfirm_finding = set(layers.left.nsmallest(n).index) & set(l2.nsmallest(n).index)",
                "least left|should not be there|another number",
            ),
            Wrong("a count", f"{TOP}\nfirm_finding = len(top(layers.mark) & top(second))", "a number; what is awaited"),
            Wrong("one name as text", 'firm_finding = "AI accelerators"', "square brackets"),
        ),
    ),
    Task(
        cell="weakest_link_function",
        tests=("test_weakest_link",),
        right=(
            "def weakest_link(needed, left):\n    return left[needed].idxmax()",
            "def weakest_link(needed, left):\n    return max(needed, key=lambda name: left[name])",
            "def weakest_link(needed, left):\n    return left.loc[list(needed)].sort_values().tail(1).index",
            "def weakest_link(needed, left):\n    worst, value = None, -1\n    for name in needed:\n        if left.loc[name] > value:\n            worst, value = name, left.loc[name]\n    return [worst.upper()]",
        ),
        wrong=(
            Wrong("all layers", "def weakest_link(needed, left):\n    return left.idxmax()", "needs only some"),
            Wrong("strongest link", "def weakest_link(needed, left):\n    return left[needed].idxmin()", "strongest link"),
            Wrong("before the discount", "def weakest_link(needed, left):\n    return layers.foreign_pct[needed].idxmax()", "before the discount"),
            Wrong("table from outside", "def weakest_link(needed, left):\n    return layers.left[needed].idxmax()", "table from outside"),
            Wrong("first of the list", "def weakest_link(needed, left):\n    return needed[0]", "first layer of the list"),
            Wrong("value for name", "def weakest_link(needed, left):\n    return left[needed].max()", "one of the services"),
            Wrong("mean", "def weakest_link(needed, left):\n    return left[needed].mean()", "one of the services"),
            Wrong("constant", "def weakest_link(needed, left):\n    return 'AI accelerators'", "one of the services"),
            Wrong("pass", "def weakest_link(needed, left):\n    pass", "one of the services"),
        ),
    ),
    Task(
        cell="phase_function",
        tests=("test_phase_normal", "test_phase_extended"),
        right=(
            f"{DATES}\ndef phase(notice, day, extended):\n    return words[sum(day >= d for d in dates(notice, extended))]",
            # From the end backwards, with capital letters.
            f"{DATES}\ndef phase(notice, day, extended):\n    n, m, r, e = dates(notice, extended)\n    if day >= e: return 'Ended'\n    if day >= r: return 'Retrieval'\n    if day >= m: return 'Move'\n    return 'Notice' if day >= n else 'Before'",
            f"{DATES}\ndef phase(notice, day, extended):\n    return words[np.searchsorted(np.array(dates(notice, extended), dtype='datetime64[ns]'), np.datetime64(day), side='right')]",
            # pd.cut does the same with closed left ends.
            f"{DATES}\ndef phase(notice, day, extended):\n    edges = [pd.Timestamp('1900-01-01')] + dates(notice, extended) + [pd.Timestamp('2100-01-01')]\n    return pd.cut(pd.Series([day]), edges, right=False, labels=words).iloc[0]",
        ),
        wrong=(
            Wrong(
                "first day too late",
                f"{DATES}\ndef phase(notice, day, extended):\n    return words[sum(day > d for d in dates(notice, extended))]",
                "very day",
            ),
            Wrong(
                "months of thirty days",
                f"{RULES}\nv = rules['value']\ndef phase(notice, day, extended):\n    d = (day - notice).days\n    t = v['DA-06'] * 30 if extended else v['DA-05']\n    if d < 0: return 'before'\n    if d < v['DA-04'] * 30: return 'notice'\n    if d < v['DA-04'] * 30 + t: return 'move'\n    return 'retrieval' if d < v['DA-04'] * 30 + t + v['DA-07'] else 'ended'",
                "thirty days",
            ),
            Wrong(
                "no retrieval",
                f"{DATES}\ndef phase(notice, day, extended):\n    w = words[sum(day >= d for d in dates(notice, extended))]\n    return 'ended' if w == 'retrieval' else w",
                "retrieval is missing",
            ),
            Wrong(
                "extended not used",
                f"{DATES}\ndef phase(notice, day, extended):\n    return words[sum(day >= d for d in dates(notice, False))]",
                "does not use extended",
                ("test_phase_extended",),
            ),
            Wrong(
                "both transitions added",
                f"{RULES}\ndef phase(notice, day, extended):\n    m = notice + pd.DateOffset(months=2)\n    r = m + pd.DateOffset(days=30, months=7 if extended else 0)\n    return ['before', 'notice', 'move', 'retrieval', 'ended'][sum(day >= d for d in (notice, m, r, r + pd.DateOffset(days=30)))]",
                "added both",
                ("test_phase_extended",),
            ),
            Wrong(
                "seven days for months",
                f"{RULES}\ndef phase(notice, day, extended):\n    m = notice + pd.DateOffset(months=2)\n    r = m + pd.DateOffset(days=7 if extended else 30)\n    return ['before', 'notice', 'move', 'retrieval', 'ended'][sum(day >= d for d in (notice, m, r, r + pd.DateOffset(days=30)))]",
                "unit",
                ("test_phase_extended",),
            ),
            Wrong(
                "always the longer transition",
                f"{DATES}\ndef phase(notice, day, extended):\n    return words[sum(day >= d for d in dates(notice, True))]",
                "always takes the longer",
                ("test_phase_normal",),
            ),
            Wrong(
                "notice and move together",
                f"{RULES}\ndef phase(notice, day, extended):\n    m = notice + pd.DateOffset(months=2)\n    r = notice + (pd.DateOffset(months=7) if extended else pd.DateOffset(days=30))\n    return ['before', 'notice', 'move', 'retrieval', 'ended'][sum(day >= d for d in (notice, m, r, r + pd.DateOffset(days=30)))]",
                "same time",
            ),
            Wrong("constant", "def phase(notice, day, extended):\n    return 'move'", "one of the days"),
            Wrong("pass", "def phase(notice, day, extended):\n    pass", "one of the days"),
        ),
    ),
    Task(
        cell="curves_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            'figure = curves.plot(title="A backup here or elsewhere", ylabel="years of a thousand").figure',
            f"{PLOT}\nax.plot(curves.index, curves)\nax.legend(['same law', 'other law'])",
            # Written at the lines instead of a legend.
            f"{PLOT}\nfor name in curves:\n    ax.plot(list(curves.index), curves[name].to_list(), marker='o')\n    ax.text(5.1, curves[name].iloc[-1], name)",
            # From right to left, rounded as the table prints.
            f"{PLOT}\nturned = curves.round(1).iloc[::-1]\nfor name in turned.columns[::-1]:\n    ax.plot(turned.index, turned[name], '--', label=f'backup under the {{name}}')\nfigure.legend()",
        ),
        wrong=(
            Wrong(
                "difference drawn",
                f"{PLOT}\nax.plot(curves.index, curves['same law'] - curves['other law'], label='same minus other')\nax.legend()",
                "difference|two lines are awaited",
            ),
            Wrong(
                "one law only",
                f"{PLOT}\nax.plot(curves.index, curves['same law'], label='same law')\nax.legend()",
                "the other one is not|two lines are awaited",
            ),
            Wrong(
                "chances for years",
                f"{PLOT}\nfor name in curves:\n    ax.plot(curves.index, curves[name] / 1000, label=name)\nax.legend()",
                "no line shows",
                ("test_plot_values",),
            ),
            Wrong(
                "not over the marks",
                f"{PLOT}\nfor name in curves:\n    ax.plot(curves[name].to_list(), label=name)\nax.legend()",
                "do not stand over the marks",
                ("test_plot_values",),
            ),
            Wrong("no word which is which", f"{PLOT}\nax.plot(curves.index, curves)", "which line is which", ("test_plot_labels",)),
            Wrong(
                "names exchanged",
                f"{PLOT}\nax.plot(curves.index, curves['same law'], label='other law')\nax.plot(curves.index, curves['other law'], label='same law')\nax.legend()",
                "names at the lines",
                ("test_plot_labels",),
            ),
            Wrong(
                "no title",
                'figure, ax = plt.subplots()\nfor name in curves:\n    ax.plot(curves.index, curves[name], label=name)\nax.legend()\nax.set_ylabel("years")',
                "title that says",
                ("test_plot_labels",),
            ),
            Wrong(
                "no axis label",
                'figure, ax = plt.subplots()\nfor name in curves:\n    ax.plot(curves.index, curves[name], label=name)\nax.legend()\nax.set_title("A backup here or elsewhere")',
                "label the axis",
                ("test_plot_labels",),
            ),
            Wrong(
                "bars for lines",
                f"{PLOT}\nfor name in curves:\n    ax.bar(curves.index, curves[name], label=name)\nax.legend()",
                "no lines are drawn|two lines",
            ),
            Wrong("the data for the figure", "figure = curves", "a figure with axes"),
        ),
    ),
)

"""Answers to a5_platform_law, right and wrong."""

from tests.answer_bank import Task, Wrong

# The services on the list, with the masks that answers join.
LIST = 's = tp.load("vlops")\nhole = s.users_latest_m.isna()\nbelow = s.users_latest_m < given["dsa_limit"]\nmore = s.users_latest_bound == "at_least"\non = s.legal_status == "designated"'

# The fines of both laws as one table with the limit of each.
FINES = 'a = tp.load("dma_enforcement").query("step == \'fine\'").set_index("gatekeeper")["amount_eur_m"].astype(float)\nb = tp.load("dsa_enforcement").query("step == \'fine\'").set_index("group")["amount_eur_m"].astype(float)\nrev = 1000 * tp.load("candidate_firms").set_index("firm")["revenue_busd"]'

PLOT = 'figure, ax = plt.subplots()\nax.set(title="Cases opened under two laws", ylabel="cases (count)")'

TASKS = (
    Task(
        cell="reaches_function",
        tests=("test_reaches_known", "test_reaches_unknown"),
        right=(
            # Two one-sided rules of lesson 10, joined.
            "def reaches(low, high, limit):\n    return one_of([at_least(low, limit, 'at_least') is True]) or (False if at_least(high, limit, 'at_most') is False else None)",
            # The set of possible answers.
            "def reaches(low, high, limit):\n    low = -np.inf if low is None else low\n    high = np.inf if high is None else high\n    answers = {bool(low >= limit), bool(high >= limit)}\n    return answers.pop() if len(answers) == 1 else None",
            # NumPy's truth values.
            "def reaches(low, high, limit):\n    ends = np.array([np.nan if low is None else low, np.nan if high is None else high], dtype=float)\n    if ends[0] >= limit:\n        return np.True_\n    if ends[1] < limit:\n        return np.False_",
            # The no first.
            "reaches = lambda low, high, limit: False if (high is not None and not high >= limit) else True if (low is not None and not low < limit) else None",
        ),
        wrong=(
            Wrong(
                "lower end outside",
                "def reaches(low, high, limit):\n    if low is not None and low > limit: return True\n    if high is not None and high < limit: return False",
                "equal to or higher",
                ("test_reaches_known",),
            ),
            Wrong(
                "upper end outside",
                "def reaches(low, high, limit):\n    if low is not None and low >= limit: return True\n    if high is not None and high <= limit: return False",
                "upper end again",
                ("test_reaches_known",),
            ),
            Wrong(
                "lower end decides",
                "def reaches(low, high, limit):\n    return low is not None and low >= limit",
                "lower end misses|Unknown is not no",
            ),
            Wrong(
                "upper end decides",
                "def reaches(low, high, limit):\n    return high is None or high >= limit",
                "upper end reaches|unknown end",
            ),
            Wrong(
                "middle decides",
                "def reaches(low, high, limit):\n    if low is None or high is None: return None\n    return (low + high) / 2 >= limit",
                "the middle|gives up",
            ),
            Wrong(
                "gives up on every unknown",
                "def reaches(low, high, limit):\n    if low is None or high is None: return None\n    return True if low >= limit else False if high < limit else None",
                "gives up",
                ("test_reaches_unknown",),
            ),
            Wrong(
                "unknown is no",
                "def reaches(low, high, limit):\n    if low is not None and low >= limit: return True\n    if high is not None and high < limit: return False\n    return None if low is not None and high is not None else False",
                "Unknown is not no",
                ("test_reaches_unknown",),
            ),
            Wrong(
                "zero for unknown",
                "def reaches(low, high, limit):\n    low, high = low or 0, high or 0\n    return True if low >= limit else False if high < limit else None",
                "zero",
                ("test_reaches_unknown",),
            ),
            Wrong("always yes", "def reaches(low, high, limit):\n    return True", "known ends|unknown end"),
            Wrong("words", "def reaches(low, high, limit):\n    return 'yes' if low and low >= limit else 'no'", "known ends|unknown end"),
            Wrong("pass", "def reaches(low, high, limit):\n    pass", "known ends|gives up"),
        ),
    ),
    Task(
        cell="unsettled",
        tests=("test_unsettled",),
        right=(
            f"{LIST}\nunsettled = s.loc[on & (hole | (more & below)), 'service']",
            # The function of lesson 10, row by row.
            'unsettled = [r.service for r in tp.load("vlops").itertuples() if r.legal_status == "designated" and at_least(r.users_latest_m, given["dsa_limit"], r.users_latest_bound) is None]',
            "d = tp.load(\"vlops\").query(\"legal_status == 'designated'\")\nunsettled = set(d[d.users_latest_m.isna()].service) | set(d.query(\"users_latest_bound == 'at_least' and users_latest_m < @given['dsa_limit']\").service)",
            f"{LIST}\nunsettled = s[on & (s.users_latest_m.fillna(0).lt(given['dsa_limit'])) & (more | hole)][['service']].iloc[::-1]",
        ),
        wrong=(
            Wrong("no legal status", f"{LIST}\nunsettled = s[hole | (more & below)].service", "no longer on the list"),
            Wrong("only holes", f"{LIST}\nunsettled = list(s[on & hole].service)", "have no number"),
            Wrong("only more than", f"{LIST}\nunsettled = list(s[on & more & below].service)", "without a number"),
            Wrong("every more than", f"{LIST}\nunsettled = list(s[on & (hole | more)].service)", "more can only be more"),
            Wrong("everything below", f"{LIST}\nunsettled = list(s[on & (hole | below)].service)", "the rule says no"),
            Wrong("below for unsettled", f"{LIST}\nunsettled = list(s[on & below].service)", "gives no answer"),
            Wrong("a count", f"{LIST}\nunsettled = int((on & (hole | (more & below))).sum())", "a number; what is awaited"),
            Wrong("the lesson's threshold", f"{LIST}\nunsettled = list(s[on & (hole | (more & (s.users_latest_m < 45)))].service)", "have no number"),
            Wrong("a mask", f"{LIST}\nunsettled = on & (hole | (more & below))", "more than once"),
        ),
    ),
    Task(
        cell="days_below_function",
        tests=("test_run_whole_values", "test_run_broken_values"),
        right=(
            # Backwards.
            "def days_below(dates, users, limit):\n    start = None\n    for date, number in reversed(list(zip(dates, users))):\n        if not number < limit:\n            break\n        start = date\n    return (dates[-1] - start).days if start is not None else 0",
            # A Series and a running product from the end.
            "def days_below(dates, users, limit):\n    s = pd.Series(users, index=pd.DatetimeIndex(dates), dtype='float64')\n    run = s[(s < limit)[::-1].cumprod()[::-1].astype(bool)]\n    return 0 if run.empty else (run.index[-1] - run.index[0]).days",
            # The last place that breaks the run, in NumPy.
            "def days_below(dates, users, limit):\n    breaks = np.flatnonzero(~(np.array(users, dtype=float) < limit))\n    start = breaks[-1] + 1 if len(breaks) else 0\n    if start == len(users):\n        return np.int64(0)\n    return np.timedelta64(pd.Timestamp(dates[-1]) - pd.Timestamp(dates[start])) / np.timedelta64(1, 'D')",
            # Seconds divided by the length of a day.
            "def days_below(dates, users, limit):\n    n = 0\n    while n < len(users) and pd.notna(users[-1 - n]) and users[-1 - n] < limit:\n        n += 1\n    if n == 0:\n        return 0.0\n    return (dates[-1] - dates[len(dates) - n]).total_seconds() / 86400",
        ),
        wrong=(
            Wrong(
                "first and last small number",
                "def days_below(dates, users, limit):\n    small = [d for d, n in zip(dates, users) if n < limit]\n    return (small[-1] - small[0]).days if small else 0",
                "rise in between|lesson 09",
                ("test_run_broken_values",),
            ),
            Wrong(
                "longest run",
                "def days_below(dates, users, limit):\n    best, first = 0, None\n    for d, n in zip(dates, users):\n        first = (first or d) if n < limit else None\n        best = max(best, (d - first).days if first else 0)\n    return best",
                "longest run",
                ("test_run_broken_values",),
            ),
            Wrong(
                "limit counts as below",
                "def days_below(dates, users, limit):\n    first = None\n    for d, n in zip(dates, users):\n        first = (first or d) if n <= limit else None\n    return (dates[-1] - first).days if first else 0",
                "equal to the limit",
                ("test_run_broken_values",),
            ),
            Wrong(
                "missing numbers dropped",
                "def days_below(dates, users, limit):\n    first, last = None, None\n    for d, n in zip(dates, users):\n        if pd.isna(n):\n            continue\n        first, last = ((first or d) if n < limit else None), d\n    return (last - first).days if first else 0",
                "drop the missing",
                ("test_run_broken_values",),
            ),
            Wrong(
                "declarations counted",
                "def days_below(dates, users, limit):\n    return sum(n < limit for n in users)",
                "count declarations|rise in between",
            ),
            Wrong(
                "all declarations", "def days_below(dates, users, limit):\n    return (dates[-1] - dates[0]).days", "all declarations|rise in between"
            ),
            Wrong(
                "years",
                "def days_below(dates, users, limit):\n    first = None\n    for d, n in zip(dates, users):\n        first = (first or d) if n < limit else None\n    return (dates[-1] - first).days / 365 if first else 0",
                "in years|rise in between",
            ),
            Wrong(
                "a time difference",
                "def days_below(dates, users, limit):\n    first = None\n    for d, n in zip(dates, users):\n        first = (first or d) if n < limit else None\n    return dates[-1] - (first or dates[-1])",
                "services of the table|rise in between",
            ),
            Wrong("always zero", "def days_below(dates, users, limit):\n    return 0", "services of the table|rise in between"),
            Wrong("pass", "def days_below(dates, users, limit):\n    pass", "services of the table|rise in between"),
        ),
    ),
    Task(
        cell="large_firm_function",
        tests=("test_large_known", "test_large_unknown"),
        right=(
            # Without the helpers: the clear cases first.
            "def large_firm(turnovers, value):\n    t, v = limits['dma_a1'], limits['dma_a2']\n    if value is not None and value >= v:\n        return True\n    if any(x is not None and x < t for x in turnovers):\n        return False if value is not None else None\n    if None in turnovers or (value is None and None in turnovers):\n        return None\n    return True",
            # Best and worst case.
            "def large_firm(turnovers, value):\n    def known(fill):\n        years = [fill if x is None else x for x in turnovers]\n        return min(years) >= limits['dma_a1'] or (fill if value is None else value) >= limits['dma_a2']\n    worst, best = known(0), known(10**6)\n    return worst if worst == best else None",
            # NaN for unknown, in NumPy.
            "def large_firm(turnovers, value):\n    years = np.array(turnovers, dtype=float)\n    by_value = at_least(value, limits['dma_a2'])\n    lowest = np.nanmin(years) if not np.isnan(years).all() else np.inf\n    by_turnover = False if lowest < limits['dma_a1'] else None if np.isnan(years).any() else True\n    return one_of([by_value, by_turnover])",
            # A map and De Morgan.
            "def large_firm(turnovers, value):\n    no = {True: False, False: True, None: None}\n    years = all_of(list(map(lambda x: at_least(x, 7.5), turnovers)))\n    return no[all_of([no[years], no[at_least(value, 75)]])]",
        ),
        wrong=(
            Wrong(
                "and for or",
                "def large_firm(turnovers, value):\n    return all_of([all_of([at_least(x, limits['dma_a1']) for x in turnovers]), at_least(value, limits['dma_a2'])])",
                "word between|unknown number",
            ),
            Wrong(
                "one good year",
                "def large_firm(turnovers, value):\n    return one_of([one_of([at_least(x, limits['dma_a1']) for x in turnovers]), at_least(value, limits['dma_a2'])])",
                "One good year|unknown number",
            ),
            Wrong(
                "average of the years",
                "def large_firm(turnovers, value):\n    mean = None if None in turnovers else sum(turnovers) / 3\n    return one_of([at_least(mean, limits['dma_a1']), at_least(value, limits['dma_a2'])])",
                "average|One year",
            ),
            Wrong(
                "last year alone",
                "def large_firm(turnovers, value):\n    return one_of([at_least(turnovers[-1], limits['dma_a1']), at_least(value, limits['dma_a2'])])",
                "last year alone|unknown number",
            ),
            Wrong(
                "limits outside",
                "def large_firm(turnovers, value):\n    t = all_of([None if x is None else x > limits['dma_a1'] for x in turnovers])\n    return one_of([t, None if value is None else value > limits['dma_a2']])",
                "at least",
                ("test_large_known",),
            ),
            Wrong(
                "value forgotten",
                "def large_firm(turnovers, value):\n    return all_of([at_least(x, limits['dma_a1']) for x in turnovers])",
                "second way|unknown number",
            ),
            Wrong(
                "turnover forgotten", "def large_firm(turnovers, value):\n    return at_least(value, limits['dma_a2'])", "first way|unknown number"
            ),
            Wrong(
                "unknown is no",
                "def large_firm(turnovers, value):\n    return all((x or 0) >= limits['dma_a1'] for x in turnovers) or (value or 0) >= limits['dma_a2']",
                "unknown for no",
                ("test_large_unknown",),
            ),
            Wrong(
                "gives up on every unknown",
                "def large_firm(turnovers, value):\n    if value is None or None in turnovers: return None\n    return min(turnovers) >= limits['dma_a1'] or value >= limits['dma_a2']",
                "gives up|unknown number",
                ("test_large_unknown",),
            ),
            Wrong(
                "unknown years left out",
                "def large_firm(turnovers, value):\n    years = all_of([at_least(x, limits['dma_a1']) for x in turnovers if x is not None])\n    return one_of([years, at_least(value, limits['dma_a2'])])",
                "leave an unknown year out",
                ("test_large_unknown",),
            ),
            Wrong(
                "an unknown year hides a bad one",
                "def large_firm(turnovers, value):\n    years = None if None in turnovers else min(turnovers) >= limits['dma_a1']\n    return one_of([years, at_least(value, limits['dma_a2'])])",
                "settles the turnover",
                ("test_large_unknown",),
            ),
            Wrong("always yes", "def large_firm(turnovers, value):\n    return True", "known numbers|unknown number"),
            Wrong("pass", "def large_firm(turnovers, value):\n    pass", "known numbers|gives up"),
        ),
    ),
    Task(
        cell="missing",
        tests=("test_missing",),
        right=(
            # A dict, filled by a loop.
            "missing = {}\nfor name, row in facts.iterrows():\n    if all_of(list(row)) is None:\n        missing[name] = sum(cell is None for cell in row)",
            # Masks.
            "missing = facts.isna().sum(axis=1)[facts.isna().any(axis=1) & ~facts.eq(False).any(axis=1)].sort_values()",
            # apply on rows, as fractions of five and back.
            "o = facts.apply(lambda row: all_of(row.to_list()) is None, axis=1)\nmissing = (5 - facts.loc[o].count(axis=1)).astype(float)",
            # A table with one column.
            "o = [name for name in facts.index if all_of(list(facts.loc[name])) is None]\nmissing = pd.DataFrame({'n': [np.int64(facts.loc[name].isnull().sum()) for name in o]}, index=o)",
        ),
        wrong=(
            Wrong("every firm with a hole", "h = facts.isna().sum(axis=1)\nmissing = h[h > 0]", "One failed condition is enough"),
            Wrong("all firms", "missing = facts.isna().sum(axis=1)", "all firms"),
            Wrong("firms that are in too", "missing = facts.isna().sum(axis=1)[~facts.eq(False).any(axis=1)]", "every condition is met"),
            Wrong(
                "met for unknown",
                "o = [all_of(list(r)) is None for r in facts.to_numpy()]\nmissing = facts[o].eq(True).sum(axis=1)",
                "that are known",
            ),
            Wrong(
                "by condition",
                "o = [all_of(list(r)) is None for r in facts.to_numpy()]\nmissing = facts[o].isna().sum()",
                "by condition",
            ),
            Wrong(
                "known for unknown",
                "o = [all_of(list(r)) is None for r in facts.to_numpy()]\nmissing = facts[o].notna().sum(axis=1)",
                "that are known",
            ),
            Wrong(
                "ones", "o = [all_of(list(r)) is None for r in facts.to_numpy()]\nmissing = facts[o].isna().any(axis=1).astype(int)", "values differ"
            ),
            Wrong("one number", "missing = int(facts.isna().sum().sum())", "a number; what is awaited"),
            Wrong("a list of names", "missing = [n for n in facts.index if all_of(list(facts.loc[n])) is None]", "a list of"),
            Wrong("the table itself", "missing = facts", "a table with"),
        ),
    ),
    Task(
        cell="ceiling_function",
        tests=("test_ceiling_known", "test_ceiling_unknown"),
        right=(
            "def ceiling(turnover, law, repeated):\n    percent = {('DMA', False): 10, ('DMA', True): 20, ('DSA', False): 6, ('DSA', True): 6, ('DSA', None): 6}.get((law, repeated))\n    if percent is None or turnover is None:\n        return None\n    return turnover * percent / 100",
            "ceiling = lambda turnover, law, repeated: None if turnover is None or (law == 'DMA' and repeated is None) else np.float64(turnover) / 100 * limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine']",
            # NaN in, NaN out, and the smallest and the largest ceiling compared.
            "def ceiling(turnover, law, repeated):\n    rules = ['dsa_fine'] if law == 'DSA' else ['dma_fine', 'dma_fine_rep'] if repeated is None else ['dma_fine_rep'] if repeated else ['dma_fine']\n    found = {limits[rule] for rule in rules}\n    return (turnover if turnover is not None else np.nan) * (found.pop() if len(found) == 1 else np.nan) / 100",
            "def ceiling(turnover, law, repeated):\n    if law == 'DMA' and repeated is None:\n        return None\n    t = pd.Series([turnover], dtype='float64')\n    part = t * (limits['dsa_fine'] if law == 'DSA' else limits['dma_fine'] * (1 + repeated)) / 100\n    return round(float(part.iloc[0]), 2) if part.notna().all() else None",
        ),
        wrong=(
            Wrong(
                "not divided by a hundred",
                "def ceiling(turnover, law, repeated):\n    if turnover is None or (law == 'DMA' and repeated is None): return None\n    return turnover * limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine']",
                "divide by a hundred",
                ("test_ceiling_known",),
            ),
            Wrong(
                "no repetition",
                "def ceiling(turnover, law, repeated):\n    if turnover is None: return None\n    return turnover * limits['dma_fine' if law == 'DMA' else 'dsa_fine'] / 100",
                "repeated breach|unknown repetition",
            ),
            Wrong(
                "repetition doubles both",
                "def ceiling(turnover, law, repeated):\n    if turnover is None or (law == 'DMA' and repeated is None): return None\n    return turnover * limits['dma_fine' if law == 'DMA' else 'dsa_fine'] / 100 * (2 if repeated else 1)",
                "double the ceiling of the DSA",
                ("test_ceiling_known",),
            ),
            Wrong(
                "one law for both",
                "def ceiling(turnover, law, repeated):\n    if turnover is None or repeated is None: return None\n    return turnover * limits['dma_fine_rep' if repeated else 'dma_fine'] / 100",
                "both laws alike|gives up",
            ),
            Wrong(
                "percent for euros",
                "def ceiling(turnover, law, repeated):\n    if turnover is None or (law == 'DMA' and repeated is None): return None\n    return limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine']",
                "return the percentage",
                ("test_ceiling_known",),
            ),
            Wrong(
                "gives up on every unknown",
                "def ceiling(turnover, law, repeated):\n    if turnover is None or repeated is None: return None\n    return turnover * limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine'] / 100",
                "gives up",
                ("test_ceiling_unknown",),
            ),
            Wrong(
                "unknown repetition is no",
                "def ceiling(turnover, law, repeated):\n    if turnover is None: return None\n    return turnover * limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine'] / 100",
                "unknown repetition for a no",
                ("test_ceiling_unknown",),
            ),
            Wrong(
                "unknown turnover is zero",
                "def ceiling(turnover, law, repeated):\n    if law == 'DMA' and repeated is None: return None\n    return (turnover or 0) * limits['dsa_fine' if law == 'DSA' else 'dma_fine_rep' if repeated else 'dma_fine'] / 100",
                "Unknown is not zero",
                ("test_ceiling_unknown",),
            ),
            Wrong("a constant", "def ceiling(turnover, law, repeated):\n    return 100", "known facts|unknown fact"),
            Wrong("turnover returned", "def ceiling(turnover, law, repeated):\n    return turnover", "known facts|unknown repetition"),
            Wrong("pass", "def ceiling(turnover, law, repeated):\n    pass", "known facts|gives None in every case"),
        ),
    ),
    Task(
        cell="used",
        tests=("test_used",),
        right=(
            # A loop over both tables.
            'turn = tp.load("candidate_firms").set_index("firm")["revenue_busd"]\nused = {}\nfor table, who, limit in [("dsa_enforcement", "group", 6), ("dma_enforcement", "gatekeeper", 10)]:\n    for row in tp.load(table).query("step == \'fine\'").to_dict("records"):\n        revenue = turn[row[who]] * 1000 * given["rate"]\n        if revenue == revenue:\n            used[row[who]] = 100 * row["amount_eur_m"] / (revenue * limit / 100)',
            # A merge.
            'a = tp.load("dma_enforcement").rename(columns={"gatekeeper": "firm"}).assign(limit=10)\nb = tp.load("dsa_enforcement").rename(columns={"group": "firm"}).assign(limit=6)\nm = pd.concat([a, b])[["firm", "step", "amount_eur_m", "limit"]].query("step == \'fine\'").merge(tp.load("candidate_firms")[["firm", "revenue_busd"]].dropna(), on="firm")\nm["used"] = 100 * m["amount_eur_m"].astype(float) / (m["revenue_busd"] * 1000 * given["rate"] * m["limit"] / 100)\nused = m[["firm", "used"]]',
            # Rounded to two decimals, sorted.
            f'{FINES}\nused = (100 * pd.concat([a / 0.10, b / 0.06]) / (rev * given["rate"])).dropna().round(2).sort_values(ascending=False)',
            # Ceilings first.
            f'{FINES}\nt = rev * given["rate"]\nceilings = pd.concat([t[a.index] * limits["dma_fine"] / 100, t[b.index] * limits["dsa_fine"] / 100])\nused = {{f: np.float64(pd.concat([a, b])[f] / c * 100) for f, c in ceilings.items() if not np.isnan(c)}}',
        ),
        wrong=(
            Wrong("DMA limit for all", f'{FINES}\nused = (100 * pd.concat([a, b]) / (rev * given["rate"] * 0.10)).dropna()', "limit of the DMA"),
            Wrong("DSA limit for all", f'{FINES}\nused = (100 * pd.concat([a, b]) / (rev * given["rate"] * 0.06)).dropna()', "limit of the DSA"),
            Wrong(
                "limit for a repeated breach",
                f'{FINES}\nused = (100 * pd.concat([a / 0.20, b / 0.06]) / (rev * given["rate"])).dropna()',
                "repeated breach",
            ),
            Wrong("dollars for euros", f"{FINES}\nused = (100 * pd.concat([a / 0.10, b / 0.06]) / rev).dropna()", "one currency"),
            Wrong(
                "rate the wrong way",
                f'{FINES}\nused = (100 * pd.concat([a / 0.10, b / 0.06]) / (rev / given["rate"])).dropna()',
                "multiply the dollars",
            ),
            Wrong("percent of turnover", f'{FINES}\nused = (100 * pd.concat([a, b]) / (rev * given["rate"])).dropna()', "percent of turnover"),
            Wrong("days of turnover", f'{FINES}\nused = (365 * pd.concat([a, b]) / (rev * given["rate"])).dropna()', "days of turnover"),
            Wrong("one law only", f'{FINES}\nused = (100 * a / 0.10 / (rev * given["rate"])).dropna()', "DSA are missing"),
            Wrong("fractions", f'{FINES}\nused = (pd.concat([a / 0.10, b / 0.06]) / (rev * given["rate"])).dropna()', "scale"),
            Wrong("holes kept", f'{FINES}\nf = pd.concat([a / 0.10, b / 0.06])\nused = 100 * f / (rev * given["rate"])[f.index]', "too many"),
            Wrong("fines themselves", f"{FINES}\nused = pd.concat([a, b])[['Apple', 'Meta', 'PDD Holdings']]", "values differ|another value"),
            Wrong("one number", "used = 1.3", "a number; what is awaited"),
        ),
    ),
    Task(
        cell="running_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            'ax = running.plot(title="Cases opened under two laws")\nax.set_ylabel("cases (count)")\nfigure = ax.figure',
            'figure = plt.figure(figsize=(9, 4))\nax = figure.add_subplot()\nfor law in ["DMA", "DSA"]:\n    ax.step(range(len(running)), running[law].to_numpy(), where="post")\n    ax.text(len(running) - 1, running[law].iloc[-1], law + " cases")\nax.set_title("Two laws, two rhythms", loc="left")\nax.set_ylabel("cases opened (count)")',
            'figure, ax = plt.subplots()\nlines = ax.plot(running.index, running[["DSA", "DMA"]].astype(float), "o--")\nax.legend(lines, ["under the DSA", "under the DMA"])\nax.set(title="The DSA opens more cases", ylabel="number of cases")',
            'fig, ax = plt.subplots()\nax.plot(running["DMA"], label="Digital Markets Act (DMA)")\nax.plot(running["DSA"], label="Digital Services Act (DSA)")\nax.axhline(0, color="grey", linewidth=0.5)\nax.set(title="Openings since the first quarter", xlabel="quarter", ylabel="running total")\nfig.legend()\nfigure = ax',
        ),
        wrong=(
            Wrong(
                "bars for lines",
                'figure, ax = plt.subplots()\nax.bar(running.index, running["DSA"], label="DSA")\nax.bar(running.index, running["DMA"], label="DMA")\nax.legend()\nax.set(title="Cases opened under two laws", ylabel="cases (count)")',
                "no lines are drawn|two lines are awaited",
            ),
            Wrong(
                "openings of each quarter",
                f"{PLOT}\nfor law in running:\n    ax.plot(running.index, running[law].diff().fillna(running[law].iloc[0]), label=law)\nax.legend()",
                "openings of each quarter",
                ("test_plot_values",),
            ),
            Wrong(
                "both laws in one line",
                f'{PLOT}\nax.plot(running.index, running.sum(axis=1), label="DSA and DMA")\nax.legend()',
                "both laws together|two lines are awaited",
            ),
            Wrong(
                "one law only",
                f'{PLOT}\nax.plot(running.index, running["DSA"], label="DSA")\nax.legend()',
                "the other one is not|two lines are awaited",
            ),
            Wrong(
                "shares for counts",
                f"{PLOT}\nfor law in running:\n    ax.plot(running.index, 100 * running[law] / running[law].iloc[-1], label=law)\nax.legend()",
                "no line shows",
                ("test_plot_values",),
            ),
            Wrong("no word which is which", f"{PLOT}\nax.plot(running.index, running)", "which line is which", ("test_plot_labels",)),
            Wrong(
                "no title",
                'figure, ax = plt.subplots()\nfor law in running:\n    ax.plot(running.index, running[law], label=law)\nax.legend()\nax.set_ylabel("cases")',
                "title that says",
                ("test_plot_labels",),
            ),
            Wrong(
                "no axis label",
                'figure, ax = plt.subplots()\nfor law in running:\n    ax.plot(running.index, running[law], label=law)\nax.legend()\nax.set_title("Cases opened under two laws")',
                "label the axis",
                ("test_plot_labels",),
            ),
            Wrong(
                "names exchanged",
                f'{PLOT}\nax.plot(running.index, running["DSA"], label="DMA")\nax.plot(running.index, running["DMA"], label="DSA")\nax.legend()',
                "names at the lines",
                ("test_plot_labels",),
            ),
            Wrong("the data for the figure", "figure = running", "a figure with axes"),
        ),
    ),
)

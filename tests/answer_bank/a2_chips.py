"""Answers to a2_chips, right and wrong."""

from tests.answer_bank import Task, Wrong

LINKS = 'pd.concat([tp.load("chip_links"), tp.load("chip_links_cset")])'

# The rows of the country and the year of this edition.
ROWS = 'f = tp.load("foundry_revenue")\nf = f[f.quarter.str.startswith(given["year"]) & (f.hq_country == given["country"])]'

TASKS = (
    Task(
        cell="home_share",
        tests=("test_home_share",),
        right=(
            # A pivot table and a selection of rows.
            'f = tp.load("foundry_revenue")\np = f.pivot_table(index="quarter", columns="hq_country", values="share_pct", aggfunc="sum")\nhome_share = p.loc[[q for q in p.index if q[:4] == given["year"]], given["country"]]',
            # A plain dict, built by a loop, in another order.
            'f = tp.load("foundry_revenue")\nhome_share = {}\nfor q in ["Q4", "Q1", "Q3", "Q2"]:\n    rows = f[(f["quarter"] == given["year"] + q) & (f["hq_country"] == given["country"])]\n    home_share[given["year"] + q] = np.float64(rows["share_pct"].sum())',
            # A table with the quarter as a column.
            'f = tp.load("foundry_revenue").query("hq_country == @given[\'country\'] and quarter.str[:4] == @given[\'year\']")\nhome_share = f.groupby("quarter", as_index=False)["share_pct"].sum()',
            # Rounded to one decimal, as the source prints shares.
            'f = tp.load("foundry_revenue")\nhome_share = f[f["quarter"].str[:4].eq(given["year"]) & f["hq_country"].eq(given["country"])].groupby("quarter")["share_pct"].sum().round(1)',
        ),
        wrong=(
            Wrong(
                "the leader stands for the country",
                f'{ROWS}\nfirst = f.groupby("firm")["share_pct"].sum().idxmax()\nhome_share = f[f["firm"] == first].set_index("quarter")["share_pct"]',
                "one firm alone",
            ),
            Wrong("revenue for share", f'{ROWS}\nhome_share = f.groupby("quarter")["revenue_usd_m"].sum()', "This is revenue"),
            Wrong(
                "all quarters",
                'f = tp.load("foundry_revenue")\nhome_share = f[f.hq_country == given["country"]].groupby("quarter")["share_pct"].sum()',
                "those of one year",
            ),
            Wrong("average for sum", f'{ROWS}\nhome_share = f.groupby("quarter")["share_pct"].mean()', "an average"),
            Wrong("fractions", f'{ROWS}\nhome_share = f.groupby("quarter")["share_pct"].sum() / 100', "scale"),
            Wrong("one number", "home_share = 76.0", "a number; what is awaited"),
            Wrong("the table itself", 'home_share = tp.load("foundry_revenue")', "a table with"),
        ),
    ),
    Task(
        cell="hhi_function",
        tests=("test_hhi_values", "test_hhi_missing"),
        right=(
            "def hhi(shares):\n    total = 0\n    for share in shares:\n        if not pd.isna(share):\n            total += share ** 2\n    return total",
            "hhi = lambda shares: np.nansum(np.square(np.array(shares, dtype=float)))",
            "def hhi(shares):\n    shares = pd.Series(shares).dropna()\n    return round((shares * shares).sum(), 1)",
            "def hhi(shares):\n    known = [s for s in shares if s == s]\n    return pd.Series([sum(s * s for s in known)])",
        ),
        wrong=(
            Wrong("square of the sum", "def hhi(shares):\n    return sum(shares) ** 2", "square the sum", ("test_hhi_values",)),
            Wrong("fractions", "def hhi(shares):\n    return sum((s / 100) ** 2 for s in shares if s == s)", "fractions", ("test_hhi_values",)),
            Wrong("sum of shares", "def hhi(shares):\n    return float(np.sum(shares))", "adds their squares", ("test_hhi_values",)),
            Wrong(
                "average of squares", "def hhi(shares):\n    return float(np.mean(np.square(shares)))", "takes|take the average", ("test_hhi_values",)
            ),
            Wrong("missing share not left out", "def hhi(shares):\n    return sum(s ** 2 for s in shares)", "missing share", ("test_hhi_missing",)),
            Wrong("a constant", "def hhi(shares):\n    return 10000", "hidden markets", ("test_hhi_values",)),
            Wrong("pass", "def hhi(shares):\n    pass", "hidden markets|missing share"),
            Wrong("the value for the function", "hhi = 5000", "what is awaited is a function"),
        ),
    ),
    Task(
        cell="hbm_change",
        tests=("test_hbm_change",),
        right=(
            'c = tp.load("chip_chain")\nq1 = c.query("stage == \'HBM memory\' and period == \'2026Q1\'")["share_pct"]\nq2 = c.query("stage == \'HBM memory\' and period == \'2026Q2\'")["share_pct"]\nhbm_change = (q2 ** 2).sum() - (q1 ** 2).sum()',
            'c = tp.load("chip_chain")\np = c[c["stage"] == "HBM memory"].pivot(index="firm", columns="period", values="share_pct")\nhbm_change = np.array((p ** 2).sum().diff().iloc[-1])',
            'c = tp.load("chip_chain")\nh = c[c.stage == "HBM memory"].groupby("period")["share_pct"].apply(lambda s: (s ** 2).sum())\nhbm_change = int(round(h.iloc[1] - h.iloc[0]))',
            'c = tp.load("chip_chain")\nhbm_change = c[c.stage == "HBM memory"].assign(s=lambda t: t.share_pct.pow(2)).groupby("period").s.sum().diff().dropna()',
        ),
        wrong=(
            Wrong(
                "second quarter only",
                'c = tp.load("chip_chain").query("stage == \'HBM memory\' and period == \'2026Q2\'")\nhbm_change = (c["share_pct"] ** 2).sum()',
                "second quarter",
            ),
            Wrong(
                "sign turned",
                'c = tp.load("chip_chain").query("stage == \'HBM memory\'")\nh = (c["share_pct"] ** 2).groupby(c["period"]).sum()\nhbm_change = h.iloc[0] - h.iloc[1]',
                "sign",
            ),
            Wrong(
                "leader's share",
                'c = tp.load("chip_chain").query("stage == \'HBM memory\'")\nm = c.groupby("period")["share_pct"].max()\nhbm_change = m.iloc[1] - m.iloc[0]',
                "largest share",
            ),
            Wrong(
                "both quarters in one market",
                'c = tp.load("chip_chain").query("stage == \'HBM memory\'")\nhbm_change = (c["share_pct"] ** 2).sum()',
                "one market",
            ),
            Wrong(
                "fractions",
                'c = tp.load("chip_chain").query("stage == \'HBM memory\'")\nh = ((c["share_pct"] / 100) ** 2).groupby(c["period"]).sum()\nhbm_change = h.iloc[1] - h.iloc[0]',
                "another value",
            ),
            Wrong("typed text", 'hbm_change = "-368"', "Remove the quotation marks"),
        ),
    ),
    Task(
        cell="cascade_function",
        tests=("test_cascade_small", "test_cascade_chain"),
        right=(
            "def cascade(links, removed):\n    sole = links.query(\"criticality == 'sole'\")\n    fallen, todo = set(), [removed]\n    while todo:\n        firm = todo.pop()\n        for customer in sole.loc[sole.supplier == firm, 'customer']:\n            if customer not in fallen and customer != removed:\n                fallen.add(customer)\n                todo.append(customer)\n    return fallen",
            "def cascade(links, removed, seen=None):\n    seen = {removed} if seen is None else seen\n    out = []\n    for row in links.itertuples():\n        if row.criticality == 'sole' and row.supplier == removed and row.customer not in seen:\n            seen.add(row.customer)\n            out += [row.customer] + cascade(links, row.customer, seen)\n    return out",
            "def cascade(links, removed):\n    pairs = links[links['criticality'].astype(str) == 'sole'][['supplier', 'customer']].to_numpy().tolist()\n    fallen = {removed}\n    for _ in range(len(pairs) + 1):\n        fallen |= {c for s, c in pairs if s in fallen}\n    return sorted(fallen - {removed})",
            "def cascade(links, removed):\n    sole = links[links.criticality.eq('sole')]\n    fallen = pd.Index([removed])\n    size = 0\n    while size != len(fallen):\n        size = len(fallen)\n        fallen = fallen.union(sole[sole.supplier.isin(fallen)].customer.unique())\n    return fallen.drop(removed)",
        ),
        wrong=(
            Wrong(
                "one step only",
                "def cascade(links, removed):\n    sole = links[links['criticality'] == 'sole']\n    return set(sole[sole['supplier'] == removed]['customer'])",
                "stops after the first step",
            ),
            Wrong(
                "removed firm inside",
                "def cascade(links, removed):\n    sole = links[links['criticality'] == 'sole']\n    fallen = {removed}\n    for _ in range(50):\n        fallen |= set(sole[sole['supplier'].isin(fallen)]['customer'])\n    return fallen",
                "removed firm itself",
            ),
            Wrong(
                "all links",
                "def cascade(links, removed):\n    fallen = {removed}\n    for _ in range(50):\n        fallen |= set(links[links['supplier'].isin(fallen)]['customer'])\n    return fallen - {removed}",
                "Only a sole link|real chain",
            ),
            Wrong(
                "upstream for downstream",
                "def cascade(links, removed):\n    sole = links[links['criticality'] == 'sole']\n    fallen = {removed}\n    for _ in range(50):\n        fallen |= set(sole[sole['customer'].isin(fallen)]['supplier'])\n    return fallen - {removed}",
                "small chain|real chain",
            ),
            Wrong(
                "counts for names",
                "def cascade(links, removed):\n    return len(links[(links['supplier'] == removed) & (links['criticality'] == 'sole')])",
                "small chain|real chain",
            ),
            Wrong("pass", "def cascade(links, removed):\n    pass", "small chain|real chain"),
            Wrong("always empty", "def cascade(links, removed):\n    return set()", "small chain|real chain"),
        ),
    ),
    Task(
        cell="sole_suppliers",
        tests=("test_sole_suppliers",),
        right=(
            f'l = {LINKS}\nsole_suppliers = l[l.criticality == "sole"][["supplier", "supplier_country"]].drop_duplicates()["supplier_country"].value_counts()',
            f'l = {LINKS}\nsole_suppliers = {{}}\nfor row in l[l["criticality"] == "sole"].drop_duplicates("supplier").itertuples():\n    sole_suppliers[row.supplier_country] = sole_suppliers.get(row.supplier_country, 0) + 1',
            f'l = {LINKS}\nsole_suppliers = l.query("criticality == \'sole\'").groupby("supplier_country").agg(n=("supplier", "nunique"))',
            f'l = {LINKS}\nsole_suppliers = l.query("criticality == \'sole\'").groupby("supplier_country")["supplier"].agg(lambda s: len(set(s))).astype(float)',
        ),
        wrong=(
            Wrong(
                "links for suppliers",
                f'sole_suppliers = {LINKS}.query("criticality == \'sole\'")["supplier_country"].value_counts()',
                "counted links",
            ),
            Wrong("all suppliers", f'sole_suppliers = {LINKS}.groupby("supplier_country")["supplier"].nunique()', "counted all suppliers"),
            Wrong(
                "customers",
                f'sole_suppliers = {LINKS}.query("criticality == \'sole\'").groupby("customer_country")["customer"].nunique()',
                "counted customers",
            ),
            Wrong("firms for countries", f'sole_suppliers = {LINKS}.query("criticality == \'sole\'")["supplier"].value_counts()', "names do not fit"),
            Wrong("total only", f'sole_suppliers = {LINKS}.query("criticality == \'sole\'")["supplier"].nunique()', "a number; what is awaited"),
        ),
    ),
    Task(
        cell="caught_function",
        tests=("test_caught_known", "test_caught_unknown"),
        right=(
            # Three-valued by trying both ends of the unknown.
            "def caught(tpp, density, data_centre):\n    def rule(t, d):\n        if not data_centre:\n            return 'notification' if t >= 4800 else 'free'\n        if t >= 4800 or (t >= 1600 and d >= 5.92):\n            return 'denied'\n        if (2400 <= t < 4800 and 1.6 <= d < 5.92) or (t >= 1600 and 3.2 <= d < 5.92):\n            return 'notification'\n        return 'free'\n    ts = [tpp] if tpp is not None else [0, 1600, 2400, 4800]\n    ds = [density] if density is not None else [0, 1.6, 3.2, 5.92]\n    results = {rule(t, d) for t in ts for d in ds}\n    return results.pop() if len(results) == 1 else None",
            "def caught(tpp, density, data_centre):\n    if tpp is None: return None\n    if data_centre and tpp >= 4800: return 'denied'\n    if not data_centre: return 'free' if tpp < 4800 else 'notification'\n    if tpp < 1600: return 'free'\n    if density is None: return None\n    limit = 1.6 if tpp >= 2400 else 3.2\n    return 'denied' if density >= 5.92 else 'notification' if density >= limit else 'free'",
            "def caught(tpp, density, data_centre):\n    if tpp is None:\n        return None\n    fast = tpp >= 4800\n    if fast:\n        return 'Denied' if data_centre else 'Notification'\n    if not data_centre or tpp < 1600:\n        return 'Free'\n    if density is None:\n        return None\n    if density >= 5.92:\n        return 'Denied'\n    return 'Notification' if density >= (1.6 if tpp >= 2400 else 3.2) else 'Free'",
            "import math\ndef caught(tpp, density, data_centre):\n    unknown = lambda v: v is None or math.isnan(v)\n    if unknown(tpp):\n        return None\n    if not data_centre:\n        return ['free', 'notification'][tpp >= 4800]\n    if tpp >= 4800:\n        return 'denied'\n    if tpp < 1600:\n        return 'free'\n    if unknown(density):\n        return None\n    return 'denied' if density >= 5.92 else 'notification' if density >= 3.2 or tpp >= 2400 and density >= 1.6 else 'free'",
        ),
        wrong=(
            Wrong(
                "limits outside",
                "def caught(tpp, density, data_centre):\n    if tpp is None: return None\n    if not data_centre: return 'notification' if tpp > 4800 else 'free'\n    if tpp > 4800: return 'denied'\n    if tpp <= 1600: return 'free'\n    if density is None: return None\n    return 'denied' if density > 5.92 else 'notification' if density > 3.2 or tpp > 2400 and density > 1.6 else 'free'",
                "at least",
                ("test_caught_known",),
            ),
            Wrong(
                "every chip a data-centre chip",
                "def caught(tpp, density, data_centre):\n    if tpp is None: return None\n    if tpp >= 4800: return 'denied'\n    if tpp < 1600: return 'free'\n    if density is None: return None\n    return 'denied' if density >= 5.92 else 'notification' if density >= 3.2 or tpp >= 2400 and density >= 1.6 else 'free'",
                "data-centre chip",
                ("test_caught_known",),
            ),
            Wrong(
                "no notification",
                "def caught(tpp, density, data_centre):\n    if tpp is None: return None\n    if density is None: return 'denied' if tpp >= 4800 and data_centre else None\n    return 'denied' if data_centre and (tpp >= 4800 or tpp >= 1600 and density >= 5.92) else 'free'",
                "'notification' is missing",
                ("test_caught_known",),
            ),
            Wrong(
                "unknown is free",
                "def caught(tpp, density, data_centre):\n    if tpp is None: return 'free'\n    if not data_centre: return 'notification' if tpp >= 4800 else 'free'\n    if tpp >= 4800: return 'denied'\n    if tpp < 1600 or density is None: return 'free'\n    return 'denied' if density >= 5.92 else 'notification' if density >= 3.2 or tpp >= 2400 and density >= 1.6 else 'free'",
                "Unknown is not free|unknown number",
                ("test_caught_unknown",),
            ),
            Wrong(
                "gives up on every unknown",
                "def caught(tpp, density, data_centre):\n    if tpp is None or density is None: return None\n    if not data_centre: return 'notification' if tpp >= 4800 else 'free'\n    if tpp >= 4800: return 'denied'\n    if tpp < 1600: return 'free'\n    return 'denied' if density >= 5.92 else 'notification' if density >= 3.2 or tpp >= 2400 and density >= 1.6 else 'free'",
                "gives up|unknown number",
                ("test_caught_unknown",),
            ),
            Wrong("always denied", "def caught(tpp, density, data_centre):\n    return 'denied'", "one of the chips|unknown number"),
            Wrong(
                "truth values",
                "def caught(tpp, density, data_centre):\n    return tpp is not None and tpp >= 4800",
                "one of the chips|unknown number",
            ),
            Wrong("pass", "def caught(tpp, density, data_centre):\n    pass", "one of the chips|gives up"),
        ),
    ),
    Task(
        cell="under_the_line",
        tests=("test_under_the_line",),
        right=(
            'line = given["line"]\nunder_the_line = tp.load("accelerators").query("tpp >= 4800 and interconnect_gb_s < @line")["chip"]',
            'under_the_line = {row.chip for row in tp.load("accelerators").itertuples() if row.tpp >= 4800 and row.interconnect_gb_s is not pd.NA and row.interconnect_gb_s < given["line"]}',
            'c = tp.load("accelerators")\nunder_the_line = sorted(c.loc[c["interconnect_gb_s"].lt(given["line"]) & c["tpp"].ge(4800), "chip"], reverse=True)',
            'c = tp.load("accelerators")\nunder_the_line = c[(c.tpp >= 4800) & (c.interconnect_gb_s < given["line"])][["chip"]]',
        ),
        wrong=(
            Wrong(
                "unknown is below",
                'c = tp.load("accelerators")\nunder_the_line = list(c[(c.tpp >= 4800) & (c.interconnect_gb_s.fillna(0) < given["line"])]["chip"])',
                "unknown",
            ),
            Wrong(
                "slow chips too", 'c = tp.load("accelerators")\nunder_the_line = list(c[c.interconnect_gb_s < given["line"]]["chip"])', "slow chips"
            ),
            Wrong("China variants", 'c = tp.load("accelerators")\nunder_the_line = list(c[c.china_variant]["chip"])', "made for China"),
            Wrong(
                "a count",
                'c = tp.load("accelerators")\nunder_the_line = len(c[(c.tpp >= 4800) & (c.interconnect_gb_s < given["line"])])',
                "a number; what is awaited",
            ),
            Wrong("one name as text", 'under_the_line = "A800 SXM"', "square brackets"),
            Wrong(
                "a mask",
                'c = tp.load("accelerators")\nunder_the_line = (c.tpp >= 4800) & (c.interconnect_gb_s < given["line"])',
                "name stands in your list more than once",
            ),
        ),
    ),
    Task(
        cell="stages_plot",
        tests=("test_plot_values", "test_plot_labels"),
        right=(
            'figure, ax = plt.subplots()\nax.bar(stages.index, stages)\nax.set_title("Six stages of the chain compared")\nax.set_ylabel("HHI (points)")\nax.tick_params(axis="x", rotation=90)',
            'figure = stages.plot.barh(title="Concentration of six stages", xlabel="HHI (points)").figure',
            'figure = plt.figure(figsize=(9, 4))\nax = figure.add_subplot()\nax.barh(range(len(stages)), stages.to_numpy(), tick_label=list(stages.index))\nax.set(title="Which stage is narrowest?", xlabel="points of the HHI")',
            'figure, ax = plt.subplots()\ns = stages.sort_values(ascending=False)\nax.barh(s.index, s.values, color="grey")\nax.set_title("Narrow places of the chain", loc="left")\nax.set_xlabel("HHI, points")',
        ),
        wrong=(
            Wrong(
                "no bars",
                'figure, ax = plt.subplots()\nax.plot(stages.index, stages)\nax.set(title="Six stages of the chain", ylabel="HHI (points)")',
                "no bars are drawn",
            ),
            Wrong("no words", "figure, ax = plt.subplots()\nax.bar(stages.index, stages)", "title that says", ("test_plot_labels",)),
            Wrong(
                "no axis label",
                'figure, ax = plt.subplots()\nax.bar(stages.index, stages)\nax.set_title("Six stages of the chain")',
                "label the axis",
                ("test_plot_labels",),
            ),
            Wrong(
                "square root drawn",
                'figure, ax = plt.subplots()\nax.bar(stages.index, stages ** 0.5)\nax.set(title="Six stages of the chain", ylabel="HHI (points)")',
                "square root",
                ("test_plot_values",),
            ),
            Wrong(
                "stages missing",
                'figure, ax = plt.subplots()\nax.bar(stages.index[:3], stages[:3])\nax.set(title="Six stages of the chain", ylabel="HHI (points)")',
                "names do not fit",
                ("test_plot_values",),
            ),
            Wrong("the data for the figure", "figure = stages", "a figure with axes"),
        ),
    ),
)

"""Answers to a0_warm_up, right and wrong."""

from tests.answer_bank import Task, Wrong

SERVICES = 's = tp.load("gatekeepers")'
BOTH = f'{SERVICES}\nkind, named = s["cps_category"] == given["category"], s["designation_status"] == "designated"'
KEPT = f'{SERVICES}\nkept = s[s["designation_status"] == given["status"]]'
QUARTERS = 'q = totals[totals["period_type"] == "quarter"]'
JOINED = 'j = firm_table.merge(ten_table, on="quarter")'
WORDS = 'ax.set(title="Weekly users of ChatGPT", xlabel="users (millions)")'

TASKS = (
    Task(
        cell="n_rows",
        tests=("test_n_rows",),
        right=(
            'n_rows = tp.load(given["table"]).shape[0]',
            # A float; a NumPy integer.
            'n_rows = float(len(tp.load(given["table"]).index))',
            'import numpy as np\nn_rows = np.int64(len(tp.load(given["table"])))',
            # Counting by hand.
            'n_rows = 0\nfor row in tp.load(given["table"]).itertuples():\n    n_rows = n_rows + 1',
            # The name of the table typed.
            'name = given["table"]\ntable = tp.load(f"{name}")\nn_rows = [len(table)]',
        ),
        wrong=(
            Wrong("columns for rows", 'n_rows = len(tp.load(given["table"]).columns)', "number of columns"),
            Wrong("cells for rows", 'n_rows = tp.load(given["table"]).size', "number of cells"),
            Wrong("last number of the index", 'n_rows = tp.load(given["table"]).index[-1]', "number the rows at 0"),
            Wrong("header is a row", 'n_rows = len(tp.load(given["table"])) + 1', "not a row"),
            Wrong("beginning only", 'n_rows = len(tp.load(given["table"]).head())', r"head\(\) shows"),
            Wrong("letters of the name", 'n_rows = len(given["table"])', "letters of the name"),
            Wrong("the table itself", 'n_rows = tp.load(given["table"])', "what is awaited is a number"),
            Wrong("typed as text", 'n_rows = str(len(tp.load(given["table"])))', "Remove the quotation marks"),
            Wrong("brackets forgotten", 'n_rows = tp.load(given["table"]).count', "forget the brackets"),
        ),
    ),
    Task(
        cell="service_names",
        tests=("test_service_names",),
        right=(
            f'{BOTH}\nservice_names = s[kind & named]["service"]',
            f'{BOTH}\nservice_names = set(s.loc[kind & named, "service"])',
            # Two filters, one after the other; a table of one column.
            'a = tp.load("gatekeepers")\na = a[a["cps_category"] == given["category"]]\na = a[a["designation_status"] == "designated"]\nservice_names = a[["service"]]',
            f'{BOTH}\nservice_names = s[kind & named]["service"].sort_values(ascending=False).to_numpy()',
            # Names typed by hand from what the table shows, with another capital.
            'service_names = {"messaging": ["Messenger", "Whatsapp"], "browser": ["Safari", "Chrome"], "social_network": ["LinkedIn", "TikTok", "Facebook", "Instagram"],\n    "advertising": ["Google Ads (online advertising)", "Amazon Advertising", "Meta Ads"]}[given["category"]]',
            'service_names = [r.service for r in services.itertuples() if r.cps_category == given["category"] and r.designation_status == "designated"]'.replace(
                "services.", 'tp.load("gatekeepers").'
            ),
        ),
        wrong=(
            Wrong("kind only", f'{BOTH}\nservice_names = list(s[kind]["service"])', "One condition is still missing: keep only what was designated"),
            Wrong("status only", f'{BOTH}\nservice_names = list(s[named]["service"])', "One condition is still missing: keep only the kind"),
            Wrong("or for and", f'{BOTH}\nservice_names = list(s[kind | named]["service"])', "Both must hold"),
            Wrong("not designated", f'{BOTH}\nservice_names = list(s[kind & ~named]["service"])', "not designated"),
            Wrong("firms for services", f'{BOTH}\nservice_names = list(s[kind & named]["gatekeeper"])', "These are firms"),
            Wrong("the whole rows", f"{BOTH}\nservice_names = s[kind & named]", "a table with"),
            Wrong("a count", f"{BOTH}\nservice_names = len(s[kind & named])", "a number; what is awaited"),
            Wrong("the mask", f"{BOTH}\nservice_names = kind & named", "more than once"),
            Wrong("names in one text", f'{BOTH}\nservice_names = ", ".join(s[kind & named]["service"])', "square brackets"),
            Wrong("every service", f'{SERVICES}\nservice_names = list(s["service"])', "another number is awaited"),
            Wrong("a list of nothing", "service_names = []", "another number is awaited"),
        ),
    ),
    Task(
        cell="top_services",
        tests=("test_top_services",),
        right=(
            f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False)["service"].head(given["top"])',
            f'{SERVICES}\ntop_services = s.nlargest(given["top"], "eu_users_m")["service"].tolist()',
            # From the smallest, without the empty cells, read backwards.
            f'{SERVICES}\nk = s[s["eu_users_m"] > 0].sort_values("eu_users_m")\ntop_services = list(k["service"])[::-1][:given["top"]]',
            f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False)[["service"]][0:given["top"]]',
            f'{SERVICES}\npairs = sorted([(-u, n) for n, u in zip(s["service"], s["eu_users_m"]) if u == u])\ntop_services = tuple(n for u, n in pairs[:given["top"]])',
        ),
        wrong=(
            Wrong(
                "smallest of them first",
                f'{SERVICES}\ntop_services = list(s.sort_values("eu_users_m", ascending=False).head(given["top"])["service"])[::-1]',
                "Turn the order round",
            ),
            Wrong("ascending", f'{SERVICES}\ntop_services = s.sort_values("eu_users_m").head(given["top"])["service"]', "fewest users"),
            Wrong("tail of ascending", f'{SERVICES}\ntop_services = s.sort_values("eu_users_m").tail(given["top"])["service"]', "Empty cells"),
            Wrong(
                "tail of descending",
                f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False).tail(given["top"])["service"]',
                "Empty cells",
            ),
            Wrong("not sorted", f'{SERVICES}\ntop_services = s.head(given["top"])["service"]', "as it is stored"),
            Wrong(
                "sorted but not kept",
                f'{SERVICES}\ns.sort_values("eu_users_m", ascending=False)\ntop_services = list(s["service"].head(given["top"]))',
                "as it is stored",
            ),
            Wrong(
                "by the alphabet", f'{SERVICES}\ntop_services = s.sort_values("service", ascending=False).head(given["top"])["service"]', "alphabet"
            ),
            Wrong("too long", f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False)["service"]', "list is too long"),
            Wrong(
                "firms",
                f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False).head(given["top"])["gatekeeper"]',
                "These are firms|more than once",
            ),
            Wrong("numbers", f'{SERVICES}\ntop_services = s.nlargest(given["top"], "eu_users_m")["eu_users_m"]', "should not be there"),
            Wrong(
                "the rows",
                f'{SERVICES}\ntop_services = s.sort_values("eu_users_m", ascending=False).head(given["top"])',
                "a table with",
            ),
        ),
    ),
    Task(
        cell="services_per_firm",
        tests=("test_services_per_firm",),
        right=(
            f'{KEPT}\nservices_per_firm = kept.groupby("gatekeeper")["service"].count()',
            f'{KEPT}\nservices_per_firm = kept.groupby("gatekeeper").size().sort_values()',
            f'{KEPT}\nservices_per_firm = kept["gatekeeper"].value_counts().reset_index()',
            f'{KEPT}\nservices_per_firm = {{}}\nfor firm in kept["gatekeeper"]:\n    services_per_firm[firm] = services_per_firm.get(firm, 0) + 1',
            f'{KEPT}\nservices_per_firm = kept["gatekeeper"].value_counts().astype(float).to_dict()',
            f'{KEPT}\nservices_per_firm = kept.groupby("gatekeeper").agg(n=("service", "nunique"))',
            f'{KEPT}\nservices_per_firm = kept[["gatekeeper"]].value_counts()',
            f'{SERVICES}\nservices_per_firm = s.groupby(["designation_status", "gatekeeper"]).size()[given["status"]]',
        ),
        wrong=(
            Wrong("all rows", f'{SERVICES}\nservices_per_firm = s["gatekeeper"].value_counts()', "counted all rows"),
            Wrong(
                "the other rows",
                f'{SERVICES}\nservices_per_firm = s[s["designation_status"] != given["status"]]["gatekeeper"].value_counts()',
                "the other rows",
            ),
            Wrong("kinds for firms", f'{KEPT}\nservices_per_firm = kept["cps_category"].value_counts()', "kinds of service"),
            Wrong("services for firms", f'{KEPT}\nservices_per_firm = kept["service"].value_counts()', "name of each service"),
            Wrong(
                "known users only",
                f'{KEPT}\nservices_per_firm = kept.groupby("gatekeeper")["eu_users_m"].count()',
                "known number of users",
            ),
            Wrong("users for services", f'{KEPT}\nservices_per_firm = kept.groupby("gatekeeper")["eu_users_m"].sum()', "added up users"),
            Wrong("shares", f'{KEPT}\nservices_per_firm = kept["gatekeeper"].value_counts(normalize=True)', "These are shares"),
            Wrong("number of firms", f'{KEPT}\nservices_per_firm = kept["gatekeeper"].nunique()', "a number; what is awaited"),
            Wrong("names only", f'{KEPT}\nservices_per_firm = kept["gatekeeper"].to_list()', "a list of"),
            Wrong("first firm only", f'{KEPT}\nservices_per_firm = kept["gatekeeper"].value_counts().head(1)', "names are missing"),
            Wrong("ones", f'{KEPT}\nservices_per_firm = {{f: 1 for f in kept["gatekeeper"]}}', "differ"),
        ),
    ),
    Task(
        cell="by_year",
        tests=("test_by_year",),
        right=(
            f'{QUARTERS}\nby_year = q.groupby("year")["top10_revenue_usd_m"].sum().sort_values()',
            f'{QUARTERS}\nby_year = q.groupby("year").agg(total=("top10_revenue_usd_m", "sum"))',
            f'{QUARTERS}\nby_year = q.groupby("year", as_index=False)["top10_revenue_usd_m"].sum()',
            # The longer periods are the quarters; numbers as years.
            'q = totals[totals["period"].str.len() > 4]\nby_year = q["top10_revenue_usd_m"].groupby(q["period"].str[:4].astype(int)).sum()',
            'by_year = {}\nfor r in totals.itertuples():\n    if r.period_type != "year":\n        by_year[r.year] = by_year.get(r.year, 0) + r.top10_revenue_usd_m',
            f'{QUARTERS}\nby_year = q.groupby("year").sum()["top10_revenue_usd_m"]',
            f'{QUARTERS}\nby_year = q.pivot_table(index="year", values="top10_revenue_usd_m", aggfunc="sum")',
        ),
        wrong=(
            Wrong("counted twice", 'by_year = totals.groupby("year")["top10_revenue_usd_m"].sum()', "counted twice"),
            Wrong(
                "rows of whole years",
                'by_year = totals[totals["period_type"] == "year"].groupby("year")["top10_revenue_usd_m"].sum()',
                "rows of whole years",
            ),
            Wrong("average", f'{QUARTERS}\nby_year = q.groupby("year")["top10_revenue_usd_m"].mean()', "an average"),
            Wrong("count", f'{QUARTERS}\nby_year = q["year"].value_counts()', "counted quarters"),
            Wrong("largest quarter", f'{QUARTERS}\nby_year = q.groupby("year")["top10_revenue_usd_m"].max()', "largest quarter"),
            Wrong("by period", f'{QUARTERS}\nby_year = q.groupby("period")["top10_revenue_usd_m"].sum()', "grouped by period"),
            Wrong("one sum", f'{QUARTERS}\nby_year = q["top10_revenue_usd_m"].sum()', "a number; what is awaited"),
            Wrong(
                "groups without a sum", f'{QUARTERS}\nby_year = q.groupby("year")["top10_revenue_usd_m"]', "what is awaited is a sum for each year"
            ),
            Wrong("the table", "by_year = totals", "a table with"),
        ),
    ),
    Task(
        cell="firm_share",
        tests=("test_firm_share",),
        right=(
            f'{JOINED}\nj["percent"] = (j["firm_revenue"] / j["ten_revenue"] * 100).round(1)\nfirm_share = j[["quarter", "percent"]]',
            f'{JOINED}\nfirm_share = j.assign(percent=100 * j.firm_revenue / j.ten_revenue).set_index("quarter")["percent"]',
            f'{JOINED}\nfirm_share = dict(zip(j["quarter"], 100 * j["firm_revenue"] / j["ten_revenue"]))',
            # Joined the other way round; the index does the joining; a table with the quarter as index.
            'j = ten_table.merge(firm_table)\nj["percent"] = j["firm_revenue"] / (j["ten_revenue"] / 100)\nfirm_share = j[["quarter", "percent"]].sort_values("percent")',
            'f, t = firm_table.set_index("quarter"), ten_table.set_index("quarter")\nfirm_share = (100 * f["firm_revenue"] / t["ten_revenue"]).dropna()',
            f'{JOINED}\nj["percent"] = 100 * j["firm_revenue"] / j["ten_revenue"]\nfirm_share = j.set_index("quarter")[["percent"]]',
            # The columns in another order; all columns of the joined table.
            f'{JOINED}\nj["percent"] = 100 * j["firm_revenue"] / j["ten_revenue"]\nfirm_share = j[["percent", "quarter"]]',
            f'{JOINED}\nj["percent"] = 100 * j["firm_revenue"] / j["ten_revenue"]\nfirm_share = j',
        ),
        wrong=(
            Wrong(
                "fractions",
                f'{JOINED}\nj["percent"] = j["firm_revenue"] / j["ten_revenue"]\nfirm_share = j[["quarter", "percent"]]',
                "the scale is not",
            ),
            Wrong(
                "upside down",
                f'{JOINED}\nj["percent"] = 100 * j["ten_revenue"] / j["firm_revenue"]\nfirm_share = j[["quarter", "percent"]]',
                "upside down",
            ),
            Wrong(
                "share of the others",
                f'{JOINED}\nj["percent"] = 100 - 100 * j["firm_revenue"] / j["ten_revenue"]\nfirm_share = j[["quarter", "percent"]]',
                "nine others",
            ),
            Wrong(
                "own year as whole",
                f'{JOINED}\nj["percent"] = 100 * j["firm_revenue"] / j["firm_revenue"].sum()\nfirm_share = j[["quarter", "percent"]]',
                "firm's own revenue",
            ),
            Wrong(
                "whole year",
                f'{JOINED}\nj["percent"] = 100 * j["firm_revenue"] / j["ten_revenue"].sum()\nfirm_share = j[["quarter", "percent"]]',
                "whole year",
            ),
            Wrong(
                "share of the market",
                'r = tp.load("foundry_revenue")\nr = r[(r["firm"] == given["firm"]) & r["quarter"].str.startswith(given["year"])]\nfirm_share = r[["quarter", "share_pct"]]',
                "whole market",
            ),
            Wrong("copy of the input", "firm_share = firm_table", "revenue itself"),
            Wrong(
                "rows side by side without a join",
                'firm_table["percent"] = 100 * firm_table["firm_revenue"] / ten_table["ten_revenue"]\nfirm_share = firm_table[["quarter", "percent"]]',
                "do not begin with the same quarter",
            ),
            Wrong(
                "whole numbers",
                f'{JOINED}\nj["percent"] = round(100 * j["firm_revenue"] / j["ten_revenue"])\nfirm_share = j[["quarter", "percent"]]',
                "whole numbers",
            ),
            Wrong("joined and not divided", f"{JOINED}\nfirm_share = j", "a table with"),
            Wrong("the column alone", f'{JOINED}\nfirm_share = 100 * j["firm_revenue"] / j["ten_revenue"]', "names do not fit"),
            Wrong("average of the year", f'{JOINED}\nfirm_share = (100 * j["firm_revenue"] / j["ten_revenue"]).mean()', "a number; what is awaited"),
        ),
    ),
    Task(
        cell="figure",
        tests=("test_plot_bars", "test_plot_words"),
        right=(
            f'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"], color="grey")\n{WORDS}',
            'figure, ax = plt.subplots()\nax.bar(weekly["month"], weekly["users_m"])\nax.set_title("More users each time")\nax.set_ylabel("millions of users")',
            'figure = weekly.plot.barh(x="month", y="users_m", title="Weekly users of ChatGPT", xlabel="users (millions)").figure',
            # The axes for the figure; the largest first; title at the left.
            'w = weekly.sort_values("users_m", ascending=False)\nfig, figure = plt.subplots()\nfigure.barh(w["month"], w["users_m"])\nfigure.set_title("Who uses ChatGPT?", loc="left")\nfigure.set_xlabel("weekly users, millions")',
            'figure = plt.figure()\nplt.bar(range(len(weekly)), weekly["users_m"], tick_label=list(weekly["month"]))\nplt.title("Users in a week")\nplt.ylabel("millions")',
        ),
        wrong=(
            Wrong("a line", f'figure, ax = plt.subplots()\nax.plot(weekly["month"], weekly["users_m"])\n{WORDS}', "no bars are drawn"),
            Wrong(
                "no title",
                'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"])\nax.set_xlabel("millions")',
                "title that says",
                ("test_plot_words",),
            ),
            Wrong(
                "title of one word",
                'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"])\nax.set(title="Users", xlabel="millions")',
                "title that says",
                ("test_plot_words",),
            ),
            Wrong(
                "no axis label",
                'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"])\nax.set_title("Weekly users of ChatGPT")',
                "label the axis",
                ("test_plot_words",),
            ),
            Wrong(
                "label on the months",
                'figure, ax = plt.subplots()\nax.bar(weekly["month"], weekly["users_m"])\nax.set(title="Weekly users of ChatGPT", xlabel="month")',
                "the one with the months",
                ("test_plot_words",),
            ),
            Wrong(
                "running sum",
                f'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"].cumsum())\n{WORDS}',
                "adding all months",
                ("test_plot_bars",),
            ),
            Wrong(
                "persons for millions",
                f'figure, ax = plt.subplots()\nax.barh(weekly["month"], weekly["users_m"] * 1_000_000)\n{WORDS}',
                "in persons",
                ("test_plot_bars",),
            ),
            Wrong(
                "shares of a sum",
                f'figure, ax = plt.subplots()\nax.barh(weekly["month"], 100 * weekly["users_m"] / weekly["users_m"].sum())\n{WORDS}',
                "shares of a sum",
                ("test_plot_bars",),
            ),
            Wrong(
                "index for months",
                f'figure, ax = plt.subplots()\nax.barh(weekly.index, weekly["users_m"])\n{WORDS}',
                "names do not fit",
                ("test_plot_bars",),
            ),
            Wrong(
                "all rows of the table",
                f'w = tp.load("chatgpt_users")\nfigure, ax = plt.subplots()\nax.barh(w["month"], w["users_m"])\n{WORDS}',
                "names do not fit|values differ",
                ("test_plot_bars",),
            ),
            Wrong("no bars yet", f"figure, ax = plt.subplots()\n{WORDS}", "no bars are drawn"),
            Wrong("the data for the figure", 'figure = weekly["users_m"]', "a figure with axes"),
        ),
    ),
)

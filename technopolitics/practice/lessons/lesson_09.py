"""Lesson 09, the Digital Services Act: exercises, predictions, verdicts."""

import pandas as pd

from technopolitics.datasets import load
from technopolitics.practice.exercise import Exercise, Mistake, Prediction, Verdict
from technopolitics.practice.judging import Choice, Name, Number, Rule

THRESHOLD_M = 45  # Regulation (EU) 2022/2065, Article 33(1), in million recipients
HOLE = float("nan")

# ------------------------------------------------------------------------------------------- predictions


def listed_below_threshold():
    services = load("vlops")
    listed = services[services["legal_status"] == "designated"]
    return (listed["users_latest_m"] < THRESHOLD_M).sum()


def languages_of_x():
    languages = load("dsa_moderators_lang")
    return (languages[languages["service"] == "X"]["moderators"] > 0).sum()


def reversed_by_tiktok():
    return load("dsa_transparency").set_index("service").loc["TikTok", "reversal_rate_pct"]


PREDICTIONS = [
    Prediction(
        key="09-below",
        question="How many services on the list now declare fewer than 45 million recipients?",
        kind=Number("services"),
        answer=listed_below_threshold,
        surprise="A number below the threshold does not end a designation: a decision does.",
    ),
    Prediction(
        key="09-languages",
        question="For how many of the 24 official languages does X name at least one moderator?",
        kind=Number("languages"),
        answer=languages_of_x,
        surprise="The other cells are empty: not listed, which is not the same as zero.",
    ),
    Prediction(
        key="09-reversed",
        question="In how many of 100 decided complaints did TikTok change its own first decision?",
        kind=Number("of 100 decided complaints"),
        answer=reversed_by_tiktok,
        surprise="Those who complain are not a sample of all users: keep that in mind for exercise 4.",
    ),
]

# --------------------------------------------------------------------------------------------- exercises


def back_unknown():
    possible = [90, 110]  # both fit "more than 80"
    caught = [performance >= 100 for performance in possible]
    return "a" if all(caught) else "c" if any(caught) else "b"


def agreements():
    services = load("vlops")
    on_list = services["legal_status"] == "designated"
    number = services["users_latest_m"]
    rule_says_yes = number >= 45
    rule_says_no = (number < 45) & (services["users_latest_bound"] != "at_least")
    return ((rule_says_yes & on_list) | (rule_says_no & ~on_list)).sum()


def agreements_of_the_plain_comparison():
    services = load("vlops")
    return ((services["users_latest_m"] >= THRESHOLD_M) == (services["legal_status"] == "designated")).sum()


def agreements_where_rule_says_yes():
    services = load("vlops")
    return ((services["users_latest_m"] >= THRESHOLD_M) & (services["legal_status"] == "designated")).sum()


def agreements_with_unknown_as_yes():
    return agreements() + load("vlops")["users_latest_m"].isna().sum()


def agreements_before_designation():
    services = load("vlops")
    return ((services["users_at_designation_m"] >= THRESHOLD_M) & (services["legal_status"] == "designated")).sum()


def disagreements():
    return load("vlops")["users_latest_m"].notna().sum() - agreements()


def union_of_tiers():
    duties = load("dsa_obligations")
    binds_temu = duties["tier_marketplace"] | duties["tier_vlop"]
    return binds_temu.sum()


def sum_of_tiers():
    duties = load("dsa_obligations")
    return duties["tier_marketplace"].sum() + duties["tier_vlop"].sum()


def both_tiers():
    duties = load("dsa_obligations")
    return (duties["tier_marketplace"] & duties["tier_vlop"]).sum()


def very_large_rule():
    def my_rule(declared_m, bound, found_m):
        if not pd.isna(found_m):
            return found_m >= 45
        if pd.isna(declared_m):
            return None
        if declared_m >= 45:
            return True
        if bound == "at_least":
            return None
        return False

    return my_rule


def rule_without_second_source():
    right = very_large_rule()
    return lambda declared_m, bound, found_m: right(declared_m, bound, None)


def rule_with_more_than():
    def rule(declared_m, bound, found_m):
        number = declared_m if pd.isna(found_m) else found_m
        if pd.isna(number):
            return None
        return True if number > THRESHOLD_M else None if bound == "at_least" and pd.isna(found_m) else False

    return rule


def rule_without_bound():
    def rule(declared_m, bound, found_m):
        number = declared_m if pd.isna(found_m) else found_m
        return None if pd.isna(number) else number >= THRESHOLD_M

    return rule


def rule_with_hole_as_no():
    right = very_large_rule()
    return lambda declared_m, bound, found_m: (
        bool(found_m >= THRESHOLD_M) if not pd.isna(found_m) else False if pd.isna(declared_m) else right(declared_m, bound, None)
    )


def rule_with_one_source_enough():
    right = very_large_rule()
    return lambda declared_m, bound, found_m: True if right(declared_m, bound, None) else right(declared_m, bound, found_m)


RULE_CASES = [
    (83.0, "at_least", None),
    (33.0, "exact", None),
    (33.0, "exact", 50.0),
    (30.0, "at_least", None),
    (30.0, "at_least", 83.0),
    (45.0, "exact", None),
    (44.9, "exact", None),
    (HOLE, "exact", None),
    (HOLE, "exact", 40.0),
    (60.0, "exact", 40.0),
]


def name_of_case(declared_m, bound, found_m):
    declared = "an empty cell" if pd.isna(declared_m) else f"{declared_m:g} ({bound})"
    return f"declared {declared}, found {'nothing' if found_m is None else f'{found_m:g}'}"


def change_on_one_ruler():
    series = load("amar_history").query("service == 'X'")
    basis = series["counting_basis"].iloc[0]  # "logged in 59.8 + logged out 41.1"
    first = float(basis.split()[2])
    newest = series["users_m"].iloc[-1]
    return 100 * (newest / first - 1)


def change_of_the_headline():
    series = load("amar_history").query("service == 'X'")
    return 100 * (series["users_m"].iloc[-1] / series["users_m"].iloc[0] - 1)


def change_from_the_second_row():
    series = load("amar_history").query("service == 'X'")
    return 100 * (series["users_m"].iloc[-1] / float(series["counting_basis"].iloc[1].split()[2]) - 1)


def change_in_millions():
    series = load("amar_history").query("service == 'X'")
    return series["users_m"].iloc[-1] - float(series["counting_basis"].iloc[0].split()[2])


def change_as_ratio():
    return 100 + change_on_one_ruler()


def unlisted_inhabitants():
    codes = {"CS": "CZ", "DA": "DK", "ET": "EE", "EL": "GR", "EN": "IE", "SL": "SI", "SV": "SE"}
    states = load("dsa_amar_country").query("service == 'TikTok'")
    languages = load("dsa_moderators_lang")
    languages["country"] = languages["language_code"].str.upper().replace(codes)
    reach = languages.merge(states[["country", "population_2024_m"]], on="country")
    not_listed = (reach["service"] == "X") & reach["moderators"].isna()
    return reach[not_listed]["population_2024_m"].sum()


def population_of_main_countries():
    codes = {"CS": "CZ", "DA": "DK", "ET": "EE", "EL": "GR", "EN": "IE", "SL": "SI", "SV": "SE"}
    languages = load("dsa_moderators_lang").query("service == 'X'")
    countries = languages["language_code"].str.upper().replace(codes)
    states = load("dsa_amar_country").query("service == 'TikTok'")
    return states[states["country"].isin(countries)]["population_2024_m"].sum()


def listed_inhabitants():
    return population_of_main_countries() - unlisted_inhabitants()


def unlisted_of_all_services():
    languages = load("dsa_moderators_lang")
    codes = {"CS": "CZ", "DA": "DK", "ET": "EE", "EL": "GR", "EN": "IE", "SL": "SI", "SV": "SE"}
    languages["country"] = languages["language_code"].str.upper().replace(codes)
    states = load("dsa_amar_country").query("service == 'TikTok'")
    reach = languages.merge(states[["country", "population_2024_m"]], on="country")
    return reach[reach["moderators"].isna() | (reach["moderators"] == 0)]["population_2024_m"].sum()


def unlisted_languages():
    languages = load("dsa_moderators_lang").query("service == 'X'")
    return languages["moderators"].isna().sum()


def most_per_measure():
    reports = load("dsa_transparency").merge(load("vlops")[["service", "category"]], on="service")
    social = reports[reports["category"].isin(["social_network", "video_sharing"])].set_index("service")
    per_100 = 100 * social["complaints_reversed"] / social["own_initiative_terms_measures"]
    return per_100.idxmax()


def most_of_all_kinds():
    reports = load("dsa_transparency").set_index("service")
    return (reports["complaints_reversed"] / reports["own_initiative_terms_measures"]).astype(float).idxmax()


def most_per_complaint():
    reports = load("dsa_transparency").merge(load("vlops")[["service", "category"]], on="service")
    return reports[reports["category"].isin(["social_network", "video_sharing"])].set_index("service")["reversal_rate_pct"].idxmax()


def most_reversals():
    reports = load("dsa_transparency").merge(load("vlops")[["service", "category"]], on="service")
    return reports[reports["category"].isin(["social_network", "video_sharing"])].set_index("service")["complaints_reversed"].idxmax()


def median_wait():
    steps = load("dsa_enforcement")
    opened = steps[steps["step"] == "opening"].set_index("case_id")["date"]
    findings = steps[steps["step"] == "preliminary_finding"]
    first_finding = findings.groupby("case_id")["date"].min()
    days = (first_finding - opened).dt.days
    return days.median() / 30.44


def median_wait_in_days():
    return median_wait() * 30.44


def waits_of_all_findings():
    steps = load("dsa_enforcement")
    opened = steps[steps["step"] == "opening"].set_index("case_id")["date"]
    findings = steps[steps["step"] == "preliminary_finding"]
    return (findings["date"] - findings["case_id"].map(opened)).dt.days / 30.44


def median_over_all_findings():
    return waits_of_all_findings().median()


def mean_wait():
    steps = load("dsa_enforcement")
    opened = steps[steps["step"] == "opening"].set_index("case_id")["date"]
    first_finding = steps[steps["step"] == "preliminary_finding"].groupby("case_id")["date"].min()
    return (first_finding - opened).dt.days.mean() / 30.44


EXERCISES = [
    Exercise(
        key="09-back-unknown",
        kind=Choice("abc"),
        answer=back_unknown,
        hints=(
            "Think of two chips that both fit the data sheet.",
            "One chip at 90 and one at 110: does the rule treat them alike?",
        ),
        why="Both 90 and 110 are more than 80, and the rule treats them differently. What the sheet says leaves the answer open.",
        mistakes=(
            Mistake(lambda: "a", "Not so fast: a chip at 90 fits the sheet too. Would the rule catch it?"),
            Mistake(lambda: "b", "The sheet gives a lower bound. A chip at 110 fits it too. Would the rule catch it?"),
        ),
    ),
    Exercise(
        key="09-agree",
        kind=Number("rows", tolerance=0),
        answer=agreements,
        hints=(
            "There are two ways to agree: yes with on the list, and no with not on the list.",
            'Build rule_says_no in the same way as rule_says_yes, with the word "no", and remember that ~on_list means not on the list.',
            "Count with .sum(): ((rule_says_yes & on_list) | (rule_says_no & ~on_list)).sum()",
        ),
        why="The rows that disagree are not errors of the code: other information, a number that fell later, a decision that has not been taken. Where there is no number, the rule is silent.",
        mistakes=(
            Mistake(
                agreements_of_the_plain_comparison,
                "One row too many: a service without a number was taken as 'no'. That is the trap of the plain comparison; 'not settled' agrees with nothing.",
            ),
            Mistake(
                agreements_where_rule_says_yes,
                "These are the rows where the rule says yes and the service is on the list. There is a second way to agree.",
            ),
            Mistake(agreements_with_unknown_as_yes, "You counted 'not settled' as an agreement. Without a number the rule says nothing."),
            Mistake(
                agreements_before_designation,
                "These are the numbers from before the designation. The column 'newest' holds the answers for the newest numbers.",
            ),
            Mistake(disagreements, "These are the rows where rule and list disagree. The question asks for the others."),
        ),
    ),
    Exercise(
        key="09-union",
        kind=Number("articles", tolerance=0),
        answer=union_of_tiers,
        hints=(
            "An article counts when it binds marketplaces, or very large platforms, or both: and it counts once.",
            "The sign for or, row by row, is |.",
            'Join the two columns, then add up the yes: (duties["tier_marketplace"] | duties["tier_vlop"]).sum()',
        ),
        why="Tiers overlap like floors of one house: most articles stand in both columns. A union counts each of them once.",
        mistakes=(
            Mistake(sum_of_tiers, "You added the two tiers, so every article that stands in both was counted twice."),
            Mistake(both_tiers, "These are the articles that stand in both columns. One of the two is enough to bind Temu."),
            Mistake(
                lambda: load("dsa_obligations")["tier_vlop"].sum(),
                "These are the articles for any very large platform. Temu is a marketplace as well.",
            ),
            Mistake(
                lambda: load("dsa_obligations")["tier_marketplace"].sum(), "These are the articles for any marketplace. Temu is very large as well."
            ),
        ),
    ),
    Exercise(
        key="09-rule",
        kind=Rule(RULE_CASES, named=name_of_case),
        answer=very_large_rule,
        hints=(
            "Take the questions in order: is there a found number? If not, is there a declared one? Is it large enough? Is it only a lower bound?",
            "A found number is exact: return found_m >= 45 answers at once, with yes or no.",
            "After the first question the function is the one of the lesson: empty gives None, at least 45 gives True, 'at_least' gives None, and what is left gives False.",
        ),
        why="The order of the questions is the law. Here the found number comes first, so it can lift a service above the threshold and also take it below. "
        "Article 33(4) itself names the sources and does not rank them: that part is ours.",
        mistakes=(
            Mistake(rule_without_second_source, "Your function never looks at found_m. Ask for it first."),
            Mistake(rule_with_more_than, "Look at a number that is exactly the threshold. Article 33(1) says: equal to or higher than."),
            Mistake(rule_without_bound, "Look at the bound: a declared 'more than 30' may hide a number on either side."),
            Mistake(rule_with_hole_as_no, "An empty cell became a no. Without any number the answer is None."),
            Mistake(
                rule_with_one_source_enough,
                "Your function says yes as soon as one source does. In this exercise a found number alone decides, also downwards.",
            ),
        ),
    ),
    Exercise(
        key="09-ruler",
        kind=Number("percent", tolerance=0.3),
        answer=change_on_one_ruler,
        hints=(
            "Two numbers are comparable when they were counted in the same way.",
            "The first row of X splits its number into two parts in the column counting_basis. Take the logged-in part.",
            'x = tp.load("amar_history").query("service == \'X\'"), read the logged-in part of the first row, then 100 * (newest / first - 1).',
        ),
        why="On one ruler the number rises; on two rulers it seems to fall. And the word 'apparently' stays: the newest report does not state its basis.",
        mistakes=(
            Mistake(
                change_of_the_headline,
                "This compares logged in and logged out together with logged in only: two rulers. Take the logged-in part of the first number.",
            ),
            Mistake(change_from_the_second_row, "This starts in July 2023. The question starts on 17 February 2023."),
            Mistake(change_in_millions, "This is the difference in millions. Divide by the first number to get percent."),
            Mistake(change_as_ratio, "This is the newest number in percent of the first. The change is what goes beyond 100."),
        ),
    ),
    Exercise(
        key="09-unlisted",
        kind=Number("million inhabitants", tolerance=0.3),
        answer=unlisted_inhabitants,
        hints=(
            "Keep the rows of X in which the cell is empty; then add up the populations.",
            'reach["moderators"].isna() is true where the cell is empty. Join it with the condition on the service by &.',
            'reach[(reach["service"] == "X") & reach["moderators"].isna()]["population_2024_m"].sum()',
        ),
        why="Several of the Union's larger languages are among them. The number says what X did not report, and nothing about who reads their posts.",
        mistakes=(
            Mistake(lambda: 0, "No row of X holds the number zero. An empty cell is not a zero: ask for it with .isna()."),
            Mistake(listed_inhabitants, "These are the countries whose language X does list. The question asks for the others."),
            Mistake(
                unlisted_of_all_services, "You took all services together, and zeros with the holes. Keep the rows of X, and only the empty cells."
            ),
            Mistake(unlisted_languages, "This is a number of languages. The question asks for inhabitants, in millions."),
            Mistake(population_of_main_countries, "These are all main countries. Keep only the languages with an empty cell."),
        ),
    ),
    Exercise(
        key="09-per-measure",
        kind=Name("the name of a service", known=lambda: load("dsa_transparency")["service"]),
        answer=most_per_measure,
        hints=(
            "Divide reversals by measures, for each service, and look for the largest result.",
            'Make the service the index first: by_name = social.set_index("service").',
            'per_100 = 100 * by_name["complaints_reversed"] / by_name["own_initiative_terms_measures"], then per_100.idxmax()',
        ),
        why="Three questions, three leaders: one service leads by reversals per complaint, another by reversals in all, a third by reversals per measure. "
        "The division is rough, because a complaint can also concern a decision that followed a notice.",
        mistakes=(
            Mistake(most_per_complaint, "This service leads per decided complaint, which is the figure. Divide by its measures instead."),
            Mistake(most_reversals, "This service has the most reversals in all. It also takes the most measures: divide."),
            Mistake(most_of_all_kinds, "This service is no social service. Use the eight rows of social."),
        ),
    ),
    Exercise(
        key="09-wait",
        kind=Number("months", tolerance=0.15),
        answer=median_wait,
        hints=(
            "Three steps: the date of the opening for each case, the date of the first finding for each case, the difference.",
            'For the findings: groupby("case_id")["date"].min() gives the first date of each case. Give the openings the index case_id too.',
            "days = (first_finding - opened).dt.days, then days.median() / days_in_a_month. Cases without a finding drop out as empty.",
        ),
        why="Half of the cases with a finding waited longer, half shorter. Several of them were opened and decided on the same days, so one decision weighs several times in the middle.",
        mistakes=(
            Mistake(median_wait_in_days, "These are days. Divide by the length of a month."),
            Mistake(median_over_all_findings, "You took every finding. Some cases have several: keep the first of each case with .min()."),
            Mistake(mean_wait, "This is the mean. One slow case pulls it up; the median is the value in the middle."),
        ),
    ),
]

# ---------------------------------------------------------------------------------------------- verdicts


def few_impose_their_rules() -> Verdict:
    """P33: few = three groups hold at least half of the declared service-users; their rules = at least half of the measures
    of the middle service rest on its own terms; unbound = no fine and no commitments yet. All three: supported; none:
    contradicted; else partly."""
    services = load("vlops")
    listed = services[services["legal_status"] == "designated"]
    by_group = listed.groupby("group")["users_latest_m"].sum()
    three = 100 * by_group.nlargest(3).sum() / by_group.sum()
    both = load("dsa_transparency").dropna(subset=["own_initiative_illegal_measures"])
    own = both["own_initiative_terms_measures"]
    middle = (100 * own / (own + both["own_initiative_illegal_measures"])).median()
    outcomes = load("dsa_enforcement")["step"].isin(["fine", "commitments_accepted"]).sum()
    met = [three >= 50, middle >= 50, outcomes == 0]
    word = "supported" if all(met) else "partly" if any(met) else "contradicted"
    return Verdict(
        word,
        f"Three groups hold {three:.0f} percent of the declared users of the listed services. Where both are reported, the middle service takes "
        f"{middle:.0f} percent of its measures under its own terms. But a law binds them: fines or commitments came {outcomes} times. "
        "Our tables see the Union, not the planet.",
        "Many groups of similar size, measures that mostly rest on the law, or a law that is never enforced.",
    )


def platforms_undermine_transparency() -> Verdict:
    """P35: supported when the case on an election has a finding, commitments or a fine; partly when only duties of openness
    (Articles 39 and 40: archive of advertisements, access to data) led to a finding or a fine; contradicted when neither did."""
    steps = load("dsa_enforcement")
    results = steps[steps["step"].isin(["preliminary_finding", "commitments_accepted", "fine"])]
    election_cases = steps[steps["theme"].str.contains("election") & (steps["step"] == "opening")]["case_id"]
    settled = results["case_id"].isin(election_cases).any()
    articles = results["articles"].fillna("").str.split(";")
    openness = results[[any(a.split("(")[0] in ("39", "40") for a in listed) for listed in articles]]
    word = "supported" if settled else "partly" if len(openness) else "contradicted"
    return Verdict(
        word,
        f"{len(openness)} findings, commitments or fines, against {openness['group'].nunique()} groups, concern the archive of advertisements or access to data, "
        f"which let outsiders look. The case that names an election is {'settled' if settled else 'open, without a finding'}.",
        "A finding in the case on the Romanian election, in either direction.",
    )


def europe_plays_along() -> Verdict:
    """T38: steps are openings, preliminary findings and fines on US groups, before and after 20 January 2025. Supported when they
    fell by at least half per month; contradicted when neither they nor the US part of all steps fell; else partly."""
    steps = load("dsa_enforcement")
    formal = steps[steps["step"].isin(["opening", "preliminary_finding", "fine"])]
    change = pd.Timestamp("2025-01-20")
    before, after = formal[formal["date"] < change], formal[formal["date"] >= change]
    months_before = (change - formal["date"].min()).days / 30.44
    months_after = (formal["date"].max() - change).days / 30.44
    us_before, us_after = (before["group_hq_country"] == "US"), (after["group_hq_country"] == "US")
    rate_before, rate_after = us_before.sum() / months_before, us_after.sum() / months_after
    once = after.drop_duplicates(["date", "theme", "step"])  # the adult sites: one decision, a row each
    fell = us_after.mean() < us_before.mean()
    word = "supported" if rate_after <= rate_before / 2 else "partly" if fell or rate_after < rate_before else "contradicted"
    return Verdict(
        word,
        f"Formal steps on US groups came at {rate_before:.2f} a month before 20 January 2025 and at {rate_after:.2f} after it; their part of all steps went "
        f"from {100 * us_before.mean():.0f} to {100 * us_after.mean():.0f} percent ({100 * (once['group_hq_country'] == 'US').mean():.0f} when steps of one day and theme count once). A count shows no motive, and no case that was never opened.",
        "Documents on why a case was opened, delayed or dropped; or a count that clearly falls.",
    )


VERDICTS = {"P33": few_impose_their_rules, "P35": platforms_undermine_transparency, "T38": europe_plays_along}

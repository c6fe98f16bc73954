"""The book: whole, linked, described, light, and usable with a keyboard, on a telephone, in the dark, on paper and without scripts."""

import functools
import itertools
import re
import threading
from dataclasses import replace
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import technopolitics as tp
from technopolitics.practice.claims_ledger import WORDS
from tools import make_book
from tools.book import glossary, guide, lessons, references
from tools.book.course import Course, link_claims, link_tables
from tools.lesson_frame import all_lessons

# One build serves all tests: they stay together on one worker.
pytestmark = pytest.mark.xdist_group("book")

LESSONS = [f"lessons/{lesson.path.stem}.html" for lesson in all_lessons()]
KINDS = [
    "index.html",
    LESSONS[0],
    LESSONS[3],
    LESSONS[15],
    "ledger.html",
    "tables/chip_chain_cset.html",
    "guide/03_chips_concentration.html",
    "syllabus.html",
]


class Page(HTMLParser):
    """What a page links, loads and names."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.loads, self.ids, self.pictures = [], [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found[key] for key in ("id", "name") if found.get(key)}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag in ("img", "script", "iframe", "source") and found.get("src"):
            self.loads.append(found["src"])
        elif tag == "link" and found.get("rel") != "canonical":
            self.loads.append(found["href"])
        if tag == "img":
            self.pictures.append(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole site without the edition that runs in the browser, built once."""
    folder = tmp_path_factory.mktemp("book")
    make_book.build(folder / "site", folder / "work", lite=False)
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, read."""
    return {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html")}


@pytest.fixture(scope="module")
def address(site):
    """The site on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visit(browser, address):
    """Open a page in a new window; takes the name of the page and what the window is like."""
    contexts = []

    def go(name, **window):
        context = browser.new_context(**window)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + name)
        return page

    yield go
    for context in contexts:
        context.close()


def test_every_lesson_table_claim_and_guide_page_is_there(pages):
    """One page a lesson, a table, an instructors' page; one anchor a claim; and the front page opens three doors."""
    assert set(LESSONS) <= set(pages)
    assert {f"tables/{name}.html" for name in tp.tables()} <= set(pages)
    assert {f"{p.parent.name}/{p.stem}.html" for p in [*guide.plans(), *guide.assignment_pages()]} <= set(pages)
    assert all(f"guide/{lesson.path.stem}.html" in pages for lesson in all_lessons() if Course(Path()).guide_page(lesson))
    assert set(tp.load("claims")["claim_id"]) <= pages["ledger.html"].ids
    assert {"learn.html", "teach.html", "contribute.html"} <= set(pages["index.html"].links)


def test_every_link_leads_somewhere(site, pages):
    """Each link and each file that a page loads exists in the site, down to the anchor; other hosts are only linked."""
    broken = []
    for name, page in pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or name == "404.html":
                continue
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            if not target.is_file():
                broken.append(f"{name}: {link}")
            elif (
                parts.fragment
                and target.suffix == ".html"
                and parts.fragment not in pages[target.resolve().relative_to(site.resolve()).as_posix()].ids
            ):
                broken.append(f"{name}: no place '{parts.fragment}' in {link}")
    assert not broken, "\n".join(broken[:20])


def test_nothing_is_loaded_from_another_host(site, pages):
    """No script, style, picture or font has an address with a host, and no style imports one."""
    assert {link for page in pages.values() for link in page.loads if urlsplit(link).netloc} == set()
    for path in [*site.rglob("*.css"), *site.rglob("*.html")]:
        assert not re.search(r"@import|url\(", path.read_text(encoding="utf-8")), path


def test_a_browser_asks_no_other_host(visit, address):
    """The network log of a real browser holds this server alone, on each kind of page, the search included."""
    asked = []
    for name in [*KINDS, "search.html?q=bottleneck", "references.html", "glossary.html"]:
        page = visit("404.html")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + name, wait_until="networkidle")
    assert len(asked) > len(KINDS)
    assert {url for url in asked if not url.startswith((address, "data:"))} == set()


def test_lesson_pages_are_light(visit, address):
    """Everything that a browser transfers for a lesson, pictures included, stays under one megabyte."""
    for name in LESSONS:
        page = visit("404.html")
        sizes = []
        page.on("requestfinished", lambda request, sizes=sizes: sizes.append(request.sizes()["responseBodySize"]))
        page.goto(address + name)
        page.evaluate("document.querySelectorAll('img').forEach((image) => image.loading = 'eager')")
        page.wait_for_load_state("networkidle")
        assert 50_000 < sum(sizes) < 1_000_000, f"{name}: {sum(sizes)} bytes"


def test_every_figure_has_its_words_and_its_size(site, pages):
    """As many pictures as the notebook saved; each has an alternative text, its whole description below, and its size."""
    for lesson, name in zip(all_lessons(), LESSONS, strict=True):
        saved = [o.metadata["image/png"]["alt"] for c in lesson.code for o in c.outputs if "image/png" in o.get("data", {})]
        text = (site / name).read_text(encoding="utf-8")
        captions = re.findall(r"<figcaption><b>In words\.</b> (.*?)</figcaption>", text, flags=re.DOTALL)
        assert [
            re.sub(r"&(?:#x27|#39);", "'", c).replace("&quot;", '"').replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") for c in captions
        ] == saved
        figures = [p for p in pages[name].pictures if "figures/" in p["src"]]
        assert len(figures) == len(saved)
        assert all(len(p["alt"]) > 40 and int(p["width"]) > 100 and int(p["height"]) > 100 for p in figures)


def test_lessons_show_what_was_saved_and_nothing_that_waits_for_a_kernel(site):
    """Printed numbers of the notebook stand on the page; the notes of unanswered cells do not."""
    for lesson, name in zip(all_lessons(), LESSONS, strict=True):
        text = re.sub(r"<[^>]+>", "", (site / name).read_text(encoding="utf-8"))
        assert "Not attempted" not in text
        assert "No guess yet" not in text
        printed = [
            line
            for c in lesson.code
            for o in c.outputs
            if o.get("name") == "stdout"
            for line in o.text.splitlines()
            if re.fullmatch(r"[\w ,.:]{20,}", line)
        ]
        assert all(line in text for line in printed)


def test_lesson_pages_follow_each_other(site):
    """Next and previous lead through the lessons in teaching order."""
    for before, after in itertools.pairwise(LESSONS):
        assert f'rel="next" href="{Path(after).name}"' in (site / before).read_text(encoding="utf-8")
        assert f'rel="prev" href="{Path(before).name}"' in (site / after).read_text(encoding="utf-8")


def test_table_pages_show_the_passport(site):
    """Each table's page has its licence with a link, its date, every column, every decision, and the file itself to download."""
    for name in tp.tables():
        passport = tp.about(name)
        text = (site / "tables" / f"{name}.html").read_text(encoding="utf-8")
        assert f'rel="license" href="{passport._resource["licenses"][0]["path"]}"' in text
        assert passport.licence in text
        assert passport.as_of in text
        assert all(f"<code>{field['name']}</code>" in text for field in passport.fields)
        assert len(re.findall("<li>", text.split("Decisions<", 1)[1].split("Columns<", 1)[0])) == len(passport.decisions)
        assert (site / "data" / f"{name}.csv").read_bytes() == (make_book.ROOT / "data" / f"{name}.csv").read_bytes()


def test_glossary_has_every_term_of_every_lesson(site):
    """English and French of each lesson's list stand in the glossary, the French marked as French."""
    text = (site / "glossary.html").read_text(encoding="utf-8")
    listed = {(en.lower(), fr) for en, fr, _, _ in glossary.terms(Course(Path()))}
    assert {en.lower() for lesson in all_lessons() for en, _ in lesson.terms} == {en for en, _ in listed}
    assert text.count('<span lang="fr">') >= 2 * len(listed)


def test_names_of_tables_and_claims_become_links_in_the_guide():
    """A name of the course's own is linked; a word that only looks like one is left alone."""
    assert link_tables("see `vlops` and `volps`", "../") == 'see <a href="../tables/vlops.html"><code>vlops</code></a> and `volps`'
    assert link_claims("P33, P99", "../") == '<a href="../ledger.html#P33">P33</a>, P99'


def test_the_button_to_the_browser_edition_is_there_when_that_edition_is():
    """A lesson offers to run in the browser only in a site that holds that edition: no dead link."""
    lesson = all_lessons()[3]
    wanted = 'href="../lite/lab/index.html?path=notebooks/03_chips_concentration.ipynb"'
    assert wanted in lessons.card(lesson, Course(Path(), lite=True))
    assert "lite/" not in lessons.card(lesson, Course(Path(), lite=False))


def test_every_page_says_what_it_is(site):
    """Title, language and, on pages of text, a description for search engines, not twice the same."""
    descriptions = {}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert '<html lang="en"' in text
        assert re.search(r"<title>[^<]{10,}</title>", text), path
        for found in re.findall(r'<meta name="description" content="([^"]+)"', text):
            descriptions.setdefault(found, []).append(path.name)
    assert len(descriptions) > len(LESSONS)
    lesson_pages = [pages for pages in descriptions.values() if set(pages) & {Path(name).name for name in LESSONS}]
    assert all(len(pages) == 1 for pages in lesson_pages), lesson_pages


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_serious(visit, name, scheme):
    """No serious and no critical violation, contrast included, on each kind of page, light and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(visit(name, color_scheme=scheme, viewport={"width": 1280, "height": 900})).response["violations"]
    bad = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", [*KINDS, "glossary.html", "references.html", "search.html", "tables.html"])
def test_text_fits_the_window(visit, name, width):
    """Nothing makes the page scroll sideways; what is wide (a table, a picture of numbers) scrolls in its own box."""
    page = visit(name, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = """(width) => [...document.querySelectorAll('main p, main li, main h1, main h2, main figure')]
        .filter((e) => !e.closest('.table-box, pre') && e.getBoundingClientRect().right > width).map((e) => e.outerHTML.slice(0, 120))"""
    assert page.evaluate(wide, width) == []


def test_a_walk_by_keyboard(visit):
    """With Tab and Enter alone: from a door to a lesson, to the next lesson, to the glossary; the first stop skips to the text."""
    page = visit("index.html")

    def press_until(wanted):
        for _ in range(150):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('href') || ''").endswith(wanted):
                shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", "the focus can be seen"
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        raise AssertionError(f"150 times Tab, and no link to {wanted}")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    press_until("learn.html")
    press_until("00_start_here.html")
    assert "Is my computer ready" in page.title()
    press_until("01_reading_the_sources.html")
    assert "Which sentences can be tested" in page.title()
    press_until("glossary.html")
    assert "Glossary" in page.title()


def test_ledger_filters_and_says_how_many_are_left(visit):
    """A choice hides the other rows and says the count; words narrow it further; a link can choose; the button brings all back."""
    claims = tp.ledger()
    page = visit("ledger.html?lesson=03")
    status, rows = page.locator("form.filters [role=status]"), page.locator("#all-claims tbody tr:visible")
    own = int((claims["lesson"] == "03").sum())
    assert (rows.count(), status.inner_text()) == (own, f"{own} of {len(claims)} claims")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelector('form.filters [role=status]').textContent === '{len(claims)} claims'")
    page.get_by_label("Verdict", exact=True).select_option(label=WORDS["contradicted"])
    against = int((claims["verdict"] == "contradicted").sum())
    assert rows.count() == against
    page.get_by_label("Words").fill("no such words anywhere")
    assert (rows.count(), status.inner_text()) == (0, f"0 of {len(claims)} claims")


def test_references_filter_by_topic(visit):
    """The list begins whole; a topic leaves the sources of its tables."""
    page = visit("references.html")
    listed = references.sources()
    rows, status = page.locator("#all-sources tbody tr:visible"), page.locator("form.filters [role=status]")
    assert (rows.count(), status.inner_text()) == (len(listed), f"{len(listed)} sources")
    page.get_by_label("Topic").select_option("dsa")
    own = sum(any(tp.about(name).topic == "dsa" for name in names) for _, names in listed)
    assert (rows.count(), status.inner_text()) == (own, f"{own} of {len(listed)} sources")


def test_without_scripts_everything_can_be_read(visit):
    """JavaScript off: a lesson shows text and pictures, the ledger all its rows, and no control that does nothing."""
    page = visit(LESSONS[3], java_script_enabled=False)
    assert page.get_by_text("Four words are enough to begin").is_visible()
    assert page.locator("figure img").first.is_visible()
    assert not page.locator("button.theme").is_visible()
    page = visit("ledger.html", java_script_enabled=False)
    assert page.locator("#all-claims tbody tr:visible").count() == len(tp.load("claims"))
    assert not page.locator("form.filters").is_visible()


def test_the_dark_appearance_can_be_chosen_and_stays(visit, address):
    """The button turns the page dark, says so, and the next page is dark as well."""
    page = visit("index.html", color_scheme="light")
    brightness = "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    assert page.evaluate(brightness) > 200
    page.get_by_role("button", name="Dark appearance").click()
    assert page.evaluate(brightness) < 60
    page.goto(address + "learn.html")
    assert page.evaluate(brightness) < 60
    assert page.get_by_role("button", name="Light appearance").is_visible()


def test_search_finds_a_lesson_a_claim_and_a_table(visit):
    """A word leads to the pages that hold it, with the lesson among them."""
    page = visit("search.html?q=bottleneck")
    page.wait_for_selector("#search-results li")
    page.wait_for_function("document.querySelectorAll('#search-results li a').length > 3")
    found = " ".join(page.locator("#search-results li a").evaluate_all("(all) => all.map((a) => a.href)"))
    assert "03_chips_concentration" in found
    assert "ledger" in found
    assert "glossary" in found


def test_a_printed_lesson_is_clean(visit, tmp_path):
    """On paper: the text, all figures, and nothing to click; the syllabus takes two pages."""
    page = visit(LESSONS[3])
    page.emulate_media(media="print")
    for selector in ("header.top", "nav.side", "nav.here", "nav.turn", ".actions"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.get_by_text("Four words are enough to begin").is_visible()
    lesson = page.pdf(format="A4")
    assert len(re.findall(rb"/Subtype /Image", lesson)) >= page.locator("figure").count()
    syllabus = visit("syllabus.html").pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", syllabus)) == 2


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A function that builds a book of few lessons, again and again in the same folder, and returns that folder."""
    folder = tmp_path_factory.mktemp("small")

    def build(chosen, **options):
        make_book.build(folder / "site", folder / "work", chosen=chosen, lite=False, **options)
        return folder

    return build


def changed(lesson, sentence):
    """The lesson with a sentence more at the end of its second text cell."""
    notebook = lesson.notebook.copy()
    notebook.cells = [cell.copy() for cell in notebook.cells]
    cell = [c for c in notebook.cells if c.cell_type == "markdown"][1]
    cell.source += f"\n\n{sentence}"
    return replace(lesson, notebook=notebook)


def test_after_a_change_only_the_changed_page_is_built_again(small):
    """One lesson changed: its page is written again, and the list of lessons, and no other; nothing changed: none at all."""
    chosen = list(all_lessons()[:3])
    written = lambda folder: {
        p.relative_to(folder / "work" / "html").as_posix(): p.stat().st_mtime_ns
        for p in (folder / "work" / "html").rglob("*.html")
        if p.name != "search.html"
    }
    first = written(small(chosen))
    assert written(small(chosen)) == first
    chosen[1] = changed(chosen[1], "A sentence that was not there before.")
    folder = small(chosen)
    second = written(folder)
    assert {name for name in second if second[name] != first[name]} == {f"lessons/{chosen[1].path.stem}.html", "learn.html"}
    assert "A sentence that was not there before." in (folder / "site" / "lessons" / f"{chosen[1].path.stem}.html").read_text(encoding="utf-8")


def test_a_warning_stops_the_build_also_the_second_time(small):
    """A link that leads nowhere inside the book is an error, and a second try does not hide it."""
    chosen = [changed(all_lessons()[0], "[nothing](no_such_page.md)"), *all_lessons()[1:3]]
    for _ in range(2):
        with pytest.raises(SystemExit, match="was not built"):
            small(chosen)


def test_an_unknown_block_stops_the_build():
    """A page that asks for something that no generator makes is named, with what there is."""
    with pytest.raises(SystemExit, match=r"index\.md: nothing fills '\{\{ lesons \}\}'. Known: lessons"):
        make_book.filled("{{ lesons }} lessons", {"lessons": lambda: "18"}, "index.md")


def test_a_public_address_makes_links_absolute_where_they_must_be(small, site):
    """With an address: the canonical link, the picture for shared links, and the way home from the page for a wrong address; without: none."""
    folder = small(all_lessons()[:3], address="https://example.org/course")
    front = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert 'rel="canonical" href="https://example.org/course/index.html"' in front
    assert 'property="og:image" content="https://example.org/course/_static/figures/front.png"' in front
    assert 'href="https://example.org/course/"' in (folder / "site" / "404.html").read_text(encoding="utf-8")
    assert "canonical" not in (site / "index.html").read_text(encoding="utf-8")

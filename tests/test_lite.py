"""The course in the browser: complete, self-contained, and working in a real Chromium as far as a machine without internet allows."""

import base64
import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from jupyterlite_pyodide_kernel.constants import PYODIDE_KERNEL_PLUGIN_ID, PYODIDE_VERSION

import technopolitics as tp
from tests import lite_browser
from tests.lite_browser import choose_from_file_menu, download, foreign_hosts, listed, open_page, run_all, save, served
from tools import make_lite
from tools.lesson_frame import all_lessons

pytestmark = pytest.mark.xdist_group("lite")

LESSON = "notebooks/03_chips_concentration.ipynb"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site with Python from its public address, built once."""
    folder = tmp_path_factory.mktemp("site")
    make_lite.build(folder)
    return folder


@pytest.fixture
def page(browser):
    """A page of a browser that has never been here; what it asks for is noted in ``page.asked``."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    opened = context.new_page()
    opened.asked = []
    context.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()


@pytest.fixture(scope="module")
def address(site):
    """The address of the site in Chromium's reach."""
    with served(site) as base:
        yield f"{base}/lite/"


def kernel_settings(lite: Path) -> dict:
    """What the site tells the kernel."""
    return json.loads((lite / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"][PYODIDE_KERNEL_PLUGIN_ID]


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


# What is in the site


def test_site_holds_the_lessons_and_student_editions_and_nothing_for_instructors(site):
    """Every lesson with its outputs, every assignment as students receive it, a start page; no solution, no hidden test."""
    files = site / "lite" / "files"
    originals = [*(lesson.path for lesson in all_lessons()), *make_lite.student_editions()]
    assert len(make_lite.student_editions()) == len(list((make_lite.ROOT / "solutions").glob("*/*.ipynb")))
    assert {str(p.relative_to(files)) for p in files.rglob("*") if p.is_file()} == {
        "README.md", *(str(p.relative_to(make_lite.ROOT)) for p in originals)
    }  # fmt: skip
    for path in originals:
        assert nbformat.read(files / path.relative_to(make_lite.ROOT), 4) == nbformat.read(path, 4), path.name
    everything = "".join(p.read_text(encoding="utf-8") for p in files.rglob("*.ipynb"))
    assert "BEGIN HIDDEN TESTS" not in everything
    assert "BEGIN SOLUTION" not in everything


def test_stray_files_in_assignments_stay_out(tmp_path, monkeypatch):
    """A student's copy that lies beside an assignment does not travel into the site."""
    (tmp_path / "assignments" / "a2_chips").mkdir(parents=True)
    for name in ("a2_chips.ipynb", "a2_chips_Jeanne.ipynb"):
        (tmp_path / "assignments" / "a2_chips" / name).write_text("{}")
    monkeypatch.setattr(make_lite, "ROOT", tmp_path)
    assert [p.name for p in make_lite.student_editions()] == ["a2_chips.ipynb"]


def test_kernel_is_told_to_load_the_course_with_its_tables(site):
    """The wheel is where the kernel's worker looks for it, holds every table, and no package index is asked."""
    settings = kernel_settings(site / "lite")
    worker = next((site / "lite" / "extensions").rglob("comlink.worker.*.js"))
    wheel = (worker.parent / settings["loadPyodideOptions"]["packages"][-1]).resolve()
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"technopolitics/data/{name}.csv" for name in tp.tables()} <= names
    assert wheel.parent.name == hashlib.sha256(wheel.read_bytes()).hexdigest()[:12]
    assert settings["disablePyPIFallback"] is True
    assert "pyodideUrl" not in settings


def test_repacked_wheel_keeps_what_its_record_says(site):
    """The small package that the kernel needs travels whole: every file of its record is there with that hash, and its licence too."""
    (wheel,) = (site / "lite" / "pypi").glob("comm-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        record = next(name for name in archive.namelist() if name.endswith("/RECORD"))
        rows = [line.split(",") for line in archive.read(record).decode().splitlines()]
        assert {row[0] for row in rows} == set(archive.namelist())
        for name, noted, size in rows:
            if noted:
                hashed = hashlib.sha256(archive.read(name)).digest()
                assert noted.split("=")[1] == base64.urlsafe_b64encode(hashed).decode().rstrip("=")
                assert int(size) == len(archive.read(name))
        assert any("LICENSE" in name for name in archive.namelist())


def test_two_builds_are_equal_and_an_unchanged_course_is_not_built_again(site, tmp_path):
    """The same course gives the same bytes in another folder; a second build in the same folder touches nothing."""
    before = {p: p.stat().st_mtime_ns for p in (site / "lite").rglob("*")}
    make_lite.build(site)
    assert {p: p.stat().st_mtime_ns for p in (site / "lite").rglob("*")} == before
    assert digests(make_lite.build(tmp_path)) == digests(site / "lite")


def test_a_changed_course_is_built_again(tmp_path, monkeypatch):
    """A lesson, a table or another place for Python changes the fingerprint."""
    now = make_lite.fingerprint(None)
    assert now == make_lite.fingerprint(None)
    assert now != make_lite.fingerprint("https://example.org/pyodide")
    changed = tmp_path / "extra.csv"
    changed.write_text("a\n1\n")
    known = list(make_lite.sources())
    monkeypatch.setattr(make_lite, "ROOT", Path("/"))
    monkeypatch.setattr(make_lite, "sources", lambda: iter([*known, changed]))
    first = make_lite.fingerprint(None)
    changed.write_text("a\n2\n")
    assert make_lite.fingerprint(None) != first


# Where Python comes from


def pretended_pyodide(folder: Path) -> Path:
    """A folder that looks like Pyodide without being one."""
    folder.mkdir(parents=True)
    (folder / "pyodide.mjs").write_text(f'const version = "{PYODIDE_VERSION}";')
    (folder / "pyodide-lock.json").write_text('{"packages": {}}')
    return folder


def test_a_local_pyodide_travels_with_the_site(tmp_path, capsys):
    """Its folder is copied into the site, the kernel asks for that copy, and what it lacks for the lessons is said."""
    lite = make_lite.build(tmp_path / "site", str(pretended_pyodide(tmp_path / "given")))
    assert (lite / "static" / "pyodide" / "pyodide.mjs").exists()
    assert kernel_settings(lite)["pyodideUrl"] == "./static/pyodide/pyodide.mjs"
    assert "lacks ipython, jedi, matplotlib, micropip, pandas" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["bztar", "gztar", "zip"])
def test_an_archive_of_pyodide_is_unpacked(tmp_path, kind):
    """The archive that Pyodide publishes, or one made of its folder, does as well."""
    pretended_pyodide(tmp_path / "given" / "pyodide")
    archive = shutil.make_archive(str(tmp_path / "archive"), kind, tmp_path / "given")
    (tmp_path / "work").mkdir()
    assert make_lite.runtime(tmp_path / "work", archive) is None
    assert (tmp_path / "work" / "static" / "pyodide" / "pyodide.mjs").exists()


@pytest.mark.parametrize("given", ["https://python.example.org/314", "https://python.example.org/314/pyodide.mjs"])
def test_an_address_of_pyodide_is_given_to_the_kernel(tmp_path, given):
    """A folder's address and that of its entry mean the same; nothing is copied."""
    assert make_lite.runtime(tmp_path, given) == "https://python.example.org/314/pyodide.mjs"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("make", "words"), [("nothing", "There is no Pyodide at"), ("folder", "is not a Pyodide"), ("file", "is not an archive")])
def test_a_wrong_pyodide_is_refused_with_a_sentence(tmp_path, make, words):
    """No path, a folder without Pyodide, a file that is no archive: what is wrong, and what to give."""
    given = tmp_path / "given"
    if make == "folder":
        given.mkdir()
    elif make == "file":
        given.write_text("no archive")
    with pytest.raises(SystemExit, match=words):
        make_lite.runtime(tmp_path / "work", str(given))


# In a real browser


def test_site_opens_with_the_start_page_and_lists_everything(page, address):
    """The start page stands open in two languages; 18 lessons and nine assignments are in the list of files."""
    open_page(page, address)
    page.get_by_role("heading", name="Technopolitics in your browser").wait_for()
    page.get_by_role("heading", name="Technopolitique dans votre navigateur").wait_for()
    assert {"assignments", "notebooks", "README.md"} == set(listed(page))
    for folder, names in (
        ("notebooks", [lesson.path.name for lesson in all_lessons()]),
        ("assignments", [p.stem for p in make_lite.student_editions()]),
    ):
        page.locator(".jp-DirListing-item", has_text=folder).dblclick()
        page.locator(".jp-DirListing-item", has_text=names[-1]).wait_for()
        assert listed(page) == names
        page.locator(".jp-BreadCrumbs-home").click()
        page.locator(".jp-DirListing-item", has_text="README.md").wait_for()
    page.get_by_role("link", name="lesson 00").click()
    page.get_by_role("heading", name=all_lessons()[0].title).wait_for()


def test_a_lesson_opens_with_its_cells_and_only_pyodide_is_asked_elsewhere(page, address):
    """The link of a lesson's page opens it whole, with figures; the one other host that is asked is Pyodide's own."""
    lesson = next(one for one in all_lessons() if one.path.name in LESSON)
    open_page(page, f"{address}lab/index.html?path={LESSON}")
    page.get_by_role("heading", name=lesson.title).wait_for()
    page.locator(".jp-StatusBar-Widget", has_text=f"Cell 1/{len(lesson.notebook.cells)}").wait_for()
    page.wait_for_function("() => navigator.serviceWorker.controller")
    for _ in range(60):
        if foreign_hosts(page.asked):
            break
        page.wait_for_timeout(500)
    assert foreign_hosts(page.asked) == {"cdn.jsdelivr.net"}
    assert all(f"/pyodide/v{PYODIDE_VERSION}/" in url for url in page.asked if "jsdelivr" in url)


def test_work_is_kept_in_the_browser_and_can_be_downloaded(page, address, tmp_path):
    """A cell is edited and saved, the page is loaded again, the change is there, and the downloaded file holds it."""
    open_page(page, f"{address}lab/index.html?path={LESSON}")
    cell = page.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    cell.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n# my own note")
    kept = save(page, LESSON)
    assert any("# my own note" in cell["source"] for cell in kept["cells"])
    open_page(page, f"{address}lab/index.html?path={LESSON}")
    page.get_by_text("# my own note").wait_for()
    mine = nbformat.read(download(page, "03_chips_concentration.ipynb", tmp_path), as_version=4)
    nbformat.validate(mine)
    assert any("# my own note" in cell.source for cell in mine.cells)
    assert [c.id for c in mine.cells] == [c.id for c in nbformat.read(make_lite.ROOT / LESSON, 4).cells]


def test_the_first_version_comes_back_when_mine_is_deleted(page, address):
    """What the start page promises: delete the file, load the page again, and the file of the course is there."""
    open_page(page, f"{address}lab/index.html?path=notebooks/01_reading_the_sources.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.type("# a slip\n")
    save(page, "notebooks/01_reading_the_sources.ipynb")
    choose_from_file_menu(page, "01_reading_the_sources.ipynb", "Delete")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function(f"async () => !(await ({lite_browser.READ_KEPT})('notebooks/01_reading_the_sources.ipynb'))")
    open_page(page, f"{address}lab/index.html?path=notebooks/01_reading_the_sources.ipynb")
    page.get_by_role("heading", name=all_lessons()[1].title).wait_for()
    assert not page.get_by_text("# a slip").count()


def test_interface_speaks_french_when_asked(page, address):
    """Settings → Language → Français: the menus are in French after the page has loaded again."""
    open_page(page, address)
    page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Language", exact=True).hover()
    page.locator(".lm-Menu-itemLabel", has_text="Français").first.click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.locator(".lm-MenuBar-itemLabel", has_text="Fichier").wait_for(timeout=60_000)


# Python in the browser

WITHOUT_PANDAS = """
import csv, importlib.metadata, json, os, pathlib, sys
place = importlib.metadata.distribution("technopolitics").locate_file("technopolitics")
tables = list(pathlib.Path(place, "data").glob("*.csv"))
rows = sum(len(list(csv.reader(open(t, encoding="utf-8", newline="")))) - 1 for t in tables)
kept = pathlib.Path("my_predictions.json")
for text in ("first", "second"):
    kept.with_suffix(".part").write_text(text)
    kept.with_suffix(".part").replace(kept)
try:
    import technopolitics
except ModuleNotFoundError as error:
    lacking = error.name
print(json.dumps([sys.platform, importlib.metadata.version("technopolitics"), len(tables), rows, os.getcwd(), kept.read_text(), lacking]))
"""


def test_kernel_starts_and_the_wheel_installs_with_a_local_pyodide(page, tmp_path):
    """Without any other host: Python starts, the course is installed with its tables, files are kept, and only pandas is lacking."""
    runtime = lite_browser.runtime_without_compiled_packages()
    if isinstance(runtime, str):
        pytest.skip(runtime)
    lite = make_lite.build(tmp_path, str(runtime))
    # In place of lesson 00, so that JupyterLite's list of files stays as it is.
    place = lite / "files" / "notebooks" / "00_start_here.ipynb"
    notebook = nbformat.read(place, as_version=4)
    notebook.cells = [nbformat.v4.new_code_cell(WITHOUT_PANDAS)]
    nbformat.write(notebook, place)
    with served(tmp_path) as base:
        open_page(page, f"{base}/lite/lab/index.html?path=notebooks/00_start_here.ipynb")
        (cell,) = run_all(page, "notebooks/00_start_here.ipynb", timeout=180_000)
        assert [o["output_type"] for o in cell["outputs"]] == ["stream"], cell["outputs"]
        platform, version, tables, rows, folder, kept, lacking = json.loads(cell["outputs"][0]["text"])
        assert (platform, version, folder) == ("emscripten", tp.__version__, "/drive/notebooks")
        assert tables == len(tp.tables())
        assert rows == sum(len(tp.load(name)) for name in tp.tables())
        assert kept == "second"
        assert lacking == "pandas"
        assert download(page, "my_predictions.json", tmp_path).read_text() == "second"
    assert foreign_hosts(page.asked) == set()


def full_pyodide() -> str:
    """The folder or archive of the full distribution, where a person has one."""
    given = os.environ.get("PYODIDE_FULL")
    if not given:
        pytest.skip(f"PYODIDE_FULL does not name a folder with the full Pyodide {PYODIDE_VERSION}, which no package index offers")
    return given


def test_a_lesson_runs_with_a_full_pyodide(page, tmp_path):
    """Every cell runs without an error, no figure is missing, and no other host is asked."""
    make_lite.build(tmp_path, full_pyodide())
    saved = [c for c in nbformat.read(make_lite.ROOT / LESSON, as_version=4).cells if c.cell_type == "code"]
    with served(tmp_path) as base:
        open_page(page, f"{base}/lite/lab/index.html?path={LESSON}")
        cells = run_all(page, LESSON, timeout=300_000)
    assert not [o["evalue"] for c in cells for o in c["outputs"] if o["output_type"] == "error"]
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
    figures = [[sum("image/png" in o.get("data", {}) for o in c["outputs"]) for c in notebook] for notebook in (cells, saved)]
    assert figures[0] == figures[1]
    assert foreign_hosts(page.asked) == set()


def test_an_assignment_starts_with_a_full_pyodide(page, tmp_path):
    """A student edition runs as far as the first task that nobody has answered, whose test says so."""
    path = "assignments/a0_warm_up/a0_warm_up.ipynb"
    make_lite.build(tmp_path, full_pyodide())
    with served(tmp_path) as base:
        open_page(page, f"{base}/lite/lab/index.html?path={path}")
        cells = run_all(page, path, timeout=300_000)
    (stopped,) = [c for c in cells if any(o["output_type"] == "error" for o in c["outputs"])]
    assert stopped["metadata"]["nbgrader"]["grade"]
    assert "AssertionError" in stopped["outputs"][-1]["ename"]

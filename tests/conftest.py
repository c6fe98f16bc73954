"""What every test shares: no window, no trace in the learner's folder, and one way to open a real browser."""

import os
import shutil

import pytest

os.environ["MPLBACKEND"] = "agg"

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
# Without these, a browser in a container does not start, or asks its maker's hosts at each start.
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Predictions of a test go to a folder of its own."""
    monkeypatch.setenv("TECHNOPOLITICS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def browser():
    """Real Chromium; a test that needs it is skipped, with the reason, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no page can be opened")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: no page can be opened (on Debian: apt install chromium)")
    with playwright.sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        yield opened
        opened.close()

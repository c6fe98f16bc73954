"""A real browser for the browser edition: serve a site, open its pages, read what it keeps, and get a Python runtime for it."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jupyterlite_pyodide_kernel.constants import PYODIDE_PYTHON_VERSION, PYODIDE_VERSION

from tools import make_lite

# Work of the learner lies in the browser's own database; this reads one file of it.
READ_KEPT = """(path) => new Promise((done) => {
  const asked = indexedDB.open("Technopolitics files");
  asked.onsuccess = () => {
    const store = asked.result.transaction("files").objectStore("files").get(path);
    store.onsuccess = () => { asked.result.close(); done(store.result ?? null); };
  };
})"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word, with the types that browsers ask for."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Answer; a browser that closes while something is on its way is no error."""
        with suppress(ConnectionError):
            super().handle()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def foreign_hosts(requests: list[str]) -> set[str]:
    """Hosts other than this machine among the addresses that a page asked for."""
    return {host for url in requests if (host := urlsplit(url).hostname) and urlsplit(url).scheme.startswith("http")} - {"127.0.0.1"}


def open_page(page: Any, address: str) -> None:
    """Open a page of JupyterLite and wait until its list of files stands there."""
    page.goto(address)
    page.wait_for_selector(".jp-DirListing-item", timeout=120_000)


def listed(page: Any) -> list[str]:
    """Names in the list of files."""
    return page.locator(".jp-DirListing-itemText").all_inner_texts()


def choose(page: Any, menu: str, entry: str) -> None:
    """Choose an entry of a menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).first.click()


def save(page: Any, path: str) -> dict[str, Any]:
    """Save the open notebook as a learner does; returns it as the browser keeps it."""
    before = page.evaluate(READ_KEPT, path)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_function(f"async (seen) => {{ const now = await ({READ_KEPT})({json.dumps(path)}); return now && now.last_modified !== seen; }}",
                           arg=before and before["last_modified"], timeout=60_000)  # fmt: skip
    return page.evaluate(READ_KEPT, path)["content"]


def choose_from_file_menu(page: Any, name: str, entry: str) -> None:
    """Right click on a file of the list and choose an entry."""
    file = page.locator(".jp-DirListing-item", has_text=name)
    if not file.count():
        page.get_by_title("Refresh the file browser.").click()
    file.click(button="right")
    page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()


def download(page: Any, name: str, folder: Path) -> Path:
    """Download a file of the list by its own menu; returns it."""
    with page.expect_download() as waiting:
        choose_from_file_menu(page, name, "Download")
    waiting.value.save_as(folder / name)
    return folder / name


def run_all(page: Any, path: str, *, timeout: int) -> list[dict[str, Any]]:
    """Run all cells of the open notebook and save it; returns its code cells with their outputs.

    As for a learner, an error ends the run. ``timeout``: milliseconds for the start of Python, and again for the run.
    """
    ready = page.locator(".jp-StatusBar-Widget", has_text="| Idle")
    ready.wait_for(timeout=timeout)
    choose(page, "Run", "Run All Cells")
    # A cell that waits or runs has a star in its brackets.
    page.wait_for_timeout(1000)
    page.wait_for_function("() => ![...document.querySelectorAll('.jp-InputPrompt')].some((p) => p.textContent.includes('*'))", timeout=timeout)
    ready.wait_for(timeout=timeout)
    return [cell for cell in save(page, path)["cells"] if cell["cell_type"] == "code"]


def runtime_without_compiled_packages() -> Path | str:
    """The Pyodide that the kernel wants, with the pure packages that a kernel needs; or a sentence that says why there is none.

    The core comes from npm, the pure wheels (in the versions of Pyodide's own list) from the index that pip uses; they are
    kept in .pytest_cache, which make clean removes. NumPy, pandas and matplotlib for it are in no package index: they are only at Pyodide's own address.
    """
    folder = make_lite.ROOT / ".pytest_cache" / f"pyodide-{PYODIDE_VERSION}-pure"
    if folder.exists():
        return folder
    if shutil.which("npm") is None:
        return "npm, which fetches the core of Pyodide, is not installed"
    work = folder.with_name(f"{folder.name}.{os.getpid()}")
    work.mkdir(parents=True)
    try:
        fetched = subprocess.run(["npm", "pack", f"pyodide@{PYODIDE_VERSION}"], cwd=work, capture_output=True)
        if fetched.returncode:
            return "the core of Pyodide could not be fetched with npm (no network?)"
        shutil.unpack_archive(next(work.glob("*.tgz")), work, filter="data")
        missing = add_pure_packages(work / "package")
        if missing:
            return f"{missing} could not be fetched with pip (no network?)"
        (work / "package").rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def add_pure_packages(core: Path) -> str:
    """Put the wheels of the kernel's own packages beside the core and list them there; returns what could not be fetched, else nothing."""
    path, new = core / "pyodide-lock.json", core / "new"
    lock = json.loads(path.read_text(encoding="utf-8"))
    entries = {entry["file_name"]: entry for entry in lock["packages"].values()}
    pure = [name for name in make_lite.PRELOADED if name not in {"pandas", "matplotlib"}]
    fetch = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--python-version", PYODIDE_PYTHON_VERSION]
    for file in make_lite.needed_files(core, pure).values():
        entry = entries[file.name]
        wanted = f"{entry['name']}=={entry['version']}"
        if subprocess.run([*fetch, "-d", str(new), wanted], capture_output=True).returncode:
            return wanted
        (wheel,) = new.iterdir()
        entry["file_name"], entry["sha256"] = wheel.name, hashlib.sha256(wheel.read_bytes()).hexdigest()
        wheel.rename(core / wheel.name)
    new.rmdir()
    path.write_text(json.dumps(lock), encoding="utf-8")
    return ""

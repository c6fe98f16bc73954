"""The course in the browser: python tools/make_lite.py [--pyodide PATH-OR-ADDRESS] writes a JupyterLite site into book/_site/lite.

Nothing is installed by a cell: the kernel loads pandas, matplotlib and the wheel of the course while it starts, so the
notebooks are the same files as everywhere else. The tables travel inside the wheel. The Python runtime (Pyodide) comes
from its public address, or from a copy for places without internet.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import yaml
from jupyterlite_pyodide_kernel.constants import PYODIDE_KERNEL_PLUGIN_ID, PYODIDE_VERSION
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "book" / "_site"
KERNEL = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / PYODIDE_KERNEL_PLUGIN_ID.split(":")[0]

# Loaded while the kernel starts, side by side; otherwise the kernel asks for them one after the other.
PRELOADED = ("micropip", "ipython", "jedi", "pandas", "matplotlib")

# The kernel needs this small package and would fetch it from a public index: it travels with the site instead.
TRAVELLING = "comm"

# The worker of the kernel asks for packages relative to its own place in extensions/@jupyterlite/pyodide-kernel-extension/static.
TO_SITE_FROM_WORKER = "../../../.."

WHAT_MAKES_IT = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyterlab-language-pack-fr-FR", "jupyterlab-server", TRAVELLING)

# What a learner reads first, in English and French.
START_PAGE = ROOT / "book" / "lite" / "README.md"


def build(site: Path, pyodide: str | None = None) -> Path:
    """Build the browser edition into ``site/lite`` unless it is there and nothing changed; returns that folder.

    ``pyodide``: None for the public address; an address (``https://…/pyodide.mjs`` or its folder), which the page then asks;
    or a path to an unpacked Pyodide or its archive, which is copied into the site so that no other host is asked.
    Needs no network. Stops the program with a sentence when the runtime is not one or when JupyterLite cannot be built.
    """
    target = site / "lite"
    stamp = target / "made_from.txt"
    now = fingerprint(pyodide)
    if stamp.exists() and stamp.read_text() == now:
        return target
    with tempfile.TemporaryDirectory() as scratch:
        work, done = Path(scratch) / "lite", Path(scratch) / "done"
        work.mkdir()
        (work / "pypi").mkdir()
        repack(TRAVELLING, work / "pypi")
        wheel = course_wheel(work / "course")
        contents(work / "files")
        settings(work, wheel.relative_to(work), runtime(work, pyodide))
        run_jupyterlite(work, done)
        shutil.copytree(work / "course", done / "course")
        send_to_start_page(done)
        (done / stamp.name).write_text(now)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(done, target)
    return target


def sources() -> Iterator[Path]:
    """Every file of the course that is in the browser edition, or that makes it."""
    yield from sorted((ROOT / "notebooks").glob("*.ipynb"))
    yield from student_editions()
    yield from sorted(p for folder in ("technopolitics", "data") for p in (ROOT / folder).rglob("*") if p.suffix in {".py", ".csv", ".json"})
    yield from (ROOT / "pyproject.toml", ROOT / "CITATION.cff", START_PAGE, Path(__file__).resolve())


def student_editions() -> list[Path]:
    """What students receive, and nothing else that may lie in assignments/."""
    return sorted(p for p in (ROOT / "assignments").glob("*/*.ipynb") if p.stem == p.parent.name)


def fingerprint(pyodide: str | None) -> str:
    """A text that changes when the site would."""
    digest = hashlib.sha256(repr([(name, importlib.metadata.version(name)) for name in WHAT_MAKES_IT]).encode())
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    digest.update(str(pyodide).encode())
    if pyodide and not is_address(pyodide):
        place = Path(pyodide).expanduser()
        files = [p for p in place.rglob("*") if p.is_file()] if place.is_dir() else [place] if place.exists() else []
        digest.update(repr(sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files)).encode())
    return digest.hexdigest()


def is_address(text: str) -> bool:
    """An address of the web, not a path."""
    return re.match(r"https?://", text) is not None


def course_wheel(folder: Path) -> Path:
    """Build the wheel of the course with its tables; returns it, in a folder that is named after its content.

    A browser that kept an old wheel in its cache thus asks for the new one.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The wheel of the course could not be built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    (wheel,) = folder.glob("*.whl")
    place = folder / hashlib.sha256(wheel.read_bytes()).hexdigest()[:12]
    place.mkdir()
    return wheel.rename(place / wheel.name)


def repack(name: str, folder: Path) -> Path:
    """A wheel made from an installed pure package: the network is not needed to get it a second time."""
    installed = importlib.metadata.distribution(name)
    left_out = {"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"}
    files = [f for f in installed.files or [] if f.name not in left_out and f.suffix != ".pyc" and ".." not in f.parts]
    record = next(f for f in installed.files or [] if f.name == "RECORD")
    lines = [f"{f.as_posix()},{f.hash.mode}={f.hash.value},{f.size}" for f in files if f.hash] + [f"{record.as_posix()},,"]
    path = folder / f"{name}-{installed.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            archive.writestr(zipfile.ZipInfo(file.as_posix()), Path(str(file.locate())).read_bytes())
        archive.writestr(zipfile.ZipInfo(record.as_posix()), "\n".join(lines) + "\n")
    return path


def contents(folder: Path) -> None:
    """The files that a learner finds: lessons with their outputs, student editions, the start page.

    Texts in a notebook are written whole, not as lists of lines: the table of contents of JupyterLite reads them as they stand.
    """
    for path in [*sorted((ROOT / "notebooks").glob("*.ipynb")), *student_editions()]:
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        place.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    # In French a space stands before these signs, and no line may break there.
    (folder / "README.md").write_text(re.sub(r" (?=[;:?!](?:\s|\*))", "\u00a0", START_PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def runtime(work: Path, pyodide: str | None) -> str | None:
    """Prepare the Python runtime; returns the address that the page shall ask, None for the one that JupyterLite sets itself."""
    if pyodide is None:
        return None
    if is_address(pyodide):
        return pyodide if pyodide.endswith(".mjs") else f"{pyodide.rstrip('/')}/pyodide.mjs"
    given = Path(pyodide).expanduser().resolve()
    if not given.exists():
        sys.exit(f"There is no Pyodide at {pyodide}. Give the folder, the archive or the address of Pyodide {PYODIDE_VERSION}.")
    unpacked = given
    if given.is_file():
        unpacked = work / "unpacked"
        try:
            shutil.unpack_archive(given, unpacked, **({"filter": "data"} if ".tar" in given.name or given.suffix == ".tgz" else {}))
        except (shutil.ReadError, ValueError):
            sys.exit(
                f"{given.name} is not an archive that can be unpacked. Give the .tar.bz2 file of Pyodide {PYODIDE_VERSION}, or its unpacked folder."
            )
    entries = sorted(unpacked.rglob("pyodide.mjs"), key=lambda p: len(p.parts))
    if not entries or not (entries[0].parent / "pyodide-lock.json").exists():
        sys.exit(f"{pyodide} is not a Pyodide: it has no pyodide.mjs with a pyodide-lock.json beside it.")
    found = entries[0].parent
    warn_about(found)
    shutil.copytree(found, work / "static" / "pyodide", ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*-tests.tar", "*-tests.zip"))
    return None


def warn_about(pyodide: Path) -> None:
    """Say what will not work with this copy of Pyodide; the site is built all the same."""
    if PYODIDE_VERSION not in (pyodide / "pyodide.mjs").read_text(encoding="utf-8"):
        print(f"Note: this is not Pyodide {PYODIDE_VERSION}, the version that the kernel was made for.")
    missing = [name for name, file in needed_files(pyodide, PRELOADED).items() if not file.exists()]
    if missing:
        print(f"Note: this Pyodide lacks {', '.join(sorted(missing))}. Lessons cannot run with it; take the full distribution.")


def needed_files(pyodide: Path, names: Sequence[str]) -> dict[str, Path]:
    """Packages of a Pyodide folder and all that they need, by name, with the file where each of them should be."""
    listed = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    lock = {canonicalize_name(name): entry for name, entry in listed.items()}
    found: dict[str, Path] = {}
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = pyodide / lock[name]["file_name"] if name in lock else pyodide / name
            waiting += [canonicalize_name(other) for other in lock.get(name, {}).get("depends", [])]
    return found


def settings(work: Path, wheel: Path, address: str | None) -> None:
    """Write what JupyterLite reads: how to build, what the kernel loads (``wheel``: its place in the site), how the page looks."""
    packages = [*PRELOADED, f"{TO_SITE_FROM_WORKER}/{wheel.as_posix()}"]
    kernel = {"loadPyodideOptions": {"packages": packages}, "disablePyPIFallback": True, **({"pyodideUrl": address} if address else {})}
    page = {
        "appName": "Technopolitics",
        # Names of their own: another course on the same host keeps its files apart from ours.
        "contentsStorageName": "Technopolitics files",
        "settingsStorageName": "Technopolitics settings",
        "workspacesStorageName": "Technopolitics workspaces",
        "litePluginSettings": {PYODIDE_KERNEL_PLUGIN_ID: kernel},
    }
    looks = {
        "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        # The file browser sorts by name, so that the lessons stand in teaching order.
        "@jupyterlab/filebrowser-extension:browser": {"sortNotebooksFirst": False},
    }
    release = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["date-released"]
    how = {
        "apps": ["lab"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "no_libarchive": True,
        # Extensions for instructors' servers stay out; translations are wanted.
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(KERNEL)],
        "contents": [str(work / "files")],
        # Two builds of one edition are equal, whatever the clock says.
        "source_date_epoch": int(datetime(release.year, release.month, release.day, tzinfo=UTC).timestamp()),
    }
    write_json(work / "jupyter-lite.json", {"jupyter-lite-schema-version": 0, "jupyter-config-data": page})
    write_json(work / "overrides.json", looks)
    write_json(work / "jupyter_lite_config.json", {"LiteBuildConfig": how})


def write_json(path: Path, content: object) -> None:
    """A JSON file with sorted keys."""
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def run_jupyterlite(work: Path, done: Path) -> None:
    """Let JupyterLite build; its own words are shown when it fails."""
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(work), "--output-dir", str(done)]
    # Settings of the person who builds must not travel into the site.
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(work / "no_settings"), "JUPYTER_NO_CONFIG": "1"}
    ended = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"JupyterLite could not be built:\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")


def send_to_start_page(done: Path) -> None:
    """Make ``lite/`` open the start page. Its other content stays: every page of JupyterLite reads its settings there."""
    front = done / "index.html"
    text = front.read_text(encoding="utf-8")
    own = re.search(r'<script type="module">\s*await import\(.*?</script>', text, flags=re.DOTALL)
    if own is None:
        sys.exit("JupyterLite's front page looks different in this version: change send_to_start_page in tools/make_lite.py.")
    start = '<title>Technopolitics</title>\n    <meta http-equiv="refresh" content="0; url=lab/index.html?path=README.md">'
    front.write_text(text.replace("<html>", '<html lang="en">').replace(own[0], start), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the edition of the course that runs in a browser.")
    parser.add_argument("--pyodide", metavar="PATH-OR-ADDRESS", help="the Python runtime: a folder, an archive or an address")
    parser.add_argument("--into", type=Path, default=SITE, metavar="FOLDER", help="the site; the edition goes into its folder lite")
    given = parser.parse_args()
    place = build(given.into.resolve(), given.pyodide)
    size = sum(p.stat().st_size for p in place.rglob("*") if p.is_file())
    print(f"The browser edition is in {place} ({size / 1e6:.1f} MB).")


if __name__ == "__main__":
    main()

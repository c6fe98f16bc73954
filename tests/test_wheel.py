"""The package away from its clone: as a wheel, in any folder, with the tables inside."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built and unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, code: str) -> str:
    """Run code with the unpacked wheel first on the path, in some folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_wheel_carries_the_tables_and_finds_them_from_any_folder(installed, tmp_path):
    """From deep inside another folder the wheel loads every table that the clone has."""
    deep = tmp_path / "autograded" / "someone" / "a2_chips"
    deep.mkdir(parents=True)
    where, count, rows = run(
        installed,
        deep,
        "import technopolitics as tp; print(tp.__file__); print(len(tp.tables())); print(sum(len(tp.load(n)) for n in tp.tables()))",
    ).splitlines()
    assert Path(where).is_relative_to(installed)
    here = run(ROOT, tmp_path, "import technopolitics as tp; print(len(tp.tables())); print(sum(len(tp.load(n)) for n in tp.tables()))")
    assert f"{count}\n{rows}" == here


def test_wheel_is_pure_and_holds_nothing_else(installed):
    """Python, data and templates only: it installs in a browser; no test, notebook, solution or tool travels along."""
    files = [p.relative_to(installed) for p in installed.rglob("*") if p.is_file()]
    assert {p.parts[0] for p in files if not p.parts[0].endswith(".dist-info")} == {"technopolitics"}
    assert {p.suffix for p in files if p.parts[0] == "technopolitics"} == {".py", ".csv", ".json", ".css", ".j2"}
    wheel = next(installed.glob("*.dist-info")) / "WHEEL"
    assert "Root-Is-Purelib: true" in wheel.read_text()


def test_exercises_and_solutions_work_from_the_wheel(installed, tmp_path):
    """Solutions are read from the installed source, so they are shown there too."""
    shown = run(installed, tmp_path, "import technopolitics as tp; tp.check('03-cr3', 0); tp.solution('03-cr3')")
    assert "nlargest(3)" in shown

"""The two commands: one list of dependencies, a lock that agrees, and a set-up that says what is missing."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def wanted() -> dict[str, Requirement]:
    """Every direct dependency of pyproject.toml by name."""
    lists = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    return {r.name.lower(): r for r in map(Requirement, (line for group in lists for line in group))}


def locked() -> dict[str, list[str]]:
    """Name to pinned versions (several where they depend on the Python)."""
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(name.lower().replace("_", "-"), []).append(version)
    return pins


def test_lock_holds_every_dependency_within_its_range():
    """What pyproject.toml asks for is in the lock, in a version that it allows."""
    for name, requirement in wanted().items():
        versions = locked().get(name.replace("_", "-"))
        assert versions, f"{name} is not in requirements.lock: run make lock"
        assert all(requirement.specifier.contains(v) for v in versions), f"{name}: {versions} is outside {requirement.specifier}"


def test_lock_is_hashed_and_names_no_host():
    """Each pin carries a hash, and no address of a package index or of a machine stands in the lock."""
    pins = re.split(r"\n(?=[A-Za-z0-9])", LOCK)
    assert all("--hash=sha256:" in pin for pin in pins if "==" in pin)
    assert "://" not in LOCK


def test_conda_environment_agrees_with_the_project():
    """environment.yml is called technopolitics and asks for the same ranges."""
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert conda["name"] == "technopolitics"
    packages = {Requirement(d).name: Requirement(d) for d in conda["dependencies"] if isinstance(d, str)}
    assert str(packages.pop("python").specifier) == PROJECT["project"]["requires-python"]
    packages.pop("pip")
    assert set(packages) == {"pandas", "matplotlib", "jupyterlab", "nbgrader", "nbval"}
    for name, requirement in packages.items():
        assert requirement.specifier == wanted()[name].specifier, name
    assert {"pip": ["--editable ."]} in conda["dependencies"]


def test_installed_versions_are_the_locked_ones():
    """The suite runs on what the lock says, so that what passes here is what others get."""
    pins = locked()
    for name in wanted():
        assert importlib.metadata.version(name) in pins[name.replace("_", "-")], name


def run_set_up(*prelude: str) -> subprocess.CompletedProcess:
    """tools/set_up.py with something missing: each prelude is a line of Python run before it."""
    code = "\n".join([*prelude, "import runpy", f"runpy.run_path({str(ROOT / 'tools' / 'set_up.py')!r}, run_name='__main__')"])
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("prelude", "words"),
    [
        (["import sys", "sys.version_info = (3, 9, 2)"], ["this is Python 3.9", "3.11 or newer", "make PYTHON="]),
        (["import sys", "sys.modules['ensurepip'] = None"], ["apt install python3-venv"]),
    ],
)
def test_set_up_says_in_one_sentence_what_is_missing(prelude, words):
    """A Python that is too old, or without venv: exit code 1 and what to do, no traceback."""
    done = run_set_up(*prelude)
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr


def test_set_up_without_network_says_so(tmp_path):
    """Packages that cannot be fetched: one sentence about the network; the environment of this checkout is not touched."""
    (tmp_path / "tools").mkdir()
    for name in ("tools/set_up.py", "pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    nowhere = {
        **{k: v for k, v in os.environ.items() if not k.upper().startswith("PIP_")},
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_INDEX": "0", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "tools/set_up.py"], cwd=tmp_path, env=nowhere, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Connect this machine to the internet" in done.stderr
    assert "Traceback" not in done.stderr


def test_second_set_up_does_nothing():
    """With an unchanged lock the set-up returns without a word and without installing."""
    base = re.search(r"^executable = (.+)$", (ROOT / ".venv" / "pyvenv.cfg").read_text(), flags=re.MULTILINE) if (ROOT / ".venv").exists() else None
    if base is None:
        pytest.skip("this checkout runs in another environment than .venv")
    fresh = "import sys; sys.path.insert(0, 'tools'); import set_up; sys.exit(not set_up.is_fresh())"
    if subprocess.run([base.group(1), "-c", fresh], cwd=ROOT).returncode:
        pytest.skip(".venv is older than the lock: a set-up now would change the environment under the running tests")
    done = subprocess.run([base.group(1), "tools/set_up.py"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_help_lists_every_target():
    """Each target of the Makefile has its line."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in shown.splitlines() if line.strip().startswith("make ")} == targets
    assert {"lab", "test", "refresh", "assignments", "demo", "bench", "book"} <= targets

"""What is published with a release and how: archives for students, the workflow of the site, the development container."""

import io
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml

import technopolitics as tp
from tools import student_zips

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The archives, packed once."""
    return student_zips.make(tmp_path_factory.mktemp("students"), tp.__version__)


def test_every_assignment_has_an_archive_with_the_student_edition(archives):
    """One archive per folder of assignments/, with the very notebook that students receive, in a folder of its name."""
    assert {a.stem for a in archives} == {p.name for p in (ROOT / "assignments").iterdir() if p.is_dir()}
    for archive in archives:
        with zipfile.ZipFile(archive) as opened:
            assert set(opened.namelist()) == {f"{archive.stem}/README.md", f"{archive.stem}/{archive.stem}.ipynb"}
            packed = opened.read(f"{archive.stem}/{archive.stem}.ipynb")
        assert packed == (ROOT / "assignments" / archive.stem / f"{archive.stem}.ipynb").read_bytes()
        notebook = nbformat.read(io.BytesIO(packed), as_version=4)
        assert not [c for c in notebook.cells if "BEGIN HIDDEN TESTS" in c.source or "BEGIN SOLUTION" in c.source]


def test_readme_tells_in_two_languages_what_to_do_with_which_file(archives):
    """It names the notebook and the wheel of this version; what it says about cells is true of the notebook."""
    for archive in archives:
        with zipfile.ZipFile(archive) as opened:
            text = opened.read(f"{archive.stem}/README.md").decode()
            notebook = opened.read(f"{archive.stem}/{archive.stem}.ipynb").decode()
        assert text.count(f"Hand in `{archive.stem}.ipynb`") == 1
        assert text.count(f"Rendez `{archive.stem}.ipynb`") == 1
        assert text.count(f"technopolitics-{tp.__version__}-py3-none-any.whl") == 2
        assert re.findall(r"Your (?:code|answer) here", notebook)
        assert set(re.findall(r"Your \w+ here", notebook)) <= set(re.findall(r"Your \w+ here", text))


def test_archives_are_the_same_wherever_they_are_packed(archives, tmp_path):
    """The bytes do not depend on folder, date or rights."""
    again = student_zips.make(tmp_path, tp.__version__)
    assert [a.read_bytes() for a in again] == [a.read_bytes() for a in archives]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_workflows_use_versions_of_actions_and_commands_that_exist(path):
    """Every action carries a version; every make target and every tool that is called is there."""
    text = path.read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert all(re.search(r"@v\d", step["uses"]) for step in steps if "uses" in step)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", " ".join(step.get("run", "") for step in steps))) <= targets
    assert all((ROOT / tool).exists() for tool in re.findall(r"\btools/\w+\.py", text))


def test_site_workflow_can_write_no_more_than_it_must():
    """Reading is the rule; Pages are written by the publishing job, files of a release by the job for students."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    granted = {name: job.get("permissions") for name, job in workflow["jobs"].items()}
    assert granted == {"book": None, "publish": {"pages": "write", "id-token": "write"}, "students": {"contents": "write"}}


def test_development_container_sets_up_like_a_laptop():
    """It calls make setup, and installs what isolation and the tests of pages need."""
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    settings = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    assert settings["updateContentCommand"] == "make setup"
    assert {"bubblewrap", "chromium"} <= set(settings["onCreateCommand"].split())

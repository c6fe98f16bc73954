"""The house: where files stand, which way arrows point, and that derived texts are fresh."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import technopolitics as tp
from tools.lesson_frame import all_lessons
from tools.readme_tables import filled

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "technopolitics"


def tracked() -> list[Path]:
    """Files of the repository (or of the folder, where there is no git)."""
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def imports(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_arrows_only_point_down():
    """datasets and figures know nothing of practice, practice nothing of classroom, and only classroom needs nbgrader."""
    for path in PACKAGE.rglob("*.py"):
        where = path.relative_to(PACKAGE).parts
        seen = imports(path)
        if where[0] != "classroom":
            assert not {m for m in seen if m.startswith(("technopolitics.classroom", "nbgrader", "nbformat", "nbclient"))}, path
            outside = {m.split(".")[0] for m in seen} - set(sys.stdlib_module_names) - {"technopolitics"}
            assert outside <= {"pandas", "numpy", "matplotlib", "cycler", "IPython"}, f"{path}: {outside}"
        if where[0] not in ("classroom", "practice", "__init__.py"):
            assert not {m for m in seen if m.startswith("technopolitics.practice")}, path


def test_public_face_is_short_sorted_and_documented():
    """__all__ is sorted, and every public function says what it takes, gives and raises."""
    assert tp.__all__ == sorted(tp.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    for name in tp.__all__:
        thing = getattr(tp, name)
        if callable(thing):
            assert thing.__doc__, name
            assert len(thing.__doc__) > 40, name


def test_nothing_of_this_machine_is_in_the_repository():
    """No path of a machine and no host of a package index."""
    hosts = r"(?<!/tmp)/wor[k]/|(?<![\w/.-])/hom[e]/\w|/roo[t]/|py[p]i\.org|pythonhost[e]d|registry\.npm[j]s|deb\.debi[a]n"
    for path in tracked():
        if path.suffix in {".py", ".md", ".ipynb", ".toml", ".yml", ".json", ".cfg", ".lock", ".csv", ".cff"} or path.name in {"Makefile", "run"}:
            found = re.search(hosts, path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {found.group(0)}"


def test_readme_tables_are_fresh():
    """Titles, minutes, points and pages of lessons and assignments on the README are those of the notebooks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text == filled(text), "run: python tools/readme_tables.py"
    assert text.count("](notebooks/") >= len(all_lessons())


def test_links_of_the_guides_lead_somewhere():
    """Every relative link of the Markdown files at the root points to a file."""
    for path in ROOT.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{path.name}: {target}"


def test_version_stands_in_one_place():
    """The package, the citation and the data package carry the same version."""
    assert f"version: {tp.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'"version": "{tp.__version__}"' in (ROOT / "data" / "datapackage.json").read_text(encoding="utf-8")

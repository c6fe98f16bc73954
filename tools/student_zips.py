"""One archive per assignment for students: python tools/student_zips.py [--into FOLDER] writes dist/students/NAME.zip.

An archive holds a folder with the notebook as students receive it and a short README in English and French.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.make_lite import student_editions  # noqa: E402 (the path has to be set first)

README = """# {name}

*Version française plus bas.*

1. Open `{name}.ipynb` in Jupyter: in the folder of the course, or in the browser edition (*Upload Files*, nothing to install).
   In a Jupyter of your own, first install the course: `pip install technopolitics-{version}-py3-none-any.whl`, the file beside this archive.
2. Write your answers only in the cells that say *Your code here* or *Your answer here*. Do not delete or copy cells.
3. Before you hand in: *Kernel → Restart Kernel and Run All Cells*, then save. In the folder of the course,
   `technopolitics selfcheck {name}.ipynb` shows what a test already sees.
4. Hand in `{name}.ipynb` under this very name.

---

1. Ouvrez `{name}.ipynb` dans Jupyter : dans le dossier du cours, ou dans l'édition pour navigateur (*Upload Files*, rien à installer).
   Dans votre propre Jupyter, installez d'abord le cours : `pip install technopolitics-{version}-py3-none-any.whl`, le fichier à côté de cette archive.
2. N'écrivez vos réponses que dans les cellules marquées *Your code here* ou *Your answer here*. Ne supprimez et ne copiez aucune cellule.
3. Avant de rendre : *Kernel → Restart Kernel and Run All Cells*, puis enregistrez. Dans le dossier du cours,
   `technopolitics selfcheck {name}.ipynb` montre ce qu'un test voit déjà.
4. Rendez `{name}.ipynb` sous ce nom exact.
"""


def make(into: Path, version: str) -> list[Path]:
    """Write the archives into the folder ``into``; returns them. The same notebooks give the same bytes.

    ``version`` is that of the course, for the name of the wheel in the README.
    """
    into.mkdir(parents=True, exist_ok=True)
    made = []
    for notebook in student_editions():
        name = notebook.stem
        archive = into / f"{name}.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            add(opened, f"{name}/README.md", README.format(name=name, version=version).encode())
            add(opened, f"{name}/{name}.ipynb", notebook.read_bytes())
        made.append(archive)
    return made


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """One file, with neither the date nor the rights of the machine that packs."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def main() -> None:
    from technopolitics import __version__

    parser = argparse.ArgumentParser(description="Pack each assignment for students.")
    parser.add_argument("--into", type=Path, default=ROOT / "dist" / "students", metavar="FOLDER")
    given = parser.parse_args()
    for archive in make(given.into, __version__):
        print(archive)


if __name__ == "__main__":
    main()

"""Write into tools/recipes/claim_lessons.csv which function recomputes which verdict, from the lessons themselves.

Run it after adding a verdict to a lesson, then bring the table again: python tools/bring_table.py --dossier FOLDER claims.
"""

from __future__ import annotations

import csv
from pathlib import Path

from technopolitics.practice.exercise import lessons, verdicts_of

PATH = Path(__file__).resolve().parent / "recipes" / "claim_lessons.csv"


def main() -> None:
    computed = {claim: (lesson, function.__name__) for lesson in lessons() for claim, function in verdicts_of(lesson).items()}
    with open(PATH, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        lesson, name = computed.get(row["claim_id"], (row["lesson"], ""))
        row.update(lesson=lesson, computation=name)
    with open(PATH, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["claim_id", "lesson", "computation"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{sum(bool(r['computation']) for r in rows)} verdicts are recomputed")


if __name__ == "__main__":
    main()

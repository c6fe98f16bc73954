"""nbgrader's settings for this course, in one place: the root's nbgrader_config.py and the demo class call this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["COURSE", "configure"]

COURSE = "technopolitics"

# Files that a browser would run. One that is handed in beside a notebook does not travel on: Formgrader would serve it as its own page.
PAGES = ("*.[hH][tT][mM]*", "*.[xX][hH][tT]*", "*.[sS][vV][gG]*", "*.[xX][mM][lL]", "*.[jJ][sS]", "*.[mM][jJ][sS]")


def configure(c: Any, root: Path) -> None:
    """Set nbgrader's configuration object ``c`` for a course folder ``root``.

    Where work lies: solutions/ (source), assignments/ (release), and submitted/, autograded/, feedback/ beside them.
    """
    from nbconvert.preprocessors import ClearMetadataPreprocessor
    from nbgrader.preprocessors import (
        AssignLatePenalties,
        CheckCellMetadata,
        ClearOutput,
        DeduplicateIds,
        IgnorePattern,
        LimitOutput,
        OverwriteCells,
        OverwriteKernelspec,
        SaveAutoGrades,
    )

    from technopolitics.classroom.confined_step import ConfinedExecute
    from technopolitics.classroom.feedback_page import FeedbackExporter
    from technopolitics.classroom.feedback_steps import GetMarks, HideTests
    from technopolitics.classroom.formgrader_page import configure_formgrader
    from technopolitics.classroom.intake_step import Intake
    from technopolitics.classroom.sanitising import Sanitise

    c.CourseDirectory.course_id = COURSE
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".*", *PAGES]

    # What a student finds in place of our solution: the three dots above it stay, and nothing is raised.
    c.ClearSolutions.code_stub = {"python": "# Your code here. Replace the three dots, or write below this line."}
    c.ClearSolutions.text_stub = "*Your answer here.*"
    c.IncludeHeaderFooter.header = ""

    # The frame of every submission comes from the release, so that one mangled notebook cannot stop a class.
    # So nothing is missing any more when OverwriteCells runs; its own add_missing_cells adds task cells twice (nbgrader 0.9.6).
    c.Intake.release_directory = str(root / "assignments")
    c.Autograde.sanitize_preprocessors = [Intake, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
    # Students' code runs in the sandbox, also when nbgrader's own command or Formgrader's button starts it.
    c.ConfinedExecute.course = str(root)
    c.ConfinedExecute.sources = str(root / "solutions")
    # Text on stderr in a test cell would cost all points: warnings of libraries are not a student's mistake.
    c.IgnorePattern.enabled = True
    c.IgnorePattern.pattern = r"(?i)warning|font cache"

    # What comes back from a student's code is kept clean, so that marking by hand shows nothing that acts in a browser.
    c.Autograde.autograde_preprocessors = [
        ConfinedExecute,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        Sanitise,
        CheckCellMetadata,
    ]
    configure_formgrader(c)

    # Students see the visible part of a test and its message; hidden tests stay hidden.
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetMarks, HideTests]
    c.FeedbackExporter.release_directory = str(root / "assignments")

"""nbgrader's settings for this course, in one place: the root's nbgrader_config.py and the demo class call this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["COURSE", "configure"]

COURSE = "technopolitics"


def configure(c: Any, root: Path) -> None:
    """Set nbgrader's configuration object ``c`` for a course folder ``root``.

    Where work lies: solutions/ (source), assignments/ (release), and submitted/, autograded/, feedback/ beside them.
    """
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearOutput,
        DeduplicateIds,
        GetGrades,
        OverwriteCells,
        OverwriteKernelspec,
    )

    from technopolitics.classroom.feedback_page import HideTests
    from technopolitics.classroom.intake import Intake

    c.CourseDirectory.course_id = COURSE
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".*"]

    # What a student finds in place of our solution: the three dots above it stay, and nothing is raised.
    c.ClearSolutions.code_stub = {"python": "# Your code here. Replace the three dots, or write below this line."}
    c.ClearSolutions.text_stub = "*Your answer here.*"
    c.IncludeHeaderFooter.header = ""

    # The frame of every submission comes from the release, so that one mangled notebook cannot stop a class.
    # So nothing is missing any more when OverwriteCells runs; its own add_missing_cells adds task cells twice (nbgrader 0.9.6).
    c.Intake.release_directory = str(root / "assignments")
    c.Autograde.sanitize_preprocessors = [Intake, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
    c.Execute.timeout = 60
    c.Execute.shutdown_kernel = "immediate"
    # Text on stderr in a test cell would cost all points: warnings of libraries are not a student's mistake.
    c.IgnorePattern.enabled = True
    c.IgnorePattern.pattern = r"(?i)warning|font cache"

    # Students see the visible part of a test and its message; hidden tests stay hidden.
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]

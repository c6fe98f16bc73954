"""Steps before a feedback page is written: bring the marks in, take hidden tests out."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from nbconvert.filters.ansi import strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

__all__ = ["GetMarks", "HideTests"]


class GetMarks(NbGraderPreprocessor):
    """Brings points and comments from the gradebook into the cells; the whole notebook in one look, not one per cell.

    Like nbgrader's GetGrades, and it also says which answers wait for a person (``waiting``): nothing is not the same as nought.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Fill ``score``, ``points``, ``waiting`` and ``comment`` of the cells, and the sums in ``resources["nbgrader"]``."""
        ids = resources["nbgrader"]
        with Gradebook(ids["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(ids["notebook"], ids["assignment"], ids["student"])
            grades = {grade.name: grade for grade in submission.grades}
            # Words of a person only: where nothing was answered, the test says so itself.
            comments = {comment.name: comment.manual_comment for comment in submission.comments}
            for cell in nb.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if name in grades:
                    grade = grades[name]
                    cell.metadata.nbgrader.update(score=grade.score, points=grade.max_score, waiting=bool(grade.needs_manual_grade))
                if utils.is_solution(cell) or utils.is_task(cell):
                    cell.metadata.nbgrader["comment"] = comments.get(name)
            penalty = submission.late_submission_penalty or 0
            ids.update(score=submission.score - penalty, max_score=submission.max_score, late_penalty=penalty)
        return nb, resources


class HideTests(ClearHiddenTests):
    """Takes hidden tests out of the cells, and out of the tracebacks that would print them again."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell; a test's error keeps its message only, a task loses its mark scheme."""
        if utils.is_task(cell):
            cell.source = re.sub(r"=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===", "", cell.source, flags=re.DOTALL)
        if not utils.is_grade(cell) or cell.cell_type != "code":
            return cell, resources
        hidden = _hidden_lines(cell.source)
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        # Only errors speak: what a test prints or displays may be a student's code that shows the test from inside.
        cell.outputs = [output for output in cell.outputs if output.output_type == "error"]
        for output in cell.outputs:
            message = strip_ansi(str(output.evalue))
            # Our own messages are written for students; the text of any other error may quote a hidden line.
            if output.ename != "AssertionError":
                message = message.splitlines()[0] if message else ""
            if any(line in message for line in hidden):
                message = "The message is not shown: it quotes a hidden test."
            output.evalue = message
            output.traceback = [textwrap.fill(f"{output.ename}: {message}", 88)]
        return cell, resources


def _hidden_lines(source: str) -> list[str]:
    """Lines of a test's hidden part that are long enough to be recognised."""
    regions = re.findall(r"BEGIN HIDDEN TESTS(.*?)END HIDDEN TESTS", source, flags=re.DOTALL)
    return [line.strip() for region in regions for line in region.splitlines() if len(line.strip()) > 20]

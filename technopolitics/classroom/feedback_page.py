"""Feedback pages without hidden tests: what a student may read of a test is its visible part and its message."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests

__all__ = ["HideTests"]


class HideTests(ClearHiddenTests):
    """Takes hidden tests out of the cells, and out of the tracebacks that would print them again."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell; a test's error keeps its message only, a task loses its mark scheme."""
        if utils.is_task(cell):
            cell.source = re.sub(r"=== BEGIN MARK SCHEME ===.*?=== END MARK SCHEME ===", "", cell.source, flags=re.DOTALL)
        if not utils.is_grade(cell) or cell.cell_type != "code":
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        for output in cell.outputs:
            if output.output_type == "error":
                message = _without_escapes(str(output.evalue))
                # Our own messages are written for students; the text of any other error may quote a hidden line.
                if output.ename != "AssertionError":
                    message = message.splitlines()[0] if message else ""
                output.evalue = message
                output.traceback = [textwrap.fill(f"{output.ename}: {message}", 88)]
            elif output.output_type == "stream":
                output.text = "(what a test prints is not shown)\n"
        return cell, resources


def _without_escapes(text: str) -> str:
    """The text without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)

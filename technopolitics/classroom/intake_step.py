"""The step of nbgrader that puts a submission into the frame of the release, before anything else looks at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from technopolitics.classroom.intake import rebuild

__all__ = ["Intake"]


class Intake(NbGraderPreprocessor):
    """First step of nbgrader's autograde: the submission is rebuilt in the frame of the release."""

    release_directory = Unicode("assignments", help="Folder of the released assignments.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Rebuild ``nb``; without a released notebook of that name it is left as it is."""
        ids = resources["nbgrader"]
        release = Path(self.release_directory) / ids["assignment"] / f"{ids['notebook']}.ipynb"
        if not release.exists():
            self.log.warning("No released notebook at %s: intake is skipped. Run nbgrader generate_assignment first.", release)
            return nb, resources
        rebuilt, report = rebuild(nb, nbformat.read(release, as_version=4))
        for finding in report.findings:
            self.log.warning("%s, %s: %s", ids["student"], ids["notebook"], finding)
        return rebuilt, resources

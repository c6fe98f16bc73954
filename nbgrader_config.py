"""nbgrader reads this file at the root of the course; the settings themselves are in the package."""

from pathlib import Path

from technopolitics.classroom.settings import configure

configure(get_config(), Path(__file__).resolve().parent)  # noqa: F821 (nbgrader provides get_config)

"""What every test shares: no window, no trace in the learner's folder."""

import os

import pytest

os.environ["MPLBACKEND"] = "agg"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Predictions of a test go to a folder of its own."""
    monkeypatch.setenv("TECHNOPOLITICS_HOME", str(tmp_path))
    return tmp_path

"""A pytest plugin: kernels of the tests speak over Unix sockets in a folder of their own, never over TCP ports.

Jupyter chooses free TCP ports and opens them a moment later. When several kernels start at once, another one can take a
port in between, and a test fails with "Kernel died before replying". Unix sockets have names, so there is nothing to take.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from jupyter_client.manager import KernelManager

__all__ = ["pytest_configure", "pytest_unconfigure"]

_begin = KernelManager.__init__


def pytest_configure(config: object) -> None:
    """Each pytest process has its own folder (a socket's path must be short), and so do the commands that it starts."""
    folder = Path(tempfile.mkdtemp(prefix="tp-"))
    settings = {"transport": "ipc", "ip": str(folder / "k")}
    (folder / "jupyter_config.json").write_text(json.dumps({"KernelManager": {"transport": "ipc", "ip": str(folder / "c")}}))
    os.environ["JUPYTER_CONFIG_PATH"] = str(folder)
    config._kernel_sockets = folder

    def begin(self: KernelManager, *arguments: object, **options: object) -> None:
        _begin(self, *arguments, **{**settings, **options})

    KernelManager.__init__ = begin


def pytest_unconfigure(config: object) -> None:
    """Put everything back, and leave no folder behind."""
    KernelManager.__init__ = _begin
    os.environ.pop("JUPYTER_CONFIG_PATH", None)
    shutil.rmtree(config._kernel_sockets, ignore_errors=True)

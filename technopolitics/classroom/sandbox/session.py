"""One pre-warmed process and the confined processes that are forked from it, as seen by the grader."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from technopolitics.classroom.sandbox import boundary
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.wire import Channel, Closed, Garbled, TooLate

__all__ = ["NoSandbox", "Process", "Session"]

START_SECONDS = 60
GRACE_SECONDS = 3  # between an interrupt, which code can ignore, and the end


class NoSandbox(RuntimeError):
    """No sandbox can be made on this machine; the message says why and names the ways out."""


class Session:
    """A context: the pre-warmed process lives as long as it does.

    ``unsafe`` leaves the wall and the confinement out: students' code then runs with the rights of whoever grades.
    ``hidden`` are folders (such as the course's own) that stay out of sight even where Python's own folder holds them.
    """

    def __init__(self, unsafe: bool = False, hidden: tuple[Path, ...] = ()) -> None:
        reason = "" if unsafe else boundary.why_not()
        if not reason and not hasattr(os, "fork"):
            reason = f"{sys.platform} cannot copy a running process, which this grader needs."
        if reason:
            raise NoSandbox(f"Nothing was graded: {reason} {boundary.WAYS_OUT}")
        self._count = 0
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                _unconfined(theirs.fileno()) if unsafe else boundary.command(theirs.fileno(), hidden),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                env={**os.environ, **boundary.AS_A_KERNEL} if unsafe else {"PATH": os.defpath},
                start_new_session=True,  # an interrupt at the terminal is for the grader, which then ends this in order
            )
        self._socket = ours
        self._control = Channel(ours)
        try:
            self._control.receive(time.monotonic() + START_SECONDS)
        except (Closed, TooLate):
            self.close()
            words = (self._process.stderr.read() if self._process.stderr else b"").decode(errors="replace").strip().splitlines()
            raise NoSandbox(
                f"Nothing was graded: the sandbox does not start ({words[-1] if words else 'no reason given'}). {boundary.WAYS_OUT}"
            ) from None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the pre-warmed process and everything that was forked from it."""
        self._socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def alive(self) -> bool:
        """False when the pre-warmed process has ended."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Number of the process at the top of the sandbox."""
        return self._process.pid

    def fork(self, limits: Limits) -> Process:
        """A new confined process. Several threads may ask at once."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            self._count += 1
            number = self._count
            socket.send_fds(self._socket, [b"\0"], [theirs.fileno()])
            self._control.send({"do": "fork", "number": number, "limits": limits.as_message()})
        return Process(Channel(ours), lambda what: self._tell(what, number))

    def _tell(self, what: str, number: int) -> None:
        # A byte without a socket, because each request has one byte in front.
        with contextlib.suppress(OSError, Closed), self._lock:
            self._socket.send(b"\0")
            self._control.send({"do": what, "number": number})


class Process:
    """A confined process: requests and answers, an interrupt, and the end."""

    def __init__(self, channel: Channel, tell: Callable[[str], None]) -> None:
        self.channel = channel
        self._tell = tell
        self.alive = True

    def interrupt(self) -> None:
        """As the square button in JupyterLab; code may ignore it."""
        self._tell("interrupt")

    def end(self) -> None:
        """Killed, with everything that it started."""
        if self.alive:
            self.alive = False
            self._tell("kill")
            self.channel.close()

    def send(self, message: dict[str, Any], deadline: float) -> None:
        """Send; the process is ended when it does not listen."""
        try:
            self.channel.send(message, deadline)
        except (Closed, Garbled, TooLate):
            self.end()
            raise

    def receive(self, deadline: float) -> dict[str, Any]:
        """Receive; TooLate leaves the process alive, anything else ends it."""
        try:
            return self.channel.receive(deadline)
        except (Closed, Garbled):
            self.end()
            raise


def _unconfined(control: int) -> list[str]:
    return [sys.executable, "-m", "technopolitics.classroom.sandbox.forkserver", str(control), "-", "unconfined"]

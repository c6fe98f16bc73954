"""Messages between processes: one JSON object each, with its length in front. Nothing that is read can run."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

__all__ = ["Channel", "Closed", "Garbled", "TooLate"]

LARGEST_MESSAGE = 16 * 1024 * 1024  # bytes; a notebook of this course needs less than one megabyte
MOST_PARTS = 1_000_000  # lists and objects: in memory each takes a hundred times its two characters
LATENESS = 1.0  # seconds; an answer that is there when the grader comes late to look still counts


class Closed(ConnectionError):
    """The other side has ended."""


class Garbled(ValueError):
    """The other side sent something that is no message, or one that is too large."""


class TooLate(TimeoutError):
    """No message came before the deadline."""


class Channel:
    """One end of a connected Unix socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        """Number of the file descriptor, for select."""
        return self._end.fileno()

    def send(self, message: dict[str, Any], deadline: float | None = None) -> None:
        """Send one message; Closed when nobody listens any more, TooLate when the other side does not read."""
        try:
            body = json.dumps(message, allow_nan=True, separators=(",", ":")).encode()
        except RecursionError:
            raise Garbled("a message is nested too deep to send") from None
        if len(body) > LARGEST_MESSAGE:
            raise Garbled("a message is too large to send")
        try:
            self._wait_until(deadline)
            self._end.sendall(struct.pack("!I", len(body)) + body)
        except TimeoutError:
            raise TooLate from None
        except OSError:
            raise Closed from None

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message. ``deadline`` is a time of ``time.monotonic``; Closed, Garbled or TooLate when none comes."""
        (length,) = struct.unpack("!I", self._exactly(4, deadline))
        if length > LARGEST_MESSAGE:
            raise Garbled("a message is too large to read")
        body = self._exactly(length, deadline)
        if body.count(b"[") + body.count(b"{") > MOST_PARTS:
            raise Garbled("a message has too many parts to read")
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            raise Garbled("a message is no JSON") from None
        if not isinstance(message, dict):
            raise Garbled("a message is no object")
        return message

    def close(self) -> None:
        """End the connection."""
        self._end.close()

    def _exactly(self, length: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            try:
                self._wait_until(deadline)
                part = self._end.recv(min(length - len(parts), 1 << 20))
            except TimeoutError:
                raise TooLate from None
            except OSError:
                raise Closed from None
            if not part:
                raise Closed
            parts += part
        return bytes(parts)

    def _wait_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left < -LATENESS:
            raise TooLate  # else one who sends without end would never be too late
        self._end.settimeout(None if left is None else max(0.001, left))

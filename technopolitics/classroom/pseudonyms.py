"""Stable names in place of students, for a report or a table that travels.

A pseudonym is a keyed hash (HMAC-SHA256, RFC 2104) of the student's id. Without the secret of the course nobody can
compute it, not even with a list of all ids. The key file lets the instructor look a pseudonym up.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Pseudonyms"]

SECRET, KEY_FILE = "pseudonym_secret", "pseudonyms.csv"


class Pseudonyms:
    """Pseudonyms of one course: the same in each report, others in another course."""

    def __init__(self, course: Path) -> None:
        self._key_file = course / KEY_FILE
        self._secret = _secret(course / SECRET)

    def name(self, student: str) -> str:
        """Eight letters and digits in two groups, for example ``K7QF-3XM2``."""
        code = base64.b32encode(hmac.digest(self._secret, student.encode(), hashlib.sha256)).decode()[:8]
        return f"{code[:4]}-{code[4:]}"

    def write_key(self, students: Iterable[str]) -> Path:
        """Write who is who, for the instructor alone; returns the file."""
        rows = sorted((self.name(student), student) for student in set(students))
        with open(self._key_file, "w", newline="", encoding="utf-8", opener=_private) as file:
            lines = csv.writer(file)
            lines.writerow(["pseudonym", "student_id"])
            lines.writerows(rows)
        return self._key_file


def _secret(path: Path) -> bytes:
    if not path.exists():
        with open(path, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_hex(32))
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise RuntimeError(f"{path} does not hold the secret of the pseudonyms any more. Bring it back from a copy, or delete it for new pseudonyms.")
    return secret.encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

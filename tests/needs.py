"""What some tests need of the machine, each with the reason that a skipped test shows."""

import pytest

from technopolitics.classroom.sandbox.boundary import why_not

__all__ = ["NO_SANDBOX", "SANDBOX"]

NO_SANDBOX = why_not()
SANDBOX = pytest.mark.skipif(bool(NO_SANDBOX), reason=f"no sandbox here: {NO_SANDBOX}")

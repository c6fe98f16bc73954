"""For instructors: intake, safe grading, feedback, reports, and a demonstration class. Needs nbgrader."""

import sys

# jsonschema would build a grammar for internationalised addresses at import, which takes a second or two of every
# command and serves no notebook. Where it finds the module missing, it leaves that one check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

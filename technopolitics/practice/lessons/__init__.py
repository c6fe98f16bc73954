"""One file per lesson: its exercises, its predictions, and the verdicts that its tables decide."""

"""Run students' notebooks without trusting them.

Two confined processes work on one submission. The student's process runs the student's cells. The judge's process runs
the test cells, which never enter the student's process; what a test needs from the student crosses as data, functions
as call stubs, figures as a transcript of what is drawn. So a student's code cannot read a hidden test, replace the
judge, or forge its result. Both are forked from a process that has pandas and matplotlib loaded and that lives in a
bubblewrap sandbox: no network, no environment, no file but read-only Python and data.

From the outside to the inside: notebook_run (what a grader calls) -> session (one pre-warmed process and its children)
-> boundary (bubblewrap) | inside: forkserver -> confinement -> workplace (cells, calls) -> crossing, drawing, wire.
"""

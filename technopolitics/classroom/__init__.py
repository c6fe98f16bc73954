"""For instructors: intake, grading settings, feedback, and a demonstration class. Needs nbgrader."""

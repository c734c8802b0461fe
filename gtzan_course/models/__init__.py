"""Weights that come with the package; `gtzan_course.classification` loads them by name."""

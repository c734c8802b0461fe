"""Say how good a classifier is, how sure one can be of it, and whether another is better (chapters 07 and 09).

=========== ===========================================================================
measures    accuracy, and who was taken for whom
intervals   how far chance alone can have moved a figure: Wilson, Student, the bootstrap
differences two classifiers on the same tracks or on others; how many tracks it takes
=========== ===========================================================================
"""

from gtzan_course.evaluation.differences import (
    mcnemar,
    paired_difference,
    square_and_add,
    tracks_needed,
    two_proportions,
    unpaired_difference,
)
from gtzan_course.evaluation.intervals import bootstrap_interval, mean_interval, wilson_interval
from gtzan_course.evaluation.measures import Accuracy, accuracy, confusion

__all__ = [
    "Accuracy",
    "accuracy",
    "bootstrap_interval",
    "confusion",
    "mcnemar",
    "mean_interval",
    "paired_difference",
    "square_and_add",
    "tracks_needed",
    "two_proportions",
    "unpaired_difference",
    "wilson_interval",
]

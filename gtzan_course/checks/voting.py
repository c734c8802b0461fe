"""What the exercises of chapter 07 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.evaluation import wilson_interval

CLEAR = np.array([[0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1]])
OUTVOTED = np.array([[0.45, 0.55, 0.0], [0.45, 0.55, 0.0], [0.45, 0.55, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
TIED = np.array([[0.6, 0.4, 0.0], [0.6, 0.4, 0.0], [0.0, 1.0, 0.0], [0.1, 0.9, 0.0]])
BAIT = np.array([[0.9, 0.0, 0.1], [0.0, 0.6, 0.4], [0.6, 0.0, 0.4], [0.05, 0.9, 0.05], [0.0, 0.1, 0.9]])
EQUAL = np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2]])

TRACKS = (
    (CLEAR, 1, "two of three windows vote for 1. A window's vote is the argmax of its row: axis=1"),
    (OUTVOTED, 1, "three of five windows vote for 1, though the mean favours 0. The mean only breaks ties"),
    (TIED, 1, "two windows vote for 0 and two for 1: a tie. The means are 0.325 and 0.675, so 1 wins"),
    (BAIT, 1, "0 and 1 are tied; 2 has the highest mean, but fewer votes. Compare the means of the tied only"),
    (EQUAL, 0, "0 and 1 have as many votes and equal means: the lower label, 0, wins"),
)
"""A track's probabilities, who wins, and why."""


def majority(vote: Callable[[Any], Any]) -> Verdict:
    """Check ``vote(probabilities)``: the label with most votes, ties by the mean, then the lower label.

    Parameters
    ----------
    vote
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which kind of track it names wrongly and why.
    """

    def check() -> str:
        label = _label(vote(CLEAR.copy()), "Votes are labels, one a window; the winner is a single one.")
        if label == 2:
            raise Wrong("you returned the number of votes (2), not the label that got them (1): argmax, not max.")
        for probabilities, winner, reason in TRACKS:
            label = vote(probabilities.copy())
            if label != winner:
                raise Wrong(f"{reason}. You said {label} for\n{probabilities}")
        return "the majority wins, the mean breaks ties, and the lower label comes last."

    return verdict(check)


def share_right(share: Callable[[Any, int], Any]) -> Verdict:
    """Check ``share_right(probabilities, label)``: the share of windows that vote for the label.

    Parameters
    ----------
    share
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what it took for the share.
    """
    mistakes = (
        (3.0, "a count (3 windows). Divide by the number of windows: 3 of 5 is 0.6"),
        (60.0, "per cent. Expected a share from 0 to 1: 0.6, not 60"),
        (OUTVOTED[:, 1].mean(), "the mean probability. A vote counts whole: argmax first, then compare with label"),
    )

    def check() -> str:
        value = answered(share(OUTVOTED.copy(), 1))
        if np.ndim(value) != 0:
            raise Wrong(
                f"expected one number from 0 to 1, got shape {np.shape(value)}. Take the mean over the windows."
            )
        for mistaken, what in mistakes:
            if np.isclose(value, mistaken):
                raise Wrong(f"you returned {what}.")
        if not np.isclose(value, 0.6) or not np.isclose(share(OUTVOTED.copy(), 2), 0.0):
            raise Wrong(f"three of five windows vote for 1 and none for 2: expected 0.6 and 0, got {value} for 1.")
        return "a window is right or wrong; the share is the mean of that."

    return verdict(check)


def hardest(worst: Callable[[Any], Any]) -> Verdict:
    """Check ``hardest(counts)``: the label whose row has the smallest share on the diagonal.

    Parameters
    ----------
    worst
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which other question it answers.
    """
    counts = np.array([[4, 1, 0], [0, 30, 10], [1, 0, 2]])  # rightly named: 4 of 5, 30 of 40, 2 of 3
    skewed = np.array([[6, 0, 4], [0, 9, 1], [0, 0, 10]])  # 6, 9 and 10 of 10; the last column holds 15

    def check() -> str:
        label = _label(worst(counts.copy()), "np.argmin gives the place of the smallest.")
        if label == 1:
            raise Wrong("genre 1 has most errors, but also most tracks. Divide its diagonal cell by its row's sum.")
        if label == 0:
            raise Wrong("genre 0 has 4 of 5 tracks right, the largest share. Look for the smallest: argmin.")
        if worst(skewed.copy()) == 2:
            raise Wrong("you divided by the sums of columns (axis 0). The truth is in the rows: sum(axis=1).")
        if label != 2 or worst(skewed.copy()) != 0:
            raise Wrong("expected the row with the smallest share on its diagonal, np.diag(counts) over the row's sum.")
        return "each row is one genre's tracks; its diagonal cell, divided by the row, is the share named rightly."

    return verdict(check)


def sample_size(n: Any) -> Verdict:
    """Check the number of test tracks for an interval at most six points wide around 82 %.

    Parameters
    ----------
    n
        The reader's number of tracks, a multiple of 50.

    Returns
    -------
    Verdict
        Right, or how wide the interval is at the number given.
    """

    def check() -> str:
        tracks = int(answered(n))
        if tracks < 1:
            raise Wrong(f"expected a number of tracks, at least 50, got {tracks}.")
        width = _width(tracks)
        if width > 0.06:
            raise Wrong(f"with {tracks} tracks the interval is {width:.1%} wide, more than 6 points. Take more tracks.")
        smaller = [fewer for fewer in range(50, tracks, 50) if _width(fewer) <= 0.06]
        if smaller or tracks % 50:
            raise Wrong(f"{tracks} tracks are enough ({width:.1%} wide). Find the smallest multiple of 50 that is.")
        return f"{tracks} tracks: more than twice the write-up's 300."

    return verdict(check)


def _label(answer: Any, hint: str) -> int:
    """One whole number, or what came instead."""
    if np.ndim(answered(answer)) != 0 or not isinstance(answer, int | np.integer):
        raise Wrong(f"expected one label as an int, got {answer!r}. {hint}")
    return int(answer)


def _width(n: int) -> float:
    low, high = wilson_interval(round(0.82 * n), n)
    return high - low

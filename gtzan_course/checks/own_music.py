"""What the exercises of chapter 13 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.told import named

VOTED = np.array(
    [
        [0.6, 0.3, 0.1],
        [0.1, 0.7, 0.2],
        [0.5, 0.4, 0.1],
        [0.4, 0.1, 0.5],
        [0.9, 0.1, 0.0],
        [0.0, 0.9, 0.1],
    ]
)
"""Votes 0, 1, 0, 2, 0, 1: genre 0 wins; windows 1, 3 and 5 disagree, 5 is the surest of them, then 1, then 3."""

DISSENT = [5, 1, 3]


def dissenters(find: Callable[[Any], Any]) -> Verdict:
    """Check ``dissenters(probabilities)``: the windows that vote otherwise than the track, the surest first.

    Parameters
    ----------
    find
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which windows it mistakes.
    """

    def check() -> str:
        found = answered(find(VOTED.copy()))
        if not isinstance(found, list | tuple | np.ndarray) or np.ndim(found) != 1:
            raise Wrong(f"expected the numbers of windows in a list, such as [4, 0], got {named(found)}.")
        if np.asarray(found).dtype == bool:
            raise Wrong("expected the windows' numbers, got True and False. np.flatnonzero(mask) gives the numbers.")
        given = [int(number) for number in found]
        if sorted(given) == [0, 2, 4]:
            raise Wrong("these windows vote as the track does. Asked for are the others.")
        if given == DISSENT[::-1]:
            raise Wrong(
                "these are the right windows with the least sure one first. Sort by the negative: np.argsort(-x)."
            )
        if sorted(given) == sorted(DISSENT) and given != DISSENT:
            raise Wrong(f"these are the right windows in another order, {given}. The surest comes first: {_sure()}.")
        if not given:
            raise Wrong("no window is left. Three of the six vote otherwise than the track.")
        if given != DISSENT:
            raise Wrong(f"the track's genre is 0; expected windows {DISSENT}, got {given}. Compare each row's argmax.")
        return "the windows that were outvoted, and of these the ones worth hearing first."

    return verdict(check)


def turned_down(turn: Callable[[Any, slice, slice], Any]) -> Verdict:
    """Check ``turn_down(window, bands, frames)``: a copy with one patch 20 dB softer, nowhere below -80 dB.

    Parameters
    ----------
    turn
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what is wrong with the cells.
    """
    window = np.full((128, 129), -30.0, dtype=np.float32)
    window[:8] = -70.0
    bands, frames = slice(0, 16), slice(32, 48)
    expected = window.copy()
    expected[bands, frames] = np.maximum(expected[bands, frames] - 20, -80)

    def check() -> str:
        given = window.copy()
        cells = array(
            turn(given, bands, frames),
            shape=(128, 129),
            what="the window in dB",
            hint="Return all of it, not the patch.",
        )
        if not np.array_equal(given, window):
            raise Wrong("the window that was handed in has changed. Copy it first: window.copy().")
        if np.array_equal(cells, window):
            raise Wrong("nothing has changed. Assign to the patch: covered[bands, frames] = ...")
        if cells.min() < -80:
            raise Wrong(
                f"there are values down to {cells.min():.0f} dB; the floor is -80. np.maximum(patch - 20, -80)."
            )
        if np.array_equal(cells, np.maximum(window - 20, -80)):
            raise Wrong("the whole window is softer. Only the patch should be: covered[bands, frames].")
        if np.array_equal(cells[frames, bands], np.maximum(window[frames, bands] - 20, -80)):
            raise Wrong("bands are rows and frames are columns: window[bands, frames].")
        if np.all(cells[bands, frames] == -80):
            raise Wrong("the patch is silent. Take 20 dB away from each of its cells: subtract, don't multiply.")
        if not np.allclose(cells, expected):
            raise Wrong(
                f"the cells of the patch that were at -30 dB should be at -50, those at -70 at -80; yours are at "
                f"{cells[12, 40]:.4g} and {cells[3, 40]:.4g}."
            )
        return "a hundredth of the power is left in the patch, nothing else has changed, and the floor holds."

    return verdict(check)


def sure_enough(judge: Callable[[Any, float], Any]) -> Verdict:
    """Check ``sure_enough(probabilities, least)``: whether the winner's share of the votes is at least ``least``.

    Parameters
    ----------
    judge
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which case goes wrong.
    """
    confident = np.array([[0.34, 0.33, 0.33]] * 4)
    divided = np.array([[0.99, 0.01, 0.0], [0.0, 0.99, 0.01], [0.01, 0.0, 0.99], [0.98, 0.01, 0.01], [0.0, 0.98, 0.02]])

    def check() -> str:
        if not _truth(judge(confident.copy(), 0.9)):
            raise Wrong("four windows of four vote for genre 0, if barely. Count votes, not probabilities.")
        if _truth(judge(divided.copy(), 0.5)):
            raise Wrong(
                "each window is sure, but two of five votes are a share of 0.4, less than 0.5: not sure enough."
            )
        if not _truth(judge(VOTED.copy(), 0.5)):
            raise Wrong("three windows of six vote for the winner: a share of 0.5, which is at least 0.5. Use >=.")
        if _truth(judge(VOTED.copy(), 0.51)):
            raise Wrong("three of six votes are a share of 0.5, less than 0.51: not sure enough.")
        return "it asks how many windows agree; how sure each of them is stays out of it."

    return verdict(check)


def _truth(answer: Any) -> bool:
    """One yes or no, or what came instead."""
    if not isinstance(answered(answer), bool | np.bool_):
        raise Wrong(f"expected True or False, got {named(answer)}.")
    return bool(answer)


def _sure() -> str:
    return ", ".join(f"{VOTED[number].max():.1f} for window {number}" for number in DISSENT)

"""What the exercises of chapter 11 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict

FOUND = ["a", "b", "c", "d", "d"]
PLANTED = ["b", "d", "e"]

DISTANCES = np.array(
    [
        [np.inf, 0.2, 0.8, 0.9],
        [0.2, np.inf, 0.5, 1.6],
        [0.8, 0.5, np.inf, 0.6],
        [0.9, 1.6, 0.6, np.inf],
    ]
)


def precision_and_recall(measure: Callable[[Any, Any], Any]) -> Verdict:
    """Check ``precision_and_recall(found, planted)``: two shares, precision first.

    Parameters
    ----------
    measure
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which of the two went wrong and how.
    """

    def check() -> str:
        got = array(
            measure(list(FOUND), list(PLANTED)),
            shape=(2,),
            what="precision and recall, two shares from 0 to 1,",
            hint="Return both, separated by a comma.",
        )
        if np.allclose(got, (2 / 3, 0.5)):
            raise Wrong("these are the two in the other order: 0.5 of what was found is right. Precision comes first.")
        if np.allclose(got, (0.6, 2 / 3)) or np.allclose(got, (0.4, 2 / 3)):
            raise Wrong("'d' was found twice, and is one track. Make sets of both lists before you count.")
        if np.allclose(got, (0.5, 0.5)) or np.allclose(got, (0.4, 0.4)):
            raise Wrong("recall divides by what was planted (3), precision by what was found (4 different names).")
        if np.allclose(got, (2, 2)):
            raise Wrong("you returned counts: 2 were found rightly. Divide by how many were found, and were planted.")
        if not np.allclose(got, (0.5, 2 / 3)):
            raise Wrong(
                f"of 4 names found, 2 are right: precision 0.5; of 3 planted, 2 were found: recall 0.667. Got "
                f"{got[0]:.3f} and {got[1]:.3f}. The overlap of two sets is found & planted."
            )
        if not np.allclose(measure(["x"], ["y", "z"]), (0, 0)):
            raise Wrong("where nothing found is right, both are 0.")
        return "half of what was named is right, and two thirds of what was there was named."

    return verdict(check)


def ratio(measure: Callable[[Any, int], Any]) -> Verdict:
    """Check ``ratio(distances, i)``: the nearest neighbour's distance over the second nearest's.

    Parameters
    ----------
    measure
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what was divided by what.
    """
    mistakes = (
        (2.5, "the second distance over the first. Divide the nearest, 0.2, by the second nearest, 0.5"),
        (0.2, "the nearest distance itself. Divide it by the second nearest, 0.5"),
        (0.3, "a difference, 0.5 - 0.2. Divide: 0.2 / 0.5"),
        (0.125, "the nearest over the farthest. Divide by the second nearest, 0.5"),
        (1.0, "the nearest over itself, or the row's first over the row's first. Sort the row, take places 0 and 1"),
        (0.0, "the nearest over infinity: that is the track's distance from itself. Sort the row: infinity comes last"),
    )

    def check() -> str:
        value = answered(measure(DISTANCES.copy(), 1))
        if np.ndim(value) != 0:
            raise Wrong(f"expected one number, got shape {np.shape(value)}. Take row i of the distances alone.")
        if np.isnan(value):
            raise Wrong("you divided infinity by infinity: the diagonal. Sort the row, then take its first two values.")
        for mistaken, what in mistakes:
            if np.isclose(value, mistaken):
                raise Wrong(f"you returned {what}.")
        if not np.isclose(value, 0.4):
            raise Wrong(f"row 1 is 0.2, inf, 0.5, 1.6: expected 0.2 / 0.5 = 0.4, got {float(value):.3f}.")
        if not np.isclose(measure(DISTANCES.copy(), 3), 2 / 3):
            raise Wrong("right for track 1, wrong for track 3, whose row is 0.9, 1.6, 0.6, inf: expected 0.6 / 0.9.")
        return "0.2 to the nearest, 0.5 to the next: track 1's neighbour is no accident."

    return verdict(check)


def at_ceiling(measure: Callable[[Any], Any]) -> Verdict:
    """Check ``at_ceiling(y)``: the share of samples within 0.5 % of the waveform's highest.

    Parameters
    ----------
    measure
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which peaks it passes over.
    """
    wave = np.sin(2 * np.pi * np.arange(10_000) / 100)
    clipped = np.clip(wave, -0.5, 0.5)
    upper = np.maximum(clipped, -0.4)
    uneven = clipped * (1 - 0.001 * (np.arange(len(wave)) % 2))

    def check() -> str:
        value = answered(measure(clipped.copy()))
        if np.ndim(value) != 0:
            raise Wrong(f"expected one share from 0 to 1, got shape {np.shape(value)}. Take the mean over the samples.")
        share = np.mean(np.abs(clipped) >= 0.995 * 0.5)
        if np.isclose(value, share * len(wave)):
            raise Wrong(f"you returned a count ({value:g} samples). Divide by the number of samples, or take the mean.")
        if np.isclose(value, 100 * share):
            raise Wrong(f"you returned per cent. Expected a share from 0 to 1: {share:.2f}.")
        if np.isclose(value, np.mean(clipped >= 0.995 * 0.5)):
            raise Wrong("you counted the ceiling and not the floor. A waveform has peaks on both sides: np.abs(y).")
        if np.isclose(value, 0):
            raise Wrong("this waveform is flat at 0.5, not at 1. Compare with its own peak, np.abs(y).max().")
        if not np.isclose(value, share, atol=1e-3):
            raise Wrong(f"expected {share:.3f} for a sine cut off at half its height, got {float(value):.3f}.")
        if not np.isclose(measure(upper.copy()), np.mean(np.abs(upper) >= 0.995 * 0.5), atol=1e-3):
            raise Wrong("this waveform reaches 0.5 above and 0.4 below: only one side is at the peak, take one peak.")
        if not np.isclose(measure(-upper), np.mean(np.abs(upper) >= 0.995 * 0.5), atol=1e-3):
            raise Wrong("turned upside down, a waveform must give the same share: np.abs for the peak as well.")
        if not np.isclose(measure(uneven.copy()), share, atol=1e-3):
            raise Wrong("the flat parts of this waveform differ by a thousandth. Count from 0.995 times the peak on.")
        if not np.isclose(measure(0.1 * clipped), share, atol=1e-3):
            raise Wrong("the same waveform, softer, must give the same share. Compare with 0.995 times its own peak.")
        return "two thirds of the samples of a sine that is cut off at half its height are flat."

    return verdict(check)

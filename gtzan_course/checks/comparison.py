"""What the exercises of chapter 09 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.evaluation import wilson_interval

Z = 1.96

LABELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
ANSWERS_A = np.array([0, 1, 2, 3, 4, 5, 0, 0, 1, 1])  # right on the first six
ANSWERS_B = np.array([0, 1, 2, 0, 0, 0, 6, 2, 1, 3])  # right on the first three and on the seventh
"""Both right on 3, only A on 3, only B on 1, neither on 3, where they answer alike on one and otherwise on two."""

TIED = np.eye(4)[
    [
        [0, 0, 1, 1, 2],  # 2, 2, 1: a tie at the top
        [3, 3, 3, 0, 1],  # 3, 1, 1: level, but not at the top
        [2, 2, 2, 2, 2],  # no tie
        [1, 1, 3, 3, 0],  # a tie, not of the lowest label
        [0, 0, 0, 1, 1],  # 3, 2
    ]
]
"""Five tracks of five windows and four genres; two of them tie."""


def wilson(interval: Callable[[int, int], Any]) -> Verdict:
    """Check ``wilson(n_right, n)``: the two ends of Wilson's 95 % interval.

    Parameters
    ----------
    interval
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which other interval it is.
    """

    def check() -> str:
        hint = "Return two numbers, (low, high)."
        low, high = array(
            interval(246, 300), shape=(2,), what="the ends of an interval, as shares from 0 to 1", hint=hint
        )
        if low > 1 or high > 1:
            raise Wrong(
                f"expected shares from 0 to 1, got {low:.4g} and {high:.4g}. Leave out the times 100, or round."
            )
        for mistaken, what in _other_intervals(0.82, 300):
            if np.allclose((low, high), mistaken, atol=2e-4):
                raise Wrong(f"{what}")
        for n_right, n in ((246, 300), (10, 10), (0, 7), (14, 20)):
            low, high = (float(end) for end in answered(interval(n_right, n)))
            expected = wilson_interval(n_right, n)
            if not np.allclose((low, high), expected, atol=1e-3):
                raise Wrong(
                    f"for {n_right} of {n} expected {expected[0]:.3f} to {expected[1]:.3f}, got {low:.3f} to "
                    f"{high:.3f}. Work out the middle and the reach (4n² under the root), and divide both by 1 + z²/n."
                )
        return "its middle is drawn towards one half, and 10 of 10 still has a width."

    return verdict(check)


def _other_intervals(p: float, n: int) -> list[tuple[tuple[float, float], str]]:
    """What is likely to be written instead of Wilson's interval, and what to say of it."""
    plain = Z * np.sqrt(p * (1 - p) / n)
    scale = 1 + Z**2 / n
    middle = p + Z**2 / (2 * n)
    reach = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    one_sided = 1.645 * np.sqrt(p * (1 - p) / n + 1.645**2 / (4 * n**2)) / (1 + 1.645**2 / n)
    centre = (p + 1.645**2 / (2 * n)) / (1 + 1.645**2 / n)
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return [
        (
            (p - plain, p + plain),
            "that is the plain interval, p ± z·sqrt(p(1-p)/n). It says that 10 of 10 has no width.",
        ),
        ((high, low), "you returned the high end first. Expected (low, high)."),
        ((middle - reach, middle + reach), "middle and reach are right, but not yet divided by 1 + z²/n."),
        (
            (middle / scale, reach / scale),
            "you returned middle and reach. Expected the two ends, middle - reach first.",
        ),
        ((centre - one_sided, centre + one_sided), "that is a 90 % interval: take z = 1.96 for 95 %, not 1.645."),
    ]


def discordant(count: Callable[[Any, Any, Any], Any]) -> Verdict:
    """Check ``discordant(labels, answers_a, answers_b)``: on how many tracks only A, and only B, is right.

    Parameters
    ----------
    count
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what it counts instead.
    """
    mistakes = {
        (1, 3): "you returned them the other way round: (only A, only B).",
        (6, 4): "you counted all that each names rightly. Leave out the three tracks on which both are right.",
        (4, 6): "you counted each one's mistakes. Count what one names rightly and the other does not.",
        (3, 3): "3 and 3 are both right and both wrong. The test needs the tracks on which just one is right.",
        (6, 6): "you counted where the answers differ. Two wrong answers may differ too: ask first who is right.",
    }

    def check() -> str:
        hint = "Return two counts, (only A, only B)."
        found = array(count(LABELS, ANSWERS_A, ANSWERS_B), shape=(2,), what="two numbers of tracks", hint=hint)
        if tuple(found) in mistakes:
            raise Wrong(mistakes[int(found[0]), int(found[1])])
        if np.allclose(found, (0.3, 0.1)):
            raise Wrong("expected counts, 3 and 1 tracks of ten, got shares. Take the sum, not the mean.")
        if not np.array_equal(found, (3, 1)):
            raise Wrong(f"of ten tracks only A is right on 3 and only B on 1; you said {found[0]:g} and {found[1]:g}.")
        rng = np.random.default_rng(0)
        labels, a, b = rng.integers(0, 3, (3, 50))
        right_a, right_b = a == labels, b == labels
        expected = (int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum()))
        found = array(count(labels, a, b), shape=(2,), what="two numbers of tracks", hint=hint)
        if tuple(found) != expected:
            raise Wrong(f"on 50 other tracks expected {expected}, got {tuple(int(one) for one in found)}.")
        return "all that McNemar's test looks at are these two numbers."

    return verdict(check)


def ties(count: Callable[[Any], Any]) -> Verdict:
    """Check ``ties(probabilities)``: how many tracks have two or more genres with the most votes.

    Parameters
    ----------
    count
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what it counts instead.
    """
    mistakes = {
        3: "three tracks have genres level, but in one of them not at the top. Compare with the largest count alone.",
        5: "every track has genres that are level at 0 votes. Compare with the largest count alone.",
        0.4: "two of five is a share. Return the number of tracks, 2.",
    }

    def check() -> str:
        value = answered(count(TIED.copy()))
        if np.ndim(value) != 0:
            raise Wrong(f"expected one number of tracks, got shape {np.shape(value)}. Count the tracks that tie.")
        for mistaken, what in mistakes.items():
            if np.isclose(value, mistaken):
                raise Wrong(what)
        if value != 2:
            raise Wrong(f"of five tracks two tie at the top (2, 2, 1 and 2, 2, 1 votes); you said {value}.")
        unsure = np.array([[[0.6, 0.4, 0.0], [0.1, 0.9, 0.0]], [[0.5, 0.3, 0.2], [0.5, 0.2, 0.3]]])
        if count(unsure.copy()) != 1:
            raise Wrong("a window votes once, however sure it is: take the argmax of each window before you count.")
        return "a tie is when the largest count belongs to more than one genre."

    return verdict(check)

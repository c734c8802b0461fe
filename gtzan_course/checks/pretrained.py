"""What the exercises of chapter 14 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.told import named, number

PROMISED = {0.01: [0.70, 0.74, 0.78], 0.1: [0.80, 0.79, 0.75], 1.0: [0.60, 0.90, 0.69], 10.0: [0.79, 0.78, 0.77]}
"""Means 0.74, 0.78, 0.73 and 0.78: the best single draw is the strength 1, the best mean 0.1's, which 10 equals."""

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25], [0.05, 0.9, 0.05]])

SHARES = np.array([0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3])
RIGHT = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0], dtype=bool)
"""From 0.5 on 9 of 10 are right, from 0.45 on 9 of 11."""

STEPS = [step / 20 for step in range(21)]


def choose(pick: Callable[[dict[float, list[float]]], Any]) -> Verdict:
    """Check ``choose(promised)``: the strength with the highest mean, among equals the smallest.

    Parameters
    ----------
    pick
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what was chosen instead.
    """
    hint = "Return the key of the dictionary, a float."

    def check() -> str:
        found = _picked(pick, PROMISED, hint)
        if found == 1.0:
            raise Wrong(
                "you chose 1.0, which has the luckiest single draw, 0.90, and the lowest mean, 0.73. Take the mean "
                "over the draws of each strength."
            )
        if found == 0.01:
            raise Wrong("you chose 0.01: that is the smallest strength, or the best last draw. Compare the means.")
        if found == 10.0:
            raise Wrong(
                "0.1 and 10.0 have equal means, 0.78, but for the computer's last digit. Among equals the weaker head "
                "is wanted, the smaller C: round the means, and go through the strengths from the smallest up."
            )
        if _picked(pick, dict(reversed(PROMISED.items())), hint) != found:
            raise Wrong("the answer depends on the order of the dictionary. Sort the strengths first.")
        if _picked(pick, {1.0: [0.5, 0.6], 3.0: [0.9, 0.8]}, hint) != 3.0:
            raise Wrong("right for these four strengths, but of two others the one with the lower mean came back.")
        return "the mean over the draws decides, and among equals the weaker head."

    return verdict(check)


def _picked(pick: Callable[[dict[float, list[float]]], Any], promised: dict[float, list[float]], hint: str) -> float:
    found = number(
        pick({strength: list(values) for strength, values in promised.items()}),
        expected="expected one strength",
        hint=hint,
    )
    if found not in promised:
        if any(abs(found - np.mean(values)) < 1e-6 for values in promised.values()):
            raise Wrong(f"you returned {found:g}, a mean accuracy. Asked for is the strength that has it. {hint}")
        raise Wrong(f"expected one of the strengths {sorted(promised)}, got {found:g}. {hint}")
    return found


def cooled(cool: Callable[[npt.NDArray[np.float64], float], Any]) -> Verdict:
    """Check ``cooled(probabilities, temperature)``: what a softmax gives if its input is divided by a temperature.

    Parameters
    ----------
    cool
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what was done instead.
    """
    hint = "Logarithm, divide, then a softmax along each row."

    def check() -> str:
        for temperature in (0.5, 2.0):
            found = array(
                cool(PROBABILITIES.copy(), temperature),
                shape=PROBABILITIES.shape,
                what="probabilities",
                hint="A row a window, a column a genre, as they came.",
            )
            expected = _cooled(PROBABILITIES, temperature)
            if np.allclose(found, expected, atol=1e-6):
                continue
            _say_what_was_done(found, temperature, hint)
        return "below 1 the leader gets more, above 1 less, and nobody overtakes."

    return verdict(check)


def _say_what_was_done(found: npt.NDArray[np.float64], temperature: float, hint: str) -> None:
    p = PROBABILITIES
    if np.allclose(found, _cooled(p, 1 / temperature), atol=1e-6):
        raise Wrong(f"the wrong way round: at temperature {temperature:g} you multiplied where one divides. {hint}")
    if np.allclose(found, np.log(p) / temperature, atol=1e-6):
        raise Wrong(f"these are still logarithms, not probabilities. {hint}")
    if np.allclose(found, _softmax(p / temperature), atol=1e-6):
        raise Wrong(f"you divided the probabilities; divided is what went into the softmax, their logarithms. {hint}")
    if np.allclose(found, p, atol=1e-6) or np.allclose(found, p / temperature, atol=1e-6):
        raise Wrong(
            "divided and scaled back, probabilities stay as they were: divide their logarithms instead. " + hint
        )
    sums = found.sum(axis=1)
    if not np.allclose(sums, 1, atol=1e-6):
        said = ", ".join(f"{one:.2f}" for one in sums)
        raise Wrong(f"expected rows that sum to 1, a window each; yours sum to {said}. {hint}")
    raise Wrong(f"rows sum to 1, but at temperature {temperature:g} they are others. {hint}")


def _cooled(p: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    return _softmax(np.log(p) / temperature)


def _softmax(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(x)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sure_from(choose_step: Callable[[Any, Any, Any], Any]) -> Verdict:
    """Check ``sure_from(shares, right, steps)``: the lowest step from which at least nine in ten answers are right.

    Parameters
    ----------
    choose_step
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what the step given would let through.
    """
    hint = "Keep the tracks whose share is at least the step, and ask for a mean of 0.9 or more of these."

    def check() -> str:
        found = number(
            answered(choose_step(SHARES.copy(), RIGHT.copy(), list(STEPS))), expected="expected one step", hint=hint
        )
        if found not in STEPS:
            raise Wrong(f"expected one of the steps from 0 to 1, got {named(found)}. {hint}")
        if found == 0.45:
            raise Wrong(f"the track at 0.45 itself belongs to the step 0.45: then 9 of 11 are right. {hint}")
        if found < 0.5:
            kept = np.greater_equal(SHARES, found)
            raise Wrong(
                f"from {found:g} on, {RIGHT[kept].sum()} of {kept.sum()} are right, less than nine in ten. {hint}"
            )
        if found == 0.55:
            raise Wrong(f"0.55 is on the safe side, but from 0.5 on 9 of 10 are right, and nine in ten will do. {hint}")
        if found > 0.5:
            raise Wrong(
                f"from {found:g} on nine in ten are right, but from a lower step as well. Take the lowest. {hint}"
            )
        again = choose_step(SHARES.copy(), np.ones_like(RIGHT), list(STEPS))
        if again != 0:
            raise Wrong(f"where all answers are right, none is to be doubted: expected the step 0, got {named(again)}.")
        return "ten tracks keep their answer, nine of them rightly, and the others are told 'not sure'."

    return verdict(check)

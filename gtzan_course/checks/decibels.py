"""Chapter 03's exercise on decibels, and what each likely mistake gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.spectrograms import FLOOR_DB, N_MELS

Cells = npt.NDArray[np.float64]

SHAPE = (N_MELS, 129)
"""Of a window's power: bands and frames."""


def to_decibels(answer: Callable[[Cells], Any]) -> Verdict:
    """Check decibels under a window's own maximum, floored at -80, silence and all.

    Parameters
    ----------
    answer
        Takes power of shape (128, 129); returns decibels of the same shape.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        ratio = 10 ** np.random.default_rng(3).uniform(-12, 0, SHAPE)
        ratio.flat[0] = 1.0
        expected = np.maximum(10 * np.log10(ratio), FLOOR_DB)
        _compare(answer, 50 * ratio, expected, "a loud window")
        _compare(answer, 1e-9 * ratio, expected, "a quiet window")
        _compare(answer, np.zeros_like(ratio), np.full_like(ratio, FLOOR_DB), "a silent window")
        return "0 dB at each window's own maximum, nothing below -80, and silence is -80 throughout."

    return verdict(check)


def _compare(answer: Callable[[Cells], Any], power: Cells, expected: Cells, what: str) -> None:
    handed_over = power.copy()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        given = _decibels(answer(handed_over))
    if not np.array_equal(handed_over, power):
        raise Wrong(f"for {what} your function changed the power it was given. Work on a copy: np.maximum makes one.")
    if not np.allclose(given, expected, atol=1e-3):
        raise Wrong(f"for {what}: {_hint(given, power)}")
    told = [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]
    if told:
        raise Wrong(
            f"for {what} the values in dB are right, but numpy warned: {told[0]}. "
            "Put the floor before the logarithm, and never divide by a maximum of 0."
        )


def _decibels(given: Any) -> Cells:
    """Hold what came back to the type and shape of decibels."""
    expected = f"expected decibels as an ndarray of floats of shape {SHAPE}"
    if not isinstance(answered(given), np.ndarray):
        kind = type(given).__name__
        raise Wrong(f"{expected}, got a {kind}. np.log10 and np.maximum take the whole array and give one back.")
    if given.shape != SHAPE:
        hint = "Bands are rows, frames are columns: do not transpose." if given.shape == SHAPE[::-1] else ""
        hint = hint or "Every cell of the power has its decibels, and there is no further axis."
        raise Wrong(f"{expected}, got shape {given.shape}. {hint}")
    if given.dtype.kind != "f" or given.dtype.itemsize < 4:
        raise Wrong(f"{expected}, got dtype {given.dtype}. Leave out the conversion: -33.25 dB stays -33.25 dB.")
    return np.asarray(given, dtype=np.float64)


def _hint(given: Cells, power: Cells) -> str:
    if np.isnan(given).any():
        return "some values are nan (not a number): 0 divided by 0. Ask first whether the window's maximum is 0."
    if power.max() == 0:
        return f"expected -80 dB everywhere, got {given.max():.6g}. A maximum of 0 is nothing to refer to."
    for mistaken, words in _mistakes(given, power):
        if np.allclose(np.maximum(given, FLOOR_DB), mistaken, atol=1e-3):
            return words
    if not np.isclose(given.max(), 0, atol=1e-3):
        return f"the loudest cell is at {given.max():.6g} dB, not at 0. Divide by the window's own maximum first."
    right = np.maximum(10 * np.log10(power / power.max()), FLOOR_DB)
    cell = np.unravel_index(np.abs(given - right).argmax(), SHAPE)
    share = f"{power[cell] / power.max():.3g} of the maximum"
    return (
        "the values are not 10 * log10(power / maximum), floored at -80. "
        f"A cell of {share} is at {given[cell]:.4g} dB, expected {right[cell]:.4g}."
    )


def _mistakes(given: Cells, power: Cells) -> Iterator[tuple[Cells, str]]:
    """What likely mistakes make of power without zeros, floored at -80, and what to say of them."""
    ratio = power / power.max()
    right = np.maximum(10 * np.log10(ratio), FLOOR_DB)
    lowest, highest = f"{given.min():.6g}", f"{given.max():.6g}"
    yield right, f"the lowest value is {lowest} dB. Raise whatever is below -80 to -80: np.maximum."
    yield (
        np.maximum(2 * 10 * np.log10(ratio), FLOOR_DB),
        "the values are twice too far down. 20 times the logarithm is for amplitudes; power takes 10.",
    )
    natural = np.maximum(10 * np.log(ratio), FLOOR_DB)
    yield natural, "that is the natural logarithm. Decibels take the one to base 10: np.log10."
    for bels in (np.log10(ratio), np.log10(np.maximum(ratio, 1e-8))):
        yield bels, f"the lowest value is {lowest}: bels. A decibel is a tenth of one: 10 * np.log10."
    yield -right, f"the values go up to {highest} dB. A part of the maximum is below 0 dB: turn the sign round."
    yield right - FLOOR_DB, "the values run from 0 to 80 dB. Count down from the loudest, 0 dB, to -80: add nothing."
    yield 1 - right / FLOOR_DB, "the values run from 0 to 1. Leave them in dB, from -80 to 0: no scaling."
    for axis, name in ((1, "band (row)"), (0, "frame (column)")):
        own = np.maximum(10 * np.log10(power / power.max(axis=axis, keepdims=True)), FLOOR_DB)
        yield own, f"each {name} has its own 0 dB. Take one maximum for the whole window: power.max(), no axis."
    yield (
        10 * np.log10(ratio + 1e-8),
        f"the lowest value is {lowest} dB. Adding 1e-8 lifts all faint cells; np.maximum(ratio, 1e-8) does not.",
    )
    yield np.clip(power, FLOOR_DB, 0), "no logarithm was taken: the values are power, held between -80 and 0."
    if given.min() > FLOOR_DB + 1:
        yield (
            np.maximum(right, given.min()),
            f"the lowest value is {lowest} dB, expected -80. Your floor is another, or something lifts faint cells: "
            "an absolute floor such as 1e-10 (librosa.power_to_db has one, amin) is too high for a quiet window.",
        )

"""Chapter 02's exercises: counting windows, cutting them, and who hears which sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course import windows
from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.checks.told import named, number, whole
from gtzan_course.checks.windows_hints import SHORT, TRACK, count_hint, numbers_hint, shape_hint, share_hint


def count_windows(answer: Callable[[int, int, int], Any]) -> Verdict:
    """Check the count of whole windows in a waveform.

    Parameters
    ----------
    answer
        Takes the waveform's length, a window's length and the hop, in samples; returns an int.

    Returns
    -------
    Verdict
        Right, or the likeliest cause of the first wrong count.
    """

    def check() -> str:
        for n_samples, hop in ((660_000, 16_500), (660_000, 33_000), (661_794, 16_500), (676_499, 16_500)):
            _compare_count(answer(n_samples, 33_000, hop), (n_samples, 33_000, hop))
        for case in ((10, 4, 1), (33_000, 33_000, 16_500), (32_999, 33_000, 16_500)):
            _compare_count(answer(*case), case)
        return "a track has 39 windows, and your formula holds for other lengths and hops too."

    return verdict(check)


def slice_windows(answer: Callable[[np.ndarray, int, int], Any]) -> Verdict:
    """Check the slicing of a waveform into windows.

    Parameters
    ----------
    answer
        Takes a waveform of shape (n_samples,), a window's length and the hop, in samples; returns
        the windows, of shape (n_windows, window_length).

    Returns
    -------
    Verdict
        Right, or what is wrong with the first result that is.
    """

    def check() -> str:
        for n, length, hop in ((12, 4, 2), (13, 4, 2), (12, 4, 4), (4, 4, 2), (9, 3, 1), TRACK):
            _compare_windows(_cut(answer, n, length, hop), n, length, hop)
        return "every window begins where it should, and the last full one is there."

    return verdict(check)


def windows_with(answer: Callable[[int], Any]) -> Verdict:
    """Check which of a track's 39 windows hold a sample.

    Parameters
    ----------
    answer
        Takes a sample's number, from 0 to 659,999; returns the windows' numbers, a list of int.

    Returns
    -------
    Verdict
        Right, or what is wrong with the first list that is.
    """

    def check() -> str:
        for sample in (100_000, 32_999, 33_000, 16_500, 16_499, 0, 643_499, 643_500, 659_999):
            _compare_numbers(answer(sample), sample)
        return "each sample is heard in two windows, those of the first and the last 0.75 s in one."

    return verdict(check)


def heard_twice(answer: Callable[[int, int, int], Any]) -> Verdict:
    """Check the share of a waveform that stands in two windows or more.

    Parameters
    ----------
    answer
        Takes the waveform's length, a window's length and the hop, in samples; returns a share
        between 0 and 1.

    Returns
    -------
    Verdict
        Right, or the likeliest cause of the first wrong share.
    """

    def check() -> str:
        for case in (TRACK, (660_000, 33_000, 33_000), (11, 4, 2), (10, 4, 1), (10, 2, 3)):
            _compare_share(answer(*case), case)
        return "95 % of a track is heard twice: all but the first and the last 0.75 s."

    return verdict(check)


def _compare_count(answer: Any, case: tuple[int, int, int]) -> None:
    n, length, hop = case
    expected = windows.count_windows(n, window_length=length, window_hop=hop)
    told = f"for {n:,} samples, windows of {length:,} and a hop of {hop:,}, expected {expected}"
    if answer is None and n < length:
        raise Wrong(f"{told}, got None. That no window fits is a count as well: return 0.")
    value = number(answer, expected=told, hint="Return how many windows there are, an int.")
    if value != expected:
        raise Wrong(f"{told}, got {answer:,}. {count_hint(value, case)}")
    if not whole(answer):
        raise Wrong(f"{told}, got {named(answer)}. Count whole windows: // divides and rounds down.")


def _cut(answer: Callable[[np.ndarray, int, int], Any], n: int, length: int, hop: int) -> Any:
    """Call the answer; say what it means when NumPy refuses to stack windows of different lengths."""
    try:
        return answer(np.arange(n, dtype=np.float32), length, hop)
    except ValueError as error:
        if "same shape" in str(error) or "inhomogeneous" in str(error):
            raise Wrong(
                f"NumPy cannot stack them, from {n:,} samples (length {length:,}, hop {hop:,}). {SHORT}"
            ) from None
        raise


def _compare_windows(cut: Any, n: int, length: int, hop: int) -> None:
    y = np.arange(n, dtype=np.float32)
    expected = windows.slice_windows(y, window_length=length, window_hop=hop)
    told = f"{len(expected)} windows of {n:,} samples (length {length:,}, hop {hop:,})"
    hint = shape_hint(answered(cut), (n, length, hop), len(expected))
    if not isinstance(cut, np.ndarray) or cut.shape != expected.shape:
        raise Wrong(f"expected {told} as an array of shape {expected.shape}, got {named(cut)}. {hint}")
    if cut.dtype != y.dtype:
        raise Wrong(f"expected {told} of dtype {y.dtype}, as y has it, got {cut.dtype}. Take them from y as they are.")
    wrong = np.argwhere(cut != expected)
    if len(wrong):
        i, j = wrong[0]
        raise Wrong(
            f"{told}: sample {j:,} of window {i} should be y[{i * hop + j:,}], yours is y[{cut[i, j]:,.0f}]. "
            "Window i is y[i * hop : i * hop + length]."
        )


def _compare_numbers(answer: Any, sample: int) -> None:
    expected = [i for i in range(39) if i * 16_500 <= sample < i * 16_500 + 33_000]
    told = f"sample {sample:,} is in window{'s' if len(expected) > 1 else ''} {' and '.join(map(str, expected))}"
    if not isinstance(answered(answer), list | tuple | np.ndarray) or np.ndim(answer) != 1:
        raise Wrong(
            f"{told}; expected the list {expected}, got {named(answer)}. Return a flat list of int, also of one."
        )
    for one in answer:
        number(one, expected=f"{told}; expected the list {expected}", hint="Each is a window's number, an int.")
    got = [int(one) if whole(one) else float(one) for one in answer]
    if got != expected:
        raise Wrong(f"{told}, got {got}. {numbers_hint(got, expected, sample)}")
    if not all(whole(one) for one in answer):
        raise Wrong(f"{told}, got {got}: windows have whole numbers. // divides and rounds down.")


def _compare_share(answer: Any, case: tuple[int, int, int]) -> None:
    n, length, hop = case
    times = np.zeros(n, int)
    for start in range(0, n - length + 1, hop):
        times[start : start + length] += 1
    expected = float((times >= 2).mean())
    told = f"for {n:,} samples, windows of {length:,} and a hop of {hop:,}, expected the share {expected:.3f}"
    share = number(answer, expected=told, hint="Return one number between 0 and 1, a float.")
    if np.isclose(share, expected):
        return
    raise Wrong(f"{told}, got {round(share, 4):,}. {share_hint(share, times, case)}")

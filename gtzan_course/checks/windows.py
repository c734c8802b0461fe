"""Chapter 02's exercises: counting windows, cutting them, and who hears which sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gtzan_course import windows
from gtzan_course.checks import Verdict, Wrong, answered, array, verdict

TRACK = (660_000, 33_000, 16_500)
"""A track, a window and a hop, in samples."""


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
        for case in (TRACK, (660_000, 33_000, 33_000), (661_794, 33_000, 16_500), (33_000, 33_000, 16_500), (10, 4, 1)):
            expected = windows.count_windows(case[0], window_length=case[1], window_hop=case[2])
            _compare_count(answer(*case), expected, case)
        _compare_count(answer(32_999, 33_000, 16_500), 0, (32_999, 33_000, 16_500))
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
            _compare_windows(answer(np.arange(n, dtype=np.float32), length, hop), n, length, hop)
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
            _compare_numbers(answered(answer(sample)), sample)
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
            _compare_share(answered(answer(*case)), case)
        return "95 % of a track is heard twice: all but the first and the last 0.75 s."

    return verdict(check)


def _compare_count(count: Any, expected: int, case: tuple[int, int, int]) -> None:
    n, length, hop = case
    told = f"for {n:,} samples, windows of {length:,} and a hop of {hop:,}"
    if not isinstance(answered(count), int | np.integer):
        raise Wrong(f"{told}, expected a whole number, got {count!r}. Count whole windows: // divides and rounds down.")
    if count == expected:
        return
    causes = {
        (n - length) // hop: "The first window, which begins at 0, counts as well: add 1.",
        n // length: "That lays windows end to end. Each begins one hop after the last, not one window.",
        n // hop: "The last of these begin too late: they would stick out beyond the end.",
        -((length - n) // hop) + 1: "The last of these is cut short by the end. Only whole windows count: round down.",
    }
    if n < length:
        hint = "A waveform shorter than a window has none. Ask for that case first."
    else:
        hint = causes.get(int(count), "By how much can a window's start move, and how many hops is that?")
    raise Wrong(f"{told}, expected {expected}, got {count}. {hint}")


def _compare_windows(cut: Any, n: int, length: int, hop: int) -> None:
    expected = windows.slice_windows(np.arange(n, dtype=np.float32), window_length=length, window_hop=hop)
    told = f"{len(expected)} windows of {n:,} samples (length {length:,}, hop {hop:,})"
    hint = _shape_hint(answered(cut), expected.shape)
    values = array(cut, shape=expected.shape, what=told, hint=hint)
    wrong = np.argwhere(values != expected)
    if len(wrong):
        i, j = wrong[0]
        raise Wrong(
            f"{told}: sample {j:,} of window {i} should be y[{i * hop + j:,}], yours is y[{values[i, j]:,.0f}]. "
            "Window i is y[i * hop : i * hop + length]."
        )


def _shape_hint(cut: Any, expected: tuple[int, ...]) -> str:
    """What is likely to have gone wrong, from the number and the lengths of the windows alone."""
    lengths = [len(window) if np.ndim(window) == 1 else 0 for window in cut] if np.iterable(cut) else []
    if len(set(lengths)) > 1:
        return "Your windows differ in length: the end cuts the last one short. Drop what is shorter than a window."
    if lengths == [expected[0]] * expected[1] and expected[0] != expected[1]:
        return "It lies on its side: one row a window, one column a sample. Transpose it."
    if len(lengths) == expected[0] - 1:
        return "The last full window is missing: range() stops before its end, so the end must lie past the last start."
    if len(lengths) > expected[0]:
        return "Some of these begin too late to be whole."
    return "Window i is y[i * hop : i * hop + length]; how many such i are there?"


def _compare_numbers(numbers: Sequence[int], sample: int) -> None:
    expected = [i for i in range(39) if i * 16_500 <= sample < i * 16_500 + 33_000]
    told = f"sample {sample:,} is in {_listed(expected)}"
    if not np.iterable(numbers):
        raise Wrong(f"{told}; expected a list of numbers, got {numbers!r}.")
    got = sorted(int(number) for number in numbers)
    if got == expected:
        return
    if any(not 0 <= number < 39 for number in got):
        hint = "There are windows 0 to 38 and no others: leave out what lies before the first or after the last."
    elif set(got) < set(expected):
        hint = "Neighbours overlap: the window before may still be sounding when the next has begun."
    elif any(number * 16_500 + 33_000 == sample for number in got):
        hint = "A window of 33,000 that begins at sample 0 ends with sample 32,999: its end is not in it."
    else:
        hint = "Window i holds the samples from i * 16,500 up to, but not including, i * 16,500 + 33,000."
    raise Wrong(f"{told}, got {got}. {hint}")


def _listed(numbers: Sequence[int]) -> str:
    return f"window{'s' if len(numbers) > 1 else ''} {' and '.join(str(number) for number in numbers)}"


def _compare_share(share: Any, case: tuple[int, int, int]) -> None:
    n, length, hop = case
    times = np.zeros(n, int)
    for start in range(0, n - length + 1, hop):
        times[start : start + length] += 1
    expected = float((times >= 2).mean())
    if not isinstance(share, int | float | np.number):
        raise Wrong(f"expected a share between 0 and 1, got a {type(share).__name__}.")
    if np.isclose(float(share), expected):
        return
    causes = {
        100 * expected: "That is in per cent; give the share, between 0 and 1.",
        float((times >= 2).sum()): "That is a number of samples; divide by the length of the waveform.",
        1
        - hop / length: "That is what two neighbours share. A sample's second hearing may come from either neighbour.",
        float((times - 1).clip(min=0).mean()): "A sample in three windows is one sample: count it once.",
        float((times >= 1).mean()): "That is what is heard at all: ask for two windows or more.",
    }
    hint = next((text for value, text in causes.items() if np.isclose(float(share), value)), None)
    told = f"for {n:,} samples, windows of {length:,} and a hop of {hop:,}"
    raise Wrong(
        f"{told}, expected {expected:.3f}, got {share}. {hint or 'Count for each sample how many windows hold it.'}"
    )

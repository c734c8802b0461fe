"""Chapter 02's checkers: which mistake leads to which wrong answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

TRACK = (660_000, 33_000, 16_500)
"""A track, a window and a hop, in samples."""

SHORT = "Your windows differ in length: the end cuts the last one short. Drop what is shorter than a window."


def count_hint(count: float, case: tuple[int, int, int]) -> str:
    """Say what leads to a wrong count of windows.

    Parameters
    ----------
    count
        What was counted.
    case
        Length of the waveform, of a window and of the hop, in samples.

    Returns
    -------
    str
        A hint, in a sentence or two.
    """
    n, length, hop = case
    if n < length:
        return "A waveform shorter than a window has none. Ask for that case first."
    if n == length:
        return "A waveform just as long as a window has one: only a shorter one has none."
    if count == 39 and case != TRACK:
        return "That is a track's, with the course's windows: work it out from the three numbers that are given."
    causes = {
        (n - length) // hop: "The first window, which begins at 0, counts as well: add 1.",
        n // length: "That lays windows end to end. Each begins one hop after the last, not one window.",
        n // hop: "The last of these begin too late: they would stick out beyond the end.",
        -((length - n) // hop) + 1: "The last of these is cut short by the end. Only whole windows count: round down.",
        n - length + 1: "A window does not begin at every sample, but at every hop: divide by it.",
    }
    if not float(count).is_integer():
        return "Count whole windows: // divides and rounds down."
    return causes.get(int(count), "By how much can a window's start move, and how many hops is that?")


def shape_hint(cut: Any, case: tuple[int, int, int], count: int) -> str:
    """Say what leads to wrong windows, from their number and lengths alone.

    Parameters
    ----------
    cut
        What came instead of an array of shape (n_windows, window_length).
    case
        Length of the waveform, of a window and of the hop, in samples.
    count
        How many windows there are.

    Returns
    -------
    str
        A hint, in a sentence or two.
    """
    n, length, hop = case
    if not isinstance(cut, list | tuple | np.ndarray):
        return "Collect the windows in a list, and np.stack makes an array of it."
    lengths = [len(window) if np.ndim(window) == 1 else 0 for window in cut]
    if len(set(lengths)) > 1:
        return SHORT
    if isinstance(cut, np.ndarray) and cut.ndim != 2:
        return "It needs two axes: one row a window, one column a sample. np.stack makes them from a list of windows."
    causes = (
        (lengths == [count] * length and count != length, "It lies on its side: one row a window. Transpose it."),
        (
            len(lengths) == count and lengths[0] == hop,
            "Each of yours is a hop long: a window ends length after it begins.",
        ),
        (
            len(lengths) == count and lengths[0] == length,
            "They are the right windows: np.stack makes an array of them.",
        ),
        (len(lengths) == n // length, "These lie end to end. Each begins one hop after the last, not one window."),
        (
            len(lengths) == count - 1,
            "The last full window is missing: range() stops before its end, so that must lie past the last start.",
        ),
        (len(lengths) == n - length + 1, "A window begins at every hop, not at every sample: range(start, stop, hop)."),
        (len(lengths) > count, "Some of these begin too late to be whole. Nothing is filled up with zeros."),
    )
    return next(
        (hint for true, hint in causes if true), "Window i is y[i * hop : i * hop + length]; how many such i are there?"
    )


def numbers_hint(got: list[int | float], expected: list[int], sample: int) -> str:
    """Say what leads to a wrong list of the windows that hold a sample.

    Parameters
    ----------
    got
        The numbers that were given.
    expected
        The right ones.
    sample
        The number of the sample.

    Returns
    -------
    str
        A hint, in a sentence or two.
    """
    causes = (
        (not got, "Every sample is in one window at least."),
        (sorted(got) == expected, "Give them from low to high."),
        (sorted(set(got)) == expected, "Name each window once."),
        (any(one % 1 for one in got), "Windows have whole numbers: // divides and rounds down."),
        (
            got == [one * 16_500 for one in expected] and sample > 0,
            "Those are samples; a window's number is its start / 16,500.",
        ),
        (got == [one + 1 for one in expected], "Each is too high by one: the first window has number 0."),
        (
            sample % 16_500 == 0 and got == expected[:-1],
            f"Sample {sample:,} is the first of window {expected[-1]}: in it.",
        ),
        (
            got == [sample // 33_000] and sample >= 33_000,
            "33,000 is a window's length; one begins every 16,500 samples.",
        ),
        (
            any(not 0 <= one < 39 for one in got),
            "There are windows 0 to 38 and no others: leave out what lies before the first or after the last.",
        ),
        (
            set(got) < set(expected),
            "Neighbours overlap: the window before may still be sounding when the next has begun.",
        ),
        (
            any(one * 16_500 + 33_000 == sample for one in got),
            "A window of 33,000 that begins at sample 0 ends with sample 32,999: its end is not in it.",
        ),
    )
    known = (hint for true, hint in causes if true)
    return next(known, "Window i holds the samples from i * 16,500 up to, but not including, i * 16,500 + 33,000.")


def share_hint(share: float, times: npt.NDArray[np.integer], case: tuple[int, int, int]) -> str:
    """Say what leads to a wrong share of what is heard twice.

    Parameters
    ----------
    share
        What was given.
    times : ndarray of shape (n_samples,), int
        How many windows hold each sample.
    case
        Length of the waveform, of a window and of the hop, in samples.

    Returns
    -------
    str
        A hint, in a sentence or two.
    """
    n, length, hop = case
    expected = (times >= 2).mean()
    causes = (
        (100 * expected, "That is in per cent; give the share, between 0 and 1."),
        ((times >= 2).sum(), "That is a number of samples; divide by the length of the waveform."),
        ((times >= 2).sum() / 22_050, "That is in seconds; divide samples by samples."),
        (
            1 - hop / length,
            "That is what two neighbours share. A sample's second hearing may come from either neighbour.",
        ),
        ((times - 1).clip(min=0).mean(), "A sample in three windows is one sample: count it once."),
        ((times >= 1).mean(), "That is what is heard at all: ask for two windows or more."),
        (times.mean(), "That counts hearings, not samples: how many samples have two or more?"),
        ((times == 1).mean(), "That is what is heard once: ask for two windows or more."),
        ((n - hop) / n, "Both ends are heard once: the first hop and the last."),
    )
    hints = [hint for value, hint in causes if np.isclose(share, value)]
    if hop >= length:
        hints = ["These windows share nothing, so that nothing is heard twice. Does your formula see that?"]
    elif abs(share - expected) < 0.006:
        hints = ["It is rounded, or off by a few samples: give the share as it comes."]
    return hints[0] if hints else "Count for each sample how many windows hold it."

"""Cut a waveform into overlapping windows (chapter 02).

A window is 33,000 samples (1.5 s at 22,050 Hz); the next begins 16,500 samples later, so that each
shares half of itself with its neighbour. A track of 660,000 samples gives exactly 39 windows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WINDOW_LENGTH = 33_000
"""Samples in a window: 5 % of a track, 1.5 s."""

WINDOW_HOP = 16_500
"""Samples from one window's start to the next: half a window, hence 50 % overlap."""


def count_windows(n_samples: int, *, window_length: int = WINDOW_LENGTH, window_hop: int = WINDOW_HOP) -> int:
    """Count the whole windows that fit into a waveform.

    Parameters
    ----------
    n_samples
        Length of the waveform, in samples.
    window_length, window_hop
        Length of a window and distance between the starts of two, in samples.

    Returns
    -------
    int
        None shorter than a window is counted; the last that fits is.

    Raises
    ------
    ValueError
        A length or hop is not positive.

    Examples
    --------
    >>> count_windows(660_000)
    39
    >>> count_windows(32_999)
    0
    """
    if window_length < 1 or window_hop < 1:
        raise ValueError(f"Expected a positive length and hop, got {window_length} and {window_hop} samples.")
    if n_samples < window_length:
        return 0
    return 1 + (n_samples - window_length) // window_hop


def slice_windows(
    y: npt.NDArray[np.float32], *, window_length: int = WINDOW_LENGTH, window_hop: int = WINDOW_HOP
) -> npt.NDArray[np.float32]:
    """Slice a waveform into overlapping windows, without copying it.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform.
    window_length, window_hop
        Length of a window and distance between the starts of two, in samples.

    Returns
    -------
    ndarray of shape (n_windows, window_length), of y's dtype
        A read-only view: window ``i`` is ``y[i * window_hop : i * window_hop + window_length]``.
        What is left at the end and fills no window is dropped.

    Raises
    ------
    ValueError
        ``y`` is not one-dimensional or is shorter than a window; a length or hop is not positive.

    Examples
    --------
    >>> slice_windows(np.arange(6), window_length=4, window_hop=2)
    array([[0, 1, 2, 3],
           [2, 3, 4, 5]])
    """
    if y.ndim != 1:
        raise ValueError(f"Expected a mono waveform of shape (n_samples,), got shape {y.shape}. Average its channels.")
    if count_windows(len(y), window_length=window_length, window_hop=window_hop) == 0:
        raise ValueError(
            f"Expected at least one window of {window_length:,} samples, got {len(y):,} samples. Use a longer sound."
        )
    return np.lib.stride_tricks.sliding_window_view(y, window_length)[::window_hop]


def window_starts(n_windows: int, *, window_hop: int = WINDOW_HOP, sr: int = 22_050) -> npt.NDArray[np.float64]:
    """Say when each window begins.

    Parameters
    ----------
    n_windows
        How many windows there are.
    window_hop
        Distance between the starts of two windows, in samples.
    sr
        Sample rate, in Hz.

    Returns
    -------
    ndarray of shape (n_windows,), float64
        Starts in seconds.

    Examples
    --------
    >>> window_starts(3).round(2)
    array([0.  , 0.75, 1.5 ])
    """
    return np.arange(n_windows) * window_hop / sr

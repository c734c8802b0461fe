"""Say when an answer is not to be trusted: the votes are split, or the sound is unlike music (chapter 13).

The thresholds were chosen on tracks that no test looks at, and on tones and noises: ``experiments/not_sure.py``. They
are for networks that have learnt from the course's demo data.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT
from gtzan_course.voting import vote_shares

SPLIT_BELOW = 0.6
"""The winner's share of the votes below which they count as split."""

SILENT_ABOVE = 0.5
"""The share of silent windows above which the sound is unlike music."""

STILL_BELOW = 1.2
"""The movement of the typical window, in dB, below which the sound is unlike music."""

EDGE = N_FFT // 2 // HOP_LENGTH
"""Frames at either end of a window that reach beyond it, where every tone seems to begin and to end."""

MOMENT = 25
"""Frames in a moment: 0.29 s, in which the flicker of a steady noise averages out, and a rhythm does not."""

DOUBTS: dict[str, dict[str, Any]] = {
    "split": {"below": SPLIT_BELOW, "says": f"no genre has {SPLIT_BELOW:.0%} of the votes"},
    "silent": {"above": SILENT_ABOVE, "says": "most windows are silent"},
    "still": {
        "below": STILL_BELOW,
        "edge": EDGE,
        "moment": MOMENT,
        "says": "the sound hardly changes, like a steady tone or noise and unlike music",
    },
}
"""Each doubt's threshold, and its words; the page that classifies reads them too."""


def window_movement(log_mel: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Measure how much each window changes from moment to moment.

    Parameters
    ----------
    log_mel : ndarray of shape (n_windows, n_mels, n_frames)
        Windows in dB under their own maximum, as `spectrograms.log_mel` makes them.

    Returns
    -------
    ndarray of shape (n_windows,), float64
        The standard deviation, over the window's moments of 25 frames, of their mean level in a mel band; the mean
        over the bands, in dB. NaN for a silent window.

    Raises
    ------
    ValueError
        The windows are not of three dimensions, or shorter than a moment and the four frames at their ends.

    Examples
    --------
    Two moments, the second 40 dB under the first in one band of two; and silence:

    >>> window = np.repeat([[0.0, 0.0, -40.0], [-10.0, -10.0, -10.0]], [2, 25, 27], axis=1)
    >>> window_movement(np.stack([window, np.full_like(window, -80)]))
    array([10., nan])
    """
    log_mel = np.asarray(log_mel, dtype=np.float64)
    if log_mel.ndim != 3 or log_mel.shape[2] < MOMENT + 2 * EDGE:
        raise ValueError(
            f"Expected windows of shape (n_windows, n_mels, n_frames), {MOMENT + 2 * EDGE} frames or more, "
            f"got shape {log_mel.shape}. Give it what log_mel makes of windows."
        )
    n_moments = (log_mel.shape[2] - 2 * EDGE) // MOMENT
    inner = log_mel[:, :, EDGE : EDGE + n_moments * MOMENT]
    moments = inner.reshape(*inner.shape[:2], n_moments, MOMENT).mean(axis=3)
    silent = log_mel.max(axis=(1, 2)) <= FLOOR_DB
    return np.asarray(np.where(silent, np.nan, moments.std(axis=2).mean(axis=1)))


def doubts(probabilities: npt.NDArray[np.floating], movement: npt.NDArray[np.floating]) -> tuple[str, ...]:
    """Name the reasons to doubt a track's genre.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.
    movement : ndarray of shape (n_windows,)
        What `window_movement` gave, in dB.

    Returns
    -------
    tuple of str
        None, one or several of: the winner has a small share of the votes; most windows are silent; those that are
        not hardly change in time, by their median.

    Examples
    --------
    >>> doubts(np.eye(10)[[3, 3, 3, 5]], np.array([4.0, 3.0, 6.0, 5.0]))
    ()
    >>> doubts(np.eye(10)[[3, 3, 3, 5]], np.array([0.1, 0.2, 0.1, np.nan]))
    ('the sound hardly changes, like a steady tone or noise and unlike music',)
    """
    silent = np.isnan(movement)
    found = {
        "split": vote_shares(probabilities).max() < SPLIT_BELOW,
        "silent": silent.mean() > SILENT_ABOVE,
        "still": not silent.all() and np.median(movement[~silent]) < STILL_BELOW,
    }
    return tuple(str(DOUBTS[name]["says"]) for name, holds in found.items() if holds)

"""Say when an answer is not to be trusted: the votes are split, or the sound is unlike music (chapter 13)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gtzan_course.spectrograms import FLOOR_DB
from gtzan_course.voting import vote_shares

SPLIT_BELOW = 0.4
"""The winner's share of the votes below which they count as split."""

SILENT_ABOVE = 0.5
"""The share of silent windows above which the sound is unlike music."""

STILL_BELOW = 6.0
"""The movement of the typical window, in dB, below which the sound is unlike music."""

DOUBTS = {
    "split": {"below": SPLIT_BELOW, "says": f"no genre has {SPLIT_BELOW:.0%} of the votes"},
    "silent": {"above": SILENT_ABOVE, "says": "most windows are silent"},
    "still": {"below": STILL_BELOW, "says": "the sound hardly changes, as a tone or noise, and unlike music"},
}
"""Each doubt's threshold, and its words; the page that classifies reads them too."""


def window_movement(log_mel: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Measure how much each window changes in time.

    Parameters
    ----------
    log_mel : ndarray of shape (n_windows, n_mels, n_frames)
        Windows in dB under their own maximum, as `spectrograms.log_mel` makes them.

    Returns
    -------
    ndarray of shape (n_windows,), float64
        The mel bands' mean standard deviation over the frames, in dB; NaN for a silent window.

    Examples
    --------
    A band that alternates between 0 and -40 dB, one that stays, and silence:

    >>> window_movement(np.array([[[0, -40, 0, -40], [-10, -10, -10, -10]], [[-80] * 4] * 2], np.float32))
    array([10., nan])
    """
    log_mel = np.asarray(log_mel, dtype=np.float64)
    movement = log_mel.std(axis=2).mean(axis=1)
    return np.asarray(np.where(log_mel.max(axis=(1, 2)) > FLOOR_DB, movement, np.nan))


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
    >>> doubts(np.eye(10)[[3, 3, 3, 5]], np.array([12.0, 9.0, 14.0, 11.0]))
    ()
    >>> doubts(np.eye(10)[[3, 3, 3, 5]], np.array([0.1, 0.2, 0.1, np.nan]))
    ('the sound hardly changes, as a tone or noise, and unlike music',)
    """
    silent = np.isnan(movement)
    found = {
        "split": vote_shares(probabilities).max() < SPLIT_BELOW,
        "silent": silent.mean() > SILENT_ABOVE,
        "still": not silent.all() and np.median(movement[~silent]) < STILL_BELOW,
    }
    return tuple(str(DOUBTS[name]["says"]) for name, holds in found.items() if holds)

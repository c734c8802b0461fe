"""Say when an answer is not to be trusted: the votes are split, or the sound is unlike music (chapter 13).

The thresholds were chosen on tracks that no test looks at, and on tones and noises: ``experiments/not_sure.py`` for
networks that have learnt from the course's demo data, ``experiments/pretrained_head.py`` for the pretrained one.
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

Rules = dict[str, dict[str, Any]]
"""Each doubt's threshold, and its words."""


def doubt_rules(*, split_below: float = SPLIT_BELOW, edge: int = EDGE, moment: int = MOMENT) -> Rules:
    """State when a model's answers are to be doubted.

    Parameters
    ----------
    split_below
        The winner's share of the votes, from 0 to 1, below which they count as split.
    edge
        Frames at either end of a window that are left out of its movement.
    moment
        Frames in a moment, about 0.29 s.

    Returns
    -------
    dict
        For `doubts`; the page that classifies reads it too.
    """
    return {
        "split": {"below": split_below, "says": f"no genre has {split_below:.0%} of the votes"},
        "silent": {"above": SILENT_ABOVE, "says": "most windows are silent"},
        "still": {
            "below": STILL_BELOW,
            "edge": edge,
            "moment": moment,
            "says": "the sound hardly changes, like a steady tone or noise and unlike music",
        },
    }


DOUBTS = doubt_rules()
"""The rules for networks that have learnt from the course's demo data."""


def window_movement(
    log_mel: npt.NDArray[np.floating], *, edge: int = EDGE, moment: int = MOMENT
) -> npt.NDArray[np.float64]:
    """Measure how much each window changes from moment to moment.

    Parameters
    ----------
    log_mel : ndarray of shape (n_windows, n_mels, n_frames)
        Windows in dB under their own maximum, as `spectrograms.log_mel` makes them.
    edge
        Frames at either end of a window that are left out.
    moment
        Frames in a moment.

    Returns
    -------
    ndarray of shape (n_windows,), float64
        The standard deviation, over the window's moments, of their mean level in a mel band; the mean
        over the bands, in dB. NaN for a silent window.

    Raises
    ------
    ValueError
        The windows are not of three dimensions, or shorter than a moment and the edges.

    Examples
    --------
    Two moments, the second 40 dB under the first in one band of two; and silence:

    >>> window = np.repeat([[0.0, 0.0, -40.0], [-10.0, -10.0, -10.0]], [2, 25, 27], axis=1)
    >>> window_movement(np.stack([window, np.full_like(window, -80)]))
    array([10., nan])
    """
    log_mel = np.asarray(log_mel, dtype=np.float64)
    if log_mel.ndim != 3 or log_mel.shape[2] < moment + 2 * edge:
        raise ValueError(
            f"Expected windows of shape (n_windows, n_mels, n_frames), {moment + 2 * edge} frames or more, "
            f"got shape {log_mel.shape}. Give it what log_mel makes of windows."
        )
    n_moments = (log_mel.shape[2] - 2 * edge) // moment
    inner = log_mel[:, :, edge : edge + n_moments * moment]
    moments = inner.reshape(*inner.shape[:2], n_moments, moment).mean(axis=3)
    silent = log_mel.max(axis=(1, 2)) <= FLOOR_DB
    return np.asarray(np.where(silent, np.nan, moments.std(axis=2).mean(axis=1)))


def doubts(
    probabilities: npt.NDArray[np.floating], movement: npt.NDArray[np.floating], *, rules: Rules = DOUBTS
) -> tuple[str, ...]:
    """Name the reasons to doubt a track's genre.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.
    movement : ndarray of shape (n_windows,)
        What `window_movement` gave, in dB.
    rules
        What `doubt_rules` gave.

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
        "split": vote_shares(probabilities).max() < rules["split"]["below"],
        "silent": silent.mean() > rules["silent"]["above"],
        "still": not silent.all() and np.median(movement[~silent]) < rules["still"]["below"],
    }
    return tuple(str(rules[name]["says"]) for name, holds in found.items() if holds)

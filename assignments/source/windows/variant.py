"""What varies in the assignment on windows: the recording, its length, the window and the overlap.

There are ten genres of a million seeds, 200,000 lengths, a thousand windows and six overlaps. Two students' last
windows, what is left over behind them and the levels of their windows are practically never alike.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose, render
from gtzan_course.windows import count_windows, slice_windows

OVERLAPS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
"""None is a half, for there the hop and what two windows share are the same."""

NEAR_DB = 0.001
"""Windows this near to the loudest pass for it: rounding may decide between them."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    while True:
        settings = {
            "GENRE": rng.choice(GENRES),
            "SEED": rng.randrange(1_000_000),
            "N_SAMPLES": rng.randrange(450_000, 650_000),
            "WINDOW_LENGTH": 20 * rng.randrange(1_000, 2_000),
            "OVERLAP": rng.choice(OVERLAPS),
        }
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    levels = _levels(settings)
    loudest = np.flatnonzero(levels > levels.max() - NEAR_DB)
    length, hop = settings["WINDOW_LENGTH"], _hop(settings)
    return {
        **_counts(settings),
        "window_length": length,
        "levels": levels.round(4).tolist(),
        "loudest_starts": (loudest * hop / SAMPLE_RATE).tolist(),
        "starts_end_to_end": (loudest * length / SAMPLE_RATE).tolist(),
        "numbers": loudest.tolist(),
    }


def _hop(settings: dict[str, Any]) -> int:
    """The hop, which is whole: lengths are multiples of 20, overlaps of a twentieth."""
    length, overlap = int(settings["WINDOW_LENGTH"]), float(settings["OVERLAP"])
    return round(length * (1 - overlap))


def _counts(settings: dict[str, Any]) -> dict[str, int]:
    n_samples, length, hop = settings["N_SAMPLES"], settings["WINDOW_LENGTH"], _hop(settings)
    n_windows = count_windows(n_samples, window_length=length, window_hop=hop)
    last_start = (n_windows - 1) * hop
    return {
        "n_windows": n_windows,
        "last_start": last_start,
        "n_left_over": n_samples - last_start - length,
        "end_to_end": n_samples // length,
        "left_end_to_end": n_samples % length,
        "starts": -(-n_samples // hop),
    }


def _levels(settings: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The level of each window, in dB."""
    y = render(compose(settings["GENRE"], seed=settings["SEED"], artist=0, track=0))[: settings["N_SAMPLES"]]
    windows = slice_windows(y, window_length=settings["WINDOW_LENGTH"], window_hop=_hop(settings))
    return np.array([10 * np.log10((window.astype(np.float64) ** 2).mean()) for window in windows])


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether what is left over differs from its likeliest mistakes, and the loudest window is not among the first."""
    counts, length, hop = _counts(settings), settings["WINDOW_LENGTH"], _hop(settings)
    left_by_mistake = (0, counts["left_end_to_end"], (settings["N_SAMPLES"] - length) % (length - hop))
    if counts["n_left_over"] in left_by_mistake:
        return False
    loudest = _levels(settings).argmax()
    return bool(loudest > 2 and abs(loudest * hop / SAMPLE_RATE - loudest) > 0.1)

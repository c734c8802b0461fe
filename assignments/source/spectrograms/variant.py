"""What varies in the assignment on mel spectrograms: two tones, and a track.

There are ten genres of a million seeds, and 10,000 distances of two tones, which ask for some 3,000 lengths of a frame.
Two students' loudest cells (of 330,000) and the peaks of their 39 windows are practically never alike.
"""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose, render
from gtzan_course.spectrograms import mel_power
from gtzan_course.windows import slice_windows

BINS_APART = 4
"""A tone under a Hann window is so many bins wide."""

NEAR_DB = 0.02
"""Cells this near to the loudest pass for it: rounding may decide between them."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other answers than the right ones."""
    while True:
        low, distance = rng.randrange(20_000, 90_000), rng.randrange(2_000, 12_000)
        settings = {
            "GENRE": rng.choice(GENRES),
            "SEED": rng.randrange(1_000_000),
            "LOW_HZ": low / 100,
            "HIGH_HZ": (low + distance) / 100,
        }
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    y = render(compose(settings["GENRE"], seed=settings["SEED"], artist=0, track=0))[:660_000]
    return {"n_fft": math.ceil(_length(settings)), **_peaks(y), **_loudest(y)}


def _length(settings: dict[str, Any]) -> float:
    """How long a frame must be to part the tones, in samples; a whole number or not."""
    return float(BINS_APART * SAMPLE_RATE / (settings["HIGH_HZ"] - settings["LOW_HZ"]))


def _peaks(y: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Each window's loudest cell under the track's, and its mean power under the largest mean, in dB."""
    power = mel_power(slice_windows(y)).astype(np.float64)
    found = {"peaks": power.max(axis=(1, 2)), "means": power.mean(axis=(1, 2))}
    return {name: (10 * np.log10(values / values.max())).round(4).tolist() for name, values in found.items()}


def _loudest(y: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The loudest cells of the whole track, and where its loudest band and its loudest frame meet."""
    whole = mel_power(y[np.newaxis])[0].astype(np.float64)
    cells = np.argwhere(whole > whole.max() * 10 ** (-NEAR_DB / 10))
    crossing = [int(whole.sum(axis=1).argmax()), int(whole.sum(axis=0).argmax())]
    return {"loudest_cells": cells.tolist(), "of_sums": crossing}


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether a length rounded down is too short, and the loudest cell is where no mistake leads."""
    if not 0.001 < _length(settings) % 1 < 0.999:
        return False
    answers = expected(settings)
    n_fft: int = answers["n_fft"]
    (_, frame), *_ = answers["loudest_cells"]
    late = 500 < frame < 2_500
    return late and bool(n_fft & (n_fft - 1)) and answers["of_sums"] not in answers["loudest_cells"]

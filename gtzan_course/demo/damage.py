"""Make the sound of a planted fault: softer, later, of another genre, clipped, or with static in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.band import SECONDS
from gtzan_course.demo.faults import Planted
from gtzan_course.demo.settings import Settings
from gtzan_course.demo.studio import render

LENGTH = 661_500
"""Samples of a track: 30 s."""

BURST = 441
"""Samples of one burst of static: 20 ms."""

Wave = npt.NDArray[np.float32]


def render_faulty(settings: Settings, planted: Planted) -> Wave:
    """Render the sound of a fault.

    Parameters
    ----------
    settings
        The data that the fault is planted in.
    planted
        Any fault but the exact copy, which is one of a file.

    Returns
    -------
    ndarray of shape (661500,), float32
        Mono samples at 22,050 Hz, in [-1, 1].
    """
    if planted.how == "shift":
        later = round(planted.measure * SAMPLE_RATE)
        score = settings.compose(*planted.source, seconds=SECONDS + planted.measure)
        return render(score, n_samples=LENGTH + later)[later:]
    score = settings.compose(*planted.source)
    y = render(score)
    if planted.how == "level":
        return y * np.float32(10 ** (planted.measure / 20))
    if planted.how == "clipping":
        return clip(y, planted.measure)
    if planted.how == "static":
        return static(y, planted.measure, np.random.default_rng([score.mix.noise_seed, 3]))
    return y


def clip(y: Wave, share: float) -> Wave:
    """Cut off the peaks at a ceiling that a share of the samples reaches, and keep the loudness.

    Parameters
    ----------
    y
        Shape (n_samples,), float32, in [-1, 1].
    share
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        With flat peaks; as loud as ``y`` in root mean square where that leaves it within [-1, 1].
    """
    ceiling = np.quantile(np.abs(y), 1 - share)
    cut = np.clip(y, -ceiling, ceiling)
    gain = min(np.sqrt(np.mean(y**2) / np.mean(cut**2)), 1 / ceiling)
    clipped: Wave = (cut * gain).astype(np.float32)
    return clipped


def static(y: Wave, share: float, rng: np.random.Generator) -> Wave:
    """Replace a share of the samples, in bursts of 20 ms, by noise as loud as the peaks.

    Parameters
    ----------
    y
        Shape (n_samples,), float32, in [-1, 1].
    share
        Between 0 and 1, rounded to whole bursts, of which there is one at least.
    rng
        Draws the bursts.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        In the range of ``y``.
    """
    spoilt, peak = y.copy(), float(np.abs(y).max())
    bursts = max(1, round(share * len(y) / BURST))
    for start in BURST * rng.choice(len(y) // BURST, bursts, replace=False):
        spoilt[start : start + BURST] = rng.uniform(-peak, peak, BURST)
    return spoilt

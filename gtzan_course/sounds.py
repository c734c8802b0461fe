"""Sounds to look at: a sine, a sawtooth, a plucked string, noise, their sum, a chord (chapter 03).

Each is mono, float32, at 22,050 Hz, fades in and out within 10 ms, and has the same level: a root mean square (RMS) of
0.07. What differs is only what they are made of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.instruments import fade
from gtzan_course.demo.sounds import SOUNDS

LEVEL = 0.07
"""Root mean square of each sound: that of a sine of amplitude 0.1. The peaks of all others stay within [-1, 1]."""

PITCH = 440.0
"""The a above middle c, in Hz."""

A_MAJOR = (220.0, 277.2, 329.6)
"""A chord: a, c sharp and e, in Hz."""

TONES = (500.0, 570.0)
"""Two tones of `tones_and_clicks`, in Hz."""

CLICKS = (0.40, 0.43)
"""When the two clicks of `tones_and_clicks` come, in seconds."""

Sound = npt.NDArray[np.float32]


def sine(frequency: float = PITCH, *, seconds: float = 1.0) -> Sound:
    """Make a sine: one frequency and no other.

    Parameters
    ----------
    frequency
        In Hz.
    seconds
        How long it lasts.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.

    Examples
    --------
    >>> y = sine(440, seconds=2)
    >>> y.shape, float(y.std())
    ((44100,), 0.07)
    """
    return _finished(np.sin(2 * np.pi * frequency * _times(seconds)))


def sawtooth(frequency: float = PITCH, *, seconds: float = 1.0) -> Sound:
    """Make a sawtooth: a frequency and its multiples, each as large as one over its number, up to 11,025 Hz.

    Parameters
    ----------
    frequency
        Of the lowest, in Hz.
    seconds
        How long it lasts.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.
    """
    t = _times(seconds)
    numbers = range(1, int(np.ceil(SAMPLE_RATE / 2 / frequency)))
    return _finished(sum((np.sin(2 * np.pi * frequency * k * t) / k for k in numbers), np.zeros_like(t)))


def plucked_string(frequency: float = PITCH, *, seconds: float = 1.0, seed: int = 0) -> Sound:
    """Pluck a string: the nylon guitar of the demo data.

    Parameters
    ----------
    frequency
        In Hz.
    seconds
        How long it lasts.
    seed
        Of the noise that the string begins with.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.
    """
    y = SOUNDS["nylon guitar"].play(frequency, seconds, (0.5, 0.5, 0.5), np.random.default_rng(seed))
    return _finished(y[: len(_times(seconds))])


def noise(*, seconds: float = 1.0, seed: int = 0) -> Sound:
    """Make noise: all frequencies, each as strong as any other.

    Parameters
    ----------
    seconds
        How long it lasts.
    seed
        Of the random numbers.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.
    """
    return _finished(np.random.default_rng(seed).standard_normal(len(_times(seconds))))


def chord(frequencies: Sequence[float] = A_MAJOR, *, seconds: float = 1.0) -> Sound:
    """Pluck several strings at once.

    Parameters
    ----------
    frequencies
        One for each string, in Hz.
    seconds
        How long it lasts.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.
    """
    return mix(*(plucked_string(frequency, seconds=seconds, seed=i) for i, frequency in enumerate(frequencies)))


def mix(*sounds: Sound) -> Sound:
    """Add sounds up, and turn the sum down to the level of one.

    Parameters
    ----------
    *sounds : ndarray of shape (n_samples,)
        Equally long.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform.
    """
    return _finished(np.sum(np.asarray(sounds, dtype=np.float64), axis=0))


def tones_and_clicks() -> Sound:
    """Make two steady tones 70 Hz apart, and over them two clicks 30 ms apart.

    Returns
    -------
    ndarray of shape (22050,), float32
        The waveform, one second long; at its own level, so that the clicks stand out.
    """
    t = _times(1.0)
    y = 0.1 * sum((np.sin(2 * np.pi * frequency * t) for frequency in TONES), np.zeros_like(t))
    click = 0.8 * np.sin(np.pi * np.arange(11) / 11)  # half a swing, 0.5 ms: all frequencies to 1,500 Hz and more
    for start in CLICKS:
        place = round(start * SAMPLE_RATE) - len(click) // 2
        y[place : place + len(click)] += click
    return fade(y, attack=0.01, release=0.01).astype(np.float32)


def _times(seconds: float) -> npt.NDArray[np.float64]:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _finished(y: npt.NDArray[np.float64]) -> Sound:
    """Let a sound begin and end without a click, at the common level."""
    y = fade(y.copy(), attack=0.01, release=0.01)
    return np.asarray(LEVEL * y / np.sqrt(np.mean(y**2)), dtype=np.float32)

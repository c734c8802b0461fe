"""Make a mel spectrogram audible again (chapters 03 and 04).

A mel spectrogram does not keep everything. Of its 513 frequencies it knows only sums over bands, and of where each
wave begins (its phase) nothing at all. So two things are guessed, both by librosa: the frequencies that are never
negative and come closest to the bands' sums, and phases that neighbouring frames can agree on (Griffin and Lim, 1984).
What one hears is what the network is given, no more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT
from gtzan_course.windows import WINDOW_LENGTH

LOUDEST = 100.0
"""Power of the loudest cell of a middling window, which a log-mel does not say."""

ROUNDS = 32
"""How many times the phases are made to agree; more is hardly heard."""


def resynthesise(
    log_mel: npt.NDArray[np.floating], *, n_samples: int = WINDOW_LENGTH, loudest: float = LOUDEST
) -> npt.NDArray[np.float32]:
    """Turn one log-mel back into a sound.

    Parameters
    ----------
    log_mel : ndarray of shape (n_mels, 1 + n_samples // 256)
        Decibels from -80 to 0, as from `spectrograms.log_mel` or `spectrograms.decibels`, in any number of mel
        bands. Cells at -80 are silent.
    n_samples
        How many samples to give.
    loudest
        Power that 0 dB stands for. A log-mel counts from its own loudest cell and does not say how loud that is: give
        the maximum of the mel power where it is known. Sounds made with the same value compare in level.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        A mono waveform at 22,050 Hz, the same for the same log-mel; zeros for a silent one. With a large ``loudest``
        it may exceed [-1, 1].

    Raises
    ------
    ValueError
        ``log_mel`` is no picture of ``n_samples`` samples, or does not hold decibels from -80 to 0.

    References
    ----------
    Griffin and Lim (1984), Signal estimation from modified short-time Fourier transform.

    Examples
    --------
    >>> resynthesise(np.full((128, 129), -80.0)).shape
    (33000,)
    """
    log_mel = np.asarray(log_mel)
    _check(log_mel, n_samples)
    power = np.where(log_mel > FLOOR_DB, 10.0 ** (log_mel / 10), 0.0).astype(np.float32)
    if not power.any():
        return np.zeros(n_samples, np.float32)
    return np.asarray(np.sqrt(loudest) * _inverted(power, n_samples), dtype=np.float32)


def _inverted(power: npt.NDArray[np.float32], n_samples: int) -> npt.NDArray[np.float32]:
    """Guess the frequencies in the bands, then the phases."""
    import librosa

    magnitudes = librosa.feature.inverse.mel_to_stft(power, sr=SAMPLE_RATE, n_fft=N_FFT)
    y = librosa.griffinlim(
        magnitudes,
        n_iter=ROUNDS,
        hop_length=HOP_LENGTH,
        n_fft=N_FFT,
        length=n_samples,
        pad_mode="constant",
        random_state=0,
    )
    return np.asarray(y)


def _check(log_mel: npt.NDArray[np.floating], n_samples: int) -> None:
    n_frames = 1 + n_samples // HOP_LENGTH
    if log_mel.ndim != 2 or log_mel.shape[1] != n_frames:
        raise ValueError(
            f"Expected one log-mel of shape (n_mels, {n_frames}) for {n_samples:,} samples, got shape {log_mel.shape}. "
            "Take one picture out of an array of them (pictures[0]), and drop a last axis of 1 (picture[..., 0])."
        )
    if not (log_mel.min() >= FLOOR_DB - 0.01 and log_mel.max() <= 0.01):
        raise ValueError(
            f"Expected decibels from {FLOOR_DB:.0f} to 0, got values from {log_mel.min():.4g} to {log_mel.max():.4g}. "
            "Power becomes decibels by gtzan_course.spectrograms.decibels."
        )

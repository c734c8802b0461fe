"""Turn windows into mel spectrograms (chapter 03).

A frame is 1,024 samples under a Hann window; frames are 256 samples apart and centred, with zeros
beyond the edges of the window. Their power is summed into 128 mel bands (Slaney's scale and
normalisation, as in librosa). A window of 33,000 samples becomes 128 bands x 129 frames. No
window's values depend on another's.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import scipy.sparse

from gtzan_course.audio import SAMPLE_RATE

N_FFT = 1024
"""Samples in a frame: 46 ms, long enough to tell 21.5 Hz apart."""

HOP_LENGTH = 256
"""Samples from one frame to the next: 11.6 ms."""

N_MELS = 128
"""Mel bands from 0 to 11,025 Hz."""

FLOOR_DB = -80.0
"""Log-mel's lowest value: 80 dB under the window's loudest cell."""

CHUNK = 4
"""Windows transformed at once: enough to keep the FFT busy, few enough to stay in the cache."""


def mel_power(windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Turn windows into mel power spectrograms.

    Equal to ``librosa.feature.melspectrogram(y=window, sr=22050, n_fft=1024, hop_length=256,
    n_mels=128, pad_mode="constant")`` of each window by itself.

    Parameters
    ----------
    windows : ndarray of shape (n_windows, n_samples), float32
        Mono waveforms at 22,050 Hz.

    Returns
    -------
    ndarray of shape (n_windows, 128, 1 + n_samples // 256), float32
        Power in each mel band and frame; (n, 128, 129) for windows of 33,000 samples.

    Raises
    ------
    ValueError
        ``windows`` is not two-dimensional.

    Examples
    --------
    >>> mel_power(np.zeros((2, 33_000), np.float32)).shape
    (2, 128, 129)
    """
    windows = np.asarray(windows, dtype=np.float32)
    if windows.ndim != 2:
        raise ValueError(
            f"Expected windows of shape (n_windows, n_samples), got shape {windows.shape}. "
            "Slice the waveform first: slice_windows(y)."
        )
    n_windows, n_samples = windows.shape
    n_frames = 1 + n_samples // HOP_LENGTH
    power = np.empty((n_windows, N_MELS, n_frames), np.float32)
    for start in range(0, n_windows, CHUNK):
        chunk = windows[start : start + CHUNK]
        spectra = _power_spectra(chunk, n_frames).reshape(-1, N_FFT // 2 + 1)
        mel = (_mel_filters() @ spectra.T).reshape(N_MELS, len(chunk), n_frames)
        power[start : start + CHUNK] = mel.transpose(1, 0, 2)
    return power


def log_mel(windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Turn windows into mel spectrograms in decibels.

    Parameters
    ----------
    windows : ndarray of shape (n_windows, n_samples), float32
        Mono waveforms at 22,050 Hz.

    Returns
    -------
    ndarray of shape (n_windows, 128, 1 + n_samples // 256), float32
        Decibels under each window's own loudest cell, from -80 to 0; -80 everywhere for a window
        of silence.

    Raises
    ------
    ValueError
        ``windows`` is not two-dimensional, or its values are not finite.

    Examples
    --------
    >>> float(log_mel(np.zeros((1, 33_000), np.float32)).max())
    -80.0
    """
    return decibels(mel_power(windows))


def decibels(power: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Express power in decibels under each window's own maximum, floored at -80 dB.

    Parameters
    ----------
    power : ndarray of shape (n_windows, n_mels, n_frames)
        Power, not negative.

    Returns
    -------
    ndarray of the same shape, float32
        0 dB at each window's maximum; a window of zeros is -80 dB everywhere.

    Raises
    ------
    ValueError
        A window holds NaN or infinity.

    Examples
    --------
    >>> decibels(np.array([[[1.0, 0.1, 0.0]]], np.float32))
    array([[[  0., -10., -80.]]], dtype=float32)
    """
    loudest = power.max(axis=(-2, -1), keepdims=True)
    if not np.isfinite(loudest).all():
        raise ValueError("Expected finite power, got NaN or infinity. Check the waveform.")
    floor = np.float32(10 ** (FLOOR_DB / 10))
    ratio = np.divide(power, loudest, out=np.zeros_like(power, dtype=np.float32), where=loudest > 0)
    return np.asarray(np.maximum(10 * np.log10(np.maximum(ratio, floor)), np.float32(FLOOR_DB)))


def _power_spectra(windows: npt.NDArray[np.float32], n_frames: int) -> npt.NDArray[np.float32]:
    """Power of each frame's spectrum: (n_windows, n_frames, 513)."""
    padded = np.pad(windows, ((0, 0), (N_FFT // 2, N_FFT // 2)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT, axis=1)[:, ::HOP_LENGTH][:, :n_frames]
    spectra = scipy.fft.rfft(frames * _hann(), axis=-1, overwrite_x=True)
    return np.asarray(spectra.real**2 + spectra.imag**2)


@cache
def _hann() -> npt.NDArray[np.float32]:
    from scipy.signal import get_window

    return np.asarray(get_window("hann", N_FFT, fftbins=True), dtype=np.float32)


@cache
def _mel_filters() -> scipy.sparse.csr_array:
    """Make the 128 triangular filters over 513 frequencies; nearly all of it is zero."""
    import librosa

    return scipy.sparse.csr_array(librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=N_MELS, dtype=np.float32))

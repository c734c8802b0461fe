"""The classical, hand-crafted features of a track (chapter 08).

What the years before neural networks listened for: brightness, noisiness, loudness, timbre and
tempo, measured in frames of 2,048 samples, 512 apart, and each summed up over the track by six
numbers. The list is that of Guimaraes's first post; spectral features go back to Tzanetakis and
Cook (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.stats

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.cache import fingerprint, kept_entries
from gtzan_course.dataset import TRACK_SAMPLES, Track, load_audio
from gtzan_course.files import written_whole

N_FFT = 2048
HOP_LENGTH = 512

CURVES = (
    *("centroid", "rolloff", "flux", "rms", "zero_crossings", "bandwidth", "flatness"),
    *(f"contrast_{band}" for band in range(7)),
    *(f"mfcc_{number}" for number in range(1, 14)),
)
"""What is measured in every frame."""

SUMMARIES = ("max", "min", "mean", "std", "skew", "kurtosis")
"""How a curve is summed up over the track."""

FEATURE_NAMES = (*(f"{curve}_{summary}" for curve in CURVES for summary in SUMMARIES), "tempo")
"""Names of the 163 features, in their order."""

FAMILIES = {
    **{curve: tuple(range(6 * i, 6 * i + 6)) for i, curve in enumerate(CURVES[:7])},
    "contrast": tuple(range(6 * 7, 6 * 14)),
    "mfcc": tuple(range(6 * 14, 6 * 27)),
    "tempo": (6 * 27,),
}
"""Places in `FEATURE_NAMES` of what measures the same thing."""

RECIPE = repr(("classical features 1", SAMPLE_RATE, TRACK_SAMPLES, N_FFT, HOP_LENGTH, FEATURE_NAMES))
"""The numbers that the entries on disk depend on, and a version for what the numbers don't say."""


def classical_features(y: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Describe a track by 163 numbers.

    Parameters
    ----------
    y : ndarray of shape (n_samples,), float32
        A mono waveform at 22,050 Hz, at least 2,048 samples.

    Returns
    -------
    ndarray of shape (163,), float64
        In the order of `FEATURE_NAMES`: frequencies in Hz, tempo in beats a minute. Skewness and
        kurtosis of a curve that never moves are 0.

    Raises
    ------
    ValueError
        ``y`` is not one-dimensional or is shorter than a frame.
    """
    import librosa

    curves = feature_curves(y)
    flux = curves[CURVES.index("flux")].astype(np.float32)
    tempo = librosa.feature.tempo(onset_envelope=flux, sr=SAMPLE_RATE, hop_length=HOP_LENGTH)
    return np.append(_summaries(curves).ravel(), tempo[0])


def feature_curves(y: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Measure a sound frame by frame.

    Parameters
    ----------
    y : ndarray of shape (n_samples,), float32
        A mono waveform at 22,050 Hz, at least 2,048 samples.

    Returns
    -------
    ndarray of shape (27, n_frames), float64
        One row a curve, in the order of `CURVES`; frame ``i`` is centred at ``512 * i`` samples. Centroid,
        roll-off and bandwidth are in Hz, contrast is in dB.

    Raises
    ------
    ValueError
        ``y`` is not one-dimensional or is shorter than a frame.
    """
    import librosa

    if y.ndim != 1 or len(y) < N_FFT:
        raise ValueError(f"Expected a mono waveform of at least {N_FFT:,} samples, got shape {y.shape}.")
    power = np.abs(librosa.stft(y, n_fft=N_FFT, hop_length=HOP_LENGTH)) ** 2
    log_mel = librosa.power_to_db(librosa.feature.melspectrogram(S=power, sr=SAMPLE_RATE))
    return _curves(y, power, log_mel)


def cached_features(
    tracks: Sequence[Track], *, cache_dir: str | Path | None = None, n_jobs: int = 1, progress: bool = False
) -> npt.NDArray[np.float64]:
    """Describe many tracks by 163 numbers each, measured where they are not on disk yet.

    One file a track, named by a fingerprint of its audio and of what is measured, as in `cache`; the
    folder may be deleted.

    Parameters
    ----------
    tracks
        Whose features.
    cache_dir
        Where the entries lie; by default ``features`` in the course's cache folder.
    n_jobs
        How many processes measure what is missing.
    progress
        Whether to show a progress bar.

    Returns
    -------
    ndarray of shape (n_tracks, 163), float64
        One row a track, in their order; columns and units as of `classical_features`.

    Raises
    ------
    FileNotFoundError, ValueError
        A track cannot be loaded; the message names the file.
    """
    rows = kept_entries(_entry, tracks, "features", cache_dir=cache_dir, n_jobs=n_jobs, progress=progress)
    return np.array(rows, dtype=np.float64).reshape(len(tracks), len(FEATURE_NAMES))


def _entry(audio_path: Path, folder: Path) -> npt.NDArray[np.float64]:
    """Read one track's features, measured and kept if they are not there."""
    path = folder / f"{fingerprint(audio_path, recipe=RECIPE)}.npy"
    if not path.is_file():
        features = classical_features(load_audio(audio_path))
        with written_whole(path) as file:
            np.save(file, features, allow_pickle=False)
    row: npt.NDArray[np.float64] = np.load(path, allow_pickle=False)
    return row


def _curves(
    y: npt.NDArray[np.float32],
    power: npt.NDArray[np.float32],
    log_mel: npt.NDArray[np.float32],
) -> npt.NDArray[np.float64]:
    """What librosa measures in one spectrogram, which is worked out once: (27, n_frames)."""
    from librosa import feature, onset

    magnitude = np.sqrt(power)
    centroid = feature.spectral_centroid(S=magnitude, sr=SAMPLE_RATE)
    rows = [
        centroid,
        feature.spectral_rolloff(S=magnitude, sr=SAMPLE_RATE),
        onset.onset_strength(S=log_mel, sr=SAMPLE_RATE)[np.newaxis],
        feature.rms(y=y, frame_length=N_FFT, hop_length=HOP_LENGTH),
        feature.zero_crossing_rate(y, frame_length=N_FFT, hop_length=HOP_LENGTH),
        feature.spectral_bandwidth(S=magnitude, sr=SAMPLE_RATE, centroid=centroid),
        feature.spectral_flatness(S=power, power=1.0),
        feature.spectral_contrast(S=magnitude, sr=SAMPLE_RATE),
        feature.mfcc(S=log_mel, n_mfcc=13),
    ]
    return np.concatenate(rows).astype(np.float64)


def _summaries(curves: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Six numbers a curve: (n_curves, 6)."""
    still = np.ptp(curves, axis=1) == 0
    moving = np.where(still[:, np.newaxis], np.arange(curves.shape[1], dtype=np.float64), curves)
    shapes = [scipy.stats.skew(moving, axis=1), scipy.stats.kurtosis(moving, axis=1)]
    flat = [np.where(still, 0.0, shape) for shape in shapes]
    return np.stack([curves.max(1), curves.min(1), curves.mean(1), curves.std(1), *flat], axis=1)

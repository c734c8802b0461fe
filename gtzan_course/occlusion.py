"""Ask a network which bands and moments decide: cover a patch, and see how its probability falls (chapter 13).

A patch that the network goes by takes probability away when it is covered; one that speaks for another genre gives
some. The method is Zeiler and Fergus's (2014). They covered with grey; here a patch is turned down by 20 dB, as by an
equaliser. Of four covers this one followed the player that decides most often, on the tracks on which it was chosen
and, with less of a lead, on others (``experiments/occlusion.py``, ``results/occlusion.json``): twice as often as
chance, and not more than about every second time.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS

if TYPE_CHECKING:
    import keras

Picture = npt.NDArray[np.floating]

SOFTER_DB = 20.0
"""How far a patch is turned down: to a hundredth of its power."""

COVERS: dict[str, Callable[[Picture, Picture], Picture | float]] = {
    "softer": lambda window, patch: np.maximum(patch - SOFTER_DB, FLOOR_DB),
    "silent": lambda window, patch: FLOOR_DB,
    "grey": lambda window, patch: float(window.mean()),
    "steady": lambda window, patch: patch.mean(axis=1, keepdims=True),
}
"""What a patch is replaced by: 20 dB less; silence; the window's mean; the mean of each of the patch's bands."""


def occlusion_map(
    model: keras.Model, windows: Picture, label: int, *, rows: int = 8, columns: int = 8, cover: str = "softer"
) -> npt.NDArray[np.float32]:
    """Cover each patch of each window in turn, and measure how far a genre's probability falls.

    Eight rows and columns make patches of 16 mel bands and about 0.19 s. With ``columns=1`` a patch is a band of
    pitches for the whole window, with ``rows=1`` a moment over all pitches.

    Parameters
    ----------
    model
        A trained network.
    windows : ndarray of shape (n_windows, 128, n_frames)
        Log-mel windows, in dB from -80 to 0.
    label
        The genre's place in the network's answer.
    rows, columns
        Into how many patches to cut the mel bands and the frames, as evenly as can be.
    cover
        What a patch is replaced by, one of `COVERS`.

    Returns
    -------
    ndarray of shape (n_windows, rows, columns), float32
        The probability of the whole window less that of the covered one, from -1 to 1: positive where a patch speaks
        for the genre. Low bands come first.

    Raises
    ------
    ValueError
        The windows have another shape, cannot be cut so finely, or there is no such cover.

    References
    ----------
    Zeiler and Fergus (2014), Visualizing and understanding convolutional networks.
    """
    from gtzan_course.training import predict_windows

    windows = np.asarray(windows, dtype=np.float32)
    _check(windows, rows, columns, cover)
    whole = predict_windows(model, windows)[:, label]
    fallen = np.empty((len(windows), rows, columns), np.float32)
    for i, window in enumerate(windows):
        covered = np.repeat(window[np.newaxis], rows * columns, axis=0)
        for copy, place in zip(covered, _patches(window.shape, rows, columns), strict=True):
            copy[place] = COVERS[cover](window, window[place])
        fallen[i] = whole[i] - predict_windows(model, covered)[:, label].reshape(rows, columns)
    return fallen


def patch_means(cells: Picture, *, rows: int = 8, columns: int = 8) -> npt.NDArray[np.float64]:
    """Average cells over the patches that `occlusion_map` covers.

    Parameters
    ----------
    cells : ndarray of shape (n_windows, n_mels, n_frames)
        A number for each cell, such as a player's share of its power.
    rows, columns
        Into how many patches to cut them.

    Returns
    -------
    ndarray of shape (n_windows, rows, columns), float64
        One mean a patch.

    Examples
    --------
    >>> patch_means(np.arange(8.0).reshape(1, 2, 4), rows=1, columns=2)
    array([[[2.5, 4.5]]])
    """
    cells = np.asarray(cells, dtype=np.float64)
    means = [cells[:, bands, frames].mean(axis=(1, 2)) for bands, frames in _patches(cells.shape[1:], rows, columns)]
    return np.stack(means, axis=1).reshape(len(cells), rows, columns)


def tie(fallen: Picture, cells: Picture) -> float:
    """Say how closely a map of `occlusion_map` follows something that is known of each cell.

    Parameters
    ----------
    fallen : ndarray of shape (n_windows, rows, columns)
        The map.
    cells : ndarray of shape (n_windows, n_mels, n_frames)
        What is known, such as a player's share of the power.

    Returns
    -------
    float
        The correlation over all patches, from -1 to 1; 0 where one of the two is the same everywhere.

    Examples
    --------
    >>> cells = np.kron([[0.0, 1.0], [0.0, 0.0]], np.ones((64, 64)))[np.newaxis]
    >>> round(tie(np.array([[[0.0, 0.3], [0.0, 0.0]]]), cells), 3)
    1.0
    """
    means = patch_means(cells, rows=fallen.shape[1], columns=fallen.shape[2])
    if np.ptp(means) == 0 or np.ptp(fallen) == 0:
        return 0.0
    return float(np.corrcoef(np.ravel(fallen), means.ravel())[0, 1])


def heard_through(y: npt.NDArray[np.floating], gains: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Play a window through an equaliser that changes from moment to moment.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A window's waveform, at 22,050 Hz.
    gains : array-like of shape (rows, columns)
        How much of each patch to let through, from 0 to 1, low bands first, cut as `occlusion_map` cuts them.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform that is left.

    Raises
    ------
    ValueError
        ``gains`` is not two-dimensional.
    """
    import librosa

    gains = np.asarray(gains, dtype=np.float32)
    if gains.ndim != 2:
        raise ValueError(f"Expected gains of shape (rows, columns), got shape {gains.shape}. Take one window's.")
    spectrum = librosa.stft(np.asarray(y, dtype=np.float32), n_fft=N_FFT, hop_length=HOP_LENGTH)
    bins = librosa.fft_frequencies(sr=SAMPLE_RATE, n_fft=N_FFT)
    middles = librosa.mel_frequencies(n_mels=N_MELS + 2, fmin=0, fmax=SAMPLE_RATE / 2)[1:-1]
    bands = np.interp(bins, middles, np.arange(N_MELS))
    row = np.searchsorted(_edges(N_MELS, len(gains))[1:-1], bands + 0.5, side="right")
    frames = np.arange(spectrum.shape[1])
    column = np.searchsorted(_edges(spectrum.shape[1], gains.shape[1])[1:-1], frames, side="right")
    left = librosa.istft(spectrum * gains[np.ix_(row, column)], n_fft=N_FFT, hop_length=HOP_LENGTH, length=len(y))
    return np.asarray(left, dtype=np.float32)


def _patches(shape: tuple[int, ...], rows: int, columns: int) -> Iterator[tuple[slice, slice]]:
    """Where the patches of a picture lie, row by row."""
    for bands in itertools.pairwise(_edges(shape[0], rows)):
        for frames in itertools.pairwise(_edges(shape[1], columns)):
            yield slice(*bands), slice(*frames)


def _edges(size: int, n: int) -> list[int]:
    """Where ``n`` pieces of a length begin, and where the last one ends."""
    return [round(edge) for edge in np.linspace(0, size, n + 1)]


def _check(windows: Picture, rows: int, columns: int, cover: str) -> None:
    if windows.ndim != 3 or windows.shape[1] != N_MELS:
        raise ValueError(
            f"Expected log-mel windows of shape (n_windows, {N_MELS}, n_frames), got shape {windows.shape}. "
            "For one window pass windows[i : i + 1]."
        )
    if not (1 <= rows <= N_MELS and 1 <= columns <= windows.shape[2]):
        raise ValueError(f"Expected 1 to {N_MELS} rows and 1 to {windows.shape[2]} columns, got {rows} and {columns}.")
    if cover not in COVERS:
        raise ValueError(f"Expected one of the covers {', '.join(COVERS)}, got {cover!r}.")

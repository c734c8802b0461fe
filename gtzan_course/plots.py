"""Draw on axes: each function takes an ``ax``, draws, and returns it (every chapter).

``plt.style.use("gtzan_course.course")`` sets the course's style: a picture without a background, whose ink reads on a
light page and on a dark one. One colour a genre, the same everywhere: each has a contrast of 3 to 1 or more on white
and on black, and they were chosen for the largest distance between any two of them as readers with each kind of
colour blindness see them. Sequential pictures use matplotlib's ``magma``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_MELS
from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GENRE_COLOURS = dict(
    zip(
        GENRES,
        ("#3694fd", "#929589", "#3d624b", "#b770c3", "#e25914", "#942e98", "#7f687b", "#6954cf", "#07954c", "#af2606"),
        strict=True,
    )
)
"""Each genre's colour."""

INK = "#767676"
"""The grey of axes and words, legible on white and on black."""

WAVE_COLOUR = "#6954cf"
STYLE = "gtzan_course.course"


def figure(width: float, height: float) -> Figure:
    """Make an empty figure of its own, which no notebook shows by itself.

    Parameters
    ----------
    width
        In inches.
    height
        In inches.

    Returns
    -------
    Figure
        Without axes; add them with ``figure.subplots()``.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def waveform(ax: Axes, y: npt.NDArray[np.floating], *, sr: int = SAMPLE_RATE, start: float = 0.0) -> Axes:
    """Draw a waveform over time.

    Parameters
    ----------
    ax
        Where to draw.
    y : ndarray of shape (n_samples,)
        The waveform, in [-1, 1].
    sr
        Sample rate, in Hz.
    start
        Time of the first sample, in seconds.

    Returns
    -------
    Axes
        The same.
    """
    step = max(1, len(y) // 4000)
    whole = len(y) // step * step
    blocks = np.asarray(y[:whole]).reshape(-1, step)
    t = start + np.arange(len(blocks)) * step / sr
    if step == 1:
        ax.plot(t, blocks[:, 0], color=WAVE_COLOUR, linewidth=0.8)
    else:
        ax.fill_between(t, blocks.min(1), blocks.max(1), color=WAVE_COLOUR, linewidth=0.3)
    ax.set(xlabel="time (s)", ylabel="amplitude", xlim=(start, start + len(y) / sr))
    return ax


def window_span(ax: Axes, number: int, *, colour: str = "#e25914") -> Axes:
    """Shade one window on axes whose x is time in seconds.

    Parameters
    ----------
    ax
        Where to draw.
    number
        The window's number, from 0.
    colour
        Of the shade.

    Returns
    -------
    Axes
        The same.
    """
    start = number * WINDOW_HOP / SAMPLE_RATE
    ax.axvspan(start, start + WINDOW_LENGTH / SAMPLE_RATE, color=colour, alpha=0.3, linewidth=0)
    return ax


def mel_spectrogram(ax: Axes, log_mel: npt.NDArray[np.floating], *, start: float = 0.0) -> Axes:
    """Draw a mel spectrogram in decibels, low bands at the bottom, with its scale beside it.

    Parameters
    ----------
    ax
        Where to draw.
    log_mel : ndarray of shape (n_mels, n_frames)
        Decibels from -80 to 0.
    start
        Time of the first frame, in seconds.

    Returns
    -------
    Axes
        The same.
    """
    end = start + log_mel.shape[1] * HOP_LENGTH / SAMPLE_RATE
    picture = ax.imshow(
        log_mel,
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=FLOOR_DB,
        vmax=0,
        extent=(start, end, 0, log_mel.shape[0]),
        interpolation="nearest",
    )
    ax.set(xlabel="time (s)")
    if log_mel.shape[0] == N_MELS:
        _label_bands(ax)
    else:
        ax.set(ylabel="mel band")
    if ax.figure is not None:
        ax.figure.colorbar(picture, ax=ax, label="dB", pad=0.02)
    return ax


def patches(
    ax: Axes, values: npt.NDArray[np.floating], *, label: str, limit: float | None = None, seconds: float = 1.5
) -> Axes:
    """Draw a number for each patch of a window, over the same axes as its mel spectrogram.

    Parameters
    ----------
    ax
        Where to draw.
    values : ndarray of shape (rows, columns)
        The numbers, low bands first.
    label
        What the numbers are.
    limit
        Draw from minus this to this, with nothing in the middle; without it, shares from 0 to 1.
    seconds
        How long the window is.

    Returns
    -------
    Axes
        The same.
    """
    scale: dict[str, Any] = {"cmap": "magma", "vmin": 0, "vmax": 1}
    if limit is not None:
        scale = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
    picture = ax.imshow(values, origin="lower", aspect="auto", extent=(0, seconds, 0, N_MELS), **scale)
    ax.set(xlabel="time (s)")
    _label_bands(ax)
    if ax.figure is not None:
        ax.figure.colorbar(picture, ax=ax, label=label, pad=0.02)
    return ax


def _label_bands(ax: Axes) -> None:
    """Name mel bands by the frequency in their middle, in Hz."""
    import librosa

    middles = librosa.mel_frequencies(n_mels=N_MELS + 2, fmin=0, fmax=SAMPLE_RATE / 2)[1:-1]
    frequencies = (200, 500, 1000, 2000, 4000, 8000)
    places = [float(np.interp(frequency, middles, np.arange(N_MELS) + 0.5)) for frequency in frequencies]
    ax.set(ylabel="frequency (Hz), mel scale")
    ax.set_yticks(places, [f"{frequency:,}" for frequency in frequencies])


def learning_curves(ax: Axes, history: Mapping[str, Sequence[float]], *, figure: str = "loss") -> Axes:
    """Draw a figure of training and validation over the epochs.

    Parameters
    ----------
    ax
        Where to draw.
    history
        What `training.train` gave.
    figure
        ``loss`` or ``accuracy``.

    Returns
    -------
    Axes
        The same.
    """
    epochs = np.arange(1, len(history[figure]) + 1)
    ax.plot(epochs, history[figure], marker="o", color="C0", label="training")
    ax.plot(epochs, history[f"val_{figure}"], marker="s", linestyle="--", color="C1", label="validation")
    ax.set(xlabel="epoch", ylabel=figure if figure == "loss" else "accuracy of windows")
    ax.legend()
    return ax


def window_votes(ax: Axes, votes: Sequence[str], starts: Sequence[float]) -> Axes:
    """Draw each window's vote at its place in time, one row a genre.

    Parameters
    ----------
    ax
        Where to draw.
    votes
        The genre that each window votes for.
    starts
        When each window begins, in seconds.

    Returns
    -------
    Axes
        The same.
    """
    hop = WINDOW_HOP / SAMPLE_RATE
    for genre, start in zip(votes, starts, strict=True):
        ax.barh(GENRES.index(genre), hop, left=start, height=0.8, color=GENRE_COLOURS[genre])
    ax.set(xlabel="time (s)", ylim=(len(GENRES) - 0.5, -0.5), xlim=(0, max(starts) + hop))
    ax.set_yticks(range(len(GENRES)), GENRES)
    return ax


def shares(ax: Axes, values: Mapping[str, float], *, label: str = "share of votes") -> Axes:
    """Draw one bar a genre, in the genre's colour.

    Parameters
    ----------
    ax
        Where to draw.
    values
        A number for each of the ten genres, from 0 to 1.
    label
        What the numbers are.

    Returns
    -------
    Axes
        The same.
    """
    heights = [values.get(genre, 0.0) for genre in GENRES]
    ax.barh(range(len(GENRES)), heights, color=[GENRE_COLOURS[genre] for genre in GENRES])
    ax.set(xlabel=label, xlim=(0, 1), ylim=(len(GENRES) - 0.5, -0.5))
    ax.set_yticks(range(len(GENRES)), GENRES)
    return ax


def confusion(ax: Axes, counts: npt.NDArray[np.integer], *, genres: Sequence[str] = GENRES) -> Axes:
    """Draw a confusion matrix: true genres in rows, predicted ones in columns.

    Parameters
    ----------
    ax
        Where to draw.
    counts : ndarray of shape (n_genres, n_genres), int
        What `evaluation.confusion` gave.
    genres
        The labels' names.

    Returns
    -------
    Axes
        The same.
    """
    rows = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(rows, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            style: dict[str, Any] = {"color": "white" if rows[row, column] > 0.5 else "black", "fontsize": 8}
            ax.text(column, row, str(count), ha="center", va="center", **style)
    ax.set_xticks(range(len(genres)), genres, rotation=45, ha="right")
    ax.set_yticks(range(len(genres)), genres)
    ax.set(xlabel="predicted", ylabel="true")
    return ax

"""A filter moves over a picture, and what one cell of each block has seen and heard (chapter 05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.model import FILTERS
from gtzan_course.spectrograms import HOP_LENGTH, N_FFT, N_MELS, log_mel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Values = npt.NDArray[np.floating]
Span = tuple[int, int]

BLOCKS = tuple(range(1, len(FILTERS) + 1))

N_STEPS = 10
"""Steps in which the filter crosses the picture."""

HEIGHTS = {"low": 16, "middle": 64, "high": 112}
"""A mel band in each of the three places whose cell is asked what it has seen."""

NOT_YET = "#7676764d"
"""Behind pictures: a grey that is none of their colours, on a light page and on a dark one."""


def filter_at_work(cells: Values, filters: Mapping[str, Values]) -> Interactive:
    """Move a filter of nine numbers over a small picture, and write down what it answers.

    Parameters
    ----------
    cells : ndarray of shape (n_bands, n_frames)
        The picture, from 0 for silence to 1; low bands first.
    filters
        By name, arrays of shape (3, 3).

    Returns
    -------
    Interactive
        Sliders ``filter`` and ``places``: how many places are done, from the top left on.
    """
    n_places = (cells.shape[0] - 2) * (cells.shape[1] - 2)
    steps = tuple(int(step) for step in np.linspace(1, n_places, N_STEPS).round())

    def draw(*, filter: str, places: int) -> Frame:
        return _filter_frame(cells, filter, filters[filter], places)

    return Interactive(
        "A filter moves over a picture, cell by cell",
        draw,
        (Slider("filter", "filter", tuple(filters)), Slider("places", f"places done, of {n_places}", steps, 4)),
    )


def _filter_frame(cells: Values, name: str, weights: Values, n_done: int) -> Frame:
    """Draw a filter at one place: what lies beneath it, the nine products, the map so far."""
    patches = np.lib.stride_tricks.sliding_window_view(cells, (3, 3))
    answers = np.maximum((patches * weights).sum(axis=(2, 3)), 0)
    rows, columns = answers.shape
    written = np.where(np.arange(answers.size).reshape(rows, columns)[::-1] < n_done, answers, np.nan)
    row, column = rows - 1 - (n_done - 1) // columns, (n_done - 1) % columns
    figure = plots.figure(5.6, 4.4)
    axes = figure.subplot_mosaic([["picture", "map"], ["products"] * 2], height_ratios=(1.4, 1))
    left, right = axes["picture"], axes["map"]
    draw_cells(left, cells, f"the picture, {rows + 2} x {columns + 2}", low=0, high=1)
    _outline(left, (column, column + 2), (row, row + 2), "white")
    answer = _write_products(axes["products"], weights, patches[row, column])
    draw_cells(right, written, f"the feature map, {rows} x {columns}", low=0, high=float(answers.max()))
    _outline(right, (column, column), (row, row), plots.INK)
    return Frame(
        figure,
        f"The {name} filter at place {n_done} of {answers.size}, on bands {row} to {row + 2} and frames {column} to "
        f"{column + 2}: its nine products sum to {answer:.2f}. The map is written as far as this place; "
        f"the largest answer in it is {np.nanmax(written):.2f}.",
    )


def _write_products(ax: Axes, weights: Values, patch: Values) -> float:
    """Write the nine products at their places, and their sum above; give it back."""
    for (row, column), weight in np.ndenumerate(weights):
        product = f"{weight:g} × {patch[row, column]:.2f}".replace("-", "−")
        ax.text(column, row, product, ha="center", va="center")
    answer = float((weights * patch).sum())
    ax.set_title(f"nine products, sum {answer:.2f}".replace("-", "−"), fontsize=10)
    ax.set(xlim=(-0.5, 2.5), ylim=(-0.5, 2.5), xticks=(0.5, 1.5), yticks=(0.5, 1.5))
    ax.tick_params(length=0, labelbottom=False, labelleft=False)
    ax.grid(linewidth=0.5)
    return answer


def seen(block: int, cell: int) -> Span:
    """Say which cells of the picture a cell of a block's map has seen, along one axis.

    Parameters
    ----------
    block
        1 to 5.
    cell
        Its number along the axis, from 0.

    Returns
    -------
    first, last : int
        Both included. What is below 0 or beyond the picture is padding.

    Examples
    --------
    >>> seen(1, 0), seen(5, 2)
    ((-1, 2), (33, 126))
    """
    first = last = cell
    for _ in range(block):
        first, last = 2 * first - 1, 2 * last + 2
    return first, last


def what_a_cell_sees(y: Values, *, frame: int) -> Interactive:
    """Show and play the part of a window that one cell of each block has seen.

    Parameters
    ----------
    y : ndarray of shape (33000,)
        The window.
    frame
        The cells asked are those in which it lies, 0 to 128.

    Returns
    -------
    Interactive
        Sliders ``block`` and ``place``; the sound has nothing but the bands and frames in the square.
    """
    y = np.asarray(y, np.float32)
    picture = log_mel(y[None])[0]

    def draw(*, block: int, place: str) -> Frame:
        bands = seen(block, HEIGHTS[place] >> block)
        frames = seen(block, frame >> block)
        return _field_frame(y, picture, block, bands, frames)

    return Interactive(
        "What one cell of each block sees and hears",
        draw,
        (Slider("block", "block", BLOCKS), Slider("place", "place", tuple(HEIGHTS), 1)),
    )


def _field_frame(y: Values, picture: Values, block: int, bands: Span, frames: Span) -> Frame:
    """Draw a square on the picture, and let only what is in it sound."""
    side, second = frames[1] - frames[0] + 1, HOP_LENGTH / SAMPLE_RATE
    duration = f"{1000 * ((side - 1) * HOP_LENGTH + N_FFT) / SAMPLE_RATE:,.0f} ms"
    figure = plots.figure(5.6, 3)
    ax = plots.mel_spectrogram(figure.subplots(), picture)
    left, right, bottom, top = frames[0] * second, (frames[1] + 1) * second, bands[0], bands[1] + 1
    ax.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color="white")
    ax.set(ylim=(0, N_MELS), title=f"block {block}: {side} x {side} cells, {duration}")
    sound, hertz = _only(y, bands, frames)
    where = f"bands {max(0, bands[0])} to {min(N_MELS - 1, bands[1])}, {hertz[0]:,.0f} to {hertz[1]:,.0f} Hz"
    return Frame(
        figure,
        f"The window's mel spectrogram, and on it a white square of {side} by {side} cells, what one cell of block "
        f"{block} sees: {where}, for {duration}.",
        sound,
        f"What a cell of block {block} hears of the window: {where}, for {duration}.",
    )


def _only(y: Values, bands: Span, frames: Span) -> tuple[Values, Span]:
    """Silence all but some bands and frames of a sound; say from which frequency to which it then reaches."""
    import librosa

    spectrum = librosa.stft(y, n_fft=N_FFT, hop_length=HOP_LENGTH, pad_mode="constant")
    edges = librosa.mel_frequencies(n_mels=N_MELS + 2, fmax=SAMPLE_RATE / 2)
    low, high = edges[max(0, bands[0])], edges[min(N_MELS - 1, bands[1]) + 2]
    frequency = librosa.fft_frequencies(sr=SAMPLE_RATE, n_fft=N_FFT)[:, None]
    frame = np.arange(spectrum.shape[1])
    inside = (frequency >= low) & (frequency <= high) & (frame >= frames[0]) & (frame <= frames[1])
    sound = librosa.istft(spectrum * inside, hop_length=HOP_LENGTH, length=len(y))
    return 0.8 * sound / max(1e-6, float(np.abs(sound).max())), (low, high)


def draw_cells(ax: Axes, cells: Values, title: str, *, low: float, high: float | None = 0) -> Axes:
    """Draw a picture or a map without scales, low bands at the bottom; cells that are not a number stay empty.

    Parameters
    ----------
    ax
        Where to draw.
    cells : ndarray of shape (n_bands, n_frames)
        The values.
    title
        What it is.
    low, high
        What is drawn darkest and brightest; None takes the largest value.

    Returns
    -------
    Axes
        The same.
    """
    ax.set_facecolor(NOT_YET)
    ax.imshow(cells, origin="lower", aspect="auto", interpolation="nearest", vmin=low, vmax=high)
    ax.set_title(title, fontsize=10)
    ax.set(xticks=[], yticks=[])
    return ax


def _outline(ax: Axes, x: Span, y: Span, colour: str) -> None:
    """Draw a frame around cells of a picture, first and last included, by their numbers."""
    (left, right), (bottom, top) = (x[0] - 0.5, x[1] + 0.5), (y[0] - 0.5, y[1] + 0.5)
    ax.plot(
        [left, right, right, left, left], [bottom, bottom, top, top, bottom], color=colour, linewidth=2, clip_on=False
    )

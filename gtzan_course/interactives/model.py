"""A network's feature maps: which answer most to a window, and what each of them answers to (chapter 05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.interactives.convolution import BLOCKS, draw_cells, seen
from gtzan_course.spectrograms import FLOOR_DB, N_MELS, log_mel

if TYPE_CHECKING:
    import keras
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Values = npt.NDArray[np.floating]

N_SHOWN = 4
"""Maps drawn of each block."""


def block_maps(model: keras.Model, pictures: Values) -> list[npt.NDArray[np.float32]]:
    """Give the feature maps that each block hands on.

    Parameters
    ----------
    model
        A network of `model.build_cnn`.
    pictures : ndarray of shape (n, 128, 129)
        Log-mel windows, in dB.

    Returns
    -------
    list of ndarray of shape (n, 128 >> block, 128 >> block, n_filters)
        One array for each of the blocks 1 to 5, after its pooling.
    """
    from gtzan_course.backend import keras

    blocks = keras.Model(model.input, [model.get_layer(f"block{block}_pool").output for block in BLOCKS])
    return [np.asarray(maps) for maps in blocks(np.asarray(pictures, np.float32)[..., None])]


@dataclass(frozen=True, eq=False)
class _Answers:
    """What a network's blocks answer to some windows."""

    names: tuple[str, ...]
    pictures: Values
    maps: list[npt.NDArray[np.float32]]
    filters: Values


def feature_maps(windows: Mapping[str, Values], model: keras.Model) -> Interactive:
    """Show the maps of each block that answer most to a window, and what each answers to.

    Parameters
    ----------
    windows
        By genre, waveforms of shape (33000,).
    model
        A network of `model.build_cnn`. It is asked once, for all windows together.

    Returns
    -------
    Interactive
        Sliders ``block`` and ``window``; the window is played. A map's answer to a window is the mean of its cells.
    """
    pictures = log_mel(np.stack([np.asarray(y, np.float32) for y in windows.values()]))
    filters = model.get_layer("block1_conv").kernel.numpy()[:, :, 0]
    answers = _Answers(tuple(windows), pictures, block_maps(model, pictures), filters)

    def draw(*, block: int, window: str) -> Frame:
        figure, alt = _maps_picture(answers, block, answers.names.index(window))
        return Frame(figure, alt, windows[window], f"The {window} window: one and a half seconds of a demo track.")

    return Interactive(
        "The maps of each block that answer most to a window",
        draw,
        (Slider("block", "block", BLOCKS), Slider("window", "window", tuple(windows))),
    )


def _maps_picture(answers: _Answers, block: int, number: int) -> tuple[Figure, str]:
    """Draw a window and its strongest maps; give the picture and what it shows."""
    maps, window, picture = answers.maps[block - 1], answers.names[number], answers.pictures[number]
    means = maps.mean(axis=(1, 2))
    figure = plots.figure(5.6, 4.6)
    grid = figure.subplot_mosaic([["window"] * N_SHOWN, [*"abcd"], [*"efgh"]], height_ratios=(1.1, 1, 1))
    draw_cells(grid["window"], picture, f"{window}, {N_MELS} x {picture.shape[1]}", low=FLOOR_DB)
    told = []
    strongest = np.argsort(-means[number], kind="stable")[:N_SHOWN]
    for i, above, below in zip(strongest, "abcd", "efgh", strict=True):
        cells, most = maps[number, :, :, i], answers.names[int(means[:, i].argmax())]
        draw_cells(grid[above], cells, f"map {i}\nmost: {most}", low=0, high=None)
        if block == 1:
            draw_filter(grid[below], answers.filters[:, :, i]).set_title("its filter", fontsize=10)
        else:
            draw_cells(grid[below], _best_seen(picture, block, cells), "best cell saw", low=FLOOR_DB)
        told.append(f"map {i} (mean {means[number, i]:.2f}, most to {most})")
    return figure, (
        f"Block {block}, {window} window: of {means.shape[1]} maps of {cells.shape[0]} x {cells.shape[1]} cells, those "
        f"that answer most are {', '.join(told)}. Below each is "
        + ("its filter of 3 x 3." if block == 1 else "what its strongest cell has seen of the window.")
    )


def _best_seen(picture: Values, block: int, cells: Values) -> Values:
    """Cut out what the strongest cell of a map has seen; padding is not a number."""
    row, column = (int(place) for place in np.unravel_index(cells.argmax(), cells.shape))
    (low, high), (first, last) = seen(block, row), seen(block, column)
    margin = last - first
    padded = np.pad(picture.astype(np.float64), margin, constant_values=np.nan)
    return padded[low + margin : high + margin + 1, first + margin : last + margin + 1]


def draw_filter(ax: Axes, weights: Values) -> Axes:
    """Draw a filter of 3 x 3: orange where it adds, purple where it takes away.

    Parameters
    ----------
    ax
        Where to draw.
    weights : ndarray of shape (3, 3)
        Low bands first, as in the pictures.

    Returns
    -------
    Axes
        The same.
    """
    largest = float(np.abs(weights).max())
    ax.imshow(weights, origin="lower", cmap="PuOr_r", vmin=-largest, vmax=largest)
    ax.set(xticks=[], yticks=[])
    return ax

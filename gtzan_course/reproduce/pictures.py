"""Pictures of what came out of the whole experiment, with words for who cannot see them (chapter 12)."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.dataset import GENRES
from gtzan_course.evaluation import Accuracy
from gtzan_course.players import image

WIDTH = 5.0
"""In inches: narrow, so that words are legible on a phone."""


def intervals(rows: Sequence[tuple[str, Accuracy]]) -> str:
    """Draw accuracies with their intervals, one below the other.

    Parameters
    ----------
    rows
        Names and accuracies; the first is drawn in another colour.

    Returns
    -------
    str
        HTML that holds the picture.
    """
    with _style():
        figure = plots.figure(WIDTH, 0.9 + 0.55 * len(rows))
        ax = figure.subplots()
        for place, (_, measured) in enumerate(rows):
            colour = "C1" if place == 0 else "C0"
            ax.plot((100 * measured.low, 100 * measured.high), (place, place), color=colour)
            ax.plot(100 * measured.value, place, marker="o" if place else "D", color=colour)
        ax.set_yticks(range(len(rows)), [textwrap.fill(name, 24) for name, _ in rows])
        ax.set(xlabel="accuracy of tracks (%), 95 % interval", xlim=(0, 100), ylim=(len(rows) - 0.5, -0.5))
    told = "; ".join(f"{name}: {measured}" for name, measured in rows)
    return image(figure, seen=f"Accuracies with their intervals. {told}.")


def curves(history: Mapping[str, Sequence[float]], *, watched: str) -> str:
    """Draw cross-entropy and accuracy of windows over the epochs.

    Parameters
    ----------
    history
        What `runs.run` gave.
    watched
        What was watched: ``validation part`` or ``test set``.

    Returns
    -------
    str
        HTML that holds two pictures.
    """
    return "".join(
        _curve(history, name, label, watched)
        for name, label in (("cross_entropy", "cross-entropy (nat)"), ("accuracy", "accuracy of windows"))
    )


def _style() -> AbstractContextManager[None]:
    import matplotlib.style

    context: AbstractContextManager[None] = matplotlib.style.context(plots.STYLE)
    return context


def _curve(history: Mapping[str, Sequence[float]], name: str, label: str, watched: str) -> str:
    from matplotlib.ticker import MaxNLocator

    learnt, seen = history[name], history[f"val_{name}"]
    epochs = np.arange(1, len(learnt) + 1)
    with _style():
        figure = plots.figure(WIDTH, 3)
        ax = figure.subplots()
        ax.plot(epochs, learnt, marker=".", color="C0", label="what is learnt from, augmented")
        ax.plot(epochs, seen, marker=".", linestyle="--", color="C1", label=f"the {watched}")
        ax.set(xlabel="epoch", ylabel=label)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend()
    lines = ((f"the {watched}", seen), ("what is learnt from", learnt))
    told = "; ".join(f"on {line} from {values[0]:.3f} to {values[-1]:.3f}" for line, values in lines)
    return image(figure, seen=f"{label.capitalize()} over {len(epochs)} epochs: {told}.")


def confusion(counts: npt.NDArray[np.int64]) -> str:
    """Draw a confusion matrix.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int64
        What `evaluation.confusion` gave.

    Returns
    -------
    str
        HTML that holds the picture.
    """
    with _style():
        figure = plots.figure(WIDTH, WIDTH)
        plots.confusion(figure.subplots(), counts)
    wrong = counts - np.diag(np.diag(counts))
    true, taken = np.unravel_index(wrong.argmax(), wrong.shape)
    often = f"; most often {GENRES[true]} was taken for {GENRES[taken]}, {wrong.max()} times" if wrong.max() else ""
    return image(
        figure,
        seen=f"Confusion matrix of {counts.sum()} tracks, {np.trace(counts)} of them on the diagonal{often}. "
        "The same counts stand in the table below.",
    )

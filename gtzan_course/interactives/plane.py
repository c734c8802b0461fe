"""Chapter 08: how classifiers divide a plane of two features, with scaling or without, with one setting or another."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.classical import CLASSIFIERS, pipeline
from gtzan_course.dataset import GENRES
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.plots import GENRE_COLOURS, figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Values = npt.NDArray[np.floating]

CS = (0.1, 10, 1000)
GAMMAS = (0.1, 1, 10, 100)
MARKS = "os^DvP*X<>"
"""One a genre, so that nobody has to tell colours apart."""

GRID = 120
"""Points a side at which a classifier is asked."""


class Plane:
    """Tracks as points of two features, some to learn from and some held out.

    Parameters
    ----------
    x : ndarray of shape (n_tracks, 2)
        The two features.
    labels : ndarray of shape (n_tracks,)
        Genres, as places in `dataset.GENRES`.
    held_out : ndarray of bool, shape (n_tracks,)
        Which tracks are not learnt from.
    names
        What the two features are called, with their units.
    """

    def __init__(
        self, x: Values, labels: npt.NDArray[np.integer], held_out: npt.NDArray[np.bool_], names: tuple[str, str]
    ) -> None:
        self.x, self.labels, self.held_out, self.names = np.asarray(x, np.float64), labels, held_out, names

    def shares(self, model: Any) -> tuple[float, float]:
        """Fit a classifier; what share it names rightly of what it has learnt from, and of what was held out.

        Parameters
        ----------
        model
            Anything with ``fit`` and ``score``; it is fitted.

        Returns
        -------
        learnt, held_out : float
            From 0 to 1.
        """
        model.fit(self.x[~self.held_out], self.labels[~self.held_out])
        learnt, held_out = (
            float(model.score(self.x[part], self.labels[part])) for part in (~self.held_out, self.held_out)
        )
        return learnt, held_out

    def draw(self, model: Any, title: str) -> Figure:
        """Colour each place of the plane by the genre that a fitted classifier would give a track there.

        Parameters
        ----------
        model
            Anything with ``predict``.
        title
            What stands above.

        Returns
        -------
        Figure
            With all tracks: a filled mark was learnt from, a hollow one was held out.
        """
        picture = figure(4.6, 4.4)
        ax = picture.subplots()
        (left, bottom), (right, top) = self._ends()
        grid = np.stack(np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID)), axis=-1)
        colours = np.array([_rgb(genre) for genre in GENRES])
        answers = colours[model.predict(grid.reshape(-1, 2))].reshape(GRID, GRID, 3)
        ax.imshow(answers, extent=(left, right, bottom, top), origin="lower", aspect="auto", alpha=0.35)
        for mark, label in zip(MARKS, np.unique(self.labels), strict=False):
            colour = GENRE_COLOURS[GENRES[label]]
            for part, face in ((~self.held_out, colour), (self.held_out, "none")):
                chosen = self.x[part & (self.labels == label)]
                said = GENRES[label] if face == colour else None
                ax.scatter(
                    chosen[:, 0],
                    chosen[:, 1],
                    s=24,
                    marker=mark,
                    facecolors=face,
                    edgecolors=colour,
                    linewidths=1.3,
                    label=said,
                )
        ax.set(xlabel=self.names[0], ylabel=self.names[1], xlim=(left, right), ylim=(bottom, top))
        ax.set_title(title, fontsize=10)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, frameon=False, handletextpad=0.1)
        return picture

    def _ends(self) -> tuple[Values, Values]:
        """The corners of the plane, with a margin around the tracks."""
        low, high = self.x.min(axis=0), self.x.max(axis=0)
        margin = 0.05 * (high - low)
        return low - margin, high + margin


def _rgb(genre: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    return to_rgb(GENRE_COLOURS[genre])


def regions(plane: Plane) -> Interactive:
    """Let four classifiers divide the plane, with scaling and without.

    Parameters
    ----------
    plane
        The tracks.

    Returns
    -------
    Interactive
        Sliders for the classifier and for the scaling. The elastic net is left out: with two features it draws
        what logistic regression draws.
    """
    names = tuple(name for name in CLASSIFIERS if name != "elastic net")
    which = Slider("name", "classifier", names, start=len(names) - 1)
    scaling = Slider("scaling", "features", ("as measured", "scaled"))
    return Interactive("Who divides the plane how", functools.partial(_region, plane), (which, scaling))


def _region(plane: Plane, name: str, scaling: str) -> Frame:
    model = pipeline(name, scaled=scaling == "scaled")
    said = _said(plane.shares(model))
    alt = f"A plane of {plane.names[0]} and {plane.names[1]}, {scaling}, coloured by the answers of a {name}: {said}."
    return Frame(plane.draw(model, f"{name}, {scaling}\n{said}"), alt)


def svm_settings(plane: Plane) -> Interactive:
    """Turn the two settings of a support vector machine.

    Parameters
    ----------
    plane
        The tracks.

    Returns
    -------
    Interactive
        Sliders for gamma and C; the features are scaled.
    """
    gamma = Slider("gamma", "gamma: how near is near", GAMMAS, start=1)
    c = Slider("c", "C: what a mistake costs", CS, start=0)
    return Interactive("A support vector machine's two settings", functools.partial(_settings, plane), (gamma, c))


def _settings(plane: Plane, gamma: float, c: float) -> Frame:
    model = pipeline("support vector machine").set_params(classify__gamma=gamma, classify__C=c)
    said = _said(plane.shares(model))
    alt = f"The plane as a support vector machine with gamma {gamma:g} and C {c:g} divides it: {said}."
    return Frame(plane.draw(model, f"gamma = {gamma:g}, C = {c:g}\n{said}"), alt)


def _said(shares: tuple[float, float]) -> str:
    return "filled marks: {:.0%} right, hollow marks: {:.0%}".format(*shares)

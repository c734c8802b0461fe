"""Chapter 06: how long a step is too long, how rough a batch's slope is, and learning curves by learning rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.dataset import GENRES
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.plots import INK, figure, learning_curves
from gtzan_course.plots import shares as draw_shares

if TYPE_CHECKING:
    from gtzan_course.ledger import Figure

Array = npt.NDArray[np.float64]

BOTTOM = 2.0
START = -1.0
"""The valley of one weight w: its loss is (w - BOTTOM)² / 2, so that its curvature is 1; the walk begins at START."""

STEP_RATES = (0.1, 0.5, 1.0, 1.5, 2.0, 2.1)
STEPS = (0, 1, 2, 4, 8)

BATCH_SIZES = (1, 4, 16, 64, 256)
N_BATCHES = 200
SPREAD = 9.0
"""How far apart the windows' own valleys lie: the standard deviation of the slopes that single windows give."""

KNOWING_NOTHING = float(np.log(10))
AXIS = (0.8, 2.8)
"""Where the axis of cross-entropies begins and ends."""


def descent() -> Interactive:
    """Walk down one valley in steps of a length that the reader chooses.

    Returns
    -------
    Interactive
        Sliders for the learning rate and for the number of steps taken.
    """
    sliders = (Slider("rate", "learning rate", STEP_RATES), Slider("steps", "steps taken", STEPS, start=3))
    return Interactive("One weight, one valley: how long may a step be?", _descent, sliders)


def walk(rate: float, steps: int) -> Array:
    """Take steps of gradient descent in the valley: each goes back along the slope, times the learning rate.

    Parameters
    ----------
    rate
        The learning rate.
    steps
        How many steps.

    Returns
    -------
    ndarray of shape (steps + 1,)
        The weight before the first step and after each.
    """
    weights = [START]
    for _ in range(steps):
        slope = weights[-1] - BOTTOM
        weights.append(weights[-1] - rate * slope)
    return np.array(weights)


def _descent(rate: float, steps: int) -> Frame:
    weights = walk(rate, steps)
    w, loss = float(weights[-1]), _loss(weights)
    picture = figure(5.2, 3)
    ax = picture.subplots()
    valley = np.linspace(-5.5, 9.5, 200)
    ax.plot(valley, _loss(valley), color=INK)
    ax.plot(weights, loss, "o-", color="C0", markersize=4, linewidth=1, alpha=0.6)
    ax.plot(w, loss[-1], "o", color="C1", markersize=11)
    where = f"w = {w:.2f}, loss = {loss[-1]:.2f}"
    ax.set(title=f"rate {rate}, {steps} steps: {where}", xlabel="weight w", ylabel="loss")
    ax.set(xlim=(-5.5, 9.5), ylim=(-1, 24))
    alt = (
        f"A valley, the loss over one weight, lowest at w = 2. With learning rate {rate}, {steps} steps from w = -1 "
        f"lead to {where}; the walk began at a loss of 4.50."
    )
    return Frame(picture, alt)


def _loss(w: Array) -> Array:
    return np.asarray((w - BOTTOM) ** 2 / 2)


def batch_slopes(*, seed: int = 0) -> Interactive:
    """Show how the slopes of two hundred batches scatter around the slope of all windows.

    Every window has a valley of its own, and these lie around the valley of `descent`: seen from its start, a
    window's slope is drawn from a normal distribution around -3 with a standard deviation of 9. A batch's slope is
    the mean of its windows'.

    Parameters
    ----------
    seed
        Where the drawing starts.

    Returns
    -------
    Interactive
        A slider for the batch size.
    """
    rng = np.random.default_rng(seed)
    height = rng.uniform(size=N_BATCHES)
    drawn = {n: rng.normal(START - BOTTOM, SPREAD, size=(N_BATCHES, n)).mean(axis=1) for n in BATCH_SIZES}
    slider = Slider("size", "windows in a batch", BATCH_SIZES)
    return Interactive("Two hundred batches: which way is down?", lambda size: _slopes(drawn[size], height), (slider,))


def _slopes(slopes: Array, height: Array) -> Frame:
    picture = figure(5.2, 2.6)
    ax = picture.subplots()
    right = slopes < 0
    for chosen, style, says in ((right, "C2o", "downhill"), (~right, "C1^", "uphill")):
        ax.plot(slopes[chosen], height[chosen], style, markersize=4, label=f"{chosen.sum()} lead {says}")
    ax.axvline(START - BOTTOM, color=INK, linestyle=":", label="all windows: -3")
    ax.set(xlabel="slope that a batch gives", xlim=(-38, 32), yticks=[])
    ax.spines.left.set_visible(False)
    picture.legend(loc="outside upper center", ncols=3)
    alt = (
        f"Each of {N_BATCHES} dots is the slope that one batch gives. They scatter around -3 with a standard deviation "
        f"of {slopes.std():.1f}; {(~right).sum()} of them are above 0 and lead uphill."
    )
    return Frame(picture, alt)


def learning_rates(figures: Mapping[str, Figure]) -> Interactive:
    """Show the measured learning curves of one learning rate at a time, the others' faint behind it.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``learning_rates``.

    Returns
    -------
    Interactive
        A slider for the learning rate; its last place is the rate that falls.
    """
    runs = {_label(name): _run(figures, name) for name in _names(figures)}
    slider = Slider("rate", "learning rate", tuple(runs), start=list(runs).index("0.001"))
    title = f"One training, {len(runs)} learning rates: demo learning curves, one run each"
    return Interactive(title, lambda rate: _curves(runs, rate), (slider,))


def _names(figures: Mapping[str, Figure]) -> list[str]:
    """The runs in the ledger, in its order."""
    ending = ".training_time"
    return [name.removesuffix(ending) for name in figures if name.endswith(ending)]


def _label(name: str) -> str:
    """How a run is written beside its slider."""
    kind, rate = name.rstrip("0").rsplit("_", 1)
    return rate if kind == "rate" else f"{rate}, falling"


def _run(figures: Mapping[str, Figure], name: str) -> dict[str, Any]:
    """A run's curves; an epoch that has no finite figure is not a number."""
    last = max(int(key.rsplit("_", 1)[1]) for key in figures if ".val_cross_entropy.epoch_" in key)
    missing = {"value": np.nan}
    return {
        curve: [figures.get(f"{name}.{curve}.epoch_{epoch}", missing)["value"] for epoch in range(1, last + 1)]
        for curve in ("cross_entropy", "val_cross_entropy")
    }


def _curves(runs: Mapping[str, dict[str, Any]], rate: str) -> Frame:
    picture = figure(5.2, 3.4)
    ax = picture.subplots()
    for other in (run for run in runs if run != rate):
        values = runs[other]["val_cross_entropy"]
        [faint] = ax.plot(range(1, len(values) + 1), values, color=INK, linewidth=1, alpha=0.55)
    faint.set_label("validation, other rates")
    ax.axhline(KNOWING_NOTHING, color=INK, linestyle=":", label="knowing nothing")
    learning_curves(ax, runs[rate], figure="cross_entropy").legend(loc="lower left", ncols=2)
    ax.set(ylabel="cross-entropy", ylim=AXIS, title=f"learning rate {rate}")
    return Frame(picture, _told(runs[rate], rate))


def _told(run: Mapping[str, Any], rate: str) -> str:
    """What a run's curves show, as far as they are numbers."""
    training, validation = (np.array(values) for values in run.values())
    n_epochs = int(np.isfinite(validation).sum())
    lowest = int(np.nanargmin(validation))
    ends = "." if n_epochs == len(validation) else f"; after epoch {n_epochs} it is no number any more."
    return (
        f"Learning rate {rate}: over {n_epochs} epochs the training cross-entropy goes from {training[0]:.2f} to "
        f"{training[n_epochs - 1]:.2f}, the validation's from {validation[0]:.2f} to {validation[n_epochs - 1]:.2f}; "
        f"its lowest is {validation[lowest]:.2f}, in epoch {lowest + 1}{ends} Knowing nothing is 2.30."
    )


def answer(title: str, y: npt.NDArray[np.floating], shares: Sequence[float], *, genre: str) -> Card:
    """Lay what the network says of a window beside its sound.

    Parameters
    ----------
    title
        When, or of what kind, the answer is.
    y : ndarray of shape (33000,)
        The window, at 22,050 Hz.
    shares
        The network's probability of each of the ten genres.
    genre
        What the window is.

    Returns
    -------
    Card
        For `players.gallery`; the right genre is marked.
    """
    given = dict(zip(GENRES, map(float, shares), strict=True))
    named = max(given, key=given.__getitem__)
    picture = figure(3.4, 2.8)
    ax = draw_shares(picture.subplots(), given, label="probability")
    ax.axhspan(GENRES.index(genre) - 0.5, GENRES.index(genre) + 0.5, color=INK, alpha=0.35, linewidth=0, zorder=0)
    seen = (
        f"Ten bars, one a genre. {named.capitalize()} has the longest, {given[named]:.0%}; "
        f"{genre}, which it is, has {given[genre]:.0%}."
    )
    return Card(title, y, f"One window of a demo track, 1.5 seconds: {genre}.", picture, seen)

"""Chapter 12: what each slip of the published recipe costs, from the figures in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.recipes import STEPS

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.axes import Axes

    from gtzan_course.ledger import Figure

FAIR = "own validation and best epoch"
ALL = "all eight"
CHANGES = (*(step.name.replace("_", " ") for step in STEPS), FAIR, ALL)
"""What is mended, by name: each step, the two by which a validation part chooses the epoch, and all of them."""

RESTS = ("the rest as published", "the rest revised", "revised, last epoch kept")
"""In what company it is mended."""

LOOKS = (("C0", "o"), ("C1", "s"), ("C2", "^"))
"""The colour and the marker of each."""


@dataclass(frozen=True)
class Gain:
    """How much more of the test tracks are named rightly when something is mended, the rest left as it is.

    Attributes
    ----------
    before, after
        The ledger's names of the two recipes.
    points, low, high
        The mean difference over the seeds and its 95 % interval, in points.
    """

    before: str
    after: str
    points: float
    low: float
    high: float

    @property
    def told_from_chance(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        return f"{_signed(self.points)} ({_signed(self.low)} to {_signed(self.high)})"


def _signed(points: float) -> str:
    return f"{round(points, 1) + 0.0:+.1f}".replace("-", "\N{MINUS SIGN}")


def gains(figures: Mapping[str, Figure], change: str) -> tuple[Gain | None, ...]:
    """Read what mending something gains, with each of the ``RESTS``.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``recipes``.
    change
        One of ``CHANGES``.

    Returns
    -------
    tuple of Gain or None
        One for each of the ``RESTS``, None where that was not run. All eight have no rest: the first is what they gain.
    """
    if change == ALL:
        return _gain(figures["revised.minus_published"], "published", "revised"), None, None
    name = change.replace(" ", "_")
    forth = _gain(figures[f"published_and_{name}.minus_published"], "published", f"published_and_{name}")
    return forth, _taken_back(figures, name, "revised_less"), _taken_back(figures, name, "revised_less_best_epoch_and")


def _taken_back(figures: Mapping[str, Figure], name: str, stem: str) -> Gain | None:
    after = "revised" if stem == "revised_less" else stem.removesuffix("_and")
    measured = figures.get(f"{stem}_{name}.minus_{after}")
    return _gain(measured, f"{stem}_{name}", after, sign=-1) if measured else None


def _gain(measured: Figure, before: str, after: str, *, sign: int = 1) -> Gain:
    low, high = sorted(100 * sign * measured[end] for end in ("low", "high"))
    return Gain(before, after, 100 * sign * measured["value"], low, high)


def table(figures: Mapping[str, Figure]) -> HTML:
    """Write what each slip costs, in points, with its interval.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``recipes``.

    Returns
    -------
    IPython.display.HTML
        A table with a row for each of ``CHANGES``; an interval that leaves out 0 is bold.
    """
    from IPython.display import HTML

    heads = "".join(f'<th scope="col">{head}</th>' for head in ("mended", *RESTS))
    rows = "".join(
        f'<tr><th scope="row">{change}</th>{"".join(map(_cell, gains(figures, change)))}</tr>' for change in CHANGES
    )
    return HTML(f'<table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>')  # type: ignore[no-untyped-call]


def _cell(gain: Gain | None) -> str:
    if gain is None:
        return "<td>not run</td>"
    return f"<td><strong>{gain}</strong></td>" if gain.told_from_chance else f"<td>{gain}</td>"


def overview(ax: Axes, figures: Mapping[str, Figure]) -> Axes:
    """Draw what mending each slip gains, with its interval.

    Parameters
    ----------
    ax
        Where to draw.
    figures
        What `ledger.read_figures` gives for ``recipes``.

    Returns
    -------
    Axes
        The same.
    """
    for row, change in enumerate(CHANGES):
        for place, (gain, (colour, marker)) in enumerate(zip(gains(figures, change), LOOKS, strict=True)):
            if gain:
                y = row + 0.24 * (place - 1)
                ax.plot([gain.low, gain.high], [y, y], color=colour, linewidth=2)
                filled = colour if gain.told_from_chance else "none"
                ax.plot(gain.points, y, marker, color=colour, markerfacecolor=filled, markersize=6)
    for rest, (colour, marker) in zip(RESTS, LOOKS, strict=True):
        ax.plot([], [], marker, color=colour, label=rest)
    ax.axvline(0, color=plots.INK, linewidth=1)
    ax.set(xlabel="gained by mending it (points of accuracy)", ylim=(len(CHANGES) - 0.5, -0.5))
    ax.set_yticks(range(len(CHANGES)), [change.replace(" and ", "\nand ") for change in CHANGES])
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=2)
    return ax


def curve(figures: Mapping[str, Figure], recipe: str, name: str) -> list[float]:
    """Read how a figure changed over the epochs, on average over the seeds.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``recipes``.
    recipe
        The ledger's name of a recipe whose curves it has.
    name
        ``cross_entropy`` or ``val_cross_entropy``.

    Returns
    -------
    list of float
        An entry an epoch.
    """
    stem = f"{recipe}.{name}.epoch_"
    epochs = sorted(int(key.removeprefix(stem)) for key in figures if key.startswith(stem))
    return [figures[f"{stem}{epoch}"]["value"] for epoch in epochs]


def pairs(figures: Mapping[str, Figure]) -> Interactive:
    """Show what mending does, seed by seed: from the published recipe on, and up to the revised one.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``recipes``.

    Returns
    -------
    Interactive
        A slider over ``CHANGES``.
    """
    slider = Slider("change", "mended", CHANGES)
    return Interactive("Each step, seed by seed", lambda change: _paired(figures, change), (slider,))


def _paired(figures: Mapping[str, Figure], change: str) -> Frame:
    rests = ("from published to revised", "", "") if change == ALL else RESTS
    shown = [(gain, rest) for gain, rest in zip(gains(figures, change), rests, strict=True) if gain]
    figure = plots.figure(5.6, 3.2)
    words = [f"{change}, mended."]
    for ax, (gain, rest) in zip(figure.subplots(1, len(RESTS), sharey=True), shown, strict=False):
        before, after = (100 * accuracies(figures, name) for name in (gain.before, gain.after))
        ax.plot([0, 1], [before, after], color=plots.INK, marker="o", markerfacecolor="C0", linewidth=1)
        ax.set(xlim=(-0.4, 1.4), ylim=(0, 100))
        ax.set_title(rest.replace(", ", ",\n"), fontsize="medium")
        ax.set_xticks([0, 1], ["with slip", "mended"])
        words.append(f"{rest.capitalize()}, by seed: {_row(before)} before, {_row(after)} after; {gain} points.")
    figure.axes[0].set(ylabel="tracks named rightly (%)")
    for ax in figure.axes[len(shown) :]:
        ax.remove()
    return Frame(figure, " ".join(words))


def accuracies(figures: Mapping[str, Figure], recipe: str) -> npt.NDArray[np.float64]:
    """Read a recipe's accuracy with each seed.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gives for ``recipes``.
    recipe
        The ledger's name of a recipe.

    Returns
    -------
    ndarray of shape (n_seeds,), float64
        Shares of the test tracks, from 0 to 1.
    """
    stem = f"{recipe}.accuracy.seed_"
    seeds = sorted(int(key.removeprefix(stem)) for key in figures if key.startswith(stem))
    return np.array([figures[f"{stem}{seed}"]["value"] for seed in seeds])


def _row(percentages: npt.NDArray[np.float64]) -> str:
    return ", ".join(f"{value:.1f} %" for value in percentages)

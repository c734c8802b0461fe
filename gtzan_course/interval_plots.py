"""Draw how sure one can be of a figure: each function takes an ``ax``, draws, and returns it (chapter 09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.evaluation import tracks_needed
from gtzan_course.plots import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def intervals(
    ax: Axes, rows: Mapping[str, tuple[float, float, float]], *, label: str = "tracks named rightly (%)"
) -> Axes:
    """Draw figures as dots and their intervals as lines, one row each; with a line at 0 where some are negative.

    Parameters
    ----------
    ax
        Where to draw.
    rows
        By name: what was measured, and the low and the high end of its interval, as shares.
    label
        What is drawn, in per cent or points.

    Returns
    -------
    Axes
        The same.
    """
    for row, (value, low, high) in enumerate(rows.values()):
        ax.plot(
            [100 * low, 100 * high], [row, row], color=f"C{row % 8}", linewidth=6, alpha=0.55, solid_capstyle="round"
        )
        ax.plot([100 * value], [row], "o", color=f"C{row % 8}", markersize=9)
    if min(low for _, low, _ in rows.values()) < 0:
        ax.axvline(0, color=INK, linestyle="--", linewidth=1)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(xlabel=label, ylim=(len(rows) - 0.4, -0.6))
    return ax


def two_by_two(
    ax: Axes, right_a: npt.ArrayLike, right_b: npt.ArrayLike, *, names: tuple[str, str] = ("A", "B")
) -> Axes:
    """Draw on how many of the same tracks both classifiers are right, one alone, the other alone, and neither.

    Parameters
    ----------
    ax
        Where to draw.
    right_a, right_b : array-like of bool, shape (n,)
        Whether each named each of the same tracks rightly.
    names
        What they are called.

    Returns
    -------
    Axes
        The same. The two cells in which they differ are in colour.
    """
    from matplotlib.patches import Rectangle

    a, b = np.asarray(right_a, dtype=bool), np.asarray(right_b, dtype=bool)
    cells = {
        (0, 0): ("both right", a & b),
        (0, 1): (f"only the {names[0]}", a & ~b),
        (1, 0): (f"only the {names[1]}", ~a & b),
        (1, 1): ("both wrong", ~a & ~b),
    }
    for (row, column), (said, where) in cells.items():
        differ = row != column
        colour, ink = (f"C{row}", "white") if differ else ("none", INK)
        ax.add_patch(Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=colour, edgecolor=INK))
        ax.text(column, row - 0.1, str(int(where.sum())), fontsize=20, color=ink, ha="center", va="center")
        ax.text(column, row + 0.28, said, fontsize=9, color=ink, ha="center", va="center")
    ax.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5), aspect="equal", xlabel=names[1], ylabel=names[0])
    ax.set_xticks([0, 1], ["right", "wrong"])
    ax.set_yticks([0, 1], ["right", "wrong"])
    return ax


def numbers_of_tracks(ax: Axes, *, share: float, differing: Sequence[float]) -> Axes:
    """Draw how many test tracks it takes to tell two classifiers apart, over how far they are apart.

    Parameters
    ----------
    ax
        Where to draw.
    share
        What the better one names rightly.
    differing
        For the same tracks: on what share of them just one of the two is right, a line for each.

    Returns
    -------
    Axes
        The same, with a logarithmic scale of tracks.
    """
    points = np.arange(10, 101) / 1000
    apart = [tracks_needed(share, share - point) for point in points]
    ax.plot(100 * points, apart, color="C0", label="tracks of their own")
    for number, rate in enumerate(differing, start=1):
        there = points[points <= rate]
        needed = [tracks_needed(share, share - point, share_differing=rate) for point in there]
        label = f"the same, differing on {rate:.0%}"
        ax.plot(100 * there, needed, color=f"C{number}", linestyle=("--", "-.", ":")[number % 3], label=label)
    ax.set(xlabel="difference (points)", ylabel="tracks it takes", yscale="log", xlim=(1, 10))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.legend()
    return ax

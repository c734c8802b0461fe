"""Chapter 10: four splits as pictures, and what each of them gives as the artist dial is turned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.dataset import Track
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.leakage import SPLITS, Split
from gtzan_course.ledger import Figure as LedgerFigure

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIALS = (0.0, 0.5, 1.0)
NAMES: dict[Split, str] = {
    "windows": "windows shuffled",
    "tracks": "tracks",
    "repetitions": "repetitions together",
    "artists": "artists apart",
}
"""What the four splits are called in pictures and tables."""

COUNTED = {"tracks, by vote": "vote", "windows": "window"}
TEST_COLOUR = "#e25914"


def split_grid(ax: Axes, tracks: Sequence[Track], testing: npt.NDArray[np.bool_], repeats: Mapping[str, str]) -> Axes:
    """Draw a split: a row for each track, a cell for each of its windows.

    Parameters
    ----------
    ax
        Where to draw.
    tracks
        By artist.
    testing : ndarray of shape (n_tracks, n_windows), bool
        From `leakage.windows_to_test`.
    repeats
        Which track repeats which, by name; an arc joins them.

    Returns
    -------
    Axes
        The same.
    """
    artists = list(dict.fromkeys(track.artist for track in tracks))
    heights = [i + 0.8 * artists.index(track.artist) for i, track in enumerate(tracks)]
    for y, row in zip(heights, testing, strict=True):
        for x, tested in enumerate(row):
            style = {"color": TEST_COLOUR} if tested else {"color": plots.WAVE_COLOUR, "alpha": 0.35}
            ax.barh(y, 0.86, left=x, height=0.82, **style)
    place = {track.track_id: y for track, y in zip(tracks, heights, strict=True)}
    for copy, first in repeats.items():
        low, high = sorted((place[copy], place[first]))
        turn = np.linspace(-np.pi / 2, np.pi / 2, 30)
        ax.plot(
            testing.shape[1] + 1.3 * np.cos(turn), (low + high) / 2 + (high - low) / 2 * np.sin(turn), color=plots.INK
        )
    middles = [np.mean([y for y, track in zip(heights, tracks, strict=True) if track.artist == one]) for one in artists]
    ax.set_yticks(middles, [f"artist {chr(ord('A') + i)}" for i in range(len(artists))])
    ax.set(xticks=[], xlim=(-0.3, testing.shape[1] + 1.6), ylim=(max(heights) + 0.8, -0.8))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def table(figures: Mapping[str, LedgerFigure], *, counted: str = "tracks, by vote") -> HTML:
    """Put what the four splits give, at the dials that were measured, into a table.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``leakage``, or of ``leakage_network``.
    counted
        ``tracks, by vote`` or ``windows``.

    Returns
    -------
    IPython.display.HTML
        A row a split, a column a dial, each mean with its 95 % interval.
    """
    dials = _dials(figures)
    rows = {
        NAMES[split]: [figures[f"dial_{dial}.{split}.{COUNTED[counted]}.mean"] for dial in dials] for split in SPLITS
    }
    return figure_table(["split", *(f"dial at {dial:g}" for dial in dials)], rows)


def gaps(figures: Mapping[str, LedgerFigure], *, counted: str = "tracks, by vote") -> HTML:
    """Put what each leak adds into a table: each split less the next tighter one.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``leakage``, or of ``leakage_network``.
    counted
        ``tracks, by vote`` or ``windows``.

    Returns
    -------
    IPython.display.HTML
        A row a pair of splits, a column a dial, in points with the 95 % interval of the pairs' differences.
    """
    dials = _dials(figures)
    rows = {
        f"{NAMES[leaky]} less {NAMES[tight]}": [
            figures[f"dial_{dial}.{leaky}_minus_{tight}.{COUNTED[counted]}"] for dial in dials
        ]
        for leaky, tight in pairwise(SPLITS)
    }
    return figure_table(["points gained by the leak", *(f"dial at {dial:g}" for dial in dials)], rows, points=True)


def figure_table(head: Sequence[str], rows: Mapping[str, Sequence[LedgerFigure]], *, points: bool = False) -> HTML:
    """Put figures that have intervals into a table.

    Parameters
    ----------
    head
        What stands above the columns, that of the rows' names included.
    rows
        The figures of each row, by its name.
    points
        Whether the shares are differences, to be given in points with their sign.

    Returns
    -------
    IPython.display.HTML
        Each value with its interval beneath.
    """
    from IPython.display import HTML

    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    said = _points if points else _percent
    body = "".join(
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{_broken(said(one))}</td>" for one in row)}</tr>'
        for name, row in rows.items()
    )
    return HTML(f'<table class="table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')  # type: ignore[no-untyped-call]


def _broken(text: str) -> str:
    """A value, and its interval in a line of its own."""
    value, interval = text.split(" (")
    return f"{value}<br><small>{interval.removesuffix(')')}</small>"


def _dials(figures: Mapping[str, LedgerFigure]) -> list[float]:
    """The dials that were measured; the network met one only."""
    return [dial for dial in DIALS if f"dial_{dial}.artists.vote.mean" in figures]


def _points(one: LedgerFigure) -> str:
    """A difference of shares in points, with its interval."""
    value, low, high = (f"{100 * one[end]:+.1f}".replace("-", "\N{MINUS SIGN}") for end in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def dial(figures: Mapping[str, LedgerFigure]) -> Interactive:
    """Turn the artist dial, and compare what the four splits give.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``leakage``.

    Returns
    -------
    Interactive
        A slider over the dial, and one for what is counted: tracks or windows.
    """
    sliders = (Slider("dial", "artist dial (cohesion)", DIALS, 2), Slider("counted", "counted", tuple(COUNTED)))
    return Interactive(
        "Four splits, one model, as artists become recognisable",
        lambda dial, counted: _bars(figures, dial, counted),
        sliders,
    )


def _bars(figures: Mapping[str, LedgerFigure], dial: float, counted: str) -> Frame:
    found = {split: figures[f"dial_{dial}.{split}.{COUNTED[counted]}.mean"] for split in SPLITS}
    gap = figures[f"dial_{dial}.tracks_minus_artists.{COUNTED[counted]}"]
    said = "; ".join(f"{NAMES[split]} {_percent(one)}" for split, one in found.items())
    return Frame(
        _drawn(found, counted),
        alt=(
            f"Demo data, dial at {dial:g}, share named rightly ({counted}): {said}. From tracks to artists apart: "
            f"{100 * gap['value']:.1f} points ({100 * gap['low']:.1f} to {100 * gap['high']:.1f})."
        ),
    )


def _percent(one: LedgerFigure) -> str:
    """A share with its interval, as the course writes them."""
    value, low, high = (f"{100 * one[end]:.1f} %" for end in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _drawn(found: Mapping[Split, LedgerFigure], counted: str) -> Figure:
    """Draw a bar a split, with its interval and its value."""
    figure = plots.figure(8, 2.6)
    ax = figure.subplots()
    for y, (split, one) in enumerate(found.items()):
        ax.barh(
            y, one["value"], height=0.62, color=plots.WAVE_COLOUR if split != "artists" else TEST_COLOUR, alpha=0.75
        )
        ax.plot([one["low"], one["high"]], [y, y], color=plots.INK, linewidth=3)
        ax.text(min(one["high"], 1.0) + 0.012, y, f"{100 * one['value']:.1f} %", va="center", color=plots.INK)
    ax.axvline(0.1, color=plots.INK, linestyle=":", linewidth=1)
    ax.set_yticks(range(len(found)), [NAMES[split] for split in found])
    ax.set(xlim=(0, 1.1), ylim=(len(found) - 0.5, -0.5), xlabel=f"share named rightly: {counted} (dotted: chance)")
    ax.set_xticks(np.arange(0, 1.01, 0.2))
    return figure

"""Chapter 11: thresholds against what they find and miss, and how much damage one hears before one sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.evaluation import wilson_interval
from gtzan_course.faults import Finding, ceiling_share, precision_recall
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RATIOS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DOUBTS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2)
SPOILT = (0.0, 0.005, 0.02, 0.06, 0.2)

HEARD_SECONDS = 3
CARD_SECONDS = 5
SEEN_SECONDS = 0.012


def repetitions(
    pairs: Sequence[Hashable], ratios: npt.NDArray[np.floating], planted: Collection[Hashable]
) -> Interactive:
    """Move the ratio below which two neighbours count as one recording.

    Parameters
    ----------
    pairs
        Names of the tracks of each pair, from `faults.neighbour_pairs`.
    ratios : ndarray of shape (n_pairs,)
        How much nearer the two are than others, from 0 to 1.
    planted
        The pairs that are repetitions in truth.

    Returns
    -------
    Interactive
        A slider over nine thresholds.
    """
    return Interactive(
        "Pairs called repetitions, below a threshold",
        lambda ratio: _search(pairs, ratios, planted, ratio, what="pair", measure="distance ratio", log=False),
        (Slider("ratio", "ratio below", RATIOS, start=4),),
    )


def doubts(
    track_ids: Sequence[Hashable], beliefs: npt.NDArray[np.floating], mislabelled: Collection[Hashable]
) -> Interactive:
    """Move the probability below which a label is called wrong.

    Parameters
    ----------
    track_ids
        The tracks' names.
    beliefs : ndarray of shape (n_tracks,)
        The probability that a classifier gives each track's own label.
    mislabelled
        The tracks whose label is wrong in truth.

    Returns
    -------
    Interactive
        A slider over eight thresholds.
    """
    return Interactive(
        "Tracks called mislabelled, below a threshold",
        lambda belief: _search(
            track_ids, beliefs, mislabelled, belief, what="track", measure="probability of the label", log=True
        ),
        (Slider("belief", "probability below", DOUBTS, start=2),),
    )


def distortion(y: npt.NDArray[np.float32]) -> Interactive:
    """Spoil a share of a waveform's samples, by clipping or by static.

    Parameters
    ----------
    y : ndarray of shape (n_samples,), float32
        A sound waveform of three seconds or more, at 22,050 Hz.

    Returns
    -------
    Interactive
        A slider over the kind and one over the share.
    """
    y = y[: HEARD_SECONDS * SAMPLE_RATE]
    return Interactive(
        "Distortion, heard and seen",
        lambda kind, share: _spoil(y, kind, share),
        (Slider("kind", "kind", ("clipping", "static")), Slider("share", "share spoilt", SPOILT, start=2)),
    )


def card(title: str, y: npt.NDArray[np.floating], heard: str) -> Card:
    """Put the beginning of a waveform above its player.

    Parameters
    ----------
    title
        What it is called.
    y : ndarray of shape (n_samples,)
        A waveform at 22,050 Hz; its first five seconds are shown and played.
    heard
        What one hears.

    Returns
    -------
    Card
        For `players.gallery`.
    """
    y = y[: CARD_SECONDS * SAMPLE_RATE]
    figure = plots.figure(3.4, 1.5)
    plots.waveform(figure.subplots(), y).set(ylim=(-1, 1), ylabel="")
    peak = float(np.abs(y).max())
    return Card(title, y, heard, figure, f"The waveform of {title} over {CARD_SECONDS} s, up to {peak:.2f} in height.")


def _search(
    names: Sequence[Hashable],
    values: npt.NDArray[np.floating],
    planted: Collection[Hashable],
    threshold: float,
    *,
    what: str,
    measure: str,
    log: bool,
) -> Frame:
    """Show what lies below a threshold, and how much of it is right."""
    right = np.array([name in set(planted) for name in names], dtype=bool)
    finding = precision_recall([name for name, value in zip(names, values, strict=True) if value < threshold], planted)
    figure = plots.figure(8, 3.2)
    left, beside = figure.subplots(1, 2, width_ratios=(3, 2))
    _below(left, values, right, threshold)
    left.set(xlabel=measure, xscale="log" if log else "linear", xlim=(0.001, 1) if log else (-0.03, 1.03))
    _bars(beside, finding)
    plural = "" if finding.n_found == 1 else "s"
    return Frame(
        figure,
        alt=f"Below {threshold:g} lie {finding.n_found} {what}{plural}; {finding.n_right} of them are planted faults, "
        f"of which there are {finding.n_planted}.",
    )


def _below(ax: Axes, values: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], threshold: float) -> None:
    """Each candidate as a dot on its value, planted ones above; a line at the threshold."""
    for row, of_row in enumerate((~right, right)):
        spread = np.random.default_rng(0).permutation(np.linspace(-0.3, 0.3, int(of_row.sum())))
        face, edge = (("none", plots.INK), ("C0", "C0"))[row]
        ax.scatter(values[of_row], row + spread, s=22, marker="os"[row], facecolor=face, edgecolor=edge, linewidth=0.8)
    ax.axvline(threshold, color="C1", linewidth=1.6)
    ax.set_yticks((0, 1), ("not\nplanted", "planted"))
    ax.set(ylim=(-0.6, 1.6))


def _bars(ax: Axes, finding: Finding) -> None:
    """Precision and recall with their intervals."""
    for row, (value, n) in enumerate(((finding.recall, finding.n_planted), (finding.precision, finding.n_found))):
        ax.barh(row, value, height=0.5, color=("C0", "C2")[row], alpha=0.45)
        if n:
            ax.plot(wilson_interval(finding.n_right, n), (row, row), color=("C0", "C2")[row], linewidth=3)
        ax.text(0.02, row + 0.34, f"{finding.n_right} of {n}", color=plots.INK, fontsize=9)
    ax.set_yticks((0, 1), ("recall", "precision"))
    ax.set(xlim=(0, 1), ylim=(-0.5, 1.7))


def _spoil(y: npt.NDArray[np.float32], kind: str, share: float) -> Frame:
    from gtzan_course.demo.damage import clip, static

    damage: dict[str, Callable[[], npt.NDArray[np.float32]]] = {
        "clipping": lambda: clip(y, share),
        "static": lambda: static(y, share, np.random.default_rng(0)),
    }
    spoilt = damage[kind]() if share else y
    at_ceiling = ceiling_share(spoilt)
    spoilt_share = share if kind == "clipping" else float(np.mean(spoilt != y))
    how = f"{spoilt_share:.1%} of the samples spoilt by {kind}" if share else f"the waveform as it was, without {kind}"
    return Frame(
        _peaks(y, spoilt, kind),
        alt=f"Left, 12 ms of a waveform (dotted: before), {how}; right, how often each height occurs. "
        f"{at_ceiling:.2%} of the samples lie within 0.5 % of the highest.",
        sound=spoilt,
        heard=f"Three seconds of demo music, {how}",
    )


def _peaks(y: npt.NDArray[np.float32], spoilt: npt.NDArray[np.float32], kind: str) -> Figure:
    """The waveform around the first spoilt or highest place, and a histogram of heights."""
    changed = np.abs(y) if kind == "clipping" else spoilt != y
    middle = int(changed.argmax())
    half, height = int(SEEN_SECONDS * SAMPLE_RATE / 2), 1.1 * float(np.abs(y).max())
    start = max(0, middle - half)
    figure = plots.figure(8, 3)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    t = 1000 * np.arange(2 * half) / SAMPLE_RATE
    left.plot(t, y[start : start + 2 * half], color=plots.INK, linewidth=0.8, linestyle=":")
    left.plot(t, spoilt[start : start + 2 * half], color=plots.WAVE_COLOUR)
    left.set(xlabel="time (ms)", ylabel="amplitude", ylim=(-height, height), xlim=(0, t[-1]))
    right.hist(np.abs(spoilt), bins=np.linspace(0, height, 81), color=plots.WAVE_COLOUR)
    right.set(xlabel="height of a sample", ylabel="samples", yscale="log", xlim=(0, height), ylim=(0.7, len(y)))
    return figure

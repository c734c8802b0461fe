"""Chapter 14: tags in time, two promises and what was kept of them, how sure a head may be, and the last table."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import musicnn, plots
from gtzan_course.evaluation import wilson_interval
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.heads import STRENGTHS
from gtzan_course.ledger import Figure as LedgerFigure

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.axes import Axes

Figures = Mapping[str, LedgerFigure]

FOLDS = {"at random": ("random",), "artists apart": ("artists",), "both": ("random", "artists")}
SAID = {"random": "folds at random", "artists": "folds by artist"}
COLOURS = {"random": plots.WAVE_COLOUR, "artists": "#e25914"}
TESTED = ("hidden", "shown")
PARTS = {"443 held out, artists apart": "held_out", "290 tested on": "test"}
N_TAGS = 10
N_BINS = 5


def read_demo_taggrams() -> dict[str, npt.NDArray[np.float32]]:
    """Read what musicnn heard in ten demo tracks; its weights are not needed for that.

    Returns
    -------
    dict of ndarray of shape (28, 50), float32
        By the track's name: the activations of `musicnn.TAGS`, patch by patch.
    """
    file = importlib.resources.files("gtzan_course.results") / "musicnn_demo.npz"
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in sorted(arrays.files) if name != "version"}


def tags_in_time(
    taggrams: Mapping[str, npt.NDArray[np.floating]], sounds: Mapping[str, npt.NDArray[np.float32]]
) -> Interactive:
    """Show which tags musicnn gives a track, patch by patch.

    Parameters
    ----------
    taggrams
        Activations of shape (n_patches, 50) by the track's name; two to twelve tracks.
    sounds
        How each begins, mono at 22,050 Hz, by the same names.

    Returns
    -------
    Interactive
        A slider over the tracks.
    """

    def draw(track: str) -> Frame:
        return _tags(track, np.asarray(taggrams[track]), sounds[track])

    return Interactive("What musicnn hears, second by second", draw, (Slider("track", "track", tuple(taggrams)),))


def _tags(track: str, activations: npt.NDArray[np.floating], y: npt.NDArray[np.float32]) -> Frame:
    means = activations.mean(axis=0)
    highest = np.argsort(-means)[:N_TAGS]
    figure = plots.figure(7, 3.2)
    ax = figure.subplots()
    seconds = len(activations) * musicnn.PATCH_HOP / musicnn.SAMPLE_RATE
    extent = (0, seconds, N_TAGS - 0.5, -0.5)
    top = max(0.5, float(activations.max()))
    picture = ax.imshow(activations[:, highest].T, aspect="auto", cmap="magma", vmin=0, vmax=top, extent=extent)
    figure.colorbar(picture, ax=ax, label="activation", pad=0.02)
    ax.set_yticks(range(N_TAGS), [musicnn.TAGS[i] for i in highest])
    ax.set(xlabel="time at which a patch of 3 s begins (s)", title=track)
    first = ", ".join(f"{musicnn.TAGS[i]} {means[i]:.2f}" for i in highest[:3])
    alt = f"The ten highest of 50 tags for the demo track {track}, {len(activations)} patches. On average: {first}."
    return Frame(figure, alt, sound=y, heard=f"{track}, a demo track, the beginning")


def two_promises(figures: Figures) -> Interactive:
    """Choose the head's strength by folds of one kind or the other, and see which promise is kept.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``pretrained_head``.

    Returns
    -------
    Interactive
        Sliders over the kind of folds, and over whether the test is shown.
    """
    sliders = (Slider("folds", "folds", tuple(FOLDS)), Slider("test", "the 290 test tracks", TESTED))
    return Interactive("Two ways to choose, two promises", lambda folds, test: _promises(figures, folds, test), sliders)


def _promises(figures: Figures, folds: str, test: str) -> Frame:
    figure = plots.figure(7, 3.4)
    ax = figure.subplots()
    said = []
    for kind in FOLDS[folds]:
        said.append(_promise(ax, figures, kind))
        if test == "shown":
            said[-1] += _kept(ax, figures, kind)
    ax.set_xticks(range(len(STRENGTHS)), [f"{strength:g}" for strength in STRENGTHS])
    right = len(STRENGTHS) + 0.6 if test == "shown" else len(STRENGTHS) - 0.5
    ax.set(xlabel="strength (scikit-learn's C)", ylabel="tracks named rightly (%)", ylim=(62, 93), xlim=(-0.5, right))
    ax.legend(loc="lower right" if test == "hidden" else "lower center")
    return Frame(figure, " ".join(said))


def _promise(ax: Axes, figures: Figures, kind: str) -> str:
    """Draw what folds of a kind promise of each strength, with a ring around what they choose."""
    found = [figures[f"promised.{kind}.{strength:g}"] for strength in STRENGTHS]
    values, colour = [100 * one["value"] for one in found], COLOURS[kind]
    ax.plot(range(len(found)), values, marker="o", markersize=5, color=colour, label=SAID[kind])
    chosen = STRENGTHS.index(figures[f"chosen.{kind}"]["value"])
    ax.plot([chosen], [values[chosen]], "o", markersize=15, fillstyle="none", color=colour)
    above = (chosen, values[chosen])
    ax.annotate(f"{values[chosen]:.1f} %", above, (0, 11), textcoords="offset points", ha="center", color=colour)
    return (
        f"{SAID[kind].capitalize()}: from {min(values):.1f} % to {max(values):.1f} % over nine strengths; they choose "
        f"{STRENGTHS[chosen]:g} and promise {values[chosen]:.1f} %."
    )


def _kept(ax: Axes, figures: Figures, kind: str) -> str:
    """Draw what the head chosen by folds of a kind got on the test tracks, behind the strengths."""
    one = figures[f"test.{kind}"]
    value, low, high = (100 * one[end] for end in ("value", "low", "high"))
    x = len(STRENGTHS) - 0.4 + 0.55 * (kind == "artists")
    ax.plot([x, x], [low, high], color=COLOURS[kind], linewidth=6, alpha=0.5, solid_capstyle="round")
    ax.plot([x], [value], "s", color=COLOURS[kind], markersize=8)
    ax.axvline(len(STRENGTHS) - 0.75, color=plots.INK, linestyle=":", linewidth=1)
    ax.text(len(STRENGTHS) - 0.12, 92, "test", color=plots.INK, ha="center", va="top")
    return f" On the test tracks it gets {value:.1f} % ({low:.1f} to {high:.1f})."


def how_sure(figures: Figures) -> Interactive:
    """Compare how sure the head says it is with how often it is right, before and after the temperature.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``pretrained_head``.

    Returns
    -------
    Interactive
        Sliders over the temperature, and over the tracks.
    """
    degrees = {"1": "before", f"{figures['temperature']['value']:.2f}": "after"}
    sliders = (Slider("temperature", "temperature", tuple(degrees)), Slider("tracks", "tracks", tuple(PARTS)))

    def draw(temperature: str, tracks: str) -> Frame:
        return _sure(figures, degrees[temperature], PARTS[tracks], f"temperature {temperature}, {tracks}")

    return Interactive("Is it right as often as it says?", draw, sliders)


def _sure(figures: Figures, when: str, part: str, title: str) -> Frame:
    rows = [
        (figures[f"{part}.said.{when}.{i}"]["value"], figures[f"{part}.right.{when}.{i}"]["value"], n_of(figures, part))
        for i in range(N_BINS)
    ]
    figure = plots.figure(4.8, 4.2)
    reliability_plot(figure.subplots(), rows).set_title(title)
    error = figures[f"{part}.calibration_error.{when}"]["value"]
    pairs = "; ".join(f"says {100 * said:.0f} %, right {100 * right:.0f} %" for said, right, _ in rows)
    return Frame(
        figure, f"{title}. Five groups of tracks: {pairs}. On average they are {100 * error:.1f} points apart."
    )


def n_of(figures: Figures, part: str) -> int:
    """How many different tracks stand behind a group: held-out ones are counted once for each draw of the folds.

    Parameters
    ----------
    figures
        What `ledger.read_figures` gave of ``pretrained_head``.
    part
        ``held_out`` or ``test``.

    Returns
    -------
    int
        The group's tracks, each counted once.
    """
    n = int(figures[f"{part}.right.before.0"]["n"])
    return n // int(figures["chosen.artists"]["n"]) if part == "held_out" else n


def reliability_plot(ax: Axes, rows: list[tuple[float, float, int]]) -> Axes:
    """Draw how often answers are right over how sure they are said to be.

    Parameters
    ----------
    ax
        Where to draw.
    rows
        For each group of tracks: what is said, the share that is right, both from 0 to 1, and how many tracks it has.

    Returns
    -------
    Axes
        The same; on the dashed line, one is right as often as one says.
    """
    ax.plot([0, 100], [0, 100], linestyle="--", color=plots.INK, linewidth=1)
    for said, right, n in rows:
        low, high = wilson_interval(round(right * n), n)
        ax.plot([100 * said] * 2, [100 * low, 100 * high], color=plots.WAVE_COLOUR, linewidth=5, alpha=0.45)
    ax.plot([100 * row[0] for row in rows], [100 * row[1] for row in rows], "o", color=plots.WAVE_COLOUR, markersize=8)
    ax.set(xlabel="how sure it says it is (%)", ylabel="named rightly (%)", xlim=(0, 102), ylim=(0, 102))
    return ax


def how_far(rows: Mapping[tuple[str, str], LedgerFigure]) -> HTML:
    """Put what each model names rightly of songs that it has not learnt from into a table.

    Parameters
    ----------
    rows
        By the model and what it was tested on: a share with its interval, and how many stand behind it.

    Returns
    -------
    IPython.display.HTML
        A row each.
    """
    from IPython.display import HTML

    heads = ("model", "tested on", "named rightly", "95 % interval")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = ""
    for (model, tested), one in rows.items():
        value, low, high = (f"{100 * one[end]:.1f} %" for end in ("value", "low", "high"))
        cells = f"<td>{tested}</td><td>{value}</td><td>{low} to {high}</td>"
        body += f'<tr><th scope="row">{model}</th>{cells}</tr>'
    return HTML(f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')  # type: ignore[no-untyped-call]

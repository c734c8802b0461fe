"""Chapter 12: the published lines one by one, what -80 is in power and in dB, and who shares a batch."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES, load_audio
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.recipes import PUBLISHED, STEPS, Step
from gtzan_course.resynthesis import resynthesise
from gtzan_course.spectrograms import FLOOR_DB, decibels, mel_power
from gtzan_course.windows import WINDOW_HOP

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.figure import Figure

    from gtzan_course.dataset import Track

Picture = npt.NDArray[np.float32]

SCALES = {"power": "mel_power", "dB": "log_mel"}
HOLES = ("none", "-80", "silence")
HOLE_SEED = 5
VISIBLE_DB = -20.0
"""A hundredth of the loudest cell: what is below is black where power is drawn."""

RULES = {"neighbours": "neighbours in the order of the files", "shuffled": "windows drawn from all tracks"}
"""What a recipe says of its batches, and what one hears."""

N_WINDOWS = 39
ROW = 16
"""Windows in a row of the picture of a batch."""
SOURCES = {"guimaraes": "the write-up", "guimaraes_code": "its notebook"}


def lines() -> HTML:
    """List the published lines; each opens to say what it does, and what the revised recipe does instead.

    Returns
    -------
    IPython.display.HTML
        One element a step, to be opened without a script.
    """
    from IPython.display import HTML

    return HTML(f'<div class="lines">{"".join(map(_line, STEPS))}</div>')  # type: ignore[no-untyped-call]


def _line(step: Step) -> str:
    told = (("What happens", step.published), ("Instead", step.revised))
    inside = "".join(f"<p><strong>{what}.</strong> {html.escape(words)}</p>" for what, words in told)
    return (
        f"<details><summary>{step.name.replace('_', ' ')}: <code>{html.escape(step.line)}</code></summary>{inside}"
        f"<p>The line is from {SOURCES[step.source]}.</p></details>"
    )


def two_scales(y: npt.NDArray[np.floating]) -> tuple[Card, ...]:
    """Show a window in dB, and in power with the sound of what can be seen there.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The window.

    Returns
    -------
    tuple of Card
        In dB, with the window's sound; in power, with the sound of the cells above a hundredth of the loudest.
    """
    power = mel_power(np.asarray(y, np.float32)[None])[0]
    picture = decibels(power[None])[0]
    bright = picture >= VISIBLE_DB
    rest = resynthesise(np.where(bright, picture, FLOOR_DB), n_samples=len(y), loudest=float(power.max()))
    share = f"{bright.mean():.1%}"
    return (
        Card("in dB", y, "The window as it was played.", _numbers(picture, "dB"), _told(picture, "dB", "none")),
        Card(
            "in power",
            rest,
            f"Made from the {share} of the cells that have more than a hundredth of the loudest one's power.",
            _numbers(power, "power"),
            f"{_told(power, 'power', 'none')}; bright in {share} of the cells",
        ),
    )


def holes(y: npt.NDArray[np.floating]) -> Interactive:
    """Cut the same three bands and four frames out of a window in power and in dB.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The window.

    Returns
    -------
    Interactive
        Sliders ``scale`` and ``hole``; the holes are `augmentation.Cutout`'s, their value is that of `Recipe`.
    """
    power = mel_power(np.asarray(y, np.float32)[None])[0]
    sounds: dict[bool, npt.NDArray[np.float32]] = {}

    def draw(*, scale: str, hole: str) -> Frame:
        numbers = _cut(power, scale, hole)
        figure = _numbers(numbers, scale)
        figure.axes[0].set_title("no holes" if hole == "none" else f"in the holes: {hole}")
        words = f"The window in {scale}, {_told(numbers, scale, hole)}."
        if scale == "power" and hole == "-80":
            return Frame(figure, f"{words} No sound has such a picture.")
        if (hole != "none") not in sounds:
            heard = numbers if scale == "dB" else decibels(numbers[None])[0]
            sounds[hole != "none"] = resynthesise(heard, n_samples=len(y), loudest=float(power.max()))
        played = f"Made from this picture: the window {'whole' if hole == 'none' else 'with holes of silence'}."
        return Frame(figure, words, sounds[hole != "none"], played)

    sliders = (Slider("scale", "scale", tuple(SCALES)), Slider("hole", "written into holes", HOLES, 1))
    return Interactive("What the network is given", draw, sliders)


def _cut(power: Picture, scale: str, hole: str) -> Picture:
    """Give a window on a scale, with or without holes."""
    from gtzan_course.augmentation import Cutout

    numbers = decibels(power[None])[0] if scale == "dB" else power
    if hole == "none":
        return numbers
    options: dict[str, Any] = {"scale": SCALES[scale], "hole": hole}
    value = replace(PUBLISHED, **options).hole_value
    cut = Cutout(1.0, hole=value, seed=HOLE_SEED)(numbers[None, :, :, None], training=True)
    return np.array(cut, np.float32)[0, :, :, 0]


def _told(numbers: Picture, scale: str, hole: str) -> str:
    """Say in words what numbers there are."""
    if hole == "none":
        return f"uncut: from {numbers.min():.0f} to {numbers.max():.0f}, half of the numbers below {_middle(numbers)}"
    value = FLOOR_DB if scale == "dB" or hole == "-80" else 0.0
    said = f"silence, which is {value:.0f}," if hole == "silence" else f"{value:.0f}"
    return f"with {said} in its holes: from {numbers.min():.0f} to {numbers.max():.0f}"


def _middle(numbers: Picture) -> str:
    middle = float(np.median(numbers))
    return f"{middle:.0f}" if middle < -1 else f"{middle:.2g}"


def _numbers(numbers: Picture, scale: str) -> Figure:
    """Draw a window over the whole range of its numbers, and beside it how many there are of each size."""
    figure = plots.figure(5.6, 4.6)
    above, below = figure.subplots(2, 1, height_ratios=(3, 1))
    picture = above.imshow(numbers, origin="lower", aspect="auto", cmap="magma", interpolation="nearest")
    above.set(xlabel="frame", ylabel="mel band")
    figure.colorbar(picture, ax=above, label=scale, pad=0.02)
    edges = np.linspace(float(numbers.min()), float(numbers.max()), 61)
    below.hist(numbers.ravel(), bins=list(edges), color=plots.WAVE_COLOUR)
    below.set(yscale="log", ylim=(0.7, 2e4), xlabel=scale, ylabel="cells")
    return figure


def batches(genres: Sequence[str], *, n_batches: int = 8) -> Interactive:
    """Show whose windows the network learns from at once, in the published recipe and with windows shuffled.

    Parameters
    ----------
    genres
        Each track's genre, in the order in which tracks are learnt from.
    n_batches
        How many batches of the first pass to show.

    Returns
    -------
    Interactive
        Sliders ``rule`` and ``batch``; the batches are those of `runs.training_batches`.
    """
    drawn = {rule: _places(rule, genres) for rule in RULES}

    def draw(*, rule: str, batch: int) -> Frame:
        tracks = drawn[rule][batch - 1][:, 0]
        counts = Counter(genres[track] for track in tracks).most_common()
        said = ", ".join(f"{count} of {genre}" for genre, count in counts)
        words = f"Batch {batch}, {rule}: {len(tracks)} windows of {len(np.unique(tracks))} tracks; {said}."
        return Frame(_squares(tracks, genres), words)

    sliders = (Slider("rule", "rule", tuple(RULES)), Slider("batch", "batch", tuple(range(1, n_batches + 1))))
    return Interactive("Who shares a batch", draw, sliders)


def batch_sounds(tracks: Sequence[Track]) -> tuple[Card, ...]:
    """Play half a second of every fourth window of the first whole batch, by both rules.

    Parameters
    ----------
    tracks
        In the order in which they are learnt from; at least two.

    Returns
    -------
    tuple of Card
        One a rule, each of eight seconds.
    """
    genres = [track.genre for track in tracks]
    whole = {rule: next(p for p in _places(rule, genres) if len(p) == PUBLISHED.batch_size) for rule in RULES}
    return tuple(_batch_sound(rule, places, tracks) for rule, places in whole.items())


def _batch_sound(rule: str, places: npt.NDArray[np.int64], tracks: Sequence[Track]) -> Card:
    heard = places[::4]
    loaded = {track: load_audio(tracks[track].path) for track in np.unique(heard[:, 0])}
    pieces = [loaded[track][window * WINDOW_HOP :][: SAMPLE_RATE // 2] for track, window in heard]
    n_tracks = len(np.unique(places[:, 0]))
    return Card(
        f"{rule}: {n_tracks} tracks",
        np.concatenate(pieces),
        f"Half a second of {len(heard)} windows of a batch, {RULES[rule]}.",
        _squares(places[:, 0], [track.genre for track in tracks]),
        f"{len(places)} squares, one a window, in the colours of the genres of {n_tracks} tracks.",
    )


def _places(rule: str, genres: Sequence[str]) -> list[npt.NDArray[np.int64]]:
    """Which track and which of its windows stand behind each window of the first pass's batches."""
    from gtzan_course.runs import Part, training_batches

    options: dict[str, Any] = {"batches": rule}
    unseen = [np.broadcast_to(np.float16(0), (N_WINDOWS, 128, 129))] * len(genres)
    part = Part({PUBLISHED.scale: unseen}, [GENRES.index(genre) for genre in genres])
    batches = training_batches(replace(PUBLISHED, **options), part, seed=0)
    return [batches.places[batch] for batch in batches.batches]


def _squares(tracks: npt.NDArray[np.int64], genres: Sequence[str]) -> Figure:
    """Draw a square a window in its genre's colour, sixteen a row, with its track's number in it."""
    from matplotlib.patches import Patch

    figure = plots.figure(5.6, 2.6)
    ax = figure.subplots()
    for place, track in enumerate(tracks):
        row, column = divmod(place, ROW)
        ax.barh(row, 0.94, left=column, height=0.9, align="center", color=plots.GENRE_COLOURS[genres[track]])
        ax.text(column + 0.47, row, str(track), color="white", fontsize=8, ha="center", va="center")
    ax.set(xlim=(0, ROW), ylim=(-(-len(tracks) // ROW) - 0.5, -0.5))
    ax.set_axis_off()
    present = sorted({genres[track] for track in tracks})
    patches = [Patch(color=plots.GENRE_COLOURS[genre], label=genre) for genre in present]
    figure.legend(handles=patches, loc="outside lower center", ncols=5, frameon=False)
    return figure

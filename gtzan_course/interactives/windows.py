"""Chapter 02: where windows lie and what they share, where a track's end leaves some out, and how long is long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.plots import INK, WAVE_COLOUR, figure
from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH, count_windows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Wave = npt.NDArray[np.floating]

OVERLAPS = (0, 25, 50, 75)
"""Overlaps in per cent of a window; each makes the hop a whole number of samples."""

NUMBERS = (0, 1, 2, 3, 4)
"""The windows to choose from. Five of them, laid end to end, fill the picture."""

LENGTHS = {
    0.1: "a click, or a moment of a tone",
    0.25: "one stroke, one syllable",
    0.5: "not quite a beat",
    1.0: "a beat and a half",
    1.5: "two beats; what the course uses",
    3.0: "a whole bar and a little more",
    6.0: "two bars: the chord has changed as well",
}
"""Lengths of a window in seconds, and what one hears of a reggae track of 89 beats a minute."""

ENDS = (660_000, 661_794, 668_250, 676_499, 676_500)
"""Lengths of tracks, in samples: that of the course, that of most of GTZAN's files, and some on the way to one more."""


def overlap(y: Wave) -> Interactive:
    """Let the windows at the start of a track be chosen, heard and laid closer.

    Parameters
    ----------
    y : ndarray of shape (660_000,)
        A track.

    Returns
    -------
    Interactive
        Sliders for the overlap and for the window's number.
    """
    sliders = (Slider("overlap", "overlap (%)", OVERLAPS, start=2), Slider("number", "window number", NUMBERS, start=1))
    return Interactive("Windows at the start of a track", lambda **at: _window(y, **at), sliders)


def _window(y: Wave, overlap: int, number: int) -> Frame:
    hop = WINDOW_LENGTH * (100 - overlap) // 100
    first, last = number * hop, number * hop + WINDOW_LENGTH
    count, twice = count_windows(len(y), window_hop=hop), f"{100 * _heard_twice(len(y), hop):.3g} % of it"
    sharing = [i for i in range(count) if i != number and abs(i - number) * hop < WINDOW_LENGTH]
    picture = figure(5.2, 3.2)
    top, bottom = picture.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    _outline(top, y, 0, len(NUMBERS) * WINDOW_LENGTH).set(xlabel="")
    top.axvspan(first / SAMPLE_RATE, last / SAMPLE_RATE, color="C1", alpha=0.35, linewidth=0)
    top.set_title(f"{count} windows in the track; {twice} is heard twice or more")
    rows = -(-WINDOW_LENGTH // hop)
    for i in range(-(-len(NUMBERS) * WINDOW_LENGTH // hop)):
        _bar(bottom, i, i % rows, i * hop, "C1" if i == number else "C0" if i in sharing else INK)
    bottom.set(xlabel="time (s)", ylim=(rows - 0.4, -0.6), yticks=[])
    when = f"from {first / SAMPLE_RATE:.2f} to {last / SAMPLE_RATE:.2f} s"
    shares = f"shares sound with {_listed(sharing)}" if sharing else "shares nothing with any other"
    alt = f"Overlap {overlap} %: window {number}, {when}, {shares}. {count} windows in all; {twice} is in two or more."
    return Frame(picture, alt, y[first:last], f"Window {number} at an overlap of {overlap} %, {when}; it {shares}.")


def _heard_twice(n_samples: int, hop: int) -> float:
    """The share of a waveform that lies in two windows or more."""
    times = np.zeros(n_samples, int)
    for i in range(count_windows(n_samples, window_hop=hop)):
        times[i * hop : i * hop + WINDOW_LENGTH] += 1
    return float((times > 1).mean())


def _outline(ax: Axes, y: Wave, first: int, last: int) -> Axes:
    """Draw a waveform between two samples as 250 steps: at this width enough, and small when saved."""
    step = (last - first) // 250
    blocks = y[first:last][: 250 * step].reshape(250, step)
    t = (first + step * np.arange(250)) / SAMPLE_RATE
    ax.fill_between(t, blocks.min(1), blocks.max(1), step="mid", color=WAVE_COLOUR, linewidth=0)
    ax.set(xlabel="time (s)", ylim=(-1, 1), yticks=[-1, 0, 1], xlim=(first / SAMPLE_RATE, last / SAMPLE_RATE))
    return ax


def _bar(ax: Axes, number: int, row: int, start: int, colour: str) -> None:
    """Draw a window as a bar with its number; ``start`` in samples."""
    left, seconds = start / SAMPLE_RATE, WINDOW_LENGTH / SAMPLE_RATE
    ax.barh(row, seconds - 0.03, left=left, height=0.8, color=colour)
    ax.text(left + 0.08, row, str(number), va="center", color="white", fontsize=9, clip_on=True)


def _listed(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"windows {', '.join(most)} and {last}" if most else f"window {last}"


def track_end() -> Interactive:
    """Show which windows fit before the end of a track, and which starts three ways to write a range give.

    Returns
    -------
    Interactive
        A slider for the track's length.
    """
    slider = Slider("n_samples", "samples in the track", ENDS)
    return Interactive("The end of a track, and three ways to write the range", _end, (slider,))


def _end(n_samples: int) -> Frame:
    ranges = {
        "n - L": range(0, n_samples - WINDOW_LENGTH, WINDOW_HOP),
        "n - L + 1": range(0, n_samples - WINDOW_LENGTH + 1, WINDOW_HOP),
        "n - L + H": range(0, n_samples - WINDOW_LENGTH + WINDOW_HOP, WINDOW_HOP),
    }
    count = count_windows(n_samples)
    left = n_samples - WINDOW_LENGTH - (count - 1) * WINDOW_HOP
    says = f"{count} whole windows; {f'{left:,} samples are left over' if left else 'nothing is left over'}"
    picture = figure(5.2, 3.2)
    top, bottom = picture.subplots(2, 1, sharex=True, height_ratios=[2, 3])
    for i in range(count - 5, count + 1):
        _bar(top, i, i % 2, i * WINDOW_HOP, "C0" if i < count else INK)
    for row, starts in enumerate(ranges.values()):
        good = len(starts) == count
        x = [start / SAMPLE_RATE for start in starts[-5:]]
        bottom.plot(x, [row] * len(x), "o", color="C0" if good else "C1", markersize=8)
        bottom.text(31.0, row, f"{len(starts)}, {'right' if good else 'wrong'}", va="center")
    for ax in (top, bottom):
        ax.axvline(n_samples / SAMPLE_RATE, color="C5")
    top.set(yticks=[], ylim=(1.6, -0.6), title=says)
    bottom.set(xlabel="time (s); red: the end", ylabel="range(0, …, H)", ylim=(2.6, -0.6), xlim=(26, 32.5))
    bottom.set_yticks(range(3), list(ranges))
    told = ", ".join(f"{end} gives {len(starts)}" for end, starts in ranges.items())
    return Frame(picture, f"{n_samples:,} samples: {says}. Range ends: {told}.")


def lengths(y: Wave) -> Interactive:
    """Let windows of a tenth of a second to six seconds be heard, from the middle of a track.

    Parameters
    ----------
    y : ndarray of shape (660_000,)
        A track.

    Returns
    -------
    Interactive
        A slider for the window's length.
    """
    slider = Slider("seconds", "length of a window (s)", tuple(LENGTHS), start=4)
    return Interactive("How much is enough to know?", lambda seconds: _length(y, seconds), (slider,))


def _length(y: Wave, seconds: float) -> Frame:
    n, first = round(seconds / 1.5 * WINDOW_LENGTH), 10 * SAMPLE_RATE
    count = count_windows(len(y), window_length=n, window_hop=n // 2)
    says = f"{n:,} samples; with half overlap {count} windows a track"
    picture = heard_part(y, first, first + n, around=(first - 5_000, first + 137_000))
    picture.set_size_inches(5.2, 2.2)
    picture.axes[0].set_title(says)
    alt = f"A waveform with a window of {seconds} s shaded: {says}."
    return Frame(picture, alt, y[first : first + n], f"{seconds} s of the track: {LENGTHS[seconds]}.")


def heard_part(y: Wave, first: int, last: int, *, around: tuple[int, int]) -> Figure:
    """Draw a stretch of a track with the part shaded that is played.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform at 22,050 Hz.
    first, last
        The part that is played: its first sample, and the one after its last.
    around
        The same for the stretch that is drawn.

    Returns
    -------
    Figure
        A small one.
    """
    picture = figure(3.6, 1.8)
    ax = _outline(picture.subplots(), y, *around)
    ax.axvspan(first / SAMPLE_RATE, last / SAMPLE_RATE, color="C1", alpha=0.35, linewidth=0)
    return picture


def opening(y: Wave) -> tuple[Card, Card, Card]:
    """Play a track's first two windows and what they share.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform at 22,050 Hz.

    Returns
    -------
    tuple of Card
        Each with its place in the waveform.
    """
    around = (0, WINDOW_HOP + WINDOW_LENGTH)
    return (
        _card(y, "First", (0, WINDOW_LENGTH), around, "The first second and a half of the track."),
        _card(y, "Second", (WINDOW_HOP, around[1]), around, "As long, from the middle of the first on."),
        _card(
            y, "What they share", (WINDOW_HOP, WINDOW_LENGTH), around, "The first one's end, the second one's start."
        ),
    )


def single(title: str, y: Wave, number: int, heard: str) -> Card:
    """Play one window of a track.

    Parameters
    ----------
    title
        What it is called.
    y : ndarray of shape (n_samples,)
        The track.
    number
        The window's number, from 0.
    heard
        What one hears.

    Returns
    -------
    Card
        With its place in the waveform, a window's length on either side.
    """
    first = number * WINDOW_HOP
    around = (max(0, first - WINDOW_LENGTH), min(len(y), first + 2 * WINDOW_LENGTH))
    return _card(y, title, (first, first + WINDOW_LENGTH), around, heard)


def _card(y: Wave, title: str, part: tuple[int, int], around: tuple[int, int], heard: str) -> Card:
    first, last = (sample / SAMPLE_RATE for sample in part)
    seen = f"A waveform, shaded from {first:.2f} to {last:.2f} s."
    return Card(title, y[slice(*part)], heard, heard_part(y, *part, around=around), seen)

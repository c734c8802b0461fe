"""Chapter 03's pictures that stand still: what sounds are made of, steps of power and of pitch, mel filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import sounds
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.players import Card
from gtzan_course.plots import INK, WAVE_COLOUR, figure
from gtzan_course.spectrograms import N_FFT, N_MELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Wave = npt.NDArray[np.floating]

LEAPS = ((200.0, 400.0), (4000.0, 4200.0))
"""Two leaps of 200 Hz."""


def six_sounds() -> list[Card]:
    """Make a sine, a sawtooth, a plucked string, noise, their sum and a chord, each of one second.

    Returns
    -------
    list of Card
        Each with its waveform above its spectrum, all at one level.
    """
    four = (sounds.sine(), sounds.sawtooth(), sounds.plucked_string(), sounds.noise())
    sine, saw, string, hiss = four
    peak, comb = "one peak at 440 hertz", "a comb of falling teeth, 440 hertz apart"
    return [
        _card("sine", sine, "A whistle, 440 Hz and nothing else.", f"A smooth wave; {peak}."),
        _card("sawtooth", saw, "A steady buzz, one second long.", f"A wave of slopes and jumps; {comb}."),
        _card("plucked string", string, "A guitar's string, dying away.", _seen("its teeth blunt")),
        _card("noise", hiss, "A hiss like that of a tap, one second.", "A tangle; a carpet over all frequencies."),
        _card("their sum", sounds.mix(*four), "All four at once; each can still be heard.", _seen("on a carpet")),
        _card(
            "chord", sounds.chord(), "Three strings at once: a, c sharp and e.", "A crowded wave; three combs in one."
        ),
    ]


def _seen(comb: str) -> str:
    return f"A ragged wave that repeats; a comb every 440 hertz, {comb}."


def _card(title: str, y: Wave, heard: str, seen: str) -> Card:
    """Draw 10 ms of a sound of one second, and how much of each frequency is in it between its fades."""
    picture = figure(3.2, 3.0)
    above, below = picture.subplots(2, 1)
    middle = y[len(y) // 20 :][: round(0.9 * SAMPLE_RATE)]
    above.plot(1000 * np.arange(221) / SAMPLE_RATE, middle[:221], color=WAVE_COLOUR, linewidth=1.2)
    above.set(xlabel="time (ms)", xlim=(0, 10), yticks=[0])
    amount = np.abs(np.fft.rfft(middle))
    below.semilogy(np.arange(len(amount)) / 0.9, amount / amount.max(), color="#e25914", linewidth=0.7)
    below.set(xlabel="frequency (Hz)", ylabel="how much", xlim=(0, 4000), ylim=(1e-3, 1.5))
    below.set_yticks([1e-3, 1e-2, 1e-1, 1], ["1/1000", "1/100", "1/10", "1"])
    below.set_yticks([], minor=True)
    return Card(title, y, heard, picture, f"Waveform and spectrum. {seen}")


def falling_notes() -> Card:
    """Play five notes, each with a tenth of the power of the one before.

    Returns
    -------
    Card
        The notes, and their power as it is and in decibels.
    """
    note = np.sin(2 * np.pi * 660 * np.arange(8000) / SAMPLE_RATE) * np.hanning(8000)
    power = 10.0 ** -np.arange(5)
    picture = figure(3.2, 3.0)
    above, below = picture.subplots(2, 1, sharex=True)
    above.bar(np.arange(1, 6), power, color=WAVE_COLOUR)
    above.set(ylabel="power", ylim=(0, 1.05))
    below.plot(np.arange(1, 6), 10 * np.log10(power), "o-", color="#e25914")
    below.set(xlabel="note", ylabel="decibels", ylim=(-45, 4))
    return Card(
        "down by tenths",
        np.concatenate([0.5 * np.sqrt(p) * note for p in power]),
        "Five notes, each softer than the one before by what sounds like the same step.",
        picture,
        "Power of five notes: one tall bar, one small one, then nothing to see. In decibels, even steps of 10 down.",
    )


def leaps() -> list[Card]:
    """Play two leaps of 200 Hz, a low one and a high one.

    Returns
    -------
    list of Card
        Each with its two notes, in hertz and in mels.
    """
    heard = ("A low tone, then one an octave above it.", "A high tone, then one that is hardly higher.")
    return [_leap(low, high, words) for (low, high), words in zip(LEAPS, heard, strict=True)]


def _leap(low: float, high: float, heard: str) -> Card:
    import librosa

    mels = librosa.hz_to_mel(np.array([low, high]))
    picture = figure(3.2, 2.2)
    left, right = picture.subplots(1, 2)
    for ax, heights, name, top in ((left, (low, high), "hertz", 4500), (right, mels, "mels", 40)):
        for place, height in enumerate(heights):
            ax.plot([place, place + 0.9], [height, height], color="#e25914", linewidth=3)
        ax.set(ylim=(0, top), xticks=[], title=name)
    beep = np.hanning(9000)
    y = np.concatenate([0.5 * beep * np.sin(2 * np.pi * f * np.arange(9000) / SAMPLE_RATE) for f in (low, high)])
    seen = f"A leap of {high - low:.0f} hertz, which is {mels[1] - mels[0]:.1f} mels."
    return Card(f"{low:,.0f} to {high:,.0f} Hz", y, heard, picture, seen)


def draw_filters(picture: Figure) -> None:
    """Draw the mel scale, every eighth of the 128 filters, and the lowest eight with their bins.

    Parameters
    ----------
    picture
        An empty figure, which gets three panels.
    """
    import librosa

    weights = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=N_MELS)
    hertz = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    panels = picture.subplot_mosaic([["scale", "low"], ["all", "all"]])
    panels["scale"].plot(hertz, librosa.hz_to_mel(hertz), color=WAVE_COLOUR)
    panels["scale"].axvline(1000, color=INK, linestyle=":")
    panels["scale"].set(ylabel="mels (Slaney)", title="the scale", xlim=(0, SAMPLE_RATE / 2), ylim=(0, None))
    for name, shown, end in (("low", weights[:8], 240), ("all", weights[::8], SAMPLE_RATE / 2)):
        for number, triangle in enumerate(shown):
            marker = "." if name == "low" else ""
            panels[name].plot(hertz, triangle / triangle.max(), color=f"C{number % 4}", marker=marker, linewidth=1.3)
        panels[name].set(ylabel="weight (largest = 1)", xlim=(0, end), ylim=(0, 1.1))
    panels["low"].set(title="the lowest eight filters")
    panels["all"].set(title="every eighth filter")
    for ax in panels.values():
        ax.set(xlabel="frequency (Hz)")

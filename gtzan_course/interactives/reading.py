"""Chapter 01: sounds to guess, fewer samples a second, and tones too fast for the sample rate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.drums import strike
from gtzan_course.demo.sounds import SOUNDS
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.plots import INK, figure
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_MELS, log_mel, mel_power

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Wave = npt.NDArray[np.floating]

RATES = {
    22_050: "Nothing is missing yet.",
    11_025: "The shimmer of the cymbals is gone.",
    8_000: "As over an old telephone: of the hi-hat a trace is left.",
    4_000: "Dull: the hi-hat is gone, and the edge of the voice.",
    2_000: "As through a wall: little is left but the bass.",
}
"""Sample rates in Hz, and what to listen for."""

TONES = (1_000, 4_000, 7_050, 9_000, 13_050, 15_000, 18_050, 21_050)
"""Tones in Hz, four on either side of the Nyquist frequency, each as far from it as its partner."""

PIANO_TOP = 4_186.0
"""The highest note of a piano, in Hz."""

COLOUR = (0.5, 0.5, 0.5)
"""How bright, how long and how full an instrument of the demo data sounds: in the middle of what it can."""


def sample_rates(y: Wave) -> Interactive:
    """Let a sound be heard from fewer and fewer samples.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform at 22,050 Hz, a few seconds long.

    Returns
    -------
    Interactive
        A slider for the sample rate, from 22,050 Hz down to 2,000 Hz; the spectrum, and the sound.
    """
    slider = Slider("sr", "samples a second", tuple(RATES))
    return Interactive("The same seconds from fewer and fewer samples", lambda sr: _at_rate(y, sr), (slider,))


def _at_rate(y: Wave, sr: int) -> Frame:
    import librosa

    few = librosa.resample(y, orig_sr=SAMPLE_RATE, target_sr=sr)
    again = librosa.resample(few, orig_sr=sr, target_sr=SAMPLE_RATE)
    power = mel_power(np.stack([y, again])).mean(axis=2)
    before, after = 10 * np.log10(power / power[0].max() + 1e-12)
    middles = librosa.mel_frequencies(N_MELS + 2, fmin=0, fmax=SAMPLE_RATE / 2)[1:-1]
    plot = figure(5.2, 3.0)
    ax = plot.subplots()
    ax.plot(middles, before, color=INK, linewidth=1, label="22,050 samples a second")
    ax.fill_between(middles, after, FLOOR_DB, color="C0", alpha=0.5, linewidth=0)
    ax.axvline(sr / 2, color="C1", label=f"Nyquist: {sr / 2:,.0f} Hz")
    ax.set(xscale="log", xlim=(40, 11_600), ylim=(-60, 3), xlabel="frequency (Hz)", ylabel="strength (dB)")
    ax.set_xticks([], minor=True)
    ax.set_xticks(ticks := [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000], [f"{tick:,}" for tick in ticks])
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    alt = (
        f"How strong each frequency is at {sr:,} samples a second: as in the original up to the Nyquist frequency, "
        f"{sr / 2:,.0f} Hz; nothing is left above it."
    )
    return Frame(plot, alt, again, f"{len(y) / SAMPLE_RATE:.0f} s from {len(few):,} samples. {RATES[sr]}")


def aliasing() -> Interactive:
    """Sample tones below and above the Nyquist frequency, without removing anything first.

    Returns
    -------
    Interactive
        A slider for the tone's frequency; the tone, its samples, and the slowest wave through them, which is heard.
    """
    slider = Slider("tone", "the tone (Hz)", TONES, start=TONES.index(1_000))
    return Interactive("A tone, and what 22,050 samples a second make of it", _alias, (slider,))


def _alias(tone: int) -> Frame:
    heard = abs(tone - SAMPLE_RATE * round(tone / SAMPLE_RATE))
    fine, taken = np.linspace(0, 6e-4, 2_000), np.arange(14) / SAMPLE_RATE
    plot = figure(5.2, 2.8)
    ax = plot.subplots()
    ax.plot(1_000 * fine, np.cos(2 * np.pi * tone * fine), color=INK, linewidth=1, label=f"tone, {tone:,} Hz")
    says = "no slower wave passes through every dot"
    if heard != tone:
        ax.plot(1_000 * fine, np.cos(2 * np.pi * heard * fine), color="C0", label=f"heard, {heard:,} Hz")
        says = f"a slower wave, of {heard:,} Hz, passes through every dot too"
    ax.plot(1_000 * taken, np.cos(2 * np.pi * tone * taken), "o", color="C1", label="samples")
    ax.set(xlabel="time (thousandths of a second)", ylabel="amplitude", xlim=(-0.01, 0.6), ylim=(-1.15, 1.6))
    ax.legend(loc="upper right", ncols=3)
    alt = f"A wave of {tone:,} Hz, with a dot for each of the {SAMPLE_RATE:,} samples a second: {says}."
    return Frame(plot, alt, _tone(tone), f"{tone:,} Hz, sampled {SAMPLE_RATE:,} times a second: heard as {heard:,} Hz.")


def _tone(frequency: float) -> Wave:
    """A second of a tone, as samples at 22,050 Hz hold it, swelling and fading so that it does not click."""
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    return np.asarray(0.15 * np.cos(2 * np.pi * frequency * t) * np.minimum(1, 20 * np.minimum(t, 1 - t)))


def picture(y: Wave) -> Figure:
    """Draw a sound as a small mel spectrogram.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform at 22,050 Hz.

    Returns
    -------
    Figure
        Time from left to right, low sounds at the bottom, strong ones bright.
    """
    import librosa

    small = figure(3.6, 2.0)
    ax = small.subplots()
    bands = log_mel(np.asarray(y, dtype=np.float32)[None])[0]
    extent = (0.0, bands.shape[1] * HOP_LENGTH / SAMPLE_RATE, 0.0, float(librosa.hz_to_mel(SAMPLE_RATE / 2)))
    ax.imshow(bands, origin="lower", aspect="auto", cmap="magma", vmin=FLOOR_DB, vmax=0, extent=extent)
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)")
    ax.set_yticks([float(librosa.hz_to_mel(tick)) for tick in (200, 1_000, 4_000)], ["200", "1,000", "4,000"])
    return small


def mystery(*sounds: Wave) -> tuple[Card, ...]:
    """Show sounds whose genre is to be guessed: nothing that is written beside them gives it away.

    Parameters
    ----------
    *sounds : ndarray of shape (n_samples,)
        Mono waveforms at 22,050 Hz; up to three.

    Returns
    -------
    tuple of Card
        Each with its picture.
    """
    cards = []
    for title, y in zip(("First", "Second", "Third"), sounds, strict=False):
        power = np.cumsum(np.abs(np.fft.rfft(y)) ** 2)
        low, high = np.searchsorted(power, power[-1] * np.array([0.05, 0.95])) * SAMPLE_RATE / len(y)
        seen = f"{len(y) / SAMPLE_RATE:.0f} s; nine tenths of its power lie from {low:,.0f} to {high:,.0f} Hz."
        cards.append(Card(title, y, f"{title} mystery track. Which genre is it?", picture(y), seen))
    return tuple(cards)


def single_sounds() -> tuple[Card, Card, Card]:
    """Play a bass, a hi-hat and the highest note of a piano, a second and a half each.

    Returns
    -------
    tuple of Card
        Each with its picture.
    """
    bass = laid_down([(t, note("synth bass", 65.4, 0.6)) for t in (0, 0.75)])
    hi_hat = laid_down([(t, strike(42, "room", COLOUR, np.random.default_rng(0))) for t in np.arange(0, 1.5, 0.25)])
    top = laid_down([(t, note("piano", PIANO_TOP, 0.6)) for t in (0, 0.75)])
    low, high = "Nearly all of it lies below 1,000 Hz", "Nearly all of it lies above 2,000 Hz"
    return (
        Card("A bass", bass, "Two notes of a bass, deep and round.", picture(bass), f"Two long notes. {low}."),
        Card(
            "A hi-hat",
            hi_hat,
            "Six strokes on a hi-hat: short, hissing.",
            picture(hi_hat),
            f"Six upright strokes. {high}.",
        ),
        Card("A piano's top", top, "Its highest note, 4,186 Hz, twice.", picture(top), f"Two level lines. {high}."),
    )


def note(sound: str, frequency: float, seconds: float) -> Wave:
    """Play one note on an instrument of the demo data.

    Parameters
    ----------
    sound
        The instrument, such as ``piano``.
    frequency
        In Hz.
    seconds
        How long it is held.

    Returns
    -------
    ndarray of shape (n_samples,)
        The note and its fading, at 22,050 Hz.
    """
    return SOUNDS[sound].play(frequency, seconds, COLOUR, np.random.default_rng(0))


def laid_down(notes: Iterable[tuple[float, Wave]]) -> Wave:
    """Lay notes down, each at its time.

    Parameters
    ----------
    notes
        When each begins, in seconds, and its samples.

    Returns
    -------
    ndarray of shape (n_samples,)
        All of them, as loud as `levelled` makes them.
    """
    placed = [(round(start * SAMPLE_RATE), samples) for start, samples in notes]
    y = np.zeros(max(start + len(samples) for start, samples in placed))
    for start, samples in placed:
        y[start : start + len(samples)] += samples
    return levelled(y)


def levelled(y: Wave) -> Wave:
    """Bring a sound to the loudness that the others have.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A waveform, not silent.

    Returns
    -------
    ndarray of shape (n_samples,)
        The same with a root mean square of 0.1, or softer, where its peaks would not fit.
    """
    return np.asarray(y * min(0.1 / np.sqrt(np.mean(y**2)), 0.9 / np.abs(y).max()))

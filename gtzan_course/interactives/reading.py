"""Chapter 01: fewer samples a second, tones too fast for the sample rate, and one bar as three bands play it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo import BLEND, COHESION, Score, render
from gtzan_course.demo.band import Band
from gtzan_course.demo.choices import Choices
from gtzan_course.demo.drums import strike
from gtzan_course.demo.instruments import fade
from gtzan_course.demo.recording import record
from gtzan_course.demo.sounds import SOUNDS
from gtzan_course.demo.styles import SCALES
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.plots import INK, figure
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_MELS, log_mel, mel_power

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Wave = npt.NDArray[np.floating]

RATES = {
    22_050: "Nothing is missing yet.",
    11_025: "The last shimmer of the cymbals is gone.",
    8_000: "So many samples a second the telephone took.",
    4_000: "Dull: of the hi-hat only a trace is left.",
    2_000: "As through a wall: the bass stays, the hi-hat is gone.",
}
"""Sample rates in Hz, and what to listen for."""

TONES = (1_000, 4_000, 7_050, 10_000, 12_050, 15_000, 18_050, 21_050)
"""Tones in Hz, four on either side of the Nyquist frequency, each as far from it as its partner."""

PIANO_TOP = 4_186.0
"""The highest note of a piano, in Hz."""

MIDDLE = 60
"""The C in the middle of a piano, as a MIDI number."""

TUNE = ((0, 4), (2, 2), (2, 2), (-2, 4), (-2, 4))
"""One bar, do mi sol mi do: steps up the scale from the last note, and lengths in sixteenths."""

BANDS = {"jazz": 1, "metal": 1, "reggae": 1}
"""Who plays the bar: a genre, and the number of an artist of demo data with seed 0."""

COLOUR = (0.5, 0.5, 0.5)


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
    plot = figure(6.4, 3.0)
    ax = plot.subplots()
    ax.plot(middles, before, color=INK, linewidth=1, label="all 22,050 samples a second")
    ax.fill_between(middles, after, FLOOR_DB, color="C0", alpha=0.5, linewidth=0)
    ax.axvline(sr / 2, color="C1", label=f"Nyquist frequency: {sr / 2:,.0f} Hz")
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
    slider = Slider("tone", "the tone (Hz)", TONES, start=TONES.index(15_000))
    return Interactive("A tone, and what 22,050 samples a second make of it", _alias, (slider,))


def _alias(tone: int) -> Frame:
    heard = abs(tone - SAMPLE_RATE * round(tone / SAMPLE_RATE))
    fine, taken = np.linspace(0, 6e-4, 2_000), np.arange(14) / SAMPLE_RATE
    plot = figure(6.4, 2.8)
    ax = plot.subplots()
    ax.plot(1_000 * fine, np.cos(2 * np.pi * tone * fine), color=INK, linewidth=1, label=f"the tone, {tone:,} Hz")
    says = "no slower wave passes through every dot"
    if heard != tone:
        ax.plot(1_000 * fine, np.cos(2 * np.pi * heard * fine), color="C0", label=f"what is heard, {heard:,} Hz")
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


def single_sounds() -> tuple[Card, Card, Card]:
    """Play a bass, a hi-hat and the highest note of a piano, a second and a half each.

    Returns
    -------
    tuple of Card
        Each with its picture.
    """
    bass = _laid_down([(t, _note("synth bass", 65.4, 0.6)) for t in (0, 0.75)])
    hi_hat = _laid_down([(t, strike(42, "room", COLOUR, np.random.default_rng(0))) for t in np.arange(0, 1.5, 0.25)])
    top = _laid_down([(t, _note("piano", PIANO_TOP, 0.6)) for t in (0, 0.75)])
    low, high = "Nearly all of it lies below 1,000 Hz", "Nearly all of it lies above 2,000 Hz"
    return (
        Card("A bass", bass, "Two notes of a bass, deep and round.", picture(bass), f"Two long notes. {low}."),
        Card("A hi-hat", hi_hat, "Six strokes, short and hissing.", picture(hi_hat), f"Six upright strokes. {high}."),
        Card("A piano's top", top, "The highest note, 4,186 Hz, twice.", picture(top), f"Two level lines. {high}."),
    )


def _note(sound: str, frequency: float, seconds: float) -> Wave:
    return SOUNDS[sound].play(frequency, seconds, COLOUR, np.random.default_rng(0))


def _laid_down(notes: Iterable[tuple[float, Wave]]) -> Wave:
    """Notes, each at its time in seconds, one after another."""
    placed = [(round(start * SAMPLE_RATE), note) for start, note in notes]
    y = np.zeros(max(start + len(note) for start, note in placed))
    for start, note in placed:
        y[start : start + len(note)] += note
    return _levelled(y)


def _levelled(y: Wave) -> Wave:
    """The same sound with a root mean square of 0.1, or softer, where its peaks would not fit."""
    return np.asarray(y * min(0.1 / np.sqrt(np.mean(y**2)), 0.9 / np.abs(y).max()))


def same_bar() -> tuple[Card, ...]:
    """Let a piano, and then three bands, each of another genre, play the same bar twice.

    Returns
    -------
    tuple of Card
        First the bare tune, then each band, with their pictures.
    """
    starts = 0.14 * np.cumsum([0, *(length for _, length in TUNE * 2)])
    pitches = [MIDDLE + SCALES["major"][step] for step in np.cumsum([move for move, _ in TUNE * 2])]
    notes = [_note("piano", 440 * 2 ** ((p - 69) / 12), t) for p, t in zip(pitches, np.diff(starts), strict=True)]
    bare = _laid_down(zip(starts, notes, strict=False))
    seen = "Ten bundles of level lines, two steps up and two down, and all of it again."
    plain = Card("The bare tune", bare, "A piano alone: do, mi, sol, mi, do, twice.", picture(bare), seen)
    return plain, *(_card(play_bar(genre, artist)) for genre, artist in BANDS.items())


def play_bar(genre: str, artist: int) -> Score:
    """Give a band of the demo data one bar to play: a tune in C major, twice.

    Everything else is its own: tempo and swing, what drums, bass and chords play, instruments and room.

    Parameters
    ----------
    genre
        One of the ten genres.
    artist
        The number of the artist, from 0.

    Returns
    -------
    Score
        Two bars.
    """
    choices = Choices(genre, seed=0, artist=artist, track=0, cohesion=COHESION, blend=BLEND)
    band = Band(choices)
    held = 2 if band.tempo < 90 else 1  # a slow band plays its tunes in half the steps
    band.motifs = [[(0.5, move, held * length) for move, length in TUNE * 2 + TUNE[:2]]]
    band.chords, band.scale, band.low, band.middle = [(0, "M")], SCALES["major"], MIDDLE - 24, MIDDLE
    band.sections, band.density, band.bars = [[0.5] * 4], 1.0, 2
    band.play()
    mix = record(choices, tuple(band.parts))
    midi = band.midi(mix.sounds)
    return Score(genre, 0, artist, 0, band.tempo, band.swing, band.swung, band.beats, "C major", midi, mix)


def _card(score: Score) -> Card:
    seconds = 2 * score.beats * 60 / score.tempo
    y = _levelled(fade(render(score, n_samples=round(seconds * SAMPLE_RATE)), attack=0.001, release=0.03))
    sounds = ", ".join(dict.fromkeys(score.mix.sounds.values()))
    strokes = next(len(part.notes) for part in score.midi.instruments if part.name == "drums")
    seen = f"The bar twice in {seconds:.1f} s; bright upright lines are strokes on drums, {strokes} of them."
    return Card(score.genre.capitalize(), y, f"{score.tempo:.0f} beats a minute: {sounds} and drums.", picture(y), seen)

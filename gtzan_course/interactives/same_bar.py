"""Chapter 01: the same bar, as three bands play it."""

from __future__ import annotations

import numpy as np

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo import BLEND, COHESION, Score, render
from gtzan_course.demo.band import Band
from gtzan_course.demo.choices import Choices
from gtzan_course.demo.instruments import fade
from gtzan_course.demo.recording import record
from gtzan_course.demo.styles import SCALES
from gtzan_course.interactives.reading import laid_down, levelled, note, picture
from gtzan_course.players import Card

MIDDLE = 60
"""The C in the middle of a piano, as a MIDI number."""

TUNE = ((0, 4), (2, 2), (2, 2), (-2, 4), (-2, 4))
"""One bar, do mi sol mi do: steps up the scale from the last note, and lengths in sixteenths."""

BANDS = {"jazz": 1, "metal": 1, "reggae": 1}
"""Who plays the bar: a genre, and the number of an artist of demo data with seed 0."""


def same_bar() -> tuple[Card, ...]:
    """Let a piano, and then three bands, each of another genre, play the same bar twice.

    Returns
    -------
    tuple of Card
        First the bare tune, then each band, with their pictures.
    """
    starts = 0.14 * np.cumsum([0, *(length for _, length in TUNE * 2)])
    pitches = [MIDDLE + SCALES["major"][step] for step in np.cumsum([move for move, _ in TUNE * 2])]
    notes = [note("piano", 440 * 2 ** ((p - 69) / 12), t) for p, t in zip(pitches, np.diff(starts), strict=True)]
    bare = laid_down(zip(starts, notes, strict=False))
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
    y = render(score, n_samples=round(seconds * SAMPLE_RATE)).astype(np.float64)
    y = fade(y, attack=0.001, release=0.03)
    sounds = ", ".join(dict.fromkeys(score.mix.sounds.values()))
    strokes = next(len(part.notes) for part in score.midi.instruments if part.name == "drums")
    seen = f"The bar twice in {seconds:.1f} s; bright upright lines are strokes on drums, {strokes} of them."
    heard = f"{score.genre.capitalize()}, {score.tempo:.0f} beats a minute: {sounds} and drums."
    return Card(score.genre.capitalize(), levelled(y), heard, picture(y), seen)

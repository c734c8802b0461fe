"""Compose a track: who plays what, and how it is to be recorded."""

from __future__ import annotations

from dataclasses import dataclass

import pretty_midi

from gtzan_course.dataset import GENRES
from gtzan_course.demo.band import SECONDS, Band
from gtzan_course.demo.choices import Choices
from gtzan_course.demo.recording import Mix, record

COHESION = 0.75
"""Default share of a track's draws that are its artist's habits."""

BLEND = 0.08
"""Default share of a track's traits that are borrowed from a neighbouring genre."""


@dataclass(frozen=True)
class Score:
    """A composed track: the notes, and how they are to be recorded.

    ``tempo`` is in beats a minute; ``swing`` is the share of a pair of steps that its first one
    lasts, where a pair is ``swung`` steps long; ``beats`` are the beats in a bar.
    """

    genre: str
    seed: int
    artist: int
    track: int
    tempo: float
    swing: float
    swung: int
    beats: int
    key: str
    midi: pretty_midi.PrettyMIDI
    mix: Mix


def compose(
    genre: str,
    *,
    seed: int,
    artist: int,
    track: int,
    cohesion: float = COHESION,
    blend: float = BLEND,
    seconds: float = SECONDS,
) -> Score:
    """Compose one track of a genre.

    Parameters
    ----------
    genre
        One of the ten genres.
    seed, artist, track
        Whole numbers that name the track: the data, the artist within the genre, and the track
        within the artist's. A track depends on these alone, not on how many others are made.
    cohesion
        Share of the draws that are the artist's habits, 0 to 1. At 0 there are no artists to hear.
    blend
        Share of the traits that come from a neighbouring genre, 0 to 1.
    seconds
        How long to play; a longer track begins with the same notes.

    Returns
    -------
    Score
        The notes, as a ``PrettyMIDI`` of that length, and the mix.

    Raises
    ------
    ValueError
        For an unknown genre, or a share outside 0 to 1.

    Examples
    --------
    >>> score = compose("disco", seed=0, artist=3, track=0)
    >>> score.midi.instruments[0].name
    'drums'
    """
    if genre not in GENRES:
        raise ValueError(f"Expected one of the genres {', '.join(GENRES)}; got {genre!r}.")
    for name, share in (("cohesion", cohesion), ("blend", blend)):
        if not 0 <= share <= 1:
            raise ValueError(f"Expected {name} between 0 and 1, got {share}.")
    choices = Choices(genre, seed=seed, artist=artist, track=track, cohesion=cohesion, blend=blend)
    band = Band(choices, seconds=seconds)
    band.play()
    mix = record(choices, tuple(band.parts))
    return Score(genre, seed, artist, track, band.tempo, band.swing, band.swung, band.beats, band.key,
                 band.midi(mix.sounds), mix)  # fmt: skip

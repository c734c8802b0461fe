"""What an artist is: the habits that its tracks share.

Everything about a track is drawn from ``random.Random`` seeded with text, so that the same seed
gives the same score on every machine. Each draw is either the artist's habit or the track's own:
that is what ``cohesion`` weighs. Each trait is either the genre's or a neighbour's: ``blend``.
"""

from __future__ import annotations

from random import Random
from typing import Any

from gtzan_course.demo.styles import NEIGHBOURS, STYLES


class Choices:
    """The draws of one track, each by name, so that none depends on the order of the others."""

    def __init__(self, genre: str, *, seed: int, artist: int, track: int, cohesion: float, blend: float) -> None:
        self.genre, self.cohesion, self.blend = genre, cohesion, blend
        self._artist = f"{seed}/{genre}/{artist}"
        self._track = f"{seed}/{genre}/{artist}/{track}"

    def own(self, name: str) -> Random:
        """Random numbers of this track alone."""
        return Random(f"{self._track}/{name}")

    def rng(self, name: str) -> Random:
        """Random numbers of the artist, or of this track."""
        habit = self.own(f"{name}?").random() < self.cohesion
        return Random(f"{self._artist}/{name}") if habit else self.own(name)

    def between(self, name: str, low: float, high: float) -> float:
        """A number between two."""
        return self.rng(name).uniform(low, high)

    def trait(self, name: str) -> Any:
        """A field of the genre's style, or of a neighbour's, drawn from its options."""
        rng = self.rng(name)
        borrowed, neighbour, place = rng.random(), rng.choice(NEIGHBOURS[self.genre]), rng.random()
        style = STYLES[neighbour if borrowed < self.blend else self.genre]
        options = getattr(style, name)
        if isinstance(options[0], str):
            return options[int(place * len(options))]
        low, high = options
        return low + place * (high - low)

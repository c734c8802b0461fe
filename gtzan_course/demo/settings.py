"""What demo data is asked for, and the tracks that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

from gtzan_course.demo.band import SECONDS
from gtzan_course.demo.faults import Counts
from gtzan_course.demo.scores import Score, compose

DEMO_VERSION = "2"
"""Changes whenever the demo data sounds different."""


@dataclass(frozen=True)
class Settings:
    """What a data set was asked for; the same settings give the same data."""

    tracks_per_genre: int
    artists_per_genre: int
    first_artist: int
    first_track: int
    seed: int
    cohesion: float
    blend: float
    genres: tuple[str, ...]
    faults: Counts

    def compose(self, genre: str, number: int, *, seconds: float = SECONDS) -> Score:
        """Compose track ``number`` of a genre: the artists take turns."""
        turn, artist = divmod(number, self.artists_per_genre)
        return compose(
            genre,
            seed=self.seed,
            artist=self.first_artist + artist,
            track=self.first_track + turn,
            cohesion=self.cohesion,
            blend=self.blend,
            seconds=seconds,
        )

    def text(self) -> str:
        """The settings and the version as one line each; of faults only where there are some."""
        values = {**vars(self), **(vars(self.faults) if self.faults.total else {}), "version": DEMO_VERSION}
        return "".join(f"{name}: {value}\n" for name, value in values.items() if name != "faults")

"""Plant the faults in the demo data that Sturm found in GTZAN, and tell which were planted (chapter 11).

A fault takes the place of a sound track, so that each genre's folder keeps its number of tracks, numbered
from 00000. The places are drawn from the seed and spread evenly over the genres; no place has two faults.

=========== =========================================================================================
repetition  another track of the same folder once more: byte for byte (``exact``), softer (``level``), or
            cut from the same recording some seconds later (``shift``). What is repeated is sound.
mislabelled music of another genre: a track of that genre which does not occur elsewhere in the data. Its
            name and number are those of the folder that it lies in, as in GTZAN.
distorted   samples beyond a ceiling are cut off (``clipping``), or noise bursts in (``static``).
=========== =========================================================================================

Source: B. L. Sturm, "The GTZAN dataset: its contents, its faults, their effects on evaluation, and its
future use", 2013.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

FAULTS = "faults.csv"
"""A table beside ``genres/`` that names what was planted."""

STRONGEST, WEAKEST = 0.2, 0.002
"""The share of a distorted track's samples that is spoilt goes from one to the other, in equal ratios."""

Place = tuple[str, int]
"""A genre's folder and a number in it; numbers from the tracks' count on are further tracks of the genre."""


@dataclass(frozen=True)
class Counts:
    """How many tracks are to be faulty, and in which way."""

    repetitions: int = 0
    mislabelled: int = 0
    distorted: int = 0

    @property
    def total(self) -> int:
        """How many faults."""
        return self.repetitions + self.mislabelled + self.distorted


@dataclass(frozen=True)
class Fault:
    """What is wrong with a track: a row of ``faults.csv``.

    Attributes
    ----------
    track_id
        The faulty track's name.
    fault
        ``repetition``, ``mislabelled`` or ``distorted``.
    of
        The name of the track repeated, the true genre, or the share of samples that is spoilt.
    how
        For a repetition ``exact``, ``level`` or ``shift``, for a distortion ``clipping`` or ``static``, else
        empty; ``level`` with the change in dB, ``shift`` with the delay in s.
    """

    track_id: str
    fault: str
    of: str
    how: str


@dataclass(frozen=True)
class Planted:
    """What a place holds instead of its own track: a source, changed in some way by some measure.

    ``source`` is the place whose music is heard. ``measure`` is in dB for ``level``, in s for ``shift``, a share of
    samples for ``clipping`` and ``static``.
    """

    fault: str
    source: Place
    how: str = ""
    measure: float = 0.0

    def row(self, place: Place) -> Fault:
        """Say it as a row of the table."""
        if self.fault == "mislabelled":
            return Fault(track_name(place), self.fault, self.source[0], "")
        if self.fault == "distorted":
            return Fault(track_name(place), self.fault, f"{self.measure:.4f}", self.how)
        how = {"level": f"level {self.measure:.1f} dB", "shift": f"shift {self.measure:.1f} s"}.get(self.how, self.how)
        return Fault(track_name(place), self.fault, track_name(self.source), how)


def track_name(place: Place) -> str:
    """Name a place as GTZAN does: ``("rock", 3)`` is ``rock.00003``."""
    return f"{place[0]}.{place[1]:05d}"


def plant(genres: Sequence[str], tracks_per_genre: int, seed: int, counts: Counts) -> dict[Place, Planted]:
    """Decide which places hold a fault, and which fault.

    Parameters
    ----------
    genres, tracks_per_genre
        The places that there are.
    seed
        The same seed and counts plant the same faults.
    counts
        How many of each fault.

    Returns
    -------
    dict of (str, int) to Planted
        The faulty places.

    Raises
    ------
    ValueError
        For counts below 0 or of more than half of the tracks; for repetitions where a genre has one track only, and
        mislabellings where there is one genre only.
    """
    places = len(genres) * tracks_per_genre
    if min(vars(counts).values()) < 0 or 2 * counts.total > places:
        raise ValueError(
            f"Expected from 0 to {places // 2} faults, half of the {places} tracks; got {counts}. "
            "Ask for fewer, or for more tracks."
        )
    if (counts.repetitions and tracks_per_genre < 2) or (counts.mislabelled and len(genres) < 2):
        raise ValueError(
            "Expected two tracks a genre or more, to repeat one, and two genres or more, to mistake one for another; "
            f"got {tracks_per_genre} a genre, {len(genres)} genres."
        )
    rng = Random(f"{seed}/faults")
    order = _spread(genres, tracks_per_genre, rng)
    faulty, sound = order[: counts.total], order[counts.total :]
    repeated, strangers = counts.repetitions, counts.repetitions + counts.mislabelled
    return {
        **dict(_repeat(faulty[:repeated], sound, rng)),
        **dict(_mislabel(faulty[repeated:strangers], genres, tracks_per_genre, rng)),
        **dict(_distort(faulty[strangers:])),
    }


def _spread(genres: Sequence[str], tracks_per_genre: int, rng: Random) -> list[Place]:
    """All places in random order, in which each genre comes once before any comes again."""
    numbers = {genre: rng.sample(range(tracks_per_genre), tracks_per_genre) for genre in genres}
    rounds = (rng.sample(list(genres), len(genres)) for _ in range(tracks_per_genre))
    return [(genre, numbers[genre].pop()) for turn in rounds for genre in turn]


def _repeat(places: Sequence[Place], sound: Sequence[Place], rng: Random) -> Iterator[tuple[Place, Planted]]:
    sources = defaultdict(list)
    for place in sound:
        sources[place[0]].append(place)
    for k, place in enumerate(places):
        own = sources[place[0]]
        own.append(own.pop(0))
        how = ("exact", "level", "shift")[k % 3]
        measure = {"exact": 0.0, "level": -rng.uniform(3, 12), "shift": rng.uniform(2, 15)}[how]
        yield place, Planted("repetition", own[-1], how, round(measure, 1))


def _mislabel(
    places: Sequence[Place], genres: Sequence[str], tracks_per_genre: int, rng: Random
) -> Iterator[tuple[Place, Planted]]:
    for k, place in enumerate(places):
        true = rng.choice([genre for genre in genres if genre != place[0]])
        yield place, Planted("mislabelled", (true, tracks_per_genre + k))


def _distort(places: Sequence[Place]) -> Iterator[tuple[Place, Planted]]:
    for k, (place, share) in enumerate(zip(places, np.geomspace(STRONGEST, WEAKEST, len(places)), strict=True)):
        yield place, Planted("distorted", place, ("clipping", "static")[k % 2], round(float(share), 4))


def faults_table(planted: Mapping[Place, Planted]) -> bytes:
    """Write what was planted as a table, sorted by track."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Fault.__annotations__)
    writer.writerows(list(vars(planted[place].row(place)).values()) for place in sorted(planted))
    return text.getvalue().encode()


def read_faults(data_home: str | Path) -> list[Fault]:
    """Read what was planted in demo data.

    Parameters
    ----------
    data_home
        What ``write_demo`` or ``demo_home`` returned.

    Returns
    -------
    list of Fault
        Sorted by track; empty for demo data without faults.

    Raises
    ------
    FileNotFoundError
        The folder holds no demo data.
    """
    home = Path(data_home)
    if not (home / "genres" / "settings.txt").is_file():
        raise FileNotFoundError(f"Expected demo data in {home}, found none. Give what demo_home() returns.")
    if not (home / FAULTS).is_file():
        return []
    with open(home / FAULTS, newline="", encoding="utf-8") as file:
        return [Fault(**row) for row in csv.DictReader(file)]

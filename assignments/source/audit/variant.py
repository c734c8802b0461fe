"""What varies in the audit: which 90 tracks of a pool a student gets, and which faults are planted among them.

The pool is music of six genres, ten artists each and three tracks an artist, 15 s long, composed from the class's seed,
which comes from the instructor's key: nobody can compose it again without the key. It is made once, in less than a
minute, and kept in the course's cache. A student's tracks, faults, names and order are drawn from the student's own
seed: the nine wrong labels alone can fall in more than 10**10 ways. Two students who put their files
together can see that a track of the one is filed elsewhere by the other: the music is common to the class.

What is right follows from what was planted, so `expected` needs no pool; only `write_data` does.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.cache import cache_home
from gtzan_course.demo import DEMO_VERSION, compose, render
from gtzan_course.demo.damage import clip
from gtzan_course.features import classical_features
from gtzan_course.files import written_whole
from gtzan_course.leakage import artist_key

GENRES = ("classical", "country", "hiphop", "jazz", "metal", "reggae")
N_ARTISTS, N_TRACKS = 10, 3
COHESION = 1.0
"""Artists share all traits among their tracks, so that they can be recognised (chapter 10)."""

SECONDS, LATEST = 15, 3
"""How long the tracks are, and how much later a repetition may begin."""

POOL_VERSION = 2
"""Changes whenever the same seed gives another pool."""

N_JOBS = 2
"""Processes that make the pool."""

HEARD = (3, 3, 3, 2, 2, 1, 1)
"""How many tracks a student gets by each of seven artists of a genre; the other three are mislabelled, or not there."""

COPIES = ("exact",) * 4 + ("level",) * 3 + ("shift",) * 3
N_MISLABELLED, N_CLIPPED = 9, 6
UNKNOWN = {"sound": 12, "copy": 5, "mislabelled": 3}
"""How many tracks have no artist's name, so that its absence gives no fault away."""

N_HEIGHTS = 2000
"""Steps of a sample's height, from 0 to full scale."""

FIRST = (
    "Amber", "Black", "Copper", "Golden", "Hollow", "Iron", "Little", "Lost",
    "Northern", "Paper", "Quiet", "Rolling", "Silver", "Slow", "Velvet", "Wooden",
)  # fmt: skip
SECOND = (
    "Anchors", "Bridges", "Comets", "Engines", "Foxes", "Gardens",
    "Harbours", "Lanterns", "Mirrors", "Pilots", "Rivers", "Sparrows",
)  # fmt: skip
CALLED = ("The {} {}", "{} & the {}", "{} and {}", "{} {}")

Placed = tuple[int, int, int]
"""A genre's number, an artist's and a track's."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw tracks and faults: again, until the spelling of names and unknown artists matter for question 4."""
    while True:
        tracks = _tracks(rng)
        if _telling(tracks):
            return {
                "DATA": f"audit-{rng.randrange(16**6):06x}.npz",
                "FOLDS": rng.randrange(10**6),
                "_tracks": tracks,
            }


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Say what was planted, and which artists are on both sides."""
    tracks = settings["_tracks"]
    copies = [(i, track) for i, track in enumerate(tracks) if track["of"] is not None]
    return {
        "pairs": [sorted((_name(i), _name(track["of"]))) for i, track in copies],
        "exact": [sorted((_name(i), _name(track["of"]))) for i, track in copies if track["version"] == "base"],
        "clipped": [_name(i) for i, track in enumerate(tracks) if track["version"] == "clipped"],
        "mislabelled": [_name(i) for i, track in enumerate(tracks) if track["claimed"] != track["place"][0]],
        "met": _met(tracks, artist_key),
        "met_as_spelt": _met(tracks, str),
    }


def write_data(settings: dict[str, Any], folder: Path) -> None:
    """Write what the student gets of the tracks: no sound, but features, heights, labels and names."""
    pool = _pool(settings["_class_seed"])
    tracks = settings["_tracks"]
    rows = [pool["keys"].tolist().index(_key(track["place"], track["version"])) for track in tracks]
    np.savez_compressed(
        folder / settings["DATA"],
        ids=np.array([_name(i) for i in range(len(tracks))]),
        genres=np.array([GENRES[track["claimed"]] for track in tracks]),
        artists=np.array([track["artist"] for track in tracks]),
        sides=np.array([track["side"] for track in tracks]),
        features=pool["features"][rows],
        heights=pool["heights"][rows],
    )


def _tracks(rng: random.Random) -> list[dict[str, Any]]:
    """A student's tracks in their order: what is heard, what it is filed under, and what it repeats."""
    sound, strangers = _cast(rng)
    free = rng.sample(sound, len(sound))
    sources = [_taken(free, "base" if kind == "exact" else kind) for kind in COPIES]
    clipped = [_taken(free, "clipped") for _ in range(N_CLIPPED)]
    rows = [_track(place, "clipped" if place in clipped else "base") for place in sound]
    for place, kind in zip(sources, COPIES, strict=True):
        rows.append(_track(place, "base" if kind == "exact" else kind) | {"of": sound.index(place)})
    for place in rng.sample(strangers, N_MISLABELLED):
        wrong = rng.choice([genre for genre in range(len(GENRES)) if genre != place[0]])
        rows.append(_track(place, "base") | {"claimed": wrong})
    _name_artists(rows, len(sound), rng)
    order = rng.sample(range(len(rows)), len(rows))
    for row in rows:
        row["of"] = None if row["of"] is None else order.index(row["of"])
        row["side"] = "test" if rng.random() < 0.3 else "train"
    return [rows[i] for i in order]


def _cast(rng: random.Random) -> tuple[list[Placed], list[Placed]]:
    """Tracks by the artists that a student hears, and one each by those that only a wrong label can bring in."""
    sound, strangers = [], []
    for genre in range(len(GENRES)):
        artists = rng.sample(range(N_ARTISTS), N_ARTISTS)
        for artist, count in zip(artists, HEARD, strict=False):
            sound += [(genre, artist, track) for track in rng.sample(range(N_TRACKS), count)]
        strangers += [(genre, artist, rng.randrange(N_TRACKS)) for artist in artists[len(HEARD) :]]
    return sound, strangers


def _taken(free: list[Placed], version: str) -> Placed:
    """The first free track that the pool has in a version; free no more."""
    place = next(place for place in free if version in _versions_had(place))
    free.remove(place)
    return place


def _versions_had(place: Placed) -> tuple[str, ...]:
    """The versions of a track in the pool: as it is, and of some tracks another one."""
    _, artist, track = place
    other = {(0, 0): "level", (0, 1): "shift", (1, 0): "clipped"}.get((track, artist % 2))
    return ("base", other) if other else ("base",)


def _track(place: Placed, version: str) -> dict[str, Any]:
    return {"place": list(place), "version": version, "claimed": place[0], "of": None}


def _name_artists(rows: list[dict[str, Any]], n_sound: int, rng: random.Random) -> None:
    """Give each artist a name, spell it in another way on some tracks, and leave it out on others."""
    pairs = rng.sample([(first, second) for first in FIRST for second in SECOND], len(GENRES) * N_ARTISTS)
    names = [rng.choice(CALLED).format(*pair) for pair in pairs]
    for row in rows:
        name = names[row["place"][0] * N_ARTISTS + row["place"][1]]
        row["artist"] = _respelt(name, rng) if rng.random() < 0.25 else name
    n_copies = n_sound + len(COPIES)
    parts = {"sound": range(n_sound), "copy": range(n_sound, n_copies), "mislabelled": range(n_copies, len(rows))}
    for part, places in parts.items():
        for i in rng.sample(places, UNKNOWN[part]):
            rows[i]["artist"] = ""


def _respelt(name: str, rng: random.Random) -> str:
    """The same name as somebody else would write it."""
    swapped = name.replace(" & ", " and ") if "&" in name else name.replace(" and ", " & ")
    other = [name.upper(), swapped, name.removeprefix("The "), f"The {name.removeprefix('The ')}"]
    return rng.choice([spelt for spelt in other if spelt != name])


def _met(tracks: list[dict[str, Any]], spelling: Any) -> list[str]:
    """Test tracks whose artist, in one spelling, has a training track."""
    trained = {spelling(track["artist"]) for track in tracks if track["side"] == "train" and track["artist"]}
    asked = [(_name(i), track) for i, track in enumerate(tracks) if track["side"] == "test" and track["artist"]]
    return [name for name, track in asked if spelling(track["artist"]) in trained]


def _telling(tracks: list[dict[str, Any]]) -> bool:
    """Whether both sides are long enough, and a slip in question 4 comes to another set."""
    n_test = sum(track["side"] == "test" for track in tracks)
    unknown = [sum(not track["artist"] and track["side"] == side for track in tracks) for side in ("train", "test")]
    more = len(_met(tracks, artist_key)) - len(_met(tracks, str))
    return 28 <= n_test <= 38 and min(unknown) >= 2 and more >= 2


def _name(i: int) -> str:
    return f"track_{i:03d}"


def _key(place: Any, version: str) -> str:
    return "-".join(map(str, (*place, version)))


def _pool(seed: int) -> dict[str, npt.NDArray[Any]]:
    """All versions of all tracks: their keys, features and heights; made if they are not in the cache."""
    path = cache_home() / f"audit-{POOL_VERSION}-demo{DEMO_VERSION}-{seed}.npz"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        versions = [version for genre in range(len(GENRES)) for version in _versions_of(genre, seed)]
        keys, features, heights = (np.array(column) for column in zip(*versions, strict=True))
        with written_whole(path) as file:
            os.chmod(file.name, 0o600)  # it holds right answers
            np.savez_compressed(file, keys=keys, features=features, heights=heights)
    with np.load(path, allow_pickle=False) as pool:
        return dict(pool)


def _versions_of(genre: int, seed: int) -> list[tuple[str, npt.NDArray[np.float32], npt.NDArray[np.int32]]]:
    """Key, features and heights of each version of a genre's tracks."""
    places = [(genre, artist, track) for artist in range(N_ARTISTS) for track in range(N_TRACKS)]
    scores = [
        compose(GENRES[g], seed=seed, artist=a, track=t, cohesion=COHESION, seconds=SECONDS + LATEST)
        for g, a, t in places
    ]
    length = (SECONDS + LATEST) * SAMPLE_RATE
    with joblib.Parallel(n_jobs=N_JOBS) as parallel:
        waves = parallel(joblib.delayed(render)(score, n_samples=length) for score in scores)
        sounds = {
            _key(place, version): sound
            for place, wave in zip(places, waves, strict=True)
            for version, sound in _versions(wave, place, np.random.default_rng([seed, *place])).items()
        }
        features = parallel(joblib.delayed(classical_features)(sound) for sound in sounds.values())
    heights = [
        np.histogram(np.abs(sound), bins=N_HEIGHTS, range=(0, 1))[0].astype(np.int32) for sound in sounds.values()
    ]
    return list(zip(sounds, (row.astype(np.float32) for row in features), heights, strict=True))


def _versions(
    wave: npt.NDArray[np.float32], place: Placed, rng: np.random.Generator
) -> dict[str, npt.NDArray[np.float32]]:
    """The versions of a track that the pool has, in 16 bits."""
    length, had = SECONDS * SAMPLE_RATE, _versions_had(place)
    peak = 0.999 if rng.random() < 1 / 3 else rng.uniform(0.25, 0.9)
    sounds = {"base": _with_peak(wave[:length], peak)}
    if "level" in had:
        sounds["level"] = sounds["base"] * np.float32(10 ** (-rng.uniform(2, 8) / 20))
    if "shift" in had:
        start = round(rng.uniform(1, LATEST) * SAMPLE_RATE)
        later = wave[start : start + length] * np.float32(peak / np.abs(wave[:length]).max())
        sounds["shift"] = _with_peak(later, min(0.999, np.abs(later).max()))
    if "clipped" in had:
        share = float(np.exp(rng.uniform(np.log(0.006), np.log(0.05))))
        sounds["clipped"] = _with_peak(clip(wave[:length], share), rng.uniform(0.3, 0.9))
    return {version: (np.round(sound * 32768) / 32768).astype(np.float32) for version, sound in sounds.items()}


def _with_peak(sound: npt.NDArray[np.float32], peak: float) -> npt.NDArray[np.float32]:
    """The sound at a level at which its highest sample is that high."""
    return sound * np.float32(peak / np.abs(sound).max())

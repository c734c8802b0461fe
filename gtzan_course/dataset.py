"""GTZAN's tracks: find them in a folder and load their audio.

The layout is the original's: ``genres/<genre>/<genre>.NNNNN.wav`` (or ``.au``), ten genres, a
hundred tracks each, 30 s at 22,050 Hz. The demo data has the same layout. Chapter 01 reads it.
"""

from __future__ import annotations

import csv
import itertools
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE, read_blocks

GENRES = ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")
"""The ten genres of GTZAN, in alphabetical order: a genre's place is its label."""

TRACK_SAMPLES = 660_000
"""Samples of a track that the course uses: the length of GTZAN's shortest, 29.93 s."""

MANIFEST = "manifest.csv"
"""A table beside the genre folders that names each track's artist; the demo data has one."""


@dataclass(frozen=True)
class Track:
    """One track of a data set: who it is and where its audio lies.

    Attributes
    ----------
    track_id
        Its name, as ``blues.00000``.
    genre
        The genre it is filed under, one of the folder names.
    path
        Its audio file.
    artist
        Who plays it, where a manifest beside the genres says so; None where nobody does.
    """

    track_id: str
    genre: str
    path: Path
    artist: str | None = None


def read_tracks(data_home: str | Path) -> list[Track]:
    """Find GTZAN's tracks (chapter 01).

    Files that lie beside the audio in the real archive (``.DS_Store``, ``._*.wav``, ``*.mf``,
    a README) are passed over.

    Parameters
    ----------
    data_home
        The folder that holds the ten genre folders, or its parent.

    Returns
    -------
    list of Track
        Sorted by ``track_id``, whatever order the file system keeps.

    Raises
    ------
    FileNotFoundError
        There is no such folder, a genre is missing, or a genre holds no track.
    ValueError
        A track lies there twice, as ``.wav`` and as ``.au``; or the manifest has not the columns
        ``track_id`` and ``artist``.

    Warns
    -----
    UserWarning
        A genre's folder holds audio that is not named as GTZAN names its tracks.
    """
    genres_dir = find_genres_dir(data_home)
    artists = _artists(genres_dir)
    tracks: list[Track] = []
    for genre in GENRES:
        paths = _audio_files(genres_dir / genre)
        tracks += [Track(path.stem, genre, path, artists.get(path.stem)) for path in paths]
    twice = sorted({a.track_id for a, b in itertools.pairwise(tracks) if a.track_id == b.track_id})
    if twice:
        raise ValueError(f"Expected each track once in {genres_dir}, found two files for {', '.join(twice)}. Keep one.")
    return sorted(tracks, key=lambda track: track.track_id)


def find_genres_dir(data_home: str | Path) -> Path:
    """Find the folder that holds the ten genre folders: the one given, or one inside it.

    Parameters
    ----------
    data_home
        A folder with the genre folders, or with ``genres/`` or Kaggle's ``genres_original/``.

    Returns
    -------
    Path
        The folder whose children are named as the genres.

    Raises
    ------
    FileNotFoundError
        There is no such folder, or it lacks a genre; the message names those missing.
    """
    data_home = Path(data_home)
    if not data_home.is_dir():
        raise FileNotFoundError(f"Expected a folder of tracks, found none at {data_home}. Check the path.")
    places = [data_home, data_home / "genres", data_home / "genres_original"]
    best = min(places, key=lambda place: len(_missing(place)))
    missing = _missing(best)
    if missing:
        raise FileNotFoundError(
            f"Expected ten genre folders in {best}, missing: {', '.join(missing)}. "
            "Give the folder that holds blues/, classical/ and so on, or its parent."
        )
    return best


def load_audio(path: str | Path, *, n_samples: int | None = TRACK_SAMPLES) -> npt.NDArray[np.float32]:
    """Load a track as mono samples at 22,050 Hz (chapter 01).

    Parameters
    ----------
    path
        An audio file in a format that soundfile decodes; another sample rate is converted.
    n_samples
        How many samples to keep from the start: 660,000, as the write-up does, so that every
        track has the same number of windows. None keeps the whole file.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        The waveform, in [-1, 1] for ordinary files.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is no audio, holds NaN or infinity, or is shorter than ``n_samples``.
    """
    blocks, found = [], 0
    for block in read_blocks(path):
        blocks.append(block)
        found += len(block)
        if n_samples is not None and found >= n_samples:
            break
    y = np.concatenate([np.zeros(0, np.float32), *blocks])
    if n_samples is None:
        return y
    if len(y) < n_samples:
        raise ValueError(
            f"Expected at least {n_samples:,} samples ({n_samples / SAMPLE_RATE:.2f} s at {SAMPLE_RATE:,} Hz), "
            f"found {len(y):,} ({len(y) / SAMPLE_RATE:.2f} s) in {path}. "
            "Use a longer file, or n_samples=None for what there is."
        )
    return y[:n_samples]


def _missing(folder: Path) -> list[str]:
    return [genre for genre in GENRES if not (folder / genre).is_dir()]


def _audio_files(genre_dir: Path) -> list[Path]:
    """List the tracks in one genre's folder; a warning for audio by another name, an error for none."""
    audio = [
        path
        for path in genre_dir.iterdir()
        if path.suffix.lower() in (".wav", ".au") and not path.name.startswith(".") and path.is_file()
    ]
    named = re.compile(rf"{genre_dir.name}\.\d{{5}}")
    tracks = sorted(path for path in audio if named.fullmatch(path.stem))
    others = sorted(path.name for path in set(audio) - set(tracks))
    if others:
        warnings.warn(
            f"Passed over {len(others)} file(s) in {genre_dir} not named {genre_dir.name}.NNNNN.wav: "
            f"{', '.join(others[:5])}. Rename them if they are tracks.",
            stacklevel=3,
        )
    if not tracks:
        raise FileNotFoundError(
            f"Expected tracks named {genre_dir.name}.NNNNN.wav in {genre_dir}, found none. Put the genre's audio there."
        )
    return tracks


def _artists(genres_dir: Path) -> dict[str, str]:
    """Look up each track's artist in the manifest beside the genre folders, where there is one."""
    manifest = genres_dir / MANIFEST
    if not manifest.is_file():
        return {}
    with open(manifest, newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        if not {"track_id", "artist"} <= set(table.fieldnames or ()):
            raise ValueError(
                f"Expected the columns track_id and artist in {manifest}, found {table.fieldnames}. Mend the table."
            )
        return {row["track_id"]: row["artist"] for row in table if row["artist"]}

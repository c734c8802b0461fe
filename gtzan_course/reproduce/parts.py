"""Tracks of a split, with their windows: what the whole experiment learns from, watches and tests on (chapter 12)."""

from __future__ import annotations

import hashlib
import random
import warnings
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tqdm.auto import tqdm

from gtzan_course.cache import LogMelFiles, Scale, cached_log_mel, cached_mel_power
from gtzan_course.dataset import GENRES, Track
from gtzan_course.runs import Part
from gtzan_course.splits import fault_filtered_split, split_tracks

SPLITS = ("stratified", "fault-filtered")
"""Each genre 70 to 30 at random, always the same; or that of Kereliuk, Sturm and Larsen, for GTZAN alone."""

MIN_TRACKS = 4
"""Of a genre, so that each part of a stratified split has some."""

VALIDATION_SHARE = 1 / 7
"""Of the 70 %: what a recipe that has a validation part takes out of what it learns from."""


class Parts(NamedTuple):
    """The tracks of a split.

    Attributes
    ----------
    training
        To learn from.
    validation
        To watch, for a recipe that has a part for that; else to learn from as well.
    test
        To test on.
    """

    training: list[Track]
    validation: list[Track]
    test: list[Track]

    def only(self, tracks: Container[Track]) -> Parts:
        """Leave out all other tracks."""
        return Parts(*([track for track in part if track in tracks] for part in self))

    def checked(self) -> Parts:
        """Give back these parts.

        Raises
        ------
        ValueError
            A genre cannot be learnt or not be tested, or there is nothing to watch; the message says which.
        """
        for name, part in self._asdict().items():
            there = {track.genre for track in part}
            lacking = [genre for genre in GENRES if genre not in there]
            if lacking and (name != "validation" or not part):
                raise ValueError(
                    f"Expected tracks of all ten genres in the {name} part of the split, got none of "
                    f"{', '.join(lacking)}. Add some, or take another split."
                )
        return self


def divide(tracks: Sequence[Track], split: str) -> Parts:
    """Divide tracks into parts; those to learn from are in an order that mixes the genres.

    Parameters
    ----------
    tracks
        What to divide.
    split
        One of `SPLITS`.

    Returns
    -------
    Parts
        The same for the same tracks.

    Raises
    ------
    ValueError
        There is no such split, a genre has too few tracks, or the fault-filtered split is asked for and
        these are not GTZAN's tracks.
    """
    if split not in SPLITS:
        raise ValueError(f"Expected the split {' or '.join(SPLITS)}, got {split!r}. Choose one of them.")
    training, validation, test = fault_filtered_split(tracks) if split == "fault-filtered" else _stratified(tracks)
    return Parts(_mixed(training), _mixed(validation), test).checked()


def _mixed(tracks: Sequence[Track]) -> list[Track]:
    return random.Random(0).sample(tracks, len(tracks))


def _stratified(tracks: Sequence[Track]) -> tuple[list[Track], list[Track], list[Track]]:
    counts = Counter(track.genre for track in tracks)
    genre = min(counts, key=lambda name: counts[name])
    if counts[genre] < MIN_TRACKS:
        raise ValueError(
            f"Expected {MIN_TRACKS} tracks a genre or more for a stratified split, got {counts[genre]} of {genre}. "
            "Add some."
        )
    rest, test = split_tracks(tracks)
    training, validation = split_tracks(rest, test_size=max(VALIDATION_SHARE, len(counts) / len(rest)))
    return training, validation, test


def read_windows(tracks: Iterable[Track], scale: Scale, *, progress: bool = False) -> dict[Track, Path]:
    """Keep the windows of tracks on disk, and go on without those that cannot be read.

    Parameters
    ----------
    tracks
        Whose windows.
    scale
        Decibels or power.
    progress
        Whether to show a progress bar.

    Returns
    -------
    dict
        For each track that can be read, the file that `cache.cached_log_mel` or `cache.cached_mel_power` keeps.

    Warns
    -----
    UserWarning
        A track cannot be read; says which and why.
    """
    cached = cached_log_mel if scale == "log_mel" else cached_mel_power
    files: dict[Track, Path] = {}
    for track in tqdm(list(tracks), desc="windows", unit="track", leave=False, disable=not progress):
        try:
            files[track] = cached([track]).paths[0]
        except ValueError as error:
            warnings.warn(f"Going on without {track.track_id}: {error}", stacklevel=2)
    return files


def part_of(tracks: Sequence[Track], files: Mapping[Track, Path], scale: Scale) -> Part:
    """Put tracks and their windows together.

    Parameters
    ----------
    tracks
        The tracks.
    files
        What `read_windows` gave.
    scale
        Decibels or power.

    Returns
    -------
    Part
        What `runs.run` takes.
    """
    windows = LogMelFiles([files[track] for track in tracks])
    return Part({scale: windows}, [GENRES.index(track.genre) for track in tracks])


def fingerprint(parts: Parts, files: Mapping[Track, Path]) -> str:
    """Name the data of an experiment.

    Parameters
    ----------
    parts
        The tracks of each part.
    files
        What `read_windows` gave.

    Returns
    -------
    str
        32 hexadecimal digits; others for other tracks, other audio in them, or another order.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name, part in parts._asdict().items():
        for track in part:
            digest.update(f"{name} {track.track_id} {track.genre} {files[track].stem}\n".encode())
    return digest.hexdigest()

"""Divide tracks into training and test parts, before anything is cut (chapters 01 and 10).

Windows of one track must never stand on both sides: they sound alike, and a model that has heard
one half of a song recognises the other. So tracks are split, never windows.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from gtzan_course.dataset import Track
from gtzan_course.facts import gtzan_facts

WRITEUP_ORDER = ("metal", "disco", "classical", "hiphop", "jazz", "country", "pop", "blues", "reggae", "rock")
"""The order in which the write-up reads the genres and numbers their labels (Guimaraes, gtzan.keras)."""

N_DRAWS = 20
"""Random draws of whole groups, of which the best is taken."""


def split_tracks(
    tracks: Sequence[Track],
    *,
    test_size: float = 0.3,
    seed: int = 42,
    groups: Sequence[Hashable] | None = None,
) -> tuple[list[Track], list[Track]]:
    """Split tracks into a training and a test part, each genre in the same proportion.

    Parameters
    ----------
    tracks
        What to split.
    test_size
        Share of the tracks that goes into the test part, between 0 and 1.
    seed
        Which of the possible splits.
    groups
        One label a track, such as its artist: tracks with equal labels stay on one side, and each
        genre's share is as near to ``test_size`` as its groups allow. A track whose label is None
        is a group of its own.

    Returns
    -------
    train, test : list of Track
        Together all tracks, each once, in the order in which they came.

    Raises
    ------
    ValueError
        ``test_size`` is not between 0 and 1, ``groups`` has another length than ``tracks``, or a genre
        would have nothing to train on or nothing to test on.
    """
    tracks = list(tracks)
    if not 0 < test_size < 1:
        raise ValueError(f"Expected a test_size between 0 and 1, such as 0.3, got {test_size}.")
    if groups is None:
        chosen = _stratified_test(tracks, test_size, seed)
    else:
        chosen = _grouped_test(tracks, list(groups), test_size, seed)
    test = set(np.asarray(chosen).tolist())
    return (
        [track for i, track in enumerate(tracks) if i not in test],
        [track for i, track in enumerate(tracks) if i in test],
    )


def _stratified_test(tracks: list[Track], test_size: float, seed: int) -> npt.NDArray[np.int64]:
    """Choose tracks for the test part, each genre in the same proportion."""
    from sklearn.model_selection import train_test_split

    genres = [track.genre for track in tracks]
    try:
        chosen = train_test_split(np.arange(len(tracks)), test_size=test_size, random_state=seed, stratify=genres)[1]
    except ValueError as error:
        raise ValueError(
            f"Expected enough tracks to put each of {len(set(genres))} genres on both sides, got {len(tracks)} tracks "
            f"and a test_size of {test_size} ({error}). Take more tracks a genre or another test_size."
        ) from error
    return np.asarray(chosen)


def _grouped_test(tracks: list[Track], groups: list[Hashable], test_size: float, seed: int) -> npt.NDArray[np.int64]:
    """Choose whole groups for the test part: the best of some random draws."""
    if len(groups) != len(tracks):
        raise ValueError(f"Expected one group a track, got {len(groups)} groups for {len(tracks)} tracks.")
    names = [("track", i) if group is None else ("group", group) for i, group in enumerate(groups)]
    group_of = {name: number for number, name in enumerate(dict.fromkeys(names))}
    genres = sorted({track.genre for track in tracks})
    counts = np.zeros((len(group_of), len(genres)), np.int64)
    for track, name in zip(tracks, names, strict=True):
        counts[group_of[name], genres.index(track.genre)] += 1
    rng = np.random.default_rng(seed)
    draws = [_drawn_groups(counts, test_size, rng) for _ in range(N_DRAWS)]
    chosen = min(draws, key=lambda drawn: _distance(counts[drawn].sum(axis=0), counts.sum(axis=0), test_size))
    tested, total = counts[chosen].sum(axis=0), counts.sum(axis=0)
    one_sided = [genre for genre, n, n_all in zip(genres, tested, total, strict=True) if n in (0, n_all)]
    if one_sided:
        raise ValueError(
            f"Expected every genre on both sides, but its groups put {', '.join(one_sided)} on one side only. "
            "Take more groups a genre."
        )
    return np.flatnonzero(np.isin([group_of[name] for name in names], chosen))


def _drawn_groups(counts: npt.NDArray[np.int64], test_size: float, rng: np.random.Generator) -> list[int]:
    """Go through the groups in random order, and take each that brings the genres nearer to test_size."""
    total, tested = counts.sum(axis=0), np.zeros(counts.shape[1], np.int64)
    chosen: list[int] = []
    for group in rng.permutation(len(counts)).tolist():
        if _distance(tested + counts[group], total, test_size) < _distance(tested, total, test_size):
            tested = tested + counts[group]
            chosen.append(group)
    return chosen


def _distance(tested: npt.NDArray[np.int64], total: npt.NDArray[np.int64], test_size: float) -> float:
    """How many tracks the genres are off test_size; a genre on one side only counts as off by all tracks."""
    one_sided = (tested == 0) | (tested == total)
    return float(np.abs(tested - test_size * total).sum() + total.sum() * one_sided.sum())


def writeup_split(tracks: Sequence[Track]) -> tuple[list[Track], list[Track]]:
    """Rebuild the write-up's own split of GTZAN: 700 tracks to train on, 300 to test on.

    Its function read the genres in an order of its own and split the list by scikit-learn with
    ``random_state=42``. The order of files within a genre was left to the operating system; it is
    taken as sorted here.

    Parameters
    ----------
    tracks
        GTZAN's 1,000 tracks.

    Returns
    -------
    train, test : list of Track
        In scikit-learn's shuffled order, as the write-up's network met them.

    References
    ----------
    Guimaraes, H. R., "Music genre classification: a deep learning approach", and the notebook
    ``1.1-custom_cnn_2d`` in its repository gtzan.keras.
    """
    from sklearn.model_selection import train_test_split

    ordered = sorted(tracks, key=lambda track: (WRITEUP_ORDER.index(track.genre), track.track_id))
    labels = [WRITEUP_ORDER.index(track.genre) for track in ordered]
    train, test = train_test_split(ordered, test_size=0.3, random_state=42, stratify=labels)
    return train, test


def fault_filtered_split(tracks: Sequence[Track]) -> tuple[list[Track], list[Track], list[Track]]:
    """Split GTZAN as Kereliuk, Sturm and Larsen did: without its known faults, and artists kept apart.

    They left 70 of the 1,000 tracks out (repetitions, mislabellings and distorted ones) and divided the
    others by hand, so that no artist stands on two sides: 443, 197 and 290.

    Parameters
    ----------
    tracks
        GTZAN's tracks; a copy that lacks some of them is divided as far as it goes.

    Returns
    -------
    train, validation, test : list of Track
        Each in the order in which they came; the tracks that the split leaves out are in none.

    Raises
    ------
    ValueError
        A track is not one of GTZAN's: nobody there has its name, or the manifest beside it says that
        somebody else plays it, as it does with demo data.

    References
    ----------
    Kereliuk, Sturm and Larsen, "Deep learning and music adversaries", IEEE Transactions on Multimedia,
    2015.
    """
    facts = gtzan_facts()
    foreign = [track for track in tracks if not _is_gtzans(track)]
    if foreign:
        names = ", ".join(track.track_id + (f" by {track.artist}" if track.artist else "") for track in foreign[:3])
        raise ValueError(
            f"Expected tracks of GTZAN, for which the split was published, but {len(foreign)} of {len(tracks)} are "
            f"not: {names}. Split other data with split_tracks."
        )
    train, validation, test = (
        [track for track in tracks if facts[track.track_id].fault_filtered == part]
        for part in ("train", "valid", "test")
    )
    return train, validation, test


def _is_gtzans(track: Track) -> bool:
    """Whether GTZAN has a track of that name, by that artist where an artist is named."""
    published = gtzan_facts().get(track.track_id)
    return published is not None and track.artist in (None, published.artist)

"""Divide tracks into training and test parts, before anything is cut (chapters 01 and 10).

Windows of one track must never stand on both sides: they sound alike, and a model that has heard
one half of a song recognises the other. So tracks are split, never windows.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from gtzan_course.dataset import Track

WRITEUP_ORDER = ("metal", "disco", "classical", "hiphop", "jazz", "country", "pop", "blues", "reggae", "rock")
"""The order in which the write-up reads the genres and numbers their labels (Guimaraes, gtzan.keras)."""

N_FOLDS = 10


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
        One label a track, such as its artist: tracks with equal labels stay on one side. The
        split is then made of tenths, as near to ``test_size`` as they allow. A track whose label
        is None is a group of its own.

    Returns
    -------
    train, test : list of Track
        Together all tracks, each once, in the order in which they came.

    Raises
    ------
    ValueError
        ``test_size`` leaves a side empty, ``groups`` has another length than ``tracks``, or the
        groups leave a genre with nothing to train on or nothing to test on.
    """
    tracks = list(tracks)
    if not 0 < test_size < 1:
        raise ValueError(f"Expected a test_size between 0 and 1, such as 0.3, got {test_size}.")
    genres = [track.genre for track in tracks]
    if groups is None:
        chosen = train_test_split(np.arange(len(tracks)), test_size=test_size, random_state=seed, stratify=genres)[1]
    else:
        chosen = _grouped_test(tracks, genres, list(groups), test_size, seed)
    test = set(np.asarray(chosen).tolist())
    return (
        [track for i, track in enumerate(tracks) if i not in test],
        [track for i, track in enumerate(tracks) if i in test],
    )


def _grouped_test(
    tracks: list[Track], genres: list[str], groups: list[Hashable], test_size: float, seed: int
) -> np.ndarray:
    """Indices of the test part: as many tenths, no group cut, as come nearest to test_size."""
    if len(groups) != len(tracks):
        raise ValueError(f"Expected one group a track, got {len(groups)} groups for {len(tracks)} tracks.")
    alone = [track.track_id if group is None else group for track, group in zip(tracks, groups, strict=True)]
    names = {name: i for i, name in enumerate(dict.fromkeys(alone))}
    folder = StratifiedGroupKFold(N_FOLDS, shuffle=True, random_state=seed)
    folds = [test for _, test in folder.split(genres, genres, [names[name] for name in alone])]
    test = np.concatenate(folds[: max(1, round(test_size * N_FOLDS))])
    tested = {genres[i] for i in test}
    trained = {genre for i, genre in enumerate(genres) if i not in set(test.tolist())}
    one_sided = sorted((tested | trained) - (tested & trained))
    if one_sided:
        raise ValueError(
            f"Expected every genre on both sides, but its groups put {', '.join(one_sided)} on one side only. "
            "Take more groups a genre, another seed or another test_size."
        )
    return test


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
    ordered = sorted(tracks, key=lambda track: (WRITEUP_ORDER.index(track.genre), track.track_id))
    labels = [WRITEUP_ORDER.index(track.genre) for track in ordered]
    train, test = train_test_split(ordered, test_size=0.3, random_state=42, stratify=labels)
    return train, test

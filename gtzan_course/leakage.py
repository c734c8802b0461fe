"""What a test part shares with the training part, and four splits that share less and less (chapter 10).

A split into windows puts both halves of a song on both sides. A split into tracks stops that, but not a song that is
filed twice; a split that knows the repetitions stops these too, and one that keeps artists apart also stops the
voice, the band and the studio (the artist effect: Pampalk, Flexer and Widmer 2005).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from gtzan_course.dataset import Track
from gtzan_course.splits import split_tracks

Split = Literal["windows", "tracks", "repetitions", "artists"]
"""What is divided: windows, tracks, tracks with their repetitions, or artists with all that is theirs."""

SPLITS: tuple[Split, ...] = get_args(Split)
"""The four, the leakiest first."""


def shared(train: Sequence[str], test: Sequence[str], labels: Mapping[str, Hashable | None]) -> list[str]:
    """Find the test tracks that have something in common with a training track.

    Parameters
    ----------
    train, test
        Names of the tracks on either side.
    labels
        What may be common, by name: each track's artist, say, or the md5 of its file. None where nobody knows it,
        which is never common.

    Returns
    -------
    list of str
        Names of test tracks, in the order of ``test``.

    Raises
    ------
    KeyError
        A track has no label, not even None.

    Examples
    --------
    >>> artists = {"blues.00000": "Robert Johnson", "blues.00001": "Robert Johnson", "blues.00002": None}
    >>> shared(["blues.00000", "blues.00002"], ["blues.00001"], artists)
    ['blues.00001']
    """
    met = {labels[name] for name in train} - {None}
    return [name for name in test if labels[name] in met]


def artist_key(name: str) -> str:
    """Bring an artist's name into one spelling, so that two spellings of it compare equal.

    Parameters
    ----------
    name
        As a list of tracks spells it.

    Returns
    -------
    str
        Small letters without accents and signs; "&" is "and", and a leading "the" goes.

    Examples
    --------
    >>> artist_key("Earth, Wind & Fire") == artist_key("Earth Wind and Fire")
    True
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("&", " and ")
    words = re.sub(r"[^a-z0-9 ]", "", plain).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def split_groups(split: Split, tracks: Sequence[Track], repeats: Mapping[str, str]) -> list[Hashable] | None:
    """Say which tracks must stay on one side.

    Parameters
    ----------
    split
        One of `SPLITS`.
    tracks
        What is split.
    repeats
        Which track repeats which, by name: the repetition first, what it repeats second.

    Returns
    -------
    list, or None
        One label a track, for `splits.split_tracks`: a recording and its repetitions have one, or an artist and all
        that is heard of them. A repetition is by the artist of what it repeats, whatever its manifest says. None if
        no tracks belong together.
    """
    if split in ("windows", "tracks"):
        return None
    artist = {track.track_id: track.artist for track in tracks}
    first = [first_recording(track.track_id, repeats) for track in tracks]
    return list(first) if split == "repetitions" else [artist[name] for name in first]


def first_recording(track_id: str, repeats: Mapping[str, str]) -> str:
    """Follow a repetition back to what was first there.

    Parameters
    ----------
    track_id
        A track.
    repeats
        As for `split_groups`.

    Returns
    -------
    str
        The track that it repeats in the end; itself if it repeats none.
    """
    while track_id in repeats:
        track_id = repeats[track_id]
    return track_id


def windows_to_test(
    split: Split,
    tracks: Sequence[Track],
    *,
    n_windows: int,
    repeats: Mapping[str, str],
    test_size: float = 0.25,
    seed: int = 0,
) -> npt.NDArray[np.bool_]:
    """Draw the windows to test on, each genre in the same proportion.

    Parameters
    ----------
    split
        One of `SPLITS`.
    tracks
        Whose windows.
    n_windows
        How many each track has.
    repeats
        As for `split_groups`.
    test_size
        Share of the windows to test on, between 0 and 1.
    seed
        Which of the possible splits.

    Returns
    -------
    ndarray of shape (n_tracks, n_windows), bool
        True where a window is to be tested on, False where it is learnt from. Rows are whole, but for the split
        ``windows``.

    Raises
    ------
    ValueError
        As `splits.split_tracks`; or the split is none of the four.
    """
    if split not in SPLITS:
        raise ValueError(f"Expected one of {', '.join(SPLITS)}, got {split!r}.")
    if split == "windows":
        return _some_windows([track.genre for track in tracks], n_windows, test_size, seed)
    groups = split_groups(split, tracks, repeats)
    chosen = {track.track_id for track in split_tracks(tracks, test_size=test_size, seed=seed, groups=groups)[1]}
    return np.repeat([[track.track_id in chosen] for track in tracks], n_windows, axis=1)


def _some_windows(genres: Sequence[str], n_windows: int, test_size: float, seed: int) -> npt.NDArray[np.bool_]:
    """Draw windows as if each were a track of its own."""
    from sklearn.model_selection import train_test_split

    rows = np.arange(len(genres) * n_windows)
    _, chosen = train_test_split(rows, test_size=test_size, random_state=seed, stratify=np.repeat(genres, n_windows))
    return np.isin(rows, chosen).reshape(len(genres), n_windows)


def timbre(log_mel: npt.NDArray[np.floating], *, n_mfcc: int = 20) -> npt.NDArray[np.float64]:
    """Describe windows by the mean and the deviation of their MFCCs: how they sound, not what is played.

    Parameters
    ----------
    log_mel : ndarray of shape (n_windows, 128, n_frames)
        In dB.
    n_mfcc
        How many coefficients.

    Returns
    -------
    ndarray of shape (n_windows, 2 * n_mfcc), float64
        First the means over the frames, then the standard deviations, in dB.
    """
    from scipy.fft import dct

    coefficients = dct(np.asarray(log_mel, dtype=np.float64), axis=1, norm="ortho")[:, :n_mfcc]
    return np.concatenate([coefficients.mean(axis=2), coefficients.std(axis=2)], axis=1)

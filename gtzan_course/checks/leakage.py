"""What the exercises of chapter 10 answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.checks.told import named
from gtzan_course.dataset import Track

ARTISTS = {"a": "Cher", "b": "Dio", "c": "Cher", "d": None, "e": None, "f": "Cher", "g": "Queen", "h": "Dio"}
TRAIN, TEST = ["a", "d", "h", "b"], ["c", "e", "g", "f"]

TRACKS = [
    Track(f"{genre}.{k:05d}", genre, Path(), f"{genre}-a{k % 10}")
    for genre in ("blues", "jazz", "pop")
    for k in range(40)
]
"""Three genres, ten artists each, four tracks an artist."""

LINES = {
    1: "line 1 describes each track by its own samples alone; nothing passes from one track to another",
    2: "line 2 takes mean and deviation over all tracks, those to be tested on as well",
    3: "line 3 reads the true genres, but only to hand them on",
    4: "line 4 chooses the features that fit the genres best, and has seen the genres of the test tracks",
    5: "line 5 splits whole tracks, as it should; it only comes too late",
    6: "line 6 fits on the training tracks alone",
    7: "line 7 tests; that is what test tracks are for",
}
LEAKS = {2, 4}


def shared_artists(find: Callable[[Any, Any, Any], Any]) -> Verdict:
    """Check ``shared_artists(train, test, artists)``: the test tracks whose artist is known and has a training track.

    Parameters
    ----------
    find
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which tracks it mistakes.
    """
    hint = "Return the names of test tracks, in their order: here ['c', 'f']."

    def check() -> str:
        found = answered(find(list(TRAIN), list(TEST), dict(ARTISTS)))
        if isinstance(found, int):
            raise Wrong(f"expected the test tracks themselves, a list, got {named(found)}. {hint}")
        if not isinstance(found, list | tuple):
            raise Wrong(f"expected a list of names, got {named(found)}. {hint}")
        found = list(found)
        if found and set(found) <= {"Cher", "Dio", "Queen"}:
            raise Wrong(f"you returned artists, {found}. Asked for are the tracks. {hint}")
        if "e" in found:
            raise Wrong(f"nobody knows who plays 'd' and 'e': None is not an artist they share. {hint}")
        if set(found) & set(TRAIN):
            raise Wrong(f"you returned training tracks, {sorted(set(found) & set(TRAIN))}. {hint}")
        if sorted(found) == ["c", "f"] and found != ["c", "f"]:
            raise Wrong(f"these are the right tracks in another order, {found}. {hint}")
        if found != ["c", "f"]:
            raise Wrong(f"'c' and 'f' are by Cher, as 'a' on the training side is; you returned {found}. {hint}")
        return "each test track's artist is looked up among the training side's, and an unknown one never matches."

    return verdict(check)


def artists_apart(split: Callable[[Any, int], Any]) -> Verdict:
    """Check ``artists_apart(tracks, seed)``: training and test tracks, three of ten artists of each genre tested on.

    Parameters
    ----------
    split
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what is wrong with its split.
    """

    def check() -> str:
        parts = [_sides(split, seed) for seed in range(4)]
        for train, test in parts:
            both = sorted({track.artist for track in train} & {track.artist for track in test}, key=str)
            if both:
                raise Wrong(
                    f"{len(both)} artists have tracks on both sides, {both[0]} for one. Draw artists, not tracks."
                )
            for genre in ("blues", "jazz", "pop"):
                drawn = len({track.artist for track in test if track.genre == genre})
                if drawn != 3:
                    raise Wrong(
                        f"expected 3 of the 10 artists of {genre} in the test part, got {drawn}. Draw genre by genre."
                    )
        if len({tuple(track.track_id for track in test) for _, test in parts}) == 1:
            raise Wrong("four seeds gave the same split. Draw with np.random.default_rng(seed).")
        again = _sides(split, 0)
        if again != parts[0]:
            raise Wrong(
                "the same seed gave two splits. Draw with np.random.default_rng(seed), and sort what comes from a set."
            )
        return "whoever is tested on has not been heard before."

    return verdict(check)


def leaking_lines(lines: Any) -> Verdict:
    """Check which lines of a given program learn from the test tracks.

    Parameters
    ----------
    lines
        The reader's set of line numbers.

    Returns
    -------
    Verdict
        Right, or what a line does that was missed or blamed.
    """

    def check() -> str:
        given = answered(lines)
        if isinstance(given, int):
            given = {given}
        if not isinstance(given, set | list | tuple) or not all(isinstance(line, int) for line in given):
            raise Wrong(f"expected a set of line numbers, such as {{1, 2}}, got {named(lines)}.")
        blamed = sorted(set(given) - LEAKS)
        if blamed and blamed[0] not in LINES:
            raise Wrong(f"there is no line {blamed[0]}; they are numbered from 1 to 7.")
        if blamed:
            raise Wrong(f"{LINES[blamed[0]]}. Ask of each line: does it read rows of test tracks itself?")
        missing = sorted(LEAKS - set(given))
        if missing:
            asked = {2: "which of them measures something over all rows?", 4: "which of them has used all true genres?"}
            raise Wrong(f"a leak is missing, before the split: {asked[missing[0]]}")
        return f"{LINES[2]}; {LINES[4]}. Split first, then let a pipeline learn both from the training rows."

    return verdict(check)


def _sides(split: Callable[[Any, int], Any], seed: int) -> tuple[list[Track], list[Track]]:
    """A split of the made tracks, if it is one."""
    parts = answered(split(list(TRACKS), seed))
    if not isinstance(parts, tuple | list) or len(parts) != 2:
        raise Wrong(f"expected two lists of tracks, train and test, got {named(parts)}.")
    train, test = (list(part) for part in parts)
    if not all(isinstance(track, Track) for track in train + test):
        raise Wrong("expected two lists of Track objects; return the tracks themselves, not names or artists.")
    if sorted(track.track_id for track in train + test) != sorted(track.track_id for track in TRACKS):
        raise Wrong(f"expected each of the {len(TRACKS)} tracks once, got {len(train)} and {len(test)} of them.")
    if len(test) > len(train):
        raise Wrong(f"expected train first and test second, got {len(train)} and {len(test)} tracks.")
    return train, test

"""Chapter 10's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest

from gtzan_course.checks import leakage as check
from gtzan_course.splits import split_tracks


def shared(train, test, artists):
    met = {artists[name] for name in train if artists[name] is not None}
    return [name for name in test if artists[name] in met]


def apart(tracks, seed):
    rng, tested = np.random.default_rng(seed), set()
    for genre in sorted({track.genre for track in tracks}):
        artists = sorted({track.artist for track in tracks if track.genre == genre})
        tested |= set(rng.permutation(artists)[: round(0.3 * len(artists))].tolist())
    return [t for t in tracks if t.artist not in tested], [t for t in tracks if t.artist in tested]


def apart_over_all_genres(tracks, seed):
    artists = sorted({track.artist for track in tracks})
    tested = set(np.random.default_rng(seed).permutation(artists)[:9].tolist())
    return [t for t in tracks if t.artist not in tested], [t for t in tracks if t.artist in tested]


def unseeded(tracks, seed):
    return apart(tracks, None)


RIGHT = [(check.shared_artists, shared), (check.artists_apart, apart), (check.leaking_lines, {4, 2})]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize(
    "result", [check.shared_artists(lambda *a: ...), check.artists_apart(lambda *a: ...), check.leaking_lines(...)]
)
def test_a_blank_is_not_answered(result) -> None:
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("find", "words"),
    [
        (lambda a, b, of: [n for n in b if of[n] in {of[m] for m in a}], "None is not an artist"),
        (lambda a, b, of: len(shared(a, b, of)), "expected the test tracks themselves"),
        (lambda a, b, of: [of[n] for n in shared(a, b, of)], "you returned artists"),
        (lambda a, b, of: shared(b, a, of), "training tracks, ['a']"),
        (lambda a, b, of: set(shared(a, b, of)), "a list of names"),
        (lambda a, b, of: shared(a, b, of)[::-1], "another order"),
        (lambda a, b, of: [], "you returned []"),
        (lambda a, b, of: of["z"], "KeyError"),
    ],
)
def test_mistakes_in_finding_shared_artists_are_named(find, words: str) -> None:
    result = check.shared_artists(find)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("split", "words"),
    [
        (lambda tracks, seed: split_tracks(tracks, seed=seed), "artists have tracks on both sides"),
        (apart_over_all_genres, "Draw genre by genre"),
        (lambda tracks, seed: apart(tracks, 0), "four seeds gave the same split"),
        (unseeded, "the same seed gave two splits"),
        (lambda tracks, seed: apart(tracks, seed)[::-1], "train first and test second"),
        (lambda tracks, seed: apart(tracks, seed)[0], "two lists of tracks"),
        (lambda tracks, seed: (apart(tracks, seed)[0], []), "each of the 120 tracks once"),
        (lambda tracks, seed: [[t.track_id for t in part] for part in apart(tracks, seed)], "Track objects"),
    ],
)
def test_mistakes_in_keeping_artists_apart_are_named(split, words: str) -> None:
    result = check.artists_apart(split)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({4}, "measures something over all rows"),
        ({2}, "used all true genres"),
        (4, "measures something over all rows"),
        ({2, 4, 5}, "it only comes too late"),
        ({1, 2, 4}, "its own samples alone"),
        ({2, 4, 9}, "there is no line 9"),
        ("two", "a set of line numbers"),
    ],
)
def test_wrong_lines_are_told_what_they_do(lines, words: str) -> None:
    result = check.leaking_lines(lines)
    assert not result.ok
    assert words in result.message

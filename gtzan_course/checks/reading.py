"""Chapter 01's exercises: from seconds to samples, a stratified split, and a leak found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, verdict


def sample_at(answer: Callable[[float, int], Any]) -> Verdict:
    """Check which sample is the newest at a given time.

    Parameters
    ----------
    answer
        Takes a time in seconds and a sample rate in Hz; returns the number of a sample, an int.

    Returns
    -------
    Verdict
        Right, or the likeliest cause of the first wrong number.
    """

    def check() -> str:
        for seconds, sr, expected in (
            (12.5, 22_050, 275_625),
            (0.0, 22_050, 0),
            (12.5, 44_100, 551_250),
            (0.0001, 8_000, 0),
            (29.0002, 8_000, 232_001),
        ):
            _compare_sample(answer(seconds, sr), seconds, sr, expected)
        return "the sample at 12.5 s is number 275,625, and other rates are right as well."

    return verdict(check)


def stratified_counts(answer: Callable[[Mapping[str, int], float], Any]) -> Verdict:
    """Check how many tracks of each genre a stratified split puts into the test part.

    Parameters
    ----------
    answer
        Takes the number of tracks of each genre and the test part's share; returns the number of
        test tracks of each genre, a dict of int.

    Returns
    -------
    Verdict
        Right, or the likeliest cause of the first wrong number.
    """

    def check() -> str:
        for tracks, test_size in (
            ({"blues": 100, "jazz": 60, "metal": 40}, 0.3),
            ({"disco": 50, "pop": 10}, 0.2),
            ({"reggae": 100, "rock": 200}, 0.29),
        ):
            _compare_counts(answered(answer(tracks, test_size)), tracks, test_size)
        return "each genre gives the same share of its tracks, so the test part has the genres of the whole."

    return verdict(check)


def on_both_sides(answer: Callable[[Sequence[str], Sequence[str]], Any]) -> Verdict:
    """Check how many tracks have windows on both sides of a split.

    Parameters
    ----------
    answer
        Takes the track that each training window, and each test window, was cut from; returns an
        int.

    Returns
    -------
    Verdict
        Right, or the likeliest cause of the first wrong number.
    """

    def check() -> str:
        for train, test in (
            (list("aabbcc"), list("dcccfecc")),
            (list("abcc"), list("bcadde")),
            (list("ab"), list("cc")),
        ):
            _compare_tracks(answered(answer(list(train), list(test))), train, test)
        return "that is the number of tracks that the test part does not test."

    return verdict(check)


def _compare_sample(number: Any, seconds: float, sr: int, expected: int) -> None:
    told = f"at {seconds} s and {sr:,} samples a second, expected sample {expected:,}"
    if not isinstance(answered(number), int | float | np.number):
        raise Wrong(f"{told}, got a {type(number).__name__}. Return one whole number.")
    value = float(number)
    if value != expected:
        raise Wrong(f"{told}, got {number:,}. {_sample_hint(value, seconds, sr, expected)}")
    if not isinstance(number, int | np.integer):
        raise Wrong(f"{told}, got {number!r}, which is right but no int, and y[{number!r}] fails. Return int(...).")


def _sample_hint(value: float, seconds: float, sr: int, expected: int) -> str:
    """Which mistake leads from the time to this number."""
    if int(value) == expected:
        return "No sample has such a number: cut it down to a whole one with int()."
    if value in (np.ceil(seconds * sr), np.round(seconds * sr)):
        return "That sample has not been taken yet at this time. Round down."
    if value == expected + 1 or value == expected - 1:
        return "You are off by one: sample 0 is taken at 0 s."
    if value == int(seconds * 22_050):
        return "You have used 22,050 where another rate was given: use sr."
    if np.isclose(value, seconds / sr):
        return "There are sr samples to each second: multiply by sr."
    if np.isclose(value, sr / seconds if seconds else -1.0):
        return "That divides the rate by the time: multiply them."
    return "There are sr samples to a second, and the first has number 0."


def _compare_counts(counts: Any, tracks: Mapping[str, int], test_size: float) -> None:
    expected = {genre: round(number * test_size) for genre, number in tracks.items()}
    told = f"for {dict(tracks)} and a test part of {test_size}"
    if not isinstance(counts, Mapping) or set(counts) != set(tracks):
        raise Wrong(f"{told}, expected a dict with the keys {', '.join(tracks)}, got {counts!r}.")
    if counts != expected:
        raise Wrong(f"{told}, expected {expected}, got {dict(counts)}. {_counts_hint(counts, tracks, test_size)}")
    if not all(isinstance(number, int | np.integer) for number in counts.values()):
        raise Wrong(f"{told}, got {dict(counts)}: tracks are counted in whole numbers. Use round().")


def _counts_hint(counts: Mapping[str, Any], tracks: Mapping[str, int], test_size: float) -> str:
    """Which mistake leads to these counts."""
    if all(counts[genre] == round(number * (1 - test_size)) for genre, number in tracks.items()):
        return "These are the training tracks; the test part is the other one."
    if len(set(counts.values())) == 1:
        return "Stratified does not mean equally many of each genre, but the same share of each genre's own tracks."
    if all(counts[genre] == int(number * test_size) for genre, number in tracks.items()):
        return f"int() cuts off: 100 * 0.29 is {100 * 0.29!r} to a computer. Use round()."
    if all(np.isclose(counts[genre], number * test_size) for genre, number in tracks.items()):
        return "Tracks are counted in whole numbers. Use round()."
    return "Multiply each genre's own number of tracks by the test part's share."


def _compare_tracks(number: Any, train: Sequence[str], test: Sequence[str]) -> None:
    both = set(train) & set(test)
    told = f"for training windows of {', '.join(train)} and test windows of {', '.join(test)}"
    if not isinstance(number, int | np.integer):
        hint = "Return how many there are: len(...)." if np.iterable(number) else "Return a whole number."
        raise Wrong(f"{told}, expected {len(both)}, got {number!r}. {hint}")
    if number == len(both):
        return
    causes = {
        sum(track in both for track in test): "That counts windows. A track with five windows there is one track.",
        sum(track in both for track in train): "That counts windows. A track with two windows there is one track.",
        len(set(train) | set(test)): "Those are the tracks on either side. Which stand on both?",
        len(set(test)): "Those are all test tracks. Which of them are in training too?",
        len(set(train)): "Those are all training tracks. Which of them are in the test part too?",
        sum(
            a == b for a, b in zip(train, test, strict=False)
        ): "That compares the lists place by place; order means nothing.",
    }
    hint = causes.get(int(number), "A set holds each track once, and & gives what two sets share.")
    raise Wrong(f"{told}, expected {len(both)}, got {number}. {hint}")

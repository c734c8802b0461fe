"""Chapter 01's exercises: from seconds to samples, a stratified split, and a leak found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.checks.told import named, number, whole


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
            ({"country": 100, "hiphop": 20}, 0.55),
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
            (list("aabbcddddeee"), list("dfghijekddddkekeee")),
            (list("abcc"), list("bcadde")),
            (list("ab"), list("cc")),
        ):
            _compare_tracks(answer(list(train), list(test)), train, test)
        return "that is the number of tracks that the test part does not test."

    return verdict(check)


def _compare_sample(answer: Any, seconds: float, sr: int, expected: int) -> None:
    told = f"at {seconds} s and {sr:,} samples a second, expected sample {expected:,}"
    value = number(answer, expected=told, hint="Return one whole number, an int.")
    if value != expected:
        raise Wrong(f"{told}, got {answer:,}. {_sample_hint(value, seconds, sr, expected)}")
    if not whole(answer):
        raise Wrong(f"{told}, got {named(answer)}. It is right but no int, and y[{value}] fails. Return int(...).")


def _sample_hint(value: float, seconds: float, sr: int, expected: int) -> str:
    """Which mistake leads from the time to this number."""
    causes = (
        (int(value) == expected, "No sample has such a number: cut it down to a whole one with int()."),
        (value == int(seconds) * sr, "You have cut the time to whole seconds: put int() around the product."),
        (
            value in (np.ceil(seconds * sr), np.round(seconds * sr)),
            "That sample has not been taken yet at this time. Round down.",
        ),
        (value == 275_625 and seconds != 12.5, "That is the answer for 12.5 s alone: work it out from seconds and sr."),
        (abs(value - expected) == 1, "You are off by one: sample 0 is taken at 0 s, sample sr at 1 s."),
        (value == int(seconds * 22_050), "You have used 22,050 where another rate was given: use sr."),
        (value in (seconds / sr, seconds // sr, int(seconds / sr)), "sr is samples a second: multiply by it."),
        (seconds > 0 and np.isclose(value, sr / seconds, atol=1), "That divides the rate by the time: multiply them."),
        (
            any(int(value) == int(seconds * sr * factor) for factor in (1_000, 1 / 1_000, 60, 1 / 60)),
            "The unit is wrong: seconds is in seconds, and sr counts samples in one second.",
        ),
    )
    return next((hint for true, hint in causes if true), "There are sr samples to a second, and the first is number 0.")


def _compare_counts(counts: Any, tracks: Mapping[str, int], test_size: float) -> None:
    expected = {genre: round(number * test_size) for genre, number in tracks.items()}
    told = f"for {dict(tracks)} and a test part of {test_size}, expected {expected}"
    if not isinstance(counts, Mapping):
        raise Wrong(f"{told}, got {named(counts)}. {_dict_hint(counts)}")
    if set(counts) != set(tracks):
        raise Wrong(f"{told}, got {dict(counts)}. Its keys have to be {', '.join(tracks)}, all of them and no other.")
    for genre, count in counts.items():
        number(count, expected=f"{told}", hint=f"For {genre}, give one whole number, an int.")
    if counts != expected:
        raise Wrong(f"{told}, got {_plain(counts)}. {_counts_hint(_plain(counts), tracks, test_size)}")
    if not all(whole(count) for count in counts.values()):
        raise Wrong(f"{told}, got {_plain(counts)}: tracks are counted in whole numbers. Use round().")


def _plain(counts: Mapping[str, Any]) -> dict[str, int | float]:
    """The same with Python's own numbers, which print as one writes them."""
    return {genre: int(count) if whole(count) else float(count) for genre, count in counts.items()}


def _dict_hint(counts: Any) -> str:
    """What to return instead of something that is no dict."""
    if isinstance(counts, tuple) and any(isinstance(part, Mapping) for part in counts):
        return "Return the test part alone."
    if isinstance(counts, int | float | np.number):
        return "That is one number for all genres; each has its own: return a dict."
    return "Keep each number with its genre: {genre: ... for genre, number in tracks.items()}."


def _counts_hint(counts: Mapping[str, float], tracks: Mapping[str, int], test_size: float) -> str:
    """Which mistake leads to these counts."""

    def is_always(mistaken: Callable[[int], float]) -> bool:
        return all(np.isclose(counts[genre], mistaken(count)) for genre, count in tracks.items())

    causes = (
        (lambda n: n * test_size, "Tracks are counted in whole numbers. Use round()."),
        (lambda n: round(n * (1 - test_size)), "These are the training tracks; the test part is the other one."),
        (lambda n: n, "These are all tracks: multiply by test_size."),
        (lambda n: round(100 * n * test_size), "test_size is a share, not per cent: 0.3 of 100 tracks are 30."),
        (lambda n: round(n / test_size), "That divides by the share: multiply."),
        (lambda n: round(n * 0.3), "You have used 0.3 where another share was given: use test_size."),
        (lambda n: int(n * test_size), f"int() cuts off: 100 * 0.29 is {100 * 0.29!r} to a computer. Use round()."),
        (
            lambda n: np.ceil(n * test_size),
            f"That rounds up: 100 * 0.55 is {100 * 0.55!r} to a computer. Use round().",
        ),
    )
    for mistaken, hint in causes:
        if is_always(mistaken):
            return hint
    if len(set(counts.values())) == 1:
        return "Stratified does not mean equally many of each genre, but the same share of each genre's own tracks."
    return "Multiply each genre's own number of tracks by the test part's share."


def _compare_tracks(answer: Any, train: Sequence[str], test: Sequence[str]) -> None:
    both = len(set(train) & set(test))
    told = f"for training windows of {' '.join(train)} and test windows of {' '.join(test)}, expected {both}"
    listed = isinstance(answer, set | frozenset | list | tuple | np.ndarray)
    value = number(answer, expected=told, hint=f"Return how many there are{': len(...)' if listed else ', an int'}.")
    if value != both:
        raise Wrong(f"{told}, got {answer}. {_tracks_hint(value, train, test)}")
    if not whole(answer):
        raise Wrong(f"{told}, got {named(answer)}. Tracks are counted in whole numbers: return an int.")


def _tracks_hint(value: float, train: Sequence[str], test: Sequence[str]) -> str:
    """Which mistake leads to this number."""
    left, right = set(train), set(test)
    places = sum(a == b for a, b in zip(train, test, strict=False))
    causes = (
        (sum(track in left for track in test), "That counts test windows. A track with five of them is one track."),
        (sum(track in right for track in train), "That counts training windows. A track with four is one track."),
        (len(left | right), "Those are the tracks on either side. Which stand on both? & gives what two sets share."),
        (len(right), "Those are all test tracks. Which of them are in training too?"),
        (len(left), "Those are all training tracks. Which of them are in the test part too?"),
        (len(left - right), "Those are the tracks in training alone. Which are on both sides? & and not -."),
        (len(right - left), "Those are the tracks in the test part alone. Which are on both sides? & and not -."),
        (len(left ^ right), "Those are the tracks on one side alone. Which are on both? & and not ^."),
        (places, "That compares the lists place by place; order means nothing."),
    )
    if 0 < value < 1:
        return "That is a share: return how many, an int."
    known = (hint for number, hint in causes if number == value)
    return next(known, "A set holds each track once, and & gives what two sets share.")

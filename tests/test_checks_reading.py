"""Chapter 01's checkers: right answers pass, likely wrong ones are told why."""

import re

import numpy as np
import pytest

from gtzan_course.checks import reading as check


def shares(tracks, test_size):
    return {genre: round(number * test_size) for genre, number in tracks.items()}


@pytest.mark.parametrize(
    "verdict",
    [
        check.sample_at(lambda seconds, sr: int(seconds * sr)),
        check.sample_at(lambda seconds, sr: np.int64(seconds * sr)),
        check.stratified_counts(shares),
        check.on_both_sides(lambda train, test: len(set(train) & set(test))),
    ],
)
def test_right_answers_pass(verdict):
    assert verdict.ok, verdict


@pytest.mark.parametrize("checker", [check.sample_at, check.stratified_counts, check.on_both_sides])
def test_a_stub_is_not_answered(checker):
    for stub in (lambda *_: None, lambda *_: ...):
        assert "not answered yet" in repr(checker(stub))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda seconds, sr: seconds * sr, r"275625.0, a float. It is right but no int, and y\[275625.0\] fails"),
        (lambda seconds, sr: int(seconds * sr) + 1, r"275,626. You are off by one"),
        (lambda seconds, sr: int(seconds * 22_050), r"44,100 .* You have used 22,050"),
        (lambda seconds, sr: round(seconds * sr), r"8,000 .* expected sample 0, got 1. .* Round down"),
        (lambda seconds, sr: seconds / sr, r"multiply by it"),
        (lambda seconds, sr: sr / seconds, r"multiply them"),
        (lambda seconds, sr: "12.5 s", r"got '12.5 s', a str. Return one whole number"),
        (lambda seconds, sr: int(seconds) * sr, r"got 264,600. You have cut the time to whole seconds"),
        (lambda seconds, sr: int(seconds * sr) - 1, r"275,624. You are off by one: sample 0 is taken at 0 s"),
        (lambda seconds, sr: int(seconds * sr * 1_000), r"The unit is wrong: seconds is in seconds"),
        (lambda seconds, sr: int(seconds * sr / 60), r"The unit is wrong: seconds is in seconds"),
        (lambda seconds, sr: 275_625, r"at 0.0 s .* That is the answer for 12.5 s alone"),
        (lambda seconds, sr: seconds // sr, r"multiply by it"),
        (
            lambda seconds, sr: seconds * sr + 0.5,
            r"expected sample 275,625, got 275,625.5. No sample has such a number",
        ),
        (lambda seconds, sr: np.array([int(seconds * sr)]), r"an array of shape \(1,\) and dtype int64"),
        (lambda seconds, sr: [int(seconds * sr)], r"a list of length 1, \[275625\]"),
        (lambda seconds, sr: float("nan"), r"got nan, a float"),
        (lambda seconds, sr: True, r"got True, a bool"),
        (lambda seconds, sr: {}["sr"], r"your code stopped with KeyError: 'sr'"),
    ],
)
def test_wrong_samples(wrong, words):
    assert_matches(check.sample_at(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            lambda tracks, size: {genre: n - round(n * size) for genre, n in tracks.items()},
            r"These are the training tracks",
        ),
        (lambda tracks, size: dict.fromkeys(tracks, 20), r"does not mean equally many"),
        (lambda tracks, size: {genre: int(n * size) for genre, n in tracks.items()}, r"int\(\) cuts off"),
        (lambda tracks, size: {genre: n * size for genre, n in tracks.items()}, r"whole numbers. Use round"),
        (lambda tracks, size: dict.fromkeys(tracks, 1) | {"jazz": 2}, r"each genre's own number"),
        (lambda tracks, size: 60, r"got 60, an int. That is one number for all genres"),
        (lambda tracks, size: [30, 18, 12], r"got a list of length 3, \[30, 18, 12\]. Keep each number with its genre"),
        (lambda tracks, size: (tracks, shares(tracks, size)), r"got a tuple of length 2. Return the test part alone"),
        (lambda tracks, size: {"blues": 30, "jazz": 18}, r"Its keys have to be blues, jazz, metal"),
        (lambda tracks, size: dict.fromkeys(tracks, "30"), r"got '30', a str. For blues, give one whole number"),
        (lambda tracks, size: {g: [30] for g in tracks}, r"got a list of length 1, \[30\]. For blues"),
        (
            lambda tracks, size: {g: int(np.ceil(n * size)) for g, n in tracks.items()},
            r"0.55.* That rounds up: .*Use round",
        ),
        (lambda tracks, size: {g: round(n * 0.3) for g, n in tracks.items()}, r"part of 0.2, .* use test_size"),
        (lambda tracks, size: {g: round(100 * n * size) for g, n in tracks.items()}, r"a share, not per cent"),
        (lambda tracks, size: {g: round(n / size) for g, n in tracks.items()}, r"divides by the share"),
        (lambda tracks, size: tracks, r"These are all tracks"),
    ],
)
def test_wrong_counts(wrong, words):
    assert_matches(check.stratified_counts(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            lambda train, test: sum(track in set(train) for track in test),
            r"expected 2, got 10. That counts test windows",
        ),
        (lambda train, test: sum(track in set(test) for track in train), r"got 7. That counts training windows"),
        (lambda train, test: len(set(train + test)), r"got 11. Those are the tracks on either side"),
        (lambda train, test: len(set(test)), r"got 8. Those are all test tracks"),
        (lambda train, test: len(set(train)), r"got 5. Those are all training tracks"),
        (lambda train, test: len(set(train) - set(test)), r"got 3. Those are the tracks in training alone"),
        (lambda train, test: len(set(test) - set(train)), r"got 6. Those are the tracks in the test part alone"),
        (lambda train, test: len(set(train) ^ set(test)), r"got 9. Those are the tracks on one side alone"),
        (lambda train, test: sum(a == b for a, b in zip(train, test, strict=False)), r"got 1. .* place by place"),
        (lambda train, test: set(train) & set(test), r"got a set of length 2, .* Return how many there are: len"),
        (lambda train, test: sorted(set(train) & set(test)), r"got a list of length 2, .*len"),
        (lambda train, test: np.array([2]), r"got an array of shape \(1,\)"),
        (lambda train, test: not set(train).isdisjoint(test), r"got True, a bool. Return how many"),
        (lambda train, test: 2 / 5, r"got 0.4. That is a share"),
        (lambda train, test: float(len(set(train) & set(test))), r"got 2.0, a float. .* return an int"),
        (lambda train, test: "2", r"got '2', a str"),
        (lambda train, test: 2, r"expected 3, got 2"),
    ],
)
def test_wrong_numbers_of_tracks(wrong, words):
    assert_matches(check.on_both_sides(wrong), words)


def assert_matches(verdict, words):
    assert not verdict.ok
    assert re.search(words, repr(verdict)), verdict

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
        (lambda seconds, sr: seconds * sr, r"275625.0, which is right but no int"),
        (lambda seconds, sr: int(seconds * sr) + 1, r"275,626. You are off by one"),
        (lambda seconds, sr: int(seconds * 22_050), r"44,100 .* You have used 22,050"),
        (lambda seconds, sr: round(seconds * sr), r"8,000 .* expected sample 0, got 1. .* Round down"),
        (lambda seconds, sr: seconds / sr, r"multiply by sr"),
        (lambda seconds, sr: sr / seconds, r"multiply them"),
        (lambda seconds, sr: "12.5 s", r"got a str"),
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
        (lambda tracks, size: 60, r"expected a dict with the keys blues, jazz, metal, got 60"),
    ],
)
def test_wrong_counts(wrong, words):
    assert_matches(check.stratified_counts(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda train, test: sum(track in set(train) for track in test), r"expected 1, got 5. That counts windows"),
        (lambda train, test: sum(track in set(test) for track in train), r"expected 1, got 2. That counts windows"),
        (lambda train, test: len(set(train + test)), r"got 6. Those are the tracks on either side"),
        (lambda train, test: len(set(test)), r"got 4. Those are all test tracks"),
        (lambda train, test: len(set(train)), r"got 3. Those are all training tracks"),
        (lambda train, test: sum(a == b for a, b in zip(train, test, strict=False)), r"got 0. .* place by place"),
        (lambda train, test: set(train) & set(test), r"expected 1, got \{'c'\}. Return how many"),
        (lambda train, test: 1, r"expected 3, got 1"),
    ],
)
def test_wrong_numbers_of_tracks(wrong, words):
    assert_matches(check.on_both_sides(wrong), words)


def assert_matches(verdict, words):
    assert not verdict.ok
    assert re.search(words, repr(verdict)), verdict

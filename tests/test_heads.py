"""Tests of the head on frozen features: by features whose answer is known, and scikit-learn's own probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from gtzan_course.heads import Head, _fitted, fit_head, held_out_probabilities, log_odds, promised_accuracy

RNG = np.random.default_rng(0)


def tracks(n_artists: int, *, hint: bool) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Ten tracks an artist, three genres; features 0 to 2 show the genre where there is a hint, the rest the artist."""
    labels = np.repeat(np.arange(n_artists) % 3, 10)
    artists = np.repeat(np.arange(n_artists), 10)
    voices = RNG.normal(scale=3, size=(n_artists, 8))
    features = []
    for label, artist in zip(labels, artists, strict=True):
        rows = np.concatenate([6.0 * hint * np.eye(3)[label], voices[artist]]) + RNG.normal(size=(6, 11))
        features.append((1 / (1 + np.exp(-rows))).astype(np.float32))
    return features, labels, artists


def test_the_head_is_the_logistic_regression_that_it_was_made_from() -> None:
    features, labels, _ = tracks(6, hint=True)
    expected = _fitted(features, labels, 0.1).predict_proba(log_odds(features[3]))
    np.testing.assert_allclose(fit_head(features, labels, strength=0.1).probabilities(features[3]), expected)


def test_random_folds_promise_what_artists_give_away() -> None:
    """The genre is nowhere in the features, only who plays: random folds hear the artist, folds by artist do not."""
    features, labels, artists = tracks(9, hint=False)
    assert promised_accuracy(features, labels, strength=1.0, groups=None, seed=0) > 0.9
    assert promised_accuracy(features, labels, strength=1.0, groups=artists, seed=0) < 0.8


def test_what_is_in_the_features_is_found_by_either() -> None:
    features, labels, artists = tracks(9, hint=True)
    assert promised_accuracy(features, labels, strength=0.01, groups=None, seed=0) > 0.95
    assert promised_accuracy(features, labels, strength=0.01, groups=artists, seed=0) > 0.8


def test_each_track_is_judged_once_by_a_head_that_has_not_learnt_from_it() -> None:
    features, labels, _ = tracks(6, hint=True)
    found = held_out_probabilities(features, labels, strength=1.0, groups=None, seed=1)
    assert [p.shape for p in found] == [(6, 3)] * 60
    fitted = fit_head(features, labels, strength=1.0)
    assert not np.allclose(found[0], fitted.probabilities(features[0]))


def test_cooling_keeps_the_order_and_softens() -> None:
    head = Head(np.array([[2.0, -1.0, 0.5]]), np.array([0.1, 0.0, -0.1]))
    before, after = head.probabilities([[0.8]])[0], head.cooled(3.0).probabilities([[0.8]])[0]
    assert np.array_equal(np.argsort(before), np.argsort(after))
    assert after.max() < before.max()
    np.testing.assert_allclose(after, np.exp(np.log(before) / 3) / np.exp(np.log(before) / 3).sum())


def test_log_odds_are_bounded() -> None:
    assert log_odds([1.0])[0] == pytest.approx(-log_odds([0.0])[0]) == pytest.approx(9.21, abs=0.01)


def test_two_genres_are_too_few() -> None:
    with pytest.raises(ValueError, match="Expected three genres or more, got 2"):
        fit_head([np.full((2, 3), 0.5)] * 4, [0, 1, 0, 1], strength=1.0)

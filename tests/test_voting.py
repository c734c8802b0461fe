"""Votes: small cases by hand, and the order of the windows never matters."""

from __future__ import annotations

import statistics
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gtzan_course.voting import majority_vote, mean_vote, median_vote, vote_shares, window_votes

WINDOWS = arrays(
    np.float64, st.tuples(st.integers(1, 8), st.integers(1, 5)), elements=st.sampled_from([0.1, 0.2, 0.3, 0.7])
)


def one_hot(*labels: int, n_genres: int = 10) -> np.ndarray:
    return np.eye(n_genres)[list(labels)]


def test_most_votes_win() -> None:
    assert majority_vote(one_hot(3, 3, 7)) == 3
    assert majority_vote(one_hot(9, 0, 9, 0, 9)) == 9
    assert majority_vote(one_hot(4)) == 4


def test_votes_count_and_not_how_sure_they_are() -> None:
    probabilities = np.array([[0.51, 0.49], [0.51, 0.49], [0.0, 1.0]])
    assert majority_vote(probabilities) == 0


def test_a_tie_goes_to_the_higher_mean() -> None:
    assert majority_vote(np.array([[0.6, 0.4], [0.1, 0.9]])) == 1
    assert majority_vote(np.array([[0.9, 0.1], [0.4, 0.6]])) == 0


def test_a_genre_outside_the_tie_does_not_win_by_its_mean() -> None:
    probabilities = np.array([[0.50, 0.01, 0.49], [0.01, 0.50, 0.49], [0.5, 0.01, 0.49], [0.01, 0.5, 0.49]])
    assert probabilities.mean(axis=0).argmax() == 2
    assert majority_vote(probabilities) == 0


def test_an_equal_tie_goes_to_the_lowest_label() -> None:
    assert majority_vote(one_hot(8, 2)) == 2
    assert majority_vote(np.full((4, 10), 0.1)) == 0


@given(WINDOWS, st.randoms(use_true_random=False))
@example(np.array([[0.7, 0.1], [0.1, 0.7], [0.2, 0.1], [0.1, 0.2]]), None)
def test_the_order_of_the_windows_does_not_matter(probabilities: np.ndarray, random: object) -> None:
    order = list(range(len(probabilities)))[::-1]
    if random is not None:
        random.shuffle(order)
    assert majority_vote(probabilities[order]) == majority_vote(probabilities)
    np.testing.assert_array_equal(vote_shares(probabilities[order]), vote_shares(probabilities))


@given(WINDOWS)
def test_the_winner_has_most_votes(probabilities: np.ndarray) -> None:
    votes = Counter(max(range(len(row)), key=lambda genre: (row[genre], -genre)) for row in probabilities.tolist())
    assert votes[majority_vote(probabilities)] == max(votes.values())
    shares = vote_shares(probabilities)
    assert shares.sum() == pytest.approx(1)
    assert {genre: share for genre, share in enumerate(shares) if share} == {
        genre: n / len(probabilities) for genre, n in votes.items()
    }


def test_each_window_votes_for_its_highest() -> None:
    votes = window_votes(np.array([[0.2, 0.5, 0.3], [0.4, 0.2, 0.4], [0.0, 0.0, 1.0]], np.float32))
    np.testing.assert_array_equal(votes, [1, 0, 2])
    assert votes.dtype == np.int64


def test_the_vote_is_a_plain_int() -> None:
    assert type(majority_vote(one_hot(5))) is int


def test_the_three_rules_can_give_three_answers() -> None:
    """Votes 3, 2, 2; sums 1.75, 2.46, 2.79; medians 0.15, 0.42, 0.25: worked out by hand."""
    windows = np.array([[0.45, 0.42, 0.13]] * 3 + [[0.15, 0.60, 0.25]] * 2 + [[0.05, 0.0, 0.95]] * 2)
    assert (majority_vote(windows), mean_vote(windows), median_vote(windows)) == (0, 2, 1)


def test_a_sure_window_moves_the_mean_alone() -> None:
    windows = np.array([[0.6, 0.4], [0.6, 0.4], [0.0, 1.0]])
    assert (majority_vote(windows), mean_vote(windows), median_vote(windows)) == (0, 1, 0)


def test_equal_means_go_to_the_lower_label() -> None:
    assert mean_vote(one_hot(8, 2)) == median_vote(one_hot(8, 2)) == 2


def test_equal_medians_go_to_the_higher_mean() -> None:
    """Most windows give each genre nothing, so that every median is 0."""
    assert median_vote(np.array([[0.9, 0.0, 0.1], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])) == 2
    assert median_vote(np.array([[0.9, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.9]])) == 1


@given(WINDOWS, st.randoms(use_true_random=False))
def test_no_rule_looks_at_the_order_of_the_windows(probabilities: np.ndarray, random: object) -> None:
    order = list(range(len(probabilities)))
    random.shuffle(order)
    for vote in (mean_vote, median_vote):
        assert vote(probabilities[order]) == vote(probabilities)


@given(WINDOWS)
def test_mean_and_median_are_those_of_the_standard_library(probabilities: np.ndarray) -> None:
    columns = probabilities.T.tolist()
    sums = [sum(map(Fraction, column)) for column in columns]
    assert mean_vote(probabilities) == sums.index(max(sums))
    medians = [statistics.median(column) for column in columns]
    best = max(range(len(columns)), key=lambda genre: (medians[genre], sums[genre], -genre))
    assert median_vote(probabilities) == best
    assert type(mean_vote(probabilities)) is type(median_vote(probabilities)) is int


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("vote", [window_votes, vote_shares, majority_vote, mean_vote, median_vote])
def test_what_is_not_finite_is_refused(vote: object, value: float) -> None:
    probabilities = one_hot(1, 2, 3)
    probabilities[1, 1] = value
    with pytest.raises(ValueError, match="NaN or infinity"):
        vote(probabilities)


@pytest.mark.parametrize("shape", [(0, 10), (39, 0), (10,), (1, 39, 10)])
@pytest.mark.parametrize("vote", [window_votes, vote_shares, majority_vote, mean_vote, median_vote])
def test_what_is_empty_or_misshapen_is_refused(vote: object, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"shape \(n_windows, n_genres\)"):
        vote(np.zeros(shape))

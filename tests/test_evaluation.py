"""Accuracy and its intervals, against published values and formulas worked out here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gtzan_course.evaluation import accuracy, confusion, mcnemar, mean_interval, wilson_interval

Z95 = 1.959963984540054


def test_the_writeups_82_per_cent_is_77_to_86() -> None:
    measured = accuracy(np.ones(300, int), np.arange(300) < 246)
    assert (measured.n_right, measured.n, measured.value) == (246, 300, 0.82)
    assert (round(measured.low, 3), round(measured.high, 3)) == (0.773, 0.859)
    assert str(measured) == "82.0% of 300 (95 % interval 77.3% to 85.9%)"


@pytest.mark.parametrize(
    ("n_right", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_published_wilson_intervals(n_right: int, n: int, low: float, high: float) -> None:
    """The last two are worked in Newcombe (1998), table I, method 3."""
    assert wilson_interval(n_right, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_formula(counts: tuple[int, int]) -> None:
    n_right, n = counts
    p = n_right / n
    middle = p + Z95**2 / (2 * n)
    half = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    expected = ((middle - half) / (1 + Z95**2 / n), (middle + half) / (1 + Z95**2 / n))
    low, high = wilson_interval(n_right, n)
    assert (low, high) == pytest.approx(expected, abs=1e-12)
    assert 0 <= low <= p <= high <= 1


def test_more_confidence_is_a_wider_interval() -> None:
    narrow, wide = wilson_interval(8, 10), wilson_interval(8, 10, confidence=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("n_right", "n"), [(1, 0), (0, 0), (-1, 10), (11, 10)])
def test_impossible_counts_are_refused(n_right: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"got {n_right} of {n}"):
        wilson_interval(n_right, n)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [(1, 9, 0.021484375), (9, 1, 0.021484375), (0, 5, 0.0625), (3, 3, 1.0), (0, 1, 1.0), (0, 0, 1.0)],
)
def test_mcnemar_is_the_binomial_on_those_that_differ(only_a: int, only_b: int, p: float) -> None:
    right_a = [True] * only_a + [False] * only_b + [True] * 40 + [False] * 7
    right_b = [False] * only_a + [True] * only_b + [True] * 40 + [False] * 7
    assert mcnemar(right_a, right_b) == pytest.approx(p, abs=1e-12)
    assert mcnemar(np.array(right_a, int), np.array(right_b, int)) == pytest.approx(p, abs=1e-12)


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemars_tail_by_hand(only_a: int, only_b: int) -> None:
    n, k = only_a + only_b, min(only_a, only_b)
    tail = 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    right_a = np.array([1] * only_a + [0] * only_b + [1])
    right_b = np.array([0] * only_a + [1] * only_b + [1])
    assert mcnemar(right_a, right_b) == pytest.approx(min(1.0, tail), abs=1e-12)


def test_confusion_has_the_truth_in_its_rows() -> None:
    counts = confusion([0, 0, 0, 9], [1, 1, 0, 9])
    assert counts.shape == (10, 10)
    assert counts.dtype == np.int64
    assert (counts[0, 1], counts[1, 0], counts[0, 0], counts[9, 9], counts.sum()) == (2, 0, 1, 1, 4)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=50))
def test_confusion_counts_every_track_once(pairs: list[tuple[int, int]]) -> None:
    y_true, y_pred = np.array(pairs).T
    counts = confusion(y_true, y_pred, n_genres=5)
    assert counts.tolist() == [[pairs.count((t, p)) for p in range(5)] for t in range(5)]
    assert np.trace(counts) == accuracy(y_true, y_pred).n_right


@pytest.mark.parametrize(("y_true", "y_pred"), [([0, 10], [0, 1]), ([0, 1], [-1, 1]), ([11, 12], [13, 14])])
def test_confusion_loses_no_label(y_true: list[int], y_pred: list[int]) -> None:
    with pytest.raises(ValueError, match="labels from 0 to 9, got"):
        confusion(y_true, y_pred)


@pytest.mark.parametrize("measure", [accuracy, mcnemar, confusion])
@pytest.mark.parametrize(("a", "b"), [([], []), ([1, 2], [1]), ([[1]], [[1]])])
def test_labels_that_do_not_pair_are_refused(measure: object, a: list[int], b: list[int]) -> None:
    with pytest.raises(ValueError, match="two rows of labels of one length"):
        measure(a, b)


def test_a_mean_has_students_interval() -> None:
    values = [0.2, 0.25, 0.19, 0.31, 0.22]
    reference = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    mean, low, high = mean_interval(values, confidence=0.9)
    assert (mean, low, high) == pytest.approx((0.234, reference.low, reference.high))
    assert mean_interval([3, 3, 3]) == (3, 3, 3)


@pytest.mark.parametrize("values", [[], [1.0], [[1.0, 2.0]]])
def test_a_mean_of_less_than_two_values_has_no_interval(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two values in a row"):
        mean_interval(values)

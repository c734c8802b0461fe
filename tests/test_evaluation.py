"""Accuracy and its intervals, against published values and formulas worked out here."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gtzan_course.evaluation import (
    accuracy,
    bootstrap_interval,
    confusion,
    mcnemar,
    mean_interval,
    paired_difference,
    tracks_needed,
    two_proportions,
    unpaired_difference,
    wilson_interval,
)

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


@pytest.mark.parametrize("measure", [accuracy, mcnemar, confusion, paired_difference])
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


def test_the_bootstrap_of_independent_tracks_is_the_binomials() -> None:
    """For many tracks both are the normal interval around the share."""
    right = np.arange(4000) < 2600
    half = Z95 * math.sqrt(0.65 * 0.35 / 4000)
    assert bootstrap_interval(right) == pytest.approx((0.65 - half, 0.65 + half), abs=0.0015)
    assert bootstrap_interval(right) == pytest.approx(wilson_interval(2600, 4000), abs=0.0015)


def test_a_bootstrap_by_groups_that_are_all_right_or_all_wrong_is_that_of_the_groups() -> None:
    """Ten tracks an artist that stand and fall together say no more than one."""
    artists = np.arange(500) // 10
    right = artists % 5 < 3
    half = Z95 * math.sqrt(0.6 * 0.4 / 50)
    assert bootstrap_interval(right, groups=artists) == pytest.approx((0.6 - half, 0.6 + half), abs=0.02)
    alone = bootstrap_interval(right[::10])
    assert bootstrap_interval(right, groups=artists) == pytest.approx(alone, abs=1e-12)


def test_groups_weigh_by_their_size_and_may_have_names() -> None:
    """Draws of two groups of 3 and 1: shares 1, 0 and, as often as not, 3 of 4."""
    right, groups = [1, 1, 1, 0], ["b", "b", "b", "a"]
    assert bootstrap_interval(right, groups=groups, confidence=0.4) == (0.75, 0.75)
    assert bootstrap_interval(right, groups=groups) == (0, 1)


def test_a_bootstrap_follows_its_seed_and_takes_differences() -> None:
    right = np.array([1, 0, 1, 1, 0, -1, 0, 0, 1, 0])
    assert bootstrap_interval(right, seed=1) == bootstrap_interval(right, seed=1)
    assert bootstrap_interval(right, seed=1, n_draws=99) != bootstrap_interval(right, seed=2, n_draws=99)
    low, high = bootstrap_interval(right)
    assert -0.4 < low < 0.2 < high < 0.8


@pytest.mark.parametrize(
    ("right", "groups"),
    [([], None), ([1], None), ([[1, 0]], None), ([1, 0], [1]), ([1, 0], [[1, 2]]), ([1, 0, 1], ["a", "a", "a"])],
)
def test_a_bootstrap_needs_two_to_draw_from(right: object, groups: object) -> None:
    with pytest.raises(ValueError, match="at least two"):
        bootstrap_interval(right, groups=groups)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Twenty artists of ten tracks, each with an accuracy of its own: only the bootstrap by artists knows."""
    rng, artists = np.random.default_rng(0), np.arange(200) // 10
    held = {"wilson": 0, "tracks": 0, "artists": 0, "wilson, independent": 0}
    for _ in range(300):
        right = rng.random(200) < rng.beta(3.25, 1.75, 20)[artists]
        alone = rng.random(200) < 0.65
        for name, (low, high) in {
            "wilson": wilson_interval(int(right.sum()), 200),
            "tracks": bootstrap_interval(right, n_draws=100),
            "artists": bootstrap_interval(right, groups=artists, n_draws=100),
            "wilson, independent": wilson_interval(int(alone.sum()), 200),
        }.items():
            held[name] += low <= 0.65 <= high
    shares = {name: count / 300 for name, count in held.items()}
    assert 0.92 < shares["wilson, independent"] < 0.98
    assert 0.88 < shares["artists"] < 0.97
    assert max(shares["wilson"], shares["tracks"]) < 0.82


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_published_intervals_of_unpaired_differences(counts: tuple[int, ...], low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    assert unpaired_difference(*counts)[1:] == pytest.approx((low, high), abs=5e-5)


def rights(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    a = np.repeat([True, True, False, False], [both, only_a, only_b, neither])
    return a, np.repeat([True, False, True, False], [both, only_a, only_b, neither])


def test_a_published_interval_of_a_paired_difference() -> None:
    """Complete response before and after consolidation: Fagerland, Lydersen and Laake (2017), chapter 8."""
    difference, low, high = paired_difference(*rights(59, 6, 16, 80))
    assert (difference, low, high) == pytest.approx((-0.0621, -0.1186, -0.0046), abs=5e-5)


def test_pairs_that_know_nothing_of_each_other_are_as_unpaired() -> None:
    assert paired_difference(*rights(42, 28, 18, 12)) == pytest.approx(unpaired_difference(70, 100, 60, 100))


def test_a_difference_turns_with_its_two() -> None:
    a, b = rights(50, 21, 12, 17)
    difference, low, high = paired_difference(a, b)
    assert paired_difference(b, a) == pytest.approx((-difference, -high, -low))
    assert paired_difference(a, a)[0] == 0
    assert unpaired_difference(3, 9, 5, 7) == pytest.approx(
        [-x for x in np.array(unpaired_difference(5, 7, 3, 9))[[0, 2, 1]]]
    )


def test_an_interval_of_a_paired_difference_holds_it_as_often_as_it_says() -> None:
    rng, shares = np.random.default_rng(0), [0.60, 0.10, 0.06, 0.24]
    held, width, apart = 0, 0.0, 0.0
    for counts in rng.multinomial(300, shares, size=500):
        difference, low, high = paired_difference(*rights(*counts))
        _, low_apart, high_apart = unpaired_difference(counts[0] + counts[1], 300, counts[0] + counts[2], 300)
        held += low <= 0.04 <= high
        width, apart = width + high - low, apart + high_apart - low_apart
        assert low <= difference <= high
    assert 460 <= held <= 490
    assert width < 0.65 * apart


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_two_proportions_are_tested_as_by_scipy(n_a: int, n_b: int, data: st.DataObject) -> None:
    right_a, right_b = data.draw(st.integers(0, n_a)), data.draw(st.integers(0, n_b))
    if 0 < right_a + right_b < n_a + n_b:
        table = [[right_a, n_a - right_a], [right_b, n_b - right_b]]
        expected = stats.chi2_contingency(table, correction=False).pvalue
        assert two_proportions(right_a, n_a, right_b, n_b) == pytest.approx(expected, abs=1e-12)
    else:
        assert two_proportions(right_a, n_a, right_b, n_b) == 1


@pytest.mark.parametrize("function", [unpaired_difference, two_proportions])
@pytest.mark.parametrize("counts", [(5, 4, 1, 2), (1, 2, 3, 2), (0, 0, 1, 2), (-1, 2, 1, 2)])
def test_counts_that_cannot_be_are_refused(function: object, counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Expected a count between 0 and n"):
        function(*counts)


def test_published_numbers_of_tracks() -> None:
    """R's ``power.prop.test`` gives 76.7 in its own example; the pairs are those of two published calculators."""
    assert tracks_needed(0.50, 0.75, power=0.90) == 77
    assert tracks_needed(0.45, 0.05, share_differing=0.50) == 23
    assert tracks_needed(0.50, 0.35, share_differing=0.45) == 155


@pytest.mark.parametrize(("share_differing", "test"), [(None, "unpaired"), (0.12, "paired")])
def test_so_many_tracks_find_the_difference_four_times_in_five(share_differing: float | None, test: str) -> None:
    rng = np.random.default_rng(0)
    n = tracks_needed(0.82, 0.76, share_differing=share_differing)
    if test == "unpaired":
        counts = rng.binomial(n, [0.82, 0.76], size=(2000, 2))
        found = [two_proportions(int(a), n, int(b), n) < 0.05 for a, b in counts]
    else:
        counts = rng.multinomial(n, [0.09, 0.03, 0.88], size=2000)
        found = [stats.norm.sf(abs(a - b) / math.sqrt(a + b)) < 0.025 for a, b, _ in counts]
    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


def test_pairs_that_differ_as_if_unrelated_need_as_many_tracks() -> None:
    apart, together = tracks_needed(0.82, 0.79), tracks_needed(0.82, 0.79, share_differing=0.82 * 0.21 + 0.79 * 0.18)
    assert together == pytest.approx(apart, rel=0.01)
    assert tracks_needed(0.82, 0.79, share_differing=0.05) < together / 5
    assert tracks_needed(0.79, 0.82) == apart


@pytest.mark.parametrize(
    ("a", "b", "differing"),
    [(0.8, 0.8, None), (1.1, 0.8, None), (0.8, -0.1, None), (0.8, 0.7, 0.05), (0.8, 0.7, 0.6)],
)
def test_differences_that_cannot_be_have_no_number_of_tracks(a: float, b: float, differing: float | None) -> None:
    with pytest.raises(ValueError, match="Expected"):
        tracks_needed(a, b, share_differing=differing)


def test_one_that_is_right_wherever_the_other_is() -> None:
    """Every difference is in one direction: the least that the share of differing tracks can be."""
    assert tracks_needed(0.9, 0.8, share_differing=0.1) == math.ceil(
        (Z95 * math.sqrt(0.1) + 0.8416212 * 0.3) ** 2 / 0.01
    )

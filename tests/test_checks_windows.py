"""Chapter 02's checkers: right answers pass, likely wrong ones are told why."""

import re

import numpy as np
import pytest

from gtzan_course.checks import windows as check


def count(n, length, hop):
    return 0 if n < length else 1 + (n - length) // hop


def cut(y, length, hop):
    return np.stack([y[i : i + length] for i in range(0, len(y) - length + 1, hop)])


def holders(sample):
    return [i for i in (sample // 16_500 - 1, sample // 16_500) if 0 <= i < 39]


def share(n, length, hop):
    times = [0] * n
    for start in range(0, n - length + 1, hop):
        for i in range(start, start + length):
            times[i] += 1
    return sum(k > 1 for k in times) / n


@pytest.mark.parametrize(
    "verdict",
    [
        check.count_windows(count),
        check.count_windows(lambda n, length, hop: np.int64(count(n, length, hop))),
        check.slice_windows(cut),
        check.windows_with(holders),
        check.windows_with(lambda sample: np.array(holders(sample))),
        check.heard_twice(share),
    ],
)
def test_right_answers_pass(verdict):
    assert verdict.ok, verdict


@pytest.mark.parametrize("checker", [check.count_windows, check.slice_windows, check.windows_with, check.heard_twice])
def test_a_stub_is_not_answered(checker):
    for stub in (lambda *_: None, lambda *_: ...):
        assert "not answered yet" in repr(checker(stub))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda n, length, hop: (n - length) // hop, r"expected 39, got 38. The first window, which .* counts as well"),
        (lambda n, length, hop: n // length, r"got 20. That lays windows end to end"),
        (lambda n, length, hop: n // hop, r"got 40. The last of these begin too late"),
        (lambda n, length, hop: 1 + (n - length) / hop, r"expected 39, got 39.0, a float. Count whole windows"),
        (lambda n, length, hop: 1 + -((length - n) // hop), r"661,794 .* expected 39, got 40. .* cut short by the end"),
        (lambda n, length, hop: 39, r"hop of 33,000, expected 20, got 39"),
        (
            lambda n, length, hop: max(1, 1 + (n - length) // hop),
            r"32,999 .* expected 0, got 1. .* shorter than a window",
        ),
        (lambda n, length, hop: count(n, length, hop) or None, r"expected 0, got None. .* return 0"),
        (lambda n, length, hop: 0 if n <= length else count(n, length, hop), r"33,000 samples, .* just as long"),
        (lambda n, length, hop: round((n - length) / hop) + 1, r"676,499 .* expected 39, got 40. .* cut short"),
        (lambda n, length, hop: 2 * (n // length) - 1, r"hop of 33,000, .* That is a track's"),
        (lambda n, length, hop: n - length + 1, r"got 627,001. .* at every hop: divide"),
        (lambda n, length, hop: np.arange(0, n - length + 1, hop), r"got an array of shape \(39,\) .* how many"),
        (lambda n, length, hop: [0] * count(n, length, hop), r"got a list of length 39. Return how many"),
        (lambda n, length, hop: str(count(n, length, hop)), r"got '39', a str"),
        (lambda n, length, hop: n / (length - 2 * hop), r"your code stopped with ZeroDivisionError"),
    ],
)
def test_wrong_counts(wrong, words):
    assert_matches(check.count_windows(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda y, length, hop: cut(y, length, hop)[:-1], r"last full window is missing: range\(\) stops before"),
        (lambda y, length, hop: cut(y, length, hop).T, r"lies on its side"),
        (lambda y, length, hop: [y[i : i + length] for i in range(0, len(y), hop)], r"differ in length"),
        (
            lambda y, length, hop: np.zeros((5, length), np.float32),
            r"sample 1 of window 0 should be y\[1\], yours is y\[0\]",
        ),
        (
            lambda y, length, hop: cut(y, length, hop)[:, ::-1],
            r"sample 0 of window 0 should be y\[0\], yours is y\[3\]",
        ),
        (lambda y, length, hop: cut(np.pad(y, (0, hop)), length, hop), r"Some of these begin too late"),
        (lambda y, length, hop: cut(y, length, length), r"got an array of shape \(3, 4\) .* These lie end to end"),
        (lambda y, length, hop: 5, r"expected 5 windows .* of shape \(5, 4\), got 5, an int. Collect the windows"),
        (lambda y, length, hop: list(cut(y, length, hop)), r"got a list of length 5. They are the right .*np.stack"),
        (lambda y, length, hop: cut(y, length, hop).astype(float), r"of dtype float32, as y has it, got float64"),
        (lambda y, length, hop: cut(y, length, hop).ravel(), r"got an array of shape \(20,\) .* It needs two axes"),
        (lambda y, length, hop: y[:length], r"got an array of shape \(4,\) .* It needs two axes"),
        (lambda y, length, hop: cut(y, length, 1), r"got an array of shape \(9, 4\) .* not at every sample"),
        (lambda y, length, hop: cut(y, length, hop)[:, :hop], r"\(5, 2\) .* Each of yours is a hop long"),
        (lambda y, length, hop: cut(y, length, hop)[1:], r"got an array of shape \(4, 4\)"),
        (lambda y, length, hop: range(0, len(y) - length + 1, hop), r"got a range of length 5"),
        (
            lambda y, length, hop: np.stack([y[i : i + length] for i in range(0, len(y), hop)]),
            r"NumPy cannot stack them, from 12 samples .* differ in length: the end cuts the last one short",
        ),
        (
            lambda y, length, hop: np.array([list(y[i : i + length]) for i in range(0, len(y), hop)]),
            r"NumPy cannot stack them, from 12 samples .* differ in length",
        ),
        (lambda y, length, hop: y[1000], r"your code stopped with IndexError"),
    ],
)
def test_wrong_windows(wrong, words):
    assert_matches(check.slice_windows(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda sample: [sample // 16_500], r"windows 5 and 6, got \[6\]. Neighbours overlap"),
        (
            lambda sample: [sample // 16_500 - 1, sample // 16_500],
            r"window 0, got \[-1, 0\]. There are windows 0 to 38",
        ),
        (
            lambda sample: [i for i in range(39) if i * 16_500 <= sample <= i * 16_500 + 33_000],
            r"windows 1 and 2, got \[0, 1, 2\]. .* its end is not in it",
        ),
        (lambda sample: sample // 16_500, r"expected the list \[5, 6\], got 6, an int. Return a flat list"),
        (lambda sample: [7, 8], r"up to, but not including"),
        (lambda sample: [i + 1 for i in holders(sample)], r"got \[6, 7\]. Each is too high by one"),
        (lambda sample: [i * 16_500 for i in holders(sample)], r"got \[82500, 99000\]. Those are samples"),
        (lambda sample: [sample // 33_000], r"got \[3\]. 33,000 is a window's length"),
        (lambda sample: [sample / 16_500 - 1, sample / 16_500], r"// divides and rounds down"),
        (lambda sample: [float(i) for i in holders(sample)], r"got \[5.0, 6.0\]: windows have whole numbers"),
        (lambda sample: holders(sample)[::-1], r"got \[6, 5\]. Give them from low to high"),
        (lambda sample: holders(sample) * 2, r"Name each window once"),
        (lambda sample: [], r"got \[\]. Every sample is in one window at least"),
        (lambda sample: set(holders(sample)), r"got a set of length 2"),
        (lambda sample: [holders(sample)], r"got a list of length 1, \[\[5, 6\]\]. Return a flat list"),
        (lambda sample: [str(i) for i in holders(sample)], r"got '5', a str. Each is a window's number"),
        (
            lambda sample: [i for i in range(39) if i * 16_500 < sample < i * 16_500 + 33_000],
            r"windows 1 and 2, got \[1\]. Sample 33,000 is the first of window 2",
        ),
    ],
)
def test_wrong_numbers_of_windows(wrong, words):
    assert_matches(check.windows_with(wrong), words)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            lambda n, length, hop: 1 - hop / length,
            r"expected the share 0.950, got 0.5. That is what two neighbours share",
        ),
        (lambda n, length, hop: 100 * share(n, length, hop), r"That is in per cent"),
        (lambda n, length, hop: share(n, length, hop) * n, r"got 627,000.0. That is a number of samples"),
        (lambda n, length, hop: (count(n, length, hop) * length - n) / n, r"11 samples.* Count for each sample"),
        (
            lambda n, length, hop: 0.95,
            r"hop of 33,000, expected the share 0.000, got 0.95. These windows share nothing",
        ),
        (lambda n, length, hop: "95 %", r"got '95 %', a str. Return one number between 0 and 1"),
        (lambda n, length, hop: 1 - share(n, length, hop), r"got 0.05. That is what is heard once"),
        (lambda n, length, hop: count(n, length, hop) * length / n, r"got 1.95. That counts hearings"),
        (lambda n, length, hop: (n - hop) / n, r"got 0.975. Both ends are heard once"),
        (lambda n, length, hop: share(n, length, hop) * n / 22_050, r"That is in seconds"),
        (lambda n, length, hop: round(share(n, length, hop), 2), r"expected the share 0.545, got 0.55. It is rounded"),
        (lambda n, length, hop: np.array([share(n, length, hop)]), r"got an array of shape \(1,\)"),
        (lambda n, length, hop: float("nan"), r"got nan, a float"),
        (lambda n, length, hop: 1 if n == 660_000 else 0, r"got 1.0. That is what is heard at all"),
    ],
)
def test_wrong_shares(wrong, words):
    assert_matches(check.heard_twice(wrong), words)


def test_a_sample_in_three_windows_is_one_sample():
    def hearings(n, length, hop):
        times = np.zeros(n)
        for start in range(0, n - length + 1, hop):
            times[start : start + length] += 1
        return np.maximum(times - 1, 0).sum() / n

    assert_matches(check.heard_twice(hearings), r"count it once")


def assert_matches(verdict, words):
    assert not verdict.ok
    assert re.search(words, repr(verdict)), verdict

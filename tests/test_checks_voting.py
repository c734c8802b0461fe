"""Chapter 07's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest

from gtzan_course.checks import voting as check
from gtzan_course.evaluation import wilson_interval


def solution(p):
    counts = np.bincount(p.argmax(axis=1), minlength=p.shape[1])
    return int(np.where(counts == counts.max(), p.mean(axis=0), -1.0).argmax())


def mean_of_all_on_a_tie(p):
    counts = np.bincount(p.argmax(1), minlength=p.shape[1])
    return int(p.mean(0).argmax() if (counts == counts.max()).sum() > 1 else counts.argmax())


def recall(counts):
    return int(np.argmin(np.diag(counts) / counts.sum(axis=1)))


RIGHT = [
    (check.majority, solution),
    (check.share_right, lambda p, label: np.mean(p.argmax(axis=1) == label)),
    (check.hardest, recall),
    (check.sample_size, 650),
]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize("checker", [check.majority, check.share_right, check.hardest])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


def test_a_blank_number_is_not_answered() -> None:
    assert "not answered yet" in check.sample_size(...).message


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (lambda p: int(np.bincount(p.argmax(1)).argmax()), "a tie. The means are 0.325 and 0.675"),
        (lambda p: int(p.mean(0).argmax()), "The mean only breaks ties"),
        (lambda p: int(np.bincount(p.argmax(1)).max()), "the number of votes"),
        (lambda p: int(np.bincount(p.argmax(0)).argmax()), "axis=1"),
        (lambda p: p.argmax(1), "one label as an int"),
        (mean_of_all_on_a_tie, "Compare the means of the tied only"),
        (lambda p: p.nothing, "AttributeError"),
    ],
)
def test_mistakes_in_counting_votes_are_named(vote, words: str) -> None:
    result = check.majority(vote)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (lambda p, label: int((p.argmax(1) == label).sum()), "Divide by the number of windows"),
        (lambda p, label: p[:, label].mean(), "A vote counts whole"),
        (lambda p, label: 100 * np.mean(p.argmax(1) == label), "per cent"),
        (lambda p, label: p.argmax(1) == label, "got shape (5,)"),
        (lambda p, label: 0.6, "expected 0.6 and 0"),
    ],
)
def test_mistakes_in_the_share_are_named(share, words: str) -> None:
    result = check.share_right(share)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("worst", "words"),
    [
        (lambda c: int(np.argmax(c.sum(1) - np.diag(c))), "most errors, but also most tracks"),
        (lambda c: int(np.argmin(np.diag(c) / c.sum(0))), "columns"),
        (lambda c: int(np.argmax(np.diag(c) / c.sum(1))), "Look for the smallest"),
        (lambda c: np.diag(c) / c.sum(1), "one label as an int"),
    ],
)
def test_mistakes_in_the_hardest_genre_are_named(worst, words: str) -> None:
    result = check.hardest(worst)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (300, "8.7% wide, more than 6 points"),
        (1000, "smallest multiple of 50"),
        (649, "smallest multiple of 50"),
        (-5, "at least 50"),
    ],
)
def test_wrong_numbers_of_tracks_are_told_what_they_give(n: int, words: str) -> None:
    result = check.sample_size(n)
    assert not result.ok
    assert words in result.message


def test_650_is_the_first_multiple_of_50_that_is_enough() -> None:
    widths = {n: np.subtract(*wilson_interval(round(0.82 * n), n)[::-1]) for n in range(50, 700, 50)}
    assert [n for n, width in widths.items() if width <= 0.06] == [650]

"""Chapter 09's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest

from gtzan_course.checks import comparison as check


def wilson(n_right, n, *, z=1.96):
    p = n_right / n
    middle, reach = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)


def discordant(labels, a, b):
    return int(np.sum((a == labels) & (b != labels))), int(np.sum((b == labels) & (a != labels)))


def counts(probabilities):
    n_genres = probabilities.shape[2]
    return np.array([np.bincount(track.argmax(axis=1), minlength=n_genres) for track in probabilities])


def ties(probabilities):
    votes = counts(probabilities)
    return int(np.sum((votes == votes.max(axis=1, keepdims=True)).sum(axis=1) > 1))


SOLUTIONS = [(check.wilson, wilson), (check.discordant, discordant), (check.ties, ties)]


@pytest.mark.parametrize(("checker", "answer"), SOLUTIONS)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok, checker(answer)


@pytest.mark.parametrize("checker", [checker for checker, _ in SOLUTIONS])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


def plain(n_right, n):
    p = n_right / n
    return p - 1.96 * np.sqrt(p * (1 - p) / n), p + 1.96 * np.sqrt(p * (1 - p) / n)


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (plain, "plain interval"),
        (lambda k, n: wilson(k, n)[::-1], "high end first"),
        (lambda k, n: wilson(k, n, z=1.645), "take z = 1.96"),
        (lambda k, n: np.array(wilson(k, n)) * (1 + 1.96**2 / n), "not yet divided by"),
        (lambda k, n: (np.mean(wilson(k, n)), np.ptp(wilson(k, n)) / 2), "middle and reach"),
        (lambda k, n: 100 * np.array(wilson(k, n)), "expected shares from 0 to 1"),
        (lambda k, n: np.ptp(wilson(k, n)), "shape (2,)"),
        (lambda k, n: (0.7, 0.9), "for 246 of 300 expected 0.773 to 0.859, got 0.700 to 0.900"),
        (lambda k, n: wilson(246, 300), "for 10 of 10 expected 0.722 to 1.000"),
        (lambda k, n: k.nothing, "AttributeError"),
    ],
)
def test_mistakes_in_the_interval_are_named(interval, words: str) -> None:
    result = check.wilson(interval)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (lambda y, a, b: discordant(y, b, a), "the other way round"),
        (lambda y, a, b: (np.sum(a == y), np.sum(b == y)), "all that each names rightly"),
        (lambda y, a, b: (np.sum(a != y), np.sum(b != y)), "each one's mistakes"),
        (lambda y, a, b: (np.sum((a == y) & (b == y)), np.sum((a != y) & (b != y))), "both right and both wrong"),
        (lambda y, a, b: (np.sum(a != b), np.sum(a != b)), "Two wrong answers may differ too"),
        (lambda y, a, b: np.array(discordant(y, a, b)) / len(y), "got shares"),
        (lambda y, a, b: np.sum(a != b), "shape (2,)"),
        (lambda y, a, b: (2, 2), "only A is right on 3 and only B on 1; you said 2 and 2"),
        (lambda y, a, b: (3, 1), "on 50 other tracks"),
    ],
)
def test_mistakes_in_the_counts_are_named(count, words: str) -> None:
    result = check.discordant(count)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (lambda p: sum(len(set(row[row > 0])) < np.sum(row > 0) for row in counts(p)), "not at the top"),
        (lambda p: sum(len(set(row)) < len(row) for row in counts(p)), "level at 0 votes"),
        (lambda p: ties(p) / len(p), "is a share"),
        (lambda p: counts(p), "got shape (5, 4)"),
        (lambda p: sum(np.sum(np.isclose(m, m.max())) > 1 for m in p.mean(axis=1)), "however sure it is"),
        (lambda p: 1, "you said 1"),
    ],
)
def test_mistakes_in_ties_are_named(count, words: str) -> None:
    result = check.ties(count)
    assert not result.ok
    assert words in result.message

"""Chapter 11's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest

from gtzan_course.checks import faults as check


def precision_and_recall(found, planted):
    found, planted = set(found), set(planted)
    return len(found & planted) / len(found), len(found & planted) / len(planted)


def ratio(distances, i):
    nearest, second = np.sort(distances[i])[:2]
    return nearest / second


def at_ceiling(y):
    height = np.abs(y)
    return float(np.mean(height >= 0.995 * height.max()))


CHECKS = [
    (check.precision_and_recall, precision_and_recall),
    (check.ratio, ratio),
    (check.at_ceiling, at_ceiling),
]


@pytest.mark.parametrize(("checker", "answer"), CHECKS)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize("checker", [checker for checker, _ in CHECKS])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda f, p: precision_and_recall(f, p)[::-1], "Precision comes first"),
        (lambda f, p: (sum(n in p for n in f) / len(f), len(set(f) & set(p)) / len(p)), "'d' was found twice"),
        (lambda f, p: (len(set(f) & set(p)) / len(f), len(set(f) & set(p)) / len(p)), "'d' was found twice"),
        (lambda f, p: (len(set(f) & set(p)) / len(set(f)),) * 2, "recall divides by what was planted (3)"),
        (lambda f, p: (len(set(f) & set(p)),) * 2, "counts"),
        (lambda f, p: len(set(f) & set(p)) / len(set(f)), "Return both"),
        (lambda f, p: (0.9, 0.9), "The overlap of two sets is found & planted"),
        (lambda f, p: (0.5, 2 / 3), "both are 0"),
    ],
)
def test_mistakes_in_precision_and_recall_are_named(answer, words: str) -> None:
    result = check.precision_and_recall(answer)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda d, i: 1 / ratio(d, i), "the second distance over the first"),
        (lambda d, i: d[i].min(), "the nearest distance itself"),
        (lambda d, i: np.subtract(*np.sort(d[i])[1::-1]), "a difference"),
        (lambda d, i: d[i].min() / np.sort(d[i])[-2], "nearest over the farthest"),
        (lambda d, i: d[i].min() / d[i].max(), "infinity"),
        (lambda d, i: d[i].min() / d[i].min(), "the nearest over itself"),
        (lambda d, i: d[i] / d[i].min(), "one number"),
        (lambda d, i: float("nan"), "the diagonal"),
        (lambda d, i: 0.4, "wrong for track 3"),
        (lambda d, i: 0.7, "expected 0.2 / 0.5 = 0.4"),
    ],
)
def test_mistakes_in_the_ratio_are_named(answer, words: str) -> None:
    result = check.ratio(answer)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda y: np.mean(np.abs(y) >= 0.995), "not at 1"),
        (lambda y: np.mean(y >= 0.995 * y.max()), "the ceiling and not the floor"),
        (lambda y: np.sum(np.abs(y) >= 0.995 * np.abs(y).max()), "a count"),
        (lambda y: 100 * at_ceiling(y), "per cent"),
        (lambda y: np.abs(y) >= 0.995 * np.abs(y).max(), "Take the mean"),
        (lambda y: np.mean((y >= 0.995 * y.max()) | (y <= 0.995 * y.min())), "only one side is at the peak"),
        (lambda y: np.mean(np.abs(y) >= 0.4975), "softer"),
        (lambda y: np.mean(np.abs(y) >= 0.995 * y.max()), "upside down"),
        (lambda y: np.mean(np.abs(y) == np.abs(y).max()), "differ by a thousandth"),
        (lambda y: 0.3, "expected 0.6"),
    ],
)
def test_mistakes_at_the_ceiling_are_named(answer, words: str) -> None:
    result = check.at_ceiling(answer)
    assert not result.ok
    assert words in result.message

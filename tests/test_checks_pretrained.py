"""Chapter 14's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest
from scipy.special import softmax

from gtzan_course.checks import pretrained as check


def choose(promised):
    means = {strength: round(np.mean(promised[strength]), 6) for strength in promised}
    return max(sorted(means), key=means.get)


def cooled(probabilities, temperature):
    return softmax(np.log(probabilities) / temperature, axis=1)


def sure_from(shares, right, steps):
    return next(step for step in steps if right[shares >= step].mean() >= 0.9)


RIGHT = [(check.choose, choose), (check.cooled, cooled), (check.sure_from, sure_from)]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok, checker(answer)


@pytest.mark.parametrize("checker", [checker for checker, _ in RIGHT])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *a: ...)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        (lambda p: max(p, key=lambda s: max(p[s])), "luckiest single draw"),
        (lambda p: max(sorted(p, reverse=True), key=lambda s: round(np.mean(p[s]), 6)), "Among equals"),
        (lambda p: min(p), "Compare the means"),
        (lambda p: max(np.mean(values) for values in p.values()), "a mean accuracy"),
        (lambda p: max(p, key=lambda s: round(np.mean(p[s]), 6)), "depends on the order"),
        (lambda p: 5.0, "one of the strengths"),
        (lambda p: [0.1], "expected one strength"),
        (lambda p: 0.1 if 0.1 in p else 1.0, "lower mean came back"),
        (lambda p: p["z"], "KeyError"),
    ],
)
def test_mistakes_in_choosing_are_named(pick, words: str) -> None:
    result = check.choose(pick)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("cool", "words"),
    [
        (lambda p, t: softmax(p / t, axis=1), "you divided the probabilities"),
        (lambda p, t: cooled(p, 1 / t), "wrong way round"),
        (lambda p, t: p / t, "divide their logarithms"),
        (lambda p, t: p ** (1 / t), "rows that sum to 1"),
        (lambda p, t: np.log(p) / t, "still logarithms"),
        (lambda p, t: softmax(np.log(p) / t, axis=0), "rows that sum to 1"),
        (lambda p, t: p ** (1 / t) / (p ** (1 / t)).sum(), "rows that sum to 1"),
        (lambda p, t: cooled(p, t)[0], "shape"),
        (lambda p, t: np.full(p.shape, 1 / 3), "they are others"),
    ],
)
def test_mistakes_in_cooling_are_named(cool, words: str) -> None:
    result = check.cooled(cool)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda s, r, steps: next(x for x in steps if r[s > x].mean() >= 0.9), "the track at 0.45 itself"),
        (lambda s, r, steps: next(x for x in steps if r[s >= x].mean() > 0.9), "9 of 10 are right"),
        (lambda s, r, steps: 0.9, "Take the lowest"),
        (lambda s, r, steps: 0.0, "less than nine in ten"),
        (lambda s, r, steps: 10, "one of the steps"),
        (lambda s, r, steps: [0.5], "expected one step"),
        (lambda s, r, steps: 0.5, "none is to be doubted"),
    ],
)
def test_mistakes_in_drawing_the_line_are_named(step, words: str) -> None:
    result = check.sure_from(step)
    assert not result.ok
    assert words in result.message

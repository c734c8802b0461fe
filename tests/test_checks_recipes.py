"""Chapter 12's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gtzan_course.checks import recipes as check
from gtzan_course.recipes import REVISED


def mixed(n, size, rng):
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def neighbours(n, size):
    return [np.arange(start, min(start + size, n)) for start in range(0, n, size)]


def shuffled_but_unused(n, size, rng):
    rng.permutation(n)
    return neighbours(n, size)


def whole_batches(n, size, rng):
    cut = neighbours(n, size)
    full = rng.permutation(len(cut) - 1)
    return [*(cut[i] for i in full), cut[-1]]


def half_epochs(n, size, announced):
    updates = math.ceil(n / announced)
    return updates, min(n, updates * size)


RIGHT = [
    (check.batches, mixed),
    (check.one_epoch, half_epochs),
    (check.fair, lambda recipe: replace(recipe, watched="validation", kept="best")),
]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok, checker(answer)


@pytest.mark.parametrize("checker", [check.batches, check.one_epoch, check.fair])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (shuffled_but_unused, "Do you use the order that you drew?"),
        (whole_batches, "what Keras did by itself"),
        (lambda n, size, rng: [rng.permutation(batch) for batch in neighbours(n, size)], "Shuffle, then cut"),
        (lambda n, size, rng: mixed(n, size, rng)[:-1], "a short batch is a batch"),
        (lambda n, size, rng: list(rng.permutation(n)[: n // size * size].reshape(-1, size)), "a short batch"),
        (lambda n, size, rng: mixed(n, n // size, rng), "Step through the order by batch_size"),
        (lambda n, size, rng: [rng.integers(n, size=len(b)) for b in neighbours(n, size)], "without putting back"),
        (lambda n, size, rng: mixed(n, size, np.random.default_rng(0)), "second pass has the same batches"),
        (lambda n, size, rng: mixed(n, size, np.random.default_rng()), "equal seeds give different batches"),
        (lambda n, size, rng: rng.permutation(n), "a list of arrays, one a batch"),
        (lambda n, size, rng: [batch / 1 for batch in mixed(n, size, rng)], "whole numbers"),
        (lambda n, size, rng: [batch + 1 for batch in mixed(n, size, rng)], "counted from 0"),
        (lambda n, size, rng: [*mixed(n, size, rng), *[np.arange(0)] * (n % size == 0)], "no batch is empty"),
        (lambda n, size, rng: rng.nothing(), "AttributeError"),
    ],
)
def test_mistakes_in_drawing_batches_are_named(draw, words: str) -> None:
    result = check.batches(draw)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (lambda n, size, announced: (n // announced, n // announced * size), "Round up"),
        (lambda n, size, announced: (-(-n // size), n), "worked out with 128"),
        (lambda n, size, announced: (-(-n // announced), n), "hold fewer windows"),
        (lambda n, size, announced: (-(-n // announced), -(-n // announced) * announced), "hold 64"),
        (lambda n, size, announced: (-(-n // size), -(-n // announced) * size), "the windows are right"),
        (lambda n, size, announced: (-(-n // announced), -(-n // announced) * size), "the last batch is short"),
        (lambda n, size, announced: (n / announced, n / 2), "two whole numbers"),
        (lambda n, size, announced: (214, 13_696 if size == 64 else n), "make 10 and 500"),
        (lambda n, size, announced: -(-n // announced), "two counts"),
        (lambda n, size, announced: (1, 2), "expected 13,696 windows"),
    ],
)
def test_mistakes_in_counting_an_epoch_are_named(count, words: str) -> None:
    result = check.one_epoch(count)
    assert not result.ok
    assert words in result.message


def broken(recipe):
    recipe.kept = "best"
    return recipe


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda recipe: replace(recipe, kept="best"), "still decides the learning rate and the epoch"),
        (lambda recipe: recipe, "still decides the learning rate. Who is watched"),
        (lambda recipe: replace(recipe, watched="validation"), "keep the best"),
        (lambda recipe: REVISED, "you changed augment_validation, batch_size, batches, epochs_per_pass, hole"),
        (lambda recipe: replace(check.PUBLISHED, watched="validation", kept="best"), "the recipe that is given"),
        (lambda recipe: {"kept": "best"}, "expected a Recipe, got a dict"),
        (broken, "FrozenInstanceError"),
    ],
)
def test_mistakes_in_a_fair_recipe_are_named(change, words: str) -> None:
    result = check.fair(change)
    assert not result.ok
    assert words in result.message

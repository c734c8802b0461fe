"""A test is worth what it tells apart."""

from __future__ import annotations

import math

import pytest

from gtzan_course.checks.proofs import outcome, weakness


def right(x: float) -> float:
    return x * x


def cube(x: float) -> float:
    return x**3


WRONG = {"cubes": cube, "takes the root of the height": lambda x: math.sqrt(abs(x))}
RIGHT = {"multiplies": right, "raises to a power": lambda x: x**2.0}


def good(square):
    assert square(-3) == 9


def always(square):
    square(2)


def never(square):
    square(2)
    raise AssertionError


def loose(square):
    assert square(-3) >= 0


def narrow(square):
    assert isinstance(square(-3), int)
    assert square(-3) == 9


def stopping(square):
    return square("three")


def idle(square):
    assert 3 * 3 == 9


@pytest.mark.parametrize(
    ("test", "said"),
    [(good, "passes"), (always, "passes"), (never, "fails"), (stopping, "stops"), (idle, "never calls it")],
)
def test_the_outcome_on_a_sound_function(test, said):
    assert outcome(test, right) == said


def test_a_failure_before_the_call_is_no_proof():
    def hasty(square):
        raise AssertionError

    assert outcome(hasty, right) == "never calls it"


def test_a_proof_has_no_weakness():
    assert weakness(good, wrong=WRONG, right=RIGHT) == ""


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (always, "passes whatever it is given"),
        (never, "fails whatever it is given"),
        (loose, "passes on a version with the mistake: one that takes the root of the height"),
        (narrow, "fails on a version without the mistake: one that raises to a power"),
        (stopping, "stops with TypeError"),
        (idle, "never calls the function"),
    ],
)
def test_a_weakness_is_named(test, words):
    assert words in weakness(test, wrong=WRONG, right=RIGHT)

"""Chapter 13's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest

from gtzan_course.checks import own_music as check


def dissenters(probabilities):
    votes = probabilities.argmax(axis=1)
    winner = np.bincount(votes).argmax()
    others = np.flatnonzero(votes != winner)
    return others[np.argsort(-probabilities[others].max(axis=1))]


def turn_down(window, bands, frames):
    covered = window.copy()
    covered[bands, frames] = np.maximum(covered[bands, frames] - 20, -80)
    return covered


def sure_enough(probabilities, least):
    votes = probabilities.argmax(axis=1)
    return bool(np.bincount(votes).max() / len(votes) >= least)


def in_place(window, bands, frames):
    window[bands, frames] = np.maximum(window[bands, frames] - 20, -80)
    return window


def patched(change):
    def turn(window, bands, frames):
        covered = window.copy()
        covered[bands, frames] = change(covered[bands, frames])
        return covered

    return turn


RIGHT = [(check.dissenters, dissenters), (check.turned_down, turn_down), (check.sure_enough, sure_enough)]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize("checker", [checker for checker, _ in RIGHT])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("find", "words"),
    [
        (lambda p: np.flatnonzero(p.argmax(1) != 0), "in another order, [1, 3, 5]"),
        (lambda p: dissenters(p)[::-1], "least sure one first"),
        (lambda p: p.argmax(1) != 0, "got True and False"),
        (lambda p: np.flatnonzero(p.argmax(1) == 0), "vote as the track does"),
        (lambda p: len(dissenters(p)), "numbers of windows in a list"),
        (lambda p: [], "no window is left"),
        (lambda p: [5, 1], "expected windows [5, 1, 3], got [5, 1]"),
        (lambda p: p[99], "IndexError"),
    ],
)
def test_mistakes_in_finding_dissenters_are_named(find, words: str) -> None:
    result = check.dissenters(find)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (in_place, "Copy it first"),
        (lambda w, b, f: w.copy(), "nothing has changed"),
        (patched(lambda patch: patch - 20), "values down to -90 dB"),
        (lambda w, b, f: turn_down(w, f, b), "bands are rows"),
        (lambda w, b, f: np.maximum(w - 20, -80), "the whole window is softer"),
        (lambda w, b, f: turn_down(w, b, f)[b, f], "Return all of it"),
        (patched(lambda patch: np.maximum(patch * 20, -80)), "don't multiply"),
        (patched(lambda patch: np.maximum(patch - 2, -80)), "yours are at -32 and -72"),
        (patched(lambda patch: -80), "the patch is silent"),
    ],
)
def test_mistakes_in_turning_down_are_named(turn, words: str) -> None:
    result = check.turned_down(turn)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("judge", "words"),
    [
        (lambda p, least: bool(np.bincount(p.argmax(1)).max() / len(p) > least), "Use >="),
        (lambda p, least: True, "less than 0.5: not sure"),
        (lambda p, least: bool(np.bincount(p.argmax(1)).max() / len(p) >= least - 0.05), "less than 0.51"),
        (lambda p, least: bool(p.max(axis=1).mean() >= least), "Count votes, not probabilities"),
        (lambda p, least: 0.5, "expected True or False, got 0.5, a float"),
    ],
)
def test_mistakes_in_judging_sureness_are_named(judge, words: str) -> None:
    result = check.sure_enough(judge)
    assert not result.ok
    assert words in result.message

"""Chapter 09's interactives, over their whole range: what they say is what chance, and the rules, say elsewhere."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest
from scipy import stats

from gtzan_course.dataset import GENRES
from gtzan_course.interactives import comparison as interactives

HUNDRED = [(n, truth) for n in (30, 100, 300, 1000, 3000) for truth in ("50 %", "65 %", "82 %", "95 %")]


@functools.cache
def hundred(n: int, truth: str):
    return interactives.hundred_tests().at(n=n, truth=truth)


def missed(frame) -> int:
    return int(re.search(r"(\d+) of the 100 intervals miss", frame.alt)[1])


@pytest.mark.parametrize(("n", "truth"), HUNDRED)
def test_the_results_spread_as_chance_has_it(n: int, truth: str) -> None:
    frame, share = hundred(n, truth), float(truth.split()[0]) / 100
    [ax] = frame.figure.axes
    results = np.concatenate([line.get_ydata() for line in ax.lines[:2]])
    assert len(results) == 100
    error = 100 * np.sqrt(share * (1 - share) / n)
    assert np.std(results) == pytest.approx(error, rel=0.25)
    assert np.mean(results) == pytest.approx(100 * share, abs=error / 2)
    assert f"from {results.min() / 100:.1%} to {results.max() / 100:.1%}." in frame.alt
    drawn = sum(len(lines.get_segments()) for lines in ax.collections)
    assert drawn == 100
    assert len(ax.collections[1].get_segments()) == len(ax.lines[1].get_ydata()) == missed(frame)


def test_about_five_in_a_hundred_intervals_miss() -> None:
    """Of 2,000 intervals in all, by Wilson's coverage on average; three standard errors are 1.5 in a hundred."""
    assert np.mean([missed(hundred(*place)) for place in HUNDRED]) == pytest.approx(5, abs=1.5)


def test_half_the_pairs_are_one_classifiers_and_the_eye_cannot_tell() -> None:
    shown = interactives.which_are_one()
    assert interactives.TURNS.count("one") == interactives.TURNS.count("two") == 4
    gaps = {"one": [], "two": []}
    for pair, turn in enumerate(interactives.TURNS, start=1):
        hidden, told = shown.at(pair=pair, answer="hidden"), shown.at(pair=pair, answer="shown")
        first, second = (int(count) for count in re.findall(r"(\d+) of 300", told.alt))
        assert re.findall(r"(\d+) of 300", hidden.alt) == [str(first), str(second)]
        assert hidden.alt.endswith("One or two?")
        assert "tested twice" not in hidden.alt
        assert "They were" not in hidden.alt
        assert ("tested twice" in told.alt) == (turn == "one")
        assert ("78.8%" in told.alt.partition("rightly.")[2]) == (turn == "two")
        assert hidden.figure.axes[0].get_title("left") == "One, or two?"
        gaps[turn].append(abs(first - second))
    assert max(gaps["one"]) > 10
    assert min(gaps["two"]) < 10


def test_a_test_can_be_heard() -> None:
    y = interactives.ticks(0.82, seconds=6, per_second=10)
    assert y.shape == (132_300,)
    assert y.dtype == np.float32
    assert np.abs(y).max() <= 0.5
    ticks = y.reshape(60, 2205)
    crossings = np.abs(np.diff(np.sign(ticks[:, 1:400]), axis=1)).sum(axis=1) / 2
    high = crossings > 20  # 400 samples of 1,760 Hz cross zero 64 times, of 220 Hz 8 times
    np.testing.assert_array_equal(high, np.random.default_rng(0).random(60) < 0.82)
    assert stats.binomtest(int(high.sum()), 60, 0.82).pvalue > 0.05


def windows(*rows: tuple[int, dict[int, float]]) -> np.ndarray:
    """Windows of ten probabilities, each row so many times."""
    track = []
    for times, given in rows:
        row = np.full(10, (1 - sum(given.values())) / (10 - len(given)))
        row[list(given)] = list(given.values())
        track += [row] * times
    return np.array(track)


THREE = windows((3, {0: 0.45, 1: 0.42, 2: 0.13}), (2, {0: 0.15, 1: 0.6, 2: 0.25}), (2, {0: 0.05, 1: 0.0, 2: 0.95}))
TIED = windows((3, {4: 0.6, 5: 0.4}), (3, {4: 0.3, 5: 0.7}), (1, {9: 0.9}))
CLEAR = windows((7, {6: 0.9}))


def test_the_rules_answers_stand_above_their_bars() -> None:
    """By hand: votes 3, 2, 2 of 7; means 0.25, 0.35, 0.40; medians 0.15, 0.42, 0.25. Then a tie of 3 and 3."""
    shown = interactives.three_rules(["a", "b", "c"], [1, 5, 6], np.array([THREE, TIED, CLEAR]))
    frame = shown.at(track="a")
    assert frame.alt == (
        "a is classical: majority says blues (0.43), the mean says country (0.40), the median says classical (0.42)."
    )
    assert [ax.get_title("left") for ax in frame.figure.axes] == [
        "majority: blues",
        "mean: country",
        "median: classical",
    ]
    bars = [[bar.get_width() for bar in ax.patches] for ax in frame.figure.axes]
    np.testing.assert_allclose(
        [row[:3] for row in bars], [[3 / 7, 2 / 7, 2 / 7], [0.25, 2.46 / 7, 2.79 / 7], [0.15, 0.42, 0.25]]
    )
    assert shown.at(track="b").alt.endswith("hiphop and jazz are level in votes.")
    assert "level" not in shown.at(track="c").alt
    assert frame.sound is None
    assert shown.sliders[0].values == ("a", "b", "c")


def test_a_track_can_be_heard() -> None:
    y = np.zeros(22_050, np.float32)
    shown = interactives.three_rules(["a", "b"], [1, 5], np.array([THREE, TIED]), sounds={"a": y})
    assert shown.at(track="a").sound is y
    assert "is it classical" in shown.at(track="a").heard
    assert shown.at(track="b").sound is None


def test_tracks_on_which_the_rules_differ_come_first() -> None:
    probabilities = np.array([CLEAR, TIED, CLEAR, THREE, CLEAR])
    assert interactives.disagreements(probabilities, most=3) == [3, 0, 1]
    assert GENRES[6] == "metal"


def test_the_rules_are_three() -> None:
    assert [rule(THREE) for rule in interactives.RULES.values()] == [0, 2, 1]

"""Chapter 06's interactives: over their whole range they show what analysis, counting and the ledger say."""

import math
import re
import statistics

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from gtzan_course import frames, ledger, players
from gtzan_course.dataset import GENRES
from gtzan_course.interactives import training
from gtzan_course.players import webp


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def drawn(frame: frames.Frame) -> list[np.ndarray]:
    """The points of each line, shape (2, n)."""
    return [np.array(line.get_data()) for line in frame.figure.axes[0].get_lines()]


@pytest.mark.parametrize("steps", training.STEPS)
@pytest.mark.parametrize("rate", training.STEP_RATES)
def test_the_walk_is_where_analysis_says(rate: float, steps: int) -> None:
    frame = training.descent().at(rate=rate, steps=steps)
    w = 2 + (1 - rate) ** steps * (-1 - 2)
    valley, walked, ball = drawn(frame)
    assert walked.shape == (2, steps + 1)
    np.testing.assert_allclose(ball[:, 0], [w, (w - 2) ** 2 / 2])
    np.testing.assert_allclose(walked[1], (walked[0] - 2) ** 2 / 2)
    assert f"w = {w:.2f}, loss = {(w - 2) ** 2 / 2:.2f}" in frame.alt
    assert valley[0, valley[1].argmin()] == pytest.approx(2, abs=0.05)
    axes = frame.figure.axes[0]
    for (low, high), values in zip((axes.get_xlim(), axes.get_ylim()), walked, strict=True):
        assert low < values.min()
        assert values.max() < high


def test_the_walk_diverges_above_two_over_the_curvature() -> None:
    curvature = 1.0
    for rate in training.STEP_RATES:
        far = [abs(training.walk(rate, steps)[-1] - 2) for steps in training.STEPS]
        if rate > 2 / curvature:
            assert sorted(far) == far
            assert far[-1] > far[0]
        elif rate == 2 / curvature:
            assert set(far) == {3.0}
        else:
            assert far[-1] < far[0]
    assert {rate > 2 for rate in training.STEP_RATES} == {True, False}


def test_the_bottom_is_that_of_the_valley_drawn() -> None:
    found = minimize_scalar(lambda w: float(training._loss(np.array([w]))[0]))
    assert found.x == pytest.approx(training.BOTTOM)
    assert found.fun == pytest.approx(0)


@pytest.mark.parametrize("size", training.BATCH_SIZES)
def test_the_scatter_of_batches_falls_with_the_root_of_their_size(size: int) -> None:
    frame = training.batch_slopes().at(size=size)
    downhill, uphill, _ = drawn(frame)
    slopes = np.concatenate([downhill[0], uphill[0]])
    n = training.N_BATCHES
    assert len(slopes) == n
    assert slopes.std() == pytest.approx(9 / math.sqrt(size), rel=0.2)
    assert slopes.mean() == pytest.approx(-3, abs=4 * 9 / math.sqrt(size * n))
    share = norm.sf(3 * math.sqrt(size) / 9)  # of a normal distribution, above 0
    assert len(uphill[0]) == pytest.approx(n * share, abs=4 * math.sqrt(n * share * (1 - share)) + 1)
    assert (downhill[0] < 0).all()
    assert (uphill[0] >= 0).all()
    assert f" {len(uphill[0])} of them are above 0" in frame.alt
    low, high = frame.figure.axes[0].get_xlim()
    assert low < slopes.min()
    assert slopes.max() < high


def made(runs: dict[str, list[float]]) -> dict[str, ledger.Figure]:
    """A ledger's figures: the training curve lies half below the validation's."""
    figures = []
    for name, values in runs.items():
        for epoch, value in enumerate(values, start=1):
            figures.append(ledger.figure(f"{name}.cross_entropy.epoch_{epoch}", value / 2, unit="nat", n=1))
            figures.append(ledger.figure(f"{name}.val_cross_entropy.epoch_{epoch}", value, unit="nat", n=1))
        figures.append(ledger.figure(f"{name}.training_time", 1, unit="s", n=1))
    return {entry["name"]: entry for entry in figures}


def test_curves_are_the_ledgers_and_a_run_that_ends_early_ends_early() -> None:
    figures = made({"rate_0.00100": [2.2, 1.6, 1.8], "rate_0.10000": [5.0], "falling_from_0.00200": [2.0, 1.5, 1.4]})
    interactive = training.learning_rates(figures)
    assert interactive.sliders[0].values == ("0.001", "0.1", "0.002, falling")
    frame = interactive.at(rate="0.001")
    *others, _, learnt, watched = drawn(frame)
    np.testing.assert_allclose(learnt, [[1, 2, 3], [1.1, 0.8, 0.9]])
    np.testing.assert_allclose(watched, [[1, 2, 3], [2.2, 1.6, 1.8]])
    assert len(others) == 2
    assert "from 1.10 to 0.90" in frame.alt
    assert "from 2.20 to 1.80; its lowest is 1.60, in epoch 2" in frame.alt
    diverged = interactive.at(rate="0.1")
    np.testing.assert_array_equal(drawn(diverged)[-1][1], [5.0, np.nan, np.nan])
    assert "after epoch 1 it is no number any more" in diverged.alt


def test_every_measured_rate_shows_its_figures() -> None:
    figures = ledger.read_figures("learning_rates")
    interactive = training.learning_rates(figures)
    [slider] = interactive.sliders
    *constant, falling = slider.values
    names = [f"rate_{float(rate):.5f}" for rate in constant]
    names.append(f"falling_from_{float(falling.removesuffix(', falling')):.5f}")
    assert {name.rsplit(".", 2)[0] for name in figures if ".val_cross_entropy." in name} == set(names)
    assert slider.values[slider.start] == "0.001"
    for rate, name in zip(slider.values, names, strict=True):
        measured = [entry["value"] for key, entry in figures.items() if key.startswith(f"{name}.val_cross_entropy.")]
        frame = interactive.at(rate=rate)
        watched = drawn(frame)[-1][1]
        np.testing.assert_array_equal(watched[: len(measured)], measured)
        assert np.isnan(watched[len(measured) :]).all()
        assert f"its lowest is {min(measured):.2f}, in epoch {measured.index(min(measured)) + 1}." in frame.alt


def test_the_chapter_says_of_the_learning_rates_what_the_ledger_says() -> None:
    figures = ledger.read_figures("learning_rates")

    def validation(name: str) -> list[float]:
        return [figures[f"{name}.val_cross_entropy.epoch_{epoch}"]["value"] for epoch in range(1, 13)]

    hardly, little = validation("rate_0.00001"), validation("rate_0.00010")
    assert 2.2 < min(hardly) < math.log(10)  # hardly leave the dotted line
    assert min(little) > 2.1  # stays above 2.1
    for falls in ("rate_0.00030", "rate_0.00100", "rate_0.00200", "falling_from_0.00200"):
        assert min(validation(falls)) < 1.8
    for dead in ("rate_0.00300", "rate_0.01000"):  # ten equal shares
        assert validation(dead)[-1] == pytest.approx(math.log(10), abs=1e-3)
        assert figures[f"{dead}.val_accuracy.epoch_12"]["value"] == pytest.approx(0.1)


def test_knowing_nothing_is_ten_equal_shares() -> None:
    assert pytest.approx(-statistics.fmean([math.log(1 / 10)] * 10)) == training.KNOWING_NOTHING


@pytest.mark.parametrize(
    "interactive",
    [
        training.descent(),
        training.batch_slopes(),
        training.learning_rates(made({"rate_0.00100": [2.0, 1.0], "rate_0.01000": [3.0]})),
    ],
    ids=lambda interactive: interactive.title,
)
def test_there_are_few_frames_each_small_and_each_says_something_else(interactive: frames.Interactive) -> None:
    shown = [interactive.frame(place) for place in interactive.places()]
    assert len(shown) <= 30
    assert len({frame.alt for frame in shown}) == len(shown)
    assert all(numbers(frame.alt) for frame in shown)
    assert max(len(webp(frame.figure)) for frame in shown) < 40_000


def test_an_answer_stands_beside_its_sound_and_marks_what_is_right() -> None:
    shares = np.full(10, 0.05)
    shares[GENRES.index("jazz")] = 0.55
    y = np.sin(np.arange(33_000) / 10)
    card = training.answer("after", y, shares, genre="blues")
    assert card.seen == "Ten bars, one a genre. Jazz has the longest, 55%; blues, which it is, has 5%."
    assert card.y is y
    assert "blues" in card.heard
    *bars, mark = card.figure.axes[0].patches
    assert [bar.get_width() for bar in bars] == pytest.approx(list(shares))
    assert mark.get_y() + mark.get_height() / 2 == GENRES.index("blues")
    html = players.gallery(card).data
    assert card.seen in html
    assert "<audio" in html

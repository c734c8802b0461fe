"""Tests of calibration: by models whose confidence is known to be right, or wrong by a known factor."""

from __future__ import annotations

import numpy as np
import pytest

from gtzan_course.calibration import Bin, best_temperature, calibration_error, reliability

RNG = np.random.default_rng(0)


def test_an_honest_model_has_no_error() -> None:
    confidences = RNG.uniform(0.2, 1.0, 50_000)
    bins = reliability(confidences, RNG.uniform(size=50_000) < confidences, n_bins=10)
    assert sum(b.n for b in bins) == 50_000
    assert [b.confidence for b in bins] == sorted(b.confidence for b in bins)
    assert calibration_error(bins) < 0.01


def test_a_boaster_is_caught() -> None:
    bins = reliability(np.full(1_000, 0.9), np.arange(1_000) % 2 == 0)
    assert calibration_error(bins) == pytest.approx(0.4, abs=0.01)


def test_equal_confidences_are_divided_in_their_order() -> None:
    assert reliability([0.5] * 4, [True, True, False, False], n_bins=2) == [Bin(0.5, 2, 2), Bin(0.5, 0, 2)]


@pytest.mark.parametrize(("confidences", "right"), [([0.5], [True, False]), ([0.5, 0.6], [True, False])])
def test_unequal_or_too_few_are_refused(confidences: list[float], right: list[bool]) -> None:
    with pytest.raises(ValueError, match=r"Expected as many confidences as answers, 5 or more; got"):
        reliability(confidences, right)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found_again(temperature: float) -> None:
    """Labels drawn from the probabilities that logits give; then somebody multiplies the logits."""
    logits = RNG.normal(scale=2, size=(20_000, 4))
    odds = np.exp(logits)
    labels = (RNG.uniform(size=(20_000, 1)) > np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    windows = [row[None] * temperature for row in logits]
    assert best_temperature(windows, labels) == pytest.approx(temperature, rel=0.05)

"""The experiment that chooses when the course is not sure: the rules of choice, from answers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import not_sure as experiment
from experiments.shipped_model import Part
from gtzan_course import ledger


def heard(*tracks: tuple[float, bool]) -> experiment.Heard:
    shares, right = zip(*tracks, strict=True)
    return experiment.Heard(np.array(shares), np.array(right))


def test_the_lowest_threshold_that_leaves_enough_right_is_chosen() -> None:
    tracks = [
        (0.3, False),
        (0.32, False),
        (0.5, False),
        (0.6, True),
        (0.7, False),
        (0.8, True),
        (0.9, True),
        (1.0, True),
    ]
    assert experiment.choose_split(heard(*tracks)) == 0.55, "from 0.55 on four of five are right"
    assert experiment.choose_split(heard((0.2, True), (0.4, True))) == 0


def test_figures_of_a_part_count_what_is_kept_and_what_is_right() -> None:
    part = heard((0.3, False), (0.4, True), (0.6, True), (0.9, False), (1.0, True))
    figures = {entry["name"]: entry for entry in experiment.sure_figures("part", part, 0.6)}
    assert {name: (entry["value"], entry["n"]) for name, entry in figures.items()} == {
        "part.all": (0.6, 5),
        "part.kept": (0.6, 5),
        "part.sure": (0.6667, 3),
        "part.not_sure": (0.5, 2),
    }
    assert all(entry["low"] < entry["value"] < entry["high"] for entry in figures.values())


def test_movement_is_between_what_is_steady_and_what_is_music(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment, "movement", lambda windows: float(windows[0, 0, 0]))
    monkeypatch.setattr(experiment, "log_mel", lambda windows: np.full((1, 1, 1), 0.5))
    tracks = [np.full((2, 3, 129), level, np.float32) for level in (8, 20)]
    figures = {entry["name"]: entry["value"] for entry in experiment.movement_figures(Part([], tracks, []))}
    assert figures["movement.below"] == 2.0, "the geometric mean of 0.5 and 8"
    assert figures["movement.tracks.lowest"] == 8


def test_coloured_noise_has_its_slope() -> None:
    """Pink noise has as much power in each octave, brown half as much in each higher one."""
    white = np.random.default_rng(0).standard_normal(10 * experiment.SAMPLE_RATE)
    for slope, ratio in {0: 2, 1: 1, 2: 0.5}.items():
        power = np.abs(np.fft.rfft(experiment.coloured(white, slope))) ** 2
        octaves = [power[start : 2 * start].sum() for start in (2_000, 4_000, 8_000, 16_000)]
        np.testing.assert_allclose(np.divide(octaves[1:], octaves[:-1]), ratio, rtol=0.15)


def test_what_was_logged_promises_and_delivers_as_the_threshold_says() -> None:
    figures = ledger.read_figures("not_sure")
    assert figures["validation.sure"]["value"] >= experiment.RIGHT_AT_LEAST
    shipped = ledger.read_figures("shipped_model")
    for part in experiment.TESTS:
        assert figures[f"{part}.all"] == shipped[f"{part}.shipped"] | {"name": f"{part}.all"}
        assert figures[f"{part}.sure"]["n"] + figures[f"{part}.not_sure"]["n"] == figures[f"{part}.all"]["n"]
        assert figures[f"{part}.sure"]["value"] > figures[f"{part}.not_sure"]["value"]

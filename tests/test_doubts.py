"""Tests of the reasons to doubt a genre, each from sounds whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from gtzan_course import ledger
from gtzan_course.dataset import load_audio, read_tracks
from gtzan_course.demo import compose, render
from gtzan_course.doubts import DOUBTS, EDGE, MOMENT, SILENT_ABOVE, SPLIT_BELOW, STILL_BELOW, doubts, window_movement
from gtzan_course.spectrograms import log_mel
from gtzan_course.windows import slice_windows

SR = 22_050
T = np.arange(5 * SR) / SR
SURE = np.eye(10)[np.zeros(6, int)]
RNG = np.random.default_rng(3)

STEADY = {
    "a tone": np.sin(2 * np.pi * 440 * T),
    "a faint tone": 1e-6 * np.sin(2 * np.pi * 1000 * T),
    "mains hum": sum(np.sin(2 * np.pi * 50 * n * T) / n for n in range(1, 12)),
    "an organ's chord": sum(np.sin(2 * np.pi * f * T) for f in (262, 330, 392)),
    "white noise": RNG.standard_normal(T.size),
    "dull noise": scipy.signal.lfilter([1], [1, -0.99], RNG.standard_normal(T.size)),
    "the noise of 16 bits": RNG.integers(-1, 2, T.size) / 32_768,
    "a vibrato": np.sin(2 * np.pi * 440 * T + 4 * np.sin(2 * np.pi * 6 * T)),
}


def movement(y: np.ndarray) -> np.ndarray:
    return window_movement(log_mel(slice_windows(y.astype(np.float32))))


def named(*names: str) -> tuple[str, ...]:
    return tuple(DOUBTS[name]["says"] for name in names)


def test_movement_of_a_square_wave_in_one_band_is_known() -> None:
    """Every other moment is 20 dB lower, so that three are up and two down: 20 * sqrt(3/5 * 2/5) = 9.80 dB."""
    window = np.full((1, 4, 129), -30.0)
    for moment in (1, 3):
        window[0, 2, EDGE + moment * MOMENT : EDGE + (moment + 1) * MOMENT] = -50
    np.testing.assert_allclose(window_movement(window), [20 * np.sqrt(0.24) / 4])
    window[:, :, :EDGE] = window[:, :, -EDGE:] = 0
    np.testing.assert_allclose(window_movement(window), [20 * np.sqrt(0.24) / 4])


def test_the_edges_are_the_frames_that_reach_beyond_the_window() -> None:
    """A tone is the same in all others, and in these is cut off."""
    (tone,) = log_mel(np.sin(2 * np.pi * 440 * T[:33_000]).astype(np.float32)[np.newaxis])
    change = np.abs(tone - tone[:, 64:65]).max(axis=0)
    assert change[EDGE:-EDGE].max() < 3
    assert change[:EDGE].max() > 20
    assert change[-EDGE:].max() > 20


@pytest.mark.parametrize("name", STEADY)
def test_steady_sounds_are_unlike_music(name: str) -> None:
    assert doubts(SURE, movement(STEADY[name])) == named("still")


@pytest.mark.parametrize("genre", ["classical", "jazz", "metal"])
def test_music_is_like_music(genre: str) -> None:
    y = render(compose(genre, seed=5, artist=3, track=0))[: 5 * SR]
    assert doubts(SURE, movement(y)) == ()


def test_clicks_and_steps_are_not_steady() -> None:
    assert movement(np.sin(2 * np.pi * 440 * T) * (T % 1 < 0.5)).min() > STILL_BELOW
    assert movement(RNG.standard_normal(T.size) * (1.01 + np.sin(2 * np.pi * T))).min() > STILL_BELOW


def test_silence_counts_where_it_is_the_most_and_moves_nothing() -> None:
    noise = RNG.standard_normal(T.size)
    moving = noise * (1.01 + np.sin(2 * np.pi * T))
    moving[: round(2.4 * SR)] = 0
    measured = movement(moving)
    np.testing.assert_array_equal(np.isnan(measured), [True, True, False, False, False])
    assert doubts(SURE[:5], measured) == ()
    assert doubts(SURE[:4], measured[:4]) == (), "half is not most"
    assert doubts(SURE[:3], measured[:3]) == named("silent")
    assert doubts(SURE[:3], np.array([np.nan, np.nan, 0.1])) == named("silent", "still")
    assert doubts(SURE[:2], np.full(2, np.nan)) == named("silent")


@pytest.mark.parametrize(("n_winner", "expected"), [(5, ("split",)), (6, ()), (10, ())])
def test_votes_are_split_below_the_threshold(n_winner: int, expected: tuple[str, ...]) -> None:
    votes = np.eye(10)[[0] * n_winner + [1] * (10 - n_winner)]
    assert doubts(votes, np.full(10, 5.0)) == named(*expected)


def test_every_doubt_may_come_at_once() -> None:
    assert doubts(np.eye(10), np.array([0.1] * 4 + [np.nan] * 6)) == named("split", "silent", "still")


@pytest.mark.parametrize("shape", [(128, 129), (3, 128, 20), (3, 128)])
def test_what_is_no_window_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"Expected windows of shape .* 29 frames or more, got shape"):
        window_movement(np.zeros(shape))


def test_the_thresholds_are_those_that_were_measured() -> None:
    figures = ledger.read_figures("not_sure")
    assert figures["split.below"]["value"] == SPLIT_BELOW
    assert figures["movement.below"]["value"] == STILL_BELOW
    assert SILENT_ABOVE == 0.5, "most is more than half"


@pytest.mark.gtzan
def test_real_music_is_like_music(gtzan_dir: Path) -> None:
    tracks = read_tracks(gtzan_dir)
    still = [track.track_id for track in tracks if np.median(movement(load_audio(track.path))) < STILL_BELOW]
    assert not still

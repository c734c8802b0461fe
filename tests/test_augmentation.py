"""Augmentation: what changes, what stays, and how often."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from gtzan_course.augmentation import Cutout, TimeFlip, augmentation_layers
from gtzan_course.backend import keras


def noise(n: int, n_mels: int = 128, n_frames: int = 129) -> np.ndarray:
    """Draw log-mel windows above the floor, so that every silenced cell can be told."""
    return np.random.default_rng(0).uniform(-70, 0, (n, n_mels, n_frames, 1)).astype(np.float32)


def apply(layer: Any, windows: np.ndarray, *, training: bool = True) -> np.ndarray:
    return np.asarray(layer(windows, training=training))


@pytest.mark.parametrize("layer", [TimeFlip(1, seed=0), Cutout(1, seed=0)])
def test_nothing_happens_outside_training(layer: Any) -> None:
    windows = noise(8)
    np.testing.assert_array_equal(apply(layer, windows, training=False), windows)
    np.testing.assert_array_equal(np.asarray(layer(windows)), windows)
    model = keras.Sequential([keras.Input(windows.shape[1:]), layer])
    np.testing.assert_array_equal(model.predict_on_batch(windows), windows)


@pytest.mark.parametrize("layer", [TimeFlip(0, seed=0), Cutout(0, seed=0)])
def test_rate_0_changes_no_window(layer: Any) -> None:
    windows = noise(32)
    np.testing.assert_array_equal(apply(layer, windows), windows)


def test_rate_1_plays_every_window_backwards() -> None:
    windows = noise(16)
    flipped = apply(TimeFlip(1, seed=0), windows)
    np.testing.assert_array_equal(flipped, np.flip(windows, axis=2))
    assert flipped.dtype == np.float32


def test_each_window_is_flipped_whole_or_not_at_all() -> None:
    windows = noise(64)
    for before, after in zip(windows, apply(TimeFlip(0.5, seed=0), windows), strict=True):
        assert (after == before).all() or (after == before[:, ::-1]).all()


def silenced(windows: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the bands and frames that are silent in each window; check that nothing else has changed."""
    cut = after[..., 0] == -80
    bands, frames = cut.all(axis=2), cut.all(axis=1)
    np.testing.assert_array_equal(cut, bands[:, :, None] | frames[:, None, :])
    np.testing.assert_array_equal(after[..., 0][~cut], windows[..., 0][~cut])
    return bands, frames


def test_cutout_silences_up_to_three_bands_and_four_frames_anywhere() -> None:
    windows = noise(1000)
    bands, frames = silenced(windows, apply(Cutout(1, seed=3), windows))
    assert set(bands.sum(axis=1)) <= {1, 2, 3}
    assert set(frames.sum(axis=1)) <= {1, 2, 3, 4}
    assert (bands.sum(axis=1) == 3).mean() > 0.95
    assert (frames.sum(axis=1) == 4).mean() > 0.9
    assert bands.any(axis=0).all()
    assert frames.any(axis=0).all()  # also frame 128, which the write-up's code never draws


def test_cutout_draws_evenly_and_apart_for_each_window() -> None:
    windows = noise(4000, 8, 16)
    bands, frames = silenced(windows, apply(Cutout(1, n_bands=1, n_frames=1, seed=0), windows))
    for drawn in (bands, frames):
        n_places = drawn.shape[1]
        low, high = binom.ppf([1e-6, 1 - 1e-6], len(windows), 1 / n_places)
        assert ((low <= drawn.sum(axis=0)) & (drawn.sum(axis=0) <= high)).all()
    together = (bands[:, 0] & frames[:, 0]).sum()
    low, high = binom.ppf([1e-6, 1 - 1e-6], len(windows), 1 / 128)
    assert low <= together <= high


def test_cutout_takes_as_many_as_it_is_told() -> None:
    windows = noise(50)
    bands, frames = silenced(windows, apply(Cutout(1, n_bands=10, n_frames=1, seed=0), windows))
    assert 7 <= bands.sum(axis=1).mean() <= 10
    np.testing.assert_array_equal(frames.sum(axis=1), 1)


def changed(layer: Any, windows: np.ndarray) -> np.ndarray:
    return (apply(layer, windows) != windows).any(axis=(1, 2, 3))


@pytest.mark.parametrize("kind", [TimeFlip, Cutout])
@pytest.mark.parametrize("rate", [0.5, 0.2])
def test_the_rate_is_the_share_of_windows_changed(kind: Any, rate: float) -> None:
    windows = noise(2000, 16, 16)
    low, high = binom.ppf([1e-6, 1 - 1e-6], len(windows), rate)
    for seed in range(3):
        assert low <= changed(kind(rate, seed=seed), windows).sum() <= high


@pytest.mark.parametrize("kind", [TimeFlip, Cutout])
def test_each_call_draws_anew_and_the_seed_repeats_it(kind: Any) -> None:
    windows = noise(64)
    one, same, other = kind(seed=5), kind(seed=5), kind(seed=6)
    first, second = apply(one, windows), apply(one, windows)
    assert (first != second).any()
    np.testing.assert_array_equal(apply(same, windows), first)
    np.testing.assert_array_equal(apply(same, windows), second)
    assert (apply(other, windows) != first).any()


@pytest.mark.parametrize("layer", [TimeFlip(0.3, seed=1), Cutout(0.3, n_bands=2, n_frames=5, seed=1)])
def test_a_layer_is_rebuilt_from_its_config(layer: Any) -> None:
    rebuilt = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(rebuilt) is type(layer)
    assert rebuilt.get_config() == layer.get_config()
    np.testing.assert_array_equal(
        apply(rebuilt, noise(16)), apply(type(layer).from_config(layer.get_config()), noise(16))
    )


@pytest.mark.parametrize("kind", [TimeFlip, Cutout])
def test_the_shape_is_the_inputs(kind: Any) -> None:
    layer = kind(seed=0)
    assert layer.compute_output_shape((None, 128, 129, 1)) == (None, 128, 129, 1)
    assert layer(keras.Input((128, 129, 1))).shape == (None, 128, 129, 1)
    assert apply(layer, noise(3)).shape == (3, 128, 129, 1)
    assert layer.count_params() == 0


@pytest.mark.parametrize("kind", [TimeFlip, Cutout])
@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_a_rate_is_a_probability(kind: Any, rate: float) -> None:
    with pytest.raises(ValueError, match="rate between 0 and 1"):
        kind(rate, seed=0)


def test_the_way_to_the_network_flips_one_window_of_two_and_cuts_one_of_two_with_the_hole_that_is_asked_for() -> None:
    windows = noise(400)
    flip, cut = augmentation_layers(seed=3, hole=7.0)
    n_flipped = int((apply(flip, windows) != windows).any(axis=(1, 2, 3)).sum())
    cut_windows = apply(cut, windows)
    holes = cut_windows != windows
    assert set(cut_windows[holes]) == {np.float32(7)}
    for n in (n_flipped, int(holes.any(axis=(1, 2, 3)).sum())):
        assert 1e-6 < binom.cdf(n, 400, 0.5) < 1 - 1e-6
    assert [layer.hole for layer in augmentation_layers(seed=3)[1:]] == [-80]
    assert (apply(augmentation_layers(seed=4)[0], windows) != apply(augmentation_layers(seed=3)[0], windows)).any()

"""Runs of recipes: each field does what it says, pairs start alike, and what is reported is what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gtzan_course import model as model_module
from gtzan_course.backend import keras
from gtzan_course.cache import Scale
from gtzan_course.model import build_cnn
from gtzan_course.recipes import PUBLISHED, REVISED, Recipe, steps
from gtzan_course.runs import Part, Run, run, watched_batches

LOUDEST = 600.0
"""The highest power in the made windows."""


def made(labels: list[int], *, seed: int, says: list[int] | None = None) -> Part:
    """Make a part of one track a label, of six windows, each loud in bands that its label names (or ``says``)."""
    rng = np.random.default_rng(seed)
    windows: dict[Scale, list[np.ndarray]] = {"log_mel": [], "mel_power": []}
    for label in labels:
        decibels = rng.uniform(-80, -60, (6, 128, 129))
        decibels[:, 12 * label : 12 * label + 12] += 60
        windows["log_mel"].append(decibels.astype(np.float16))
        windows["mel_power"].append((LOUDEST * 10 ** (decibels / 10)).astype(np.float16))
    return Part(windows, labels if says is None else says)


@pytest.fixture
def parts() -> tuple[Part, Part, Part]:
    return made([*range(10), *range(10)], seed=0), made([0, 3, 6], seed=1), made([*range(10)], seed=2)


class Watcher(keras.layers.Layer):
    """Hand windows on; remember how many came while training, their lowest and highest value, and the lowest else."""

    def build(self, shape: Any) -> None:
        self.seen = [self.add_weight(shape=(), initializer="zeros", trainable=False) for _ in range(4)]

    def call(self, windows: Any, training: bool = False) -> Any:
        count, lowest, highest, lowest_watched = self.seen
        if training:
            count.assign_add(keras.ops.cast(keras.ops.shape(windows)[0], "float32"))
            lowest.assign(keras.ops.minimum(lowest, keras.ops.min(windows)))
            highest.assign(keras.ops.maximum(highest, keras.ops.max(windows)))
        else:
            lowest_watched.assign(keras.ops.minimum(lowest_watched, keras.ops.min(windows)))
        return windows


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Have runs build a stand-in for the network, quick to train; keep those that were built."""
    models: list[Any] = []

    def build(*, seed: int, decibels: bool) -> Any:
        keras.utils.set_random_seed(seed)
        scaled = keras.layers.Rescaling(1 / 80, offset=0.5) if decibels else keras.layers.Rescaling(1 / LOUDEST)
        small = [Watcher(), scaled, keras.layers.AveragePooling2D((4, 129)), keras.layers.Flatten()]
        dense = keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros")
        models.append(keras.Sequential([keras.Input((128, 129, 1)), *small, dense]))
        return models[-1]

    monkeypatch.setattr(model_module, "build_cnn", build)
    return models


def seen(model: Any) -> list[float]:
    return [float(keras.ops.convert_to_numpy(weight)) for weight in model.layers[0].seen]


def cross_entropy(probabilities: Any, part: Part, *, every: int = 1) -> float:
    """Work out the cross-entropy by its formula."""
    pairs = zip(probabilities, part.labels, strict=True)
    return float(-np.log(np.concatenate([track[::every, label] for track, label in pairs])).mean())


@pytest.mark.parametrize("recipe", [PUBLISHED, REVISED])
def test_both_recipes_run_with_the_network(recipe: Recipe) -> None:
    done = run(recipe, made([0, 1], seed=0), made([2], seed=1), made([0, 1, 2], seed=2), seed=0, epochs=1)
    assert [track.shape for track in done.last] == [track.shape for track in done.best] == [(6, 10)] * 3
    assert all(np.allclose(track.sum(axis=1), 1, atol=1e-5) for track in done.last)
    assert {"loss", "cross_entropy", "val_loss", "val_cross_entropy", "learning_rate"} <= done.history.keys()
    assert {len(values) for values in done.history.values()} == {1}
    assert len(done.votes(recipe)) == 3


def test_pairs_start_from_the_same_weights() -> None:
    power, decibels = build_cnn(seed=1, decibels=False), build_cnn(seed=1)
    assert power.count_params() == decibels.count_params() == 2_495_114
    for one, other in zip(power.get_weights(), decibels.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    windows = np.random.default_rng(0).uniform(-80, 0, (1, 128, 129, 1)).astype(np.float32)
    np.testing.assert_allclose(power(windows / 80 + 0.5), decibels(windows), rtol=1e-4)  # power comes as it is


def test_a_run_asks_for_its_seeds_weights_on_its_own_scale(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def build(**options: Any) -> Any:
        asked.append(options)
        raise RuntimeError("enough")

    monkeypatch.setattr(model_module, "build_cnn", build)
    for recipe in (PUBLISHED, REVISED):
        with pytest.raises(RuntimeError, match="enough"):
            run(recipe, *parts, seed=7, epochs=1)
    assert asked == [{"seed": 7, "decibels": False}, {"seed": 7, "decibels": True}]


def test_the_same_seed_gives_the_same_run(parts: Any, built: list[Any]) -> None:
    runs = [run(PUBLISHED, *parts, seed=seed, epochs=1) for seed in (1, 1, 2)]
    np.testing.assert_allclose(runs[0].last, runs[1].last, atol=1e-6)
    assert np.abs(np.subtract(runs[0].last, runs[2].last)).max() > 1e-5


@pytest.mark.parametrize(
    ("recipe", "lowest", "highest"),
    [(PUBLISHED, -80, LOUDEST), (steps()["silent_holes"], 0, LOUDEST), (REVISED, -80, 0)],
)
def test_the_network_learns_from_the_recipes_scale_and_holes(
    recipe: Recipe, lowest: float, highest: float, parts: Any, built: list[Any]
) -> None:
    run(recipe, *parts, seed=0, epochs=1)
    _, low, high, _ = seen(built[0])
    assert low == lowest
    assert high == pytest.approx(highest, rel=0.05, abs=0.01)


@pytest.mark.parametrize(
    ("recipe", "n_windows"),
    [
        (PUBLISHED, {138 + 64, 138 + 10}),  # batches of 64, 64 and 10, two an epoch: the first of them comes twice
        (steps()["whole_epochs"], {2 * 138}),
        (REVISED, {2 * 120}),
    ],
)
def test_a_validation_part_is_missing_from_what_is_learnt_from(
    recipe: Recipe, n_windows: set[int], parts: Any, built: list[Any]
) -> None:
    run(recipe, *parts, seed=0, epochs=2)
    assert seen(built[0])[0] in n_windows


def test_what_is_watched_is_the_part_that_the_recipe_names(parts: Any, built: list[Any]) -> None:
    _, validation, test = parts
    plain = replace(PUBLISHED, augment_validation=False)
    done = run(plain, *parts, seed=0, epochs=2)
    assert done.history["val_cross_entropy"][-1] == pytest.approx(cross_entropy(done.last, test), rel=1e-4)
    done = run(plain, *parts, seed=0, epochs=2, watch_every=4)
    assert done.history["val_cross_entropy"][-1] == pytest.approx(cross_entropy(done.last, test, every=4), rel=1e-4)
    assert [len(track) for track in done.last] == [6] * 10
    done = run(REVISED, parts[0], validation, validation, seed=0, epochs=2, watch_every=4)
    assert done.history["val_cross_entropy"][-1] == pytest.approx(cross_entropy(done.last, validation), rel=1e-4)


@pytest.mark.parametrize(
    ("recipe", "lowest"), [(PUBLISHED, -80), (steps()["plain_validation"], 0), (steps()["silent_holes"], 0)]
)
def test_the_watched_windows_have_holes_too_or_not(recipe: Recipe, lowest: float, parts: Any, built: list[Any]) -> None:
    """KeepBest puts the weights back in the end, the watcher's too: so that epoch's lowest is asked for."""
    run(recipe, *parts, seed=0, epochs=1)
    assert seen(built[0])[3] == lowest


def test_augmented_validation_is_drawn_anew_each_time(parts: Any) -> None:
    batches = watched_batches(PUBLISHED, parts[2], seed=0)
    first, again = batches[0][0], batches[0][0]
    assert (first.shape, first.dtype, first.min()) == ((60, 128, 129, 1), np.float32, -80)
    assert (first != again).any()
    plain = watched_batches(steps()["plain_validation"], parts[2], seed=0)
    np.testing.assert_array_equal(plain[0][0], plain[0][0])
    np.testing.assert_array_equal(plain[0][0][:6, ..., 0], parts[2].windows["mel_power"][0])


def test_the_watched_part_drives_the_learning_rate(parts: Any, built: list[Any]) -> None:
    """Against wrong labels the loss rises from the first epoch; four without progress bring a fall of 5 %."""
    training, validation, test = parts
    wrong_test = Part(test.windows, [(label + 1) % 10 for label in test.labels])
    wrong_validation = Part(validation.windows, [(label + 1) % 10 for label in validation.labels])
    plain = replace(PUBLISHED, scale="log_mel", augment_validation=False, epochs_per_pass=1)
    done = run(plain, training, validation, wrong_test, seed=0, epochs=6)
    assert np.argmin(done.history["val_loss"]) == 0
    assert done.history["learning_rate"] == pytest.approx([1e-3] * 4 + [0.95e-3] * 2)
    assert done.n_falls == 1
    assert run(REVISED, training, validation, wrong_test, seed=0, epochs=6).n_falls == 0
    assert run(REVISED, training, wrong_validation, test, seed=0, epochs=6).n_falls == 1


def test_the_best_epochs_weights_predict_beside_the_lasts(parts: Any, built: list[Any]) -> None:
    training, _, test = parts
    wrong = Part(test.windows, [(label + 1) % 10 for label in test.labels])
    done = run(replace(REVISED, watched="test"), training, parts[1], wrong, seed=0, epochs=5)
    losses = done.history["val_cross_entropy"]
    assert np.argmin(losses) == 0
    assert cross_entropy(done.best, wrong) == pytest.approx(losses[0], rel=1e-4)
    assert cross_entropy(done.last, wrong) == pytest.approx(losses[4], rel=1e-4)


def test_a_run_votes_as_the_recipe_keeps_and_counts() -> None:
    """Two windows for genre 0, two for genre 2, which is surer; by the best weights all say genre 1."""
    tie = np.array([[0.5, 0.1, 0.4], [0.5, 0.1, 0.4], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]], np.float32)
    best = np.array([[0.1, 0.8, 0.1]] * 4, np.float32)
    done = Run({"learning_rate": [1.0, 1.0, 0.95, 0.95, 0.9]}, last=[tie, best], best=[best, best])
    assert done.votes(PUBLISHED) == [0, 1]
    assert done.votes(replace(PUBLISHED, ties="mean")) == [2, 1]
    assert done.votes(REVISED) == done.votes(replace(REVISED, ties="lowest")) == [1, 1]
    assert done.n_falls == 2

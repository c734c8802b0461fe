"""Training: on made problems that are learnt in a second, and whose right course is known."""

from __future__ import annotations

import signal
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest

from gtzan_course import training as training_module
from gtzan_course.backend import keras
from gtzan_course.cache import LogMelFiles
from gtzan_course.training import Progress, WindowBatches, predict_windows, track_probabilities, train

HISTORY = {
    *("loss", "accuracy", "cross_entropy", "val_loss", "val_accuracy", "val_cross_entropy"),
    "learning_rate",
}


def small_model(*, n_genres: int = 10, penalty: float = 0.0) -> Any:
    """Build a stand-in for the network: it pools over time and weighs the bands."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((128, 129, 1)),
            layers.Rescaling(1 / 80, offset=0.5),
            layers.AveragePooling2D((4, 129)),
            layers.Flatten(),
            layers.Dense(n_genres, activation="softmax", kernel_regularizer=keras.regularizers.L2(penalty)),
        ]
    )


def numbered(n_tracks: int, n_windows: int) -> list[np.ndarray]:
    """Make windows of two by three that say who they are: 10 x track + window."""
    return [
        np.stack([np.full((2, 3), 10 * track + window, np.float16) for window in range(n_windows)])
        for track in range(n_tracks)
    ]


def read(batches: WindowBatches) -> tuple[list[int], list[int]]:
    """Read an epoch: the numbers of the windows in their order, and the labels."""
    both = [batches[i] for i in range(len(batches))]
    names = [int(number) for windows, _ in both for number in windows[:, 0, 0, 0]]
    return names, [int(label) for _, labels in both for label in labels]


def cross_entropy(model: Any, features: Any, labels: Any) -> float:
    """Work out the cross-entropy by its formula."""
    shares = [
        probabilities[:, label]
        for probabilities, label in zip(track_probabilities(model, features), labels, strict=True)
    ]
    return float(-np.log(np.concatenate(shares)).mean())


def test_every_window_comes_once_an_epoch_with_its_label() -> None:
    batches = WindowBatches(numbered(7, 5), np.arange(7) + 100, batch_size=8, seed=0)
    orders = []
    for _ in range(3):
        names, labels = read(batches)
        assert Counter(names) == Counter(10 * track + window for track in range(7) for window in range(5))
        assert labels == [100 + name // 10 for name in names]
        orders.append(names)
        batches.on_epoch_end()
    assert orders[0] != orders[1] != orders[2] != orders[0]
    assert orders[0] != sorted(orders[0])


def test_the_seed_repeats_the_order() -> None:
    same = [WindowBatches(numbered(7, 5), np.arange(7), seed=1) for _ in range(2)]
    for _ in range(2):
        assert read(same[0]) == read(same[1])
        for batches in same:
            batches.on_epoch_end()
    assert read(WindowBatches(numbered(7, 5), np.arange(7), seed=2)) != read(
        WindowBatches(numbered(7, 5), np.arange(7), seed=1)
    )


def test_without_a_seed_the_order_is_kept() -> None:
    batches = WindowBatches(numbered(4, 3), np.arange(4), batch_size=5)
    for _ in range(2):
        assert read(batches)[0] == [10 * track + window for track in range(4) for window in range(3)]
        batches.on_epoch_end()


def test_a_shuffled_batch_mixes_tracks() -> None:
    batches = WindowBatches([np.zeros((39, 2, 3), np.float16)] * 20, np.arange(20), batch_size=64, seed=0)
    assert all(len(set(batches[i][1])) > 10 for i in range(5))


def test_batches_are_float32_and_the_last_may_be_short() -> None:
    features = [np.zeros((n, 128, 129), np.float16) for n in (3, 1, 6)]
    batches = WindowBatches(features, [2, 0, 1], batch_size=4, seed=0)
    shapes = [batches[i][0].shape for i in range(len(batches))]
    assert shapes == [(4, 128, 129, 1), (4, 128, 129, 1), (2, 128, 129, 1)]
    windows, labels = batches[0]
    assert windows.dtype == np.float32
    assert np.issubdtype(labels.dtype, np.integer)
    assert len(WindowBatches(features, [2, 0, 1], batch_size=5)) == 2


def test_windows_keep_their_decibels() -> None:
    values = np.float16([-80, -79.9, -33.3, -0.05, 0])
    features = [np.broadcast_to(values[:, None, None], (5, 128, 129))]
    windows, _ = WindowBatches(features, [0])[0]
    np.testing.assert_array_equal(windows[:, 5, 7, 0], values.astype(np.float32))


@pytest.mark.parametrize(("n_tracks", "labels"), [(3, [0, 1]), (0, []), (1, [0, 1])])
def test_each_track_needs_a_label(n_tracks: int, labels: list[int]) -> None:
    with pytest.raises(ValueError, match=f"got {n_tracks} tracks and {len(labels)} labels"):
        WindowBatches(numbered(n_tracks, 2), labels)


def test_training_reads_every_window_once_an_epoch_from_memory_maps(tmp_path: Any) -> None:
    paths = [tmp_path / f"{track}.npy" for track in range(6)]
    for path, windows in zip(paths, numbered(6, 3), strict=True):
        np.save(path, np.broadcast_to(windows[:, :1, :1], (3, 128, 129)))
    features, seen = LogMelFiles(paths), []

    class Spied(WindowBatches):
        def __getitem__(self, index: int) -> Any:
            windows, labels = super().__getitem__(index)
            seen.append((self.epoch, index, [int(number) for number in windows[:, 0, 0, 0]]))
            return windows, labels

    training = Spied(features, np.arange(6), batch_size=4, seed=0)
    train(small_model(), training, WindowBatches(features, np.arange(6)), epochs=3, seed=0)
    assert isinstance(features[0], np.memmap)
    orders = []
    for epoch in sorted({when for when, _, _ in seen})[-3:]:  # before the first, Keras tries two batches
        batches = {index: names for when, index, names in seen if when == epoch}
        orders.append([name for index in sorted(batches) for name in batches[index]])
        assert sorted(orders[-1]) == [10 * track + window for track in range(6) for window in range(3)]
    assert orders[0] != orders[1] != orders[2]


def test_a_separable_problem_is_learnt(tiny_features: Any) -> None:
    features, labels = tiny_features
    model = small_model()
    before = cross_entropy(model, features, labels)
    training = WindowBatches(features, labels, batch_size=8, seed=0)
    history = train(model, training, WindowBatches(features, labels), epochs=15, seed=0, learning_rate=0.05)
    assert set(history) == HISTORY
    assert {len(values) for values in history.values()} == {15}
    assert all(type(value) is float for values in history.values() for value in values)
    assert history["cross_entropy"][-1] < 0.5 * history["cross_entropy"][0]
    assert history["val_accuracy"][-1] == 1.0
    assert cross_entropy(model, features, labels) < 0.3 * before
    votes = [probabilities.argmax(axis=1) for probabilities in track_probabilities(model, features)]
    np.testing.assert_array_equal(votes, np.repeat(labels, 4).reshape(10, 4))


def test_the_seeds_repeat_a_training(tiny_features: Any) -> None:
    features, labels = tiny_features

    def history(seed: int) -> list[float]:
        training = WindowBatches(features, labels, batch_size=8, seed=seed)
        return train(small_model(), training, WindowBatches(features, labels), epochs=2, seed=seed)["cross_entropy"]

    assert history(1) == pytest.approx(history(1), rel=1e-4)
    assert history(1) != pytest.approx(history(2), rel=1e-4)


def test_only_training_windows_are_augmented_and_anew_each_epoch(tiny_features: Any) -> None:
    """With a learning rate of 0 only the augmentation can change a figure."""
    features, labels = tiny_features
    keras.utils.set_random_seed(0)
    layers = [keras.Input((128, 129, 1)), keras.layers.Rescaling(1 / 80, offset=0.5), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    plain = cross_entropy(model, features, labels)
    batches = [WindowBatches(features, labels, batch_size=8) for _ in range(2)]
    history = train(model, *batches, epochs=4, seed=0, learning_rate=0.0)
    assert history["val_cross_entropy"] == pytest.approx([plain] * 4, rel=1e-5)
    assert len({round(value, 6) for value in [plain, *history["cross_entropy"]]}) == 5


def opposed(tiny_features: Any, **options: float) -> tuple[Any, dict[str, list[float]], tuple[Any, Any]]:
    """Train against a validation part with wrong labels: the more is learnt, the worse it gets."""
    features, labels = tiny_features
    model, wrong = small_model(penalty=options.pop("penalty", 0.0)), (labels + 1) % 10
    if "start" in options:
        model.layers[-1].kernel.assign(np.full(model.layers[-1].kernel.shape, options.pop("start")))
    training = WindowBatches(features, labels, batch_size=8, seed=0)
    history = train(model, training, WindowBatches(features, wrong), seed=0, epochs=7, **options)
    return model, history, (features, wrong)


def test_the_learning_rate_halves_when_two_epochs_bring_nothing(tiny_features: Any) -> None:
    _, history, _ = opposed(tiny_features, learning_rate=0.02)
    assert np.argmin(history["val_cross_entropy"]) == 0
    assert history["learning_rate"] == pytest.approx([0.02, 0.02, 0.02, 0.01, 0.01, 0.005, 0.005])


def test_the_best_epochs_weights_are_left(tiny_features: Any) -> None:
    model, history, validation = opposed(tiny_features, learning_rate=0.02)
    assert history["val_cross_entropy"][-1] > history["val_cross_entropy"][0] + 0.05
    assert cross_entropy(model, *validation) == pytest.approx(history["val_cross_entropy"][0], rel=1e-4)


def test_the_penalty_does_not_choose_the_epoch(tiny_features: Any) -> None:
    """Equal weights cost much and say nothing: training lowers the penalty while the predictions get worse."""
    model, history, validation = opposed(tiny_features, learning_rate=0.02, penalty=0.1, start=0.5)
    assert np.argmin(history["val_cross_entropy"]) < np.argmin(history["val_loss"])
    assert cross_entropy(model, *validation) == pytest.approx(min(history["val_cross_entropy"]), rel=1e-4)


def press_ctrl_c(monkeypatch: pytest.MonkeyPatch, *, epoch: int, batch: int) -> None:
    """Have someone press Ctrl-C in the midst of an epoch, which is counted from 0."""

    class Pressed(Progress):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.epoch = epoch

        def on_train_batch_end(self, number: int, logs: Any = None) -> None:
            super().on_train_batch_end(number, logs)
            if (self.epoch, number) == (epoch, batch):
                signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(training_module, "Progress", Pressed)


def test_an_interruption_keeps_the_best_weights(tiny_features: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    features, labels = tiny_features
    model, validation = small_model(), WindowBatches(features, labels)
    press_ctrl_c(monkeypatch, epoch=3, batch=2)
    training = WindowBatches(features, labels, batch_size=8, seed=0)
    with pytest.warns(UserWarning, match="interrupted in epoch 4 of 9; the weights of epoch 3 are kept") as caught:
        history = train(model, training, validation, epochs=9, seed=0, learning_rate=0.02, progress=True)
    assert [warning.filename for warning in caught if warning.category is UserWarning] == [__file__]
    assert {len(values) for values in history.values()} == {3}
    assert cross_entropy(model, features, labels) == pytest.approx(min(history["val_cross_entropy"]), rel=1e-4)


def test_an_interruption_in_the_first_epoch_keeps_what_was_there(
    tiny_features: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, labels = tiny_features
    model, validation = small_model(), WindowBatches(features, labels)
    before = model.get_weights()
    press_ctrl_c(monkeypatch, epoch=0, batch=2)
    training = WindowBatches(features, labels, batch_size=8, seed=0)
    with pytest.warns(UserWarning, match="interrupted in epoch 1 of 5; the weights from before training are kept"):
        history = train(model, training, validation, epochs=5, seed=0, learning_rate=0.02, progress=True)
    assert history == {}
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_training_that_diverges_says_so(tiny_features: Any) -> None:
    features, labels = tiny_features
    model = small_model()
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    batches = [WindowBatches(features, labels) for _ in range(2)]
    with pytest.warns(UserWarning, match=r"diverged.*the weights from before training are kept"):
        train(model, *batches, epochs=2, seed=0)


def test_progress_is_shown_on_demand(tiny_features: Any, capfd: pytest.CaptureFixture[str]) -> None:
    features, labels = tiny_features
    batches = [WindowBatches(features, labels, batch_size=8) for _ in range(2)]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        train(small_model(), *batches, epochs=2, seed=0)
        assert capfd.readouterr() == ("", "")
        train(small_model(), *batches, epochs=2, seed=0, progress=True)
    shown = capfd.readouterr().err
    assert "10/10" in shown
    assert "val_accuracy=" in shown


def test_predictions_are_one_array_a_track(tiny_features: Any) -> None:
    features, _ = tiny_features
    model = small_model()
    tracks = [features[0], features[1][:1], features[2][:3]]
    probabilities = track_probabilities(model, tracks)
    assert [track.shape for track in probabilities] == [(4, 10), (1, 10), (3, 10)]
    for track, windows in zip(probabilities, tracks, strict=True):
        assert track.dtype == np.float32
        np.testing.assert_allclose(track.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(track, predict_windows(model, windows), atol=1e-6)
        alone = predict_windows(model, windows[-1:].astype(np.float32))
        np.testing.assert_allclose(alone[0], track[-1], atol=1e-5)

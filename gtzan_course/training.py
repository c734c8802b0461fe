"""Train the network: batches from disk, augmentation, Adam with a falling learning rate (chapter 06).

A validation split of tracks, taken out of the training part, decides when the learning rate falls
and which epoch's weights are kept. The test split has no part in any of this.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm.auto import tqdm

from gtzan_course.augmentation import augmentation_layers
from gtzan_course.backend import keras
from gtzan_course.spectrograms import FLOOR_DB

Features = Sequence[npt.NDArray[np.float16]]
"""One array a track, shape (n_windows, 128, 129), in dB; memory maps as `cache.cached_log_mel` gives."""


MONITOR = "val_cross_entropy"
"""What decides on the learning rate and the best epoch: the loss without the penalty on the weights,
which starts eight times as large and would hide it."""


class WindowBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of windows with their labels, read from the tracks' arrays as they are needed.

    Parameters
    ----------
    features
        One array a track, shape (n_windows, 128, 129), float16, in dB.
    labels : array-like of shape (n_tracks,)
        Each track's genre, from 0.
    batch_size
        Windows in a batch.
    seed
        Where the shuffling starts, drawn anew every pass; None keeps the order.
    whole_batches
        Shuffle the batches instead of the windows: each holds neighbours, always the same (chapter 12).
    epochs_per_pass
        In how many epochs all windows come once; after 2, each epoch holds one half (chapter 12).
    augmentation
        Layers that change each batch as in training (chapter 12). `train` has its own for what it learns from.
    """

    def __init__(
        self,
        features: Features,
        labels: npt.ArrayLike,
        *,
        batch_size: int = 128,
        seed: int | None = None,
        whole_batches: bool = False,
        epochs_per_pass: int = 1,
        augmentation: Sequence[keras.layers.Layer] = (),
    ) -> None:
        super().__init__()
        self.features, self.labels = features, np.asarray(labels)
        if len(features) != len(self.labels) or len(features) == 0:
            raise ValueError(f"Expected one label a track, got {len(features)} tracks and {len(self.labels)} labels.")
        self.batch_size, self.seed, self.epoch = batch_size, seed, 0
        self.whole_batches, self.epochs_per_pass, self.augmentation = whole_batches, epochs_per_pass, augmentation
        self.places = np.array([(t, w) for t, track in enumerate(features) for w in range(len(track))])
        self.batches = self._batches()

    def __len__(self) -> int:
        return -(-len(self.batches) // self.epochs_per_pass)

    def __getitem__(self, index: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """One batch: windows, float32 of shape (n, 128, 129, 1) in dB, and their labels."""
        number = self.epoch % self.epochs_per_pass * len(self) + index
        places = self.places[self.batches[number % len(self.batches)]]  # a short last epoch begins again
        windows = np.stack([self.features[track][window] for track, window in places])[..., np.newaxis]
        windows = windows.astype(np.float32)
        for layer in self.augmentation:
            windows = np.asarray(layer(windows, training=True))
        return windows, self.labels[places[:, 0]]

    def on_epoch_end(self) -> None:
        """Shuffle for the next pass."""
        self.epoch += 1
        if self.epoch % self.epochs_per_pass == 0:
            self.batches = self._batches()

    def start_at(self, epoch: int) -> None:
        """Go to the batches that come after so many calls of `on_epoch_end`, to take a training up."""
        self.epoch = epoch
        self.batches = self._batches()

    def _batches(self) -> list[npt.NDArray[np.int64]]:
        """Draw which windows each batch of a pass holds."""
        n, size, seed = len(self.places), self.batch_size, self.seed
        rng = np.random.default_rng([seed, self.epoch // self.epochs_per_pass]) if seed is not None else None
        order = rng.permutation(n) if rng and not self.whole_batches else np.arange(n)
        batches = [order[start : start + size] for start in range(0, n, size)]
        return [batches[number] for number in rng.permutation(len(batches))] if rng and self.whole_batches else batches


class KeepBest(keras.callbacks.Callback):  # type: ignore[misc]
    """Remember the weights of the epoch with the lowest validation cross-entropy, and give them back."""

    def __init__(self, model: keras.Model) -> None:
        super().__init__()
        self.kept, self.lowest, self.epoch = model, np.inf, 0
        self.weights = model.get_weights()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Copy the weights if they are the best yet."""
        if logs and logs[MONITOR] < self.lowest:
            self.lowest, self.epoch = logs[MONITOR], epoch + 1
            self.weights = self.kept.get_weights()

    def restore(self) -> None:
        """Put the best weights back."""
        self.kept.set_weights(self.weights)


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """A bar of batches, with the last epoch's figures behind it."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Open the bar."""
        self.bar = tqdm(total=self.params["epochs"] * self.params["steps"], desc="training", unit="batch")

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Move it by one batch."""
        self.bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Show the epoch's figures."""
        shown = {name: f"{(logs or {})[name]:.3f}" for name in ("cross_entropy", MONITOR, "val_accuracy")}
        self.bar.set_postfix(epoch=epoch + 1, **shown)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Close it."""
        self.bar.close()


def train(
    model: keras.Model,
    training: WindowBatches,
    validation: WindowBatches,
    *,
    epochs: int,
    seed: int,
    learning_rate: float = 1e-3,
    progress: bool = False,
) -> dict[str, list[float]]:
    """Train a network in place, and leave it with its best epoch's weights.

    Every training window may be flipped and cut anew each epoch. Adam's learning rate is halved
    whenever two epochs bring no lower validation cross-entropy, which also decides which epoch is
    best. An interruption (the stop button, Ctrl-C) ends training early and keeps the best weights
    so far.

    Parameters
    ----------
    model
        A network made by `build_cnn`.
    training, validation
        Batches from different tracks; those of ``training`` shuffled.
    epochs
        Passes over the training windows.
    seed
        Where the drawing of the augmentation starts.
    learning_rate
        Adam's first learning rate.
    progress
        Whether to show a progress bar.

    Returns
    -------
    dict
        One list a figure, an entry an epoch: ``accuracy`` (of windows), ``cross_entropy``, ``loss``
        (the cross-entropy and the penalty on the weights), the same three for validation with
        ``val_`` before, and ``learning_rate``.

    Warns
    -----
    UserWarning
        Training was interrupted, or no epoch had a finite validation loss; says what is kept.
    """
    best, history = KeepBest(model), keras.callbacks.History()
    falling = keras.callbacks.ReduceLROnPlateau(monitor=MONITOR, factor=0.5, patience=2, min_lr=1e-5)
    callbacks = [best, falling, history, *([Progress()] if progress else [])]
    happened = ""
    try:
        augmented(model, learning_rate=learning_rate, seed=seed).fit(
            training, validation_data=validation, epochs=epochs, shuffle=False, verbose=0, callbacks=callbacks
        )
    except KeyboardInterrupt:
        happened = f"Training was interrupted in epoch {len(history.epoch) + 1} of {epochs}"
    best.restore()
    if best.epoch == 0 and history.epoch and not happened:
        happened = "Training diverged: no epoch had a finite validation loss"
    if happened:
        kept = f"of epoch {best.epoch}" if best.epoch else "from before training"
        warnings.warn(f"{happened}; the weights {kept} are kept.", stacklevel=2)
    return {name: [float(value) for value in values] for name, values in history.history.items()}


def augmented(model: keras.Model, *, learning_rate: float, seed: int, hole: float = FLOOR_DB) -> keras.Model:
    """Put the augmentation before a network, ready to fit by Adam.

    Parameters
    ----------
    model
        A network made by `build_cnn`; what is learnt, it learns.
    learning_rate
        Adam's.
    seed
        Where the drawing of the augmentation starts.
    hole
        What is written into cut-out bands and frames: silence, in the unit of the windows.

    Returns
    -------
    keras.Model
        Flips and cuts what it learns from, and hands on as it is what it predicts.
    """
    layers = augmentation_layers(seed=seed, hole=hole)
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), *layers, model])
    cross_entropy = keras.metrics.SparseCategoricalCrossentropy(name="cross_entropy")
    whole.compile(
        keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy", cross_entropy]
    )
    return whole


def track_probabilities(model: keras.Model, features: Features) -> list[npt.NDArray[np.float32]]:
    """Predict what the network gives each genre in each window of each track.

    Parameters
    ----------
    model
        A trained network.
    features
        One array a track, shape (n_windows, 128, 129), in dB.

    Returns
    -------
    list of ndarray of shape (n_windows, n_genres), float32
        Probabilities, one array a track.
    """
    return [predict_windows(model, track) for track in features]


def predict_windows(model: keras.Model, windows: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Predict what the network gives each genre in each window.

    Parameters
    ----------
    model
        A trained network.
    windows : ndarray of shape (n_windows, 128, 129)
        Log-mel windows, in dB.

    Returns
    -------
    ndarray of shape (n_windows, n_genres), float32
        Probabilities.
    """
    return np.asarray(model.predict_on_batch(np.asarray(windows, dtype=np.float32)[..., np.newaxis]))

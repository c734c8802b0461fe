"""Run a recipe, published or revised, by the same code (chapter 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.cache import Scale
from gtzan_course.recipes import Recipe
from gtzan_course.voting import majority_vote, vote_shares

if TYPE_CHECKING:
    from gtzan_course.training import WindowBatches

FALLING = {"monitor": "val_loss", "factor": 0.95, "patience": 3, "cooldown": 2, "min_delta": 1e-4, "min_lr": 1e-5}
"""The notebook's rule for the learning rate, for both recipes: after three epochs without progress, 5 % less."""


@dataclass(frozen=True)
class Part:
    """Tracks to learn from, to watch or to test on.

    Attributes
    ----------
    windows : mapping
        By scale (``log_mel``, ``mel_power``; one will do if no recipe asks for the other): one array a track, of
        shape (n_windows, 128, 129), in a list or as `cache.cached_log_mel` and `cache.cached_mel_power` give them.
    labels
        Each track's genre, from 0.
    """

    windows: Mapping[Scale, Any]
    labels: list[int]

    def __add__(self, other: Part) -> Part:
        """These tracks and the other's."""
        both = {scale: self.windows[scale] + other.windows[scale] for scale in self.windows}
        return Part(both, self.labels + other.labels)


@dataclass(frozen=True)
class Run:
    """What came out of a training.

    Attributes
    ----------
    history
        One list a figure, an entry an epoch, as of `training.train`; what begins with ``val_`` was measured on
        the watched part.
    last, best
        What the weights of the last epoch and of that with the lowest watched cross-entropy give each genre in each
        window of the test tracks: one array a track, of shape (n_windows, n_genres).
    seconds
        How long each epoch took.
    """

    history: dict[str, list[float]]
    last: Sequence[npt.NDArray[np.float32]]
    best: Sequence[npt.NDArray[np.float32]]
    seconds: Sequence[float] = ()

    def votes(self, recipe: Recipe) -> list[int]:
        """Each test track's genre, by the weights that a recipe keeps and the way in which it counts."""
        probabilities = self.last if recipe.kept == "last" else self.best
        if recipe.ties == "mean":
            return [majority_vote(track) for track in probabilities]
        return [int(np.argmax(vote_shares(track))) for track in probabilities]

    @property
    def n_falls(self) -> int:
        """How often the learning rate fell in time to change an epoch."""
        return int(np.count_nonzero(np.diff(self.history["learning_rate"])))


def run(
    recipe: Recipe,
    training: Part,
    validation: Part,
    test: Part,
    *,
    seed: int,
    epochs: int,
    watch_every: int = 1,
    kept_in: Path | None = None,
    callbacks: Sequence[Any] = (),
) -> Run:
    """Train a network by a recipe, and predict the test tracks.

    Equal seeds give equal first weights, batches and draws of the augmentation as far as the recipes let them, so
    that two recipes can be compared in pairs. A recipe that watches the test set learns from the validation tracks
    as well; `Recipe.decided_by_test` says what the test set then decides.

    Parameters
    ----------
    recipe
        What to do.
    training, validation, test
        Parts without a track in common.
    seed
        Where all drawing starts.
    epochs
        How many epochs, whatever part of a pass the recipe takes for one.
    watch_every
        If the test set is watched, its every how many-th window; all have their vote in the end.
    kept_in
        A file that keeps, after each epoch, what the next one needs. If it is there, the run goes on where it ends,
        and ends as it would have in one go; so it must come from a run with the same recipe, parts and seed.
    callbacks
        More callbacks of Keras, such as one that shows how far the training is.

    Returns
    -------
    Run
        The course of the training, and the test tracks' probabilities.

    Raises
    ------
    ValueError
        The file cannot be read.
    OSError
        There is no room for the file; what it kept before is kept.
    """
    from gtzan_course.backend import keras
    from gtzan_course.checkpoints import Course
    from gtzan_course.model import build_cnn
    from gtzan_course.training import KeepBest, augmented, track_probabilities

    if recipe.watched == "test":
        training, watched = training + validation, _thinned(test, recipe.scale, watch_every)
    else:
        watched = validation
    model = build_cnn(seed=seed, decibels=recipe.scale == "log_mel")
    best, falling = KeepBest(model), keras.callbacks.ReduceLROnPlateau(**FALLING)
    batches = training_batches(recipe, training, seed=seed)
    looked_at = watched_batches(recipe, watched, seed=seed)
    course = Course(kept_in, batches, looked_at, best=best, falling=falling)
    augmented(model, learning_rate=1e-3, seed=seed, hole=recipe.hole_value).fit(
        batches,
        validation_data=looked_at,
        initial_epoch=course.epoch,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=[best, falling, course, *callbacks],
    )
    last = track_probabilities(model, test.windows[recipe.scale])
    if best.epoch == epochs:
        return Run(course.history, last, last, course.seconds)
    best.restore()
    return Run(course.history, last, track_probabilities(model, test.windows[recipe.scale]), course.seconds)


def training_batches(recipe: Recipe, part: Part, *, seed: int) -> WindowBatches:
    """Put the windows of a part into batches, as a recipe learns from them.

    Parameters
    ----------
    recipe
        What to do.
    part
        The tracks.
    seed
        Where the shuffling starts.

    Returns
    -------
    WindowBatches
        Not augmented yet: that happens in the network, while it trains.
    """
    from gtzan_course.training import WindowBatches

    return WindowBatches(
        part.windows[recipe.scale],
        part.labels,
        batch_size=recipe.batch_size,
        seed=seed,
        whole_batches=recipe.batches == "neighbours",
        epochs_per_pass=recipe.epochs_per_pass,
    )


def watched_batches(recipe: Recipe, part: Part, *, seed: int) -> WindowBatches:
    """Put the windows of a part into batches, as a recipe watches them.

    Parameters
    ----------
    recipe
        What to do.
    part
        The tracks.
    seed
        Where the drawing of the augmentation starts, for a recipe that augments here too.

    Returns
    -------
    WindowBatches
        In order; flipped and cut anew each epoch, or as they are.
    """
    from gtzan_course.augmentation import augmentation_layers
    from gtzan_course.training import WindowBatches

    layers = augmentation_layers(seed=seed, hole=recipe.hole_value) if recipe.augment_validation else []
    return WindowBatches(part.windows[recipe.scale], part.labels, augmentation=layers)


def _thinned(part: Part, scale: Scale, every: int) -> Part:
    if every == 1:
        return part
    return Part({scale: [np.array(track[::every]) for track in part.windows[scale]]}, part.labels)

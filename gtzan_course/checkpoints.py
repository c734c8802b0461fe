"""Take a training up where it was broken off: after each epoch, all that the next one depends on goes into one file.

The file is a ``.npz`` without pickle, 40 MB for the course's network: weights, Adam's running means, the states of all
drawing, the best epoch's weights and the course so far. It appears under its name only once it is whole, so that
whenever a process is killed, the last whole epoch is there.
"""

from __future__ import annotations

import json
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.backend import keras
from gtzan_course.files import written_whole
from gtzan_course.training import KeepBest, WindowBatches

_DAMAGED = (ValueError, KeyError, TypeError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class Course(keras.callbacks.Callback):  # type: ignore[misc]
    """Remember the course of a training; keep it in a file after each epoch, and take it up from there.

    It comes after the callbacks whose state it keeps.

    Parameters
    ----------
    path
        The file: a training is taken up where it ends, if it is there. None keeps no file.
    training, watched
        What is learnt from, and what is watched.
    best
        Who keeps the best weights.
    falling
        Who lowers the learning rate.

    Attributes
    ----------
    history
        One list a figure, an entry an epoch.
    seconds
        How long each epoch took.

    Raises
    ------
    ValueError
        The file is damaged.
    """

    def __init__(
        self,
        path: Path | None,
        training: WindowBatches,
        watched: WindowBatches,
        *,
        best: KeepBest,
        falling: keras.callbacks.ReduceLROnPlateau,
    ) -> None:
        super().__init__()
        self.path, self.training, self.watched, self.best, self.falling = path, training, watched, best, falling
        self.history: dict[str, list[float]] = {}
        self.seconds: list[float] = []
        self.kept = _read(path) if path is not None and path.is_file() else {}
        if self.kept:
            self.story = json.loads(str(self.kept["story"]))
            self.history, self.seconds = self.story["history"], self.story["seconds"]

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.seconds)

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Put everything where it was after the last epoch that the file knows."""
        if not self.kept:
            return
        self.model.optimizer.build(self.model.trainable_variables)
        _put(self.kept, "variable", [*self.model.variables, *self.model.optimizer.variables])
        self.best.weights = [self.kept[f"best.{i}"] for i in range(len(self.best.weights))]
        for name, value in self.story["best"].items():
            setattr(self.best, name, value)
        for name, value in self.story["falling"].items():
            setattr(self.falling, name, value)
        self.training.start_at(self.story["shuffled"])

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Look at the clock."""
        self.started = time.perf_counter()

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Put back what draws for the watched windows: Keras has drawn some only to learn their shape."""
        if self.kept:
            _put(self.kept, "watched", _states(self.watched))
            self.kept = {}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write down what this epoch gave, and keep what the next one needs."""
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        self.seconds.append(time.perf_counter() - self.started)
        if self.path is not None:
            self._keep(self.path)

    def _keep(self, path: Path) -> None:
        story = {
            "history": self.history,
            "seconds": self.seconds,
            "best": {"lowest": self.best.lowest, "epoch": self.best.epoch},
            "falling": {name: getattr(self.falling, name) for name in ("best", "wait", "cooldown_counter")},
            "shuffled": self.training.epoch,
        }
        arrays = {
            **_taken("variable", [*self.model.variables, *self.model.optimizer.variables]),
            **_taken("watched", _states(self.watched)),
            **_taken("best", self.best.weights),
        }
        try:
            with written_whole(path) as file:
                np.savez(file, allow_pickle=False, story=np.array(json.dumps(story)), **arrays)
        except OSError as error:
            size = sum(array.nbytes for array in arrays.values()) / 1e6
            raise OSError(
                f"Expected room for {size:.0f} MB to keep epoch {self.epoch} in {path}, got: {error}. "
                f"The epoch before is kept. Make room and give the same command again."
            ) from error


def kept_epochs(path: Path) -> int:
    """Count the epochs that a file keeps.

    Parameters
    ----------
    path
        A file that `Course` has written; none is there before the first epoch is done.

    Returns
    -------
    int
        How many are done.

    Raises
    ------
    ValueError
        The file is damaged.
    """
    return len(json.loads(str(_read(path)["story"]))["seconds"]) if path.is_file() else 0


def _states(batches: WindowBatches) -> list[Any]:
    """What the augmentation of batches draws from."""
    return [variable for layer in batches.augmentation for variable in layer.variables]


def _taken(name: str, values: list[Any]) -> dict[str, npt.NDArray[Any]]:
    return {f"{name}.{i}": np.asarray(value) for i, value in enumerate(values)}


def _put(kept: dict[str, npt.NDArray[Any]], name: str, variables: list[Any]) -> None:
    for i, variable in enumerate(variables):
        variable.assign(kept[f"{name}.{i}"])


def _read(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        json.loads(str(kept["story"]))["seconds"]
    except _DAMAGED as error:
        raise ValueError(
            f"Expected the state of a training, could not read {path}: {error}. Delete the file to begin anew."
        ) from error
    return kept

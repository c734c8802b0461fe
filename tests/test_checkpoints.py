"""Trainings taken up: whatever is broken off ends as it would have in one go, and a file is whole or not there."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_experiment
from test_runs import made

from gtzan_course import checkpoints
from gtzan_course import model as model_module
from gtzan_course.backend import keras
from gtzan_course.checkpoints import kept_epochs
from gtzan_course.recipes import PUBLISHED, REVISED, Recipe
from gtzan_course.runs import Part, Run, run

Runner = Callable[..., Run]


class BrokenOffError(Exception):
    """What stops a training."""


class BreakOff(keras.callbacks.Callback):
    """Stop after the first batch of an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self.place, self.epoch = epoch, 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.epoch == self.place:
            raise BrokenOffError


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Run recipes with a small network, on twenty tracks and, if wanted, with wrong labels in the test part."""
    monkeypatch.setattr(model_module, "build_cnn", small_experiment.build)
    training, validation, test = made([*range(10)] * 2, seed=0), made([0, 3, 6], seed=1), made([*range(10)], seed=2)

    def runs(recipe: Recipe, *, wrong: bool = False, **options: Any) -> Run:
        tested = Part(test.windows, [(label + wrong) % 10 for label in test.labels])
        return run(recipe, training, validation, tested, seed=5, **options)

    return runs


def same(one: Run, other: Run) -> None:
    assert one.history.keys() == other.history.keys()
    for name, values in one.history.items():
        assert other.history[name] == pytest.approx(values, abs=1e-6), name
    np.testing.assert_allclose(one.last, other.last, atol=1e-6)
    np.testing.assert_allclose(one.best, other.best, atol=1e-6)


@pytest.mark.parametrize("recipe", [PUBLISHED, REVISED], ids=["published", "revised"])
def test_what_is_broken_off_ends_as_in_one_go(recipe: Recipe, runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    whole = runner(recipe, epochs=4)
    for epoch in (1, 3):
        with pytest.raises(BrokenOffError):
            runner(recipe, epochs=4, kept_in=path, callbacks=[BreakOff(epoch)])
        assert kept_epochs(path) == epoch - 1
    taken_up = runner(recipe, epochs=4, kept_in=path)
    same(whole, taken_up)
    assert len(taken_up.seconds) == len(taken_up.history["loss"]) == kept_epochs(path) == 4
    before = path.read_bytes()
    same(whole, runner(recipe, epochs=4, kept_in=path, callbacks=[BreakOff(epoch) for epoch in (1, 2, 3, 4)]))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["state.npz"]


def test_the_rule_for_the_learning_rate_and_the_best_weights_are_taken_up(runner: Runner, tmp_path: Path) -> None:
    """Against wrong labels the first epoch is the best; after three without progress the learning rate falls."""
    recipe = replace(REVISED, watched="test", batch_size=16)
    whole = runner(recipe, epochs=8, wrong=True)
    assert np.argmin(whole.history["val_cross_entropy"]) == 0
    assert whole.history["learning_rate"] == pytest.approx([1e-3] * 4 + [0.95e-3] * 4)
    for epoch in (4, 6):
        with pytest.raises(BrokenOffError):
            runner(recipe, epochs=8, wrong=True, kept_in=tmp_path / "a.npz", callbacks=[BreakOff(epoch)])
    same(whole, runner(recipe, epochs=8, wrong=True, kept_in=tmp_path / "a.npz"))


def test_a_file_holds_no_pickle_and_is_named_if_it_is_damaged(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    runner(PUBLISHED, epochs=1, kept_in=path)
    with np.load(path, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    content = path.read_bytes()
    for damaged in (content[: len(content) // 2], b"", b"no archive" * 9):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"could not read .*state\.npz.*Delete the file"):
            runner(PUBLISHED, epochs=2, kept_in=path)


def test_a_full_disk_leaves_the_last_whole_epoch(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, save, saved = tmp_path / "state.npz", np.savez, []
    whole = runner(REVISED, epochs=3)

    def full_in_the_second(file: Any, **arrays: Any) -> None:
        saved.append(1)
        if len(saved) == 2:
            file.write(b"half of it")
            raise OSError(errno.ENOSPC, "No space left on device")
        save(file, **arrays)

    monkeypatch.setattr(checkpoints.np, "savez", full_in_the_second)
    with pytest.raises(OSError, match=r"room for \d+ MB to keep epoch 2 in .*No space left.*epoch before is kept"):
        runner(REVISED, epochs=3, kept_in=path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["state.npz"]
    assert kept_epochs(path) == 1
    same(whole, runner(REVISED, epochs=3, kept_in=path))


def test_before_the_first_epoch_nothing_is_kept(tmp_path: Path) -> None:
    assert kept_epochs(tmp_path / "state.npz") == 0

"""The recipes: what each field says, that the steps lead from one to the other, and the notebook's own counts."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from gtzan_course.recipes import PUBLISHED, REVISED, STEPS, Recipe, steps, steps_back
from gtzan_course.runs import Part, training_batches
from tools.contents import ROOT


def part(n_tracks: int) -> Part:
    """Make tracks of 39 windows that take no room and say whose they are by their label."""
    windows = [np.broadcast_to(np.float16(0), (39, 128, 129))] * n_tracks
    return Part({"log_mel": windows, "mel_power": windows}, list(range(n_tracks)))


def changed(recipe: Recipe, other: Recipe) -> set[str]:
    """Name the fields in which two recipes differ."""
    return {name for name, value in asdict(recipe).items() if asdict(other)[name] != value}


def test_each_step_changes_its_fields_alone_and_all_together_lead_to_the_other_recipe() -> None:
    assert changed(PUBLISHED, REVISED) == set(asdict(PUBLISHED))
    assert sorted(name for step in STEPS for name in step.fields) == sorted(asdict(PUBLISHED))
    forth, back = steps(), steps_back()
    assert list(forth) == list(back) == [step.name for step in STEPS]
    for step in STEPS:
        assert changed(PUBLISHED, forth[step.name]) == changed(REVISED, back[step.name]) == set(step.fields)
        assert not changed(forth[step.name], REVISED) & set(step.fields)
        assert not changed(back[step.name], PUBLISHED) & set(step.fields)


def test_what_is_quoted_has_its_source_in_the_bibliography() -> None:
    bibliography = (ROOT / "references.bib").read_text(encoding="utf-8")
    assert {step.source for step in STEPS} == {"guimaraes", "guimaraes_code"}
    assert all(f"{{{step.source}," in bibliography for step in STEPS)


@pytest.mark.parametrize(
    ("recipe", "value"),
    [
        (PUBLISHED, -80),
        (steps()["silent_holes"], 0),
        (steps()["decibels"], -80),
        (REVISED, -80),
        (steps_back()["silent_holes"], -80),
        (steps_back()["decibels"], 0),
    ],
)
def test_minus_80_is_silence_in_decibels_alone(recipe: Recipe, value: float) -> None:
    assert recipe.hole_value == value


def test_what_the_test_set_decides_is_told() -> None:
    assert PUBLISHED.decided_by_test == ("learning rate",)
    assert steps()["best_epoch"].decided_by_test == ("learning rate", "epoch")
    assert steps_back()["own_validation"].decided_by_test == ("learning rate", "epoch")
    assert replace(PUBLISHED, watched="validation", kept="best").decided_by_test == ()
    assert REVISED.decided_by_test == ()


def test_recipes_share_a_training_if_they_differ_after_it_alone_or_in_name_alone() -> None:
    for name in ("best_epoch", "mean_ties"):
        assert steps()[name].training_id == PUBLISHED.training_id
        assert steps_back()[name].training_id == REVISED.training_id
    assert steps_back()["silent_holes"].training_id == REVISED.training_id  # -80 dB is silence
    apart = [PUBLISHED, REVISED, *(steps()[step.name] for step in STEPS[:6])]
    apart += [steps_back()[step.name] for step in STEPS[:6] if step.name != "silent_holes"]
    assert len({recipe.training_id for recipe in apart}) == len(apart) == 13


def test_an_epoch_has_as_many_steps_as_in_the_notebook() -> None:
    """Its output says 214/214 for 27,300 windows: half of the batches of 64, or all of 128."""
    written = part(700)
    assert len(training_batches(PUBLISHED, written, seed=0)) == 214
    assert len(training_batches(REVISED, written, seed=0)) == 214
    assert len(training_batches(replace(PUBLISHED, epochs_per_pass=1), written, seed=0)) == 427


def epochs(recipe: Recipe, n_epochs: int) -> list[list[list[int]]]:
    """Read some epochs' batches on 70 tracks, as the windows' numbers."""
    batches = training_batches(recipe, part(70), seed=3)
    read = []
    for _ in range(n_epochs):
        before = len(batches) * (batches.epoch % recipe.epochs_per_pass)
        read.append([batches.batches[(before + i) % len(batches.batches)].tolist() for i in range(len(batches))])
        assert [batches[i][1].tolist() for i in range(3)] == [[w // 39 for w in batch] for batch in read[-1][:3]]
        batches.on_epoch_end()
    return read


def test_a_published_batch_is_always_the_same_two_or_three_tracks() -> None:
    first, second, third, fourth = epochs(PUBLISHED, 4)
    in_file_order = [list(range(start, min(start + 64, 2730))) for start in range(0, 2730, 64)]
    for halves in (first + second, third + fourth):
        assert halves[-1] == halves[0]  # 43 batches make two epochs of 22 but for one
        assert sorted(halves[:-1]) == in_file_order
        assert halves[:-1] != in_file_order
    assert first != third
    assert {len({window // 39 for window in batch}) for batch in in_file_order[:-1]} == {2, 3}


def test_a_revised_batch_holds_windows_from_anywhere() -> None:
    first, second = epochs(REVISED, 2)
    for epoch in (first, second):
        assert sorted(window for batch in epoch for window in batch) == list(range(2730))
        assert [len(batch) for batch in epoch] == [128] * 21 + [42]
        assert all(len({window // 39 for window in batch}) > 20 for batch in epoch)
    assert {frozenset(batch) for batch in first}.isdisjoint({frozenset(batch) for batch in second})


def test_shuffled_halves_make_one_pass() -> None:
    first, second = epochs(steps()["shuffled_windows"], 2)
    assert sorted(window for batch in (first + second)[:-1] for window in batch) == list(range(2730))
    assert all(len({window // 39 for window in batch}) > 20 for batch in first)

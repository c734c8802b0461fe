"""What chapter 12 says in words of its figures, held against the ledger."""

from __future__ import annotations

import math

import pytest

from gtzan_course.interactives import recipe_costs as costs
from gtzan_course.interactives.recipe_costs import ALL, CHANGES, Gain, accuracies, curve, gains
from gtzan_course.ledger import read_figures

FIGURES = read_figures("recipes")
GUESSING = 0.1


def value(name: str) -> float:
    return float(FIGURES[name]["value"])


def gain(change: str, rest: int) -> Gain:
    found = gains(FIGURES, change)[rest]
    assert found
    return found


PUBLISHED, REVISED, LAST = range(3)


def test_there_are_five_seeds_and_some_twenty_intervals() -> None:
    assert len(accuracies(FIGURES, "published")) == 5
    assert 18 <= sum(found is not None for change in CHANGES for found in gains(FIGURES, change)) <= 23


def test_the_published_recipe_guesses() -> None:
    assert value("published.accuracy.mean") == pytest.approx(GUESSING, abs=0.03)


def test_the_revised_recipe_does_not() -> None:
    assert gain(ALL, PUBLISHED).low > 0


def test_shuffled_windows_alone_let_the_published_recipe_begin_late() -> None:
    singly = {change: gain(change, PUBLISHED).points for change in CHANGES if change != ALL}
    assert max(singly, key=lambda change: singly[change]) == "shuffled windows"
    assert 2 < singly["shuffled windows"] < gain("shuffled windows", LAST).points


def test_with_neighbours_the_revised_recipe_guesses_again_and_no_other_slip_does_that() -> None:
    assert value("revised_less_shuffled_windows.accuracy.mean") == pytest.approx(GUESSING, abs=0.03)
    others = [
        gain(change, rest)
        for change in CHANGES[:8]
        if change != "shuffled windows"
        for rest in (REVISED, LAST)
        if gains(FIGURES, change)[rest]
    ]
    assert min(value(f"{other.before}.accuracy.mean") for other in others) > GUESSING + 0.05


def test_decibels_gain_nothing_alone_and_something_in_better_company() -> None:
    assert abs(gain("decibels", PUBLISHED).points) < 3
    assert gain("decibels", LAST).low > 0


def test_the_best_epoch_is_worse_than_the_last_and_hides_what_decibels_do() -> None:
    assert gain("best epoch", REVISED).high < 0
    assert gain("decibels", REVISED).low < 0 < gain("decibels", REVISED).high
    assert gain("decibels", LAST).low > 0


def test_what_is_watched_decides_nothing_and_holes_in_decibels_are_silence() -> None:
    assert value("published.learning_rate_falls.mean") < 0.5
    assert gain("plain validation", PUBLISHED).points == pytest.approx(0, abs=0.05)
    assert (gain("silent holes", REVISED).low, gain("silent holes", REVISED).high) == (0, 0)


def test_ties_are_rare() -> None:
    assert all(abs(found.points) < 2 for found in gains(FIGURES, "mean ties") if found)


def test_half_an_epoch_costs_nothing_that_can_be_told() -> None:
    assert not any(found.told_from_chance for found in gains(FIGURES, "whole epochs") if found)


def test_seven_changes_gain_more_than_eight() -> None:
    assert value("revised_less_best_epoch.minus_published") > value("revised.minus_published") > 0


@pytest.mark.parametrize("recipe", ["published", "published_and_decibels"])
def test_with_neighbours_the_loss_comes_down_to_guessing_and_stays(recipe: str) -> None:
    for name in ("cross_entropy", "val_cross_entropy"):
        assert curve(FIGURES, recipe, name)[1:] == pytest.approx([math.log(10)] * 9, abs=0.06)


def test_the_revised_recipe_learns_while_its_watched_loss_turns_up() -> None:
    learnt, watched = (curve(FIGURES, "revised", name) for name in ("cross_entropy", "val_cross_entropy"))
    assert learnt == sorted(learnt, reverse=True)
    assert learnt[0] < math.log(10)
    lowest = watched.index(min(watched))
    assert lowest < 5
    assert watched[-1] > min(watched) + 0.1


def test_the_first_epoch_of_the_published_recipe_lies_above_the_picture() -> None:
    assert curve(FIGURES, "published", "cross_entropy")[0] > 3.5


def test_ten_epochs_are_220_updates() -> None:
    n_batches = math.ceil(70 * 39 / 64)
    assert 10 * math.ceil(n_batches / 2) == 220
    assert len(curve(FIGURES, "published", "cross_entropy")) == 10
    assert math.ceil(700 * 39 / 128) == 214
    assert costs.ALL == "all eight"

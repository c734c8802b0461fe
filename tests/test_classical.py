"""The classical classifiers: each learns what can be learnt, chooses inside its rows alone, and needs no warnings."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_score

from gtzan_course import classical
from gtzan_course.classical import CLASSIFIERS, pipeline, shuffling_cost, tuned
from gtzan_course.features import FAMILIES, FEATURE_NAMES

SCALED = ("elastic net", "logistic regression", "support vector machine")


def blobs(n: int, *, seed: int, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds three units apart, a third column of huge numbers that mean nothing."""
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1, 2], n)
    centres = np.array([[0, 0], [3, 0], [0, 3]])
    return np.c_[centres[y] + rng.normal(0, spread, (3 * n, 2)), rng.normal(0, 5000, 3 * n)], y


@pytest.fixture(scope="module", params=CLASSIFIERS)
def fitted(request):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return request.param, tuned(request.param, *blobs(30, seed=0))


def test_each_learns_three_clouds_without_a_warning(fitted) -> None:
    x, y = blobs(200, seed=1)
    assert fitted[1].score(x, y) > 0.85


def test_scaling_is_part_of_what_is_cross_validated(fitted) -> None:
    name, search = fitted
    assert [step for step, _ in search.best_estimator_.steps][:-1] == (["scale"] if name in SCALED else [])


def test_without_scaling_the_huge_column_would_drown_the_others() -> None:
    x, y = blobs(60, seed=0)
    assert cross_val_score(pipeline("support vector machine", scaled=False), x, y).mean() < 0.6
    assert tuned("support vector machine", x, y).best_score_ > 0.85


def test_the_score_is_that_of_folds_held_out() -> None:
    x, y = blobs(30, seed=3)
    search = tuned("logistic regression", x, y, seed=7)
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    assert search.best_score_ == pytest.approx(cross_val_score(search.best_estimator_, x, y, cv=folds).mean())


def test_noise_promises_no_more_than_chance() -> None:
    rng = np.random.default_rng(0)
    search = tuned("decision tree", rng.normal(size=(300, 20)), np.repeat(np.arange(3), 100))
    assert search.best_score_ < 0.45


def test_groups_stay_in_one_fold() -> None:
    """Every artist is a place of its own, labelled at random: known artists are easy, new ones are not."""
    rng = np.random.default_rng(0)
    artists = np.repeat(np.arange(60), 4)
    x = rng.normal(0, 10, (60, 5))[artists] + rng.normal(0, 0.1, (240, 5))
    y = rng.permutation(np.repeat([0, 1], 30))[artists]
    assert tuned("decision tree", x, y).best_score_ > 0.95
    assert tuned("decision tree", x, y, groups=artists.tolist()).best_score_ < 0.75


def test_a_track_without_an_artist_is_a_group_of_its_own() -> None:
    x, y = blobs(10, seed=0)
    search = tuned("decision tree", x, y, groups=[None] * 30)
    assert isinstance(search.cv, StratifiedGroupKFold)
    assert search.n_splits_ == 5


def test_a_tree_answers_alike_with_scaling_and_without() -> None:
    x, y = blobs(60, seed=0)
    new, _ = blobs(60, seed=1)
    plain, scaled = (pipeline("decision tree", scaled=scaled).fit(x, y) for scaled in (False, True))
    assert [len(plain), len(scaled)] == [1, 2]
    assert np.mean(plain.predict(new) == scaled.predict(new)) > 0.98


def test_shuffling_a_family_costs_what_hangs_on_it() -> None:
    """Tempo decides everywhere, so half goes wrong; flux or flatness is enough, so half of those without goes wrong."""

    class Rule:
        def predict(self, x: np.ndarray) -> np.ndarray:
            columns = [FEATURE_NAMES.index(name) for name in ("tempo", "flux_mean", "flatness_mean")]
            tempo, flux, flatness = (x[:, column] > 0 for column in columns)
            return 2 * tempo + (flux | flatness)

    x = np.zeros((400, 163))
    rng = np.random.default_rng(0)
    x[:, FAMILIES["tempo"]] = rng.choice([-1, 1], (400, 1))
    x[:200, FAMILIES["flux"]] = 1
    x[:200, FAMILIES["flatness"]] = 1
    costs = shuffling_cost(Rule(), x, Rule().predict(x), seed=0)
    assert next(iter(costs)) == "tempo"
    assert costs["tempo"] == pytest.approx(0.5, abs=0.05)
    assert costs["flux"] == pytest.approx(costs["flatness"], abs=0.05)
    assert 0.2 < costs["flux"] < 0.3
    assert costs["rms"] == costs["mfcc"] == 0


@pytest.mark.parametrize(("groups", "folds"), [(None, 3), (["a", "b", "b", "a", "b", "b"], 2)])
def test_few_rows_or_groups_make_few_folds(groups, folds: int) -> None:
    x, y = np.arange(6.0)[:, np.newaxis], [0, 0, 0, 1, 1, 1]
    assert tuned("decision tree", x, y, groups=groups).n_splits_ == folds


def test_the_same_seed_gives_the_same_answers() -> None:
    x, y = blobs(20, seed=0, spread=2.0)
    new, _ = blobs(50, seed=5, spread=2.0)
    one, two = (tuned("decision tree", x, y, seed=3) for _ in range(2))
    assert one.best_params_ == two.best_params_
    np.testing.assert_array_equal(one.predict(new), two.predict(new))


def test_the_elastic_nets_penalty_mixes_both() -> None:
    """With a penalty on absolute weights some become exactly zero; with squared weights alone none do."""
    x, y = blobs(30, seed=0)
    noise = np.c_[x, np.random.default_rng(0).normal(size=(90, 20))]
    weights = {name: tuned(name, noise, y).best_estimator_[-1].coef_ for name in SCALED[:2]}
    assert np.mean(weights["elastic net"] == 0) > 0.2
    assert np.all(weights["logistic regression"] != 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("perceptron", [[0.0], [1.0]], [0, 1]), r"one of decision tree, random forest, .* got 'perceptron'"),
        (("decision tree", [[0.0], [1.0], [2.0]], [0, 0, 1]), r"two rows of each label.* got 1\. Take more tracks"),
        (("decision tree", np.empty((0, 3)), []), r"got 0"),
    ],
)
def test_what_cannot_be_tuned_is_said(arguments, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tuned(*arguments)


def test_groups_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"one group for each of 4 labels, got 2"):
        tuned("decision tree", np.zeros((4, 1)), [0, 0, 1, 1], groups=["a", "b"])


def test_every_classifier_has_settings_to_choose_from() -> None:
    assert set(classical.GRIDS) == set(CLASSIFIERS)
    assert all(np.prod([len(values) for values in grid.values()]) <= 12 for grid in classical.GRIDS.values())

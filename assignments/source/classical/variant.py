"""What varies in the assignment on classical features: tracks to learn from and to test, a feature, six settings.

``SEED`` has a thousand million values, and ``GAMMAS`` are six numbers of four digits: no two students have the same, so
neither a scaled feature nor a chosen setting of one is another's.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from gtzan_course.comparison import read_comparison
from gtzan_course.features import FEATURE_NAMES, SUMMARIES

Rows = np.ndarray[Any, Any]

FEATURES = tuple(name for name in FEATURE_NAMES if name.endswith(("_mean", "_std")))
"""Those that are easy to picture."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    while True:
        gammas = sorted(float(f"{10 ** rng.uniform(-3.7, -1):.4g}") for _ in range(6))
        settings = {"SEED": rng.randrange(10**9), "FEATURE": rng.choice(FEATURES), "GAMMAS": gammas}
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    x, y, x_test, y_test = _rows(settings["SEED"])
    column = FEATURE_NAMES.index(settings["FEATURE"])
    folds, leaky, fits, tests = _tried(settings["GAMMAS"], x, y, x_test, y_test)
    best = int(np.argmax(folds))
    return {
        **_scaled(x[:, column], x_test[:, column]),
        "fold_means": folds,
        "fold_means_leaky": leaky,
        "fits": fits,
        "chosen": settings["GAMMAS"][best],
        "chosen_by_test": settings["GAMMAS"][int(np.argmax(tests))],
        "chosen_by_fit": settings["GAMMAS"][int(np.argmax(fits))],
        "best_fold_mean": folds[best],
        "test_accuracy": tests[best],
        "best_test_accuracy": max(tests),
        **_unmoved(),
    }


def _rows(seed: int) -> tuple[Rows, Rows, Rows, Rows]:
    """The student's tracks, as the notebook draws them."""
    comparison, drawn = read_comparison(), random.Random(seed)
    learn = [30 * genre + i for genre in range(10) for i in drawn.sample(range(30), 15)]
    test = [20 * genre + i for genre in range(10) for i in drawn.sample(range(20), 6)]
    x, x_test = comparison.learning_features[learn].astype(float), comparison.features[test].astype(float)
    return x, comparison.learning_labels[learn], x_test, comparison.labels[test]


def _tried(gammas: list[float], x: Rows, y: Rows, x_test: Rows, y_test: Rows) -> tuple[list[float], ...]:
    """For each gamma its folds' mean, that after a scaler has seen all rows, its share of x itself, and of the test."""
    folds, leaky, fits, tests = [], [], [], []
    for gamma in gammas:
        machine = make_pipeline(StandardScaler(), SVC(C=10, gamma=gamma))
        folds.append(float(cross_val_score(machine, x, y, cv=5).mean()))
        leaky.append(float(cross_val_score(SVC(C=10, gamma=gamma), StandardScaler().fit_transform(x), y, cv=5).mean()))
        fits.append(float(machine.fit(x, y).score(x, y)))
        tests.append(float(machine.score(x_test, y_test)))
    return folds, leaky, fits, tests


def _scaled(learn: Rows, test: Rows) -> dict[str, list[float]]:
    """One column of the test rows, scaled rightly and in three other ways."""
    every = np.concatenate([learn, test])
    return {
        "scaled": ((test - learn.mean()) / learn.std()).tolist(),
        "scaled_by_all": ((test - every.mean()) / every.std()).tolist(),
        "scaled_by_test": ((test - test.mean()) / test.std()).tolist(),
        "scaled_by_variance": ((test - learn.mean()) / learn.var()).tolist(),
    }


def _unmoved() -> dict[str, list[str]]:
    """Which of the six summaries stay as they are when a curve is lifted, stretched or put into another order."""
    from scipy.stats import kurtosis, skew

    def six(curve: Rows) -> Rows:
        return np.array([curve.max(), curve.min(), curve.mean(), curve.std(), skew(curve), kurtosis(curve)])

    rng = np.random.default_rng(0)
    curve = rng.gamma(2, size=1290)
    changed = {"lift": curve + 3, "gain": 2 * curve, "shuffle": rng.permutation(curve)}
    still = {how: np.isclose(six(curve), six(new)) for how, new in changed.items()}
    return {f"unmoved_by_{how}": [SUMMARIES[i] for i in np.flatnonzero(same)] for how, same in still.items()}


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether one gamma is best by the folds, another in the test, and the other mistakes show."""
    answers = expected(settings)
    folds = sorted(answers["fold_means"])
    clear = folds[-1] - folds[-2] > 0.005
    by_heart = answers["chosen_by_fit"] != answers["chosen"]
    tempting = answers["best_test_accuracy"] > answers["test_accuracy"] + 0.01
    shows = np.abs(np.subtract(answers["fold_means"], answers["fold_means_leaky"])).max() > 0.005
    promise = abs(answers["best_fold_mean"] - answers["test_accuracy"]) > 0.005
    return bool(clear and by_heart and tempting and shows and promise)

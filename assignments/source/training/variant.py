"""What varies in the assignment on training: how many windows a genre has, four learning curves, three piles of tracks.

``COUNTS`` are ten numbers from 5 to 60 and ``SEED`` has a thousand million values, so two students' losses are
practically never alike. The curves are dealt out in 24 ways; that question is not among the card's own.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from sklearn.preprocessing import StandardScaler

from gtzan_course.comparison import read_comparison

Rows = np.ndarray[Any, Any]

KINDS = ("too short", "too long", "by heart", "still learning")
"""What a learning curve may tell."""

RATE, N_EPOCHS = 0.5, 40
"""Learning rate and epochs of the small network, as in the notebook: in 40 epochs it learns its tracks by heart."""

MARGIN = 2e-4
"""By how much the best epoch must be the best: far more than float32 and float64 differ."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    kinds = rng.sample(KINDS, 4)
    settings: dict[str, Any] = {"COUNTS": [rng.randint(5, 60) for _ in range(10)]}
    for name, kind in zip("ABCD", kinds, strict=True):
        settings[f"CURVE_{name}"] = _curve(kind, rng)
    settings["_kinds"] = kinds
    while True:
        settings["SEED"] = rng.randrange(10**9)
        if _tells_apart(_trained(*_piles(settings["SEED"]))):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    shares = np.array(settings["COUNTS"]) / np.sum(settings["COUNTS"])
    return {
        "loss_to_beat": float(-np.sum(shares * np.log(shares))),
        "loss_in_bits": float(-np.sum(shares * np.log2(shares))),
        "loss_of_genres": float(-np.mean(np.log(shares))),
        "what": dict(zip("ABCD", settings["_kinds"], strict=True)),
        **_trained(*_piles(settings["SEED"])),
    }


def _curve(kind: str, rng: random.Random) -> dict[str, list[float]]:
    """Ten epochs' cross-entropy, of training and of validation, as one of `KINDS` looks."""
    epochs = np.arange(10)
    wobble = np.array([rng.uniform(-0.02, 0.02) for _ in epochs])
    learnt, watched = {
        "too short": (2.302 - 0.006 * epochs, 2.303 - 0.005 * epochs),
        "too long": (2.9 + 25 * np.abs(wobble), 3.0 + 20 * np.abs(wobble[::-1])),
        "by heart": (2.2 * 0.7**epochs, 1.95 - 0.2 * epochs + 0.034 * epochs**2),
        "still learning": (2.2 * 0.93**epochs, 2.25 * 0.94**epochs),
    }[kind]
    noise = 0 if kind in KINDS[:2] else wobble
    return {
        "cross_entropy": [round(float(value), 3) for value in learnt],
        "val_cross_entropy": [round(float(value), 3) for value in watched + noise],
    }


def _piles(seed: int) -> tuple[tuple[Rows, Rows], ...]:
    """The student's tracks to learn from, to watch by and to test on, as the notebook draws them."""
    comparison, drawn = read_comparison(), random.Random(seed)
    both = [[30 * genre + i for i in drawn.sample(range(30), 18)] for genre in range(10)]
    test = [20 * genre + i for genre in range(10) for i in drawn.sample(range(20), 6)]
    learnt = [place for places in both for place in places[:12]]
    watched = [place for places in both for place in places[12:]]
    x, y = comparison.learning_features.astype(float), comparison.learning_labels
    return (
        (x[learnt], y[learnt]),
        (x[watched], y[watched]),
        (comparison.features[test].astype(float), comparison.labels[test]),
    )


def _trained(learn: tuple[Rows, Rows], watch: tuple[Rows, Rows], test: tuple[Rows, Rows]) -> dict[str, Any]:
    """What the small network's forty epochs come to, and what likely mistakes come to."""
    curves = _curves(StandardScaler().fit(learn[0]), learn, watch, test)
    every = StandardScaler().fit(np.concatenate([learn[0], watch[0], test[0]]))
    kept = int(np.argmin(curves["watch"]))
    return {
        "val_losses": curves["watch"],
        "val_losses_leaky": _curves(every, learn, watch, test)["watch"],
        "own_losses": curves["learn"],
        "kept": kept + 1,
        "kept_by_test": int(np.argmin(curves["test"])) + 1,
        "test_loss": curves["test"][kept],
        "test_accuracy": curves["right"][kept],
        "last_test_loss": curves["test"][-1],
    }


def _curves(scaler: StandardScaler, *piles: tuple[Rows, Rows]) -> dict[str, list[float]]:
    """Loss of each pile after each epoch, but that of the first before it, as Keras notes it; in float64."""
    scaled = [scaler.transform(rows) for rows, _ in piles]
    labels = [of_pile for _, of_pile in piles]
    weights, bias = np.zeros((scaled[0].shape[1], 10)), np.zeros(10)
    curves: dict[str, list[float]] = {"learn": [], "watch": [], "test": [], "right": []}
    for _ in range(N_EPOCHS):
        curves["learn"].append(_loss(_shares(scaled[0] @ weights + bias), labels[0]))
        slopes = (_shares(scaled[0] @ weights + bias) - np.eye(10)[labels[0]]) / len(labels[0])
        weights, bias = weights - RATE * scaled[0].T @ slopes, bias - RATE * slopes.sum(axis=0)
        watched, tested = (_shares(rows @ weights + bias) for rows in scaled[1:])
        curves["watch"].append(_loss(watched, labels[1]))
        curves["test"].append(_loss(tested, labels[2]))
        curves["right"].append(float(np.mean(tested.argmax(axis=1) == labels[2])))
    return curves


def _loss(shares: Rows, labels: Rows) -> float:
    """Cross-entropy."""
    return float(-np.log(shares[np.arange(len(labels)), labels]).mean())


def _shares(scores: Rows) -> Rows:
    """Softmax of each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _tells_apart(trained: dict[str, Any]) -> bool:
    """Whether one epoch is clearly the best to watch by, another to test by, and a leak shows."""
    first, second = sorted(trained["val_losses"])[:2]
    another = trained["kept_by_test"] not in (trained["kept"], trained["kept"] - 1, N_EPOCHS)
    leak = np.abs(np.subtract(trained["val_losses"], trained["val_losses_leaky"])).max()
    return bool(second - first > MARGIN and another and 3 <= trained["kept"] <= 30 and leak > 0.01)

"""Chapter 06's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import log_loss

from gtzan_course.checks import training as check
from gtzan_course.splits import split_tracks


def cross_entropy(p, labels):
    return -np.log(p[np.arange(len(labels)), labels]).mean()


def read_history(history):
    return int(np.argmin(history["val_cross_entropy"])) + 1, history["learning_rate"][0] / 4


def three_parts(tracks):
    rest, test = split_tracks(tracks, test_size=0.3)
    training, validation = split_tracks(rest, test_size=1 / 7)
    return training, validation, test


def with_test(tracks):
    training, test = split_tracks(tracks, test_size=0.3)
    return training, test, test


def overlapping(tracks):
    rest, test = split_tracks(tracks, test_size=0.3)
    return rest, split_tracks(rest, test_size=1 / 7)[1], test


def out_of_test(tracks):
    training, test = split_tracks(tracks, test_size=0.3)
    return training, split_tracks(test, test_size=1 / 3)[1], test


def trained_on_all(tracks):
    training, test = split_tracks(tracks, test_size=0.3)
    rest, validation = split_tracks(training, test_size=1 / 7)
    return rest + test, validation, test


def first_ten(tracks):
    rest, test = split_tracks(tracks, test_size=0.3)
    return rest[10:], rest[:10], test


RIGHT = [
    (check.cross_entropy, cross_entropy),
    (check.count_updates, lambda n, batch, epochs: -(-n // batch) * epochs),
    (check.read_history, read_history),
    (check.three_parts, three_parts),
]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize("checker", [checker for checker, _ in RIGHT])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


def given(p, labels):
    return p[np.arange(len(labels)), labels]


WRONG = [
    (check.cross_entropy, lambda p, y: np.log(given(p, y)).mean(), "its negative"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y)).sum(), "the sum over the windows"),
    (check.cross_entropy, lambda p, y: -np.log2(given(p, y)).mean(), "base 2"),
    (check.cross_entropy, lambda p, y: -np.log10(given(p, y)).mean(), "base 10"),
    (check.cross_entropy, lambda p, y: -np.log(p.max(axis=1)).mean(), "the largest probability"),
    (check.cross_entropy, lambda p, y: -np.log(p).mean(), "the mean over all genres"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y).mean()), "logarithm of the mean"),
    (check.cross_entropy, lambda p, y: 1 - given(p, y).mean(), "1 - p"),
    (check.cross_entropy, lambda p, y: -np.log(p[:, y]).mean(), "0.805"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y)), "one number"),
    (check.cross_entropy, lambda p, y: 0.80472, "Pick p by the label"),
    (check.count_updates, lambda n, b, e: n // b * e, "holds 30 windows"),
    (check.count_updates, lambda n, b, e: -(-n // b), "There are six"),
    (check.count_updates, lambda n, b, e: math.ceil(n * e / b), "from one epoch into the next"),
    (check.count_updates, lambda n, b, e: n * e, "once a batch"),
    (check.count_updates, lambda n, b, e: n / b * e, "one whole number"),
    (check.count_updates, lambda n, b, e: (n // b + 1) * e, "no batch is empty"),
    (check.count_updates, lambda n, b, e: n, "expected 96"),
    (check.read_history, lambda h: (int(np.argmin(h["val_cross_entropy"])), 0.00025), "Add 1"),
    (check.read_history, lambda h: (int(np.argmax(h["val_accuracy"])) + 1, 0.00025), "val_accuracy or val_loss"),
    (check.read_history, lambda h: (int(np.argmin(h["val_loss"])) + 1, 0.00025), "val_accuracy or val_loss"),
    (check.read_history, lambda h: (int(np.argmin(h["cross_entropy"])) + 1, 0.00025), "the last, and the best on"),
    (check.read_history, lambda h: (3, h["learning_rate"][-1]), "halved once more"),
    (check.read_history, lambda h: (3, h["learning_rate"][0]), "halve it twice"),
    (check.read_history, lambda h: (3, 0.001 / 8), "starts anew"),
    (check.read_history, lambda h: (3, 0.1), "got 0.1"),
    (check.read_history, lambda h: (4, 0.1), "lowest val_cross_entropy, got 4"),
    (check.read_history, lambda h: 3, "epoch, learning_rate"),
    (check.three_parts, with_test, "that is the flaw"),
    (check.three_parts, overlapping, "trained on and validated"),
    (check.three_parts, out_of_test, "that is the flaw"),
    (check.three_parts, trained_on_all, "trained on and tested"),
    (check.three_parts, first_ten, "lacks genres"),
    (check.three_parts, lambda tracks: split_tracks(tracks), "three lists"),
    (check.three_parts, lambda tracks: (1, 2, 3), "lists of tracks, got a int"),
    (check.three_parts, lambda tracks: (tracks[:60], tracks[60:70], tracks[70:]), "Make it first"),
]


@pytest.mark.parametrize(("checker", "answer", "words"), WRONG)
def test_mistakes_are_named(checker, answer, words: str) -> None:
    result = checker(answer)
    assert not result.ok
    assert words in result.message


def test_the_loss_is_that_of_scikit_learn() -> None:
    assert log_loss(check.LABELS, check.PROBABILITIES) == pytest.approx(
        cross_entropy(check.PROBABILITIES, check.LABELS)
    )
    assert check.cross_entropy(lambda p, y: log_loss(y, p, labels=np.arange(p.shape[1]))).ok


def test_the_learning_rate_falls_as_keras_lets_it_fall() -> None:
    """Keras's own callback, fed with the history, gives the rates in it and the one asked for."""
    from gtzan_course.backend import keras

    falling = keras.callbacks.ReduceLROnPlateau(monitor="val_cross_entropy", factor=0.5, patience=2, mode="min")
    optimizer = keras.optimizers.Adam(0.001)
    falling.set_model(SimpleNamespace(optimizer=optimizer))
    falling.on_train_begin()
    rates = []
    for epoch, value in enumerate(check.HISTORY["val_cross_entropy"]):
        rates.append(float(optimizer.learning_rate))
        falling.on_epoch_end(epoch, {"val_cross_entropy": value})
    assert rates == pytest.approx(check.HISTORY["learning_rate"])
    assert float(optimizer.learning_rate) == pytest.approx(0.00025)

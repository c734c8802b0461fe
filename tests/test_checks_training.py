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
    values = history["val_cross_entropy"]
    rate, waited = history["learning_rate"][0], 0
    for epoch in range(1, len(values)):
        waited = 0 if values[epoch] < min(values[:epoch]) else waited + 1
        if waited == 2:
            rate, waited = rate / 2, 0
    return values.index(min(values)) + 1, rate


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


def another_order(tracks):
    training, validation, test = three_parts(tracks)
    return training, test, validation


def a_tenth_of_the_rest(tracks):
    rest, test = split_tracks(tracks, test_size=0.3)
    return *split_tracks(rest, test_size=0.1), test


def split_test_again(tracks):
    training, rest = split_tracks(tracks, test_size=0.3)
    return training, *split_tracks(rest, test_size=2 / 3)


def names(tracks):
    return [[track.track_id for track in part] for part in three_parts(tracks)]


def twice(tracks):
    training, validation, test = three_parts(tracks)
    return training * 2, validation, test


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
    (check.cross_entropy, lambda p, y: -np.log(p[:, y]).mean(), "of shape (4, 4)"),
    (check.cross_entropy, lambda p, y: -np.log(p[y]).mean(), "which takes rows"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y - 1)).mean(), "count from 0"),
    (check.cross_entropy, lambda p, y: -(np.eye(3)[y] * np.log(p)).mean(), "12 cells"),
    (check.cross_entropy, lambda p, y: -np.log(100 * given(p, y)).mean(), "you have percent"),
    (check.cross_entropy, lambda p, y: (p.argmax(axis=1) == y).mean(), "the accuracy"),
    (check.cross_entropy, lambda p, y: round(-np.log(given(p, y)).mean(), 2), "It is rounded"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y)).sum() / 4, "of three you divide the sum by 4"),
    (check.cross_entropy, lambda p, y: -np.log(given(p, y)), "shape (4,). Take the mean"),
    (
        check.cross_entropy,
        lambda p, y: [-np.log(given(p, y)).mean()],
        "one float, a loss without a unit, got shape (1,)",
    ),
    (check.cross_entropy, lambda p, y: "0.805", "got '0.805', a str"),
    (check.cross_entropy, lambda p, y: {"loss": 0.805}, "a dict"),
    (check.cross_entropy, lambda p, y: math.nan, "got nan"),
    (check.cross_entropy, lambda p, y: -(np.log(given(p, y)) ** 2).mean(), "expected the mean of -ln p, 0.805, got"),
    (check.cross_entropy, lambda p, y: 0.80472, "Pick p by the label"),
    (check.count_updates, lambda n, b, e: n // b * e, "holds 30 windows"),
    (check.count_updates, lambda n, b, e: -(-n // b), "There are six"),
    (check.count_updates, lambda n, b, e: math.ceil(n * e / b), "from one epoch into the next"),
    (check.count_updates, lambda n, b, e: n * e, "once a batch"),
    (check.count_updates, lambda n, b, e: n / b * e, "a whole number of updates, got 91.4"),
    (check.count_updates, lambda n, b, e: n // b, "whole batches of one epoch"),
    (check.count_updates, lambda n, b, e: (math.ceil(n / b) + 1) * e, "an empty batch"),
    (check.count_updates, lambda b, n, e: math.ceil(n / b) * e, "First n_windows, then batch_size"),
    (check.count_updates, lambda n, b, e: np.full(e, 16), "got shape (6,). Count those of all epochs together"),
    (check.count_updates, lambda n, b, e: "96", "one int, the number of updates, got '96', a str"),
    (check.count_updates, lambda n, b, e: math.inf, "got inf"),
    (check.count_updates, lambda n, b, e: (n // b + 1) * e, "no batch is empty"),
    (check.count_updates, lambda n, b, e: n, "you count windows"),
    (check.count_updates, lambda n, b, e: 97, "expected 96, got 97"),
    (check.read_history, lambda h: (int(np.argmin(h["val_cross_entropy"])), 0.00025), "Add 1"),
    (check.read_history, lambda h: (int(np.argmax(h["val_accuracy"])) + 1, 0.00025), "val_accuracy or val_loss"),
    (check.read_history, lambda h: (int(np.argmin(h["val_loss"])) + 1, 0.00025), "val_accuracy or val_loss"),
    (check.read_history, lambda h: (int(np.argmin(h["cross_entropy"])) + 1, 0.00025), "the last, and the best on"),
    (check.read_history, lambda h: (3, h["learning_rate"][-1]), "halved once more"),
    (check.read_history, lambda h: (3, h["learning_rate"][0]), "halve it twice"),
    (check.read_history, lambda h: (3, 0.001 / 8), "starts anew"),
    (check.read_history, lambda h: (3, 0.1), "got 0.1"),
    (check.read_history, lambda h: (4, 0.1), "lowest val_cross_entropy, got 4"),
    (check.read_history, lambda h: (int(np.argmax(h["val_cross_entropy"])) + 1, 0.00025), "argmin, not argmax"),
    (check.read_history, lambda h: (int(np.argmax(h["val_accuracy"])), 0.00025), "argmin counts from 0"),
    (check.read_history, lambda h: (len(h["loss"]) + 1, 0.00025), "epoch 8 is the next one"),
    (check.read_history, lambda h: (min(h["val_cross_entropy"]), 0.00025), "Give the epoch that has it"),
    (check.read_history, lambda h: read_history(h)[::-1], "the learning rate stands first"),
    (check.read_history, lambda h: (3, 0.001 * 0.95), "lower it by 5 %"),
    (check.read_history, lambda h: (3, 0.001 / 16), "two in a row"),
    (check.read_history, lambda h: (3, 0.001 / 100), "divide by ten"),
    (check.read_history, lambda h: (3, 1 / 4), "that is the factor"),
    (check.read_history, lambda h: (3, 25), "the factor in percent"),
    (check.read_history, lambda h: (3, 0.001 / 4), "Work both out from the history"),
    (check.read_history, lambda h: ("3", "0.00025"), "an int and a float, got ('3', '0.00025')"),
    (check.read_history, lambda h: (3, None), "an int and a float, got (3, None)"),
    (check.read_history, lambda h: {"epoch": 3}, "got a dict"),
    (check.read_history, lambda h: 3, "epoch, learning_rate"),
    (check.three_parts, with_test, "that is the flaw"),
    (check.three_parts, overlapping, "trained on and validated"),
    (check.three_parts, out_of_test, "that is the flaw"),
    (check.three_parts, trained_on_all, "trained on and tested"),
    (check.three_parts, first_ten, "lacks genres"),
    (check.three_parts, another_order, "the parts hold (60, 30, 10) tracks, expected (60, 10, 30)"),
    (check.three_parts, a_tenth_of_the_rest, "test_size=10 / 70"),
    (check.three_parts, split_test_again, "split the other 70 once more. Your parts hold (70, 10, 20) tracks"),
    (check.three_parts, names, "got a list of str"),
    (check.three_parts, twice, "120 tracks, but only 60 different ones"),
    (check.three_parts, lambda tracks: split_tracks(tracks), "three lists of tracks, got 2"),
    (check.three_parts, lambda tracks: {"training": tracks}, "three lists of tracks, got a dict"),
    (check.three_parts, lambda tracks: [int("x")], "your code stopped with ValueError"),
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

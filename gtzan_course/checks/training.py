"""What the exercises of chapter 06 answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.dataset import GENRES, Track
from gtzan_course.splits import split_tracks

PROBABILITIES = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.2, 0.6, 0.2], [0.25, 0.25, 0.5]])
LABELS = np.array([0, 1, 2, 2])
"""Four windows; the third is judged wrong, with 0.2 left for its genre."""

HISTORY: dict[str, list[float]] = {
    "accuracy": [0.20, 0.35, 0.45, 0.52, 0.58, 0.63, 0.67],
    "cross_entropy": [2.21, 1.84, 1.55, 1.38, 1.22, 1.10, 1.01],
    "loss": [9.70, 2.60, 2.10, 1.80, 1.60, 1.45, 1.33],
    "val_accuracy": [0.17, 0.28, 0.33, 0.35, 0.34, 0.38, 0.36],
    "val_cross_entropy": [2.25, 2.02, 1.90, 1.93, 1.97, 1.94, 1.99],
    "val_loss": [3.40, 2.70, 2.40, 2.35, 2.33, 2.30, 2.31],
    "learning_rate": [0.001, 0.001, 0.001, 0.001, 0.001, 0.0005, 0.0005],
}
"""Seven epochs with the best validation cross-entropy in the third; other figures point elsewhere."""

TRACKS = [
    Track(f"{genre}.{number:05d}", genre, Path(f"{genre}.{number:05d}.wav")) for genre in GENRES for number in range(10)
]
"""A hundred tracks by name; no audio is needed to split them."""


def cross_entropy(function: Callable[[Any, Any], Any]) -> Verdict:
    """Check ``cross_entropy(probabilities, labels)``: the mean of -ln p over windows, p the label's.

    Parameters
    ----------
    function
        The reader's function: a float from (n_windows, n_genres) and (n_windows,).

    Returns
    -------
    Verdict
        Right, or what it took instead.
    """
    given = np.array([0.5, 0.8, 0.2, 0.5])
    mistakes = (
        (np.log(given).mean(), "its negative. ln p of a share is below 0; the loss is -ln p"),
        (-np.log(given).sum(), "the sum over the windows. Take the mean, so that the batch's size doesn't count"),
        (-np.log2(given).mean(), "logarithms to base 2. Use np.log, the natural one"),
        (-np.log10(given).mean(), "logarithms to base 10. Use np.log, the natural one"),
        (-np.log(PROBABILITIES.max(axis=1)).mean(), "the largest probability of each window. Take the label's"),
        (-np.log(PROBABILITIES).mean(), "the mean over all genres. Take each window's probability of its label alone"),
        (-np.log(given.mean()), "the logarithm of the mean. First the logarithms, then their mean"),
        (1 - given.mean(), "1 - p. Its logarithm makes a sure mistake cost far more than an unsure one: -np.log(p)"),
    )

    def check() -> str:
        value = answered(function(PROBABILITIES.copy(), LABELS.copy()))
        if np.ndim(value) != 0:
            raise Wrong(f"expected one number for all windows, got shape {np.shape(value)}. Take the mean at the end.")
        for mistaken, what in mistakes:
            if np.isclose(value, mistaken):
                raise Wrong(f"you have {what}.")
        if not np.isclose(value, -math.log(0.5 * 0.8 * 0.2 * 0.5) / 4):
            raise Wrong(f"the labels got 0.5, 0.8, 0.2 and 0.5: expected the mean of -ln p, 0.805, got {value:.3f}.")
        if not np.isclose(function(np.full((3, 10), 0.1), np.array([4, 4, 9])), math.log(10)):
            raise Wrong("ten equal shares cost ln 10 = 2.303, whatever the labels. Pick p by the label.")
        return "ten equal shares cost 2.303; a genre that got one half costs 0.693."

    return verdict(check)


def count_updates(count: Callable[[int, int, int], Any]) -> Verdict:
    """Check ``count_updates(n_windows, batch_size, n_epochs)``: how often the weights change.

    Parameters
    ----------
    count
        The reader's function: an int.

    Returns
    -------
    Verdict
        Right, or which batch was miscounted.
    """
    mistakes = {
        90: "whole batches only. The last of an epoch holds 30 windows, and counts: round up",
        16: "one epoch. There are six",
        92: "batches that run on from one epoch into the next. Each epoch ends with a short batch: round up first",
        91: "batches that run on from one epoch into the next. Each epoch ends with a short batch: round up first",
        11_700: "windows. The weights change once a batch",
        96 * 128: "windows. The weights change once a batch",
    }

    def check() -> str:
        value = answered(count(1_950, 128, 6))
        if np.ndim(value) != 0 or value != round(float(value)):
            raise Wrong(f"expected one whole number of updates, got {value!r}. A short batch is a batch.")
        if int(value) in mistakes:
            raise Wrong(f"for 1,950 windows, batches of 128 and six epochs you count {mistakes[int(value)]}.")
        if value != 96:
            raise Wrong(
                f"1,950 windows make 15 batches of 128 and one of 30, six times over: expected 96, got {value}."
            )
        if count(256, 128, 3) != 6 or count(27_300, 128, 150) != 32_100:
            raise Wrong("right for 1,950 windows, but 256 in batches of 128 make two an epoch: no batch is empty.")
        return "700 tracks of 39 windows make 214 batches an epoch, and 150 epochs 32,100 updates."

    return verdict(check)


def read_history(read: Callable[[dict[str, list[float]]], Any]) -> Verdict:
    """Check ``read_history(history)``: the epoch to keep, from 1, and the learning rate of the next epoch.

    Parameters
    ----------
    read
        The reader's function: an int and a float.

    Returns
    -------
    Verdict
        Right, or which figure it went by.
    """
    epochs = {
        2: "epochs are counted from 1 here, and argmin counts from 0. Add 1",
        6: "epoch 6 is best by val_accuracy or val_loss. Go by val_cross_entropy, free of the penalty",
        7: "epoch 7 is the last, and the best on the training windows. Look at the validation's: val_cross_entropy",
    }
    rates = {
        0.001: "that is the first learning rate. Two plateaus have passed since epoch 3: halve it twice",
        0.0005: "that was the rate of epoch 7. Epochs 6 and 7 brought nothing lower either: it is halved once more",
        0.000125: "you halve too often. After each halving the count of epochs without progress starts anew",
    }

    def check() -> str:
        history = {name: list(figures) for name, figures in HISTORY.items()}
        answer = answered(read(history))
        hint = "Return epoch, learning_rate."
        epoch, rate = array(answer, shape=(2,), what="the epoch and the learning rate", hint=hint)
        if epoch != 3:
            wrong = epochs.get(int(epoch), f"expected the epoch with the lowest val_cross_entropy, got {epoch:g}")
            raise Wrong(f"{wrong}.")
        for mistaken, why in rates.items():
            if math.isclose(rate, mistaken):
                raise Wrong(f"epoch 3 is right. As for the learning rate, {why}.")
        if not math.isclose(rate, 0.00025):
            raise Wrong(f"epoch 3 is right. The learning rate of epoch 8 is 0.001, halved twice, got {rate:g}.")
        return "epoch 3 is kept, and epoch 8 would go on with a quarter of the first learning rate, 0.00025."

    return verdict(check)


def three_parts(split: Callable[[list[Track]], Any]) -> Verdict:
    """Check ``three_parts(tracks)``: training, validation and test tracks, no track in two of them.

    Parameters
    ----------
    split
        The reader's function: three lists of tracks, 60, 10 and 30 of a hundred.

    Returns
    -------
    Verdict
        Right, or which parts overlap.
    """

    def check() -> str:
        answer = answered(split(list(TRACKS)))
        if not isinstance(answer, tuple | list) or len(answer) != 3:
            raise Wrong("expected three lists of tracks: return training, validation, test.")
        training, validation, test = (_ids(part) for part in answer)
        _hold_apart(training, validation, test)
        if test != _ids(split_tracks(TRACKS, test_size=0.3)[1]):
            raise Wrong("the test part is not the 30 tracks of split_tracks(tracks, test_size=0.3). Make it first.")
        if len(training) != 60 or len(validation) != 10:
            raise Wrong(
                f"expected 60 tracks to train on and 10 to validate, got {len(training)} and {len(validation)}."
            )
        if {name.split(".")[0] for name in validation} != set(GENRES):
            raise Wrong("the validation part lacks genres. split_tracks takes of each genre the same share.")
        return "three parts, no track in two of them: the test tracks have no say in the training."

    return verdict(check)


def _hold_apart(training: set[str], validation: set[str], test: set[str]) -> None:
    """Raise where two parts share a track."""
    if validation & test:
        raise Wrong(
            f"{len(validation & test)} tracks both steer the training and test it: that is the flaw. "
            "Split the training part once more."
        )
    if training & validation:
        raise Wrong(
            f"{len(training & validation)} tracks are trained on and validated with. Go on with what the second "
            "split leaves to train on."
        )
    if training & test:
        raise Wrong(f"{len(training & test)} tracks are trained on and tested with. Split off the test part first.")


def _ids(part: Any) -> set[str]:
    """The tracks' names."""
    try:
        return {track.track_id for track in part}
    except (TypeError, AttributeError):
        raise Wrong(f"expected lists of tracks, got a {type(part).__name__}. split_tracks returns two lists.") from None

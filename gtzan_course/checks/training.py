"""What the exercises of chapter 06 answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.training_cases import EPOCHS, HISTORY, LABELS, LOSSES, PROBABILITIES, RATES, UPDATES
from gtzan_course.dataset import GENRES, Track
from gtzan_course.splits import split_tracks

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
    hint = "Take the mean over the windows at the end, with .mean()."

    def check() -> str:
        value = _number(function(PROBABILITIES.copy(), LABELS.copy()), "float, a loss without a unit", hint)
        for mistaken, what in LOSSES:
            if math.isclose(value, mistaken, rel_tol=1e-5):
                raise Wrong(f"you have {what}.")
        right = -math.log(0.5 * 0.8 * 0.2 * 0.5) / 4
        if not math.isclose(value, right, rel_tol=1e-5):
            rounded = " It is rounded: return it whole." if abs(value - right) < 0.01 else ""
            raise Wrong(
                f"the labels got 0.5, 0.8, 0.2 and 0.5: expected the mean of -ln p, 0.805, got {value:.3f}.{rounded}"
            )
        _ten_equal_shares(function)
        return "ten equal shares cost 2.303; a genre that got one half costs 0.693."

    return verdict(check)


def _ten_equal_shares(function: Callable[[Any, Any], Any]) -> None:
    """Raise where the answer fits four windows of three genres alone."""
    value = _number(function(np.full((3, 10), 0.1), np.array([4, 4, 9])), "float, a loss", "Take the mean.")
    if math.isclose(value, math.log(10) * 3 / 4):
        raise Wrong("right for four windows, but of three you divide the sum by 4. Divide by their number: .mean().")
    if not math.isclose(value, math.log(10)):
        raise Wrong("ten equal shares cost ln 10 = 2.303, whatever the labels. Pick p by the label.")


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

    def check() -> str:
        value = _number(count(1_950, 128, 6), "int, the number of updates", "Count those of all epochs together.")
        if not value.is_integer():
            raise Wrong(f"expected a whole number of updates, got {value:g}. A short batch is a batch: round up.")
        if int(value) in UPDATES:
            raise Wrong(f"for 1,950 windows, batches of 128 and six epochs you count {UPDATES[int(value)]}.")
        if value != 96:
            raise Wrong(
                f"1,950 windows make 15 batches of 128 and one of 30, six times over: expected 96, got {value:g}."
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

    def check() -> str:
        epoch, rate = _epoch_and_rate(read({name: list(figures) for name, figures in HISTORY.items()}))
        if epoch != 3:
            wrong = f"expected the epoch with the lowest val_cross_entropy, got {epoch:g}"
            raise Wrong(EPOCHS.get(epoch, wrong) + ".")
        for mistaken, why in RATES:
            if math.isclose(rate, mistaken):
                raise Wrong(f"epoch 3 is right. As for the learning rate, {why}.")
        if not math.isclose(rate, 0.00025):
            raise Wrong(f"epoch 3 is right. The learning rate of epoch 8 is 0.001, halved twice, got {rate:g}.")
        if _epoch_and_rate(read({**HISTORY, "val_cross_entropy": [0.3, 0.2], "learning_rate": [0.01, 0.01]})) != (
            2,
            0.01,
        ):
            raise Wrong(
                "right for this history, but not for two epochs that both improve: expected epoch 2 and the rate as it "
                "was. Work both out from the history."
            )
        return "epoch 3 is kept, and epoch 8 would go on with a quarter of the first learning rate, 0.00025."

    return verdict(check)


def _epoch_and_rate(answer: Any) -> tuple[float, float]:
    """Raise unless it is two numbers."""
    hint = "Return epoch, learning_rate."
    if isinstance(answered(answer), Sequence) and not all(isinstance(part, Real) for part in answer):
        raise Wrong(f"expected two numbers, an int and a float, got {answer!r}. {hint}")
    epoch, rate = array(answer, shape=(2,), what="the epoch and the learning rate", hint=hint)
    return float(epoch), float(rate)


def _number(value: Any, what: str, hint: str) -> float:
    """Raise unless it is one finite number."""
    if np.ndim(answered(value)) != 0:
        raise Wrong(f"expected one {what}, got shape {np.shape(value)}. {hint}")
    if not isinstance(value, Real | np.ndarray) or not math.isfinite(value):
        raise Wrong(f"expected one {what}, got {value!r}, a {type(value).__name__}. {hint}")
    return float(value)


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
        answer = answered(_split(split))
        if not isinstance(answer, tuple | list) or len(answer) != 3:
            got = f"{len(answer)}" if isinstance(answer, tuple | list) else f"a {type(answer).__name__}"
            raise Wrong(f"expected three lists of tracks, got {got}: return training, validation, test.")
        training, validation, test = (_ids(part) for part in answer)
        _hold_apart(training, validation, test)
        sizes = len(training), len(validation), len(test)
        if sorted(sizes) == [10, 30, 60] and sizes != (60, 10, 30):
            raise Wrong(f"the parts hold {sizes} tracks, expected (60, 10, 30): return training, validation, test.")
        if test != _ids(split_tracks(TRACKS, test_size=0.3)[1]):
            raise Wrong(
                "the test part is not the 30 tracks of split_tracks(tracks, test_size=0.3). Make it first, leave it "
                f"whole, and split the other 70 once more. Your parts hold {sizes} tracks."
            )
        if sizes != (60, 10, 30):
            raise Wrong(f"expected 60 tracks to train on and 10 to validate, got {sizes[0]} and {sizes[1]}.")
        if {name.split(".")[0] for name in validation} != set(GENRES):
            raise Wrong("the validation part lacks genres. split_tracks takes of each genre the same share.")
        return "three parts, no track in two of them: the test tracks have no say in the training."

    return verdict(check)


def _split(split: Callable[[list[Track]], Any]) -> Any:
    """Call the reader's function; say what to do where `split_tracks` refuses its share."""
    try:
        return split(list(TRACKS))
    except ValueError as error:
        if "test_size" in str(error):
            raise Wrong(
                f"split_tracks said: {error} Ten of the 70 tracks that are left are test_size=10 / 70."
            ) from None
        raise


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
    """The tracks' names, each of which may come once."""
    hint = "split_tracks returns two lists of Track."
    if not isinstance(part, list | tuple) or not all(isinstance(track, Track) for track in part):
        what = f"list of {type(part[0]).__name__}" if isinstance(part, list | tuple) else type(part).__name__
        raise Wrong(f"expected lists of tracks, got a {what}. {hint}")
    names = {track.track_id for track in part}
    if len(names) != len(part):
        raise Wrong(f"one part holds {len(part)} tracks, but only {len(names)} different ones. Take each once.")
    return names

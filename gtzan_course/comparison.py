"""What six classifiers answered to the same tracks (chapters 08 and 09).

The five of `gtzan_course.classical` and the network that the package ships, learnt from the same demo tracks and
tested on the same others. ``make results`` measures it; here it is read, so that every comparison can be worked out
anew.
"""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.classical import CLASSIFIERS
from gtzan_course.files import written_whole


@dataclass(frozen=True, eq=False)
class Comparison:
    """Test tracks, what they are, and what was said of them.

    Attributes
    ----------
    track_ids
        Names of the n test tracks.
    labels : ndarray of shape (n,), int64
        Their true genres, as places in `dataset.GENRES`.
    predictions : dict of ndarray of shape (n,), int64
        What each classical classifier said, by its name in `classical.CLASSIFIERS`.
    cnn_probabilities : ndarray of shape (n, 39, 10), float32
        What the shipped network gives each genre in each window.
    features : ndarray of shape (n, 163), float32
        The classical features of the test tracks, in the order of `features.FEATURE_NAMES`.
    learning_labels : ndarray of shape (n_learning,), int64
        True genres of the tracks that were learnt from, each by an artist of its own.
    learning_features : ndarray of shape (n_learning, 163), float32
        Their classical features.
    """

    track_ids: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    predictions: dict[str, npt.NDArray[np.int64]]
    cnn_probabilities: npt.NDArray[np.float32]
    features: npt.NDArray[np.float32]
    learning_labels: npt.NDArray[np.int64]
    learning_features: npt.NDArray[np.float32]


def read_comparison(path: str | Path | None = None) -> Comparison:
    """Read what the classifiers answered.

    Parameters
    ----------
    path
        A file that `write_comparison` wrote; by default the one that comes with the course.

    Returns
    -------
    Comparison
        Of 200 demo tracks by artists whom no classifier has met; learnt from 300 others.

    Raises
    ------
    FileNotFoundError
        There is no such file.

    Examples
    --------
    >>> comparison = read_comparison()
    >>> len(comparison.track_ids), comparison.cnn_probabilities.shape
    (200, (200, 39, 10))
    """
    file = Path(path) if path is not None else importlib.resources.files("gtzan_course.results") / "comparison.npz"
    if not file.is_file():
        raise FileNotFoundError(f"Expected the classifiers' answers, found none at {file}. Run make results.")
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
        return Comparison(
            tuple(kept["track_ids"].tolist()),
            kept["labels"],
            {name: kept[name.replace(" ", "_")] for name in CLASSIFIERS},
            kept["cnn_probabilities"],
            kept["features"],
            kept["learning_labels"],
            kept["learning_features"],
        )


def write_comparison(path: str | Path, comparison: Comparison) -> None:
    """Keep what the classifiers answered.

    Parameters
    ----------
    path
        The file, ``<name>.npz``.
    comparison
        What was measured.

    Raises
    ------
    ValueError
        A classifier's answers are missing, or there is not one answer a track.
    """
    n = len(comparison.track_ids)
    answers: dict[str, npt.NDArray[Any]] = {
        "labels": comparison.labels,
        **comparison.predictions,
        "CNN": comparison.cnn_probabilities,
    }
    wrong = [name for name, values in answers.items() if len(values) != n]
    if wrong or set(comparison.predictions) != set(CLASSIFIERS):
        raise ValueError(
            f"Expected {n} answers of each of {', '.join(CLASSIFIERS)}; got those of "
            f"{', '.join(comparison.predictions) or 'none'}, and another number for {', '.join(wrong) or 'none'}."
        )
    arrays: dict[str, Any] = {
        name.replace(" ", "_"): labels.astype(np.int64) for name, labels in comparison.predictions.items()
    }
    with written_whole(path) as file:
        np.savez_compressed(
            file,
            track_ids=np.array(comparison.track_ids),
            labels=comparison.labels.astype(np.int64),
            cnn_probabilities=comparison.cnn_probabilities.astype(np.float32),
            features=comparison.features.astype(np.float32),
            learning_labels=comparison.learning_labels.astype(np.int64),
            learning_features=comparison.learning_features.astype(np.float32),
            **arrays,
        )

"""Find what is wrong with a data set: repetitions, labels that are wrong, distortion (chapter 11).

Sturm (2012, 2013) found GTZAN's faults by ear and by fingerprints of the audio. Here each kind has a measure that
needs no ear: how near a track lies to its nearest neighbour, how little a classifier that has not met the track
believes its label, and how much of the sound is flat at the ceiling. None is a verdict: it says where to listen.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gtzan_course.evaluation import wilson_interval

CEILING = 0.995
"""From which part of a track's peak on a sample counts as lying at the ceiling: 0.04 dB under the peak."""

N_FOLDS = 5
STRICTNESS = 0.1
"""How freely the classifier that doubts labels may fit them (scikit-learn's C): little, for some of them are wrong."""


@dataclass(frozen=True)
class Finding:
    """How well a search did, where it is known what was to be found.

    Attributes
    ----------
    n_found, n_planted, n_right
        How many were named, how many there are, and how many of those named are among them.
    """

    n_found: int
    n_planted: int
    n_right: int

    @property
    def precision(self) -> float:
        """The share of those named that are right; 0 where nothing was named."""
        return self.n_right / self.n_found if self.n_found else 0.0

    @property
    def recall(self) -> float:
        """The share of those planted that were named; 0 where nothing was planted."""
        return self.n_right / self.n_planted if self.n_planted else 0.0

    def __str__(self) -> str:
        precision = _counted("precision", self.n_right, self.n_found)
        return f"{precision}; {_counted('recall', self.n_right, self.n_planted)}"


def _counted(name: str, n_right: int, n: int) -> str:
    """A share with its counts and its Wilson interval."""
    if n == 0:
        return f"{name} 0 of 0"
    low, high = wilson_interval(n_right, n)
    return f"{name} {n_right} of {n} ({low:.0%} to {high:.0%})"


def precision_recall(found: Collection[Hashable], planted: Collection[Hashable]) -> Finding:
    """Hold what a search found against what there was to find.

    Parameters
    ----------
    found
        Tracks, or pairs of them, that the search named; each counts once.
    planted
        Those that there are, from `demo.read_faults`.

    Returns
    -------
    Finding
        The counts, with precision and recall.

    Examples
    --------
    >>> finding = precision_recall({"a", "b", "c"}, {"b", "c", "d", "e"})
    >>> finding.precision, finding.recall
    (0.67, 0.5)
    """
    found, planted = set(found), set(planted)
    return Finding(len(found), len(planted), len(found & planted))


def pair_distances(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Measure how far apart any two tracks lie.

    Parameters
    ----------
    x : array-like of shape (n_tracks, n_features)
        Features of any unit; each is brought to a mean of 0 and a standard deviation of 1 first.

    Returns
    -------
    ndarray of shape (n_tracks, n_tracks), float64
        Root mean square difference over the features, in standard deviations: 0 for the same features, about 1.4
        for two tracks that have nothing to do with each other. A track is infinitely far from itself.

    Raises
    ------
    ValueError
        There are fewer than two tracks.
    """
    from scipy.spatial.distance import pdist, squareform

    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 2 or len(x) < 2:
        raise ValueError(f"Expected features of two tracks or more, shape (n_tracks, n_features); got {x.shape}.")
    spread = x.std(axis=0)
    z = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)
    distances: npt.NDArray[np.float64] = squareform(pdist(z)) / np.sqrt(x.shape[1])
    np.fill_diagonal(distances, np.inf)
    return distances


def neighbour_pairs(distances: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Pair tracks that are each other's nearest, and say how much nearer than any other track they are.

    A distance alone means little: songs of one album lie close together, pieces by different orchestras do not. What
    is filed twice has one neighbour that is far nearer than the second (the ratio test of Lowe 2004).

    Parameters
    ----------
    distances : array-like of shape (n_tracks, n_tracks)
        From `pair_distances`.

    Returns
    -------
    pairs : ndarray of shape (n_pairs, 2), int64
        Places of the two tracks, the smaller first; the pair with the lowest ratio first.
    ratios : ndarray of shape (n_pairs,), float64
        The distance of the two over the distance from either to its next neighbour, from 0 (the same features) to 1
        (no nearer than others).

    Raises
    ------
    ValueError
        There are fewer than three tracks, so that none has a second neighbour.

    References
    ----------
    D. G. Lowe (2004), "Distinctive image features from scale-invariant keypoints".

    Examples
    --------
    >>> pairs, ratios = neighbour_pairs(pair_distances([[0.0], [0.1], [5.0], [9.0]]))
    >>> pairs.tolist(), ratios.round(2).tolist()
    ([[0, 1], [2, 3]], [0.02, 0.82])
    """
    d = np.asarray(distances, dtype=np.float64)
    if len(d) < 3:
        raise ValueError(f"Expected distances of three tracks or more, got shape {d.shape}.")
    nearest = d.argmin(axis=1)
    first = np.array([i for i, j in enumerate(nearest) if nearest[j] == i and i < j], dtype=np.int64)
    second = nearest[first]
    next_nearest = np.partition(d, 1, axis=1)[:, 1]
    between, beyond = d[first, second], np.minimum(next_nearest[first], next_nearest[second])
    ratios = np.where(between > 0, between / np.where(beyond > 0, beyond, 1), 0.0)
    order = np.argsort(ratios, kind="stable")
    return np.stack([first, second], axis=1)[order], ratios[order]


def unseen_probabilities(
    x: npt.ArrayLike, labels: Sequence[int], *, groups: Sequence[Hashable] | None = None, seed: int = 0
) -> npt.NDArray[np.float64]:
    """Ask for each track a classifier that has not met it how probable each label is.

    The tracks are divided into five folds; a logistic regression learns from four of them and judges the fifth.

    Parameters
    ----------
    x : array-like of shape (n_tracks, n_features)
        Features, scaled by what the classifier may see.
    labels
        What the tracks are filed under, numbers from 0; each at least twice.
    groups
        One label a track: tracks with equal labels, such as repetitions, stay in one fold.
    seed
        Of the folds.

    Returns
    -------
    ndarray of shape (n_tracks, n_labels), float64
        Rows sum to 1; a column for each label from 0 on.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=STRICTNESS, max_iter=2000))
    folds = StratifiedGroupKFold(N_FOLDS, shuffle=True, random_state=seed)
    apart = np.arange(len(labels)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    probabilities: npt.NDArray[np.float64] = cross_val_predict(
        classifier, np.asarray(x), np.asarray(labels), groups=apart, cv=folds, method="predict_proba"
    )
    return probabilities


def doubted(probabilities: npt.ArrayLike, labels: Sequence[int], threshold: float) -> list[int]:
    """Name the tracks whose label gets less than a certain probability.

    Parameters
    ----------
    probabilities : array-like of shape (n_tracks, n_labels)
        From `unseen_probabilities`.
    labels
        What the tracks are filed under, numbers from 0.
    threshold
        A probability, from 0 to 1.

    Returns
    -------
    list of int
        Places of the tracks, the least believed first.

    Examples
    --------
    >>> doubted([[0.9, 0.1], [0.95, 0.05], [0.3, 0.7]], [0, 1, 0], 0.2)
    [1]
    """
    own = np.asarray(probabilities)[np.arange(len(labels)), np.asarray(labels)]
    return [int(i) for i in np.argsort(own, kind="stable") if own[i] < threshold]


def ceiling_share(y: npt.NDArray[np.floating]) -> float:
    """Measure how much of a waveform is flat at its ceiling.

    Music comes near its highest peak a few times. Where a converter or a master ran out of room, many samples stop
    at the same height, wherever that height is after the level was changed.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform.

    Returns
    -------
    float
        The share of samples within 0.5 % of the highest, from 0 to 1; 0 for silence.

    Examples
    --------
    >>> ceiling_share(np.clip(np.sin(np.arange(6283) / 1000), -0.5, 0.5))
    0.67
    """
    height = np.abs(y)
    peak = float(height.max(initial=0.0))
    return float(np.mean(height >= CEILING * peak)) if peak > 0 else 0.0

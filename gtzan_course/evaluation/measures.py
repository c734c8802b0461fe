"""What came out: the share named rightly, and who was taken for whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gtzan_course.evaluation.intervals import wilson_interval


@dataclass(frozen=True)
class Accuracy:
    """Share of tracks named rightly, with the interval in which the true share may lie.

    Attributes
    ----------
    n_right, n
        Tracks named rightly, and all that were tried.
    low, high
        Ends of the 95 % interval (Wilson 1927), from 0 to 1.
    """

    n_right: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, from 0 to 1."""
        return self.n_right / self.n

    def __str__(self) -> str:
        return f"{self.value:.1%} of {self.n} (95 % interval {self.low:.1%} to {self.high:.1%})"


def accuracy(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> Accuracy:
    """Measure accuracy with its 95 % interval.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        True and predicted labels of the same tracks.

    Returns
    -------
    Accuracy
        Count, share and Wilson interval.

    Raises
    ------
    ValueError
        The two differ in shape, or are empty.

    Examples
    --------
    82 % of 300 tracks, as the write-up reports, could as well be 78 % or 85 %:

    >>> right = np.arange(300) < 246
    >>> print(accuracy(np.ones(300), right))
    82.0% of 300 (95 % interval 77.3% to 85.9%)
    """
    right = matches(y_true, y_pred)
    low, high = wilson_interval(int(right.sum()), len(right))
    return Accuracy(int(right.sum()), len(right), low, high)


def confusion(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, *, n_genres: int = 10) -> npt.NDArray[np.int64]:
    """Count which genre was taken for which.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        True and predicted labels of the same tracks, from 0 to n_genres - 1.
    n_genres
        How many genres there are.

    Returns
    -------
    ndarray of shape (n_genres, n_genres), int64
        Row: the true genre; column: the predicted one.

    Raises
    ------
    ValueError
        The two differ in shape or are empty, or a label is not from 0 to n_genres - 1.

    Examples
    --------
    >>> confusion([0, 0, 1], [0, 1, 1], n_genres=2)
    array([[1, 1],
           [0, 1]])
    """
    from sklearn.metrics import confusion_matrix

    matches(y_true, y_pred)
    foreign = sorted({*np.ravel(y_true).tolist(), *np.ravel(y_pred).tolist()} - set(range(n_genres)))
    if foreign:
        raise ValueError(f"Expected labels from 0 to {n_genres - 1}, got {foreign[:5]}. Give n_genres, or number them.")
    return np.asarray(confusion_matrix(y_true, y_pred, labels=range(n_genres)), dtype=np.int64)


def matches(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Find where two rows of labels agree.

    Parameters
    ----------
    a, b : array-like of shape (n,)
        Labels of the same tracks.

    Returns
    -------
    ndarray of bool, shape (n,)
        Whether they agree, track by track.

    Raises
    ------
    ValueError
        The two differ in shape, or are empty.
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or a.ndim != 1 or len(a) == 0:
        raise ValueError(f"Expected two rows of labels of one length, at least one each, got {a.shape} and {b.shape}.")
    return np.asarray(a == b)

"""Say how good a classifier is, and how sure one can be of it (chapters 07 and 09)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


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
    right = _matches(y_true, y_pred)
    low, high = wilson_interval(int(right.sum()), len(right))
    return Accuracy(int(right.sum()), len(right), low, high)


def wilson_interval(n_right: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Find the range of true shares that a count is compatible with.

    Parameters
    ----------
    n_right, n
        How many of how many.
    confidence
        How often such an interval holds the true share.

    Returns
    -------
    low, high : float
        From 0 to 1.

    Raises
    ------
    ValueError
        ``n`` is below 1 or ``n_right`` is not between 0 and ``n``.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(f"Expected a count between 0 and n, n at least 1, got {n_right} of {n}.")
    from scipy.stats import binomtest

    interval = binomtest(n_right, n).proportion_ci(confidence_level=confidence, method="wilson")
    return float(interval.low), float(interval.high)


def mean_interval(values: npt.ArrayLike, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Find the mean of repeated measurements, and the range in which their true mean may lie.

    For two recipes run with the same seeds, the values are their differences, seed by seed.

    Parameters
    ----------
    values : array-like of shape (n,)
        One value a repetition, at least two.
    confidence
        How often such an interval holds the true mean, if the values spread normally.

    Returns
    -------
    mean, low, high : float
        In the unit of the values.

    Raises
    ------
    ValueError
        There are fewer than two values.

    References
    ----------
    Student (1908), "The probable error of a mean".

    Examples
    --------
    >>> mean_interval([1, 2, 3, 4, 5])
    (3.0, 1.04, 4.96)
    """
    from scipy.stats import t

    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"Expected at least two values in a row, got shape {values.shape}. Repeat the measurement.")
    mean = float(values.mean())
    reach = float(t.ppf((1 + confidence) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - reach, mean + reach


def mcnemar(right_a: npt.ArrayLike, right_b: npt.ArrayLike) -> float:
    """Test whether two classifiers differ, on the tracks that only one of them names rightly.

    Parameters
    ----------
    right_a, right_b : array-like of bool, shape (n,)
        Whether each classifier named each of the same tracks rightly.

    Returns
    -------
    float
        The exact two-sided p value: how often equals would differ by as much or more; 1 when
        they never differ.

    Raises
    ------
    ValueError
        The two differ in shape, or are empty.

    References
    ----------
    McNemar (1947), "Note on the sampling error of the difference between correlated proportions".
    """
    from scipy.stats import binomtest

    differ = ~_matches(right_a, right_b)
    only_a = int((np.asarray(right_a, dtype=bool) & differ).sum())
    return float(binomtest(only_a, int(differ.sum())).pvalue) if differ.any() else 1.0


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

    _matches(y_true, y_pred)
    foreign = sorted({*np.ravel(y_true).tolist(), *np.ravel(y_pred).tolist()} - set(range(n_genres)))
    if foreign:
        raise ValueError(f"Expected labels from 0 to {n_genres - 1}, got {foreign[:5]}. Give n_genres, or number them.")
    return np.asarray(confusion_matrix(y_true, y_pred, labels=range(n_genres)), dtype=np.int64)


def _matches(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Where two rows of labels agree."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or a.ndim != 1 or len(a) == 0:
        raise ValueError(f"Expected two rows of labels of one length, at least one each, got {a.shape} and {b.shape}.")
    return np.asarray(a == b)

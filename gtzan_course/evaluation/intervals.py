"""How far chance alone can have moved a figure: intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def share(n_right: int, n: int) -> float:
    """Divide a count by what it is a count of, if it can be one.

    Parameters
    ----------
    n_right, n
        How many of how many.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        ``n`` is below 1 or ``n_right`` is not between 0 and ``n``.
    """
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(f"Expected a count between 0 and n, n at least 1, got {n_right} of {n}.")
    return n_right / n


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
    from scipy.stats import binomtest

    share(n_right, n)
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


def bootstrap_interval(
    right: npt.ArrayLike,
    *,
    groups: npt.ArrayLike | None = None,
    n_draws: int = 2000,
    seed: int = 0,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Find the range in which a share lies, by drawing the tested tracks again and again.

    Every draw takes as many tracks as were tested, out of these, with replacement; the interval holds the middle
    part of the shares that come out. Tracks that are alike, as those of an artist, are drawn together.

    Parameters
    ----------
    right : array-like of shape (n,)
        For each track whether it was named rightly; or any other number, as the difference of two classifiers on it.
    groups : array-like of shape (n,), optional
        What each track belongs to, as its artist. Whole groups are then drawn, as many as there are.
    n_draws
        How often to draw.
    seed
        Decides what is drawn.
    confidence
        How much of the draws the interval holds.

    Returns
    -------
    low, high : float
        In the unit of ``right``: shares from 0 to 1.

    Raises
    ------
    ValueError
        There are fewer than two tracks or groups, or not one group a track.

    References
    ----------
    Efron and Tibshirani (1993), "An Introduction to the Bootstrap": the percentile interval.

    Examples
    --------
    Ten albums of ten tracks each; a classifier that knows an album knows all of it:

    >>> right = np.repeat([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], 10)
    >>> bootstrap_interval(right)
    (0.61, 0.79)
    >>> bootstrap_interval(right, groups=np.arange(100) // 10)
    (0.4, 1.0)
    """
    right = np.asarray(right, dtype=np.float64)
    of_group = np.arange(len(right)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    if right.ndim != 1 or of_group.shape != right.shape or len(set(of_group.tolist())) < 2:
        raise ValueError(
            f"Expected at least two tracks in a row, or with groups one for each track and at least two different "
            f"ones, got shape {right.shape} and groups of shape {of_group.shape}."
        )
    sums, sizes = np.bincount(of_group, weights=right), np.bincount(of_group)
    rng = np.random.default_rng(seed)
    draws = (rng.integers(len(sizes), size=len(sizes)) for _ in range(n_draws))
    shares = [float(sums[drawn].sum() / sizes[drawn].sum()) for drawn in draws]
    low, high = np.quantile(shares, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)

"""Whether two classifiers differ, by how much, and how many tracks it takes to see it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from gtzan_course.evaluation.intervals import share, wilson_interval
from gtzan_course.evaluation.measures import matches


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

    differ = ~matches(right_a, right_b)
    only_a = int((np.asarray(right_a, dtype=bool) & differ).sum())
    return float(binomtest(only_a, int(differ.sum())).pvalue) if differ.any() else 1.0


def paired_difference(right_a: npt.ArrayLike, right_b: npt.ArrayLike) -> tuple[float, float, float]:
    """Find how much better one classifier is than another on the same tracks, with its 95 % interval.

    Parameters
    ----------
    right_a, right_b : array-like of bool, shape (n,)
        Whether each classifier named each of the same tracks rightly.

    Returns
    -------
    difference, low, high : float
        Share of ``a`` minus share of ``b``, and the ends of its interval, from -1 to 1.

    Raises
    ------
    ValueError
        The two differ in shape, or are empty.

    References
    ----------
    Newcombe (1998), "Improved confidence intervals for the difference between binomial proportions based on paired
    data", method 10.

    Examples
    --------
    Of 100 tracks both name 60 rightly, ``a`` alone another 20, ``b`` alone another 10:

    >>> tracks = np.arange(100)
    >>> paired_difference(tracks < 80, (tracks < 60) | (tracks >= 90))
    (0.1, -0.01, 0.21)
    """
    both = int((matches(right_a, right_b) & np.asarray(right_a, dtype=bool)).sum())
    a, b, n = (int(np.asarray(right, dtype=bool).sum()) for right in (right_a, right_b, np.ones(np.shape(right_a))))
    return _difference(a, n, b, n, _correlation(both, a - both, b - both, n - a - b + both))


def unpaired_difference(n_right_a: int, n_a: int, n_right_b: int, n_b: int) -> tuple[float, float, float]:
    """Find how much better one classifier is than another that met other tracks, with its 95 % interval.

    Parameters
    ----------
    n_right_a, n_a
        How many of how many tracks the first named rightly.
    n_right_b, n_b
        The same of the second.

    Returns
    -------
    difference, low, high : float
        Share of ``a`` minus share of ``b``, and the ends of its interval, from -1 to 1.

    Raises
    ------
    ValueError
        A count is not between 0 and its n.

    References
    ----------
    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.

    Examples
    --------
    The write-up's 82 % against 78.8 %:

    >>> unpaired_difference(246, 300, 197, 250)
    (0.032, -0.034, 0.099)
    """
    return _difference(n_right_a, n_a, n_right_b, n_b, 0.0)


def two_proportions(n_right_a: int, n_a: int, n_right_b: int, n_b: int) -> float:
    """Test whether two classifiers differ that met different tracks.

    Parameters
    ----------
    n_right_a, n_a
        How many of how many tracks the first named rightly.
    n_right_b, n_b
        The same of the second.

    Returns
    -------
    float
        The two-sided p value of the pooled z test, Pearson's chi-squared test of the two by two table: about how
        often equals would differ by as much or more.

    Raises
    ------
    ValueError
        A count is not between 0 and its n.

    References
    ----------
    Pearson (1900), "On the criterion that a given system of deviations ... can be reasonably supposed to have arisen
    from random sampling".

    Examples
    --------
    >>> two_proportions(246, 300, 197, 250)
    0.345
    """
    difference = share(n_right_a, n_a) - share(n_right_b, n_b)
    pooled = share(n_right_a + n_right_b, n_a + n_b)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    return math.erfc(abs(difference) / error / math.sqrt(2)) if error else 1.0


def tracks_needed(
    share_a: float, share_b: float, *, share_differing: float | None = None, power: float = 0.8, alpha: float = 0.05
) -> int:
    """Find how many test tracks it takes to tell two classifiers apart.

    Parameters
    ----------
    share_a, share_b
        What share of all tracks each names rightly, from 0 to 1.
    share_differing
        On what share of the tracks one of the two is right and the other wrong, when both meet the same tracks.
        Without it each meets tracks of its own.
    power
        How often the test is to find the difference.
    alpha
        How often it may find one between equals.

    Returns
    -------
    int
        Test tracks; with tracks of their own, as many for each. By the normal approximation: the exact `mcnemar`
        takes a few more.

    Raises
    ------
    ValueError
        The shares are equal or not from 0 to 1, or cannot differ on ``share_differing`` of the tracks.

    References
    ----------
    Fleiss, Levin and Paik (2003), "Statistical Methods for Rates and Proportions", chapter 4; Connor (1987), "Sample
    size for testing differences in proportions for the paired-sample design".

    Examples
    --------
    Three points apart, on tracks of their own, and on the same tracks when they differ on one in ten:

    >>> tracks_needed(0.82, 0.79), tracks_needed(0.82, 0.79, share_differing=0.1)
    (2737, 870)
    """
    from scipy.stats import norm

    difference, shares = abs(share_a - share_b), sorted((share_a, share_b))
    if not (difference > 0 and shares[0] >= 0 and shares[1] <= 1):
        raise ValueError(f"Expected two different shares from 0 to 1, got {share_a} and {share_b}.")
    if share_differing is None:
        mean = (share_a + share_b) / 2
        if_equal, if_not = 2 * mean * (1 - mean), share_a * (1 - share_a) + share_b * (1 - share_b)
    else:
        most = min(share_a + share_b, 2 - share_a - share_b)
        if not difference - 1e-9 <= share_differing <= most + 1e-9:
            raise ValueError(
                f"Expected shares of {share_a} and {share_b} to differ on {difference:.3f} to {most:.3f} of the "
                f"tracks, got {share_differing}."
            )
        if_equal, if_not = share_differing, max(share_differing - difference**2, 0.0)
    reach = float(norm.isf(alpha / 2) * math.sqrt(if_equal) + norm.isf(1 - power) * math.sqrt(if_not))
    return math.ceil((reach / difference) ** 2)


def square_and_add(
    a: float, b: float, interval_a: tuple[float, float], interval_b: tuple[float, float], *, correlation: float = 0.0
) -> tuple[float, float, float]:
    """Make an interval of the difference between two shares out of the intervals of the shares.

    Parameters
    ----------
    a, b
        The shares, from 0 to 1.
    interval_a, interval_b
        Low and high end of each, from `wilson_interval`.
    correlation
        How much the two agree in what they get right, from -1 to 1; 0 where they met different tracks.

    Returns
    -------
    difference, low, high : float
        ``a`` minus ``b``, and the ends of its interval, from -1 to 1.

    References
    ----------
    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
    """
    (low_a, high_a), (low_b, high_b) = interval_a, interval_b
    below, above = (
        math.sqrt(max(0.0, x**2 - 2 * correlation * x * y + y**2))
        for x, y in ((a - low_a, high_b - b), (high_a - a, b - low_b))
    )
    return a - b, a - b - below, a - b + above


def _difference(n_right_a: int, n_a: int, n_right_b: int, n_b: int, correlation: float) -> tuple[float, float, float]:
    """Two shares' difference, with an interval made of their Wilson intervals."""
    a, b = share(n_right_a, n_a), share(n_right_b, n_b)
    intervals = wilson_interval(n_right_a, n_a), wilson_interval(n_right_b, n_b)
    return square_and_add(a, b, *intervals, correlation=correlation)


def _correlation(both: int, only_a: int, only_b: int, neither: int) -> float:
    """How much two classifiers agree in what they get right: phi, corrected for continuity where it is positive."""
    product = float(both * neither - only_a * only_b)
    if product > 0:
        product = max(product - (both + only_a + only_b + neither) / 2, 0.0)
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    return product / math.sqrt(margins) if margins else 0.0

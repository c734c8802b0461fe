"""Let the windows of a track vote on its genre (chapter 07).

Each window votes for the genre to which the network gives most probability; the track gets the
genre with most votes. The write-up breaks ties by the lowest label; here the windows' mean
probability decides, which says which of the two the network was surer of. Two other ways to make
one answer of many, the mean and the median of the probabilities, are compared with it in chapter 09.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt


def window_votes(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Each window's vote: the genre with most probability.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.

    Returns
    -------
    ndarray of shape (n_windows,), int64
        Labels, from 0 to n_genres - 1; the lowest of those that are equal.

    Raises
    ------
    ValueError
        There is no window, or the array is not two-dimensional or not finite.

    Examples
    --------
    >>> window_votes(np.array([[0.2, 0.8], [0.9, 0.1]]))
    array([1, 0])
    """
    probabilities = np.asarray(probabilities)
    if probabilities.ndim != 2 or 0 in probabilities.shape:
        raise ValueError(
            f"Expected probabilities of shape (n_windows, n_genres), at least one of each, "
            f"got shape {probabilities.shape}."
        )
    if not np.isfinite(probabilities).all():
        raise ValueError("Expected finite probabilities, got NaN or infinity. Check the network's input.")
    return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)


def vote_shares(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Share of the windows that vote for each genre.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.

    Returns
    -------
    ndarray of shape (n_genres,), float64
        From 0 to 1, summing to 1.

    Examples
    --------
    >>> vote_shares(np.array([[0.2, 0.8], [0.9, 0.1], [0.3, 0.7], [0.4, 0.6]]))
    array([0.25, 0.75])
    """
    votes = window_votes(probabilities)
    return np.bincount(votes, minlength=np.shape(probabilities)[1]) / len(votes)


def majority_vote(probabilities: npt.NDArray[np.floating]) -> int:
    """Find the genre that most windows vote for.

    A tie goes to that of the tied genres with the highest mean probability over all windows; if
    even these are equal, to the lowest label.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.

    Returns
    -------
    int
        The winning label.

    Examples
    --------
    Three windows of five vote for genre 1, although genre 0 has the higher mean:

    >>> majority_vote(np.array([[0.4, 0.6], [0.4, 0.6], [0.4, 0.6], [1.0, 0.0], [1.0, 0.0]]))
    1
    """
    shares = vote_shares(probabilities)
    tied = np.flatnonzero(shares == shares.max())
    return int(tied[np.argmax(_sums(probabilities)[tied])])


def mean_vote(probabilities: npt.NDArray[np.floating]) -> int:
    """Find the genre with the highest mean probability, without a vote.

    A window that is sure counts more than one that wavers. If two means are equal, the lower label wins.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.

    Returns
    -------
    int
        The winning label.

    Examples
    --------
    The windows of `majority_vote`'s example, where genre 1 has most votes:

    >>> mean_vote(np.array([[0.4, 0.6], [0.4, 0.6], [0.4, 0.6], [1.0, 0.0], [1.0, 0.0]]))
    0
    """
    window_votes(probabilities)  # refuses what is no row of probabilities
    return int(_sums(probabilities).argmax())


def median_vote(probabilities: npt.NDArray[np.floating]) -> int:
    """Find the genre with the highest median probability.

    What a few windows say, however sure, moves a median little. If two medians are equal, as when both genres are
    at 0 in most windows, the higher mean wins, then the lower label.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, n_genres)
        What the network gives each genre in each window.

    Returns
    -------
    int
        The winning label.

    Examples
    --------
    >>> median_vote(np.array([[0.4, 0.6], [0.4, 0.6], [0.4, 0.6], [1.0, 0.0], [1.0, 0.0]]))
    1
    """
    window_votes(probabilities)
    medians = np.median(np.asarray(probabilities, dtype=np.float64), axis=0)
    tied = np.flatnonzero(medians == medians.max())
    return int(tied[np.argmax(_sums(probabilities)[tied])])


def _sums(probabilities: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Each genre's sum over the windows, exact, so that their order cannot decide."""
    return np.array([math.fsum(column) for column in np.asarray(probabilities, dtype=np.float64).T])

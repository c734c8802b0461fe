"""Whether a model is right as often as it says (chapter 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Bin:
    """Tracks of which a model is about equally sure.

    Attributes
    ----------
    confidence
        The mean of what the model says, from 0 to 1.
    n_right, n
        How many of its tracks are named rightly, of how many.
    """

    confidence: float
    n_right: int
    n: int


def reliability(confidences: npt.ArrayLike, right: npt.ArrayLike, *, n_bins: int = 5) -> list[Bin]:
    """Compare what a model says of its answers with how often they are right.

    Parameters
    ----------
    confidences : array-like of shape (n_tracks,)
        The probability that it gives its answers, from 0 to 1.
    right : array-like of shape (n_tracks,), bool
        Whether they are right.
    n_bins
        Into how many groups, equally many tracks each, from the least sure to the surest.

    Returns
    -------
    list of Bin
        None without a track.

    Raises
    ------
    ValueError
        The two have different lengths, or there are fewer than ``n_bins`` tracks.

    Examples
    --------
    >>> reliability([0.9, 0.3, 0.4, 0.8], [True, False, True, True], n_bins=2)
    [Bin(confidence=0.35, n_right=1, n=2), Bin(confidence=0.85, n_right=2, n=2)]
    """
    sure, hits = np.asarray(confidences, dtype=float), np.asarray(right, dtype=bool)
    if sure.shape != hits.shape or len(sure) < n_bins:
        raise ValueError(f"Expected as many confidences as answers, {n_bins} or more; got {len(sure)} and {len(hits)}.")
    order = np.argsort(sure, kind="stable")
    return [Bin(float(sure[i].mean()), int(hits[i].sum()), len(i)) for i in np.array_split(order, n_bins)]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Average the distance between what is said and what holds, each track with the same weight.

    Parameters
    ----------
    bins
        What `reliability` gave.

    Returns
    -------
    float
        0 for a model that is right just as often as it says; the "expected calibration error" of Guo et al. (2017).

    Examples
    --------
    >>> calibration_error([Bin(0.5, 1, 2), Bin(0.9, 1, 2)])
    0.2
    """
    return float(sum(b.n * abs(b.n_right / b.n - b.confidence) for b in bins) / sum(b.n for b in bins))


def best_temperature(logits: Sequence[npt.NDArray[np.floating]], labels: npt.ArrayLike) -> float:
    """Find the temperature with which a model says best how sure it may be of tracks that it has not learnt from.

    Parameters
    ----------
    logits : sequence of ndarray of shape (n_windows, n_genres)
        What goes into the softmax, for each window of each track; logarithms of probabilities will do.
    labels : array-like of shape (n_tracks,), int
        The tracks' genres.

    Returns
    -------
    float
        From 0.1 to 10; what is divided by it gives the least cross-entropy of the tracks' mean probabilities.

    References
    ----------
    Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import softmax

    truth = np.asarray(labels)

    def cross_entropy(log_temperature: float) -> float:
        means = np.stack([softmax(one / np.exp(log_temperature), axis=1).mean(axis=0) for one in logits])
        return float(-np.log(means[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(np.exp(minimize_scalar(cross_entropy, bounds=(np.log(0.1), np.log(10)), method="bounded").x))

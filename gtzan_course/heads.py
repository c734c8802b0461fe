"""A linear head on frozen features: all that is learnt anew, chosen by folds of one kind or another (chapter 14).

The features are activations of musicnn's 50 tags, patch by patch. The head is a logistic regression on their log
odds, one row a patch; a track's patches vote. Only how strongly its weights are held back is chosen, by
cross-validation inside the tracks that it learns from, in which a track's patches always stay together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.folds import stratified_folds
from gtzan_course.voting import majority_vote

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Activations = Sequence[npt.NDArray[np.float32]]
"""One array a track, of shape (n_patches, n_features), from 0 to 1."""

STRENGTHS = (1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 10.0)
"""scikit-learn's ``C``, of which one is chosen: the smaller, the more the weights are held back."""

LEAST = 1e-4
"""Activations count as no nearer to 0 or 1 than this, where log odds have no value."""


@dataclass(frozen=True, eq=False)
class Head:
    """A linear layer with softmax on log odds.

    Attributes
    ----------
    weights : ndarray of shape (n_features, n_genres), float64
        What a unit of a feature's log odds adds to each genre.
    bias : ndarray of shape (n_genres,), float64
        What each genre has to begin with.
    """

    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    def probabilities(self, activations: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Tell what each genre gets from each patch.

        Parameters
        ----------
        activations : array-like of shape (n_patches, n_features)
            From 0 to 1.

        Returns
        -------
        ndarray of shape (n_patches, n_genres), float64
            Rows sum to 1.
        """
        from scipy.special import softmax

        return np.asarray(softmax(log_odds(activations) @ self.weights + self.bias, axis=1))

    def cooled(self, temperature: float) -> Head:
        """Divide what goes into the softmax, so that its answers are less sure (above 1) or more.

        Parameters
        ----------
        temperature
            The divisor, above 0; the order of the genres stays.

        Returns
        -------
        Head
            The other head.
        """
        return Head(self.weights / temperature, self.bias / temperature)


def log_odds(activations: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Undo the last step of a network that ends in sigmoids.

    Parameters
    ----------
    activations : array-like
        From 0 to 1.

    Returns
    -------
    ndarray of the same shape, float64
        log(a / (1 - a)); 0.0001 and less count as 0.0001, and 0.9999 and more as 0.9999.

    Examples
    --------
    >>> log_odds([0.5, 0.0]).round(2)
    array([ 0.  , -9.21])
    """
    a = np.clip(np.asarray(activations, dtype=np.float64), LEAST, 1 - LEAST)
    return np.asarray(np.log(a / (1 - a)))


def fit_head(activations: Activations, labels: npt.ArrayLike, *, strength: float) -> Head:
    """Learn a head from tracks.

    Parameters
    ----------
    activations
        One array a track.
    labels : array-like of shape (n_tracks,), int
        Their genres, from 0 on.
    strength
        scikit-learn's ``C``.

    Returns
    -------
    Head
        With the scaling of the features in its weights.

    Raises
    ------
    ValueError
        There are fewer than three genres.
    """
    n_genres = len(np.unique(np.asarray(labels)))
    if n_genres < 3:
        raise ValueError(f"Expected three genres or more, got {n_genres}.")
    pipeline = _fitted(activations, np.asarray(labels), strength)
    scale, classify = pipeline[0], pipeline[1]
    weights = (classify.coef_ / scale.scale_).T
    return Head(weights, classify.intercept_ - scale.mean_ @ weights)


def held_out_probabilities(
    activations: Activations,
    labels: npt.ArrayLike,
    *,
    strength: float,
    groups: npt.NDArray[np.int64] | None,
    seed: int,
) -> list[npt.NDArray[np.float64]]:
    """Judge each track by a head that has learnt from the other folds.

    Parameters
    ----------
    activations
        One array a track.
    labels : array-like of shape (n_tracks,), int
        Their genres.
    strength
        scikit-learn's ``C``.
    groups : ndarray of shape (n_tracks,), int64, or None
        Tracks with equal numbers, such as those of an artist, stay in one fold. None divides tracks at random.
    seed
        Of the folds.

    Returns
    -------
    list of ndarray of shape (n_patches, n_genres), float64
        What each genre gets from each track's patches.
    """
    labels = np.asarray(labels)
    found: list[npt.NDArray[np.float64]] = [np.empty(0)] * len(labels)
    for learn, hold_out in stratified_folds(labels, groups, seed=seed).split(labels, labels, groups):
        head = fit_head([activations[i] for i in learn], labels[learn], strength=strength)
        for i in hold_out:
            found[i] = head.probabilities(activations[i])
    return found


def promised_accuracy(
    activations: Activations,
    labels: npt.ArrayLike,
    *,
    strength: float,
    groups: npt.NDArray[np.int64] | None,
    seed: int,
) -> float:
    """Measure by cross-validation the share of tracks that vote for their genre.

    Parameters
    ----------
    activations, labels, strength, groups, seed
        As for `held_out_probabilities`.

    Returns
    -------
    float
        From 0 to 1.
    """
    probabilities = held_out_probabilities(activations, labels, strength=strength, groups=groups, seed=seed)
    return float(np.mean([majority_vote(p) for p in probabilities] == np.asarray(labels)))


def _fitted(activations: Activations, labels: npt.NDArray[np.int64], strength: float) -> Pipeline:
    """A scaler and a logistic regression, fitted to all patches."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = log_odds(np.concatenate(activations))
    truth = np.repeat(labels, [len(track) for track in activations])
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000)).fit(rows, truth)

"""Divide tracks into folds for cross-validation, each genre and each artist in its place (chapters 08 and 14)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sklearn.model_selection import StratifiedKFold

N_FOLDS = 5
"""Folds by which settings are chosen; fewer where the rarest label has fewer rows or groups."""


def numbered_groups(groups: Sequence[Hashable], n: int) -> npt.NDArray[np.int64]:
    """Number groups, such as artists; a track without one is a group of its own.

    Parameters
    ----------
    groups
        One label a track; None where there is none.
    n
        How many tracks there are.

    Returns
    -------
    ndarray of shape (n,), int64
        Equal numbers for equal labels, a number of its own for each None.

    Raises
    ------
    ValueError
        There are more or fewer labels than tracks.

    Examples
    --------
    >>> numbered_groups(["Queen", None, "Queen", None], 4)
    array([0, 1, 0, 2])
    """
    if len(groups) != n:
        raise ValueError(
            f"Expected one group for each of {n} labels, got {len(groups)}. Give None where there is none."
        )
    numbers: dict[Hashable, int] = {}
    names = [("alone", i) if group is None else ("group", group) for i, group in enumerate(groups)]
    return np.array([numbers.setdefault(name, len(numbers)) for name in names])


def stratified_folds(labels: npt.ArrayLike, groups: npt.NDArray[np.int64] | None, *, seed: int) -> StratifiedKFold:
    """Make folds in which every label has its share, five or as many as the rarest label allows.

    Parameters
    ----------
    labels : array-like of shape (n_tracks,)
        The tracks' genres.
    groups : ndarray of shape (n_tracks,), int64, or None
        Tracks with equal numbers stay in one fold.
    seed
        Of the shuffling.

    Returns
    -------
    sklearn.model_selection.StratifiedKFold
        With groups, a ``StratifiedGroupKFold``; its ``split`` takes them.

    Raises
    ------
    ValueError
        A label has fewer than two tracks, or groups.
    """
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    labels = np.asarray(labels)
    units = np.arange(len(labels)) if groups is None else groups
    rarest = min((len(np.unique(units[labels == label])) for label in np.unique(labels)), default=0)
    if rarest < 2:
        raise ValueError(
            f"Expected at least two rows of each label, in different groups, to choose settings by; got {rarest}. "
            "Take more tracks."
        )
    kind = StratifiedKFold if groups is None else StratifiedGroupKFold
    return kind(min(N_FOLDS, rarest), shuffle=True, random_state=seed)

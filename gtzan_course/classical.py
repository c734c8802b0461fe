"""Classifiers of the years before deep networks, each tuned inside the rows that it may learn from (chapter 08).

The five of Guimaraes's first post. All that learns from the rows, the scaling as well, stands in one
pipeline, so that a fold that is held out is held out from every step of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.features import FAMILIES
from gtzan_course.folds import numbered_groups, stratified_folds

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import Pipeline

CLASSIFIERS = ("decision tree", "random forest", "elastic net", "logistic regression", "support vector machine")
"""Their names, in the order of the first post's table."""

TREES = CLASSIFIERS[:2]
"""Those that need no scaling."""

GRIDS: dict[str, dict[str, list[Any]]] = {
    "decision tree": {"classify__max_depth": [5, 10, 20], "classify__min_samples_leaf": [1, 3, 10]},
    "random forest": {"classify__min_samples_leaf": [1, 2, 4]},
    "elastic net": {"classify__C": [0.1, 0.3, 1.0], "classify__l1_ratio": [0.2, 0.5, 0.8]},
    "logistic regression": {"classify__C": [0.001, 0.01, 0.1, 1.0, 10.0]},
    "support vector machine": {"classify__C": [1, 10, 100], "classify__gamma": [0.0003, 0.001, 0.003, 0.01]},
}
"""Settings that are tried, all combinations of each classifier's."""


def tuned(
    name: str,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> GridSearchCV:
    """Choose a classifier's settings by cross-validation, and fit it to all rows with the best ones.

    Parameters
    ----------
    name
        One of `CLASSIFIERS`.
    x : array-like of shape (n_tracks, n_features)
        Features of the tracks to learn from, none of the test part.
    y : array-like of shape (n_tracks,)
        Their labels.
    groups
        One label a track, such as its artist: tracks with equal labels stay in one fold. A track whose
        label is None is a group of its own.
    seed
        Of the folds, and of what is random in the classifier.

    Returns
    -------
    sklearn.model_selection.GridSearchCV
        Fitted: ``predict`` names labels, ``best_params_`` says what was chosen, ``best_estimator_`` is the
        pipeline, and ``best_score_`` its mean accuracy over the folds: a little too high, for it is the
        best of several.

    Raises
    ------
    ValueError
        There is no such classifier; ``groups`` has another length than ``y``; or a label has fewer than
        two rows, or groups, to divide into folds.
    """
    from sklearn.model_selection import GridSearchCV

    untuned = pipeline(name, seed=seed)
    labels = np.asarray(y)
    kept_together = None if groups is None else numbered_groups(groups, len(labels))
    search = GridSearchCV(untuned, GRIDS[name], cv=stratified_folds(labels, kept_together, seed=seed))
    return search.fit(np.asarray(x), labels, groups=kept_together)


def pipeline(name: str, *, scaled: bool | None = None, seed: int = 0) -> Pipeline:
    """Make a classifier that has learnt nothing yet, its settings scikit-learn's own.

    Parameters
    ----------
    name
        One of `CLASSIFIERS`.
    scaled
        Whether each feature is brought to mean 0 and deviation 1 first; by default for all but the tree and
        the forest, which look at one feature at a time and only ask whether it is larger than a number.
    seed
        Of what is random in the classifier.

    Returns
    -------
    sklearn.pipeline.Pipeline
        ``scale``, if there is scaling, and ``classify``.

    Raises
    ------
    ValueError
        There is no such classifier.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    if name not in CLASSIFIERS:
        raise ValueError(f"Expected one of {', '.join(CLASSIFIERS)}; got {name!r}.")
    scaled = name not in TREES if scaled is None else scaled
    return Pipeline([("scale", StandardScaler())] * scaled + [("classify", _classifier(name, seed))])


def shuffling_cost(
    model: Any, x: npt.ArrayLike, y: npt.ArrayLike, *, n_repeats: int = 20, seed: int = 0
) -> dict[str, float]:
    """Find how much accuracy each family of features carries that no other family can stand in for.

    The values of one family, all its columns together, are dealt out anew among the tracks; the other families stay
    with theirs.

    Parameters
    ----------
    model
        A fitted classifier.
    x : array-like of shape (n_tracks, 163)
        Classical features of tracks that it has not learnt from.
    y : array-like of shape (n_tracks,)
        Their labels.
    n_repeats
        How often each family is dealt out; the mean is taken.
    seed
        Of the dealing.

    Returns
    -------
    dict of float
        The fall of accuracy by the names of `features.FAMILIES`, the largest first. It is below 0 where shuffling
        happened to help.

    References
    ----------
    Breiman (2001), "Random forests", where one column at a time is shuffled.
    """
    x, y, rng = np.asarray(x), np.asarray(y), np.random.default_rng(seed)
    whole = np.mean(model.predict(x) == y)
    costs: dict[str, float] = {}
    for family, columns in FAMILIES.items():
        dealt = [x.copy() for _ in range(n_repeats)]
        for copy in dealt:
            copy[:, columns] = x[rng.permutation(len(x))][:, columns]
        costs[family] = float(whole - np.mean(model.predict(np.concatenate(dealt)) == np.tile(y, n_repeats)))
    return dict(sorted(costs.items(), key=lambda item: -item[1]))


def _classifier(name: str, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    made = {
        "decision tree": lambda: DecisionTreeClassifier(random_state=seed),
        "random forest": lambda: RandomForestClassifier(300, random_state=seed),
        "elastic net": lambda: _elastic_net(seed),
        "logistic regression": lambda: LogisticRegression(max_iter=5000),
        "support vector machine": lambda: SVC(kernel="rbf"),
    }
    return made[name]()


def _elastic_net(seed: int) -> LogisticRegression:
    """Logistic regression whose penalty mixes absolute and squared weights."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(solver="saga", l1_ratio=0.5, tol=0.01, max_iter=1000, random_state=seed)
    if regression.penalty == "l2":  # before version 1.8 the mixture counts only if it is asked for by name
        regression.set_params(penalty="elasticnet")
    return regression

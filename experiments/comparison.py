"""Five classical classifiers and the shipped network, learnt from the same demo tracks, tested on the same others.

Run it by ``make results``. The tracks are those of ``experiments/shipped_model.py``: 300 by 30 artists a genre to learn
from, of which the network kept 60 to choose its weights by and the others divide all into folds; 200 by 20 other
artists a genre to be tested on, by which nothing was chosen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from experiments import shipped_model
from gtzan_course.cache import cache_home
from gtzan_course.classical import CLASSIFIERS, tuned
from gtzan_course.classification import shipped_model_path
from gtzan_course.comparison import Comparison, write_comparison
from gtzan_course.dataset import GENRES, Track
from gtzan_course.demo import DEMO_VERSION
from gtzan_course.evaluation import accuracy
from gtzan_course.features import cached_features
from gtzan_course.ledger import Figure, accuracy_figure, figure, write_result
from gtzan_course.model import load_model
from gtzan_course.training import Features, track_probabilities
from gtzan_course.voting import majority_vote

RESULTS = Path(__file__).parents[1] / "results"
SEED = 0

DATA = {
    "tier": "demo",
    "version": DEMO_VERSION,
    "description": (
        f"Demo data, seed {shipped_model.DATA_SEED}: 300 tracks by 30 artists a genre to learn from, tests on 200 "
        "tracks by 20 other artists a genre, the same for all. The classical classifiers choose their settings by five "
        "folds of the 300; the network, which votes by majority, was fitted to 240 of them and chosen by the other 60. "
        "Times are of one core, for all settings and folds, without measuring the features."
    ),
}


def main() -> None:
    """Tune, test, and write both files."""
    parts = shipped_model.read_parts(cache_home() / "shipped_model" / DEMO_VERSION)
    learning = sorted(parts["training"].tracks + parts["validation"].tracks, key=lambda track: track.track_id)
    comparison, figures = compare(learning, parts["new_artists"].tracks, parts["new_artists"].features, load_shipped())
    write_comparison(RESULTS / "comparison.npz", comparison)
    write_result(RESULTS / "comparison.json", command="make results", data=DATA, seeds=[SEED], figures=figures)


def load_shipped() -> Any:
    """Load the shipped network, if it has learnt from this version of the demo data."""
    model, card = load_model(shipped_model_path())
    if card["data_version"] != DEMO_VERSION:
        raise ValueError(
            f"Expected a shipped model that has learnt from version {DEMO_VERSION} of the demo data, found one of "
            f"version {card['data_version']}. Run make model first."
        )
    return model


def compare(
    learning: Sequence[Track], test: Sequence[Track], windows: Features, model: Any
) -> tuple[Comparison, list[Figure]]:
    """Ask all six about the test tracks."""
    labels = labels_of(test)
    y = labels_of(learning)
    x, x_test = (cached_features(tracks, n_jobs=2).astype(np.float32) for tracks in (learning, test))
    predictions: dict[str, np.ndarray] = {}
    figures: list[Figure] = []
    for name in CLASSIFIERS:
        started = time.process_time()
        with threadpool_limits(1):
            search = tuned(name, x, y, groups=[track.artist for track in learning], seed=SEED)
        seconds = time.process_time() - started
        predictions[name] = search.predict(x_test)
        figures += figures_of(name, labels, predictions[name], search.best_score_, len(y), seconds)
        print(f"{name}: {accuracy(labels, predictions[name])}, {seconds:.0f} s, {search.best_params_}", flush=True)
    probabilities = np.stack(track_probabilities(model, windows))
    votes = [majority_vote(track) for track in probabilities]
    figures.append(accuracy_figure("cnn.accuracy", accuracy(labels, votes)))
    print(f"network: {accuracy(labels, votes)}", flush=True)
    ids = tuple(track.track_id for track in test)
    return Comparison(ids, labels, predictions, probabilities, x_test, y, x), figures


def labels_of(tracks: Sequence[Track]) -> np.ndarray:
    """Each track's genre as a label."""
    return np.array([GENRES.index(track.genre) for track in tracks])


def figures_of(
    name: str, labels: np.ndarray, answers: np.ndarray, promised: float, n_learnt: int, seconds: float
) -> Iterator[Figure]:
    """A classifier's accuracy, what its folds had promised, and what the choice took."""
    slug = name.replace(" ", "_")
    yield accuracy_figure(f"{slug}.accuracy", accuracy(labels, answers))
    yield figure(f"{slug}.cross_validation", promised, unit="share", n=n_learnt)
    yield figure(f"{slug}.tuning_time", seconds, unit="s", n=1)


if __name__ == "__main__":
    main()

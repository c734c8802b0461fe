"""The answers of six classifiers: what is written is read, and the ledger's figures follow from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import comparison as experiment
from experiments import shipped_model
from gtzan_course.classical import CLASSIFIERS, tuned
from gtzan_course.comparison import Comparison, read_comparison, write_comparison
from gtzan_course.dataset import GENRES, Track
from gtzan_course.evaluation import accuracy
from gtzan_course.ledger import read_figures
from gtzan_course.voting import majority_vote

MADE = Comparison(
    ("jazz.00000", "rock.00000"),
    np.array([5, 9]),
    {name: np.array([5, number]) for number, name in enumerate(CLASSIFIERS)},
    np.eye(10, dtype=np.float32)[[[5] * 39, [0] * 39]],
    np.ones((2, 163), np.float32),
    np.array([5, 9, 9]),
    np.zeros((3, 163), np.float32),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_comparison(tmp_path / "made.npz", MADE)
    read = read_comparison(tmp_path / "made.npz")
    assert read.track_ids == MADE.track_ids
    assert list(read.predictions) == list(CLASSIFIERS)
    assert (read.labels.dtype, read.cnn_probabilities.dtype) == (np.int64, np.float32)
    for name in CLASSIFIERS:
        np.testing.assert_array_equal(read.predictions[name], MADE.predictions[name])
    for field in ("cnn_probabilities", "features", "learning_labels", "learning_features"):
        np.testing.assert_array_equal(getattr(read, field), getattr(MADE, field))


@pytest.mark.parametrize("name", ["decision tree", "logistic regression", "support vector machine"])
def test_the_quick_ones_say_the_same_again(name: str) -> None:
    """From the features that are kept; another version of scikit-learn may change its mind on a track or two."""
    kept, logged = read_comparison(), read_figures("comparison")
    search = tuned(name, kept.learning_features, kept.learning_labels, groups=range(300), seed=0)
    assert np.mean(search.predict(kept.features) == kept.predictions[name]) > 0.97
    assert search.best_score_ == pytest.approx(logged[f"{name.replace(' ', '_')}.cross_validation"]["value"], abs=0.01)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"predictions": {}}, r"got those of none"),
        ({"labels": np.array([5])}, r"another number for labels"),
        ({"predictions": {name: np.array([1]) for name in CLASSIFIERS}}, r"another number for decision tree, random"),
    ],
)
def test_answers_that_do_not_fit_the_tracks_are_refused(change, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        write_comparison(tmp_path / "made.npz", replace(MADE, **change))
    assert not list(tmp_path.iterdir())


def test_a_comparison_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.npz. Run make results"):
        read_comparison(tmp_path / "none.npz")


class Echo:
    """A network that reads the answer from a window's first cell."""

    def predict_on_batch(self, windows: np.ndarray) -> np.ndarray:
        return np.eye(10)[windows[:, 0, 0, 0].astype(int)]


def test_all_six_meet_the_same_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three genres told apart by one feature; the network takes the last track for pop."""

    def features(tracks, *, n_jobs: int) -> np.ndarray:
        labels = np.array([GENRES.index(track.genre) for track in tracks])
        return np.c_[labels, np.random.default_rng(len(tracks)).normal(0, 0.1, (len(tracks), 3))]

    monkeypatch.setattr(experiment, "cached_features", features)
    learning = [Track(f"{g}.{i:05d}", g, Path(), f"{g}-a{i}") for g in ("blues", "jazz", "rock") for i in range(10)]
    test = [Track(f"{g}.{i:05d}", g, Path(), f"{g}-b{i}") for g in ("blues", "jazz", "rock") for i in range(2)]
    heard = [*experiment.labels_of(test)[:-1], GENRES.index("pop")]
    windows = [np.full((39, 128, 129), label, dtype=np.float32) for label in heard]
    comparison, figures = experiment.compare(learning, test, windows, Echo())
    assert comparison.track_ids == tuple(track.track_id for track in test)
    named = {entry["name"]: entry for entry in figures}
    for name in CLASSIFIERS:
        np.testing.assert_array_equal(comparison.predictions[name], [0, 0, 5, 5, 9, 9])
        assert named[f"{name.replace(' ', '_')}.accuracy"]["value"] == 1
        assert named[f"{name.replace(' ', '_')}.cross_validation"]["n"] == 30
    assert (named["cnn.accuracy"]["value"], named["cnn.accuracy"]["n"]) == (pytest.approx(5 / 6, abs=1e-4), 6)


def test_a_network_of_other_demo_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment, "load_model", lambda path: (None, {"data_version": "0"}))
    with pytest.raises(ValueError, match=r"found one of version 0\. Run make model first"):
        experiment.load_shipped()


def test_the_ledger_says_what_the_answers_say() -> None:
    kept, logged = read_comparison(), read_figures("comparison")
    answers = {name.replace(" ", "_"): labels for name, labels in kept.predictions.items()}
    answers["cnn"] = np.array([majority_vote(track) for track in kept.cnn_probabilities])
    for name, labels in answers.items():
        measured, entry = accuracy(kept.labels, labels), logged[f"{name}.accuracy"]
        expected = [measured.value, measured.low, measured.high, measured.n]
        assert [entry[key] for key in ("value", "low", "high", "n")] == pytest.approx(expected, abs=1e-4)


def test_the_answers_are_to_200_tracks_20_a_genre() -> None:
    kept = read_comparison()
    assert kept.track_ids == tuple(f"{genre}.{i:05d}" for genre in GENRES for i in range(20))
    np.testing.assert_array_equal(kept.labels, np.repeat(np.arange(10), 20))
    np.testing.assert_allclose(kept.cnn_probabilities.astype(np.float32).sum(axis=2), 1, atol=0.01)


def test_the_network_is_the_one_whose_figures_were_logged() -> None:
    shipped, here = read_figures("shipped_model")["new_artists.shipped"], read_figures("comparison")["cnn.accuracy"]
    assert shipped_model.DATA_SEED == 2024
    assert (here["value"], here["n"]) == (shipped["value"], shipped["n"])

"""What varies in the assignment on voting: which 60 of 200 tracks, how much of each is heard, and one genre.

``SEED`` has a thousand million values, and each draws other tracks and other lengths, so two students' tables of votes
and shares of windows are practically never alike.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from gtzan_course.comparison import read_comparison
from gtzan_course.dataset import GENRES
from gtzan_course.evaluation import confusion, wilson_interval
from gtzan_course.voting import majority_vote, window_votes

N_TRACKS = 60


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    while True:
        settings = {"SEED": rng.randrange(10**9), "GENRE": rng.choice(GENRES)}
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    probabilities, truth = _tracks(settings["SEED"])
    votes = [window_votes(windows) for windows in probabilities]
    right = [vote == label for vote, label in zip(votes, truth, strict=True)]
    named = np.array([majority_vote(windows) for windows in probabilities])
    n_right, all_windows = int(np.sum(named == truth)), np.concatenate(right)
    return {
        "counts": [np.bincount(vote, minlength=10).tolist() for vote in votes],
        "window_accuracy": float(all_windows.mean()),
        "mean_share": float(np.mean([share.mean() for share in right])),
        "track_accuracy": n_right / N_TRACKS,
        "half_right": float(np.mean([share.mean() > 0.5 for share in right])),
        **_of_a_genre(confusion(truth, named), GENRES.index(settings["GENRE"])),
        "interval": list(wilson_interval(n_right, N_TRACKS)),
        "interval_of_windows": list(wilson_interval(int(all_windows.sum()), len(all_windows))),
        "interval_of_normal": _normal_interval(n_right / N_TRACKS),
    }


def _tracks(seed: int) -> tuple[list[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    """The student's tracks, as the notebook draws them."""
    asked, drawn = read_comparison(), random.Random(seed)
    places = drawn.sample(range(200), N_TRACKS)
    return [asked.cnn_probabilities[place][: drawn.randint(5, 39)] for place in places], asked.labels[places]


def _of_a_genre(counts: np.ndarray[Any, Any], label: int) -> dict[str, float]:
    """How far a genre's name can be trusted, and how many of its tracks get it; 0 where it never comes."""
    n_right, n_named, n_true = counts[label, label], counts[:, label].sum(), counts[label].sum()
    return {
        "precision": float(n_right / max(n_named, 1)),
        "recall": float(n_right / max(n_true, 1)),
        "share_of_tracks": float(n_right / N_TRACKS),
    }


def _normal_interval(share: float) -> list[float]:
    reach = 1.96 * np.sqrt(share * (1 - share) / N_TRACKS)
    return [float(share - reach), float(share + reach)]


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether the shares that are easily confused differ clearly."""
    answers = expected(settings)
    shares = sorted(answers[name] for name in ("window_accuracy", "mean_share", "track_accuracy", "half_right"))
    clear = np.diff(shares).min() > 0.004
    precision, recall = answers["precision"], answers["recall"]
    return bool(clear and min(precision, recall) > 0 and abs(precision - recall) > 0.05)

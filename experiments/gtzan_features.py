"""The five classical classifiers on the real GTZAN's features, under five ways to split its tracks; resumable per run.

Run it by ``make results``. The table of features is somebody else's (`gtzan_course.gtzan_features`); where it cannot
be had, what was measured before stays as it is. Settings are chosen by cross-validation inside the training rows
alone, and each test part is looked at once:

- ``random``: 700 tracks to train on, 300 to test on, at random; five splits.
- ``without_faults``: the 930 tracks of the fault-filtered split, at random, 640 and 290; five splits.
- ``artists_apart``: all 1,000 tracks, about 700 and 300, no artist on both sides; five splits.
- ``writeup``: the write-up's own 700 and 300.
- ``fault_filtered``: the published split; training and validation parts are trained on, 640 tracks, 290 tested.

Folds of the training rows keep artists apart where the split does (``artists_apart``, ``fault_filtered``).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed

from gtzan_course.cache import cache_home
from gtzan_course.classical import CLASSIFIERS, GRIDS, tuned
from gtzan_course.dataset import GENRES, Track
from gtzan_course.evaluation import accuracy, square_and_add, wilson_interval
from gtzan_course.facts import gtzan_facts
from gtzan_course.files import written_whole
from gtzan_course.folds import N_FOLDS
from gtzan_course.gtzan_features import FILE, TABLE, GtzanFeatures, read_gtzan_features
from gtzan_course.ledger import Figure, accuracy_figure, figure, mean_figure, write_result
from gtzan_course.splits import fault_filtered_split, split_tracks, writeup_split

ROOT = Path(__file__).parents[1]
SEEDS = range(5)
REPEATED = ("random", "without_faults", "artists_apart")

DATA = {
    "tier": "gtzan",
    "version": f"{TABLE}, sha256 {FILE.sha256[:16]}",
    "description": (
        "57 librosa features of each of GTZAN's 1,000 tracks, from Kaggle's andradaolteanu table. Five classifiers, "
        f"tuned by {N_FOLDS}-fold cross-validation inside the training rows. Splits: random (700 and 300), the "
        "write-up's own (700 and 300), fault-filtered (443 + 197 to train on, 290 to test on; Kereliuk, Sturm and "
        "Larsen 2015), the same 930 tracks at random (640 and 290), and all tracks with artists apart (about 700 and "
        "300). Intervals of single splits: Wilson. Of means over five splits, and of differences split by split: "
        "Student's t, for the luck of the split, not that of the 1,000 tracks. Of a mean minus fault_filtered: "
        "Newcombe's score interval, the mean counted as if it came from one test part."
    ),
}


class Split(NamedTuple):
    """Tracks to learn from and to test on, and whether folds of the former keep artists apart."""

    train: list[Track]
    test: list[Track]
    apart: bool


def main() -> None:
    """Measure what is missing, one file a run, then write the ledger's entry."""
    try:
        table = read_gtzan_features()
    except (FileNotFoundError, ConnectionError) as error:
        print(f"Skipped GTZAN's features; results/gtzan_features.json stays as it is. {error}", file=sys.stderr)
        return
    chosen_by = hashlib.sha256(repr((GRIDS, N_FOLDS, FILE.sha256)).encode()).hexdigest()[:16]
    work = cache_home() / "gtzan_features" / chosen_by
    work.mkdir(parents=True, exist_ok=True)
    splits = made_splits(table)
    names = [(name, which) for name in CLASSIFIERS for which in splits]
    jobs = (delayed(kept)(work / f"{short(name)}.{which}.json", name, splits[which], table) for name, which in names)
    runs = dict(zip(names, Parallel(n_jobs=2)(jobs), strict=True))
    figures = [entry for name in CLASSIFIERS for entry in figures_of(name, {w: runs[name, w] for w in splits})]
    path = ROOT / "results" / "gtzan_features.json"
    write_result(path, command="make results", data=DATA, seeds=SEEDS, figures=figures)


def made_splits(table: GtzanFeatures) -> dict[str, Split]:
    """Every split by its name, as ``random.seed_0`` and ``fault_filtered``."""
    facts = gtzan_facts()
    tracks = [Track(name, name.split(".")[0], Path(f"{name}.wav"), facts[name].artist) for name in table.track_ids]
    artists = [track.artist for track in tracks]
    train, validation, test = fault_filtered_split(tracks)
    sound = [track for track in tracks if facts[track.track_id].fault_filtered]
    splits = {"writeup": Split(*writeup_split(tracks), False), "fault_filtered": Split(train + validation, test, True)}
    for seed in SEEDS:
        splits[f"random.seed_{seed}"] = Split(*split_tracks(tracks, seed=seed), False)
        without = split_tracks(sound, test_size=len(test) / len(sound), seed=seed)
        splits[f"without_faults.seed_{seed}"] = Split(*without, False)
        splits[f"artists_apart.seed_{seed}"] = Split(*split_tracks(tracks, seed=seed, groups=artists), True)
    return splits


def kept(path: Path, name: str, split: Split, table: GtzanFeatures) -> dict[str, Any]:
    """A run's result from its file, measured if there is none."""
    if not path.is_file():
        result = measured(name, split, table)
        with written_whole(path) as file:
            file.write(json.dumps(result).encode())
        print(f"{path.stem}: {np.mean(result['right']):.3f} of {len(result['right'])}", flush=True)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def measured(name: str, split: Split, table: GtzanFeatures) -> dict[str, Any]:
    """Tune and fit a classifier, and try it on the test part: which tracks it names rightly."""
    row = {track_id: i for i, track_id in enumerate(table.track_ids)}
    x_train, x_test = (table.x[[row[track.track_id] for track in part]] for part in (split.train, split.test))
    y_train, y_test = ([GENRES.index(track.genre) for track in part] for part in (split.train, split.test))
    groups = [track.artist for track in split.train] if split.apart else None
    model = tuned(name, x_train, y_train, groups=groups)
    return {"right": (model.predict(x_test) == y_test).tolist(), "chosen": model.best_params_}


def figures_of(name: str, runs: dict[str, dict[str, Any]]) -> Iterator[Figure]:
    """A classifier's figures: each split's, means over those of a kind, and what is lost from kind to kind."""
    shares: dict[str, list[float]] = {}
    for which, run in runs.items():
        one = accuracy(np.ones(len(run["right"]), dtype=bool), run["right"])
        shares.setdefault(which.split(".")[0], []).append(one.value)
        yield accuracy_figure(f"{short(name)}.{which}", one)
    for kind in REPEATED:
        yield mean_figure(f"{short(name)}.{kind}.mean", shares[kind])
    lost = np.subtract(shares["random"], shares["artists_apart"])
    yield mean_figure(f"{short(name)}.random_minus_artists_apart", lost.tolist())
    for kind, n in (("random", 300), ("without_faults", 290)):
        ends = difference_interval(float(np.mean(shares[kind])), n, shares["fault_filtered"][0], 290)
        difference = np.mean(shares[kind]) - shares["fault_filtered"][0]
        low, high = ends
        yield figure(f"{short(name)}.{kind}_minus_fault_filtered", difference, unit="share", n=290, low=low, high=high)


def difference_interval(share_a: float, n_a: int, share_b: float, n_b: int) -> tuple[float, float]:
    """The 95 % interval of a difference between two shares of different tracks (Newcombe 1998, method 10)."""
    intervals = (wilson_interval(round(share * n), n) for share, n in ((share_a, n_a), (share_b, n_b)))
    _, low, high = square_and_add(share_a, share_b, *intervals)
    return low, high


def short(name: str) -> str:
    """A classifier's name as figures and files spell it."""
    return name.replace(" ", "_")


if __name__ == "__main__":
    main()

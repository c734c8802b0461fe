"""Chapter 10's four splits on demo data with the artist dial at 0, 0.5 and 1: five data seeds, resumable per data set.

Run it by ``make results``. A data set is rendered into a temporary folder, described, and thrown away; what is kept is
one file of features and one of results for each dial and seed. Model, rows and their number are the same in all four
splits; only what a test row has in common with the training rows differs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from gtzan_course.cache import cache_home
from gtzan_course.dataset import GENRES, Track, load_audio, read_tracks
from gtzan_course.demo import DEMO_VERSION, read_faults, write_demo
from gtzan_course.files import written_whole
from gtzan_course.leakage import SPLITS, first_recording, shared, timbre, windows_to_test
from gtzan_course.ledger import Figure, figure, mean_figure, write_result
from gtzan_course.spectrograms import log_mel
from gtzan_course.voting import majority_vote
from gtzan_course.windows import slice_windows

ROOT = Path(__file__).parents[1]
DIALS = (0.0, 0.5, 1.0)
DATA_SEEDS = range(5)
SPLIT_SEEDS = range(3)
ARTISTS, TRACKS_EACH, REPETITIONS = 6, 4, 24
TEST_SIZE = 1 / 3
EVERY, N_WINDOWS = 4, 10
PAIRS = (("windows", "tracks"), ("tracks", "repetitions"), ("repetitions", "artists"), ("tracks", "artists"))
"""Which splits are compared in pairs, the leakier first."""

DATA = {
    "tier": "demo",
    "version": DEMO_VERSION,
    "description": (
        f"{len(DATA_SEEDS)} sets of demo data for each dial (cohesion): {ARTISTS} artists of {TRACKS_EACH} tracks a "
        f"genre, {REPETITIONS} of the {10 * ARTISTS * TRACKS_EACH} tracks replaced by repetitions; {N_WINDOWS} "
        f"windows a track, which don't overlap; a third is tested on, {len(SPLIT_SEEDS)} splits of each kind. "
        "Support vector machine, RBF, C = 10, on means and deviations of 20 MFCCs a window. A track's genre is the "
        "majority vote of its test windows. Intervals are over the data sets."
    ),
}


class Described(NamedTuple):
    """A data set without its sound: its tracks, which of them repeat which, and their windows' features."""

    tracks: list[Track]
    repeats: dict[str, str]
    x: npt.NDArray[np.float32]


def main() -> None:
    """Measure what is missing, then write the ledger's entry."""
    work = cache_home() / "leakage" / DEMO_VERSION
    work.mkdir(parents=True, exist_ok=True)
    runs = {(dial, seed): measured(work, dial, seed) for seed, dial in product(DATA_SEEDS, DIALS)}
    figures = [one for dial in DIALS for one in figures_of(dial, [runs[dial, seed] for seed in DATA_SEEDS])]
    path = ROOT / "results" / "leakage.json"
    write_result(path, command="make results", data=DATA, seeds=DATA_SEEDS, figures=figures)


def measured(work: Path, dial: float, seed: int) -> dict[str, Any]:
    """What came out for a data set: measured, unless a file holds it."""
    path = work / f"dial_{dial}-seed_{seed}.json"
    if not path.is_file():
        data = described(work, dial, seed)
        jobs = product(SPLITS, SPLIT_SEEDS)
        rows = Parallel(n_jobs=2)(delayed(run)(data, split, split_seed) for split, split_seed in jobs)
        found = {split: [row for row in rows if row["split"] == split] for split in SPLITS}
        with written_whole(path) as file:
            file.write(json.dumps(found, indent=1).encode())
        said = {split: f"{np.mean([row['vote'] for row in found[split]]):.3f}" for split in SPLITS}
        print(f"dial {dial}, data seed {seed}:", *(f"{split} {value}" for split, value in said.items()), flush=True)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def described(work: Path, dial: float, seed: int) -> Described:
    """The features of a data set: computed from its sound, unless a file holds them."""
    path = work / f"dial_{dial}-seed_{seed}.npz"
    if not path.is_file():
        with tempfile.TemporaryDirectory(dir=work) as folder:
            home = write_data(folder, dial, seed)
            tracks = read_tracks(home)
            x = np.array(Parallel(n_jobs=2)(delayed(track_features)(track) for track in tracks))
            repeats = [[fault.track_id, fault.of] for fault in read_faults(home)]
            table = [[track.track_id, track.genre, track.artist] for track in tracks]
        with written_whole(path) as file:
            np.savez_compressed(file, x=x, tracks=np.array(table), repeats=np.array(repeats))
    with np.load(path, allow_pickle=False) as kept:
        tracks = [Track(track_id, genre, Path(), artist) for track_id, genre, artist in kept["tracks"].tolist()]
        return Described(tracks, dict(kept["repeats"].tolist()), kept["x"])


def write_data(folder: str, dial: float, seed: int) -> Path:
    """Render a data set."""
    return write_demo(
        folder,
        tracks_per_genre=ARTISTS * TRACKS_EACH,
        artists_per_genre=ARTISTS,
        seed=seed,
        cohesion=dial,
        repetitions=REPETITIONS,
        n_jobs=2,
        progress=False,
    )


def track_features(track: Track) -> npt.NDArray[np.float32]:
    """Describe every fourth window of a track: (10, 40)."""
    return timbre(log_mel(slice_windows(load_audio(track.path))[::EVERY])).astype(np.float32)


def run(data: Described, split: Any, seed: int) -> dict[str, Any]:
    """Split once, learn, and test: shares of windows and of tracks named rightly, and what is on both sides."""
    testing = windows_to_test(
        split, data.tracks, n_windows=N_WINDOWS, repeats=data.repeats, test_size=TEST_SIZE, seed=seed
    )
    labels = np.array([GENRES.index(track.genre) for track in data.tracks])
    rows = np.repeat(labels[:, np.newaxis], N_WINDOWS, axis=1)
    svm = make_pipeline(StandardScaler(), SVC(C=10)).fit(data.x[~testing], rows[~testing])
    values = svm.decision_function(data.x[testing])
    owner = np.nonzero(testing)[0]
    judged = np.unique(owner)
    votes = np.array([majority_vote(values[owner == track]) for track in judged])
    return {
        "split": split,
        "window": float(np.mean(values.argmax(axis=1) == rows[testing])),
        "vote": float(np.mean(votes == labels[judged])),
        "n_tracks": len(judged),
        "n_windows": int(testing.sum()),
        **common(data, testing, judged),
    }


def common(data: Described, testing: npt.NDArray[np.bool_], judged: npt.NDArray[np.int64]) -> dict[str, float]:
    """Shares of the test tracks that the training part holds windows of, of their recording, of their artist."""
    names = [track.track_id for track in data.tracks]
    train = [name for name, row in zip(names, testing, strict=True) if not row.all()]
    test = [names[i] for i in judged]
    labels: dict[str, dict[str, str | None]] = {
        "shares_itself": {name: name for name in names},
        "shares_recording": {name: first_recording(name, data.repeats) for name in names},
        "shares_artist": {track.track_id: track.artist for track in data.tracks},
    }
    return {what: len(shared(train, test, of)) / len(test) for what, of in labels.items()}


def figures_of(dial: float, runs: list[dict[str, Any]]) -> Iterator[Figure]:
    """All figures of a dial: each split's means over the data sets, and the differences between splits."""
    for what in ("vote", "window"):
        means = {split: np.array([np.mean([row[what] for row in one[split]]) for one in runs]) for split in SPLITS}
        for split in SPLITS:
            yield share_figure(f"dial_{dial}.{split}.{what}.mean", means[split])
            for seed, value in zip(DATA_SEEDS, means[split], strict=True):
                yield figure(f"dial_{dial}.{split}.{what}.seed_{seed}", value, unit="share", n=len(SPLIT_SEEDS))
        for leaky, tight in PAIRS:
            yield mean_figure(f"dial_{dial}.{leaky}_minus_{tight}.{what}", means[leaky] - means[tight])
    for split, what in product(SPLITS, ("shares_itself", "shares_recording", "shares_artist")):
        share = np.mean([row[what] for one in runs for row in one[split]])
        yield figure(f"dial_{dial}.{split}.{what}", share, unit="share", n=len(runs) * len(SPLIT_SEEDS))


def share_figure(name: str, values: npt.NDArray[np.float64]) -> Figure:
    """Name a mean of shares, whose interval ends at 0 and 1."""
    mean = mean_figure(name, values)
    return mean | {"low": max(mean["low"], 0.0), "high": min(mean["high"], 1.0)}


if __name__ == "__main__":
    main()

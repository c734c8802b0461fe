"""The network of chapter 05 under chapter 10's four splits, artist dial at 1: five data seeds, resumable per run.

Run it by ``make results``. Data sets, repetitions and splits are those of ``leakage.py`` with the same seeds; every
second window is heard. What watches the training is drawn as the test part is: what leaks into the one leaks into the
other.
"""

from __future__ import annotations

import json
import tempfile
import time
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from experiments.leakage import (
    ARTISTS,
    PAIRS,
    REPETITIONS,
    ROOT,
    TEST_SIZE,
    TRACKS_EACH,
    share_figure,
    write_data,
)
from gtzan_course.cache import cache_home
from gtzan_course.dataset import GENRES, Track, load_audio, read_tracks
from gtzan_course.demo import DEMO_VERSION, read_faults
from gtzan_course.files import written_whole
from gtzan_course.leakage import SPLITS, Split, windows_to_test
from gtzan_course.ledger import Figure, figure, mean_figure, write_result
from gtzan_course.model import build_cnn
from gtzan_course.spectrograms import log_mel
from gtzan_course.training import WindowBatches, track_probabilities, train
from gtzan_course.voting import majority_vote
from gtzan_course.windows import slice_windows

DIAL = 1.0
SEEDS = range(5)
EVERY, N_WINDOWS = 2, 20
EPOCHS, BATCH_SIZE = 10, 32

DATA = {
    "tier": "demo",
    "version": DEMO_VERSION,
    "description": (
        f"{len(SEEDS)} sets of demo data, dial (cohesion) at {DIAL}: {ARTISTS} artists of {TRACKS_EACH} tracks a "
        f"genre, {REPETITIONS} of the {10 * ARTISTS * TRACKS_EACH} tracks replaced by repetitions; every second "
        f"window, {N_WINDOWS} a track, which don't overlap; a third is tested on. The network of chapter 05, "
        f"{EPOCHS} epochs, batches of {BATCH_SIZE}, weights of the best epoch by a validation part drawn as the test "
        "part. A track's genre is the majority vote of its test windows. Intervals are over the data sets."
    ),
}

Windows = npt.NDArray[np.float16]


def main() -> None:
    """Train what is missing, one file a run, then write the ledger's entry."""
    work = cache_home() / "leakage_network" / f"{DEMO_VERSION}-{EPOCHS}-epochs"
    work.mkdir(parents=True, exist_ok=True)
    runs = {(split, seed): kept(work, split, seed) for seed, split in product(SEEDS, SPLITS)}
    path = ROOT / "results" / "leakage_network.json"
    write_result(path, command="make results", data=DATA, seeds=SEEDS, figures=figures_of(runs))


def kept(work: Path, split: Split, seed: int) -> dict[str, Any]:
    """A run's result from its file, measured if there is none."""
    path = work / f"{split}-seed_{seed}.json"
    if not path.is_file():
        data, started = described(work, seed), time.perf_counter()
        found = run(*data, split, seed)
        found["seconds"] = time.perf_counter() - started
        with written_whole(path) as file:
            file.write(json.dumps(found).encode())
        print(f"seed {seed}, {split}: {found['vote']:.3f} of {found['n_tracks']}, {found['seconds']:.0f} s", flush=True)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def described(work: Path, seed: int) -> tuple[list[Track], dict[str, str], Windows]:
    """A data set's tracks, which of them repeat which, and their windows as a memory map."""
    windows, table = work / f"seed_{seed}.npy", work / f"seed_{seed}.json"
    if not table.is_file():
        with tempfile.TemporaryDirectory(dir=work) as folder:
            home = write_data(folder, DIAL, seed)
            tracks = read_tracks(home)
            with written_whole(windows) as file:
                np.save(file, np.stack([track_windows(track) for track in tqdm(tracks, disable=None)]))
            told = {
                "tracks": [[track.track_id, track.genre, track.artist] for track in tracks],
                "repeats": {fault.track_id: fault.of for fault in read_faults(home)},
            }
        with written_whole(table) as file:
            file.write(json.dumps(told).encode())
    told = json.loads(table.read_text(encoding="utf-8"))
    tracks = [Track(track_id, genre, Path(), artist) for track_id, genre, artist in told["tracks"]]
    return tracks, told["repeats"], np.load(windows, mmap_mode="r", allow_pickle=False)


def track_windows(track: Track) -> Windows:
    """Every second window of a track, in dB: (20, 128, 129)."""
    return log_mel(slice_windows(load_audio(track.path))[::EVERY]).astype(np.float16)


def run(tracks: list[Track], repeats: dict[str, str], windows: Windows, split: Split, seed: int) -> dict[str, Any]:
    """Split, train, and test: shares of windows and of tracks named rightly."""
    draw = partial(windows_to_test, split, tracks, n_windows=N_WINDOWS, repeats=repeats, test_size=TEST_SIZE)
    testing = draw(seed=seed)
    watching = draw(seed=100 + seed) & ~testing
    labels = np.array([GENRES.index(track.genre) for track in tracks])
    parts = [batches(windows, labels, mask, order) for mask, order in ((~testing & ~watching, seed), (watching, None))]
    model = build_cnn(seed=seed)
    history = train(model, *parts, epochs=EPOCHS, seed=seed)
    judged = np.flatnonzero(testing.any(axis=1))
    probabilities = track_probabilities(model, [windows[i][testing[i]] for i in judged])
    right = [one.argmax(axis=1) == labels[i] for i, one in zip(judged, probabilities, strict=True)]
    votes = [majority_vote(one) == labels[i] for i, one in zip(judged, probabilities, strict=True)]
    return {
        "window": float(np.concatenate(right).mean()),
        "vote": float(np.mean(votes)),
        "n_tracks": len(judged),
        "val_cross_entropy": history["val_cross_entropy"],
    }


def batches(windows: Windows, labels: npt.NDArray[np.int64], mask: npt.NDArray[np.bool_], seed: int | None) -> Any:
    """The windows of a part; a track has as many as are in it."""
    some = np.flatnonzero(mask.any(axis=1))
    return WindowBatches([windows[i][mask[i]] for i in some], labels[some], batch_size=BATCH_SIZE, seed=seed)


def figures_of(runs: dict[tuple[Split, int], dict[str, Any]]) -> list[Figure]:
    """Each split's means over the data sets, and the differences between splits."""
    figures = []
    for what in ("vote", "window"):
        values = {split: np.array([runs[split, seed][what] for seed in SEEDS]) for split in SPLITS}
        for split in SPLITS:
            figures.append(share_figure(f"dial_{DIAL}.{split}.{what}.mean", values[split]))
            figures += [
                figure(f"dial_{DIAL}.{split}.{what}.seed_{seed}", value, unit="share", n=runs[split, seed]["n_tracks"])
                for seed, value in zip(SEEDS, values[split], strict=True)
            ]
        figures += [mean_figure(f"dial_{DIAL}.{a}_minus_{b}.{what}", values[a] - values[b]) for a, b in PAIRS]
    seconds = [one["seconds"] for one in runs.values()]
    return [*figures, figure("training_time.mean", float(np.mean(seconds)), unit="s", n=len(seconds))]


if __name__ == "__main__":
    main()

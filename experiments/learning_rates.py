"""Chapter 06's training with seven learning rates that stay as they are, and with one that falls; resumable per run.

Run it by ``make results``. Tracks, split, windows, batches, first weights and augmentation are the chapter's; only
the learning rate differs. One run each: what lies between two neighbouring rates may be chance.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import numpy as np

from gtzan_course.backend import keras
from gtzan_course.cache import cache_home, cached_log_mel
from gtzan_course.dataset import GENRES, Track, read_tracks
from gtzan_course.demo import DEMO_VERSION, demo_home
from gtzan_course.files import written_whole
from gtzan_course.ledger import Figure, figure, write_result
from gtzan_course.model import build_cnn
from gtzan_course.splits import split_tracks
from gtzan_course.training import WindowBatches, augmented, train

ROOT = Path(__file__).parents[1]
RATES = (1e-5, 1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 1e-2)
FALLS_FROM = 2e-3
SEED = 0
EPOCHS = 12
BATCH_SIZE = 16
CURVES = ("cross_entropy", "val_cross_entropy")


def main() -> None:
    """Train what is missing, one file a run, then write the ledger's entry."""
    work = cache_home() / "learning_rates" / DEMO_VERSION
    work.mkdir(parents=True, exist_ok=True)
    parts = read_parts()
    runs = {f"rate_{rate:.5f}": (rate, False) for rate in RATES}
    runs[f"falling_from_{FALLS_FROM:.5f}"] = (FALLS_FROM, True)
    figures: list[Figure] = []
    for name, (rate, falls) in runs.items():
        path = work / f"{name}.json"
        if not path.is_file():
            with written_whole(path) as file:
                file.write(json.dumps(run(parts, rate, falls=falls)).encode())
        figures += figures_of(name, json.loads(path.read_text(encoding="utf-8")))
    data = {
        "tier": "demo",
        "version": DEMO_VERSION,
        "description": (
            "160 tracks of demo data by as many artists, seed 0: 120 to train on, 20 to validate, every third window; "
            f"batches of {BATCH_SIZE}; constant learning rates, and one halved after two epochs without progress."
        ),
    }
    path = ROOT / "results" / "learning_rates.json"
    write_result(path, command="make results", data=data, seeds=[SEED], figures=figures)


def read_parts() -> tuple[WindowBatches, WindowBatches]:
    """The chapter's batches: training, shuffled, and validation."""
    tracks = read_tracks(demo_home(tracks_per_genre=16, artists_per_genre=16))
    rest, _ = split_tracks(tracks, test_size=2 / 16)
    training, validation = split_tracks(rest, test_size=2 / 14)
    return batches(training, SEED), batches(validation, None)


def batches(tracks: list[Track], seed: int | None) -> WindowBatches:
    """Every third window of each track."""
    features = [np.array(windows[::3]) for windows in cached_log_mel(tracks, n_jobs=2)]
    labels = [GENRES.index(track.genre) for track in tracks]
    return WindowBatches(features, labels, batch_size=BATCH_SIZE, seed=seed)


def run(parts: tuple[WindowBatches, WindowBatches], rate: float, *, falls: bool) -> dict[str, list[float]]:
    """Train once from the chapter's first weights; the figures of every epoch, and the seconds it took."""
    training, validation = parts
    training.epoch = -1
    training.on_epoch_end()  # the same order for every run
    model, started = build_cnn(seed=SEED), time.perf_counter()
    if falls:
        history = train(model, training, validation, epochs=EPOCHS, seed=SEED, learning_rate=rate)
    else:
        stop = keras.callbacks.TerminateOnNaN()
        history = (
            augmented(model, learning_rate=rate, seed=SEED)
            .fit(training, validation_data=validation, epochs=EPOCHS, shuffle=False, verbose=0, callbacks=[stop])
            .history
        )
    seconds = time.perf_counter() - started
    print(f"{rate:g}, falling: {falls}, {seconds:.0f} s:", *(f"{x:.2f}" for x in history[CURVES[1]]), flush=True)
    return {name: [float(value) for value in values] for name, values in history.items()} | {"seconds": [seconds]}


def figures_of(run_name: str, history: dict[str, list[float]]) -> list[Figure]:
    """A run's figures for the ledger; an epoch whose figure is not finite has none."""
    figures = [
        figure(f"{run_name}.{curve}.epoch_{epoch}", value, unit="nat", n=1)
        for curve in CURVES
        for epoch, value in enumerate(history[curve], start=1)
        if math.isfinite(value)
    ]
    figures.append(figure(f"{run_name}.val_accuracy.epoch_{EPOCHS}", history["val_accuracy"][-1], unit="share", n=1))
    if "learning_rate" in history:
        figures.append(figure(f"{run_name}.last_learning_rate", history["learning_rate"][-1], unit="rate", n=1))
    return [*figures, figure(f"{run_name}.training_time", history["seconds"][0], unit="s", n=1)]


if __name__ == "__main__":
    main()

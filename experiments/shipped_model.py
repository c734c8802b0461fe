"""Train the model that the package ships: demo data, five training seeds, resumable per seed.

Run it by ``make model``. Every seed trains on the same tracks; the seed whose validation cross-entropy is
lowest is shipped. The test tracks are looked at once a seed, after its training, and have no part in the choice:
some by the artists that the network has heard, some by artists that it has not.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gtzan_course.cache import cache_home, cached_log_mel
from gtzan_course.dataset import GENRES, Track, read_tracks
from gtzan_course.demo import DEMO_VERSION, write_demo
from gtzan_course.evaluation import Accuracy, accuracy
from gtzan_course.ledger import accuracy_figure, figure, write_result
from gtzan_course.model import build_cnn, load_model, save_model
from gtzan_course.splits import split_tracks
from gtzan_course.training import Features, WindowBatches, track_probabilities, train
from gtzan_course.voting import majority_vote

ROOT = Path(__file__).parents[1]
SEEDS = range(5)
DATA_SEED = 2024
EPOCHS = 15
BATCH_SIZE = 64
LEARNT_FROM = (
    "240 tracks of demo data (music that the course composes and synthesises itself, 24 artists a genre, "
    f"version {DEMO_VERSION}, seed {DATA_SEED}); it has never heard a real recording"
)


class Part(NamedTuple):
    """Tracks of one part, with their log-mel windows and labels."""

    tracks: list[Track]
    features: Features
    labels: list[int]


def main() -> None:
    """Train what is missing, ship the best by validation, log every seed's test figures."""
    work = cache_home() / "shipped_model" / DEMO_VERSION
    work.mkdir(parents=True, exist_ok=True)
    parts = read_parts(work)
    paths = [work / f"seed_{seed}.npz" for seed in SEEDS]
    for seed, path in zip(SEEDS, paths, strict=True):
        if not path.is_file():
            run_seed(seed, path, parts)
    models = [load_model(path) for path in paths]
    cards = [card for _, card in models]
    best = min(SEEDS, key=lambda seed: cards[seed]["validation_cross_entropy"])
    save_model(models[best][0], ROOT / "gtzan_course" / "models" / "cnn.npz", card=cards[best])
    log(cards, best)


def read_parts(work: Path) -> dict[str, Part]:
    """Make the demo data where it is missing, and split it; artists are kept apart."""
    common = {"tracks_per_genre": 30, "artists_per_genre": 30, "seed": DATA_SEED, "n_jobs": 2}
    homes = {
        "learning": write_demo(work / "learning", **common),
        "known_artists": write_demo(work / "known_artists", **common, first_track=1),
        "new_artists": write_demo(work / "new_artists", **common | {"tracks_per_genre": 20}, first_artist=30),
    }
    tracks = {name: read_tracks(home) for name, home in homes.items()}
    learning = tracks.pop("learning")
    artists = [track.artist for track in learning]
    tracks["training"], tracks["validation"] = split_tracks(learning, test_size=0.2, seed=0, groups=artists)
    trained = {track.artist for track in tracks["training"]}
    tracks["known_artists"] = [track for track in tracks["known_artists"] if track.artist in trained]
    return {name: read_part(some, work / "log_mel") for name, some in tracks.items()}


def read_part(tracks: list[Track], cache_dir: Path) -> Part:
    """The tracks' windows and labels."""
    features = cached_log_mel(tracks, cache_dir=cache_dir, n_jobs=2, progress=True)
    return Part(tracks, features, [GENRES.index(track.genre) for track in tracks])


def run_seed(seed: int, path: Path, parts: dict[str, Part]) -> None:
    """Train with one seed, measure on the test parts, and keep all of it in one file."""
    model, started = build_cnn(seed=seed), time.perf_counter()
    training = batches(parts["training"], seed)
    validation = batches(parts["validation"], None)
    history = train(model, training, validation, epochs=EPOCHS, seed=seed, progress=True)
    card: dict[str, Any] = {
        "genres": list(GENRES),
        "learnt_from": LEARNT_FROM,
        "data_version": DEMO_VERSION,
        "seed": seed,
        "epochs": EPOCHS,
        "batch_size": BATCH_SIZE,
        "seconds": round(time.perf_counter() - started),
        "history": {name: [round(value, 5) for value in values] for name, values in history.items()},
        "validation_cross_entropy": min(history["val_cross_entropy"]),
    }
    for name in ("known_artists", "new_artists"):
        measured = voted_accuracy(model, parts[name])
        card[name] = {"n_right": measured.n_right, "n": measured.n, "low": measured.low, "high": measured.high}
        print(f"seed {seed}, {name.replace('_', ' ')}: {measured}", flush=True)
    save_model(model, path, card=card)


def batches(part: Part, seed: int | None) -> WindowBatches:
    """Every second window of each track: together they are the whole track, and none overlap."""
    return WindowBatches([track[::2] for track in part.features], part.labels, batch_size=BATCH_SIZE, seed=seed)


def voted_accuracy(model: Any, part: Part) -> Accuracy:
    """Accuracy of the tracks' genres by majority vote."""
    votes = [majority_vote(probabilities) for probabilities in track_probabilities(model, part.features)]
    return accuracy(part.labels, votes)


def log(cards: list[dict[str, Any]], best: int) -> None:
    """Write the ledger's entry: each seed's figures, their range, and which was shipped."""
    figures = [figure("shipped_seed", best, unit="seed", n=len(cards))]
    for name in ("new_artists", "known_artists"):
        measured = [Accuracy(**card[name]) for card in cards]
        values = [one.value for one in measured]
        figures += [accuracy_figure(f"{name}.seed_{seed}", one) for seed, one in zip(SEEDS, measured, strict=True)]
        figures.append(accuracy_figure(f"{name}.shipped", measured[best]))
        figures.append(figure(f"{name}.mean", float(np.mean(values)), unit="share", n=len(values)))
        figures += [figure(f"{name}.{end.__name__}", end(values), unit="share", n=len(values)) for end in (min, max)]
    figures += [figure(f"training_time.seed_{card['seed']}", card["seconds"], unit="s", n=1) for card in cards]
    data = {
        "tier": "demo",
        "version": DEMO_VERSION,
        "description": (
            f"{LEARNT_FROM}. Validation: 60 tracks by six other artists a genre. Tests, by majority vote: 240 other "
            "tracks by the artists of the training part, and 200 tracks by 20 artists a genre that it has not met."
        ),
    }
    write_result(ROOT / "results" / "shipped_model.json", command="make model", data=data, seeds=SEEDS, figures=figures)


if __name__ == "__main__":
    main()

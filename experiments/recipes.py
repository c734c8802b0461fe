"""Chapter 12's recipes on demo data, each step between the two alone: five training seeds, resumable per run.

Run it by ``make results``. All recipes meet the same tracks and, seed by seed, the same first weights, so that they
are compared in pairs. Two runs go side by side, each on one core, where the same seed gives the same figures again;
what is killed loses the runs under way alone.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed

from gtzan_course.cache import LogMelFiles, Scale, cache_home, cached_log_mel, cached_mel_power
from gtzan_course.dataset import GENRES, Track, read_tracks
from gtzan_course.demo import DEMO_VERSION, demo_home
from gtzan_course.evaluation import accuracy, mcnemar
from gtzan_course.files import written_whole
from gtzan_course.ledger import Figure, accuracy_figure, figure, mean_figure, write_result
from gtzan_course.recipes import PUBLISHED, REVISED, Recipe, steps, steps_back
from gtzan_course.runs import Part, Run, run
from gtzan_course.splits import split_tracks

ROOT = Path(__file__).parents[1]
SEEDS = range(5)
EPOCHS = 10
WATCH_EVERY = 13
DATA_SEED = 12
NOT_TAKEN_BACK = ("plain_validation", "own_validation")
"""Steps that are not taken back from the revised recipe, for lack of time."""
WITH_CURVES = ("published", "published_and_decibels", "revised")

DATA = {
    "tier": "demo",
    "version": DEMO_VERSION,
    "description": (
        f"Demo data, seed {DATA_SEED}: 70 tracks by 7 artists a genre to learn from, 10 of them the validation part of "
        "the recipes that have one; tests, by majority vote, on 200 tracks by 20 other artists a genre. "
        f"{EPOCHS} epochs each; a recipe that watches the test set watches every {WATCH_EVERY}th of its windows. "
        "Intervals of means and of differences say what other training seeds might give, on the same tracks."
    ),
}


class Parts(NamedTuple):
    """What every run needs."""

    training: Part
    validation: Part
    test: Part


def main() -> None:
    """Train what is missing, one file a run, then write the ledger's entry."""
    work = cache_home() / "recipes" / f"{DEMO_VERSION}-{EPOCHS}-epochs"
    work.mkdir(parents=True, exist_ok=True)
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}  # for the processes that train
    parts = read_parts()
    train_missing(work, parts, n_jobs=2)
    figures = list(figures_of(work, parts.test.labels))
    path = ROOT / "results" / "recipes.json"
    write_result(path, command="make results", data=DATA, seeds=SEEDS, figures=figures)


def configurations() -> dict[str, Recipe]:
    """Name all recipes that are compared; those that differ only in what is done after training share it."""
    forth = {f"published_and_{name}": recipe for name, recipe in steps().items()}
    fair = {"published_and_own_validation_and_best_epoch": replace(PUBLISHED, watched="validation", kept="best")}
    taken_back = {name: recipe for name, recipe in steps_back().items() if name not in NOT_TAKEN_BACK}
    back = {f"revised_less_{name}": recipe for name, recipe in taken_back.items()}
    last = {
        f"revised_less_best_epoch_and_{name}": replace(recipe, kept="last")
        for name, recipe in taken_back.items()
        if name != "best_epoch"
    }
    return {"published": PUBLISHED, **forth, **fair, "revised": REVISED, **back, **last}


def read_parts() -> Parts:
    """Make the demo data where it is missing; the tracks to learn from are in an order that mixes the genres."""
    learning = read_tracks(demo_home(tracks_per_genre=7, artists_per_genre=7, seed=DATA_SEED, n_jobs=2))
    others = demo_home(tracks_per_genre=20, artists_per_genre=20, seed=DATA_SEED, first_artist=7, n_jobs=2)
    training, validation = split_tracks(random.Random(0).sample(learning, len(learning)), test_size=1 / 7, seed=0)
    return Parts(read_part(training), read_part(validation), read_part(read_tracks(others)))


def read_part(tracks: list[Track]) -> Part:
    """The tracks' windows on both scales."""
    windows: dict[Scale, LogMelFiles] = {
        "log_mel": cached_log_mel(tracks, n_jobs=2),
        "mel_power": cached_mel_power(tracks, n_jobs=2),
    }
    return Part(windows, [GENRES.index(track.genre) for track in tracks])


def run_path(work: Path, recipe: Recipe, seed: int) -> Path:
    """Where a run is kept; recipes that train alike share it."""
    return work / f"{recipe.training_id}-seed{seed}.npz"


def train_missing(work: Path, parts: Parts, *, n_jobs: int) -> None:
    """Run what no file is there for, all recipes with one seed before the next."""
    wanted = {run_path(work, recipe, seed): (recipe, seed) for seed in SEEDS for recipe in configurations().values()}
    missing = {path: job for path, job in wanted.items() if not path.is_file()}
    print(f"{len(wanted) - len(missing)} of {len(wanted)} runs are there.", flush=True)
    jobs = (delayed(run_once)(path, *job, parts) for path, job in missing.items())
    for said in Parallel(n_jobs=n_jobs, return_as="generator_unordered")(jobs):
        print(said, flush=True)


def run_once(path: Path, recipe: Recipe, seed: int, parts: Parts) -> str:
    """Run a recipe with one seed and keep what came out; say how long it took."""
    started = time.perf_counter()
    done = run(recipe, *parts, seed=seed, epochs=EPOCHS, watch_every=WATCH_EVERY)
    seconds = time.perf_counter() - started
    with written_whole(path) as file:
        history = json.dumps(done.history | {"seconds": [seconds]})
        np.savez_compressed(file, history=np.array(history), last=np.stack(done.last), best=np.stack(done.best))
    return f"{path.stem}: {seconds:.0f} s"


def read_run(path: Path) -> Run:
    """What `run_once` kept."""
    with np.load(path, allow_pickle=False) as kept:
        return Run(json.loads(str(kept["history"])), list(kept["last"]), list(kept["best"]))


def figures_of(work: Path, labels: list[int]) -> Iterator[Figure]:
    """All figures for the ledger."""
    recipes = configurations()
    paths = {name: [run_path(work, recipe, seed) for seed in SEEDS] for name, recipe in recipes.items()}
    runs = {path: read_run(path) for path in chain(*paths.values())}
    right: dict[str, np.ndarray] = {}
    for name, recipe in recipes.items():
        done = [runs[path] for path in paths[name]]
        right[name] = np.array([one.votes(recipe) for one in done]) == labels
        yield from figures_of_recipe(name, recipe, done, right[name])
        if name != "published":
            yield difference(f"{name}.minus_published", right[name], right["published"])
        if name.startswith("revised_less"):
            yield difference(f"{name}.minus_revised", right[name], right["revised"])
        if name.startswith("revised_less_best_epoch_and"):
            yield difference(f"{name}.minus_revised_less_best_epoch", right[name], right["revised_less_best_epoch"])
    for seed, pair in zip(SEEDS, zip(right["revised"], right["published"], strict=True), strict=True):
        yield figure(f"revised.mcnemar_against_published.seed_{seed}", mcnemar(*pair), unit="p", n=len(labels))
    seconds = [run.history["seconds"][0] for run in runs.values()]
    yield figure("training_time.mean", float(np.mean(seconds)), unit="s", n=len(seconds))


def figures_of_recipe(name: str, recipe: Recipe, runs: list[Run], right: np.ndarray) -> Iterator[Figure]:
    """A recipe's accuracies, what the test set decided, and the course of its training."""
    for seed, row in zip(SEEDS, right, strict=True):
        yield accuracy_figure(f"{name}.accuracy.seed_{seed}", accuracy(row, np.ones_like(row)))
    yield mean_figure(f"{name}.accuracy.mean", right.mean(axis=1))
    yield figure(f"{name}.decided_by_test", len(recipe.decided_by_test), unit="decisions", n=len(runs))
    falls = float(np.mean([one.n_falls for one in runs]))
    yield figure(f"{name}.learning_rate_falls.mean", falls, unit="falls", n=len(runs))
    if name in WITH_CURVES:
        for curve, epoch in product(("cross_entropy", "val_cross_entropy"), range(EPOCHS)):
            mean = float(np.mean([one.history[curve][epoch] for one in runs]))
            yield figure(f"{name}.{curve}.epoch_{epoch + 1}", mean, unit="nat", n=len(runs))


def difference(name: str, right: np.ndarray, base: np.ndarray) -> Figure:
    """By how much more of the tracks one recipe names rightly than another, seed by seed."""
    return mean_figure(name, right.mean(axis=1) - base.mean(axis=1))


if __name__ == "__main__":
    main()

"""What varies in the assignment on pretrained features: the features, five strengths, two draws of folds.

The features are drawn, not heard, from a model whose parts are those of musicnn's activations. In log odds each
output's value is its level, plus what is common to a genre, to an artist, to a track, and what is a patch's own. Of the
443 tracks that chapter 14 learns from, the parts' spreads were measured as 1.2, 0.6, 0.7 and 0.7, the outputs moving
in few directions, and neighbouring patches' own values as correlated by 0.64. Here genres lie nearer together and
artists further apart (`SPREADS`), so that 144 tracks show what there takes 443.

The seed of the features has 2**32 values and ``STRENGTHS`` are five numbers of four digits: what is promised, counted
and calibrated is one student's own. A student who chose another strength in question 3 is not held to it again:
answers to the later questions are computed for each of the five.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import sklearn.linear_model  # noqa: F401 - must have been loaded for its threads to be limited
from scipy.special import expit
from threadpoolctl import threadpool_limits

from gtzan_course.calibration import best_temperature, calibration_error, reliability
from gtzan_course.evaluation import mcnemar, paired_difference, two_proportions
from gtzan_course.folds import numbered_groups, stratified_folds
from gtzan_course.heads import Head, fit_head, held_out_probabilities
from gtzan_course.voting import majority_vote, vote_shares

N_GENRES, N_OUTPUTS, N_DIRECTIONS, N_PATCHES = 6, 24, 16, 4
SPREADS = {"genre": 0.8, "artist": 0.9, "track": 0.3, "patch": 0.5}
"""Standard deviations in log odds, in each of the directions in which the outputs move together."""

LEVEL, LEVELS_SPREAD, OWN_SPREAD, NEIGHBOURS = -5.0, 1.0, 0.3, 0.64
"""Log odds of the usual output; how outputs differ in it; what a track has in one alone; neighbours' correlation."""

LEARN, TEST = (6, 5, 4, 3, 2, 2, 1, 1), (4, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1)
"""How many tracks each of a genre's artists has, in the learning part and, other artists, in the test."""

N_UNKNOWN = 10
"""Learning tracks whose artist nobody knows."""

POWERS = (-2.7, -1.9, -1.1, -0.3, 0.5, 1.3)
"""Between each two of these a strength's power of ten is drawn."""

WORTH = (0.65, 0.85)
"""What folds by artists may promise: neither hopeless nor so good that no answer is unsure."""

STEPS = [step / 20 for step in range(21)]
AT_LEAST = 0.9
NEVER = 9.0
"""Stands for infinity, which JSON lacks."""

FIRST = ("Amber", "Black", "Copper", "Golden", "Hollow", "Iron", "Little", "Lost", "Paper", "Quiet", "Silver", "Velvet")
SECOND = ("Anchors", "Bridges", "Comets", "Engines", "Foxes", "Gardens", "Lanterns", "Mirrors", "Pilots", "Rivers")

Rows = npt.NDArray[Any]
Probabilities = list[npt.NDArray[np.float64]]


class Part(NamedTuple):
    """Tracks with their activations, of shape (n_tracks, n_patches, n_outputs), genres and artists."""

    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.int64]
    artists: list[str]


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings with which the two kinds of folds choose two heads, and the mistakes that tests name show."""
    while True:
        strengths = [float(f"{10 ** rng.uniform(*ends):.4g}") for ends in pairwise(POWERS)]
        settings: dict[str, Any] = {
            "DATA": f"pretrained-{rng.randrange(16**6):06x}.npz",
            "STRENGTHS": strengths,
            "SEEDS": rng.sample(range(1000), 2),
            "_features": rng.randrange(2**32),
        }
        if _choosing_apart(settings["_features"], strengths, settings["SEEDS"]) and _telling(expected(settings)):
            return settings


def write_data(settings: dict[str, Any], folder: Path) -> None:
    """Write what the student gets: activations, genres and artists."""
    learn, test = _parts(settings["_features"])
    np.savez_compressed(
        folder / settings["DATA"],
        x=learn.x,
        y=learn.y,
        artists=np.array(learn.artists),
        x_test=test.x,
        y_test=test.y,
    )


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, for each strength where they depend on it, and what likely mistakes come to."""
    return _answers(settings["_features"], tuple(settings["STRENGTHS"]), tuple(settings["SEEDS"]))


@functools.cache
def _answers(features: int, strengths: tuple[float, ...], seeds: tuple[int, ...]) -> dict[str, Any]:
    learn, test = _parts(features)
    with threadpool_limits(1):
        held = {kind: [_held_out(features, kind, c, seeds[0]) for c in strengths] for kind in ("tracks", "artists")}
        heads = [fit_head(list(learn.x), learn.y, strength=c) for c in strengths]
        fitted = [[head.probabilities(track) for track in learn.x] for head in heads]
        tested = [[head.probabilities(track) for track in test.x] for head in heads]
        found = {
            **_met(learn, seeds[0]),
            **_chosen(features, strengths, seeds, tested),
            "fits": [_share(p, learn.y) for p in fitted],
            "n_right": [int(_right(p, test.y).sum()) for p in tested],
            "paired": [[_paired(one, other, test.y) for other in tested] for one in tested],
            **_temperatures(held, fitted, tested, learn.y, test.y),
            **_errors(held["artists"], heads, tested, learn.y, test),
            **_thresholds(held, fitted, tested, learn.y, test.y),
        }
    return found


@functools.lru_cache(maxsize=8)
def _parts(features: int) -> tuple[Part, Part]:
    """The tracks to learn from, and the test's, by other artists."""
    rng = np.random.default_rng(features)
    mix = rng.normal(size=(N_DIRECTIONS, N_OUTPUTS))
    mix /= np.sqrt((mix**2).sum(axis=0))
    level = rng.normal(LEVEL, LEVELS_SPREAD, size=N_OUTPUTS)
    genres = rng.normal(scale=SPREADS["genre"], size=(N_GENRES, N_DIRECTIONS))
    names = rng.permutation([f"{first} {second}" for first in FIRST for second in SECOND]).tolist()
    learn, test = (_part(rng, genres, counts, level, mix, names) for counts in (LEARN, TEST))
    for i in rng.choice(len(learn.y), size=N_UNKNOWN, replace=False):
        learn.artists[i] = ""
    return learn, test


def _part(
    rng: np.random.Generator, genres: Rows, counts: Sequence[int], level: Rows, mix: Rows, names: list[str]
) -> Part:
    """Tracks of new artists, whose names are taken from the list's end, in an order without meaning."""
    rows, labels, artists = [], [], []
    for label, genre in enumerate(genres):
        for count in counts:
            artist, name = genre + rng.normal(scale=SPREADS["artist"], size=N_DIRECTIONS), names.pop()
            for _ in range(count):
                track = artist + rng.normal(scale=SPREADS["track"], size=N_DIRECTIONS)
                own = rng.normal(scale=OWN_SPREAD, size=N_OUTPUTS)
                rows.append(expit(level + own + (track + _patches(rng)) @ mix))
                labels.append(label)
                artists.append(name)
    order = rng.permutation(len(labels))
    return Part(np.array(rows)[order].astype(np.float32), np.array(labels)[order], [artists[i] for i in order])


def _patches(rng: np.random.Generator) -> Rows:
    """What the patches of a track have of their own, each resembling the one before."""
    patches = rng.normal(scale=SPREADS["patch"], size=(N_PATCHES, N_DIRECTIONS))
    for before, patch in pairwise(patches):
        patch *= np.sqrt(1 - NEIGHBOURS**2)
        patch += NEIGHBOURS * before
    return patches


@functools.lru_cache(maxsize=64)
def _held_out(features: int, kind: str, strength: float, seed: int) -> Probabilities:
    learn, _ = _parts(features)
    return held_out_probabilities(
        list(learn.x), learn.y, strength=strength, groups=_groups(learn) if kind == "artists" else None, seed=seed
    )


def _groups(part: Part) -> npt.NDArray[np.int64]:
    return numbered_groups([artist or None for artist in part.artists], len(part.artists))


def _named(probabilities: Probabilities) -> Rows:
    return np.array([majority_vote(p) for p in probabilities])


def _right(probabilities: Probabilities, labels: Rows) -> Rows:
    return np.asarray(_named(probabilities) == labels)


def _share(probabilities: Probabilities, labels: Rows) -> float:
    return float(_right(probabilities, labels).mean())


def _confidences(probabilities: Probabilities) -> Rows:
    """The mean probability of what each track is named."""
    return np.array([p.mean(axis=0)[majority_vote(p)] for p in probabilities])


def _best(accuracies: Sequence[float], strengths: Sequence[float]) -> list[float]:
    """The strength that is best, or those that are equally good."""
    return [c for c, a in zip(strengths, accuracies, strict=True) if a >= max(accuracies) - 1e-9]


def _promised(features: int, kind: str, strengths: Sequence[float], seeds: Sequence[int]) -> list[float]:
    y = _parts(features)[0].y
    return [float(np.mean([_share(_held_out(features, kind, c, seed), y) for seed in seeds])) for c in strengths]


def _choosing_apart(features: int, strengths: list[float], seeds: list[int]) -> bool:
    """Whether folds by artists choose a strength that neither folds of tracks nor the test would, of middling worth."""
    learn, test = _parts(features)
    with threadpool_limits(1):
        promised = _promised(features, "artists", strengths, seeds)
        best = set(_best(promised, strengths))
        if not WORTH[0] < max(promised) < WORTH[1]:
            return False
        if best & set(_best(_promised(features, "tracks", strengths, seeds), strengths)):
            return False
        heads = [fit_head(list(learn.x), learn.y, strength=c) for c in strengths]
        scores = [_share([head.probabilities(track) for track in test.x], test.y) for head in heads]
    return strengths[int(np.argmax(scores))] not in best


def _met(learn: Part, seed: int) -> dict[str, float]:
    """The share of held-out tracks whose artist has been met, by folds of tracks; and other ways of counting."""
    groups, names = _groups(learn), np.array(learn.artists)
    known = names != ""
    met, same, artists = [], [], []
    for heard, held in stratified_folds(learn.y, None, seed=seed).split(learn.y, learn.y):
        met += np.isin(groups[held], groups[heard]).tolist()
        same += np.isin(names[held], names[heard]).tolist()
        asked = np.unique(names[held][known[held]])
        artists.append(float(np.isin(asked, names[heard]).mean()))
    return {
        "met": float(np.mean(met)),
        "met_with_unknown": float(np.mean(same)),
        "met_of_known": float(np.sum(met) / known.sum()),
        "met_artists": float(np.mean(artists)),
    }


def _chosen(
    features: int, strengths: Sequence[float], seeds: Sequence[int], tested: list[Probabilities]
) -> dict[str, Any]:
    """What each kind of folds promises, and which strengths are best by them and in the test."""
    promised = {kind: _promised(features, kind, strengths, seeds) for kind in ("tracks", "artists")}
    test = _parts(features)[1]
    return {
        "by_tracks": promised["tracks"],
        "by_artists": promised["artists"],
        "once": [_promised(features, kind, strengths, [seed]) for kind in promised for seed in seeds],
        "best_by_tracks": _best(promised["tracks"], strengths),
        "best_by_artists": _best(promised["artists"], strengths),
        "best_by_test": _best([_share(p, test.y) for p in tested], strengths),
    }


def _paired(one: Probabilities, other: Probabilities, labels: Rows) -> list[float]:
    """Difference, its ends and p of two heads on the same tracks; and p as if the tracks were others."""
    a, b = _right(one, labels), _right(other, labels)
    return [*paired_difference(a, b), mcnemar(a, b), two_proportions(int(a.sum()), len(a), int(b.sum()), len(b))]


def _temperatures(
    held: dict[str, list[Probabilities]],
    fitted: list[Probabilities],
    tested: list[Probabilities],
    y: Rows,
    y_test: Rows,
) -> dict[str, list[float]]:
    """The best temperature of what is held out by artists, and of what else could be taken for it."""
    sources = {
        "temperature": (held["artists"], y),
        "temperature_by_tracks": (held["tracks"], y),
        "temperature_of_fit": (fitted, y),
        "temperature_of_test": (tested, y_test),
    }
    return {
        name: [best_temperature([np.log(one) for one in p], labels) for p in heads]
        for name, (heads, labels) in sources.items()
    }


def _errors(
    held: list[Probabilities], heads: list[Head], tested: list[Probabilities], y: Rows, test: Part
) -> dict[str, list[float]]:
    """Calibration errors in the test, before and after; and before, of what was held out."""
    temperatures = [best_temperature([np.log(one) for one in p], y) for p in held]
    cooled = [
        [head.cooled(degrees).probabilities(track) for track in test.x]
        for head, degrees in zip(heads, temperatures, strict=True)
    ]
    return {
        "error_before": [_error(p, test.y) for p in tested],
        "error_after": [_error(p, test.y) for p in cooled],
        "error_held_out": [_error(p, y) for p in held],
        "error_of_votes": [_error_of(_vote_shares(p), _right(p, test.y)) for p in tested],
        "error_of_patches": [
            _error_of(np.concatenate(p).max(axis=1), np.concatenate(p).argmax(axis=1) == np.repeat(test.y, N_PATCHES))
            for p in tested
        ],
    }


def _error(probabilities: Probabilities, labels: Rows) -> float:
    return _error_of(_confidences(probabilities), _right(probabilities, labels))


def _error_of(confidences: Rows, right: Rows) -> float:
    return calibration_error(reliability(confidences, right))


def _vote_shares(probabilities: Probabilities) -> Rows:
    return np.array([vote_shares(p).max() for p in probabilities])


def _thresholds(
    held: dict[str, list[Probabilities]],
    fitted: list[Probabilities],
    tested: list[Probabilities],
    y: Rows,
    y_test: Rows,
) -> dict[str, list[Any]]:
    """From which confidence on answers hold; how many of the test reach it, and are right."""
    from_artists = [_threshold(p, y) for p in held["artists"]]
    sure = [_confidences(p) >= step for p, step in zip(tested, from_artists, strict=True)]
    return {
        "threshold": from_artists,
        "threshold_by_tracks": [_threshold(p, y) for p in held["tracks"]],
        "threshold_of_fit": [_threshold(p, y) for p in fitted],
        "threshold_of_test": [_threshold(p, y_test) for p in tested],
        "n_sure": [int(chosen.sum()) for chosen in sure],
        "n_sure_right": [int(_right(p, y_test)[chosen].sum()) for p, chosen in zip(tested, sure, strict=True)],
    }


def _threshold(probabilities: Probabilities, labels: Rows) -> float:
    confidences, right = _confidences(probabilities), _right(probabilities, labels)
    reached = [s for s in STEPS if (confidences >= s).any() and right[confidences >= s].mean() >= AT_LEAST]
    return min(reached, default=NEVER)


def _telling(answers: dict[str, Any]) -> bool:
    """Whether promises and temperatures lie apart for the head that is chosen, and some of its answers are sure."""
    best = int(np.argmax(answers["by_artists"]))
    temperature = answers["temperature"][best]
    met = max(answers[f"threshold_{name}"][best] for name in ("by_tracks", "of_fit"))
    apart, *_, p, unpaired = answers["paired"][best][int(np.argmax(answers["by_tracks"]))]
    others = [answers[f"temperature_{name}"][best] for name in ("by_tracks", "of_fit", "of_test")]
    return bool(
        max(answers["by_tracks"]) - max(answers["by_artists"]) > 0.02
        and answers["met_with_unknown"] > answers["met"]
        and all(abs(np.log(temperature / other)) > 0.015 for other in others)
        and met < answers["threshold"][best] <= STEPS[-2]
        and abs(apart) > 0.01
        and abs(p - unpaired) > 0.01
        and answers["n_sure"][best] >= 20
    )

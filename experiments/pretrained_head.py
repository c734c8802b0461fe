"""A linear head on musicnn's tags for the real GTZAN, its strength chosen by two kinds of folds; tested once.

Run it by ``make results``. The activations are somebody else's (`gtzan_course.taggrams`); where they cannot be had,
what was measured before stays as it is. All choices are made on the 443 training tracks:

- for each kind of folds, ``random`` and ``artists`` (Sturm's, in one spelling; a track of unknown artist by itself),
  the strength whose accuracy by cross-validation is the highest, the mean over five draws of the folds; among equals
  the weaker head;
- the temperature, and the share of votes below which the answer is 'not sure', from what the folds by artist hold out.

Then each of the two heads is fitted to all 443 and meets the 290 test tracks, once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gtzan_course.calibration import best_temperature, calibration_error, reliability
from gtzan_course.dataset import GENRES
from gtzan_course.evaluation import Accuracy, mcnemar, paired_difference, wilson_interval
from gtzan_course.facts import gtzan_facts
from gtzan_course.files import written_whole
from gtzan_course.folds import numbered_groups
from gtzan_course.heads import STRENGTHS, Head, fit_head, held_out_probabilities, promised_accuracy
from gtzan_course.leakage import artist_key
from gtzan_course.ledger import Figure, accuracy_figure, figure, mean_figure, write_result
from gtzan_course.listeners import HEAD
from gtzan_course.taggrams import FILES, read_taggrams
from gtzan_course.voting import majority_vote, vote_shares

ROOT = Path(__file__).parents[1]
SEEDS = range(5)
KINDS = ("random", "artists")
RIGHT_AT_LEAST = 0.9
STEP = 0.05

LEARNT_FROM = (
    "200,000 songs of the Million Song Dataset, by their tags (musicnn), and 443 tracks of GTZAN, by their genres "
    "(the linear head)"
)

DATA = {
    "tier": "gtzan",
    "version": " and ".join(f"{file.name}, sha256 {file.sha256[:16]}" for file in FILES.values()),
    "description": (
        "Activations of musicnn's 50 tags for 443 training and 290 test tracks of the fault-filtered split, as Pons "
        "published them. Promised: accuracy by vote over folds of the 443, the mean of five draws of the folds, with "
        "Student's interval for the luck of the draw. Held out: the same folds by artist, five answers a track, so "
        "that their n is five times the tracks and their intervals too narrow. Test: one look; Wilson's intervals, "
        "McNemar's exact test and Newcombe's paired interval."
    ),
}


class Part(NamedTuple):
    """Tracks with what musicnn heard in them, their genres and artists."""

    activations: tuple[npt.NDArray[np.float32], ...]
    labels: npt.NDArray[np.int64]
    artists: npt.NDArray[np.int64]


class Answers(NamedTuple):
    """What a head says of a part's tracks, one entry a track: genre, its share of the votes, its mean probability."""

    named: npt.NDArray[np.int64]
    shares: npt.NDArray[np.float64]
    confidences: npt.NDArray[np.float64]


def main() -> int:
    """Choose, fit, test once, log; and keep the head for `classify` and for the page."""
    try:
        train, test = read_part("train"), read_part("test")
    except (FileNotFoundError, ConnectionError) as error:
        print(f"Left as it is: {error}", file=sys.stderr)
        return 1
    promised = {kind: promises(train, kind) for kind in KINDS}
    strengths = {kind: max(means(promised[kind]).items(), key=lambda item: item[1])[0] for kind in KINDS}
    heads = {kind: fit_head(train.activations, train.labels, strength=strengths[kind]) for kind in KINDS}
    held_out = hold_out(train, strengths["artists"])
    temperature = best_temperature([np.log(p) for p in held_out], np.tile(train.labels, len(SEEDS)))
    sure_from = choose_share(train, held_out)
    figures = promise_figures(promised, strengths)
    figures += [
        figure("temperature", temperature, unit="ratio", n=len(train.labels)),
        figure("sure_from", sure_from, unit="share", n=len(train.labels)),
        *sureness_figures("held_out", held_out, np.tile(train.labels, len(SEEDS)), sure_from, temperature),
        *test_figures(heads, test, sure_from, temperature),
    ]
    keep(heads["artists"], temperature, sure_from)
    write_result(
        ROOT / "results" / "pretrained_head.json", command="make results", data=DATA, seeds=list(SEEDS), figures=figures
    )
    return 0


def read_part(name: str) -> Part:
    """The tracks of one part, with numbers for artists; one whose artist nobody knows is by itself."""
    taggrams, facts = read_taggrams(name), gtzan_facts()
    artists = [facts[track].artist for track in taggrams.track_ids]
    keys = [artist_key(artist) if artist else None for artist in artists]
    labels = np.array([GENRES.index(track.split(".")[0]) for track in taggrams.track_ids])
    return Part(taggrams.activations, labels, numbered_groups(keys, len(keys)))


def promises(train: Part, kind: str) -> dict[float, list[float]]:
    """What cross-validation promises of each strength, one accuracy a draw of the folds."""
    groups = train.artists if kind == "artists" else None
    promised = {}
    for strength in STRENGTHS:
        promised[strength] = [
            promised_accuracy(train.activations, train.labels, strength=strength, groups=groups, seed=seed)
            for seed in SEEDS
        ]
        print(f"folds {kind}, C={strength:g}: {np.mean(promised[strength]):.3f}", flush=True)
    return promised


def means(promised: dict[float, list[float]]) -> dict[float, float]:
    """Each strength's mean, rounded so that equals are equal; the first of them is the weakest."""
    return {strength: round(float(np.mean(values)), 6) for strength, values in sorted(promised.items())}


def hold_out(train: Part, strength: float) -> list[npt.NDArray[np.float64]]:
    """What heads that have not met a track's artist say of it; all tracks, once for each draw of the folds."""
    return [
        probabilities
        for seed in SEEDS
        for probabilities in held_out_probabilities(
            train.activations, train.labels, strength=strength, groups=train.artists, seed=seed
        )
    ]


def answers(probabilities: list[npt.NDArray[np.float64]], temperature: float) -> Answers:
    """What the tracks' patches say together, at a temperature."""
    cooled = [p ** (1 / temperature) / (p ** (1 / temperature)).sum(axis=1, keepdims=True) for p in probabilities]
    named = np.array([majority_vote(p) for p in cooled])
    shares = np.array([vote_shares(p).max() for p in cooled])
    return Answers(named, shares, np.array([p.mean(axis=0)[label] for p, label in zip(cooled, named, strict=True)]))


def choose_share(train: Part, held_out: list[npt.NDArray[np.float64]]) -> float:
    """The lowest share of the votes from which on at least nine of ten held-out answers are right."""
    found = answers(held_out, 1.0)
    right = found.named == np.tile(train.labels, len(SEEDS))
    steps = [round(STEP * number, 2) for number in range(round(1 / STEP) + 1)]
    return next(step for step in steps if right[found.shares >= step].mean() >= RIGHT_AT_LEAST)


def promise_figures(promised: dict[str, dict[float, list[float]]], strengths: dict[str, float]) -> list[Figure]:
    """What each kind of folds promises of each strength, and which it chose."""
    figures = [
        mean_figure(f"promised.{kind}.{strength:g}", values)
        for kind, of in promised.items()
        for strength, values in of.items()
    ]
    return figures + [figure(f"chosen.{kind}", strengths[kind], unit="C", n=len(SEEDS)) for kind in KINDS]


def sureness_figures(
    name: str,
    probabilities: list[npt.NDArray[np.float64]],
    labels: npt.NDArray[np.int64],
    sure_from: float,
    temperature: float,
) -> list[Figure]:
    """How often answers are right by how sure they are, before and after the temperature; and who is left as sure."""
    figures = []
    for when, degrees in (("before", 1.0), ("after", temperature)):
        found = answers(probabilities, degrees)
        right = found.named == labels
        bins = reliability(found.confidences, right)
        figures.append(figure(f"{name}.calibration_error.{when}", calibration_error(bins), unit="share", n=len(labels)))
        for number, one in enumerate(bins):
            said = figure(f"{name}.said.{when}.{number}", one.confidence, unit="share", n=one.n)
            figures += [said, accuracy_figure(f"{name}.right.{when}.{number}", counted(one.n_right, one.n))]
    sure = found.shares >= sure_from
    for what, chosen in (("sure", sure), ("not_sure", ~sure)):
        figures.append(accuracy_figure(f"{name}.{what}", counted(int(right[chosen].sum()), int(chosen.sum()))))
    return figures


def counted(n_right: int, n: int) -> Accuracy:
    """An accuracy from its counts."""
    return Accuracy(n_right, n, *wilson_interval(n_right, n))


def test_figures(heads: dict[str, Head], test: Part, sure_from: float, temperature: float) -> list[Figure]:
    """The one look at the test part."""
    found = {kind: [head.probabilities(track) for track in test.activations] for kind, head in heads.items()}
    right = {kind: answers(p, 1.0).named == test.labels for kind, p in found.items()}
    figures = [accuracy_figure(f"test.{kind}", counted(int(right[kind].sum()), len(test.labels))) for kind in KINDS]
    difference, low, high = paired_difference(right["artists"], right["random"])
    n = len(test.labels)
    figures.append(figure("test.artists_minus_random", difference, unit="share", n=n, low=low, high=high))
    figures.append(figure("test.mcnemar", mcnemar(right["artists"], right["random"]), unit="p", n=n))
    only = {"artists": ~right["random"] & right["artists"], "random": right["random"] & ~right["artists"]}
    figures += [figure(f"test.only_{kind}", int(which.sum()), unit="tracks", n=n) for kind, which in only.items()]
    for number, genre in enumerate(GENRES):
        of = right["artists"][test.labels == number]
        figures.append(accuracy_figure(f"test.artists.{genre}", counted(int(of.sum()), len(of))))
    return figures + sureness_figures("test", found["artists"], test.labels, sure_from, temperature)


def keep(head: Head, temperature: float, sure_from: float) -> None:
    """Ship the head, calibrated, with a card that says what it has learnt from."""
    card = {
        "kind": HEAD,
        "genres": list(GENRES),
        "learnt_from": LEARNT_FROM,
        "temperature": round(temperature, 4),
        "split_below": sure_from,
    }
    cooled = head.cooled(temperature)
    with written_whole(ROOT / "gtzan_course" / "models" / "pretrained.npz") as file:
        np.savez(file, card=np.array(json.dumps(card)), weights=cooled.weights, bias=cooled.bias)


if __name__ == "__main__":
    sys.exit(main())

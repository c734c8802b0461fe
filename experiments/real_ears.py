"""How far each model gets on real tracks that it has not learnt from (chapter 14's last table).

Run it as ``GTZAN_DIR=folder python experiments/real_ears.py`` on any part of GTZAN; it is not part of ``make
results``, as GTZAN's sound is not to be had by everyone. `experiments.real_tracks` asks the shipped network about all
of these tracks; here it meets the pretrained head on the same ones, and a network like it learns from some.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gtzan_course.cache import cached_log_mel
from gtzan_course.classification import classify
from gtzan_course.dataset import GENRES, Track, read_tracks
from gtzan_course.evaluation import Accuracy, mcnemar, paired_difference, wilson_interval
from gtzan_course.facts import gtzan_facts
from gtzan_course.leakage import artist_key
from gtzan_course.ledger import Figure, accuracy_figure, figure, mean_figure, write_result
from gtzan_course.model import build_cnn
from gtzan_course.splits import split_tracks
from gtzan_course.taggrams import FILES, read_taggrams
from gtzan_course.training import WindowBatches, augmented, track_probabilities
from gtzan_course.voting import majority_vote

ROOT = Path(__file__).parents[1]
SEEDS = range(5)
EPOCHS, BATCH_SIZE = 10, 32
LEARNING_RATE = 1e-3

Right = npt.NDArray[np.bool_]


def main() -> None:
    """Let both models name what the head has not learnt from, train on halves of all tracks, and log."""
    tracks = with_artists(read_tracks(os.environ["GTZAN_DIR"]))
    learnt = set(read_taggrams("train").track_ids)
    unmet = [track for track in tracks if track.track_id not in learnt]
    met = {artist for artist in map(artist_of, learnt) if artist}
    strangers = np.array([track.artist not in met for track in unmet])
    figures = [*counts(tracks, unmet), *compared(unmet, strangers), *trained_figures(tracks)]
    write_result(
        ROOT / "results" / "real_ears.json",
        command="python experiments/real_ears.py",
        data={
            "tier": "gtzan",
            "version": f"sample; {FILES['train'].name}, sha256 {FILES['train'].sha256[:16]}",
            "description": (
                f"A sample of {len(tracks)} GTZAN tracks of all ten genres. Unmet: those that the pretrained head has "
                "not learnt from; strangers: whose artist has not one track among its 443 (a track of unknown artist "
                "counts as one). Wilson's intervals. Few tracks: a network of chapter 05, drawn five times, that "
                f"learns from half of the tracks ({EPOCHS} epochs, batches of {BATCH_SIZE}, last epoch) and is tested "
                "on the other half, artists kept apart where a genre has several and tracks divided at random where "
                "it has one. Its means have Student's intervals for the luck of the draw."
            ),
        },
        seeds=list(SEEDS),
        figures=figures,
    )


def artist_of(track_id: str) -> str | None:
    """Who plays a track, in one spelling; None where nobody knows."""
    artist = gtzan_facts()[track_id].artist
    return artist_key(artist) if artist else None


def with_artists(tracks: Sequence[Track]) -> list[Track]:
    """The tracks, and who plays them."""
    return [Track(track.track_id, track.genre, track.path, artist_of(track.track_id)) for track in tracks]


def counts(tracks: Sequence[Track], unmet: Sequence[Track]) -> list[Figure]:
    """How many tracks there are, and how many the head has not learnt from."""
    n = len(tracks)
    return [figure("tracks", n, unit="tracks", n=n), figure("unmet", len(unmet), unit="tracks", n=n)]


def compared(tracks: Sequence[Track], strangers: Right) -> list[Figure]:
    """What the shipped network and the pretrained head name rightly of the same tracks."""
    right = {name: named_rightly(tracks, name) for name in ("cnn", "pretrained")}
    figures = []
    for which, chosen in (("unmet", np.ones_like(strangers)), ("strangers", strangers)):
        of = {name: values[chosen] for name, values in right.items()}
        n = int(chosen.sum())
        figures += [accuracy_figure(f"{name}.{which}", counted(values)) for name, values in of.items()]
        difference, low, high = paired_difference(of["pretrained"], of["cnn"])
        figures += [
            figure(f"pretrained_minus_cnn.{which}", difference, unit="share", n=n, low=low, high=high),
            figure(f"mcnemar.{which}", mcnemar(of["pretrained"], of["cnn"]), unit="p", n=n),
        ]
    genres = np.array([track.genre for track in tracks])
    return figures + [
        accuracy_figure(f"{name}.strangers.{genre}", counted(values[strangers & (genres == genre)]))
        for name, values in right.items()
        for genre in sorted(set(genres[strangers].tolist()))
    ]


def named_rightly(tracks: Sequence[Track], model: str) -> Right:
    """Which tracks a model names rightly, by their windows' majority vote."""
    return np.array([classify(track.path, model=model).genre == track.genre for track in tracks])


def counted(right: Right) -> Accuracy:
    """An accuracy with Wilson's interval."""
    return Accuracy(int(right.sum()), len(right), *wilson_interval(int(right.sum()), len(right)))


def trained_figures(tracks: Sequence[Track]) -> list[Figure]:
    """What networks that have learnt from half of the tracks name rightly of the other half, draw by draw."""
    figures, shares = [], []
    for seed in SEEDS:
        began = time.perf_counter()
        found = trained_right(tracks, seed)
        of = {"strangers": found[0], "artist_met": found[1], "all": np.concatenate(found)}
        figures += [accuracy_figure(f"few_tracks.{name}.seed_{seed}", counted(values)) for name, values in of.items()]
        shares.append({name: values.mean() for name, values in of.items()})
        print(f"seed {seed}: {shares[-1]}, {time.perf_counter() - began:.0f} s", flush=True)
    return figures + [mean_figure(f"few_tracks.{name}.mean", [one[name] for one in shares]) for name in shares[0]]


def trained_right(tracks: Sequence[Track], seed: int) -> tuple[Right, Right]:
    """Train on half; which of the other half are right: those by strangers, and those of genres of one artist."""
    (train, strangers), (more, acquainted) = halves(tracks, seed)
    train = [*train, *more]
    model = build_cnn(seed=seed)
    batches = WindowBatches(cached_log_mel(train, n_jobs=1), labels_of(train), batch_size=BATCH_SIZE, seed=seed)
    augmented(model, learning_rate=LEARNING_RATE, seed=seed).fit(batches, epochs=EPOCHS, shuffle=False, verbose=0)
    strange, known = (right_of(model, part) for part in (strangers, acquainted))
    return strange, known


def halves(tracks: Sequence[Track], seed: int) -> list[tuple[list[Track], list[Track]]]:
    """Halves with artists apart, of genres with several; and halves at random of those with one."""
    artists = {genre: {track.artist for track in tracks if track.genre == genre} for genre in GENRES}
    many = [track for track in tracks if len(artists[track.genre]) > 1]
    one = [track for track in tracks if len(artists[track.genre]) == 1]
    apart = split_tracks(many, test_size=0.5, seed=seed, groups=[track.artist for track in many])
    return [apart, split_tracks(one, test_size=0.5, seed=seed)]


def right_of(model: object, tracks: Sequence[Track]) -> Right:
    """Which tracks a network names rightly."""
    probabilities = track_probabilities(model, cached_log_mel(tracks, n_jobs=1))
    return np.array([majority_vote(one) for one in probabilities]) == labels_of(tracks)


def labels_of(tracks: Sequence[Track]) -> npt.NDArray[np.int64]:
    """Each track's genre as a label."""
    return np.array([GENRES.index(track.genre) for track in tracks])


if __name__ == "__main__":
    main()

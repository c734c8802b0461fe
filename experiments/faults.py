"""What faults cost a score, and how many of them can be found: five sets of demo data with faults planted in them.

Run it by ``make results``. Each set has its own seed, so that the five are independent. Tracks are written and
measured once and kept in the course's cache, so that an interrupted run is taken up. Where the published table of
GTZAN's features can be read, near neighbours are counted in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from cleanlab.filter import find_label_issues

from gtzan_course.classical import tuned
from gtzan_course.dataset import GENRES, Track, load_audio, read_tracks
from gtzan_course.demo import DEMO_VERSION, Fault, demo_home, read_faults
from gtzan_course.evaluation import Accuracy, mean_interval, wilson_interval
from gtzan_course.facts import gtzan_facts, identical_pairs
from gtzan_course.faults import (
    Finding,
    ceiling_share,
    doubted,
    neighbour_pairs,
    pair_distances,
    precision_recall,
    unseen_probabilities,
)
from gtzan_course.features import cached_features
from gtzan_course.gtzan_features import read_gtzan_features
from gtzan_course.ledger import Figure, accuracy_figure, figure, mean_figure, write_result
from gtzan_course.splits import split_tracks

ROOT = Path(__file__).parents[1]
SEEDS = (0, 1, 2, 3, 4)
PLANTED = {"repetitions": 16, "mislabelled": 16, "distorted": 8}
RATIO, BELIEF, FLAT = 0.5, 0.02, 0.001
"""Below, below and above which a pair, a label and a track are called faulty; chosen on the first set."""

Labels = npt.NDArray[np.int64]
Features = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Data:
    """A set of demo data: its tracks, their features, the labels they are filed under and the true ones."""

    tracks: list[Track]
    x: Features
    filed: Labels
    true: Labels
    faults: dict[str, Fault]

    def having(self, *kinds: str) -> npt.NDArray[np.bool_]:
        """Which tracks have one of these faults."""
        faulty = {name for name, fault in self.faults.items() if fault.fault in kinds}
        return np.array([track.track_id in faulty for track in self.tracks])

    def twins(self) -> list[tuple[str, str]]:
        """The pairs of names that are one recording, sorted."""
        repeated = [fault for fault in self.faults.values() if fault.fault == "repetition"]
        return sorted((min(f.track_id, f.of), max(f.track_id, f.of)) for f in repeated)


def main() -> None:
    """Search five sets, measure what their faults cost, and write the ledger's entries."""
    sets = [read(seed) for seed in SEEDS]
    figures = [*searched(sets[1:]), *repetitions_cost(sets), *labels_cost(sets)]
    data = {
        "tier": "demo",
        "version": DEMO_VERSION,
        "description": (
            "Five sets of 160 tracks of demo data (seeds 0 to 4), eight artists a genre; in each 16 repetitions, 16 "
            "mislabelled and 8 distorted tracks; 163 classical features; a support vector machine, tuned in the "
            "training part; 70 % of the tracks to train on, drawn at random by genre."
        ),
    }
    write_result(ROOT / "results" / "faults.json", command="make results", data=data, seeds=SEEDS, figures=figures)
    write_gtzan()


def read(seed: int) -> Data:
    """Write a set, or find it in the cache."""
    home = demo_home(tracks_per_genre=16, artists_per_genre=8, seed=seed, **PLANTED, n_jobs=2)
    tracks = read_tracks(home)
    faults = {fault.track_id: fault for fault in read_faults(home)}
    filed = np.array([GENRES.index(track.genre) for track in tracks])
    strangers = {name: GENRES.index(fault.of) for name, fault in faults.items() if fault.fault == "mislabelled"}
    true = np.array([strangers.get(track.track_id, label) for track, label in zip(tracks, filed, strict=True)])
    return Data(tracks, cached_features(tracks, n_jobs=2), filed, true, faults)


def searched(sets: Sequence[Data]) -> list[Figure]:
    """Precision and recall of every search, over the sets that no threshold was chosen on."""
    searches: dict[str, Callable[[Data], tuple[list[object], list[object]]]] = {
        "repetitions": repeated,
        **{f"repetitions.{how}": _kind(repeated, how) for how in ("exact", "level", "shift")},
        "mislabelled.belief": lambda data: mislabelled(data, cleanlab=False),
        "mislabelled.cleanlab": lambda data: mislabelled(data, cleanlab=True),
        "distorted": distorted,
        **{f"distorted.{how}": _kind(distorted, how) for how in ("clipping", "static")},
    }
    figures = []
    for name, search in searches.items():
        each = [precision_recall(*search(data)) for data in sets]
        whole = Finding(*(sum(getattr(f, count) for f in each) for count in ("n_found", "n_planted", "n_right")))
        print(name, whole)
        figures.append(_share(f"{name}.recall", whole.n_right, whole.n_planted))
        if name.split(".")[-1] not in ("exact", "level", "shift", "clipping", "static"):
            figures.append(_share(f"{name}.precision", whole.n_right, whole.n_found))
    return figures


def repeated(data: Data, how: str = "") -> tuple[list[object], list[object]]:
    """Pairs that the ratio test names, and those planted."""
    names = [track.track_id for track in data.tracks]
    pairs, ratios = neighbour_pairs(pair_distances(data.x))
    twins = [pair for pair in data.twins() if any(data.faults[n].how.startswith(how) for n in pair if n in data.faults)]
    return [(names[i], names[j]) for i, j in pairs[ratios < RATIO]], list(twins)


def mislabelled(data: Data, *, cleanlab: bool) -> tuple[list[object], list[object]]:
    """Tracks whose label a classifier that has not met them hardly believes, and those planted."""
    probabilities = unseen_probabilities(data.x, data.filed)
    places = (
        find_label_issues(data.filed, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1)
        if cleanlab
        else doubted(probabilities, data.filed, BELIEF)
    )
    names = np.array([track.track_id for track in data.tracks])
    return list(names[np.asarray(places, dtype=int)]), list(names[data.having("mislabelled")])


def distorted(data: Data, how: str = "") -> tuple[list[object], list[object]]:
    """Tracks that lie flat at their ceiling, and those planted."""
    found = [track.track_id for track in data.tracks if ceiling_share(load_audio(track.path)) > FLAT]
    planted = [f.track_id for f in data.faults.values() if f.fault == "distorted" and f.how.startswith(how)]
    return list(found), list(planted)


def _kind(
    search: Callable[[Data, str], tuple[list[object], list[object]]], how: str
) -> Callable[[Data], tuple[list[object], list[object]]]:
    """The same search, asked for one kind only."""
    return lambda data: search(data, how)


def repetitions_cost(sets: Sequence[Data]) -> list[Figure]:
    """The same test tracks, named after training with their twins and after training without."""
    with_twins, without, met, not_met, n_met = [], [], [], [], 0
    for seed, data in zip(SEEDS, sets, strict=True):
        train, test = parts(data, ~data.having("mislabelled"), seed)
        spare, twin = twinned(data, train, test)
        rng = np.random.default_rng(seed)
        others = [i for i in train if i not in spare]
        given_up = [rng.choice([i for i in others if data.filed[i] == data.filed[j]]) for j in spare]
        a = right(data, np.setdiff1d(train, given_up), test, data.true, data.true)
        b = right(data, np.setdiff1d(train, spare), test, data.true, data.true)
        with_twins.append(a.mean())
        without.append(b.mean())
        affected = np.isin(test, twin)
        met.append(a[affected].sum())
        not_met.append(b[affected].sum())
        n_met += int(affected.sum())
    return [
        *over_sets("repetitions", {"with": with_twins, "without": without}),
        _share("repetitions.twins_met", int(sum(met)), n_met),
        _share("repetitions.twins_not_met", int(sum(not_met)), n_met),
    ]


def labels_cost(sets: Sequence[Data]) -> list[Figure]:
    """Trained on mended labels or on filed ones, tested on mended ones or on filed ones."""
    scores: dict[str, list[float]] = {}
    wrong = []
    for seed, data in zip(SEEDS, sets, strict=True):
        train, test = parts(data, ~data.having("repetition"), seed)
        wrong.append(float(np.mean(data.filed[test] != data.true[test])))
        for learnt, labels in (("mended", data.true), ("filed", data.filed)):
            for asked, truth in (("mended", data.true), ("filed", data.filed)):
                score = right(data, train, test, labels, truth).mean()
                scores.setdefault(f"learnt_{learnt}.asked_{asked}", []).append(float(score))
    mended = scores["learnt_mended.asked_mended"]
    figures = [mean_figure(f"labels.{name}", values) for name, values in scores.items()]
    for name in ("learnt_mended.asked_filed", "learnt_filed.asked_mended", "learnt_filed.asked_filed"):
        differences = np.subtract(scores[name], mended)
        print(name, mean_interval(differences))
        figures.append(mean_figure(f"labels.{name}.difference", differences))
    return [*figures, figure("labels.wrong_in_test", float(np.mean(wrong)), unit="share", n=5)]


def parts(data: Data, kept: npt.NDArray[np.bool_], seed: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of the tracks to train on and to test, drawn at random by the genre they are filed under."""
    place = {track.track_id: i for i, track in enumerate(data.tracks)}
    train, test = split_tracks([t for t, keep in zip(data.tracks, kept, strict=True) if keep], seed=seed)
    return np.array([place[t.track_id] for t in train]), np.array([place[t.track_id] for t in test])


def twinned(data: Data, train: npt.NDArray[np.int64], test: npt.NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Training tracks that have a twin in the test part, and these twins."""
    place = {track.track_id: i for i, track in enumerate(data.tracks)}
    both = [(place[a], place[b]) for a, b in data.twins()]
    across = [(i, j) for a, b in both for i, j in ((a, b), (b, a)) if i in train and j in test]
    return [i for i, _ in across], [j for _, j in across]


def right(
    data: Data, train: npt.NDArray[np.int64], test: npt.NDArray[np.int64], labels: Labels, truth: Labels
) -> npt.NDArray[np.bool_]:
    """Which test tracks a support vector machine names as ``truth`` says, after learning ``labels``."""
    machine = tuned("support vector machine", data.x[train], labels[train])
    return np.asarray(machine.predict(data.x[test]) == truth[test])


def over_sets(name: str, scores: dict[str, list[float]]) -> list[Figure]:
    """The mean of each score and of their differences over the sets, with Student's intervals."""
    first, second = scores.values()
    differences = np.subtract(first, second)
    print(name, {k: np.round(v, 3) for k, v in scores.items()}, mean_interval(differences))
    return [
        *(mean_figure(f"{name}.{k}", values) for k, values in scores.items()),
        mean_figure(f"{name}.difference", differences),
    ]


def write_gtzan() -> None:
    """Count near neighbours in the published table of GTZAN's features, where it can be read."""
    try:
        table = read_gtzan_features()
    except (ConnectionError, FileNotFoundError) as error:
        print(f"GTZAN's features are not counted: {error}")
        return
    facts = gtzan_facts()
    pairs, ratios = neighbour_pairs(pair_distances(table.x))
    named = [(table.track_ids[i], table.track_ids[j]) for i, j in pairs[ratios < RATIO]]
    identical = set(identical_pairs({name: fact.md5 for name, fact in facts.items()}))
    same = [pair for pair in named if len({_song(facts[name].artist, facts[name].title) for name in pair}) == 1]
    data = {
        "tier": "gtzan",
        "version": "features_30_sec.csv",
        "description": "The published table of 57 features of GTZAN's 1,000 tracks; artists and titles by Sturm.",
    }
    figures = [
        figure("pairs.named", len(named), unit="pairs", n=1000),
        figure("pairs.identical", len(identical & set(named)), unit="pairs", n=1000),
        _share("pairs.same_song", len(same), len(named)),
    ]
    write_result(ROOT / "results" / "gtzan_faults.json", command="make results", data=data, seeds=[], figures=figures)


def _song(artist: str | None, title: str | None) -> tuple[str, str]:
    """Artist and title without spaces, in small letters; a song without a name is like no other."""
    words = [("".join(word.lower().split()) if word else str(id(object()))) for word in (artist, title)]
    return words[0], words[1]


def _share(name: str, n_right: int, n: int) -> Figure:
    return accuracy_figure(name, Accuracy(n_right, n, *wilson_interval(n_right, n)))


if __name__ == "__main__":
    main()

"""The experiment on GTZAN's features: which tracks stand where, what is made of the counts, and no table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from experiments import gtzan_features as experiment
from gtzan_course import ledger
from gtzan_course.classical import CLASSIFIERS
from gtzan_course.dataset import GENRES, Track
from gtzan_course.facts import gtzan_facts, identical_pairs
from gtzan_course.gtzan_features import GtzanFeatures, read_gtzan_features


@pytest.fixture(scope="module")
def splits() -> dict[str, experiment.Split]:
    ids = tuple(gtzan_facts())
    return experiment.made_splits(GtzanFeatures(ids, np.zeros((1000, 57)), tuple("x" * 57)))


def artists(tracks: list[Track]) -> set[str | None]:
    return {track.artist for track in tracks} - {None}


def test_there_are_five_splits_of_three_kinds_and_two_more(splits: dict[str, experiment.Split]) -> None:
    kinds = Counter(name.split(".")[0] for name in splits)
    assert kinds == {"random": 5, "without_faults": 5, "artists_apart": 5, "writeup": 1, "fault_filtered": 1}


def test_no_track_and_where_it_is_said_no_artist_stands_on_both_sides(splits: dict[str, experiment.Split]) -> None:
    sizes = {"random": (700, 300), "without_faults": (640, 290), "writeup": (700, 300), "fault_filtered": (640, 290)}
    for name, split in splits.items():
        kind = name.split(".")[0]
        assert not set(split.train) & set(split.test), name
        assert split.apart == (kind in ("artists_apart", "fault_filtered"))
        assert bool(artists(split.train) & artists(split.test)) != split.apart, name
        assert {track.genre for track in split.test} == set(GENRES)
        if kind in sizes:
            assert (len(split.train), len(split.test)) == sizes[kind], name
        else:
            assert len(split.train) + len(split.test) == 1000
            assert abs(len(split.test) - 300) <= 20


def test_without_faults_no_file_stands_there_twice(splits: dict[str, experiment.Split]) -> None:
    pairs = identical_pairs({name: one.md5 for name, one in gtzan_facts().items()})
    for name, split in splits.items():
        ids = {track.track_id for track in split.train + split.test}
        twice = sum({first, second} <= ids for first, second in pairs)
        assert twice == (0 if name.startswith(("without_faults", "fault_filtered")) else 14), name


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """His example (a), by method 10: 56 of 70 against 48 of 80."""
    assert experiment.difference_interval(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_figures_are_those_of_the_counts() -> None:
    def run(n_right: int, n: int) -> dict[str, list[bool]]:
        return {"right": [True] * n_right + [False] * (n - n_right)}

    runs = {"writeup": run(210, 300), "fault_filtered": run(145, 290)}
    for seed, gain in enumerate((0, 3, 6, 9, 12)):
        runs[f"random.seed_{seed}"] = run(204 + gain, 300)
        runs[f"without_faults.seed_{seed}"] = run(174, 290)
        runs[f"artists_apart.seed_{seed}"] = run(150, 300)
    found = {entry["name"]: entry for entry in experiment.figures_of("elastic net", runs)}
    assert len(found) == 17 + 3 + 3
    assert found["elastic_net.writeup"]["value"] == 0.7
    assert (found["elastic_net.random.seed_1"]["value"], found["elastic_net.random.seed_1"]["n"]) == (0.69, 300)
    assert found["elastic_net.random.mean"]["value"] == 0.7
    assert found["elastic_net.random.mean"]["n"] == 5
    assert found["elastic_net.random_minus_artists_apart"]["value"] == 0.2
    assert found["elastic_net.random_minus_fault_filtered"]["value"] == 0.2
    assert found["elastic_net.without_faults_minus_fault_filtered"]["value"] == 0.1


def test_without_the_table_nothing_is_measured_and_what_was_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GTZAN_FACTS", str(tmp_path))
    monkeypatch.setattr(experiment, "write_result", lambda *args, **kwargs: pytest.fail("wrote a result"))
    experiment.main()
    assert "Skipped GTZAN's features; results/gtzan_features.json stays as it is. Expected" in capsys.readouterr().err


@pytest.mark.gtzan
@pytest.mark.parametrize("name", ["decision tree", "logistic regression", "support vector machine"])
def test_the_fault_filtered_figure_is_measured_again(gtzan_facts_dir: Path, name: str) -> None:
    """What the ledger says comes out again, but for two tracks, which another processor may round away."""
    table = read_gtzan_features(folder=gtzan_facts_dir)
    split = experiment.made_splits(table)["fault_filtered"]
    right = experiment.measured(name, split, table)["right"]
    logged = ledger.read_figures("gtzan_features")[f"{experiment.short(name)}.fault_filtered"]
    assert logged["n"] == len(right) == 290
    assert np.mean(right) == pytest.approx(logged["value"], abs=2.1 / 290)


def test_the_ledger_has_every_classifier() -> None:
    names = {name.split(".")[0] for name in ledger.read_figures("gtzan_features")}
    assert names == {experiment.short(name) for name in CLASSIFIERS}

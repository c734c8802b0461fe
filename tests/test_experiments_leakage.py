"""The experiment on leakage: on data where only one thing leaks, those splits gain that let it through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import leakage as experiment
from experiments import leakage_network as network
from gtzan_course.dataset import GENRES, Track
from gtzan_course.leakage import SPLITS, first_recording

ARTISTS, TRACKS_EACH, CHANCE = 6, 4, 0.1
NUMBERS = range(ARTISTS * TRACKS_EACH)
REPEATS = {f"{genre}.{k:05d}": f"{genre}.{k + 12:05d}" for genre in GENRES for k in range(12)}


@pytest.fixture(autouse=True)
def few_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment, "N_WINDOWS", 4)


def tracks_of(repeats: dict[str, str]) -> list[Track]:
    """The layout of the experiment's data; a repetition is by the artist of what it repeats."""
    artists = {f"{genre}.{k:05d}": f"{genre}-a{k % ARTISTS:02d}" for genre in GENRES for k in NUMBERS}
    return [Track(name, name[:-6], Path(), artists[first_recording(name, repeats)]) for name in artists]


def made(leak: str, *, seed: int = 0) -> experiment.Described:
    """Data whose features say nothing of the genre: only who a track is, what it repeats, or who plays it."""
    repeats = REPEATS if leak == "recording" else {}
    tracks = tracks_of(repeats)
    labels = {
        "track": [track.track_id for track in tracks],
        "recording": [first_recording(track.track_id, repeats) for track in tracks],
        "artist": [track.artist for track in tracks],
    }[leak]
    rng = np.random.default_rng(seed)
    known = {label: rng.normal(size=40) for label in dict.fromkeys(labels)}
    x = np.array([known[label] for label in labels])[:, np.newaxis] + rng.normal(scale=0.1, size=(240, 4, 40))
    return experiment.Described(tracks, repeats, x.astype(np.float32))


@pytest.mark.parametrize(
    ("leak", "through"),
    [("track", {"windows"}), ("artist", {"windows", "tracks", "repetitions"}), ("recording", {"windows", "tracks"})],
)
def test_what_leaks_is_what_the_split_lets_through(leak: str, through: set[str]) -> None:
    data = made(leak)
    scores = {split: experiment.run(data, split, 0) for split in SPLITS}
    for split in SPLITS:
        if split not in through:
            assert scores[split]["vote"] < 0.3
        elif (leak, split) == ("recording", "tracks"):  # a repetition helps where the other half is learnt from
            helped = scores[split]["shares_recording"]
            assert scores[split]["vote"] == pytest.approx(helped + CHANCE * (1 - helped), abs=0.12)
        else:
            assert scores[split]["vote"] > 0.9


def test_what_is_on_both_sides_is_counted() -> None:
    data = made("recording")
    counted = {split: experiment.run(data, split, 1) for split in SPLITS}
    assert counted["windows"]["shares_itself"] > 0.9
    assert [counted[split]["shares_itself"] for split in SPLITS[1:]] == [0, 0, 0]
    assert counted["tracks"]["shares_recording"] == pytest.approx(2 / 3, abs=0.25)  # it is luck where the twin is
    assert counted["repetitions"]["shares_recording"] == counted["artists"]["shares_recording"] == 0
    assert counted["repetitions"]["shares_artist"] > 0.5
    assert counted["artists"]["shares_artist"] == 0


def test_the_four_splits_test_on_as_many_windows() -> None:
    data = made("track")
    for split in SPLITS:
        assert experiment.run(data, split, 2)["n_windows"] == pytest.approx(320, abs=48)


def test_figures_are_means_over_data_sets_and_paired_differences() -> None:
    def one(vote: float) -> list[dict[str, Any]]:
        common = {"shares_itself": 0.0, "shares_recording": 0.1, "shares_artist": 1.0}
        return [{"vote": vote + off, "window": vote / 2, **common} for off in (-0.01, 0.0, 0.01)]

    votes = {"windows": 0.9, "tracks": 0.7, "repetitions": 0.6, "artists": 0.4}
    runs = [{split: one(vote + 0.01 * k) for split, vote in votes.items()} for k in range(5)]
    figures = {entry["name"]: entry for entry in experiment.figures_of(1.0, runs)}
    assert figures["dial_1.0.tracks.vote.mean"]["value"] == pytest.approx(0.72)
    assert figures["dial_1.0.tracks.vote.seed_4"] == {
        "name": "dial_1.0.tracks.vote.seed_4", "value": 0.74, "unit": "share", "n": 3
    }  # fmt: skip
    gap = figures["dial_1.0.tracks_minus_artists.vote"]
    assert (gap["value"], gap["low"], gap["high"]) == (pytest.approx(0.3),) * 3
    assert figures["dial_1.0.windows_minus_tracks.window"]["value"] == pytest.approx(0.1)
    assert figures["dial_1.0.artists.shares_recording"]["value"] == pytest.approx(0.1)


def test_what_was_measured_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, int]] = []

    def described(work: Path, dial: float, seed: int) -> experiment.Described:
        asked.append((dial, seed))
        return made("artist", seed=seed)

    monkeypatch.setattr(experiment, "described", described)
    monkeypatch.setattr(experiment, "SPLIT_SEEDS", range(1))
    monkeypatch.setattr(experiment, "Parallel", lambda n_jobs: lambda jobs: [job(*at, **by) for job, at, by in jobs])
    first = experiment.measured(tmp_path, 0.5, 3)
    assert experiment.measured(tmp_path, 0.5, 3) == first
    assert asked == [(0.5, 3)]
    assert set(first) == set(SPLITS)


@pytest.mark.parametrize("split", SPLITS)
def test_the_network_learns_watches_and_tests_on_windows_that_the_split_keeps_apart(
    split: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def train(model: None, training: Any, watching: Any, *, epochs: int, seed: int) -> dict[str, list[float]]:
        seen["learn"], seen["watch"] = ([int(x) for one in part.features for x in one] for part in (training, watching))
        return {"val_cross_entropy": [1.0] * epochs}

    def predict(model: None, windows: list[Any]) -> list[Any]:
        seen["test"] = [int(x) for one in windows for x in one]
        return [np.eye(10)[[int(x) // 20 // 24 for x in one]] for one in windows]  # 24 tracks a genre, 20 windows each

    monkeypatch.setattr(network, "build_cnn", lambda seed: None)
    monkeypatch.setattr(network, "train", train)
    monkeypatch.setattr(network, "track_probabilities", predict)
    tracks = tracks_of(REPEATS)
    found = network.run(tracks, REPEATS, np.arange(4800).reshape(240, 20), split, 0)
    assert (found["vote"], found["window"]) == (1.0, 1.0)
    assert sorted(seen["learn"] + seen["watch"] + seen["test"]) == list(range(4800))
    assert len(seen["watch"]) > 400
    artists = {part: {tracks[window // 20].artist for window in windows} for part, windows in seen.items()}
    songs = {
        part: {first_recording(tracks[window // 20].track_id, REPEATS) for window in windows}
        for part, windows in seen.items()
    }
    for one, other in (("learn", "watch"), ("learn", "test"), ("watch", "test")):
        assert bool(songs[one] & songs[other]) == (split in ("windows", "tracks"))
        assert bool(artists[one] & artists[other]) == (split != "artists")

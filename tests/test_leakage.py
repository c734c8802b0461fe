"""Leakage: what is common to both sides is found, and each of the four splits shares exactly what it says."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
from made_sounds import changing_sound

from gtzan_course.dataset import Track
from gtzan_course.facts import gtzan_facts
from gtzan_course.leakage import (
    SPLITS,
    artist_key,
    first_recording,
    shared,
    split_groups,
    timbre,
    windows_to_test,
)
from gtzan_course.spectrograms import log_mel
from gtzan_course.splits import writeup_split
from gtzan_course.windows import slice_windows

FACTS = gtzan_facts()
GTZAN = [Track(name, name.split(".")[0], Path(), fact.artist) for name, fact in FACTS.items()]

MADE = [
    Track(f"{genre}.{k:05d}", genre, Path(), f"{genre}-a{k % 4:02d}") for genre in ("blues", "jazz") for k in range(16)
]
REPEATS = {"blues.00001": "blues.00000", "blues.00002": "blues.00001", "jazz.00015": "jazz.00000"}


def names(split, seed):
    """Which tracks have windows on each side."""
    testing = windows_to_test(split, MADE, n_windows=5, repeats=REPEATS, seed=seed)
    sides = [
        [track.track_id for track, row in zip(MADE, side, strict=True) if row.any()] for side in (~testing, testing)
    ]
    return testing, *sides


def test_the_write_up_shares_artists_and_files_as_its_split_has_it():
    train, test = ([track.track_id for track in part] for part in writeup_split(GTZAN))
    artists = {name: fact.artist for name, fact in FACTS.items()}
    assert sum(artists[name] is not None for name in test) == 281
    assert len(shared(train, test, artists)) == 225
    assert len(shared(train, test, {name: fact.md5 for name, fact in FACTS.items()})) == 8


def test_shared_counts_by_hand():
    artists = {"a": "x", "b": "y", "c": "x", "d": None, "e": None, "f": "y", "g": "z"}
    assert shared(["a", "d", "b"], ["g", "f", "e", "c"], artists) == ["f", "c"]
    assert shared([], ["a"], artists) == []
    with pytest.raises(KeyError):
        shared(["a"], ["nobody"], artists)


def test_spellings_of_one_artist_meet_and_others_do_not():
    spelt = {fact.artist for fact in FACTS.values() if fact.artist}
    met = {}
    for name in spelt:
        met.setdefault(artist_key(name), set()).add(name)
    assert sorted(sorted(same) for same in met.values() if len(same) > 1) == [
        ["Earth Wind and Fire", "Earth, Wind & Fire"],
        ["Rage Against The Machine", "Rage Against the Machine"],
    ]
    assert artist_key("Beyoncé") == "beyonce"
    assert artist_key("The The") == "the"
    assert artist_key("The Rolling Stones") == artist_key("Rolling Stones")


def test_a_repetition_of_a_repetition_goes_back_to_the_first():
    assert first_recording("blues.00002", REPEATS) == "blues.00000"
    assert first_recording("blues.00003", REPEATS) == "blues.00003"


def test_a_repetition_is_by_the_artist_that_is_heard():
    groups = dict(zip([track.track_id for track in MADE], split_groups("artists", MADE, REPEATS), strict=True))
    assert groups["blues.00002"] == groups["blues.00000"] == "blues-a00"
    assert groups["jazz.00015"] == "jazz-a00"
    assert split_groups("tracks", MADE, REPEATS) is None


@pytest.mark.parametrize("split", SPLITS)
def test_a_quarter_of_each_genre_is_tested_on(split):
    for seed in range(5):
        testing, _, _ = names(split, seed)
        assert testing.shape == (32, 5)
        slack = {"windows": 0, "tracks": 0, "repetitions": 5, "artists": 20}[split]
        for genre in (slice(16), slice(16, 32)):
            assert abs(testing[genre].sum() - 20) <= slack


def test_each_split_shares_less_than_the_one_before():
    itself, recording, artist = (
        {name: name for name in (track.track_id for track in MADE)},
        {track.track_id: first_recording(track.track_id, REPEATS) for track in MADE},
        dict(zip([track.track_id for track in MADE], split_groups("artists", MADE, REPEATS), strict=True)),
    )
    leaks = {
        split: [[bool(shared(*names(split, seed)[1:], of)) for of in (itself, recording, artist)] for seed in range(8)]
        for split in SPLITS
    }
    assert np.all(leaks["windows"])
    assert not np.any(leaks["tracks"], axis=0)[0]
    assert np.any(leaks["tracks"], axis=0)[1]
    assert np.any(leaks["repetitions"], axis=0).tolist() == [False, False, True]
    assert not np.any(leaks["artists"])


def test_seeds_give_other_splits_and_the_same_seed_the_same():
    for split in SPLITS:
        np.testing.assert_array_equal(names(split, 3)[0], names(split, 3)[0])
        assert len({names(split, seed)[0].tobytes() for seed in range(8)}) > 1


def test_a_split_that_is_none_of_the_four_is_refused():
    with pytest.raises(ValueError, match="one of windows, tracks, repetitions, artists, got 'songs'"):
        windows_to_test("songs", MADE, n_windows=5, repeats={})


def test_timbre_is_librosas_mfcc_summed_up():
    windows = log_mel(slice_windows(changing_sound(99_000)))
    found = timbre(windows, n_mfcc=13)
    assert found.shape == (len(windows), 26)
    for row, window in zip(found, windows, strict=True):
        expected = librosa.feature.mfcc(S=window, n_mfcc=13)
        np.testing.assert_allclose(row[:13], expected.mean(axis=1), atol=1e-3)
        np.testing.assert_allclose(row[13:], expected.std(axis=1), atol=1e-3)


def test_timbre_does_not_hear_how_loud_a_track_is():
    y = changing_sound(66_000)
    loud, soft = (timbre(log_mel(slice_windows((level * y).astype(np.float32)))) for level in (1.0, 0.25))
    np.testing.assert_allclose(loud, soft, atol=0.02)

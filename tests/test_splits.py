"""Splits: counted by genre, apart by group, and the write-up's own by its published ids."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from conftest import GENRES
from hypothesis import given
from hypothesis import strategies as st

from gtzan_course.dataset import Track
from gtzan_course.facts import gtzan_facts, identical_pairs
from gtzan_course.splits import fault_filtered_split, split_tracks, writeup_split

WRITEUP_TEST_SHA256 = "2e35ec16d096564eddaff42a6245fd284f41a0180dfc6e68c58abfb1333b4c1c"
"""Of the sorted ids of the write-up's 300 test tracks, one a line: worked out from its code by itself."""


def made_tracks(n: int, n_artists: int = 10) -> list[Track]:
    """Name n tracks a genre, by artists who take turns, or by nobody."""
    who = [str(i % n_artists) if n_artists else None for i in range(n)]
    return [Track(f"{g}.{i:05d}", g, Path("none.wav"), who[i] and f"{g} {who[i]}") for g in GENRES for i in range(n)]


def artists(tracks: list[Track]) -> list[str | None]:
    return [track.artist for track in tracks]


def assert_a_split(train: list[Track], test: list[Track], tracks: list[Track]) -> None:
    """Check that each track stands once on one side, in its order."""
    learnt, tested = set(train), set(test)
    assert [track for track in tracks if track in learnt] == train
    assert [track for track in tracks if track in tested] == test
    assert Counter(train + test) == Counter(tracks)


@pytest.mark.parametrize("by_artist", [False, True])
def test_gtzans_thousand_tracks_give_700_and_300(by_artist: bool) -> None:
    tracks = made_tracks(100)
    train, test = split_tracks(tracks, groups=artists(tracks) if by_artist else None)
    assert_a_split(train, test, tracks)
    assert Counter(track.genre for track in test) == dict.fromkeys(GENRES, 30)
    assert Counter(track.genre for track in train) == dict.fromkeys(GENRES, 70)


@pytest.mark.parametrize("by_artist", [False, True])
def test_the_seed_decides(by_artist: bool) -> None:
    tracks = made_tracks(20)
    groups = artists(tracks) if by_artist else None
    split = split_tracks(tracks, seed=7, groups=groups)
    assert split_tracks(tracks, seed=7, groups=groups) == split
    assert split_tracks(tracks, seed=8, groups=groups) != split


def test_chance_leaves_artists_on_both_sides() -> None:
    tracks = made_tracks(100)
    train, test = split_tracks(tracks)
    assert set(artists(train)) & set(artists(test))


@pytest.mark.parametrize(("n", "n_artists"), [(100, 10), (100, 7), (100, 5), (60, 3), (30, 2), (6, 6), (6, 2)])
@pytest.mark.parametrize("test_size", [0.15, 0.3, 0.5])
def test_groups_stay_on_one_side_however_few(n: int, n_artists: int, test_size: float) -> None:
    tracks = made_tracks(n, n_artists)
    for seed in range(5):
        train, test = split_tracks(tracks, test_size=test_size, seed=seed, groups=artists(tracks))
        assert_a_split(train, test, tracks)
        assert not set(artists(train)) & set(artists(test))
        possible = [k * n / n_artists for k in range(1, n_artists)]
        nearest = min(abs(size - test_size * n) for size in possible)
        for count in Counter(track.genre for track in test).values():
            assert abs(count - test_size * n) <= nearest + 2  # two: artists who take turns differ by a track
        assert {track.genre for track in test} == {track.genre for track in train} == set(GENRES)


def all_on_one_side(tracks: list[Track]) -> bool:
    """Try every choice of artists for one that leaves each genre on both sides."""
    names, genres = sorted({str(artist) for artist in artists(tracks)}), {track.genre for track in tracks}
    for chosen in itertools.product([False, True], repeat=len(names)):
        test = {name for name, taken in zip(names, chosen, strict=True) if taken}
        sides = [{track.genre for track in tracks if (track.artist in test) == side} for side in (False, True)]
        if sides == [genres, genres]:
            return False
    return True


@given(st.lists(st.tuples(st.sampled_from(GENRES[:3]), st.integers(0, 5)), min_size=2, max_size=40), st.integers(0, 9))
def test_groups_across_genres_never_stand_on_both_sides(drawn: list[tuple[str, int]], seed: int) -> None:
    tracks = [Track(f"{genre}.{i:05d}", genre, Path("none.wav"), str(who)) for i, (genre, who) in enumerate(drawn)]
    if all_on_one_side(tracks):
        with pytest.raises(ValueError, match="on one side only"):
            split_tracks(tracks, seed=seed, groups=artists(tracks))
        return
    train, test = split_tracks(tracks, seed=seed, groups=artists(tracks))
    assert_a_split(train, test, tracks)
    assert not set(artists(train)) & set(artists(test))
    assert {track.genre for track in test} == {track.genre for track in train}


def test_unequal_groups_come_near_the_share() -> None:
    rng = random.Random(0)
    tracks = [
        Track(f"{g}.{i:05d}", g, Path("none.wav"), f"{g} {rng.randrange(30) ** 2}") for g in GENRES for i in range(100)
    ]
    _, test = split_tracks(tracks, groups=artists(tracks))
    counts = Counter(track.genre for track in test)
    assert all(28 <= counts[genre] <= 32 for genre in GENRES)


def test_a_track_without_a_group_is_its_own() -> None:
    tracks = made_tracks(100)
    _, test = split_tracks(tracks, groups=[None] * len(tracks))
    assert Counter(track.genre for track in test) == dict.fromkeys(GENRES, 30)


def test_a_genre_with_one_artist_is_named() -> None:
    tracks = made_tracks(20)
    groups = ["Ada" if track.genre == "jazz" else track.artist for track in tracks]
    with pytest.raises(ValueError, match="put jazz on one side only"):
        split_tracks(tracks, groups=groups)


def test_each_track_needs_a_group() -> None:
    with pytest.raises(ValueError, match="got 9 groups for 100 tracks"):
        split_tracks(made_tracks(10), groups=["someone"] * 9)


@pytest.mark.parametrize("test_size", [0, 1, -0.1, 30])
def test_a_share_is_between_0_and_1(test_size: float) -> None:
    with pytest.raises(ValueError, match="test_size between 0 and 1"):
        split_tracks(made_tracks(10), test_size=test_size)


def test_a_share_too_small_for_every_genre_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"each of 10 genres on both sides, got 20 tracks and a test_size of 0\.1"):
        split_tracks(made_tracks(2), test_size=0.1)


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_writeups_split_is_known_track_by_track(shuffled: bool) -> None:
    tracks = made_tracks(100)
    if shuffled:
        random.Random(1).shuffle(tracks)
    train, test = writeup_split(tracks)
    ids = sorted(track.track_id for track in test)
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest() == WRITEUP_TEST_SHA256
    assert (len(train), len(test)) == (700, 300)
    assert set(train) | set(test) == set(tracks)


@pytest.mark.gtzan
def test_the_writeups_split_is_the_reconstructed_one(gtzan_facts_dir: Path) -> None:
    published = (gtzan_facts_dir / "hguimaraes_test_300_reconstructed.txt").read_text().split()
    _, test = writeup_split(made_tracks(100))
    assert len(published) == 300
    assert {track.track_id for track in test} == set(published)


def test_most_of_the_writeups_test_tracks_share_their_artist_with_a_training_track() -> None:
    train, test = writeup_split(gtzan_tracks())
    heard = {track.artist for track in train}
    known = [track for track in test if track.artist is not None]
    assert (len(known), sum(track.artist in heard for track in known)) == (281, 225)


def test_the_fault_filtered_split_has_its_published_sizes_and_keeps_artists_apart() -> None:
    tracks = gtzan_tracks()
    parts = fault_filtered_split(tracks)
    assert [len(part) for part in parts] == [443, 197, 290]
    assert all([track for track in tracks if track in set(part)] == part for part in parts), "in their order"
    for one, other in itertools.combinations(parts, 2):
        assert not set(one) & set(other)
        assert not {track.artist for track in one if track.artist} & {track.artist for track in other}
    assert all({track.genre for track in part} == set(GENRES) for part in parts)


@pytest.mark.gtzan
def test_the_fault_filtered_split_is_the_published_one(gtzan_facts_dir: Path) -> None:
    published = [(gtzan_facts_dir / f"filtered_{name}.txt").read_text().split() for name in ("train", "valid", "test")]
    parts = fault_filtered_split(made_tracks(100, n_artists=0))
    assert [sorted(track.track_id for track in part) for part in parts] == [sorted(ids) for ids in published]


def test_the_fault_filtered_split_leaves_out_what_it_knows_to_be_faulty() -> None:
    kept = {track.track_id for part in fault_filtered_split(gtzan_tracks()) for track in part}
    assert len(kept) == 930
    for first, second in identical_pairs({name: one.md5 for name, one in gtzan_facts().items()}):
        assert not {first, second} <= kept, "the same file twice"


def test_a_copy_that_lacks_a_track_is_divided_as_far_as_it_goes() -> None:
    whole = gtzan_tracks()
    lacking = [track for track in whole if track.track_id != "jazz.00054"]
    assert [len(part) for part in fault_filtered_split(lacking)] == [
        sum(track.track_id != "jazz.00054" for track in part) for part in fault_filtered_split(whole)
    ]
    assert fault_filtered_split([]) == ([], [], [])


def test_other_data_has_no_fault_filtered_split() -> None:
    song = Track("song", "rock", Path("song.mp3"))
    with pytest.raises(ValueError, match=r"1 of 1001 are not: song\. Split other data with split_tracks"):
        fault_filtered_split([*gtzan_tracks(), song])
    with pytest.raises(ValueError, match=r"1000 of 1000 are not: blues\.00000 by blues 0, "):
        fault_filtered_split(made_tracks(100))


def test_gtzans_own_artists_can_be_kept_apart() -> None:
    tracks = gtzan_tracks()
    train, test = split_tracks(tracks, groups=artists(tracks))
    assert not {track.artist for track in train if track.artist} & {track.artist for track in test}
    assert all(25 <= n <= 35 for n in Counter(track.genre for track in test).values())


def gtzan_tracks() -> list[Track]:
    """Name GTZAN's tracks with the artists that Sturm found."""
    return [
        Track(one.track_id, one.track_id.split(".")[0], Path("none.wav"), one.artist) for one in gtzan_facts().values()
    ]

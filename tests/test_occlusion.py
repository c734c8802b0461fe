"""Occlusion: exact on networks whose reasons are known, and on demo tracks whose decisive player is known."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose, render
from gtzan_course.demo.parts import Tape, players
from gtzan_course.ledger import read_figures
from gtzan_course.model import load_model
from gtzan_course.occlusion import COVERS, heard_through, occlusion_map, patch_means, tie
from gtzan_course.spectrograms import log_mel, mel_power
from gtzan_course.training import predict_windows
from gtzan_course.windows import slice_windows

HERE = slice(32, 48), slice(48, 64)
"""Row 2, column 3 of eight rows and columns: frames 48.375 to 64.5, to whole frames."""


class ByOnePatch:
    """A network that goes by the mean of one patch, in dB: probability 1 at 0 dB, 0 at -100."""

    def predict_on_batch(self, x: np.ndarray) -> np.ndarray:
        assert x.shape[1:] == (128, 129, 1)
        p = 1 + x[:, *HERE, 0].mean(axis=(1, 2)) / 100
        return np.stack([1 - p, p], axis=1).astype(np.float32)


@pytest.fixture
def windows() -> np.ndarray:
    return np.random.default_rng(0).uniform(-60, -10, (3, 128, 129)).astype(np.float32)


def test_only_the_patch_that_counts_is_marked_and_by_what_it_loses(windows) -> None:
    fallen = occlusion_map(ByOnePatch(), windows, 1)
    assert fallen.shape == (3, 8, 8)
    expected = np.zeros((3, 8, 8))
    expected[:, 2, 3] = 0.2
    np.testing.assert_allclose(fallen, expected, atol=1e-5)
    np.testing.assert_allclose(occlusion_map(ByOnePatch(), windows, 0), -expected, atol=1e-5)


@pytest.mark.parametrize("cover", COVERS)
def test_what_a_patch_is_covered_with(windows, cover: str) -> None:
    patch = windows[:, *HERE]
    covered = {
        "softer": np.maximum(patch - 20, -80).mean(axis=(1, 2)),
        "silent": np.full(3, -80.0),
        "grey": windows.mean(axis=(1, 2)),
        "steady": patch.mean(axis=(1, 2)),
    }[cover]
    fallen = occlusion_map(ByOnePatch(), windows, 1, cover=cover)
    np.testing.assert_allclose(fallen[:, 2, 3], (patch.mean(axis=(1, 2)) - covered) / 100, atol=1e-5)


def test_a_patch_that_is_turned_down_stays_on_the_floor() -> None:
    fallen = occlusion_map(ByOnePatch(), np.full((1, 128, 129), -70.0, np.float32), 1)
    assert fallen[0, 2, 3] == pytest.approx(0.1)


def test_the_windows_stay_as_they_are(windows) -> None:
    before = windows.copy()
    occlusion_map(ByOnePatch(), windows, 1)
    np.testing.assert_array_equal(windows, before)


def test_whole_bands_and_whole_moments(windows) -> None:
    bands = occlusion_map(ByOnePatch(), windows, 1, columns=1)
    np.testing.assert_allclose(bands[:, :, 0], 0.2 * (np.arange(8) == 2) * np.ones((3, 1)), atol=1e-5)
    moments = occlusion_map(ByOnePatch(), windows, 1, rows=1)
    np.testing.assert_allclose(moments[:, 0], 0.2 * (np.arange(8) == 3) * np.ones((3, 1)), atol=1e-5)


def test_together_the_patches_cover_each_cell_once() -> None:
    for rows, columns in ((8, 8), (1, 129), (128, 1), (5, 7)):
        cells = np.random.default_rng(1).normal(size=(2, 128, 129))
        means = patch_means(cells, rows=rows, columns=columns)
        ones = patch_means(np.ones_like(cells), rows=rows, columns=columns)
        assert means.shape == (2, rows, columns)
        np.testing.assert_array_equal(ones, 1)
    np.testing.assert_allclose(patch_means(cells, rows=1, columns=1)[:, 0, 0], cells.mean(axis=(1, 2)))


def test_what_cannot_be_mapped_is_refused(windows) -> None:
    with pytest.raises(ValueError, match=r"For one window pass windows\[i : i \+ 1\]"):
        occlusion_map(ByOnePatch(), windows[0], 1)
    with pytest.raises(ValueError, match="Expected 1 to 128 rows and 1 to 129 columns, got 129 and 8"):
        occlusion_map(ByOnePatch(), windows, 1, rows=129)
    with pytest.raises(ValueError, match="Expected one of the covers softer, silent, grey, steady, got 'black'"):
        occlusion_map(ByOnePatch(), windows, 1, cover="black")
    with pytest.raises(ValueError, match="Take one window's"):
        heard_through(np.zeros(33_000), np.ones((1, 8, 8)))


def test_a_tie_is_a_correlation_over_patches(windows) -> None:
    fallen = patch_means(windows)
    assert tie(fallen, windows) == pytest.approx(1)
    assert tie(-2 * fallen + 3, windows) == pytest.approx(-1)
    assert tie(fallen, np.zeros_like(windows)) == 0


def test_through_open_patches_all_is_heard_and_through_closed_ones_nothing() -> None:
    y = np.random.default_rng(0).normal(0, 0.1, 33_000).astype(np.float32)
    np.testing.assert_allclose(heard_through(y, np.ones((8, 8))), y, atol=1e-5)
    assert np.abs(heard_through(y, np.zeros((8, 8)))).max() == 0


def test_what_is_let_through_lies_where_the_patches_lie() -> None:
    """Of white noise only row 5 of column 2 is left: measured by the mel spectrogram of what one hears."""
    y = np.random.default_rng(0).normal(0, 0.1, 33_000).astype(np.float32)
    gains = np.zeros((8, 8))
    gains[5, 2] = 1
    power = patch_means(mel_power(heard_through(y, gains)[np.newaxis]))[0]
    assert np.unravel_index(power.argmax(), power.shape) == (5, 2)
    assert power[5, 2] > 0.8 * power.sum()
    whole = patch_means(mel_power(y[np.newaxis]))[0]
    assert power[5, 2] == pytest.approx(whole[5, 2], rel=0.2)


@functools.cache
def tape(genre: str, artist: int) -> Tape:
    return Tape(compose(genre, seed=2024, artist=artist, track=0))


def test_a_tape_of_everybody_is_the_track() -> None:
    score = tape("jazz", 35).score
    np.testing.assert_array_equal(tape("jazz", 35).without(), render(score, n_samples=660_000))
    assert list(players(score)) == ["drums", "upright bass", "trumpet", "piano"]


def test_the_players_shares_are_shares_and_the_bass_is_low() -> None:
    shares = tape("jazz", 35).power_shares()
    np.testing.assert_allclose(sum(shares.values()), 1, atol=1e-4)
    low = {player: share[:, :8].mean() for player, share in shares.items()}
    assert max(low, key=low.get) == "upright bass"


def test_a_player_who_comes_and_goes_has_no_share_while_gone() -> None:
    [part] = players(tape("blues", 34).score)["saxophone"]
    sounds = np.zeros(39, bool)
    for note in next(p for p in tape("blues", 34).score.midi.instruments if p.name == part).notes:
        sounds |= (np.arange(39) * 0.748 < note.end) & (np.arange(39) * 0.748 + 1.497 > note.start)
    assert 5 < sounds.sum() < 34
    by_window = tape("blues", 34).power_shares()["saxophone"].mean(axis=(1, 2))
    assert np.median(by_window[~sounds]) < 0.01 < np.median(by_window[sounds])


@pytest.mark.parametrize(
    ("genre", "artist", "named", "decider"),
    [("jazz", 35, "jazz", "trumpet"), ("rock", 32, "rock", "finger bass"), ("blues", 34, "jazz", "saxophone")],
)
def test_what_decides_lies_where_the_decisive_player_sounds(genre, artist, named, decider) -> None:
    """Ten windows that vote for a genre; the tenth of their patches that costs most, against turned-round maps.

    Who decides is known from playing the track without each player. In each window rows and columns are turned round
    at random, 999 times: the marked patches then hold as much of the player only by chance.
    """
    model, _ = load_model(shipped_model_path())
    windows, label = log_mel(slice_windows(tape(genre, artist).without())), GENRES.index(named)
    probabilities = predict_windows(model, windows)
    voters = np.flatnonzero(probabilities.argmax(axis=1) == label)
    chosen = voters[np.linspace(0, len(voters) - 1, 10).astype(int)]
    falls = {
        player: np.mean(
            probabilities[chosen, label]
            - predict_windows(model, log_mel(slice_windows(tape(genre, artist).without(player))[chosen]))[:, label]
        )
        for player in tape(genre, artist).players
    }
    assert max(falls, key=falls.get) == decider
    fallen = occlusion_map(model, windows[chosen], label)
    share = patch_means(tape(genre, artist).power_shares()[decider][chosen])
    marked = fallen >= np.quantile(fallen, 0.9)
    rng = np.random.default_rng(0)
    chance = [
        share[np.stack([np.roll(mask, rng.integers(8, size=2), axis=(0, 1)) for mask in marked])].mean()
        for _ in range(999)
    ]
    assert np.mean(chance >= share[marked].mean()) < 0.02
    assert share[marked].mean() > 1.1 * share.mean()


def test_over_many_tracks_the_map_finds_the_decisive_player_more_often_than_chance_and_than_grey() -> None:
    """As logged, on artists on whose tracks nothing was chosen."""
    figures = read_figures("occlusion")
    assert figures["fresh.softer.found"]["low"] > figures["fresh.chance"]["value"]
    assert figures["fresh.softer.found"]["value"] > figures["fresh.grey.found"]["value"]

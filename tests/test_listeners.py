"""Tests of the pretrained listener: how it wants its sound, what it says without weights, and real tracks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gtzan_course import musicnn
from gtzan_course.classification import classify, shipped_model_path
from gtzan_course.dataset import GENRES, read_tracks
from gtzan_course.heads import Head
from gtzan_course.listeners import HEAD, MUSICNN, load_listener, read_head
from gtzan_course.resampling import KAISER_BEST
from gtzan_course.streaming import stream_windows

SHIPPED = shipped_model_path("pretrained")


def test_a_track_comes_in_musicnns_patches(tmp_path: Path) -> None:
    """30 s at 22,050 Hz: 28 patches of 187 frames, 61 frames apart, as its own program cuts them."""
    y = (0.1 * np.random.default_rng(0).normal(size=661_500)).astype(np.float32)
    soundfile.write(tmp_path / "y.wav", y, 22_050, subtype="FLOAT")
    patches = np.concatenate(list(stream_windows(tmp_path / "y.wav", hearing=MUSICNN)))
    assert patches.shape == (28, 48_128)
    assert not patches[0, :256].any()
    np.testing.assert_array_equal(patches[0, 15_616:], patches[1, : 48_128 - 15_616])
    assert MUSICNN.kernel == KAISER_BEST


def test_too_short_says_for_how_long_it_listens(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "y.wav", np.ones(22_050, np.float32) / 2, 22_050)
    with pytest.raises(
        ValueError, match=r"at least one window of 47,872 samples \(3\.0 s at 16,000 Hz\), found 16,000"
    ):
        list(stream_windows(tmp_path / "y.wav", hearing=MUSICNN))


def test_the_shipped_head_says_what_it_has_heard() -> None:
    head = read_head(SHIPPED)
    assert head.weights.shape == (50, 10)
    with np.load(SHIPPED, allow_pickle=False) as arrays:
        card = json.loads(str(arrays["card"]))
    assert card["genres"] == list(GENRES)
    assert "443 tracks of GTZAN" in card["learnt_from"]
    assert 0 < card["split_below"] < 1


def test_the_head_knows_which_tag_speaks_for_which_genre() -> None:
    """The tags that bear a genre's name add more to that genre than to the mean of the others."""
    weights = read_head(SHIPPED).weights
    for tag in ("jazz", "blues", "country", "metal", "pop"):
        row = weights[musicnn.TAGS.index(tag)]
        assert row[GENRES.index(tag)] > row.mean(), tag


def test_without_weights_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(musicnn.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="make pretrained"):
        load_listener(SHIPPED)


@pytest.mark.parametrize("arrays", [{}, {"weights": np.zeros((50, 10))}])
def test_a_head_without_its_numbers_is_refused(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    card = {"kind": HEAD, "genres": list(GENRES), "learnt_from": "nothing", "split_below": 0.5}
    np.savez(tmp_path / "head.npz", card=np.array(json.dumps(card)), **arrays)
    with pytest.raises(ValueError, match=r"Expected a head on musicnn, could not read .*head\.npz"):
        load_listener(tmp_path / "head.npz")


def test_steady_sounds_are_doubted(tmp_path: Path) -> None:
    t = np.arange(10 * 22_050) / 22_050
    noise = 0.1 * np.random.default_rng(0).normal(size=t.size)
    for name, y in {"tone": 0.5 * np.sin(2 * np.pi * 440 * t), "noise": noise}.items():
        soundfile.write(tmp_path / f"{name}.wav", y, 22_050)
        found = classify(tmp_path / f"{name}.wav", model="pretrained")
        assert any("hardly changes" in doubt for doubt in found.doubts), name


@pytest.mark.gtzan
def test_real_tracks_are_mostly_named_rightly_and_like_music(gtzan_dir: Path) -> None:
    """One track a genre; the head has learnt from some of them, so this is a check of the chain, not an accuracy."""
    tracks = read_tracks(gtzan_dir)
    found = [classify(next(t for t in tracks if t.genre == genre).path, model="pretrained") for genre in GENRES]
    assert sum(one.genre == genre for one, genre in zip(found, GENRES, strict=True)) >= 6
    assert not any("hardly changes" in doubt for one in found for doubt in one.doubts)


def test_a_head_is_what_its_numbers_are() -> None:
    head = read_head(SHIPPED)
    assert isinstance(head, Head)
    np.testing.assert_allclose(head.probabilities(np.full((3, 50), 0.5)).sum(axis=1), 1)

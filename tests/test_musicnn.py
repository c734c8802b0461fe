"""Tests of musicnn: its front end beside librosa's, its network beside the published activations of real tracks."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile

from gtzan_course import musicnn
from gtzan_course.dataset import read_tracks
from gtzan_course.musicnn import (
    LEAD,
    N_FRAMES,
    PATCH_HOP,
    PATCH_LENGTH,
    TAGS,
    build_musicnn,
    load_musicnn,
    musicnn_mel,
    musicnn_power,
)
from gtzan_course.resampling import resample_blocks
from gtzan_course.taggrams import read_taggrams
from gtzan_course.windows import slice_windows


def noise(n_samples: int) -> np.ndarray:
    return (0.1 * np.random.default_rng(0).normal(size=n_samples)).astype(np.float32)


def test_patches_are_what_librosa_makes_of_the_whole_track() -> None:
    """As musicnn's own program: one spectrogram of the track, cut into patches of 187 frames every 61."""
    y = noise(30 * 16_000)
    whole = librosa.feature.melspectrogram(y=y, sr=16_000, n_fft=512, hop_length=256, n_mels=96, pad_mode="constant").T
    whole = np.log10(10_000 * whole.astype(np.float16).astype(np.float32) + 1)
    patches = slice_windows(np.pad(y, (LEAD, 0)), window_length=PATCH_LENGTH, window_hop=PATCH_HOP)
    mels = musicnn_mel(musicnn_power(patches))
    assert mels.shape == (28, 187, 96)
    for number in (0, 1, 27):
        np.testing.assert_allclose(mels[number], whole[61 * number :][:N_FRAMES], atol=2e-3)


def test_silence_is_zero() -> None:
    assert not musicnn_mel(musicnn_power(np.zeros((2, PATCH_LENGTH), np.float32))).any()


def test_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Expected patches of shape \(n_patches, 48128\), got shape \(2, 33000\)"):
        musicnn_power(np.zeros((2, 33_000), np.float32))


def test_the_network_has_the_published_size() -> None:
    """The paper counts 787,000 parameters."""
    model = build_musicnn()
    assert model.output_shape == (None, 50)
    n_parameters = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert round(n_parameters, -3) == 787_000
    assert len(set(TAGS)) == 50


def test_missing_weights_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"found none in .*make pretrained"):
        load_musicnn(tmp_path)
    monkeypatch.setattr(musicnn.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match=r"no package musicnn.*pip install --no-deps musicnn==0\.1\.0"):
        load_musicnn()


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".index").write_bytes(b"no checkpoint")
    with pytest.raises(ValueError, match=r"Expected musicnn's weights, could not read"):
        load_musicnn(tmp_path)


@pytest.mark.gtzan
def test_real_tracks_give_the_published_activations(gtzan_dir: Path, gtzan_facts_dir: Path) -> None:
    """Two tracks' patches, 50 tags each: the network, its front end and its resampling together."""
    model = load_musicnn()
    published = dict(zip(*published_activations(gtzan_facts_dir), strict=True))
    heard = [track for track in read_tracks(gtzan_dir) if track.track_id in published][::14]
    assert heard
    for track in heard:
        patches = slice_windows(waveform(track.path), window_length=PATCH_LENGTH, window_hop=PATCH_HOP)
        activations = model.predict(musicnn_mel(musicnn_power(patches)), verbose=0)
        np.testing.assert_allclose(activations, published[track.track_id][: len(activations)], atol=1e-3)


def published_activations(folder: Path) -> tuple[tuple[str, ...], tuple[np.ndarray, ...]]:
    parts = [read_taggrams(part, folder=folder) for part in ("train", "test")]
    return sum((part.track_ids for part in parts), ()), sum((part.activations for part in parts), ())


def waveform(path: Path) -> np.ndarray:
    """A track at 16,000 Hz with musicnn's lead, mirrored as librosa did then, not silent as it does now."""
    y, sr = soundfile.read(path, dtype="float32")
    y = np.concatenate(list(resample_blocks([y], sr, 16_000)))
    return np.concatenate([y[LEAD:0:-1], y])

"""Decoding: soundfile and librosa know what is right, and sines say it by formula."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from conftest import tone

from gtzan_course.audio import SAMPLE_RATE, read_blocks


def whole(path: Path) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.float32), *read_blocks(path)])


@pytest.mark.parametrize("suffix", ["wav", "au", "flac", "aiff"])
def test_lossless_formats_come_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    y = tone(440, 1.0)
    soundfile.write(tmp_path / f"a.{suffix}", y, SAMPLE_RATE, subtype="PCM_16")
    read = whole(tmp_path / f"a.{suffix}")
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, y, atol=1 / 2**15)


@pytest.mark.parametrize("suffix", ["ogg", "mp3"])
def test_lossy_formats_keep_the_tone(tmp_path: Path, suffix: str) -> None:
    soundfile.write(tmp_path / f"a.{suffix}", tone(1000, 2.0), SAMPLE_RATE)
    y = whole(tmp_path / f"a.{suffix}")
    assert np.abs(np.fft.rfft(y)).argmax() * SAMPLE_RATE / len(y) == pytest.approx(1000, abs=1)


@pytest.mark.parametrize("sr", [8_000, 44_100, 48_000])
def test_blocks_of_a_long_stereo_file_equal_librosa(tmp_path: Path, sr: int) -> None:
    noise = np.random.default_rng(0).normal(0, 0.2, (45 * sr + 7, 2)).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", noise, sr, subtype="FLOAT")
    expected, _ = librosa.load(tmp_path / "a.wav", sr=SAMPLE_RATE, mono=True)
    y = whole(tmp_path / "a.wav")
    assert abs(len(y) - len(expected)) <= 1
    n = min(len(y), len(expected))
    np.testing.assert_allclose(y[:n], expected[:n], atol=1e-3)


def test_resampling_does_not_click_where_blocks_meet(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(1000, 45, sr=44_100), 44_100, subtype="FLOAT")
    y, expected = whole(tmp_path / "a.wav"), tone(1000, 45)
    assert len(y) == len(expected)
    inner = slice(2000, -2000)
    np.testing.assert_allclose(y[inner], expected[inner], atol=1e-3)


def test_channels_are_averaged(tmp_path: Path) -> None:
    left, right = tone(300, 0.5), tone(500, 0.5)
    soundfile.write(tmp_path / "a.wav", np.stack([left, right, -left], axis=1), SAMPLE_RATE, subtype="FLOAT")
    np.testing.assert_allclose(whole(tmp_path / "a.wav"), right / 3, atol=1e-6)


@pytest.mark.parametrize("sr", [8_000, 22_050, 44_100])
def test_no_block_is_longer_than_about_twenty_seconds(tmp_path: Path, sr: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(125 * sr, np.float32), sr)
    lengths = [len(block) for block in read_blocks(tmp_path / "a.wav")]
    assert sum(lengths) == pytest.approx(125 * SAMPLE_RATE, abs=1)
    assert max(lengths) <= 20.2 * SAMPLE_RATE


@pytest.mark.parametrize("suffix", ["wav", "mp3", "ogg"])
def test_a_truncated_file_ends_where_its_sound_ends(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 45 * SAMPLE_RATE)
    soundfile.write(tmp_path / f"whole.{suffix}", noise, SAMPLE_RATE)
    data = (tmp_path / f"whole.{suffix}").read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(data[: int(0.7 * len(data))])
    expected, _ = soundfile.read(cut, dtype="float32")
    assert 0.6 * len(noise) < len(expected) < 0.8 * len(noise)
    np.testing.assert_allclose(whole(cut), expected, atol=5e-3)  # an MP3 decoder restarts at each block


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("sr", [22_050, 44_100])
def test_values_that_are_not_finite_are_refused(tmp_path: Path, value: float, sr: int) -> None:
    y = np.zeros(25 * sr, np.float32)
    y[-sr] = value
    soundfile.write(tmp_path / "bad.wav", y, sr, subtype="FLOAT")
    with pytest.raises(ValueError, match=r"NaN or infinity in .*bad\.wav"):
        whole(tmp_path / "bad.wav")


@pytest.mark.parametrize("name", ["text.wav", "text.mp3", "text.flac", "text.raw", "text.txt", "text"])
@pytest.mark.parametrize("content", [b"", b"this is no audio\n" * 200])
def test_what_is_no_audio_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"Expected audio.*{name}"):
        whole(tmp_path / name)


def test_a_missing_file_and_a_folder_are_no_audio(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(FileNotFoundError, match=f"none at {path}"):
            whole(path)


def test_a_file_without_samples_gives_none(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), SAMPLE_RATE)
    assert len(whole(tmp_path / "empty.wav")) == 0

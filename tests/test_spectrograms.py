"""Mel spectrograms: librosa, sines and scaling know what is right."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import pytest
from conftest import tone
from threadpoolctl import threadpool_limits

from gtzan_course.dataset import load_audio, read_tracks
from gtzan_course.spectrograms import decibels, log_mel, mel_power
from gtzan_course.windows import slice_windows


@pytest.fixture(scope="module")
def windows() -> np.ndarray:
    """Make eleven windows: noise, a chirp, a click, quiet noise, clipped noise; an odd number of them."""
    rng = np.random.default_rng(0)
    t = np.arange(33_000) / 22_050
    click = np.zeros(33_000)
    click[100] = 1.0
    noise = rng.normal(0, 0.1, (7, 33_000))
    others = [np.sin(2000 * t**2), click, 1e-4 * noise[0], np.clip(20 * noise[1], -1, 1)]
    return np.concatenate([noise, others]).astype(np.float32)


def by_librosa(window: np.ndarray) -> np.ndarray:
    return librosa.feature.melspectrogram(
        y=window, sr=22_050, n_fft=1024, hop_length=256, n_mels=128, pad_mode="constant"
    )


def assert_equals_librosa(windows: np.ndarray) -> None:
    power = mel_power(windows)
    assert power.shape == (len(windows), 128, 129)
    assert power.dtype == np.float32
    for ours, window in zip(power, windows, strict=True):
        expected = by_librosa(window)
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-5 * expected.max())


def test_mel_power_equals_librosa_window_by_window(windows: np.ndarray) -> None:
    assert_equals_librosa(windows)


def test_mel_power_equals_librosa_for_other_lengths() -> None:
    for n_samples in (1024, 5000, 33_023, 33_024):
        window = np.random.default_rng(0).normal(size=(1, n_samples)).astype(np.float32)
        expected = by_librosa(window[0])
        assert mel_power(window).shape == (1, *expected.shape)
        np.testing.assert_allclose(mel_power(window)[0], expected, rtol=0, atol=1e-5 * expected.max())


@pytest.mark.gtzan
def test_mel_power_equals_librosa_on_real_tracks(gtzan_dir: Path) -> None:
    for track in read_tracks(gtzan_dir)[::12]:
        assert_equals_librosa(slice_windows(load_audio(track.path))[::9])


def test_mel_power_is_twice_as_fast_as_the_writeups_loop(windows: np.ndarray) -> None:
    def writeup() -> None:
        for window in windows:
            librosa.feature.melspectrogram(y=window, n_fft=1024, hop_length=256, n_mels=128)

    with threadpool_limits(1):
        assert median_time(writeup) > 2 * median_time(lambda: mel_power(windows))


def median_time(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def test_no_window_depends_on_its_neighbours(windows: np.ndarray) -> None:
    together = mel_power(windows)
    loud_neighbours = np.concatenate([100 * windows[1:4], windows[5:6], 100 * windows[:2]])
    for i in range(len(windows)):
        tolerance = 1e-6 * together[i].max()
        np.testing.assert_allclose(mel_power(windows[i : i + 1])[0], together[i], rtol=0, atol=tolerance)
    np.testing.assert_allclose(log_mel(loud_neighbours)[3], log_mel(windows)[5], atol=1e-3)


@pytest.mark.parametrize("frequency", [250, 1000, 4000, 9000])
def test_a_sine_peaks_in_the_band_nearest_to_it(frequency: int) -> None:
    centres = librosa.mel_frequencies(n_mels=130, fmax=11_025)[1:-1]
    power = mel_power(tone(frequency, 33_000 / 22_050)[None])[0]
    frames = slice(4, -4)
    assert set(power[:, frames].argmax(axis=0)) == {np.abs(centres - frequency).argmin()}


def test_log_mel_spans_80_decibels_below_each_windows_own_maximum(windows: np.ndarray) -> None:
    values = log_mel(windows)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(values.max(axis=(1, 2)), 0)
    assert values.min() == -80
    assert values[8].min() == -80  # the click is silent elsewhere


def test_log_mel_is_librosas_without_its_floor(windows: np.ndarray) -> None:
    for ours, window in zip(log_mel(windows), windows, strict=True):
        expected = librosa.power_to_db(by_librosa(window), ref=np.max, amin=1e-30, top_db=80)
        np.testing.assert_allclose(ours, expected, atol=0.01)


@pytest.mark.parametrize("scale", [1e-3, 1e-6, 30])
def test_loudness_does_not_matter(windows: np.ndarray, scale: float) -> None:
    np.testing.assert_allclose(log_mel(windows * np.float32(scale)), log_mel(windows), atol=0.01)


def test_silence_is_at_the_floor_and_stays_there_beside_sound(windows: np.ndarray) -> None:
    silence = np.zeros((1, 33_000), np.float32)
    assert (log_mel(silence) == -80).all()
    assert (log_mel(np.concatenate([windows[:1], silence]))[1] == -80).all()


def test_decibels_known_values() -> None:
    power = np.array([[[100, 10, 1], [1e-5, 1e-6, 1e-7]], [[0, 0, 0], [0, 0, 4]]], np.float32)
    expected = [[[0, -10, -20], [-70, -80, -80]], [[-80, -80, -80], [-80, -80, 0]]]
    np.testing.assert_allclose(decibels(power), expected, atol=1e-4)


def test_no_windows_give_no_spectrograms() -> None:
    assert log_mel(np.zeros((0, 33_000), np.float32)).shape == (0, 128, 129)


def test_what_is_not_windows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got shape \(33000,\)"):
        mel_power(np.zeros(33_000, np.float32))
    for value in (np.nan, np.inf):
        broken = np.zeros((2, 33_000), np.float32)
        broken[1, 5000] = value
        with pytest.raises(ValueError, match="NaN or infinity"):
            log_mel(broken)

"""The classical features against sounds whose answers are known."""

import time
from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from scipy.stats import kurtosis, skew

from gtzan_course import features
from gtzan_course.cache import fingerprint
from gtzan_course.dataset import Track, load_audio
from gtzan_course.demo import compose, render
from gtzan_course.features import CURVES, FAMILIES, FEATURE_NAMES, cached_features, classical_features, feature_curves

SR = 22_050


def named(y: np.ndarray) -> dict[str, float]:
    return dict(zip(FEATURE_NAMES, classical_features(y.astype(np.float32)), strict=True))


@pytest.fixture(scope="module")
def sine() -> dict[str, float]:
    return named(0.5 * np.sin(2 * np.pi * 1000 * np.arange(5 * SR) / SR))


@pytest.fixture(scope="module")
def noise() -> dict[str, float]:
    return named(0.1 * np.random.default_rng(0).standard_normal(5 * SR))


def test_there_are_163_features_with_names_of_their_own(sine: dict[str, float]) -> None:
    assert len(FEATURE_NAMES) == len(set(FEATURE_NAMES)) == 27 * 6 + 1 == len(sine)


def test_a_sine_is_as_bright_as_its_frequency(sine: dict[str, float]) -> None:
    assert sine["centroid_mean"] == pytest.approx(1000, rel=0.02)
    assert sine["zero_crossings_mean"] == pytest.approx(2 * 1000 / SR, rel=0.02)


def test_a_sine_is_as_loud_as_its_amplitude_says(sine: dict[str, float]) -> None:
    assert sine["rms_max"] == pytest.approx(0.5 / np.sqrt(2), rel=0.01)


def test_white_noise_is_centred_on_half_of_nyquist_and_flat(noise: dict[str, float], sine: dict[str, float]) -> None:
    assert noise["centroid_mean"] == pytest.approx(SR / 4, rel=0.02)
    assert noise["rolloff_mean"] == pytest.approx(0.85 * SR / 2, rel=0.02)
    assert noise["flatness_mean"] > 0.5 > 0.01 > sine["flatness_mean"]


def test_curves_follow_the_sound_in_time() -> None:
    """A second of a low tone, then one of a high one: the centroid is of each while it sounds."""
    t = np.arange(SR) / SR
    y = np.concatenate([np.sin(2 * np.pi * 440 * t), np.sin(2 * np.pi * 3520 * t)]).astype(np.float32)
    curves = feature_curves(y)
    assert curves.shape == (27, 1 + 2 * SR // 512)
    centroid = curves[CURVES.index("centroid")]
    np.testing.assert_allclose(centroid[5:35], 440, rtol=0.02)
    np.testing.assert_allclose(centroid[50:80], 3520, rtol=0.02)


def test_families_hold_each_feature_once_under_its_name() -> None:
    assert sorted(i for columns in FAMILIES.values() for i in columns) == list(range(163))
    assert all(FEATURE_NAMES[i].startswith(family) for family, columns in FAMILIES.items() for i in columns)
    assert len(FAMILIES) == 10


def test_tempo_of_clicks_is_found() -> None:
    y = np.zeros(20 * SR)
    y[:: SR // 2] = 1.0
    assert named(y)["tempo"] == pytest.approx(120, rel=0.03)


def test_summaries_of_loudness_are_ordered_and_skewed_by_a_swell() -> None:
    swell = np.linspace(0, 1, 5 * SR) ** 4 * np.random.default_rng(1).standard_normal(5 * SR) * 0.1
    f = named(swell)
    assert f["rms_min"] < f["rms_mean"] < f["rms_max"]
    assert f["rms_skew"] > 0.5


def test_silence_gives_finite_features() -> None:
    f = named(np.zeros(2 * SR))
    assert np.isfinite(list(f.values())).all()
    assert f["rms_kurtosis"] == f["rms_skew"] == 0


@pytest.mark.parametrize("y", [np.zeros(100, np.float32), np.zeros((2, 22_050), np.float32)])
def test_what_is_no_waveform_is_refused_with_its_shape(y: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"mono waveform of at least 2,048 samples, got shape"):
        classical_features(y)


@pytest.fixture(scope="module")
def song() -> np.ndarray:
    return render(compose("disco", seed=0, artist=0, track=0))[:660_000]


def asked_one_by_one(y: np.ndarray) -> dict[str, np.ndarray]:
    """Librosa's own curves, each asked of the waveform alone, where ours share one spectrogram."""
    frames = {"n_fft": 2048, "hop_length": 512}
    sizes = {"frame_length": 2048, "hop_length": 512}
    curves = {
        "centroid": librosa.feature.spectral_centroid(y=y, sr=SR, **frames)[0],
        "rolloff": librosa.feature.spectral_rolloff(y=y, sr=SR, **frames)[0],
        "flux": librosa.onset.onset_strength(y=y, sr=SR),
        "rms": librosa.feature.rms(y=y, **sizes)[0],
        "zero_crossings": librosa.feature.zero_crossing_rate(y, **sizes)[0],
        "bandwidth": librosa.feature.spectral_bandwidth(y=y, sr=SR, **frames)[0],
        "flatness": librosa.feature.spectral_flatness(y=y, **frames)[0],
    }
    contrast = librosa.feature.spectral_contrast(y=y, sr=SR, **frames)
    mfcc = librosa.feature.mfcc(y=y, sr=SR, n_mfcc=13, **frames)
    curves |= {f"contrast_{band}": curve for band, curve in enumerate(contrast)}
    return curves | {f"mfcc_{number}": curve for number, curve in enumerate(mfcc, start=1)}


def test_the_curves_are_librosas_own_of_a_whole_track(song: np.ndarray) -> None:
    ours = named(song)
    for name, curve in asked_one_by_one(song).items():
        curve = curve.astype(np.float64)
        expected = [curve.max(), curve.min(), curve.mean(), curve.std(), skew(curve), kurtosis(curve)]
        got = [ours[f"{name}_{summary}"] for summary in ("max", "min", "mean", "std", "skew", "kurtosis")]
        np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-4, err_msg=name)
    assert ours["tempo"] == pytest.approx(librosa.feature.tempo(y=song, sr=SR)[0])


def processor_seconds(call: Callable[[], object]) -> float:
    """Time of the processor, so that a busy machine is no slow code: the best of three, after one to warm up."""
    call()
    seconds = []
    for _ in range(3):
        started = time.process_time()
        call()
        seconds.append(time.process_time() - started)
    return min(seconds)


def test_all_features_of_a_track_cost_less_than_its_curves_asked_one_by_one(song: np.ndarray) -> None:
    """Ours has the tempo and the summaries to do besides."""
    ours = processor_seconds(lambda: classical_features(song))
    assert ours < processor_seconds(lambda: asked_one_by_one(song))


@pytest.fixture
def tracks(tmp_path: Path) -> list[Track]:
    """Make three tracks of noise, each louder than the one before."""
    tracks = [Track(f"jazz.{i:05d}", "jazz", tmp_path / f"jazz.{i:05d}.wav") for i in range(3)]
    for i, track in enumerate(tracks):
        soundfile.write(track.path, np.random.default_rng(i).normal(0, 0.05 * (i + 1), 662_000), SR)
    return tracks


def test_rows_are_the_tracks_features_in_their_order(tracks: list[Track], tmp_path: Path) -> None:
    x = cached_features(tracks[::-1], cache_dir=tmp_path / "features")
    assert (x.shape, x.dtype) == ((3, 163), np.float64)
    assert np.all(np.diff(x[:, FEATURE_NAMES.index("rms_mean")]) < 0)
    for track, row in zip(tracks[::-1], x, strict=True):
        np.testing.assert_array_equal(row, classical_features(load_audio(track.path)))


def test_what_is_on_disk_is_not_measured_again(tracks: list[Track], tmp_path: Path, monkeypatch) -> None:
    x = cached_features(tracks, cache_dir=tmp_path / "features")
    entries = sorted(path.stem for path in (tmp_path / "features").iterdir())
    assert entries == sorted(fingerprint(track.path, recipe=features.RECIPE) for track in tracks)
    monkeypatch.setattr(features, "classical_features", lambda y: pytest.fail("measured again"))
    np.testing.assert_array_equal(cached_features(tracks, cache_dir=tmp_path / "features"), x)


def test_a_changed_file_is_measured_anew(tracks: list[Track], tmp_path: Path) -> None:
    before = cached_features(tracks[:1], cache_dir=tmp_path / "features")
    soundfile.write(tracks[0].path, np.random.default_rng(9).normal(0, 0.1, 662_000), SR)
    after = cached_features(tracks[:1], cache_dir=tmp_path / "features")
    assert not np.array_equal(before, after)
    assert len(list((tmp_path / "features").iterdir())) == 2


def test_no_tracks_have_no_rows(tmp_path: Path) -> None:
    assert cached_features([], cache_dir=tmp_path / "features").shape == (0, 163)


def test_a_track_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.wav"):
        cached_features([Track("jazz.00000", "jazz", tmp_path / "gone.wav")], cache_dir=tmp_path / "features")


def test_by_default_entries_lie_in_the_courses_cache(tracks: list[Track], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path / "home"))
    cached_features(tracks[:1])
    assert len(list((tmp_path / "home" / "features").glob("*.npy"))) == 1

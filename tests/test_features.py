"""The classical features against sounds whose answers are known."""

import numpy as np
import pytest

from gtzan_course.features import FEATURE_NAMES, classical_features

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

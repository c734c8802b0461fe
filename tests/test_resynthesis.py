"""A sound made from its log-mel: the same log-mel again, tones at their frequencies, silence where there was none."""

from functools import cache

import librosa
import numpy as np
import pytest

from gtzan_course.demo import compose, render
from gtzan_course.resynthesis import resynthesise
from gtzan_course.spectrograms import decibels, log_mel, mel_power

SR = 22_050
T = np.arange(33_000) / SR


def sine(frequency: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * frequency * T)).astype(np.float32)


@cache
def music() -> np.ndarray:
    return render(compose("disco", seed=0, artist=1, track=0))[330_000:363_000]


def test_a_window_comes_back_with_the_same_picture_and_level() -> None:
    window = music()
    power = mel_power(window[None])[0]
    y = resynthesise(decibels(power[None])[0], loudest=float(power.max()))
    again = 10 * np.log10(np.maximum(mel_power(y[None])[0] / power.max(), 1e-8))
    before = decibels(power[None])[0]
    apart = np.abs(again - before)[before > -40]  # dB, in 7,000 cells or so
    assert y.shape == (33_000,)
    assert y.dtype == np.float32
    assert np.median(apart) < 1
    assert np.percentile(apart, 90) < 3
    assert y.std() == pytest.approx(window.std(), rel=0.1)


@pytest.mark.parametrize("frequency", [220, 440, 1_000, 4_000])
def test_a_sine_comes_back_at_its_frequency(frequency: float) -> None:
    y = resynthesise(log_mel(sine(frequency)[None])[0])
    loudest = np.abs(np.fft.rfft(y * np.hanning(len(y)))).argmax() * SR / len(y)
    centres = librosa.mel_frequencies(n_mels=130, fmax=SR / 2)
    band = np.diff(centres)[np.abs(centres - frequency).argmin()]  # Hz from one band to the next
    assert loudest == pytest.approx(frequency, abs=band)


def test_silence_stays_silent() -> None:
    y = resynthesise(np.full((128, 129), -80.0))
    assert not y.any()


def test_what_is_cut_out_is_not_heard() -> None:
    picture = log_mel((sine(440) + sine(4_000))[None])[0]
    picture[60:] = -80  # above 2 kHz
    spectrum = np.abs(np.fft.rfft(resynthesise(picture))) ** 2
    frequencies = np.fft.rfftfreq(33_000, 1 / SR)
    assert spectrum[frequencies > 3_000].sum() < 1e-4 * spectrum.sum()


@pytest.mark.parametrize("n_mels", [8, 32, 64])
def test_fewer_bands_come_back_too(n_mels: int) -> None:
    settings = {"sr": SR, "n_fft": 1024, "hop_length": 256, "n_mels": n_mels, "pad_mode": "constant"}
    power = librosa.feature.melspectrogram(y=music(), **settings)
    y = resynthesise(decibels(power[None])[0], loudest=float(power.max()))
    again = librosa.feature.melspectrogram(y=y, **settings)
    loud = power > power.max() / 1e4
    assert np.median(np.abs(10 * np.log10(again[loud] / power[loud]))) < 1


def test_it_is_the_same_every_time_and_as_loud_as_told() -> None:
    picture = log_mel(sine(440)[None])[0]
    y = resynthesise(picture)
    np.testing.assert_array_equal(resynthesise(picture), y)
    np.testing.assert_allclose(resynthesise(picture, loudest=400.0), 2 * y, rtol=1e-5)


def test_an_excerpt_of_another_length() -> None:
    y = resynthesise(log_mel(sine(440)[None, :22_050])[0], n_samples=22_050)
    assert y.shape == (22_050,)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (np.zeros((1, 128, 129)), r"shape \(1, 128, 129\)"),
        (np.zeros((128, 129, 1)), "drop a last axis"),
        (np.zeros((128, 128)), r"\(n_mels, 129\) for 33,000 samples"),
        (np.full((128, 129), 5.0), "from 5 to 5"),
        (np.full((128, 129), np.nan), "nan"),
    ],
)
def test_what_is_no_log_mel_is_refused(picture: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        resynthesise(picture)

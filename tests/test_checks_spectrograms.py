"""The checkers of chapter 03: right answers pass, and the likeliest wrong ones are named."""

import math
import warnings

import librosa
import numpy as np
import pytest

from gtzan_course.checks import spectrograms as check
from gtzan_course.spectrograms import mel_power

CENTRES = librosa.mel_frequencies(n_mels=130, fmax=11_025)[1:-1]
HTK = librosa.mel_frequencies(n_mels=130, fmax=11_025, htk=True)[1:-1]


def _power(frequency: float) -> np.ndarray:
    return mel_power(np.sin(2 * np.pi * frequency * np.arange(33_000) / 22_050)[None])[0]


def decibels(power):
    """The solution."""
    if power.max() == 0:
        return np.full_like(power, -80)
    return 10 * np.log10(np.maximum(power / power.max(), 1e-8))


def doubling(power):
    if power.max() > 0:
        power *= 2
    return decibels(power)


def late_floor(power):
    with np.errstate(invalid="ignore"):
        ratio = power / max(power.max(), 1e-300)
    return np.maximum(10 * np.log10(ratio), -80)


@pytest.mark.parametrize(
    ("checker", "solution", "words"),
    [
        (check.bin_frequency, lambda k, n_fft, sr: k * sr / n_fft, "21.5 Hz"),
        (check.bin_frequency, lambda k, n_fft, sr: np.fft.rfftfreq(n_fft, 1 / sr)[k], "21.5 Hz"),
        (check.count_frames, lambda n: 1 + n // 256, "129 frames"),
        (check.count_frames, lambda n: librosa.stft(np.zeros(n), n_fft=1024, hop_length=256).shape[1], "129 frames"),
        (check.to_decibels, decibels, "0 dB at each window's own maximum"),
        (check.loudest_band, lambda f: abs(CENTRES - f).argmin(), "band 16"),
    ],
)
@pytest.mark.filterwarnings("ignore:n_fft")
def test_a_solution_is_right(checker, solution, words: str) -> None:
    result = checker(solution)
    assert result.ok, result
    assert words in result.message


@pytest.mark.parametrize("checker", [check.bin_frequency, check.count_frames, check.to_decibels, check.loudest_band])
def test_a_stub_is_not_answered_yet(checker) -> None:
    result = checker(lambda *arguments: None)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda k, n_fft, sr: k * sr / (n_fft // 2 + 1), "reach only half as high"),
        (lambda k, n_fft, sr: k * sr / (n_fft / 2), "twice too high"),
        (lambda k, n_fft, sr: k * sr / n_fft / 2, "half of it"),
        (lambda k, n_fft, sr: (k + 1) * sr / n_fft, "bins count from 0"),
        (lambda k, n_fft, sr: k * n_fft / sr, "wrong way round"),
        (lambda k, n_fft, sr: k * 22_050 / 1024, "use n_fft and sr"),
        (lambda k, n_fft, sr: k * math.pi, "how many samples is one swing"),
        (lambda k, n_fft, sr: np.arange(k), "one number, got ndarray of shape (3,)"),
        (lambda k, n_fft, sr: [k * sr / n_fft], "one number, got list of shape (1,)"),
        (lambda k, n_fft, sr: "21.5 Hz", "one number, got str"),
        (lambda k, n_fft, sr: np.float64("nan"), "divided by 0"),
        (lambda k, n_fft, sr: k * sr // n_fft, "need not be a whole number"),
        (lambda k, n_fft, sr: k * (sr // n_fft), "need not be a whole number"),
        (lambda k, n_fft, sr: k * sr / n_fft / 1000, "in kHz"),
        (lambda k, n_fft, sr: (k - 1) * sr / n_fft, "bin's before"),
        (lambda k, n_fft, sr: k * sr / 2 / (n_fft // 2 + 1), "n_fft / 2 steps"),
        (lambda k, n_fft, sr: 2 * math.pi * k / n_fft, "radians a sample"),
        (lambda k, n_fft, sr: 2 * math.pi * k * sr / n_fft, "radians a second"),
        (lambda k, n_fft, sr: n_fft / (k * sr) if k else 0, "how long a swing lasts"),
    ],
)
def test_wrong_bins_are_explained(answer, words: str) -> None:
    result = check.bin_frequency(answer)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda n: n // 256, "One is missing"),
        (lambda n: n / 256, "Frames come whole"),
        (lambda n: 1 + n / 256, "Frames come whole"),
        (lambda n: math.ceil(n / 256), "Rounding up fails"),
        (lambda n: 1 + (n - 1024) // 256, "centred frames reach"),
        (lambda n: 129, "129 is right for 33,000 samples only"),
        (lambda n: 2 + n // 256, "One too many"),
        (lambda n: n // 1024, "every 256 samples (hop)"),
        (lambda n: 1 + n // 1024, "divide by the hop"),
        (lambda n: (n + 1024) // 256, "no frame is centred there"),
        (lambda n: n / 22_050, "seconds"),
        (lambda n: np.arange(0, n, 256), "shape (129,). Return how many"),
        (lambda n: (128, 1 + n // 256), "got tuple of shape (2,)"),
        (lambda n: n // 512, "which is the last"),
    ],
)
def test_wrong_counts_of_frames_are_explained(answer, words: str) -> None:
    result = check.count_frames(answer)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda p: np.maximum(20 * np.log10(np.maximum(p / p.max(), 1e-8)), -80), "20 times the logarithm"),
        (lambda p: np.maximum(10 * np.log(np.maximum(p / p.max(), 1e-8)), -80), "natural logarithm"),
        (lambda p: np.maximum(10 * np.log10(p), -80), "own maximum"),
        (lambda p: 10 * np.log10(p / p.max()), "Raise whatever is below -80"),
        (lambda p: librosa.power_to_db(p, ref=np.max), "amin"),
        (lambda p: np.maximum(10 * np.log10(np.maximum(p, 1e-30) / max(p.max(), 1e-30)), -80), "nothing to refer to"),
        (lambda p: 10 * np.log10(np.maximum(p / p.max(), 1e-8)), "nan"),
        (late_floor, "numpy warned"),
        (lambda p: decibels(p)[:, :-1], "(128, 129), got shape (128, 128)"),
        (lambda p: decibels(p).T, "do not transpose"),
        (lambda p: decibels(p)[None], "no further axis"),
        (lambda p: decibels(p).tolist(), "got a list"),
        (lambda p: decibels(p).astype(int), "got dtype int64"),
        (lambda p: decibels(p).astype(np.float16), "got dtype float16"),
        (lambda p: decibels(p) / 10, "bels"),
        (lambda p: -decibels(p), "turn the sign round"),
        (lambda p: decibels(p) + 80, "from 0 to 80"),
        (lambda p: 1 + decibels(p) / 80, "from 0 to 1"),
        (lambda p: np.maximum(10 * np.log10(p / p.max(axis=1, keepdims=True)), -80), "each band (row)"),
        (lambda p: np.maximum(10 * np.log10(p / p.max(axis=0)), -80), "each frame (column)"),
        (lambda p: 10 * np.log10(p / p.max() + 1e-8), "Adding 1e-8"),
        (lambda p: np.clip(p, -80, 0), "no logarithm"),
        (lambda p: np.maximum(decibels(p), -60), "Your floor is another"),
        (lambda p: np.maximum(0.9 * 10 * np.log10(p / p.max()), -80), "of the maximum is at"),
        (doubling, "changed the power"),
    ],
)
def test_wrong_decibels_are_explained(answer, words: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the checker holds numpy's warnings back
        result = check.to_decibels(answer)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda f: abs(librosa.mel_frequencies(n_mels=128, fmax=11_025) - f).argmin(), "130 corners"),
        (lambda f: round(f * 1024 / 22_050), "the bin of the spectrum"),
        (lambda f: f, "frequency you were given"),
        (lambda f: CENTRES[abs(CENTRES - f).argmin()], "its place in the list"),
        (librosa.hz_to_mel, "in mels"),
        (lambda f: int(f / 11_025 * 128), "evenly"),
        (lambda f: int(_power(f).argmax()), "Sum over the frames"),
        (lambda f: int(_power(f).sum(axis=0).argmax()), "That is a frame"),
        (lambda f: abs(HTK - f).argmin(), "HTK"),
        (lambda f: 127 - abs(CENTRES - f).argmin(), "from the top"),
        (lambda f: int((f >= CENTRES).sum()) - 1, "One too low"),
        (lambda f: abs(CENTRES - f), "ndarray of shape (128,). Return the place"),
        (lambda f: abs(CENTRES - f).argmin() - 128, "from 0 to 127"),
        (lambda f: float(np.interp(f, CENTRES, np.arange(128))) + 0.01, "whole"),
        (lambda f: 60, "away"),
    ],
)
def test_wrong_bands_are_explained(answer, words: str) -> None:
    result = check.loudest_band(answer)
    assert not result.ok
    assert words in result.message


def test_what_the_answer_raises_is_told() -> None:
    result = check.bin_frequency(lambda k, n_fft, sr: k / 0)
    assert "ZeroDivisionError" in result.message

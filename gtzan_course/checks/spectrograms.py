"""Chapter 03's exercises: bins, frames, decibels and mel bands."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS, mel_power
from gtzan_course.windows import WINDOW_LENGTH

BINS = ((3, N_FFT, SAMPLE_RATE), (N_FFT // 2, N_FFT, SAMPLE_RATE), (10, 4096, 44_100), (0, N_FFT, SAMPLE_RATE))
"""Bin, n_fft and sample rate that `bin_frequency` is asked for."""

LENGTHS = (WINDOW_LENGTH, 10 * HOP_LENGTH, 660_000, 100)
"""Numbers of samples that `count_frames` is asked for."""

FREQUENCIES = (440.0, 1_000.0, 2_500.0, 6_000.0)
"""Sines that `loudest_band` is asked for, in Hz."""


def bin_frequency(answer: Callable[[int, int, int], Any]) -> Verdict:
    """Check which frequency a bin stands for.

    Parameters
    ----------
    answer
        Takes a bin's number, n_fft and the sample rate; returns Hz.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        for k, n_fft, sr in BINS:
            given = _number(answer(k, n_fft, sr), "a frequency in Hz")
            if not math.isclose(given, k * sr / n_fft, abs_tol=1e-6):
                question = f"bin {k} of frames of {n_fft:,} samples at {sr:,} Hz"
                raise Wrong(f"for {question} you gave {given:,.6g} Hz. {_bin_hint(given, k, n_fft, sr)}")
        return f"bin 1 is one swing in a frame, {SAMPLE_RATE / N_FFT:.1f} Hz, and bin k is k swings."

    return verdict(check)


def _bin_hint(given: float, k: int, n_fft: int, sr: int) -> str:
    hints = {
        k * sr / (n_fft // 2 + 1): "You shared sr out over the bins; but they reach only half as high as sr.",
        k * sr / (n_fft // 2): "That is twice too high: the last bin, number n_fft / 2, stands at sr / 2.",
        k * sr / n_fft / 2: "That is half of it: the last bin, number n_fft / 2, stands at sr / 2.",
        (k + 1) * sr / n_fft: "That is the next bin's: bins count from 0, and bin 0 is 0 Hz.",
        k * n_fft / sr: "That has n_fft and sr the wrong way round: a longer frame has bins closer together.",
        k * SAMPLE_RATE / N_FFT: "That is right for the course's own numbers only: use n_fft and sr.",
    }
    fitting = (hint for value, hint in hints.items() if math.isclose(given, value, rel_tol=1e-6))
    return next(
        fitting, "A wave that swings k times in n_fft samples: how many samples is one swing, how many a second?"
    )


def count_frames(answer: Callable[[int], Any]) -> Verdict:
    """Check the number of centred frames of a sound.

    Parameters
    ----------
    answer
        Takes a number of samples; returns a number of frames.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        for n_samples in LENGTHS:
            given = _number(answer(n_samples), "a number of frames")
            if given != 1 + n_samples // HOP_LENGTH:
                raise Wrong(f"for {n_samples:,} samples you gave {given:,.6g} frames. {_frames_hint(given, n_samples)}")
        return "a window of 33,000 samples has 129 frames, one centred on its first sample and one every 256 after."

    return verdict(check)


def _frames_hint(given: float, n_samples: int) -> str:
    hints = {
        float(n_samples // HOP_LENGTH): "One is missing: the frame centred on sample 0 comes before the first hop.",
        n_samples / HOP_LENGTH: "Frames come whole: count the hops that fit with //, then mind the frame at sample 0.",
        1 + n_samples / HOP_LENGTH: "Frames come whole: count the hops that fit with //.",
        float(math.ceil(n_samples / HOP_LENGTH)): "Rounding up fails where the hop divides the length: "
        "a sound of 256 samples has a frame centred on 0 and one centred on 256.",
        float(1 + (n_samples - N_FFT) // HOP_LENGTH): "That counts frames that lie wholly inside; "
        "centred frames reach 512 samples beyond either end, where zeros stand in.",
    }
    return hints.get(given, "Centres stand at 0, 256, 512, ...: which is the last that is not beyond the sound?")


def to_decibels(answer: Callable[[npt.NDArray[np.float64]], Any]) -> Verdict:
    """Check decibels under a window's own maximum, floored at -80, silence and all.

    Parameters
    ----------
    answer
        Takes power of shape (128, 129); returns decibels of the same shape.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        ratio = 10 ** np.random.default_rng(3).uniform(-12, 0, (N_MELS, 129))
        ratio.flat[0] = 1.0
        expected = np.maximum(10 * np.log10(ratio), FLOOR_DB)
        _same_decibels(answer, 50 * ratio, expected, "a loud window")
        _same_decibels(answer, 1e-9 * ratio, expected, "a quiet window")
        _same_decibels(answer, np.zeros_like(ratio), np.full_like(ratio, FLOOR_DB), "a silent window")
        return "0 dB at each window's own maximum, nothing below -80, and silence is -80 throughout."

    return verdict(check)


def _same_decibels(
    answer: Callable[[npt.NDArray[np.float64]], Any],
    power: npt.NDArray[np.float64],
    expected: npt.NDArray[np.float64],
    what: str,
) -> None:
    given_power = power.copy()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        given = array(
            answer(given_power), shape=power.shape, what="decibels", hint="Every cell of the power has its decibels."
        )
    if not np.array_equal(given_power, power):
        raise Wrong(f"for {what} your function changed the power it was given. Work on a copy.")
    if not np.allclose(given, expected, atol=1e-3):
        raise Wrong(f"for {what}: {_decibels_hint(given, power)}")
    numpy_warnings = [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]
    if numpy_warnings:
        raise Wrong(
            f"for {what} the values are right, but numpy warned: {numpy_warnings[0]}. "
            "Put the floor before the logarithm, and never divide by a maximum of 0."
        )


def _decibels_hint(given: npt.NDArray[np.float64], power: npt.NDArray[np.float64]) -> str:
    if np.isnan(given).any():
        return "some values are nan (not a number): 0 divided by 0. Ask first whether the window's maximum is 0."
    if power.max() == 0:
        return f"expected -80 dB everywhere, got {given.max():.6g}. A maximum of 0 is nothing to refer to."
    if given.min() < FLOOR_DB - 1e-3:
        return f"the lowest value is {given.min():.6g} dB. Raise whatever is below -80 to -80."
    if np.isclose(given.max(), 0, atol=1e-3):
        return _scale_hint(given, power)
    return f"the loudest cell is at {given.max():.6g} dB, not at 0. Divide by the window's own maximum first."


def _scale_hint(given: npt.NDArray[np.float64], power: npt.NDArray[np.float64]) -> str:
    tenth = (power / power.max() > 0.05) & (power / power.max() < 0.2)
    slope = float(np.mean(given[tenth] / np.log10(power[tenth] / power.max())))
    if math.isclose(slope, 20, rel_tol=0.02):
        return "the values are twice too far down. 20 times the logarithm is for amplitudes; power takes 10."
    if math.isclose(slope, 10 / math.log10(math.e), rel_tol=0.02):
        return "that is the natural logarithm. Decibels take the one to base 10: np.log10."
    if given.min() > FLOOR_DB + 1:
        return (
            f"the lowest value is {given.min():.6g} dB, expected -80. Something lifts faint cells: an absolute floor "
            "such as 1e-10 (librosa.power_to_db has one, amin) is too high for a quiet window."
        )
    return (
        "the values are not 10 * log10(power / maximum), floored at -80. Compare a cell of a tenth of the maximum: -10."
    )


def loudest_band(answer: Callable[[float], Any]) -> Verdict:
    """Check which mel band a sine is loudest in.

    Parameters
    ----------
    answer
        Takes a frequency in Hz; returns the band's number, 0 to 127.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        for frequency in FREQUENCIES:
            given = _number(answer(frequency), "a band's number")
            expected = _loudest(frequency)
            if given != expected:
                raise Wrong(f"for {frequency:,.0f} Hz you gave {given:,.6g}. {_band_hint(given, frequency, expected)}")
        return f"440 Hz is loudest in band {_loudest(440.0)}, counted from 0."

    return verdict(check)


def _loudest(frequency: float) -> int:
    sine = np.sin(2 * np.pi * frequency * np.arange(WINDOW_LENGTH) / SAMPLE_RATE)
    return int(mel_power(sine[None].astype(np.float32))[0].sum(axis=1).argmax())


def _band_hint(given: float, frequency: float, expected: int) -> str:
    if given == round(frequency * N_FFT / SAMPLE_RATE):
        return "That is the bin of the spectrum, one of 513, not the mel band, one of 128."
    if not 0 <= given < N_MELS:
        return "Bands are numbered from 0 to 127. Is it a frequency, or a frame?"
    if given != int(given):
        return "A band's number is whole. Take the place of the largest (argmax), or of the nearest."
    if given == expected + 1:
        return (
            "One too high. 128 triangles have 130 corners, feet included: take mel_frequencies(n_mels=130, "
            "fmax=11025), leave out the first and the last, and count from 0."
        )
    return f"It is {abs(given - expected):.0f} away. Sum log_mel or mel_power over the frames (axis 1) and take argmax."


def _number(answer: Any, what: str) -> float:
    """The answer as a number; Wrong if it is none."""
    if isinstance(answered(answer), bool) or np.ndim(answer) != 0:
        raise Wrong(f"expected {what}, one number, got {type(answer).__name__}.")
    try:
        return float(answer)
    except (TypeError, ValueError):
        raise Wrong(f"expected {what}, one number, got {type(answer).__name__}.") from None

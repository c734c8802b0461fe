"""Chapter 03's exercises: bins, frames, decibels and mel bands."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.checks import Verdict, Wrong, answered, verdict
from gtzan_course.checks.decibels import to_decibels
from gtzan_course.spectrograms import HOP_LENGTH, N_FFT, N_MELS, mel_power
from gtzan_course.windows import WINDOW_LENGTH

__all__ = ["bin_frequency", "count_frames", "loudest_band", "to_decibels"]

BINS = ((3, N_FFT, SAMPLE_RATE), (N_FFT // 2, N_FFT, SAMPLE_RATE), (10, 4096, 48_000), (0, N_FFT, SAMPLE_RATE))
"""Bin, n_fft and sample rate that `bin_frequency` is asked for."""

LENGTHS = (WINDOW_LENGTH, 10 * HOP_LENGTH, 660_000, 100)
"""Numbers of samples that `count_frames` is asked for."""

FREQUENCIES = (1_000.0, 440.0, 2_500.0, 6_000.0)
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
            given = _number(answer(k, n_fft, sr), "a frequency in Hz", "Return that of bin k alone.")
            if not math.isclose(given, k * sr / n_fft, abs_tol=1e-6):
                question = f"bin {k} of frames of {n_fft:,} samples at {sr:,} Hz"
                raise Wrong(f"for {question} you gave {given:,.6g} Hz. {_bin_hint(given, k, n_fft, sr)}")
        return f"bin 1 is one swing in a frame, {SAMPLE_RATE / N_FFT:.1f} Hz, and bin k is k swings."

    return verdict(check)


def _bin_hint(given: float, k: int, n_fft: int, sr: int) -> str:
    hertz = k * sr / n_fft
    hints = [
        (k * sr / (n_fft // 2 + 1), "You shared sr out over the bins; but they reach only half as high as sr."),
        (2 * hertz, "That is twice too high: the last bin, number n_fft / 2, stands at sr / 2."),
        (hertz / 2, "That is half of it: the last bin, number n_fft / 2, stands at sr / 2."),
        (
            sr / 2 * k / (n_fft // 2 + 1),
            "From bin 0 to the last, number n_fft / 2, there are n_fft / 2 steps, not + 1.",
        ),
        ((k + 1) * sr / n_fft, "That is the next bin's: bins count from 0, and bin 0 is 0 Hz."),
        ((k - 1) * sr / n_fft, "That is the bin's before: bins count from 0, and bin 0 is 0 Hz."),
        (k * n_fft / sr, "That has n_fft and sr the wrong way round: a longer frame has bins closer together."),
        (hertz / 1000, "That is in kHz; give Hz."),
        (2 * np.pi * hertz, "That is in radians a second; a swing counts once, without 2 pi."),
        (2 * np.pi * k / n_fft, "That is in radians a sample; give Hz, swings a second."),
        (n_fft / (k * sr or 1), "That is how long a swing lasts, in seconds; how many fit into one?"),
        (k * SAMPLE_RATE / N_FFT, "That is right for the course's own numbers only: use n_fft and sr."),
    ]
    whole = (math.floor(hertz), round(hertz), k * (sr // n_fft))
    if given in whole and given != hertz:
        return "A frequency need not be a whole number of Hz: divide with /, not //, and don't round."
    fitting = (hint for value, hint in hints if math.isclose(given, value, rel_tol=1e-6))
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
            given = _number(answer(n_samples), "a number of frames", "Return how many there are; len counts them.")
            if given != 1 + n_samples // HOP_LENGTH:
                raise Wrong(f"for {n_samples:,} samples you gave {given:,.6g} frames. {_frames_hint(given, n_samples)}")
        return "a window of 33,000 samples has 129 frames, one centred on its first sample and one every 256 after."

    return verdict(check)


def _frames_hint(given: float, n_samples: int) -> str:
    hops = n_samples // HOP_LENGTH
    hints = {
        float(hops): "One is missing: the frame centred on sample 0 comes before the first hop.",
        float(hops + 2): "One too many: the frame at sample 0 is the only one beside the whole hops.",
        n_samples / HOP_LENGTH: "Frames come whole: count the hops that fit with //, then mind the frame at sample 0.",
        1 + n_samples / HOP_LENGTH: "Frames come whole: count the hops that fit with //.",
        float(math.ceil(n_samples / HOP_LENGTH)): "Rounding up fails where the hop divides the length: "
        "a sound of 256 samples has a frame centred on 0 and one centred on 256.",
        float(1 + (n_samples - N_FFT) // HOP_LENGTH): "That counts frames that lie wholly inside; "
        "centred frames reach 512 samples beyond either end, where zeros stand in.",
        float(
            hops + N_FFT // HOP_LENGTH
        ): "Zeros lie beyond the ends, 512 samples each, but no frame is centred there.",
        float(n_samples // N_FFT): "Frames overlap: a new one begins every 256 samples (hop), not every 1,024 (n_fft).",
        float(1 + n_samples // N_FFT): "Frames overlap: divide by the hop, 256, not by a frame's length, 1,024.",
        n_samples / SAMPLE_RATE: "Those are seconds, not frames.",
        129.0: "129 is right for 33,000 samples only: use n_samples.",
    }
    return hints.get(given, "Centres stand at 0, 256, 512, ...: which is the last that is not beyond the sound?")


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
            given = _number(answer(frequency), "a band's number", "Return the place of one, by argmax or argmin.")
            expected = int(_sine_power(frequency).sum(axis=1).argmax())
            if given != expected:
                raise Wrong(f"for {frequency:,.0f} Hz you gave {given:,.6g}. {_band_hint(given, frequency, expected)}")
        return "440 Hz is loudest in band 16, counted from 0."

    return verdict(check)


def _sine_power(frequency: float) -> npt.NDArray[np.float32]:
    """Mel power of a window of a sine: (128, 129)."""
    sine = np.sin(2 * np.pi * frequency * np.arange(WINDOW_LENGTH) / SAMPLE_RATE)
    return np.asarray(mel_power(sine[None].astype(np.float32))[0])


def _band_hint(given: float, frequency: float, expected: int) -> str:
    import librosa

    power = _sine_power(frequency)
    centres = librosa.mel_frequencies(n_mels=N_MELS + 2, fmax=SAMPLE_RATE / 2)[1:-1]
    in_htk = librosa.mel_frequencies(n_mels=N_MELS + 2, fmax=SAMPLE_RATE / 2, htk=True)[1:-1]
    hints = [
        (round(frequency * N_FFT / SAMPLE_RATE), "That is the bin of the spectrum, one of 513, not the mel band."),
        (power.argmax(), "That counts all cells, row after row. Sum over the frames (axis=1) before argmax."),
        (power.sum(axis=0).argmax(), "That is a frame: you summed over the bands. Sum over the frames, axis=1."),
        (frequency, "That is the frequency you were given; which band, from 0 to 127, is it loudest in?"),
        (centres[expected], "That is the band's frequency in Hz; give its place in the list, from 0 to 127."),
        (librosa.hz_to_mel(frequency), "That is in mels; give the band's number, from 0 to 127."),
        (frequency / SAMPLE_RATE * 2 * N_MELS // 1, "You shared 11,025 Hz out evenly; mel bands are narrow below."),
        (np.abs(in_htk - frequency).argmin(), "That is on another mel scale, HTK's; ours is Slaney's: htk=False."),
        (N_MELS - 1 - expected, "You count from the top. Band 0 is the lowest."),
    ]
    for value, hint in hints:
        if math.isclose(given, value, rel_tol=1e-6):
            return hint
    return _neighbour_hint(given, expected)


def _neighbour_hint(given: float, expected: int) -> str:
    if not 0 <= given < N_MELS:
        return "Bands are numbered from 0 to 127. Is it a frequency, or a frame?"
    if given != int(given):
        return "A band's number is whole. Take the place of the largest (argmax), or of the nearest."
    if given == expected + 1:
        return (
            "One too high. 128 triangles have 130 corners, feet included: take mel_frequencies(n_mels=130, "
            "fmax=11025), leave out the first and the last, and count from 0."
        )
    if given == expected - 1:
        return "One too low. Take the band whose middle is nearest, not the last middle below; and count from 0."
    return f"It is {abs(given - expected):.0f} away. Sum mel_power over the frames (axis=1) and take argmax."


def _number(answer: Any, what: str, hint: str) -> float:
    """Give the answer as a number; Wrong if it is none."""
    if np.ndim(answered(answer)) > 0:
        raise Wrong(f"expected {what}, one number, got {type(answer).__name__} of shape {np.shape(answer)}. {hint}")
    kind = np.asarray(answer).dtype.kind
    if kind not in "iuf":
        raise Wrong(f"expected {what}, one number, got {type(answer).__name__} ({answer!r}). Return an int or a float.")
    if not math.isfinite(answer):
        raise Wrong(f"expected {what}, got {answer}. Was something divided by 0?")
    return float(answer)

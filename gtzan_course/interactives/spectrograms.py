"""Chapter 03: a cut that leaks, frames short and long, power and decibels, hertz and mels, few bands and many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.plots import figure
from gtzan_course.resynthesis import resynthesise
from gtzan_course.sounds import CLICKS, LEVEL, TONES, tones_and_clicks
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS, decibels, mel_power

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Wave = npt.NDArray[np.floating]

SWINGS = (20.0, 20.2, 20.4, 20.6, 20.8, 21.0)
FRAME_LENGTHS = (256, 512, 1024, 2048, 4096)
HOPS = (64, 128, 256, 512, 1024)
BANDS = (8, 16, 32, 64, 128, 256)

WIDTH = 5.4
"""Of the pictures, in inches: legible on a phone, too."""


def leakage() -> Interactive:
    """Cut a wave off after a whole number of swings or in the middle of one, with a Hann window and without.

    Returns
    -------
    Interactive
        A slider for the swings in a frame of 1,024 samples, 20 to 21; the joint, the spectra, and both frames repeated.
    """
    slider = Slider("swings", "swings in the frame", SWINGS, start=SWINGS.index(20.4))
    return Interactive("A wave cut off, and the same wave faded in and out", _cut, (slider,))


def _cut(swings: float) -> Frame:
    wave = LEVEL * np.sqrt(2) * np.cos(2 * np.pi * swings * np.arange(N_FFT) / N_FFT)
    faded = wave * np.hanning(N_FFT + 1)[:-1]
    hertz = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    picture = figure(WIDTH, 2.8)
    joint, spectrum = picture.subplots(1, 2, width_ratios=(2, 3))
    t = 1000 * np.arange(-N_FFT, N_FFT) / SAMPLE_RATE
    for y, colour, name in ((wave, "C1", "cut off"), (faded, "C0", "Hann window")):
        joint.plot(t, np.tile(y, 2), color=colour, linewidth=1.4)
        spectrum.plot(hertz, _under_peak(y), color=colour, linewidth=1.4, label=name)
    joint.set(xlabel="time (ms)", ylabel="amplitude", title="where it begins anew", xlim=(-5, 5), ylim=(-0.11, 0.11))
    spectrum.set(xlabel="frequency (Hz)", ylabel="dB under the peak", xlim=(0, 5000), ylim=(-105, 8))
    spectrum.legend(loc="upper right", borderaxespad=0)
    leaked = [_under_peak(y)[hertz > 1000].max() for y in (wave, faded)]
    cut, hann = ("stays below -100 dB" if level < -100 else f"reaches {level:.0f} dB" for level in leaked)
    alt = (
        f"A frame of {swings} swings of {swings * SAMPLE_RATE / N_FFT:.0f} hertz, joined to itself, and its spectrum. "
        f"Beyond 1,000 hertz the cut frame {cut}, the one under a Hann window {hann}."
    )
    sound = np.concatenate([np.tile(wave, 21), np.zeros(SAMPLE_RATE // 4), np.tile(faded, 21)])
    return Frame(picture, alt, sound, f"The cut frame of {swings} swings over and over, then the one faded in and out.")


def _under_peak(y: Wave) -> Wave:
    """Give a frame's spectrum in dB under its peak, -150 at the lowest."""
    power = np.abs(np.fft.rfft(y)) ** 2
    return np.asarray(10 * np.log10(np.maximum(power / power.max(), 1e-15)))


def resolution() -> Interactive:
    """Look at two close tones and two close clicks through frames of different length and hop.

    Returns
    -------
    Interactive
        Sliders for the samples in a frame and from one frame to the next.
    """
    lengths = Slider("n_fft", "samples in a frame (n_fft)", FRAME_LENGTHS, start=FRAME_LENGTHS.index(N_FFT))
    hops = Slider("hop_length", "samples to the next frame (hop)", HOPS, start=HOPS.index(HOP_LENGTH))
    return Interactive("Two tones 70 Hz apart, two clicks 30 ms apart", _resolved, (lengths, hops))


def _resolved(n_fft: int, hop_length: int) -> Frame:
    import librosa

    y = tones_and_clicks()
    stft = librosa.stft(y, n_fft=n_fft, hop_length=hop_length, pad_mode="constant")
    power: Wave = np.abs(stft) ** 2
    bin_hz, hop_s = SAMPLE_RATE / n_fft, hop_length / SAMPLE_RATE
    found = f"{_tones_seen(power, bin_hz)} and {_clicks_seen(power, bin_hz, hop_s)}"
    rows = f"{len(power):,} rows, {bin_hz:.1f} Hz apart"
    columns = f"{power.shape[1]} columns, {1000 * hop_s:.1f} ms apart"
    heard = f"{1000 * n_fft / SAMPLE_RATE:.1f} ms"
    picture = figure(WIDTH, 3.1)
    ax = picture.subplots()
    shown = power[: 2 + int(1200 / bin_hz)]
    ends = (-0.5 * hop_s, (power.shape[1] - 0.5) * hop_s, -0.5 * bin_hz, (len(shown) - 0.5) * bin_hz)
    _cells(ax, 10 * np.log10(shown / power.max() + 1e-9), ends, label="dB", low=-35, high=0)
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)", xlim=(0.3, 0.53), ylim=(0, 1200))
    ax.set_title(f"{rows}; {columns}\na frame hears {heard}; one sees {found}", fontsize=10)
    alt = (
        f"Spectrogram with frames of {n_fft:,} samples, {heard}, and a hop of {hop_length:,}: {rows}, {columns}. "
        f"One sees {found}."
    )
    return Frame(picture, alt)


def _tones_seen(power: Wave, bin_hz: float) -> str:
    """Count the ridges around the tones, in the quarter of a second before the clicks."""
    before = power[:, : int(0.3 * power.shape[1])].mean(axis=1)
    rows = slice(round(300 / bin_hz), round(800 / bin_hz) + 1)
    count = _peaks(before[rows], tallest=float(before.max()))
    return {1: "one tone", len(TONES): "two tones"}[count]


def _clicks_seen(power: Wave, bin_hz: float, hop_s: float) -> str:
    """Count the ridges around the clicks, between 1 and 3 kHz, where there are no tones."""
    beyond = power[round(1000 / bin_hz) : round(3000 / bin_hz)].mean(axis=0)
    columns = slice(int(0.2 / hop_s), int(0.6 / hop_s))
    count = _peaks(beyond[columns], tallest=_click_power())
    return {0: "no click", 1: "one click", len(CLICKS): "two clicks"}[count]


def _click_power() -> float:
    """Power between 1 and 3 kHz of a click in the middle of a frame, where the Hann window is 1."""
    place = round(CLICKS[0] * SAMPLE_RATE)
    spectrum = np.abs(np.fft.rfft(tones_and_clicks()[place - 5 : place + 6], N_FFT)) ** 2
    return float(spectrum[round(1000 * N_FFT / SAMPLE_RATE) : round(3000 * N_FFT / SAMPLE_RATE)].mean())


def _peaks(power: Wave, *, tallest: float) -> int:
    """Count peaks that rise 3 dB above the dips beside them and reach within 10 dB of the tallest."""
    from scipy.signal import find_peaks

    level = 10 * np.log10(np.maximum(power / tallest, 1e-12))
    return len(find_peaks(level, height=-10, prominence=3)[0])


def scales(window: Wave) -> Interactive:
    """Show one window with frequencies in hertz or mels, and its cells as power or in decibels.

    Parameters
    ----------
    window : ndarray of shape (33000,)
        A mono waveform at 22,050 Hz.

    Returns
    -------
    Interactive
        Sliders for the frequency axis and for the unit of the cells.
    """
    axis = Slider("axis", "frequency axis", ("linear: 513 bins", "mel: 128 bands"))
    unit = Slider("unit", "cells", ("power", "decibels"))
    return Interactive("One window, four ways to show it", lambda **at: _scaled(window, **at), (axis, unit))


def _scaled(window: Wave, axis: str, unit: str) -> Frame:
    mel = axis.startswith("mel")
    power = mel_power(np.asarray(window, np.float32)[None])[0] if mel else _plain_power(window)
    ratio = power / power.max()
    values, label, low, high = (ratio, "power (loudest = 1)", 0.0, 1.0)
    if unit == "decibels":
        values, label, low, high = (decibels(power[None])[0], "dB under the loudest", FLOOR_DB, 0.0)
    share = f"{100 * np.mean(values > (low + high) / 2):.2g} %"
    seconds = len(window) / SAMPLE_RATE
    picture = figure(WIDTH, 2.8)
    ax = picture.subplots()
    _cells(ax, values, (0, seconds, 0, len(values) if mel else SAMPLE_RATE / 2), label=label, low=low, high=high)
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)" + (", mel scale" if mel else ""))
    ax.yaxis.set_major_formatter("{x:,.0f}")
    if mel:
        _hertz_ticks(ax, len(values))
    ax.set_title(f"{len(values)} rows, {values.shape[1]} columns; {share} of cells above half the scale", fontsize=10)
    alt = (
        f"A window of music, its rows {'evenly spaced in mels' if mel else 'evenly spaced in hertz'}, in {unit}: "
        f"{len(values)} rows, {values.shape[1]} columns. "
        f"{share} of the cells are in the upper half of the scale."
    )
    return Frame(picture, alt)


def _plain_power(y: Wave) -> Wave:
    import librosa

    stft = librosa.stft(np.asarray(y, np.float32), n_fft=N_FFT, hop_length=HOP_LENGTH, pad_mode="constant")
    return np.asarray(np.abs(stft) ** 2)


def bands(y: Wave) -> Interactive:
    """Show a sound in few mel bands or many, and play what can be made of them.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform at 22,050 Hz, a few seconds long.

    Returns
    -------
    Interactive
        A slider for the number of bands, 8 to 256; mel spectrogram and resynthesised sound.
    """
    slider = Slider("n_mels", "mel bands", BANDS, start=BANDS.index(N_MELS))
    return Interactive("A track through few mel bands and many", lambda n_mels: _through_bands(y, n_mels), (slider,))


def _through_bands(y: Wave, n_mels: int) -> Frame:
    import librosa

    power = librosa.feature.melspectrogram(S=_plain_power(y), sr=SAMPLE_RATE, n_mels=n_mels)
    log_mel = decibels(power[None])[0]
    sound = resynthesise(log_mel, n_samples=len(y), loudest=float(power.max()))
    seconds = f"{len(y) / SAMPLE_RATE:.1f} seconds"
    picture = figure(WIDTH, 2.9)
    ax = picture.subplots()
    _cells(ax, log_mel, (0, len(y) / SAMPLE_RATE, 0, n_mels), label="dB", low=FLOOR_DB, high=0)
    _hertz_ticks(ax, n_mels)
    first, *_, last = _centres(n_mels)
    rows = f"{n_mels} bands, their middles from {first:.0f} to {last:,.0f} Hz"
    ax.set(xlabel="time (s)", ylabel="frequency (Hz), mel scale")
    ax.set_title(rows, fontsize=10)
    alt = f"Mel spectrogram of {seconds} of a track: {rows}, from -80 to 0 dB."
    return Frame(picture, alt, sound, f"{seconds} of the track, made again from {n_mels} mel bands.")


def _centres(n_mels: int) -> Wave:
    """Give the frequencies of the filters' tips, in Hz."""
    import librosa

    return np.asarray(librosa.mel_frequencies(n_mels=n_mels + 2, fmax=SAMPLE_RATE / 2)[1:-1])


def _hertz_ticks(ax: Axes, n_mels: int) -> None:
    """Name mel bands by frequencies, in Hz; the middle of band k lies at k + 0.5."""
    centres = _centres(n_mels)
    hertz = [f for f in (200, 500, 1000, 2000, 4000, 8000) if centres[0] <= f <= centres[-1]]
    ax.set_yticks(np.interp(hertz, centres, np.arange(n_mels) + 0.5), [f"{f:,}" for f in hertz])


def _cells(
    ax: Axes, values: Wave, ends: tuple[float, float, float, float], *, label: str, low: float, high: float
) -> None:
    """Draw a matrix with its first row at the bottom, and its scale beside it."""
    look: dict[str, Any] = {"origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    image = ax.imshow(values, extent=ends, vmin=low, vmax=high, **look)
    picture = ax.get_figure()
    if picture is not None:
        picture.colorbar(image, ax=ax, label=label, pad=0.02)

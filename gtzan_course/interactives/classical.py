"""Chapter 08: a feature's curve, beneath the sound in which it is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.features import CURVES, HOP_LENGTH, N_FFT, feature_curves
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.plots import INK, figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

Values = npt.NDArray[np.floating]

UNITS = {
    "centroid": "centroid (Hz)",
    "rolloff": "roll-off (Hz)",
    "flux": "flux (dB a frame)",
    "rms": "RMS",
    "zero_crossings": "zero crossings",
    "flatness": "flatness",
    "contrast_3": "contrast (dB)",
}
"""The curves that are shown, and how their axis is named."""

WIDTH = 4.8
N_MELS = 48
"""Bands of the spectrogram above a curve: few, for it is small."""


def curves(sounds: Mapping[str, npt.NDArray[np.float32]]) -> Interactive:
    """Show how a feature of a sound moves in time, beneath its mel spectrogram.

    Parameters
    ----------
    sounds : mapping of ndarray of shape (n_samples,), float32
        Two sounds or more by what they are called, mono at 22,050 Hz, a few seconds long.

    Returns
    -------
    Interactive
        Sliders for the feature and for the sound; spectrogram, curve and player.
    """
    which = Slider("curve", "feature", tuple(UNITS))
    whose = Slider("sound", "sound", tuple(sounds))
    measured = {name: feature_curves(y) for name, y in sounds.items()}

    def draw(curve: str, sound: str) -> Frame:
        rows = {name: values[CURVES.index(curve)] for name, values in measured.items()}
        ends = min(row.min() for row in rows.values()), max(row.max() for row in rows.values())
        return _curve(sounds[sound], rows[sound], curve, sound, ends)

    return Interactive("A feature in time", draw, (which, whose))


def _curve(y: npt.NDArray[np.float32], values: Values, curve: str, name: str, ends: tuple[float, float]) -> Frame:
    """Draw one curve, on an axis that is the same for all sounds."""
    t = np.arange(len(values)) * HOP_LENGTH / SAMPLE_RATE
    picture = figure(WIDTH, 3.8)
    above, below = picture.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    _spectrogram(above, y)
    below.plot(t, values, color="C1", linewidth=1.2)
    below.axhline(values.mean(), color=INK, linewidth=0.8, linestyle="--")
    margin = 0.05 * (ends[1] - ends[0])
    below.set(xlabel="time (s)", ylabel=UNITS[curve], xlim=(0, len(y) / SAMPLE_RATE))
    below.set_ylim(ends[0] - margin, ends[1] + margin)
    if UNITS[curve].endswith("(Hz)"):
        below.yaxis.set_major_formatter("{x:,.0f}")
        above.plot(t, _mel_places(values), color="white", linewidth=1)
    mean, deviation = (
        f"{number:,.3g}" if number < 1000 else f"{number:,.0f}" for number in (values.mean(), values.std())
    )
    said = f"mean {mean}, deviation {deviation}"
    above.set_title(f"{name}: {UNITS[curve]}\n{said}", fontsize=10)
    alt = f"Mel spectrogram of {name}, and beneath it the curve of its {UNITS[curve]}: {said}."
    return Frame(picture, alt, y, f"{len(y) / SAMPLE_RATE:.0f} seconds of {name}, as it is drawn")


def _spectrogram(ax: Axes, y: npt.NDArray[np.float32]) -> None:
    """Draw what the features are measured in, on a mel axis."""
    import librosa

    power = librosa.feature.melspectrogram(y=y, sr=SAMPLE_RATE, n_fft=N_FFT, hop_length=2 * HOP_LENGTH, n_mels=N_MELS)
    log_mel = librosa.power_to_db(power, ref=np.max, top_db=80)
    ends = (0.0, len(y) / SAMPLE_RATE, 0.0, N_MELS)
    ax.imshow(log_mel, origin="lower", aspect="auto", cmap="magma", extent=ends, interpolation="nearest")
    hertz = (200, 500, 1000, 2000, 4000, 8000)
    ax.set_yticks(_mel_places(np.array(hertz, dtype=float)), [f"{f:,}" for f in hertz])
    ax.set(ylabel="frequency (Hz)", ylim=(0, N_MELS))


def _mel_places(hertz: Values) -> Values:
    """Where frequencies lie on an axis of mel bands; the middle of band k is at k + 0.5."""
    import librosa

    middles = librosa.mel_frequencies(n_mels=N_MELS + 2, fmin=0, fmax=SAMPLE_RATE / 2)[1:-1]
    return np.asarray(np.interp(hertz, middles, np.arange(N_MELS) + 0.5))

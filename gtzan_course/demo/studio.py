"""Record a score: stems, levels, drive, room, master and the flaws of a recording.

Notes that are the same (instrument, pitch, length, take) are rendered once and laid down wherever
they occur. The stages follow a real studio's: ``stem`` for each part, ``mix_stems``, ``master``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pretty_midi
from scipy import fft
from scipy.signal import butter, sosfilt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.drums import strike
from gtzan_course.demo.recording import Mix
from gtzan_course.demo.scores import Score
from gtzan_course.demo.sounds import SOUNDS

Wave = npt.NDArray[np.float32]

TAKES = 4
"""Renderings of the same note that follow each other, so that repeats are not copies."""

DRIVEN = {"overdriven guitar": 1.0, "distorted guitar": 1.6, "clean guitar": 0.35, "organ": 0.3, "pick bass": 0.3}
"""How much of the track's drive an instrument takes."""

LEVEL = 0.17
"""Root mean square of a finished track at a gain of 0 dB."""


def render(score: Score, *, n_samples: int = 661_500) -> npt.NDArray[np.float32]:
    """Synthesise a score.

    Parameters
    ----------
    score
        What ``compose`` returns.
    n_samples
        Length; 661,500 samples are 30 s.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        Mono samples at 22,050 Hz, in [-1, 1], with a noise floor throughout.

    Raises
    ------
    ValueError
        If ``n_samples`` is not positive.
    """
    if n_samples < 1:
        raise ValueError(f"Expected a positive n_samples, got {n_samples}.")
    stems = {part.name: stem(score, part, n_samples) for part in score.midi.instruments}
    return master(mix_stems(score, stems), score.mix)


def stem(score: Score, part: pretty_midi.Instrument, n_samples: int) -> Wave:
    """Play one part, at a root mean square of 1 where it sounds."""
    y = np.zeros(n_samples + SAMPLE_RATE * 5, np.float32)
    notes: dict[tuple[int, int, int], Wave] = {}
    for i, note in enumerate(part.notes):
        start = int(note.start * SAMPLE_RATE)
        if start >= n_samples:
            continue
        key = (note.pitch, round((note.end - note.start) * 50), i % TAKES)
        if key not in notes:
            notes[key] = _note(score.mix, part.name, *key)
        wave = notes[key]
        y[start : start + len(wave)] += wave * np.float32((note.velocity / 100) ** 1.6)
    y = _drive(y[:n_samples], score.mix, part.name)
    sounding = np.abs(y) > 1e-3
    return y / np.float32(np.sqrt(np.mean(y[sounding] ** 2)) if sounding.any() else 1)


def _note(mix: Mix, part: str, pitch: int, length: int, take: int) -> Wave:
    """Render one note; ``length`` in fiftieths of a second."""
    rng = np.random.default_rng([mix.noise_seed, pitch, length, take])
    if part == "drums":
        return strike(pitch, mix.kit, mix.colours[part], rng).astype(np.float32)
    frequency = 440.0 * 2 ** ((pitch - 69) / 12)
    sound = SOUNDS[mix.sounds[part]]
    return sound.play(frequency, max(1, length) / 50, mix.colours[part], rng).astype(np.float32)


def _drive(y: Wave, mix: Mix, part: str) -> Wave:
    """Overdrive a guitar: amplify until it clips, then a loudspeaker's narrow band."""
    amount = mix.drive * DRIVEN.get(mix.sounds.get(part, ""), 0.0)
    if amount < 0.05:
        return y
    y = np.tanh(y / (y.std() + 1e-9) * (1 + 12 * amount**2)).astype(np.float32)
    speaker = butter(1, (90, 4200 + 3000 * mix.colours[part][0]), "bandpass", fs=SAMPLE_RATE, output="sos")
    driven: Wave = sosfilt(speaker, y).astype(np.float32)
    return driven


def mix_stems(score: Score, stems: dict[str, Wave]) -> Wave:
    """Add the parts at their levels, with echo, in a room."""
    mix = score.mix
    n = len(next(iter(stems.values())))
    dry, sent = np.zeros(n, np.float32), np.zeros(n, np.float32)
    for part, y in stems.items():
        level = np.float32(10 ** (mix.levels[part] / 20))
        if part in ("comp", "lead", "voice") and mix.echo > 0.05:
            y = _echo(y, mix.echo, score.tempo)
        dry += level * y
        sent += level * y * np.float32(0.2 if part == "bass" else 0.6 if part == "drums" else 1.0)
    return dry + np.float32(mix.room) * _convolve(sent, _room(mix))


def _echo(y: Wave, amount: float, tempo: float) -> Wave:
    """A tape's echo: three repeats, three sixteenths apart."""
    gap = int(3 * 15 / tempo * SAMPLE_RATE)
    out = y.copy()
    for k in range(1, 4):
        out[k * gap :] += np.float32(0.6 * amount**k) * y[: max(0, len(y) - k * gap)]
    return out


def _room(mix: Mix) -> Wave:
    """A room's answer to a clap: a few walls, then noise that dies away."""
    rng = np.random.default_rng([mix.noise_seed, 1])
    n = int(mix.room_seconds * SAMPLE_RATE)
    tail = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    tail = sosfilt(butter(1, 4500, fs=SAMPLE_RATE, output="sos"), tail)
    tail[rng.integers(100, 1500, 6)] += rng.uniform(-1, 1, 6) * 0.2 * np.sqrt((tail**2).sum())
    room: Wave = (tail / np.sqrt((tail**2).sum())).astype(np.float32)
    return room


def _convolve(y: Wave, response: Wave) -> Wave:
    size = fft.next_fast_len(len(y) + len(response), real=True)
    product = fft.rfft(y, size) * fft.rfft(response, size)
    wet: Wave = fft.irfft(product, size)[: len(y)]
    return wet


def master(y: Wave, mix: Mix) -> Wave:
    """Equalise, limit, add noise, set the level."""
    rng = np.random.default_rng([mix.noise_seed, 2])
    y = _equalise(y, lambda f: _curve(f, mix))
    y /= y.std() + np.float32(1e-9)
    push = np.float32(0.04 + 0.45 * mix.loudness)
    np.tanh(y * push, out=y)
    y /= push
    y /= y.std() + np.float32(1e-9)
    y += _flaws(len(y), mix, rng)
    y *= np.float32(LEVEL * 10 ** (mix.gain / 20))
    return (y * min(1.0, 0.98 / float(np.abs(y).max()))).astype(np.float32)


def _equalise(y: Wave, curve: Callable[[Wave], Wave]) -> Wave:
    """Apply a gain over frequency by one Fourier transform, padded against wrap-around."""
    size = fft.next_fast_len(len(y) + 2048, real=True)
    f = np.maximum(fft.rfftfreq(size, 1 / SAMPLE_RATE), 10).astype(np.float32)
    out: Wave = fft.irfft(fft.rfft(y, size) * curve(f), size)[: len(y)]
    return out


def _curve(f: Wave, mix: Mix) -> Wave:
    """The master's gain at each frequency: tilt, cuts at both ends, a few peaks."""
    octave = np.log2(f / 1000)
    decibels = mix.tilt * octave - 10 * np.log10((1 + (mix.low_cut / f) ** 4) * (1 + (f / mix.high_cut) ** 8))
    for frequency, boost in mix.peaks:
        decibels += boost * np.exp(-((octave - np.log2(frequency / 1000)) ** 2) / 0.3)
    gain: Wave = (10 ** (decibels / 20)).astype(np.float32)
    return gain


def _flaws(n: int, mix: Mix, rng: np.random.Generator) -> Wave:
    """Hiss, and on some records crackle and hum, relative to music at 1."""
    hiss: Wave = rng.standard_normal(n, np.float32) * np.float32(10 ** (mix.noise / 20))
    clicks = rng.integers(0, n, int(40 * mix.crackle * n / SAMPLE_RATE))
    hiss[clicks] += rng.uniform(-1, 1, len(clicks)).astype(np.float32)
    if mix.hum:
        hiss += np.float32(0.01) * np.sin(2 * np.pi * 100 / SAMPLE_RATE * np.arange(n), dtype=np.float32)
    return hiss

"""Waveforms of drums: falling sines for skins, filtered noise for snares and metal.

A kit is a handful of numbers; an artist's colour shifts them, so that no two kits are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.instruments import Colour, Samples, fade


@dataclass(frozen=True)
class Kit:
    """A drum kit: bass drum's pitch in Hz and length in s, snare's buzz, metal's length and share."""

    kick: float
    boom: float
    click: float
    snare: float
    buzz: float
    ring: float
    metal: float


KITS: dict[str, Kit] = {
    "dry": Kit(kick=58, boom=0.14, click=0.5, snare=200, buzz=0.12, ring=0.8, metal=0.5),
    "room": Kit(kick=62, boom=0.2, click=0.35, snare=180, buzz=0.18, ring=1.0, metal=0.6),
    "heavy": Kit(kick=66, boom=0.15, click=1.2, snare=170, buzz=0.22, ring=1.3, metal=0.8),
    "brushes": Kit(kick=55, boom=0.18, click=0.1, snare=210, buzz=0.3, ring=1.1, metal=0.45),
    "machine": Kit(kick=48, boom=0.4, click=0.4, snare=220, buzz=0.14, ring=0.5, metal=0.55),
}


def _time(seconds: float) -> Samples:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _noise(t: Samples, low: float, high: float, rng: np.random.Generator) -> Samples:
    """Noise between two frequencies, root mean square 1."""
    band = butter(2, (low, min(high, 10_900)), "bandpass", fs=SAMPLE_RATE, output="sos")
    y: Samples = sosfilt(band, rng.standard_normal(len(t)))
    y /= y.std() + 1e-9
    return y


def _skin(t: Samples, pitch: float, fall: float, length: float) -> Samples:
    """A struck skin: a sine whose pitch falls to rest."""
    phase = np.cumsum(pitch * (1 + fall * np.exp(-t / 0.025))) / SAMPLE_RATE
    y: Samples = np.sin(2 * np.pi * phase) * np.exp(-t / length)
    return y


def _metal(t: Samples, pitch: float, length: float, rng: np.random.Generator) -> Samples:
    """A cymbal: clashing partials and noise above 4 kHz."""
    partials = pitch * np.array([1.0, 1.342, 1.231, 1.654, 1.932, 2.536])
    clash = sum(np.sign(np.sin(2 * np.pi * f * t + rng.uniform(0, 6))) for f in partials)
    high = butter(2, 4500, "highpass", fs=SAMPLE_RATE, output="sos")
    y: Samples = sosfilt(high, clash + 3 * rng.standard_normal(len(t))) * np.exp(-t / length)
    return y


def _kick(kit: Kit, colour: Colour, rng: np.random.Generator) -> Samples:
    bright, decay, body = colour
    t = _time(0.12 + 2 * kit.boom)
    beater = (0.4 + bright) * kit.click * np.exp(-t / 0.004) * _noise(t, 800, 6000, rng)
    return 1.3 * _skin(t, kit.kick * (0.85 + 0.3 * body), 2.5, kit.boom * (0.5 + 0.7 * decay)) + 0.4 * beater


def _snare(kit: Kit, colour: Colour, rng: np.random.Generator) -> Samples:
    bright, decay, body = colour
    t = _time(0.4)
    buzz = np.exp(-t / (kit.buzz * (0.4 + 0.6 * decay))) * _noise(t, 700 + 1500 * body, 5000 + 5500 * bright, rng)
    return 0.5 * _skin(t, kit.snare * (0.85 + 0.3 * body), 0.6, 0.08) + 0.35 * buzz


def _rim(kit: Kit, colour: Colour, rng: np.random.Generator) -> Samples:
    t = _time(0.12)
    tick = np.sin(2 * np.pi * (1400 + 900 * colour[2]) * t) + 0.6 * _noise(t, 1000, 5000, rng)
    y: Samples = 0.5 * tick * np.exp(-t / 0.018)
    return y + 0.3 * _skin(t, kit.snare * 2, 0.3, 0.03)


def _clap(kit: Kit, colour: Colour, rng: np.random.Generator) -> Samples:
    t = _time(0.3)
    bursts = sum(np.where(t >= d, np.exp(-(t - d) / 0.006), 0) for d in (0, 0.011, 0.023))
    tail = np.exp(-t / (0.05 + 0.08 * colour[1]))
    y: Samples = 0.4 * (bursts + 0.6 * tail) * _noise(t, 700 + 600 * colour[2], 3000 + 4000 * colour[0], rng)
    return y


def _tom(pitch: float, colour: Colour, rng: np.random.Generator) -> Samples:
    t = _time(0.4)
    stick = 0.15 * np.exp(-t / 0.006) * _noise(t, 500, 5000, rng)
    return _skin(t, pitch * (0.85 + 0.3 * colour[2]), 0.8, 0.12) + stick


def _cymbal(kit: Kit, colour: Colour, rng: np.random.Generator, seconds: float) -> Samples:
    bright, decay, body = colour
    t = _time(min(1.8, 5 * seconds) * kit.ring)
    length = seconds * kit.ring * (0.6 + 0.8 * decay)
    return 0.12 * kit.metal * (0.6 + 0.8 * bright) * _metal(t, 250 + 250 * body, length, rng)


def _ride(kit: Kit, colour: Colour, rng: np.random.Generator) -> Samples:
    y = _cymbal(kit, colour, rng, 0.3)
    t = np.arange(len(y)) / SAMPLE_RATE
    return y + 0.08 * np.sin(2 * np.pi * (2600 + 1200 * colour[2]) * t) * np.exp(-t / 0.12)


def strike(drum: int, kit: str, colour: Colour, rng: np.random.Generator) -> Samples:
    """Return one stroke on a drum of a kit.

    Parameters
    ----------
    drum
        General MIDI drum number, one of those that the styles use.
    kit
        One of ``KITS``.
    colour
        Brightness, decay and body, 0 to 1 each.
    rng
        Source of the noise.

    Returns
    -------
    ndarray, float64
        The stroke's samples at full level, silent at the end.
    """
    k = KITS[kit]
    match drum:
        case 36:
            y = _kick(k, colour, rng)
        case 37 | 76:
            y = _rim(k, colour, rng)
        case 38:
            y = _snare(k, colour, rng)
        case 39:
            y = _clap(k, colour, rng)
        case 45 | 47 | 50:
            y = _tom(90.0 * 1.3 ** ((drum - 45) / 2), colour, rng)
        case 51:
            y = _ride(k, colour, rng)
        case _:
            y = _cymbal(k, colour, rng, {42: 0.035, 44: 0.05, 46: 0.16, 49: 0.5, 54: 0.06}[drum])
    return fade(y, attack=0.0005, release=0.02)

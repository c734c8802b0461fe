"""Waveforms of a voice that sings, raps or growls vowels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.demo.instruments import Colour, Samples, fade, harmonics, one_cycle, read_table

VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (300, 870, 2240),
    (570, 840, 2410),
    (440, 1020, 2240),
    (270, 2290, 3010),
)
"""The first three resonances of sung vowels, in Hz (Peterson and Barney, 1952)."""


@dataclass(frozen=True)
class Voice:
    """A voice: harmonics under the resonances of two vowels, one gliding into the other.

    ``glide`` is how far the pitch falls through a syllable and ``vibrato`` how far it sways, in
    semitones; ``consonant`` the level of the noise before a vowel; ``rough`` that of a rattle.
    """

    program: int = 53
    glide: float = 0.6
    vibrato: float = 0.4
    consonant: float = 0.5
    rough: float = 0.05

    def play(self, frequency: float, seconds: float, colour: Colour, rng: np.random.Generator) -> Samples:
        """Return one syllable."""
        bright, _, body = colour
        n = int((seconds + 0.06) * SAMPLE_RATE)
        t = np.arange(n) / SAMPLE_RATE
        sway = self.vibrato * np.sin(2 * np.pi * rng.uniform(5, 6) * t) * np.minimum(1, 3 * t)
        scoop = rng.uniform(0.5, 2.5) * np.exp(-t / rng.uniform(0.03, 0.12))
        semitones = sway - scoop - self.glide * rng.uniform(-0.5, 1) * t / t[-1]
        shake = lfilter([0.02], [1, -0.98], rng.standard_normal(n))
        phase = np.cumsum(frequency * 2 ** ((semitones + shake) / 12)) / SAMPLE_RATE
        size = 0.88 + 0.3 * body
        first, second = (self._vowel(frequency, VOWELS[rng.integers(6)], size, 8 - 4 * bright) for _ in range(2))
        blend = np.linspace(0, 1, n) ** 0.7
        y = read_table(first, phase) * (1 - blend) + read_table(second, phase) * blend
        y *= 1 + self.rough * rng.standard_normal(n)
        y += 0.06 * lfilter([1.0, -0.9], [1.0], rng.standard_normal(n))
        return self._speak(fade(y, attack=0.025, release=0.06), rng)

    def _vowel(self, frequency: float, formants: Sequence[float], size: float, slope: float) -> Samples:
        f = harmonics(frequency)
        gain = 0.02 * np.ones_like(f)
        for k, formant in enumerate((*formants, 3400.0)):
            width = 90 + 50 * k
            gain += (1, 0.8, 0.6, 0.5)[k] / (1 + ((f - size * formant) / width) ** 2)
        return one_cycle(gain * (f / frequency) ** (-slope / 6.02))

    def _speak(self, y: Samples, rng: np.random.Generator) -> Samples:
        """Put a consonant's noise at the beginning of most syllables."""
        if rng.random() < 0.7:
            n = min(len(y), int(rng.uniform(0.03, 0.09) * SAMPLE_RATE))
            burst = lfilter([1.0, -rng.uniform(0.2, 0.95)], [1.0], rng.standard_normal(n)) * np.hanning(n)
            y[:n] += self.consonant * burst
        return y

"""Waveforms of pitched instruments: plucked strings, wavetable tones, frequency modulation.

Every instrument answers ``play(frequency, seconds, colour, rng)`` with the samples of one note at
full level, its release included. Its ``colour`` is three numbers in [0, 1]: brightness, decay and
body. The noise of fingers, bows and breath comes from ``rng``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from gtzan_course.audio import SAMPLE_RATE

Samples = npt.NDArray[np.float64]
Colour = tuple[float, float, float]

TABLE_SIZE = 2048
HIGHEST_HARMONIC = 10_500.0
"""Harmonics stop here, in Hz, below half the sample rate."""


class Sound(Protocol):
    """An instrument: a General MIDI program for the score, and a way to play one note."""

    @property
    def program(self) -> int:
        """General MIDI program, 0 to 127."""

    def play(self, frequency: float, seconds: float, colour: Colour, rng: np.random.Generator) -> Samples:
        """Return one note's samples."""


def fade(y: Samples, *, attack: float, release: float) -> Samples:
    """Let a note begin and end without a click; times in seconds."""
    n_attack, n_release = (min(len(y) // 2, max(1, int(t * SAMPLE_RATE))) for t in (attack, release))
    y[:n_attack] *= np.linspace(0, 1, n_attack)
    y[-n_release:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, n_release))
    return y


def one_cycle(amplitudes: Samples) -> Samples:
    """One cycle of a wave with the given harmonics, root mean square 1."""
    spectrum = np.zeros(TABLE_SIZE // 2 + 1, complex)
    phases = np.pi * np.arange(len(amplitudes)) ** 2 / max(1, len(amplitudes))  # spread, so that no peak towers
    spectrum[1 : len(amplitudes) + 1] = amplitudes * np.exp(1j * phases)
    table: Samples = np.fft.irfft(spectrum)
    table /= table.std() + 1e-12
    return table


def read_table(table: Samples, phase: Samples) -> Samples:
    """Read a cycle at a phase counted in cycles."""
    wave: Samples = table[(phase * TABLE_SIZE).astype(np.int64) & (TABLE_SIZE - 1)]
    return wave


def harmonics(frequency: float) -> Samples:
    """The frequencies of a tone's harmonics, in Hz."""
    numbers = np.arange(1, max(2, int(HIGHEST_HARMONIC / frequency) + 1), dtype=np.float64)
    return frequency * numbers


@dataclass(frozen=True)
class Pluck:
    """A plucked string by Karplus and Strong (1983): noise that goes round and loses its highs.

    ``decay`` is the time in seconds in which a note at 110 Hz falls by 60 dB, ``damping`` the
    smoothing of each round, ``pick`` the place of the finger along the string.
    """

    program: int
    decay: float
    damping: float
    pick: float = 0.2
    noise: float = 0.02

    def play(self, frequency: float, seconds: float, colour: Colour, rng: np.random.Generator) -> Samples:
        """Return one note: the string, read at the pitch wanted, and the finger's noise."""
        bright, decay, body = colour
        n = int((seconds + 0.08) * SAMPLE_RATE)
        period = int(np.ceil(SAMPLE_RATE / frequency))
        rate = frequency * period / SAMPLE_RATE
        loss = 10 ** (-3 / (frequency * self.decay * (0.6 + 0.8 * decay) * (110 / frequency) ** 0.4))
        smooth = min(0.98, self.damping * (1.5 - bright))
        string = self._string(int(n * rate) + 2, period, loss, smooth, rng, 0.7 * self.pick + 0.2 * body)
        y = np.interp(np.arange(n) * rate, np.arange(len(string)), string)
        y /= np.abs(y).max() + 1e-9
        y += self.noise * rng.standard_normal(n) * np.exp(-np.arange(n) / (0.01 * SAMPLE_RATE))
        return fade(y, attack=0.001, release=0.07)

    def _string(
        self, n: int, period: int, loss: float, smooth: float, rng: np.random.Generator, pick: float
    ) -> Samples:
        """Go round the string, all samples of a round at once."""
        start = rng.uniform(-1, 1, period)
        start = start - np.roll(start, max(1, int(pick * period)))
        string = np.zeros(n + 2 * period + 2)
        string[1 : period + 1] = start - start.mean()
        for i in range(period + 1, n + period + 1, period - 1):
            past = string[i - period - 1 : i]
            string[i : i + period - 1] = loss * ((1 - smooth) * past[1:-1] + 0.5 * smooth * (past[:-2] + past[2:]))
        return string[1 : n + 1]


@dataclass(frozen=True)
class Tone:
    """A sustained or struck tone, read from a bright and a dark cycle.

    ``slope`` is the fall of its harmonics in dB an octave, ``even`` the share of the even ones,
    ``formant`` a resonance in Hz. The bright cycle fades into the dark one in ``settle`` seconds;
    the level falls towards ``sustain`` in ``decay`` seconds. ``vibrato`` and ``scoop`` are in
    semitones, ``detune`` (of ``players`` in unison) in cents; ``breath`` is the share of noise.
    """

    program: int
    slope: float
    even: float = 1.0
    formant: float = 0.0
    attack: float = 0.01
    decay: float = 1.0
    sustain: float = 1.0
    settle: float = 0.2
    release: float = 0.08
    vibrato: float = 0.0
    scoop: float = 0.0
    players: int = 1
    detune: float = 0.0
    breath: float = 0.0

    def play(self, frequency: float, seconds: float, colour: Colour, rng: np.random.Generator) -> Samples:
        """Return one note: the players in unison, shaped in level and brightness."""
        bright, decay, _ = colour
        n = int((seconds + self.release) * SAMPLE_RATE)
        t = np.arange(n) / SAMPLE_RATE
        cycle = self._cycle(frequency, self.slope + 3 * (0.5 - bright) * 2)
        start = self._cycle(frequency, max(2.0, self.slope - 5))
        bend = self._bend(t, rng)
        shine = np.exp(-t / (self.settle * (0.5 + decay)))
        y = np.zeros(n)
        for cents in np.linspace(-self.detune, self.detune, self.players) if self.players > 1 else (0.0,):
            phase = bend * frequency * 2 ** (cents / 1200) + rng.random()
            y += read_table(cycle, phase) * (1 - shine) + read_table(start, phase) * shine
        y /= np.sqrt(self.players)
        level = self.sustain + (1 - self.sustain) * np.exp(-t / (self.decay * (0.6 + 0.8 * decay)))
        if self.breath:
            y += self.breath * lfilter([1.0, -0.7], [1.0], rng.standard_normal(n))
        return fade(y * level, attack=self.attack, release=self.release)

    def _cycle(self, frequency: float, slope: float) -> Samples:
        f = harmonics(frequency)
        amplitudes = (f / frequency) ** (-slope / 6.02)
        amplitudes[1::2] *= self.even
        if self.formant:
            amplitudes *= 1 + 3 * np.exp(-((np.log2(f / self.formant) / 0.6) ** 2))
        return one_cycle(amplitudes)

    def _bend(self, t: Samples, rng: np.random.Generator) -> Samples:
        """Cycles passed at one Hz, with vibrato, scoop and a little unsteadiness."""
        semitones = 0.05 * rng.standard_normal() - self.scoop * np.exp(-t / 0.05)
        if self.vibrato:
            semitones = semitones + self.vibrato * np.sin(2 * np.pi * rng.uniform(4.6, 6.2) * t) * np.minimum(1, 3 * t)
        cycles: Samples = np.cumsum(2 ** (semitones / 12)) / SAMPLE_RATE
        return cycles


@dataclass(frozen=True)
class Bell:
    """Two sines, one bending the other: frequency modulation (Chowning, 1973).

    ``ratio`` is the modulator's frequency over the tone's, ``index`` its strength at the stroke.
    """

    program: int
    ratio: float
    index: float
    decay: float

    def play(self, frequency: float, seconds: float, colour: Colour, rng: np.random.Generator) -> Samples:
        """Return one struck note."""
        bright, decay, body = colour
        t = np.arange(int((seconds + 0.15) * SAMPLE_RATE)) / SAMPLE_RATE
        fall = self.decay * (0.6 + 0.8 * decay)
        bending = self.index * (0.5 + bright) * np.exp(-3 * t / fall) * np.sin(2 * np.pi * self.ratio * frequency * t)
        y = np.exp(-t / fall) * np.sin(2 * np.pi * frequency * t + bending + rng.uniform(0, 6))
        y += 0.2 * body * np.exp(-t / 0.03) * rng.standard_normal(len(t))
        return fade(y, attack=0.002, release=0.12)

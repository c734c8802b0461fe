"""What bass and chords play in one bar: small functions, one for each way of accompanying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Event = tuple[float, float, tuple[int, ...]]
"""Start and length in steps (a sixteenth of a 4/4 bar each), and the pitches struck together."""


@dataclass(frozen=True)
class Bar:
    """One bar as an accompanist sees it.

    ``root`` is the chord's root in the bass register, ``target`` that of the next bar, ``tones``
    the chord's semitones above its root, ``voicing`` its pitches in the middle register. ``riff``
    holds numbers in [0, 1) that stay the same through the track: they make its figures recur.
    """

    steps: int
    root: int
    target: int
    tones: tuple[int, ...]
    voicing: tuple[int, ...]
    riff: tuple[float, ...]
    rng: Random


def _low(*events: tuple[float, float, int]) -> list[Event]:
    """One pitch at a time."""
    return [(start, length, (pitch,)) for start, length, pitch in events]


def _every(bar: Bar, gap: int, length: float, pitch: Callable[[int], int]) -> list[Event]:
    """A pitch every ``gap`` steps."""
    return [(step, length, (pitch(step),)) for step in range(0, bar.steps, gap)]


def _walk(bar: Bar) -> list[Event]:
    """Crotchets through the chord that lead into the next root."""
    third, fifth = bar.root + bar.tones[1], bar.root + 7
    second = bar.rng.choice((third, bar.root + 2, fifth))
    high = bar.rng.choice((fifth, third, bar.root + 9))
    leading = bar.target + bar.rng.choice((-1, 1, 5))
    return _low((0, 4, bar.root), (4, 4, second), (8, 4, high), (12, 4, leading))


def _sub(bar: Bar) -> list[Event]:
    last = bar.root + (3 if bar.riff[2] > 0.6 else 0)
    return _low((0, 6, bar.root), (7, 3, bar.root), (10, 5, last))


def _funk(bar: Bar) -> list[Event]:
    steps = [s for s in range(bar.steps) if s == 0 or bar.riff[s] < 0.45]
    return _low(*((s, 1.5, bar.root + (0, 0, 12, 7, 10)[int(bar.riff[s + 20] * 5)]) for s in steps))


def _reggae(bar: Bar) -> list[Event]:
    third = bar.tones[1]
    steps = [s for s in range(0, bar.steps, 2) if s == 2 or bar.riff[s] < 0.5]
    return _low(*((s, 2, bar.root + (0, 0, third, 7, 12)[int(bar.riff[s + 9] * 5)]) for s in steps))


def _syncopated(bar: Bar) -> list[Event]:
    r = bar.root
    return _low((0, 3, r), (3, 3, r), (6, 2, r), (8, 3, r), (11, 3, r + 7), (14, 2, r))


def _pedal(bar: Bar) -> list[Event]:
    half = bar.steps / 2
    return _low((0, half, bar.root + 12), (half, half, bar.root + (12 if bar.riff[3] < 0.5 else 7)))


def _gallop_steps(bar: Bar) -> list[int]:
    return [beat + offset for beat in range(0, bar.steps, 4) for offset in (0, 2, 3)]


BASS: dict[str, Callable[[Bar], list[Event]]] = {
    "roots": lambda bar: _every(bar, 2, 2, lambda step: bar.root),
    "sixteenths": lambda bar: _every(bar, 1, 1, lambda step: bar.root),
    "roots long": lambda bar: _low((0, bar.steps, bar.root + 12)),
    "two": lambda bar: _low((0, 4, bar.root), (8, 4, bar.root + 7)),
    "octaves": lambda bar: _every(bar, 2, 2, lambda step: bar.root + 12 * (step // 2 % 2)),
    "gallop": lambda bar: [(step, 1, (bar.root,)) for step in _gallop_steps(bar)],
    "boogie": lambda bar: _every(bar, 2, 2, lambda step: bar.root + (0, 4, 7, 9)[step // 4 % 4]),
    "walk": _walk,
    "sub": _sub,
    "funk": _funk,
    "reggae": _reggae,
    "syncopated": _syncopated,
    "pedal": _pedal,
}


def _chords(bar: Bar, *hits: tuple[float, float]) -> list[Event]:
    """The whole chord at each start, for each length."""
    return [(start, length, bar.voicing) for start, length in hits]


def _rolled(bar: Bar, order: tuple[int, ...]) -> list[Event]:
    """The chord's notes one after another, as eighths."""
    notes = [(*bar.voicing, bar.voicing[0] + 12)[i % (len(bar.voicing) + 1)] for i in order]
    return [(step, 2.4, (notes[step // 2 % len(notes)],)) for step in range(0, bar.steps, 2)]


def _boom_chick(bar: Bar) -> list[Event]:
    low = bar.voicing[0] - 12
    booms: list[Event] = [(0, 3, (low,)), (8, 3, (low + 7,))]
    return booms + _chords(bar, (4, 2), (6, 1), (12, 2), (14, 1))


def _boogie(bar: Bar) -> list[Event]:
    low = bar.voicing[0] - 12
    return [(step, 2, (low, low + (7 if step % 8 < 4 else 9))) for step in range(0, bar.steps, 2)]


def _charleston(bar: Bar) -> list[Event]:
    if bar.rng.random() < 0.5:
        return _chords(bar, (0, 3), (6, 2))
    return _chords(bar, *((s, 2) for s in range(0, bar.steps, 2) if bar.rng.random() < 0.3))


def _loop(bar: Bar) -> list[Event]:
    steps = [s for s in range(0, bar.steps, 2) if s == 0 or bar.riff[s + 11] < 0.5]
    tones = [bar.voicing[int(bar.riff[s + 40] * len(bar.voicing))] for s in steps]
    return [(s, 2.5, (tone + (12 if bar.riff[s + 7] < 0.3 else 0),)) for s, tone in zip(steps, tones, strict=True)]


def _power(bar: Bar) -> list[Event]:
    low = tuple(pitch - 12 for pitch in bar.voicing)
    hits = [(s, 2.0) for s in range(0, bar.steps, 2)] if bar.riff[5] < 0.6 else [(0.0, 6.0), (6.0, 6.0), (12.0, 4.0)]
    return [(start, length, low) for start, length in hits]


def _low_chords(bar: Bar, steps: list[int]) -> list[Event]:
    return [(step, 1, tuple(pitch - 12 for pitch in bar.voicing)) for step in steps]


COMP: dict[str, Callable[[Bar], list[Event]]] = {
    "strum": lambda bar: _chords(bar, (0, 4), (4, 2), (6, 4), (10, 2), (12, 2), (14, 2)),
    "stabs": lambda bar: _chords(bar, *((s, 2) for s in range(0, bar.steps, 2) if s == 4 or bar.riff[s + 30] < 0.4)),
    "sustain": lambda bar: _chords(bar, (0, bar.steps)),
    "scratch": lambda bar: _chords(bar, *((s, 1) for s in range(bar.steps) if s == 2 or bar.riff[s + 14] < 0.6)),
    "skank": lambda bar: _chords(bar, (2, 1.2), (6, 1.2), (10, 1.2), (14, 1.2)),
    "skank organ": lambda bar: _chords(bar, *((s, 1) for s in (2, 3, 6, 7, 10, 11, 14, 15))),
    "tremolo": lambda bar: [(s, 2, bar.voicing) for s in range(0, bar.steps, 2 if bar.riff[3] < 0.7 else 1)],
    "alberti": lambda bar: _rolled(bar, (0, 2, 1, 2)),
    "arpeggio": lambda bar: _rolled(bar, (0, 1, 2, 3, 2, 1)),
    "boom-chick": _boom_chick,
    "boogie": _boogie,
    "charleston": _charleston,
    "loop": _loop,
    "power": _power,
    "power gallop": lambda bar: _low_chords(bar, _gallop_steps(bar)),
    "power tremolo": lambda bar: _low_chords(bar, list(range(bar.steps))),
}

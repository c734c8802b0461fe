"""How a score is to be recorded: instruments, levels, room, master and the flaws of a recording."""

from __future__ import annotations

from dataclasses import dataclass

from gtzan_course.demo.choices import Choices
from gtzan_course.demo.styles import STYLES, Style

LEVELS = {"drums": 3.0, "bass": -1.0, "comp": -3.0, "pad": -9.0, "lead": -5.0, "voice": -2.0}
LEVELS_OF = {
    "blues": {"drums": -1.0},
    "classical": {"comp": -1.0, "bass": -5.0, "lead": -1.0, "pad": -6.0},
    "country": {"drums": -1.0, "bass": -3.0},
    "disco": {"drums": 4.0, "bass": 1.0},
    "hiphop": {"drums": 4.0, "bass": 2.0, "comp": -1.0},
    "jazz": {"drums": -3.0, "lead": -2.0},
    "metal": {"comp": 2.0},
    "reggae": {"bass": 6.0},
    "rock": {"comp": 0.0},
}
"""Levels of the parts in dB, and where a genre's differ."""


@dataclass(frozen=True)
class Mix:
    """How a score is recorded: sounds and levels of the parts, room, master and flaws.

    ``sounds`` names each part's instrument, ``colours`` gives it three numbers in [0, 1]
    (brightness, decay, body), ``levels`` its level in dB. ``drive``, ``room``, ``echo`` and
    ``loudness`` are shares from 0 to 1; ``room_seconds`` is the reverberation time; ``tilt`` is in
    dB an octave; ``low_cut``, ``high_cut`` and the ``peaks`` (frequency, dB) are in Hz;
    ``noise`` and ``gain`` are in dB relative to the music and to the usual level.
    """

    sounds: dict[str, str]
    colours: dict[str, tuple[float, float, float]]
    levels: dict[str, float]
    kit: str
    drive: float
    room: float
    room_seconds: float
    echo: float
    tilt: float
    low_cut: float
    high_cut: float
    peaks: tuple[tuple[float, float], ...]
    loudness: float
    noise: float
    crackle: float
    hum: bool
    gain: float
    noise_seed: int


def record(choices: Choices, parts: tuple[str, ...]) -> Mix:
    """Draw how a track is recorded."""
    style, own, between = STYLES[choices.genre], choices.own("recording"), choices.between
    levels = LEVELS | LEVELS_OF.get(choices.genre, {})
    sounds = {part: _sound(choices, style, part) for part in parts if part != "drums"}
    peaks = tuple((between(f"peak {i}", 200, 5000), between(f"boost {i}", -4, 4)) for i in range(3))
    return Mix(
        sounds=sounds,
        colours={part: _colour(choices, part) for part in parts},
        levels={p: levels[p] + between(f"level {p}", -3.5, 3.5) + own.uniform(-1.5, 1.5) for p in parts},
        kit=choices.trait("kits"),
        drive=choices.trait("drive"),
        room=choices.trait("room"),
        room_seconds=between("room seconds", 0.3, 2.2),
        echo=style.echo * between("echo", 0, 1),
        tilt=choices.trait("tilt") + between("tilt shift", -1.2, 1.2),
        low_cut=between("low cut", 20, 90),
        high_cut=11_000 - 6_000 * between("high cut", 0, 1) ** 2,
        peaks=peaks,
        loudness=style.loudness * between("loudness", 0.4, 1),
        noise=-between("noise", 36, 66),
        crackle=max(0.0, between("crackle", -4, 1)),
        hum=own.random() < 0.08,
        gain=own.uniform(-8, 0),
        noise_seed=own.randrange(2**31),
    )


def _sound(choices: Choices, style: Style, part: str) -> str:
    """The instrument that plays a part."""
    if part == "voice":
        return style.voice
    sound: str = style.pad_sound if part == "pad" else choices.trait(f"{part}_sounds")
    return sound


def _colour(choices: Choices, part: str) -> tuple[float, float, float]:
    """Brightness, decay and body of a part's sound."""
    bright, decay, body = (choices.between(f"{part} colour {i}", 0, 1) for i in range(3))
    return bright, decay, body

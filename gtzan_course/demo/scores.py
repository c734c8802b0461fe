"""Compose a track: who plays what, and how it shall be mixed.

Everything is drawn from ``random.Random`` seeded with text, so that the same seed gives the same
score on every machine. Each draw is either the artist's habit or the track's own: that is what
``cohesion`` weighs. Each trait is either the genre's or a neighbour's: that is ``blend``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import pretty_midi

from gtzan_course.dataset import GENRES
from gtzan_course.demo.instruments import SOUNDS
from gtzan_course.demo.patterns import BASS, COMP, Bar, Event
from gtzan_course.demo.styles import CHORDS, DRUMS, NEIGHBOURS, SCALES, STYLES, Style, chords_of

COHESION = 0.6
"""Default share of a track's draws that are its artist's habits."""

BLEND = 0.2
"""Default share of a track's traits that are borrowed from a neighbouring genre."""

SECONDS = 31.0
"""Length of a composed score: a little more than a GTZAN track."""

KEYS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")

T = TypeVar("T")


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


@dataclass(frozen=True)
class Score:
    """A composed track: the notes, and how they are to be recorded.

    ``tempo`` is in beats a minute; ``swing`` is the share of a pair of steps that its first one
    lasts, where a pair is ``swung`` steps long; ``beats`` are the beats in a bar.
    """

    genre: str
    seed: int
    artist: int
    track: int
    tempo: float
    swing: float
    swung: int
    beats: int
    key: str
    midi: pretty_midi.PrettyMIDI
    mix: Mix


class Choices:
    """The draws of one track, each by name, so that none depends on the order of the others."""

    def __init__(self, genre: str, *, seed: int, artist: int, track: int, cohesion: float, blend: float) -> None:
        self.genre, self.cohesion, self.blend = genre, cohesion, blend
        self._artist = f"{seed}/{genre}/{artist}"
        self._track = f"{seed}/{genre}/{artist}/{track}"

    def own(self, name: str) -> Random:
        """Random numbers of this track alone."""
        return Random(f"{self._track}/{name}")

    def rng(self, name: str) -> Random:
        """Random numbers of the artist, or of this track."""
        habit = self.own(f"{name}?").random() < self.cohesion
        return Random(f"{self._artist}/{name}") if habit else self.own(name)

    def between(self, name: str, low: float, high: float) -> float:
        """A number between two."""
        return self.rng(name).uniform(low, high)

    def trait(self, name: str) -> Any:
        """A field of the genre's style, or of a neighbour's, drawn from its options."""
        rng = self.rng(name)
        borrowed, neighbour, place = rng.random(), rng.choice(NEIGHBOURS[self.genre]), rng.random()
        style = STYLES[neighbour if borrowed < self.blend else self.genre]
        options = getattr(style, name)
        if isinstance(options[0], str):
            return options[int(place * len(options))]
        low, high = options
        return low + place * (high - low)


def compose(
    genre: str, *, seed: int, artist: int, track: int, cohesion: float = COHESION, blend: float = BLEND
) -> Score:
    """Compose one track of a genre.

    Parameters
    ----------
    genre
        One of the ten genres.
    seed, artist, track
        Whole numbers that name the track: the data, the artist within the genre, and the track
        within the artist's. A track depends on these alone, not on how many others are made.
    cohesion
        Share of the draws that are the artist's habits, 0 to 1. At 0 there are no artists to hear.
    blend
        Share of the traits that come from a neighbouring genre, 0 to 1.

    Returns
    -------
    Score
        The notes, as a ``PrettyMIDI`` of 31 s, and the mix.

    Raises
    ------
    ValueError
        For an unknown genre, or a share outside 0 to 1.

    Examples
    --------
    >>> score = compose("disco", seed=0, artist=3, track=0)
    >>> score.midi.instruments[0].name
    'drums'
    """
    if genre not in GENRES:
        raise ValueError(f"Expected one of the genres {', '.join(GENRES)}; got {genre!r}.")
    for name, share in (("cohesion", cohesion), ("blend", blend)):
        if not 0 <= share <= 1:
            raise ValueError(f"Expected {name} between 0 and 1, got {share}.")
    choices = Choices(genre, seed=seed, artist=artist, track=track, cohesion=cohesion, blend=blend)
    band = Band(choices)
    band.play()
    mix = record(choices, tuple(band.parts))
    return Score(genre, seed, artist, track, band.tempo, band.swing, band.swung, band.beats, band.key,
                 band.midi(mix.sounds), mix)  # fmt: skip


class Band:
    """The players of one track: plans the form once, then plays bar by bar."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.style: Style = STYLES[choices.genre]
        self.rng = choices.own("notes")
        self.parts: dict[str, list[pretty_midi.Note]] = {}
        self._plan_time()
        self._plan_harmony()
        self._plan_parts()

    def _plan_time(self) -> None:
        own = self.choices.own("time")
        tempo: float = self.choices.trait("tempo")
        self.tempo = round(tempo * own.uniform(0.95, 1.05), 1)
        self.swing = round(float(self.choices.trait("swing")), 3)
        self.swung = self.style.swung
        self.beats = 3 if self.choices.genre == "classical" and own.random() < 0.35 else 4
        self.steps = 4 * self.beats
        self.bar_seconds = self.beats * 60 / self.tempo
        self.bars = math.ceil(SECONDS / self.bar_seconds)
        self.haste = own.uniform(0.002, 0.012)

    def _plan_harmony(self) -> None:
        own = self.choices.own("harmony")
        self.chords = chords_of(self.choices.trait("progressions"))
        self.tonic = own.randrange(12)
        minor = any(root == 0 and quality in ("m", "m7") for root, quality in self.chords)
        name = self.style.scale
        self.scale = SCALES["minor" if minor and 4 in SCALES[name] else name]
        self.key = f"{KEYS[self.tonic]} {'minor' if 3 in self.scale and 4 not in self.scale else 'major'}"
        self.low = 28 + (self.tonic + 8) % 12
        self.middle = 52 + (self.tonic + 2) % 12
        self.riff = tuple(own.random() for _ in range(64))

    def _plan_parts(self) -> None:
        pick, own = self.choices.trait, self.choices.own("parts")
        drums = self.style.drums if self.style.drums == ("none",) else (pick("drums"),)
        self.drums = DRUMS[drums[0]]
        self.bass, self.comp = BASS[pick("bass")], COMP[pick("comp")]
        self.sung = self.choices.rng("sung").random() < self.style.sung
        self.padded = self.choices.rng("pads").random() < self.style.pads
        self.density = self.style.density * own.uniform(0.75, 1.25)
        self.sections = [[own.random() for _ in range(4)] for _ in range(16)]
        self.motifs = [self._motif(own) for _ in range(3)]
        self.degree = 0

    def _motif(self, rng: Random) -> list[tuple[float, int, int]]:
        """A melodic idea: for each note whether it sounds, its step on the scale, its length."""
        moves, lengths = (-2, -1, -1, 0, 1, 1, 2, 3), (1, 2, 2, 2, 4, 4, 6)
        return [(rng.random(), rng.choice(moves), rng.choice(lengths)) for _ in range(24)]

    def play(self) -> None:
        """Play every bar."""
        for number in range(self.bars):
            section = self.sections[number // 4 % len(self.sections)]
            bar = self._bar(number)
            if self.drums and section[0] > 0.06:
                self._play_drums(number)
            if section[1] > 0.08:
                self._play(number, "bass", self.bass(bar), 92)
            if section[2] > 0.12 or section[1] <= 0.08:
                self._play(number, "comp", self.comp(bar), 80)
            if self.padded and section[2] > 0.3:
                chord = tuple(pitch + 12 for pitch in bar.voicing[:3])
                self._play(number, "pad", [(0, self.steps, chord)], 70)
            self._play_melody(number, section[3], bar)

    def _bar(self, number: int) -> Bar:
        root, quality = self.chords[number % len(self.chords)]
        following = self.chords[(number + 1) % len(self.chords)][0]
        tones = CHORDS[quality]
        spread = tones if quality == "5" else tuple(sorted((root + tone + 5) % 12 - 5 for tone in tones))
        base = self.middle + (root + 5) % 12 - 5 if quality == "5" else self.middle
        voicing = tuple(base + tone for tone in spread)
        return Bar(self.steps, self._bass(root), self._bass(following), tones, voicing, self.riff, self.rng)

    def _bass(self, root: int) -> int:
        pitch = self.low + root
        return pitch if pitch < 43 else pitch - 12

    def seconds(self, bar: int, step: float) -> float:
        """When a step of a bar begins: the second half of each pair is late by the swing."""
        pair, place = divmod(step / self.swung, 1)
        late = 2 * self.swing * place if place < 0.5 else self.swing + 2 * (place - 0.5) * (1 - self.swing)
        return bar * self.bar_seconds + (pair + late) * self.swung * 15 / self.tempo

    def _note(self, part: str, bar: int, step: float, length: float, pitch: int, velocity: float) -> None:
        """One note, a little early or late, louder or softer, as people play."""
        start = max(0.0, self.seconds(bar, step) + self.rng.uniform(-1, 1) * self.haste)
        end = start + max(0.06, 0.95 * length * 15 / self.tempo)
        swell = 1 + self.style.dynamics * (self._arc(bar, step) - 0.6)
        loud = round(min(127, max(8, (velocity + self.rng.uniform(-9, 9)) * swell)))
        if start < SECONDS:
            self.parts.setdefault(part, []).append(pretty_midi.Note(loud, pitch, start, min(end, SECONDS)))

    def _arc(self, bar: int, step: float) -> float:
        """The phrase's swell, 0 to 1: eight bars that rise and fall, some phrases louder."""
        place = (bar % 8 + step / self.steps) / 8
        return 4 * place * (1 - place) * (0.5 + 0.5 * self.sections[bar // 8 % 16][3])

    def _play(self, number: int, part: str, events: Sequence[Event], velocity: float) -> None:
        for start, length, pitches in events:
            if start < self.steps:
                soft = 10 if start % 4 else 0
                for i, pitch in enumerate(pitches):
                    spread = 0.06 * i if part == "comp" else 0.0
                    self._note(part, number, start + spread, min(length, self.steps - start), pitch, velocity - soft)

    def _play_drums(self, number: int) -> None:
        fill = number % 4 == 3 and self.rng.random() < 0.7
        for drum, pattern in self.drums.items():
            for step in range(self.steps):
                extra = drum in (36, 42) and self.riff[step + 16 * (drum == 42)] < 0.07
                if pattern[step] == "x" or extra:
                    accent = 100 if step % 8 == 0 else 88 if step % 4 == 0 else 68
                    self._note("drums", number, step, 1, drum, accent + (14 if drum in (36, 38, 39) else 0))
        if fill:
            for step in range(self.steps - 4, self.steps):
                if self.rng.random() < 0.5:
                    self._note("drums", number, step, 1, self.rng.choice((38, 45, 47, 50)), 90)
        if number % 8 == 0 and self.rng.random() < 0.6 and 51 not in self.drums:
            self._note("drums", number, 0, 4, 49, 92)

    def _play_melody(self, number: int, chance: float, bar: Bar) -> None:
        """A voice for most of a song, an instrument for the rest of it."""
        sings = self.sung and chance > 0.2
        if not sings and self.sung and chance < 0.06:
            return
        part = "voice" if sings else "lead"
        motif = self.motifs[number // 2 % len(self.motifs)]
        step, i = 0.0, 12 * (number % 2)
        while step < self.steps - 0.5:
            chance, move, length = motif[i % len(motif)]
            step += self._play_syllable(part, number, step, chance, move, length, bar)
            i += 1

    def _play_syllable(
        self, part: str, number: int, step: float, chance: float, move: int, length: float, bar: Bar
    ) -> float:
        """One note of the melody, or a rest; returns its length in steps."""
        raps = part == "voice" and self.style.voice == "rap"
        length = 1 + (length > 3) if raps else max(1, length / (1 + (self.tempo < 90)))
        if chance < self.density + (0.4 if raps else 0.15 if part == "voice" else 0.0):
            self.degree = max(-3, min(7, self.degree + move))
            octave, place = divmod(self.degree, len(self.scale))
            pitch = self.middle + 12 * (part == "lead") + self.scale[place] + 12 * octave
            if raps:
                pitch = self.middle - 6 + self.degree // 3
            elif chance < 0.3:
                pitch = min((p + 12 * o for p in bar.voicing for o in (-1, 0, 1, 2)), key=lambda p: abs(p - pitch))
            self._note(part, number, step, length, pitch, 94)
        return length

    def midi(self, sounds: dict[str, str]) -> pretty_midi.PrettyMIDI:
        """The parts as a score that any MIDI program plays."""
        midi = pretty_midi.PrettyMIDI(initial_tempo=self.tempo)
        for part, notes in self.parts.items():
            program = 0 if part == "drums" else SOUNDS[sounds[part]].program
            instrument = pretty_midi.Instrument(program, is_drum=part == "drums", name=part)
            instrument.notes = sorted(notes, key=lambda note: (note.start, note.pitch))
            midi.instruments.append(instrument)
        return midi


LEVELS = {"drums": 3.0, "bass": -1.0, "comp": -3.0, "pad": -9.0, "lead": -5.0, "voice": -2.0}
LEVELS_OF = {
    "blues": {"drums": -1.0}, "classical": {"comp": -1.0, "bass": -5.0, "lead": -1.0, "pad": -6.0},
    "country": {"drums": -1.0}, "disco": {"drums": 4.0, "bass": 1.0}, "hiphop": {"drums": 5.0, "bass": 2.0},
    "jazz": {"drums": -3.0, "lead": -2.0}, "metal": {"comp": 2.0}, "reggae": {"bass": 3.0}, "rock": {"comp": 0.0},
}  # fmt: skip
"""Levels of the parts in dB, and where a genre's differ."""


def record(choices: Choices, parts: tuple[str, ...]) -> Mix:
    """Draw how a track is recorded."""
    style, own, between = STYLES[choices.genre], choices.own("recording"), choices.between
    levels = LEVELS | LEVELS_OF.get(choices.genre, {})
    sounds = {part: _sound(choices, style, part) for part in parts if part != "drums"}
    peaks = tuple((between(f"peak {i}", 200, 5000), between(f"boost {i}", -6, 6)) for i in range(3))
    return Mix(
        sounds=sounds,
        colours={part: _colour(choices, part) for part in parts},
        levels={p: levels[p] + between(f"level {p}", -4, 4) + own.uniform(-2, 2) for p in parts},
        kit=choices.trait("kits"),
        drive=choices.trait("drive"),
        room=choices.trait("room"),
        room_seconds=between("room seconds", 0.3, 2.2),
        echo=style.echo * between("echo", 0, 1),
        tilt=choices.trait("tilt") + between("tilt shift", -1.5, 1.5),
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

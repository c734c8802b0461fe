"""The players of a track: they plan its form once and then play it bar by bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import pretty_midi

from gtzan_course.demo.choices import Choices
from gtzan_course.demo.patterns import BASS, COMP, Bar, Event
from gtzan_course.demo.sounds import SOUNDS
from gtzan_course.demo.styles import CHORDS, DRUMS, SCALES, STYLES, Style, chords_of

SECONDS = 31.0
"""Length of a composed score: a little more than a GTZAN track."""

KEYS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


class Band:
    """The players of one track: plans the form once, then plays bar by bar."""

    def __init__(self, choices: Choices, *, seconds: float = SECONDS) -> None:
        self.choices = choices
        self.length = seconds
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
        self.bars = math.ceil(self.length / self.bar_seconds)
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
        self.middle = 52 + (self.tonic + 8) % 12
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
            if section[1] > 0.08 or section[0] <= 0.06:
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
        if start < self.length:
            self.parts.setdefault(part, []).append(pretty_midi.Note(loud, pitch, start, min(end, self.length)))

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

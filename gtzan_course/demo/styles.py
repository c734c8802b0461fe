"""What each genre is: tables of tempo, swing, drum patterns, progressions and instruments.

A bar of four beats has sixteen steps. Drum patterns name the struck steps by General MIDI drum
number: 36 bass drum, 37 rim, 38 snare, 39 clap, 42 closed hi-hat, 44 pedal hi-hat, 46 open
hi-hat, 49 crash, 51 ride, 54 tambourine, 76 wood block. Chords are written
``semitones above the key:quality``.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]
Names = tuple[str, ...]

CHORDS: dict[str, tuple[int, ...]] = {
    "M": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "M7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "9": (0, 4, 10, 14),
    "5": (0, 7, 12),
    "dim": (0, 3, 6),
}

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "blues": (0, 3, 5, 6, 7, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}

DRUMS: dict[str, dict[int, str]] = {
    "none": {},
    "rock": {36: "x.......x.x.....", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.x."},
    "rock open": {36: "x.....x.x.......", 38: "....x.......x..x", 46: "x...x...x...x..."},
    "half time": {36: "x.....x.........", 38: "........x.......", 51: "x...x...x...x..."},
    "disco": {36: "x...x...x...x...", 39: "....x.......x...", 42: "x.x.x.x.x.x.x.x.", 46: "..x...x...x...x."},
    "disco busy": {36: "x...x...x...x...", 38: "....x.......x...", 42: "xx.xxx.xxx.xxx.x", 46: "..x...x...x...x."},
    "pop": {36: "x.....x.x.....x.", 39: "....x.......x...", 42: "x.x.x.x.x.x.x.x."},
    "pop four": {36: "x...x...x...x...", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.x.", 54: "..x...x...x...x."},
    "boom bap": {36: "x......x..x.....", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.x."},
    "boom bap busy": {36: "x.x....x..x..x..", 38: "....x.......x...", 42: "x.xxx.x.x.x.x.xx"},
    "trap": {36: "x......x..x.....", 39: "........x.......", 42: "x.x.x.xxx.x.xxxx"},
    "shuffle": {36: "x.......x.......", 38: "....x.......x...", 42: "x.x.x.x.x.x.x.x."},
    "shuffle ride": {36: "x.......x.x.....", 38: "....x.......x...", 51: "x.x.x.x.x.x.x.x."},
    "train": {36: "x...x...x...x...", 38: "x.x.x.xxx.x.x.xx", 42: "....x.......x..."},
    "two step": {36: "x.......x.......", 37: "....x.......x...", 42: "x.x.x.x.x.x.x.x."},
    "swing ride": {51: "x...x.x.x...x.x.", 44: "....x.......x...", 36: "x..............."},
    "swing brushes": {38: "x...x.x.x...x.x.", 44: "....x.......x..."},
    "one drop": {36: "........x.......", 37: "........x.......", 42: "x.x.x.x.x.x.x.x."},
    "one drop busy": {36: "........x.......", 37: "...x....x.....x.", 42: "x.xxx.x.x.xxx.x."},
    "steppers": {36: "x...x...x...x...", 37: "........x.......", 42: "..x...x...x...x.", 76: "...x......x....."},
    "double bass": {36: "xxxxxxxxxxxxxxxx", 38: "....x.......x...", 51: "x...x...x...x..."},
    "blast": {36: "x.x.x.x.x.x.x.x.", 38: ".x.x.x.x.x.x.x.x", 49: "x.......x......."},
    "gallop": {36: "x.xxx.xxx.xxx.xx", 38: "....x.......x...", 46: "x...x...x...x..."},
}

NEIGHBOURS: dict[str, Names] = {
    "blues": ("rock", "jazz", "country"),
    "classical": ("jazz",),
    "country": ("rock", "blues", "pop"),
    "disco": ("pop", "hiphop"),
    "hiphop": ("pop", "disco", "reggae"),
    "jazz": ("blues", "classical"),
    "metal": ("rock",),
    "pop": ("disco", "hiphop", "rock", "country"),
    "reggae": ("hiphop", "pop", "disco"),
    "rock": ("metal", "country", "blues", "pop"),
}
"""The genres that each genre borrows from."""


@dataclass(frozen=True)
class Style:
    """One genre: what its tracks draw from.

    Ranges are drawn from evenly; of several names one is taken. ``swing`` is the share of a pair
    of steps that the first one lasts (1/2 is straight, 2/3 a triplet shuffle) and ``swung`` the
    steps in such a pair. ``tilt`` is in dB an octave; the rest are shares between 0 and 1.
    """

    tempo: Range
    drums: Names
    kits: Names
    bass: Names
    bass_sounds: Names
    comp: Names
    comp_sounds: Names
    lead_sounds: Names
    progressions: Names
    scale: str
    swing: Range = (0.5, 0.5)
    swung: int = 4
    sung: float = 0.5
    voice: str = "voice"
    pads: float = 0.1
    pad_sound: str = "strings"
    drive: Range = (0.0, 0.1)
    room: Range = (0.03, 0.25)
    tilt: Range = (-2.0, 1.0)
    echo: float = 0.0
    density: float = 0.5
    dynamics: float = 0.1
    loudness: float = 0.6


STYLES: dict[str, Style] = {
    "blues": Style(
        tempo=(66, 128), swing=(0.6, 0.68), sung=0.55, drive=(0.05, 0.45), tilt=(-3, 0), density=0.55, loudness=0.4,
        drums=("shuffle", "shuffle", "shuffle ride", "two step"), kits=("room", "dry", "brushes"),
        bass=("walk", "boogie", "roots", "two"), bass_sounds=("upright bass", "finger bass", "pick bass"),
        comp=("boogie", "stabs", "strum", "sustain"),
        comp_sounds=("clean guitar", "overdriven guitar", "steel guitar", "piano", "organ"),
        lead_sounds=("clean guitar", "overdriven guitar", "harmonica", "saxophone", "piano"), scale="blues",
        progressions=(
            "0:7 0:7 0:7 0:7 5:7 5:7 0:7 0:7 7:7 5:7 0:7 7:7",
            "0:7 5:7 0:7 0:7 5:7 5:7 0:7 0:7 7:7 5:7 0:7 7:7",
            "0:m7 0:m7 0:m7 0:m7 5:m7 5:m7 0:m7 0:m7 7:7 5:m7 0:m7 7:7",
        ),
    ),
    "classical": Style(
        tempo=(58, 132), sung=0.05, pads=0.4, room=(0.2, 0.55), tilt=(-4, -1), density=0.6, dynamics=0.7, loudness=0.05,
        drums=("none",), kits=("room",), bass=("pedal", "pedal", "roots long"),
        bass_sounds=("cello", "strings", "upright bass"), comp=("alberti", "arpeggio", "sustain", "tremolo"),
        comp_sounds=("piano", "harpsichord", "strings", "harp", "strings"),
        lead_sounds=("violin", "flute", "oboe", "clarinet", "piano", "horn"), scale="major",
        progressions=(
            "0:M 5:M 7:7 0:M", "0:M 9:m 2:m 7:7", "0:m 5:m 7:7 0:m", "0:M 7:M 9:m 4:m 5:M 0:M 5:M 7:M",
            "0:m 8:M 3:M 7:7", "0:m 7:7 0:m 11:dim",
        ),
    ),
    "country": Style(
        tempo=(80, 148), swing=(0.5, 0.58), sung=0.75, drive=(0, 0.15), tilt=(-2, 1), loudness=0.5,
        drums=("train", "train", "two step", "rock"), kits=("room", "dry", "brushes"),
        bass=("two", "two", "walk", "roots"), bass_sounds=("upright bass", "finger bass", "pick bass"),
        comp=("boom-chick", "boom-chick", "strum", "arpeggio"),
        comp_sounds=("steel guitar", "nylon guitar", "banjo", "clean guitar", "piano"),
        lead_sounds=("steel guitar", "violin", "banjo", "clean guitar", "harmonica"), scale="pentatonic",
        progressions=(
            "0:M 5:M 7:M 0:M", "0:M 0:M 5:M 0:M 7:M 5:M 0:M 7:M", "0:M 7:M 5:M 0:M", "0:M 9:m 5:M 7:M",
        ),
    ),
    "disco": Style(
        tempo=(106, 130), sung=0.65, pads=0.75, drive=(0, 0.1), room=(0.05, 0.2), tilt=(-1, 2), density=0.45,
        drums=("disco", "disco", "disco busy"), kits=("dry", "room", "machine"),
        bass=("octaves", "octaves", "funk", "roots"), bass_sounds=("finger bass", "slap bass", "synth bass"),
        comp=("scratch", "stabs", "strum", "sustain"),
        comp_sounds=("clean guitar", "muted guitar", "electric piano", "piano", "brass"),
        lead_sounds=("strings", "brass", "saw lead", "flute", "saxophone"), scale="dorian", loudness=0.7,
        progressions=(
            "0:m7 5:m7 0:m7 7:m7", "0:m 10:M 8:M 7:7", "2:m7 7:7 0:M7 9:m7", "0:m7 0:m7 5:9 5:9",
            "0:M7 9:m7 2:m7 7:7",
        ),
    ),
    "hiphop": Style(
        tempo=(74, 106), swing=(0.5, 0.62), swung=2, sung=0.85, voice="rap", pads=0.2, drive=(0, 0.2),
        room=(0.0, 0.12), tilt=(-4, 0), density=0.35, loudness=0.9,
        drums=("boom bap", "boom bap busy", "trap"), kits=("machine", "machine", "dry"),
        bass=("sub", "sub", "funk"), bass_sounds=("sub bass", "synth bass", "finger bass"),
        comp=("loop", "loop", "stabs"),
        comp_sounds=("electric piano", "piano", "strings", "vibraphone", "clean guitar"),
        lead_sounds=("square lead", "vibraphone", "electric piano", "flute"), scale="minor",
        progressions=("0:m 0:m 8:M 7:m", "0:m7 5:m7", "0:m 0:m 0:m 10:M", "0:m 1:M", "0:m7 3:M7 5:m7 0:m7"),
    ),
    "jazz": Style(
        tempo=(80, 200), swing=(0.6, 0.68), sung=0.2, drive=(0, 0.03), room=(0.05, 0.3), tilt=(-3, 0), density=0.75,
        drums=("swing ride", "swing ride", "swing brushes"), kits=("brushes", "room", "dry"),
        bass=("walk", "walk", "walk", "two"), bass_sounds=("upright bass", "upright bass", "finger bass"),
        comp=("charleston", "charleston", "sustain", "stabs"),
        comp_sounds=("piano", "clean guitar", "piano", "vibraphone", "electric piano"),
        lead_sounds=("saxophone", "saxophone", "trumpet", "piano", "clean guitar", "clarinet"), scale="dorian",
        progressions=(
            "2:m7 7:7 0:M7 9:7", "0:M7 9:m7 2:m7 7:7", "2:m7 7:7 0:M7 0:M7 5:m7 10:7 3:M7 7:7", "0:m7 5:m7 2:dim 7:7",
            "0:7 5:7 0:7 0:7 5:7 5:7 0:7 9:7 2:m7 7:7 0:7 7:7",
        ), dynamics=0.3, loudness=0.15,
    ),
    "metal": Style(
        tempo=(92, 190), sung=0.5, voice="rasp", drive=(0.65, 1), room=(0.02, 0.15), tilt=(-1, 2), density=0.6,
        drums=("double bass", "blast", "gallop", "half time"), kits=("heavy", "heavy", "room"),
        bass=("gallop", "roots", "sixteenths"), bass_sounds=("pick bass", "pick bass", "finger bass"),
        comp=("power", "power gallop", "power", "power tremolo"),
        comp_sounds=("distorted guitar", "distorted guitar", "overdriven guitar"),
        lead_sounds=("distorted guitar", "distorted guitar", "overdriven guitar"), scale="phrygian", loudness=1.0,
        progressions=(
            "0:5 0:5 1:5 0:5", "0:5 8:5 10:5 0:5", "0:5 0:5 3:5 1:5", "0:5 6:5 5:5 0:5", "0:5 5:5 8:5 7:5",
        ),
    ),
    "pop": Style(
        tempo=(84, 128), swing=(0.5, 0.53), sung=0.9, pads=0.6, pad_sound="pad", drive=(0, 0.15), tilt=(-1, 2),
        drums=("pop", "pop", "pop four", "rock"), kits=("machine", "dry", "room"),
        bass=("roots", "syncopated", "octaves"), bass_sounds=("synth bass", "finger bass", "pick bass"),
        comp=("strum", "sustain", "arpeggio", "stabs"),
        comp_sounds=("piano", "steel guitar", "electric piano", "clean guitar", "pad"),
        lead_sounds=("saw lead", "square lead", "piano", "clean guitar"), scale="major", loudness=0.9,
        progressions=(
            "0:M 7:M 9:m 5:M", "0:M 7:M 9:m 5:M", "9:m 5:M 0:M 7:M", "0:M 5:M 9:m 7:M", "0:M 9:m 5:M 7:M",
        ),
    ),
    "reggae": Style(
        tempo=(66, 94), swing=(0.5, 0.6), swung=2, sung=0.75, pads=0.1, drive=(0, 0.12), room=(0.03, 0.2),
        tilt=(-4, 0), echo=0.5, density=0.35, loudness=0.5,
        drums=("one drop", "one drop", "one drop busy", "steppers"), kits=("dry", "room", "room"),
        bass=("reggae", "reggae", "syncopated"), bass_sounds=("finger bass", "sub bass", "upright bass"),
        comp=("skank", "skank", "skank organ"),
        comp_sounds=("clean guitar", "organ", "muted guitar", "piano"),
        lead_sounds=("brass", "organ", "trumpet", "saxophone", "clean guitar"), scale="minor",
        progressions=("0:M 5:M", "0:m 10:M", "0:M 9:m 2:m 7:M", "0:m 5:m 0:m 7:m", "0:M 5:M 7:M 5:M"),
    ),
    "rock": Style(
        tempo=(92, 160), swing=(0.5, 0.53), sung=0.75, drive=(0.2, 0.75), tilt=(-2, 1), loudness=0.8,
        drums=("rock", "rock", "rock open", "half time"), kits=("room", "heavy", "dry"),
        bass=("roots", "roots", "syncopated"), bass_sounds=("pick bass", "finger bass"),
        comp=("power", "strum", "power", "sustain", "arpeggio"),
        comp_sounds=("overdriven guitar", "overdriven guitar", "distorted guitar", "clean guitar", "organ"),
        lead_sounds=("overdriven guitar", "distorted guitar", "clean guitar", "organ"), scale="pentatonic",
        progressions=(
            "0:M 10:M 5:M 0:M", "0:M 5:M 7:M 5:M", "9:m 5:M 0:M 7:M", "0:5 3:5 5:5 0:5", "0:m 10:M 8:M 10:M",
        ),
    ),
}  # fmt: skip


def chords_of(progression: str) -> list[tuple[int, str]]:
    """Read a progression into roots, in semitones above the key, and qualities.

    Examples
    --------
    >>> chords_of("0:M 7:7")
    [(0, 'M'), (7, '7')]
    """
    pairs = (chord.split(":") for chord in progression.split())
    return [(int(root), quality) for root, quality in pairs]

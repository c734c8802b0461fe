"""Every pitched instrument of the demo data, by name: which kind of waveform, with which numbers."""

from __future__ import annotations

from gtzan_course.demo.instruments import Bell, Pluck, Sound, Tone
from gtzan_course.demo.voice import Voice

SOUNDS: dict[str, Sound] = {
    "piano": Tone(0, slope=9, decay=0.9, sustain=0.05, settle=0.15, attack=0.003, players=2, detune=2, release=0.15),
    "harpsichord": Pluck(6, decay=3.5, damping=0.08, pick=0.1, noise=0.05),
    "electric piano": Bell(4, ratio=1, index=1.6, decay=1.2),
    "vibraphone": Bell(11, ratio=4, index=0.8, decay=1.5),
    "organ": Tone(16, slope=7, even=0.8, vibrato=0.12, attack=0.008, settle=0.03, players=2, detune=5, breath=0.03),
    "harmonica": Tone(22, slope=4, formant=1800, vibrato=0.3, attack=0.03, scoop=0.6, players=2, detune=6, breath=0.12),
    "nylon guitar": Pluck(24, decay=2.5, damping=0.5, pick=0.25),
    "steel guitar": Pluck(25, decay=4, damping=0.15, pick=0.15, noise=0.05),
    "clean guitar": Pluck(27, decay=4, damping=0.28, pick=0.15, noise=0.03),
    "muted guitar": Pluck(28, decay=0.5, damping=0.35, pick=0.15, noise=0.08),
    "overdriven guitar": Pluck(29, decay=6, damping=0.25, pick=0.15, noise=0.03),
    "distorted guitar": Pluck(30, decay=8, damping=0.2, pick=0.12, noise=0.04),
    "banjo": Pluck(105, decay=1.0, damping=0.08, pick=0.1, noise=0.08),
    "harp": Pluck(46, decay=4, damping=0.4, pick=0.4),
    "upright bass": Pluck(32, decay=1.5, damping=0.75, pick=0.3, noise=0.04),
    "finger bass": Pluck(33, decay=3, damping=0.6, pick=0.25, noise=0.03),
    "pick bass": Pluck(34, decay=4, damping=0.3, pick=0.12, noise=0.06),
    "slap bass": Pluck(36, decay=2, damping=0.2, pick=0.08, noise=0.12),
    "synth bass": Tone(38, slope=9, decay=0.4, sustain=0.4, settle=0.1, players=2, detune=6),
    "sub bass": Tone(39, slope=20, decay=0.8, sustain=0.3, settle=0.03, scoop=-2),
    "violin": Tone(40, slope=6, formant=2600, attack=0.06, vibrato=0.3, scoop=0.3, breath=0.08),
    "cello": Tone(42, slope=7, formant=900, attack=0.08, vibrato=0.25, players=2, detune=4, breath=0.06),
    "strings": Tone(48, slope=7, formant=2200, attack=0.1, vibrato=0.15, players=4, detune=12, release=0.2, breath=0.1),
    "horn": Tone(60, slope=11, formant=500, attack=0.05, vibrato=0.08, breath=0.03),
    "trumpet": Tone(56, slope=5, formant=1400, attack=0.03, vibrato=0.15, scoop=0.3, breath=0.04),
    "brass": Tone(61, slope=5, formant=1400, attack=0.03, settle=0.4, players=3, detune=9, scoop=0.4, breath=0.05),
    "saxophone": Tone(66, slope=6, formant=1100, attack=0.03, vibrato=0.25, scoop=0.7, breath=0.12),
    "oboe": Tone(68, slope=4, formant=1200, attack=0.03, vibrato=0.15, breath=0.03),
    "clarinet": Tone(71, slope=6, even=0.1, formant=1500, attack=0.03, breath=0.05),
    "flute": Tone(73, slope=14, attack=0.05, vibrato=0.2, breath=0.2),
    "square lead": Tone(80, slope=6, even=0.02, attack=0.005, vibrato=0.15, players=2, detune=5),
    "saw lead": Tone(81, slope=6, attack=0.005, settle=0.3, vibrato=0.1, players=3, detune=10),
    "pad": Tone(89, slope=9, attack=0.15, players=4, detune=14, release=0.25, breath=0.05),
    "voice": Voice(),
    "rap": Voice(glide=5, vibrato=0.0, consonant=0.9, rough=0.1),
    "rasp": Voice(glide=2, vibrato=0.1, consonant=0.8, rough=0.9),
}
"""Every instrument of the demo data, by name."""

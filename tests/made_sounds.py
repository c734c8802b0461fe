"""Sounds made for the tests of classification and of the command, good and bad, and a small model."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from gtzan_course.dataset import GENRES
from gtzan_course.model import build_cnn, save_model

SR = 22_050


def changing_sound(n_samples: int, *, seed: int = 0) -> npt.NDArray[np.float32]:
    """Noise, chords and clicks by turns, so that windows differ."""
    rng = np.random.default_rng(seed)
    t = np.arange(n_samples) / SR
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220, 277.2, 329.6, 1760))
    parts = (0.3 * rng.standard_normal(n_samples), 0.2 * chord, rng.random(n_samples) ** 4000)
    turns = (t // 2.3).astype(int) % 3
    return np.clip(np.choose(turns, parts), -0.99, 0.99).astype(np.float32)


def save_random_model(path: Path, *, seed: int = 1, learnt_from: str = "random weights, no music at all") -> Path:
    """Save a network that has learnt nothing."""
    save_model(build_cnn(seed=seed), path, card={"learnt_from": learnt_from, "genres": list(GENRES)})
    return path


def _samples(**options: object) -> Callable[[Path], None]:
    """A writer of a WAV file of given samples."""
    y, sr = options["y"], options.get("sr", SR)
    return lambda path: soundfile.write(path, y, sr, subtype=options.get("subtype", "PCM_16"))


def _nonfinite(value: float) -> Callable[[Path], None]:
    y = changing_sound(5 * SR)
    y[4 * SR] = value
    return _samples(y=y, subtype="FLOAT")


def _bytes(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data)


def _cut(length: float) -> Callable[[Path], None]:
    """A writer of a file that ends early: after so many bytes, or after a share of all."""

    def write(path: Path) -> None:
        soundfile.write(path, changing_sound(20 * SR), SR)
        content = path.read_bytes()
        path.write_bytes(content[: round(length if length > 1 else length * len(content))])

    return write


def _wav_of_codec(tag: int) -> Callable[[Path], None]:
    """A writer of a WAV file whose header names a codec, with bytes that could be anything."""
    data = np.random.default_rng(0).bytes(100_000)
    codec = struct.pack("<HHIIHH", tag, 1, SR, 16_000, 1, 16)
    head = b"WAVEfmt " + struct.pack("<I", 16) + codec + b"data" + struct.pack("<I", len(data))
    return _bytes(b"RIFF" + struct.pack("<I", len(head) + len(data)) + head + data)


_MP4 = struct.pack(">I", 28) + b"ftypM4A \0\0\2\0M4A mp42isom" + struct.pack(">I", 50_008) + b"mdat" + 50_000 * b"\x5a"
_SECONDS = changing_sound(3 * SR)
_OPPOSITE = np.stack([_SECONDS, -_SECONDS], axis=1)

BAD: dict[str, tuple[str, Callable[[Path], object], type[Exception], str]] = {
    "no file": ("gone.wav", lambda path: None, FileNotFoundError, "found none at"),
    "a folder": ("folder.wav", lambda path: path.mkdir(), ValueError, "folder"),
    "text": ("text.wav", _bytes(b"la la la\n" * 200), ValueError, "cannot open"),
    "text named mp3": ("text.mp3", _bytes(b"la la la\n" * 200), ValueError, "cannot open"),
    "MP4": ("song.m4a", _bytes(_MP4), ValueError, "cannot open"),
    "MP4 named mp3": ("song.mp3", _bytes(_MP4), ValueError, "cannot open"),
    "WMA in WAV": ("wma.wav", _wav_of_codec(0x161), ValueError, "cannot open"),
    "an unknown codec": ("unknown.wav", _wav_of_codec(0x2000), ValueError, "cannot open"),
    "noise named mp3": ("noise.mp3", _bytes(np.random.default_rng(1).bytes(50_000)), ValueError, "cannot open"),
    "half a FLAC": ("half.flac", _cut(0.5), ValueError, "It may be cut short"),
    "half a header": ("head.wav", _cut(20), ValueError, "cannot open"),
    "a start of an MP3": ("start.mp3", _cut(100), ValueError, "cannot open"),
    "a header and no more": ("head.aiff", _cut(60), ValueError, r"found \d \(0.00 s\)"),
    "no header": ("x.raw", _bytes(b"abcd" * 50_000), ValueError, "cannot open"),
    "0 bytes": ("empty.wav", _bytes(b""), ValueError, "0 bytes"),
    "0 samples": ("none.wav", _samples(y=np.zeros(0)), ValueError, r"found 0 \(0.00 s\)"),
    "0 samples at another rate": ("none.wav", _samples(y=np.zeros(0), sr=44_100), ValueError, r"found 0 \(0.00 s\)"),
    "1 s": ("second.wav", _samples(y=_SECONDS[:SR]), ValueError, r"found 22,050 \(1.00 s\)"),
    "a sample too short": ("short.wav", _samples(y=_SECONDS[:32_999]), ValueError, "found 32,999"),
    "zeros": ("zeros.wav", _samples(y=np.zeros(5 * SR)), ValueError, "silence"),
    "almost zeros": ("quiet.wav", _samples(y=9.9e-5 * _SECONDS, subtype="FLOAT"), ValueError, "silence"),
    "channels that cancel": ("opposite.wav", _samples(y=_OPPOSITE), ValueError, "silence"),
    "NaN": ("nan.wav", _nonfinite(np.nan), ValueError, "NaN"),
    "infinity": ("inf.wav", _nonfinite(-np.inf), ValueError, "infinity"),
    "too low a rate": ("low.wav", _samples(y=_SECONDS, sr=7_999), ValueError, "found 7,999 Hz"),
    "too high a rate": ("high.wav", _samples(y=_SECONDS, sr=192_001), ValueError, "found 192,001 Hz"),
    "9 channels": ("nine.wav", _samples(y=np.tile(_SECONDS[:, None], 9)), ValueError, "found 9 channels"),
}
"""What is bad: file name, writer, the error it must give, and what the message must say."""


def write_bad(kind: str, folder: Path) -> Path:
    """Write a bad file and say where it lies."""
    path = folder / BAD[kind][0]
    BAD[kind][1](path)
    return path

"""The whole experiment made small: a network of one dense layer, and tracks of two windows that are never decoded.

Run as a script it is the command, made small. What differs from the real one ends at the windows and the network: what
is kept, taken up, refused and written is the package's own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from gtzan_course import model
from gtzan_course.cache import LogMelFiles, cache_home
from gtzan_course.dataset import GENRES, Track
from gtzan_course.reproduce import parts

LOUDEST = 600.0


def write_tracks(data_home: Path, names: Sequence[str]) -> Path:
    """Write tracks of these names, each a hundredth of a second long and unlike the others."""
    for number, name in enumerate(names):
        folder = data_home / "genres" / name.split(".")[0]
        folder.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / f"{name}.wav", np.linspace(0, (number + 1) / (len(names) + 1), 220), 22_050)
    return data_home


def names(tracks_per_genre: int) -> list[str]:
    return [f"{genre}.{number:05d}" for genre in GENRES for number in range(tracks_per_genre)]


def small(patch: Any) -> None:
    """Make the experiment small, by a function that sets an attribute."""
    patch(model, "build_cnn", build)
    patch(parts, "cached_log_mel", lambda tracks: kept(tracks, "log_mel"))
    patch(parts, "cached_mel_power", lambda tracks: kept(tracks, "mel_power"))


def build(*, seed: int, decibels: bool) -> Any:
    """Build a network that draws while it trains, as the course's does; at first it finds all genres equal."""
    from gtzan_course.backend import keras

    layers = keras.layers
    scaled = layers.Rescaling(1 / 80, offset=0.5) if decibels else layers.Rescaling(1 / LOUDEST)
    dense = layers.Dense(10, activation="softmax", kernel_initializer="zeros")
    inner = [scaled, layers.AveragePooling2D((4, 129)), layers.Flatten(), layers.Dropout(0.5, seed=seed), dense]
    return keras.Sequential([keras.Input((128, 129, 1)), *inner])


def kept(tracks: Sequence[Track], scale: str) -> LogMelFiles:
    """Keep made windows of a track, loud in bands that its genre and its name choose, beside others."""
    paths = []
    for track in tracks:
        audio, _ = soundfile.read(track.path)
        path = cache_home() / f"{track.track_id}-{round(audio.max() * 1e4)}-{scale}.npy"
        if not path.is_file():
            rng = np.random.default_rng([GENRES.index(track.genre), int(track.track_id[-5:])])
            decibels = rng.uniform(-80, -40, (2, 128, 129))
            decibels[:, rng.integers(0, 128, 8)] += 30
            decibels[:, 12 * GENRES.index(track.genre) : 12 * GENRES.index(track.genre) + 6] += 30
            path.parent.mkdir(parents=True, exist_ok=True)
            values = decibels if scale == "log_mel" else LOUDEST * 10 ** (decibels / 10)
            np.save(path, values.astype(np.float16))
        paths.append(path)
    return LogMelFiles(paths)


if __name__ == "__main__":
    from gtzan_course.cli import main

    small(setattr)
    sys.exit(main(sys.argv[1:]))

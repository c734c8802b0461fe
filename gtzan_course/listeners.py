"""Models that `classify` can ask, each with how it wants its sound: the course's networks and the pretrained one.

Keras is imported when the first window is there to be judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.doubts import DOUBTS, Rules, doubt_rules
from gtzan_course.heads import Head
from gtzan_course.hearing import COURSE, Hearing
from gtzan_course.model import NOT_READABLE, load_model, read_card
from gtzan_course.musicnn import (
    LEAD,
    PATCH_HOP,
    PATCH_LENGTH,
    SAMPLE_RATE,
    load_musicnn,
    musicnn_folder,
    musicnn_mel,
    musicnn_power,
)
from gtzan_course.resampling import KAISER_BEST
from gtzan_course.spectrograms import decibels, log_mel

Windows = npt.NDArray[np.float32]
"""Mono waveforms, of shape (n_windows, window_length)."""

MUSICNN = Hearing(SAMPLE_RATE, PATCH_LENGTH, PATCH_HOP, LEAD, KAISER_BEST)
"""As musicnn has learnt."""

MUSICNN_MOMENT = 18
"""Of musicnn's frames, 16 ms each: as long as a moment of the course's."""

HEAD = "head on musicnn"
"""What the card of a head says that it is."""

BATCH_SIZE = 8


@dataclass(frozen=True, eq=False)
class Heard:
    """What a model makes of windows.

    Attributes
    ----------
    probabilities : ndarray of shape (n_windows, n_genres), float32
        What it gives each genre.
    pictures : ndarray of shape (n_windows, n_mels, n_frames), float32
        Mel power in dB under each window's own maximum, from -80 to 0.
    """

    probabilities: npt.NDArray[np.float32]
    pictures: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Listener:
    """A model, and all that is needed to ask it.

    Attributes
    ----------
    hearing
        How it wants its sound.
    genres
        What it tells apart, in the order of its probabilities.
    learnt_from
        Which data it has learnt from, in its own words.
    rules
        When its answers are to be doubted.
    hear
        From windows at its sample rate to what it makes of them.
    """

    hearing: Hearing
    genres: tuple[str, ...]
    learnt_from: str
    rules: Rules
    hear: Callable[[Windows], Heard]


def load_listener(path: Path) -> Listener:
    """Load a model to ask it.

    Parameters
    ----------
    path
        A network saved by `model.save_model`, or a head on musicnn: ``.npz``.

    Returns
    -------
    Listener
        The model.

    Raises
    ------
    FileNotFoundError
        There is no such file; or it is a head, and musicnn's weights are missing.
    ValueError
        The file is neither.
    """
    card = read_card(path)
    return _pretrained_listener(path, card) if card.get("kind") == HEAD else _course_listener(path, card)


def read_head(path: str | Path) -> Head:
    """Read a head on musicnn.

    Parameters
    ----------
    path
        Its ``.npz`` file.

    Returns
    -------
    Head
        From the activations of musicnn's tags to genres.

    Raises
    ------
    ValueError
        The file holds none.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Head(arrays["weights"], arrays["bias"])
    except NOT_READABLE as error:
        raise ValueError(f"Expected a head on musicnn, could not read {path}: {error}.") from error


def _course_listener(path: Path, card: dict[str, Any]) -> Listener:
    @cache
    def network() -> Any:
        return load_model(path)[0]

    def hear(windows: Windows) -> Heard:
        from gtzan_course.training import predict_windows

        pictures = log_mel(windows)
        return Heard(predict_windows(network(), pictures), pictures)

    return Listener(COURSE, tuple(card["genres"]), card["learnt_from"], DOUBTS, hear)


def _pretrained_listener(path: Path, card: dict[str, Any]) -> Listener:
    head, folder = read_head(path), musicnn_folder()

    @cache
    def network() -> Any:
        return load_musicnn(folder)

    def hear(windows: Windows) -> Heard:
        power = musicnn_power(windows)
        activations = network().predict(musicnn_mel(power), batch_size=BATCH_SIZE, verbose=0)
        return Heard(head.probabilities(activations).astype(np.float32), decibels(power))

    rules = doubt_rules(split_below=card["split_below"], edge=0, moment=MUSICNN_MOMENT)
    return Listener(MUSICNN, tuple(card["genres"]), card["learnt_from"], rules, hear)

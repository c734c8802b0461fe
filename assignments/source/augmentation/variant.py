"""What varies in the assignment on augmentation: a window with the bands to cut, and the rates of question 3.

There are ten genres of a million seeds, 30 windows of each, and the cut bands; some 50 rates of each kind, 31 numbers
of bands and of frames, 61 of epochs. Two students' shares, shifts and pictures are practically never alike.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose, render
from gtzan_course.spectrograms import decibels, mel_power
from gtzan_course.windows import slice_windows

Picture = np.ndarray[Any, Any]


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw settings in which the mistakes that the tests name come to other numbers than the right answers."""
    while True:
        settings = {
            "GENRE": rng.choice(GENRES),
            "SEED": rng.randrange(1_000_000),
            "WINDOW": rng.randrange(5, 35),
            "FLIP_RATE": rng.randrange(20, 71) / 100,
            "CUT_RATE": rng.choice([*range(20, 45), *range(56, 81)]) / 100,
            "N_BANDS": rng.randrange(10, 41),
            "N_FRAMES": rng.randrange(10, 41),
            "N_EPOCHS": rng.randrange(20, 81),
        }
        loudest = int(_power(settings).max(axis=1).argmax())
        settings["FIRST_BAND"] = max(0, loudest - rng.randrange(1, 4))
        settings["LAST_BAND"] = loudest + rng.randrange(2, 9)
        if _tells_apart(settings):
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    power = _power(settings)
    first, last = settings["FIRST_BAND"], settings["LAST_BAND"]
    picture = decibels(power[np.newaxis])[0]
    cut_power = _silenced(power, slice(first, last + 1), 0.0)
    cut_first = decibels(cut_power[np.newaxis])[0]
    cut_last = _silenced(picture, slice(first, last + 1), -80.0)
    cuts = {"cut_power": cut_power, "cut_first": cut_first, "cut_last": cut_last}
    return {
        "silent_shares": _silent_shares(settings),
        "epochs": _epochs(settings),
        "cut_means": {name: float(np.mean(cut)) for name, cut in cuts.items()},
        "without_the_last": float(np.mean(_silenced(picture, slice(first, last), -80.0))),
        "shift": float(10 * np.log10(power.max() / cut_power.max())),
        "mean_difference": float(np.mean(cut_first - cut_last)),
    }


def _power(settings: dict[str, Any]) -> Picture:
    """Mel power of the student's window: (128, 129)."""
    y = render(compose(settings["GENRE"], seed=settings["SEED"], artist=0, track=0))
    power: Picture = mel_power(slice_windows(y)[settings["WINDOW"]][np.newaxis])[0]
    return power


def _silenced(picture: Picture, bands: slice, silence: float) -> Picture:
    """A copy with silence in some bands."""
    cut = picture.copy()
    cut[bands] = silence
    return cut


def _silent_shares(settings: dict[str, Any]) -> dict[str, float]:
    """The share of cells that cutout silences, rightly and by mistakes."""
    rate, n_bands, n_frames = settings["CUT_RATE"], settings["N_BANDS"], settings["N_FRAMES"]
    band, frame = (127 / 128) ** n_bands, (128 / 129) ** n_frames
    return {
        "right": rate * (1 - band * frame),
        "always cut": 1 - band * frame,
        "added up": rate * (n_bands / 128 + n_frames / 129),
        "never drawn twice": rate * (1 - (1 - n_bands / 128) * (1 - n_frames / 129)),
        "crossings": rate * (1 - band) * (1 - frame),
        "not silenced": 1 - rate * (1 - band * frame),
    }


def _epochs(settings: dict[str, Any]) -> dict[str, float]:
    """In how many epochs a window comes flipped and not cut, rightly and by mistakes."""
    n, flip, cut = settings["N_EPOCHS"], settings["FLIP_RATE"], settings["CUT_RATE"]
    return {
        "right": n * flip * (1 - cut),
        "flipped": n * flip,
        "both": n * flip * cut,
        "untouched": n * (1 - flip) * (1 - cut),
        "taken off": n * (flip - cut),
    }


def _tells_apart(settings: dict[str, Any]) -> bool:
    """Whether answers and mistakes differ clearly, the cut takes the maximum with it, and its last band no more."""
    answers = expected(settings)
    clear = all(
        abs(value - values["right"]) > least
        for values, least in ((answers["silent_shares"], 5e-4), (answers["epochs"], 0.05))
        for name, value in values.items()
        if name != "right"
    )
    differ = abs(answers["mean_difference"] - answers["shift"]) > 0.1
    apart = abs(answers["cut_means"]["cut_last"] - answers["without_the_last"]) > 0.02
    one_less = _silenced(_power(settings), slice(settings["FIRST_BAND"], settings["LAST_BAND"]), 0.0)
    same_shift = np.isclose(10 * np.log10(_power(settings).max() / one_less.max()), answers["shift"])
    return bool(clear and differ and apart and same_shift and 0.5 < answers["shift"] < 25)

"""Choose when `classify` says that it is not sure, on tracks that no test looks at; then test the choice once.

Run it by ``make model``, after the training, or as ``python -m experiments.not_sure``. Two thresholds are chosen. They
stand in `gtzan_course.doubts`, where a test holds them against what is measured here:

- of the winner's share of the votes, on the validation tracks: the lowest multiple of 0.05 that leaves tracks of which
  at least 80 % are named rightly (the training tracks would not do: the network knows them);
- of the movement, on the training tracks and on steady tones and noises: half-way, as a ratio, between the noise that
  moves most and the track that moves least, rounded to 0.1 dB.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.signal

from experiments.shipped_model import DATA_SEED, Part, read_parts
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.cache import cache_home
from gtzan_course.classification import shipped_model_path
from gtzan_course.demo import DEMO_VERSION
from gtzan_course.doubts import window_movement
from gtzan_course.evaluation import Accuracy, accuracy
from gtzan_course.ledger import Figure, accuracy_figure, figure, write_result
from gtzan_course.model import load_model
from gtzan_course.spectrograms import log_mel
from gtzan_course.training import track_probabilities
from gtzan_course.voting import majority_vote, vote_shares
from gtzan_course.windows import slice_windows

ROOT = Path(__file__).parents[1]
RIGHT_AT_LEAST = 0.8
STEP = 0.05
SECONDS = 10
TESTS = ("known_artists", "new_artists")

Waveform = npt.NDArray[np.float64]


class Heard(NamedTuple):
    """What the network makes of a part's tracks, one entry a track."""

    shares: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]


def main() -> None:
    """Choose both thresholds, test the first, and log all of it."""
    parts = read_parts(cache_home() / "shipped_model" / DEMO_VERSION)
    model, _ = load_model(shipped_model_path())
    validation, *tests = (heard(model, parts[name]) for name in ("validation", *TESTS))
    split_below = choose_split(validation)
    figures = [figure("split.below", split_below, unit="share", n=len(validation.right))]
    for name, part in zip(("validation", *TESTS), (validation, *tests), strict=True):
        figures += sure_figures(name, part, split_below)
    write_result(
        ROOT / "results" / "not_sure.json",
        command="make model",
        data={
            "tier": "demo",
            "version": DEMO_VERSION,
            "description": "The shipped network and the tracks of shipped_model.json: the share of votes is chosen on "
            "the 60 validation tracks and tested once on both test parts; movement, in dB, of the 240 training tracks "
            f"and of steady sounds of {SECONDS} s, the median of each one's windows.",
        },
        seeds=[DATA_SEED],
        figures=figures + movement_figures(parts["training"]),
    )


def heard(model: object, part: Part) -> Heard:
    """The winner's share of the votes in each track, and whether it is the track's genre."""
    probabilities = track_probabilities(model, part.features)
    right = [majority_vote(track) == label for track, label in zip(probabilities, part.labels, strict=True)]
    return Heard(np.array([vote_shares(track).max() for track in probabilities]), np.array(right))


def choose_split(validation: Heard) -> float:
    """The lowest threshold that leaves tracks of which enough are named rightly."""
    steps = [round(STEP * number, 2) for number in range(round(1 / STEP) + 1)]
    return next(step for step in steps if validation.right[validation.shares >= step].mean() >= RIGHT_AT_LEAST)


def sure_figures(name: str, part: Heard, split_below: float) -> list[Figure]:
    """How many of a part's tracks are left, and how many are named rightly of all, of these, and of the others."""
    sure = part.shares >= split_below
    measured = {"all": share(part.right), "kept": share(sure), "sure": share(part.right[sure])}
    return [
        accuracy_figure(f"{name}.{what}", of)
        for what, of in (measured | {"not_sure": share(part.right[~sure])}).items()
    ]


def share(holds: npt.NDArray[np.bool_]) -> Accuracy:
    """A share with its interval."""
    return accuracy(np.ones(len(holds), int), holds.astype(int))


def movement_figures(training: Part) -> list[Figure]:
    """The movement of steady sounds and of tracks, and the threshold between them."""
    steady = {name: movement(log_mel(slice_windows(y.astype(np.float32)))) for name, y in steady_sounds().items()}
    tracks = [movement(windows) for windows in training.features]
    below = round(float(np.sqrt(max(steady.values()) * min(tracks))), 1)
    figures = [figure(f"movement.{name}", value, unit="dB", n=1) for name, value in steady.items()]
    for name, percent in {"lowest": 0, "fifth_percentile": 5, "median": 50}.items():
        figures.append(figure(f"movement.tracks.{name}", np.percentile(tracks, percent), unit="dB", n=len(tracks)))
    windows = np.concatenate([window_movement(track) for track in training.features])
    figures.append(figure("movement.windows_below", np.mean(windows < below), unit="share", n=len(windows)))
    return [*figures, figure("movement.below", below, unit="dB", n=len(tracks) + len(steady))]


def movement(windows: npt.NDArray[np.floating]) -> float:
    """The movement of a sound's typical window, in dB."""
    return float(np.median(window_movement(windows)))


def steady_sounds() -> dict[str, Waveform]:
    """Ten seconds each of what is no music: tones, hum, noises, and noises made of many claps."""
    rng = np.random.default_rng(0)
    t = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    white = rng.standard_normal(t.size)

    def tone(frequency: float) -> Waveform:
        return np.sin(2 * np.pi * frequency * t)

    return {
        "tone": tone(440),
        "chord": tone(220) + tone(277.2) + tone(329.6),
        "hum": np.sum([tone(50 * n) / n for n in range(1, 20)], axis=0),
        "hum_in_noise": tone(50) + 0.01 * white,
        "white_noise": white,
        "pink_noise": coloured(white, 1),
        "brown_noise": coloured(white, 2),
        "rain": claps(rng, 5_000),
        "applause": claps(rng, 300),
    }


def coloured(white: Waveform, slope: float) -> Waveform:
    """Noise whose power falls with a power of the frequency."""
    spectrum = np.fft.rfft(white)
    return np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 20) ** (slope / 2), len(white))


def claps(rng: np.random.Generator, per_second: int) -> Waveform:
    """Short bursts of noise, at random, so many in a second; from a few hundred on they blur."""
    n_samples = SECONDS * SAMPLE_RATE
    pulses = np.zeros(n_samples)
    pulses[rng.integers(0, n_samples, SECONDS * per_second)] = 1
    burst = np.exp(-np.arange(400) / 80) * rng.standard_normal(400)
    return np.asarray(scipy.signal.fftconvolve(pulses * rng.random(n_samples), burst)[:n_samples])


if __name__ == "__main__":
    main()

"""Chapter 13: what decides in a window, seen and heard, and files that are no songs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import librosa
import numpy as np
import numpy.typing as npt
import soundfile

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.occlusion import heard_through, occlusion_map
from gtzan_course.players import Card
from gtzan_course.spectrograms import log_mel
from gtzan_course.windows import WINDOW_LENGTH, slice_windows, window_starts

if TYPE_CHECKING:
    from gtzan_course.demo.parts import Tape

HEARD = ("all of it", "what decides", "the rest")

DECIDING_PART = 0.25
"""The share of the patches that count as what decides: those whose covering costs most."""

LIMIT = 0.3
"""Up to which fall of probability the map's colours reach."""


def deciding(y: npt.NDArray[np.float32], model: Any, numbers: Sequence[int]) -> Interactive:
    """Show which patches of a window decide for its vote, and let them be heard without the rest.

    Parameters
    ----------
    y : ndarray of shape (n_samples,), float32
        A track's waveform, at 22,050 Hz.
    model
        A trained network, from `model.load_model`.
    numbers
        Which of its windows to show, from 0; two to twelve.

    Returns
    -------
    Interactive
        A slider over the windows' starts, and one over what is heard.
    """
    from gtzan_course.training import predict_windows

    windows = slice_windows(y)[list(numbers)]
    pictures = log_mel(windows)
    probabilities = predict_windows(model, pictures)
    labels = probabilities.argmax(axis=1)
    maps = [occlusion_map(model, pictures[i : i + 1], int(label))[0] for i, label in enumerate(labels)]
    starts = tuple(round(float(start), 2) for start in window_starts(max(numbers) + 1)[list(numbers)])

    def draw(start: float, heard: str) -> Frame:
        i = starts.index(start)
        vote = GENRES[labels[i]], float(probabilities[i, labels[i]])
        return _window(windows[i], maps[i], vote, start, heard)

    return Interactive(
        "What decides in a window", draw, (Slider("start", "window from (s)", starts), Slider("heard", "heard", HEARD))
    )


def decisive(fallen: npt.NDArray[np.floating], *, part: float = DECIDING_PART) -> npt.NDArray[np.bool_]:
    """Choose the patches of a map that count as what decides.

    Parameters
    ----------
    fallen : ndarray of shape (rows, columns)
        One window's map, from `occlusion.occlusion_map`.
    part
        Which share of the patches to choose.

    Returns
    -------
    ndarray of shape (rows, columns), bool
        True for those with the largest falls.

    Examples
    --------
    >>> decisive(np.array([[0.1, 0.3], [-0.2, 0.0]]))
    array([[False,  True],
           [False, False]])
    """
    chosen = np.argsort(-fallen, axis=None, kind="stable")[: round(part * fallen.size)]
    mask = np.zeros(fallen.size, dtype=bool)
    mask[chosen] = True
    return mask.reshape(fallen.shape)


def voters(y: npt.NDArray[np.float32], probabilities: npt.NDArray[np.float32], numbers: Sequence[int]) -> list[Card]:
    """Put some windows of a track beside each other, each with its vote.

    Parameters
    ----------
    y : ndarray of shape (n_samples,), float32
        The track's waveform.
    probabilities : ndarray of shape (n_windows, 10), float32
        What the network gives each genre in each window.
    numbers
        Which windows, from 0.

    Returns
    -------
    list of Card
        For `players.gallery`.
    """
    windows, starts = slice_windows(y), window_starts(len(probabilities))
    cards = []
    for number in numbers:
        label = int(probabilities[number].argmax())
        said = f"{GENRES[label]}, {probabilities[number, label]:.2f}"
        heard = f"The window from {starts[number]:.1f} s on; it votes {said}."
        cards.append(Card(f"Window {number}: {said}", windows[number], heard))
    return cards


def put_songs(folder: Path, tape: Tape) -> None:
    """Write a folder of files as they lie about: a track, and what is none.

    Parameters
    ----------
    folder
        Where to write; made if it is missing.
    tape
        The track.
    """
    folder.mkdir(exist_ok=True)
    y = tape.without()
    rng = np.random.default_rng(0)
    sounds = {
        "track.wav": y,
        "the same at 8 kHz.wav": librosa.resample(y, orig_sr=SAMPLE_RATE, target_sr=8_000),
        "one second.wav": y[:SAMPLE_RATE],
        "noise.wav": 0.1 * rng.standard_normal(10 * SAMPLE_RATE),
        "nothing.wav": np.zeros(10 * SAMPLE_RATE),
    }
    for name, sound in sounds.items():
        soundfile.write(folder / name, sound, 8_000 if "8 kHz" in name else SAMPLE_RATE)
    (folder / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0 no sound in here")
    (folder / "broken.mp3").write_bytes(b"")


def _window(
    y: npt.NDArray[np.float32], fallen: npt.NDArray[np.float32], vote: tuple[str, float], start: float, heard: str
) -> Frame:
    """Draw a window as it is heard, and the map beside it."""
    mask = decisive(fallen)
    gains = {"all of it": np.ones_like(mask), "what decides": mask, "the rest": ~mask}[heard]
    sound = y if heard == "all of it" else heard_through(y, gains)
    figure = plots.figure(8, 3.2)
    left, right = figure.subplots(1, 2)
    plots.mel_spectrogram(left, log_mel(sound[np.newaxis, :WINDOW_LENGTH])[0])
    plots.patches(right, fallen, label="fall of the probability", limit=LIMIT)
    left.set_title(heard)
    right.set_title(f"what {vote[0]} goes by")
    return Frame(
        figure,
        alt=f"The window from {start:.2f} s on votes {vote[0]} with {vote[1]:.2f}. {_costliest(fallen)} "
        f"Shown on the left: {heard}.",
        sound=sound,
        heard=f"The window from {start:.2f} s on, which votes {vote[0]}: {heard}.",
    )


def _costliest(fallen: npt.NDArray[np.float32]) -> str:
    """Say where the patch lies whose covering costs most."""
    row, column = np.unravel_index(fallen.argmax(), fallen.shape)
    edges = librosa.mel_frequencies(n_mels=len(fallen) + 1, fmin=0, fmax=SAMPLE_RATE / 2)
    times = np.linspace(0, WINDOW_LENGTH / SAMPLE_RATE, fallen.shape[1] + 1)
    return (
        f"Covering {edges[row]:,.0f} to {edges[row + 1]:,.0f} Hz at {times[column]:.1f} to {times[column + 1]:.1f} s "
        f"costs most, {fallen.max():.2f}."
    )

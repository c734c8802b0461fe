"""Make the files with which a page classifies: each model with its front end, in ONNX, opened and compared.

Run as `python -m tools.web_model [FOLDER]`; `make book` does so when something that it is made from has changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gtzan_course import musicnn
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.classification import shipped_model_path
from gtzan_course.files import written_whole
from gtzan_course.heads import LEAST, Head
from gtzan_course.hearing import Hearing
from gtzan_course.listeners import Listener, load_listener, read_head
from gtzan_course.model import load_model
from gtzan_course.plots import GENRE_COLOURS
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS
from gtzan_course.windows import WINDOW_LENGTH, slice_windows
from tools.front_end import MUSICNN_SCALE, front_end
from tools.onnx_model import OUTPUTS, exported, in_halves, joined
from tools.site_files import RUNTIME, RUNTIME_HOME, SITE

FOLDER = SITE / "web"

NEEDED = ("keras", "onnx", "onnxruntime", "tensorflow", "tf2onnx")
"""Packages that make and open the file."""

TOLERANCE = {"log_mel": 0.01, "probabilities": 0.002}
"""How far the file's answer may be from Python's: in dB, and as a share."""


class Offer(NamedTuple):
    """A model for the page: what it is called there, the same model in Python, its file's content, its mel bands."""

    name: str
    title: str
    listener: Listener
    data: bytes
    n_mels: int
    n_frames: int


def main(folder: Path = FOLDER) -> None:
    """Write a file for each model and, after them, ``models.json``; or say what is missing, and leave none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models.json").unlink(missing_ok=True)
    if lacking := missing():
        print(f"The page that classifies will have no model: {lacking}")
        return
    offers = [course_offer()]
    try:
        offers.insert(0, pretrained_offer())
    except FileNotFoundError as error:
        print(f"The page offers the course's network alone. {error}")
    differences = {
        offer.name: compare(offer.data, offer.listener, example_windows(offer.listener.hearing)) for offer in offers
    }
    for offer in offers:
        write(folder / f"{offer.name}.onnx", offer.data)
        told = f"{len(offer.data) / 1e6:.1f} MB; as in Python, "
        told += " and ".join(f"{name} within {value:.1g}" for name, value in differences[offer.name].items())
        print(f"A model for the page: {folder / offer.name}.onnx, {told}.")
    write(folder / "models.json", json.dumps(description(offers), indent=2).encode())


def write(path: Path, content: bytes) -> None:
    """Write a file whole."""
    with written_whole(path) as file:
        file.write(content)


def missing() -> str:
    """Say what is missing to make the model or to run it, and how to get it; nothing if all is there."""
    packages = [name for name in NEEDED if find_spec(name) is None]
    if packages:
        return f"{', '.join(packages)} not installed. They are in requirements.lock: pip install -r requirements.lock"
    if not all((RUNTIME_HOME / name).is_file() for name in RUNTIME):
        return "onnxruntime-web not in vendor/node_modules. Get it: npm ci --ignore-scripts, in vendor/"
    return ""


def course_offer() -> Offer:
    """The shipped network, its weights as the float16 that they are shipped in."""
    network, _ = load_model(shipped_model_path())
    return Offer(
        "cnn",
        "The course's network",
        load_listener(shipped_model_path()),
        course_file(network),
        N_MELS,
        1 + WINDOW_LENGTH // HOP_LENGTH,
    )


def course_file(network: Any) -> bytes:
    """A network of the course's with its front end, as the content of an ONNX file."""
    front = front_end(
        mel_filters(SAMPLE_RATE, N_FFT, N_MELS), n_samples=WINDOW_LENGTH, hop_length=HOP_LENGTH, floor_db=FLOOR_DB
    )
    return checked(joined(front, in_halves(exported(network), network.count_params())))


def pretrained_offer() -> Offer:
    """The head on musicnn, with musicnn."""
    path = shipped_model_path("pretrained")
    front = front_end(
        mel_filters(musicnn.SAMPLE_RATE, musicnn.N_FFT, musicnn.N_MELS),
        n_samples=musicnn.PATCH_LENGTH,
        hop_length=musicnn.HOP_LENGTH,
        floor_db=FLOOR_DB,
        centred=False,
        scale=MUSICNN_SCALE,
    )
    data = checked(joined(front, exported(with_head(musicnn.load_musicnn(), read_head(path)))))
    title = "A network that has heard real music"
    return Offer("pretrained", title, load_listener(path), data, musicnn.N_MELS, musicnn.N_FRAMES)


def with_head(network: Any, head: Head) -> Any:
    """One Keras model from a spectrogram to genres: the tags' log odds, and the head on them."""
    from gtzan_course.backend import keras

    activations = keras.ops.clip(network.output, LEAST, 1 - LEAST)
    odds = keras.ops.log(activations / (1 - activations))
    layer = keras.layers.Dense(len(head.bias), activation="softmax", name="genres")
    model = keras.Model(network.input, layer(odds))
    layer.set_weights([head.weights, head.bias])
    return model


def mel_filters(sr: int, n_fft: int, n_mels: int) -> npt.NDArray[np.float32]:
    """Mel filters of librosa's, (n_mels, 1 + n_fft // 2)."""
    import librosa

    return np.asarray(librosa.filters.mel(sr=sr, n_fft=n_fft, n_mels=n_mels, dtype=np.float32))


def checked(model: Any) -> bytes:
    """A model's content, once ONNX finds no fault in it."""
    import onnx

    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def example_windows(hearing: Hearing) -> npt.NDArray[np.float32]:
    """Windows to compare with: demo music, loud and hardly audible, a tone, noise and silence; (n, window_length)."""
    from gtzan_course.demo import compose, render

    length = hearing.window_length
    tracks = [render(compose(genre, seed=2024, artist=30, track=0))[: 10 * length] for genre in ("jazz", "metal")]
    music = np.concatenate([slice_windows(y, window_length=length, window_hop=length // 2) for y in tracks])
    noise = np.random.default_rng(0).standard_normal((2, length))
    tone = np.sin(2 * np.pi * 440 * np.arange(length) / hearing.sample_rate)[np.newaxis]
    silence = np.zeros((1, length))
    return np.concatenate([music, 1e-9 * music[::5], noise, tone, silence]).astype(np.float32)


def compare(data: bytes, listener: Listener, windows: npt.NDArray[np.float32]) -> dict[str, float]:
    """Open an exported model and hold its answers against Python's.

    Parameters
    ----------
    data
        The content of the ONNX file.
    listener
        The same model in Python.
    windows : ndarray of shape (n_windows, window_length), float32
        What both are given.

    Returns
    -------
    dict
        The largest difference in ``log_mel``, in dB, and in ``probabilities``.

    Raises
    ------
    ValueError
        A difference is above `TOLERANCE`.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    heard = listener.hear(windows)
    found = session.run(list(OUTPUTS), {"y": windows})
    expected = (heard.pictures, heard.probabilities)
    differences = {
        name: float(np.abs(one - other).max()) for name, one, other in zip(OUTPUTS, expected, found, strict=True)
    }
    for name, difference in differences.items():
        if not difference <= TOLERANCE[name]:
            raise ValueError(
                f"Expected {name} of the exported model within {TOLERANCE[name]} of Python's, found a difference of "
                f"{difference:.3g}. The export is wrong; it was not kept."
            )
    return differences


def description(offers: list[Offer]) -> dict[str, Any]:
    """What a page needs to know to use the models: the content of ``models.json``."""
    runtime_bytes = sum((RUNTIME_HOME / name).stat().st_size for name in RUNTIME)
    return {
        "models": [described(offer) for offer in offers],
        "colours": GENRE_COLOURS,
        "runtime_bytes": runtime_bytes,
    }


def described(offer: Offer) -> dict[str, Any]:
    """One model's entry."""
    listener, data = offer.listener, offer.data
    return {
        "name": offer.name,
        "title": offer.title,
        "file": f"{offer.name}.onnx",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "learnt_from": listener.learnt_from,
        "genres": list(listener.genres),
        **asdict(listener.hearing),
        "frames": offer.n_frames,
        "n_mels": offer.n_mels,
        "doubts": listener.rules,
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

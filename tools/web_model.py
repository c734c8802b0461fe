"""Make the file with which a page classifies: the shipped network with its front end, in ONNX, opened and compared.

Run as `python -m tools.web_model [FOLDER]`; `make book` does so when something that it is made from has changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.classification import shipped_model_path
from gtzan_course.doubts import DOUBTS
from gtzan_course.files import written_whole
from gtzan_course.model import load_model
from gtzan_course.plots import GENRE_COLOURS
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, N_FFT, N_MELS, log_mel
from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH, slice_windows
from tools.front_end import decibels, front_end
from tools.onnx_model import OUTPUTS, exported, in_halves, joined
from tools.site_files import RUNTIME, RUNTIME_HOME, SITE

FOLDER = SITE / "web"

NEEDED = ("keras", "onnx", "onnxruntime", "tensorflow", "tf2onnx")
"""Packages that make and open the file."""

TOLERANCE = {"log_mel": 0.01, "probabilities": 0.002}
"""How far the file's answer may be from Python's: in dB, and as a share."""


def main(folder: Path = FOLDER) -> None:
    """Write ``cnn.onnx`` and, after it, ``models.json``; or say what is missing, and leave neither."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models.json").unlink(missing_ok=True)
    if lacking := missing():
        print(f"The page that classifies will have no model: {lacking}")
        return
    network, card = load_model(shipped_model_path())
    data = web_model(network)
    differences = compare(data, network, example_windows())
    for name, content in {
        "cnn.onnx": data,
        "models.json": json.dumps(description(data, card), indent=2).encode(),
    }.items():
        with written_whole(folder / name) as file:
            file.write(content)
    told = " and ".join(f"{name} within {value:.1g}" for name, value in differences.items())
    print(f"The model for the page: {folder / 'cnn.onnx'}, {len(data) / 1e6:.1f} MB; as in Python, {told}.")


def missing() -> str:
    """Say what is missing to make the model or to run it, and how to get it; nothing if all is there."""
    packages = [name for name in NEEDED if find_spec(name) is None]
    if packages:
        return f"{', '.join(packages)} not installed. They are in requirements.lock: pip install -r requirements.lock"
    if not all((RUNTIME_HOME / name).is_file() for name in RUNTIME):
        return "onnxruntime-web not in vendor/node_modules. Get it: npm ci --ignore-scripts, in vendor/"
    return ""


def web_model(network: Any) -> bytes:
    """The network with the course's front end, as the content of an ONNX file."""
    import librosa
    import onnx

    filters = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=N_MELS, dtype=np.float32)
    front = front_end(filters, n_samples=WINDOW_LENGTH, hop_length=HOP_LENGTH, compression=decibels(FLOOR_DB))
    model = joined(front, in_halves(exported(network), network.count_params()))
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def example_windows() -> npt.NDArray[np.float32]:
    """Windows to compare with: demo music, loud and hardly audible, a tone, noise and silence; (n, 33000)."""
    from gtzan_course.demo import compose, render

    tracks = [
        render(compose(genre, seed=2024, artist=30, track=0))[: 10 * WINDOW_LENGTH] for genre in ("jazz", "metal")
    ]
    music = np.concatenate([slice_windows(y) for y in tracks])
    noise = np.random.default_rng(0).standard_normal((2, WINDOW_LENGTH))
    tone = np.sin(2 * np.pi * 440 * np.arange(WINDOW_LENGTH) / SAMPLE_RATE)[np.newaxis]
    silence = np.zeros((1, WINDOW_LENGTH))
    return np.concatenate([music, 1e-9 * music[::5], noise, tone, silence]).astype(np.float32)


def compare(data: bytes, network: Any, windows: npt.NDArray[np.float32]) -> dict[str, float]:
    """Open an exported model and hold its answers against Python's.

    Parameters
    ----------
    data
        The content of the ONNX file.
    network
        The Keras network that it was made from.
    windows : ndarray of shape (n_windows, 33000), float32
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
    pictures = log_mel(windows)
    expected = (pictures, network.predict_on_batch(pictures[..., np.newaxis]))
    found = session.run(list(OUTPUTS), {"y": windows})
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


def description(data: bytes, card: dict[str, Any]) -> dict[str, Any]:
    """What a page needs to know to use the model: the content of ``models.json``."""
    model = {
        "name": "cnn",
        "title": "The course's network",
        "file": "cnn.onnx",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "learnt_from": card["learnt_from"],
        "genres": card["genres"],
        "sample_rate": SAMPLE_RATE,
        "window_length": WINDOW_LENGTH,
        "window_hop": WINDOW_HOP,
        "frames": 1 + WINDOW_LENGTH // HOP_LENGTH,
        "n_mels": N_MELS,
        "doubts": DOUBTS,
    }
    runtime_bytes = sum((RUNTIME_HOME / name).stat().st_size for name in RUNTIME)
    return {"models": [model], "colours": GENRE_COLOURS, "runtime_bytes": runtime_bytes}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

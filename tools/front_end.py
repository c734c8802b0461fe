"""Write the way from waveform to spectrogram as an ONNX graph, which runs in Python as on a page.

The graph is ONNX's own text, filled in with numbers: padding, the STFT operator, power, mel bands, and a compression of
their range, which each network has of its own. The windows of a file go through it together, and no window's values
depend on another's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

OPSET = 18

IR_VERSION = 8
"""The version of the file format; onnxruntime has read it since 2021."""

DECIBELS = """
    loudest = ReduceMax (mel, cells)
    heard = Greater (loudest, zero)
    divisor = Where (heard, loudest, one)
    ratio = Div (mel, divisor)
    audible = Max (ratio, least)
    logarithm = Log (audible)
    decibels = Mul (logarithm, ten_over_ln_10)
    log_mel = Max (decibels, floor)
"""
"""Decibels under each window's own loudest cell, as `gtzan_course.spectrograms.decibels`; silence is the floor."""


class Compression(NamedTuple):
    """How power in mel bands, ``mel``, becomes ``log_mel``."""

    lines: str
    constants: dict[str, npt.NDArray[np.generic]]


def decibels(floor: float) -> Compression:
    """Decibels under each window's own maximum, none below ``floor``."""
    numbers = {
        "zero": 0.0,
        "one": 1.0,
        "least": 10 ** (floor / 10),
        "ten_over_ln_10": 10 / np.log(10),
        "floor": floor,
    }
    constants: dict[str, npt.NDArray[np.generic]] = {name: np.array(n, np.float32) for name, n in numbers.items()}
    return Compression(DECIBELS, constants | {"cells": np.array([1, 2], np.int64)})


def front_end(
    mel_filters: npt.NDArray[np.float32], *, n_samples: int, hop_length: int, compression: Compression
) -> object:
    """Write a front end as an ONNX model.

    Parameters
    ----------
    mel_filters : ndarray of shape (n_mels, 1 + n_fft // 2), float32
        How much each frequency's power counts in each mel band.
    n_samples
        Samples in a window.
    hop_length
        Samples from one frame to the next; frames have ``n_fft`` samples under a Hann window, centred, with zeros
        beyond the window's edges.
    compression
        What becomes of the power.

    Returns
    -------
    onnx.ModelProto
        From ``y``, float32 of shape (n, n_samples), to ``log_mel``, (n, n_mels, n_frames), and the same as a
        ``picture`` of one channel, (n, n_mels, n_frames, 1).
    """
    import onnx

    n_mels, n_frequencies = mel_filters.shape
    n_fft = 2 * (n_frequencies - 1)
    shape = f"n, {n_mels}, {1 + n_samples // hop_length}"
    model = onnx.parser.parse_model(
        f"""<ir_version: {IR_VERSION}, opset_import: ["": {OPSET}]>
front_end (float[n, {n_samples}] y) => (float[{shape}] log_mel, float[{shape}, 1] picture) {{
    padded = Pad (y, edges)
    signal = Unsqueeze (padded, last)
    spectra = STFT <onesided = 1> (signal, hop_length, hann, n_fft)
    squares = Mul (spectra, spectra)
    power = ReduceSum <keepdims = 0> (squares, last)
    bands = MatMul (power, filters)
    mel = Transpose <perm = [0, 2, 1]> (bands)
    {compression.lines}
    picture = Unsqueeze (log_mel, last)
}}"""
    )
    constants = _constants(n_fft, hop_length) | {"filters": mel_filters.T} | compression.constants
    model.graph.initializer.extend(onnx.numpy_helper.from_array(a, name) for name, a in constants.items())
    onnx.checker.check_model(model, full_check=True)
    return model


def _constants(n_fft: int, hop_length: int) -> dict[str, npt.NDArray[np.generic]]:
    """What the graph's text names, besides the filters."""
    from scipy.signal import get_window

    return {
        "edges": np.array([0, n_fft // 2, 0, n_fft // 2], np.int64),
        "last": np.array([-1], np.int64),
        "hop_length": np.array(hop_length, np.int64),
        "n_fft": np.array(n_fft, np.int64),
        "hann": get_window("hann", n_fft, fftbins=True).astype(np.float32),
    }

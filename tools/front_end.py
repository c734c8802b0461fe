"""Write the way from waveform to spectrogram as an ONNX graph, which runs in Python as on a page.

The graph is ONNX's own text, filled in with numbers: padding, the STFT operator, power, mel bands, decibels to look at,
and the scale that a network takes. The windows of a file go through it together, and no window's values
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


TAGGED = """
    within = Min (mel, largest_half)
    halved = Cast <to = 10> (within)
    whole = Cast <to = 1> (halved)
    scaled = Mul (whole, ten_thousand)
    shifted = Add (scaled, one)
    natural = Log (shifted)
    base_ten = Mul (natural, one_over_ln_10)
    picture = Transpose <perm = [0, 2, 1]> (base_ten)
"""
"""log10(10,000 x + 1) of power in half precision, frames first, as `gtzan_course.musicnn.musicnn_mel`."""

Constants = dict[str, npt.NDArray[np.generic]]


class Scale(NamedTuple):
    """How power in mel bands, ``mel``, becomes the ``picture`` that a network takes."""

    lines: str
    shape: str
    constants: Constants


COURSE_SCALE = Scale("picture = Unsqueeze (log_mel, last)", "n, {n_mels}, {n_frames}, 1", {})
"""The course's networks take the decibels themselves, with one channel."""

MUSICNN_SCALE = Scale(
    TAGGED,
    "n, {n_frames}, {n_mels}",
    {
        "largest_half": np.array(np.finfo(np.float16).max, np.float32),
        "ten_thousand": np.array(10_000, np.float32),
        "one_over_ln_10": np.array(1 / np.log(10), np.float32),
    },
)
"""musicnn takes a scale of its own."""


def front_end(
    mel_filters: npt.NDArray[np.float32],
    *,
    n_samples: int,
    hop_length: int,
    floor_db: float,
    centred: bool = True,
    scale: Scale = COURSE_SCALE,
) -> object:
    """Write a front end as an ONNX model.

    Parameters
    ----------
    mel_filters : ndarray of shape (n_mels, 1 + n_fft // 2), float32
        How much each frequency's power counts in each mel band.
    n_samples
        Samples in a window.
    hop_length
        Samples from one frame to the next; frames have ``n_fft`` samples under a Hann window.
    floor_db
        The lowest value of ``log_mel``.
    centred
        Whether the first frame is centred on the window's first sample, with zeros beyond the window's edges;
        otherwise frames lie wholly inside.
    scale
        What the network takes.

    Returns
    -------
    onnx.ModelProto
        From ``y``, float32 of shape (n, n_samples), to ``log_mel``, decibels under each window's own maximum,
        (n, n_mels, n_frames), and to ``picture``, as the network takes it.
    """
    import onnx

    n_mels, n_frequencies = mel_filters.shape
    n_fft = 2 * (n_frequencies - 1)
    n_frames = 1 + (n_samples - (0 if centred else n_fft)) // hop_length
    picture = scale.shape.format(n_mels=n_mels, n_frames=n_frames)
    model = onnx.parser.parse_model(
        f"""<ir_version: {IR_VERSION}, opset_import: ["": {OPSET}]>
front_end (float[n, {n_samples}] y) => (float[n, {n_mels}, {n_frames}] log_mel, float[{picture}] picture) {{
    padded = Pad (y, edges)
    signal = Unsqueeze (padded, last)
    spectra = STFT <onesided = 1> (signal, hop_length, hann, n_fft)
    squares = Mul (spectra, spectra)
    power = ReduceSum <keepdims = 0> (squares, last)
    bands = MatMul (power, filters)
    mel = Transpose <perm = [0, 2, 1]> (bands)
    {DECIBELS}
    {scale.lines}
}}"""
    )
    constants = _constants(n_fft, hop_length, floor_db, edge=n_fft // 2 if centred else 0)
    constants |= {"filters": mel_filters.T} | scale.constants
    model.graph.initializer.extend(onnx.numpy_helper.from_array(a, name) for name, a in constants.items())
    onnx.checker.check_model(model, full_check=True)
    return model


def _constants(n_fft: int, hop_length: int, floor_db: float, *, edge: int) -> Constants:
    """What the graph's text names, besides the filters and the scale's own."""
    from scipy.signal import get_window

    numbers = {
        "zero": 0.0,
        "one": 1.0,
        "least": 10 ** (floor_db / 10),
        "ten_over_ln_10": 10 / np.log(10),
        "floor": floor_db,
    }
    return {
        **{name: np.array(number, np.float32) for name, number in numbers.items()},
        "cells": np.array([1, 2], np.int64),
        "edges": np.array([0, edge, 0, edge], np.int64),
        "last": np.array([-1], np.int64),
        "hop_length": np.array(hop_length, np.int64),
        "n_fft": np.array(n_fft, np.int64),
        "hann": get_window("hann", n_fft, fftbins=True).astype(np.float32),
    }

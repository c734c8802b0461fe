"""Stream an audio file's windows, so that memory does not grow with its length."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from gtzan_course.audio import read_blocks
from gtzan_course.hearing import COURSE, Hearing
from gtzan_course.quiet import decoder_held_back
from gtzan_course.windows import count_windows, slice_windows

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Sample rates that are taken, in Hz."""

MOST_CHANNELS = 8

SILENCE = 10 ** (-80 / 20)
"""A file that never rises to this, -80 dB under full scale (3 steps of 16-bit audio), counts as silent."""


def stream_windows(path: str | Path, *, hearing: Hearing = COURSE) -> Iterator[npt.NDArray[np.float32]]:
    """Slice an audio file into overlapping windows, one block of it in memory at a time.

    Together they are the windows that `windows.slice_windows` makes of the whole file.

    Parameters
    ----------
    path
        An audio file in a format that soundfile decodes.
    hearing
        Sample rate and windows wanted; by default the course's.

    Yields
    ------
    ndarray of shape (n_windows, window_length), float32
        The windows that lie in some twenty seconds of sound; 27 of the course's.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file cannot be decoded, or proves at its end to be shorter than a window, or silent throughout.
    """
    length, hop = hearing.window_length, hearing.window_hop
    rest, n_samples, peak = np.zeros(hearing.lead, np.float32), 0, 0.0
    for block in read_blocks(path, sample_rate=hearing.sample_rate, kernel=hearing.kernel):
        n_samples += len(block)
        peak = max(peak, float(np.abs(block).max(initial=0.0)))
        y = np.concatenate([rest, block])
        n_windows = count_windows(len(y), window_length=length, window_hop=hop)
        if n_windows:
            yield slice_windows(y, window_length=length, window_hop=hop)
        rest = y[n_windows * hop :]
    _check_length(path, n_samples, hearing)
    if peak < SILENCE:
        raise ValueError(
            f"Expected sound, found silence in {path}: the mean of its channels stays below -80 dB of full scale. "
            "Listen to it and export it again."
        )


def _check_length(path: str | Path, n_samples: int, hearing: Hearing) -> None:
    needed, sr = hearing.window_length - hearing.lead, hearing.sample_rate
    if n_samples < needed:
        raise ValueError(
            f"Expected at least one window of {needed:,} samples ({needed / sr:.1f} s at {sr:,} Hz), "
            f"found {n_samples:,} ({n_samples / sr:.2f} s) in {path}. Use a longer file."
        )


def check_audio_file(path: Path, *, hearing: Hearing = COURSE) -> None:
    """Look at an audio file's header before anything is decoded.

    Parameters
    ----------
    path
        An audio file.
    hearing
        At which rate the model hears.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is a folder, is empty, is no audio, or has a sample rate or number of channels out of range.

    Warns
    -----
    UserWarning
        The sample rate is below the model's, so what lies above half of it is missing.
    """
    if path.is_dir():
        raise ValueError(f"Expected an audio file, got the folder {path}. Give one file in it.")
    if not path.is_file():
        raise FileNotFoundError(f"Expected an audio file, found none at {path}. Check the path.")
    if path.stat().st_size == 0:
        raise ValueError(f"Expected an audio file, but {path} is empty (0 bytes). Copy or download it again.")
    try:
        with decoder_held_back():
            info = soundfile.info(path)
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: headerless, .raw
        raise ValueError(
            f"Expected audio that soundfile decodes (WAV, AU, AIFF, FLAC, OGG, MP3), but it cannot open {path}. "
            "Convert it to one of these."
        ) from error
    _check_range(path, "a sample rate", info.samplerate, LOWEST_RATE, HIGHEST_RATE, "Hz")
    _check_range(path, "a number of channels", info.channels, 1, MOST_CHANNELS, "channels")
    if info.samplerate < hearing.sample_rate:
        warnings.warn(
            f"{path} has a sample rate of {info.samplerate:,} Hz, so what lies above {info.samplerate // 2:,} Hz is "
            f"missing; the model has learnt from up to {hearing.sample_rate // 2:,} Hz, and its votes may be off.",
            stacklevel=3,
        )


def _check_range(path: Path, what: str, value: int, lowest: int, highest: int, unit: str) -> None:
    if not lowest <= value <= highest:
        raise ValueError(
            f"Expected {what} from {lowest:,} to {highest:,}, found {value:,} {unit} in {path}. Convert the file."
        )

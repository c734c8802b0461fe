"""Decode audio, any format that soundfile reads, into mono float32 at the course's sample rate.

A file is read block by block, so that memory does not grow with its length.
Conventions: ``y`` is mono float32 in [-1, 1]; ``sr`` is in Hz.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from gtzan_course.quiet import decoder_held_back

SAMPLE_RATE = 22_050
"""Sample rate of GTZAN and of everything in the course, in Hz."""

BLOCK_SECONDS = 20


def read_blocks(path: str | Path) -> Iterator[npt.NDArray[np.float32]]:
    """Decode a file into consecutive blocks of mono samples at 22,050 Hz.

    Channels are averaged. Another sample rate is converted by soxr, as librosa does.

    Parameters
    ----------
    path
        An audio file in a format that soundfile decodes.

    Yields
    ------
    ndarray of shape (n_samples,), float32
        At most about twenty seconds of sound, in [-1, 1] for ordinary files.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is no audio, or holds values that are not finite.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"Expected an audio file, found none at {path}. Check the path.")
    try:
        with _opened(path) as sound:
            for block in _resampled(sound):
                if not np.isfinite(block).all():
                    raise ValueError(
                        f"Expected finite samples, found NaN or infinity in {path}. Export the sound again."
                    )
                yield block
    except soundfile.LibsndfileError as error:
        raise ValueError(
            f"Expected audio that soundfile decodes (WAV, AU, FLAC, OGG, MP3), could not read {path}: "
            f"{error.error_string} It may be cut short: copy or download it again, or convert it to one of these."
        ) from error


def _opened(path: Path) -> soundfile.SoundFile:
    """Open a file, unless it has no header that says how to decode it."""
    if path.suffix.lower() == ".raw":
        raise ValueError(
            f"Expected audio with a header (WAV, AU, FLAC, OGG, MP3), got raw samples in {path}. Convert it."
        )
    with decoder_held_back():
        return soundfile.SoundFile(path)


def _read(sound: soundfile.SoundFile) -> Iterator[npt.NDArray[np.float32]]:
    """Mono blocks of an open file up to where it truly ends, which in a damaged file is before its header says."""
    while True:
        with decoder_held_back():
            block = sound.read(BLOCK_SECONDS * sound.samplerate, dtype="float32", always_2d=True)
        if not len(block):
            return
        yield block.mean(axis=1)


def _resampled(sound: soundfile.SoundFile) -> Iterator[npt.NDArray[np.float32]]:
    """Mono blocks of an open file, at the course's sample rate."""
    if sound.samplerate == SAMPLE_RATE:
        yield from _read(sound)
        return
    stream = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE, num_channels=1, dtype="float32")
    for block in _read(sound):
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)

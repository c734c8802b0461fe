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
        with soundfile.SoundFile(path) as sound:
            for block in _resampled(sound):
                if not np.isfinite(block).all():
                    raise ValueError(
                        f"Expected finite samples, found NaN or infinity in {path}. Export the sound again."
                    )
                yield block
    except soundfile.LibsndfileError as error:
        raise ValueError(
            f"Expected audio that soundfile decodes (WAV, AU, FLAC, OGG, MP3), could not read {path}: "
            f"{error.error_string} Convert it to one of these."
        ) from error


def _resampled(sound: soundfile.SoundFile) -> Iterator[npt.NDArray[np.float32]]:
    """Mono blocks of an open file, at the course's sample rate."""
    blocks = sound.blocks(blocksize=BLOCK_SECONDS * sound.samplerate, dtype="float32", always_2d=True)
    if sound.samplerate == SAMPLE_RATE:
        for block in blocks:
            yield block.mean(axis=1)
        return
    stream = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE, num_channels=1, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block.mean(axis=1))
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)

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
from gtzan_course.resampling import KaiserSinc, resample_blocks

SAMPLE_RATE = 22_050
"""Sample rate of GTZAN and of everything in the course, in Hz."""

BLOCK_SECONDS = 20


def read_blocks(
    path: str | Path, *, sample_rate: int = SAMPLE_RATE, kernel: KaiserSinc | None = None
) -> Iterator[npt.NDArray[np.float32]]:
    """Decode a file into consecutive blocks of mono samples.

    Channels are averaged. Another sample rate is converted by soxr, as librosa does, unless a filter is named.

    Parameters
    ----------
    path
        An audio file in a format that soundfile decodes.
    sample_rate
        The sample rate wanted, in Hz.
    kernel
        The filter that resamples; None for soxr's.

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
            for block in _resampled(sound, sample_rate, kernel):
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


def _resampled(
    sound: soundfile.SoundFile, sample_rate: int, kernel: KaiserSinc | None
) -> Iterator[npt.NDArray[np.float32]]:
    """Mono blocks of an open file, at the sample rate wanted."""
    if sound.samplerate == sample_rate:
        yield from _read(sound)
    elif kernel is not None:
        yield from resample_blocks(_read(sound), sound.samplerate, sample_rate, kernel=kernel)
    else:
        stream = soxr.ResampleStream(sound.samplerate, sample_rate, num_channels=1, dtype="float32")
        for block in _read(sound):
            yield stream.resample_chunk(block)
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)

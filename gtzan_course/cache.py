"""Keep mel spectrograms on disk, so that memory does not grow with the number of tracks (chapter 06).

One file a track: float16 of shape (39, 128, 129), 1.3 MB, read as a memory map. Its name is a
fingerprint of what it was made from (the audio file's bytes and the numbers of the transform), so a
changed file gets a new entry and an old one is never wrong. The folder may be deleted: what is
missing is made again by the next call.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar, overload

import numpy as np
import numpy.typing as npt

from gtzan_course import spectrograms, windows
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import TRACK_SAMPLES, Track, load_audio
from gtzan_course.files import written_whole

RECIPE = repr(
    (
        "log-mel 1",
        (SAMPLE_RATE, TRACK_SAMPLES, windows.WINDOW_LENGTH, windows.WINDOW_HOP),
        (spectrograms.N_FFT, spectrograms.HOP_LENGTH, spectrograms.N_MELS, spectrograms.FLOOR_DB),
    )
)
"""The numbers that the entries depend on, and a version for what the numbers don't say."""

_Entry = TypeVar("_Entry")

Scale = Literal["log_mel", "mel_power"]
"""What an entry holds: dB under each window's maximum, or power."""


def cache_home() -> Path:
    """Name the course's folder for what can be made again.

    Returns
    -------
    Path
        The folder that the environment variable ``GTZAN_COURSE_CACHE`` names, else the user's
        cache folder.
    """
    import pooch

    return Path(os.environ.get("GTZAN_COURSE_CACHE") or pooch.os_cache("gtzan-course"))


class LogMelFiles(Sequence[npt.NDArray[np.float16]]):
    """Log-mel windows of many tracks, each opened as it is used.

    An open memory map holds a file handle, of which a process has few (256 on a Mac), so that a
    thousand tracks could not all be kept open.

    Parameters
    ----------
    paths
        One ``.npy`` file a track.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)

    def __len__(self) -> int:
        return len(self.paths)

    def __add__(self, other: LogMelFiles) -> LogMelFiles:
        """These tracks and the other's."""
        return LogMelFiles([*self.paths, *other.paths])

    @overload
    def __getitem__(self, index: int) -> npt.NDArray[np.float16]: ...
    @overload
    def __getitem__(self, index: slice) -> LogMelFiles: ...
    def __getitem__(self, index: int | slice) -> npt.NDArray[np.float16] | LogMelFiles:
        """One track's windows, as a read-only memory map; some tracks for a slice."""
        if isinstance(index, slice):
            return LogMelFiles(self.paths[index])
        track: npt.NDArray[np.float16] = np.load(self.paths[index], mmap_mode="r", allow_pickle=False)
        return track


def cached_log_mel(
    tracks: Sequence[Track], *, cache_dir: str | Path | None = None, n_jobs: int = 1, progress: bool = False
) -> LogMelFiles:
    """Keep log-mel windows of many tracks, made where they are not on disk yet.

    Parameters
    ----------
    tracks
        Whose windows.
    cache_dir
        Where the entries lie; by default ``log_mel`` in the course's cache folder.
    n_jobs
        How many processes make what is missing.
    progress
        Whether to show a progress bar.

    Returns
    -------
    LogMelFiles
        A sequence of arrays, one a track, of shape (39, 128, 129), float16, in dB from -80 to 0:
        memory maps, read-only, loaded as they are used.

    Raises
    ------
    FileNotFoundError, ValueError
        A track cannot be loaded; the message names the file.
    """
    return _cached(tracks, "log_mel", cache_dir, n_jobs, progress)


def cached_mel_power(
    tracks: Sequence[Track], *, cache_dir: str | Path | None = None, n_jobs: int = 1, progress: bool = False
) -> LogMelFiles:
    """Keep windows of mel power on disk, as the write-up's network saw them: not in dB (chapter 12).

    Parameters
    ----------
    tracks
        Whose windows.
    cache_dir
        Where the entries lie; by default ``mel_power`` in the course's cache folder.
    n_jobs
        How many processes make what is missing.
    progress
        Whether to show a progress bar.

    Returns
    -------
    LogMelFiles
        A sequence of arrays, one a track, of shape (39, 128, 129), float16, power: no sound within
        -1 and 1 reaches float16's largest number, and what is below 1e-7 becomes 0.

    Raises
    ------
    FileNotFoundError, ValueError
        A track cannot be loaded; the message names the file.
    """
    return _cached(tracks, "mel_power", cache_dir, n_jobs, progress)


def _cached(
    tracks: Sequence[Track], scale: Scale, cache_dir: str | Path | None, n_jobs: int, progress: bool
) -> LogMelFiles:
    make = partial(_entry, scale=scale)
    return LogMelFiles(kept_entries(make, tracks, scale, cache_dir=cache_dir, n_jobs=n_jobs, progress=progress))


def kept_entries(
    entry: Callable[[Path, Path], _Entry],
    tracks: Sequence[Track],
    name: str,
    *,
    cache_dir: str | Path | None,
    n_jobs: int,
    progress: bool,
) -> list[_Entry]:
    """Go through tracks, several at a time, and keep something of each in a folder.

    Parameters
    ----------
    entry
        Given a track's audio file and the folder, finds what is kept there of it, or makes it.
    tracks
        The tracks.
    name
        What is kept: the folder's name in the course's cache folder, and that of the bar.
    cache_dir
        Another folder.
    n_jobs
        How many processes make what is missing.
    progress
        Whether to show a progress bar.

    Returns
    -------
    list
        What ``entry`` gave, in the order of the tracks.
    """
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    folder = Path(cache_dir) if cache_dir is not None else cache_home() / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    jobs = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(entry)(track.path, folder) for track in tracks)
    return list(tqdm(jobs, total=len(tracks), desc=name.replace("_", "-"), unit="track", disable=not progress))


def _entry(audio_path: Path, folder: Path, *, scale: Scale) -> Path:
    """Find the file that holds one track's windows, made if it is not there."""
    recipe = RECIPE if scale == "log_mel" else f"{scale} {RECIPE}"
    path = folder / f"{fingerprint(audio_path, recipe=recipe)}.npy"
    if path.is_file():
        return path
    transform = spectrograms.log_mel if scale == "log_mel" else spectrograms.mel_power
    values = transform(windows.slice_windows(load_audio(audio_path))).astype(np.float16)
    with written_whole(path) as file:
        np.save(file, values, allow_pickle=False)
    return path


def fingerprint(audio_path: Path, *, recipe: str) -> str:
    """Name what is made from an audio file in one way.

    Parameters
    ----------
    audio_path
        The file.
    recipe
        What is done with it, in any words: all that the result depends on besides the file's bytes.

    Returns
    -------
    str
        32 hexadecimal digits; others for other bytes or another recipe.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    """
    if not audio_path.is_file():
        raise FileNotFoundError(f"Expected a track's audio, found none at {audio_path}. Read the folder again.")
    digest = hashlib.blake2b(recipe.encode(), digest_size=16)
    digest.update(audio_path.read_bytes())
    return digest.hexdigest()

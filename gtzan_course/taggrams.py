"""What musicnn makes of real GTZAN tracks, without their audio (chapter 14).

Pons published the activations of musicnn's 50 tags for 733 tracks of GTZAN, patch by patch: 443 of the
fault-filtered split's training part and the 290 of its test part. The course holds nothing of them, it reads your
copy or fetches one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from gtzan_course.published_files import PublishedFile, find_published

FOLDER = (
    "https://raw.githubusercontent.com/jordipons/sklearn-audio-transfer-learning/"
    "ef1812782164f1a623a2091ecd79f0a09cf49322/data/audio_representations/"
)

FILES = {
    "train": PublishedFile(
        name="musicnn_taggram_train.npz",
        what="musicnn's activations for GTZAN's training tracks",
        url=f"{FOLDER}training_data_GTZAN_MSDmusicnn_taggram.npz",
        sha256="1c7584e7f3b7da1b20b4709e737e218ec5019c6a2ff5a2865c977b208f77a42c",
    ),
    "test": PublishedFile(
        name="musicnn_taggram_test.npz",
        what="musicnn's activations for GTZAN's test tracks",
        url=f"{FOLDER}evaluation_data_GTZAN_MSDmusicnn_taggram.npz",
        sha256="02a03d35bc0761a4201b304fa6aaa974cd7112df7714ac81deb209521d19b6ce",
    ),
}
"""The two parts, in a version that cannot change."""


@dataclass(frozen=True, eq=False)
class Taggrams:
    """Activations of musicnn's tags for the tracks of one part.

    Attributes
    ----------
    track_ids
        The tracks, as ``blues.00029``, sorted.
    activations : tuple of ndarray of shape (n_patches, 50), float32
        Each track's, from 0 to 1: a row for each patch of three seconds, 28 or 29 of them a second or so apart, a
        column for each of `musicnn.TAGS`.
    """

    track_ids: tuple[str, ...]
    activations: tuple[npt.NDArray[np.float32], ...]


def read_taggrams(part: Literal["train", "test"], *, folder: str | Path | None = None) -> Taggrams:
    """Read the published activations of one part, fetched (4.0 and 2.6 MB) if they are not on disk yet.

    Parameters
    ----------
    part
        ``train``, 443 tracks, or ``test``, 290.
    folder
        Where the files ``musicnn_taggram_train.npz`` and ``musicnn_taggram_test.npz`` lie; by default the folder
        that the environment variable ``GTZAN_FACTS`` names, and, if it names none, the course's cache folder.

    Returns
    -------
    Taggrams
        The tracks and their activations.

    Raises
    ------
    FileNotFoundError
        There is no such file in the folder named.
    ConnectionError
        The file could not be fetched; the message says how to get it by hand.
    ValueError
        The file in the folder is another one, or broken; or there is no such part.
    """
    if part not in FILES:
        raise ValueError(f"Expected the part 'train' or 'test', got {part!r}.")
    with np.load(find_published(FILES[part], folder=folder), allow_pickle=False) as arrays:
        x, names = arrays["X"], arrays["IDS"]
    ids = np.array([Path(name).stem for name in names.tolist()])
    tracks = tuple(np.unique(ids).tolist())
    return Taggrams(tracks, tuple(x[ids == track] for track in tracks))

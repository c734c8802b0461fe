"""Features of the real GTZAN's 1,000 tracks, without their audio (chapters 10 and 11).

GTZAN's audio cannot be given away, but others have measured it and published what came out. The table most
used, ``features_30_sec.csv`` of Kaggle's copy of GTZAN (andradaolteanu), holds 57 features that librosa took
from each track: mean and variance of chroma, loudness, brightness, noisiness, harmony, percussion and of 20
MFCCs, and the tempo. The course holds nothing of it, it reads your copy or fetches one; it is believed only if
it is the same byte for byte.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gtzan_course.published_files import PublishedFile, find_published

TABLE = "features_30_sec.csv"

FILE = PublishedFile(
    name=TABLE,
    what="GTZAN's table of features",
    url=(
        "https://raw.githubusercontent.com/WASN-Data/MLDeploy/17ebc5e0de1aff13674648ad82ff6b7e0683d5bf/"
        "data/features_30_sec_original.csv"
    ),
    sha256="3fb2e38c281764076c7c1ec79f9e73956a913cffaa38e44cfb94282291e72cfa",
    elsewhere="Kaggle's andradaolteanu/gtzan-dataset-music-genre-classification",
)
"""A copy of Kaggle's table, in a version that cannot change (its md5 is 33e05662f090110c8724cb9feb6e8923)."""

NOT_FEATURES = ("filename", "length", "label")


@dataclass(frozen=True)
class GtzanFeatures:
    """What the table says.

    Attributes
    ----------
    track_ids
        The 1,000 tracks, as ``blues.00000``, sorted.
    x : ndarray of shape (1000, 57), float64
        A track's features in its row.
    names
        The features, in the order of the columns, as ``spectral_centroid_mean``.
    """

    track_ids: tuple[str, ...]
    x: npt.NDArray[np.float64]
    names: tuple[str, ...]


def read_gtzan_features(*, folder: str | Path | None = None) -> GtzanFeatures:
    """Read the table of GTZAN's features, fetched (1.1 MB) if it is not on disk yet.

    Parameters
    ----------
    folder
        Where ``features_30_sec.csv`` lies; by default the folder that the environment variable ``GTZAN_FACTS``
        names, and, if it names none, the course's cache folder, into which the table is fetched.

    Returns
    -------
    GtzanFeatures
        Tracks, features and their names.

    Raises
    ------
    FileNotFoundError
        There is no such table in the folder named.
    ConnectionError
        The table could not be fetched; the message says how to get it by hand.
    ValueError
        The table in the folder is another one, or broken.
    """
    return _parsed(find_published(FILE, folder=folder).read_text(encoding="utf-8"))


def _parsed(text: str) -> GtzanFeatures:
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: row["filename"])
    names = tuple(name for name in rows[0] if name not in NOT_FEATURES)
    x = np.array([[float(row[name]) for name in names] for row in rows])
    return GtzanFeatures(tuple(row["filename"].removesuffix(".wav") for row in rows), x, names)

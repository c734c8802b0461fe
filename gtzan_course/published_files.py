"""Files that others have published: taken from a folder of yours or fetched, and believed only if they are the same.

None of them comes with the course. Each is known by its hash, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from gtzan_course.cache import cache_home


@dataclass(frozen=True)
class PublishedFile:
    """A file that somebody has published.

    Attributes
    ----------
    name
        How the course calls it on disk.
    what
        What it is, as ``GTZAN's table of features``.
    url
        Where it can be had, in a version that cannot change.
    sha256
        Its hash.
    elsewhere
        Where else it can be had by hand, if known.
    """

    name: str
    what: str
    url: str
    sha256: str
    elsewhere: str = ""

    @property
    def by_hand(self) -> str:
        """How to get it without the course's help."""
        others = f"from {self.elsewhere} or " if self.elsewhere else ""
        return (
            f"Get {self.name} by hand, {others}from {self.url}, save it as {self.name}, and name its folder: "
            "set the environment variable GTZAN_FACTS."
        )


def find_published(file: PublishedFile, *, folder: str | Path | None = None) -> Path:
    """Find a published file on disk, fetched if it is not there yet.

    Parameters
    ----------
    file
        Which.
    folder
        Where it lies; by default the folder that the environment variable ``GTZAN_FACTS`` names, and, if it names
        none, the course's cache folder, into which it is fetched.

    Returns
    -------
    Path
        The file, the same byte for byte as published.

    Raises
    ------
    FileNotFoundError
        It is not in the folder named.
    ConnectionError
        It could not be fetched; the message says how to get it by hand.
    ValueError
        The one in the folder is another, or broken.
    """
    named = folder if folder is not None else os.environ.get("GTZAN_FACTS")
    path = Path(named) / file.name if named else _fetched(file)
    if not path.is_file():
        raise FileNotFoundError(f"Expected {file.what}, found none at {path}. {file.by_hand}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != file.sha256:
        raise ValueError(
            f"Expected {file.what} as published, with sha256 {file.sha256}, {path} has {found}. {file.by_hand}"
        )
    return path


def _fetched(file: PublishedFile) -> Path:
    """Find it in the course's cache folder, fetched and checked if it is not there."""
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")
    folder = cache_home() / "published"
    try:
        return Path(pooch.retrieve(file.url, known_hash=f"sha256:{file.sha256}", fname=file.name, path=folder))
    except (requests.RequestException, ValueError) as error:
        raise ConnectionError(f"Could not fetch {file.what}: {error}. {file.by_hand}") from error

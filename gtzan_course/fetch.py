"""Fetch GTZAN from a mirror that still answers.

GTZAN cannot be given away with the course: nobody holds the rights to license its music. Its first home
(opihi.cs.uvic.ca) is dead, but two copies of the archive answer. They are different files: the archived
original, whose sha256 TensorFlow Datasets and torchaudio publish, and a repacked one on Hugging Face, for
which nobody publishes a hash and in which jazz.00054 is broken. The original comes first. Whatever the
archive, its tracks get their final name only after each has been checked against its published md5.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pooch
import requests

from gtzan_course.verify import Report, verify_gtzan

ARCHIVE = "genres.tar.gz"
ARCHIVE_BYTES = 1_230_000_000
TRACKS_BYTES = 1_330_000_000
ATTEMPTS = 3
CHUNK_BYTES = 2**20
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Mirror:
    """A place that offers GTZAN's archive.

    Attributes
    ----------
    name
        A word for file names and messages.
    url
        Where the archive is.
    sha256
        The archive's published hash; None where nobody publishes one.
    """

    name: str
    url: str
    sha256: str | None


MIRRORS = (
    Mirror(
        "original",
        "https://web.archive.org/web/20220328223413id_/http://opihi.cs.uvic.ca/sound/genres.tar.gz",
        "24347e0223d2ba798e0a558c4c172d9d4a19c00bb7963fe055d183dadb4ef2c6",
    ),
    Mirror("huggingface", "https://huggingface.co/datasets/marsyas/gtzan/resolve/main/data/genres.tar.gz", None),
)
"""The archived original (1,225,571,541 bytes) and Hugging Face's repacked copy, in the order they are tried."""


def fetch_gtzan(data_home: str | Path, *, mirrors: Sequence[Mirror] = MIRRORS) -> Path:
    """Fetch GTZAN's 1,000 tracks (1.2 GB), check them, and unpack them into ``data_home/genres``.

    A copy that is there and verified is kept as it is. An archive that you have put at
    ``data_home/genres.tar.gz`` is used before any mirror is asked. A download that was interrupted is continued
    where it stopped, if the mirror can, and else begun again. Nothing of yours is overwritten or deleted.

    Parameters
    ----------
    data_home
        The folder to put the data in; it is made if there is none.
    mirrors
        Where to ask, in order.

    Returns
    -------
    Path
        The folder that holds the ten genre folders.

    Raises
    ------
    FileExistsError
        ``data_home/genres`` is there, but is no verified copy.
    ConnectionError
        No mirror gave a good archive; the message says how to get one by hand.
    ValueError
        The archive put there by hand is broken, unsafe, or not GTZAN.
    OSError
        The disk is full or cannot be written to. What has been downloaded is kept.

    Warns
    -----
    UserWarning
        A mirror failed, and the next one is asked; or the tracks hold one that is known to be faulty.
    """
    home = Path(data_home)
    genres = home / "genres"
    home.mkdir(parents=True, exist_ok=True)
    report = verify_gtzan(home)
    if report.ok:
        return report.folder
    if genres.exists():
        raise FileExistsError(
            f"Expected a verified copy of GTZAN or nothing at {genres}, found something else. Move it away or "
            f"choose another folder.\n{report}"
        )
    try:
        return _from_archive(home / ARCHIVE, genres) if (home / ARCHIVE).exists() else _from_mirrors(mirrors, genres)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(
            error.errno,
            f"Could not write GTZAN to {home}: {error.strerror}. Make room there or choose another folder, "
            "then run this again: what has been downloaded is kept.",
        ) from error


def _from_mirrors(mirrors: Sequence[Mirror], genres: Path) -> Path:
    """Ask one mirror after the other until one gives a good archive."""
    for mirror in mirrors:
        part = _part(genres, mirror)
        try:
            _require_space(part, ARCHIVE_BYTES + TRACKS_BYTES)
            _download(mirror, part)
            _from_archive(part, genres)
        except requests.RequestException as error:
            warnings.warn(f"The mirror {mirror.name} ({mirror.url}) failed: {error}", stacklevel=3)
        except ValueError as error:
            part.unlink()
            warnings.warn(f"The mirror {mirror.name} ({mirror.url}) sent a bad archive: {error}", stacklevel=3)
        else:
            for any_mirror in mirrors:
                _part(genres, any_mirror).unlink(missing_ok=True)
            return genres
    raise ConnectionError(
        "No mirror gave a good copy of GTZAN. Try again later (a download goes on where it stopped), or get it by "
        f"hand: open {' or '.join(mirror.url for mirror in mirrors)} in a browser, save it as "
        f"{genres.with_name(ARCHIVE)}, and run this again. Or unpack another copy, such as Kaggle's "
        f"andradaolteanu/gtzan-dataset-music-genre-classification, so that its first track is "
        f"{genres / 'blues' / 'blues.00000.wav'}, and verify it."
    )


def _part(genres: Path, mirror: Mirror) -> Path:
    """Name the file that holds what a mirror has sent so far; mirrors' archives differ, so each has its own."""
    return genres.with_name(f"{ARCHIVE}.{mirror.name}.part")


def _download(mirror: Mirror, part: Path) -> None:
    """Complete a partial download, in a few attempts, and check its hash, if one is published."""
    for attempt in range(1, ATTEMPTS + 1):
        before = _size(part)
        try:
            _request_rest(mirror.url, part)
            break
        except requests.RequestException:
            if attempt == ATTEMPTS or _size(part) <= before:
                raise
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if mirror.sha256 not in (None, found):
        raise ValueError(f"Expected sha256 {mirror.sha256}, found {found}; the download was thrown away.")


def _request_rest(url: str, part: Path) -> None:
    """Append what is missing of a file; start it again if the server sends the whole."""
    headers = {"Accept-Encoding": "identity"}
    if _size(part):
        headers["Range"] = f"bytes={_size(part)}-"
    with part.open("ab") as file:

        def start_again_if_whole(response: requests.Response, *_: Any, **__: Any) -> None:
            if response.status_code == requests.codes.ok:
                file.truncate(0)

        download = pooch.HTTPDownloader(
            progressbar=True,
            chunk_size=CHUNK_BYTES,
            timeout=TIMEOUT_SECONDS,
            headers=headers,
            hooks={"response": start_again_if_whole},
        )
        try:
            download(url, file, None)
        except requests.HTTPError as error:
            if error.response is None or error.response.status_code != requests.codes.requested_range_not_satisfiable:
                raise  # else there is nothing left to ask for


def _from_archive(archive: Path, genres: Path) -> Path:
    """Unpack into a temporary folder, verify every track, then give the folder its final name."""
    _require_space(genres, TRACKS_BYTES)
    with tempfile.TemporaryDirectory(prefix=".gtzan-", dir=genres.parent) as temporary:
        try:
            with tarfile.open(archive, "r:gz") as tar:
                tar.extractall(temporary, filter=_inside_only)
        except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise ValueError(f"Expected GTZAN's archive at {archive}, it is broken or unsafe: {error}") from error
        report = verify_gtzan(temporary)
        _require_gtzan(archive, report)
        os.rename(report.folder, genres)
    return genres


def _inside_only(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo:
    """Tarfile's own data filter, which cuts the slash off absolute names; here they are refused."""
    if member.name.startswith("/"):
        raise tarfile.AbsolutePathError(member)
    return tarfile.data_filter(member, path)


def _require_gtzan(archive: Path, report: Report) -> None:
    if not report.ok:
        raise ValueError(f"Expected GTZAN's 1,000 tracks in {archive}, found others.\n{report}")
    if report.known_faulty:
        warnings.warn(
            f"{', '.join(report.known_faulty)} is broken in this copy, as in the common ones; leave it out.",
            stacklevel=4,
        )


def _require_space(path: Path, needed: int) -> None:
    """Refuse to begin what the disk cannot hold; what ``path`` holds already counts."""
    free = shutil.disk_usage(path.parent).free + _size(path)
    if free < needed:
        raise OSError(errno.ENOSPC, f"{needed / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0

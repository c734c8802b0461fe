"""Verify a copy of GTZAN: each track against its published md5.

Copies of GTZAN differ: some lack tracks, some hold a broken one, some have been converted. A figure measured
on one of them can be compared with others only if the tracks are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from gtzan_course.dataset import GENRES
from gtzan_course.facts import KNOWN_FAULTY, gtzan_facts, identical_pairs

NAMES_SHOWN = 5


@dataclass(frozen=True)
class Report:
    """What a copy of GTZAN holds, track by track; ``print`` it to read it.

    Attributes
    ----------
    folder
        The folder with the genre folders.
    intact
        Tracks whose file is as published.
    missing
        Tracks without a file.
    changed
        Tracks that decode, but whose file is not as published.
    unreadable
        Tracks whose file cannot be read or decoded.
    known_faulty
        Tracks not as published that are known to be broken in the common copies (jazz.00054).
    not_checkable
        Tracks in .au format: the published md5s are of wav files.
    duplicates
        Pairs of tracks whose files are the same byte for byte; the original has 14.
    extra
        Audio files that are no track of GTZAN, as ``genre/name``.
    """

    folder: Path
    intact: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    unreadable: tuple[str, ...]
    known_faulty: tuple[str, ...]
    not_checkable: tuple[str, ...]
    duplicates: tuple[tuple[str, str], ...]
    extra: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every track is there and as published, those known to be faulty aside."""
        return not (self.missing or self.changed or self.unreadable or self.not_checkable)

    def __str__(self) -> str:
        lines = [
            f"{self.folder}: {'a complete copy of GTZAN' if self.ok else 'not a complete, unchanged copy of GTZAN'}.",
            f"As published: {len(self.intact)} track(s).",
            _line("Missing", self.missing),
            _line("Changed (it decodes, but is not the published file)", self.changed),
            _line("Unreadable (fetch it again)", self.unreadable),
            _line("Known to be faulty in the common copies (leave it out)", self.known_faulty),
            _line("Not checkable (.au; the published md5s are of wav files)", self.not_checkable),
            _line("Byte-identical pairs", [f"{a} = {b}" for a, b in self.duplicates]),
            _line("Not of GTZAN", self.extra),
        ]
        return "\n".join(line for line in lines if line)


def verify_gtzan(data_home: str | Path) -> Report:
    """Check each track of a copy of GTZAN against its published md5.

    The md5s are mirdata's (Bittner et al., ISMIR 2019). A partial copy is checked as far as it goes. Where a
    track lies there as .wav and as .au, the .wav counts. Nothing is changed.

    Parameters
    ----------
    data_home
        The folder that holds the genre folders, or its parent.

    Returns
    -------
    Report
        What is missing, changed, unreadable, known to be faulty, or there twice.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    folder = _genres_dir(Path(data_home))
    found = _audio_files(folder)
    published = {track_id: facts.md5 for track_id, facts in gtzan_facts().items()}
    md5s = {track_id: md5 for track_id in published.keys() & found.keys() if (md5 := _md5(found[track_id]))}
    states: dict[str, list[str]] = {}
    for track_id in sorted(published):
        state = _state(track_id, found.get(track_id), md5s.get(track_id) == published[track_id])
        states.setdefault(state, []).append(track_id)
    extra = sorted(path.relative_to(folder).as_posix() for name, path in found.items() if name not in published)
    return Report(
        folder=folder,
        **{
            state: tuple(states.get(state, ()))
            for state in ("intact", "missing", "changed", "unreadable", "known_faulty", "not_checkable")
        },
        duplicates=tuple(identical_pairs(md5s)),
        extra=tuple(extra),
    )


def _state(track_id: str, path: Path | None, as_published: bool) -> str:
    """Say in which list of the report a track belongs."""
    if path is None:
        return "missing"
    if as_published:
        return "intact"
    if path.suffix.lower() != ".au" and track_id in KNOWN_FAULTY:
        return "known_faulty"
    if not _decodes(path):
        return "unreadable"
    return "not_checkable" if path.suffix.lower() == ".au" else "changed"


def _genres_dir(data_home: Path) -> Path:
    """Find the folder given or the one inside it, whichever has more of the genre folders."""
    if not data_home.is_dir():
        raise FileNotFoundError(f"Expected a folder with GTZAN's genres, found none at {data_home}. Check the path.")
    places = (data_home, data_home / "genres", data_home / "genres_original")
    return max(places, key=lambda place: sum((place / genre).is_dir() for genre in GENRES))


def _audio_files(folder: Path) -> dict[str, Path]:
    """List the audio files by track (.wav before .au), by ``genre/name`` in another genre's folder."""
    paths = (path for genre in GENRES for path in (folder / genre).glob("*") if not path.name.startswith("."))
    audio = [path for path in paths if path.suffix.lower() in (".au", ".wav")]
    return {
        path.stem if path.stem.startswith(f"{path.parent.name}.") else f"{path.parent.name}/{path.name}": path
        for path in sorted(audio, key=lambda path: path.suffix.lower())
    }


def _md5(path: Path) -> str | None:
    """Compute the md5 of a file, None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError:
        return None


def _decodes(path: Path) -> bool:
    """Tell whether soundfile makes sense of a file's header."""
    try:
        return bool(soundfile.info(path).frames)
    except (OSError, soundfile.LibsndfileError):
        return False


def _line(what: str, names: Sequence[str]) -> str:
    """Write one line of the report: how many, and the first few by name; nothing for none."""
    if not names:
        return ""
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"{what}: {len(names)}: {', '.join(names[:NAMES_SHOWN])}{more}."

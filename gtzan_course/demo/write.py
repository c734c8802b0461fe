"""Write the demo data: GTZAN's layout, and a manifest that tells what is true of each track."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import soundfile
from tqdm.auto import tqdm

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.cache import cache_home
from gtzan_course.dataset import GENRES, MANIFEST
from gtzan_course.demo.scores import BLEND, COHESION, Score, compose
from gtzan_course.demo.studio import render
from gtzan_course.files import written_whole

DEMO_VERSION = "2"
"""Changes whenever the demo data sounds different."""

COLUMNS = (
    "track_id", "genre", "artist", "artist_track", "tempo", "swing", "beats", "key", "seed", "cohesion", "blend",
    "version",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a data set was asked for; the same settings give the same data."""

    tracks_per_genre: int
    artists_per_genre: int
    first_artist: int
    first_track: int
    seed: int
    cohesion: float
    blend: float
    genres: tuple[str, ...]

    def compose(self, genre: str, number: int) -> Score:
        """Compose track ``number`` of a genre: the artists take turns."""
        turn, artist = divmod(number, self.artists_per_genre)
        return compose(
            genre,
            seed=self.seed,
            artist=self.first_artist + artist,
            track=self.first_track + turn,
            cohesion=self.cohesion,
            blend=self.blend,
        )

    def text(self) -> str:
        """The settings and the version as one line each."""
        return "".join(f"{name}: {value}\n" for name, value in {**vars(self), "version": DEMO_VERSION}.items())


def write_demo(
    data_home: str | Path,
    *,
    tracks_per_genre: int = 10,
    artists_per_genre: int = 10,
    seed: int = 0,
    cohesion: float = COHESION,
    blend: float = BLEND,
    genres: Sequence[str] = GENRES,
    first_artist: int = 0,
    first_track: int = 0,
    n_jobs: int = 1,
    progress: bool = True,
) -> Path:
    """Write demo data in GTZAN's layout, as 16-bit WAV files of 30 s and a manifest.

    Track ``k`` of a genre is by artist ``first_artist + k % artists_per_genre`` and is that artist's
    track ``first_track + k // artists_per_genre``. A track depends on these numbers and the seed
    alone. So other first numbers give music that a model has not met: later tracks of the same
    artists, or other artists.

    What was written before by the same call is kept, and what is missing is added: an interrupted
    call is resumed by making it again.

    Parameters
    ----------
    data_home
        Folder to hold ``genres/``; made if it is not there.
    tracks_per_genre, artists_per_genre
        How many of each.
    seed
        Another seed gives other artists and other music.
    cohesion, blend
        How alike an artist's tracks are, and how much genres borrow: see ``compose``.
    genres
        The genres to write.
    first_artist, first_track
        Number of the first artist of each genre, and of each artist's first track.
    n_jobs
        Tracks rendered at the same time.
    progress
        Whether to show a progress bar.

    Returns
    -------
    Path
        ``data_home``.

    Raises
    ------
    ValueError
        For a number out of range, or an unknown genre.
    FileExistsError
        If the folder holds something else: other demo data, or tracks that are not demo data.
    """
    if min(tracks_per_genre, artists_per_genre, n_jobs) < 1 or min(first_artist, first_track) < 0:
        raise ValueError(
            f"Expected at least one track, one artist and one job, and first numbers from 0; got {tracks_per_genre} "
            f"tracks, {artists_per_genre} artists, {n_jobs} jobs, first artist {first_artist}, track {first_track}."
        )
    unknown = [genre for genre in genres if genre not in GENRES]
    if unknown:
        raise ValueError(f"Expected genres among {', '.join(GENRES)}; got {', '.join(unknown)}.")
    settings = Settings(
        tracks_per_genre, artists_per_genre, first_artist, first_track, seed, cohesion, blend, tuple(genres)
    )
    home = Path(data_home) / "genres"
    _claim(home, settings)
    plan = [(genre, number) for genre in settings.genres for number in range(tracks_per_genre)]
    if all(path.exists() for path in (home / MANIFEST, *(_track_path(home, *place) for place in plan))):
        return Path(data_home)
    jobs = (joblib.delayed(_write_track)(home, settings, *place) for place in plan)
    results = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(jobs)
    rows = list(tqdm(results, total=len(plan), desc="demo data", unit="track", disable=not progress))
    with written_whole(home / MANIFEST) as file:
        file.write(_table(rows))
    return Path(data_home)


def _claim(home: Path, settings: Settings) -> None:
    """Mark a new folder with the settings, or check that an old one was made with the same."""
    mark = home / "settings.txt"
    if mark.is_file():
        found = mark.read_text(encoding="utf-8")
        if found != settings.text():
            raise FileExistsError(
                f"Expected demo data made with\n{settings.text()}but {home} holds demo data made with\n{found}"
                "Choose another folder, or delete this one."
            )
    elif home.is_dir() and any(path.suffix != ".part" for path in home.iterdir()):
        raise FileExistsError(f"Expected a new folder or demo data, found other files in {home}. Choose another.")
    else:
        home.mkdir(parents=True, exist_ok=True)
        with written_whole(mark) as file:
            file.write(settings.text().encode())


def _track_path(home: Path, genre: str, number: int) -> Path:
    return home / genre / f"{genre}.{number:05d}.wav"


def _write_track(home: Path, settings: Settings, genre: str, number: int) -> dict[str, object]:
    """Write one track, unless it is there; return its row of the manifest."""
    score = settings.compose(genre, number)
    path = _track_path(home, genre, number)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        with written_whole(path) as file:
            soundfile.write(file, render(score), SAMPLE_RATE, format="WAV", subtype="PCM_16")
    values = (
        path.stem, genre, f"{genre}-a{score.artist:02d}", score.track, score.tempo, score.swing, score.beats, score.key,
        score.seed, settings.cohesion, settings.blend, DEMO_VERSION,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _table(rows: Sequence[dict[str, object]]) -> bytes:
    """The manifest's bytes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def demo_home(
    *,
    tracks_per_genre: int = 2,
    artists_per_genre: int = 10,
    seed: int = 0,
    first_artist: int = 0,
    n_jobs: int = 1,
    progress: bool = True,
) -> Path:
    """Demo data in the course's cache folder, made if it is not there.

    The folder is that of ``cache.cache_home`` and is safe to delete.

    Parameters
    ----------
    tracks_per_genre, artists_per_genre, seed, first_artist, n_jobs, progress
        As in ``write_demo``.

    Returns
    -------
    Path
        A folder that ``read_tracks`` reads.
    """
    name = f"demo-v{DEMO_VERSION}-seed{seed}-{tracks_per_genre}x{artists_per_genre}-from{first_artist}"
    return write_demo(
        cache_home() / name,
        tracks_per_genre=tracks_per_genre,
        artists_per_genre=artists_per_genre,
        seed=seed,
        first_artist=first_artist,
        n_jobs=n_jobs,
        progress=progress,
    )

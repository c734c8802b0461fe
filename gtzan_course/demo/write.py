"""Write the demo data: GTZAN's layout, and a manifest that tells what is true of each track."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import joblib
import soundfile
from tqdm.auto import tqdm

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.cache import cache_home
from gtzan_course.dataset import GENRES, MANIFEST
from gtzan_course.demo.damage import render_faulty
from gtzan_course.demo.faults import FAULTS, Counts, Place, Planted, faults_table, plant, track_name
from gtzan_course.demo.scores import BLEND, COHESION
from gtzan_course.demo.settings import DEMO_VERSION, Settings
from gtzan_course.demo.studio import render
from gtzan_course.files import written_whole

COLUMNS = (
    "track_id", "genre", "artist", "artist_track", "tempo", "swing", "beats", "key", "seed", "cohesion", "blend",
    "version",
)  # fmt: skip


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
    repetitions: int = 0,
    mislabelled: int = 0,
    distorted: int = 0,
    n_jobs: int = 1,
    progress: bool = True,
) -> Path:
    """Write demo data in GTZAN's layout, as 16-bit WAV files of 30 s and a manifest.

    Track ``k`` of a genre is by artist ``first_artist + k % artists_per_genre`` and is that artist's
    track ``first_track + k // artists_per_genre``. A track depends on these numbers and the seed
    alone. So other first numbers give music that a model has not met: later tracks of the same
    artists, or other artists. Only faults (see ``demo.faults``) take a track's place; ``faults.csv`` beside
    ``genres/`` names them, and the manifest tells whose music is heard, and of which genre it is in truth.

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
    repetitions, mislabelled, distorted
        How many tracks give way to a fault of that kind; together at most half of them.
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
    counts = Counts(repetitions, mislabelled, distorted)
    settings = Settings(
        tracks_per_genre, artists_per_genre, first_artist, first_track, seed, cohesion, blend, tuple(genres), counts
    )
    planted = plant(settings.genres, tracks_per_genre, seed, counts)
    home = Path(data_home) / "genres"
    _claim(home, settings)
    plan = [(genre, number) for genre in settings.genres for number in range(tracks_per_genre)]
    tables = [home / MANIFEST] + [home.parent / FAULTS] * bool(planted)
    if all(path.exists() for path in (*tables, *(_track_path(home, place) for place in plan))):
        return Path(data_home)
    rows = _write_tracks(home, settings, plan, planted, n_jobs=n_jobs, progress=progress)
    if planted:
        with written_whole(home.parent / FAULTS) as file:
            file.write(faults_table(planted))
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
    elif settings.faults.total and (home.parent / FAULTS).exists():
        raise FileExistsError(f"Expected no file {home.parent / FAULTS} before the demo data. Choose another folder.")
    else:
        home.mkdir(parents=True, exist_ok=True)
        with written_whole(mark) as file:
            file.write(settings.text().encode())


def _track_path(home: Path, place: Place) -> Path:
    return home / place[0] / f"{track_name(place)}.wav"


def _write_tracks(
    home: Path, settings: Settings, plan: list[Place], planted: dict[Place, Planted], *, n_jobs: int, progress: bool
) -> list[dict[str, object]]:
    """Write all tracks, copies of files after the others; return the rows of the manifest."""
    copies = [place for place in plan if place in planted and planted[place].how == "exact"]
    others = [place for place in plan if place not in copies]
    rows = {}
    with tqdm(total=len(plan), desc="demo data", unit="track", disable=not progress) as bar:
        for places in (others, copies):
            jobs = (joblib.delayed(_write_track)(home, settings, place, planted.get(place)) for place in places)
            for row in joblib.Parallel(n_jobs=n_jobs, return_as="generator")(jobs):
                rows[row["track_id"]] = row
                bar.update()
    return [rows[track_name(place)] for place in plan]


def _write_track(home: Path, settings: Settings, place: Place, planted: Planted | None) -> dict[str, object]:
    """Write one track, unless it is there; return its row of the manifest."""
    score = settings.compose(*(planted.source if planted else place))
    path = _track_path(home, place)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        with written_whole(path) as file:
            if planted and planted.how == "exact":
                file.write(_track_path(home, planted.source).read_bytes())
            else:
                y = render_faulty(settings, planted) if planted else render(score)
                soundfile.write(file, y, SAMPLE_RATE, format="WAV", subtype="PCM_16")
    values = (
        track_name(place), score.genre, f"{score.genre}-a{score.artist:02d}", score.track, score.tempo, score.swing,
        score.beats, score.key, score.seed, settings.cohesion, settings.blend, DEMO_VERSION,
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
    cohesion: float = COHESION,
    first_artist: int = 0,
    repetitions: int = 0,
    mislabelled: int = 0,
    distorted: int = 0,
    n_jobs: int = 1,
    progress: bool = True,
) -> Path:
    """Demo data in the course's cache folder, made if it is not there.

    The folder is that of ``cache.cache_home`` and is safe to delete.

    Parameters
    ----------
    tracks_per_genre, artists_per_genre, seed, cohesion, first_artist
        As in ``write_demo``.
    repetitions, mislabelled, distorted, n_jobs, progress
        As in ``write_demo``.

    Returns
    -------
    Path
        A folder that ``read_tracks`` reads.
    """
    name = f"demo-v{DEMO_VERSION}-seed{seed}-{tracks_per_genre}x{artists_per_genre}-from{first_artist}"
    if cohesion != COHESION:
        name += f"-cohesion{cohesion:g}"
    if repetitions or mislabelled or distorted:
        name += f"-faults{repetitions}-{mislabelled}-{distorted}"
    return write_demo(
        cache_home() / name,
        tracks_per_genre=tracks_per_genre,
        artists_per_genre=artists_per_genre,
        seed=seed,
        cohesion=cohesion,
        first_artist=first_artist,
        repetitions=repetitions,
        mislabelled=mislabelled,
        distorted=distorted,
        n_jobs=n_jobs,
        progress=progress,
    )

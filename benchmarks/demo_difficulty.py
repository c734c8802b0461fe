"""How hard the demo data is: classical features and a support vector machine, as on GTZAN.

For every data seed, ten artists of each genre give the tracks. They are split twice, at random and
with artists kept apart, 30 % to test on; the two accuracies are compared over the seeds. Features
are kept in a cache folder, one file a track, so that an interrupted run goes on.

    python benchmarks/demo_difficulty.py --seeds 5 --tracks-per-genre 100
"""

from __future__ import annotations

import argparse
import io
import math
import tempfile
from pathlib import Path

import joblib
import numpy as np
import numpy.typing as npt
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from tqdm import tqdm

from gtzan_course.dataset import GENRES, Track
from gtzan_course.demo import BLEND, COHESION, DEMO_VERSION, compose, render
from gtzan_course.files import written_whole
from gtzan_course.ledger import figure, write_result
from gtzan_course.splits import split_tracks

ARTISTS = 10
SPLITS = 5
SAMPLE_RATE = 22_050
Array = npt.NDArray[np.float64]


def features(y: npt.NDArray[np.float32]) -> Array:
    """Means and deviations of 20 MFCCs, centroid, roll-off, zero crossings and contrast: 60 numbers."""
    import librosa

    magnitude = np.abs(librosa.stft(y, n_fft=2048, hop_length=1024))
    mel = librosa.feature.melspectrogram(S=magnitude**2, sr=SAMPLE_RATE)
    curves = np.vstack(
        [
            librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=20),
            librosa.feature.spectral_centroid(S=magnitude, sr=SAMPLE_RATE),
            librosa.feature.spectral_rolloff(S=magnitude, sr=SAMPLE_RATE),
            librosa.feature.zero_crossing_rate(y, frame_length=2048, hop_length=1024),
            librosa.feature.spectral_contrast(S=magnitude, sr=SAMPLE_RATE),
        ]
    )
    return np.concatenate([curves.mean(axis=1), curves.std(axis=1)])


def track_features(genre: str, number: int, seed: int, settings: argparse.Namespace) -> Array:
    """One track's features, from the cache where they are there."""
    dials = f"v{DEMO_VERSION}-c{settings.cohesion}-b{settings.blend}-{settings.seconds:g}s"
    path = settings.cache / dials / f"{seed}-{genre}-{number:05d}.npy"
    if path.exists():
        cached: Array = np.load(path)
        return cached
    turn, artist = divmod(number, ARTISTS)
    score = compose(genre, seed=seed, artist=artist, track=turn, cohesion=settings.cohesion, blend=settings.blend)
    x = features(render(score, n_samples=int(settings.seconds * SAMPLE_RATE)))
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.save(buffer, x)
    with written_whole(path) as file:
        file.write(buffer.getvalue())
    return x


def data_of(seed: int, settings: argparse.Namespace) -> tuple[list[Track], Array]:
    """The tracks of one data seed and their features."""
    plan = [(genre, number) for genre in GENRES for number in range(settings.tracks_per_genre)]
    jobs = (joblib.delayed(track_features)(*place, seed, settings) for place in plan)
    results = joblib.Parallel(n_jobs=settings.n_jobs, return_as="generator")(jobs)
    x = np.array(list(tqdm(results, total=len(plan), desc=f"seed {seed}", disable=None)))
    tracks = [Track(f"{g}.{k:05d}", g, Path(), f"{g}-a{k % ARTISTS:02d}") for g, k in plan]
    return tracks, x


def svm_accuracy(tracks: list[Track], x: Array, *, by_artist: bool) -> float:
    """Mean accuracy over a few splits."""
    row = {track.track_id: i for i, track in enumerate(tracks)}
    groups = [track.artist for track in tracks] if by_artist else None
    scores = []
    for split in range(SPLITS):
        train, test = split_tracks(tracks, test_size=0.3, seed=split, groups=groups)
        svm = make_pipeline(StandardScaler(), SVC(C=10))
        svm.fit(x[[row[t.track_id] for t in train]], [t.genre for t in train])
        scores.append(svm.score(x[[row[t.track_id] for t in test]], [t.genre for t in test]))
    return float(np.mean(scores))


def main() -> None:
    """Measure, print a table, write the result file."""
    settings = _arguments()
    print("seed  at random  artists apart  difference")
    at_random, apart = [], []
    for seed in range(settings.seeds):
        tracks, x = data_of(seed, settings)
        at_random.append(svm_accuracy(tracks, x, by_artist=False))
        apart.append(svm_accuracy(tracks, x, by_artist=True))
        print(f"{seed:4}  {at_random[-1]:9.3f}  {apart[-1]:13.3f}  {at_random[-1] - apart[-1]:10.3f}", flush=True)
    figures = []
    for name, values in (
        ("svm_random_split", at_random),
        ("svm_artist_split", apart),
        ("svm_artist_effect", [a - b for a, b in zip(at_random, apart, strict=True)]),
    ):
        middle, low, high = _interval(values)
        print(f"{name}: {middle:.3f} [{low:.3f}, {high:.3f}]")
        figures.append(figure(name, middle, unit="share", n=len(values), low=low, high=high))
        figures += [figure(f"{name}.seed_{i}", value, unit="share", n=SPLITS) for i, value in enumerate(values)]
    if settings.output:
        _write(settings, figures)


def _interval(values: list[float]) -> tuple[float, float, float]:
    """Mean over the seeds and its 95 % interval by Student's t."""
    from scipy.stats import t

    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return float(np.mean(values)), float(np.mean(values) - half), float(np.mean(values) + half)


def _write(settings: argparse.Namespace, figures: list[dict[str, object]]) -> None:
    description = (
        f"{settings.tracks_per_genre} tracks of {settings.seconds:g} s a genre by {ARTISTS} artists for each seed, "
        f"cohesion {settings.cohesion}, blend {settings.blend}; {SPLITS} splits of either kind, 30 % to test on; "
        "support vector machine, RBF, C = 10, on 60 classical features."
    )
    write_result(
        settings.output,
        command=f"python benchmarks/demo_difficulty.py --seeds {settings.seeds} "
        f"--tracks-per-genre {settings.tracks_per_genre} --output {settings.output}",
        data={"tier": "demo", "version": DEMO_VERSION, "description": description},
        seeds=list(range(settings.seeds)),
        figures=figures,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how hard the demo data is.")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--tracks-per-genre", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--cohesion", type=float, default=COHESION)
    parser.add_argument("--blend", type=float, default=BLEND)
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "gtzan-course-difficulty")
    parser.add_argument("--output", type=Path, default=None, help="result file, such as results/demo_difficulty.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()

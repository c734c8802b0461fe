"""How far the rebuilt musicnn is from the published one, and how far another resampling moves it (chapter 14).

Run it as ``GTZAN_DIR=folder python experiments/musicnn_parity.py`` on any part of GTZAN, with musicnn's weights
installed; it is not part of ``make results``, as GTZAN's sound is not to be had by everyone. Demo tracks are heard as
well; what musicnn makes of them is kept for the chapter's pictures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import numpy.typing as npt
import soundfile

from gtzan_course.dataset import read_tracks
from gtzan_course.demo import DEMO_VERSION, demo_home
from gtzan_course.files import written_whole
from gtzan_course.ledger import Figure, figure, write_result
from gtzan_course.musicnn import (
    LEAD,
    PATCH_HOP,
    PATCH_LENGTH,
    SAMPLE_RATE,
    load_musicnn,
    musicnn_mel,
    musicnn_power,
)
from gtzan_course.resampling import KAISER_BEST, KaiserSinc, resample_blocks
from gtzan_course.taggrams import FILES, read_taggrams
from gtzan_course.windows import slice_windows

RESULTS = Path(__file__).parents[1] / "results"
DEMO: Any = {"tracks_per_genre": 12, "artists_per_genre": 6, "first_artist": 60, "cohesion": 1.0, "seed": 14}
"""The chapter's demo data; of each genre its first track is heard."""

N_OTHERS = 9
"""Tracks on which the other filters are tried."""

Activations = npt.NDArray[np.float32]
Resample = Callable[[npt.NDArray[np.float32], int], npt.NDArray[np.float32]]


def by_kernel(kernel: KaiserSinc, y: npt.NDArray[np.float32], sr: int) -> npt.NDArray[np.float32]:
    """Resample as the course does, by a filter of its kind."""
    return np.concatenate(list(resample_blocks([y], sr, SAMPLE_RATE, kernel=kernel)))


def by_librosa(kind: str, y: npt.NDArray[np.float32], sr: int) -> npt.NDArray[np.float32]:
    """Resample by a filter that librosa knows by name."""
    return np.asarray(librosa.resample(y, orig_sr=sr, target_sr=SAMPLE_RATE, res_type=kind), dtype=np.float32)


OTHERS: dict[str, Resample] = {
    "without_rounding": partial(by_kernel, replace(KAISER_BEST, table=2**20)),
    "kaiser_fast": partial(by_kernel, KaiserSinc(zeros=16, rolloff=0.85, beta=8.555504641634386, table=512)),
    "soxr_hq": partial(by_librosa, "soxr_hq"),
    "polyphase": partial(by_librosa, "polyphase"),
}


def main() -> None:
    """Compare with what was published, patch by patch; keep what is heard in demo tracks; log."""
    model = load_musicnn()
    published = dict(published_activations())
    tracks = [track for track in read_tracks(os.environ["GTZAN_DIR"]) if track.track_id in published]
    figures = [figure("tracks", len(tracks), unit="tracks", n=len(tracks))]
    figures += against("rebuilt", model, tracks, published, partial(by_kernel, KAISER_BEST))
    for name, resample in OTHERS.items():
        figures += against(name, model, tracks[:: max(1, len(tracks) // N_OTHERS)][:N_OTHERS], published, resample)
        print(figures[-2:], flush=True)
    keep_demo(model)
    write_result(
        RESULTS / "musicnn_parity.json",
        command="python experiments/musicnn_parity.py",
        data={
            "tier": "gtzan",
            "version": "sample; " + " and ".join(f"{file.name}, sha256 {file.sha256[:16]}" for file in FILES.values()),
            "description": (
                f"{len(tracks)} GTZAN tracks (sound at hand, activations published by Pons), up to 28 patches each, "
                "50 tags: by how much activations differ from the published ones at most, with musicnn as rebuilt "
                f"here, and, on {N_OTHERS} of the tracks, with other filters for resampling. The first patch begins "
                "mirrored, as librosa's did when they were made."
            ),
        },
        seeds=[DEMO["seed"]],
        figures=figures,
    )


def published_activations() -> Iterator[tuple[str, Activations]]:
    """Every track that has published activations, and these."""
    for part in ("train", "test"):
        taggrams = read_taggrams(part)
        yield from zip(taggrams.track_ids, taggrams.activations, strict=True)


def against(
    name: str, model: Any, tracks: list[Any], published: dict[str, Activations], resample: Resample
) -> list[Figure]:
    """By how much a track's activations differ from the published ones: the worst track, and the median one."""
    worst = []
    for track in tracks:
        found = heard(model, track.path, resample)
        theirs = published[track.track_id]
        n = min(len(found), len(theirs))
        worst.append(float(np.abs(found[:n] - theirs[:n]).max()))
    return [
        figure(f"{name}.largest", max(worst), unit="activation", n=len(worst)),
        figure(f"{name}.median", float(np.median(worst)), unit="activation", n=len(worst)),
    ]


def heard(model: Any, path: Path, resample: Resample) -> Activations:
    """What musicnn makes of a file's patches: (n_patches, 50)."""
    y, sr = soundfile.read(path, dtype="float32")
    y = resample(y, sr)
    patches = slice_windows(np.concatenate([y[LEAD:0:-1], y]), window_length=PATCH_LENGTH, window_hop=PATCH_HOP)
    return np.asarray(model.predict(musicnn_mel(musicnn_power(patches)), batch_size=8, verbose=0))


def keep_demo(model: Any) -> None:
    """Keep what musicnn hears in a demo track of each genre, for pictures."""
    tracks = read_tracks(demo_home(**DEMO, progress=False))[:: DEMO["tracks_per_genre"]]
    found = {track.track_id: heard(model, track.path, partial(by_kernel, KAISER_BEST)) for track in tracks}
    with written_whole(RESULTS / "musicnn_demo.npz") as file:
        np.savez_compressed(
            file, version=np.array(DEMO_VERSION), **{name: a.astype(np.float16) for name, a in found.items()}
        )


if __name__ == "__main__":
    main()

"""What the shipped model, which has never heard a recording, makes of real tracks (chapter 13).

Run it as ``GTZAN_DIR=folder python experiments/real_tracks.py`` on any part of GTZAN; it is not part of
``make results``, as GTZAN's sound is not to be had by everyone.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from gtzan_course.batch import Song, classify_files
from gtzan_course.dataset import read_tracks
from gtzan_course.evaluation import accuracy
from gtzan_course.ledger import accuracy_figure, figure, write_result

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Classify every track, and log how many are named rightly: all, and those of which the model is sure."""
    tracks = read_tracks(os.environ["GTZAN_DIR"])
    songs = classify_files({track.track_id: track.path for track in tracks}).rows
    judged = [(song, song.genre == track.genre) for song, track in zip(songs, tracks, strict=True) if song.genre]
    figures = [figure("tracks", len(judged), unit="tracks", n=len(tracks))]
    for name, kept in {
        "all": judged,
        "sure": [pair for pair in judged if not pair[0].doubts],
        "not_sure": [pair for pair in judged if pair[0].doubts],
    }.items():
        right = np.array([is_right for _, is_right in kept], dtype=int)
        figures.append(accuracy_figure(f"named_rightly.{name}", accuracy(np.ones_like(right), right)))
    figures.append(figure("most_named", most_named(songs), unit="share", n=len(judged)))
    write_result(
        ROOT / "results" / "real_tracks.json",
        command="python experiments/real_tracks.py",
        data={
            "tier": "gtzan",
            "version": "sample",
            "description": f"A sample of {len(tracks)} GTZAN tracks of all ten genres, judged by the shipped model, "
            "which has learnt from demo data alone.",
        },
        seeds=[],
        figures=figures,
    )


def most_named(songs: tuple[Song, ...]) -> float:
    """The share of tracks that get the genre that is named most."""
    genres = [song.genre for song in songs if song.genre]
    return max(map(genres.count, genres)) / len(genres)


if __name__ == "__main__":
    main()

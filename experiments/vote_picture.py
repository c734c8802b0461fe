"""Draw the picture that the README shows: one demo track, and the vote of each of its windows.

Run it by ``make model``, after the training.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

from gtzan_course import plots
from gtzan_course.classification import classify
from gtzan_course.dataset import load_audio, read_tracks
from gtzan_course.demo import demo_home
from gtzan_course.spectrograms import log_mel

ROOT = Path(__file__).parents[1]
TRACK = "blues.00004"
"""A track by an artist that the network has not met, the same as in chapter 07."""


def main() -> None:
    """Draw mel spectrogram and votes over the same time, and the tally beside them."""
    home = demo_home(tracks_per_genre=10, artists_per_genre=10, seed=2024, first_artist=30, n_jobs=2)
    track = next(track for track in read_tracks(home) if track.track_id == TRACK)
    y, heard = load_audio(track.path), classify(track.path)
    n_votes = round(39 * heard.shares[heard.genre])
    fig, axes = plt.subplot_mosaic(
        [["mel", "."], ["votes", "tally"]], figsize=(10, 5.4), width_ratios=(3, 1), layout="constrained"
    )
    plots.mel_spectrogram(axes["mel"], log_mel(y[np.newaxis])[0])
    axes["mel"].images[0].colorbar.remove()
    plots.window_votes(axes["votes"], heard.window_genres[:39], heard.window_starts[:39])
    plots.shares(axes["tally"], heard.shares)
    axes["mel"].set(
        title=f"A demo track ({track.genre}): {n_votes} of its 39 windows vote for {heard.genre}", xlabel=""
    )
    fig.savefig(ROOT / "_static" / "vote.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()

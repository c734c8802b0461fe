"""The whole way, from a folder of tracks to a genre, on demo data and on real tracks."""

from pathlib import Path

import numpy as np
import pytest

from gtzan_course.cache import cached_log_mel
from gtzan_course.classification import classify
from gtzan_course.dataset import GENRES, read_tracks
from gtzan_course.demo import write_demo
from gtzan_course.model import build_cnn, save_model
from gtzan_course.splits import split_tracks
from gtzan_course.training import WindowBatches, predict_windows, train
from gtzan_course.voting import majority_vote

WINDOWS_TRAINED = 4
"""Of each track: enough to see the loss fall, few enough to be quick."""


def labels(tracks) -> list[int]:
    return [GENRES.index(track.genre) for track in tracks]


def from_waveform_to_vote(data_home: Path, work: Path) -> None:
    training, test = split_tracks(read_tracks(data_home), test_size=0.5)
    features = [track[::8][:WINDOWS_TRAINED] for track in cached_log_mel(training, cache_dir=work / "log_mel")]
    whole = cached_log_mel(test, cache_dir=work / "log_mel")
    assert all(track.shape == (39, 128, 129) for track in whole)

    network = build_cnn(seed=0)
    batches = WindowBatches(features, labels(training), batch_size=32, seed=0)
    history = train(network, batches, WindowBatches(features, labels(training)), epochs=2, seed=0)
    assert history["loss"][1] < history["loss"][0]

    save_model(network, work / "mine.npz", card={"learnt_from": "tracks of a test", "genres": list(GENRES)})
    heard = classify(test[0].path, model=work / "mine.npz")
    cached = predict_windows(network, whole[0])
    np.testing.assert_allclose(heard.probabilities[:39], cached, atol=0.02)
    assert majority_vote(heard.probabilities) == GENRES.index(heard.genre)
    assert heard.learnt_from == "tracks of a test"


def test_on_demo_data(tmp_path: Path) -> None:
    home = write_demo(tmp_path / "demo", tracks_per_genre=2, artists_per_genre=2, seed=5, progress=False)
    from_waveform_to_vote(home, tmp_path)


@pytest.mark.gtzan
def test_on_real_tracks(gtzan_dir: Path, tmp_path: Path) -> None:
    from_waveform_to_vote(gtzan_dir, tmp_path)

"""Chapter 13's interactive, over its whole range: what is seen and heard is what the map says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from gtzan_course.batch import classify_folder
from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose
from gtzan_course.demo.parts import Tape
from gtzan_course.interactives import own_music as interactives
from gtzan_course.model import load_model
from gtzan_course.occlusion import occlusion_map, patch_means
from gtzan_course.spectrograms import log_mel, mel_power
from gtzan_course.training import predict_windows
from gtzan_course.windows import slice_windows

NUMBERS = (0, 13)


@pytest.fixture(scope="module")
def tape() -> Tape:
    return Tape(compose("jazz", seed=2024, artist=35, track=0))


@pytest.fixture(scope="module")
def model():
    return load_model(shipped_model_path())[0]


@pytest.fixture(scope="module")
def slides(tape, model):
    return interactives.deciding(tape.without(), model, NUMBERS)


def test_the_sliders_go_over_the_windows_and_what_is_heard(slides) -> None:
    start, heard = slides.sliders
    assert start.values == (0.0, 9.73)
    assert heard.values == ("all of it", "what decides", "the rest")


def test_each_frame_shows_the_map_for_the_windows_own_vote(slides, tape, model) -> None:
    windows = log_mel(slice_windows(tape.without())[list(NUMBERS)])
    probabilities = predict_windows(model, windows)
    for i, start in enumerate(slides.sliders[0].values):
        label = int(probabilities[i].argmax())
        fallen = occlusion_map(model, windows[i : i + 1], label)[0]
        frame = slides.at(start=start, heard="all of it")
        shown = np.asarray(frame.figure.axes[1].get_images()[0].get_array())
        np.testing.assert_allclose(shown, fallen, atol=1e-6)
        assert f"votes {GENRES[label]} with {probabilities[i, label]:.2f}." in frame.alt
        assert float(re.search(r"costs most, (\d\.\d\d)\.", frame.alt)[1]) == pytest.approx(fallen.max(), abs=0.005)


def test_what_decides_and_the_rest_are_the_window_in_two_parts(slides, tape) -> None:
    for i, start in zip(NUMBERS, slides.sliders[0].values, strict=True):
        whole, decides, rest = (slides.at(start=start, heard=heard).sound for heard in slides.sliders[1].values)
        np.testing.assert_array_equal(whole, slice_windows(tape.without())[i])
        np.testing.assert_allclose(decides + rest, whole, atol=1e-5)


def test_what_decides_sounds_where_the_map_is_highest(slides) -> None:
    frame = slides.at(start=0.0, heard="what decides")
    fallen = np.asarray(frame.figure.axes[1].get_images()[0].get_array())
    power = patch_means(mel_power(frame.sound[np.newaxis]))[0]
    mask = interactives.decisive(fallen)
    assert mask.sum() == 16
    assert fallen[mask].min() >= fallen[~mask].max()
    assert power[mask].sum() > 0.95 * power.sum()


def test_cards_name_each_windows_vote(tape, model) -> None:
    y = tape.without()
    probabilities = predict_windows(model, log_mel(slice_windows(y)))
    for number, card in zip(NUMBERS, interactives.voters(y, probabilities, NUMBERS), strict=True):
        vote = GENRES[probabilities[number].argmax()]
        assert card.title.startswith(f"Window {number}: {vote}, 0.")
        assert f"it votes {vote}" in card.heard
        np.testing.assert_array_equal(card.y, slice_windows(y)[number])


def test_of_the_folder_one_file_is_good_two_are_doubtful_and_the_others_say_why(tape, tmp_path: Path) -> None:
    interactives.put_songs(tmp_path / "songs", tape)
    rows = {song.file: song for song in classify_folder(tmp_path / "songs").rows}
    assert [name for name, song in rows.items() if song.genre and not song.doubts] == ["track.wav"]
    assert [name for name, song in rows.items() if song.doubts] == ["noise.wav", "the same at 8 kHz.wav"]
    assert sorted(name for name, song in rows.items() if song.error) == [
        "broken.mp3",
        "cover.jpg",
        "nothing.wav",
        "one second.wav",
    ]

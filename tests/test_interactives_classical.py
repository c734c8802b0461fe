"""Chapter 08's interactives, over their whole range: curves of known sounds, and planes whose answer is known."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from scipy.stats import norm
from sklearn.neighbors import KNeighborsClassifier

from gtzan_course.dataset import GENRES
from gtzan_course.interactives import classical, plane
from gtzan_course.interactives.plane import CS, GAMMAS, Plane
from gtzan_course.plots import GENRE_COLOURS

SR = 22_050
T = np.arange(2 * SR) / SR
SOUNDS = {
    "a tone of 500 Hz": (0.5 * np.sin(2 * np.pi * 500 * T)).astype(np.float32),
    "white noise": np.random.default_rng(0).normal(0, 0.1, 2 * SR).astype(np.float32),
}
MEANS = {
    ("centroid", "a tone of 500 Hz"): 500,
    ("centroid", "white noise"): SR / 4,
    ("rolloff", "a tone of 500 Hz"): 500,
    ("rolloff", "white noise"): 0.85 * SR / 2,
    ("rms", "a tone of 500 Hz"): 0.5 / np.sqrt(2),
    ("rms", "white noise"): 0.1,
    ("zero_crossings", "a tone of 500 Hz"): 1000 / SR,
    ("zero_crossings", "white noise"): 0.5,
}
"""What these are by their definitions."""


@pytest.fixture(scope="module")
def shown():
    return classical.curves(SOUNDS)


@pytest.mark.parametrize("sound", SOUNDS)
@pytest.mark.parametrize("curve", classical.UNITS)
def test_the_curve_and_its_mean_are_the_sounds_own(shown, curve: str, sound: str) -> None:
    frame = shown.at(curve=curve, sound=sound)
    line = frame.figure.axes[1].lines[0].get_ydata()
    said = float(re.search(r"mean ([\d.,e+-]+), deviation", frame.alt)[1].replace(",", ""))
    assert said == pytest.approx(line.mean(), rel=0.01)
    if (curve, sound) in MEANS:
        assert said == pytest.approx(MEANS[curve, sound], rel=0.06)
    np.testing.assert_array_equal(frame.sound, SOUNDS[sound])
    assert sound in frame.alt
    assert sound in frame.heard


@pytest.mark.parametrize("curve", classical.UNITS)
def test_both_sounds_stand_on_one_axis(shown, curve: str) -> None:
    ends = {shown.at(curve=curve, sound=sound).figure.axes[1].get_ylim() for sound in SOUNDS}
    assert len(ends) == 1


def test_frequencies_are_drawn_in_the_spectrogram_as_well(shown) -> None:
    """A steady tone's centroid lies in the band that is brightest."""
    above = shown.at(curve="centroid", sound="a tone of 500 Hz").figure.axes[0]
    brightest = above.images[0].get_array().mean(axis=1).argmax()
    assert np.median(above.lines[0].get_ydata()) == pytest.approx(brightest + 0.5, abs=0.6)
    assert not shown.at(curve="flux", sound="white noise").figure.axes[0].lines


def two_clouds(*, seed: int = 1) -> Plane:
    """Blues and jazz, told apart by the small feature; the other one is a thousand times as large and says nothing."""
    rng = np.random.default_rng(seed)
    labels = np.repeat([GENRES.index("blues"), GENRES.index("jazz")], 60)
    small = rng.normal(0, 1, 120) + 3 * (labels == GENRES.index("jazz"))
    x = np.stack([rng.normal(3000, 1000, 120), small], axis=1)
    return Plane(x, labels, np.arange(120) % 3 == 0, ("large (Hz)", "small"))


BEST = norm.cdf(1.5)
"""Of two normal clouds three deviations apart, no rule names a larger share rightly."""


def said(frame) -> tuple[float, float]:
    learnt, held_out = re.search(r"filled marks: (\d+)% right, hollow marks: (\d+)%", frame.alt).groups()
    return int(learnt) / 100, int(held_out) / 100


@pytest.mark.parametrize("scaling", ["as measured", "scaled"])
@pytest.mark.parametrize("name", plane.regions(two_clouds()).sliders[0].values)
def test_scaling_matters_to_the_machine_that_measures_distances(name: str, scaling: str) -> None:
    frame = plane.regions(two_clouds()).at(name=name, scaling=scaling)
    learnt, held_out = said(frame)
    assert name in frame.alt
    assert scaling in frame.alt
    if name == "support vector machine" and scaling == "as measured":
        assert held_out < 0.7
    else:
        assert held_out == pytest.approx(BEST, abs=0.1)
    if name in ("decision tree", "random forest"):
        assert learnt == 1


@pytest.mark.parametrize("c", CS)
@pytest.mark.parametrize("gamma", GAMMAS)
def test_near_and_dear_settings_learn_by_heart(gamma: float, c: float) -> None:
    learnt, held_out = said(plane.svm_settings(two_clouds()).at(gamma=gamma, c=c))
    if gamma == max(GAMMAS) and c > 1:
        assert learnt == 1
        assert held_out < 0.85
    if gamma == min(GAMMAS) and c < 1:
        assert learnt == pytest.approx(BEST, abs=0.06)
        assert held_out == pytest.approx(BEST, abs=0.06)


def test_the_plane_is_coloured_by_the_answers() -> None:
    """Under the nearest track's genre, each track of the learning part lies in its own colour."""
    tracks = two_clouds()
    model = KNeighborsClassifier(1)
    assert tracks.shares(model)[0] == 1
    ax = tracks.draw(model, "nearest").axes[0]
    picture, (left, right, bottom, top) = ax.images[0], ax.images[0].get_extent()
    colours = {tuple(np.round(colour, 6)) for colour in picture.get_array().reshape(-1, 3)}
    assert colours == {tuple(np.round(to_rgb(GENRE_COLOURS[genre]), 6)) for genre in ("blues", "jazz")}
    in_jazz = tracks.x[np.argmax(tracks.x[:, 1])]
    column = int((in_jazz[0] - left) / (right - left) * (plane.GRID - 1))
    row = int((in_jazz[1] - bottom) / (top - bottom) * (plane.GRID - 1))
    assert to_hex(picture.get_array()[row, column]) == GENRE_COLOURS["jazz"]


def test_every_track_is_drawn_filled_or_hollow() -> None:
    tracks = two_clouds()
    model = KNeighborsClassifier(1)
    tracks.shares(model)
    drawn = tracks.draw(model, "nearest").axes[0].collections
    counts = [len(marks.get_offsets()) for marks in drawn if len(marks.get_facecolors())]
    assert counts == [40, 40]
    assert sum(len(marks.get_offsets()) for marks in drawn) == 120

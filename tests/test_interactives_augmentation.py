"""The interactives of chapter 04, over the whole range of their sliders."""

import re

import numpy as np
import pytest

from gtzan_course.interactives.augmentation import HOLES, before_and_after, flip_and_cutout, wide_holes
from gtzan_course.resynthesis import resynthesise
from gtzan_course.spectrograms import log_mel, mel_power

N_SAMPLES = 8_192
"""33 frames: what holds for them holds for a window's 129, and sounds sooner."""


@pytest.fixture(scope="module")
def y() -> np.ndarray:
    """Three notes over noise, so that no band and no frame is silent."""
    t = np.arange(N_SAMPLES) / 22_050
    notes = sum(np.sin(2 * np.pi * hertz * t) * np.exp(-9 * t) for hertz in (300, 500, 2_000))
    return (0.3 * notes + 0.05 * np.random.default_rng(0).normal(size=N_SAMPLES)).astype(np.float32)


@pytest.fixture(scope="module")
def picture(y) -> np.ndarray:
    cells = log_mel(y[None])[0]
    assert cells.min() > -80
    return cells


def drawn(figure) -> np.ndarray:
    """The picture that a figure was drawn from."""
    return np.asarray(figure.axes[0].get_images()[0].get_array())


def test_a_flip_is_the_frames_in_reverse_order(y, picture) -> None:
    interactive = flip_and_cutout(y)
    np.testing.assert_array_equal(drawn(interactive.at(time="forwards", holes="none").figure), picture)
    np.testing.assert_array_equal(drawn(interactive.at(time="backwards", holes="none").figure), picture[:, ::-1])


def test_what_is_cut_is_as_many_bands_and_frames_as_the_slider_says(y, picture) -> None:
    interactive = flip_and_cutout(y)
    for (i, j), (n_bands, n_frames) in ((place, HOLES[name]) for place in interactive.places()
                                        for name in [interactive.sliders[1].values[place[1]]]):  # fmt: skip
        frame = interactive.frame((i, j))
        shown, whole = drawn(frame.figure), picture[:, ::-1] if i else picture
        bands, frames = (shown == -80).all(axis=1), (shown == -80).all(axis=0)
        assert n_bands / 2 <= bands.sum() <= n_bands, "a band may be drawn twice"
        assert n_frames / 2 <= frames.sum() <= n_frames
        cut = bands[:, None] | frames
        np.testing.assert_array_equal(shown, np.where(cut, -80, whole))
        if n_bands:
            assert f"with {bands.sum()} bands and {frames.sum()} frames at -80 dB, {cut.mean():.1%}" in frame.alt


def test_what_is_cut_wide_is_one_piece_of_bands_and_one_of_frames(y, picture) -> None:
    interactive = wide_holes(y)
    places = set()
    for width in interactive.sliders[0].values:
        for seed in interactive.sliders[1].values:
            shown = drawn(interactive.at(width=width, seed=seed).figure)
            bands, frames = (np.flatnonzero((shown == -80).all(axis=axis)) for axis in (1, 0))
            for piece in (bands, frames):
                np.testing.assert_array_equal(piece, np.arange(piece[0], piece[0] + width))
            cut = np.isin(np.arange(128), bands)[:, None] | np.isin(np.arange(33), frames)
            np.testing.assert_array_equal(shown, np.where(cut, -80, picture))
            places.add((width, bands[0], frames[0]))
    assert len(places) == 9, "each seed has places of its own"


def test_what_is_heard_is_the_picture_made_to_sound(y) -> None:
    for interactive in (flip_and_cutout(y), wide_holes(y)):
        for place in ((0, 0), (1, 2)):
            frame = interactive.frame(place)
            loudest = float(mel_power(y[None]).max())
            expected = resynthesise(drawn(frame.figure), n_samples=N_SAMPLES, loudest=loudest)
            np.testing.assert_allclose(frame.sound, expected, atol=1e-6)


def test_the_middle_of_a_wide_hole_is_silent(y) -> None:
    """Frames that begin and end within the hole hold nothing; before it the sound is as loud as it was."""
    frame = wide_holes(y).at(width=27, seed=1)
    first = np.flatnonzero((drawn(frame.figure) == -80).all(axis=0))[0]
    middle = slice((first + 4) * 256, (first + 22) * 256)
    assert np.abs(frame.sound[middle]).max() < 0.01 * np.abs(frame.sound).max()
    assert np.abs(y[middle]).max() > 0.1


def test_a_flipped_window_grows_louder_where_it_died_away(y) -> None:
    interactive = flip_and_cutout(y)
    for time, louder in (("forwards", slice(0, 3_000)), ("backwards", slice(-3_000, None))):
        sound = interactive.at(time=time, holes="none").sound
        assert np.sum(sound[louder] ** 2) > 0.5 * np.sum(sound**2)


def test_the_cards_are_the_interactives_frames(y) -> None:
    interactive = flip_and_cutout(y)
    cards = before_and_after(y)
    assert [card.title for card in cards] == ["as it is", "flipped", "cut", "flipped and cut"]
    for card, (time, holes) in zip(
        cards, [("forwards", "none"), ("backwards", "none"), ("forwards", "3 + 4"), ("backwards", "3 + 4")], strict=True
    ):
        frame = interactive.at(time=time, holes=holes)
        np.testing.assert_array_equal(drawn(card.figure), drawn(frame.figure))
        np.testing.assert_array_equal(card.y, frame.sound)
        assert re.search(time, card.heard)
        assert len(card.seen) > 25

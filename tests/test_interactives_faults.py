"""Chapter 11's interactives, over their whole range: they count what is there, and spoil what they say."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex

from gtzan_course.faults import ceiling_share
from gtzan_course.interactives import faults as interactives
from gtzan_course.plots import INK

NAMES = [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h"), ("i", "j")]
RATIOS = np.array([0.0, 0.25, 0.45, 0.55, 0.95])
PLANTED = [("a", "b"), ("c", "d"), ("g", "h"), ("x", "y")]

RIGHT = {
    0.1: (1, 1),
    0.2: (1, 1),
    0.3: (2, 2),
    0.4: (2, 2),
    0.5: (3, 2),
    0.6: (4, 3),
    0.7: (4, 3),
    0.8: (4, 3),
    0.9: (4, 3),
}
"""How many of these pairs lie below each threshold, and how many of those were planted: counted by hand."""

BELIEFS = np.array([0.004, 0.015, 0.06, 0.5])
TRACKS = ["p", "q", "r", "s"]
DOUBTED = {0.005: 1, 0.01: 1, 0.02: 2, 0.03: 2, 0.05: 2, 0.08: 3, 0.12: 3, 0.2: 3}

TONE = (0.5 * np.sin(2 * np.pi * 220 / 22_050 * np.arange(3 * 22_050))).astype(np.float32)


def counts(alt: str) -> tuple[int, int, int]:
    found, right, planted = re.search(r"lie (\d+) \w+; (\d+) of them .+ there are (\d+)", alt).groups()
    return int(found), int(right), int(planted)


@pytest.mark.parametrize("ratio", interactives.RATIOS)
def test_pairs_below_the_threshold_are_counted(ratio: float) -> None:
    shown = interactives.repetitions(NAMES, RATIOS, PLANTED)
    frame = shown.at(ratio=ratio)
    assert counts(frame.alt) == (*RIGHT[ratio], 4)
    dots, bars = frame.figure.axes
    assert dots.lines[0].get_xdata() == [ratio, ratio]
    found, right = RIGHT[ratio]
    assert [bar.get_width() for bar in bars.patches] == pytest.approx([right / 4, right / found])


@pytest.mark.parametrize("belief", interactives.DOUBTS)
def test_tracks_below_the_threshold_are_counted(belief: float) -> None:
    frame = interactives.doubts(TRACKS, BELIEFS, ["q", "s"]).at(belief=belief)
    right = sum(name in ("q", "s") for name in TRACKS[: DOUBTED[belief]])
    assert counts(frame.alt) == (DOUBTED[belief], right, 2)


def test_every_candidate_is_a_dot_in_its_row() -> None:
    dots = interactives.repetitions(NAMES, RATIOS, PLANTED).at(ratio=0.5).figure.axes[0]
    below, above = (collection.get_offsets() for collection in dots.collections)
    assert sorted(below[:, 0]) == [0.45, 0.95]
    assert sorted(above[:, 0]) == [0.0, 0.25, 0.55]
    assert (np.abs(below[:, 1]) <= 0.301).all()
    assert (np.abs(above[:, 1] - 1) <= 0.301).all()
    assert to_hex(dots.collections[0].get_edgecolor()[0]) == INK


def test_nothing_below_a_threshold_is_drawn_as_nothing() -> None:
    frame = interactives.repetitions(NAMES, RATIOS + 0.2, PLANTED).at(ratio=0.1)
    assert counts(frame.alt) == (0, 0, 4)
    assert [bar.get_width() for bar in frame.figure.axes[1].patches] == [0, 0]


@pytest.mark.parametrize("share", interactives.SPOILT)
@pytest.mark.parametrize("kind", ["clipping", "static"])
def test_as_much_is_spoilt_as_is_said(kind: str, share: float) -> None:
    shown = interactives.distortion(TONE)
    frame = shown.at(kind=kind, share=share)
    assert frame.sound.shape == TONE.shape
    if share == 0:
        np.testing.assert_array_equal(frame.sound, TONE)
        assert "as it was" in frame.alt
    else:
        said = float(re.search(r"([\d.]+)% of the samples spoilt", frame.alt)[1]) / 100
        spoilt = ceiling_share(frame.sound) if kind == "clipping" else np.mean(frame.sound != TONE)
        assert said == pytest.approx(share, abs=0.002)
        if kind == "static":
            assert spoilt == pytest.approx(said, abs=0.001)
        elif share > 0.06:  # a pure tone lies within 0.5 % of its peak 6.4 % of the time, clipped or not
            assert spoilt == pytest.approx(said, rel=0.2)


def test_the_picture_shows_what_is_heard() -> None:
    frame = interactives.distortion(TONE).at(kind="clipping", share=0.2)
    before, after = frame.figure.axes[0].lines
    assert np.abs(after.get_ydata()).max() == pytest.approx(np.abs(frame.sound).max())
    assert np.abs(before.get_ydata()).max() == pytest.approx(0.5, abs=0.01)


def test_a_card_plays_five_seconds_and_says_how_high_they_go() -> None:
    card = interactives.card("A", np.tile(TONE, 4), "A tone of 220 Hz for five seconds")
    assert len(card.y) == 5 * 22_050
    assert "0.50" in card.seen
    assert card.figure is not None

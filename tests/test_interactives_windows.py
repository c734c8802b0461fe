"""Chapter 02's interactives, over their whole range: what they count, shade and play is what brute force finds."""

import functools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from gtzan_course import players
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.interactives import windows as interactives

TRACK = np.linspace(-0.9, 0.9, 660_000, dtype=np.float32)
"""A track of which every sample says where it stands."""

COUNTS = {0: 20, 25: 26, 50: 39, 75: 77}
"""Windows by overlap in per cent, worked out by hand: 1 + (660,000 - 33,000) // hop."""

TWICE = {0: "0 %", 25: "31.2 %", 50: "95 %", 75: "97.5 %"}
"""Share in two windows or more: 25 of 8,250 samples at 25 %; all but a hop at either end at 50 % and at 75 %."""

HOPS = {0: 33_000, 25: 24_750, 50: 16_500, 75: 8_250}

OVERLAP = interactives.overlap(TRACK)
POSITIONS = [(overlap, number) for overlap in COUNTS for number in range(5)]


@functools.cache
def at(overlap, number):
    return OVERLAP.at(overlap=overlap, number=number)


def bars(ax):
    """The bars drawn on axes: number, first sample, colour."""
    return {
        int(text.get_text()): (round(bar.get_x() * SAMPLE_RATE), to_hex(bar.get_facecolor()))
        for text, bar in zip(ax.texts, ax.patches, strict=True)
    }


@pytest.mark.parametrize(("overlap", "number"), POSITIONS)
def test_the_window_played_is_the_window_named(overlap, number):
    frame = at(overlap, number)
    first = number * HOPS[overlap]
    np.testing.assert_array_equal(frame.sound, TRACK[first : first + 33_000])
    when = f"from {first / 22_050:.2f} to {(first + 33_000) / 22_050:.2f} s"
    for words in (frame.alt, frame.heard):
        assert when in words
        assert f"indow {number}" in words
        assert f"verlap{' of' if words == frame.heard else ''} {overlap} %" in words


@pytest.mark.parametrize(("overlap", "number"), POSITIONS)
def test_the_track_has_as_many_windows_as_fit(overlap, number):
    frame = at(overlap, number)
    fitting = [start for start in range(0, 660_000, HOPS[overlap]) if start + 33_000 <= 660_000]
    assert len(fitting) == COUNTS[overlap]
    title = frame.figure.axes[0].get_title(loc="left") or frame.figure.axes[0].get_title()
    assert title == f"{COUNTS[overlap]} windows in the track; {TWICE[overlap]} of it is heard twice or more"
    assert f"{COUNTS[overlap]} windows in all; {TWICE[overlap]} of it is in two or more" in frame.alt


@pytest.mark.parametrize(("overlap", "number"), POSITIONS)
def test_bars_lie_where_windows_begin_and_those_that_share_stand_out(overlap, number):
    drawn = bars(at(overlap, number).figure.axes[1])
    samples = {i: set(range(i * HOPS[overlap], i * HOPS[overlap] + 33_000, 10)) for i in drawn}
    sharing = {i for i in drawn if i != number and samples[i] & samples[number]}
    chosen_colour = drawn[number][1]
    assert all(start == pytest.approx(i * HOPS[overlap], abs=1) for i, (start, _) in drawn.items())
    assert [i for i, (_, colour) in drawn.items() if colour == chosen_colour] == [number]
    colours = {colour for i, (_, colour) in drawn.items() if i in sharing}
    others = {colour for i, (_, colour) in drawn.items() if i not in sharing | {number}}
    assert len(colours) == (1 if sharing else 0)
    assert not colours & others


@pytest.mark.parametrize(
    ("overlap", "number", "told"),
    [
        (0, 2, "shares nothing"),
        (25, 0, "window 1."),
        (50, 3, "windows 2 and 4."),
        (75, 3, "windows 0, 1, 2, 4, 5 and 6."),
    ],
)
def test_what_a_window_shares_is_told(overlap, number, told):
    assert told in at(overlap, number).heard


@pytest.mark.parametrize("n_samples", interactives.ENDS)
def test_the_end_of_a_track(n_samples):
    frame = interactives.track_end().at(n_samples=n_samples)
    top, bottom = frame.figure.axes
    whole = [start for start in range(0, n_samples, 16_500) if start + 33_000 <= n_samples]
    left = n_samples - max(whole) - 33_000
    over = f"{left:,} samples are left over." if left else "nothing is left over."
    assert f"{n_samples:,} samples: {len(whole)} whole windows; {over}" in frame.alt
    assert max(bars(top)) == len(whole), "one window is drawn that does not fit"
    counts = [len(range(0, n_samples - 33_000 + extra, 16_500)) for extra in (0, 1, 16_500)]
    says = [f"{count}, {'right' if count == len(whole) else 'wrong'}" for count in counts]
    assert [text.get_text() for text in bottom.texts] == says
    assert says[1].endswith("right")
    for line, count in zip(bottom.get_lines(), counts, strict=False):
        assert line.get_xdata()[-1] == pytest.approx((count - 1) * 16_500 / SAMPLE_RATE)


def test_each_wrong_range_fails_somewhere():
    alts = [interactives.track_end().at(n_samples=n).alt for n in interactives.ENDS]
    assert ["39 whole" in alt for alt in alts] == [True, True, True, True, False]
    assert "n - L gives 38" in alts[0]
    assert all("n - L + H gives 40" in alt for alt in alts[1:])


@pytest.mark.parametrize(
    ("seconds", "n", "count"),
    [
        (0.1, 2_200, 599), (0.25, 5_500, 239), (0.5, 11_000, 119), (1.0, 22_000, 59), (1.5, 33_000, 39),
        (3.0, 66_000, 19), (6.0, 132_000, 9),
    ],
)  # fmt: skip
def test_a_window_of_any_length_is_played_and_counted(seconds, n, count):
    frame = interactives.lengths(TRACK).at(seconds=seconds)
    assert count == sum(start + n <= 660_000 for start in range(0, 660_000, n // 2))
    np.testing.assert_array_equal(frame.sound, TRACK[220_500 : 220_500 + n])
    assert f"{n:,} samples; with half overlap {count} windows a track" in frame.alt
    assert frame.heard.startswith(f"{seconds} s of the track")


def test_all_lengths_were_tried():
    assert set(interactives.LENGTHS) == {0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 6.0}


def test_the_opening_plays_two_windows_and_their_common_part():
    first, second, common = interactives.opening(TRACK)
    np.testing.assert_array_equal(first.y, TRACK[:33_000])
    np.testing.assert_array_equal(second.y, TRACK[16_500:49_500])
    np.testing.assert_array_equal(common.y, np.intersect1d(first.y, second.y))
    assert len(players.gallery(first, second, common).data) > 3_000


@pytest.mark.parametrize("number", [0, 14, 38])
def test_a_single_window_is_played_in_its_place(number):
    card = interactives.single("Window", TRACK, number, "A window of a track that rises.")
    np.testing.assert_array_equal(card.y, TRACK[number * 16_500 :][:33_000])
    span = card.figure.axes[0].patches[-1].get_extents().transformed(card.figure.axes[0].transData.inverted())
    assert (span.x0, span.x1) == pytest.approx(
        (number * 16_500 / SAMPLE_RATE, (number * 16_500 + 33_000) / SAMPLE_RATE), abs=1e-3
    )
    low, high = card.figure.axes[0].get_xlim()
    assert low <= span.x0 < span.x1 <= high + 1e-6


@pytest.mark.parametrize(
    "interactive", [OVERLAP, interactives.track_end(), interactives.lengths(TRACK)], ids=lambda one: one.draw.__name__
)
def test_frames_are_small_and_each_is_described_by_itself(interactive):
    frames = [interactive.frame(place) for place in interactive.places()]
    assert len({frame.alt for frame in frames}) == len(frames) <= 30
    assert all(25 <= len(frame.alt) <= 250 for frame in frames)
    assert max(len(players.webp(frame.figure)) for frame in frames) < 40_000

"""Pictures of intervals and counts show the numbers that they are given."""

from __future__ import annotations

import numpy as np
import pytest

from gtzan_course import interval_plots, plots
from gtzan_course.evaluation import tracks_needed


@pytest.fixture
def ax():
    return plots.figure(4, 3).subplots()


def test_an_interval_is_a_line_and_its_figure_a_dot(ax) -> None:
    assert interval_plots.intervals(ax, {"A": (0.82, 0.77, 0.86), "B": (0.79, 0.73, 0.83)}) is ax
    np.testing.assert_allclose([line.get_xdata() for line in ax.lines[::2]], [[77, 86], [73, 83]])
    np.testing.assert_allclose([line.get_xdata() for line in ax.lines[1::2]], [[82], [79]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A", "B"]
    assert ax.yaxis_inverted()


def test_differences_have_a_line_at_zero(ax) -> None:
    interval_plots.intervals(ax, {"A minus B": (0.03, -0.03, 0.1)}, label="points")
    assert list(ax.lines[-1].get_xdata()) == [0, 0]
    assert ax.get_xlabel() == "points"


def test_four_cells_count_every_track_once(ax) -> None:
    right_a = np.repeat([1, 1, 0, 0], [50, 20, 7, 23])
    right_b = np.repeat([1, 0, 1, 0], [50, 20, 7, 23])
    assert interval_plots.two_by_two(ax, right_a, right_b, names=("network", "forest")) is ax
    texts = {text.get_text(): text.get_position() for text in ax.texts}
    counts = {name: place for name, place in texts.items() if name.isdigit()}
    assert {name: (round(x), round(y)) for name, (x, y) in counts.items()} == {
        "50": (0, 0), "20": (1, 0), "7": (0, 1), "23": (1, 1),
    }  # fmt: skip
    assert texts["only the network"][0] == 1
    assert texts["only the forest"][1] > 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("forest", "network")


def test_the_curves_are_those_of_the_formula(ax) -> None:
    assert interval_plots.numbers_of_tracks(ax, share=0.82, differing=(0.05, 0.2)) is ax
    apart, few, many = ax.lines
    at_three = {line: line.get_ydata()[np.isclose(line.get_xdata(), 3)][0] for line in (apart, few, many)}
    assert at_three[apart] == tracks_needed(0.82, 0.79)
    assert at_three[few] == tracks_needed(0.82, 0.79, share_differing=0.05)
    assert at_three[few] < at_three[many] < at_three[apart]
    assert few.get_xdata().max() == 5
    assert many.get_xdata().max() == 10

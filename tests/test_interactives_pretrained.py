"""Chapter 14's interactives, over their whole range: what is drawn and said is what the ledger has."""

from __future__ import annotations

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from gtzan_course import musicnn
from gtzan_course.dataset import GENRES
from gtzan_course.interactives import pretrained as interactives
from gtzan_course.ledger import figure, read_figures

HEAD = read_figures("pretrained_head")


def test_ten_demo_tracks_have_been_heard() -> None:
    taggrams = interactives.read_demo_taggrams()
    assert [name.split(".")[0] for name in taggrams] == list(GENRES)
    for activations in taggrams.values():
        assert activations.shape == (28, 50)
        assert activations.min() >= 0
        assert activations.max() <= 1


def test_the_ten_highest_tags_are_drawn_in_order() -> None:
    activations = np.full((28, 50), 0.1)
    activations[:, 9], activations[:, 26] = 0.8, 0.5
    y = np.zeros(22_050, np.float32)
    frame = interactives.tags_in_time({"jazz.00000": activations, "b": activations}, {"jazz.00000": y, "b": y}).at(
        track="jazz.00000"
    )
    ax = frame.figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == ["jazz", "blues"]
    np.testing.assert_allclose(ax.images[0].get_array()[:2, 5], [0.8, 0.5])
    assert ax.images[0].get_array().shape == (10, 28)
    assert ax.images[0].get_extent()[1] == pytest.approx(28 * musicnn.PATCH_HOP / 16_000)
    assert "jazz 0.80, blues 0.50" in frame.alt


@pytest.mark.parametrize("folds", list(interactives.FOLDS))
@pytest.mark.parametrize("test", interactives.TESTED)
def test_promises_and_test_are_the_ledgers(folds: str, test: str) -> None:
    frame = interactives.two_promises(HEAD).at(folds=folds, test=test)
    (ax,) = frame.figure.axes
    curves = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 9]
    kinds = interactives.FOLDS[folds]
    assert len(curves) == len(kinds)
    for kind, curve in zip(kinds, curves, strict=True):
        values = [100 * HEAD[f"promised.{kind}.{strength:g}"]["value"] for strength in interactives.STRENGTHS]
        np.testing.assert_allclose(curve, values)
        assert f"promise {max(values):.1f} %" in frame.alt
        got = f"gets {100 * HEAD[f'test.{kind}']['value']:.1f} %"
        assert (got in frame.alt) == (test == "shown")


@pytest.mark.parametrize("tracks", list(interactives.PARTS))
@pytest.mark.parametrize("when", ["before", "after"])
def test_dots_are_what_is_said_and_what_is_right(tracks: str, when: str) -> None:
    shown = interactives.how_sure(HEAD)
    degree = dict(zip(("before", "after"), shown.sliders[0].values, strict=True))[when]
    frame = shown.at(temperature=degree, tracks=tracks)
    (ax,) = frame.figure.axes
    part = interactives.PARTS[tracks]
    for name, found in (("said", ax.lines[-1].get_xdata()), ("right", ax.lines[-1].get_ydata())):
        np.testing.assert_allclose(found, [100 * HEAD[f"{part}.{name}.{when}.{i}"]["value"] for i in range(5)])
    error = 100 * HEAD[f"{part}.calibration_error.{when}"]["value"]
    assert float(re.search(r"they are ([\d.]+) points", frame.alt)[1]) == pytest.approx(error, abs=0.051)


def test_held_out_tracks_are_counted_once() -> None:
    """Five draws of 443 tracks in five groups, and one test of 290."""
    assert interactives.n_of(HEAD, "held_out") == 88
    assert interactives.n_of(HEAD, "test") == 58


def test_the_table_has_a_row_for_each_model_and_its_test() -> None:
    one = figure("a", 0.25, unit="share", n=4, low=0.1, high=0.5)
    table = interactives.how_far({("model", "some tracks"): one, ("other", "some tracks"): one})
    rows = BeautifulSoup(table.data, "html.parser").select("tr")
    cells = [[cell.get_text() for cell in row.select("th, td")] for row in rows]
    assert cells[0] == ["model", "tested on", "named rightly", "95 % interval"]
    assert cells[2] == ["other", "some tracks", "25.0 %", "10.0 % to 50.0 %"]

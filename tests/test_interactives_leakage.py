"""Chapter 10's pictures and tables: they show the split they are given, and say the ledger's numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.colors import to_hex

from gtzan_course import ledger
from gtzan_course.dataset import Track
from gtzan_course.interactives import leakage as interactives
from gtzan_course.leakage import SPLITS, windows_to_test

DIALS = (0.0, 0.5, 1.0)
TRACKS = [Track(f"reggae.{k:05d}", "reggae", Path(), f"artist {k // 3}") for k in range(12)]


def made(dials=DIALS) -> dict[str, ledger.Figure]:
    """Figures that can be told apart: the dial in tenths of points, the split in whole ones."""
    figures = []
    for dial in dials:
        for what, off in (("vote", 0.0), ("window", 0.2)):
            for k, split in enumerate(SPLITS):
                value = 0.9 - 0.1 * k - off + dial / 100
                name = f"dial_{dial}.{split}.{what}.mean"
                figures.append(ledger.figure(name, value, unit="share", n=5, low=value - 0.03, high=value + 0.04))
            for a, b in [*pairwise(SPLITS), ("tracks", "artists")]:
                name = f"dial_{dial}.{a}_minus_{b}.{what}"
                gap = 0.1 * (SPLITS.index(b) - SPLITS.index(a))
                figures.append(ledger.figure(name, gap, unit="share", n=5, low=gap - 0.15, high=gap + 0.15))
    return {one["name"]: one for one in figures}


@pytest.mark.parametrize("split", SPLITS)
def test_the_grid_colours_the_windows_that_are_tested_on(split) -> None:
    testing = windows_to_test(split, TRACKS, n_windows=10, repeats={}, test_size=0.3)
    _, ax = plt.subplots()
    interactives.split_grid(ax, TRACKS, testing, {"reggae.00010": "reggae.00001"})
    cells = sorted(ax.patches, key=lambda cell: (cell.get_y(), cell.get_x()))
    orange = [to_hex(cell.get_facecolor()) == interactives.TEST_COLOUR for cell in cells]
    np.testing.assert_array_equal(np.reshape(orange, (12, 10)), testing)
    (arc,) = ax.lines
    centres = sorted({cell.get_y() + cell.get_height() / 2 for cell in cells})
    assert sorted([arc.get_ydata()[0], arc.get_ydata()[-1]]) == pytest.approx([centres[1], centres[10]])
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"artist {letter}" for letter in "ABCD"]
    plt.close()


@pytest.mark.parametrize("dial", DIALS)
@pytest.mark.parametrize("counted", ["tracks, by vote", "windows"])
def test_the_bars_and_the_words_are_the_ledgers(dial: float, counted: str) -> None:
    figures = made()
    frame = interactives.dial(figures).at(dial=dial, counted=counted)
    (ax,) = frame.figure.axes
    values = [figures[f"dial_{dial}.{split}.{interactives.COUNTED[counted]}.mean"] for split in SPLITS]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([one["value"] for one in values])
    spans = [line.get_xdata() for line in ax.lines[:4]]
    np.testing.assert_allclose(spans, [[one["low"], one["high"]] for one in values])
    said = [float(share) for share in re.findall(r"([\d.]+) % \(", frame.alt)]
    assert said == pytest.approx([100 * one["value"] for one in values], abs=0.051)
    assert f"dial at {dial:g}," in frame.alt
    assert "20.0 points (5.0 to 35.0)" in frame.alt


def cells(table) -> list[list[str]]:
    rows = BeautifulSoup(table.data, "html.parser").select("tr")
    return [[cell.get_text(" ") for cell in row.select("th, td")] for row in rows]


def test_the_table_has_a_row_a_split_and_a_column_a_dial() -> None:
    head, *rows = cells(interactives.table(made()))
    assert head == ["split", "dial at 0", "dial at 0.5", "dial at 1"]
    assert [row[0] for row in rows] == ["windows shuffled", "tracks", "repetitions together", "artists apart"]
    assert rows[1][1:] == ["80.0 % 77.0 % to 84.0 %", "80.5 % 77.5 % to 84.5 %", "81.0 % 78.0 % to 85.0 %"]
    assert cells(interactives.table(made(), counted="windows"))[2][1] == "60.0 % 57.0 % to 64.0 %"


def test_gaps_are_paired_differences_in_points() -> None:
    head, *rows = cells(interactives.gaps(made()))
    assert head[0] == "points gained by the leak"
    assert [row[0] for row in rows] == [
        "windows shuffled less tracks", "tracks less repetitions together", "repetitions together less artists apart"
    ]  # fmt: skip
    assert {cell for row in rows for cell in row[1:]} == {"+10.0 \N{MINUS SIGN}5.0 to +25.0"}


def test_a_dial_that_was_not_measured_has_no_column() -> None:
    head, *_ = cells(interactives.table(made(dials=(1.0,))))
    assert head == ["split", "dial at 1"]

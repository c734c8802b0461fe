"""The live widgets, moved over their whole range, with whichever version of ipywidgets is there."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import numpy as np
import pytest

from gtzan_course import frames, plots, widgets
from gtzan_course.frames import Frame, Interactive, Slider

HOPS = Slider("hop", "hop (samples)", (128, 256, 512), start=1)
SIZES = Slider("n_fft", "n_fft", (512, 1024))


def seen_and_heard(hop: int, n_fft: int) -> Frame:
    figure = plots.figure(2, 1)
    figure.subplots().plot([0, hop], [n_fft, 0])
    sound = np.zeros(1000) if n_fft == 512 else None
    return Frame(
        figure, f"A line from {n_fft} & nothing down to {hop}.", sound, f"Silence, for a hop of {hop} samples."
    )


GRID = Interactive("Resolution", seen_and_heard, (HOPS, SIZES))


def sliders(box: ipywidgets.VBox) -> list[ipywidgets.SelectionSlider]:
    return [child for child in box.children if isinstance(child, ipywidgets.SelectionSlider)]


def positions() -> Iterator[tuple[int, int]]:
    return ((hop, n_fft) for hop in HOPS.values for n_fft in SIZES.values)


def test_the_widget_starts_where_the_sliders_start() -> None:
    hop, n_fft = sliders(widgets.live(GRID))
    assert (hop.value, n_fft.value) == (256, 512)
    assert (hop.index, n_fft.index) == (1, 0)
    assert hop.description == "hop (samples)"


def test_each_position_shows_what_the_page_shows_there() -> None:
    box = widgets.live(GRID)
    picture, told = box.children[-2:]
    hop, n_fft = sliders(box)
    page = frames.show(GRID).data
    for hop.value, n_fft.value in positions():
        assert bytes(picture.value)[8:12] == b"WEBP"
        expected = "Silence, for a hop of" if n_fft.value == 512 else f"A line from {n_fft.value} &amp; nothing down to"
        assert f"{expected} {hop.value}" in told.value
        assert f"{expected} {hop.value}" in page


def test_the_callback_is_a_plain_function() -> None:
    pictures = {widgets.shown(GRID, hop=hop, n_fft=n_fft)[0] for hop, n_fft in positions()}
    assert len(pictures) == 6
    with pytest.raises(ValueError, match="Expected one value for each slider"):
        widgets.shown(GRID, hop=100, n_fft=512)

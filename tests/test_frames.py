"""Frames: every position of the sliders has its own picture, and the page chooses among them."""

from __future__ import annotations

import html
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from gtzan_course import frames, players, plots
from gtzan_course.frames import Frame, Interactive, Slider

RATES = Slider("rate", "sample rate (Hz)", (22_050, 8_000, 2_000), start=1)
SCALES = Slider("scale", "frequency axis", ("linear", "mel"))


def bars(rate: int, scale: str) -> Frame:
    figure = plots.figure(3, 2)
    figure.subplots().bar(["height"], [rate if scale == "mel" else -rate])
    return Frame(figure, f"A bar for {rate} hertz on the scale {scale}.")


def beep(rate: int) -> Frame:
    figure = plots.figure(3, 2)
    figure.subplots().plot([0, rate])
    return Frame(
        figure,
        f"A line that ends at {rate}, and rises.",
        np.zeros(rate // 10),
        f"Silence, sampled {rate} times a second.",
    )


TWO = Interactive("Rate and scale", bars, (RATES, SCALES))


def test_there_is_one_frame_for_each_position_and_each_has_its_own_description() -> None:
    page = frames.show(TWO).data
    at = re.findall(r'data-at="([\d ]+)"', page)
    assert at == ["0 0", "0 1", "1 0", "1 1", "2 0", "2 1"]
    assert re.findall(r'<img alt="([^"]+)"', page) == [
        f"A bar for {rate} hertz on the scale {scale}."
        for rate in (22_050, 8_000, 2_000)
        for scale in ("linear", "mel")
    ]
    pictures = re.findall(r"data:image/webp;base64,([^\"]+)", page)
    assert len(set(pictures)) == 6


def test_only_the_frame_at_the_start_is_shown() -> None:
    page = frames.show(TWO).data
    assert re.findall(r'data-at="([\d ]+)">', page) == ["1 0"]
    assert page.count(" hidden>") == 5


def test_sliders_are_labelled_and_say_their_value_with_its_thousands() -> None:
    page = frames.show(TWO).data
    assert page.count('<input type="range"') == 2
    assert 'aria-label="sample rate (Hz)" aria-valuetext="8,000"' in page
    values = [json.loads(html.unescape(text)) for text in re.findall(r'data-values="([^"]+)"', page)]
    assert values == [["22,050", "8,000", "2,000"], ["linear", "mel"]]


def test_a_frame_with_a_sound_has_its_player() -> None:
    page = frames.show(Interactive("Beeps", beep, (RATES,))).data
    assert re.findall(r'<audio [^>]*aria-label="([^"]+)"', page) == [
        f"Silence, sampled {rate} times a second." for rate in (22_050, 8_000, 2_000)
    ]


def test_the_same_interactive_gives_the_same_page() -> None:
    assert frames.show(TWO).data == frames.show(TWO).data


def test_pictures_are_drawn_in_the_courses_style_with_nothing_behind_them() -> None:
    frame = TWO.at(rate=2_000, scale="mel")
    assert frame.figure.get_facecolor() == (0, 0, 0, 0)
    assert frame.figure.axes[0].xaxis.label.get_color().lstrip("#") == plots.INK.lstrip("#")


def test_colours_of_the_cycle_are_the_courses_when_the_picture_is_saved() -> None:
    figure = plots.figure(1, 1)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.fill_between([0, 1], 0, 1, color="C1")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    picture = np.asarray(Image.open(io.BytesIO(players.webp(figure))).convert("RGB"))
    middle = picture[picture.shape[0] // 2, picture.shape[1] // 2]
    np.testing.assert_allclose(middle, (0xE2, 0x59, 0x14), atol=4)


@pytest.mark.parametrize(
    "values", [{"rate": 2_000}, {"rate": 1_999, "scale": "mel"}, {"rate": 2_000, "scale": "mel", "hop": 3}]
)
def test_a_position_that_no_slider_has_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Expected one value for each slider"):
        TWO.at(**values)


@pytest.mark.parametrize(("values", "start"), [((1,), 0), (tuple(range(13)), 0), ((1, 2), 2)])
def test_a_slider_that_cannot_move_is_refused(values: tuple[int, ...], start: int) -> None:
    with pytest.raises(ValueError, match="2 to 12 values and a start among them for slider 'k'"):
        Slider("k", "bands", values, start)


def test_a_picture_that_is_hardly_described_is_refused_when_shown() -> None:
    short = Interactive("Rate", lambda rate: Frame(plots.figure(1, 1), "A bar."), (RATES,))
    with pytest.raises(ValueError, match="description of 25 characters"):
        frames.show(short)


def test_a_gallery_puts_each_sound_under_its_picture() -> None:
    figure = plots.figure(2, 1)
    card = players.Card("Saw", np.zeros(900), "A sawtooth, one second long.", figure, "Ten teeth, each rising slowly.")
    page = players.gallery(card, players.Card("Noise", np.zeros(900), "Hiss at one level, one second.")).data
    assert page.count('class="card"') == 2
    assert page.index('alt="Ten teeth, each rising slowly."') < page.index('aria-label="A sawtooth, one second long."')
    assert page.count("<img") == 1
    with pytest.raises(ValueError, match="25 characters"):
        players.gallery(players.Card("Saw", np.zeros(900), "A sawtooth, one second long.", figure))

"""What is drawn, read back from the axes."""

import matplotlib
import matplotlib.pyplot as plt
import matplotlib.style
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from gtzan_course import plots
from gtzan_course.dataset import GENRES

matplotlib.use("Agg")


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def test_every_genre_has_a_colour_of_its_own() -> None:
    assert tuple(plots.GENRE_COLOURS) == GENRES
    assert len(set(plots.GENRE_COLOURS.values())) == 10


def contrast(first: str, second: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        channels = np.array(to_rgb(colour))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("paper", ["white", "black"])
def test_ink_and_colours_stand_out_on_a_light_page_and_on_a_dark_one(paper: str) -> None:
    with matplotlib.style.context(plots.STYLE):
        cycle = [style["color"] for style in matplotlib.rcParams["axes.prop_cycle"]]
        inks = {matplotlib.rcParams[name] for name in ("text.color", "axes.edgecolor", "xtick.color", "ytick.color")}
    assert {to_hex(ink) for ink in inks} == {plots.INK}
    assert contrast(plots.INK, paper) >= 4.5
    for colour in [*plots.GENRE_COLOURS.values(), plots.WAVE_COLOUR, *(to_hex(colour) for colour in cycle)]:
        assert contrast(colour, paper) >= 3, colour


# Machado, Oliveira and Fernandes (2009): what is left of linear red, green and blue, at full severity.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_no_two_genres_look_alike_to_any_reader(kind: str) -> None:
    channels = np.array([to_rgb(colour) for colour in plots.GENRE_COLOURS.values()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(BLINDNESS[kind]).T, 0, 1)
    xyz = seen @ np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]).T
    x, y, z = np.cbrt(xyz / (0.9505, 1.0, 1.089)).T
    lab = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])  # CIELAB, where 2.3 is just noticeable
    apart = np.sqrt(((lab[:, :, None] - lab[:, None, :]) ** 2).sum(axis=0)) + 999 * np.eye(10)
    assert apart.min() > 4 * 2.3, apart.min()


def test_waveform_spans_its_seconds_and_its_extremes(ax) -> None:
    y = np.zeros(22_050 * 3, np.float32)
    y[40_000], y[50_000] = 0.9, -0.7
    assert plots.waveform(ax, y, start=2.0) is ax
    assert ax.get_xlim() == pytest.approx((2.0, 5.0))
    drawn = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert drawn.max() == pytest.approx(0.9)
    assert drawn.min() == pytest.approx(-0.7)


def test_short_waveform_is_drawn_sample_by_sample(ax) -> None:
    y = np.sin(np.arange(50)).astype(np.float32)
    plots.waveform(ax, y)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), y)


def test_window_span_covers_33000_samples_from_the_fifth_windows_start(ax) -> None:
    plots.window_span(ax, 4)
    span = ax.patches[0]
    assert span.get_x() == pytest.approx(66_000 / 22_050)
    assert span.get_width() == pytest.approx(33_000 / 22_050)


def test_mel_spectrogram_shows_the_values_in_decibels_with_low_bands_below(ax) -> None:
    values = np.full((128, 129), -80.0)
    values[3, 7] = 0
    assert plots.mel_spectrogram(ax, values) is ax
    picture = ax.images[0]
    assert picture.origin == "lower"
    assert picture.get_clim() == (-80, 0)
    assert np.asarray(picture.get_array())[3, 7] == 0
    labels = {label.get_text(): tick for label, tick in zip(ax.get_yticklabels(), ax.get_yticks(), strict=True)}
    assert labels["1,000"] < labels["2,000"] < labels["8,000"] < 128


def test_other_numbers_of_bands_are_labelled_by_band(ax) -> None:
    plots.mel_spectrogram(ax, np.zeros((16, 20)))
    assert ax.get_ylabel() == "mel band"


def test_learning_curves_tell_training_from_validation(ax) -> None:
    plots.learning_curves(ax, {"loss": [3, 2, 1], "val_loss": [3, 2.5, 2.4]})
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn == {"training": [3, 2, 1], "validation": [3, 2.5, 2.4]}
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


def test_window_votes_stand_in_their_genres_row_and_colour(ax) -> None:
    plots.window_votes(ax, ["rock", "blues"], [0.0, 0.75])
    rock, blues = ax.patches
    assert (rock.get_x(), blues.get_x()) == (0.0, 0.75)
    assert (rock.get_y() + rock.get_height() / 2, blues.get_y() + blues.get_height() / 2) == pytest.approx((9, 0))
    assert to_hex(rock.get_facecolor()) == plots.GENRE_COLOURS["rock"].lower()


def test_shares_are_bars_in_the_genres_order(ax) -> None:
    plots.shares(ax, {"metal": 0.75, "pop": 0.25})
    assert [bar.get_width() for bar in ax.patches] == [0, 0, 0, 0, 0, 0, 0.75, 0.25, 0, 0]


def test_confusion_writes_counts_with_truth_in_rows(ax) -> None:
    plots.confusion(ax, np.array([[8, 2], [0, 5]]), genres=("blues", "rock"))
    written = {tuple(text.get_position()): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "8", (1, 0): "2", (1, 1): "5"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")

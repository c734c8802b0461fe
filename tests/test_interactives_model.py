"""The interactives of chapter 05, over the whole range of their sliders."""

import re

import numpy as np
import pytest
from scipy.signal import correlate2d

from gtzan_course.interactives.convolution import HEIGHTS, filter_at_work, seen, what_a_cell_sees
from gtzan_course.interactives.model import N_SHOWN, block_maps, draw_filter, feature_maps
from gtzan_course.model import build_cnn
from gtzan_course.plots import figure
from gtzan_course.spectrograms import log_mel

ONSET = np.array([[-1.0, 0, 1]] * 3)
FILTERS = {"onset": ONSET, "tone": np.array([[-1.0] * 3, [2.0] * 3, [-1.0] * 3])}


def drawn(axes) -> np.ndarray:
    """What a picture on axes was drawn from; cells that stay empty are not a number."""
    return np.ma.filled(axes.get_images()[0].get_array().astype(float), np.nan)


@pytest.fixture(scope="module")
def network():
    return build_cnn(seed=3)


@pytest.fixture(scope="module")
def windows() -> dict[str, np.ndarray]:
    """A chord that enters late, noise that dies away, and a low tone."""
    rng, t = np.random.default_rng(0), np.arange(33_000) / 22_050
    chord = sum(np.sin(2 * np.pi * hertz * t) for hertz in (440, 554, 659)) * (t > 0.6) / 3
    return {"pop": chord, "metal": rng.normal(size=33_000) * np.exp(-3 * t), "blues": np.sin(2 * np.pi * 110 * t)}


def test_a_filter_writes_down_what_scipy_does_place_by_place() -> None:
    cells = np.random.default_rng(1).random((7, 9))
    at_work = filter_at_work(cells, FILTERS)
    for name, weights in FILTERS.items():
        expected = correlate2d(cells, weights, mode="valid")
        for places in at_work.sliders[1].values:
            frame = at_work.at(filter=name, places=places)
            picture, written, products = frame.figure.axes
            np.testing.assert_array_equal(drawn(picture), cells)
            answers = drawn(written)
            done = ~np.isnan(answers)
            assert done.sum() == places
            assert done[::-1].ravel()[:places].all(), "from the top left on, row by row"
            np.testing.assert_allclose(answers[done], np.maximum(expected, 0)[done])
            last = expected[::-1].ravel()[places - 1]
            said = float(re.search(r"sum to (-?[\d.]+)\.", frame.alt)[1])
            assert said == pytest.approx(last, abs=0.006)
            products = [text.get_text().replace("−", "-").split(" × ") for text in products.texts]
            assert sum(float(a) * float(b) for a, b in products) == pytest.approx(last, abs=0.1)
        assert places == expected.size


@pytest.mark.parametrize(("block", "side", "step"), [(1, 4, 2), (2, 10, 4), (3, 22, 8), (4, 46, 16), (5, 94, 32)])
def test_a_cell_sees_what_the_chapter_counts(block: int, side: int, step: int) -> None:
    first, last = seen(block, 1)
    assert last - first + 1 == side
    assert seen(block, 2) == (first + step, last + step)


def test_a_cell_sees_what_reaches_it_in_the_network() -> None:
    """All weights are one, and one cell of the picture is not zero: it must reach the cells that see it, no other."""
    ones = build_cnn(seed=0)
    ones.set_weights([np.full(w.shape, "kernel" in w.path, np.float32) for w in ones.weights])
    picture = np.full((1, 128, 129), -40.0)  # the network's zero
    band, frame = 41, 70
    picture[0, band, frame] = 0
    for block, maps in enumerate(block_maps(ones, picture), start=1):
        rows, columns = ([first <= place <= last for first, last in (seen(block, cell) for cell in range(128 >> block))]
                         for place in (band, frame))  # fmt: skip
        np.testing.assert_array_equal(maps[0, :, :, 0] != 0, np.outer(rows, columns))


@pytest.mark.parametrize("frame", [54, 0, 127])
def test_what_a_cell_hears_is_what_it_sees(frame: int) -> None:
    y = np.random.default_rng(2).normal(size=33_000).astype(np.float32)
    cells = what_a_cell_sees(y, frame=frame)
    for place in cells.places():
        shown = cells.frame(place)
        block, height = place[0] + 1, HEIGHTS[cells.sliders[1].values[place[1]]]
        (low, high), (first, last) = seen(block, height >> block), seen(block, frame >> block)
        assert low <= height <= high
        assert first <= frame <= last
        assert f"bands {max(0, low)} to {min(127, high)}" in shown.alt
        samples = np.arange(len(shown.sound))
        outside = (samples < first * 256 - 512) | (samples > last * 256 + 512)
        assert np.abs(shown.sound).max() == pytest.approx(0.8)
        assert np.abs(shown.sound[outside]).max(initial=0) < 1e-6
        heard = (10 ** (log_mel(shown.sound[None])[0] / 10)).sum(axis=1)
        near = np.arange(128)[max(0, low - 4) : high + 5]
        assert heard[near].sum() > 0.99 * heard.sum()


def test_the_blocks_halve_the_picture_five_times(network, windows) -> None:
    pictures = log_mel(np.stack(list(windows.values())).astype(np.float32))
    maps = block_maps(network, pictures)
    shapes = [(64, 64, 16), (32, 32, 32), (16, 16, 64), (8, 8, 128), (4, 4, 256)]
    assert [array.shape for array in maps] == [(3, *shape) for shape in shapes]

    values = pictures[..., None]
    for layer in network.layers[1:]:  # one by one, as the network is written
        values = layer(values, training=False) if "dropout" in layer.name else layer(values)
        if layer.name.endswith("_pool"):
            np.testing.assert_allclose(maps[int(layer.name[5]) - 1], np.asarray(values), atol=1e-4)


def test_the_first_blocks_maps_are_scipys(network, windows) -> None:
    picture = log_mel(windows["pop"][None].astype(np.float32))
    kernel, bias = network.get_layer("block1_conv").get_weights()
    maps = block_maps(network, picture)[0][0]
    for i in range(16):
        answer = correlate2d(picture[0] / 80 + 0.5, kernel[:, :, 0, i], mode="same") + bias[i]
        pooled = np.maximum(answer, 0)[:, :128].reshape(64, 2, 64, 2).max(axis=(1, 3))
        np.testing.assert_allclose(maps[:, :, i], pooled, atol=1e-4)


def test_the_maps_shown_are_the_strongest_and_show_what_they_saw(network, windows) -> None:
    shown = feature_maps(windows, network)
    pictures = log_mel(np.stack(list(windows.values())).astype(np.float32))
    maps, names = block_maps(network, pictures), list(windows)
    for block, number in ((block, number) for block in range(1, 6) for number in range(3)):
        frame = shown.at(block=block, window=names[number])
        np.testing.assert_array_equal(frame.sound, windows[names[number]])
        window, *small = frame.figure.axes
        np.testing.assert_array_equal(drawn(window), pictures[number])
        means = maps[block - 1][number].mean(axis=(0, 1))
        for place, i in enumerate(np.argsort(-means)[:N_SHOWN]):
            above, below = small[place], small[place + N_SHOWN]
            assert above.get_title(loc="left").startswith(f"map {i}\n")
            cells = maps[block - 1][number, :, :, i]
            np.testing.assert_allclose(drawn(above), cells, atol=1e-5)
            best = names[int(maps[block - 1][..., i].mean(axis=(1, 2)).argmax())]
            assert f"map {i} (mean {means[i]:.2f}, most to {best})" in frame.alt
            if block == 1:
                kernel = network.get_layer("block1_conv").get_weights()[0]
                np.testing.assert_array_equal(drawn(below), kernel[:, :, 0, i])
            else:
                row, column = np.unravel_index(cells.argmax(), cells.shape)
                for (y, x), value in np.ndenumerate(drawn(below)):
                    band, moment = seen(block, int(row))[0] + y, seen(block, int(column))[0] + x
                    inside = 0 <= band < 128 and 0 <= moment < 129
                    assert value == pictures[number, band, moment] if inside else np.isnan(value)


def test_the_network_is_asked_once(network, windows) -> None:
    """Moving the sliders must not run it again: what they show stays, whatever becomes of its weights."""
    copy = build_cnn(seed=3)
    shown = feature_maps(windows, copy)
    before = shown.at(block=5, window="pop").alt
    copy.set_weights([0 * weight for weight in copy.get_weights()])
    assert shown.at(block=5, window="pop").alt == before


def test_a_filter_is_drawn_around_zero() -> None:
    axes = draw_filter(figure(1, 1).subplots(), 0.5 * ONSET)
    assert axes.get_images()[0].get_clim() == (-0.5, 0.5)

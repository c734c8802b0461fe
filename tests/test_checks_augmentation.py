"""The checkers of chapter 04: right answers pass, and the likeliest wrong ones are named."""

import numpy as np
import pytest

from gtzan_course.checks import augmentation as check


def cut(picture, rng, *, n_bands=3, n_frames=4, bands=128, frames=129, value=-80):
    """The solution, and with other options what goes wrong."""
    picture = picture.copy()
    picture[rng.integers(bands, size=n_bands), :] = value
    picture[:, rng.integers(frames, size=n_frames)] = value
    return picture


def cut_in_place(picture, rng):
    picture[rng.integers(128, size=3), :] = -80
    picture[:, rng.integers(129, size=4)] = -80
    return picture


def cut_crossings(picture, rng):
    picture = picture.copy()
    picture[np.ix_(rng.integers(128, size=3), rng.integers(129, size=4))] = -80
    return picture


def cut_side_by_side(picture, rng):
    picture, band, frame = picture.copy(), rng.integers(126), rng.integers(126)
    picture[band : band + 3, :] = -80
    picture[:, frame : frame + 4] = -80
    return picture


def cut_and_return_nothing(picture, rng):
    picture[rng.integers(128, size=3), :] = -80


def flip_in_place(picture):
    picture[:] = picture[:, ::-1].copy()
    return picture


@pytest.mark.parametrize("solution", [lambda p: p[:, ::-1], np.fliplr, lambda p: np.flip(p, axis=1)])
def test_a_flip_is_right(solution) -> None:
    result = check.flip(solution)
    assert result.ok, result
    assert "last frame comes first" in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda p: p[::-1], "upside down: low bands became high"),
        (np.flip, "both"),
        (lambda p: p, "as it was"),
        (lambda p: p.T[::-1], r"got shape (129, 128)"),
        (lambda p: p[:, :0:-1], "got shape (128, 128). The flip changes the order of the frames alone"),
        (lambda p: p[None, :, ::-1], "got shape (1, 128, 129)"),
        (lambda p: "backwards", "got a str"),
        (lambda p: np.roll(p, 1, axis=1), "last frame first"),
        (lambda p: -p, "turns the signs round"),
        (lambda p: np.sort(p, axis=1), "sorts each band by loudness"),
        (lambda p: p[:, ::-1].astype(int), "rounded. Keep their dtype, float32"),
        (lambda p: p[:, ::-1].astype(np.float16), "rounded. Keep their dtype, float32"),
        (lambda p: p.sort(), "changed the picture that it was given and returned nothing"),
        (np.zeros((128, 129)), "check.flip(flip) without brackets behind it, got an array of shape (128, 129)"),
        (flip_in_place, "changed the picture that it was given"),
        (lambda p: None, "not answered yet"),
    ],
)
def test_wrong_flips_are_explained(answer, words: str) -> None:
    result = check.flip(answer)
    assert not result.ok
    assert words in result.message


def test_a_cut_is_right() -> None:
    result = check.cut(cut)
    assert result.ok, result
    assert "the last ones too" in result.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (cut_in_place, "changed the picture that it was given"),
        (lambda p, rng: cut(p, rng, frames=128), "frame 128 was never cut"),
        (lambda p, rng: cut(p, rng, bands=127), "band 127 was never cut"),
        (lambda p, rng: cut(p, rng, value=0), "0 is the loudest"),
        (lambda p, rng: cut(p, rng, n_bands=4, n_frames=3), "four bands and three frames"),
        (lambda p, rng: cut(p, rng, n_bands=5), "up to 3 bands to be cut, counted up to 5"),
        (lambda p, rng: cut(p, rng, n_frames=0), "up to 4 frames to be cut, counted up to 0"),
        (lambda p, rng: cut(p, np.random.default_rng()), "Draw with rng"),
        (lambda p, rng: cut(p, np.random.default_rng(0)), "Draw with the rng that you are given"),
        (cut_crossings, "only some cells"),
        (cut_side_by_side, "always lie side by side"),
        (cut_and_return_nothing, "returned nothing"),
        (lambda p, rng: cut(p, rng) if rng.random() < 0.5 else p.copy(), "sometimes no bands are cut"),
        (lambda p, rng: cut(p, rng, value=p.mean()), "expected -80 where the picture is cut"),
        (lambda p, rng: cut(p, rng).astype(int), "more than half of the cells have changed"),
        (lambda p, rng: cut(p, rng).T, "got shape (129, 128)"),
        (lambda p, rng: np.delete(p, rng.integers(128, size=3), axis=0), "nothing is taken out"),
        (lambda p, rng: cut(p, rng, bands=129), "Are the two exchanged?"),
        (np.zeros((128, 129)), "without brackets"),
        (lambda p, rng: p[rng.integers(128, size=3), rng.integers(129, size=4)], "your code stopped with IndexError"),
        (lambda p, rng: ..., "not answered yet"),
    ],
)
def test_wrong_cuts_are_explained(answer, words: str) -> None:
    result = check.cut(answer)
    assert not result.ok
    assert words in result.message


def test_a_share_is_right() -> None:
    assert check.share_untouched(lambda p, q: 1 - p - q + p * q).ok


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda p, q: p * q, "both flipped and cut; it is the same only at rates of one half"),
        (lambda p, q: 1 - p * q, "not both"),
        (lambda p, q: 1 - p - q, "takes off twice"),
        (lambda p, q: p + q - p * q, "take it from 1"),
        (lambda p, q: p + q, "counts twice"),
        (lambda p, q: p * (1 - q), "flipped and not cut"),
        (lambda p, q: q * (1 - p), "cut and not flipped"),
        (lambda p, q: 1 - p, "not flipped; some of it is cut"),
        (lambda p, q: 1 - q, "not cut; some of it is flipped"),
        (lambda p, q: 2 - p - q, "may exceed 1"),
        (lambda p, q: 1 - (p + q) / 2, "the mean of the two rates"),
        (lambda p, q: 100 * (1 - p) * (1 - q), "percent"),
        (lambda p, q: round((1 - p) * (1 - q), 1), "unrounded"),
        (lambda p, q: 0.25, "right only at rates of one half"),
        (lambda p, q: 0.5 * p, "multiply the two chances"),
        (lambda p, q: [(1 - p) * (1 - q)], "a float from 0 to 1, got a list of length 1"),
        (lambda p, q: "0.25", "a float from 0 to 1, got '0.25', a str"),
        (lambda p, q: float("nan"), "a float from 0 to 1, got nan"),
        (0.25, "without brackets"),
        (lambda p, q: None, "not answered yet"),
    ],
)
def test_wrong_shares_are_explained(answer, words: str) -> None:
    result = check.share_untouched(answer)
    assert not result.ok
    assert words in result.message


def test_the_line_to_blame_is_found() -> None:
    assert check.validation_line(9).ok


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (1, "its default makes the mistake easy"),
        (4, "the condition is right"),
        (5, "training=True is right here"),
        (8, "are to be changed"),
        (8, "The lines count from 1"),
        (10, "1 to 9, got 10"),
        (0, "1 to 9, got 0"),
        ("nine", "1 to 9, got 'nine', a str. Write line = and the number"),
        ([9], "1 to 9, got a list of length 1, [9]"),
        (True, "1 to 9, got True"),
        (..., "not answered yet"),
    ],
)
def test_other_lines_are_explained(line, words: str) -> None:
    result = check.validation_line(line)
    assert not result.ok
    assert words in result.message

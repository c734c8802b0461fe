"""Chapter 04's exercises: flipping and cutting a picture, how many stay whole, and a faulty validation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.augmentation_cases import LINES, flip_mistakes, share_hint
from gtzan_course.checks.told import named, number
from gtzan_course.spectrograms import FLOOR_DB, N_MELS

Picture = npt.NDArray[np.float32]
Cells = npt.NDArray[np.bool_]

SHAPE = (N_MELS, 129)
N_BANDS, N_FRAMES = 3, 4
DRAWS = 600
"""Enough that a band or a frame that is never cut in them cannot be cut: chance leaves one out once in a million."""


def flip(answer: Callable[[Picture], Any]) -> Verdict:
    """Check the flip of a picture in time.

    Parameters
    ----------
    answer
        Takes a log-mel window of shape (128, 129); returns it backwards in time.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        _is_function(answer, "flip")
        picture = _picture()
        hint = "The flip changes the order of the frames alone: bands stay axis 0, and all 129 frames stay."
        given = _on_copy(answer, picture, hint)
        right = picture[:, ::-1]
        for other, what in flip_mistakes(picture):
            if np.array_equal(given, other):
                raise Wrong(what)
        if not np.array_equal(given, right):
            if np.allclose(given, right, atol=1):
                raise Wrong("the order is right, but the numbers have been rounded. Keep their dtype, float32.")
            raise Wrong("that is not the picture with its last frame first. Frame i should become frame 128 - i.")
        return "the last frame comes first, and every band is where it was."

    return verdict(check)


def cut(answer: Callable[[Picture, np.random.Generator], Any]) -> Verdict:
    """Check the cutting of three bands and four frames.

    Parameters
    ----------
    answer
        Takes a log-mel window of shape (128, 129) and a Generator; returns a cut copy.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        _is_function(answer, "cut")
        cuts = [_stripes(answer, seed) for seed in range(DRAWS)]
        bands, frames = (np.array(kind) for kind in zip(*cuts, strict=True))
        _right_number(bands.sum(axis=1), frames.sum(axis=1))
        again = _stripes(answer, 0)
        if not all(np.array_equal(*pair) for pair in zip(again, cuts[0], strict=True)):
            raise Wrong("the same Generator gave other cuts the second time. Draw with rng, not with np.random itself.")
        if (bands == bands[0]).all() and (frames == frames[0]).all():
            raise Wrong("600 Generators all gave the same cuts. Draw with the rng that you are given.")
        for kind, count, what in ((bands, N_BANDS, "band"), (frames, N_FRAMES, "frame")):
            _all_reached(kind, what)
            _apart(kind, count, what)
        return "three bands and four frames at -80 dB, the last ones too, and the picture you were given is whole."

    return verdict(check)


def _stripes(answer: Callable[[Picture, np.random.Generator], Any], seed: int) -> tuple[Cells, Cells]:
    """Which bands and which frames an answer cuts."""
    picture = _picture()
    hint = "Cutting writes -80 into a copy: nothing is taken out, no axis is added."
    given = _on_copy(lambda p: answer(p, np.random.default_rng(seed)), picture, hint)
    changed = given != picture
    if changed.mean() > 0.5 and not np.all(given == FLOOR_DB):
        raise Wrong(
            "more than half of the cells have changed. Only what is cut may: keep the rest, and its dtype float32."
        )
    if np.any(given[changed] != FLOOR_DB):
        value = given[changed & (given != FLOOR_DB)][0]
        raise Wrong(
            f"expected -80 where the picture is cut, got {value:.6g}. In decibels 0 is the loudest, -80 is silence."
        )
    bands, frames = changed.all(axis=1), changed.all(axis=0)
    if np.any(changed & ~bands[:, None] & ~frames):
        raise Wrong(
            "only some cells of a band or frame are cut. A band is picture[band, :] and a frame is picture[:, frame]: "
            "cut them one after the other."
        )
    return bands, frames


def _all_reached(cuts: Cells, what: str) -> None:
    """Hold (n_draws, n_places) to reaching every place."""
    missed = np.flatnonzero(~cuts.any(axis=0))
    if len(missed):
        raise Wrong(
            f"in {DRAWS} draws {what} {missed[-1]} was never cut. There are {cuts.shape[1]} {what}s, 0 to "
            f"{cuts.shape[1] - 1}: draw from all of them (integers leaves out its upper end)."
        )


def _apart(cuts: Cells, count: int, what: str) -> None:
    """Hold (n_draws, n_places) to being drawn one by one, not as a stripe of neighbours."""
    places = [np.flatnonzero(row) for row in cuts if row.sum() == count]
    if places and all(row[-1] - row[0] == count - 1 for row in places):
        raise Wrong(f"your {count} {what}s always lie side by side. Draw each by itself: size={count}.")


def _right_number(n_bands: npt.NDArray[np.integer], n_frames: npt.NDArray[np.integer]) -> None:
    if (n_bands.max(), n_frames.max()) == (N_FRAMES, N_BANDS):
        raise Wrong("you cut four bands and three frames. Bands are rows (axis 0), frames columns (axis 1).")
    for counts, right, what in ((n_bands, N_BANDS, "bands"), (n_frames, N_FRAMES, "frames")):
        if counts.max() != right:
            raise Wrong(f"expected up to {right} {what} to be cut, counted up to {counts.max()}.")
        if counts.min() == 0:
            raise Wrong(f"sometimes no {what} are cut. Cut every picture that you are given.")


def share_untouched(answer: Callable[[float, float], Any]) -> Verdict:
    """Check the share of windows that are neither flipped nor cut.

    Parameters
    ----------
    answer
        Takes the probabilities of a flip and of a cut; returns the share, 0 to 1.

    Returns
    -------
    Verdict
        Right, or the likeliest reason why not.
    """

    def check() -> str:
        _is_function(answer, "share_untouched")
        for flip_rate, cut_rate in ((0.3, 0.6), (0.0, 0.5), (1.0, 0.2), (0.5, 0.5)):
            expected = f"for rates of {flip_rate} and {cut_rate} expected a share, a float from 0 to 1"
            given = number(answer(flip_rate, cut_rate), expected=expected, hint="Return one number.")
            if not math.isclose(given, (1 - flip_rate) * (1 - cut_rate), abs_tol=1e-9):
                hint = share_hint(given, flip_rate, cut_rate)
                raise Wrong(f"for rates of {flip_rate} and {cut_rate} you gave {given:.6g}. {hint}")
        return "(1 - flip_rate) * (1 - cut_rate): one window in four at the usual rates of one half."

    return verdict(check)


def validation_line(answer: Any) -> Verdict:
    """Check which line of the faulty program augments the validation pictures.

    Parameters
    ----------
    answer
        The line's number.

    Returns
    -------
    Verdict
        Right, or why that line is not to blame.
    """

    def check() -> str:
        expected = "expected the number of one line, an int from 1 to 9"
        line = number(answer, expected=expected, hint="Write line = and the number, without quotes or brackets.")
        if line in LINES:
            raise Wrong(f"line {line:g} is not to blame: {LINES[int(line)]}")
        if line != 9:
            raise Wrong(f"{expected}, got {named(answer)}.")
        return "the validation pictures are flipped and cut as well, for nothing says that they are not for training."

    return verdict(check)


def _picture() -> Picture:
    """A picture without two equal cells, none at -80."""
    values = np.linspace(-70, -1, SHAPE[0] * SHAPE[1], dtype=np.float32)
    return np.random.default_rng(4).permutation(values).reshape(SHAPE)


def _on_copy(answer: Callable[[Picture], Any], picture: Picture, hint: str) -> npt.NDArray[Any]:
    """What an answer makes of a picture, which it must leave as it is."""
    lent = picture.copy()
    try:
        given = answer(lent)
    except IndexError as error:
        axes = "Bands are axis 0, 0 to 127; frames are axis 1, 0 to 128."
        raise Wrong(f"your code stopped with IndexError: {error}. {axes} Are the two exchanged?") from None
    if given is None and not np.array_equal(lent, picture):
        raise Wrong("your function changed the picture that it was given and returned nothing. Return a changed copy.")
    result = array(given, shape=SHAPE, what="a picture of bands by frames, in dB,", hint=hint).copy()
    if not np.array_equal(lent, picture):
        raise Wrong("your function changed the picture that it was given. Work on a copy: picture = picture.copy().")
    return result


def _is_function(answer: Any, name: str) -> None:
    """Hold an answer to being a function, and not what it returned."""
    if not callable(answered(answer)):
        raise Wrong(
            f"expected the function itself, check.{name}({name}) without brackets behind it, got {named(answer)}."
        )

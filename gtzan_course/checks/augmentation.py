"""Chapter 04's exercises: flipping and cutting a picture, how many stay whole, and a faulty validation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.spectrograms import FLOOR_DB, N_MELS

Picture = npt.NDArray[np.float32]

SHAPE = (N_MELS, 129)
N_BANDS, N_FRAMES = 3, 4
DRAWS = 600
"""Enough that a band or a frame that is never cut in them cannot be cut: chance leaves one out once in a million."""

LINES = {
    1: "its default makes the mistake easy, but it is made elsewhere: the caller can say what the pictures are for.",
    2: "it takes the pictures 64 at a time, all of them.",
    3: "it takes a batch and adds the channel that the layers expect.",
    4: "the condition is right: test pictures are let through. Are the validation pictures said to be such?",
    5: "training=True is right here, for only training pictures should get this far. Who else gets this far?",
    6: "it hands out the batch, changed or not.",
    7: "it is empty.",
    8: "the training pictures are to be changed, and are.",
}
"""Lines of the faulty program that are not to blame, and why."""


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
        picture = _picture()
        given = _on_copy(answer, picture, "The flip changes the order of the frames alone: no transposing.")
        others = {
            "That is upside down: low bands became high ones. Bands are axis 0, time is axis 1.": picture[::-1],
            "That is backwards and upside down: np.flip without an axis flips both. Time is axis 1.": picture[
                ::-1, ::-1
            ],
            "That is the picture as it was: nothing has been flipped.": picture,
        }
        for hint, other in others.items():
            if np.array_equal(given, other):
                raise Wrong(hint)
        if not np.array_equal(given, picture[:, ::-1]):
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
        cuts = [_stripes(answer, seed) for seed in range(DRAWS)]
        bands, frames = (np.array(kind) for kind in zip(*cuts, strict=True))
        _right_number(int(bands.sum(axis=1).max()), int(frames.sum(axis=1).max()))
        again = _stripes(answer, 0)
        if not all(np.array_equal(*pair) for pair in zip(again, cuts[0], strict=True)):
            raise Wrong("the same Generator gave other cuts the second time. Draw with rng, not with np.random itself.")
        if (bands == bands[0]).all() and (frames == frames[0]).all():
            raise Wrong("600 Generators all gave the same cuts. Draw with the rng that you are given.")
        _all_reached(bands, "band")
        _all_reached(frames, "frame")
        return "three bands and four frames at -80 dB, the last ones too, and the picture you were given is whole."

    return verdict(check)


def _stripes(
    answer: Callable[[Picture, np.random.Generator], Any], seed: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which bands and which frames an answer cuts."""
    picture = _picture()
    given = _on_copy(lambda p: answer(p, np.random.default_rng(seed)), picture, "Cutting keeps the shape.")
    changed = given != picture
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


def _all_reached(cuts: npt.NDArray[np.bool_], what: str) -> None:
    """Hold (n_draws, n_places) to reaching every place."""
    missed = np.flatnonzero(~cuts.any(axis=0))
    if len(missed):
        raise Wrong(
            f"in {DRAWS} draws {what} {missed[-1]} was never cut. There are {cuts.shape[1]} {what}s, 0 to "
            f"{cuts.shape[1] - 1}: draw from all of them (integers leaves out its upper end)."
        )


def _right_number(most_bands: int, most_frames: int) -> None:
    if (most_bands, most_frames) == (N_FRAMES, N_BANDS):
        raise Wrong("you cut four bands and three frames. Bands are rows (axis 0), frames columns (axis 1).")
    for most, right, what in ((most_bands, N_BANDS, "bands"), (most_frames, N_FRAMES, "frames")):
        if most != right:
            raise Wrong(f"expected up to {right} {what} to be cut, counted up to {most}.")


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
        for flip_rate, cut_rate in ((0.3, 0.6), (0.0, 0.5), (1.0, 0.2), (0.5, 0.5)):
            given = float(answered(answer(flip_rate, cut_rate)))
            if not math.isclose(given, (1 - flip_rate) * (1 - cut_rate), abs_tol=1e-9):
                hint = _share_hint(given, flip_rate, cut_rate)
                raise Wrong(f"for rates of {flip_rate} and {cut_rate} you gave {given:.6g}. {hint}")
        return "(1 - flip_rate) * (1 - cut_rate): one window in four at the usual rates of one half."

    return verdict(check)


def _share_hint(given: float, flip_rate: float, cut_rate: float) -> str:
    hints = {
        flip_rate
        * cut_rate: "That is the share that is both flipped and cut; it is the same only at rates of one half.",
        1
        - flip_rate
        * cut_rate: "That is the share that is not both; it counts those that are only flipped or only cut.",
        1 - flip_rate - cut_rate: "That takes off twice those that are both flipped and cut.",
        flip_rate + cut_rate - flip_rate * cut_rate: "That is the share that is touched: take it from 1.",
    }
    fitting = (hint for value, hint in hints.items() if math.isclose(given, value, abs_tol=1e-9))
    return next(fitting, "It must escape the flip, and it must escape the cut: multiply the two chances.")


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
        line = answered(answer)
        if line in LINES:
            raise Wrong(f"line {line} is not to blame: {LINES[line]}")
        if line != 9:
            raise Wrong(f"expected the number of a line, 1 to 9, got {line!r}.")
        return "the validation pictures are flipped and cut as well, for nothing says that they are not for training."

    return verdict(check)


def _picture() -> Picture:
    """A picture without two equal cells, none at -80."""
    values = np.linspace(-70, -1, SHAPE[0] * SHAPE[1], dtype=np.float32)
    return np.random.default_rng(4).permutation(values).reshape(SHAPE)


def _on_copy(answer: Callable[[Picture], Any], picture: Picture, hint: str) -> npt.NDArray[Any]:
    """What an answer makes of a picture, which it must leave as it is."""
    lent = picture.copy()
    given = array(answer(lent), shape=SHAPE, what="a picture of bands by frames", hint=hint).copy()
    if not np.array_equal(lent, picture):
        raise Wrong("your function changed the picture that it was given. Work on a copy: picture = picture.copy().")
    return given

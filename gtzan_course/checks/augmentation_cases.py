"""What each likely mistake gives in the exercises of chapter 04, and what to say of it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]

LINES = {
    1: "its default makes the mistake easy, but it is made elsewhere: the caller can say what the pictures are for.",
    2: "it takes the pictures 64 at a time, all of them.",
    3: "it takes a batch and adds the channel that the layers expect.",
    4: "the condition is right: test pictures are let through. Are the validation pictures said to be such?",
    5: "training=True is right here, for only training pictures should get this far. Who else gets this far?",
    6: "it hands out the batch, changed or not.",
    7: "it is empty.",
    8: "the training pictures are to be changed, and are. (The lines count from 1.)",
}
"""Lines of the faulty program that are not to blame, and why."""


def flip_mistakes(picture: Picture) -> list[tuple[Picture, str]]:
    """Give what mistakes make of a picture, and what they are.

    Parameters
    ----------
    picture : ndarray of shape (128, 129), float32
        In dB.

    Returns
    -------
    list of (ndarray of the same shape, str)
        The result, and the message.
    """
    return [
        (picture[::-1], "that is upside down: low bands became high ones. Bands are axis 0, time is axis 1."),
        (
            picture[::-1, ::-1],
            "that is backwards and upside down: np.flip without an axis flips both. Time is axis 1.",
        ),
        (picture, "that is the picture as it was: nothing has been flipped."),
        (-picture, "that turns the signs round, not the time: decibels from 0 to 80. Reverse the order of the frames."),
        (np.sort(picture, axis=1), "that sorts each band by loudness. Reverse the order of the frames."),
    ]


def share_hint(given: float, p: float, q: float) -> str:
    """Say which share a wrong answer is.

    Parameters
    ----------
    given
        The answer.
    p, q
        The probabilities of a flip and of a cut.

    Returns
    -------
    str
        What the number is, or else the way to the right one.
    """
    hints = [
        (p * q, "That is the share that is both flipped and cut; it is the same only at rates of one half."),
        (1 - p * q, "That is the share that is not both; it counts those that are only flipped or only cut."),
        (1 - p - q, "That takes off twice those that are both flipped and cut."),
        (p + q - p * q, "That is the share that is touched: take it from 1."),
        (p + q, "That adds two chances, and counts twice what is both flipped and cut."),
        (p * (1 - q), "That is the share that is flipped and not cut."),
        (q * (1 - p), "That is the share that is cut and not flipped."),
        (1 - p, "That is the share that is not flipped; some of it is cut."),
        (1 - q, "That is the share that is not cut; some of it is flipped."),
        (2 - p - q, "That adds the two chances to escape, and may exceed 1: multiply them."),
        (1 - (p + q) / 2, "That takes the mean of the two rates. It must escape both: multiply the two chances."),
        (100 * (1 - p) * (1 - q), "That is percent: a share is from 0 to 1."),
        (0.25, "That is right only at rates of one half. Use both arguments."),
    ]
    fitting = (hint for value, hint in hints if math.isclose(given, value, abs_tol=1e-9))
    if abs(given - (1 - p) * (1 - q)) < 0.05:
        return next(fitting, "That is nearly right: give the number unrounded.")
    return next(fitting, "It must escape the flip, and it must escape the cut: multiply the two chances.")

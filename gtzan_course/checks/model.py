"""What the exercises of chapter 05 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict

MAP = np.array(
    [
        [1.0, -2.0, 0.5, 3.0, 9.0],
        [0.0, -1.0, 2.0, -4.0, 9.0],
        [-1.0, -3.0, 0.2, 0.4, 9.0],
        [-2.0, -5.0, 0.1, 0.3, 9.0],
        [8.0, 8.0, 8.0, 8.0, 8.0],
    ]
)
"""A feature map with negative numbers and an odd row and column, which the pooling drops."""

POOLED = np.array([[1.0, 3.0], [0.0, 0.4]])

SCORES = np.array([2.0, -1.0, 0.0])
SHARES = np.array([0.84379473, 0.04201007, 0.1141952])
"""The softmax of the scores: e^2, e^-1 and 1, each divided by the sum 8.756935540..."""


def conv_parameters(count: Callable[[int, int], Any]) -> Verdict:
    """Check ``conv_parameters(n_maps, n_filters)``: weights and biases of a 3 x 3 convolution.

    Parameters
    ----------
    count
        The reader's function: an int from the number of maps that come in and the number of filters.

    Returns
    -------
    Verdict
        Right, or which of the numbers was forgotten.
    """
    mistakes = {
        4_608: "the weights without the biases. Each filter has one bias more: 32 of them",
        4_609: "one bias for the whole layer. Each of the 32 filters has its own",
        4_624: "a bias for each map that comes in. A filter has one bias, however many maps it reads",
        5_120: "a bias for each filter and each map. A filter adds up over all maps, and then adds one bias",
        320: "filters of 3 x 3 alone. A filter reaches through all 16 maps: it has 3 x 3 x 16 weights",
        145: "the numbers of a single filter. The layer has 32 of them",
    }

    def check() -> str:
        value = _whole(count(16, 32), "how many numbers the layer has")
        if value in mistakes:
            raise Wrong(f"for 16 maps and 32 filters you count {mistakes[value]}.")
        if value != 4_640:
            raise Wrong(f"for 16 maps and 32 filters expected 32 x (3 x 3 x 16 + 1) = 4,640 numbers, got {value:,}.")
        if count(1, 16) != 160 or count(128, 256) != 295_168:
            raise Wrong("4,640 is right for 16 maps and 32 filters, but not for other layers. Use both arguments.")
        return "each filter has 9 weights a map and one bias; together with the dense layers that makes 2,495,114."

    return verdict(check)


def pooled_shape(shape: Callable[[int, int, int], Any]) -> Verdict:
    """Check ``pooled_shape(n_bands, n_frames, n_pools)``: what 2 x 2 poolings leave of a map.

    Parameters
    ----------
    shape
        The reader's function: two ints from a map's height and width and the number of poolings.

    Returns
    -------
    Verdict
        Right, or how the halving went wrong.
    """

    def check() -> str:
        answer = answered(shape(128, 129, 5))
        values = array(answer, shape=(2,), what="two sides, in cells,", hint="Return n_bands, n_frames.")
        if np.allclose(values, (4, 5)):
            raise Wrong("you round up, and get 5 frames. A last frame without a partner is dropped: // rounds down.")
        if np.allclose(values, (128 / 10, 129 / 10), atol=1):
            raise Wrong("you divide by 2 x 5 = 10. Halving five times divides by 2 ** 5 = 32.")
        if np.allclose(values, (64, 64), atol=1):
            raise Wrong("that is one pooling. Each of the five halves what the one before has left.")
        if not np.equal(values, np.round(values)).all():
            raise Wrong(f"a map has whole cells, got {answer}. Divide with //, which drops the rest.")
        if not np.array_equal(values, (4, 4)):
            raise Wrong(f"expected (4, 4) of 128 x 129 after five poolings, got {answer}. Halve, round down, repeat.")
        if not np.array_equal(shape(96, 40, 2), (24, 10)):
            raise Wrong("right for 128 x 129 and five poolings, but not for 96 x 40 and two: expected (24, 10).")
        return "4 x 4 cells are left, and with 256 maps that makes 4,096 numbers."

    return verdict(check)


def relu_and_pool(function: Callable[[Any], Any]) -> Verdict:
    """Check ``relu_and_pool(feature_map)``: negative numbers to zero, then the largest of each 2 x 2.

    Parameters
    ----------
    function
        The reader's function, from (n_bands, n_frames) to (n_bands // 2, n_frames // 2).

    Returns
    -------
    Verdict
        Right, or which of the two steps went wrong.
    """
    whole = MAP[:4, :4]
    blocks = np.maximum(whole, 0).reshape(2, 2, 2, 2)
    mistakes = (
        (whole.reshape(2, 2, 2, 2).max(axis=(1, 3)), "left negative numbers in it. ReLU first: np.maximum(x, 0)"),
        (blocks.mean(axis=(1, 3)), "taken the mean of each square. Max pooling keeps the largest of the four"),
        (np.maximum(whole, 0)[::2, ::2], "kept the first of each square, not the largest of the four"),
        (np.abs(whole).reshape(2, 2, 2, 2).max(axis=(1, 3)), "turned negative numbers positive. ReLU sets them to 0"),
    )

    def check() -> str:
        hint = "The fifth row and the fifth column have no partner: the pooling drops them."
        pooled = array(function(MAP.copy()), shape=(2, 2), what="a pooled map of 5 x 5 cells", hint=hint)
        for mistaken, what in mistakes:
            if np.allclose(pooled, mistaken):
                raise Wrong(f"you have {what}.")
        if not np.allclose(pooled, POOLED):
            raise Wrong(f"for\n{MAP}\nexpected\n{POOLED}\ngot\n{pooled}")
        hint = "That is right for 5 x 5 cells, but not for 2 x 6. Take the sides from feature_map.shape."
        array(function(np.full((2, 6), -1.0)), shape=(1, 3), what="a pooled map of 2 x 6 cells", hint=hint)
        return "what is negative goes, and of each square the largest stays."

    return verdict(check)


def softmax(function: Callable[[Any], Any]) -> Verdict:
    """Check ``softmax(scores)``: shares that are positive and sum to 1, for scores of any size.

    Parameters
    ----------
    function
        The reader's function, from (n_genres,) to (n_genres,).

    Returns
    -------
    Verdict
        Right, or what the shares lack.
    """

    def check() -> str:
        with np.errstate(all="ignore"):
            hint = "Each score gets a share."
            shares = array(function(SCORES.copy()), shape=(3,), what="shares of three scores", hint=hint)
            large = np.asarray(function(SCORES + 1_000.0))
            small = np.asarray(function(SCORES - 1_000.0))
        if np.allclose(shares, SCORES / SCORES.sum()):
            raise Wrong("you divided the scores by their sum; a negative score gives a negative share. np.exp first.")
        if np.allclose(shares, np.exp(SCORES)) or np.allclose(shares, np.exp(SCORES - SCORES.max())):
            raise Wrong("your numbers are positive, but they don't sum to 1. Divide them by their sum.")
        if not np.allclose(shares, SHARES, atol=1e-6):
            raise Wrong(
                f"expected {SHARES.round(3)} for the scores {SCORES}, got {shares.round(3)}: exp, over its sum."
            )
        if not np.isfinite(large).all() or not np.isfinite(small).all():
            raise Wrong("right for small scores; at 1,000 exp overflows. Subtract the largest score first.")
        if not np.allclose([large, small], SHARES, atol=1e-6):
            raise Wrong("adding a number to all scores must not change the shares. Subtract the largest of them.")
        return "positive, summing to 1, and only the differences of the scores count."

    return verdict(check)


def _whole(answer: Any, what: str) -> int:
    """One whole number, or what came instead."""
    if np.ndim(answered(answer)) != 0 or answer != round(float(answer)):
        raise Wrong(f"expected {what} as one whole number, got {answer!r}.")
    return int(answer)

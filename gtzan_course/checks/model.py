"""What the exercises of chapter 05 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.model_cases import (
    MAP,
    PARAMETERS,
    POOLED,
    SCORES,
    SHAPES,
    SHARES,
    pooling_mistakes,
    softmax_mistakes,
)
from gtzan_course.checks.told import named, number

Values = npt.NDArray[np.float64]


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

    def check() -> str:
        _is_function(count, "conv_parameters")
        for n_maps, n_filters, right in ((16, 32, 4_640), (1, 16, 160), (128, 256, 295_168)):
            expected = f"for {n_maps} maps and {n_filters} filters expected how many numbers the layer has, an int"
            value = number(count(n_maps, n_filters), expected=expected, hint="Return n_filters * (...).")
            if right == 4_640 and value in PARAMETERS:
                raise Wrong(f"for 16 maps and 32 filters you count {PARAMETERS[int(value)]}.")
            if right == 4_640 and value != right:
                raise Wrong(
                    f"for 16 maps and 32 filters expected 32 x (3 x 3 x 16 + 1) = 4,640 numbers, got {value:,g}."
                )
            if value != right:
                raise Wrong(
                    f"4,640 is right for 16 maps and 32 filters, but not for other layers: for {n_maps} and "
                    f"{n_filters} expected {right:,}, got {value:,g}. Use both arguments."
                )
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
        _is_function(shape, "pooled_shape")
        sides = _sides(shape(128, 129, 5))
        if sides in SHAPES:
            raise Wrong(f"of 128 x 129 after five poolings you get {sides}: {SHAPES[sides]}")
        if np.allclose(sides, (12.8, 12.9), atol=1):
            raise Wrong("you divide by 2 x 5 = 10. Halving five times divides by 2 ** 5 = 32.")
        if any(side != round(side) for side in sides):
            raise Wrong(f"a map has whole cells, got {sides}. Divide with //, which drops the rest.")
        if sides != (4, 4):
            raise Wrong(
                f"of 128 x 129 after five poolings expected (4, 4) cells, got {sides}. Halve, round down, repeat."
            )
        other = _sides(shape(96, 40, 2))
        if other == (10, 24):
            raise Wrong("of 96 bands x 40 frames after two poolings you get (10, 24): bands first, frames second.")
        if other != (24, 10):
            raise Wrong(
                f"right for 128 x 129 and five poolings, but of 96 x 40 after two expected (24, 10), got {other}. "
                "Use all three arguments."
            )
        return "4 x 4 cells are left, and with 256 maps that makes 4,096 numbers."

    return verdict(check)


def _sides(answer: Any) -> tuple[float, ...]:
    """Two numbers, or what came instead."""
    expected, hint = "two sides in cells, a tuple of two int", "Return n_bands, n_frames."
    if not isinstance(answered(answer), tuple | list | np.ndarray) or np.shape(answer) != (2,):
        raise Wrong(f"expected {expected}, got {named(answer)}. {hint}")
    sides = (number(side, expected=f"expected {expected}", hint=hint) for side in answer)
    return tuple(int(side) if side == int(side) else side for side in sides)


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

    def check() -> str:
        _is_function(function, "relu_and_pool")
        pooled = _pooled(function)
        for mistaken, what in pooling_mistakes():
            if np.allclose(pooled, mistaken):
                raise Wrong(f"you have {what}.")
        if not np.allclose(pooled, POOLED):
            raise Wrong(f"for\n{MAP}\nexpected\n{POOLED}\ngot\n{pooled}")
        hint = "That is right for 5 x 5 cells, but not for 2 x 6. Take the sides from feature_map.shape."
        array(function(np.full((2, 6), -1.0)), shape=(1, 3), what="of 2 x 6 cells a pooled map", hint=hint)
        return "what is negative goes, and of each square the largest stays."

    return verdict(check)


def _pooled(function: Callable[[Any], Any]) -> Values:
    """What a function makes of the map of 5 x 5 cells; the likeliest mistake is its odd row and column."""
    drop = "The fifth row and the fifth column have no partner: the pooling drops them."
    try:
        answer = answered(function(MAP.copy()))
    except (ValueError, IndexError) as error:
        cut = "Cut to whole squares first: feature_map[: 2 * n_bands, : 2 * n_frames]."
        raise Wrong(f"your code stopped with {type(error).__name__}: {error}, on 5 x 5 cells. {drop} {cut}") from None
    hints = {
        (5, 5): "Nothing has been pooled yet: of each 2 x 2 cells one number is left.",
        (2, 2, 2): "The largest is taken along one side of the squares only: max over both, axis=(1, 3).",
        (): "That is the largest of the whole map: each square of 2 x 2 has one.",
    }
    hint = hints.get(np.shape(answer) if isinstance(answer, np.ndarray | np.generic | float) else (0,), drop)
    return array(answer, shape=(2, 2), what="of 5 x 5 cells a pooled map", hint=hint)


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
        _is_function(function, "softmax")
        shares = _shares(function, SCORES)
        for mistaken, what in softmax_mistakes():
            if np.allclose(shares, mistaken):
                raise Wrong(f"{what}.")
        if (shares > 0).all() and not np.isclose(shares.sum(), 1):
            raise Wrong(f"your numbers are positive, but they don't sum to 1: {shares.sum():.3g}. Divide by their sum.")
        if not np.allclose(shares, SHARES, atol=1e-6):
            raise Wrong(
                f"expected {SHARES.round(3)} for the scores {SCORES}, got {shares.round(3)}: exp, over its sum."
            )
        ten = np.linspace(-1, 2, 10)
        if not np.allclose(_shares(function, ten), np.exp(ten) / np.exp(ten).sum(), atol=1e-6):
            raise Wrong("right for three scores, but not for ten others. Work the shares out from the scores given.")
        for offset in (1_000.0, -1_000.0):
            large = _shares(function, SCORES + offset)
            if not np.isfinite(large).all():
                raise Wrong("right for small scores; at 1,000 exp overflows. Subtract the largest score first.")
            if not np.allclose(large, SHARES, atol=1e-6):
                raise Wrong("adding a number to all scores must not change the shares. Subtract the largest of them.")
        if not np.allclose(_shares(function, np.array([1_000.0, 0.0, -1_000.0])), (1, 0, 0), atol=1e-6):
            raise Wrong(
                "right for scores that lie together; for 1,000, 0 and -1,000 not. Subtract the largest of them."
            )
        return "positive, summing to 1, and only the differences of the scores count."

    return verdict(check)


def _shares(function: Callable[[Any], Any], scores: Values) -> Values:
    """What a function gives for some scores."""
    try:
        with np.errstate(all="ignore"):
            answer = function(scores.copy())
    except TypeError as error:
        hint = "np.exp takes an array, math.exp a single number."
        raise Wrong(
            f"your code stopped with TypeError: {error}. scores is an array of shape {scores.shape}: {hint}"
        ) from None
    hint = f"Each of the {len(scores)} scores gets a share, in the same order."
    return array(answer, shape=scores.shape, what="shares from 0 to 1", hint=hint)


def _is_function(answer: Any, name: str) -> None:
    """Hold an answer to being a function, and not what it returned."""
    if not callable(answered(answer)):
        raise Wrong(
            f"expected the function itself, check.{name}({name}) without brackets behind it, got {named(answer)}."
        )

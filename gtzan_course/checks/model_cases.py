"""What the exercises of chapter 05 are tried on, and what each likely mistake gives there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

PARAMETERS = {
    4_608: "the weights without the biases. Each filter has one bias more: 32 of them",
    4_609: "one bias for the whole layer. Each of the 32 filters has its own",
    4_617: "nine biases. A filter has one bias, not one for each of its nine cells: 32 in the layer",
    4_624: "a bias for each map that comes in. A filter has one bias, however many maps it reads",
    5_120: "a bias for each filter and each map. A filter adds up over all maps, and then adds one bias",
    320: "filters of 3 x 3 alone. A filter reaches through all 16 maps: it has 3 x 3 x 16 weights",
    289: "filters of 3 x 3 alone, and one bias. A filter reaches through all 16 maps and has a bias of its own",
    145: "the numbers of a single filter. The layer has 32 of them",
    1_568: "3 weights a map. A filter of 3 x 3 has nine",
    1_536: "3 weights a map and no bias. A filter of 3 x 3 has nine, and to each filter belongs a bias",
}
"""What mistakes come to for 16 maps and 32 filters."""

SHAPES: dict[tuple[float, ...], str] = {
    (4, 5): "you round up, and get 5 frames. A last frame without a partner is dropped: // rounds down.",
    (64, 64): "that is one pooling. Each of the five halves what the one before has left.",
    (8, 8): "that is four poolings, one too few. Does your loop run n_pools times?",
    (2, 2): "that is six poolings, one too many. Does your loop run n_pools times?",
    (0, 0): "you divide by 4 each time. A pooling of 2 x 2 halves each side; the cells become a quarter.",
    (118, 119): "you take 2 cells off each time. A pooling halves.",
    (123, 124): "you take 1 cell off each time. A pooling halves.",
}
"""What mistakes leave of 128 bands and 129 frames after five poolings."""

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

SCORES = np.array([2.0, -1.0, 0.5])
SHARES = np.array([0.78559703, 0.03911257, 0.1752904])
"""The softmax of the scores: e^2, e^-1 and e^0.5, each divided by the sum 9.4056568110..."""


def pooling_mistakes() -> list[tuple[Values, str]]:
    """Give what mistakes make of the map, and what they are.

    Returns
    -------
    list of (ndarray of shape (2, 2), str)
        The result, and how the message goes on after 'you have'.
    """
    whole = MAP[:4, :4]
    squares, positive = (cells.reshape(2, 2, 2, 2) for cells in (whole, np.maximum(whole, 0)))
    return [
        (squares.max(axis=(1, 3)), "left negative numbers in it. ReLU first: np.maximum(x, 0)"),
        (positive.mean(axis=(1, 3)), "taken the mean of each square. Max pooling keeps the largest of the four"),
        (np.maximum(squares.mean(axis=(1, 3)), 0), "taken the mean of each square. Max pooling keeps the largest"),
        (positive.sum(axis=(1, 3)), "added up each square. Max pooling keeps the largest of the four"),
        (positive.min(axis=(1, 3)), "kept the smallest of each square. Max pooling keeps the largest"),
        (positive[:, 0, :, 0], "kept the first of each square, not the largest of the four"),
        (positive[:, 1, :, 1], "kept the last of each square, not the largest of the four"),
        (np.abs(squares).max(axis=(1, 3)), "turned negative numbers positive. ReLU sets them to 0"),
        (POOLED.T, "exchanged bands and frames. Rows stay rows: no transposing"),
        (np.trunc(POOLED), "cut the numbers to whole ones. Keep the floats that you are given"),
        (1.0 * (POOLED > 0), "said whether there is something. Give the largest value itself"),
        (np.minimum(squares, 0).max(axis=(1, 3)), "kept what is negative. ReLU keeps the rest: np.maximum(x, 0)"),
    ]


def softmax_mistakes() -> list[tuple[Values, str]]:
    """Give what mistakes make of the scores, and what they are.

    Returns
    -------
    list of (ndarray of shape (3,), str)
        The result, and the message.
    """
    opposite = np.exp(-SCORES) / np.exp(-SCORES).sum()
    return [
        (SCORES, "those are the scores as they were. Raise e to each: np.exp, then divide by the sum"),
        (
            SCORES / SCORES.sum(),
            "you divided the scores by their sum; a negative score gives a negative share. np.exp first",
        ),
        (np.abs(SCORES) / np.abs(SCORES).sum(), "you took away the signs: -1 should give less than 0.5. np.exp first"),
        (opposite, "the highest score has got the smallest share: a sign is turned round, np.exp(scores)"),
        (np.log(SHARES), "those are the shares' logarithms, which are negative. Leave the logarithm out"),
        (100 * SHARES, "those are percent, and sum to 100. Shares sum to 1"),
        (SHARES.round(2), "right but rounded. Return the shares as they come"),
        (np.zeros(3), "all shares are zero: were they cut to whole numbers? Keep floats"),
    ]

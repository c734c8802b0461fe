"""Chapter 05's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import math

import numpy as np
import pytest
from scipy.special import softmax as scipy_softmax

from gtzan_course.checks import model as check
from gtzan_course.checks.model_cases import MAP, POOLED, SCORES, SHARES


def blocks(x):
    h, w = x.shape[0] // 2, x.shape[1] // 2
    return x[: 2 * h, : 2 * w].reshape(h, 2, w, 2)


RIGHT = [
    (check.conv_parameters, lambda n_maps, n_filters: n_filters * (9 * n_maps + 1)),
    (check.pooled_shape, lambda h, w, n: (h // 2**n, w // 2**n)),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).max(axis=(1, 3))),
    (check.softmax, scipy_softmax),
]


@pytest.mark.parametrize(("checker", "answer"), RIGHT)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok


@pytest.mark.parametrize("checker", [checker for checker, _ in RIGHT])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


def stable(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


WRONG = [
    (check.conv_parameters, lambda m, f: 9 * m * f, "without the biases"),
    (check.conv_parameters, lambda m, f: 9 * m * f + 1, "one bias for the whole layer"),
    (check.conv_parameters, lambda m, f: 9 * f + f, "3 x 3 x 16 weights"),
    (check.conv_parameters, lambda m, f: 9 * f + 1, "a bias of its own"),
    (check.conv_parameters, lambda m, f: (9 + 1) * m * f, "each filter and each map"),
    (check.conv_parameters, lambda m, f: 9 * m * f + m, "each map that comes in"),
    (check.conv_parameters, lambda m, f: 9 * m * f + 9, "nine biases"),
    (check.conv_parameters, lambda m, f: 3 * m * f + f, "A filter of 3 x 3 has nine"),
    (check.conv_parameters, lambda m, f: 3 * m * f, "to each filter belongs a bias"),
    (check.conv_parameters, lambda m, f: 9 * m + 1, "single filter"),
    (check.conv_parameters, lambda m, f: 4640, "for 1 and 16 expected 160, got 4,640. Use both arguments"),
    (check.conv_parameters, lambda m, f: m + f, "got 48"),
    (check.conv_parameters, lambda m, f: f * (9 * m + 1) + 0.5, "got 4,640.5"),
    (check.conv_parameters, lambda m, f: (m, f), "an int, got a tuple of length 2, (16, 32)"),
    (check.conv_parameters, lambda m, f: np.array([f * (9 * m + 1)]), "an int, got an array of shape (1,)"),
    (check.conv_parameters, lambda m, f: "4640", "an int, got '4640', a str"),
    (check.conv_parameters, lambda m, f: float("nan"), "an int, got nan"),
    (check.conv_parameters, 4640, "check.conv_parameters(conv_parameters) without brackets behind it"),
    (check.conv_parameters, lambda m: 9 * m, "TypeError"),
    (check.pooled_shape, lambda h, w, n: (-(-h // 2**n), -(-w // 2**n)), "you round up"),
    (check.pooled_shape, lambda h, w, n: (h // (2 * n), w // (2 * n)), "2 ** 5 = 32"),
    (check.pooled_shape, lambda h, w, n: (h // 2, w // 2), "one pooling"),
    (check.pooled_shape, lambda h, w, n: (h / 2**n, w / 2**n), "Divide with //"),
    (check.pooled_shape, lambda h, w, n: h // 2**n, "a tuple of two int, got 4, an int"),
    (check.pooled_shape, lambda h, w, n: (h // 2**n, w // 2**n, 256), "a tuple of two int, got a tuple of length 3"),
    (check.pooled_shape, lambda h, w, n: ("4", "4"), "a tuple of two int, got '4', a str"),
    (check.pooled_shape, lambda h, w, n: (w // 2**n, h // 2**n), "bands first, frames second"),
    (check.pooled_shape, lambda h, w, n: (h // 2 ** (n - 1), w // 2 ** (n - 1)), "one too few"),
    (check.pooled_shape, lambda h, w, n: (h // 2 ** (n + 1), w // 2 ** (n + 1)), "one too many"),
    (check.pooled_shape, lambda h, w, n: (h // 4**n, w // 4**n), "halves each side"),
    (check.pooled_shape, lambda h, w, n: (h - 2 * n, w - 2 * n), "A pooling halves"),
    (check.pooled_shape, lambda h, w, n: (h - n, w - n), "A pooling halves"),
    (check.pooled_shape, lambda h, w, n: (3, 3), "expected (4, 4) cells, got (3, 3)"),
    (check.pooled_shape, lambda h, w, n: (4, 4), "expected (24, 10), got (4, 4). Use all three"),
    (check.pooled_shape, (4, 4), "without brackets"),
    (check.relu_and_pool, lambda x: blocks(x).max(axis=(1, 3)), "ReLU first"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).mean(axis=(1, 3)), "the mean of each square"),
    (check.relu_and_pool, lambda x: np.maximum(blocks(x).mean(axis=(1, 3)), 0), "the mean of each square"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0)[:4:2, :4:2], "the first of each square"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0)[1::2, 1::2], "the last of each square"),
    (check.relu_and_pool, lambda x: blocks(np.abs(x)).max(axis=(1, 3)), "turned negative numbers positive"),
    (check.relu_and_pool, lambda x: blocks(np.minimum(x, 0)).max(axis=(1, 3)), "kept what is negative"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).min(axis=(1, 3)), "the smallest of each square"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).sum(axis=(1, 3)), "added up each square"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).max(axis=(1, 3)).T, "exchanged bands and frames"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).max(axis=(1, 3)).astype(int), "Keep the floats"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).max(axis=(1, 3)) > 0, "the largest value itself"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0), "got shape (5, 5). Nothing has been pooled yet"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0)[::2, ::2], "got shape (3, 3). The fifth row"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0).reshape(2, 2, 2, 2), "Cut to whole squares first"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).max(axis=3), "max over both, axis=(1, 3)"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0).max(), "the largest of the whole map"),
    (check.relu_and_pool, lambda x: [[1, 3], [0]], "of shape (2, 2), got a list"),
    (check.relu_and_pool, lambda x: 2 * blocks(np.maximum(x, 0)).max(axis=(1, 3)), "expected\n"),
    (check.relu_and_pool, lambda x: np.array([[1.0, 3.0], [0.0, 0.4]]), "not for 2 x 6"),
    (check.relu_and_pool, np.zeros((2, 2)), "without brackets"),
    (check.softmax, lambda z: z, "the scores as they were"),
    (check.softmax, lambda z: z / z.sum(), "a negative share"),
    (check.softmax, lambda z: np.abs(z) / np.abs(z).sum(), "took away the signs"),
    (check.softmax, lambda z: stable(-z), "a sign is turned round"),
    (check.softmax, lambda z: np.exp(z), "don't sum to 1: 9.41"),
    (check.softmax, lambda z: np.exp(z - z.max()), "don't sum to 1"),
    (check.softmax, lambda z: np.exp(z) / len(z), "don't sum to 1"),
    (check.softmax, lambda z: 100 * stable(z), "percent"),
    (check.softmax, lambda z: np.log(stable(z)), "logarithms"),
    (check.softmax, lambda z: stable(z).round(2), "rounded"),
    (check.softmax, lambda z: stable(z).astype(int), "Keep floats"),
    (check.softmax, lambda z: int(z.argmax()), "of shape (3,), got shape ()"),
    (check.softmax, lambda z: stable(z)[:, None], "of shape (3,), got shape (3, 1)"),
    (check.softmax, lambda z: np.exp(z) / np.exp(z).sum(), "exp overflows"),
    (check.softmax, lambda z: np.exp(z - 5) / np.exp(z - 5).sum(), "exp overflows"),
    (check.softmax, lambda z: np.exp(z - z.mean()) / np.exp(z - z.mean()).sum(), "for 1,000, 0 and -1,000 not"),
    (check.softmax, lambda z: np.exp(z - z.min()) / np.exp(z - z.min()).sum(), "for 1,000, 0 and -1,000 not"),
    (check.softmax, lambda z: stable(np.clip(z, -100, 100)), "must not change"),
    (check.softmax, lambda z: np.exp(z) / 9.405656811, "not for ten others"),
    (check.softmax, lambda z: SHARES, "of shape (10,), got shape (3,)"),
    (check.softmax, lambda z: 2**z / (2**z).sum(), "exp, over its sum"),
    (check.softmax, lambda z: [math.exp(z)], "math.exp a single number"),
    (check.softmax, lambda z: z.nothing, "AttributeError"),
    (check.softmax, np.ones(3), "without brackets"),
]


@pytest.mark.parametrize(("checker", "answer", "words"), WRONG)
def test_mistakes_are_named(checker, answer, words: str) -> None:
    result = checker(answer)
    assert not result.ok
    assert words in result.message


def test_the_softmax_to_compare_with_is_scipys() -> None:
    np.testing.assert_allclose(SHARES, scipy_softmax(SCORES), atol=1e-8)


def test_the_layers_to_compare_with_are_the_networks() -> None:
    """What the checker counts is what Keras counts, and what it pools is what Keras pools."""
    from gtzan_course.backend import keras

    conv = keras.layers.Conv2D(32, 3)
    conv.build((None, 64, 64, 16))
    assert conv.count_params() == 4_640
    pooled = keras.layers.MaxPooling2D(2)(keras.ops.relu(MAP[None, :, :, None]))
    np.testing.assert_allclose(np.asarray(pooled)[0, :, :, 0], POOLED)

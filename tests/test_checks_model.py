"""Chapter 05's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import numpy as np
import pytest
from scipy.special import softmax as scipy_softmax

from gtzan_course.checks import model as check


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


WRONG = [
    (check.conv_parameters, lambda m, f: 9 * m * f, "without the biases"),
    (check.conv_parameters, lambda m, f: 9 * m * f + 1, "one bias for the whole layer"),
    (check.conv_parameters, lambda m, f: 9 * f + f, "3 x 3 x 16 weights"),
    (check.conv_parameters, lambda m, f: (9 + 1) * m * f, "each filter and each map"),
    (check.conv_parameters, lambda m, f: 9 * m * f + m, "each map that comes in"),
    (check.conv_parameters, lambda m, f: 9 * m + 1, "single filter"),
    (check.conv_parameters, lambda m, f: 4640, "not for other layers"),
    (check.conv_parameters, lambda m, f: m + f, "got 48"),
    (check.conv_parameters, lambda m, f: (m, f), "one whole number"),
    (check.pooled_shape, lambda h, w, n: (-(-h // 2**n), -(-w // 2**n)), "you round up"),
    (check.pooled_shape, lambda h, w, n: (h // (2 * n), w // (2 * n)), "2 ** 5 = 32"),
    (check.pooled_shape, lambda h, w, n: (h // 2, w // 2), "one pooling"),
    (check.pooled_shape, lambda h, w, n: (h / 2**n, w / 2**n), "Divide with //"),
    (check.pooled_shape, lambda h, w, n: h // 2**n, "of shape (2,)"),
    (check.pooled_shape, lambda h, w, n: (4, 4), "96 x 40"),
    (check.relu_and_pool, lambda x: blocks(x).max(axis=(1, 3)), "ReLU first"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).mean(axis=(1, 3)), "the mean of each square"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0)[:4:2, :4:2], "the first of each square"),
    (check.relu_and_pool, lambda x: blocks(np.abs(x)).max(axis=(1, 3)), "turned negative numbers positive"),
    (check.relu_and_pool, lambda x: np.maximum(x, 0), "no partner"),
    (check.relu_and_pool, lambda x: blocks(np.maximum(x, 0)).sum(axis=(1, 3)), "expected\n"),
    (check.relu_and_pool, lambda x: np.array([[1.0, 3.0], [0.0, 0.4]]), "not for 2 x 6"),
    (check.softmax, lambda z: z / z.sum(), "a negative share"),
    (check.softmax, lambda z: np.exp(z), "don't sum to 1"),
    (check.softmax, lambda z: np.exp(z) / np.exp(z).sum(), "exp overflows"),
    (check.softmax, lambda z: np.exp(z - 5) / np.exp(z - 5).sum(), "exp overflows"),
    (check.softmax, lambda z: 2**z / (2**z).sum(), "exp, over its sum"),
    (check.softmax, lambda z: z.nothing, "AttributeError"),
]


@pytest.mark.parametrize(("checker", "answer", "words"), WRONG)
def test_mistakes_are_named(checker, answer, words: str) -> None:
    result = checker(answer)
    assert not result.ok
    assert words in result.message


def test_the_softmax_to_compare_with_is_scipys() -> None:
    np.testing.assert_allclose(check.SHARES, scipy_softmax(check.SCORES), atol=1e-8)


def test_the_layers_to_compare_with_are_the_networks() -> None:
    """What the checker counts is what Keras counts, and what it pools is what Keras pools."""
    from gtzan_course.backend import keras

    conv = keras.layers.Conv2D(32, 3)
    conv.build((None, 64, 64, 16))
    assert conv.count_params() == 4_640
    pooled = keras.layers.MaxPooling2D(2)(keras.ops.relu(check.MAP[None, :, :, None]))
    np.testing.assert_allclose(np.asarray(pooled)[0, :, :, 0], check.POOLED)

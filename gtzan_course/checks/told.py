"""How a wrong answer is named in a message: what it is, with its shape, its length or its value."""

from __future__ import annotations

from typing import Any

import numpy as np

from gtzan_course.checks import Wrong, answered


def named(answer: Any) -> str:
    """Name an answer so that its author recognises it.

    Parameters
    ----------
    answer
        Whatever the reader's function returned.

    Returns
    -------
    str
        Its type, and its shape, length or value; never more than a line.

    Examples
    --------
    >>> import numpy as np
    >>> named(np.zeros((39, 2), np.float32))
    'an array of shape (39, 2) and dtype float32'
    >>> named([1, 2]), named(39), named("39")
    ('a list of length 2, [1, 2]', '39, an int', "'39', a str")
    """
    if isinstance(answer, np.ndarray):
        return f"an array of shape {answer.shape} and dtype {answer.dtype}"
    if isinstance(answer, np.generic):
        answer = answer.item()
    value, kind = repr(answer), type(answer).__name__
    kind = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if hasattr(answer, "__len__") and not isinstance(answer, str):
        return f"{kind} of length {len(answer)}" + (f", {value}" if len(value) <= 60 else "")
    return f"{value}, {kind}" if len(value) <= 60 and not value.startswith("<") else kind


def number(answer: Any, *, expected: str, hint: str) -> float:
    """Hold an answer to being one finite number.

    Parameters
    ----------
    answer
        Whatever the reader's function returned.
    expected
        The beginning of the message: for what, and what was expected, with its unit.
    hint
        The end of it: what to return.

    Returns
    -------
    float
        Its value.

    Raises
    ------
    Wrong
        It is something else: a list, an array, a text, true or false, NaN.
    """
    real = isinstance(answered(answer), int | float | np.integer | np.floating) and not isinstance(answer, bool)
    if not real or not np.isfinite(answer):
        raise Wrong(f"{expected}, got {named(answer)}. {hint}")
    return float(answer)


def whole(answer: Any) -> bool:
    """Say whether a number is an int, NumPy's included.

    Parameters
    ----------
    answer
        A number.

    Returns
    -------
    bool
        False for 39.0, which counts nothing and indexes nothing.
    """
    return isinstance(answer, int | np.integer)

"""What an exercise answers: right, not answered yet, or what is wrong and where to look.

One module a chapter, one function an exercise. Each takes the reader's answer and returns a
`Verdict`; none raises, so that a notebook runs to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Verdict:
    """What a checker says.

    Attributes
    ----------
    ok
        Whether the answer is right.
    message
        What is right or wrong, in words.
    """

    ok: bool
    message: str

    def __repr__(self) -> str:
        return f"{'Right' if self.ok else 'Not yet'}: {self.message}"


UNANSWERED = Verdict(
    False,
    "this exercise is not answered yet. Replace the ... by code that returns your answer, and run the cell again.",
)


class Wrong(Exception):
    """An answer is wrong; the text says how, with a hint."""


def verdict(check: Callable[[], str]) -> Verdict:
    """Run a check and turn what comes of it into a verdict.

    Parameters
    ----------
    check
        Returns what to say of a right answer; raises `Wrong` for a wrong one.

    Returns
    -------
    Verdict
        Right, not answered yet (`None` or ``...`` came back), wrong, or what the answer raised.
    """
    try:
        return Verdict(True, check())
    except Wrong as wrong:
        return Verdict(False, str(wrong))
    except _Unanswered:
        return UNANSWERED
    except Exception as error:  # the reader's code may raise anything: it is told, not hidden
        return Verdict(False, f"your code stopped with {type(error).__name__}: {error}")


def answered(answer: Any) -> Any:
    """Pass an answer on, unless it is still empty.

    Parameters
    ----------
    answer
        What the reader's function returned, or the value that the reader gave.

    Returns
    -------
    object
        The answer.
    """
    if answer is None or answer is Ellipsis:
        raise _Unanswered
    return answer


def array(answer: Any, *, shape: tuple[int, ...], what: str, hint: str) -> npt.NDArray[Any]:
    """Hold an answer to the shape that it should have.

    Parameters
    ----------
    answer
        What the reader gave.
    shape
        What is expected.
    what
        What the array is, with its unit, for the message.
    hint
        What to look at when the shape is another.

    Returns
    -------
    ndarray of shape ``shape``
        The answer.

    Raises
    ------
    Wrong
        It has another shape, or is no array of numbers.
    """
    try:
        values = np.asarray(answered(answer), dtype=np.float64)
    except (TypeError, ValueError):
        raise Wrong(f"expected {what} as an array of shape {shape}, got a {type(answer).__name__}. {hint}") from None
    if values.shape != shape:
        raise Wrong(f"expected {what} of shape {shape}, got shape {values.shape}. {hint}")
    return values


class _Unanswered(Exception):
    pass

"""Test a test: it proves a mistake if it fails on code with the mistake and passes on code without it.

The assignment on mistakes asks for such tests. A test is a function that takes the function to be tested and asserts
something of it; what it is worth shows when it is run on several versions (mutation testing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

Function = Callable[..., Any]
Test = Callable[[Function], Any]

Outcome = Literal["passes", "fails", "stops", "never calls it"]


def outcome(test: Test, function: Function) -> Outcome:
    """Run a test on a function and say what came of it.

    Parameters
    ----------
    test
        Takes the function to be tested; raises AssertionError if it is not as it should be.
    function
        What is tested.

    Returns
    -------
    str
        ``passes``, ``fails`` (an assertion did), ``stops`` (with any other error), or ``never calls it`` of a test
        that does not try the function.

    Examples
    --------
    >>> def test_keeps_signs(function):
    ...     assert function(-1) == -1
    >>> outcome(test_keeps_signs, abs), outcome(test_keeps_signs, int)
    ('fails', 'passes')
    """
    return _tried(test, function)[0]


def weakness(test: Test, *, wrong: Mapping[str, Function], right: Mapping[str, Function]) -> str:
    """Say why a test proves nothing, or not enough.

    Parameters
    ----------
    test
        As for `outcome`.
    wrong
        Versions with the mistake, by what they do, in words that follow 'one that'.
    right
        Versions without it.

    Returns
    -------
    str
        What to say to the author; empty for a test that fails on all the wrong ones and passes on all the right ones.
    """
    tried = {what: _tried(test, function) for what, function in {**wrong, **right}.items()}
    for what, (said, error) in tried.items():
        if said == "never calls it":
            return "The test never calls the function that it is given."
        if said == "stops":
            return (
                f"The test stops with {error} on a version that {what}. It should say by an assert what is wrong, and "
                "need nothing but the function that it is given."
            )
    passed = [what for what, (said, _) in tried.items() if said == "passes"]
    if len(passed) == len(tried):
        return "The test passes whatever it is given, with the mistake or without. It proves nothing."
    if not passed:
        return "The test fails whatever it is given: it fails on versions without the mistake, too. It proves nothing."
    for what in wrong:
        if what in passed:
            return f"The test passes on a version with the mistake: one that {what}."
    for what in right:
        if what not in passed:
            return f"The test fails on a version without the mistake: one that {what}. It asks for more than it should."
    return ""


def _tried(test: Test, function: Function) -> tuple[Outcome, str]:
    """What came of a test, and the error that stopped it."""
    calls = 0

    def counted(*values: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        return function(*values, **named)

    try:
        test(counted)
    except AssertionError:
        said: tuple[Outcome, str] = ("fails", "")
    except Exception as error:  # the student's test may raise anything: it is told, not hidden
        said = ("stops", f"{type(error).__name__}: {error}")
    else:
        said = ("passes", "")
    return said if calls or said[0] == "stops" else ("never calls it", "")

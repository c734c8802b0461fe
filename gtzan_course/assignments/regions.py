"""What stands between two markers of a cell: a solution, hidden tests, a mark scheme.

The markers are nbgrader's: a line that holds ``BEGIN SOLUTION``, and one that holds ``END SOLUTION``.
"""

from __future__ import annotations

from collections.abc import Iterator

SOLUTION = "SOLUTION"
"""What the student is to write."""

HIDDEN_TESTS = "HIDDEN TESTS"
"""Tests that the student's notebook does not have."""

MARK_SCHEME = "MARK SCHEME"
"""For what a written answer gets its points."""

KINDS = (SOLUTION, HIDDEN_TESTS, MARK_SCHEME)
"""All kinds of region."""


def inside(text: str, kind: str) -> list[str]:
    r"""Lines of a cell that stand in its regions of a kind, without the markers.

    Parameters
    ----------
    text
        The cell's text.
    kind
        One of `KINDS`.

    Returns
    -------
    list of str
        From the first region to the last.

    Raises
    ------
    ValueError
        A region has no end, no beginning, or begins within another of its kind.

    Examples
    --------
    >>> inside("n = ...\n### BEGIN SOLUTION\nn = 39\n### END SOLUTION", "SOLUTION")
    ['n = 39']
    """
    return [line for line, place in _placed(text, kind) if place == "inside"]


def outside(text: str, kind: str) -> str:
    """Text of a cell without its regions of a kind and without their markers.

    Parameters
    ----------
    text
        The cell's text.
    kind
        One of `KINDS`.

    Returns
    -------
    str
        All other lines.

    Raises
    ------
    ValueError
        As `inside` does.
    """
    return "\n".join(line for line, place in _placed(text, kind) if place == "outside")


def unmarked(text: str, kind: str) -> str:
    """Text of a cell with its regions of a kind, but without their markers.

    Parameters
    ----------
    text
        The cell's text.
    kind
        One of `KINDS`.

    Returns
    -------
    str
        All lines but the markers.

    Raises
    ------
    ValueError
        As `inside` does.
    """
    return "\n".join(line for line, place in _placed(text, kind) if place != "marker")


def _placed(text: str, kind: str) -> Iterator[tuple[str, str]]:
    """Each line and where it stands: outside, inside, or a marker itself."""
    place = "outside"
    for line in text.split("\n"):
        if f"BEGIN {kind}" in line or f"END {kind}" in line:
            expected = "outside" if f"BEGIN {kind}" in line else "inside"
            if place != expected:
                raise ValueError(f"Expected BEGIN {kind} and END {kind} in turn, got {line.strip()!r} out of turn.")
            place = "inside" if expected == "outside" else "outside"
            yield line, "marker"
        else:
            yield line, place
    if place == "inside":
        raise ValueError(f"Expected a line with END {kind} after that with BEGIN {kind}; there is none.")

"""The three editions of an assignment: what the student gets, what the solution shows, what the instructor keeps.

They have the same cells in the same order. nbgrader's preprocessors take out of the student's what stands between
markers, lock what is not to be edited, and note a checksum of each cell by which grading sees what was changed.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from nbformat import NotebookNode

from gtzan_course.assignments import regions
from gtzan_course.assignments.sources import VARIANT_CELL, Source, cells_by_id, is_marked
from gtzan_course.assignments.variants import Variant

CODE_STUB = "...  # your code here"
"""What stands where the student is to write code."""

TEXT_STUB = "*Write your answer here.*"
"""What stands where the student is to write text."""

_USED = re.compile(r"""\bEXPECTED\[(["'])(\w+)\1\]""")


def student_edition(source: Source, variant: Variant) -> NotebookNode:
    """Make the notebook that a student gets: without solutions, hidden tests and mark scheme.

    Parameters
    ----------
    source
        The assignment.
    variant
        The student's.

    Returns
    -------
    NotebookNode
        The notebook.
    """
    from nbgrader import preprocessors

    return _processed(
        _with_variant(source, variant),
        preprocessors.ClearHiddenTests(),
        preprocessors.ClearMarkScheme(enforce_metadata=False),
        preprocessors.ClearSolutions(code_stub={"python": CODE_STUB}, text_stub=TEXT_STUB),
    )


def solution_edition(source: Source, variant: Variant) -> NotebookNode:
    """Make the notebook as a student would hand it in who answers everything rightly.

    Parameters
    ----------
    source
        The assignment.
    variant
        The student's.

    Returns
    -------
    NotebookNode
        The student's edition with the solutions in it.
    """
    notebook = student_edition(source, variant)
    for cell, original in zip(notebook.cells, source.notebook.cells, strict=True):
        if is_marked(cell, "solution"):
            cell.source = regions.unmarked(regions.outside(original.source, regions.MARK_SCHEME), regions.SOLUTION)
    return notebook


def instructor_edition(source: Source, variant: Variant) -> NotebookNode:
    """Make the notebook that grading needs: with all there is, and the right answers in the hidden tests.

    Parameters
    ----------
    source
        The assignment.
    variant
        The student's.

    Returns
    -------
    NotebookNode
        The source with the student's settings; each region of hidden tests that asks for ``EXPECTED["name"]`` begins
        with a line that sets it.

    Raises
    ------
    ValueError
        A test asks for an answer that the source does not compute.
    """
    notebook = _with_variant(source, variant)
    for name, cell in cells_by_id(notebook).items():
        if is_marked(cell, "grade"):
            cell.source = _with_expected(cell.source, variant, f"{source.folder}, cell {name!r}")
    return _processed(notebook)


def expected_names(text: str) -> list[str]:
    """Names of the answers that a test asks for.

    Parameters
    ----------
    text
        The cell's text.

    Returns
    -------
    list of str
        Each once, in their order.

    Examples
    --------
    >>> expected_names('assert n == EXPECTED["n_windows"], "Count again."')
    ['n_windows']
    """
    return list(dict.fromkeys(match[2] for match in _USED.finditer(text)))


def _with_variant(source: Source, variant: Variant) -> NotebookNode:
    """A copy of the source in which the student's settings stand."""
    notebook = copy.deepcopy(source.notebook)
    cells_by_id(notebook)[VARIANT_CELL].source = variant.text()
    return notebook


def _with_expected(text: str, variant: Variant, place: str) -> str:
    """The test with its right answers as first line of its hidden region."""
    names = expected_names(text)
    if not names:
        return text
    missing = [name for name in names if name not in variant.expected]
    if missing:
        raise ValueError(f"{place}: variant.py computes no {', '.join(missing)}, but {', '.join(variant.expected)}.")
    line = f"EXPECTED = { {name: variant.expected[name] for name in names}!r}"
    marker = rf"(?m)^.*BEGIN {regions.HIDDEN_TESTS}.*$"
    return re.sub(marker, lambda match: f"{match[0]}\n{line}", text, count=1)


def _processed(notebook: NotebookNode, *clearing: Any) -> NotebookNode:
    """The notebook cleared, without outputs, locked, and with checksums of what it then is."""
    from nbgrader import preprocessors

    last = (preprocessors.ClearOutput(), preprocessors.LockCells(), preprocessors.ComputeChecksums())
    for step in (*clearing, *last):
        notebook, _ = step.preprocess(notebook, {})
    return notebook

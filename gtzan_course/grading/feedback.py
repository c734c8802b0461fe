"""What the feedback page shows: the student's work and what the tests said, and nothing of what is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from gtzan_course.assignments import regions
from gtzan_course.assignments.sources import is_marked

TEMPLATE = Path(__file__).parent / "page"
"""The folder with the page's template."""

PICTURES = ("image/png", "image/jpeg")
"""Outputs that are shown as pictures; of all others the page shows the text."""

SHORTEST = 16
"""A hidden line of fewer characters is not looked for in outputs: it could be anybody's."""

# fmt: off
TAGS = frozenset((
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "img", "li", "ol", "p", "pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
))
# fmt: on
"""What a student's text may be made of on the page."""

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True)
class Row:
    """A line of the table of points.

    Attributes
    ----------
    question
        Its id.
    points
        What it got, or None if a person reads it.
    possible
        What it can get.
    message
        What a failing test said, or who reads it.
    """

    question: str
    points: float | None
    possible: int
    message: str


def shown(notebook: NotebookNode, *, messages: Mapping[str, str]) -> NotebookNode:
    """Make a graded notebook fit to be shown to its student. It is changed.

    Hidden tests and mark schemes are taken out; a test's output is what it said; of other outputs stay text and
    pictures, unless a line of a hidden test is in them.

    Parameters
    ----------
    notebook
        Graded, with outputs.
    messages
        By the test's grade_id, what it said if it failed.

    Returns
    -------
    NotebookNode
        The same notebook.
    """
    secrets = hidden_lines(notebook)
    for cell in notebook.cells:
        if is_marked(cell, "grade") and not is_marked(cell, "solution"):
            cell.source = regions.outside(cell.source, regions.HIDDEN_TESTS).strip()
            said = messages.get(cell.metadata["nbgrader"]["grade_id"])
            outputs = [new_output("stream", name="stderr", text=said)] if said else []
        elif is_marked(cell, "grade"):
            cell.source, outputs = regions.outside(cell.source, regions.MARK_SCHEME), []
        else:
            outputs = [_plain(output) for output in cell.get("outputs", [])]
            if any(secret in _squeezed(str(output)) for secret in secrets for output in outputs):
                outputs = [new_output("stream", name="stderr", text="[this output is withheld]")]
        if cell.cell_type == "code":
            cell.outputs = outputs
    return notebook


def harmless(html: str) -> str:
    """Take out of a text what a browser would run, fetch or fill in.

    Parameters
    ----------
    html
        A student's text as HTML.

    Returns
    -------
    str
        With the elements in `TAGS` alone; others are shown as text.

    Examples
    --------
    >>> harmless('<p onclick="go()">Why? <script>go()</script></p>')
    '<p>Why? &lt;script&gt;go()&lt;/script&gt;</p>'
    """
    import bleach

    allowed = {"a": ["href", "title"], "img": ["src", "alt"], "td": ["align"], "th": ["align"]}
    return str(bleach.clean(html, tags=TAGS, attributes=allowed, protocols=["http", "https", "mailto", "data"]))


def hidden_lines(notebook: NotebookNode) -> list[str]:
    """Lines of hidden tests, without white space, as far as they are long enough to be known again.

    Parameters
    ----------
    notebook
        With hidden tests.

    Returns
    -------
    list of str
        Each line of a region of hidden tests from `SHORTEST` characters on.
    """
    cells = [cell for cell in notebook.cells if is_marked(cell, "grade")]
    lines = [_squeezed(line) for cell in cells for line in regions.inside(cell.source, regions.HIDDEN_TESTS)]
    return [line for line in lines if len(line) >= SHORTEST]


def page_resources(title: str, *, student: str, rows: Sequence[Row], notes: Sequence[str]) -> dict[str, Any]:
    """What the template needs beside the notebook.

    Parameters
    ----------
    title
        The assignment's.
    student
        Whose page it is.
    rows
        The table of points.
    notes
        What was done to the notebook before it was graded.

    Returns
    -------
    dict
        For the template, under the name ``grading``.
    """
    graded = [row for row in rows if row.points is not None]
    total = sum(row.points or 0 for row in graded), sum(row.possible for row in graded)
    return {"title": title, "student": student, "rows": rows, "notes": notes, "total": total}


def _plain(output: Any) -> Any:
    """An output as text or picture, with nothing that a browser would run or fetch."""
    if output.output_type == "stream":
        return output
    if output.output_type == "error":
        return new_output("error", ename=output.ename, evalue=output.evalue, traceback=output.traceback)
    pictures = {kind: _joined(output.data[kind]) for kind in PICTURES if kind in output.data}
    good = {kind: data for kind, data in pictures.items() if _BASE64.fullmatch(data)}
    data = good or {"text/plain": _joined(output.data.get("text/plain", ""))}
    return new_output("display_data", data=data)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+|\\n", "", text)

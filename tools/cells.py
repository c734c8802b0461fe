"""The parts of a notebook that the rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

DATA_URI = re.compile(r"base64,[A-Za-z0-9+/=\n]+")


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Each code cell with its place in the notebook, counted from 0."""
    return ((i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")


def output_texts(cell: NotebookNode) -> Iterator[str]:
    """What a cell put out as text or HTML, without embedded sound and pictures."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        texts = [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
        yield from (DATA_URI.sub("", text) for text in texts if text)

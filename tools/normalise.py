"""Take out of a notebook what differs from run to run or from machine to machine, and fold what is not to be read.

Timings, widget state, details of the kernel and memory addresses would make every run a change, and say
nothing to the reader. The code of a solution is folded in JupyterLab, as the page folds it. The page also folds the
code of what is to be seen or heard, unless the cell is tagged ``show-input``, and of what is live only with a kernel.
"""

from __future__ import annotations

import re

import nbformat

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_METADATA = ("constants", "mystnb", "tags")
TEXTS = ("text/plain", "text/html")
SHOWN = re.compile(r"<(?:audio|canvas|img)\b")
LIVE_PROMPTS = {
    "code_prompt_show": "Show the code of the live sliders",
    "code_prompt_hide": "Hide the code of the live sliders",
}


def normalise(notebook: nbformat.NotebookNode) -> None:
    """Tidy a notebook in place; doing so twice changes nothing more."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata})
        for output in cell.get("outputs", []):
            _tidy_output(output)
        if cell.cell_type == "code":
            _fold_on_the_page(cell)
    _fold_solutions(notebook)


def _fold_on_the_page(cell: nbformat.NotebookNode) -> None:
    """Let the page fold the code of a picture, a player or a live widget."""
    tags = cell.metadata.get("tags", [])
    outputs = [output.get("data", {}) for output in cell.outputs]
    shown = any("image/png" in data or SHOWN.search(data.get("text/html", "")) for data in outputs)
    if "live" in tags:
        cell.metadata["mystnb"] = cell.metadata.get("mystnb", {}) | LIVE_PROMPTS
    if "live" in tags or (shown and "show-input" not in tags):
        cell.metadata["tags"] = [*tags, *({"hide-input"} - set(tags))]


def _fold_solutions(notebook: nbformat.NotebookNode) -> None:
    """Let JupyterLab hide the code between each solution's start and end."""
    solution = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            solution = "{solution-end}" not in cell.source and (solution or "{solution-start}" in cell.source)
        elif solution:
            cell.metadata["jupyter"] = {"source_hidden": True}


def _tidy_output(output: nbformat.NotebookNode) -> None:
    if "text" in output:
        output.text = ADDRESS.sub("0x000000", output.text)
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        for mime in TEXTS:
            if mime in output.data:
                output.data[mime] = ADDRESS.sub("0x000000", output.data[mime])
        output.metadata.pop(WIDGET_VIEW, None)

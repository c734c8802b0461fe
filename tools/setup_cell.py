"""The setup cell: the same in every chapter, and what it does where the package is not installed.

Colab opens a notebook and nothing beside it, so once the repository has an address the cell installs the
package from there (TensorFlow is on Colab already). Until then it says what to do.
"""

from __future__ import annotations

import nbformat

TAG = "setup"

WITHOUT_ADDRESS = """\
try:
    import gtzan_course
except ImportError as error:
    raise ImportError(
        "This notebook needs the package gtzan_course. Open the folder of the course and run `make lab`, "
        "or `pip install -e .` in the environment that this notebook runs in."
    ) from error"""

WITH_ADDRESS = '''\
try:
    import gtzan_course
except ImportError:
    %pip install -q "gtzan-course @ git+{url}"'''


def setup_source(url: str | None) -> str:
    """Code of the setup cell, given the repository's address or None while it has none."""
    return WITHOUT_ADDRESS if url is None else WITH_ADDRESS.format(url=url)


def write_setup(notebook: nbformat.NotebookNode, url: str | None) -> None:
    """Put the code into the notebook's second cell, which the page shows folded.

    Raises
    ------
    ValueError
        The second cell is not a code cell with the tag ``setup``.
    """
    cell = notebook.cells[1]
    if cell.cell_type != "code" or TAG not in cell.metadata.get("tags", []):
        raise ValueError(
            f"Expected a code cell tagged '{TAG}' as second, found {cell.cell_type}: {cell.source[:60]!r}."
        )
    cell.source = setup_source(url)
    cell.metadata["tags"] = [TAG, "hide-input"]
    cell.metadata["mystnb"] = {"code_prompt_show": "Show the set-up", "code_prompt_hide": "Hide the set-up"}

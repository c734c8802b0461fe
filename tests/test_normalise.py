"""What is taken out of a notebook, and what stays."""

from __future__ import annotations

import copy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.normalise import WIDGET_VIEW, normalise


def messy() -> nbformat.NotebookNode:
    cell = new_code_cell(
        "show()",
        execution_count=3,
        metadata={
            "tags": ["setup"],
            "mystnb": {"image": {"alt": "x"}},
            "execution": {"iopub.status": "now"},
            "scrolled": True,
        },
        outputs=[
            new_output("stream", name="stdout", text="<object object at 0x7f3a12bc90>\n0xff stays\n"),
            new_output(
                "execute_result",
                execution_count=3,
                data={
                    "text/plain": "<f at 0x7f3a12bc90>",
                    "text/html": "<b>0x7f3a12bc90</b>",
                    WIDGET_VIEW: {"model_id": "a"},
                },
            ),
        ],
    )
    kernel = {"display_name": "my own", "language": "python", "name": "my-kernel", "interpreter": {"hash": "1"}}
    metadata = {
        "kernelspec": kernel,
        "language_info": {"name": "python", "version": "3.11.7"},
        "widgets": {"state": {}},
    }
    return new_notebook(cells=[cell], metadata=metadata)


def test_what_differs_from_machine_to_machine_goes() -> None:
    notebook = messy()
    normalise(notebook)
    [cell] = notebook.cells
    assert cell.metadata == {"tags": ["setup"], "mystnb": {"image": {"alt": "x"}}}
    assert cell.outputs[0].text == "<object object at 0x000000>\n0xff stays\n"
    assert cell.outputs[1].data == {"text/plain": "<f at 0x000000>", "text/html": "<b>0x000000</b>"}
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.validate(notebook)


def test_what_the_reader_sees_stays() -> None:
    notebook = messy()
    normalise(notebook)
    assert notebook.cells[0].source == "show()"
    assert notebook.cells[0].execution_count == 3


def test_twice_is_once() -> None:
    notebook = messy()
    normalise(notebook)
    once = copy.deepcopy(notebook)
    normalise(notebook)
    assert notebook == once


def test_only_a_solutions_code_is_folded() -> None:
    start, end = "```{solution-start} ex-a\n```", "```{solution-end}\n```"
    cells = [new_code_cell("mine"), new_markdown_cell(start), new_code_cell("yours"), new_markdown_cell("why")]
    cells += [new_code_cell("also yours"), new_markdown_cell(end), new_code_cell("mine again")]
    notebook = new_notebook(cells=cells)
    normalise(notebook)
    folded = [cell.source for cell in notebook.cells if cell.metadata.get("jupyter") == {"source_hidden": True}]
    assert folded == ["yours", "also yours"]


def folded(tags: list[str], html: str = "", png: bool = False) -> nbformat.NotebookNode:
    data = {"text/html": html} | ({"image/png": "AA=="} if png else {})
    cell = new_code_cell("show()", metadata={"tags": tags}, outputs=[new_output("display_data", data=data)])
    notebook = new_notebook(cells=[cell])
    normalise(notebook)
    once = copy.deepcopy(notebook)
    normalise(notebook)
    assert notebook == once
    return notebook.cells[0]


def test_the_page_folds_the_code_of_pictures_and_players() -> None:
    assert folded(["nbval-ignore-output"], png=True).metadata["tags"] == ["nbval-ignore-output", "hide-input"]
    assert folded([], html='<figure><audio src="x"></audio></figure>').metadata["tags"] == ["hide-input"]


def test_code_that_is_to_be_read_stays_open() -> None:
    assert folded(["show-input"], png=True).metadata["tags"] == ["show-input"]
    assert "hide-input" not in folded([], html="<strong>Right:</strong> 39 windows").metadata.get("tags", [])


def test_live_cells_say_what_is_folded() -> None:
    cell = folded(["live", "remove-output"])
    assert cell.metadata["tags"] == ["live", "remove-output", "hide-input"]
    assert cell.metadata["mystnb"]["code_prompt_show"] == "Show the code of the live sliders"

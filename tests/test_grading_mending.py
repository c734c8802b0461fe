"""Notebooks that students have taken apart, put together again."""

from __future__ import annotations

import copy

import pytest
from made_assignment import write_assignment
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gtzan_course.assignments import instructor_edition, read_source, solution_edition, student_edition, variant_for
from gtzan_course.assignments.sources import cells_by_id
from gtzan_course.grading.mending import Mended, mend

ANSWERS = {
    "q1": "# Question 1\ntotal = 7",
    "q2": "# Question 2\ndef doubled(y):\n    return y + y",
    "q3": "# Question 3\nlargest = 9",
    "m1": "Because I say so.",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[NotebookNode, NotebookNode]:
    root = tmp_path_factory.mktemp("source")
    write_assignment(root)
    source = read_source("sums", root=root)
    variant = variant_for(source, student="anna", key=b"key")
    assert solution_edition(source, variant).cells[2].source == student_edition(source, variant).cells[2].source
    return student_edition(source, variant), instructor_edition(source, variant)


@pytest.fixture
def answered(editions: tuple[NotebookNode, NotebookNode]) -> NotebookNode:
    notebook = copy.deepcopy(editions[0])
    for name, text in ANSWERS.items():
        cells_by_id(notebook)[name].source = text
    return notebook


def mended(notebook: NotebookNode, editions: tuple[NotebookNode, NotebookNode]) -> Mended:
    done = mend(notebook, handed_out=editions[0], full=editions[1])
    locked = {name: cell.source for name, cell in cells_by_id(done.notebook).items() if name not in (*ANSWERS, "q4")}
    full = {name: cell.source for name, cell in cells_by_id(editions[1]).items() if name not in (*ANSWERS, "q4")}
    assert locked == full, "what was handed out is as the instructor has it"
    assert list(cells_by_id(done.notebook)) == list(cells_by_id(editions[1])), "in the instructor's order"
    return done


def answers(done: Mended) -> dict[str, str]:
    return {name: cells_by_id(done.notebook)[name].source for name in ANSWERS}


def test_what_came_back_as_it_should_needs_no_note(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    done = mended(answered, editions)
    assert answers(done) == ANSWERS
    assert done.notes == []
    assert len(done.notebook.cells) == len(editions[0].cells)


def test_a_shuffled_notebook_comes_back_into_order(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    answered.cells = answered.cells[::-1]
    done = mended(answered, editions)
    assert answers(done) == ANSWERS
    assert done.notes == ["cells were out of order: put back into it"]


@pytest.mark.parametrize("ids", [True, False])
def test_cells_are_known_without_nbgraders_metadata(
    answered: NotebookNode, editions: tuple[NotebookNode, ...], ids: bool
) -> None:
    for cell in answered.cells:
        cell.metadata = {}
        cell.id = cell.id if ids else ""
    done = mended(answered, editions)
    assert answers(done) == ANSWERS
    assert done.notes == ["nbgrader's metadata were gone: cells known by their texts"]
    assert len(done.notebook.cells) == len(editions[0].cells)


def test_an_answer_is_known_by_what_it_defines(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    kept = [new_code_cell("def doubled(y):\n    return 3"), new_code_cell("total: int = 4\nother = total == 4")]
    kept.append(new_markdown_cell("## Question 1\n\nAdd all numbers."))
    done = mended(new_notebook(cells=kept), editions)
    assert answers(done)["q1"].startswith("total: int = 4")
    assert answers(done)["q2"] == "def doubled(y):\n    return 3"
    assert "no cell found for q3, q4, m1: counted as not answered" in done.notes


def test_edited_and_deleted_tests_come_back(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    cells_by_id(answered)["q1_test"].source = "assert True"
    cells_by_id(answered)["variant"].source = "STUDENT = 'anna'\nfirst = 0\nothers = [0]"
    answered.cells = [cell for cell in answered.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "q3_test"]
    done = mended(answered, editions)
    assert done.notes == ["put back, as edited: variant, q1_test", "put back, as deleted: q3_test"]
    assert not any(cell.source == "assert True" for cell in done.notebook.cells)


def test_of_several_answers_the_last_counts(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    second, stub = copy.deepcopy(cells_by_id(answered)["q1"]), copy.deepcopy(cells_by_id(editions[0])["q1"])
    second.source = "# Question 1\ntotal = 8"
    place = answered.cells.index(cells_by_id(answered)["q1"])
    answered.cells[place + 1 : place + 1] = [second, stub]
    done = mended(answered, editions)
    assert answers(done)["q1"] == "# Question 1\ntotal = 8"
    assert done.notes == ["several answers to q1: the last counts"]
    texts = [cell.source for cell in done.notebook.cells]
    assert texts.index(ANSWERS["q1"]) < texts.index("# Question 1\ntotal = 8"), "the first is run too, before it"
    assert stub.source not in texts, "a copy without an answer would undo the answer"


def test_the_students_own_cells_stay_where_they_were(
    answered: NotebookNode, editions: tuple[NotebookNode, ...]
) -> None:
    helper = new_code_cell("helper = 1")
    helper.metadata["nbgrader"] = {"grade_id": "made_up", "grade": True, "points": 100, "solution": False}
    place = answered.cells.index(cells_by_id(answered)["q2"])
    answered.cells[place:place] = [helper, new_markdown_cell("My thoughts."), new_code_cell("  ")]
    answered.cells.insert(0, new_code_cell("before = 1"))
    done = mended(answered, editions)
    texts = [cell.source for cell in done.notebook.cells]
    assert texts[0] == "before = 1"
    assert texts[texts.index(ANSWERS["q2"]) - 2 : texts.index(ANSWERS["q2"])] == ["helper = 1", "My thoughts."]
    assert all("nbgrader" not in cell.metadata for cell in done.notebook.cells if cell.source == "helper = 1")
    assert len(texts) == len(editions[0].cells) + 3


def test_an_answer_turned_into_text_is_code_again(answered: NotebookNode, editions: tuple[NotebookNode, ...]) -> None:
    cells_by_id(answered)["q1"].cell_type = "raw"
    done = mended(answered, editions)
    assert cells_by_id(done.notebook)["q1"].cell_type == "code"
    assert answers(done) == ANSWERS


def test_a_written_answer_without_a_name_is_what_follows_its_question(
    answered: NotebookNode, editions: tuple[NotebookNode, ...]
) -> None:
    cell = cells_by_id(answered)["m1"]
    cell.metadata, cell.id = {}, ""
    assert answers(mended(answered, editions)) == ANSWERS


def test_another_notebook_is_refused(editions: tuple[NotebookNode, ...]) -> None:
    other = new_notebook(cells=[new_markdown_cell("# Voting"), new_code_cell("# Question 1\nvotes = 3")])
    other.cells[1].metadata["nbgrader"] = {"grade_id": "q1", "solution": True}
    with pytest.raises(ValueError, match="wrong assignment"):
        mend(other, handed_out=editions[0], full=editions[1])

"""The editions of an assignment differ where they should and nowhere else: one made up, and every one of the course."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import made_assignment
import nbformat
import pytest
from made_assignment import marked, write_assignment
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.nbgraderformat import MetadataValidator

from gtzan_course.assignments import (
    Source,
    Variant,
    example_variant,
    instructor_edition,
    read_source,
    solution_edition,
    student_edition,
    variant_for,
)
from tools.assignments import SOURCES, assignment_names

STUB = "...  # your code here"
TEXT_STUB = "*Write your answer here.*"


def region(kind: str) -> re.Pattern[str]:
    """A region with its markers, the spaces before it in a group."""
    return re.compile(rf"^([ \t]*)\S+ BEGIN {kind}\b.*?^[ \t]*\S+ END {kind}\b[^\n]*\n?", re.MULTILINE | re.DOTALL)


SOLUTION, HIDDEN, SCHEME = region("SOLUTION"), region("HIDDEN TESTS"), region("MARK SCHEME")


@pytest.fixture(scope="module", params=[made_assignment.NAME, *assignment_names(SOURCES)])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    if request.param != made_assignment.NAME:
        return read_source(request.param, root=SOURCES)
    root = tmp_path_factory.mktemp("source")
    write_assignment(root)
    return read_source(request.param, root=root)


@pytest.fixture(scope="module")
def variant(source: Source) -> Variant:
    return variant_for(source, student="Zoë", key=b"k")


@pytest.fixture(scope="module")
def student(source: Source, variant: Variant) -> NotebookNode:
    return student_edition(source, variant)


@pytest.fixture(scope="module")
def solution(source: Source, variant: Variant) -> NotebookNode:
    return solution_edition(source, variant)


@pytest.fixture(scope="module")
def instructor(source: Source, variant: Variant) -> NotebookNode:
    return instructor_edition(source, variant)


@pytest.fixture(scope="module")
def editions(student: NotebookNode, solution: NotebookNode, instructor: NotebookNode) -> list[NotebookNode]:
    return [student, solution, instructor]


def texts(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def is_written_by_the_student(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def test_all_have_the_same_cells(source: Source, editions: list[NotebookNode]) -> None:
    kinds = [[(cell.id, cell.cell_type, cell.metadata.get("tags")) for cell in book.cells] for book in editions]
    assert (
        kinds[0]
        == kinds[1]
        == kinds[2]
        == [(cell.id, cell.cell_type, cell.metadata.get("tags")) for cell in source.notebook.cells]
    )
    data = [[cell.metadata.get("nbgrader", {}) for cell in book.cells] for book in editions]
    without_checksums = [[{k: v for k, v in cell.items() if k != "checksum"} for cell in book] for book in data]
    assert without_checksums[0] == without_checksums[1] == without_checksums[2]
    assert data[0] == data[1]


def test_the_instructors_is_the_source_with_settings_and_answers(source: Source, instructor: NotebookNode) -> None:
    for cell, original in zip(instructor.cells, source.notebook.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "variant":
            continue
        lines = [line for line in cell.source.split("\n") if not line.startswith("EXPECTED = ")]
        assert "\n".join(lines) == original.source


def test_each_hidden_region_has_the_answers_that_it_asks_for(variant: Variant, instructor: NotebookNode) -> None:
    asked: set[str] = set()
    for cell in instructor.cells:
        names = set(re.findall(r'EXPECTED\["(\w+)"\]', cell.source))
        given = re.search(r"BEGIN HIDDEN TESTS[^\n]*\nEXPECTED = (\{.*\})\n", cell.source)
        assert bool(given) == bool(names)
        if given:
            assert ast.literal_eval(given[1]) == {name: variant.expected[name] for name in names}
        asked |= names
    assert asked, "no test asks for an answer"


def test_the_students_lacks_solutions_hidden_tests_and_mark_schemes_and_nothing_else(
    student: NotebookNode, instructor: NotebookNode
) -> None:
    for cell, whole in zip(student.cells, instructor.cells, strict=True):
        if cell.cell_type == "markdown" and is_written_by_the_student(cell):
            left = SCHEME.sub("", whole.source)
            expected = SOLUTION.sub(TEXT_STUB + "\n", left) if SOLUTION.search(left) else TEXT_STUB
        else:
            expected = HIDDEN.sub("", SOLUTION.sub(rf"\1{STUB}\n", whole.source))
        assert cell.source.rstrip("\n") == expected.rstrip("\n")


def test_the_solution_is_the_students_but_for_what_the_student_writes(
    student: NotebookNode, solution: NotebookNode
) -> None:
    different = [cell for cell, other in zip(solution.cells, student.cells, strict=True) if cell != other]
    assert different == [cell for cell in solution.cells if is_written_by_the_student(cell)]
    assert STUB not in "\n".join(texts(solution))
    assert not re.search("(BEGIN|END) (SOLUTION|HIDDEN|MARK)", "\n".join(texts(solution)))


def test_nothing_has_outputs_and_nbgrader_takes_all(editions: list[NotebookNode]) -> None:
    for notebook in editions:
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        assert not any(cell.outputs or cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def test_students_may_edit_their_answers_alone(student: NotebookNode) -> None:
    for cell in student.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata.get("deletable") is False
            assert cell.metadata.get("editable", True) is is_written_by_the_student(cell)


def test_two_students_notebooks_differ_in_one_cell(source: Source) -> None:
    one, other = (student_edition(source, variant_for(source, student=name, key=b"k")) for name in ("a", "b"))
    different = [cell.source for cell, twin in zip(one.cells, other.cells, strict=True) if cell.source != twin.source]
    assert len(different) == 1
    assert "STUDENT = 'a'\n" in different[0]


def test_the_students_notebook_asks_for_nothing_of_nbgrader(student: NotebookNode) -> None:
    code = [cell.source for cell in student.cells if cell.cell_type == "code"]
    assert "nbgrader" not in "\n".join(code)


def test_the_source_stays_as_it_was(source: Source, editions: list[NotebookNode]) -> None:
    assert len(editions) == 3
    assert source.notebook == read_source(source.name, root=source.folder.parent).notebook


MODEL, RUBRIC = "Because addition is commutative.", "Four points for naming the law."
MARKED_RUBRIC = f"=== BEGIN MARK SCHEME ===\n{RUBRIC}\n=== END MARK SCHEME ==="


@pytest.mark.parametrize(
    ("text", "left", "solution"),
    [
        (made_assignment.MANUAL, TEXT_STUB, MODEL),
        (
            f"### BEGIN SOLUTION\n{MODEL}\n{MARKED_RUBRIC}\n### END SOLUTION",
            TEXT_STUB,
            MODEL,
        ),
        (MARKED_RUBRIC, TEXT_STUB, ""),
    ],
)
def test_a_written_answer_shows_neither_model_nor_rubric(text: str, left: str, solution: str, tmp_path: Path) -> None:
    notebook = made_assignment.made_notebook()
    notebook.cells[-1] = marked(new_markdown_cell(text), "m1", points=4, solution=True)
    write_assignment(tmp_path, notebook=notebook)
    made = read_source(made_assignment.NAME, root=tmp_path)
    assert student_edition(made, example_variant(made)).cells[-1].source == left
    assert solution_edition(made, example_variant(made)).cells[-1].source == solution
    assert instructor_edition(made, example_variant(made)).cells[-1].source == text


def test_an_answer_that_is_not_computed_is_missed(tmp_path: Path) -> None:
    write_assignment(tmp_path, variant=made_assignment.VARIANT.replace('"total":', '"sum":'))
    made = read_source(made_assignment.NAME, root=tmp_path)
    with pytest.raises(ValueError, match=r"'q1_test': variant.py computes no total, but sum, largest"):
        instructor_edition(made, example_variant(made))

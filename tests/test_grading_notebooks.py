"""One notebook's grade: points, messages, and a page that gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from made_assignment import CARD, write_assignment
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from gtzan_course.assignments import (
    Source,
    Variant,
    read_source,
    regions,
    solution_edition,
    student_edition,
    variant_for,
)
from gtzan_course.assignments.sources import cells_by_id
from gtzan_course.grading.feedback import harmless
from gtzan_course.grading.notebooks import Grade, grade_notebook
from gtzan_course.grading.running import Limits
from gtzan_course.grading.sandbox import best_sandbox

LIMITS = Limits(cell_seconds=20)

STOLEN = 'assert total == EXPECTED["total"], "Add the first to all the others."'
"""A line of a hidden test."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    root = tmp_path_factory.mktemp("source")
    write_assignment(root)
    return read_source("sums", root=root)


@pytest.fixture(scope="module")
def anna(source: Source) -> Variant:
    return variant_for(source, student="anna", key=b"key")


@pytest.fixture(scope="module")
def graded(source: Source, anna: Variant) -> Callable[[NotebookNode], Grade]:
    return lambda notebook: grade_notebook(source, anna, notebook, sandbox=best_sandbox(), limits=LIMITS)


def test_the_solution_gets_all_and_an_untouched_notebook_nothing(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    full = graded(solution_edition(source, anna))
    assert full.points == {"q1": 4, "q2": 6, "q3": 3, "q4": 3, "m1": None}
    assert full.possible == {"q1": 4, "q2": 6, "q3": 3, "q4": 3, "m1": 4}
    assert full.messages == dict.fromkeys(("q1", "q2", "q3", "q4"), "") | {"m1": "to be read by the instructor"}
    assert full.notes == ()
    none = graded(student_edition(source, anna))
    assert [points for points in none.points.values() if points is not None] == [0, 0, 0, 0]
    assert [none.messages[f"q{i}"] for i in range(1, 5)] == [f"Question {i} is not answered yet." for i in range(1, 5)]


def test_edited_tests_and_settings_win_nothing(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    notebook = student_edition(source, anna)
    for name, cell in cells_by_id(notebook).items():
        if "_test" in name:
            cell.source = "assert True"
    cells_by_id(notebook)["q1"].source = "# Question 1\ntotal = 0"
    cells_by_id(notebook)["variant"].source = "STUDENT = 'anna'\nfirst = 0\nothers = [0, 0, 0]"
    got = graded(notebook)
    assert [points for points in got.points.values() if points is not None] == [0, 0, 0, 0]
    assert got.messages["q1"] == "Add the first to all the others."
    assert "put back, as edited: variant, q1_test, q2_test, q2_test2, q3_test, q4_test" in got.notes


def test_a_warning_or_a_value_in_a_test_costs_nothing(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    """By itself nbgrader takes all points for text on the error stream, and reads a number as partial points."""
    notebook = solution_edition(source, anna)
    noisy = "import sys\ndef halved(y):\n    print('noise', file=sys.stderr)\n    return y / 2"
    cells_by_id(notebook)["q4"].source = f"# Question 4\n{noisy}"
    assert graded(notebook).points["q4"] == 3


def test_part_of_a_question_gets_part_of_its_points(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    notebook = solution_edition(source, anna)
    cells_by_id(notebook)["q2"].source = "# Question 2\ndef doubled(y):\n    return 2 * y if y < 7 else 0"
    got = graded(notebook)
    assert got.points["q2"] == 3
    assert got.messages["q2"] == "Other numbers double as well."


def test_what_kills_the_kernel_costs_its_own_question_alone(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    notebook = solution_edition(source, anna)
    cells_by_id(notebook)["q2"].source = "# Question 2\nimport os\ndef doubled(y):\n    os._exit(0)"
    got = graded(notebook)
    assert got.points == {"q1": 4, "q2": 0, "q3": 3, "q4": 3, "m1": None}
    assert got.messages["q2"] == "stopped: it ended Python"
    assert {"q2_test: stopped: it ended Python", "q2_test2: stopped: it ended Python"} <= set(got.notes)


def test_the_page_gives_nothing_away(source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]) -> None:
    notebook = student_edition(source, anna)
    cells_by_id(notebook)["q1"].source = "# Question 1\ntotal = 1"
    cells_by_id(notebook)["m1"].source = "Mine. <script>alert(1)</script> ![x](https://elsewhere.example/x.png)"
    spying = (
        "class Spy(int):\n"
        "    def __eq__(self, other):\n"
        "        import sys\n"
        "        print(sys._getframe(1).f_globals['EXPECTED'])\n"
        f"        globals()['stolen'] = {STOLEN[::-1]!r}[::-1]\n"
        "        return True\n"
        "total = Spy(1)"
    )
    cells = notebook.cells
    cells.insert(cells.index(cells_by_id(notebook)["q1"]) + 1, new_code_cell(spying))
    cells.insert(cells.index(cells_by_id(notebook)["q3"]), new_code_cell("print(stolen)"))
    cells.append(new_markdown_cell("An addition of mine."))
    got = graded(notebook)
    for cell in source.notebook.cells:
        for kind in (regions.HIDDEN_TESTS, regions.MARK_SCHEME, regions.SOLUTION):
            for line in regions.inside(cell.source, kind):
                assert line.strip() not in re.sub("<[^>]*>", "", got.page)
    text = re.sub("<[^>]*>", "", got.page).replace("&quot;", '"').replace("&#34;", '"')
    assert f'"total": {anna.expected["total"]}' not in text.replace("'", '"')
    assert "EXPECTED[&#39;" not in got.page
    assert "[this output is withheld]" in text
    assert "An addition of mine." in text
    assert "looks into its callers" in " ".join(got.notes), "what cannot be stopped is named"
    assert "defines what is equal" in " ".join(got.notes)
    assert "looks into its callers" not in text, "that is for the instructor"


def test_the_page_asks_no_host_for_anything_and_runs_nothing(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    notebook = solution_edition(source, anna)
    cells_by_id(notebook)["m1"].source = "Mine. <script>alert(1)</script> <img src=x onerror=alert(1)>"
    html = "from IPython.display import HTML, SVG\nHTML('<script src=\"https://elsewhere.example/x.js\"></script>')"
    notebook.cells.append(new_code_cell(html))
    page = graded(notebook).page
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:script|iframe|object|link|form|meta http-equiv=.refresh)", page)
    assert not re.findall(r"<[^>]*(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "onerror=" not in re.sub("&lt;.*?&gt;", "", page)
    assert "Mine." in page
    assert "16 of 16" in page
    assert "to be read by the instructor" in page


def test_only_harmless_elements_are_left() -> None:
    assert harmless('<a href="javascript:go()">x</a>') == "<a>x</a>"
    assert harmless("<h2>Why?</h2>") == "<h2>Why?</h2>"


def test_the_cards_wrong_answers_get_what_the_card_says(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade]
) -> None:
    notebook = solution_edition(source, anna)
    for wrong in CARD["wrong_answers"]:
        cells_by_id(notebook)[wrong["question"]].source = wrong["answer"]
    got = graded(notebook)
    assert [got.points[wrong["question"]] for wrong in CARD["wrong_answers"]] == [
        wrong["points"] for wrong in CARD["wrong_answers"]
    ]
    assert [got.messages[wrong["question"]] for wrong in CARD["wrong_answers"]] == [
        wrong["says"] for wrong in CARD["wrong_answers"]
    ]


def test_data_files_lie_beside_the_notebook(
    source: Source, anna: Variant, graded: Callable[[NotebookNode], Grade], tmp_path: Path
) -> None:
    anna.write_data(tmp_path)
    number = (tmp_path / "numbers.txt").read_text().strip()
    notebook = solution_edition(source, anna)
    cells_by_id(notebook)["q1"].source += "\nassert open('numbers.txt').read().strip() == str(first)"
    assert number == str(anna.settings["first"])
    assert graded(notebook).messages["q1"] == ""

"""A small assignment made up for the tests: five questions, and everything that an assignment can have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.setup_cell import setup_source

NAME = "sums"

VARIANT = '''\
"""Four numbers below 1000: a million million variants."""


def draw(rng):
    return {"first": rng.randrange(1000), "others": [rng.randrange(1000) for _ in range(3)], "_secret": "never shown"}


def expected(settings):
    return {"total": settings["first"] + sum(settings["others"]), "largest": max(settings["others"])}


def write_data(settings, folder):
    (folder / "numbers.txt").write_text(f"{settings['first']}\\n", encoding="utf-8")
'''

SOLUTION_1 = """\
# Question 1
total = ...
### BEGIN SOLUTION
total = first + sum(others)
### END SOLUTION"""

TEST_1 = """\
# Question 1: test
assert total is not ..., "Question 1 is not answered yet."
assert isinstance(total, int), "The total is a whole number."
### BEGIN HIDDEN TESTS
assert total == EXPECTED["total"], "Add the first to all the others."
### END HIDDEN TESTS"""

SOLUTION_2 = '''\
# Question 2
def doubled(y):
    """Double y, one number."""
    ### BEGIN SOLUTION
    return 2 * y
    ### END SOLUTION'''

TEST_2 = """\
# Question 2: test
assert doubled(1) is not None, "Question 2 is not answered yet."
assert doubled(2) == 4, "Twice two is four."
### BEGIN HIDDEN TESTS
assert doubled(-1.5) == -3, "Numbers below zero double as well."
### END HIDDEN TESTS"""

TEST_2B = """\
# Question 2: test
### BEGIN HIDDEN TESTS
for number in range(5, 9):
    assert doubled(number) == number * 2, "Other numbers double as well."
### END HIDDEN TESTS"""

SOLUTION_3 = """\
# Question 3
largest = ...
### BEGIN SOLUTION
largest = max(*others)
### END SOLUTION"""

TEST_3 = """\
# Question 3: test
assert largest is not ..., "Question 3 is not answered yet."
### BEGIN HIDDEN TESTS
assert largest == EXPECTED["largest"], "Look at all the others."
### END HIDDEN TESTS"""

SOLUTION_4 = """\
# Question 4
def halved(y):
    \"\"\"Halve y, one number.\"\"\"
    ### BEGIN SOLUTION
    return y / 2
    ### END SOLUTION"""

TEST_4 = """\
# Question 4: test
assert halved(1) is not None, "Question 4 is not answered yet."
### BEGIN HIDDEN TESTS
assert halved(3) == 1.5, "Half of an odd number is no whole number."
### END HIDDEN TESTS"""

MANUAL = """\
### BEGIN SOLUTION
Because addition is commutative.
### END SOLUTION
=== BEGIN MARK SCHEME ===
Four points for naming the law.
=== END MARK SCHEME ==="""

CARD: dict[str, Any] = {
    "title": "Sums",
    "chapter": 2,
    "objective": "Add numbers and double them.",
    "minutes_to_allow": 10,
    "difficulty": 1,
    "points": 20,
    "own": ["q1", "q3"],
    "rubric": ["4 points: names the law"],
    "wrong_answers": [
        {
            "question": "q1",
            "belief": "the first does not count",
            "answer": "# Question 1\ntotal = sum(others)\n",
            "points": 0,
            "says": "Add the first to all the others.",
        },
        {
            "question": "q2",
            "belief": "doubling is adding two",
            "answer": "# Question 2\ndef doubled(y):\n    return y + 2\n",
            "points": 0,
            "says": "Numbers below zero double as well.",
        },
        {
            "question": "q3",
            "belief": "the first counts as well",
            "answer": "# Question 3\nlargest = max(1000, first, *others)\n",
            "points": 0,
            "says": "Look at all the others.",
        },
        {
            "question": "q4",
            "belief": "halving is for whole numbers",
            "answer": "# Question 4\ndef halved(y):\n    return y // 2\n",
            "points": 0,
            "says": "Half of an odd number is no whole number.",
        },
    ],
}


def marked(cell: NotebookNode, grade_id: str, *, points: int | None = None, solution: bool = False) -> NotebookNode:
    """Give a cell nbgrader's metadata: graded if it has points, locked if it is no solution."""
    data = {"grade": points is not None, "grade_id": grade_id, "locked": not solution, "schema_version": 3}
    cell.metadata["nbgrader"] = data | {"solution": solution, "task": False}
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    cell["id"] = grade_id.replace("_", "-")
    return cell


def made_notebook() -> NotebookNode:
    """All cells with solutions and hidden tests; the setup cell and the variant's are still to be written."""
    cells = [
        new_markdown_cell("# Sums\n\nAdd numbers and double them.", id="title"),
        new_code_cell(setup_source(None), id="setup", metadata={"tags": ["setup"]}),
        marked(new_code_cell("# written anew"), "variant"),
        marked(new_markdown_cell("## Question 1\n\nAdd all numbers."), "q1_text"),
        marked(new_code_cell(SOLUTION_1), "q1", solution=True),
        marked(new_code_cell(TEST_1), "q1_test", points=4),
        marked(new_markdown_cell("## Question 2\n\nDouble a number."), "q2_text"),
        marked(new_code_cell(SOLUTION_2), "q2", solution=True),
        marked(new_code_cell(TEST_2), "q2_test", points=3),
        marked(new_code_cell(TEST_2B), "q2_test2", points=3),
        marked(new_markdown_cell("## Question 3\n\nWhich of the others is the largest?"), "q3_text"),
        marked(new_code_cell(SOLUTION_3), "q3", solution=True),
        marked(new_code_cell(TEST_3), "q3_test", points=3),
        marked(new_markdown_cell("## Question 4\n\nHalve a number."), "q4_text"),
        marked(new_code_cell(SOLUTION_4), "q4", solution=True),
        marked(new_code_cell(TEST_4), "q4_test", points=3),
        marked(new_markdown_cell("## Question 5\n\nWhy does the order not matter?"), "m1_text"),
        marked(new_markdown_cell(MANUAL), "m1", points=4, solution=True),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def write_assignment(
    root: Path,
    *,
    name: str = NAME,
    notebook: NotebookNode | None = None,
    card: dict[str, Any] | None = None,
    variant: str = VARIANT,
) -> Path:
    """Write the assignment beneath a folder of sources, and give its own folder."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook or made_notebook(), folder / f"{name}.ipynb")
    (folder / "card.yaml").write_text(yaml.safe_dump(card or CARD, sort_keys=False), encoding="utf-8")
    (folder / "variant.py").write_text(variant, encoding="utf-8")
    return folder

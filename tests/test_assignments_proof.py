"""Every assignment keeps its promises: full marks for the solution, none for a blank, each wrong answer its own.

Three notebooks an assignment in short: the solution, the untouched one, and one with the first wrong answer to each
question. All other wrong answers, and one student's answers handed in by another, take longer.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from gtzan_course.assignments import (
    Source,
    Variant,
    questions,
    read_source,
    solution_edition,
    student_edition,
    variant_for,
)
from gtzan_course.assignments.sources import cells_by_id
from gtzan_course.grading.notebooks import Grade, grade_notebook
from gtzan_course.grading.prepared import prepared_home
from gtzan_course.grading.sandbox import best_sandbox
from tools.contents import ROOT

SOURCES = ROOT / "assignments" / "source"
NAMES = sorted(path.parent.name for path in SOURCES.glob("*/card.yaml"))
pytestmark = pytest.mark.parametrize("name", NAMES)


def source_of(name: str) -> Source:
    return read_source(name, root=SOURCES)


def variant_of(source: Source, student: str = "proof") -> Variant:
    return variant_for(source, student=student, key=b"a key for the tests")


def graded(source: Source, variant: Variant, notebook: NotebookNode) -> Grade:
    sandbox = replace(best_sandbox(), prepared=prepared_home())
    return grade_notebook(source, variant, notebook, sandbox=sandbox)


def by_question(source: Source) -> dict[str, list[dict[str, Any]]]:
    """The card's wrong answers to each question that tests grade."""
    found: dict[str, list[dict[str, Any]]] = {question.id: [] for question in questions(source) if not question.manual}
    for wrong in source.card["wrong_answers"]:
        found[wrong["question"]].append(wrong)
    return found


def with_wrong(notebook: NotebookNode, wrong: list[dict[str, Any]]) -> NotebookNode:
    changed = copy.deepcopy(notebook)
    for answer in wrong:
        cells_by_id(changed)[answer["question"]].source = answer["answer"]
    return changed


def assert_as_the_card_says(got: Grade, wrong: list[dict[str, Any]]) -> None:
    told = {answer["question"]: (answer["points"], answer["says"]) for answer in wrong}
    assert {name: got.points[name] for name in told} == {name: points for name, (points, _) in told.items()}
    for name, (_, says) in told.items():
        assert " ".join(says.split()) in got.messages[name], f"{name}: the test said {got.messages[name]!r}"


def test_the_solution_gets_full_marks(name: str) -> None:
    source = source_of(name)
    got = graded(source, variant_of(source), solution_edition(source, variant_of(source)))
    assert not any(message for question, message in got.messages.items() if question != "m1"), got.messages
    assert {key: points for key, points in got.points.items() if points is not None} == {
        question.id: question.points for question in questions(source) if not question.manual
    }
    assert sum(got.possible.values()) == source.card["points"] == 20
    assert [question.points for question in questions(source) if question.manual] == [4]
    assert got.notes == ()


def test_an_untouched_notebook_gets_nothing(name: str) -> None:
    source = source_of(name)
    got = graded(source, variant_of(source), student_edition(source, variant_of(source)))
    for question in by_question(source):
        assert got.points[question] == 0
        assert f"Question {question[1:]} is not answered yet" in got.messages[question]


def test_the_first_wrong_answers_get_what_the_card_says(name: str) -> None:
    source = source_of(name)
    first = [wrong[0] for wrong in by_question(source).values()]
    assert len(first) >= 4
    got = graded(source, variant_of(source), with_wrong(solution_edition(source, variant_of(source)), first))
    assert_as_the_card_says(got, first)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_every_other_wrong_answer_gets_what_the_card_says(name: str) -> None:
    source = source_of(name)
    variant = variant_of(source)
    for place in range(1, max(map(len, by_question(source).values()))):
        wrong = [answers[place] for answers in by_question(source).values() if len(answers) > place]
        got = graded(source, variant, with_wrong(solution_edition(source, variant), wrong))
        assert_as_the_card_says(got, wrong)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_one_students_answers_are_not_anothers(name: str) -> None:
    """What one student's settings lead to, handed in by another, is right where settings make no difference."""
    source = source_of(name)
    one, other = variant_of(source, "one"), variant_of(source, "another")
    notebook = solution_edition(source, other)
    place = notebook.cells.index(cells_by_id(notebook)["variant"])
    notebook.cells.insert(place + 1, new_code_cell(one.text()))
    got = graded(source, other, notebook)
    assert len(source.card["own"]) >= 2
    for question in questions(source):
        if question.id in source.card["own"]:
            points = got.points[question.id]
            assert points is not None
            assert points < question.points, f"{question.id}: the answer of one is right for the other as well"

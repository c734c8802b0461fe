"""What every assignment's source keeps to, beyond what `read_source` asks for.

Each rule takes a source and gives one line for everything that breaks it.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from gtzan_course.assignments import Source, example_variant, questions, regions, student_edition, variant_for
from gtzan_course.assignments.editions import expected_names
from gtzan_course.assignments.sources import VARIANT_CELL, cells_by_id
from tools.cells import code_cells
from tools.rules import in_the_words_of_the_field, of_no_machine, set_up_second

Rule = Callable[[Source], Iterator[str]]

POINTS = 20
MANUAL_POINTS = 4
SHORTEST = 12
MOST_BYTES = 1_000_000
AUTOGRADED = (4, 8)
LIBRARIES = {"gtzan_course", "numpy", "sklearn", *sys.stdlib_module_names}
"""What a test may import: all of it is where students' notebooks run and where they are graded."""

example = functools.cache(example_variant)
"""A source's example variant, drawn once: that can take seconds."""

WRONG_ANSWER_KEYS = {"question": str, "belief": str, "answer": str, "points": int, "says": str}


def counted(source: Source) -> Iterator[str]:
    """4 to 8 questions that are graded by tests and one that is read; 20 points, 4 of them for the latter."""
    found = questions(source)
    tested, read = [q for q in found if not q.manual], [q for q in found if q.manual]
    if not AUTOGRADED[0] <= len(tested) <= AUTOGRADED[1]:
        yield f"{len(tested)} questions are graded by tests, expected {AUTOGRADED[0]} to {AUTOGRADED[1]}"
    if (manual := [(q.id, q.points) for q in read]) != [("m1", MANUAL_POINTS)]:
        yield f"expected one question that is read, m1 with {MANUAL_POINTS} points, got {manual}"
    if [q.id for q in tested] != [f"q{i}" for i in range(1, len(tested) + 1)]:
        yield f"expected the questions q1, q2 and so on, got {', '.join(q.id for q in tested)}"
    total = sum(q.points for q in found)
    if not total == source.card["points"] == POINTS:
        yield f"the notebook gives {total} points and the card {source.card['points']}, expected {POINTS}"


def laid_out(source: Source) -> Iterator[str]:
    """Each question: a locked text, a cell to answer it in, tests; each opens with the question's name."""
    cells = cells_by_id(source.notebook)
    if not source.notebook.cells[0].source.startswith("# "):
        yield "the first cell is no title"
    for question in questions(source):
        text = cells.get(f"{question.id}_text")
        if text is None or text.cell_type != "markdown" or not text.metadata["nbgrader"]["locked"]:
            yield f"{question.id}: expected a locked text {question.id}_text before it"
        if question.manual:
            continue
        title = f"# Question {question.id[1:]}"
        for key, opening in [(question.id, title), *((test, f"{title}: test") for test in question.tests)]:
            if not cells[key].source.startswith(opening):
                yield f"{key}: it does not begin with {opening!r}"
            if cells[key].cell_type != "code":
                yield f"{key}: it is no code cell"


def marked_up(source: Source) -> Iterator[str]:
    """Metadata as nbgrader wants them, solutions and hidden tests where they belong."""
    for key, cell in cells_by_id(source.notebook).items():
        data = cell.metadata["nbgrader"]
        if data["schema_version"] != 3 or data.get("task"):
            yield f"{key}: expected schema_version 3 and no task"
        if data["locked"] is data["solution"]:
            yield f"{key}: a cell is either to be answered in or locked"
        if data["solution"] and not (regions.inside(cell.source, regions.SOLUTION) or data["grade"]):
            yield f"{key}: no solution between BEGIN SOLUTION and END SOLUTION"
        if data["solution"] and data["grade"] and not regions.inside(cell.source, regions.MARK_SCHEME):
            yield f"{key}: no rubric between BEGIN MARK SCHEME and END MARK SCHEME"


def hidden(source: Source) -> Iterator[str]:
    """Each question has visible and hidden tests; only the hidden ones know the right answers, and these exist."""
    cells = cells_by_id(source.notebook)
    expected = example(source).expected
    for question in questions(source):
        inside = [line for test in question.tests for line in regions.inside(cells[test].source, regions.HIDDEN_TESTS)]
        outside = [regions.outside(cells[test].source, regions.HIDDEN_TESTS) for test in question.tests]
        if not question.manual and not any("assert" in line for line in inside):
            yield f"{question.id}: no hidden test"
        if not question.manual and not any("assert" in text for text in outside):
            yield f"{question.id}: no visible test"
        for name in expected_names("\n".join(inside)):
            if name not in expected:
                yield f"{question.id}: it asks for EXPECTED[{name!r}], but variant.py computes {', '.join(expected)}"
    for i, cell in code_cells(source.notebook):
        uses, named = cell.source.count("EXPECTED"), cell.source.count("EXPECTED[")
        if "EXPECTED" in regions.outside(cell.source, regions.HIDDEN_TESTS) or uses != named:
            yield f'cell {i}: EXPECTED["name"] may stand in hidden tests only, and in no other form'


def importing_little(source: Source) -> Iterator[str]:
    """Tests import what is there wherever they run; students' notebooks nothing of nbgrader."""
    for key, cell in cells_by_id(source.notebook).items():
        if cell.cell_type == "code" and cell.metadata["nbgrader"]["grade"]:
            for library in sorted(imported(cell) - LIBRARIES):
                yield f"{key}: its test imports {library}, which may not be there; gtzan_course, numpy and sklearn are"
    for i, cell in code_cells(student_edition(source, example(source))):
        if "nbgrader" in imported(cell):
            yield f"cell {i}: students' notebooks do not need nbgrader"


def imported(cell: NotebookNode) -> set[str]:
    """Top names of what a code cell imports."""
    plain: str = TransformerManager().transform_cell(cell.source)  # type: ignore[no-untyped-call]
    nodes = list(ast.walk(ast.parse(plain)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def without_outputs(source: Source) -> Iterator[str]:
    """The source holds no outputs; setup cell and example variant are what the tools write."""
    for i, cell in code_cells(source.notebook):
        if cell.outputs or cell.execution_count is not None:
            yield f"cell {i} has outputs or an execution count"
    yield from set_up_second(source.notebook)
    if cells_by_id(source.notebook)[VARIANT_CELL].source != example(source).text():
        yield "the cell 'variant' is not the example; `python -m tools.assignments NAME --write` writes it"


def of_ones_own(source: Source) -> Iterator[str]:
    """The answers to at least two questions are another student's no more."""
    ids, own = {q.id: q for q in questions(source) if not q.manual}, source.card["own"]
    if len(own) < 2 or not set(own) <= set(ids):
        yield f"card, own: expected at least two of {', '.join(ids)}, got {own}"
    variants = [variant_for(source, student=student, key=b"rules") for student in ("a", "b", "c")]
    cells = cells_by_id(source.notebook)
    for question in (ids[key] for key in own if key in ids):
        names = [name for test in question.tests for name in expected_names(cells[test].source)]
        answers = [[variant.expected.get(name) for name in names] for variant in variants]
        if any(answers.count(answer) > 1 for answer in answers):
            yield f"{question.id}: of three students two have the same EXPECTED values {names}"


def handed_out(source: Source) -> Iterator[str]:
    """The files that go with a notebook are small, and the same whenever they are written."""
    written = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            example(source).write_data(folder)
            files = (path for path in sorted(Path(folder).rglob("*")) if path.is_file())
            written.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    if written[0] != written[1]:
        yield "write_data writes other files the second time; nothing but the settings may decide what it writes"
    if sum(map(len, written[0].values())) > MOST_BYTES:
        yield f"write_data writes more than {MOST_BYTES:,} bytes"


def carded(source: Source) -> Iterator[str]:
    """The card's values are of their kinds, and each question that is graded by tests has a wrong answer."""
    card, ids = source.card, {q.id: q for q in questions(source) if not q.manual}
    if card["difficulty"] not in (1, 2, 3):
        yield f"card, difficulty: expected 1, 2 or 3, got {card['difficulty']!r}"
    if not (card["chapter"] is None or isinstance(card["chapter"], int)):
        yield f"card, chapter: expected a number or null, got {card['chapter']!r}"
    if not isinstance(card["minutes_to_allow"], int):
        yield f"card, minutes_to_allow: expected a number, got {card['minutes_to_allow']!r}"
    for i, wrong in enumerate(card["wrong_answers"], start=1):
        amiss = [key for key, kind in WRONG_ANSWER_KEYS.items() if not isinstance(wrong.get(key), kind)]
        if amiss or wrong["question"] not in ids:
            yield f"card, wrong answer {i}: amiss is {', '.join(amiss) or 'its question'}"
        elif not 0 <= wrong["points"] < ids[wrong["question"]].points:
            yield f"card, wrong answer {i}: expected fewer points than a right one, got {wrong['points']}"
        elif not wrong["answer"].startswith(f"# Question {wrong['question'][1:]}\n"):
            yield f"card, wrong answer {i}: its first line is not '# Question {wrong['question'][1:]}'"
    for key in ids.keys() - {wrong.get("question") for wrong in card["wrong_answers"]}:
        yield f"card: no wrong answer to {key}"


def in_the_courses_words(source: Source) -> Iterator[str]:
    """As in the chapters: windows and tracks, and no path of a machine."""
    yield from in_the_words_of_the_field(source.notebook)
    yield from of_no_machine(source.notebook)


def no_answer_in_sight(source: Source) -> Iterator[str]:
    """No line of a solution or of a hidden test stands in the student's edition as well."""
    shown = {
        line.strip() for cell in student_edition(source, example(source)).cells for line in cell.source.split("\n")
    }
    for key, cell in cells_by_id(source.notebook).items():
        for kind in regions.KINDS:
            for line in regions.inside(cell.source, kind):
                if telling(line) and line.strip() in shown:
                    yield f"{key}: a line of its {kind.lower()} stands in the student's edition: {line.strip()!r}"


def telling(line: str) -> bool:
    """Whether a line says something of its own: an import says nothing, nor does a short line."""
    return len(re.sub(r"\W", "", line)) > SHORTEST and not line.strip().startswith(("import ", "from "))


RULES: list[Rule] = [
    counted,
    laid_out,
    marked_up,
    hidden,
    importing_little,
    without_outputs,
    of_ones_own,
    handed_out,
    carded,
    in_the_courses_words,
    no_answer_in_sight,
]

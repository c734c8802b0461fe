"""Grade one notebook: mend it, run it, count its points, write its feedback."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from gtzan_course.assignments import regions
from gtzan_course.assignments.editions import instructor_edition, student_edition
from gtzan_course.assignments.sources import Question, Source, cells_by_id, is_marked, questions
from gtzan_course.assignments.variants import Variant
from gtzan_course.grading.feedback import TEMPLATE, Row, page_resources, shown
from gtzan_course.grading.gradebook import course
from gtzan_course.grading.mending import mend
from gtzan_course.grading.running import Code, Limits, Outcome, run
from gtzan_course.grading.sandbox import Sandbox
from gtzan_course.grading.traces import traces

READ_BY_A_PERSON = "to be read by the instructor"
"""What stands in the place of points that no test can give."""


@dataclass(frozen=True)
class Grade:
    """What a notebook got.

    Attributes
    ----------
    points
        By question, from the tests; None for what a person reads.
    possible
        By question, the most there is to get.
    messages
        By question, what the first failing test said; empty where all passed.
    notes
        In words: what was put back or stopped before it could be graded, and what is worth reading.
    page
        The feedback page, HTML.
    """

    points: dict[str, float | None]
    possible: dict[str, int]
    messages: dict[str, str]
    notes: tuple[str, ...]
    page: str


def grade_notebook(
    source: Source,
    variant: Variant,
    notebook: NotebookNode,
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
    notes: tuple[str, ...] = (),
) -> Grade:
    """Grade what a student handed in.

    Parameters
    ----------
    source
        The assignment.
    variant
        The student's.
    notebook
        What was handed in, as `~gtzan_course.grading.submissions.read_notebook` reads it.
    sandbox
        How the student's code is run.
    limits
        What it may use; by default `Limits` as they are.
    notes
        What is known of it already, for the feedback page.

    Returns
    -------
    Grade
        Points, messages, notes and the feedback page.

    Raises
    ------
    ValueError
        It is not a notebook of this assignment.
    """
    full = instructor_edition(source, variant)
    mended = mend(notebook, handed_out=student_edition(source, variant), full=full)
    with tempfile.TemporaryDirectory(prefix="gtzan-") as data:
        variant.write_data(data)
        running = _Running(Path(data), sandbox, limits or Limits())
        with course(source.name, full=full, submitted=mended.notebook) as made:
            made.autograde(running)
            said = running.said()
            scores = made.scores()
            rows = [_row(question, scores, said) for question in questions(source)]
            done = (*notes, *mended.notes, *running.notes())
            resources = page_resources(source.card["title"], student=variant.student, rows=rows, notes=done)
            page = made.feedback(_Showing(said, resources), template=TEMPLATE)
    return Grade(
        points={row.question: row.points for row in rows},
        possible={row.question: row.possible for row in rows},
        messages={row.question: row.message for row in rows},
        notes=(*done, *_traces(mended.notebook, full)),
        page=page,
    )


class _Running:
    """nbgrader's step that runs the code."""

    def __init__(self, data: Path, sandbox: Sandbox, limits: Limits) -> None:
        self.data, self.sandbox, self.limits = data, sandbox, limits
        self.outcomes: dict[str, Outcome] = {}

    def __call__(self, notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        outcomes = run([_code(cell) for cell in cells], sandbox=self.sandbox, limits=self.limits, data=self.data)
        for i, (cell, outcome) in enumerate(zip(cells, outcomes, strict=True)):
            cell.outputs = _outputs(cell, outcome)
            name = cell.metadata.get("nbgrader", {}).get("grade_id") or f"the student's cell {i + 1}"
            self.outcomes[name] = outcome
        return notebook, resources

    def said(self) -> dict[str, str]:
        """What each cell that failed has to say, in a line."""
        return {name: _words(outcome) for name, outcome in self.outcomes.items() if outcome.failed}

    def notes(self) -> list[str]:
        return [f"{name}: {outcome.stopped}" for name, outcome in self.outcomes.items() if outcome.stopped]


class _Showing:
    """nbgrader's step that makes the notebook fit to be shown."""

    def __init__(self, said: Mapping[str, str], resources: dict[str, Any]) -> None:
        self.said, self.resources = said, resources

    def __call__(self, notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        resources["grading"] = self.resources
        return shown(notebook, messages=self.said), resources


def _code(cell: NotebookNode) -> Code:
    """What to run for a cell: of a test, the hidden part by itself."""
    if not _is_test(cell):
        return Code(cell.source)
    hidden = "\n".join(regions.inside(cell.source, regions.HIDDEN_TESTS))
    return Code(regions.outside(cell.source, regions.HIDDEN_TESTS), hidden)


def _outputs(cell: NotebookNode, outcome: Outcome) -> list[Any]:
    """A cell's outputs; a test's is its error alone, for by any other nbgrader would take points away or give them."""
    stopped = [_error("Stopped", outcome.stopped.removeprefix("stopped: "))] if outcome.stopped else []
    if not _is_test(cell):
        return [*outcome.outputs, *stopped]
    return stopped or ([_error(*outcome.error)] if outcome.error else [])


def _error(name: str, message: str) -> Any:
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def _is_test(cell: NotebookNode) -> bool:
    return is_marked(cell, "grade") and not is_marked(cell, "solution")


def _words(outcome: Outcome) -> str:
    """What became of a cell that failed, in one line: an assertion's message, or any other error with its name."""
    if outcome.stopped or not outcome.error:
        return outcome.stopped or ""
    name, message = outcome.error
    text = message if name == "AssertionError" and message else f"{name}: {message}".strip(": ")
    return " ".join(text.split())[:1000]


def _row(question: Question, scores: Mapping[str, float], said: Mapping[str, str]) -> Row:
    if question.manual:
        return Row(question.id, None, question.points, READ_BY_A_PERSON)
    failed = [said[test] for test in question.tests if test in said]
    points = sum(scores.get(test, 0.0) for test in question.tests)
    broken = f" (the answer's own cell: {said[question.id]})" if question.id in said else ""
    return Row(question.id, points, question.points, failed[0] + broken if failed else "")


def _traces(mended: NotebookNode, full: NotebookNode) -> list[str]:
    """A note on what the student's own code reaches for."""
    locked = {cell.source for name, cell in cells_by_id(full).items() if not is_marked(cell, "solution")}
    own = [cell.source for cell in mended.cells if cell.cell_type == "code" and cell.source not in locked]
    found = traces(own)
    return [f"worth reading before the points are believed: the code {', '.join(found)}"] if found else []

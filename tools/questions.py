"""What every chapter's exercises and quiz keep to; `tools.rules` holds the chapters against it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tools.cells import output_texts

EXERCISES = (2, 4)
QUESTIONS = 3
MIN_CHOICES = 3
MIN_REASON = 25

EXERCISE = re.compile(r"^[`:]{3,}\{exercise\}.*\n(?::(?!label).*\n)*:label: (?P<label>\S+)$", re.MULTILINE)
SOLUTION = re.compile(r"^[`:]{3,}\{solution-start\} (?P<label>\S+)\n(?P<options>(?::.*\n)+)", re.MULTILINE)
SOLUTION_END = re.compile(r"^[`:]{3,}\{solution-end\}", re.MULTILINE)
CHECKED = re.compile(r"^check\.\w+\(.*\)$")
QUESTION = re.compile(
    r'^<div class="quiz" role="group" aria-label="[^"]{15,}">\n(.*?)^</div>$', re.MULTILINE | re.DOTALL
)
CHOICE = re.compile(
    r'<details class="(right|wrong)"><summary>(.*?)</summary>\s*<p>(<strong>.*?)</p>\s*</details>', re.DOTALL
)


def answer_after(notebook: NotebookNode, i: int) -> tuple[str, str]:
    """The last line of the code cell after a markdown cell, and what that cell put out last."""
    cell = notebook.cells[i + 1] if i + 1 < len(notebook.cells) else None
    if cell is None or cell.cell_type != "code":
        return "", ""
    texts = list(output_texts(cell))
    return (cell.source.splitlines() or [""])[-1], texts[-1] if texts else ""


def exercised(notebook: NotebookNode) -> Iterator[str]:
    """Each exercise has a checker that waits for an answer, and a solution that it finds right."""
    exercises: dict[str, int] = {}
    solutions: dict[str, int] = {}
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        exercises |= {match["label"]: i for match in EXERCISE.finditer(cell.source)}
        for match in SOLUTION.finditer(cell.source):
            solutions[match["label"]] = i
            name = match["label"].removeprefix("ex-")
            if f":label: sol-{name}\n" not in match["options"] or ":class: dropdown\n" not in match["options"]:
                yield f"the solution in cell {i} lacks ':label: sol-{name}' or ':class: dropdown'"
    if not EXERCISES[0] <= len(exercises) <= EXERCISES[1]:
        yield f"there are {len(exercises)} exercises, expected {EXERCISES[0]} to {EXERCISES[1]}"
    if list(exercises) != list(solutions):
        yield f"exercises {list(exercises)} and solutions {list(solutions)} do not match"
    yield from _answered(notebook, exercises, "not answered yet", what="exercise")
    yield from _answered(notebook, solutions, "Right:", what="solution")
    for i in solutions.values():
        if i + 2 >= len(notebook.cells) or not SOLUTION_END.match(notebook.cells[i + 2].source):
            yield f"the solution that starts in cell {i} does not end in cell {i + 2}"


def _answered(notebook: NotebookNode, places: dict[str, int], expected: str, *, what: str) -> Iterator[str]:
    for label, i in places.items():
        last, output = answer_after(notebook, i)
        if not CHECKED.match(last):
            yield f"the cell after {what} {label} does not end in a call of its checker: {last!r}"
        elif expected not in output:
            yield f"the checker says after {what} {label}: {output!r}, expected '{expected}'"


def quizzed(notebook: NotebookNode) -> Iterator[str]:
    """Three questions, each with one right choice among three or more, and a reason given for every choice."""
    quizzes = [cell.source for cell in notebook.cells if cell.source.startswith("## Quiz")]
    questions = QUESTION.findall("\n".join(quizzes))
    if len(quizzes) != 1 or len(questions) != QUESTIONS:
        yield f"expected one section 'Quiz' with {QUESTIONS} questions, found {len(quizzes)} with {len(questions)}"
    for number, question in enumerate(questions, start=1):
        choices = CHOICE.findall(question)
        if question.count("<details") != len(choices) or len(choices) < MIN_CHOICES:
            yield f"question {number} has {len(choices)} well-formed choices, expected {MIN_CHOICES} or more"
        if [kind for kind, _, _ in choices].count("right") != 1:
            yield f"question {number} does not have exactly one right choice"
        for kind, words, reason in choices:
            said = re.sub(r"<[^>]+>", "", reason).strip()
            if not said.startswith("Yes." if kind == "right" else "No.") or len(said) < MIN_REASON:
                yield f"question {number} does not say why {words.strip()!r} is {kind}"

"""The table of points: a row for each file and each student, for Moodle, Canvas or a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gtzan_course.assignments.rosters import Student
from gtzan_course.assignments.sources import Question
from gtzan_course.files import written_whole
from gtzan_course.grading.notebooks import Grade

GRADED = "graded"
"""Status of a notebook that could be graded as it came."""

WITH_NOTES = "graded with notes"
"""Status of a notebook of which the note has something to say."""

NOT_GRADED = "not graded"
"""Status of a file that could not be graded, and of a student without one."""

OWN_COLUMNS = ("auto_points", "auto_max", "manual_max", "manual_points", "note", "feedback")
"""What stands behind the questions' points."""


@dataclass(frozen=True)
class Line:
    """What the table says of one file, or of a student who handed in none.

    Attributes
    ----------
    student
        The id; empty if nobody knows.
    file
        The file's place in the folder of submissions; empty if there is none.
    grade
        What it got; None if it was not graded.
    notes
        What the instructor should know.
    feedback
        Name of the feedback page.
    """

    student: str
    file: str
    grade: Grade | None
    notes: tuple[str, ...] = ()
    feedback: str = ""

    @property
    def status(self) -> str:
        """Whether it was graded: one of `GRADED`, `WITH_NOTES`, `NOT_GRADED`."""
        if self.grade is None:
            return NOT_GRADED
        return WITH_NOTES if self.notes else GRADED


def write_sheet(
    path: str | Path, lines: Sequence[Line], *, questions: Sequence[Question], roster: Sequence[Student]
) -> None:
    """Write the table as CSV, in UTF-8 with the mark by which spreadsheets know it, a whole file or none.

    The roster's columns come first, so that a learning platform finds its students again. A text that a spreadsheet
    would take for a formula gets a ``'`` before it.

    Parameters
    ----------
    path
        The file.
    lines
        Its rows.
    questions
        The assignment's: a column each.
    roster
        Students, for their columns; may be empty.
    """
    columns = list(dict.fromkeys(name for student in roster for name in student.columns))
    by_id = {student.id: student.columns for student in roster}
    own = [name if name not in columns else f"graded_{name}" for name in _own(questions)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_safe(name) for name in (*columns, *own)])
    for line in lines:
        known = by_id.get(line.student, {})
        writer.writerow([_safe(known.get(name, "")) for name in columns] + _values(line, questions))
    with written_whole(path) as file:
        file.write(text.getvalue().encode("utf-8-sig", errors="replace"))


def summary(lines: Sequence[Line]) -> str:
    """Count the rows.

    Parameters
    ----------
    lines
        Rows of a table.

    Returns
    -------
    str
        One sentence.
    """
    files = [line for line in lines if line.file]
    graded = [line.grade for line in files if line.grade]
    notes = sum(line.status == WITH_NOTES for line in files)
    said = f"{len(files)} files: {len(graded)} graded ({notes} with notes), {len(files) - len(graded)} not graded."
    without = len(lines) - len(files)
    return said + (f" {without} students without a file." if without else "")


def auto_points(grade: Grade) -> tuple[float, int]:
    """Add up the points from tests.

    Parameters
    ----------
    grade
        What a notebook got.

    Returns
    -------
    float
        Points that it got.
    int
        Points that there are.
    """
    given = {question: points for question, points in grade.points.items() if points is not None}
    return sum(given.values()), sum(grade.possible[question] for question in given)


def _own(questions: Sequence[Question]) -> list[str]:
    return ["student", "file", "status", *(question.id for question in questions), *OWN_COLUMNS]


def _values(line: Line, questions: Sequence[Question]) -> list[str]:
    """The values of a row behind the roster's."""
    tested = [question.points for question in questions if not question.manual]
    read = [question.points for question in questions if question.manual]
    grade = line.grade
    points = ["" if grade is None else _number(grade.points.get(question.id)) for question in questions]
    total = "" if grade is None else _number(auto_points(grade)[0])
    texts = [_safe(text) for text in (line.student, line.file, line.status)]
    ends = [_safe(text) for text in ("; ".join(line.notes), line.feedback)]
    return [*texts, *points, total, str(sum(tested)), str(sum(read)), "", *ends]


def _number(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; on one line."""
    line = " ".join(text.split()) if any(sign in text for sign in "\r\n\t") else text
    return f"'{line}" if line.lstrip()[:1] in ("=", "+", "-", "@") else line

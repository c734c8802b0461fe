"""A class of thirty, graded by the command: some right, some wrong, some hostile, all within a quarter of an hour."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from gtzan_course.assignments import (
    Source,
    Variant,
    assign,
    questions,
    read_key,
    read_source,
    solution_edition,
    student_edition,
    variant_for,
)
from gtzan_course.assignments.sources import cells_by_id
from gtzan_course.cli import main
from tools.contents import ROOT

NAME = "windows"
SOURCES = ROOT / "assignments" / "source"
STUDENTS = [f"s{number:03}" for number in range(30)]
MINUTES = 15

HOSTILE = {
    "s020": "while True: pass",
    "s021": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "s022": "import os\nos._exit(0)",
    "s023": "while True: print('a' * 10_000)",
    "s024": "rows = []\nwhile True: rows.append(bytearray(b'x' * 10_000_000))",
    "s025": "import sys\nsys.exit()",
    "s026": "import numpy\nnumpy.ones(10**13)",
}
"""What stands in the place of the first answer; all others are right."""


def handed_in(source: Source, variant: Variant) -> tuple[NotebookNode, dict[str, float]]:
    """A student's notebook, and points that are known beforehand: a wrong answer may spoil later ones."""
    notebook, full = solution_edition(source, variant), {q.id: q.points for q in questions(source) if not q.manual}
    cells, student = cells_by_id(notebook), variant.student
    if student in HOSTILE:
        cells["q1"].source = f"# Question 1\n{HOSTILE[student]}"
        return notebook, full | {"q1": 0}
    if student == "s027":
        return student_edition(source, variant), dict.fromkeys(full, 0)
    if student == "s028":
        notebook.cells = notebook.cells[::-1]
        return notebook, full
    wrong = random.Random(student).choice(source.card["wrong_answers"])
    cells[wrong["question"]].source = wrong["answer"]
    return notebook, {wrong["question"]: wrong["points"]}


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_class_of_thirty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "roster.csv").write_text("\n".join(["student_id", *STUDENTS]) + "\n")
    key = tmp_path / "course.key"
    assign(NAME, students=tmp_path / "roster.csv", out=tmp_path / "out", key=key, source=SOURCES)
    source, expected = read_source(NAME, root=SOURCES), {}
    (tmp_path / "in").mkdir()
    for student in STUDENTS[:-1]:
        notebook, expected[student] = handed_in(source, variant_for(source, student=student, key=read_key(key)))
        encoding = "utf-16" if student == "s001" else "utf-8"
        (tmp_path / "in" / f"{student}.ipynb").write_text(nbformat.writes(notebook), encoding=encoding)
    (tmp_path / "in" / f"{STUDENTS[-1]}.ipynb").write_text("{")
    begun = time.monotonic()
    options = {"submissions": "in", "out": "grades.csv", "students": "roster.csv", "key": key.name}
    given = [f"--{name}={tmp_path / value}" for name, value in options.items()]
    assert main(["grade", NAME, *given, f"--source={SOURCES}", "--jobs=2"]) == 0
    minutes = (time.monotonic() - begun) / 60
    with capsys.disabled():
        print(f"\n{len(STUDENTS)} notebooks of {NAME} in {minutes:.1f} minutes")
    with open(tmp_path / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == STUDENTS
    assert rows[STUDENTS[-1]]["status"] == "not graded"
    for student, points in expected.items():
        assert {name: float(rows[student][name]) for name in points} == points, (student, rows[student]["note"])
    for student in HOSTILE:
        assert rows[student]["note"] or student in ("s025", "s026")
    assert minutes < MINUTES

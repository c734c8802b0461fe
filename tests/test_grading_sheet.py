"""The table: the roster's columns first, points as numbers, no formulas, a whole file or none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gtzan_course.assignments import Question, Student
from gtzan_course.grading.notebooks import Grade
from gtzan_course.grading.sheet import Line, summary, write_sheet

QUESTIONS = [Question("q1", 3, ("q1_test",), False), Question("q2", 5, ("q2_test",), False)]
QUESTIONS.append(Question("m1", 4, (), True))
ROSTER = [
    Student("s1", {"ID": "s1", "Name": '=HYPERLINK("x")', "file": "own"}),
    Student("s2", {"ID": "s2", "Name": "Zoë"}),
]
GRADE = Grade({"q1": 2.5, "q2": 5.0, "m1": None}, {"q1": 3, "q2": 5, "m1": 4}, {}, (), "")

LINES = [
    Line("s1", "a/b.ipynb", GRADE, (), "feedback/s1.html"),
    Line("s2", "c.ipynb", GRADE, ("put back, as edited: q1_test", "two\nlines"), "feedback/s2.html"),
    Line("", "@d.ipynb", None, ("not a notebook",)),
    Line("s3", "", None, ("nothing handed in",)),
]


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, str]]:
    write_sheet(tmp_path / "grades.csv", LINES, questions=QUESTIONS, roster=ROSTER)
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]
    with open(tmp_path / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns(rows: list[dict[str, str]]) -> None:
    expected = (
        "ID Name file student graded_file status q1 q2 m1 auto_points auto_max manual_max manual_points note feedback"
    )
    assert " ".join(rows[0]) == expected


def test_points_and_states(rows: list[dict[str, str]]) -> None:
    assert [row["status"] for row in rows] == ["graded", "graded with notes", "not graded", "not graded"]
    first = rows[0]
    assert (first["q1"], first["q2"], first["m1"]) == ("2.5", "5", "")
    assert (first["auto_points"], first["auto_max"], first["manual_max"], first["manual_points"]) == (
        "7.5",
        "8",
        "4",
        "",
    )
    assert (rows[2]["q1"], rows[2]["auto_points"]) == ("", "")
    assert rows[1]["note"] == "put back, as edited: q1_test; two lines"


def test_nothing_is_a_formula(rows: list[dict[str, str]]) -> None:
    assert rows[0]["Name"] == '\'=HYPERLINK("x")'
    assert rows[2]["graded_file"] == "'@d.ipynb"


def test_the_roster_comes_back_as_it_was(rows: list[dict[str, str]]) -> None:
    assert rows[1]["Name"] == "Zoë"
    assert rows[0]["file"] == "own"
    assert rows[3]["ID"] == ""


def test_the_summary_counts() -> None:
    assert summary(LINES) == "3 files: 2 graded (1 with notes), 1 not graded. 1 students without a file."

"""Whose a notebook is: by itself, by the names that Moodle and Canvas give, and where the two differ."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gtzan_course.assignments import Student
from gtzan_course.grading.whose import claimed, named_in, owner

ROSTER = [
    Student("s1000", {"ID number": "s1000", "First name": "Anna", "Surname": "Müller", "Email": "am@uni.example"}),
    Student("s1001", {"ID number": "s1001", "First name": "Ann", "Surname": "Miller", "Email": "x@uni.example"}),
    Student("s1002", {"ID number": "s1002", "First name": "Anna", "Surname": "Li", "Email": "li@uni.example"}),
    Student("Zoë", {"ID number": "Zoë", "First name": "Zoë", "Surname": "O'Neil", "Email": "z@uni.example"}),
]


def made_for(student: str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell("STUDENT = 'x'"), new_code_cell(f"# Yours\nSTUDENT = {student!r}")])


@pytest.mark.parametrize(
    ("file", "student"),
    [
        ("Anna Müller_1234_assignsubmission_file_/windows.ipynb", "s1000"),
        ("MÜLLER ANNA_1234_assignsubmission_file_/windows.ipynb", "s1000"),
        ("mulleranna_5512_99_windows.ipynb", "s1000"),
        ("late/S1001/windows (1).ipynb", "s1001"),
        ("windows-am@uni.example.ipynb", "s1000"),
        ("Anna Lindt/windows.ipynb", None),
        ("s10/windows.ipynb", None),
        ("s10000.ipynb", None),
        ("s1000 and s1001.ipynb", None),
        ("zoe-8d1e.ipynb", "Zoë"),
        ("windows.ipynb", None),
    ],
)
def test_a_name_in_the_files_name(file: str, student: str | None) -> None:
    assert named_in(file, ROSTER) == student


def test_what_the_notebook_says() -> None:
    assert claimed(made_for("s1000")) == "s1000"
    assert claimed(made_for("O'Neil")) == "O'Neil"
    assert claimed(new_notebook(cells=[new_code_cell("STUDENT = (\nx = STUDENT")])) is None
    broken = new_code_cell("STUDENT = 's1000'\nfirst = = 5")
    assert claimed(new_notebook(cells=[broken])) == "s1000"


def test_the_notebook_and_the_name_agree_or_one_is_silent() -> None:
    assert owner(made_for("s1000"), "windows.ipynb", ROSTER).student == "s1000"
    assert owner(made_for("S1000"), "windows.ipynb", ROSTER).student == "s1000"
    assert owner(new_notebook(), "s1001.ipynb", ROSTER).student == "s1001"
    assert owner(None, "s1001.ipynb", ROSTER).student == "s1001"
    assert owner(made_for("anybody"), "windows.ipynb", []) == owner(made_for("anybody"), "s1001.ipynb", [])
    assert not owner(made_for("s1000"), "s1000.ipynb", ROSTER).notes


def test_where_they_differ_the_name_goes_first_and_it_is_said() -> None:
    found = owner(made_for("s1000"), "Ann Miller_1_file_/windows.ipynb", ROSTER)
    assert found.student == "s1001"
    assert found.notes == ("handed in by s1001, but made for s1000: graded as s1001's",)


def test_strangers_and_nobody_are_named() -> None:
    assert owner(made_for("s9"), "windows.ipynb", ROSTER).notes == ("unknown student: s9 is not in the roster",)
    assert owner(new_notebook(), "windows.ipynb", ROSTER).student is None
    assert "whose it is" in owner(new_notebook(), "windows.ipynb", ROSTER).notes[0]

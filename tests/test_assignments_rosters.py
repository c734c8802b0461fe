"""Rosters as they come: encodings, delimiters, headings of Moodle and Canvas; folders that any student can have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtzan_course.assignments import folder_name, read_roster

ROWS = [["Name", "ID number", "Email address"], ["Müller, Zoë", "007", "zoe@example.org"], ["O'Neil", "12 b", ""]]


def write(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ",", end: str = "\n") -> Path:
    quoted = ([f'"{value}"' if delimiter in value else value for value in row] for row in rows)
    path.write_bytes(("".join(delimiter.join(row) + end for row in quoted)).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_encoding_and_delimiter(encoding: str, delimiter: str, end: str, tmp_path: Path) -> None:
    students = read_roster(write(tmp_path / "r.csv", ROWS, encoding=encoding, delimiter=delimiter, end=end))
    assert [student.id for student in students] == ["007", "12 b"]
    assert students[0].columns == {"Name": "Müller, Zoë", "ID number": "007", "Email address": "zoe@example.org"}
    assert students[1].columns == {"Name": "O'Neil", "ID number": "12 b", "Email address": ""}


MOODLE = """\
"First name","Last name","ID number","Email address",Groups
Zoë,Müller,,zoe@example.org,
Ann,Lee,,ann@example.org,A
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Windows (123)
    Points Possible,,,,,20
"Müller, Zoë",4711,u1,zoe@example.org,Music,
"Lee, Ann",4712,u2,ann@example.org,Music,
"""
MOODLE_GRADES = 'Identifier,"Full name","Email address",Grade\nParticipant 1,Zoë,z@example.org,\n'


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (MOODLE, ["zoe@example.org", "ann@example.org"]),
        (CANVAS, ["u1", "u2"]),
        (MOODLE_GRADES, ["z@example.org"]),
        ("student_id\ns1\ns2\n", ["s1", "s2"]),
        ("Student ID;Username\n;a\n s1 ;b\n".replace(";a", "s0;a"), ["s0", "s1"]),
        ("USERNAME,Email\nann,ann@example.org", ["ann"]),
        ("sep=;\nID;Name\n1;Ann, the first\n", ["1"]),
        ("\n\nID,Name\n\n1,Ann\n , \n2,Zoë\n\n", ["1", "2"]),
        ("ID,Name,,\n1,Ann,,\n", ["1"]),
        ("Name,Login\nAnn,aNn\nAnna,ann\n", ["aNn", "ann"]),
        ("ID,Name\n../x,A\n\U0001f3b5,B\n" + "y" * 200 + ",C\n", ["../x", "\U0001f3b5", "y" * 200]),
        ('ID,Name\n"1","A ""B"" C"\n', ["1"]),
    ],
)
def test_the_best_column_with_ids_is_taken(text: str, ids: list[str], tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8")
    assert [student.id for student in read_roster(path)] == ids


def test_accents_are_composed(tmp_path: Path) -> None:
    students = read_roster(write(tmp_path / "r.csv", [["login"], ["zoe\u0308"]]))
    assert students[0].id == "zo\u00eb"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"Name,Group\nAnn,A\n", "r.csv: expected a column .*'student_id'.* it has 'Name', 'Group'"),
        (b"ID number,Name\n1,Ann\n,Zoe\n", "r.csv, line 3: no id in the column 'ID number'"),
        (b"ID number,Name\n,Ann\n", "line 2: no id"),
        (b"ID,Name\n1,Ann\n2,Zoe\n1 ,Bob\n", "the id '1' in the column 'ID' is there more than once"),
        (b"ID,Name\n", "no student"),
        (b"ID,ID\n1,2\n", "'ID' twice"),
        (b"ID,Name\n1,Lee, Ann\n", "line 2: 3 values where the heading has 2"),
        (b"", "found none"),
        (b" \n\n", "found none"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Save the spreadsheet as CSV"),
        (b"ID\x00\x00\xd8\x00\xd8", "Save the spreadsheet as CSV"),
    ],
)
def test_what_is_wrong_is_said(text: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(text)
    with pytest.raises(ValueError, match=words):
        read_roster(path)


def test_a_roster_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"r\.csv"):
        read_roster(tmp_path / "r.csv")


@pytest.mark.parametrize("student", ["s0123456", "007", "ann.lee@example.org", "a_b-c+d"])
def test_an_id_that_can_be_a_folder_is_its_name(student: str) -> None:
    assert folder_name(student) == student


AWKWARD = [
    "",
    ".",
    "..",
    "/",
    "a/b",
    "a\\b",
    "~",
    "-rf",
    "con",
    "nul.txt",
    "a.",
    " a",
    "a ",
    "A",
    "a",
    "ä",
    "a\n",
    "🎵",
]


def test_awkward_ids_have_folders_of_their_own() -> None:
    ids = [*AWKWARD, "x" * 200, "x" * 201, "ann-0123456789", *map(folder_name, AWKWARD)]
    names = {student: folder_name(student) for student in ids}
    assert len({name.casefold() for name in names.values()}) == len(names)


@given(st.text(), st.text())
def test_folders_are_safe_and_distinct(one: str, other: str) -> None:
    name = folder_name(one)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789@._+-")
    assert name[0] not in ".-"
    assert name[-1] != "."
    assert 0 < len(name) <= 60
    assert (folder_name(other) == name) == (one == other)

"""Read a list of students as Moodle, Canvas, a spreadsheet or a person writes it, and name their folders.

A roster is a table with a heading and a line a student: commas, semicolons or tabs between the columns; UTF-8, UTF-16
or, as older spreadsheets on Windows write it, cp1252.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ID_COLUMNS = (
    "student_id",
    "student number",
    "ID number",
    "SIS User ID",
    "SIS Login ID",
    "username",
    "login",
    "email address",
    "email",
    "ID",
    "identifier",
)
"""Names of the column with the students' ids, the best first; upper case, spaces and the like make no difference.

The first that is there and is not empty from top to bottom is taken."""

DELIMITERS = (",", ";", "\t")
"""What may stand between two columns."""

_ROWS_OF_NOBODY = ("pointspossible",)
_ZIP = b"PK\x03\x04"
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9@._+-]{0,58}[a-z0-9])?")
_HASHED = re.compile(r".*-[0-9a-f]{10}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


@dataclass(frozen=True)
class Student:
    """A line of a roster.

    Attributes
    ----------
    id
        By which the student is known, without spaces around it; accents are composed (Unicode's form NFC).
    columns
        All that the line says, by the names in the heading.
    """

    id: str
    columns: dict[str, str]


def read_roster(path: str | Path) -> list[Student]:
    """Read a roster.

    Parameters
    ----------
    path
        A text file. Rows without any text are left out, and so is the row "Points Possible" of Canvas.

    Returns
    -------
    list of Student
        In the order of the file.

    Raises
    ------
    ValueError
        There is no column with ids, an id is empty or there twice, a line has more columns than the heading, or
        there is no student; the message names the line.
    """
    header, rows = _table(Path(path))
    column = _id_column(header, rows, path)
    students = []
    for number, row in rows:
        if len(row) > len(header):
            raise ValueError(
                f"{path}, line {number}: {len(row)} values where the heading has {len(header)}. "
                'Put a value with a comma in it between quotation marks: "Doe, Jane".'
            )
        name = unicodedata.normalize("NFC", row[column].strip()) if column < len(row) else ""
        if not name:
            raise ValueError(
                f"{path}, line {number}: no id in the column {header[column]!r}. Write one or remove the line."
            )
        padded = row + [""] * (len(header) - len(row))
        students.append(Student(name, {key: value for key, value in zip(header, padded, strict=True) if key}))
    twice = [name for name, count in Counter(student.id for student in students).items() if count > 1]
    if twice:
        raise ValueError(f"{path}: the id {twice[0]!r} in the column {header[column]!r} is there more than once.")
    if not students:
        raise ValueError(f"{path}: there is a heading but no student.")
    return students


def folder_name(student: str) -> str:
    """Name a student's folder: the id itself where any system can have a folder of that name.

    Otherwise it is what is left of the id in small letters and digits, and ten digits of its SHA-256. Different ids
    have different names, also where upper and lower case are the same.

    Parameters
    ----------
    student
        The student's id.

    Returns
    -------
    str
        At most 60 characters.

    Examples
    --------
    >>> folder_name("s0123456"), folder_name("../Zoë")
    ('s0123456', 'zoe-8840d1f496')
    """
    if _PLAIN.fullmatch(student) and not _HASHED.fullmatch(student) and not _RESERVED.fullmatch(student):
        return student
    letters = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode().lower()
    legible = re.sub(r"[^a-z0-9]+", "-", letters)[:40].strip("-") or "student"
    return f"{legible}-{hashlib.sha256(student.encode()).hexdigest()[:10]}"


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading, and each row that says something with the number of its line."""
    data = path.read_bytes()
    try:
        text = "" if data.startswith(_ZIP) else _decoded(data)
    except UnicodeDecodeError:
        text = ""
    if not text.strip():
        raise ValueError(f"Expected a table as text in {path}, found none. Save the spreadsheet as CSV, in UTF-8.")
    named = re.match(r'"?sep=(.)"?\r?\n', text)
    tables = [_rows(text, delimiter) for delimiter in ([named[1]] if named else DELIMITERS)]
    best = max(tables, key=lambda table: (len(_id_places(table[0][1])), len(table[0][1])) if table else (0, 0))
    (_, header), *rows = best
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise ValueError(f"{path}: the heading has {twice[0]!r} twice. Give each column a name of its own.")
    return header, [(number, row) for number, row in rows if _plain(row[0]) not in _ROWS_OF_NOBODY]


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Rows that hold any text, without empty values at their end, and the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows = []
    for row in reader:
        values = [value.strip() for value in row]
        while values and not values[-1]:
            values.pop()
        if values and not (reader.line_num == 1 and values[0].startswith("sep=")):
            rows.append((reader.line_num, values))
    return rows


def _decoded(data: bytes) -> str:
    """Text of a file whose encoding nobody has noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\0" in data:
        return data.decode("utf-16-be" if data.startswith(b"\0") else "utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _id_column(header: list[str], rows: list[tuple[int, list[str]]], path: str | Path) -> int:
    """Place of the best column with ids."""
    found = _id_places(header)
    if not found:
        raise ValueError(
            f"{path}: expected a column with the students' ids, such as 'student_id', in the heading; it has "
            f"{', '.join(map(repr, header)) or 'nothing'}. Known are {', '.join(ID_COLUMNS)}."
        )
    filled = [place for place in found if any(place < len(row) and row[place] for _, row in rows)]
    return (filled or found)[0]


def _id_places(header: list[str]) -> list[int]:
    """Places of the columns that may hold ids, the best first."""
    places = {_plain(name): place for place, name in enumerate(header)}
    return [places[_plain(name)] for name in ID_COLUMNS if _plain(name) in places]


def _plain(name: str) -> str:
    """A column's name in small letters, without anything between them."""
    return re.sub(r"[^a-z]", "", name.lower())

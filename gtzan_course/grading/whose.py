"""Find out whose a notebook is: by what it says, and by the names of the file and its folders."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from gtzan_course.assignments.rosters import Student, folder_name

_CLAIM = re.compile(r"""^STUDENT\s*=\s*("[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
SHORTEST = 4
"""Fewer letters and digits than this are no name."""


@dataclass(frozen=True)
class Owner:
    """Whose a notebook is.

    Attributes
    ----------
    student
        The id, or None if nothing tells.
    notes
        What the instructor should know of it.
    """

    student: str | None
    notes: tuple[str, ...] = ()


def owner(notebook: NotebookNode | None, file: str, roster: Sequence[Student]) -> Owner:
    """Say whose a notebook is.

    A name in the file's or a folder's name, if it is one student's of the roster alone, goes before what the notebook
    says: that is how learning platforms name what was handed in, and the notebook may be another student's.

    Parameters
    ----------
    notebook
        What was handed in, or None if it could not be read.
    file
        The place of the file in the folder of submissions.
    roster
        Students that there are; empty if that is not known.

    Returns
    -------
    Owner
        The student, and notes on what does not fit.
    """
    said = None if notebook is None else claimed(notebook)
    named = named_in(file, roster)
    known = {_plain(student.id): student.id for student in roster}
    said = known.get(_plain(said), said) if said else None
    if named and said and named != said:
        return Owner(named, (f"handed in by {named}, but made for {said}: graded as {named}'s",))
    if named or (said and (said in known.values() or not roster)):
        return Owner(named or said)
    if said:
        return Owner(said, (f"unknown student: {said} is not in the roster",))
    return Owner(None, ("nothing in it or in its name says whose it is",) if notebook is not None else ())


def claimed(notebook: NotebookNode) -> str | None:
    """Read for whom a notebook was made.

    Parameters
    ----------
    notebook
        What was handed in.

    Returns
    -------
    str or None
        The value of ``STUDENT`` in the first cell that sets it.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code" and (match := _CLAIM.search(cell.source)):
            try:
                return unicodedata.normalize("NFC", str(ast.literal_eval(match[1])))
            except (ValueError, SyntaxError):
                continue
    return None


def named_in(file: str, roster: Sequence[Student]) -> str | None:
    """Find the one student whose name stands in a file's name.

    Parameters
    ----------
    file
        The file's place, folders and all.
    roster
        Students that there are.

    Returns
    -------
    str or None
        The id, if some student's id, number, address or full name is in it, and no other's.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for student in roster:
        for name in _names(student):
            owners[name].add(student.id)
    words = f" {_plain(file)} "
    found = {min(ids) for name, ids in owners.items() if len(ids) == 1 and f" {name} " in words}
    return found.pop() if len(found) == 1 else None


def _names(student: Student) -> set[str]:
    """What a student may be called: id, folder, anything with a digit or a space in it, two columns together."""
    values = [_plain(value) for value in student.columns.values()]
    pairs = [f"{a} {b}" for a in values for b in values if a and b and a != b and not re.search(r"\d", a + b)]
    joined = [pair.replace(" ", "") for pair in pairs]
    single = [value for value in values if re.search(r"[\d ]", value)]
    every = [_plain(student.id), _plain(folder_name(student.id)), *single, *pairs, *joined]
    return {name for name in every if len(name.replace(" ", "")) >= SHORTEST or name == _plain(student.id)} - {""}


def _plain(text: str) -> str:
    """Words of small letters and digits, without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))

"""Write each student's notebook into a folder of the student's own."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from gtzan_course.assignments.editions import student_edition
from gtzan_course.assignments.keys import DEFAULT_KEY, make_key, read_key
from gtzan_course.assignments.rosters import folder_name, read_roster
from gtzan_course.assignments.sources import DEFAULT_ROOT, Source, read_source
from gtzan_course.assignments.variants import Variant, variant_for
from gtzan_course.files import written_whole


@dataclass(frozen=True)
class HandedOut:
    """What `assign` did.

    Attributes
    ----------
    name
        The assignment.
    out
        The folder with a folder for each student.
    written
        Students who have just got their notebook.
    left
        Students who had it already.
    key
        The key's file.
    key_made
        Whether it has just been made.
    """

    name: str
    out: Path
    written: list[str]
    left: list[str]
    key: Path
    key_made: bool

    def __str__(self) -> str:
        """Say so in a line, and in another one if there is a new key."""
        got = f"{self.name}: notebooks for {len(self.written)} students written into {self.out}"
        had = f", {len(self.left)} were there already" if self.left else ""
        new = f"\nThe key {self.key} is new: keep it, never hand it out. Grading needs it." if self.key_made else ""
        return f"{got}{had}.{new}"


def assign(
    name: str,
    *,
    students: str | Path,
    out: str | Path,
    key: str | Path = DEFAULT_KEY,
    source: str | Path = DEFAULT_ROOT,
) -> HandedOut:
    """Make an assignment's notebook for every student of a roster, each with settings of its own.

    What is there already stays as it is; a student who came later gets a notebook, the others' are left.

    Parameters
    ----------
    name
        The assignment.
    students
        A roster, as `read_roster` reads it.
    out
        Where each student's folder goes. Nothing in it gives an answer away.
    key
        The key's file, outside ``out``; made if it is not there.
    source
        The folder with the sources.

    Returns
    -------
    HandedOut
        What was done.

    Raises
    ------
    FileNotFoundError
        There is no such assignment or roster.
    ValueError
        The roster or the source is not as it should be, or the key would be handed out with the notebooks.
    FileExistsError
        A file is there that differs from what is to be written, such as one that a student has worked in; then
        nothing is written.
    """
    out, key = Path(out), Path(key)
    if key.resolve().is_relative_to(out.resolve()):
        raise ValueError(
            f"The key {key} would lie in {out}, which is handed out. Name another place for it with --key."
        )
    assignment, roster = read_source(name, root=source), [student.id for student in read_roster(students)]
    made = not key.exists()
    secret = make_key(key) if made else read_key(key)
    with tempfile.TemporaryDirectory() as folder:
        staged = {student: Path(folder) / folder_name(student) for student in roster}
        for student, place in staged.items():
            _stage(assignment, variant_for(assignment, student=student, key=secret), place)
        new = {path for place in staged.values() for path in _missing(place, out / place.name)}
        for path in sorted(new):
            _copy(path, out / path.relative_to(folder))
    written = [student for student, place in staged.items() if any(path.is_relative_to(place) for path in new)]
    left = [student for student in roster if student not in written]
    return HandedOut(name, out, written, left, key, made)


def _stage(source: Source, variant: Variant, folder: Path) -> None:
    """Write all that a student gets."""
    folder.mkdir()
    variant.write_data(folder)
    text = nbformat.writes(student_edition(source, variant)) + "\n"
    with open(folder / f"{source.name}.ipynb", "x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _missing(staged: Path, folder: Path) -> list[Path]:
    """Files of a staged folder that the student's folder does not have yet."""
    missing = []
    for path in (path for path in staged.rglob("*") if path.is_file()):
        there = folder / path.relative_to(staged)
        if not there.exists():
            missing.append(path)
        elif not (there.is_file() and filecmp.cmp(path, there, shallow=False)):
            raise FileExistsError(
                f"{there} is there already and differs from what is to be written; nothing was written. "
                "If it may go, move it away; else name another folder with --out."
            )
    return missing


def _copy(path: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "rb") as staged, written_whole(there) as file:
        shutil.copyfileobj(staged, file)

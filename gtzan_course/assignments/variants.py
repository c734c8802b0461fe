"""What differs from student to student, and the right answers to it.

A variant is drawn from a seed, and the seed is HMAC-SHA256 of the assignment's and the student's name with a key that
the instructor keeps (RFC 2104): the same again whenever it is needed, and not to be guessed without the key. What a
whole class has in common comes from a second seed, of the assignment's name alone.
"""

from __future__ import annotations

import hmac
import json
import keyword
import random
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from gtzan_course.assignments.sources import Source

EXAMPLE = "example"
"""The student whose variant the source shows."""

CLASS_SEED = "_class_seed"
"""The setting that every student of a key has in common, a whole number: what costs too much to be made for each."""

_EXAMPLE_KEY = b"example"
_TAKEN = ("STUDENT", "EXPECTED", CLASS_SEED)


@dataclass(frozen=True, eq=False)
class Variant:
    """One student's own edition of an assignment.

    Attributes
    ----------
    student
        The student's id.
    settings
        What was drawn, and ``_class_seed``. Names that begin with an underscore stay with the instructor.
    source
        The assignment.
    """

    student: str
    settings: dict[str, Any]
    source: Source = field(repr=False)

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The right answers, computed when they are first asked for: that can take seconds.

        Raises
        ------
        ValueError
            They are not what JSON can hold.
        """
        return _plain(self.source.variant.expected(self.settings), f"{self.source.folder / 'variant.py'}, expected")

    def text(self) -> str:
        """Code of the cell that holds the student's settings, one a line."""
        lines = ["# Your own variant: leave this cell as it is.", f"STUDENT = {self.student!r}"]
        return "\n".join(lines + [f"{name} = {value!r}" for name, value in self.settings.items() if name[0] != "_"])

    def write_data(self, folder: str | Path) -> None:
        """Write the files that the notebook finds beside itself; most assignments have none.

        Parameters
        ----------
        folder
            Where to; it exists.
        """
        if hasattr(self.source.variant, "write_data"):
            self.source.variant.write_data(self.settings, Path(folder))


def variant_for(source: Source, *, student: str, key: bytes) -> Variant:
    """Draw a student's variant: always the same from the same key.

    Parameters
    ----------
    source
        The assignment.
    student
        The student's id, any text.
    key
        The instructor's.

    Returns
    -------
    Variant
        The student's settings, and the answers to them when they are asked for.

    Raises
    ------
    ValueError
        The source draws what JSON cannot hold, or a name that a notebook cannot have.
    """
    place = f"{source.folder / 'variant.py'}, draw"
    settings = _plain(source.variant.draw(random.Random(_seed(key, f"{source.name}/{student}"))), place)
    for name in settings:
        if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
            raise ValueError(f"{place}: expected names of variables other than {', '.join(_TAKEN)}, got {name!r}.")
    return Variant(student, settings | {CLASS_SEED: _seed(key, source.name) % 2**32}, source)


def example_variant(source: Source) -> Variant:
    """Draw the variant that the source shows, which is nobody's.

    Parameters
    ----------
    source
        The assignment.

    Returns
    -------
    Variant
        That of the student ``example``, with a key that everybody knows.
    """
    return variant_for(source, student=EXAMPLE, key=_EXAMPLE_KEY)


def _seed(key: bytes, name: str) -> int:
    return int.from_bytes(hmac.digest(key, name.encode(), "sha256"), "big")


def _plain(values: Any, place: str) -> dict[str, Any]:
    """Values as JSON has them, which Python reads back from their repr."""
    try:
        plain = json.loads(json.dumps(values, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: expected numbers, texts, lists and dicts, got something else: {error}") from error
    if not isinstance(plain, dict) or plain != values:
        raise ValueError(f"{place}: expected a dict of values that JSON keeps as they are (no tuples), got {values!r}.")
    return plain

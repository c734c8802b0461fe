"""Put a student's cells back into the order and the form in which they were handed out, so that they can be graded.

Answers are the student's. All else that was handed out comes back as it was: tests that were edited, settings that
were changed, cells that were deleted. What the student added stays behind the cell that it stood behind.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from gtzan_course.assignments.sources import VARIANT_CELL, is_marked

_NEW: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_QUESTION = re.compile(r"\s*#\s*question\s+(\d+)\s*(:\s*test)?\b", re.IGNORECASE)
_DEFINED = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


@dataclass
class Mended:
    """A notebook that can be graded.

    Attributes
    ----------
    notebook
        With all cells of the instructor's edition, in its order, and the student's answers and additions.
    notes
        What was put back, and what of several answers counts.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


def mend(submitted: NotebookNode, *, handed_out: NotebookNode, full: NotebookNode) -> Mended:
    """Put the answers of a submitted notebook into the instructor's edition.

    A cell is known by nbgrader's metadata; where they are gone, by its id, its text, its first line
    (``# Question 1``), or what it defines.

    Parameters
    ----------
    submitted
        What came back.
    handed_out
        The edition that the student had got.
    full
        The instructor's edition of the same: the same cells in the same order.

    Returns
    -------
    Mended
        The notebook, and what was done to it.

    Raises
    ------
    ValueError
        Nothing of what was handed out is in it: it is another notebook.
    """
    known = _Known(handed_out)
    keys = known.recognise(submitted)
    if not known.fits(submitted, keys):
        raise ValueError("wrong assignment: none of its cells is in this notebook")
    places = defaultdict(list)
    for place, key in enumerate(keys):
        if key is not None:
            places[key].append(place)
    chosen = {key: known.choice(key, [submitted.cells[i] for i in found], found) for key, found in places.items()}
    notebook = copy.deepcopy(full)
    notebook.cells = _additions(submitted, keys, chosen, known, None)
    for key, cell in zip(known.keys, full.cells, strict=True):
        cell = copy.deepcopy(cell)
        if key in known.editable:
            cell.source = submitted.cells[chosen[key]].source if key in chosen else known.texts[key]
        notebook.cells += [cell, *_additions(submitted, keys, chosen, known, key)]
    return Mended(notebook, _notes(submitted, known, places, chosen))


class _Known:
    """The cells that were handed out, and how to know them again."""

    def __init__(self, handed_out: NotebookNode) -> None:
        self.cells = handed_out.cells
        self.keys = [_grade_id(cell) or f"cell {i}" for i, cell in enumerate(self.cells)]
        self.texts = {key: cell.source for key, cell in zip(self.keys, self.cells, strict=True)}
        self.kinds = {key: cell.cell_type for key, cell in zip(self.keys, self.cells, strict=True)}
        marked = dict(zip(self.keys, self.cells, strict=True))
        self.answers = [key for key, cell in marked.items() if is_marked(cell, "solution")]
        self.setup = [key for key, cell in marked.items() if "setup" in cell.metadata.get("tags", [])]
        self.tests = [key for key in marked if is_marked(marked[key], "grade") and key not in self.answers]
        self.editable = {*self.answers, *self.setup}
        self.ids = {cell.id: key for key, cell in marked.items() if cell.get("id")}
        self.by_text = {_squeezed(text): key for key, text in self.texts.items() if key not in self.answers}
        self.by_line = {line: key for key in [*self.tests[::-1], *self.answers] if (line := _line(self.texts[key]))}
        self.defines = _only({key: _names(self.texts[key]) for key in self.answers})

    def recognise(self, notebook: NotebookNode) -> list[str | None]:
        """The key of each cell, or None where it is the student's own."""
        keys = [self.key(cell) for cell in notebook.cells]
        for place, cell in enumerate(notebook.cells):
            if keys[place] is None and cell.cell_type == "code":
                found = {self.defines[name] for name in _names(cell.source) if name in self.defines}
                missing = sorted(found - set(keys))
                keys[place] = missing[0] if missing else None
        written = [key for key in self.answers if self.kinds[key] == "markdown" and key not in keys]
        for key in written:
            keys = self.after_its_text(key, keys, notebook)
        return keys

    def key(self, cell: NotebookNode) -> str | None:
        if (name := _grade_id(cell)) in self.texts:
            return name
        if (same := self.ids.get(cell.get("id"))) and self.kinds[same] == cell.cell_type:
            return same
        if "setup" in cell.metadata.get("tags", []) and self.setup:
            return self.setup[0]
        return self.by_text.get(_squeezed(cell.source)) or self.by_line.get(_line(cell.source) or "")

    def after_its_text(self, key: str, keys: list[str | None], notebook: NotebookNode) -> list[str | None]:
        """A written answer without a name is the text that follows its question's."""
        asked = self.keys[self.keys.index(key) - 1]
        follows = keys.index(asked) + 1 if asked in keys else len(keys)
        if follows < len(keys) and keys[follows] is None and notebook.cells[follows].cell_type == "markdown":
            return [*keys[:follows], key, *keys[follows + 1 :]]
        return keys

    def fits(self, notebook: NotebookNode, keys: list[str | None]) -> bool:
        """Whether any cell is what was handed out, or defines what an answer should."""
        names = {name for cell in notebook.cells if cell.cell_type == "code" for name in _names(cell.source)}
        texts = {_squeezed(cell.source) for cell in notebook.cells}
        own = {text for text, key in self.by_text.items() if key not in (*self.setup, VARIANT_CELL)}
        return bool(names & set(self.defines) or texts & own)

    def answered(self, key: str, cell: NotebookNode) -> bool:
        return _squeezed(cell.source) not in ("", _squeezed(self.texts[key]))

    def choice(self, key: str, cells: list[NotebookNode], places: list[int]) -> int:
        """The last of the answers, or the last of all."""
        answered = [place for place, cell in zip(places, cells, strict=True) if self.answered(key, cell)]
        return (answered or places)[-1]


def _additions(
    submitted: NotebookNode, keys: list[str | None], chosen: dict[str, int], known: _Known, behind: str | None
) -> list[NotebookNode]:
    """The student's own cells behind a known one, in their order; an answer that does not count is one of them."""
    found, last = [], None
    for place, (key, cell) in enumerate(zip(keys, submitted.cells, strict=True)):
        spare = key in known.answers and place != chosen[key] and known.answered(key, cell)
        if last == behind and cell.source.strip() and (key is None or spare):
            found.append(_NEW[cell.cell_type](source=cell.source))
        if key is not None and not spare:
            last = key
    return found


def _notes(submitted: NotebookNode, known: _Known, places: dict[str, list[int]], chosen: dict[str, int]) -> list[str]:
    notes = []
    locked = [key for key in known.keys if key in known.tests or key == VARIANT_CELL]
    edited = [
        key
        for key in locked
        if key in places
        and not any(_squeezed(submitted.cells[i].source) == _squeezed(known.texts[key]) for i in places[key])
    ]
    missing = [key for key in locked if key not in places]
    if edited:
        notes.append(f"put back, as edited: {', '.join(edited)}")
    if missing:
        notes.append(f"put back, as deleted: {', '.join(missing)}")
    if gone := [key for key in known.answers if key not in places]:
        notes.append(f"no cell found for {', '.join(gone)}: counted as not answered")
    for key in known.answers:
        if sum(known.answered(key, submitted.cells[i]) for i in places.get(key, [])) > 1:
            notes.append(f"several answers to {key}: the last counts")
    order = [chosen[key] for key in known.keys if key in chosen]
    if order != sorted(order):
        notes.append("cells were out of order: put back into it")
    if not any(_grade_id(cell) for cell in submitted.cells):
        notes.append("nbgrader's metadata were gone: cells known by their texts")
    return notes


def _grade_id(cell: NotebookNode) -> str | None:
    data = cell.metadata.get("nbgrader", {})
    name = data.get("grade_id") if isinstance(data, dict) else None
    return name if isinstance(name, str) else None


def _squeezed(text: str) -> str:
    """Text without what does not count: white space."""
    return re.sub(r"\s+", "", text)


def _line(text: str) -> str | None:
    """What the first line says it is: the number of a question, and whether it is a test."""
    match = _QUESTION.match(text)
    return f"{int(match[1])}{' test' if match[2] else ''}" if match else None


def _names(text: str) -> set[str]:
    return {match[1] or match[2] for match in _DEFINED.finditer(text)}


def _only(names: dict[str, set[str]]) -> dict[str, str]:
    """By name, the one answer that defines it."""
    every = [name for found in names.values() for name in found]
    return {name: key for key, found in names.items() for name in found if every.count(name) == 1}

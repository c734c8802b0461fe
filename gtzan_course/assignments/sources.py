"""Read an assignment's source: a folder with a notebook, a card, and what varies from student to student.

``NAME/NAME.ipynb`` is the notebook with solutions and hidden tests, ``NAME/card.yaml`` says what it is about, and
``NAME/variant.py`` draws a student's settings and computes the right answers to them.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from gtzan_course.assignments import regions

DEFAULT_ROOT = Path("assignments") / "source"
"""Where the sources lie, seen from the top of the course's repository."""

VARIANT_CELL = "variant"
"""The grade_id of the cell that holds a student's settings."""

CARD_KEYS = (
    "title",
    "chapter",
    "objective",
    "minutes_to_allow",
    "difficulty",
    "points",
    "own",
    "rubric",
    "wrong_answers",
)
"""What every card says."""

_KEYS = {"grade": bool, "grade_id": str, "locked": bool, "schema_version": int, "solution": bool}
_HOLDERS = {
    regions.SOLUTION: ("solution",),
    regions.HIDDEN_TESTS: ("grade",),
    regions.MARK_SCHEME: ("solution", "grade"),
}


@dataclass(frozen=True, eq=False)
class Source:
    """An assignment as its author wrote it, with all that students must not see.

    Attributes
    ----------
    name
        Name of the folder and of what is in it.
    folder
        Where it lies.
    notebook
        With solutions and hidden tests.
    card
        What ``card.yaml`` says.
    variant
        The module ``variant.py``, with its functions ``draw`` and ``expected``, and perhaps ``write_data``.
    """

    name: str
    folder: Path
    notebook: NotebookNode
    card: dict[str, Any]
    variant: ModuleType


@dataclass(frozen=True)
class Question:
    """A question of an assignment.

    Attributes
    ----------
    id
        The grade_id of the cell with the answer, such as ``q1``.
    points
        What a right answer gets.
    tests
        The grade_ids of the cells that test it; none if a person reads it.
    manual
        Whether a person reads it.
    """

    id: str
    points: int
    tests: tuple[str, ...]
    manual: bool


def read_source(name: str, *, root: str | Path = DEFAULT_ROOT) -> Source:
    """Read an assignment's source. Its ``variant.py`` is run: trust whoever wrote it.

    Parameters
    ----------
    name
        Name of the assignment.
    root
        The folder in which the sources lie, a folder each.

    Returns
    -------
    Source
        All that its author wrote.

    Raises
    ------
    FileNotFoundError
        There is no such assignment, or one of its files is missing.
    ValueError
        One of its files is not as it should be; the message names the cell.
    """
    root = Path(root)
    folder = root / name
    known = sorted(path.parent.name for path in root.glob("*/*.ipynb") if path.stem == path.parent.name)
    if name not in known:
        there = f"there are {', '.join(known)}" if known else "there is none"
        raise FileNotFoundError(f"No assignment {name!r} in {root}: {there}. Name another folder with --source.")
    source = Source(name, folder, _notebook(folder / f"{name}.ipynb"), _card(folder / "card.yaml"), _variant(folder))
    questions(source)
    return source


def questions(source: Source) -> list[Question]:
    """List an assignment's questions.

    Parameters
    ----------
    source
        The assignment.

    Returns
    -------
    list of Question
        In the notebook's order. The tests of ``q1`` are the graded cells ``q1_test``, ``q1_test2`` and so on.

    Raises
    ------
    ValueError
        A question has no tests, or a test no question.
    """
    cells = cells_by_id(source.notebook)
    tests = [key for key, cell in cells.items() if is_marked(cell, "grade") and not is_marked(cell, "solution")]
    found = []
    for key, cell in cells.items():
        if is_marked(cell, "solution"):
            manual = is_marked(cell, "grade")
            own = () if manual else tuple(test for test in tests if test.partition("_test")[0] == key)
            if not manual and not own:
                raise ValueError(
                    f"{source.folder}, cell {key!r}: no cell tests it; write one with grade_id '{key}_test'."
                )
            points = sum(int(cells[graded].metadata["nbgrader"]["points"]) for graded in (own or (key,)))
            found.append(Question(key, points, own, manual))
    for test in set(tests) - {test for question in found for test in question.tests}:
        raise ValueError(f"{source.folder}, cell {test!r}: it tests no question; name it after one, such as 'q1_test'.")
    return found


def cells_by_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Cells that nbgrader knows, by their grade_id.

    Parameters
    ----------
    notebook
        Any edition of an assignment.

    Returns
    -------
    dict
        In the notebook's order.
    """
    return {cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def is_marked(cell: NotebookNode, key: str) -> bool:
    """Whether nbgrader's metadata of a cell say so.

    Parameters
    ----------
    cell
        Any cell.
    key
        ``grade``, ``solution`` or ``locked``.

    Returns
    -------
    bool
        False for a cell without such metadata.
    """
    return bool(cell.metadata.get("nbgrader", {}).get(key, False))


def _notebook(path: Path) -> NotebookNode:
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise ValueError(f"Expected a notebook, {path} is not one: {error}") from error
    ids: list[str] = []
    for i, cell in enumerate(notebook.cells):
        label = cell.metadata.get("nbgrader", {}).get("grade_id", cell.source[:30])
        for wrong in _wrong(cell, ids):
            raise ValueError(f"{path}, cell {i} ({label!r}): {wrong}")
    if VARIANT_CELL not in ids:
        raise ValueError(f"{path}: no cell has the grade_id {VARIANT_CELL!r}. Students' settings go into it.")
    return notebook


def _wrong(cell: NotebookNode, ids: list[str]) -> Iterator[str]:
    """What is wrong with a cell; its grade_id joins those of the cells before it."""
    for kind, holders in _HOLDERS.items():
        try:
            held = regions.inside(cell.source, kind)
        except ValueError as error:
            yield str(error)
            continue
        if held and not all(is_marked(cell, holder) for holder in holders):
            yield f"it holds a region {kind}, so its nbgrader metadata must say true to {' and '.join(holders)}."
    if "nbgrader" not in cell.metadata:
        return
    data = cell.metadata["nbgrader"]
    for key, kind_of_value in (_KEYS | {"points": int} if data.get("grade") else _KEYS).items():
        if not isinstance(data.get(key), kind_of_value):
            yield f"expected {key} in its nbgrader metadata, {kind_of_value.__name__}, got {data.get(key)!r}."
    if data.get("grade_id") in ids:
        yield "its grade_id is that of another cell; each needs its own."
    ids.append(data.get("grade_id"))


def _card(path: Path) -> dict[str, Any]:
    try:
        card = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"Expected YAML, {path} is not: {error}") from error
    missing = [key for key in CARD_KEYS if key not in card] if isinstance(card, dict) else list(CARD_KEYS)
    if missing:
        raise ValueError(f"{path} does not say: {', '.join(missing)}. A card names them all.")
    return dict(card)


def _variant(folder: Path) -> ModuleType:
    """Run ``variant.py`` as a module of its own name."""
    path = folder / "variant.py"
    if not path.is_file():
        raise FileNotFoundError(f"Expected {path}, which draws what varies from student to student; there is none.")
    spec = importlib.util.spec_from_file_location(f"gtzan_course_variant_{folder.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    for name in ("draw", "expected"):
        if not callable(getattr(module, name, None)):
            raise ValueError(f"Expected a function {name} in {path}; there is none.")
    return module

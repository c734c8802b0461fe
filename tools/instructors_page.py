"""The tables of the page for instructors: what each chapter takes, and which assignments there are.

`python -m tools.instructors_page` writes them into ``instructors.md``, from the chapters, from what was measured of
them (``results/chapters.json``) and from the cards of the assignments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml

from gtzan_course.files import written_whole
from tools.contents import ROOT, chapter_paths

PAGE = "instructors.md"

NEEDED = re.compile(r"^\*\*Before you start\*\*(.*?)^\*\*Time and memory\*\*", re.MULTILINE | re.DOTALL)
CHAPTER_LABEL = re.compile(r"\b(ch-[a-z]+)\b")
LABEL = re.compile(r"^\((ch-[a-z]+)\)=", re.MULTILINE)


def renewed(text: str, root: Path = ROOT) -> str:
    """The page's text with both tables as they should be.

    Raises
    ------
    ValueError
        One of the places for a table is missing.
    """
    for name, rows in TABLES.items():
        place = re.compile(rf"(<!-- table: {name} [^\n]*-->\n).*?(<!-- table: end -->)", re.DOTALL)
        parts = place.split(text)
        if len(parts) != 4:
            raise ValueError(f"Expected one place for the table of {name} in {PAGE}, found {len(parts) // 3}.")
        before, begin, end, after = parts
        text = before + begin + "".join(f"{row}\n" for row in rows(root)) + end + after
    return text


def chapter_rows(root: Path) -> Iterator[str]:
    """What each chapter builds on, and what it takes of a machine and of a reader."""
    measured = json.loads((root / "results" / "chapters.json").read_text(encoding="utf-8"))["figures"]
    figures = {entry["name"]: entry["value"] for entry in measured}
    assignments = {card["chapter"]: name for name, card in cards(root) if card["chapter"]}
    yield "| Chapter | builds on | runs in | memory | exercises | assignment |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    chapters = [nbformat.read(path, as_version=4) for path in chapter_paths(root)]
    labels = [LABEL.findall(chapter.cells[0].source)[0] for chapter in chapters]
    for number, (path, chapter, own) in enumerate(zip(chapter_paths(root), chapters, labels, strict=True), start=1):
        [title] = re.findall(r"^# ([^:\n]+)", chapter.cells[0].source, re.MULTILINE)
        [before] = NEEDED.findall(chapter.cells[0].source)
        numbers = sorted({labels.index(label) + 1 for label in CHAPTER_LABEL.findall(before)} - {number})
        needs = ", ".join(f"{{ref}}`{needed} <{labels[needed - 1]}>`" for needed in numbers)
        seconds, memory = figures[f"{path.stem}.time"], figures[f"{path.stem}.peak_memory"]
        exercises = sum(cell.source.count("{exercise} ") for cell in chapter.cells if cell.cell_type == "markdown")
        yield (
            f"| {number} {{ref}}`{title} <{own}>` | {needs or 'nothing'} | {seconds:.0f} s | {memory} GB | "
            f"{exercises} | {code(assignments.get(number))} |"
        )


def assignment_rows(root: Path) -> Iterator[str]:
    """The assignments by chapter, the larger ones at the end."""
    yield "| Assignment | chapter | tested, read | to allow | difficulty | runs in | memory |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, card in sorted(cards(root), key=lambda item: (item[1]["chapter"] or 99, item[0])):
        source = nbformat.read(root / "assignments" / "source" / name / f"{name}.ipynb", as_version=4)
        tests = {cell.metadata.get("nbgrader", {}).get("grade_id", "").split("_")[0] for cell in source.cells}
        questions = sum(bool(re.fullmatch(r"q\d+", test)) for test in tests)
        measured = card["measured"]
        yield (
            f"| {code(name)} | {card['chapter'] or 'several'} | {questions} and 1 | "
            f"{card['minutes_to_allow']} min | {card['difficulty']} of 3 | {measured['seconds']:.0f} s | "
            f"{measured['peak_gb']} GB |"
        )


def cards(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each assignment's name and card."""
    for path in sorted((root / "assignments" / "source").glob("*/card.yaml")):
        yield path.parent.name, yaml.safe_load(path.read_text(encoding="utf-8"))


def code(name: str | None) -> str:
    """A name as code; nothing for none."""
    return f"`{name}`" if name else ""


TABLES: dict[str, Callable[[Path], Iterator[str]]] = {"chapters": chapter_rows, "assignments": assignment_rows}
"""What makes the rows of each table."""


def main() -> None:
    """Write the tables into the page."""
    path = ROOT / PAGE
    text = renewed(path.read_text(encoding="utf-8"))
    with written_whole(path) as file:
        file.write(text.encode())


if __name__ == "__main__":
    main()

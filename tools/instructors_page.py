"""The tables of the page for instructors: what each chapter takes, and which assignments there are.

`python -m tools.instructors_page` writes them into ``instructors.md``, from the chapters, from what was measured of
them (``results/chapters.json``) and from the cards of the assignments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import nbformat

from gtzan_course.assignments import Source, questions, read_source
from gtzan_course.files import written_whole
from gtzan_course.ledger import read_figures
from tools.assignments import SOURCES, assignment_names
from tools.contents import ROOT, chapter_paths

PAGE = "instructors.md"

NEEDED = re.compile(r"^\*\*Before you start\*\*(.*?)^\*\*Time and memory\*\*", re.MULTILINE | re.DOTALL)
CHAPTER_LABEL = re.compile(r"\b(ch-[a-z]+(?:-[a-z]+)*)\b")
LABEL = re.compile(r"^\((ch-[a-z-]+)\)=", re.MULTILINE)


def renewed(text: str) -> str:
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
        text = before + begin + "".join(f"{row}\n" for row in rows()) + end + after
    return text


def chapter_rows() -> Iterator[str]:
    """What each chapter builds on, and what it takes of a machine and of a reader."""
    figures = read_figures("chapters")
    assignments = {source.card["chapter"]: source.name for source in sources()}
    yield "| Chapter | builds on | runs in | memory | exercises | assignment |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    chapters = [nbformat.read(path, as_version=4) for path in chapter_paths()]
    labels = [LABEL.findall(chapter.cells[0].source)[0] for chapter in chapters]
    for number, (path, chapter, own) in enumerate(zip(chapter_paths(), chapters, labels, strict=True), start=1):
        [title] = re.findall(r"^# ([^:\n]+)", chapter.cells[0].source, re.MULTILINE)
        [before] = NEEDED.findall(chapter.cells[0].source)
        numbers = sorted({labels.index(label) + 1 for label in CHAPTER_LABEL.findall(before)} - {number})
        needs = ", ".join(f"{{ref}}`{needed} <{labels[needed - 1]}>`" for needed in numbers)
        seconds, memory = (figures[f"{path.stem}.{what}"]["value"] for what in ("time", "peak_memory"))
        exercises = sum(cell.source.count("{exercise} ") for cell in chapter.cells if cell.cell_type == "markdown")
        yield (
            f"| {number} {{ref}}`{title} <{own}>` | {needs or 'nothing'} | {seconds:.0f} s | {memory} GB | "
            f"{exercises} | {code(assignments.get(number))} |"
        )


def assignment_rows() -> Iterator[str]:
    """The assignments by chapter, the larger ones at the end."""
    yield "| Assignment | chapter | tested, read | to allow | difficulty | runs in | memory |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for source in sorted(sources(), key=lambda source: (source.card["chapter"] or 99, source.name)):
        card, measured = source.card, source.card["measured"]
        read = sum(question.manual for question in questions(source))
        yield (
            f"| {code(source.name)} | {card['chapter'] or 'several'} | {len(questions(source)) - read} and {read} | "
            f"{card['minutes_to_allow']} min | {card['difficulty']} of 3 | {measured['seconds']:.0f} s | "
            f"{measured['peak_gb']} GB |"
        )


def sources() -> list[Source]:
    """All assignments."""
    return [read_source(name, root=SOURCES) for name in assignment_names(SOURCES)]


def code(name: str | None) -> str:
    """A name as code; nothing for none."""
    return f"`{name}`" if name else ""


TABLES: dict[str, Callable[[], Iterator[str]]] = {"chapters": chapter_rows, "assignments": assignment_rows}
"""What makes the rows of each table."""


def main() -> None:
    """Write the tables into the page."""
    path = ROOT / PAGE
    text = renewed(path.read_text(encoding="utf-8"))
    with written_whole(path) as file:
        file.write(text.encode())


if __name__ == "__main__":
    main()

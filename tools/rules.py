"""What every chapter keeps to, checked on the notebook as it is stored.

`python -m tools.rules` says what is wrong with any chapter, `python -m tools.rules 02_windows` with those named. Each
rule takes a notebook and gives one line for everything that breaks it.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Callable, Iterator

import nbformat
from nbformat import NotebookNode

from tools.cells import code_cells, output_texts
from tools.contents import chapter_paths
from tools.normalise import WIDGET_VIEW, normalise
from tools.questions import exercised, quizzed
from tools.repository import current_url
from tools.setup_cell import TAG, setup_source

Rule = Callable[[NotebookNode], Iterator[str]]

MAX_LINES = 15
MIN_ALT = 25
WORDS = (800, 2_000)

OPENING = [
    ("a label such as (ch-windows)=", r"\A\(ch-[a-z-]+\)=\n"),
    ("a title", r"^# \S"),
    ("the box 'In this chapter'", r"\{admonition\} In this chapter$"),
    ("'**You will be able to**'", r"^\*\*You will be able to\*\*"),
    ("'**Before you start**'", r"^\*\*Before you start\*\*"),
    ("the line on time and memory", r"^\*\*Time and memory\*\* \d+ s and \d+\.\d GB, measured on \d+ cores\.$"),
]
CLOSING = ["Quiz", "Summary", "What next", "Sources"]
STYLE = 'plt.style.use("gtzan_course.course")'


FIXED_INK = re.compile(r"""(?:colou?r|c|fc|ec|facecolor|edgecolor)s?=["'](black|k)["']""")

FORBIDDEN = re.compile(r"(?<!\.)\b(?:segment(?:s|ed|ing|ation)?|clips?)\b", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:content|home|mnt|opt|root|tmp|usr|Users|var|work)/|\b[A-Z]:\\\w")
NO_ALT = re.compile(r"\.(?:png|jpe?g|svg|gif|webp)\b|^(?:figure|image|plot|picture|fig)\b[\s\d.:_-]*$", re.IGNORECASE)
DESCRIBED = {"img": "alt", "audio": "aria-label"}


def executed_in_order(notebook: NotebookNode) -> Iterator[str]:
    """Every code cell has run, from top to bottom, without an error and without a word on stderr."""
    for count, (i, cell) in enumerate(code_cells(notebook), start=1):
        if cell.execution_count != count:
            yield f"cell {i} has execution count {cell.execution_count}, expected {count}"
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"cell {i} put out an error or a warning: {output.get('text') or output.get('evalue')!r}"


def normalised(notebook: NotebookNode) -> Iterator[str]:
    """Nothing is stored that differs from run to run, and no view of a widget."""
    tidy = copy.deepcopy(notebook)
    normalise(tidy)
    if tidy.metadata != notebook.metadata:
        yield "the notebook's metadata are not normalised"
    for i, (cell, tidy_cell) in enumerate(zip(notebook.cells, tidy.cells, strict=True)):
        if cell != tidy_cell:
            widget = any(WIDGET_VIEW in output.get("data", {}) for output in cell.get("outputs", []))
            yield f"cell {i} is not normalised" + (": it holds a widget's view" if widget else "")


def set_up_second(notebook: NotebookNode) -> Iterator[str]:
    """The second cell is the setup cell, the same in every chapter."""
    cell = notebook.cells[1]
    if TAG not in cell.metadata.get("tags", []) or cell.source != setup_source(current_url()):
        yield "cell 1 is not the setup cell that tools/setup_cell.py writes"


def framed(notebook: NotebookNode) -> Iterator[str]:
    """The first cell opens the chapter as every chapter opens; the last sections close it."""
    position = 0
    for name, pattern in OPENING:
        match = re.compile(pattern, re.MULTILINE).search(notebook.cells[0].source, position)
        if match is None:
            yield f"cell 0 lacks {name}, or has it in another place"
        position = match.end() if match else position
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sections = re.findall(r"^## (.+)$", prose, re.MULTILINE)
    if sections[-len(CLOSING) :] != CLOSING:
        yield f"the last sections are {sections[-len(CLOSING) :]}, expected {CLOSING}"
    if len(re.findall(r"^# \S", prose, re.MULTILINE)) != 1:
        yield "there is not exactly one title"


def short_cells(notebook: NotebookNode) -> Iterator[str]:
    """No code cell is longer than a reader takes in at once."""
    for i, cell in code_cells(notebook):
        lines = len(cell.source.splitlines())
        if lines > MAX_LINES:
            yield f"cell {i} has {lines} lines, at most {MAX_LINES} are allowed"


def described(notebook: NotebookNode) -> Iterator[str]:
    """Every figure and every player says in words what it shows, and is not compared when the notebook is checked."""
    for i, cell in code_cells(notebook):
        pictures = [mime for output in cell.outputs for mime in output.get("data", {}) if mime.startswith("image/")]
        texts = [cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")] if pictures else []
        for text in output_texts(cell):
            for element, attribute in DESCRIBED.items():
                for tag in re.findall(rf"<{element}\b[^>]*>", text):
                    found = re.search(rf"\b{attribute}=(['\"])(.*?)\1", tag)
                    texts.append(found[2] if found else "")
        for alt in texts:
            if len(alt) < MIN_ALT or NO_ALT.search(alt):
                yield f"cell {i} shows something that is not described: {alt!r}"
        if texts and "nbval-ignore-output" not in cell.metadata.get("tags", []):
            yield f"cell {i} shows a figure or a player and lacks the tag nbval-ignore-output"


def in_the_courses_style(notebook: NotebookNode) -> Iterator[str]:
    """Pictures are drawn for a light page and for a dark one."""
    code = [cell.source for _, cell in code_cells(notebook)]
    if any("plt." in source for source in code) and not any(STYLE in source for source in code):
        yield f"the chapter draws without {STYLE}"
    for i, cell in code_cells(notebook):
        for word in FIXED_INK.findall(cell.source):
            yield f"cell {i} draws in {word}, which is lost on a page of that colour; take plots.INK"


def numbered(notebook: NotebookNode) -> Iterator[str]:
    """Every picture has a caption and a name, by which the text can speak of it."""
    for i, cell in code_cells(notebook):
        if any("image/png" in output.get("data", {}) for output in cell.outputs):
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            if not figure.get("caption") or not str(figure.get("name", "")).startswith("fig-"):
                yield f"cell {i} shows a picture without a caption, or without a name such as fig-windows-start"


def word_count(notebook: NotebookNode) -> int:
    """Words of prose: markdown without the quiz, code, formulas, spans, options and names of directives and roles."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    prose = "\n".join(text for text in texts if not text.startswith("## Quiz"))
    prose = re.sub(r"^```\w.*?^```$", "", prose, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^(?:[`:]{3,}.*|:[\w-]+:.*|\([\w-]+\)=)$", "", prose, flags=re.MULTILINE)
    prose = re.sub(r"\$\$?[^$]*\$\$?|\{[\w:]+\}(?=`)|</?span\b[^>]*>", "", prose)
    return len(re.findall(r"[^\W_][\w'’.,-]*", prose))


def long_enough(notebook: NotebookNode) -> Iterator[str]:
    """A chapter is read in one sitting."""
    words = word_count(notebook)
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"the chapter has {words} words, expected {WORDS[0]} to {WORDS[1]}"


def in_the_words_of_the_field(notebook: NotebookNode) -> Iterator[str]:
    """A window is not a segment, and a track is not a clip."""
    for i, cell in enumerate(notebook.cells):
        for text in [cell.source, str(cell.metadata), *output_texts(cell)]:
            for word in FORBIDDEN.findall(text):
                yield f"cell {i} says {word!r}; the course says window, track or piece"


def of_no_machine(notebook: NotebookNode) -> Iterator[str]:
    """No path of the machine that ran the chapter is in it."""
    for i, cell in enumerate(notebook.cells):
        for text in [cell.source, *output_texts(cell)]:
            for path in MACHINE_PATH.finditer(text):
                yield f"cell {i} holds a path of a machine: {text[path.start() : path.start() + 40]!r}"


RULES: list[Rule] = [
    executed_in_order,
    normalised,
    set_up_second,
    framed,
    quizzed,
    in_the_courses_style,
    numbered,
    short_cells,
    described,
    long_enough,
    exercised,
    in_the_words_of_the_field,
    of_no_machine,
]


def main(names: list[str]) -> int:
    """Say what is wrong with the chapters named, or with any; 0 if nothing is."""
    found = 0
    for path in chapter_paths():
        if not names or path.stem in names:
            notebook = nbformat.read(path, as_version=4)
            for line in (line for rule in RULES for line in rule(notebook)):
                print(f"{path.stem}: {line}")
                found += 1
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

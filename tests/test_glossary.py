"""Chapters link the words of the glossary where they first use them, and the glossary keeps its own order."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.contents import ROOT, chapter_paths, page_names
from tools.glossary import forms, prose, terms, unlinked

CHAPTERS = pytest.mark.parametrize("path", chapter_paths(), ids=lambda path: path.stem)
GLOSSARY = (ROOT / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^((?:\S.*\n)+)((?:  .*\n)+)", GLOSSARY.partition("```{glossary}\n")[2], re.MULTILINE)
"""The terms of each entry, one a line, and what it says."""


def chapter(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


@CHAPTERS
def test_a_chapter_links_each_word_of_the_glossary_where_it_first_uses_it(path: Path) -> None:
    assert [f"{term}: ... {around} ..." for term, around in unlinked(prose(chapter(path)), terms())] == []


def test_the_glossary_is_read() -> None:
    assert {"window", "mel spectrogram", "Hann window", "partial", "overtone"} <= set(terms())
    assert len(terms()) == len(set(terms())) == sum(names.count("\n") for names, _ in ENTRIES)


def test_entries_are_in_alphabetical_order() -> None:
    first = [names.splitlines()[0].casefold() for names, _ in ENTRIES]
    assert first == sorted(first)


def test_every_word_is_used_outside_the_glossary() -> None:
    text = " ".join(prose(chapter(path)) for path in chapter_paths())
    for name in page_names():
        page = ROOT / f"{name}.md"
        text += page.read_text(encoding="utf-8") if page.is_file() and name != "glossary" else ""
    unused = [
        term for term in terms() if not any(re.search(rf"\b{form}\b", text, re.IGNORECASE) for form in forms(term))
    ]
    assert unused == []


def test_an_entry_leads_to_a_chapter_that_uses_it() -> None:
    chapters = {
        str(number): (label, prose(chapter(path)))
        for number, path in enumerate(chapter_paths(), start=1)
        for label in re.findall(r"\A\((\S+)\)=", chapter(path).cells[0].source)
    }
    for names, text in ENTRIES:
        for number, label in re.findall(r"\[Chapter\s+(\d+)\]\((\S+)\)", text):
            assert label == chapters[number][0], names
            used = [form for name in names.split("\n") if name for form in forms(name)]
            assert any(re.search(rf"\b{form}\b", chapters[number][1], re.IGNORECASE) for form in used), names


def read(*cells: str) -> str:
    return prose(new_notebook(cells=[new_code_cell("hop = 1"), *map(new_markdown_cell, cells)]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A {term}`window` and a window.", []),
        ("A window and a {term}`window`.", ["window"]),
        ("Two {term}`windows <window>`, one window.", []),
        ("Two Windows.", ["window"]),
        ("Its frequencies.", ["frequency"]),
        ("A {term}`Hann window`, and a window.", ["window"]),
        ("A Hann window, and a {term}`window`.", ["Hann window"]),
        ("A floor of -80 dB.", ["decibel"]),
        ("At -80 {term}`dB <decibel>`, and 3 decibels.", []),
        ("A windowpane, a window-dresser, a 2-window house.", []),
        ("A power of two, a {term}`power`.", []),
        ("# A window\n\n## Windows\n\n`window` and $window$.", []),
        ("(a-window)=\n\n```python\nwindow = 1\n```\n\n[there](window)", []),
        ("```{exercise} Window\n:label: ex-window\nReturn the hop.\n```", ["hop"]),
        (":::{admonition} Window\n**You will be able to** hop a\nwindow.\n\n**Before you start** hop.\n:::", ["hop"]),
        ("```{solution-start} ex-window\n:class: dropdown\n```", []),
        ("See {ref}`window <ch-windows>`.", []),
        ("Text.\n\n## Quiz\n\nA window.", []),
        ("Text.\n\n## Summary\n\nA window.", []),
    ],
)
def test_first_uses_are_found(text: str, found: list[str]) -> None:
    known = ["window", "Hann window", "frequency", "decibel", "hop", "power"]
    assert [term for term, _ in unlinked(read(text), known)] == found


def test_a_link_in_an_earlier_cell_counts() -> None:
    assert list(unlinked(read("A {term}`hop`.", "The hop is here."), ["hop"])) == []


def test_a_use_is_told_with_what_stands_around_it() -> None:
    assert list(unlinked(read("The\nhop is here."), ["hop"])) == [("hop", "The hop is here.")]

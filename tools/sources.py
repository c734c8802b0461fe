"""Find numbers in the prose of which nobody says where they come from.

Looked for are percentages, decimal shares and so many points, in README.md, in index.md and in the chapters of
Part II. Each must be one of

- a figure of the ledger, in a span that `tools.figures` writes;
- published: one of the texts of ``results/published.json``, whose source is cited in the same cell or page;
- a constant, which nobody measured, such as the 95 % of an interval: declared in the cell's metadata,
  ``"constants": ["95 %"]``, or in a page in a comment, ``<!-- constants: 95 %; 70 % -->``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from tools.contents import ROOT, chapter_paths

PUBLISHED = Path("results") / "published.json"
PAGES = ("README.md", "index.md")
FIRST_CHAPTER = "08"

_N = r"\d+(?:[.,]\d+)*"
_WORD = r"half\sa|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_JOIN = r"(?:to|and|or|–|-)"
NUMBER = re.compile(
    rf"(?P<percent>(?:{_N}\s?(?:%\s?)?{_JOIN}\s?)?{_N}\s?%|(?:(?:{_N}|{_WORD})\s?{_JOIN}\s)?\b(?:{_N}|{_WORD})\sper\scent)"
    rf"|(?P<points>(?:(?:{_N}|{_WORD})\s?{_JOIN}\s?)?\b(?:{_N}|{_WORD})[\s-](?:percentage\s)?points?\b)"
    r"|(?P<share>(?<![\w.,])0?\.\d+(?!\.?\d)(?!\s(?:s|ms|GB|MB|Hz|kHz|dB)\b))",
    re.IGNORECASE,
)
FENCE = re.compile(r"^\s*`{3,}(?P<info>[^`]*)$")
CODE = re.compile(r"`[^`\n]+`")
CITED = re.compile(r"\{cite:\w+\}`([^`]+)`")
CONSTANTS = re.compile(r"<!--\s*constants:(.*?)-->", re.DOTALL)
SPAN = re.compile(r"<span data-figure=[^>]*>[^<]*</span>")
TAG = re.compile(r"<!--.*?-->|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """Some prose, what it cites, and which of its numbers are declared to be nobody's measurement.

    Attributes
    ----------
    place
        Where it is, for messages.
    text
        The prose, in markdown.
    constants
        Numbers as they stand in the text.
    cited
        Keys of the bibliography.
    """

    place: str
    text: str
    constants: tuple[str, ...]
    cited: frozenset[str]


def passages(root: Path = ROOT) -> Iterator[Passage]:
    """The pages, and every cell of the chapters of Part II."""
    for name in PAGES:
        text = (root / name).read_text(encoding="utf-8")
        declared = [part.strip() for found in CONSTANTS.findall(text) for part in found.split(";")]
        yield Passage(name, text, tuple(declared), _cited(text))
    for path in chapter_paths(root):
        if path.stem >= FIRST_CHAPTER:
            for i, cell in enumerate(nbformat.read(path, as_version=4).cells):
                text = cell.source if cell.cell_type == "markdown" else _described(cell)
                yield Passage(f"{path.stem}, cell {i}", text, tuple(cell.metadata.get("constants", ())), _cited(text))


def _described(cell: nbformat.NotebookNode) -> str:
    """What a code cell's figure says in its caption and in the words that stand for it."""
    options = cell.metadata.get("mystnb", {})
    return "\n".join([options.get("figure", {}).get("caption", ""), options.get("image", {}).get("alt", "")])


def _cited(text: str) -> frozenset[str]:
    return frozenset(key.strip() for keys in CITED.findall(text) for key in keys.split(","))


def numbers(text: str) -> list[str]:
    """The percentages, decimal shares and points of a text, without those of the ledger, of code and of tags."""
    text = TAG.sub(" ", SPAN.sub(" ", CODE.sub(" ", _without_fenced_code(text))))
    return [match[0] for match in NUMBER.finditer(re.sub(r"\s+", " ", text))]


def _without_fenced_code(text: str) -> str:
    """Leave out code between fences; what stands in a directive is prose."""
    kept, open_fences = [], list[str]()
    for line in text.splitlines():
        fence = FENCE.match(line)
        if fence and open_fences and not fence["info"].strip():
            open_fences.pop()
        elif fence:
            open_fences.append("directive" if fence["info"].strip().startswith("{") else "code")
        elif "code" not in open_fences:
            kept.append(line)
    return "\n".join(kept)


def read_published(root: Path = ROOT) -> list[dict[str, Any]]:
    """What others have published: the entries of ``results/published.json``."""
    figures: list[dict[str, Any]] = json.loads((root / PUBLISHED).read_text(encoding="utf-8"))["figures"]
    return figures


def unsourced(root: Path = ROOT) -> list[str]:
    """Say of which numbers the text does not say where they come from, and which constants it does not hold."""
    published = read_published(root)
    return [line for passage in passages(root) for line in _wrong(passage, published)]


def _wrong(passage: Passage, published: list[dict[str, Any]]) -> Iterator[str]:
    found = numbers(passage.text)
    for number in dict.fromkeys(found):
        sources = [entry["source"] for entry in published if number in entry["texts"]]
        if number in passage.constants or passage.cited & set(sources):
            continue
        remedy = f"cite {' or '.join(sources)} beside it" if sources else "draw it from the ledger"
        yield f"{passage.place}: {number!r} has no source; {remedy}, or declare it a constant"
    for constant in passage.constants:
        if constant not in found:
            yield f"{passage.place}: the constant {constant!r} is not in the text"

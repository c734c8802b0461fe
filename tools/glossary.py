"""Check that a chapter links each word of the glossary where it first uses it.

`python -m tools.glossary` lists the first uses that lack their link.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.contents import ROOT, chapter_paths

TERM = re.compile(r"^(?=\S)(?!```)(.+)$", re.MULTILINE)
LINK = re.compile(r"\{term\}`(?:([^`<]+)|[^`<]*<([^`>]+)>)`")
CLOSING = re.compile(r"^## (?:Quiz|Summary)$", re.MULTILINE)
"""From here on a chapter says again what it has said."""

NO_PROSE = re.compile(
    r"""
    ^```\{solution-start\}.*?```$ | ^```\{solution-end\}\n```$    # the frame of a solution
    | ^```[a-z]*\n.*?^```$                                        # code
    | ^\#[^\n]*$                                                  # headings
    | ^\*\*You\ will\ be\ able\ to\*\*.*?(?=\n\n)                 # what the chapter is about to explain
    | ^(?:`{3,}|:{3,})[^\n]*$ | ^:[\w-]+:[^\n]*$ | ^\([\w-]+\)=$  # what directives begin and end with
    | \{(?!term)[\w:]+\}`[^`]*`                                   # roles
    | `[^`\n]*` | \$[^$\n]*\$ | <[^>\n]+>                         # code, formulas and HTML in a line
    | (?<=\])\([^)\n]*\)                                          # where a link leads
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)

OTHER_WORDS = {"decibel": ["dB"], "Griffin-Lim": ["Griffin and Lim"]}
"""How chapters also call what the glossary explains."""

OTHER_SENSES = re.compile(r"\bpowers? of (?:two|ten)\b")
"""Everyday words, and mathematics', that look like a word of the glossary."""


def terms(root: Path = ROOT) -> list[str]:
    """The words that the glossary explains."""
    text = (root / "glossary.md").read_text(encoding="utf-8")
    entries = re.search(r"^```\{glossary\}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if entries is None:
        raise ValueError("Expected a glossary directive in glossary.md, found none.")
    return TERM.findall(entries[1])


def forms(term: str) -> list[str]:
    """How a term may stand in a sentence: as it is, in the plural, or in other words."""
    plural = f"{term[:-1]}ies" if term.endswith("y") else f"{term}s"
    return [term, plural, *OTHER_WORDS.get(term, [])]


def prose(notebook: NotebookNode) -> str:
    """What a reader reads up to the closing sections, with the links to the glossary still in it."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    closing = CLOSING.search(text)
    text = text[: closing.start()] if closing else text
    links = {f"\0{i}\0": match[0] for i, match in enumerate(LINK.finditer(text))}
    for mark, link in links.items():
        text = text.replace(link, mark, 1)
    text = OTHER_SENSES.sub(" ", NO_PROSE.sub(" ", text))
    for mark, link in links.items():
        text = text.replace(mark, link)
    return text


def unlinked(text: str, known: list[str]) -> Iterator[tuple[str, str]]:
    """Each term whose first use is no link, and the words around that use."""
    term_of = {form.lower(): term for term in known for form in forms(term)}
    words = "|".join(re.escape(form) for form in sorted(term_of, key=len, reverse=True))
    use = re.compile(rf"{LINK.pattern}|(?<![\w-])({words})(?![\w-])", re.IGNORECASE)
    met: set[str] = set()
    for match in use.finditer(text):
        linked = match[1] or match[2]
        term = term_of.get((linked or match[3]).strip().lower())
        if term and term not in met and not linked:
            around = text[max(0, match.start() - 50) : match.end() + 40]
            yield term, " ".join(around.split())
        met |= {term} if term else set()


def main() -> int:
    """List the first uses without a link; 0 if there are none."""
    found = 0
    for path in chapter_paths():
        for term, around in unlinked(prose(nbformat.read(path, as_version=4)), terms()):
            print(f"{path.stem}: {term}: ... {around} ...")
            found += 1
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())

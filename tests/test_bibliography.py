"""What is cited is in the bibliography, and what is in the bibliography is cited."""

from __future__ import annotations

import re

from tools.contents import ROOT, page_names

PAGES = {
    name: path.read_text(encoding="utf-8")
    for name in page_names()
    for path in (ROOT / f"{name}.md", ROOT / f"{name}.ipynb")
    if path.is_file()
}
CITED = {
    key.strip()
    for text in PAGES.values()
    for keys in re.findall(r"\{cite:\w+\}`([^`]+)`", text)
    for key in keys.split(",")
}
ENTRIES = re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_entry_is_cited_and_every_citation_has_an_entry() -> None:
    assert sorted(ENTRIES) == sorted(CITED)


def test_entries_are_in_alphabetical_order() -> None:
    assert sorted(ENTRIES) == ENTRIES


def test_every_chapter_cites_its_sources() -> None:
    for name, text in PAGES.items():
        if name.startswith("chapters/"):
            assert re.search(r"\{cite:\w+\}`", text.partition("## Sources")[2]), name

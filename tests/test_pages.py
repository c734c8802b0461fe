"""The check of the built book, on pages made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.contents import ROOT, chapter_paths, page_names
from tools.pages import foreign_requests, missing_pages

OWN = '<link rel="stylesheet" href="_static/a.css"><script src="_static/a.js"></script><img src="data:image/png,AA">'
LINKS = '<a href="https://example.org/">elsewhere</a><link rel="canonical" href="https://example.org/page.html">'


def test_every_page_of_the_contents_has_a_source() -> None:
    for name in page_names():
        assert (ROOT / f"{name}.md").is_file() or (ROOT / f"{name}.ipynb").is_file(), name


def test_the_contents_name_every_chapter() -> None:
    assert chapter_paths() == sorted((ROOT / "chapters").glob("*.ipynb"))


def test_a_chapter_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").write_text("root: index\nparts:\n- chapters:\n  - file: chapters/01_lost\n")
    with pytest.raises(FileNotFoundError, match=r"Expected chapters/01_lost.ipynb"):
        chapter_paths(tmp_path)


def test_missing_pages_are_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    assert missing_pages(tmp_path, ["index", "chapters/01_lost"]) == ["chapters/01_lost"]


def test_own_files_and_links_are_no_requests(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(OWN + LINKS)
    assert foreign_requests(tmp_path, ["index"]) == []


@pytest.mark.parametrize(
    "element",
    [
        '<script src="https://example.org/a.js"></script>',
        "<script defer='' src='//example.org/a.js'></script>",
        '<img alt="x" src="http://example.org/a.png">',
        '<link href="https://example.org/a.css" rel="stylesheet">',
        '<link rel="preload" as="font" href="https://example.org/a.woff2">',
        '<iframe src="https://example.org/"></iframe>',
    ],
)
def test_what_another_host_would_be_asked_for_is_named(tmp_path: Path, element: str) -> None:
    (tmp_path / "index.html").write_text(OWN + element)
    [line] = foreign_requests(tmp_path, ["index"])
    assert line.startswith("index loads ")
    assert "//example.org/" in line

"""The book's table of contents: which pages there are, and which of them are chapters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
"""The top folder of the course."""


def page_names(root: Path = ROOT) -> list[str]:
    """Every page, without suffix, in the order of the book: ``index``, ``chapters/01_...`` and so on."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [contents["root"], *(name for part in contents["parts"] for name in _files(part["chapters"]))]


def _files(entries: list[dict[str, Any]]) -> Iterator[str]:
    """The pages that entries name, each followed by those beneath it."""
    for entry in entries:
        yield entry["file"]
        yield from _files(entry.get("sections", []))


def chapter_paths(root: Path = ROOT) -> list[Path]:
    """The chapters' notebooks, in the order of the book.

    Raises
    ------
    FileNotFoundError
        The table of contents names a chapter that is not there.
    """
    paths = [root / f"{name}.ipynb" for name in page_names(root) if name.startswith("chapters/")]
    for path in paths:
        if not path.is_file():
            raise FileNotFoundError(f"Expected {path.relative_to(root)}, as _toc.yml names it; there is no such file.")
    return paths

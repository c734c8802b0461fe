"""Check the built book: every page is there, and none loads anything from another host.

Run as `python -m tools.pages _build/html`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools.contents import ROOT, page_names

LOADED = re.compile(
    r"""<(?:script|img|audio|video|source|iframe|embed)\b[^>]*?\bsrc=["']((?:https?:)?//[^"']+)"""
    r"""|<link\b(?=[^>]*\brel=["'](?:stylesheet|preload|icon|shortcut icon|modulepreload))"""
    r"""[^>]*?\bhref=["']((?:https?:)?//[^"']+)""",
    re.IGNORECASE,
)
"""What makes a browser ask another host while it shows a page; links that a reader follows are not among it."""


def missing_pages(html: Path, names: list[str]) -> list[str]:
    """The pages that have no HTML file, in the order of the table of contents."""
    return [name for name in names if not (html / f"{name}.html").is_file()]


def foreign_requests(html: Path, names: list[str]) -> list[str]:
    """What the pages would load from other hosts, one line for each page and address."""
    requests = []
    for name in names:
        text = (html / f"{name}.html").read_text(encoding="utf-8")
        addresses = {first or second for first, second in LOADED.findall(text)}
        requests += [f"{name} loads {address}" for address in sorted(addresses)]
    return requests


def main(html: Path) -> int:
    """Say what is wrong with the built book; 0 if nothing is."""
    names = page_names(ROOT)
    missing = missing_pages(html, names)
    wrong = [f"{name} was not built" for name in missing]
    wrong += foreign_requests(html, [name for name in names if name not in missing])
    for line in wrong:
        print(f"pages: {line}", file=sys.stderr)
    if not wrong:
        print(f"The book is in {html}: open {html / 'index.html'}. {len(names)} pages, all there.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

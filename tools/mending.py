"""Mend what Sphinx, its theme and docutils write into pages and no setting changes.

Sphinx loads this module as an extension; it goes over the pages when all are written.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from PIL import Image
from sphinx.application import Sphinx

REPLACED = [
    # 1.5 MB of script draw a dozen icons, which a font draws as well.
    (re.compile(r'<script [^>]*src="[^"]*/fontawesome\.js[^"]*"></script>\n?'), ""),
    # The arrow that opens a part of the contents has no words for who cannot see it.
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages beneath this one">'),
    # A list of what is no list's item; the items' role is no longer in use.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
]
PICTURE = re.compile(r'<img (?![^>]*\bwidth=)([^>]*\bsrc="([^":]+\.(?:png|webp))"[^>]*?) */?>')


def mended(page: str, folder: Path) -> str:
    """Give a page without the faults; the same when there are none.

    Pictures say their size, so that nothing jumps when they come, and come when the reader is near them.

    Parameters
    ----------
    page
        The page's HTML.
    folder
        Where the page lies, from which its pictures' addresses start.
    """

    def sized(match: re.Match[str]) -> str:
        width, height = size(folder / match[2])
        lazy = "" if "loading=" in match[1] else ' loading="lazy"'
        return f'<img {match[1]} width="{width}" height="{height}"{lazy}>'

    for fault, remedy in REPLACED:
        page = fault.sub(remedy, page)
    return PICTURE.sub(sized, page)


@cache
def size(picture: Path) -> tuple[int, int]:
    """How wide and how high a picture is, in its own pixels."""
    with Image.open(picture) as image:
        return image.size


def mend(html: Path) -> None:
    """Mend all pages of a folder."""
    for path in html.rglob("*.html"):
        before = path.read_text(encoding="utf-8")
        after = mended(before, path.parent)
        if after != before:
            path.write_text(after, encoding="utf-8")


def _on_end(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        mend(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call."""
    app.connect("build-finished", _on_end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

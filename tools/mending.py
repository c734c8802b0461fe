"""Mend what Sphinx, its theme and docutils write into pages and no setting changes.

Sphinx loads this module as an extension; it goes over the pages when all are written.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

REPLACED = [
    # 1.5 MB of script draw a dozen icons, which a font draws as well.
    (re.compile(r'<script [^>]*src="[^"]*/fontawesome\.js[^"]*"></script>\n?'), ""),
    # The arrow that opens a part of the contents has no words for who cannot see it.
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages beneath this one">'),
    # A list of what is no list's item; the items' role is no longer in use.
    (re.compile(r' role="doc-biblioentry"'), ' role="listitem"'),
]


def mended(page: str) -> str:
    """A page's HTML without the faults; the same when there are none."""
    for fault, remedy in REPLACED:
        page = fault.sub(remedy, page)
    return page


def mend(html: Path) -> None:
    """Mend all pages of a folder."""
    for path in html.rglob("*.html"):
        before = path.read_text(encoding="utf-8")
        after = mended(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def _on_end(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        mend(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call."""
    app.connect("build-finished", _on_end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

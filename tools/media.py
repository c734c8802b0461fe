"""Move the sounds and pictures that notebooks hold into files of the built book.

A notebook carries its sounds and the frames of its sliders in itself, so that they play wherever it is opened. On a
page that would make every reader load all of them; as files beside the page, each is fetched when it is played or
shown. Sphinx loads this module as an extension.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

FOLDER = "_media"
SUFFIX = {"audio/mpeg": ".mp3", "image/webp": ".webp"}
EMBEDDED = re.compile(rf"data:({'|'.join(SUFFIX)});base64,([A-Za-z0-9+/]+=*)")


def moved(body: str, html: Path, to_root: str) -> str:
    """Write what a page holds into files named by their content, and give the page with their addresses.

    Parameters
    ----------
    body
        The page's HTML.
    html
        The folder of the built book.
    to_root
        The way from the page to that folder, empty or with a slash at its end.
    """

    def address(match: re.Match[str]) -> str:
        content = base64.b64decode(match[2])
        name = hashlib.sha256(content).hexdigest()[:20] + SUFFIX[match[1]]
        (html / FOLDER).mkdir(parents=True, exist_ok=True)
        (html / FOLDER / name).write_bytes(content)
        return f"{to_root}{FOLDER}/{name}"

    return EMBEDDED.sub(address, body)


def _on_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if "body" in context:
        context["body"] = moved(context["body"], Path(app.outdir), "../" * page.count("/"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call."""
    app.connect("html-page-context", _on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

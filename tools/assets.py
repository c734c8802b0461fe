"""Give each page the scripts that it needs, each once, and no others.

Sphinx loads this module as an extension. Without it every page loads MathJax, formula or not, the scripts of live
code, which this book does not use, and some of Sphinx's own lines twice, which a browser reports as errors.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx

UNUSED = ("sphinx-thebe", "THEBE_JS_URL")
MATHS = ("mathjax/", "window.MathJax")
FORMULA = ('class="math ', "mathjax_process")

FIRST = """
const root = document.documentElement.dataset;
root.mode ||= "auto";
root.theme ||= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
"""
"""Before anything is drawn: the reader's own light or dark, until something else is chosen."""


def needed(files: list[Any], *, maths: bool) -> list[Any]:
    """Of a page's scripts or styles those that it needs, in their order.

    Parameters
    ----------
    files
        What Sphinx would load, files and lines of code.
    maths
        Whether the page shows a formula.
    """
    chosen: dict[tuple[str, str], Any] = {}
    for file in files:
        name = os.fspath(file.filename) if file.filename else ""
        code = file.attributes.get("body", "")
        if not any(word in name or word in code for word in (UNUSED if maths else UNUSED + MATHS)):
            chosen.setdefault((name, code), file)
    return list(chosen.values())


def _on_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    maths = any(word in context.get("body", "") for word in FORMULA)
    for files in ("script_files", "css_files"):
        context[files] = needed(context[files], maths=maths)


def _always_the_cover(app: Sphinx, env: object, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Read one page each time: Sphinx copies changed styles and pictures only when it has a page to write."""
    return [app.config.root_doc]


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call, after all others."""
    app.add_js_file(None, body=f"{{{FIRST}}}", priority=100)
    app.connect("html-page-context", _on_page, priority=990)
    app.connect("env-get-outdated", _always_the_cover)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

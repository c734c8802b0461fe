"""Make reference pages of docstrings that are written to be read in a terminal too.

A docstring of the course gives a type only where the annotation does not say enough, calls a function by its short
name and a chapter by its number. On the page the annotation stands beside each parameter, and classes, functions and
chapters are links. Sphinx loads this module as an extension; numpydoc and autodoc do the rest.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx.addnodes import desc_annotation, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.inspect import stringify_signature

PACKAGE = "gtzan_course"
NAMED = ("Parameters", "Attributes")
UNNAMED = ("Returns", "Yields")
CHAPTERS = re.compile(r"\b[Cc]hapters? \d\d\b(?: and \d\d\b)?")
CHAPTER = re.compile(r"(?:[Cc]hapters? )?(\d\d)")
CLASS = re.compile(r"(?<![\w.])[A-Z]\w+")
LONGEST_VALUE = 120
ANYTHING = "(*args, **kwargs)"
EARLIER_THAN_NUMPYDOC = 400


def on_page(
    lines: list[str], *, annotations: Mapping[str, str], known: Mapping[str, Any], chapters: Mapping[str, str]
) -> list[str]:
    """Write a docstring's types and chapters as the page shows them.

    Parameters
    ----------
    lines
        A docstring in numpydoc's format, without indentation.
    annotations
        Each parameter's or attribute's type, as the source writes it; put behind those that have none.
    known
        What names mean where the docstring stands; the course's own classes become links.
    chapters
        Each chapter's page, by its number.
    """

    def to_class(match: re.Match[str]) -> str:
        home = getattr(known.get(match[0]), "__module__", None) or ""
        return f":py:class:`~{home}.{match[0]}`" if home.startswith(PACKAGE) else match[0]

    def to_chapter(match: re.Match[str]) -> str:
        page = chapters.get(match[1])
        return f":doc:`{match[0].replace(match[1], str(int(match[1])))} </{page}>`" if page else match[0]

    written, section = [], ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and set(following) == {"-"}:
            section = line
        if section not in NAMED + UNNAMED or line.startswith(" "):
            written.append(CHAPTERS.sub(lambda match: CHAPTER.sub(to_chapter, match[0]), line))
            continue
        name = line.replace("*", "").split(", ")[0]
        if section in NAMED and name in annotations:
            line = f"{line} : {annotations[name]}"
        written.append(CLASS.sub(to_class, line))
    return written


def _on_docstring(app: Sphinx, what: str, name: str, documented: Any, options: object, lines: list[str]) -> None:
    """Rewrite a docstring in place."""
    annotations = getattr(documented, "__annotations__", {})
    if what == "class":
        annotations = {**annotations, **getattr(documented.__init__, "__annotations__", {})}
    module = sys.modules.get(getattr(documented, "__module__", None) or "")
    lines[:] = on_page(
        lines,
        annotations={name: annotation for name, annotation in annotations.items() if isinstance(annotation, str)},
        known=vars(module) if module else {},
        chapters={page.name[:2]: f"chapters/{page.stem}" for page in Path(app.srcdir, "chapters").glob("*.ipynb")},
    )


def _on_signature(
    app: Sphinx, what: str, name: str, documented: Any, options: object, signature: str | None, returned: str | None
) -> tuple[str, None] | None:
    """Show what a Keras layer takes, which its base hides, and nothing behind the name of a value."""
    if what == "data":
        return "", None
    if what != "class" or signature != ANYTHING:
        return None
    whole = inspect.signature(documented.__init__)
    own = [parameter for parameter in whole.parameters.values() if parameter.name not in ("self", "kwargs")]
    return stringify_signature(whole.replace(parameters=own), show_annotation=False), None


def _on_description(app: Sphinx, domain: str, kind: str, content: Any) -> None:
    """Leave out a value that is too long to read in a heading."""
    for value in list(content.parent.findall(desc_annotation)) if kind == "data" else []:
        if len(value.astext()) > LONGEST_VALUE:
            value.parent.remove(value)


def _on_missing(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: Any) -> Any:
    """Find what a docstring calls by a short name, such as ``voting.majority_vote`` or `majority_vote`."""
    if node["refdomain"] != "py":
        return None
    domain: Any = env.get_domain("py")
    called = node["reftarget"]
    found = (
        domain.find_obj(env, None, None, f"{PACKAGE}.{called}", None)
        or domain.find_obj(env, None, None, called, None, searchmode=1)
        or domain.find_obj(env, None, None, called.rpartition(".")[2], "class", searchmode=1)
    )
    if len(found) != 1:
        return None
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", found[0][0], node, shown)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call."""
    app.connect("autodoc-process-docstring", _on_docstring, priority=EARLIER_THAN_NUMPYDOC)
    app.connect("autodoc-process-signature", _on_signature, priority=EARLIER_THAN_NUMPYDOC)
    app.connect("object-description-transform", _on_description)
    app.connect("missing-reference", _on_missing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The reference pages hold every public name of the package and nothing else, and the command's own words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

from gtzan_course.cli import main
from tools.contents import ROOT, page_names
from tools.docstrings import on_page

PACKAGE = ROOT / "gtzan_course"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "api").glob("*.md"))}
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if not path.stem.endswith("_cases"))
"""All modules but those that would give away what the exercises ask."""

HELP = re.compile(r"^```console\n\$ gtzan-course ([^\n]*--help)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = ("module", "function", "class", "exception", "method", "property", "attribute", "data")


def module_name(source: Path) -> str:
    parts = source.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def public_names(source: Path) -> Iterator[str]:
    """What a module defines for others: functions, classes and their methods, and the constants that it explains."""
    tree, module = ast.parse(source.read_text(encoding="utf-8")), module_name(source)
    if ast.get_docstring(tree):
        yield module
    for name in defined(tree):
        yield f"{module}.{name}"


def defined(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{name}" for name in defined(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(following, ast.Expr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name))


def documented() -> list[str]:
    """The modules that the pages show, with repetitions."""
    return [name for text in PAGES.values() for name in re.findall(r"^\.\. automodule:: (\S+)$", text, re.MULTILINE)]


def test_the_walk_finds_what_is_known_to_be_there() -> None:
    names = set(public_names(PACKAGE / "windows.py")) | set(public_names(PACKAGE / "evaluation.py"))
    assert {"gtzan_course.windows", "gtzan_course.windows.WINDOW_HOP", "gtzan_course.windows.slice_windows"} <= names
    assert {"gtzan_course.evaluation.Accuracy", "gtzan_course.evaluation.Accuracy.value"} <= names
    assert "gtzan_course.evaluation._matches" not in names


def test_every_module_is_on_one_page() -> None:
    modules = {module_name(source) for source in SOURCES} - {"gtzan_course"}
    assert sorted(documented()) == sorted(modules)


def test_the_map_names_every_page_and_every_module() -> None:
    for label in (re.findall(r"\A\((\S+)\)=$", text, re.MULTILINE)[0] for text in PAGES.values()):
        assert label == "api" or f"{{ref}}`{label}`" in PAGES["index"]
    mapped = re.findall(r"\{py:mod\}`\w+ <(\S+)>`", PAGES["index"])
    assert sorted(mapped) == sorted(name for name in documented() if name.count(".") == 1)


def test_every_page_is_in_the_contents() -> None:
    assert {name for name in page_names() if name.startswith("api/")} == {f"api/{stem}" for stem in PAGES}


def test_the_built_pages_show_every_public_name_and_nothing_else(book: Path) -> None:
    with (book / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda _, page: page)
    shown = {name for kind in KINDS for name in inventory.get(f"py:{kind}", {})}
    public = {name for source in SOURCES for name in public_names(source)} - {"gtzan_course"}
    assert sorted(public - shown) == [], "not in the book: give it a page, or build the book again"
    assert sorted(shown - public) == [], "in the book, but not in the package: build the book again"


def test_no_built_page_hides_what_a_class_takes(book: Path) -> None:
    text = (book / "api" / "model_and_training.html").read_text(encoding="utf-8")
    signature = re.search(r'<dt[^>]* id="gtzan_course.augmentation.Cutout">(.*?)</dt>', text, re.DOTALL)
    assert signature
    assert "(rate=0.5,*,n_bands=3,n_frames=4,seed)" in re.sub(r"<[^>]+>|\s", "", signature[1])


def helps() -> dict[str, str]:
    """What the page shows of the command's help, by its arguments."""
    return dict(HELP.findall(PAGES["command_line"]))


def test_every_subcommands_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    found, waiting = [], [""]
    while waiting:
        command = waiting.pop()
        with pytest.raises(SystemExit):
            main([*command.split(), "--help"])
        found.append(f"{command} --help".strip())
        listed = re.search(r"^  COMMAND\n((?:    .*\n)+)", capsys.readouterr().out, re.MULTILINE)
        waiting += [
            f"{command} {name}" for name in re.findall(r"^    (\w+)", listed[1] if listed else "", re.MULTILINE)
        ]
    assert sorted(helps()) == sorted(found)


@pytest.mark.parametrize("arguments", helps())
def test_help_is_the_commands_own(
    arguments: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    with pytest.raises(SystemExit, match="0"):
        main(arguments.split())
    assert capsys.readouterr().out == helps()[arguments]


class Thing:
    """A class of the course, for docstrings to name."""


Thing.__module__ = "gtzan_course.made"

DOCSTRING = """\
Make things (chapter 02), as in chapters 03 and 99.

Parameters
----------
y : ndarray of shape (n,)
    What Thing is made of, see chapter 03.
n, m
    How many.
*others
    More.

Returns
-------
list of Thing
    Things.
"""


def test_a_docstring_gets_types_and_links() -> None:
    lines = on_page(
        DOCSTRING.splitlines(),
        annotations={"y": "Array", "n": "int", "others": "Thing | Path", "Returns": "no parameter"},
        known={"Thing": Thing, "Path": Path},
        chapters={"02": "chapters/02_two", "03": "chapters/03_three"},
    )
    link = ":py:class:`~gtzan_course.made.Thing`"
    expected = DOCSTRING.splitlines()
    expected[0] = (
        "Make things (:doc:`chapter 02 </chapters/02_two>`), as in :doc:`chapters 03 </chapters/03_three>` and 99."
    )
    expected[5] = "    What Thing is made of, see :doc:`chapter 03 </chapters/03_three>`."
    expected[6] = "n, m : int"
    expected[8] = f"*others : {link} | Path"
    expected[13] = f"list of {link}"
    assert lines == expected

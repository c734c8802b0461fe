"""The reference pages hold every public name of the package and nothing else, and the command's own words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

import gtzan_course
from gtzan_course.cli import main
from tools.contents import ROOT, chapter_paths, page_names
from tools.docstrings import on_page

PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "api").glob("*.md"))}
MET = re.findall(
    r"from gtzan_course.checks import (\w+) as check", " ".join(path.read_text("utf-8") for path in chapter_paths())
)
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "gtzan_course").rglob("*.py")
    if path.parent.name != "checks" or path.stem in ("__init__", *MET)
)
"""All modules but those of the checks that no chapter imports: they would give away what the exercises ask."""

HELP = re.compile(r"^```console\n\$ gtzan-course ([^\n]*--help)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = ("module", "function", "class", "exception", "method", "property", "attribute", "data")


def parsed(module: str) -> ast.Module:
    path = ROOT.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(source.read_text(encoding="utf-8"))


def public_names(module: str) -> Iterator[str]:
    """What a module has for others: functions, classes and their methods, and the constants that it explains.

    A function or class that a module hands on by its ``__all__``, as `gtzan_course.demo` does, is the latter's.
    """
    tree = parsed(module)
    if ast.get_docstring(tree):
        yield module
    named = named_in_all(tree)
    for name in defined(tree):
        if (named is None or top(name) in named) and (module, top(name)) not in elsewhere():
            yield f"{module}.{name}"
    for origin, handed in handed_on_by(tree):
        yield from (f"{module}.{name}" for name in defined(parsed(origin)) if top(name) == handed)


def top(name: str) -> str:
    return name.split(".")[0]


def named_in_all(tree: ast.Module) -> list[str] | None:
    """The names in a module's ``__all__``; None if it has none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def handed_on_by(tree: ast.Module) -> list[tuple[str, str]]:
    """The functions and classes in ``__all__`` that another module defines, and which."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    named = named_in_all(tree) or []
    return [
        (str(node.module), name.name)
        for node in imports
        for name in node.names
        if name.name in named and not name.name.isupper()
    ]


@cache
def elsewhere() -> set[tuple[str, str]]:
    """What some module hands on for another."""
    return {handed for module in MODULES for handed in handed_on_by(parsed(module))}


def defined(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{name}" for name in defined(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(following, ast.Expr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            leaves = [leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name)]
            yield from (name for name in leaves if not name.startswith("_"))


def documented() -> list[str]:
    """The modules that the pages show, with repetitions."""
    return [name for text in PAGES.values() for name in re.findall(r"^\.\. automodule:: (\S+)$", text, re.MULTILINE)]


def test_the_walk_finds_what_is_known_to_be_there() -> None:
    names = {name for module in MODULES for name in public_names(module)}
    assert {"gtzan_course.windows", "gtzan_course.windows.WINDOW_HOP", "gtzan_course.windows.slice_windows"} <= names
    assert {"gtzan_course.evaluation.Accuracy", "gtzan_course.evaluation.Accuracy.value"} <= names
    assert "gtzan_course.evaluation._matches" not in names
    assert "gtzan_course.demo.compose" in names
    assert "gtzan_course.demo.scores.compose" not in names


def test_every_module_is_on_one_page() -> None:
    assert sorted(documented()) == MODULES[1:]


def test_the_map_names_every_page_and_every_module() -> None:
    for label in (re.findall(r"\A\((\S+)\)=$", text, re.MULTILINE)[0] for text in PAGES.values()):
        assert label == "api" or f"{{ref}}`{label}`" in PAGES["index"]
    mapped = re.findall(r"\{py:mod\}`\w+ <(\S+)>`", PAGES["index"])
    assert sorted(mapped) == sorted(name for name in documented() if name.count(".") == 1)


def test_the_packages_own_map_names_every_module() -> None:
    mapped = re.findall(r"^([a-z_]+) +\w", gtzan_course.__doc__ or "", re.MULTILINE)
    assert sorted(f"gtzan_course.{name}" for name in mapped) == [name for name in MODULES if name.count(".") == 1]


def test_every_page_is_in_the_contents() -> None:
    assert {name for name in page_names() if name.startswith("api/")} == {f"api/{stem}" for stem in PAGES}


def test_the_built_pages_show_every_public_name_and_nothing_else(book: Path) -> None:
    with (book / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda _, place: place)
    entries = [entry for kind in KINDS for entry in inventory.get(f"py:{kind}", {}).items()]
    shown = {name for name, (_, _, place, _) in entries if place.partition("#")[2].removeprefix("module-") == name}
    public = {name for module in MODULES[1:] for name in public_names(module)}
    assert sorted(public - shown) == [], "not in the book: give it a page, or build the book again"
    assert sorted(shown - public) == [], "in the book, but not in the package: build the book again"


@pytest.mark.parametrize(
    ("page", "name", "shown"),
    [
        ("model_and_training", "augmentation.TimeFlip", "classTimeFlip(rate=0.5,*,seed)"),
        ("voting_and_figures", "ledger.Figure", "Figure"),
        ("windows_and_spectrograms", "windows.WINDOW_HOP", "WINDOW_HOP=16500"),
        ("windows_and_spectrograms", "features.FEATURE_NAMES", "FEATURE_NAMES"),
        ("windows_and_spectrograms", "spectrograms.mel_power", "mel_power(windows)"),
        (
            "windows_and_spectrograms",
            "windows.window_starts",
            "window_starts(n_windows,*,window_hop=WINDOW_HOP,sr=22_050)",
        ),
    ],
)
def test_a_built_page_shows_the_signature(book: Path, page: str, name: str, shown: str) -> None:
    text = (book / "api" / f"{page}.html").read_text(encoding="utf-8")
    signature = re.search(rf'<dt[^>]* id="gtzan_course\.{name}">(.*?)</dt>', text, re.DOTALL)
    assert signature
    assert re.sub(r"<[^>]+>|\s", "", signature[1]).removesuffix("#") == shown


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
        annotations={"y": "Array", "n": "int", "others": "Thing | Path | made.Thing", "Returns": "no parameter"},
        known={"Thing": Thing, "Path": Path},
        chapters={"02": "chapters/02_two", "03": "chapters/03_three"},
    )
    link = ":py:class:`~gtzan_course.made.Thing`"
    expected = DOCSTRING.splitlines()
    expected[0] = (
        "Make things (:doc:`chapter 2 </chapters/02_two>`), as in :doc:`chapters 3 </chapters/03_three>` and 99."
    )
    expected[5] = "    What Thing is made of, see :doc:`chapter 3 </chapters/03_three>`."
    expected[6] = "n, m : int"
    expected[8] = f"*others : {link} | Path | made.Thing"
    expected[13] = f"list of {link}"
    assert lines == expected

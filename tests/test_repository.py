"""The repository's address: set everywhere at once, taken out again, in a copy of the course."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from made_assignment import write_assignment

from tools import repository
from tools.contents import ROOT, chapter_paths
from tools.setup_cell import setup_source

URL = "https://github.com/Example-Owner/a.made_name"
FILES = ["pyproject.toml", "CITATION.cff", "_config.yml", "README.md", "_toc.yml"]

UNCHANGED = ("_toc.yml", "card.yaml", "variant.py")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of every file that holds the address, in its state without one."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "chapters").mkdir()
    for path in chapter_paths():
        shutil.copy(path, tmp_path / "chapters")
    write_assignment(tmp_path / "assignments" / "source")
    repository.set_address(None, tmp_path)
    return tmp_path


def contents(course: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(course.rglob("*")) if path.is_file()}


def test_set_twice_is_set_once_and_clear_brings_back_what_was(course: Path) -> None:
    before = contents(course)
    repository.set_address(URL, course)
    once = contents(course)
    repository.set_address(URL, course)
    assert contents(course) == once
    assert all(once[path] != before[path] for path in before if not path.endswith(UNCHANGED))
    repository.set_address(None, course)
    assert contents(course) == before


def test_an_assignment_installs_the_package_from_there(course: Path) -> None:
    repository.set_address(URL, course)
    notebook = nbformat.read(course / "assignments" / "source" / "sums" / "sums.ipynb", as_version=4)
    assert f"git+{URL}" in notebook.cells[1].source


def test_another_address_replaces_the_first(course: Path) -> None:
    repository.set_address(URL, course)
    repository.set_address("https://github.com/other/course", course)
    assert not [path for path, data in contents(course).items() if b"Example-Owner" in data]


def test_the_book_gets_its_launch_buttons(course: Path) -> None:
    config = yaml.safe_load((course / "_config.yml").read_text())
    assert "launch_buttons" not in config
    assert "repository" not in config
    repository.set_address(URL, course)
    config = yaml.safe_load((course / "_config.yml").read_text())
    assert config["repository"] == {"url": URL, "branch": "main", "path_to_book": ""}
    assert config["launch_buttons"]["binderhub_url"] == "https://mybinder.org"
    assert config["launch_buttons"]["colab_url"] == "https://colab.research.google.com"
    assert config["launch_buttons"]["thebe"] is False


def test_the_other_files_get_the_address(course: Path) -> None:
    repository.set_address(URL, course)
    project = tomllib.loads((course / "pyproject.toml").read_text())["project"]
    assert project["urls"]["Repository"] == repository.current_url(course) == URL
    assert yaml.safe_load((course / "CITATION.cff").read_text())["repository-code"] == URL
    readme = (course / "README.md").read_text()
    assert "https://mybinder.org/v2/gh/Example-Owner/a.made_name/main" in readme
    opened = re.search(
        r"https://colab\.research\.google\.com/github/Example-Owner/a\.made_name/blob/main/([^)]+)", readme
    )
    assert opened
    assert (course / opened[1]).is_file()


def test_every_chapter_gets_the_same_setup_cell(course: Path) -> None:
    repository.set_address(URL, course)
    sources = {nbformat.read(path, as_version=4).cells[1].source for path in chapter_paths(course)}
    assert sources == {setup_source(URL)}


def test_an_outdated_chapter_stops_it_before_anything_is_written(course: Path) -> None:
    path = chapter_paths(course)[-1]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.pop(1)
    nbformat.write(notebook, path)
    before = contents(course)
    with pytest.raises(ValueError, match="Expected a code cell tagged 'setup' as second"):
        repository.set_address(URL, course)
    assert contents(course) == before


def test_a_file_without_markers_is_named(course: Path) -> None:
    (course / "README.md").write_text("No markers here.\n")
    with pytest.raises(ValueError, match=r"one 'repository: begin' and 'repository: end' in README.md, found 0"):
        repository.set_address(URL, course)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "owner/name",
        "http://github.com/owner/name",
        "https://github.com/owner",
        "https://github.com/owner/name/tree/main",
        "https://gitlab.com/owner/name",
        "https://github.com/owner/na me",
        'https://github.com/owner/name"; import os; "',
        "https://github.com/-owner/name",
        "https://github.com/owner/..",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"Expected an address such as https://github\.com/owner/name, got"):
        repository.checked(url)


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}.git"])
def test_an_address_gets_its_plain_form(url: str) -> None:
    assert repository.checked(url) == URL


@pytest.mark.parametrize("url", [None, URL])
def test_the_setup_cell_is_code(url: str | None) -> None:
    ast.parse(TransformerManager().transform_cell(setup_source(url)))


def test_without_an_address_the_setup_cell_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gtzan_course", None)
    with pytest.raises(ImportError, match=r"make lab.*pip install -e"):
        exec(setup_source(None), {})


def test_with_an_address_the_setup_cell_installs_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code = TransformerManager().transform_cell(setup_source(URL))
    asked: list[tuple[str, str]] = []

    class Shell:
        def run_line_magic(self, name: str, line: str) -> None:
            asked.append((name, line))

    monkeypatch.setitem(sys.modules, "gtzan_course", None)
    exec(code, {"get_ipython": Shell})
    assert asked == [("pip", f'install -q "gtzan-course @ git+{URL}"')]

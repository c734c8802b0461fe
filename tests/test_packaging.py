"""The package as others install it: modules, data and measured figures are in the wheel, solutions are not."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import nbformat
import pytest
import yaml

from tools.contents import ROOT, page_names

SOURCES = ["gtzan_course", "results", "assignments", "pyproject.toml", "README.md", "LICENSE", "LICENSE-CC-BY-4.0"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the sources, without the network."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    target = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", target, copy]
    subprocess.run([sys.executable, *map(str, build)], check=True)
    [path] = target.glob("*.whl")
    return path


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    package = {str(path.relative_to(ROOT)) for path in (ROOT / "gtzan_course").rglob("*") if path.is_file()}
    package = {name for name in package if "__pycache__" not in name}
    measured = {f"gtzan_course/results/{path.name}" for path in (ROOT / "results").iterdir() if path.is_file()}
    assert (package | measured) - packed == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    folders = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"gtzan_course"}


def test_the_wheel_holds_no_solution_and_no_hidden_test(wheel: Path) -> None:
    regions = secret_regions()
    assert len(regions) > 10
    with zipfile.ZipFile(wheel) as packed:
        texts = {name: packed.read(name) for name in packed.namelist()}
    assert not [name for name in texts if name.endswith((".ipynb", "card.yaml", "variant.py"))]
    assert not [(name, region) for name, text in texts.items() for region in regions if region.encode() in text]


def test_the_book_holds_no_solution_and_no_hidden_test(book: Path) -> None:
    pages = {
        path: path.read_bytes() for path in book.rglob("*") if path.suffix in (".html", ".js", ".ipynb", ".md", ".txt")
    }
    lines = {line for region in secret_regions() for line in region.split("\n") if "EXPECTED[" in line}
    assert len(lines) > 10
    for path, data in pages.items():
        text = html.unescape(re.sub(r"<[^>]+>", "", data.decode("utf-8", "replace"))).replace('\\"', '"')
        assert not [line for line in lines if line.strip() in text], path


def test_the_book_leaves_assignments_out() -> None:
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["only_build_toc_files"] is True
    assert "assignments" in config["exclude_patterns"]
    assert not [name for name in page_names() if name.startswith("assignments")]


def secret_regions() -> list[str]:
    """What stands between the markers of every assignment, where it is two lines or more."""
    marked = re.compile(r"BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b[^\n]*\n(.*?)\n[^\n]*END \1", re.DOTALL)
    paths = sorted(ROOT.glob("assignments/source/*/*.ipynb"))
    texts = [cell.source for path in paths for cell in nbformat.read(path, as_version=4).cells]
    return [region for text in texts for _, region in marked.findall(text) if "\n" in region]


def test_the_wheel_finds_its_measured_figures(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import gtzan_course\n"
        "from importlib.resources import files\n"
        "print(gtzan_course.__file__)\n"
        "print((files('gtzan_course.results') / 'schema.json').is_file())"
    )
    python = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}"]
    lines = subprocess.run(python, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()
    assert lines == [str(tmp_path / "gtzan_course" / "__init__.py"), "True"]


def test_the_installed_package_finds_its_measured_figures() -> None:
    assert (files("gtzan_course.results") / "schema.json").is_file()

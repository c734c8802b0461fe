"""Tests of what goes into the book as it is: what pages load of the packages from npm, and nothing else of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tools import site_files
from tools.contents import ROOT


def laid_out() -> dict[str, Path]:
    """Every file by its place in the book."""
    return {target.relative_to(site_files.SITE).as_posix(): source for target, source in site_files.files().items()}


def test_pages_find_what_they_load() -> None:
    files = laid_out()
    style = (ROOT / "_static" / "course.css").read_text(encoding="utf-8")
    fonts = [name for name in files if name.endswith(".woff2")]
    assert style.count('url("../@') == len(fonts) == 3
    assert all(f'url("../{name}")' in style for name in fonts)
    assert "mathjax/es5/tex-mml-chtml.js" in files
    assert "mathjax/es5/output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff" in files
    assert sorted(name for name in files if name.startswith("web/ort/")) == [
        "web/ort/ort-wasm-simd-threaded.mjs",
        "web/ort/ort-wasm-simd-threaded.wasm",
        "web/ort/ort.wasm.min.mjs",
    ]


def test_what_no_page_loads_stays_where_it_is() -> None:
    files = laid_out()
    assert {name.split("/")[0] for name in files} == {"@fontsource-variable", "mathjax", "web"}
    assert not [name for name in files if name.endswith((".map", ".ts")) or "svg" in name]
    assert sum(source.stat().st_size for source in files.values()) < 25e6


def test_what_is_copied_comes_with_its_licence() -> None:
    licences = [name for name in laid_out() if name.endswith("LICENSE")]
    assert len(licences) == 3
    runtime = (site_files.RUNTIME_HOME / "ort.wasm.min.mjs").read_text(encoding="utf-8")[:400]
    assert "Licensed under the MIT License" in runtime


def test_every_script_and_style_of_the_page_is_laid_out() -> None:
    files = laid_out()
    ours = [path for path in (ROOT / "web").iterdir() if path.suffix in {".css", ".mjs"}]
    assert ours
    assert all(files[f"web/{path.name}"] == path for path in ours)


def test_without_packages_our_own_files_are_laid_out_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PACKAGES", "RUNTIME_HOME"):
        monkeypatch.setattr(site_files, name, tmp_path / "nothing")
    monkeypatch.setattr(site_files, "SITE", tmp_path / "site")
    site_files.main()
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"web"}
    assert not (tmp_path / "site" / "web" / "ort").exists()


def test_the_built_book_holds_nothing_else_of_the_packages(book: Path) -> None:
    packages = {path.name for path in site_files.PACKAGES.iterdir()}
    assert {path.name for path in book.iterdir()} & packages == {"@fontsource-variable", "mathjax"}
    assert len(list(book.rglob("*.wasm"))) == 1


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_build_goes_on_without_npm_but_not_in_ci(ci: str, code: int, tmp_path: Path) -> None:
    """The Makefile's own recipe, in a folder where npm can fetch nothing."""
    (tmp_path / "vendor").mkdir()
    for name in ("package.json", "package-lock.json"):
        (tmp_path / "vendor" / name).write_text("{}")
    npm = tmp_path / ".venv" / "bin" / "npm"
    npm.parent.mkdir(parents=True)
    npm.write_text("#!/bin/sh\nexit 7\n")
    npm.chmod(0o755)
    options = ["--no-print-directory", "--file", ROOT / "Makefile", "--old-file", ".venv/.ready"]
    run = subprocess.run(
        ["make", *options, "vendor/node_modules/.package-lock.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CI": ci},
    )
    assert bool(run.returncode) == bool(code), run.stderr
    assert run.stdout.startswith("The packages from npm are missing")
    assert run.stdout.count("\n") == 1

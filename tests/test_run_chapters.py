"""Running a chapter: what is measured, what is written, and what is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import chapters
from tools.chapters import Cost
from tools.contents import ROOT

BOX = "# Title\n\n**Before you start** nothing.\n\n**Time and memory** measuring…\n:::"


def notebook(*sources: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_markdown_cell(BOX), *[new_code_cell(source) for source in sources]])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    shutil.copy(ROOT / "results" / "schema.json", tmp_path / "results")
    return tmp_path


def test_time_and_memory_of_the_kernel_and_its_children_are_measured(tmp_path: Path) -> None:
    child = "import sys, time; held = bytearray(b'x' * 200_000_000); print('ready', flush=True); time.sleep(1)"
    own = "import subprocess, sys, time\nheld = bytearray(b'x' * 100_000_000)"
    run = f"subprocess.run([sys.executable, '-c', {child!r}], check=True);"
    book = notebook(own, run)
    cost = chapters.run(book, tmp_path)
    assert 1.0 < cost.seconds < 60
    assert 300e6 < cost.peak_bytes < 800e6
    assert [cell.execution_count for cell in book.cells[1:]] == [1, 2]


def test_the_kernel_starts_in_the_folder_and_without_timings(tmp_path: Path) -> None:
    book = notebook("import os; print(os.path.basename(os.getcwd()))")
    chapters.run(book, tmp_path)
    assert book.cells[1].outputs[0].text == tmp_path.name + "\n"
    assert "execution" not in book.cells[1].metadata


def test_a_cell_that_raises_stops_it(tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="no such band"):
        chapters.run(notebook("raise ValueError('no such band')"), tmp_path)


def test_the_line_is_rewritten_once() -> None:
    book = notebook()
    chapters.write_line(book, Cost(seconds=40.6, peak_bytes=720_000_000).line())
    assert "**Time and memory** 41 s and 0.7 GB, measured on " in book.cells[0].source
    assert "measuring" not in book.cells[0].source
    assert book.cells[0].source.endswith(" cores.\n:::")


def test_a_box_without_its_line_is_an_error() -> None:
    book = new_notebook(cells=[new_markdown_cell("# Title")])
    with pytest.raises(ValueError, match=r"in the first cell, found 0. Write one"):
        chapters.write_line(book, "**Time and memory** none")


def test_the_ledger_keeps_the_other_chapters(course: Path) -> None:
    chapters.record("02_windows", Cost(5.0, 400_000_000), course)
    chapters.record("01_reading_the_data", Cost(7.0, 300_000_000), course)
    chapters.record("02_windows", Cost(6.4, 1_460_000_000), course)
    result = json.loads((course / chapters.LEDGER).read_text())
    assert {entry["name"]: (entry["value"], entry["unit"]) for entry in result["figures"]} == {
        "01_reading_the_data.peak_memory": (0.3, "GB"),
        "01_reading_the_data.time": (7, "s"),
        "02_windows.peak_memory": (1.5, "GB"),
        "02_windows.time": (6, "s"),
    }
    assert result["command"] == "make chapters"


def test_a_chapter_that_does_not_exist_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chapters, "chapter_paths", lambda: [Path("02_windows.ipynb")])
    with pytest.raises(SystemExit, match="2"):
        chapters.main(["03_lost"])
    assert "no such chapter: 03_lost; there are 02_windows" in capsys.readouterr().err

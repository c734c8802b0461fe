"""Files as students hand them in: found all, read in any encoding and version, refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gtzan_course.grading import submissions
from gtzan_course.grading.submissions import find_submissions, read_notebook

CELL = {"cell_type": "code", "source": ["x = 1\n", "y = 'é 🎵'"], "metadata": {}, "outputs": [], "execution_count": 3}
NOTEBOOK: dict[str, Any] = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def text(**changes: Any) -> str:
    return json.dumps(NOTEBOOK | changes, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(text().encode(encoding))
    assert read_notebook(tmp_path / "a.ipynb").cells[0].source == "x = 1\ny = 'é 🎵'"


def test_version_3_and_what_colab_leaves_out_are_read(tmp_path: Path) -> None:
    old = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "collapsed": False}
    heading = {"cell_type": "heading", "level": 2, "source": "Question 1"}
    worksheets = [{"cells": [heading, old], "metadata": {}}]
    (tmp_path / "old.ipynb").write_text(
        json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": worksheets})
    )
    assert [cell.source for cell in read_notebook(tmp_path / "old.ipynb").cells] == ["## Question 1", "x = 1"]
    bare = {"cell_type": "code", "source": "x = 1"}
    (tmp_path / "bare.ipynb").write_text(json.dumps({"cells": [bare]}))
    assert read_notebook(tmp_path / "bare.ipynb").cells[0].source == "x = 1"


def test_half_a_character_does_not_get_through(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(r'{"cells": [{"cell_type": "code", "source": "x = \"\ud83c\""}]}')
    assert read_notebook(tmp_path / "a.ipynb").cells[0].source == 'x = "?"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "an empty file"),
        ("\ufeff \n", "an empty file"),
        ("hello", "not a notebook: no JSON"),
        (text()[:-20], "not a notebook: no JSON, or cut off"),
        ("[]", "it holds no cells"),
        ("{}", "it holds no cells"),
        (text(cells=[]), "an empty notebook"),
        (text(cells=[CELL | {"source": " \n"}]), "an empty notebook"),
        (text(cells=7), "not a notebook"),
        (text(cells=[7]), "not a notebook"),
        (text(nbformat="four"), "not a notebook"),
        ("[" * 100_000, "nested without end"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "a.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_notebook(tmp_path / "a.ipynb")


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "MOST_BYTES", 100)
    (tmp_path / "a.ipynb").write_text(text())
    with pytest.raises(ValueError, match="too large"):
        read_notebook(tmp_path / "a.ipynb")


def test_every_file_is_listed_and_each_with_its_problem(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    names = ["Zoë 🎵_1_file_/a b.IPYNB", "b.pdf", "c.zip", ".DS_Store", "__MACOSX/._a.ipynb", "no ending"]
    names += ["d/.ipynb_checkpoints/a-checkpoint.ipynb", "d/a.ipynb"]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (tmp_path / "secret.ipynb").write_text("x")
    (folder / "link.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    found = {submission.file: submission for submission in find_submissions(folder)}
    assert sorted(found) == sorted([*names, "link.ipynb", "loop"])
    problems = {file: submission.problem for file, submission in found.items()}
    assert [file for file, problem in problems.items() if not problem] == ["d/a.ipynb", names[0]]
    assert problems["link.ipynb"] == problems["loop"] == "a link: not followed"
    assert problems["b.pdf"] == "not a notebook: .pdf"
    assert "unpack it" in problems["c.zip"]
    assert [file for file, submission in found.items() if submission.system] == sorted(
        [".DS_Store", "__MACOSX/._a.ipynb", "d/.ipynb_checkpoints/a-checkpoint.ipynb"], key=str.casefold
    )
    assert list(found)[-1] == "d/.ipynb_checkpoints/a-checkpoint.ipynb", "system files come last"


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Unpack"):
        find_submissions(tmp_path / "none.zip")

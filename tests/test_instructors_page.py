"""The page for instructors: its tables are as measured, its commands exist, and what it names is there."""

from __future__ import annotations

import re

import pytest

from gtzan_course.cli import main
from tools.assignments import SOURCES, assignment_names
from tools.contents import ROOT, page_names
from tools.instructors_page import PAGE, assignment_rows, chapter_rows, renewed

TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
ASSIGNMENTS = set(assignment_names(SOURCES))


def test_the_page_is_in_the_book() -> None:
    assert "instructors" in page_names()


def test_its_tables_are_as_the_tool_writes_them() -> None:
    assert renewed(TEXT) == TEXT, "Run `python -m tools.instructors_page`."


def test_every_chapter_and_every_assignment_has_a_row() -> None:
    assert len(list(chapter_rows())) == 2 + len(list((ROOT / "chapters").glob("*.ipynb")))
    assert len(list(assignment_rows())) == 2 + len(ASSIGNMENTS)


def test_there_are_at_least_ten_assignments_and_each_has_a_goal() -> None:
    goals = set(re.findall(r"^\| [^|`]+ \| chapters? [^|]+ \| `([a-z_]+)` \|$", TEXT, re.MULTILINE))
    assert goals == ASSIGNMENTS
    assert len(ASSIGNMENTS) >= 10


@pytest.mark.parametrize("command", ["assign", "grade"])
def test_its_commands_take_the_options_that_it_gives(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    known = capsys.readouterr().out
    [line] = re.findall(rf"^gtzan-course {command} .*$", TEXT, re.MULTILINE)
    assert all(option in known for option in re.findall(r"--[a-z]+", line))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([A-Za-z_]+\.(?:md|yml|cff))`", TEXT))))
def test_the_files_that_it_names_are_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_a_place_for_a_table_that_is_missing_is_an_error() -> None:
    with pytest.raises(ValueError, match="Expected one place for the table of chapters"):
        renewed("no table here")

"""Every stored chapter keeps to the rules; what runs them again is nbval, in `make test`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from gtzan_course.ledger import read_figures
from tools.chapters import run
from tools.contents import ROOT, chapter_paths
from tools.execution_page import page
from tools.rules import RULES, Rule

CHAPTERS = pytest.mark.parametrize("path", chapter_paths(), ids=lambda path: path.stem)
MEASURED = re.compile(r"\*\*Time and memory\*\* (\d+) s and (\d+\.\d) GB")


@CHAPTERS
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_chapter_keeps_to(rule: Rule, path: Path) -> None:
    assert list(rule(nbformat.read(path, as_version=4))) == []


@CHAPTERS
def test_time_and_memory_are_as_measured_and_within_limits(path: Path) -> None:
    figures = read_figures("chapters")
    seconds, memory = figures[f"{path.stem}.time"], figures[f"{path.stem}.peak_memory"]
    shown = MEASURED.search(nbformat.read(path, as_version=4).cells[0].source)
    assert shown, "the chapter does not say what it takes"
    assert (float(shown[1]), float(shown[2])) == (seconds["value"], memory["value"])
    assert (seconds["unit"], memory["unit"]) == ("s", "GB")
    assert seconds["value"] < 180
    assert memory["value"] < 1.8


def test_the_seven_chapters_of_part_one_take_less_than_eight_minutes() -> None:
    figures = read_figures("chapters")
    assert sum(figures[f"{path.stem}.time"]["value"] for path in chapter_paths()[:7]) < 8 * 60


def test_the_page_on_execution_is_as_measured() -> None:
    result = json.loads((ROOT / "results" / "chapters.json").read_text(encoding="utf-8"))
    written = (ROOT / "execution.md").read_text(encoding="utf-8")
    assert written == page(result, [path.stem for path in chapter_paths()])
    assert written.count("{doc}`chapters/") == len(chapter_paths())


def test_labels_are_used_once_in_the_book() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in chapter_paths())
    labels = re.findall(r":label: ([\w-]+)", text) + re.findall(r'"\((ch-[\w-]+)\)=', text)
    assert sorted(labels) == sorted(set(labels))


@CHAPTERS
def test_a_chapter_weighs_less_than_six_megabytes(path: Path) -> None:
    assert path.stat().st_size < 6_000_000


@pytest.mark.long
@CHAPTERS
def test_a_chapter_runs_within_its_limits_here_too(path: Path) -> None:
    cost = run(nbformat.read(path, as_version=4), path.parent)
    assert cost.seconds < 180
    assert cost.peak_bytes < 1.8e9

"""The authors' command: each rule finds what breaks it, and measuring changes one line of the card."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from made_assignment import CARD, NAME, VARIANT, made_notebook, write_assignment
from nbformat import NotebookNode
from nbformat.v4 import new_output

from gtzan_course.assignments import read_source
from tools import assignments
from tools.assignments import SOURCES, assignment_names
from tools.chapters import Cost
from tools.contents import ROOT

TENSORFLOW = ("model", "training")
"""Assignments that build or train a network, which takes longer."""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources in which the made-up one keeps all rules."""
    monkeypatch.setattr(assignments, "ROOT", tmp_path)
    monkeypatch.setattr(assignments, "SOURCES", tmp_path / "source")
    monkeypatch.setattr(assignments, "SHOWN", tmp_path / "shown")
    write_assignment(tmp_path / "source")
    assignments.refresh(read_source(NAME, root=tmp_path / "source"))
    return tmp_path / "source"


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def replace(grade_id: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        changed = cell(notebook, grade_id)
        assert old in changed.source
        changed.source = changed.source.replace(old, new)

    return change


def put(grade_id: str, key: str, value: Any) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        cell(notebook, grade_id).metadata["nbgrader"][key] = value

    return change


def run_it(notebook: NotebookNode) -> None:
    cell(notebook, "q1").outputs = [new_output("stream", text="7\n")]


def faults(sources: Path) -> list[str]:
    return assignments.faults(read_source(NAME, root=sources))


def test_the_made_up_one_keeps_all_rules(sources: Path) -> None:
    assert faults(sources) == []


@pytest.mark.parametrize("name", assignment_names(SOURCES))
def test_every_assignment_keeps_all_rules(name: str) -> None:
    source = read_source(name, root=SOURCES)
    assert assignments.faults(source) == []
    measured = source.card.get("measured", {})
    assert measured, "never measured: make assignments"
    seconds, peak_gb = (60, 1.5) if name in TENSORFLOW else (20, 1.0)
    assert measured["seconds"] <= seconds
    assert measured["peak_gb"] <= peak_gb


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("q1_test", "points", 5), "the notebook gives 21 points"),
        (put("m1", "points", 5), "m1 with 4 points"),
        (put("q1_text", "grade_id", "q1_words"), "q1: expected a locked text q1_text"),
        (put("q1", "locked", True), "q1: a cell is either"),
        (put("q1", "schema_version", 2), "q1: expected schema_version 3"),
        (put("q1", "task", True), "no task"),
        (replace("q1", "# Question 1", "# The sum"), "q1: it does not begin with '# Question 1'"),
        (replace("q1_test", "1: test", "2: test"), "q1_test: it does not begin with '# Question 1: test'"),
        (replace("q1", "### BEGIN SOLUTION\n", "\n"), None),
        (replace("m1", "Four points for naming the law.\n", ""), "m1: no rubric"),
        (
            replace("q4_test", 'assert halved(1) is not None, "Question 4 is not answered yet."\n', ""),
            "q4: no visible test",
        ),
        (replace("q4_test", "assert halved(3)", "halved(3)"), "q4: no hidden test"),
        (replace("q1_test", 'EXPECTED["total"]', 'EXPECTED["sum"]'), "EXPECTED['sum'], but variant.py computes total"),
        (replace("q1_test", 'EXPECTED["total"]', 'EXPECTED.get("total")'), "in no other form"),
        (replace("q1_test", "isinstance(total, int)", 'total == EXPECTED["total"]'), "in hidden tests only"),
        (replace("q1_test", "assert total ==", "import pandas\nassert total =="), "imports pandas"),
        (replace("q1", "total = ...\n", "total = ...\nimport nbgrader\n"), "do not need nbgrader"),
        (replace("variant", "STUDENT", "WHO"), "'variant' is not the example"),
        (run_it, "has outputs"),
        (replace("q1_text", "Add", "Segment"), "window, track or piece"),
        (replace("q1_text", "Add all", "total = first + sum(others)\n"), "q1: a line of its solution"),
    ],
)
def test_each_rule_on_the_notebook(change: Callable[[NotebookNode], None], words: str | None, sources: Path) -> None:
    path = sources / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    if words is None:
        with pytest.raises(ValueError, match="out of turn"):
            faults(sources)
    else:
        assert [line for line in faults(sources) if words in line]


def with_wrong(**changes: Any) -> dict[str, Any]:
    """The card with another first wrong answer."""
    card = copy.deepcopy(CARD)
    card["wrong_answers"][0].update(changes)
    return card


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (CARD | {"points": 19}, "the card 19"),
        (CARD | {"own": ["q1"]}, "own: expected at least two"),
        (CARD | {"own": ["q1", "q9"]}, "got ['q1', 'q9']"),
        (CARD | {"own": ["q1", "q2"]}, "q2: of three students two have the same"),
        (CARD | {"difficulty": 4}, "difficulty"),
        (CARD | {"chapter": "two"}, "chapter"),
        (CARD | {"minutes_to_allow": "an hour"}, "minutes_to_allow"),
        (CARD | {"wrong_answers": CARD["wrong_answers"][1:]}, "no wrong answer to q1"),
        (with_wrong(question="q9"), "amiss is its question"),
        (with_wrong(says=None), "amiss is says"),
        (with_wrong(points=4), "fewer points than a right one"),
        (with_wrong(answer="total = 3"), "first line is not '# Question 1'"),
    ],
)
def test_each_rule_on_the_card(card: dict[str, Any], words: str, sources: Path) -> None:
    (sources / NAME / "card.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")
    assert [line for line in faults(sources) if words in line]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{settings['first']}\\n", "{id(folder)}{__import__('time').perf_counter()}", "other files the second time"),
        ("{settings['first']}\\n", "{'0' * 1_000_001}", "more than 1,000,000 bytes"),
    ],
)
def test_each_rule_on_files_handed_out(old: str, new: str, words: str, sources: Path) -> None:
    assert old in VARIANT
    (sources / NAME / "variant.py").write_text(VARIANT.replace(old, new), encoding="utf-8")
    assert [line for line in faults(sources) if words in line]


def test_too_few_questions(sources: Path) -> None:
    notebook = made_notebook()
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("q3")]
    nbformat.write(notebook, sources / NAME / f"{NAME}.ipynb")
    found = faults(sources)
    assert "3 questions are graded by tests, expected 4 to 8" in found
    assert "expected the questions q1, q2 and so on, got q1, q2, q4" in found


def test_it_says_what_is_wrong_and_shows_the_editions(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assignments.main([]) == 0
    assert capsys.readouterr().out == "sums: nothing wrong\nsums: its editions are in shown/sums\n"
    shown = sorted(path.name for path in (sources.parent / "shown" / NAME).iterdir())
    assert shown == ["numbers.txt", "sums-instructor.ipynb", "sums-solution.ipynb", "sums-student.ipynb"]
    write_assignment(sources, card=CARD | {"difficulty": 4})
    assert assignments.main([NAME, "--check"]) == 1
    assert "sums: card, difficulty" in capsys.readouterr().out


def test_writing_makes_the_source_what_the_rules_want(sources: Path) -> None:
    write_assignment(sources)
    assert faults(sources)
    assert assignments.main([NAME, "--write", "--check"]) == 0


def test_the_solution_is_run_and_measured(sources: Path) -> None:
    cost = assignments.measure(read_source(NAME, root=sources))
    assert 0 < cost.seconds < 60
    assert 10e6 < cost.peak_bytes < 1e9


@pytest.mark.parametrize(
    "old", ["", "measured: {seconds: 1, peak_gb: 9.9}\n", "measured:\n  seconds: 1\n  peak_gb: 9.9\n"]
)
def test_what_was_measured_replaces_one_entry(old: str, tmp_path: Path) -> None:
    card = tmp_path / "card.yaml"
    card.write_text(f"# A remark.\ntitle: Sums\n{old}own: [q1,   q2]\n", encoding="utf-8")
    assignments.write_measured(card, Cost(seconds=12.4, peak_bytes=640_000_000))
    text = card.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"title": "Sums", "own": ["q1", "q2"], "measured": {"seconds": 12, "peak_gb": 0.6}}
    assert [line for line in text.splitlines() if "seconds" not in line] == [
        "# A remark.",
        "title: Sums",
        "own: [q1,   q2]",
    ]


def test_an_unknown_name_is_one_line() -> None:
    command = [sys.executable, "-m", "tools.assignments", "nosuch"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("assignments: No assignment 'nosuch'")
    assert done.stderr.count("\n") == 1

"""An assignment's source: what is read of it, what is said of one that is broken, and what is drawn from it."""

from __future__ import annotations

import hashlib
import hmac
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from made_assignment import CARD, NAME, VARIANT, made_notebook, marked, write_assignment
from nbformat.v4 import new_code_cell

from gtzan_course.assignments import Question, Source, example_variant, questions, read_source, variant_for
from gtzan_course.assignments.regions import inside, outside, unmarked


@pytest.fixture
def source(tmp_path: Path) -> Source:
    write_assignment(tmp_path)
    return read_source(NAME, root=tmp_path)


def cell(notebook: nbformat.NotebookNode, grade_id: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def test_its_questions(source: Source) -> None:
    assert questions(source) == [
        Question("q1", 4, ("q1_test",), manual=False),
        Question("q2", 6, ("q2_test", "q2_test2"), manual=False),
        Question("q3", 3, ("q3_test",), manual=False),
        Question("q4", 3, ("q4_test",), manual=False),
        Question("m1", 4, (), manual=True),
    ]
    assert source.card == CARD


def test_the_tests_of_the_tenth_question_are_not_those_of_the_first(tmp_path: Path) -> None:
    notebook = made_notebook()
    notebook.cells += [
        marked(new_code_cell("n = ..."), "q10", solution=True),
        marked(new_code_cell("assert n == 1"), "q10_test", points=1),
    ]
    write_assignment(tmp_path, notebook=notebook)
    found = {question.id: question.tests for question in questions(read_source(NAME, root=tmp_path))}
    assert (found["q1"], found["q10"]) == (("q1_test",), ("q10_test",))


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is none"):
        read_source("sum", root=tmp_path)
    write_assignment(tmp_path)
    write_assignment(tmp_path, name="products")
    with pytest.raises(FileNotFoundError, match=r"'sum'.*there are products, sums"):
        read_source("sum", root=tmp_path)
    with pytest.raises(FileNotFoundError, match="there are products, sums"):
        read_source("../sums", root=tmp_path)


@pytest.mark.parametrize(
    ("grade_id", "change", "words"),
    [
        ("q1", {"source": "### BEGIN SOLUTION\nn = 1"}, r"cell 4 \('q1'\).*END SOLUTION"),
        ("q1", {"source": "n = 1\n### END SOLUTION"}, r"cell 4 \('q1'\).*out of turn"),
        ("q1_test", {"source": "### BEGIN SOLUTION\nn = 1\n### END SOLUTION"}, "cell 5.*true to solution"),
        ("q1", {"source": "### BEGIN HIDDEN TESTS\nassert 0\n### END HIDDEN TESTS"}, "cell 4.*true to grade"),
        (
            "q1_text",
            {"source": "=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ==="},
            "cell 3.*true to solution and grade",
        ),
        ("q1", {"grade_id": "q2"}, r"cell 7 \('q2'\).*that of another cell"),
        ("q1_test", {"points": None}, r"cell 5 \('q1_test'\).*expected points"),
        ("q1_test", {"points": "two"}, "'two'"),
        ("q1", {"locked": "no"}, r"cell 4 \('q1'\).*expected locked"),
        ("variant", {"grade_id": "settings"}, "no cell has the grade_id 'variant'"),
        ("q1_test", {"grade_id": "first_test"}, "cell 'q1': no cell tests it"),
        ("q2_test2", {"grade_id": "q7_test"}, "'q7_test': it tests no question"),
    ],
)
def test_a_broken_cell_is_named(grade_id: str, change: dict[str, Any], words: str, tmp_path: Path) -> None:
    notebook = made_notebook()
    broken = cell(notebook, grade_id)
    broken.source = change.get("source", broken.source)
    broken.metadata["nbgrader"].update({key: value for key, value in change.items() if key != "source"})
    write_assignment(tmp_path, notebook=notebook)
    with pytest.raises(ValueError, match=words):
        read_source(NAME, root=tmp_path)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("sums.ipynb", "no notebook", "Expected a notebook, .*sums.ipynb"),
        ("sums.ipynb", '{"cells": 1, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "Expected a notebook"),
        ("card.yaml", "title: [", "Expected YAML, .*card.yaml"),
        ("card.yaml", "", "does not say: title, chapter"),
        ("card.yaml", "title: Sums\nown: []", "does not say: chapter, objective"),
        ("variant.py", "def draw(rng): return {}", "Expected a function expected in .*variant.py"),
        ("variant.py", "draw = expected = 1", "Expected a function draw in .*variant.py"),
    ],
)
def test_a_broken_file_is_named(file: str, text: str, words: str, tmp_path: Path) -> None:
    (write_assignment(tmp_path) / file).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_source(NAME, root=tmp_path)


@pytest.mark.parametrize("file", ["card.yaml", "variant.py"])
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    (write_assignment(tmp_path) / file).unlink()
    with pytest.raises(FileNotFoundError, match=file):
        read_source(NAME, root=tmp_path)


def test_regions() -> None:
    text = "a\n  ### BEGIN SOLUTION\n  b\n  ### END SOLUTION\nc\n### BEGIN SOLUTION\nd\n### END SOLUTION"
    assert inside(text, "SOLUTION") == ["  b", "d"]
    assert outside(text, "SOLUTION") == "a\nc"
    assert unmarked(text, "SOLUTION") == "a\n  b\nc\nd"
    assert inside(text, "HIDDEN TESTS") == []
    for broken in (
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### END SOLUTION",
        "### BEGIN SOLUTION",
    ):
        with pytest.raises(ValueError, match="SOLUTION"):
            inside(broken, "SOLUTION")


def test_a_variant_is_drawn_from_hmac_sha256(source: Source) -> None:
    seed = hmac.new(b"key", "sums/Zoë".encode(), hashlib.sha256).hexdigest()
    first = random.Random(int(seed, 16)).randrange(1000)
    variant = variant_for(source, student="Zoë", key=b"key")
    assert variant.settings["first"] == first
    assert variant.expected["total"] == first + sum(variant.settings["others"])
    assert variant_for(source, student="Zoë", key=b"key").settings == variant.settings


def test_another_key_student_or_assignment_is_another_variant(tmp_path: Path) -> None:
    write_assignment(tmp_path)
    write_assignment(tmp_path, name="totals")
    sums, totals = (read_source(name, root=tmp_path) for name in ("sums", "totals"))
    drawn = [
        variant_for(sums, student="a", key=b"k"),
        variant_for(sums, student="A", key=b"k"),
        variant_for(sums, student="a", key=b"l"),
        variant_for(totals, student="a", key=b"k"),
        example_variant(sums),
    ]
    assert len({str(variant.settings) for variant in drawn}) == 5
    assert example_variant(sums).settings == drawn[-1].settings
    assert drawn[-1].student == "example"


def test_a_class_has_a_seed_in_common_that_students_do_not_see(tmp_path: Path) -> None:
    write_assignment(tmp_path)
    write_assignment(tmp_path, name="totals")
    sums, totals = (read_source(name, root=tmp_path) for name in ("sums", "totals"))
    drawn = [
        variant_for(sums, student="a", key=b"k"),
        variant_for(sums, student="b", key=b"k"),
        variant_for(sums, student="a", key=b"l"),
        variant_for(totals, student="a", key=b"k"),
    ]
    seeds = [variant.settings["_class_seed"] for variant in drawn]
    assert seeds[0] == int(hmac.new(b"k", b"sums", hashlib.sha256).hexdigest(), 16) % 2**32
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 3
    assert not any(str(seed) in variant.text() for seed, variant in zip(seeds, drawn, strict=True))


@pytest.mark.parametrize("student", ["o'Hara", 'a"b', "line\nbreak", "\\", "Zoë 🎵", "'''", "x" * 200, ""])
def test_the_cell_holds_the_student_and_what_is_the_students(student: str, source: Source) -> None:
    variant = variant_for(source, student=student, key=b"k")
    assert variant.text().startswith("# ")
    names: dict[str, Any] = {}
    exec(variant.text(), names)
    shown = {name: value for name, value in names.items() if not name.startswith("_")}
    assert shown == {"STUDENT": student, "first": variant.settings["first"], "others": variant.settings["others"]}
    assert len(variant.text().splitlines()) == 4


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ("{'n': (1, 2)}", "no tuples"),
        ("{'n': {1, 2}}", "set"),
        ("{'n': float('nan')}", "draw: expected numbers"),
        ("{'two words': 1}", "'two words'"),
        ("{'class': 1}", "'class'"),
        ("{'STUDENT': 1}", "other than STUDENT"),
        ("[1]", "expected a dict"),
    ],
)
def test_settings_that_no_notebook_can_hold(drawn: str, words: str, tmp_path: Path) -> None:
    write_assignment(
        tmp_path, variant=f"def draw(rng):\n    return {drawn}\n\n\ndef expected(settings):\n    return {{}}\n"
    )
    with pytest.raises(ValueError, match=words):
        example_variant(read_source(NAME, root=tmp_path))


def test_numbers_of_numpy_become_pythons(tmp_path: Path) -> None:
    code = "import numpy as np\ndef draw(rng):\n    return {'x': np.float64(0.5)}\n"
    write_assignment(tmp_path, variant=f"{code}def expected(settings):\n    return {{}}\n")
    assert example_variant(read_source(NAME, root=tmp_path)).text().endswith("\nx = 0.5")


def test_answers_wait_until_they_are_asked_for(tmp_path: Path) -> None:
    write_assignment(
        tmp_path, variant=VARIANT.replace('    return {"total"', '    raise ZeroDivisionError\n    return {"total"')
    )
    variant = example_variant(read_source(NAME, root=tmp_path))
    with pytest.raises(ZeroDivisionError):
        variant.expected  # noqa: B018


def test_without_nbgrader_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['nbgrader'] = None; import gtzan_course.assignments"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert 'pip install -e ".[cpu,instructors]" in the folder of the course' in done.stderr.splitlines()[-1]

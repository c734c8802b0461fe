"""Numbers in the prose of which nobody says where they come from; and what others have published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gtzan_course.facts import gtzan_facts
from tools.contents import ROOT
from tools.sources import numbers, read_published, unsourced

PUBLISHED = {entry["name"]: entry for entry in read_published()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It names 82 % of them.", ["82 %"]),
        ("From 77.3 to 85.9 %, or 77.3 %\nto 85.9 %, or 77–86%.", ["77.3 to 85.9 %", "77.3 % to 85.9 %", "77–86%"]),
        (
            "Five per cent, two to 5 per cent, half a per cent.",
            ["Five per cent", "two to 5 per cent", "half a per cent"],
        ),
        ("A share of .534, then 0.53.", [".534", "0.53"]),
        ("Three points more, +3.2 points, two to four points, a 5-point gap, a point.", None),
        ("It lasts 0.75 s and takes 0.3 GB, in version 0.1.0 of 1.5.", []),
        ("Of 300 tracks 246, in 2012.", []),
        ("`test_size=0.3` and\n```python\nx = 0.3\n```\nthen 0.4", ["0.4"]),
        ("```{exercise} One\n:label: ex-one\nTake 0.3.\n```\nThen 0.4.", ["0.3", "0.4"]),
        ("````{note}\n```python\n0.1\n```\n0.2\n````\n0.3", ["0.2", "0.3"]),
        ('<p aria-label="12 %">13 %</p> <!-- 14 % -->', ["13 %"]),
        ('<span data-figure="a:b" data-as="interval">1.0 % to 2.0 %</span>', []),
        ("$p = 0.03$", ["0.03"]),
    ],
)
def test_numbers_that_need_a_source_are_found(text: str, found: list[str] | None) -> None:
    expected = ["Three points", "3.2 points", "two to four points", "5-point"] if found is None else found
    assert numbers(text) == expected


def project(folder: Path, *cells: nbformat.NotebookNode, readme: str = "Nothing.", index: str = "Nothing.") -> Path:
    """Make a project of two pages and a chapter."""
    (folder / "chapters").mkdir()
    (folder / "results").mkdir()
    (folder / "README.md").write_text(readme, encoding="utf-8")
    (folder / "index.md").write_text(index, encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "root: index\nparts:\n  - chapters:\n      - file: chapters/07_seven\n      - file: chapters/08_eight\n"
    )
    published = {"figures": [{"texts": ["82 %", "0.82"], "source": "guimaraes"}]}
    (folder / "results" / "published.json").write_text(json.dumps(published))
    notebook = nbformat.writes(new_notebook(cells=list(cells)))
    (folder / "chapters" / "08_eight.ipynb").write_text(notebook, encoding="utf-8")
    (folder / "chapters" / "07_seven.ipynb").write_text(nbformat.writes(new_notebook(cells=[new_markdown_cell("1 %")])))
    return folder


def test_a_number_without_a_source_is_named_with_its_cell(tmp_path: Path) -> None:
    root = project(tmp_path, new_markdown_cell("Fine."), new_markdown_cell("It is 63.0 %, then 63.0 %."))
    assert unsourced(root) == [
        "08_eight, cell 1: '63.0 %' has no source; draw it from the ledger, or declare it a constant"
    ]


def test_a_published_figure_is_cited_in_its_cell(tmp_path: Path) -> None:
    root = project(
        tmp_path, new_markdown_cell("It was 82 % {cite:p}`wilson1927, guimaraes`."), new_markdown_cell("Those 82 %.")
    )
    assert unsourced(root) == [
        "08_eight, cell 1: '82 %' has no source; cite guimaraes beside it, or declare it a constant"
    ]


def test_a_constant_is_declared_and_is_there(tmp_path: Path) -> None:
    cells = [
        new_markdown_cell("The 95 % interval.", metadata={"constants": ["95 %"]}),
        new_markdown_cell("No number.", metadata={"constants": ["70 %"]}),
    ]
    root = project(tmp_path, *cells, readme="A 95 % interval.\n<!-- constants: 95 %; 99 % -->")
    assert unsourced(root) == [
        "README.md: the constant '99 %' is not in the text",
        "08_eight, cell 1: the constant '70 %' is not in the text",
    ]


def test_captions_and_alternative_texts_are_prose(tmp_path: Path) -> None:
    options = {"figure": {"caption": "It rises by three points."}, "image": {"alt": "A line that ends at 0.55."}}
    root = project(tmp_path, new_code_cell("x = 0.44", metadata={"mystnb": options}), index="Half of it, 50 %.")
    assert [line.split(" has")[0] for line in unsourced(root)] == [
        "index.md: '50 %'",
        "08_eight, cell 0: 'three points'",
        "08_eight, cell 0: '0.55'",
    ]


def test_what_others_published_follows_its_schema() -> None:
    schema = json.loads((ROOT / "results" / "published_schema.json").read_text(encoding="utf-8"))
    published = json.loads((ROOT / "results" / "published.json").read_text(encoding="utf-8"))
    jsonschema.validate(published, schema)
    assert len(PUBLISHED) == len(published["figures"]), "every name once"


@pytest.mark.parametrize("entry", PUBLISHED.values(), ids=PUBLISHED)
def test_the_texts_of_a_published_figure_say_its_value(entry: dict[str, Any]) -> None:
    for text in entry["texts"]:
        number = float(text.removesuffix(" %")) / (100 if text.endswith("%") else 1)
        assert number == pytest.approx(entry["value"], abs=1e-9), text


def cited_in_the_table() -> dict[str, str]:
    """The key that stands beside each figure in the bibliography's table, or in the nearest row above it."""
    cited, key = {}, ""
    for line in (ROOT / "bibliography.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            *_, figure, source, _ = (field.strip() for field in line.split("|"))
            key = key if source == "the same" else source.removeprefix("{cite:p}").strip("`")
            cited[figure] = key
    return cited


@pytest.mark.parametrize("entry", PUBLISHED.values(), ids=PUBLISHED)
def test_the_source_of_a_published_figure_is_in_the_bibliography_and_beside_it(entry: dict[str, Any]) -> None:
    assert f"{{{entry['source']},\n" in (ROOT / "references.bib").read_text(encoding="utf-8")
    if entry["unit"] == "share":
        assert entry["source"] == cited_in_the_table()[entry["texts"][0]]


@pytest.mark.parametrize("entry", PUBLISHED.values(), ids=PUBLISHED)
def test_a_published_share_is_a_whole_number_of_its_test_tracks(entry: dict[str, Any]) -> None:
    """Three digits of a share say how many tracks were right; no number of 290 gives OpenL3's .747."""
    if entry["unit"] == "share" and entry["n"] is not None:
        possible = any(round(count / entry["n"], 3) == entry["value"] for count in range(entry["n"] + 1))
        assert possible == (entry["name"] != "fault_filtered.openl3")


def test_published_counts_are_those_of_the_facts() -> None:
    facts = gtzan_facts().values()
    for name, part in (("train", "train"), ("validation", "valid"), ("test", "test")):
        assert PUBLISHED[f"split.{name}"]["value"] == sum(one.fault_filtered == part for one in facts)
    spears = sum(one.artist == "Britney Spears" and one.track_id.startswith("pop.") for one in facts)
    assert PUBLISHED["sturm.spears"]["value"] == spears

"""The ledger: what it takes, what it refuses, and that the committed results follow it."""

import json
from pathlib import Path

import pytest

from gtzan_course import ledger
from gtzan_course.evaluation import accuracy

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"
MEASURED = sorted(
    path for path in RESULTS.glob("*.json") if not path.stem.endswith("schema") and path.stem != "published"
)
SCHEMA = json.loads((RESULTS / "schema.json").read_text())
DATA = {"tier": "demo", "version": "1", "description": "Ten made tracks for a test."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    return tmp_path


def test_what_is_written_can_be_read_and_says_how_it_was_made(folder: Path) -> None:
    measured = ledger.accuracy_figure("test.seed_0", accuracy([1, 1, 1, 1], [1, 1, 1, 0]))
    ledger.write_result(folder / "one.json", command="make one", data=DATA, seeds=[0], figures=[measured])
    written = json.loads((folder / "one.json").read_text())
    assert written["figures"] == [
        {"name": "test.seed_0", "value": 0.75, "unit": "share", "n": 4, "low": 0.3006, "high": 0.9544}
    ]
    assert written["name"] == "one"
    assert {"python", "numpy", "keras"} <= written["made"]["versions"].keys()


@pytest.mark.parametrize(
    ("data", "figures", "where"),
    [
        (DATA | {"tier": "real"}, [ledger.figure("a", 1, unit="s", n=1)], r"\$\.data\.tier"),
        (DATA, [], r"\$\.figures"),
        (DATA, [{"name": "a", "value": 1, "unit": "s"}], "'n' is a required property"),
        (DATA, [{"name": "a", "value": 1, "unit": "s", "n": 1, "low": 0}], "'high' is a dependency of 'low'"),
    ],
)
def test_what_breaks_the_schema_is_refused_and_leaves_no_file(folder: Path, data, figures, where: str) -> None:
    with pytest.raises(ValueError, match=where):
        ledger.write_result(folder / "bad.json", command="make bad", data=data, seeds=[], figures=figures)
    assert [path.name for path in folder.iterdir()] == ["schema.json"]


def test_an_unknown_result_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="a result named nothing_such"):
        ledger.read_figures("nothing_such")


@pytest.mark.parametrize("path", MEASURED, ids=lambda p: p.stem)
def test_committed_results_follow_the_schema_and_are_read_by_name(path: Path) -> None:
    result = json.loads(path.read_text())
    ledger.check_result(result, schema=SCHEMA)
    assert result["name"] == path.stem
    assert list(ledger.read_figures(path.stem)) == [entry["name"] for entry in result["figures"]]
    assert all(e["low"] <= e["value"] <= e["high"] for e in result["figures"] if "low" in e)

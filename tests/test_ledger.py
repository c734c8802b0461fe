"""The ledger: what it takes, what it refuses, and that the committed results follow it."""

import json
import math
import re
import statistics
from pathlib import Path
from typing import Any

import pytest

from gtzan_course import ledger
from gtzan_course.demo import DEMO_VERSION
from gtzan_course.evaluation import accuracy

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"
MEASURED = sorted(
    path for path in RESULTS.glob("*.json") if not path.stem.endswith("schema") and path.stem != "published"
)
SCHEMA = json.loads((RESULTS / "schema.json").read_text())
OF_AN_OLDER_VERSION = {"learning_rates": "1"}
"""Measured before the demo data changed, and said so beside the figures."""
SINGLE = {
    "shipped_model": r"(new|known)_artists\.(seed_\d|shipped)",
    "gtzan_features": r"[a-z_]+\.(writeup|fault_filtered|[a-z_]+\.seed_\d)",
    "comparison": r"[a-z_]+\.accuracy",
}
"""Which figures of a result are a single accuracy with its Wilson interval."""

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


def results() -> dict[str, dict[str, Any]]:
    """Every measured result by its name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in MEASURED}


def targets() -> set[str]:
    """What `make` can be asked for."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", results())
def test_a_results_command_is_there(name: str) -> None:
    program, target, *_ = results()[name]["command"].split()
    assert program in ("make", "python")
    assert target in targets() if program == "make" else (ROOT / target).is_file()


@pytest.mark.parametrize("name", results())
def test_a_demo_figure_is_of_the_demo_data_that_there_is(name: str) -> None:
    data = results()[name]["data"]
    if data["tier"] == "demo":
        assert data["version"] == OF_AN_OLDER_VERSION.get(name, DEMO_VERSION), "measure it again"


def wilson(share: float, n: int) -> tuple[float, float]:
    """The interval's formula, as Wilson (1927) has it."""
    z = 1.959963985
    centre, reach = share + z**2 / (2 * n), z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (centre - reach) / (1 + z**2 / n), (centre + reach) / (1 + z**2 / n)


def measured_once(name: str) -> list[dict[str, Any]]:
    """The figures of a result that are one accuracy on one test part."""
    pattern = re.compile(SINGLE[name])
    return [entry for entry in results()[name]["figures"] if pattern.fullmatch(entry["name"])]


@pytest.mark.parametrize("name", SINGLE)
def test_the_interval_of_one_accuracy_is_wilsons(name: str) -> None:
    assert len(measured_once(name)) >= 6
    for entry in measured_once(name):
        share = round(entry["value"] * entry["n"]) / entry["n"]
        assert entry["value"] == pytest.approx(share, abs=6e-5), f"{entry['name']} is no count of {entry['n']}"
        assert (entry["low"], entry["high"]) == pytest.approx(wilson(share, entry["n"]), abs=6e-5), entry["name"]


def test_an_interval_is_on_either_side_of_its_figure_and_shares_are_shares() -> None:
    for name, result in results().items():
        for entry in result["figures"]:
            if "low" in entry:
                assert entry["low"] <= entry["value"] <= entry["high"], f"{name}:{entry['name']}"
            if entry["unit"] == "share":
                assert -1 <= entry["value"] <= 1, f"{name}:{entry['name']}"


def test_the_summary_over_seeds_is_that_of_the_seeds() -> None:
    for name, result in results().items():
        by_name = {entry["name"]: entry["value"] for entry in result["figures"]}
        for summary, of in (("mean", statistics.fmean), ("min", min), ("max", max)):
            for stem in (whole.removesuffix(f".{summary}") for whole in by_name if whole.endswith(f".{summary}")):
                seeds = [value for key, value in by_name.items() if re.fullmatch(rf"{re.escape(stem)}\.seed_\d+", key)]
                if seeds:
                    assert by_name[f"{stem}.{summary}"] == pytest.approx(of(seeds), abs=1e-4), f"{name}:{stem}"

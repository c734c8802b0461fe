"""The whole experiment: what it makes, what it refuses, and that being killed changes nothing.

The network and the windows are small (see `small_experiment`); one test runs all as it is, on real sound.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import gates
import numpy as np
import pytest
import small_experiment
from book_server import serving
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from visits import visiting

from gtzan_course import dataset, ledger
from gtzan_course.checkpoints import kept_epochs
from gtzan_course.cli import main
from gtzan_course.facts import gtzan_facts
from gtzan_course.reproduce import experiment, reproduce
from gtzan_course.reproduce.outcomes import Outcome, Settings
from gtzan_course.reproduce.parts import divide
from gtzan_course.reproduce.published import published_accuracies
from tools.contents import ROOT

EPOCHS = 12


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six tracks a genre, which nobody has published."""
    return small_experiment.write_tracks(tmp_path_factory.mktemp("tracks"), small_experiment.names(6))


@pytest.fixture(scope="module")
def gtzan_named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand tracks named as GTZAN's."""
    return small_experiment.write_tracks(tmp_path_factory.mktemp("named"), list(gtzan_facts()))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Make the experiment small, with a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GTZAN_COURSE_CACHE", str(tmp_path_factory.mktemp("cache")))
        small_experiment.small(patch.setattr)
        yield patch


@pytest.fixture(scope="module")
def published(small: Any, tracks: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The published recipe, on a stratified split."""
    return reproduce(tracks, recipe="published", epochs=EPOCHS, out=tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def revised(small: Any, gtzan_named: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The revised recipe, on the fault-filtered split."""
    out = tmp_path_factory.mktemp("revised")
    return reproduce(gtzan_named, recipe="revised", split="fault-filtered", epochs=2, seed=3, out=out)


def command(tracks: Path, out: Path, *more: str) -> list[str]:
    options = ["--data", str(tracks), "--recipe", "published", "--epochs", str(EPOCHS), "--out", str(out)]
    return ["reproduce", *options, *more]


def started(tracks: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start the small experiment as a process of its own."""
    script = str(Path(small_experiment.__file__))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, script, *command(tracks, out, *more)],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def refused(capsys: pytest.CaptureFixture[str], arguments: list[str], *words: str) -> None:
    """See that the command ends with code 2 and one line that holds these words."""
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert all(word in told for word in words), told


def same(one: Path, other: Path) -> None:
    """See that two folders hold the same outcome."""
    names = ("predictions.csv", "settings.json")
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)
    figures = [
        {entry["name"]: entry["value"] for entry in json.loads(next(folder.glob("*seed*.json")).read_text())["figures"]}
        for folder in (one, other)
    ]
    for each in figures:
        del each["epoch_time.mean"]
    assert figures[0] == pytest.approx(figures[1], abs=1e-4)


def predictions(outcome: Outcome) -> list[tuple[str, str, str]]:
    with open(outcome.page.with_name("predictions.csv"), newline="", encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)]


def test_a_killed_process_ends_as_if_nothing_had_been(published: Outcome, tracks: Path, tmp_path: Path) -> None:
    process = started(tracks, tmp_path)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    assert next(line for line in lines if line.startswith(f"epoch 3 of {EPOCHS}"))
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert 3 <= kept_epochs(tmp_path / "checkpoint.npz") < EPOCHS
    assert not (tmp_path / "index.html").exists()
    done = started(tracks, tmp_path)
    out, err = done.communicate(timeout=240)
    assert done.returncode == 0, err
    assert "epoch 3 of" not in out
    assert re.search(rf"^epoch {EPOCHS} of {EPOCHS}: [\d.]+ s\..* Watched: [\d.]+ % of windows", out, re.MULTILINE)
    same(published.page.parent, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_dozen_kills_at_random_moments_change_nothing(small: Any, tracks: Path, tmp_path: Path) -> None:
    """Some before the training, most between its first epochs and later ones, a few of them while a file is written."""
    rng, many, out = random.Random(0), ("--epochs", "200"), tmp_path / "killed"
    whole = reproduce(tracks, recipe="published", epochs=200, out=tmp_path / "whole")
    kept = [0]
    for kill in range(12):
        process = started(tracks, out, *many)
        assert process.stdout is not None
        if kill % 4:
            next(line for line in process.stdout if line.startswith("epoch"))
        time.sleep(rng.uniform(0, 0.4 if kill % 4 else 3))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        kept.append(kept_epochs(out / "checkpoint.npz"))
    assert kept == sorted(kept)
    assert len(set(kept)) > 8
    assert started(tracks, out, *many).wait(timeout=240) == 0
    same(whole.page.parent, out)
    assert not list(out.glob(".*.part"))


@pytest.mark.long
def test_an_interrupted_process_says_how_to_go_on(published: Outcome, tracks: Path, tmp_path: Path) -> None:
    process = started(tracks, tmp_path)
    assert process.stdout is not None
    next(line for line in process.stdout if line.startswith("epoch 2"))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert re.search(rf"interrupted; \d+ of {EPOCHS} epochs are kept in .*Give the same command again", err)
    assert started(tracks, tmp_path).wait(timeout=240) == 0
    same(published.page.parent, tmp_path)


def test_an_interruption_says_what_is_kept(
    small: Any, tracks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*parts: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "run", interrupted)
    assert main(command(tracks, tmp_path / "out")) == 130
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == (
        f"gtzan-course: interrupted; 0 of {EPOCHS} epochs are kept in {tmp_path / 'out'}. "
        "Give the same command again to go on."
    )


def test_other_settings_and_other_tracks_are_refused(
    small: Any, published: Outcome, tracks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = published.page.parent
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    refused(capsys, command(tracks, out, "--seed", "1"), str(out), "seed 0 (now 1)", "another --out")
    refused(capsys, command(tracks, out, "--epochs", "3"), f"epochs {EPOCHS} (now 3)")
    others = small_experiment.write_tracks(tmp_path, [*small_experiment.names(6), "rock.00099"])
    refused(capsys, command(others, out), "tracks ", "another --out")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_with_something_else_is_refused(
    tracks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    refused(capsys, command(tracks, tmp_path), "found other files", str(tmp_path), "another --out")
    refused(capsys, command(tracks, tmp_path / "letter.txt"), "found a file")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--recipe", "secret"], ["recipe published or revised", "'secret'"]),
        (["--split", "random"], ["split stratified or fault-filtered", "'random'"]),
        (["--epochs", "0"], ["at least one epoch", "got 0 epochs"]),
        (["--seed", "-1"], ["seed from 0", "the seed -1"]),
        (["--data", "nowhere"], ["a folder of tracks", "nowhere"]),
    ],
)
def test_wrong_wishes_are_refused(
    arguments: list[str], words: list[str], tracks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, command(tracks, tmp_path / "out", *arguments), *words)
    assert not (tmp_path / "out").exists()


def test_too_few_tracks_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = small_experiment.write_tracks(tmp_path / "few", small_experiment.names(3))
    refused(capsys, command(few, tmp_path / "out"), "4 tracks a genre", "got 3 of blues")


def test_the_fault_filtered_split_is_gtzans_alone(
    tracks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo = small_experiment.write_tracks(tmp_path / "demo", small_experiment.names(4))
    manifest = "".join(f"{name},made-up\n" for name in small_experiment.names(4))
    (demo / "genres" / "manifest.csv").write_text(f"track_id,artist\n{manifest}")
    refused(capsys, command(demo, tmp_path / "out", "--split", "fault-filtered"), "Expected tracks of GTZAN")
    refused(capsys, command(tracks, tmp_path / "out", "--split", "fault-filtered"), "all ten genres", "none of")


def test_both_splits_keep_tracks_and_genres_apart(tracks: Path, gtzan_named: Path) -> None:
    facts = gtzan_facts()
    for home, split, sizes in ((tracks, "stratified", (32, 10, 18)), (gtzan_named, "fault-filtered", (443, 197, 290))):
        parts = divide(dataset.read_tracks(home), split)
        assert tuple(len(part) for part in parts) == sizes
        assert len({track.track_id for part in parts for track in part}) == sum(sizes)
    for name, part in zip(("train", "valid", "test"), parts, strict=True):
        assert {facts[track.track_id].fault_filtered for track in part} == {name}
    changes = sum(a.genre != b.genre for a, b in zip(parts.training, parts.training[1:], strict=False))
    assert changes > 350  # neighbours are of different genres, as a shuffled list has them


def test_the_stratified_split_of_gtzan_is_600_100_300_and_always_the_same(gtzan_named: Path) -> None:
    tracks = dataset.read_tracks(gtzan_named)
    parts = divide(tracks, "stratified")
    assert [len(part) for part in parts] == [600, 100, 300]
    assert {genre: sum(track.genre == genre for track in parts.test) for genre in dataset.GENRES} == dict.fromkeys(
        dataset.GENRES, 30
    )
    assert divide(tracks, "stratified") == parts


def test_what_is_written_says_the_same_in_three_places(published: Outcome, revised: Outcome) -> None:
    for outcome, n_test in ((published, 18), (revised, 290)):
        head, *rows = predictions(outcome)
        assert head == ("track_id", "genre", "predicted")
        assert [row[0] for row in rows] == [track.track_id for track in outcome.parts.test]
        right = sum(genre == predicted for _, genre, predicted in rows)
        entry = json.loads(outcome.page.with_name(f"{outcome.settings.name}.json").read_text())
        ledger.check_result(entry, schema=json.loads((ROOT / "results" / "schema.json").read_text()))
        figures = {each["name"]: each for each in entry["figures"]}
        assert figures["test_accuracy"]["n"] == len(rows) == n_test
        assert figures["test_accuracy"]["value"] == pytest.approx(right / n_test, abs=1e-4)
        assert f"{right} of {n_test}" in BeautifulSoup(outcome.page.read_text("utf-8"), "html.parser").get_text()
        last = f"val_cross_entropy.epoch_{outcome.settings.epochs}"
        assert figures[last]["value"] == pytest.approx(outcome.run.history["val_cross_entropy"][-1], abs=1e-4)
    assert revised.accuracy.low > 0.15  # of ten genres: something is learnt


def test_the_ledger_says_what_the_tracks_are(published: Outcome, revised: Outcome) -> None:
    assert published.data["tier"] == revised.data["tier"] == "none"
    assert revised.data["description"] == (
        "Tracks that are neither GTZAN's nor demo data, 0 of 930 tracks as published: 443 to learn from, 197 to watch, "
        "290 to test on."
    )
    assert published.settings.command == (
        "gtzan-course reproduce --data DIR --recipe published --split stratified --epochs 12 --seed 0"
    )


def test_the_page_stands_beside_what_was_published_on_its_split(published: Outcome, revised: Outcome) -> None:
    texts = [
        " ".join(BeautifulSoup(o.page.read_text("utf-8"), "html.parser").text.split()) for o in (published, revised)
    ]
    for text in texts:
        assert "82 %" in text
        assert "77.3 % to 85.9 %" in text
        assert "McNemar" in text
    assert "The test set had a say in the learning rate: the figure flatters the recipe." in texts[0]
    assert "had a say" not in texts[1]
    first = [BeautifulSoup(o.page.read_text("utf-8"), "html.parser").select("table")[0] for o in (published, revised)]
    splits = [[row.select("td")[0].text for row in table.select("tbody tr")] for table in first]
    assert splits == [["stratified"] * 7 + ["fault-filtered"] * 5, ["fault-filtered"] * 6 + ["stratified"] * 6]


def test_the_page_counts_what_was_taken_for_what(revised: Outcome) -> None:
    counts = np.zeros((10, 10), int)
    for _, genre, predicted in predictions(revised)[1:]:
        counts[dataset.GENRES.index(genre), dataset.GENRES.index(predicted)] += 1
    table = BeautifulSoup(revised.page.read_text("utf-8"), "html.parser").select_one("table.counts")
    assert table is not None
    shown = [[int(cell.text) for cell in row.select("td")] for row in table.select("tbody tr")]
    assert shown == counts.tolist()


def test_the_page_asks_for_nothing_and_describes_its_pictures(published: Outcome) -> None:
    text = published.page.read_text("utf-8")
    page = BeautifulSoup(text, "html.parser")
    asked = [tag[name] for tag in page.select("[src], link[href]") for name in ("src", "href") if tag.has_attr(name)]
    assert len(asked) == 5
    assert all(address.startswith("data:") for address in asked)
    assert "url(" not in text
    assert "@import" not in text
    assert not page.select("script, iframe, object, embed")
    assert all(len(picture["alt"]) > 60 for picture in page.select("img"))


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_page_passes_the_books_gates(width: int, dark: bool, published: Outcome, chromium: Browser) -> None:
    with (
        serving(published.page.parent) as base,
        visiting(chromium, base, "index", width=width, dark=dark) as visit,
    ):
        assert visit.errors == []
        for gate in (gates.foreign, gates.failed, gates.heavy):
            assert gate(visit) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert gates.inaccessible(visit.page) == []
        ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(23, 24, 26)" if dark else "rgb(255, 255, 255)")


def test_published_accuracies_are_counts_of_tracks() -> None:
    found = {each.name: each for each in published_accuracies()}
    assert len(found) == 11
    counts = {name: (each.accuracy.n_right, each.accuracy.n) for name, each in found.items()}
    assert counts["The write-up's network"] == (246, 300)
    assert counts["Support vector machine on hand-crafted features"] == (197, 250)
    assert counts["musicnn and a support vector machine"] == (224, 290)
    assert all(
        each.text == f"{100 * each.accuracy.value:.1f} %" or each.accuracy.n in (300, 290) for each in found.values()
    )


def test_settings_name_folder_and_result() -> None:
    assert Settings("revised", "fault-filtered", 3, 7).name == "revised_fault_filtered_seed_7"

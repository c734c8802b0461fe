"""GTZAN's table of features: read from a folder, fetched from a server on this machine, refused if it is another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from archive_server import Server, dead_mirror, serving

from gtzan_course import gtzan_features, published_files
from gtzan_course.facts import gtzan_facts, identical_pairs
from gtzan_course.gtzan_features import TABLE, read_gtzan_features

MADE = b"""\
filename,length,tempo,mfcc1_mean,label
rock.00001.wav,661794,120.5,-3.25,rock
blues.00000.wav,661794,99,1e2,blues
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def surroundings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Believe a made table, keep what is fetched in a folder of the test's, and ask no proxy for this machine."""
    if request.node.get_closest_marker("gtzan"):
        return
    monkeypatch.setattr(
        gtzan_features, "FILE", replace(gtzan_features.FILE, sha256=hashlib.sha256(MADE).hexdigest())
    )
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GTZAN_FACTS", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def come_from(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gtzan_features, "FILE", replace(gtzan_features.FILE, url=url))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / TABLE).write_bytes(MADE)
    return tmp_path / "mine"


def test_a_table_becomes_tracks_features_and_names(folder: Path) -> None:
    table = read_gtzan_features(folder=folder)
    assert table.track_ids == ("blues.00000", "rock.00001")
    assert table.names == ("tempo", "mfcc1_mean")
    np.testing.assert_array_equal(table.x, [[99, 100], [120.5, -3.25]])
    assert table.x.dtype == np.float64


def test_the_folder_that_the_variable_names_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_files, "_fetched", lambda file: pytest.fail("fetched what is there"))
    monkeypatch.setenv("GTZAN_FACTS", str(folder))
    assert len(read_gtzan_features().track_ids) == 2


def test_a_folder_without_the_table_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=rf"found none at .*{TABLE}\. Get .* by hand, from Kaggle's"):
        read_gtzan_features(folder=tmp_path)


def test_a_broken_table_is_refused(folder: Path) -> None:
    (folder / TABLE).write_bytes(MADE.replace(b"120.5", b"120.6"))
    with pytest.raises(ValueError, match="Expected GTZAN's table of features as published, with sha256"):
        read_gtzan_features(folder=folder)


def test_a_table_is_fetched_once(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server.content = MADE
    come_from(server.url, monkeypatch)
    assert read_gtzan_features().track_ids == read_gtzan_features().track_ids == ("blues.00000", "rock.00001")
    assert len(server.asked) == 1
    assert [path.name for path in (tmp_path / "cache" / "published").iterdir()] == [TABLE]


def test_what_was_fetched_and_broke_is_fetched_again(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.content = MADE
    come_from(server.url, monkeypatch)
    kept = tmp_path / "cache" / "published" / TABLE
    kept.parent.mkdir(parents=True)
    kept.write_bytes(MADE[:40])
    assert len(read_gtzan_features().track_ids) == 2
    assert kept.read_bytes() == MADE


def test_another_file_from_the_server_is_refused_and_not_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.content = MADE + b"pop.00000.wav,1,2,3,pop\n"
    come_from(server.url, monkeypatch)
    with pytest.raises(ConnectionError, match=r"hash.*Get .* by hand"):
        read_gtzan_features()
    assert list((tmp_path / "cache" / "published").iterdir()) == []


def test_without_a_network_it_says_how_to_get_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    come_from(dead_mirror().url, monkeypatch)
    with pytest.raises(ConnectionError, match=r"Could not fetch .*by hand.*GTZAN_FACTS"):
        read_gtzan_features()


def test_the_address_names_a_version_that_cannot_change() -> None:
    _, _, host, owner, name, commit, *path = gtzan_features.FILE.url.split("/")
    assert (host, owner, name) == ("raw.githubusercontent.com", "WASN-Data", "MLDeploy")
    assert len(commit) == 40
    assert path == ["data", "features_30_sec_original.csv"]


@pytest.mark.gtzan
def test_the_real_table_describes_gtzans_tracks(gtzan_facts_dir: Path) -> None:
    content = (gtzan_facts_dir / TABLE).read_bytes()
    assert hashlib.md5(content).hexdigest() == "33e05662f090110c8724cb9feb6e8923"
    table = read_gtzan_features(folder=gtzan_facts_dir)
    assert table.x.shape == (1000, 57)
    assert len(table.names) == 57
    assert np.isfinite(table.x).all()
    facts = gtzan_facts()
    assert list(table.track_ids) == list(facts)
    row = {track_id: i for i, track_id in enumerate(table.track_ids)}
    for first, second in identical_pairs({name: one.md5 for name, one in facts.items()}):
        np.testing.assert_array_equal(table.x[row[first]], table.x[row[second]], err_msg=f"{first} is {second}")

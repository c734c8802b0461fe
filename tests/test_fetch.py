"""Fetching from a server on this machine: good and bad archives, cut lines, a full disk, no network."""

import errno
import hashlib
import io
import shutil
import tarfile
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pooch
import pytest
import soundfile
from archive_server import Server, archive, dead_mirror, link, mirror, serving

from gtzan_course import fetch, verify
from gtzan_course.dataset import GENRES
from gtzan_course.facts import TrackFacts
from gtzan_course.fetch import MIRRORS, Mirror, fetch_gtzan

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch):
    """Ask no proxy for this machine, read small pieces, and take the disk for large whatever it is."""
    monkeypatch.setattr(fetch, "CHUNK_BYTES", 1000)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))


@pytest.fixture
def tracks(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Make the audio of twenty short tracks and publish its md5s; jazz.00054 is one of them."""
    rng = np.random.default_rng(3)
    tracks = {}
    for genre in GENRES:
        for number in (0, 54):
            sound = io.BytesIO()
            soundfile.write(sound, rng.uniform(-0.5, 0.5, 300), 22_050, format="WAV")
            tracks[f"{genre}.{number:05}"] = sound.getvalue()
    table = {name: TrackFacts(name, hashlib.md5(audio).hexdigest(), None, None, None) for name, audio in tracks.items()}
    monkeypatch.setattr(verify, "gtzan_facts", lambda: table)
    return tracks


def names(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def assert_fetched(home: Path, tracks: dict[str, bytes]) -> None:
    found = {path.stem: path.read_bytes() for path in (home / "genres").glob("*/*.wav")}
    assert found == tracks
    assert names(home) == ["genres"], "no partial download, no temporary folder stays behind"


def test_a_good_archive_is_fetched_once(server, tracks, tmp_path, capsys):
    server.content = archive(tracks)
    home = tmp_path / "not" / "there yet"
    assert fetch_gtzan(home, mirrors=[mirror(server)]) == home / "genres"
    assert_fetched(home, tracks)
    assert "100%" in capsys.readouterr().err, "a progress bar"
    assert fetch_gtzan(home, mirrors=[mirror(server)]) == home / "genres"
    assert len(server.asked) == 1, "what is there and verified is not fetched again"


def test_a_wrong_hash_is_refused_before_anything_is_unpacked(server, tracks, tmp_path, monkeypatch):
    server.content = archive(tracks)
    monkeypatch.setattr(tarfile, "open", lambda *args, **kwargs: pytest.fail("unpacked what it could not trust"))
    with pytest.warns(UserWarning, match="Expected sha256 0000"), pytest.raises(ConnectionError):
        fetch_gtzan(tmp_path, mirrors=[mirror(server, sha256="0" * 64)])
    assert names(tmp_path) == []


def test_a_truncated_archive_is_refused(server, tracks, tmp_path):
    whole = archive(tracks)
    server.content = whole[: len(whole) // 2]
    with pytest.warns(UserWarning, match="broken or unsafe"), pytest.raises(ConnectionError):
        fetch_gtzan(tmp_path, mirrors=[mirror(server, sha256=None)])
    assert names(tmp_path) == []
    server.content = whole
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)


@pytest.mark.parametrize("attack", ["parent", "absolute", "link"])
def test_nothing_is_written_outside(server, tracks, tmp_path, attack):
    home, outside = tmp_path / "home", tmp_path / "outside"
    outside.mkdir()
    more = {
        "parent": [(tarfile.TarInfo("genres/../../../outside/evil"), b"evil")],
        "absolute": [(tarfile.TarInfo(f"{outside}/evil"), b"evil")],
        "link": [(link("genres/out", str(outside)), b""), (tarfile.TarInfo("genres/out/evil"), b"evil")],
    }
    server.content = archive(tracks, *more[attack])
    with pytest.warns(UserWarning, match="broken or unsafe"), pytest.raises(ConnectionError):
        fetch_gtzan(home, mirrors=[mirror(server)])
    assert names(outside) == names(home) == []


def test_other_tracks_are_refused_without_a_published_hash(server, tracks, tmp_path):
    server.content = archive(tracks | {"pop.00000": tracks["rock.00000"]})
    with pytest.warns(UserWarning, match=r"Changed.*pop\.00000"), pytest.raises(ConnectionError):
        fetch_gtzan(tmp_path, mirrors=[mirror(server, sha256=None)])
    assert names(tmp_path) == []


def test_the_common_mirror_is_taken_with_its_faulty_track(server, tracks, tmp_path):
    faulty = tracks | {"jazz.00054": b"broken"}
    server.content = archive(faulty)
    with pytest.warns(UserWarning, match=r"jazz\.00054 is broken"):
        fetch_gtzan(tmp_path, mirrors=[mirror(server, sha256=None)])
    assert_fetched(tmp_path, faulty)


def test_a_line_that_is_cut_is_taken_up_at_once(server, tracks, tmp_path):
    server.content, server.cuts = archive(tracks), 1
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)
    first, second = server.asked
    assert first is None
    assert second == f"bytes={len(server.content) // 2 // 1000 * 1000}-", "all whole pieces were kept"


@pytest.mark.parametrize("ranges", [True, False], ids=["continued", "begun again"])
def test_a_second_run_succeeds_after_an_interrupted_one(server, tracks, tmp_path, ranges):
    server.content, server.cuts, server.ranges = archive(tracks), fetch.ATTEMPTS, ranges
    with pytest.warns(UserWarning, match="failed"), pytest.raises(ConnectionError, match="by hand"):
        fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert names(tmp_path) == ["genres.tar.gz.made.part"]
    server.cuts = 0
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)
    assert server.asked[-1] is not None, "the second run asks for the rest"


def test_a_download_that_was_complete_is_not_repeated(server, tracks, tmp_path):
    server.content = archive(tracks)
    (tmp_path / "genres.tar.gz.made.part").write_bytes(server.content)
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)
    assert server.asked == [f"bytes={len(server.content)}-"]


def test_the_second_mirror_is_asked_when_the_first_is_dead(server, tracks, tmp_path):
    server.content = archive(tracks)
    with pytest.warns(UserWarning, match="The mirror dead"):
        fetch_gtzan(tmp_path, mirrors=[dead_mirror(), mirror(server)])
    assert_fetched(tmp_path, tracks)


def test_the_second_mirror_is_asked_when_the_first_has_moved(server, tracks, tmp_path):
    server.content = archive(tracks)
    with pytest.warns(UserWarning, match="The mirror moved .* failed: 404"):
        fetch_gtzan(tmp_path, mirrors=[Mirror("moved", server.url + ".old", None), mirror(server)])
    assert_fetched(tmp_path, tracks)


def test_no_network_says_how_to_get_the_data_by_hand(tracks, tmp_path):
    with pytest.warns(UserWarning, match="The mirror dead") as warned, pytest.raises(ConnectionError) as error:
        fetch_gtzan(tmp_path, mirrors=[dead_mirror(), dead_mirror()])
    assert len(warned) == 2
    assert str(tmp_path / "genres.tar.gz") in str(error.value)
    assert "in a browser" in str(error.value)


def test_an_archive_put_there_by_hand_is_used_and_kept(tracks, tmp_path):
    (tmp_path / "genres.tar.gz").write_bytes(archive(tracks))
    fetch_gtzan(tmp_path, mirrors=[])
    assert names(tmp_path) == ["genres", "genres.tar.gz"]


def test_a_broken_archive_put_there_by_hand_is_an_error_and_kept(tracks, tmp_path):
    (tmp_path / "genres.tar.gz").write_bytes(b"<html>Log in to download</html>")
    with pytest.raises(ValueError, match="broken or unsafe"):
        fetch_gtzan(tmp_path, mirrors=[])
    assert names(tmp_path) == ["genres.tar.gz"]


def test_a_folder_that_is_no_verified_copy_is_left_alone(server, tracks, tmp_path):
    mine = tmp_path / "genres" / "blues" / "blues.00000.wav"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="Move it away"):
        fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert mine.read_bytes() == b"mine"
    assert server.asked == []


def test_a_disk_too_small_is_refused_before_the_download(server, tracks, tmp_path, monkeypatch):
    server.content = archive(tracks)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 10**8))
    with pytest.raises(OSError, match=r"2\.6 GB are needed, 0\.1 GB are free\. Make room") as error:
        fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert error.value.errno == errno.ENOSPC
    assert server.asked == []
    assert names(tmp_path) == []


def full_disk(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_while_unpacking_leaves_no_half_copy(server, tracks, tmp_path, monkeypatch):
    server.content = archive(tracks)
    copied: list[int] = []

    def copy_three(source, target, length, *args):
        copied.append(length)
        return full_disk() if len(copied) > 3 else target.write(source.read(length))

    with monkeypatch.context() as patch:
        patch.setattr(tarfile, "copyfileobj", copy_three)
        with pytest.raises(OSError, match="what has been downloaded is kept") as error:
            fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert error.value.errno == errno.ENOSPC
    assert names(tmp_path) == ["genres.tar.gz.made.part"]
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)


def test_a_disk_that_fills_up_while_downloading_leaves_a_part(server, tracks, tmp_path, monkeypatch):
    server.content = archive(tracks)

    class Filling(pooch.HTTPDownloader):
        def __call__(self, url, output_file, pooch, check_only=False):
            output_file.write(server.content[:100])
            full_disk()

    with monkeypatch.context() as patch:
        patch.setattr(pooch, "HTTPDownloader", Filling)
        with pytest.raises(OSError, match=r"No space left on device\. Make room"):
            fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert names(tmp_path) == ["genres.tar.gz.made.part"]
    fetch_gtzan(tmp_path, mirrors=[mirror(server)])
    assert_fetched(tmp_path, tracks)
    assert server.asked == ["bytes=100-"]


def test_the_original_comes_first_with_its_published_hash():
    assert [mirror.name for mirror in MIRRORS] == ["original", "huggingface"]
    assert all(mirror.url.startswith("https://") for mirror in MIRRORS)
    assert MIRRORS[0].sha256 == "24347e0223d2ba798e0a558c4c172d9d4a19c00bb7963fe055d183dadb4ef2c6"

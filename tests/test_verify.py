"""Verifying a copy: made tracks with made md5s, and where there are real ones, those."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gtzan_course import verify
from gtzan_course.dataset import GENRES
from gtzan_course.facts import TrackFacts
from gtzan_course.verify import verify_gtzan

TRACKS = [f"{genre}.{number:05}" for genre in GENRES for number in range(2)] + ["jazz.00054"]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a copy of 21 short tracks, of which rock.00000 is blues.00000, and publish its md5s."""
    rng = np.random.default_rng(7)
    for track_id in TRACKS:
        path = wav(tmp_path, track_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, rng.uniform(-0.5, 0.5, 200), 22_050)
    wav(tmp_path, "rock.00000").write_bytes(wav(tmp_path, "blues.00000").read_bytes())
    md5s = {track_id: hashlib.md5(wav(tmp_path, track_id).read_bytes()).hexdigest() for track_id in TRACKS}
    table = {track_id: TrackFacts(track_id, md5, None, None, None) for track_id, md5 in md5s.items()}
    monkeypatch.setattr(verify, "gtzan_facts", lambda: table)
    return tmp_path


def wav(home: Path, track_id: str) -> Path:
    return home / "genres" / track_id.split(".")[0] / f"{track_id}.wav"


def test_a_good_copy_is_ok(copy: Path):
    report = verify_gtzan(copy)
    assert report.ok
    assert report.intact == tuple(sorted(TRACKS))
    assert report.duplicates == (("blues.00000", "rock.00000"),)
    assert "a complete copy" in str(report)
    assert "blues.00000 = rock.00000" in str(report)


def test_missing_tracks_and_genres_are_named(copy: Path):
    wav(copy, "pop.00001").unlink()
    for path in (copy / "genres" / "disco").iterdir():
        path.unlink()
    (copy / "genres" / "disco").rmdir()
    report = verify_gtzan(copy)
    assert not report.ok
    assert report.missing == ("disco.00000", "disco.00001", "pop.00001")
    assert "Missing: 3: disco.00000, disco.00001, pop.00001." in str(report)


def test_a_changed_track_is_told_from_an_unreadable_one(copy: Path):
    soundfile.write(wav(copy, "metal.00000"), np.zeros(200), 22_050)
    wav(copy, "metal.00001").write_text("this is no audio")
    wav(copy, "reggae.00001").write_bytes(b"")
    report = verify_gtzan(copy)
    assert not report.ok
    assert report.changed == ("metal.00000",)
    assert report.unreadable == ("metal.00001", "reggae.00001")
    assert len(report.intact) == len(TRACKS) - 3


def test_the_known_faulty_track_is_no_surprise(copy: Path):
    wav(copy, "jazz.00054").write_text("broken, as in the common mirror")
    report = verify_gtzan(copy)
    assert report.known_faulty == ("jazz.00054",)
    assert report.unreadable == report.changed == ()
    assert report.ok
    assert "jazz.00054" in str(report)


def test_au_files_cannot_be_checked(copy: Path):
    y, sr = soundfile.read(wav(copy, "blues.00001"))
    wav(copy, "blues.00001").unlink()
    soundfile.write(wav(copy, "blues.00001").with_suffix(".au"), y, sr)
    wav(copy, "pop.00000").with_suffix(".au").write_text("beside a good wav")
    report = verify_gtzan(copy)
    assert report.not_checkable == ("blues.00001",)
    assert not report.ok
    assert "pop.00000" in report.intact


def test_what_is_no_track_is_extra_and_junk_is_passed_over(copy: Path):
    genres = copy / "genres"
    (genres / "jazz" / "my song.wav").write_text("mine")
    (genres / "rock" / "jazz.00000.wav").write_bytes(wav(copy, "jazz.00000").read_bytes())
    for junk in ("._jazz.00000.wav", ".DS_Store", "jazz.mf"):
        (genres / "jazz" / junk).write_text("junk")
    report = verify_gtzan(copy)
    assert report.extra == ("jazz/my song.wav", "rock/jazz.00000.wav")
    assert report.ok


@pytest.mark.parametrize("inside", [".", "genres_original"])
def test_other_layouts_are_found(copy: Path, inside: str):
    (copy / "genres").rename(copy / "genres_original")
    report = verify_gtzan(copy / "genres_original" if inside == "." else copy)
    assert report.ok
    assert report.folder == copy / "genres_original"


def test_no_folder_is_an_error_and_an_empty_one_lacks_everything(copy: Path, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        verify_gtzan(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert verify_gtzan(tmp_path / "empty").missing == tuple(sorted(TRACKS))


@pytest.mark.gtzan
def test_real_tracks_are_as_published():
    """Verify the copy at hand: the 59 tracks that the checks run on, or more."""
    home = Path(os.environ["GTZAN_DIR"])
    there = {path.stem for path in home.rglob("*.wav") if not path.name.startswith(".")}
    report = verify_gtzan(home)
    assert len(there) >= 59
    assert set(report.intact) | set(report.known_faulty) == there
    assert len(report.missing) == 1000 - len(there)
    assert report.changed == report.unreadable == report.not_checkable == report.extra == ()

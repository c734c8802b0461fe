"""The cache: right, made once, never half, never wrong."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile

from gtzan_course import cache, spectrograms
from gtzan_course.cache import LogMelFiles, cache_home, cached_log_mel, cached_mel_power
from gtzan_course.dataset import Track, load_audio
from gtzan_course.windows import slice_windows


@pytest.fixture
def tracks(tmp_path: Path) -> list[Track]:
    """Make three tracks of noise, each longer than is used."""
    tracks = [Track(f"jazz.{i:05d}", "jazz", tmp_path / f"jazz.{i:05d}.wav") for i in range(3)]
    for i, track in enumerate(tracks):
        soundfile.write(track.path, np.random.default_rng(i).normal(0, 0.1, 662_000), 22_050)
    return tracks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "log_mel"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the tracks whose windows are made."""
    calls: list[int] = []
    log_mel: Callable[..., np.ndarray] = spectrograms.log_mel

    def counted(windows: np.ndarray) -> np.ndarray:
        calls.append(len(windows))
        return log_mel(windows)

    monkeypatch.setattr(spectrograms, "log_mel", counted)
    return calls


def test_entries_are_memory_maps_of_the_tracks_log_mel(tracks: list[Track], folder: Path) -> None:
    features = cached_log_mel(tracks, cache_dir=folder)
    assert len(features) == 3
    for track, windows in zip(tracks, features, strict=True):
        expected = spectrograms.log_mel(slice_windows(load_audio(track.path)))
        assert isinstance(windows, np.memmap)
        assert (windows.shape, windows.dtype) == ((39, 128, 129), np.float16)
        np.testing.assert_array_equal(windows, expected.astype(np.float16))
        np.testing.assert_allclose(windows, expected, atol=80 * 2**-11)
        with pytest.raises(ValueError, match="read-only"):
            windows[0, 0, 0] = 0


def test_power_has_entries_of_its_own(tracks: list[Track], folder: Path) -> None:
    """A full-scale square wave is as loud as a sound can be: it fits into float16 as well."""
    soundfile.write(tracks[0].path, np.sign(np.sin(np.arange(660_000) / 25)), 22_050, subtype="FLOAT")
    (decibels,) = cached_log_mel(tracks[:1], cache_dir=folder)
    (power,) = cached_mel_power(tracks[:1], cache_dir=folder)
    expected = spectrograms.mel_power(slice_windows(load_audio(tracks[0].path)))
    assert (power.shape, power.dtype) == ((39, 128, 129), np.float16)
    assert np.isfinite(power).all()
    np.testing.assert_allclose(power, expected, rtol=2**-10, atol=1e-7)
    assert (decibels.max(), len(list(folder.iterdir()))) == (0, 2)


def test_what_is_there_is_not_made_again(tracks: list[Track], folder: Path, made: list[int]) -> None:
    first = cached_log_mel(tracks[:2], cache_dir=folder)
    assert made == [39, 39]
    second = cached_log_mel(tracks, cache_dir=folder)
    assert made == [39, 39, 39]
    np.testing.assert_array_equal(second[1], first[1])
    assert (second[0] != second[2]).any()


def test_a_changed_file_has_a_new_entry_and_a_copy_the_old_one(
    tracks: list[Track], folder: Path, made: list[int]
) -> None:
    (before,) = cached_log_mel(tracks[:1], cache_dir=folder)
    shutil.copy(tracks[0].path, tracks[2].path)
    (copied,) = cached_log_mel(tracks[2:], cache_dir=folder)
    np.testing.assert_array_equal(copied, before)
    assert len(made) == 1
    shutil.copy(tracks[1].path, tracks[0].path)
    (after,) = cached_log_mel(tracks[:1], cache_dir=folder)
    assert len(made) == 2
    assert (np.asarray(after) != before).any()


def test_other_numbers_have_other_entries(
    tracks: list[Track], folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_log_mel(tracks[:1], cache_dir=folder)
    monkeypatch.setattr(cache, "RECIPE", "another")
    cached_log_mel(tracks[:1], cache_dir=folder)
    assert len(made) == 2
    assert len(list(folder.iterdir())) == 2


def test_the_folder_may_be_deleted(tracks: list[Track], folder: Path, made: list[int]) -> None:
    before = np.array(cached_log_mel(tracks[:1], cache_dir=folder)[0])
    shutil.rmtree(folder)
    np.testing.assert_array_equal(cached_log_mel(tracks[:1], cache_dir=folder)[0], before)
    assert len(made) == 2


def test_the_folder_is_private(tracks: list[Track], folder: Path) -> None:
    cached_log_mel(tracks[:1], cache_dir=folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_breaks_off_in_the_middle_leaves_nothing(
    tracks: list[Track], folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def half(file: object, values: np.ndarray, **options: object) -> None:
        file.write(values.tobytes()[:1000])
        raise error("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(np, "save", half)
        with pytest.raises(error, match="no space left"):
            cached_log_mel(tracks[:1], cache_dir=folder)
    assert list(folder.iterdir()) == []
    assert cached_log_mel(tracks[:1], cache_dir=folder)[0].shape == (39, 128, 129)


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from gtzan_course.cache import cached_log_mel
from gtzan_course.dataset import Track

def half(file, values, **options):
    file.write(values.tobytes()[:1000])
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)

np.save = half
cached_log_mel([Track("jazz.00000", "jazz", Path(sys.argv[1]))], cache_dir=sys.argv[2])
"""


def test_a_killed_process_leaves_no_half_entry(tracks: list[Track], folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, tracks[0].path, folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(folder.iterdir())) == 1  # what it had written by then
    assert not list(folder.glob("*.npy"))
    (windows,) = cached_log_mel(tracks[:1], cache_dir=folder)
    np.testing.assert_array_equal(
        windows, spectrograms.log_mel(slice_windows(load_audio(tracks[0].path))).astype(np.float16)
    )


def test_two_processes_may_make_the_same_entry(tracks: list[Track], folder: Path) -> None:
    features = cached_log_mel([tracks[0]] * 4, cache_dir=folder, n_jobs=2)
    expected = spectrograms.log_mel(slice_windows(load_audio(tracks[0].path))).astype(np.float16)
    for windows in features:
        np.testing.assert_array_equal(windows, expected)
    assert len(list(folder.iterdir())) == 1


def test_a_track_that_cannot_be_loaded_is_named(tracks: list[Track], folder: Path) -> None:
    tracks[1].path.write_text("not music")
    with pytest.raises(ValueError, match=r"could not read .*jazz\.00001\.wav"):
        cached_log_mel(tracks, cache_dir=folder)
    tracks[1].path.unlink()
    with pytest.raises(FileNotFoundError, match=r"jazz\.00001\.wav"):
        cached_log_mel(tracks, cache_dir=folder)


def test_progress_is_shown_on_demand(tracks: list[Track], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cached_log_mel(tracks[:1], cache_dir=folder)
    assert capsys.readouterr().err == ""
    cached_log_mel(tracks[:1], cache_dir=folder, progress=True)
    assert "1/1" in capsys.readouterr().err


def test_a_thousand_tracks_hold_no_file_open(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.npy" for i in range(1000)]
    for i, path in enumerate(paths):
        np.save(path, np.full((2, 3), i, np.float16))
    before = psutil.Process().num_fds()
    features = LogMelFiles(paths)
    assert sum(int(windows[1, 2]) for windows in features) == 999 * 500
    assert psutil.Process().num_fds() <= before + 2


def test_features_are_a_sequence(tmp_path: Path) -> None:
    for i in range(5):
        np.save(tmp_path / f"{i}.npy", np.full((2, 3), i, np.float16))
    features = LogMelFiles([tmp_path / f"{i}.npy" for i in range(5)])
    assert [int(windows[0, 0]) for windows in features[1:4]] == [1, 2, 3]
    assert features[-1][0, 0] == 4
    assert len(features[:2]) == 2
    assert [int(windows[0, 0]) for windows in features[3:] + features[:1]] == [3, 4, 0]
    with pytest.raises(IndexError):
        features[5]


def test_the_cache_lies_where_the_environment_says(
    tracks: list[Track], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path / "elsewhere"))
    assert cache_home() == tmp_path / "elsewhere"
    cached_log_mel(tracks[:1])
    assert len(list((tmp_path / "elsewhere" / "log_mel").glob("*.npy"))) == 1
    monkeypatch.delenv("GTZAN_COURSE_CACHE")
    assert cache_home().name == "gtzan-course"

"""A file has its name only once it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gtzan_course.files import written_whole


@pytest.mark.parametrize("old", [None, b"old"])
def test_the_name_appears_at_the_end(tmp_path: Path, old: bytes | None) -> None:
    path = tmp_path / "a.bin"
    if old:
        path.write_bytes(old)
    with written_whole(str(path)) as file:
        file.write(b"new")
        file.flush()
        assert (path.read_bytes() if path.exists() else None) == old
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
@pytest.mark.parametrize("old", [None, b"old"])
def test_what_goes_wrong_leaves_all_as_it_was(tmp_path: Path, old: bytes | None, error: type[BaseException]) -> None:
    path = tmp_path / "a.bin"
    if old:
        path.write_bytes(old)

    def half() -> None:
        with written_whole(path) as file:
            file.write(b"half")
            raise error("stopped")

    with pytest.raises(error, match="stopped"):
        half()
    assert os.listdir(tmp_path) == (["a.bin"] if old else [])
    assert not old or path.read_bytes() == old


def test_two_may_write_at_once_and_the_last_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with written_whole(path) as one, written_whole(path) as two:
        one.write(b"one")
        two.write(b"two")
    assert path.read_bytes() == b"one"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "none" / "a.bin"):
        pass


def test_others_may_read_what_the_user_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with written_whole(tmp_path / "a.bin") as file:
            file.write(b"shared")
    finally:
        os.umask(before)
    assert (tmp_path / "a.bin").stat().st_mode & 0o777 == 0o644

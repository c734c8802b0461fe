"""A folder of songs: a row for every file, whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from bs4 import BeautifulSoup

from gtzan_course.batch import Song, Songs, classify_folder
from gtzan_course.classification import classify
from gtzan_course.demo import compose, render

SECONDS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One track that is good, in three guises, and six files of which each is bad in its own way."""
    folder = tmp_path_factory.mktemp("songs")
    y = render(compose("metal", seed=2024, artist=31, track=0))[: SECONDS * 22_050]
    (folder / "live").mkdir()
    soundfile.write(folder / "metal.wav", y, 22_050)
    soundfile.write(folder / "live" / "metal & more.flac", y, 22_050)
    soundfile.write(folder / "narrow.wav", y[::2], 11_025)
    soundfile.write(folder / "short.wav", y[:20_000], 22_050)
    soundfile.write(folder / "silence.wav", np.zeros(66_150), 22_050)
    soundfile.write(folder / "broken.wav", np.where(np.arange(66_150) == 9, np.nan, 0.1), 22_050, subtype="FLOAT")
    (folder / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0 no sound at all")
    (folder / "empty.mp3").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"hidden")
    return folder


@pytest.fixture(scope="module")
def songs(folder: Path) -> Songs:
    return classify_folder(folder)


def test_every_file_has_a_row_in_the_order_of_the_paths(songs: Songs) -> None:
    assert [song.file for song in songs.rows] == [
        "broken.wav",
        "cover.jpg",
        "empty.mp3",
        "live/metal & more.flac",
        "metal.wav",
        "narrow.wav",
        "short.wav",
        "silence.wav",
    ]


def test_what_is_good_is_judged_as_alone(songs: Songs, folder: Path) -> None:
    rows = {song.file: song for song in songs.rows}
    alone = classify(folder / "metal.wav")
    expected = Song("metal.wav", alone.genre, alone.shares[alone.genre], tuple(alone.doubts))
    assert rows["metal.wav"] == expected
    assert (rows["live/metal & more.flac"].genre, rows["live/metal & more.flac"].error) == (alone.genre, "")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("broken.wav", "NaN or infinity in broken.wav"),
        ("cover.jpg", "it cannot open cover.jpg"),
        ("empty.mp3", "empty.mp3 is empty (0 bytes)"),
        ("short.wav", "20,000 (0.91 s) in short.wav"),
        ("silence.wav", "silence in silence.wav"),
    ],
)
def test_what_is_bad_says_why(songs: Songs, folder: Path, file: str, words: str) -> None:
    [song] = [song for song in songs.rows if song.file == file]
    assert (song.genre, song.share, song.doubts) == (None, None, ())
    assert words in song.error
    assert str(folder) not in song.error
    assert "\n" not in song.error


@pytest.mark.filterwarnings("error")
def test_what_a_file_lacks_is_a_doubt_and_no_warning(folder: Path) -> None:
    [song] = [song for song in classify_folder(folder).rows if song.file == "narrow.wav"]
    assert song.genre is not None
    [doubt] = [doubt for doubt in song.doubts if "sample rate" in doubt]
    assert doubt.startswith("narrow.wav has a sample rate of 11,025 Hz")


def test_it_tells_of_each_song_when_it_is_judged(folder: Path) -> None:
    told: list[Song] = []
    songs = classify_folder(folder / "live", told=told.append)
    assert tuple(told) == songs.rows


def test_the_table_in_words_has_a_line_a_file() -> None:
    songs = Songs(
        (Song("a.wav", "metal", 0.5), Song("longer.wav", "pop", 1.0, ("one", "two")), Song("x", error="Bad."))
    )
    assert str(songs).splitlines() == [
        "file        genre  share  remarks",
        "a.wav       metal    50%",
        "longer.wav  pop     100%  not sure: one; two",
        "x                         Bad.",
    ]


def test_the_table_in_a_notebook_says_the_same(songs: Songs) -> None:
    soup = BeautifulSoup(songs._repr_html_(), "html.parser")
    rows = [tuple(cell.get_text() for cell in row.select("th, td")) for row in soup.select("tbody tr")]
    assert rows == [song.cells() for song in songs.rows]
    assert [cell.get_text() for cell in soup.select("thead th")] == ["file", "genre", "share", "remarks"]


def test_no_folder_an_empty_one_and_no_model_are_refused_at_once(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Expected a folder with songs, found none at"):
        classify_folder(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="Expected a folder with songs"):
        classify_folder(folder / "metal.wav")
    (tmp_path / ".hidden").write_bytes(b"x")
    with pytest.raises(ValueError, match="there is no file in"):
        classify_folder(tmp_path)
    with pytest.raises(FileNotFoundError, match="Expected a saved model"):
        classify_folder(folder, model="nobody")


def test_a_file_that_may_not_be_read_has_a_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *, model: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("gtzan_course.batch.classify", refuse)
    [song] = classify_folder(folder / "live").rows
    assert song.error == "[Errno 13] Permission denied: 'metal & more.flac'"

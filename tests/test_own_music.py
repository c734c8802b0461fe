"""The widget for one's own music, with whichever version of ipywidgets is there."""

from __future__ import annotations

import io
import tempfile

import ipywidgets
import numpy as np
import pytest
import soundfile

from gtzan_course import own_music
from gtzan_course.demo import compose, render
from gtzan_course.own_music.recorder import Recorder

OLD = int(ipywidgets.__version__.split(".")[0]) < 8


def wav(y: np.ndarray, sr: int = 22_050) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, y, sr, format="WAV")
    return file.getvalue()


@pytest.fixture(scope="module")
def song() -> bytes:
    return wav(render(compose("metal", seed=2024, artist=31, track=0))[:88_200])


class Shown:
    """The widget's parts, and what a browser would do to them."""

    def __init__(self) -> None:
        box = own_music.live()
        self.hint, ways, self.told, self.picture = box.children
        self.upload, self.recorder = ways.children

    def choose(self, name: str, content: bytes) -> None:
        """Send what each version's browser side sends when a file is chosen."""
        file = {"name": name, "type": "audio/wav", "size": len(content)}
        if OLD:
            counter = self.upload._counter + 1
            metadata = [{**file, "lastModified": 0}]
            self.upload.set_state({"data": [memoryview(content)], "metadata": metadata, "_counter": counter})
        else:
            self.upload.set_state({"value": [{**file, "content": memoryview(content), "last_modified": 0}]})


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_it_begins_with_two_ways_and_no_picture(shown: Shown) -> None:
    assert isinstance(shown.upload, ipywidgets.FileUpload)
    assert isinstance(shown.recorder, Recorder)
    assert (shown.upload.accept, shown.upload.multiple) == ("audio/*", False)
    assert (shown.told.value, shown.picture.layout.display) == ("", "none")


def test_a_song_that_is_chosen_gets_a_genre_and_a_picture(shown: Shown, song: bytes) -> None:
    shown.choose("my <song>.wav", song)
    assert "Genre: metal" in shown.told.value
    assert "<strong>my &lt;song&gt;.wav</strong>" in shown.told.value
    assert bytes(shown.picture.value)[8:12] == b"WEBP"
    assert shown.picture.layout.display == "block"


def test_a_recording_is_judged_as_a_file_is(shown: Shown, song: bytes) -> None:
    shown.recorder.set_state({"file": memoryview(song)})
    assert shown.told.value == own_music.answered("your recording", song)[1]
    assert "Genre: metal" in shown.told.value


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cover.jpg", b"\xff\xd8 no sound", "cannot open cover.jpg"),
        ("nothing.wav", b"", "nothing.wav is empty"),
        ("short & sweet.wav", wav(np.full(22_050, 0.1)), "(1.00 s) in short &amp; sweet.wav"),
        ("silence.wav", wav(np.zeros(88_200)), "found silence in silence.wav"),
        ("noname", b"no sound either", "cannot open noname"),
    ],
)
def test_what_cannot_be_judged_is_told_on_one_line_and_the_last_picture_goes(
    shown: Shown, song: bytes, name: str, content: bytes, words: str
) -> None:
    shown.choose("song.wav", song)
    shown.choose(name, content)
    assert words in shown.told.value
    assert shown.told.value.startswith('<p role="alert">')
    assert "\n" not in shown.told.value
    assert tempfile.gettempdir() not in shown.told.value
    assert shown.picture.layout.display == "none"


def test_a_low_sample_rate_is_told_beside_the_answer() -> None:
    y = render(compose("metal", seed=2024, artist=31, track=0))[:88_200]
    votes, told = own_music.answered("narrow.wav", wav(y[::2], 11_025))
    assert votes
    assert "<p>narrow.wav has a sample rate of 11,025 Hz" in told


def test_nothing_of_the_readers_is_left_behind(song: bytes, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own_music.answered("song.wav", song)
    own_music.answered("bad.wav", b"bad")
    assert list(tmp_path.iterdir()) == []

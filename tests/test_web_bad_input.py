"""What the page says of files that it cannot use, and of those that it uses with a warning; nothing hangs."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import web_page
from made_sounds import BAD, SR, changing_sound, write_bad
from playwright.sync_api import Browser, Page
from test_web_sound import m4a

pytestmark = pytest.mark.browser

SAYS = {
    "text": "no audio file",
    "text named mp3": "no audio file",
    "MP4": "no audio file",
    "MP4 named mp3": "no audio file",
    "WMA in WAV": "cannot decode this WAV file",
    "an unknown codec": "cannot decode this WAV file",
    "noise named mp3": "no audio file",
    "half a header": "no audio file",
    "a start of an MP3": "cannot decode this MP3 file",
    "a header and no more": "no audio file",
    "no header": "no audio file",
    "0 bytes": "empty (0 bytes)",
    "0 samples": "no sound at all",
    "0 samples at another rate": "no sound at all",
    "1 s": "1.00 s of sound",
    "a sample too short": "1.50 s of sound",
    "zeros": "only silence",
    "almost zeros": "only silence",
    "channels that cancel": "only silence",
    "NaN": "NaN or infinity",
    "infinity": "NaN or infinity",
    "too low a rate": "7,999 Hz",
    "too high a rate": "192,001 Hz",
    "9 channels": "9 channels",
}
"""What the page must say of what the command refuses too; a browser hands over no folder and no missing file."""


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = web_page.lay_out(tmp_path_factory.mktemp("site"))
    with web_page.served(folder) as address, web_page.opened(chromium, address) as page:
        yield page


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("music") / "music.wav"
    soundfile.write(path, changing_sound(3 * SR), SR)
    return path


def refused(page: Page, path: Path) -> str:
    """Give the page a file that it must refuse, with nothing left of what was shown before."""
    says = web_page.give(page, path)
    assert page.locator(web_page.WRONG).count(), says
    assert not page.locator(".your-music-result").is_visible()
    assert not page.locator(".your-music-progress").is_visible()
    return says


def test_all_that_the_command_refuses_is_tried() -> None:
    assert set(BAD) - set(SAYS) == {"no file", "a folder", "half a FLAC"}


@pytest.mark.parametrize("kind", SAYS)
def test_a_bad_file_gets_one_clear_message_and_the_next_is_classified(
    page: Page, tmp_path: Path, music: Path, kind: str
) -> None:
    assert SAYS[kind] in refused(page, write_bad(kind, tmp_path))
    web_page.give(page, music)
    assert page.locator(web_page.ANSWER).count()
    assert sum(web_page.votes(page).values()) == 3


def cut_off(path: Path) -> None:
    """An MP3 file of which only noise is left after the first frames."""
    soundfile.write(path, changing_sound(3 * SR), SR)
    data = path.read_bytes()
    path.write_bytes(data[:1200] + np.random.default_rng(0).bytes(20_000).replace(b"\xff", b"\x00"))


def long_wav(path: Path) -> None:
    """Two hours of stereo, of which the file holds nothing but the header and holes."""
    size = 7200 * 44_100 * 4
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, 44_100, 4 * 44_100, 4, 16)
    with path.open("wb") as file:
        file.write(struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size))
        file.truncate(44 + size)


OTHER: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "an unknown codec": ("song.m4a", lambda path: path.write_bytes(m4a(b"xyz1")), "cannot decode this M4A (xyz1) file"),
    "a locked file": ("song.m4p", lambda path: path.write_bytes(m4a(b"drms")), "locked by copy protection (DRM)"),
    "two hours": ("long.m4a", lambda path: path.write_bytes(m4a(b"mp4a", seconds=7200)), "2:00:00 at 44,100 Hz"),
    "two hours of WAV": ("long.wav", long_wav, "at most 500 MB"),
    "a Windows file": (
        "song.wma",
        lambda path: path.write_bytes(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" * 900),
        "no audio",
    ),
    "a photograph": ("photo.wav", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9000)), "no audio"),
}


@pytest.mark.parametrize("kind", OTHER)
def test_so_does_what_only_a_browser_meets(page: Page, tmp_path: Path, kind: str) -> None:
    name, write, says = OTHER[kind]
    write(tmp_path / name)
    assert says in refused(page, tmp_path / name)


def test_of_half_a_file_that_half_is_classified_with_a_warning(page: Page, tmp_path: Path) -> None:
    web_page.give(page, write_bad("half a FLAC", tmp_path))
    assert page.locator(web_page.ANSWER).count()
    assert "says that it is 0:20 long" in page.inner_text(".your-music-warning")
    assert 0 < sum(web_page.votes(page).values()) < 25


def test_a_damaged_file_ends_in_words(page: Page, tmp_path: Path) -> None:
    cut_off(tmp_path / "damaged.mp3")
    assert web_page.give(page, tmp_path / "damaged.mp3")


def test_what_is_dropped_and_no_file_is_refused(page: Page) -> None:
    page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
    dropped = page.evaluate_handle(
        "() => { const data = new DataTransfer(); data.setData('text/plain', 'la'); return data; }"
    )
    page.dispatch_event(".your-music-drop", "drop", {"dataTransfer": dropped})
    assert "no file" in web_page.answer(page)


@pytest.mark.parametrize(("sr", "channels"), [(8_000, 1), (192_000, 1), (44_100, 8), (192_000, 8)])
def test_odd_rates_and_many_channels_are_classified(page: Page, tmp_path: Path, sr: int, channels: int) -> None:
    y = np.tile(changing_sound(3 * sr)[:, None], channels)
    soundfile.write(tmp_path / "odd.wav", y, sr, format="WAVEX")
    web_page.give(page, tmp_path / "odd.wav")
    assert page.locator(web_page.ANSWER).count()
    assert sum(web_page.votes(page).values()) == 3
    warning = page.locator(".your-music-warning")
    assert warning.is_visible() == (sr == 8_000)
    if sr == 8_000:
        assert "above 4,000 Hz is missing" in warning.inner_text()
    assert f"{sr:,} Hz · {channels} channel" in page.inner_text(".your-music-file")

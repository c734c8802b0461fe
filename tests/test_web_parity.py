"""The page against Python: the same tracks in five formats, their votes and probabilities; and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import psutil
import pytest
import scipy.signal
import soundfile
import soxr
import web_page
from playwright.sync_api import Browser, Page

from gtzan_course.classification import classify
from gtzan_course.dataset import GENRES, read_tracks
from gtzan_course.demo import demo_home

pytestmark = pytest.mark.browser

SR = 22_050
QUICK = 12 * SR
"""As much of a track as the quick tests take: 15 windows."""

FORMATS = {
    "22,050 Hz WAV": ("wav", 22_050, {"subtype": "PCM_16"}),
    "44,100 Hz stereo MP3": ("mp3", 44_100, {}),
    "44,100 Hz stereo OGG": ("ogg", 44_100, {}),
    "44,100 Hz stereo FLAC": ("flac", 44_100, {}),
    "48,000 Hz stereo WAV": ("wav", 48_000, {"subtype": "PCM_16"}),
}
"""Each format's suffix, sample rate in Hz, and what soundfile is told besides."""

STEREO_MP3 = "44,100 Hz stereo MP3"

MODELS = ("cnn", "pretrained")


@dataclass
class Parity:
    """How a page's answer compares with Python's: the largest difference of a probability, equal votes, the genre."""

    difference: float
    equal: int
    windows: int
    genre: bool


def recorded(y: np.ndarray, sr: int) -> np.ndarray:
    """A track as its recording might be: stereo, and with highs that 22,050 Hz have no room for."""
    if sr == SR:
        return y
    louder = soxr.resample(y, SR, sr)
    envelope = np.sqrt(np.convolve(louder**2, np.ones(2048) / 2048, "same"))
    noise = np.random.default_rng(0).standard_normal(len(louder)) * envelope
    highs = 0.1 * scipy.signal.sosfilt(scipy.signal.butter(8, 11_500, "high", fs=sr, output="sos"), noise)
    return np.clip(0.8 * np.stack([louder + highs, 0.7 * louder - highs], axis=1), -0.99, 0.99)


def written(path: Path, y: np.ndarray, form: str) -> Path:
    """Write a track in one of the formats."""
    suffix, sr, options = FORMATS[form]
    path = path.with_name(f"{path.name}.{sr}.{suffix}")
    soundfile.write(path, recorded(y, sr), sr, **options)
    return path


def compared(page: Page, path: Path, model: str) -> Parity:
    """Classify a file here and there."""
    web_page.give(page, path)
    expected, found = classify(path, model=model), web_page.heard(page)
    assert found.shape == expected.probabilities.shape
    shown = web_page.votes(page)
    assert list(shown.values()) == np.bincount(found.argmax(axis=1), minlength=10).tolist()
    top = page.locator(".your-music-top li").first.locator("span").first.inner_text()
    same = found.argmax(axis=1) == expected.probabilities.argmax(axis=1)
    difference = np.abs(found - expected.probabilities).max()
    return Parity(float(difference), int(same.sum()), len(same), top == expected.genre)


def hold(all_of: dict[str, Parity]) -> None:
    """Every genre equal, 98 % of the votes, and no probability off by more than 0.02; `pytest -s` shows the numbers."""
    largest = max(parity.difference for parity in all_of.values())
    equal, windows = sum(parity.equal for parity in all_of.values()), sum(parity.windows for parity in all_of.values())
    genres = sum(parity.genre for parity in all_of.values())
    print(f"{largest:.4f} at most, {equal} of {windows} votes, {genres} of {len(all_of)} genres")
    assert genres == len(all_of), all_of
    assert equal >= 0.98 * windows
    assert largest <= 0.02, all_of


@cache
def demo_tracks() -> dict[str, np.ndarray]:
    tracks = read_tracks(demo_home(tracks_per_genre=1, progress=False))
    assert [track.genre for track in tracks] == list(GENRES)
    return {track.track_id: soundfile.read(track.path, dtype="float32")[0] for track in tracks}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with web_page.served(web_page.lay_out(tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with web_page.opened(chromium, address) as page:
        yield page


@pytest.mark.parametrize(("form", "model"), [*((form, "cnn") for form in FORMATS), (STEREO_MP3, "pretrained")])
def test_demo_tracks_get_the_votes_that_python_gives_them(page: Page, tmp_path: Path, form: str, model: str) -> None:
    web_page.choose(page, model)
    paths = {name: written(tmp_path / name, y[:QUICK], form) for name, y in demo_tracks().items()}
    hold({name: compared(page, path, model) for name, path in paths.items()})


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", MODELS)
def test_whole_demo_tracks_too(page: Page, tmp_path: Path, form: str, model: str) -> None:
    web_page.choose(page, model)
    paths = {name: written(tmp_path / name, y, form) for name, y in demo_tracks().items()}
    hold({name: compared(page, path, model) for name, path in paths.items()})


@pytest.mark.gtzan
@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", MODELS)
def test_real_tracks_too(page: Page, tmp_path: Path, gtzan_dir: Path, form: str, model: str) -> None:
    web_page.choose(page, model)
    first = {track.genre: track for track in reversed(read_tracks(gtzan_dir))}
    assert len(first) == 10
    tracks = {track.track_id: soundfile.read(track.path, dtype="float32")[0] for track in first.values()}
    hold({name: compared(page, written(tmp_path / name, y, form), model) for name, y in tracks.items()})


def busy() -> dict[int, float]:
    """Seconds that each process beneath this one has worked, whatever else the machine does."""
    children = psutil.Process().children(recursive=True)
    return {child.pid: sum(child.cpu_times()[:2]) for child in children if child.is_running()}


def test_thirty_seconds_of_stereo_take_two_once_the_network_is_there(page: Page, tmp_path: Path) -> None:
    name, y = next(iter(demo_tracks().items()))
    path = written(tmp_path / name, y, STEREO_MP3)
    web_page.choose(page, "cnn")
    web_page.give(page, path)
    times = []
    for _ in range(3):
        before = busy()
        web_page.give(page, path)
        times.append(max(seconds - before.get(pid, 0) for pid, seconds in busy().items()))
    assert min(times) < 2, times

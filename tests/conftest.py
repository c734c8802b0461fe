"""What all tests share.

Two kinds of test may be skipped, for lack of what they need, and no other: those marked gtzan, while the variables are
not set, and those marked browser, while there is none; in CI the latter fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import book_server
import hypothesis
import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, sync_playwright
from visits import FLAGS

from tools import browser
from tools.contents import ROOT

hypothesis.settings.register_profile("course", deadline=None, derandomize=True, max_examples=60, database=None)
hypothesis.settings.load_profile("course")

GENRES = ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"]

VARIABLES = ("GTZAN_DIR", "GTZAN_FACTS")


ALLOWED = pytest.StashKey[bool]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what lacks what it needs; put the browser's tests last, as no other may run while Playwright does."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    missing = {"gtzan": _missing_tracks, "browser": _missing_browser}
    for name, reason in missing.items():
        marked = [item for item in items if item.get_closest_marker(name)]
        if marked and (told := reason()):
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=told))
                item.stash[ALLOWED] = True


def _missing_tracks() -> str:
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    return f"needs real tracks: set {' and '.join(missing)}" if missing else ""


def _missing_browser() -> str:
    return "" if browser.required() or browser.find() else browser.MISSING


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a skip into a failure where it is not allowed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not item.stash.get(ALLOWED, False):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: only tests that lack real tracks or a browser may be."
    return report


@pytest.fixture(scope="session")
def book() -> Path:
    """Give the folder of the built book."""
    html = ROOT / "_build" / "html"
    if not (html / "index.html").is_file():
        pytest.fail(f"There is no book at {html}: run `make book`, or `make test`, which builds it first.")
    return html


@pytest.fixture(scope="session")
def site(book: Path) -> Iterator[str]:
    """Serve the built book beneath a folder of this machine's; give the address of its top."""
    with book_server.serving(book) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    path = browser.find()
    if path is None:
        pytest.fail(browser.MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def gtzan_dir() -> Path:
    """Give the folder of real tracks; fail where the variable names none."""
    return _named_folder("GTZAN_DIR")


@pytest.fixture
def gtzan_facts_dir() -> Path:
    """Give the folder of published facts on GTZAN; fail where the variable names none."""
    return _named_folder("GTZAN_FACTS")


@pytest.fixture
def made_gtzan(tmp_path: Path) -> Path:
    """Make a folder in GTZAN's layout: ten genres of two tracks, each a tenth of a second of its own tone."""
    for i, genre in enumerate(GENRES):
        (tmp_path / "genres" / genre).mkdir(parents=True)
        for j in (1, 0):
            path = tmp_path / "genres" / genre / f"{genre}.{j:05d}.wav"
            soundfile.write(path, tone(200 + 100 * i + 10 * j, 0.1), 22_050)
    return tmp_path


@pytest.fixture(scope="session")
def tiny_features() -> tuple[list[np.ndarray], np.ndarray]:
    """Make ten tracks of four log-mel windows, one a genre, each loud in twelve mel bands of its own."""
    rng = np.random.default_rng(0)
    features = []
    for label in range(10):
        windows = rng.uniform(-80, -60, (4, 128, 129))
        windows[:, 12 * label : 12 * label + 12] += 60
        features.append(windows.astype(np.float16))
    return features, np.arange(10)


def tone(frequency: float, seconds: float, *, sr: int = 22_050, amplitude: float = 0.5) -> np.ndarray:
    """Sample a sine, float32."""
    return (amplitude * np.sin(2 * np.pi * frequency * np.arange(round(seconds * sr)) / sr)).astype(np.float32)


def _named_folder(variable: str) -> Path:
    folder = Path(os.environ[variable])
    if not folder.is_dir():
        pytest.fail(f"{variable} is set, but there is no folder at {folder}")
    return folder

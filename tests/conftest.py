"""What all tests share: only those marked gtzan may skip, and only while the variables are not set."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import numpy as np
import pytest
import soundfile

hypothesis.settings.register_profile("course", deadline=None, derandomize=True, max_examples=60, database=None)
hypothesis.settings.load_profile("course")

GENRES = ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"]

VARIABLES = ("GTZAN_DIR", "GTZAN_FACTS")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked gtzan where real tracks are not at hand."""
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        skip = pytest.mark.skip(reason=f"needs real tracks: set {' and '.join(missing)}")
        for item in items:
            if item.get_closest_marker("gtzan"):
                item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a skip into a failure where it is not allowed."""
    report = yield
    allowed = item.get_closest_marker("gtzan") and not all(os.environ.get(name) for name in VARIABLES)
    if report.skipped and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: only tests marked gtzan may, while {VARIABLES} are not set."
    return report


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

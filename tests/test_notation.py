"""The page of shared numbers says what the package says, and what is so."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gtzan_course import dataset, model, spectrograms, voting, windows
from tools.contents import ROOT

MODULES = {
    name: importlib.import_module(f"gtzan_course.{name}")
    for name in ("audio", "dataset", "model", "spectrograms", "windows")
}
PAGE = (ROOT / "notation.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\* - (.+)\n  - (.+)\n\n    (.+)\n  - (.+)$", re.MULTILINE)
SHAPE = re.compile(r"^\* - .+\n  - \{py:func\}`(\S+) <.+>`\n  - `(\(.*\))`\n  - (\w+)", re.MULTILINE)
NUMBERS = {
    "22,050",
    "660,000",
    "33,000",
    "16,500",
    "39",
    "1,024",
    "256",
    "513",
    "128",
    "129",
    "-80",
    "10",
    "16, 32, 64, 128, 256",
    "2,495,114",
    "0.02",
}
PARAMETERS = "model.build_cnn().count_params()"


def numbers() -> dict[str, str]:
    """What the page says, and the code beside it."""
    return {
        number.replace("\\", ""): re.sub(r"\{.*\}`(\S+) <.*", r"\1", code) for number, _, code, _ in ROW.findall(PAGE)
    }


def written(value: Any) -> str:
    """How the page writes a number, or several."""
    if isinstance(value, tuple):
        return ", ".join(map(written, value))
    return f"{value:,g}" if isinstance(value, float) else f"{value:,}"


def counted_parameters() -> int:
    """Weights and biases of the five blocks and the two dense layers, worked out from their sizes."""
    height, width, n_before = model.INPUT_SHAPE
    total = 0
    for n_filters in model.FILTERS:
        total += (3 * 3 * n_before + 1) * n_filters
        height, width, n_before = height // 2, width // 2, n_filters
    return total + (height * width * n_before + 1) * 512 + (512 + 1) * len(dataset.GENRES)


def test_the_page_has_every_shared_number_and_no_other() -> None:
    assert set(numbers()) == NUMBERS


@pytest.mark.parametrize(("number", "code"), numbers().items())
def test_a_number_is_the_packages(number: str, code: str) -> None:
    value = counted_parameters() if code == PARAMETERS else eval(code.strip("`"), dict(MODULES))
    assert number == written(value)


@pytest.mark.parametrize(
    ("says", "is_so"),
    [
        ("29.93 s", 660_000 / 22_050),
        ("1.497 s", 33_000 / 22_050),
        ("0.748 s", 16_500 / 22_050),
        ("46.4 ms", 1e3 * 1024 / 22_050),
        ("11.6 ms", 1e3 * 256 / 22_050),
        ("21.5 Hz", 22_050 / 1024),
        ("128.9", 33_000 / 256),
        ("84 %", 100 * (4 * 4 * 256 + 1) * 512 / 2_495_114),
    ],
)
def test_what_is_derived_is_so(says: str, is_so: float) -> None:
    assert says in PAGE
    decimals = len(says.split()[0].partition(".")[2])
    assert round(is_so, decimals) == float(says.split()[0])


def test_shapes_are_those_that_come_out() -> None:
    y = np.zeros(dataset.TRACK_SAMPLES, np.float32)
    cut = windows.slice_windows(y)
    probabilities = np.full((len(cut), 10), 0.1, np.float32)
    made: dict[str, Callable[[], Any]] = {
        "dataset.load_audio": lambda: y,
        "windows.slice_windows": lambda: cut,
        "spectrograms.mel_power": lambda: spectrograms.mel_power(cut),
        "spectrograms.log_mel": lambda: spectrograms.log_mel(cut),
        "training.predict_windows": lambda: probabilities,
        "voting.window_votes": lambda: voting.window_votes(probabilities),
        "voting.vote_shares": lambda: voting.vote_shares(probabilities),
    }
    shown = {name: (shape, dtype) for name, shape, dtype in SHAPE.findall(PAGE)}
    assert shown == {name: (str(make().shape), str(make().dtype)) for name, make in made.items()}

"""The whole experiment as it is, on sound: the real windows and the real network, one epoch, one broken track."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from small_experiment import names

from gtzan_course.checkpoints import kept_epochs
from gtzan_course.reproduce import reproduce


def test_all_goes_on_without_a_broken_track(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path / "cache"))
    rng = np.random.default_rng(0)
    for number, name in enumerate(names(4)):
        folder = tmp_path / "genres" / name.split(".")[0]
        folder.mkdir(parents=True, exist_ok=True)
        y = 0.3 * np.sin(2 * np.pi * (200 + 150 * (number // 4)) * np.arange(660_000) / 22_050)
        soundfile.write(folder / f"{name}.wav", y + 0.01 * rng.standard_normal(660_000), 22_050)
    broken = tmp_path / "genres" / "jazz" / "jazz.00003.wav"
    broken.write_bytes(broken.read_bytes()[:40_000])
    with pytest.warns(UserWarning, match=r"Going on without jazz\.00003: .*jazz\.00003\.wav"):
        done = reproduce(tmp_path, recipe="revised", epochs=1, out=tmp_path / "out")
    assert sum(len(part) for part in done.parts) == 39
    assert len(done.run.last) == len(done.parts.test)
    assert {track.shape for track in done.run.last} == {(39, 10)}
    assert kept_epochs(tmp_path / "out" / "checkpoint.npz") == 1

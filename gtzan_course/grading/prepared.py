"""What every student's kernel would spend its first minute on, done once.

librosa compiles some of its functions when it is first used (half a minute), and Matplotlib lists the computer's fonts.
Both keep the outcome in their user's home; a student's home is empty. So it is kept in the course's cache folder, and
each home gets a copy.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from gtzan_course.cache import cache_home

_USES = """
import librosa, librosa.beat, librosa.decompose, librosa.effects, librosa.onset, librosa.segment, librosa.sequence
import matplotlib.font_manager, numpy
y = numpy.random.default_rng(0).normal(size=22_050).astype(numpy.float32)
librosa.feature.melspectrogram(y=y)
librosa.feature.tempo(y=y)
"""


def prepared_home() -> Path:
    """Give the folder that each student's home begins as a copy of; make it if need be, which takes a minute.

    Returns
    -------
    Path
        With ``.numba`` and ``.matplotlib`` in it, made by the versions that are installed.

    Raises
    ------
    OSError
        librosa or Matplotlib does not work here.
    """
    folder = cache_home() / "grading" / _stamp()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        _make(Path(made) / "home")
        with suppress(OSError):
            os.replace(Path(made) / "home", folder)
    return folder


def _stamp() -> str:
    """What it depends on: where Python is, and which versions it has."""
    versions = [f"{name} {version(name)}" for name in ("librosa", "matplotlib", "numba", "numpy")]
    return hashlib.sha256(repr((sys.prefix, sys.version, versions)).encode()).hexdigest()[:16]


def _make(folder: Path) -> None:
    folder.mkdir()
    places = {"NUMBA_CACHE_DIR": str(folder / ".numba"), "MPLCONFIGDIR": str(folder / ".matplotlib")}
    done = subprocess.run(
        [sys.executable, "-c", _USES], env=os.environ | places, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(f"librosa and Matplotlib cannot be used here: {done.stderr.strip()[-500:]}")

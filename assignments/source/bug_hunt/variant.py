"""What varies in the bug hunt: the order of thirteen functions, two of the eight mistakes, and a test set of one's own.

Each student gets a program of one's own: the sound ``pipeline.py`` beside this file, with mistakes put in and its
functions in another order. Six of the mistakes all students have, for questions 2 to 7 are about them; two more are
drawn from four. There are 13! orders (6 thousand million) times 6 pairs, so the numbers of the wrong lines are one's
own. ``SEED`` has a thousand million values; each draws other tracks and other windows for question 8.
"""

from __future__ import annotations

import ast
import random
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.comparison import read_comparison
from gtzan_course.evaluation import mcnemar, paired_difference, unpaired_difference
from gtzan_course.voting import majority_vote, window_votes

SOUND = Path(__file__).with_name("pipeline.py")

MISTAKES = {
    "cut_bands": ("cut[rng.integers(len(cut), size=3)] = 0.0", "cut[rng.integers(len(cut), size=3)] = -80.0  # dB"),
    "pictures_for": ('if part != "training":', 'if part == "test":'),
    "batches": (
        "chosen = [order[start : start + batch_size] for start in range(0, len(x), batch_size)]",
        "chosen = [slice(start, start + batch_size) for start in range(0, len(x), batch_size)]",
    ),
    "windows_to_test": (
        "numbers = np.unique(track_of, return_inverse=True)[1]",
        "numbers = np.arange(len(track_of))",
    ),
    "epoch_to_keep": (
        'return int(np.argmin(history["validation_loss"]))',
        'return int(np.argmin(history["test_loss"]))',
    ),
    "majority_vote": ("return int(level[probabilities.mean(axis=0)[level].argmax()])", "return int(level[0])"),
}
"""By function: the sound line and the wrong one. Holes of -80 in power and votes that ties give to the lowest label
stand in the write-up, as does an order that is drawn and not used; that validation pictures are changed, and that
the test set decides (there on the learning rate, here on the epoch), in its notebook; windows that are dealt out
before tracks in an older notebook of the same repository."""

FURTHER = {
    "in_db": ("return np.maximum(db, -80.0)", "return power  # np.maximum(db, -80.0)"),
    "cut_frames": ("frames = rng.integers(cut.shape[1], size=4)", "frames = rng.integers(cut.shape[0], size=4)"),
    "steps_of_an_epoch": ("return int(np.ceil(n_windows / batch_size))", "return int(np.ceil(n_windows / 128))"),
    "track_names": (
        'return sorted(path.name for path in Path(folder).glob("*.wav"))',
        'return [path.name for path in Path(folder).glob("*.wav")]',
    ),
}
"""Of these each student has two: decibels that are commented out (the notebook), frames drawn from the number of bands,
half epochs, and an order of files that the operating system chooses (the write-up)."""

Labels = npt.NDArray[np.int64]

N_FURTHER = 2
N_WINDOWS = 6
"""Windows a track in question 8: an even number, so that votes are often level."""


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw mistakes, the order of functions, and tracks on which settling ties otherwise makes some difference."""
    settings: dict[str, Any] = {
        "PIPELINE": f"pipeline_{rng.randrange(16**6):06x}.py",
        "_mistakes": sorted([*MISTAKES, *rng.sample(sorted(FURTHER), N_FURTHER)]),
        "_order": rng.sample(sorted(_functions()), len(_functions())),
    }
    while True:
        settings["SEED"] = rng.randrange(10**9)
        mended, planted, truth, n_level = _votes(settings["SEED"])
        if np.sum(mended == truth) > np.sum(planted == truth) and np.sum(mended != planted) < n_level:
            return settings


def expected(settings: dict[str, Any]) -> dict[str, Any]:
    """Compute the right answers, and what likely mistakes come to."""
    lines = _pipeline(settings).split("\n")
    wrong = {name: (MISTAKES | FURTHER)[name][1] for name in settings["_mistakes"]}
    mended, planted, truth, n_level = _votes(settings["SEED"])
    right, before, n = mended == truth, planted == truth, len(truth)
    return {
        "names": settings["_mistakes"],
        "lines": {name: lines.index(f"    {line}") + 1 for name, line in wrong.items()},
        "n_level": n_level,
        "cost": list(paired_difference(right, before)),
        "unpaired": list(unpaired_difference(int(right.sum()), n, int(before.sum()), n)),
        "p": mcnemar(right, before),
    }


def write_data(settings: dict[str, Any], folder: Path) -> None:
    """Write the student's pipeline."""
    with open(folder / settings["PIPELINE"], "w", encoding="utf-8", newline="\n") as file:
        file.write(_pipeline(settings))


def _functions() -> dict[str, str]:
    """The sound functions' text, by name; the text before them under an empty one."""
    text = SOUND.read_text(encoding="utf-8")
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in nodes}


def _pipeline(settings: dict[str, Any]) -> str:
    """The student's pipeline, mistakes and all."""
    sound, functions = SOUND.read_text(encoding="utf-8"), _functions()
    parts = [sound.split("\n\n\ndef ")[0]]
    for name in settings["_order"]:
        right, wrong = (MISTAKES | FURTHER)[name] if name in settings["_mistakes"] else ("", "")
        parts.append(functions[name].replace(right, wrong) if right else functions[name])
    return "\n\n\n".join(parts) + "\n"


def _votes(seed: int) -> tuple[Labels, Labels, Labels, int]:
    """What ties settled by the mean and by the label name the student's tracks, the truth, and how many ties."""
    asked, drawn = read_comparison(), random.Random(seed)
    places = drawn.sample(range(200), drawn.randint(120, 180))
    probabilities = asked.cnn_probabilities[places][:, sorted(drawn.sample(range(39), N_WINDOWS))]
    counts = np.array([np.bincount(window_votes(windows), minlength=10) for windows in probabilities])
    n_level = int(np.sum(np.sum(counts == counts.max(axis=1, keepdims=True), axis=1) > 1))
    mended = np.array([majority_vote(windows) for windows in probabilities])
    return mended, counts.argmax(axis=1), asked.labels[places], n_level

"""What is asked of the whole experiment, and what comes out of it, as figures for the ledger (chapter 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from gtzan_course.dataset import GENRES, find_genres_dir
from gtzan_course.evaluation import Accuracy, accuracy
from gtzan_course.ledger import Figure, accuracy_figure, figure
from gtzan_course.recipes import PUBLISHED, REVISED, Recipe
from gtzan_course.reproduce.parts import SPLITS, Parts
from gtzan_course.runs import Run
from gtzan_course.verify import verify_gtzan

RECIPES = {"published": PUBLISHED, "revised": REVISED}
"""The recipes by name."""

DEMO_MARK = "settings.txt"
"""A file beside the genres that demo data alone has."""


@dataclass(frozen=True)
class Settings:
    """What is asked for.

    Attributes
    ----------
    recipe, split
        Their names.
    epochs
        How many epochs.
    seed
        Where the first weights, the order of the batches and the augmentation are drawn from; the split is
        always the same.

    Raises
    ------
    ValueError
        There is no such recipe or split, or a number is too low.
    """

    recipe: str
    split: str
    epochs: int
    seed: int

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        for name, value, known in (("recipe", self.recipe, tuple(RECIPES)), ("split", self.split, SPLITS)):
            if value not in known:
                raise ValueError(f"Expected the {name} {' or '.join(known)}, got {value!r}. Choose one of them.")
        if self.epochs < 1 or self.seed < 0:
            raise ValueError(
                f"Expected at least one epoch and a seed from 0, got {self.epochs} epochs and the seed {self.seed}. "
                "Give other numbers."
            )

    @property
    def name(self) -> str:
        """A name for folders and results."""
        return f"{self.recipe}_{self.split}_seed_{self.seed}".replace("-", "_")

    @property
    def command(self) -> str:
        """The command, whatever the folders are called."""
        return f"gtzan-course reproduce --data DIR {' '.join(f'--{k} {v}' for k, v in asdict(self).items())}"


@dataclass(frozen=True)
class Outcome:
    """What came out.

    Attributes
    ----------
    settings
        What was asked for.
    parts
        The tracks, without those that cannot be read.
    run
        The course of the training.
    predicted
        Each test track's label by vote.
    data
        What the tracks are, for the ledger.
    page
        Where the page lies.
    """

    settings: Settings
    parts: Parts
    run: Run
    predicted: Sequence[int]
    data: dict[str, str]
    page: Path

    @property
    def recipe(self) -> Recipe:
        """What was done."""
        return RECIPES[self.settings.recipe]

    @property
    def labels(self) -> list[int]:
        """Each test track's true label."""
        return [GENRES.index(track.genre) for track in self.parts.test]

    @cached_property
    def accuracy(self) -> Accuracy:
        """Share of the test tracks named rightly."""
        return accuracy(self.labels, self.predicted)

    def figures(self) -> list[Figure]:
        """Everything measured, for the ledger."""
        history, seconds = self.run.history, self.run.seconds
        return [
            accuracy_figure("test_accuracy", self.accuracy),
            figure("decided_by_test", len(self.recipe.decided_by_test), unit="decisions", n=1),
            figure("learning_rate_falls", self.run.n_falls, unit="falls", n=1),
            figure("epoch_time.mean", float(np.mean(seconds)), unit="s", n=len(seconds)),
            *(
                figure(f"{curve}.epoch_{epoch}", value, unit="nat", n=1)
                for curve in ("cross_entropy", "val_cross_entropy")
                for epoch, value in enumerate(history[curve], start=1)
            ),
        ]


def data_of(data_home: str | Path, parts: Parts) -> dict[str, str]:
    """Say what tracks are, as the ledger wants it.

    Parameters
    ----------
    data_home
        Where they were read.
    parts
        Those that are used.

    Returns
    -------
    dict
        ``tier`` (``demo``; ``gtzan`` if some tracks are as published; else ``none``), ``version`` and ``description``.
    """
    uses = ("to learn from", "to watch", "to test on")
    n = ", ".join(f"{len(part)} {use}" for part, use in zip(parts, uses, strict=True))
    mark = find_genres_dir(data_home) / DEMO_MARK
    if mark.is_file():
        version = dict(line.split(": ", 1) for line in mark.read_text(encoding="utf-8").splitlines())["version"]
        return {"tier": "demo", "version": version, "description": f"Demo data, version {version}: {n}."}
    report = verify_gtzan(data_home)
    used = {track.track_id for part in parts for track in part}
    version = f"{len(used & set(report.intact))} of {len(used)} tracks as published"
    real = used & {*report.intact, *report.not_checkable}
    name = "GTZAN" if real else "Tracks that are neither GTZAN's nor demo data"
    return {"tier": "gtzan" if real else "none", "version": version, "description": f"{name}, {version}: {n}."}

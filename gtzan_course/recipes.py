"""The published recipe and the revised one, as data (chapter 12); ``runs`` runs both.

The published recipe is that of Guimaraes's write-up and its notebook ``1.1-custom_cnn_2d`` (gtzan.keras), slips
included. The revised one mends them and changes nothing else: the network, Adam at 0.001, the penalty on the weights,
flips and holes, and the rule by which the learning rate falls are the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from gtzan_course.cache import Scale
from gtzan_course.spectrograms import FLOOR_DB


@dataclass(frozen=True)
class Recipe:
    """How to train a network and let its windows vote.

    Attributes
    ----------
    scale
        What the network sees: power as it comes, or dB under each window's maximum.
    hole
        What is written into cut-out bands and frames: the number -80, which is silence in dB alone, or silence.
    batches
        What is shuffled: windows, or whole batches of neighbours (Keras did this by itself), so that one of 64
        holds one to three tracks.
    batch_size
        Windows in a batch.
    epochs_per_pass
        In how many epochs all windows come once; after 2, an epoch is half a pass.
    augment_validation
        Whether the watched windows are flipped and cut as well.
    watched
        Whose loss drives the learning rate. A validation part is taken out of what is learnt from.
    kept
        Which weights predict: the last epoch's, or those with the lowest watched cross-entropy.
    ties
        Which of the genres with most votes wins: that with the lowest label, or with the highest mean probability.
    """

    scale: Scale
    hole: Literal["-80", "silence"]
    batches: Literal["neighbours", "shuffled"]
    batch_size: int
    epochs_per_pass: int
    augment_validation: bool
    watched: Literal["test", "validation"]
    kept: Literal["last", "best"]
    ties: Literal["lowest", "mean"]

    @property
    def hole_value(self) -> float:
        """The number that is written into holes, in the unit of the windows."""
        return FLOOR_DB if self.hole == "-80" or self.scale == "log_mel" else 0.0

    @property
    def decided_by_test(self) -> tuple[str, ...]:
        """What the test set has a say in before it tests; nothing, in a fair experiment."""
        if self.watched != "test":
            return ()
        return ("learning rate", "epoch") if self.kept == "best" else ("learning rate",)

    @property
    def training_id(self) -> str:
        """A name that two recipes share if they train alike, whatever they keep and however they count votes."""
        parts = (self.scale, f"hole{self.hole_value:.0f}", self.batches, f"{self.batch_size}x{self.epochs_per_pass}")
        return "-".join((*parts, "augmented" if self.augment_validation else "plain", self.watched))


PUBLISHED = Recipe(
    scale="mel_power",
    hole="-80",
    batches="neighbours",
    batch_size=64,
    epochs_per_pass=2,
    augment_validation=True,
    watched="test",
    kept="last",
    ties="lowest",
)
"""What the notebook does. Only half of the test windows were watched there, always the same, and holes in time never
reached the last of the 129 frames; neither is copied."""

REVISED = Recipe(
    scale="log_mel",
    hole="silence",
    batches="shuffled",
    batch_size=128,
    epochs_per_pass=1,
    augment_validation=False,
    watched="validation",
    kept="best",
    ties="mean",
)
"""What it should do, and partly says that it does."""


@dataclass(frozen=True)
class Step:
    """One change from the published recipe towards the revised one.

    Attributes
    ----------
    name
        Its name in the results.
    fields
        The recipe's fields that it changes.
    line, source
        The line of the published code that it is about, and where that stands: a key of the bibliography,
        ``guimaraes`` for the write-up or ``guimaraes_code`` for its notebook.
    published, revised
        What the published recipe does, and what the revised one does instead, in plain words.
    """

    name: str
    fields: tuple[str, ...]
    line: str
    source: Literal["guimaraes", "guimaraes_code"]
    published: str
    revised: str


STEPS = (
    Step(
        "decibels",
        ("scale",),
        "# np.array([librosa.power_to_db(s, ref=np.max) for s in list(tsongs)])",
        "guimaraes_code",
        "The comment above it says log-scale, but the line is commented out: the network sees power.",
        "Decibels under each window's maximum, mapped to -0.5 to 0.5.",
    ),
    Step(
        "silent_holes",
        ("hole",),
        "signal[lines, :, :] = -80 # dB",
        "guimaraes",
        "A power of -80, which no sound has, where silence is meant.",
        "Silence: a power of 0, or -80 dB.",
    ),
    Step(
        "shuffled_windows",
        ("batches",),
        "np.random.shuffle(self.indexes)",
        "guimaraes_code",
        "The shuffled indexes are never used: a batch of 64 neighbours holds two or three tracks, always the same.",
        "Every batch holds windows from anywhere, drawn anew each pass.",
    ),
    Step(
        "whole_epochs",
        ("batch_size", "epochs_per_pass"),
        "batch_size = 128",
        "guimaraes",
        "The generator keeps to its own 64, and the number of steps is worked out with 128: half a pass an epoch.",
        "Batches of 128, a whole pass an epoch: as many steps, twice as many windows.",
    ),
    Step(
        "plain_validation",
        ("augment_validation",),
        "validation_generator = GTZANGenerator(X_test, y_test)",
        "guimaraes_code",
        "Without is_test=True it flips and cuts what it measures on.",
        "The watched windows stay as they are.",
    ),
    Step(
        "own_validation",
        ("watched",),
        "validation_generator = GTZANGenerator(X_test, y_test)",
        "guimaraes_code",
        "The loss that lowers the learning rate is the test set's.",
        "A validation part's, which is then missing from what is learnt from.",
    ),
    Step(
        "best_epoch",
        ("kept",),
        "callbacks=[reduceLROnPlat]",
        "guimaraes_code",
        "Nothing keeps weights: the last epoch's predict, however it ended.",
        "The weights of the epoch with the lowest watched cross-entropy.",
    ),
    Step(
        "mean_ties",
        ("ties",),
        "ind = np.argmax(counts)",
        "guimaraes",
        "Of the genres with most votes, the one that was numbered first.",
        "The one with the highest mean probability.",
    ),
)
"""The slips, in the order in which a track meets them."""


def steps() -> dict[str, Recipe]:
    """Take each step alone, from the published recipe.

    Returns
    -------
    dict
        The published recipe with one change, by the step's name. ``best_epoch`` alone lets the test set choose
        the epoch, as it is all that is watched.
    """
    return {step.name: _changed(PUBLISHED, REVISED, step) for step in STEPS}


def steps_back() -> dict[str, Recipe]:
    """Take each step back alone, from the revised recipe.

    Returns
    -------
    dict
        The revised recipe with one slip, by the step's name.
    """
    return {step.name: _changed(REVISED, PUBLISHED, step) for step in STEPS}


def _changed(recipe: Recipe, towards: Recipe, step: Step) -> Recipe:
    return replace(recipe, **{name: getattr(towards, name) for name in step.fields})

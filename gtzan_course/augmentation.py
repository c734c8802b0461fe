"""Change windows a little each time the network sees them, one small Keras layer per transform (chapter 04).

The layers act while training only: at validation and prediction they hand their input on. What
they do is drawn anew for every window in every batch, from the seed that they are given.
"""

from __future__ import annotations

from typing import Any

from gtzan_course.backend import keras
from gtzan_course.spectrograms import FLOOR_DB

ops = keras.ops


@keras.saving.register_keras_serializable("gtzan_course")
class TimeFlip(keras.layers.Layer):  # type: ignore[misc]
    """Play a window backwards: reverse its frames, for each window with a given probability.

    Takes and returns log-mel windows, float32 of shape (n, n_mels, n_frames, 1).

    Parameters
    ----------
    rate
        Probability that a window is flipped, from 0 to 1.
    seed
        Where the drawing starts.

    References
    ----------
    Guimaraes's write-up calls it horizontal flip, as in image processing.
    """

    def __init__(self, rate: float = 0.5, *, seed: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rate, self.seed = _checked_rate(rate), seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, windows: Any, training: bool = False) -> Any:
        """Flip some of the windows while training, none otherwise."""
        if not training:
            return windows
        flipped = keras.random.uniform((ops.shape(windows)[0], 1, 1, 1), seed=self.random) < self.rate
        return ops.where(flipped, ops.flip(windows, axis=2), windows)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that rebuild the layer."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}


@keras.saving.register_keras_serializable("gtzan_course")
class Cutout(keras.layers.Layer):  # type: ignore[misc]
    """Silence a few mel bands and a few frames, for each window with a given probability.

    Takes and returns log-mel windows, float32 of shape (n, n_mels, n_frames, 1), in dB. The same
    band or frame may be drawn twice, as in the write-up.

    Parameters
    ----------
    rate
        Probability that a window is cut, from 0 to 1.
    n_bands, n_frames
        How many bands and frames are drawn.
    hole
        What is written into them: silence, in the unit of the windows.
    seed
        Where the drawing starts.

    References
    ----------
    DeVries and Taylor (2017) cut squares out of pictures; Park et al. (2019) mask whole bands and
    stretches of time, as here. Guimaraes's write-up draws three bands and four frames.
    """

    def __init__(
        self,
        rate: float = 0.5,
        *,
        n_bands: int = 3,
        n_frames: int = 4,
        hole: float = FLOOR_DB,
        seed: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.rate, self.n_bands, self.n_frames, self.seed = _checked_rate(rate), n_bands, n_frames, seed
        self.hole = hole
        self.random = keras.random.SeedGenerator(seed)

    def call(self, windows: Any, training: bool = False) -> Any:
        """Silence bands and frames of some of the windows while training, none otherwise."""
        if not training:
            return windows
        n, n_mels, n_frames, _ = ops.shape(windows)
        bands = ops.reshape(self._drawn(n, n_mels, self.n_bands), (n, n_mels, 1, 1))
        frames = ops.reshape(self._drawn(n, n_frames, self.n_frames), (n, 1, n_frames, 1))
        cut = keras.random.uniform((n, 1, 1, 1), seed=self.random) < self.rate
        return ops.where(ops.logical_and(cut, ops.logical_or(bands, frames)), self.hole, windows)

    def _drawn(self, n: Any, length: int, count: int) -> Any:
        """For each of n windows, which of ``length`` places are among ``count`` drawn."""
        places = keras.random.randint((n, count, 1), 0, length, seed=self.random)
        return ops.any(places == ops.arange(length)[None, None], axis=1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that rebuild the layer."""
        names = ("rate", "n_bands", "n_frames", "hole", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


def augmentation_layers(*, seed: int, hole: float = FLOOR_DB) -> list[keras.layers.Layer]:
    """Make the layers through which windows go on their way to a network that learns.

    Parameters
    ----------
    seed
        Where the drawing starts.
    hole
        What is written into cut-out bands and frames: silence, in the unit of the windows.

    Returns
    -------
    list of keras.layers.Layer
        `TimeFlip` and `Cutout`, each acting on one window of two.
    """
    return [TimeFlip(seed=seed), Cutout(seed=seed + 1, hole=hole)]


def _checked_rate(rate: float) -> float:
    if not 0 <= rate <= 1:
        raise ValueError(f"Expected a rate between 0 and 1. Received: rate={rate}")
    return rate

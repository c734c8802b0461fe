"""One track's way from waveform to vote, alive on a page without a kernel (chapter 07 and the journey's own page).

All that the page shows is computed here, by the functions that the chapters use: each window's probabilities and vote,
and who leads after it. ``journey.js`` chooses what of it is shown at the moment that is heard, and counts votes; a test
compares its counts with Python's. Without scripts there remain a picture, a plain player and a table of each track.

A window votes as soon as it has been heard whole: after ``n`` samples `windows.count_windows` says how many have.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.dataset import GENRES
from gtzan_course.spectrograms import FLOOR_DB, HOP_LENGTH, log_mel
from gtzan_course.voting import majority_vote, window_votes
from gtzan_course.windows import WINDOW_HOP, count_windows

if TYPE_CHECKING:
    from IPython.display import HTML

PEAKS_PER_HOP = 10
PICTURE_SIZE = (1200, 192)


@dataclass(frozen=True, eq=False)
class Story:
    """A track, and what the network says of each of its windows.

    Attributes
    ----------
    track_id
        Its name, as ``blues.00004``.
    genre
        Its true genre.
    y : ndarray of shape (n_samples,), float32
        Its waveform, mono, at 22,050 Hz.
    probabilities : ndarray of shape (n_windows, 10), float32
        What the network gives each genre in each window of ``y``.
    told
        What there is to hear, and why the vote goes as it does: shown when all windows have voted.

    Raises
    ------
    ValueError
        The genre is none of the ten, or there is not one row of ten probabilities for each window.
    """

    track_id: str
    genre: str
    y: npt.NDArray[np.float32]
    probabilities: npt.NDArray[np.float32]
    told: str

    def __post_init__(self) -> None:
        """Refuse what does not belong together."""
        expected = (count_windows(len(self.y)), len(GENRES))
        if self.genre not in GENRES or np.shape(self.probabilities) != expected:
            raise ValueError(
                f"Expected one of the ten genres and probabilities of shape {expected} for {len(self.y):,} samples, "
                f"got {self.genre!r} and shape {np.shape(self.probabilities)} for {self.track_id}."
            )

    @cached_property
    def votes(self) -> list[int]:
        """Each window's vote, as a label."""
        return [int(vote) for vote in window_votes(self.probabilities)]

    @cached_property
    def leaders(self) -> list[int]:
        """Who leads after each window: what `voting.majority_vote` says of the windows so far."""
        return [majority_vote(self.probabilities[: n + 1]) for n in range(len(self.votes))]

    @cached_property
    def heard(self) -> npt.NDArray[np.float32]:
        """The samples that some window holds, in whole hops."""
        return self.y[: (len(self.votes) + 1) * WINDOW_HOP]

    def peaks(self) -> list[int]:
        """The waveform's outline: the highest of each tenth of a hop, in percent of the track's highest."""
        highest = np.abs(self.heard).reshape(-1, WINDOW_HOP // PEAKS_PER_HOP).max(axis=1)
        return [round(100 * float(peak) / max(float(highest.max()), 1e-9)) for peak in highest]

    def picture(self) -> bytes:
        """Draw the whole track's mel spectrogram as WebP, without axes, on one scale of 80 dB."""
        from matplotlib import colormaps
        from PIL import Image

        decibels = log_mel(self.heard[np.newaxis])[0, :, : len(self.heard) // HOP_LENGTH]
        colours = colormaps["magma"](1 - decibels[::-1] / FLOOR_DB, bytes=True)[..., :3]
        buffer = io.BytesIO()
        picture = Image.fromarray(colours).resize(PICTURE_SIZE, Image.Resampling.BICUBIC)
        picture.save(buffer, "WEBP", quality=80, method=6)
        return buffer.getvalue()


def show(stories: Sequence[Story], *, compact: bool = False) -> HTML:
    """Show tracks on their way from waveform to vote.

    Parameters
    ----------
    stories
        The tracks to choose among; the first is shown.
    compact
        Leave out each window's probabilities and the genres without a vote, and begin where all have voted.

    Returns
    -------
    IPython.display.HTML
        All that it needs: style, script, numbers, pictures and sounds.

    Raises
    ------
    ValueError
        There is no story.
    """
    from IPython.display import HTML

    from gtzan_course.journey.page import write

    return HTML(write(stories, compact=compact))  # type: ignore[no-untyped-call]

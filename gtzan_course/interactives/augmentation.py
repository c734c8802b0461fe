"""What the reader moves in chapter 04: flip and cutout of a window, seen and heard again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.players import Card
from gtzan_course.resynthesis import resynthesise
from gtzan_course.spectrograms import FLOOR_DB, decibels, mel_power

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Picture = npt.NDArray[np.float32]
Wave = npt.NDArray[np.floating]

FLIPS = {"forwards": False, "backwards": True}
HOLES = {"none": (0, 0), "3 + 4": (3, 4), "6 + 8": (6, 8), "12 + 16": (12, 16)}
"""Bands and frames cut; the second pair is the write-up's."""

CARDS = (
    ("as it is", "forwards", "none"),
    ("flipped", "backwards", "none"),
    ("cut", "forwards", "3 + 4"),
    ("flipped and cut", "backwards", "3 + 4"),
)

SEED = 5
"""Where the drawing of bands and frames starts, when no slider says it."""

WIDTHS = (3, 9, 27)
SEEDS = (1, 2, 3)


@dataclass(frozen=True, eq=False)
class _Window:
    """A window's picture, and what its decibels and its length do not lose: its loudest power and its samples."""

    picture: Picture
    loudest: float
    n_samples: int

    def heard(self, picture: Picture) -> npt.NDArray[np.float32]:
        """Make a picture sound, at the window's level, once."""
        return _heard(picture.tobytes(), picture.shape, self.loudest, self.n_samples)


def _window(y: Wave) -> _Window:
    power = mel_power(np.asarray(y, np.float32)[None])
    return _Window(decibels(power)[0], float(power.max()), len(y))


@cache
def _heard(cells: bytes, shape: tuple[int, int], loudest: float, n_samples: int) -> npt.NDArray[np.float32]:
    """Keep the sound: a second of work, for a picture that the reader comes back to."""
    picture = np.frombuffer(cells, np.float32).reshape(shape)
    return resynthesise(picture, n_samples=n_samples, loudest=loudest)


def flip_and_cutout(y: Wave) -> Interactive:
    """Show and play what time flip and cutout make of a window.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The window.

    Returns
    -------
    Interactive
        Sliders ``time`` and ``holes``; the layers `augmentation.TimeFlip` and `augmentation.Cutout` are asked once.
    """
    window = _window(y)
    pictures = {(time, holes): _changed(window.picture, time, holes) for time in FLIPS for holes in HOLES}

    def draw(*, time: str, holes: str) -> Frame:
        picture = pictures[time, holes]
        return Frame(
            _figure(picture, f"{time}, holes: {holes}", 5.6, 3),
            f"The window's mel spectrogram {time}, {_told(window.picture, picture, time)}.",
            window.heard(picture),
            f"Made from this picture: the window {time}, {_told(window.picture, picture, time)}.",
        )

    return Interactive(
        "Flip and cutout, seen and heard",
        draw,
        (Slider("time", "time", tuple(FLIPS)), Slider("holes", "holes (bands + frames)", tuple(HOLES), 1)),
    )


def _changed(picture: Picture, time: str, holes: str) -> Picture:
    """Let the course's layers change a picture, always."""
    from gtzan_course.augmentation import Cutout, TimeFlip

    n_bands, n_frames = HOLES[holes]
    flip = TimeFlip(float(FLIPS[time]), seed=SEED)
    cutout = Cutout(1.0, n_bands=n_bands, n_frames=n_frames, seed=SEED)
    return np.array(cutout(flip(picture[None, :, :, None], training=True), training=True), np.float32)[0, :, :, 0]


def _told(before: Picture, after: Picture, time: str = "forwards") -> str:
    """Say in words what has been cut."""
    cut = (after == FLOOR_DB) & ((before[:, ::-1] if FLIPS[time] else before) > FLOOR_DB)
    bands, frames = np.flatnonzero((after == FLOOR_DB).all(axis=1)), np.flatnonzero((after == FLOOR_DB).all(axis=0))
    if not len(bands) and not len(frames):
        return "with nothing cut"
    return f"with {len(bands)} bands and {len(frames)} frames at -80 dB, {cut.mean():.1%} of the cells"


def _figure(picture: Picture, title: str, width: float, height: float) -> Figure:
    figure = plots.figure(width, height)
    plots.mel_spectrogram(figure.subplots(), picture).set(title=title)
    return figure


def before_and_after(y: Wave) -> tuple[Card, ...]:
    """Give a window before and after flip and cutout, each with its picture and as that picture sounds.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The window.

    Returns
    -------
    tuple of players.Card
        As it is, flipped, cut, and both.
    """
    window = _window(y)
    cards = []
    for title, time, holes in CARDS:
        picture = _changed(window.picture, time, holes)
        told = _told(window.picture, picture, time)
        seen = f"The window's mel spectrogram {time}, {told}."
        heard = f"Made from the picture: {time}, {told}."
        cards.append(Card(title, window.heard(picture), heard, _figure(picture, "", 4.2, 2.6), seen))
    return tuple(cards)


def wide_holes(y: Wave) -> Interactive:
    """Show and play wider holes: neighbouring bands in one piece, and neighbouring frames in another.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The window.

    Returns
    -------
    Interactive
        Sliders ``width``, of both pieces, and ``seed``, which decides where they lie.
    """
    window = _window(y)

    def draw(*, width: int, seed: int) -> Frame:
        picture = _cut_pieces(window.picture, width, seed)
        told = f"{_told(window.picture, picture)}, each in one piece"
        return Frame(
            _figure(picture, f"holes {width} wide, seed {seed}", 5.6, 3),
            f"The window's mel spectrogram {told}, at the places that seed {seed} draws.",
            window.heard(picture),
            f"Made from this picture: the window {told}.",
        )

    return Interactive(
        "Wider holes, in other places",
        draw,
        (Slider("width", "width (bands, frames)", WIDTHS, 2), Slider("seed", "seed", SEEDS)),
    )


def _cut_pieces(picture: Picture, width: int, seed: int) -> Picture:
    rng = np.random.default_rng(seed)
    band, frame = (int(rng.integers(side - width + 1)) for side in picture.shape)
    cut = picture.copy()
    cut[band : band + width, :] = FLOOR_DB
    cut[:, frame : frame + width] = FLOOR_DB
    return cut

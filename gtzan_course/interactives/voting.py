"""Chapter 07: what a player in the band does to the vote, found by leaving it out."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES, TRACK_SAMPLES
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.spectrograms import log_mel
from gtzan_course.voting import majority_vote, vote_shares, window_votes
from gtzan_course.windows import slice_windows, window_starts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gtzan_course.demo import Score

HEARD_SECONDS = 10


def band(score: Score) -> list[str]:
    """Name the players of a demo track by their instruments.

    Parameters
    ----------
    score
        From `demo.compose`.

    Returns
    -------
    list of str
        Drums first, if there are any; an instrument that plays two parts is named once.
    """
    from gtzan_course.demo.parts import players

    return list(players(score))


def without(score: Score, player: str) -> npt.NDArray[np.float32]:
    """Play a demo track once more, with one player silent.

    Parameters
    ----------
    score
        From `demo.compose`.
    player
        One of `band`, or ``nobody``.

    Returns
    -------
    ndarray of shape (660_000,), float32
        A mono waveform at 22,050 Hz.

    Raises
    ------
    ValueError
        There is no such player.
    """
    from gtzan_course.demo import render
    from gtzan_course.demo.parts import players

    parts = {"nobody": [], **players(score)}
    if player not in parts:
        raise ValueError(f"Expected nobody or one of {', '.join(band(score))}, got {player!r}.")
    midi = copy.copy(score.midi)
    midi.instruments = [part for part in midi.instruments if part.name not in parts[player]]
    return render(replace(score, midi=midi))[:TRACK_SAMPLES]


def silenced(score: Score, model: Any) -> Interactive:
    """Let one player at a time fall silent, and the windows vote again.

    Parameters
    ----------
    score
        A demo track, from `demo.compose`.
    model
        A trained network, from `model.load_model`.

    Returns
    -------
    Interactive
        A slider over the band.
    """
    slider = Slider("silent", "silent", ("nobody", *band(score)))
    return Interactive("The vote without one of the players", lambda silent: _vote(score, model, silent), (slider,))


def votes_and_shares(probabilities: npt.NDArray[np.float32]) -> Figure:
    """Draw the votes in time, and the share of each genre beside them.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, 10)
        What a network gives each genre in each window.

    Returns
    -------
    Figure
        Drawn in the style that is set.
    """
    figure = plots.figure(8, 3.2)
    left, right = figure.subplots(1, 2, width_ratios=(3, 1))
    starts = window_starts(len(probabilities))
    plots.window_votes(left, [GENRES[vote] for vote in window_votes(probabilities)], list(starts))
    plots.shares(right, dict(zip(GENRES, vote_shares(probabilities).tolist(), strict=True)))
    right.set_yticklabels([])
    return figure


def _vote(score: Score, model: Any, silent: str) -> Frame:
    from gtzan_course.training import predict_windows

    y = without(score, silent)
    probabilities = predict_windows(model, log_mel(slice_windows(y)))
    counts = np.bincount(window_votes(probabilities), minlength=len(GENRES))
    winner = GENRES[majority_vote(probabilities)]
    said = ", ".join(f"{GENRES[i]} {counts[i]}" for i in np.argsort(-counts, kind="stable") if counts[i])
    who = "With the whole band" if silent == "nobody" else f"Without the {silent}"
    return Frame(
        votes_and_shares(probabilities),
        alt=f"{who} the 39 windows vote: {said}. The track is called {winner}; it is {score.genre}.",
        sound=y[: HEARD_SECONDS * SAMPLE_RATE],
        heard=f"{who}, the first {HEARD_SECONDS} s; the vote says {winner}",
    )

"""Name the genre of a track: a path in, a genre out, with its votes in time.

The file is decoded, cut, transformed and judged block by block, so that memory does not grow with its length.
Keras is imported when the first window is there to be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gtzan_course.doubts import doubts, window_movement
from gtzan_course.hearing import COURSE, Hearing
from gtzan_course.listeners import Listener, load_listener
from gtzan_course.streaming import check_audio_file, stream_windows
from gtzan_course.voting import majority_vote, vote_shares, window_votes

TIME_LINE_COLUMNS = 60
BAR_COLUMNS = 30


@dataclass(frozen=True, eq=False)
class Classification:
    """What a model hears in a track; ``print`` it to read it.

    Attributes
    ----------
    genre
        The genre with most votes.
    shares
        Each genre's share of the votes, from 0 to 1, the highest first.
    window_starts : ndarray of shape (n_windows,), float64
        When each window begins, in seconds.
    window_genres
        Each window's vote, in time.
    probabilities : ndarray of shape (n_windows, n_genres), float32
        What the model gives each genre in each window.
    genres
        The genres in the order of ``probabilities``' columns.
    learnt_from
        Which data the model has learnt from, in its own words.
    doubts
        Why the genre may be wrong: `doubts.doubts`; none when the model is sure and the sound is like music.
    hearing
        How the model had its sound: sample rate and windows.
    """

    genre: str
    shares: dict[str, float]
    window_starts: npt.NDArray[np.float64]
    window_genres: list[str]
    probabilities: npt.NDArray[np.float32]
    genres: tuple[str, ...]
    learnt_from: str
    doubts: tuple[str, ...] = ()
    hearing: Hearing = COURSE

    def __str__(self) -> str:
        parts = [
            f"Genre: {self.genre}",
            *([f"Not sure: {'; '.join(self.doubts)}."] if self.doubts else []),
            f"Votes of {len(self.window_genres):,} window(s):\n{self._bars()}",
            self._time_line(),
            f"The model has learnt from: {self.learnt_from}",
        ]
        return "\n\n".join(parts)

    def _bars(self) -> str:
        """One line a genre that has votes."""
        return "\n".join(
            f"  {self._padded(genre)} {share:6.1%}  {'#' * max(1, round(BAR_COLUMNS * share))}"
            for genre, share in self.shares.items()
            if share > 0
        )

    def _time_line(self) -> str:
        """One row a genre, one column a window, or several where there are too many.

        A column belongs to the genre with most votes in it; among equals, to that with more in the track.
        """
        size = -(-len(self.window_genres) // TIME_LINE_COLUMNS)
        bins = [self.window_genres[start : start + size] for start in range(0, len(self.window_genres), size)]
        winners = [max(self.shares, key=votes.count) for votes in bins]
        rows = [
            f"  {self._padded(genre)} {''.join('#' if winner == genre else '.' for winner in winners)}"
            for genre in self.shares
            if genre in winners
        ]
        seconds = size * self.hearing.window_hop / self.hearing.sample_rate
        column = "each column a window" if size == 1 else f"each column the majority of {size} windows"
        end = self.window_starts[-1] + self.hearing.window_length / self.hearing.sample_rate
        title = f"Time line, 0:00 to {round(end) // 60}:{round(end) % 60:02d}, {column}, {seconds:.3g} s apart:"
        return "\n".join([title, *rows])

    def _padded(self, genre: str) -> str:
        return genre.ljust(max(map(len, self.genres)))


def classify(path: str | Path, *, model: str | Path | None = None) -> Classification:
    """Name the genre of an audio file by its windows' majority vote.

    All whole windows of the file vote, as many as fit. So a GTZAN track may have 40 of them, where the rest of
    the course uses its first 660,000 samples and has 39.

    Parameters
    ----------
    path
        An audio file in a format that soundfile decodes (WAV, AU, AIFF, FLAC, OGG, MP3), from 1.5 s on, at 8 to
        192 kHz, with one to eight channels.
    model
        A model saved by `model.save_model`, by its path (``.npz``), or one that comes with the course, by its
        name: ``cnn``, the course's network, or ``pretrained``, a head on musicnn, whose weights you install. None
        takes the course's. It is read once for as long as its file stays the same.

    Returns
    -------
    Classification
        The genre, the shares of the votes, the windows' votes in time, and the reasons to doubt them.

    Raises
    ------
    FileNotFoundError
        There is no such audio file or model, or musicnn's weights are missing.
    ValueError
        The file is a folder, is empty, is no audio, is shorter than one window (33,000 samples at 22,050 Hz; 47,872
        at 16,000 Hz for ``pretrained``),
        silent (below -80 dB of full scale throughout), holds NaN or infinity, or has a sample rate or number of
        channels out of range; or the model's file is no model.

    Warns
    -----
    UserWarning
        The file's sample rate is below the model's, 22,050 or 16,000 Hz, so it misses what lies above half of it.
    """
    path, model_path = Path(path), find_model(model)
    listener = _loaded(model_path, model_path.stat().st_mtime_ns)
    hearing, genres = listener.hearing, listener.genres
    check_audio_file(path, hearing=hearing)
    judged = [_judged(listener, windows) for windows in stream_windows(path, hearing=hearing)]
    probabilities, movement = map(np.concatenate, zip(*judged, strict=True))
    share_of = dict(zip(genres, vote_shares(probabilities).tolist(), strict=True))
    winner = genres[majority_vote(probabilities)]
    return Classification(
        genre=winner,
        shares=dict(sorted(share_of.items(), key=lambda item: (-item[1], item[0] != winner))),
        window_starts=_starts(len(probabilities), hearing),
        window_genres=[genres[vote] for vote in window_votes(probabilities)],
        probabilities=probabilities,
        genres=genres,
        learnt_from=listener.learnt_from,
        doubts=doubts(probabilities, movement, rules=listener.rules),
        hearing=hearing,
    )


def shipped_model_path(name: str = "cnn") -> Path:
    """Say where a model that comes with the course lies.

    Parameters
    ----------
    name
        The model's name.

    Returns
    -------
    Path
        Its ``.npz`` file.

    Examples
    --------
    >>> shipped_model_path().name
    'cnn.npz'
    """
    return Path(__file__).parent / "models" / f"{name}.npz"


def find_model(model: str | Path | None = None) -> Path:
    """Find a model's file.

    Parameters
    ----------
    model
        Its path, or the name of one that comes with the course; None for the course's.

    Returns
    -------
    Path
        The ``.npz`` file, absolute.

    Raises
    ------
    FileNotFoundError
        There is no such model.
    """
    if model is None or (isinstance(model, str) and Path(model).name == model and not model.endswith(".npz")):
        path = shipped_model_path(model or "cnn")
    else:
        path = Path(model)
    if not path.is_file():
        names = ", ".join(sorted(known.stem for known in shipped_model_path().parent.glob("*.npz"))) or "none"
        raise FileNotFoundError(
            f"Expected a saved model (.npz), found none at {path}. "
            f"Check the path, or name one that comes with the course ({names})."
        )
    return path.resolve()


@lru_cache(maxsize=4)
def _loaded(model_path: Path, mtime_ns: int) -> Listener:
    """A model, read anew only when its file has changed."""
    return load_listener(model_path)


def _judged(
    listener: Listener, windows: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """What the model gives each genre in each window, and how much each window moves."""
    heard, still = listener.hear(windows), listener.rules["still"]
    return heard.probabilities, window_movement(heard.pictures, edge=still["edge"], moment=still["moment"])


def _starts(n_windows: int, hearing: Hearing) -> npt.NDArray[np.float64]:
    """When each window begins, in seconds; the first at 0, for its lead is not part of the track."""
    return np.maximum(np.arange(n_windows) * hearing.window_hop - hearing.lead, 0) / hearing.sample_rate

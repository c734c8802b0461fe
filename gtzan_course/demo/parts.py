"""Say where in a demo track each of its players sounds: what only music that is composed can tell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gtzan_course.demo.scores import Score
from gtzan_course.demo.studio import Wave, master, mix_stems, stem
from gtzan_course.spectrograms import mel_power
from gtzan_course.windows import slice_windows


def players(score: Score) -> dict[str, list[str]]:
    """Name the players of a track by their instruments.

    Parameters
    ----------
    score
        From `demo.compose`.

    Returns
    -------
    dict from str to list of str
        Each player's parts, drums first if there are any. An instrument that plays two parts is one player.
    """
    parts = sorted((part.name for part in score.midi.instruments), key=lambda part: part != "drums")
    found: dict[str, list[str]] = {}
    for part in parts:
        found.setdefault(score.mix.sounds.get(part, part), []).append(part)
    return found


class Tape:
    """A track's parts, each recorded once, to be mixed with or without any player.

    Parameters
    ----------
    score
        From `demo.compose`.
    n_samples
        Length; 660,000 samples give 39 windows.
    """

    def __init__(self, score: Score, *, n_samples: int = 660_000) -> None:
        self.score = score
        self.players = players(score)
        self._stems = {part.name: stem(score, part, n_samples) for part in score.midi.instruments}

    def without(self, player: str | None = None) -> Wave:
        """Mix and master all players but one.

        Parameters
        ----------
        player
            Who is silent; None for nobody.

        Returns
        -------
        ndarray of shape (n_samples,), float32
            A mono waveform at 22,050 Hz.
        """
        silent = self.players[player] if player else []
        kept = {part: y for part, y in self._stems.items() if part not in silent}
        return master(mix_stems(self.score, kept), self.score.mix)

    def power_shares(self) -> dict[str, npt.NDArray[np.float32]]:
        """Measure how much of each cell's power each player makes.

        Each is heard alone, at the level and in the room of the mix, before the master; what the players' waves add
        to or take from each other is left out.

        Returns
        -------
        dict from str to ndarray of shape (n_windows, 128, 129), float32
            For each player a share from 0 to 1; they sum to 1 wherever anybody sounds.
        """
        power = {player: mel_power(slice_windows(self._alone(parts))) for player, parts in self.players.items()}
        whole = np.maximum(np.sum(list(power.values()), axis=0), np.float32(1e-12))
        return {player: np.asarray(own / whole, dtype=np.float32) for player, own in power.items()}

    def _alone(self, parts: list[str]) -> Wave:
        return mix_stems(self.score, {part: self._stems[part] for part in parts}).astype(np.float32)

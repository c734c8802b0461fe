"""Does occlusion find the instrument that decides? Asked of demo tracks, which can be played without it (chapter 13).

The instrument that decides is the player without whom the winning genre's probability falls most. Found it is when
the map rises with its share of the power, over all patches, more than with any other player's. How to cover a patch was
chosen on some artists and measured once more on others; the model has met neither. Run it by ``make results``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.demo import DEMO_VERSION, Score, compose
from gtzan_course.demo.parts import Tape
from gtzan_course.evaluation import accuracy
from gtzan_course.ledger import Figure, accuracy_figure, figure, write_result
from gtzan_course.model import load_model
from gtzan_course.occlusion import COVERS, occlusion_map, tie
from gtzan_course.spectrograms import log_mel
from gtzan_course.training import predict_windows
from gtzan_course.voting import majority_vote, window_votes
from gtzan_course.windows import slice_windows

ROOT = Path(__file__).parents[1]
DATA_SEED = 2024
ARTISTS = {"chosen": range(60, 65), "fresh": range(70, 75)}
"""On whose tracks the cover was chosen, and on whose it was measured once more: one track an artist and genre."""

WINDOWS, FEWEST = 8, 4
"""Windows of the winning genre that are looked at, spread over the track, and how many there must be."""

CLEAR, AHEAD = 0.15, 0.05
"""The fall of probability from which a player decides, and how far it must lie ahead of the next player's."""

WAYS: dict[str, dict[str, Any]] = {cover: {"cover": cover} for cover in COVERS} | {
    "whole_bands": {"columns": 1},
    "whole_moments": {"rows": 1},
}


class Decided(NamedTuple):
    """A track with one player that decides: its name, how many there are, and whom each way of covering finds."""

    player: str
    n_players: int
    found: dict[str, str]


def main() -> None:
    """Look at every track, and log how often each way of covering finds the player that decides."""
    model, _ = load_model(shipped_model_path())
    figures: list[Figure] = []
    for name, artists in ARTISTS.items():
        decided = list(tracks_with_a_decider(model, artists))
        figures.append(figure(f"{name}.tracks", len(decided), unit="tracks", n=len(GENRES) * len(artists)))
        chance = float(np.mean([1 / track.n_players for track in decided]))
        figures.append(figure(f"{name}.chance", chance, unit="share", n=len(decided)))
        for way in WAYS:
            right = np.array([track.found[way] == track.player for track in decided], dtype=int)
            figures.append(accuracy_figure(f"{name}.{way}.found", accuracy(np.ones_like(right), right)))
    write_result(
        ROOT / "results" / "occlusion.json",
        command="make results",
        data={
            "tier": "demo",
            "version": DEMO_VERSION,
            "description": "Two times fifty demo tracks by artists whom the shipped model has not met; counted are "
            "those of which one player decides the genre.",
        },
        seeds=[DATA_SEED],
        figures=figures,
    )


def tracks_with_a_decider(model: Any, artists: range) -> Iterator[Decided]:
    """The tracks of some artists of every genre in which one player is clearly ahead of the others."""
    for genre in GENRES:
        for artist in artists:
            decided = look(model, compose(genre, seed=DATA_SEED, artist=artist, track=0))
            print(genre, artist, decided, flush=True)
            if decided:
                yield decided


def look(model: Any, score: Score) -> Decided | None:
    """Whom each way of covering finds, if there is one to find."""
    tape = Tape(score)
    windows = log_mel(slice_windows(tape.without()))
    probabilities = predict_windows(model, windows)
    label = majority_vote(probabilities)
    voters = np.flatnonzero(window_votes(probabilities) == label)
    chosen = voters[np.linspace(0, len(voters) - 1, min(WINDOWS, len(voters))).astype(int)]
    silenced = {player: log_mel(slice_windows(tape.without(player))[chosen]) for player in tape.players}
    whole = probabilities[chosen, label]
    falls = {player: float(np.mean(whole - predict_windows(model, w)[:, label])) for player, w in silenced.items()}
    first, *others = sorted(falls.values(), reverse=True)
    if len(chosen) < FEWEST or not others or first < CLEAR or first - others[0] < AHEAD:
        return None
    shares = {player: share[chosen] for player, share in tape.power_shares().items()}
    maps = {way: occlusion_map(model, windows[chosen], label, **how) for way, how in WAYS.items()}
    found = {way: max(shares, key=lambda player: tie(fallen, shares[player])) for way, fallen in maps.items()}
    return Decided(max(falls, key=falls.__getitem__), len(shares), found)


if __name__ == "__main__":
    main()

"""Chapter 10: a split under the reader's hands, classified anew on the page as tracks change sides.

``split_explorer.js`` computes what scikit-learn computes here: a StandardScaler that learns from the training side
alone, then the nearest neighbour or the nearest centroid. Without scripts a table tells what both kinds of split give.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from gtzan_course.dataset import TRACK_SAMPLES, Track
from gtzan_course.leakage import shared, timbre
from gtzan_course.plots import GENRE_COLOURS
from gtzan_course.spectrograms import log_mel
from gtzan_course.splits import split_tracks
from gtzan_course.windows import slice_windows

if TYPE_CHECKING:
    from IPython.display import HTML

N_FEATURES = 6
EVERY = 4
WITHOUT_SCRIPTS = (
    "Here tracks could be moved between the sides, but scripts are not allowed to run. In a notebook, run the cell. "
    "What two such splits give is told in a table:"
)


class Named(NamedTuple):
    """What two classifiers call the test tracks.

    Attributes
    ----------
    neighbour, centroid : ndarray of shape (n_test,)
        Genres, by the nearest training track and by the nearest centroid.
    """

    neighbour: npt.NDArray[np.str_]
    centroid: npt.NDArray[np.str_]


def small_set(
    genres: Sequence[str], *, artists: int = 4, tracks: int = 4, seed: int = 0, cohesion: float = 1.0
) -> tuple[list[Track], npt.NDArray[np.float64]]:
    """Make a few demo tracks, and describe each by six numbers.

    Parameters
    ----------
    genres
        Which of the ten.
    artists, tracks
        How many artists a genre, and how many tracks each.
    seed, cohesion
        As for `demo.compose`.

    Returns
    -------
    tracks : list of Track
        By genre, then artist, then number; there are no files.
    x : ndarray of shape (n_tracks, 6), float64
        Means of the first six MFCCs over every fourth window, in dB.
    """
    from gtzan_course.demo import compose, render

    made, x = [], []
    for genre in genres:
        for number in range(artists * tracks):
            artist, turn = divmod(number, tracks)
            y = render(compose(genre, seed=seed, artist=artist, track=turn, cohesion=cohesion))[:TRACK_SAMPLES]
            made.append(Track(f"{genre}.{number:05d}", genre, Path(), f"{genre}-a{artist:02d}"))
            x.append(timbre(log_mel(slice_windows(y)[::EVERY]))[:, :N_FEATURES].mean(axis=0))
    return made, np.array(x)


def name_tracks(x: npt.NDArray[np.float64], genres: Sequence[str], tested: npt.NDArray[np.bool_]) -> Named:
    """Learn from some tracks, and name the others.

    Parameters
    ----------
    x : ndarray of shape (n_tracks, n_features)
        All tracks' features.
    genres
        All tracks' genres.
    tested : ndarray of shape (n_tracks,), bool
        True for the tracks to name, False for those to learn from.

    Returns
    -------
    Named
        By scikit-learn, as the page computes it.
    """
    from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    labels = np.asarray(genres)
    models = (KNeighborsClassifier(1), NearestCentroid())
    fitted = (make_pipeline(StandardScaler(), model).fit(x[~tested], labels[~tested]) for model in models)
    return Named(*(model.predict(x[tested]) for model in fitted))


def show(tracks: Sequence[Track], x: npt.NDArray[np.float64]) -> HTML:
    """Show a set of tracks whose split the reader chooses.

    Parameters
    ----------
    tracks
        By genre, then by artist; all artists have as many tracks.
    x : ndarray of shape (n_tracks, n_features)
        Their features.

    Returns
    -------
    IPython.display.HTML
        All that it needs: style, script and numbers.

    Raises
    ------
    ValueError
        There is not one row of features for each track.
    """
    from IPython.display import HTML

    if len(tracks) != len(x) or not tracks:
        raise ValueError(f"Expected one row of features a track, got {len(tracks)} tracks and {len(x)} rows.")
    x = np.round(x, 4)
    code = files("gtzan_course.interactives")
    page = (
        '<div class="explorer" role="group" aria-label="Split explorer: move tracks between training and test side" '
        'data-lm-suppress-shortcuts="true">',
        f"<style>{code.joinpath('split_explorer.css').read_text(encoding='utf-8')}</style>",
        f"<noscript><p>{WITHOUT_SCRIPTS}</p></noscript>",
        _told_in_a_table(tracks, x),
        f'<script type="application/json">{_data(tracks, x)}</script>',
        f'<script type="module">{code.joinpath("split_explorer.js").read_text(encoding="utf-8")}</script></div>',
    )
    return HTML("\n".join(page))  # type: ignore[no-untyped-call]


def _data(tracks: Sequence[Track], x: npt.NDArray[np.float64]) -> str:
    """The numbers that the script computes with, as JSON that may stand in a page."""
    genres = list(dict.fromkeys(track.genre for track in tracks))
    rows = [
        {"genre": genres.index(track.genre), "artist": track.artist, **place, "x": values}
        for track, place, values in zip(tracks, _places(tracks), x.tolist(), strict=True)
    ]
    data = {"genres": genres, "tracks": rows, "stage": _stage(tracks)}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _places(tracks: Sequence[Track]) -> list[dict[str, str | int]]:
    """Name each track as the page does: by a letter for its artist, and its number with them, from 1."""
    letters: dict[str, dict[str | None, str]] = {}
    counts: dict[tuple[str, str | None], int] = {}
    places: list[dict[str, str | int]] = []
    for track in tracks:
        own = letters.setdefault(track.genre, {})
        letter = own.setdefault(track.artist, chr(ord("A") + len(own)))
        counts[track.genre, track.artist] = counts.get((track.genre, track.artist), 0) + 1
        places.append({"artist_name": letter, "number": counts[track.genre, track.artist]})
    return places


def _stage(tracks: Sequence[Track]) -> str:
    """The part that the script puts into the page, as it would be dead without it."""
    scores = "".join(
        _score(by, name) for by, name in (("neighbour", "Nearest neighbour"), ("centroid", "Nearest mean"))
    )
    genres = "".join(_genre(genre, tracks) for genre in dict.fromkeys(track.genre for track in tracks))
    return f"""<div class="explorer-stage">
<div class="explorer-buttons" role="group" aria-label="Draw a split"><button type="button" data-draw="random"
aria-pressed="false">At random</button><button type="button" data-draw="artists" aria-pressed="false">Artists
apart</button><button type="button" class="explorer-again">Shuffle again</button></div>
<div class="explorer-score">{scores}</div>
<p class="explorer-summary" aria-live="polite"></p>
<p>Filled tracks are learnt from; framed ones are tested on, with ✓ or ✗ for what the nearest neighbour says. The bars
show this split; the marks on them, the mean of 200 splits of a kind. Press a track, or an artist, to change sides.</p>
<div class="explorer-tracks">{genres}</div>
<p class="explorer-detail"></p>
</div>"""


def _score(by: str, name: str) -> str:
    """One classifier's bar, its score, and what many splits give."""
    return (
        f'<span>{name}</span><span class="explorer-bar" data-by="{by}" aria-hidden="true"><i></i>'
        '<b data-mean="random"></b><b data-mean="artists"></b></span>'
        f'<output data-score="{by}" aria-live="off"></output>'
        f'<span class="explorer-usual" data-usual="{by}">200 draws: '
        '<span data-said="random"></span> at random (line), <span data-said="artists"></span> artists apart (dots)'
        "</span>"
    )


def _genre(genre: str, tracks: Sequence[Track]) -> str:
    """The tracks of a genre, a row an artist."""
    places = _places(tracks)
    rows: dict[str, list[int]] = {}
    for i, track in enumerate(tracks):
        if track.genre == genre:
            rows.setdefault(str(places[i]["artist_name"]), []).append(i)
    return (
        f'<fieldset style="--genre:{GENRE_COLOURS[genre]}"><legend>{html.escape(genre)}</legend>'
        + "".join(_row(genre, letter, own, places) for letter, own in rows.items())
        + "</fieldset>"
    )


def _row(genre: str, letter: str, own: list[int], places: list[dict[str, str | int]]) -> str:
    boxes = "".join(
        f'<label class="explorer-track"><input type="checkbox" autocomplete="off"><span aria-hidden="true">'
        f"{places[i]['number']}</span></label>"
        for i in own
    )
    return (
        f'<div class="explorer-row"><button type="button" class="explorer-artist" aria-pressed="false" '
        f'data-tracks="{" ".join(map(str, own))}" aria-label="{genre}, artist {letter}: test all tracks">'
        f"artist {letter}</button>{boxes}</div>"
    )


def _told_in_a_table(tracks: Sequence[Track], x: npt.NDArray[np.float64]) -> str:
    """What ten splits of each kind give, without the script."""
    artists = [track.artist for track in tracks]
    rows = "".join(_table_row(kind, tracks, x, seed) for seed in range(5) for kind in ("at random", "artists apart"))
    n_artists = len(set(artists))
    return f"""<details class="explorer-table"><summary>Ten splits in a table</summary>
<p>{len(tracks)} demo tracks by {n_artists} artists, {x.shape[1]} numbers each; a quarter is tested on.</p>
<table><thead><tr><th scope="col">split</th><th scope="col">tested</th><th scope="col">share their artist</th>
<th scope="col">nearest neighbour right</th><th scope="col">nearest mean right</th></tr></thead>
<tbody>{rows}</tbody></table></details>"""


def _table_row(kind: str, tracks: Sequence[Track], x: npt.NDArray[np.float64], seed: int) -> str:
    """One split's line."""
    groups = [track.artist for track in tracks] if kind == "artists apart" else None
    train, test = split_tracks(tracks, test_size=0.25, seed=seed, groups=groups)
    chosen = {track.track_id for track in test}
    named = name_tracks(x, [track.genre for track in tracks], np.array([track.track_id in chosen for track in tracks]))
    truth = np.array([track.genre for track in test])
    artist = {track.track_id: track.artist for track in tracks}
    known = shared([track.track_id for track in train], [track.track_id for track in test], artist)
    right = "".join(f"<td>{int((answer == truth).sum())}, {np.mean(answer == truth):.0%}</td>" for answer in named)
    return f'<tr><th scope="row">{kind}</th><td>{len(test)}</td><td>{len(known)}</td>{right}</tr>'

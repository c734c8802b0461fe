"""Write the journey as HTML: a stage for the script, and for each track the same without it."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import librosa
import numpy as np

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.journey import Story
from gtzan_course.players import data_uri, mp3
from gtzan_course.plots import GENRE_COLOURS
from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH

MARKS = (200, 1000, 4000)
"""Frequencies that are named beside the spectrogram, in Hz."""

WELCOME = (
    "Press play. A network hears this track 1.5 s at a time. As soon as it has heard a window whole, it votes for a "
    "genre; in the end the votes are counted."
)


WITHOUT_SCRIPTS = (
    "Here the votes would follow the sound, but scripts are not allowed to run. In a notebook, run the cell. "
    "What the votes are is also told in tables:"
)


def write(stories: Sequence[Story], *, compact: bool = False) -> str:
    """Write what `gtzan_course.journey.show` shows.

    Parameters
    ----------
    stories
        The tracks to choose among; the first is shown.
    compact
        As there.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        There is no story.
    """
    if not stories:
        raise ValueError("Expected at least one story, got none.")
    label = html.escape("From waveform to vote: " + ", ".join(story.track_id for story in stories))
    colours = ";".join(f"--genre-{i}:{GENRE_COLOURS[genre]}" for i, genre in enumerate(GENRES))
    code = files("gtzan_course.journey")
    return "\n".join(
        (
            f'<div class="journey{" journey-compact" if compact else ""}" role="group" aria-label="{label}"',
            f'data-lm-suppress-shortcuts="true" style="{colours}">',
            f"<style>{code.joinpath('journey.css').read_text(encoding='utf-8')}</style>",
            f"<noscript><p>{WITHOUT_SCRIPTS}</p></noscript>",
            *(_told_in_a_table(story) for story in stories),
            f'<script type="application/json">{_data(stories, compact=compact)}</script>',
            f'<script type="module">{code.joinpath("journey.js").read_text(encoding="utf-8")}</script></div>',
        )
    )


def _data(stories: Sequence[Story], *, compact: bool) -> str:
    """The numbers that the script shows, as JSON that may stand in a page."""
    data: dict[str, Any] = {
        "genres": GENRES,
        "length": WINDOW_LENGTH / SAMPLE_RATE,
        "hop": WINDOW_HOP / SAMPLE_RATE,
        "start": "end" if compact else "beginning",
        "stage": _stage(stories, compact=compact),
        "stories": [
            {
                "track": story.track_id,
                "genre": GENRES.index(story.genre),
                "votes": story.votes,
                "leaders": story.leaders,
                "probabilities": np.asarray(story.probabilities, dtype=np.float64).round(4).tolist(),
                "peaks": story.peaks(),
                "told": story.told,
            }
            for story in stories
        ],
    }
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def _stage(stories: Sequence[Story], *, compact: bool) -> str:
    """The part that the script puts into the page, as it would be dead without it."""
    chips = "".join(f'<button type="button" aria-pressed="false">{story.genre}</button>' for story in stories)
    chooser = f'<div class="journey-tracks" role="group" aria-label="Choose a track">{chips}</div>'
    voted = {vote for story in stories for vote in story.votes}
    rows = "".join(_row(i, compact=compact) for i in range(len(GENRES)) if not compact or i in voted)
    chance = "" if compact else '<th scope="col">this window</th>'
    marks = "".join(f'<span style="bottom:{_height(mark):.1f}%">{mark:,} Hz</span>' for mark in MARKS)
    return f"""<div class="journey-stage">
{chooser if len(stories) > 1 else ""}{f"<p>{WELCOME}</p>" if compact else ""}
<div class="journey-screen">
<div class="journey-sound">
<svg class="journey-wave" preserveAspectRatio="none" aria-hidden="true"><polygon></polygon></svg>
<div class="journey-mel"><div class="journey-marks" aria-hidden="true">{marks}</div></div>
<div class="journey-lit" hidden></div>
</div>
<div class="journey-lane" aria-hidden="true"></div>
<div class="journey-cursor"></div>
<div class="journey-seek" role="slider" tabindex="0" aria-label="Moment in the track" aria-valuemin="0"></div>
</div>
<div class="journey-times" aria-hidden="true"></div>
<div class="journey-buttons"><button type="button" class="journey-play">Play</button>
<button type="button" class="journey-alone">This window alone</button>
<button type="button" class="journey-end">To the end</button></div>
<p class="journey-now"></p>
<table class="journey-board">
<thead><tr><th scope="col">genre</th>{chance}<th scope="col">votes so far</th></tr></thead>
<tbody>{rows}</tbody></table>
<p class="journey-verdict" aria-live="polite"></p>
</div>"""


def _height(frequency: float) -> float:
    """How high a frequency lies in the picture, in percent: the mel scale is even from bottom to top."""
    return 100 * float(librosa.hz_to_mel(frequency) / librosa.hz_to_mel(SAMPLE_RATE / 2))


def _row(label: int, *, compact: bool) -> str:
    """One genre's line on the board."""
    bar = '<span class="journey-bar"><i></i></span><output></output>'
    chance = "" if compact else f'<td class="journey-chance">{bar}</td>'
    return (
        f'<tr data-genre="{label}" style="--genre:var(--genre-{label})"><th scope="row">{GENRES[label]}</th>'
        f'{chance}<td class="journey-count">{bar}</td></tr>'
    )


def _told_in_a_table(story: Story) -> str:
    """The same without a script: picture, player, and a table of what happens."""
    picture, sound = data_uri(story.picture(), "image/webp"), data_uri(mp3(story.y), "audio/mpeg")
    seconds = round(len(story.y) / SAMPLE_RATE)
    rows = "".join(_table_row(story, n) for n in range(len(story.votes)))
    seen = (
        f"Mel spectrogram of {story.track_id}, {seconds} s of {story.genre} from left to right, low notes at the "
        "bottom and high ones at the top, bright where it is loud"
    )
    heard = f"{story.track_id}, {seconds} s of demo music, to be judged window by window"
    winner = GENRES[story.leaders[-1]]
    outcome = f"By the vote {story.track_id} is called {winner}; its true genre is {story.genre}."
    return f"""<details class="journey-table"><summary>{story.track_id}: the same in a table</summary>
<img loading="lazy" alt="{seen}" src="{picture}">
<audio controls preload="none" aria-label="{heard}" src="{sound}"></audio>
<p>{outcome} {html.escape(story.told)}</p>
<table><thead><tr><th scope="col">window</th><th scope="col">heard from&nbsp;to, s</th><th scope="col">votes for</th>
<th scope="col">votes so far</th><th scope="col">leads</th></tr></thead>
<tbody>{rows}</tbody></table></details>"""


def _table_row(story: Story, number: int) -> str:
    """One window's line: its time, its vote, and the votes so far, most first."""
    start = number * WINDOW_HOP / SAMPLE_RATE
    vote = story.votes[number]
    counts = np.bincount(story.votes[: number + 1], minlength=len(GENRES))
    tally = ", ".join(f"{GENRES[i]} {counts[i]}" for i in np.argsort(-counts, kind="stable") if counts[i])
    return (
        f'<tr><th scope="row">{number}</th><td>{start:.1f} to {start + WINDOW_LENGTH / SAMPLE_RATE:.1f}</td>'
        f"<td>{GENRES[vote]}, {story.probabilities[number][vote]:.0%}</td><td>{tally}</td>"
        f"<td>{GENRES[story.leaders[number]]}</td></tr>"
    )

"""Chapter 07's interactive, over its whole range: who is silent is silent, and the votes are those of what is heard."""

from __future__ import annotations

import functools
import re

import numpy as np
import pretty_midi
import pytest
from matplotlib.colors import to_hex

from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose
from gtzan_course.demo.studio import render
from gtzan_course.interactives import voting as interactives
from gtzan_course.model import load_model
from gtzan_course.plots import GENRE_COLOURS

SCORE = compose("blues", seed=2024, artist=34, track=0)
PLAYERS = ["nobody", "drums", "upright bass", "organ", "saxophone", "voice"]

VOTES = {
    "nobody": ("blues", {"blues": 16, "jazz": 10, "country": 7, "pop": 6}),
    "drums": ("pop", {"pop": 32, "jazz": 6, "country": 1}),
    "upright bass": ("jazz", {"jazz": 24, "hiphop": 7, "reggae": 5, "blues": 2, "classical": 1}),
    "organ": ("reggae", {"reggae": 18, "jazz": 15, "country": 3, "blues": 3}),
    "saxophone": ("blues", {"blues": 16, "country": 11, "pop": 8, "jazz": 4}),
    "voice": ("country", {"country": 14, "blues": 10, "pop": 8, "jazz": 7}),
}
"""Measured once, with the parts taken out of the score by hand; a vote or two may differ on another processor."""


@functools.cache
def shown():
    return interactives.silenced(SCORE, load_model(shipped_model_path())[0])


@functools.cache
def at(silent):
    return shown().at(silent=silent)


@functools.cache
def played(silent):
    return interactives.without(SCORE, silent)


def said(frame):
    """The counts and the winner that a frame's words name."""
    votes, winner = re.search(r"windows vote: (.+)\. The track is called (\w+);", frame.alt).groups()
    return winner, {genre: int(count) for genre, count in (part.split() for part in votes.split(", "))}


def test_the_slider_goes_over_the_band():
    [slider] = shown().sliders
    assert list(slider.values) == PLAYERS == ["nobody", *interactives.band(SCORE)]


def test_an_instrument_that_plays_two_parts_is_one_player():
    score = compose("country", seed=2024, artist=31, track=0)
    assert {score.mix.sounds["comp"], score.mix.sounds["lead"]} == {"banjo"}
    assert interactives.band(score) == ["drums", "finger bass", "banjo"]


@pytest.mark.parametrize("silent", PLAYERS)
def test_who_is_silent_is_out_of_the_sound_and_nobody_else(silent):
    score = compose("blues", seed=2024, artist=34, track=0)
    kept = [part for part in score.midi.instruments if score.mix.sounds.get(part.name, part.name) != silent]
    assert len(score.midi.instruments) - len(kept) == (silent != "nobody")
    score.midi.instruments = kept
    np.testing.assert_array_equal(played(silent), render(score)[:660_000])
    assert len(SCORE.midi.instruments) == 5
    assert isinstance(SCORE.midi, pretty_midi.PrettyMIDI)


@pytest.mark.parametrize("silent", PLAYERS)
def test_the_words_say_what_was_measured(silent):
    winner, votes = said(at(silent))
    assert winner == VOTES[silent][0]
    assert sum(votes.values()) == 39
    assert sum(abs(votes.get(genre, 0) - VOTES[silent][1].get(genre, 0)) for genre in GENRES) <= 4
    assert winner in at(silent).heard
    assert "it is blues" in at(silent).alt


@pytest.mark.parametrize("silent", PLAYERS)
def test_the_picture_shows_the_votes_that_the_words_name(silent):
    frame = at(silent)
    left, right = frame.figure.axes
    _, votes = said(frame)
    names = {colour: genre for genre, colour in GENRE_COLOURS.items()}
    drawn = [names[to_hex(bar.get_facecolor())] for bar in left.patches]
    assert {genre: drawn.count(genre) for genre in set(drawn)} == votes
    np.testing.assert_allclose([bar.get_x() for bar in left.patches], np.arange(39) * 16_500 / 22_050)
    shares = [bar.get_width() for bar in right.patches]
    np.testing.assert_allclose(shares, [votes.get(genre, 0) / 39 for genre in GENRES])


@pytest.mark.parametrize("silent", PLAYERS)
def test_ten_seconds_of_it_are_played(silent):
    np.testing.assert_array_equal(at(silent).sound, played(silent)[:220_500])


def test_a_player_who_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"nobody or one of drums, upright bass, .* got 'tuba'"):
        interactives.without(SCORE, "tuba")

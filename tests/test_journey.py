"""The journey: its numbers are those of the votes, its page holds what it needs, and what it tells is so."""

from __future__ import annotations

import base64
import functools
import io
import json
import re
from collections import Counter
from itertools import pairwise

import nbformat
import numpy as np
import pytest
import soundfile
from bs4 import BeautifulSoup
from made_sounds import changing_sound
from PIL import Image

from gtzan_course.classification import shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose
from gtzan_course.interactives.voting import without
from gtzan_course.journey import Story, show
from gtzan_course.model import load_model
from gtzan_course.plots import GENRE_COLOURS
from gtzan_course.spectrograms import log_mel
from gtzan_course.training import predict_windows
from gtzan_course.windows import slice_windows
from tools import journey_pages
from tools.contents import ROOT

LABEL = {genre: i for i, genre in enumerate(GENRES)}


def made(*, seed=0, n_windows=39, **changes):
    """A story of made-up sound and random probabilities, in which votes often change."""
    drawn = np.random.default_rng(seed).dirichlet(np.full(10, 0.3), n_windows).astype(np.float32)
    parts = {
        "track_id": f"jazz.{seed:05d}",
        "genre": "jazz",
        "y": changing_sound((n_windows + 1) * 16_500),
        "probabilities": drawn,
        "told": "Made of noise, chords and clicks.",
    }
    return Story(**(parts | changes))


def counted(probabilities, n):
    """The counts and the leader after n windows, from the definition alone."""
    counts = [0] * 10
    for row in probabilities[:n]:
        counts[max(range(10), key=lambda genre: (row[genre], -genre))] += 1
    mean = np.asarray(probabilities[:n], dtype=np.float64).mean(axis=0)
    return counts, max(range(10), key=lambda genre: (counts[genre], mean[genre], -genre))


def parsed(*told, **options):
    """A page as it comes, and the numbers in it."""
    page = BeautifulSoup(show(told, **options).data, "html.parser")
    return page, json.loads(page.find("script", type="application/json").string)


def staged(*told, **options):
    """What the script adds to the page."""
    return BeautifulSoup(parsed(*told, **options)[1]["stage"], "html.parser")


def content(address):
    return base64.b64decode(address.partition("base64,")[2])


@pytest.mark.parametrize("seed", range(5))
def test_votes_and_leaders_are_those_of_the_definition(seed):
    story = made(seed=seed)
    _, data = parsed(story)
    [shown] = data["stories"]
    assert shown["votes"] == story.probabilities.argmax(axis=1).tolist()
    for n in range(1, 40):
        counts, leader = counted(story.probabilities, n)
        assert np.bincount(shown["votes"][:n], minlength=10).tolist() == counts
        assert sum(counts) == n
        assert shown["leaders"][n - 1] == leader
    np.testing.assert_allclose(shown["probabilities"], story.probabilities, atol=5.1e-5)


def test_a_tie_goes_to_the_higher_mean_so_far():
    rows = np.full((4, 10), 0.01)
    rows[0, 3], rows[1, 7], rows[2, 7], rows[3, 3] = 0.5, 0.9, 0.6, 0.7
    rows[3, 7] = 0.1
    story = made(n_windows=4, probabilities=rows.astype(np.float32))
    assert story.leaders == [3, 7, 7, 7]  # level after 2 windows and after 4: the sums of 7 are higher
    assert counted(rows, 2)[1] == counted(rows, 4)[1] == 7


def test_the_times_are_those_of_the_windows():
    _, data = parsed(made())
    assert (data["length"], data["hop"]) == (pytest.approx(33_000 / 22_050), pytest.approx(16_500 / 22_050))
    assert data["genres"] == list(GENRES)


def test_the_outline_is_the_waveforms():
    y = np.zeros(660_000, np.float32)
    y[1650:3300] = -0.5  # the second tenth of the first hop
    y[-1] = 0.25
    peaks = made(y=y).peaks()
    assert (len(peaks), peaks[1], peaks[-1], sum(peaks)) == (400, 100, 50, 150)


def test_silence_has_no_outline():
    assert set(made(y=np.zeros(660_000, np.float32)).peaks()) == {0}


def test_the_picture_is_the_track_from_left_to_right_and_low_to_high():
    t = np.arange(660_000) / 22_050
    y = np.where(t < 15, np.sin(2 * np.pi * 200 * t), np.sin(2 * np.pi * 8000 * t)).astype(np.float32)
    light = np.asarray(Image.open(io.BytesIO(made(y=y).picture())).convert("L"), dtype=float)
    height, width = light.shape
    early, late = light[:, : width // 2 - 20].mean(axis=1), light[:, width // 2 + 20 :].mean(axis=1)
    assert early.argmax() > 0.9 * height
    assert late.argmax() < 0.2 * height


def test_a_sound_and_a_picture_for_each_track_as_plain_addresses():
    told = made(seed=1, n_windows=3), made(seed=2, n_windows=3)
    page, _ = parsed(*told)
    sounds, pictures = page.select("audio"), page.select("img[src]")
    assert len(sounds) == len(pictures) == 2
    for sound, picture in zip(sounds, pictures, strict=True):
        assert sound["preload"] == "none"
        assert sound["src"].startswith("data:audio/mpeg;base64,")
        assert picture["src"].startswith("data:image/webp;base64,")
        decoded, sr = soundfile.read(io.BytesIO(content(sound["src"])))
        assert (sr, len(decoded)) == (22_050, pytest.approx(66_000, abs=2304))
        assert Image.open(io.BytesIO(content(picture["src"]))).format == "WEBP"
        assert min(len(sound["aria-label"]), len(picture["alt"])) >= 25


def test_the_table_tells_the_same():
    story = made(seed=3)
    page, _ = parsed(story)
    rows = page.select(".journey-table tbody tr")
    assert len(rows) == 39
    for number, row in enumerate(rows):
        window, time, vote, tally, leader = (cell.get_text() for cell in row.select("th, td"))
        counts, leading = counted(story.probabilities, number + 1)
        assert window == str(number)
        assert time == f"{number * 16_500 / 22_050:.1f} to {(number * 16_500 + 33_000) / 22_050:.1f}"
        assert vote == f"{GENRES[story.votes[number]]}, {story.probabilities[number].max():.0%}"
        assert {LABEL[name]: int(votes) for name, votes in re.findall(r"(\w+) (\d+)", tally)} == {
            genre: count for genre, count in enumerate(counts) if count
        }
        assert leader == GENRES[leading]


def test_without_scripts_there_is_no_dead_button():
    page, _ = parsed(made(n_windows=3))
    assert not page.select("button, [role=slider]")
    assert "run the cell" in page.select_one("noscript").get_text()
    assert len(staged(made(n_windows=3)).select("button, [role=slider]")) == 4


def test_words_cannot_break_out_of_the_page():
    page, data = parsed(made(n_windows=3, told="</script><b>bold</b> & 'quoted'"))
    assert data["stories"][0]["told"] == "</script><b>bold</b> & 'quoted'"
    assert not page.select("b")
    assert "</script><b>bold</b> & 'quoted'" in page.select_one(".journey-table p").get_text()


def test_the_same_stories_give_the_same_page_and_nothing_in_it_needs_a_name():
    page = show([made(n_windows=3)]).data
    assert page == show([made(n_windows=3)]).data
    assert not re.search(r"\sid=|https?://", page)


def test_every_genre_has_its_colour_from_the_plots():
    page, _ = parsed(made(n_windows=3))
    style = page.select_one(".journey")["style"]
    assert dict(part.split(":") for part in style.split(";")) == {
        f"--genre-{i}": GENRE_COLOURS[genre] for i, genre in enumerate(GENRES)
    }


def test_the_compact_form_has_the_genres_with_votes_alone():
    story = made(n_windows=3, probabilities=np.eye(10, dtype=np.float32)[[2, 2, 5]])
    stage = staged(story, compact=True)
    assert [int(row["data-genre"]) for row in stage.select("[data-genre]")] == [2, 5]
    assert not stage.select(".journey-chance")
    assert parsed(story, compact=True)[1]["start"] == "end"
    assert len(staged(story).select("[data-genre]")) == len(staged(story).select("td.journey-chance")) == 10


def test_one_track_needs_no_choice():
    assert not staged(made(n_windows=3)).select(".journey-tracks")
    two = staged(made(n_windows=3), made(seed=1, n_windows=3, genre="rock"))
    assert [button.get_text() for button in two.select(".journey-tracks button")] == ["jazz", "rock"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"genre": "polka"}, "one of the ten genres.*got 'polka'"),
        (
            {"probabilities": np.zeros((38, 10))},
            r"shape \(39, 10\) for 660,000 samples.*got 'jazz' and shape \(38, 10\)",
        ),
        ({"y": np.zeros(33_000, np.float32)}, r"shape \(1, 10\) for 33,000 samples"),
    ],
)
def test_what_does_not_belong_together_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        made(**changes)


def test_no_story_is_refused():
    with pytest.raises(ValueError, match="at least one story"):
        show([])


def test_chapter_07_holds_the_journey_as_it_is_now():
    notebook = nbformat.read(ROOT / "chapters" / "07_majority_voting.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    [stored] = [
        text for text in (output.get("data", {}).get("text/html", "") for output in outputs) if "journey" in text
    ]
    folder = ROOT / "gtzan_course" / "journey"
    for name in ("journey.js", "journey.css"):
        assert (folder / name).read_text(encoding="utf-8") in stored, f"{name} has changed: make chapters"


# What the journey's page tells of its ten tracks.


@functools.cache
def shown():
    return {story.track_id: story for story in journey_pages.stories(list(journey_pages.TOLD))}


@functools.cache
def score(track_id):
    genre, number = track_id.split(".")
    return compose(genre, seed=2024, artist=30 + int(number), track=0)


def votes_without(track_id, player):
    y = without(score(track_id), player)
    probabilities = predict_windows(load_model(shipped_model_path())[0], log_mel(slice_windows(y)))
    counts, winner = counted(probabilities, 39)
    return GENRES[winner], {GENRES[genre]: count for genre, count in enumerate(counts)}


def test_one_track_of_each_genre():
    assert [story.genre for story in shown().values()] == list(GENRES)
    assert journey_pages.COVER in journey_pages.TOLD


def test_six_of_the_ten_are_named_rightly_as_the_page_says():
    named = {track: GENRES[counted(story.probabilities, 39)[1]] for track, story in shown().items()}
    wrong = {track: genre for track, genre in named.items() if not track.startswith(genre)}
    assert wrong == {
        "blues.00002": "pop",
        "country.00001": "disco",
        "disco.00004": "country",
        "pop.00009": "disco",
    }
    assert "Six of the ten tracks get the name" in (ROOT / "journey.md").read_text(encoding="utf-8")


def test_the_tracks_are_those_of_chapter_07(tmp_path):
    from gtzan_course.dataset import load_audio
    from gtzan_course.demo import write_demo

    home = write_demo(tmp_path, tracks_per_genre=1, seed=2024, first_artist=39, genres=["pop"], progress=False)
    y = load_audio(home / "genres" / "pop" / "pop.00000.wav")
    np.testing.assert_allclose(shown()["pop.00009"].y, y, atol=1.1 / 32768)


@pytest.mark.parametrize(
    ("track", "part", "silent"),
    [
        ("disco.00004", "comp", (7.8, 23.5)),
        ("disco.00004", "pad", (7.8, 23.5)),
        ("hiphop.00007", "drums", (0, 9.8)),
        ("pop.00009", "bass", (8.6, 17.1)),
        ("rock.00002", "bass", (0, 6.7)),
    ],
)
def test_players_are_silent_when_the_page_says_so(track, part, silent):
    [instrument] = [found for found in score(track).midi.instruments if found.name == part]
    start, end = silent
    assert not [note for note in instrument.notes if note.start < end - 0.1 and note.end > start + 0.1]
    assert [note for note in instrument.notes if note.end <= start + 0.1 or note.start >= end - 0.1]
    for time in silent:
        assert time in (0, 31) or f"{time} s" in told_of(track) or f"{time} to" in told_of(track)


def told_of(track):
    return shown()[track].told


WITHOUT = [
    ("blues.00002", "drums", "blues", {"blues": 29}),
    ("classical.00006", "oboe", "blues", {"blues": 19}),
    ("classical.00006", "piano", "classical", {"classical": 32}),
    ("country.00001", "banjo", "disco", {"disco": 36}),
    ("country.00001", "drums", "pop", {"disco": 0}),
    ("hiphop.00007", "drums", "blues", {"blues": 27}),
    ("jazz.00005", "trumpet", "reggae", {"reggae": 36}),
    ("jazz.00005", "drums", "jazz", {"jazz": 36}),
    ("metal.00001", "drums", "metal", {"metal": 39}),
    ("metal.00001", "finger bass", "metal", {"metal": 39}),
    ("pop.00009", "pick bass", "country", {"country": 29}),
    ("pop.00009", "drums", "rock", {"rock": 27}),
    ("reggae.00001", "drums", "jazz", {"jazz": 28}),
    ("rock.00002", "finger bass", "classical", {}),
]


@pytest.mark.long
@pytest.mark.parametrize(("track", "player", "winner", "votes"), WITHOUT)
def test_without_a_player_the_vote_is_as_the_page_says(track, player, winner, votes):
    found, counts = votes_without(track, player)
    assert found == winner
    for genre, count in votes.items():
        assert abs(counts[genre] - count) <= 1  # another processor may move a window
        assert count in (0, 39) or re.search(rf"\b{count}\b", told_of(track))


def test_the_votes_turn_where_the_page_says():
    votes = {track: [GENRES[vote] for vote in story.votes] for track, story in shown().items()}
    leaders = {track: [GENRES[leader] for leader in story.leaders] for track, story in shown().items()}

    def between(track, start, end):
        """The votes of the windows that lie wholly within some seconds."""
        starts = [(i * 16_500 / 22_050, vote) for i, vote in enumerate(votes[track])]
        return [vote for time, vote in starts if start <= time and time + 33_000 / 22_050 <= end]

    blues = leaders["blues.00002"]
    assert sum(a != b for a, b in pairwise(blues)) == 6
    assert blues[35:] == ["pop", "blues", "pop", "pop"]
    assert (votes["blues.00002"].count("pop"), votes["blues.00002"].count("blues")) == (15, 14)
    assert set(leaders["classical.00006"]) == {"classical"}
    assert 11 <= votes["classical.00006"].count("blues") <= 15
    assert votes["country.00001"].count("disco") == 35
    disco = votes["disco.00004"]
    assert leaders["disco.00004"][9] == "disco"
    assert between("disco.00004", 7.8, 23.5).count("country") > 15
    assert between("disco.00004", 23.5, 31).count("disco") > len(between("disco.00004", 23.5, 31)) / 2
    assert (disco.count("country"), disco.count("disco")) == (23, 12)
    assert leaders["hiphop.00007"][18:20] == ["blues", "hiphop"]
    assert shown()["metal.00001"].probabilities.max(axis=1).min() > 0.9
    assert between("pop.00009", 8.6, 17.1).count("country") > len(between("pop.00009", 8.6, 17.1)) / 2
    assert [genre for genre, _ in Counter(votes["pop.00009"]).most_common(2)] == ["disco", "pop"]
    assert votes["reggae.00001"].count("reggae") == votes["reggae.00001"].count("jazz") == 18
    assert 4 * 60 / score("reggae.00001").tempo == pytest.approx(4 * 16_500 / 22_050, rel=0.1)
    assert set(votes["rock.00002"][8:]) == {"rock"}
    assert not {"rock"} & set(votes["rock.00002"][:4])

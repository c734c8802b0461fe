"""Chapter 12's pictures: what they show is what the recipes do, and what the ledger's figures say."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import pytest
import soundfile
from matplotlib.colors import to_hex

from gtzan_course import plots
from gtzan_course.dataset import GENRES, Track
from gtzan_course.interactives import recipe_costs as costs
from gtzan_course.interactives import recipes as interactives
from gtzan_course.ledger import figure
from gtzan_course.recipes import PUBLISHED, STEPS

TIMES = np.arange(33_000) / 22_050
WINDOW = (0.3 * np.sin(2 * np.pi * 440 * TIMES) * np.exp(-3 * TIMES)).astype(np.float32)
POWER = librosa.feature.melspectrogram(y=WINDOW, sr=22_050, n_fft=1024, hop_length=256, n_mels=128, pad_mode="constant")

N_TRACKS = 20
ORDER = [GENRES[(7 * k) % 10] for k in range(N_TRACKS)]


@functools.cache
def hole_frame(scale: str, hole: str) -> Any:
    return SHOWN.at(scale=scale, hole=hole)


SHOWN = interactives.holes(WINDOW)


def image(frame: Any) -> np.ndarray:
    return np.asarray(frame.figure.axes[0].images[0].get_array())


def test_each_line_opens_once_and_says_what_the_recipes_say() -> None:
    text = interactives.lines().data
    assert text.count("<details>") == text.count("<summary>") == len(STEPS) == 8
    assert "signal[lines, :, :] = -80 # dB</code>" in text
    assert (
        "mean ties: <code>ind = np.argmax(counts)</code></summary><p><strong>What happens.</strong> Of the genres"
        in text
    )
    assert text.count("from the write-up.") + text.count("from its notebook.") == 8
    assert "s, ref=np.max" in text


def test_in_power_the_holes_lie_below_all_sound_and_silence_does_not_show() -> None:
    plain, cut, silent = (image(hole_frame("power", hole)) for hole in ("none", "-80", "silence"))
    np.testing.assert_allclose(plain, POWER, rtol=1e-3, atol=1e-6)
    holes = cut == -80
    assert plain.min() >= 0
    assert 0 < holes.all(axis=1).sum() <= 3
    assert 0 < holes.all(axis=0).sum() <= 4
    np.testing.assert_array_equal(cut[~holes], plain[~holes])
    np.testing.assert_array_equal(silent, np.where(holes, 0, plain))


def test_in_decibels_minus_80_is_silence() -> None:
    plain, cut, silent = (image(hole_frame("dB", hole)) for hole in ("none", "-80", "silence"))
    np.testing.assert_allclose(plain, librosa.power_to_db(POWER, ref=np.max, amin=1e-20, top_db=80), atol=0.05)
    np.testing.assert_array_equal(cut, silent)
    np.testing.assert_array_equal(cut == -80, (image(hole_frame("power", "-80")) == -80) | (plain == -80))


@pytest.mark.parametrize(
    ("scale", "hole", "words"),
    [
        ("power", "none", r"in power, uncut: from 0 to {top}, half of the numbers below"),
        ("power", "-80", r"in power, with -80 in its holes: from -80 to {top}\. No sound has such a picture"),
        ("power", "silence", r"in power, with silence, which is 0, in its holes: from 0 to {top}"),
        ("dB", "none", r"in dB, uncut: from -80 to 0, half of the numbers below -\d+\."),
        ("dB", "-80", r"in dB, with -80 in its holes: from -80 to 0"),
        ("dB", "silence", r"in dB, with silence, which is -80, in its holes: from -80 to 0"),
    ],
)
def test_the_words_say_the_numbers(scale: str, hole: str, words: str) -> None:
    assert re.search(words.format(top=round(float(POWER.max()))), hole_frame(scale, hole).alt)


def test_what_no_sound_has_is_not_played_and_equal_pictures_sound_alike() -> None:
    assert hole_frame("power", "-80").sound is None
    np.testing.assert_array_equal(hole_frame("dB", "-80").sound, hole_frame("power", "silence").sound)
    assert len(hole_frame("dB", "none").sound) == len(WINDOW)
    assert (hole_frame("dB", "none").sound != hole_frame("dB", "silence").sound).any()


def test_two_scales_say_how_little_is_seen_in_power() -> None:
    decibels, power = interactives.two_scales(WINDOW)
    np.testing.assert_array_equal(decibels.y, WINDOW)
    share = f"{(POWER / POWER.max() > 0.01).mean():.1%}"
    assert f"bright in {share} of the cells" in power.seen
    assert f"the {share} of the cells" in power.heard
    assert len(power.y) == len(WINDOW)


@functools.cache
def batch_frame(rule: str, batch: int) -> Any:
    return interactives.batches(ORDER).at(rule=rule, batch=batch)


def drawn_tracks(frame: Any) -> list[int]:
    return [int(text.get_text()) for text in frame.figure.axes[0].texts]


@pytest.mark.parametrize("batch", range(1, 9))
def test_neighbours_are_two_or_three_tracks_one_after_the_other(batch: int) -> None:
    tracks = drawn_tracks(batch_frame("neighbours", batch))
    first = tracks[0]
    start = 39 * first + 39 - tracks.count(first)
    assert start % 64 == 0
    assert tracks == [window // 39 for window in range(start, min(start + 64, 39 * N_TRACKS))]
    assert (
        f"Batch {batch}, neighbours: {len(tracks)} windows of {len(set(tracks))} tracks"
        in batch_frame("neighbours", batch).alt
    )


@pytest.mark.parametrize("batch", range(1, 9))
def test_shuffled_windows_come_from_everywhere(batch: int) -> None:
    frame = batch_frame("shuffled", batch)
    tracks = drawn_tracks(frame)
    assert len(tracks) == 64
    assert len(set(tracks)) > 14
    assert f"64 windows of {len(set(tracks))} tracks" in frame.alt
    counts = {genre: sum(ORDER[track] == genre for track in tracks) for genre in GENRES}
    assert {genre: int(n) for n, genre in re.findall(r"(\d+) of ([a-z]+)[,.]", frame.alt)} == {
        genre: n for genre, n in counts.items() if n
    }
    colours = [to_hex(bar.get_facecolor()) for bar in frame.figure.axes[0].patches]
    assert colours == [plots.GENRE_COLOURS[ORDER[track]] for track in tracks]


def test_a_batch_is_heard_as_it_is_shown(tmp_path: Path) -> None:
    """Each track is a constant of its own, so that every half second says whose it is."""
    tracks = []
    for k in range(4):
        tracks.append(Track(f"{GENRES[k]}.00000", GENRES[k], tmp_path / f"{k}.wav"))
        soundfile.write(tracks[k].path, np.full(660_000, (k + 1) / 10, np.float32), 22_050, subtype="FLOAT")
    for card in interactives.batch_sounds(tracks):
        assert len(card.y) == 16 * 11_025
        shown = [int(text.get_text()) for text in card.figure.axes[0].texts]
        np.testing.assert_allclose(card.y[::11_025], [(track + 1) / 10 for track in shown[::4]], atol=1e-6)
    assert card.title == "shuffled: 4 tracks"


def made_figures() -> dict[str, Any]:
    """Make a ledger: two seeds; decibels gain 30 points, shuffling 10, ties lose one, the rest does nothing."""
    values = {"published": (0.20, 0.22), "revised": (0.60, 0.66)}
    gained = {"decibels": 0.30, "shuffled_windows": 0.10, "mean_ties": -0.01}
    names = [step.name for step in STEPS]
    for name in [*names, "own_validation_and_best_epoch"]:
        values[f"published_and_{name}"] = tuple(value + gained.get(name, 0.0) for value in values["published"])
    for name in set(names) - {"plain_validation", "own_validation"}:
        values[f"revised_less_{name}"] = tuple(value - gained.get(name, 0.0) for value in values["revised"])
        if name != "best_epoch":
            values[f"revised_less_best_epoch_and_{name}"] = tuple(
                value - 0.15 * (name == "decibels") for value in values["revised"]
            )
    entries = []
    for name, row in values.items():
        entries += [figure(f"{name}.accuracy.seed_{k}", value, unit="share", n=200) for k, value in enumerate(row)]
        for base in ("published", "revised", "revised_less_best_epoch"):
            by = float(np.mean(row) - np.mean(values[base]))
            entries.append(figure(f"{name}.minus_{base}", by, unit="share", n=2, low=by - 0.04, high=by + 0.05))
    entries += [figure(f"revised.cross_entropy.epoch_{k}", 3 - k / 10, unit="nat", n=2) for k in range(1, 11)]
    return {entry["name"]: entry for entry in entries}


def test_what_is_taken_back_counts_the_other_way() -> None:
    forth, back, last = costs.gains(made_figures(), "decibels")
    assert forth
    assert back
    assert last
    assert (last.before, last.after) == ("revised_less_best_epoch_and_decibels", "revised_less_best_epoch")
    assert last.points == pytest.approx(15)
    assert (forth.before, forth.after) == ("published", "published_and_decibels")
    assert (back.before, back.after) == ("revised_less_decibels", "revised")
    assert (forth.points, forth.low, forth.high) == pytest.approx((30, 26, 35))
    assert (back.points, back.low, back.high) == pytest.approx((30, 25, 34))
    assert str(forth) == "+30.0 (+26.0 to +35.0)"
    assert costs.gains(made_figures(), "own validation")[1:] == (None, None)
    assert costs.gains(made_figures(), "best epoch")[2] is None
    everything, *rest = costs.gains(made_figures(), costs.ALL)
    assert everything
    assert everything.points == pytest.approx(42)
    assert rest == [None, None]


def test_what_chance_may_have_done_is_told_apart() -> None:
    told = {change for change in costs.CHANGES if costs.gains(made_figures(), change)[0].told_from_chance}
    assert told == {"decibels", "shuffled windows", costs.ALL}
    assert str(costs.gains(made_figures(), "mean ties")[0]) == "−1.0 (−5.0 to +4.0)"
    assert str(costs.Gain("", "", -0.04, -0.0, 0.04)) == "+0.0 (+0.0 to +0.0)"
    assert costs.Gain("", "", -3, -5, -1).told_from_chance


def test_the_table_has_every_change_and_marks_what_chance_did_not_do() -> None:
    text = costs.table(made_figures()).data
    rows = dict(re.findall(r'<tr><th scope="row">([a-z ]+)</th>(.*?)</tr>', text))
    assert list(rows) == list(costs.CHANGES)
    assert rows["decibels"].count("<strong>") == 3
    assert rows["whole epochs"] == "<td>+0.0 (−4.0 to +5.0)</td>" + 2 * "<td>+0.0 (−5.0 to +4.0)</td>"
    assert rows["own validation"].endswith("<td>not run</td>")
    assert [change for change, cells in rows.items() if "<strong>" in cells] == [
        "decibels",
        "shuffled windows",
        costs.ALL,
    ]


def test_the_overview_puts_each_gain_where_it_is() -> None:
    ax = costs.overview(plots.figure(5, 5).subplots(), made_figures())
    names = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert names == list(costs.CHANGES)
    marks = {
        (round(float(line.get_ydata()[0])), line.get_marker()): line for line in ax.lines if len(line.get_xdata()) == 1
    }
    assert len(marks) == 10 + 6 + 5
    assert marks[0, "^"].get_xdata()[0] == pytest.approx(15)
    assert marks[0, "o"].get_xdata()[0] == pytest.approx(30)
    assert marks[2, "s"].get_xdata()[0] == pytest.approx(10)
    assert marks[3, "o"].get_markerfacecolor() == "none"
    assert marks[0, "o"].get_markerfacecolor() == "C0"


@pytest.mark.parametrize("change", costs.CHANGES)
def test_pairs_are_the_ledgers_seed_by_seed(change: str) -> None:
    figures = made_figures()
    frame = costs.pairs(figures).at(change=change)
    shown = [gain for gain in costs.gains(figures, change) if gain]
    assert len(frame.figure.axes) == len(shown)
    for ax, gain in zip(frame.figure.axes, shown, strict=True):
        drawn = np.array([line.get_ydata() for line in ax.lines]).T
        expected = [
            [100 * figures[f"{name}.accuracy.seed_{k}"]["value"] for k in range(2)]
            for name in (gain.before, gain.after)
        ]
        np.testing.assert_allclose(drawn, expected)
        assert f"{gain} points." in frame.alt
    assert frame.alt.startswith(f"{change}, mended. ")
    assert "20.0 %, 22.0 %" in frame.alt


def test_a_curve_is_read_in_the_order_of_epochs() -> None:
    assert costs.curve(made_figures(), "revised", "cross_entropy") == pytest.approx(3 - np.arange(1, 11) / 10)


def test_batches_of_64_are_what_the_published_recipe_says() -> None:
    assert (PUBLISHED.batch_size, PUBLISHED.batches) == (64, "neighbours")
    assert (
        set(interactives.RULES)
        == {"neighbours", "shuffled"}
        == {PUBLISHED.batches, replace(PUBLISHED, batches="shuffled").batches}
    )

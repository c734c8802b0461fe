"""Chapter 01's interactives, over their whole range: sounds are measured, and compared with what theory says."""

import io

import numpy as np
import pytest
import soundfile

from gtzan_course import players
from gtzan_course.dataset import GENRES
from gtzan_course.demo import compose
from gtzan_course.demo.sounds import SOUNDS
from gtzan_course.interactives import reading as interactives
from gtzan_course.interactives import same_bar

RATE = 22_050
NOISE = (0.1 * np.random.default_rng(0).standard_normal(2 * RATE)).astype(np.float32)
RATES = interactives.sample_rates(NOISE)
FOLDED = {
    1_000: 1_000, 4_000: 4_000, 7_050: 7_050, 9_000: 9_000, 13_050: 9_000, 15_000: 7_050, 18_050: 4_000,
    21_050: 1_000,
}  # fmt: skip
"""What each tone is heard as: what lies above 11,025 Hz is mirrored there."""


def power(y, low, high):
    """Power between two frequencies in Hz."""
    spectrum = np.abs(np.fft.rfft(y)) ** 2
    frequencies = np.fft.rfftfreq(len(y), 1 / RATE)
    return spectrum[(frequencies >= low) & (frequencies < high)].sum()


@pytest.mark.parametrize("sr", [22_050, 11_025, 8_000, 4_000, 2_000])
def test_frequencies_below_nyquist_stay_and_those_above_go(sr):
    frame = RATES.at(sr=sr)
    assert len(frame.sound) == len(NOISE)
    assert power(frame.sound, 50, 0.45 * sr) == pytest.approx(power(NOISE, 50, 0.45 * sr), rel=0.02)
    if sr < RATE:
        assert power(frame.sound, sr / 2, RATE) < 1e-3 * power(NOISE, sr / 2, RATE)
    assert frame.heard.startswith(f"2 s from {2 * sr:,} samples.")
    assert f"Nyquist frequency, {sr / 2:,.0f} Hz" in frame.alt
    marked = [line for line in frame.figure.axes[0].get_lines() if len(set(line.get_xdata())) == 1]
    assert [line.get_xdata()[0] for line in marked] == [sr / 2]


def test_the_spectrum_drawn_ends_at_nyquist():
    axes = RATES.at(sr=4_000).figure.axes[0]
    filled = axes.collections[0].get_paths()[0].vertices
    assert filled[filled[:, 0] < 1_700, 1].max() > -10
    assert filled[filled[:, 0] > 2_300, 1].max() < -40


@pytest.mark.parametrize(("tone", "heard"), FOLDED.items())
def test_a_tone_is_heard_where_its_samples_put_it(tone, heard):
    frame = interactives.aliasing().at(tone=tone)
    assert np.abs(np.fft.rfft(frame.sound)).argmax() == heard
    assert power(frame.sound, heard - 50, heard + 50) > 0.99 * power(frame.sound, 0, RATE)
    assert np.abs(frame.sound[[0, -1]]).max() < 1e-3, "it would click"
    assert f"{tone:,} Hz" in frame.heard
    assert frame.heard.endswith(f"heard as {heard:,} Hz.")
    lines = {line.get_label().split(",")[0]: line.get_data() for line in frame.figure.axes[0].get_lines()}
    waves = [lines["tone"]] + ([lines["heard"]] if heard != tone else [])
    assert ("heard" in lines) == (tone > RATE / 2)
    for t, wave in waves:
        np.testing.assert_allclose(np.interp(lines["samples"][0], t, wave), lines["samples"][1], atol=2e-3)


@pytest.mark.parametrize("tone", FOLDED)
def test_a_tone_outlives_its_compression(tone):
    sound = interactives.aliasing().at(tone=tone).sound
    played, sr = soundfile.read(io.BytesIO(players.mp3(sound)))
    assert (len(played), sr) == (len(sound), RATE)
    assert np.sqrt(np.mean(played**2)) == pytest.approx(np.sqrt(np.mean(sound**2)), rel=0.1)
    assert np.abs(np.fft.rfft(played)).argmax() == FOLDED[tone]


def test_all_tones_were_tried():
    assert list(FOLDED) == list(interactives.TONES)


def test_nothing_beside_a_mystery_sound_gives_it_away():
    t = np.arange(RATE) / RATE
    sounds = [np.sin(2 * np.pi * pitch * t) for pitch in (300, 5_000)]
    cards = interactives.mystery(*sounds)
    assert [card.title for card in cards] == ["First", "Second"]
    words = " ".join(f"{card.title} {card.heard} {card.seen}" for card in cards).lower()
    assert not [told for told in (*GENRES, *SOUNDS, "guitar", "bass", "drum") if told in words]
    assert "from 300 to 300 hz" in cards[0].seen.lower()
    assert "from 5,000 to 5,000 hz" in cards[1].seen.lower()


def test_the_bass_lies_below_a_thousand_hertz_and_the_others_above():
    bass, hi_hat, top = (card.y for card in interactives.single_sounds())
    assert power(bass, 0, 1_000) > 0.95 * power(bass, 0, RATE)
    for high in (hi_hat, top):
        assert power(high, 2_000, RATE) > 0.95 * power(high, 0, RATE)
        assert power(high, 0, 1_000) < 0.01 * power(high, 0, RATE)
    spectrum = np.abs(np.fft.rfft(top))
    assert spectrum.argmax() * RATE / len(top) == pytest.approx(4_186, abs=15)
    assert all(1.3 < len(y) / RATE < 1.6 for y in (bass, hi_hat, top))


@pytest.mark.parametrize(("genre", "artist"), same_bar.BANDS.items())
def test_every_band_plays_the_same_tune(genre, artist):
    score = same_bar.play_bar(genre, artist)
    tune = next(part for part in score.midi.instruments if part.name in ("lead", "voice"))
    bar = score.beats * 60 / score.tempo
    assert [note.pitch % 12 for note in tune.notes] == 2 * [0, 4, 7, 4, 0]
    starts = np.array([note.start for note in tune.notes]) / bar
    assert starts == pytest.approx([0, 0.25, 0.375, 0.5, 0.75, 1, 1.25, 1.375, 1.5, 1.75], abs=0.06)
    chords = {note.pitch % 12 for part in score.midi.instruments if part.name == "comp" for note in part.notes}
    assert chords <= {0, 4, 7}
    assert 0 in chords


def test_the_bands_are_those_of_the_demo_tracks():
    for genre, artist in same_bar.BANDS.items():
        track, bar = compose(genre, seed=0, artist=artist, track=0), same_bar.play_bar(genre, artist)
        assert (bar.tempo, bar.swing, bar.beats) == (track.tempo, track.swing, track.beats)
        assert bar.mix.sounds.items() <= track.mix.sounds.items()
        assert bar.mix.kit == track.mix.kit


def test_the_bar_is_played_by_four_each_as_loud_and_two_bars_long():
    cards = same_bar.same_bar()
    assert [card.title for card in cards] == ["The bare tune", "Jazz", "Metal", "Reggae"]
    for card, (genre, artist) in zip(cards[1:], same_bar.BANDS.items(), strict=True):
        score = same_bar.play_bar(genre, artist)
        assert len(card.y) / RATE == pytest.approx(8 * 60 / score.tempo, abs=1e-4)
        assert f"{score.tempo:.0f} beats a minute" in card.heard
        for sound in score.mix.sounds.values():
            assert sound in card.heard
    for card in cards:
        assert np.sqrt(np.mean(card.y**2)) == pytest.approx(0.1, abs=0.005)
        assert np.abs(card.y).max() < 1
    assert players.gallery(*cards).data.count("<audio") == 4


def test_the_bare_tune_goes_up_two_steps_and_down_two():
    y = same_bar.same_bar()[0].y
    sixteenth = round(0.14 * RATE)
    pitches = []
    for start in (0, 4, 6, 8, 12):
        note = y[start * sixteenth : (start + 2) * sixteenth]
        spectrum = np.abs(np.fft.rfft(note * np.hanning(len(note)), 1 << 17))
        low = round(350 * (1 << 17) / RATE) if start == 6 else 0
        place = low + spectrum[low : round(450 * (1 << 17) / RATE)].argmax()
        pitches.append(69 + 12 * np.log2(place * RATE / (1 << 17) / 440))
    assert np.round(pitches).tolist() == [60, 64, 67, 64, 60]


@pytest.mark.parametrize("interactive", [RATES, interactives.aliasing()], ids=["rates", "aliasing"])
def test_frames_are_small_and_each_is_described_by_itself(interactive):
    frames = [interactive.frame(place) for place in interactive.places()]
    assert len({frame.alt for frame in frames}) == len(frames) <= 30
    assert all(25 <= len(frame.alt) <= 250 for frame in frames)
    assert max(len(players.webp(frame.figure)) for frame in frames) < 40_000

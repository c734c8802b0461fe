"""Chapter 03's interactives, over their whole range, held against formulas and librosa."""

from __future__ import annotations

import re
from functools import cache

import librosa
import numpy as np
import pytest
from scipy.signal import find_peaks

from gtzan_course import players
from gtzan_course.demo import compose, render
from gtzan_course.frames import Frame, Interactive
from gtzan_course.interactives import spectrogram_pictures as pictures
from gtzan_course.interactives import spectrograms as interactives
from gtzan_course.plots import figure

SR = 22_050
BOUND = 45_000  # bytes of a picture


@cache
def music() -> np.ndarray:
    """Three seconds of the track that the chapter plays."""
    return render(compose("disco", seed=0, artist=1, track=0, blend=0.0))[330_000:396_150]


@cache
def shown(name: str) -> dict[tuple[float | str, ...], Frame]:
    """Every frame of an interactive, by the sliders' values."""
    made: dict[str, Interactive] = {
        "leakage": interactives.leakage(),
        "resolution": interactives.resolution(),
        "scales": interactives.scales(music()[:33_000]),
        "bands": interactives.bands(music()),
    }
    interactive = made[name]
    values = [slider.values for slider in interactive.sliders]
    return {
        tuple(values[i][k] for i, k in enumerate(place)): interactive.frame(place) for place in interactive.places()
    }


def cells(frame: Frame) -> np.ndarray:
    return np.asarray(frame.figure.axes[0].images[0].get_array())


@pytest.mark.parametrize(("name", "count"), [("leakage", 6), ("resolution", 25), ("scales", 4), ("bands", 6)])
def test_every_frame_has_words_of_its_own(name: str, count: int) -> None:
    frames = shown(name).values()
    assert len(frames) == count
    assert len({frame.alt for frame in frames}) == count
    assert all(len(frame.alt) >= 25 for frame in frames)


def test_pictures_are_light() -> None:
    largest = [shown("scales")["linear: 513 bins", "decibels"], shown("bands")[256,], shown("resolution")[256, 64]]
    assert max(len(players.webp(frame.figure)) for frame in largest) < BOUND


def leak_of_cut_cosine(swings: float) -> float:
    """The most beyond 1 kHz, in dB under the peak, by the sum of a geometric series."""
    n, k = 1024, np.arange(513)

    def series(cycles: np.ndarray) -> np.ndarray:
        z = np.exp(2j * np.pi * cycles / n)
        return (z**n - 1) / (z - 1)

    spectrum = np.abs(series(swings - k) + series(-swings - k)) / 2
    return float(20 * np.log10(spectrum[k * SR / n > 1000].max() / spectrum.max()))


@pytest.mark.parametrize("swings", interactives.SWINGS)
def test_a_wave_leaks_when_it_does_not_fit(swings: float) -> None:
    frame = shown("leakage")[swings,]
    told = re.search(r"cut frame (?:reaches (-\d+) dB|(stays below -100 dB))", frame.alt)
    steps = np.abs(np.diff(frame.sound[:21_504])).max()
    steepest = 0.1 * 2 * np.pi * swings / 1024  # of a wave of amplitude 0.1, from sample to sample
    assert told is not None
    if swings == int(swings):
        assert told[2]
        assert steps < 1.05 * steepest
    else:
        assert float(told[1]) == pytest.approx(leak_of_cut_cosine(swings), abs=0.6)
        assert steps > 2 * steepest
    hann = re.search(r"Hann window (?:reaches (-\d+)|stays below)", frame.alt)
    assert hann is not None
    assert hann[1] is None or float(hann[1]) < -90


def hann(seconds: np.ndarray, n_fft: int) -> np.ndarray:
    """A Hann window by its formula, so many seconds from its middle."""
    return np.where(np.abs(seconds) < n_fft / SR / 2, np.cos(np.pi * seconds * SR / n_fft) ** 2, 0.0)


def clicks_by_formula(n_fft: int, hop: int) -> int:
    t = np.arange(int(0.2 * SR / hop), int(0.6 * SR / hop)) * hop / SR
    power = hann(t - 0.40, n_fft) ** 2 + hann(t - 0.43, n_fft) ** 2
    return len(find_peaks(10 * np.log10(power + 1e-12), height=-10, prominence=3)[0])


@pytest.mark.parametrize("n_fft", interactives.FRAME_LENGTHS)
@pytest.mark.parametrize("hop", interactives.HOPS)
def test_resolution_is_what_frame_and_hop_allow(n_fft: int, hop: int) -> None:
    alt = shown("resolution")[n_fft, hop].alt
    tones = "two tones" if 2 * SR / n_fft < 70 else "one tone"  # a Hann window needs two bins between them
    clicks = ("no click", "one click", "two clicks")[clicks_by_formula(n_fft, hop)]
    assert f"{n_fft / SR * 1000:.1f} ms" in alt
    assert f"{1 + n_fft // 2:,} rows, {SR / n_fft:.1f} Hz apart" in alt
    assert f"{1 + SR // hop} columns, {hop / SR * 1000:.1f} ms apart" in alt
    assert f"One sees {tones} and {clicks}." in alt


def test_only_frames_of_1024_show_both_and_only_up_to_a_hop_of_256() -> None:
    both = {place for place, frame in shown("resolution").items() if "two tones and two clicks" in frame.alt}
    assert both == {(1024, 64), (1024, 128), (1024, 256)}


@pytest.mark.parametrize("axis", ["linear: 513 bins", "mel: 128 bands"])
def test_power_and_decibels_are_librosas(axis: str) -> None:
    window = music()[:33_000]
    power = np.abs(librosa.stft(window, n_fft=1024, hop_length=256, pad_mode="constant")) ** 2
    if axis.startswith("mel"):
        power = librosa.feature.melspectrogram(S=power, sr=SR, n_mels=128)
    in_power, in_decibels = shown("scales")[axis, "power"], shown("scales")[axis, "decibels"]
    np.testing.assert_allclose(cells(in_power), power / power.max(), atol=1e-4)
    expected = librosa.power_to_db(power, ref=np.max, amin=1e-20, top_db=80)
    np.testing.assert_allclose(cells(in_decibels), expected, atol=0.02)
    assert cells(in_decibels).max() == 0
    assert -80 <= cells(in_decibels).min() < -60
    assert in_decibels.figure.axes[0].images[0].get_clim() == (-80, 0)
    assert in_power.figure.axes[0].images[0].get_clim() == (0, 1)
    assert f"{len(power)} rows, 129 columns" in in_power.alt
    assert f"{100 * np.mean(power > power.max() / 2):.2g} % of the cells" in in_power.alt
    assert f"{100 * np.mean(expected > -40):.2g} % of the cells" in in_decibels.alt


@pytest.mark.parametrize("n_mels", interactives.BANDS)
def test_bands_are_as_many_as_said_and_where_librosa_puts_them(n_mels: int) -> None:
    frame = shown("bands")[n_mels,]
    centres = librosa.mel_frequencies(n_mels=n_mels + 2, fmax=SR / 2)[1:-1]
    assert cells(frame).shape == (n_mels, 259)
    assert f"{n_mels} bands, their middles from {centres[0]:.0f} to {centres[-1]:,.0f} Hz" in frame.alt
    for tick in frame.figure.axes[0].yaxis.get_major_ticks():
        hertz = float(tick.label1.get_text().replace(",", ""))
        assert np.interp(tick.get_loc() - 0.5, np.arange(n_mels), centres) == pytest.approx(hertz, rel=1e-6)


def test_through_eight_bands_the_beat_survives_and_through_64_the_notes_do_not() -> None:
    def notes(y: np.ndarray) -> np.ndarray:
        return librosa.feature.chroma_stft(y=y, sr=SR, n_fft=4096, tuning=0).ravel()

    def beat(y: np.ndarray) -> np.ndarray:
        return librosa.onset.onset_strength(y=y, sr=SR)

    heard = {n_mels: frame.sound for (n_mels,), frame in shown("bands").items()}
    assert all(sound.shape == music().shape for sound in heard.values())
    assert np.corrcoef(beat(heard[8]), beat(music()))[0, 1] > 0.7
    assert np.corrcoef(notes(heard[128]), notes(music()))[0, 1] > 0.8
    assert np.corrcoef(notes(heard[64]), notes(music()))[0, 1] < 0.5


def test_six_sounds_have_one_level_and_a_picture_each() -> None:
    cards = pictures.six_sounds()
    assert [card.title for card in cards] == ["sine", "sawtooth", "plucked string", "noise", "their sum", "chord"]
    for card in cards:
        assert card.y.std() == pytest.approx(0.07, rel=1e-3)
        assert card.figure is not None
        _, spectrum = (ax.lines[0].get_xydata() for ax in card.figure.axes)
        if card.title in ("sine", "sawtooth", "their sum"):
            assert spectrum[spectrum[:, 1].argmax(), 0] == pytest.approx(440, abs=1.2)


def test_notes_fall_by_tenths_of_power() -> None:
    card = pictures.falling_notes()
    power = (card.y.reshape(5, 8000) ** 2).sum(axis=1)
    np.testing.assert_allclose(power[1:] / power[:-1], 0.1, rtol=1e-6)
    assert card.figure is not None
    decibels = card.figure.axes[1].lines[0].get_ydata()
    np.testing.assert_allclose(decibels, [0, -10, -20, -30, -40])


def test_a_low_leap_is_larger_in_mels_than_a_high_one_of_as_many_hertz() -> None:
    low, high = pictures.leaps()
    assert "200 hertz, which is 3.0 mels" in low.seen  # Slaney: 1 mel is 200 / 3 Hz below 1 kHz
    assert f"200 hertz, which is {27 * np.log(1.05) / np.log(6.4):.1f} mels" in high.seen  # 27 mels to a factor of 6.4
    for card, ends in ((low, (200, 400)), (high, (4000, 4200))):
        halves = np.abs(np.fft.rfft(card.y.reshape(2, 9000), axis=1)).argmax(axis=1) * SR / 9000
        np.testing.assert_allclose(halves, ends, atol=2)


def test_filters_are_drawn_as_librosa_makes_them() -> None:
    picture = figure(6.4, 4.4)
    pictures.draw_filters(picture)
    scale, low, every = picture.axes
    weights = librosa.filters.mel(sr=SR, n_fft=1024, n_mels=128)
    tips = [line.get_xdata()[np.argmax(line.get_ydata())] for line in every.lines]
    assert len(low.lines) == 8
    np.testing.assert_allclose(tips, np.fft.rfftfreq(1024, 1 / SR)[weights[::8].argmax(axis=1)])
    assert scale.lines[0].get_ydata()[-1] == pytest.approx(15 + 27 * np.log(11.025) / np.log(6.4))  # mels at 11,025 Hz

"""The sounds of chapter 03, held against what they are said to be made of."""

import numpy as np
import pytest

from gtzan_course import sounds

SR = 22_050
MADE = {
    "sine": sounds.sine,
    "sawtooth": sounds.sawtooth,
    "plucked string": sounds.plucked_string,
    "noise": sounds.noise,
    "chord": sounds.chord,
    "sum": lambda: sounds.mix(sounds.sine(), sounds.sawtooth(), sounds.plucked_string(), sounds.noise()),
}


def amplitudes(y: np.ndarray) -> np.ndarray:
    """Amplitude at each whole number of Hz, for a sound of one second."""
    return 2 * np.abs(np.fft.rfft(y)) / len(y)


@pytest.mark.parametrize("name", MADE)
def test_all_have_one_level_and_no_click_at_the_ends(name: str) -> None:
    y = MADE[name]()
    assert (y.shape, y.dtype) == ((SR,), np.float32)
    assert np.sqrt(np.mean(y.astype(np.float64) ** 2)) == pytest.approx(0.07, rel=1e-4)
    assert np.abs(y).max() <= 1
    assert np.abs(y[[0, -1]]).max() < 1e-3
    np.testing.assert_array_equal(y, MADE[name]())


def test_a_sine_is_one_frequency() -> None:
    spectrum = amplitudes(sounds.sine(440))
    assert spectrum.argmax() == 440
    assert spectrum[440] == pytest.approx(0.07 * np.sqrt(2), rel=0.02)
    away = np.abs(np.arange(len(spectrum)) - 440) > 100
    assert spectrum[away].max() < spectrum[440] / 1000


def test_a_sawtooth_is_a_comb_of_one_over_the_number() -> None:
    spectrum = amplitudes(sounds.sawtooth(440))
    teeth = spectrum[440::440]
    assert len(teeth) == 25  # the next would lie at 11,440 Hz
    np.testing.assert_allclose(teeth / teeth[0], 1 / np.arange(1, 26), rtol=0.01)
    assert spectrum[660::440].max() < teeth[0] / 1000


def test_a_plucked_string_repeats_as_often_as_it_should_and_dies_away() -> None:
    y = sounds.plucked_string(440).astype(np.float64)
    spectrum = amplitudes(y)
    on_the_comb = sum(float((spectrum[440 * k - 20 : 440 * k + 21] ** 2).sum()) for k in range(1, 26))
    assert on_the_comb > 0.9 * float((spectrum**2).sum())
    thirds = [part.std() for part in np.array_split(y, 3)]
    assert thirds[0] > 2 * thirds[1] > 4 * thirds[2]


def test_noise_is_as_strong_everywhere() -> None:
    power = np.abs(np.fft.rfft(sounds.noise(seconds=4))) ** 2
    quarters = [part.mean() for part in np.array_split(power, 4)]
    np.testing.assert_allclose(quarters, np.mean(quarters), rtol=0.05)
    assert not np.array_equal(sounds.noise(), sounds.noise(seed=1))


def test_a_chord_has_its_strings_and_nothing_between() -> None:
    spectrum = amplitudes(sounds.chord((220.0, 277.2, 329.6)))
    power = [float((spectrum[f - 8 : f + 9] ** 2).sum()) for f in (220, 277, 330)]
    assert min(power) > 30 * float((spectrum[240:260] ** 2).sum())


def test_a_mix_holds_its_parts_in_equal_shares() -> None:
    spectrum = amplitudes(sounds.mix(sounds.sine(440), sounds.sine(1_000)))
    assert spectrum[440] == pytest.approx(0.07, rel=0.02)
    assert spectrum[1_000] == pytest.approx(0.07, rel=0.02)


def test_two_tones_and_two_clicks_are_where_they_should_be() -> None:
    y = sounds.tones_and_clicks()
    spectrum = amplitudes(y)
    assert set(np.argsort(spectrum)[-2:]) == {500, 570}
    loud = np.flatnonzero(np.abs(y) > 0.7)
    first, second = loud[loud < 0.415 * SR].mean() / SR, loud[loud > 0.415 * SR].mean() / SR
    assert (first, second) == (pytest.approx(0.400, abs=5e-4), pytest.approx(0.430, abs=5e-4))
    assert np.abs(y).max() <= 1

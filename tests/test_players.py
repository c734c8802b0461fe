"""Sound for the page, decoded again and held against what went in."""

import base64
import io
import re

import numpy as np
import pytest
import soundfile

from gtzan_course import players

SR = 22_050
TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(SR) / SR)).astype(np.float32)


def decoded(data: bytes) -> tuple[np.ndarray, int]:
    return soundfile.read(io.BytesIO(data))


def test_mp3_holds_the_sound_and_is_the_same_every_time() -> None:
    data = players.mp3(TONE)
    y, sr = decoded(data)
    peak = np.abs(np.fft.rfft(y)).argmax() * sr / len(y)
    assert sr == SR
    assert peak == pytest.approx(440, abs=1)
    assert data == players.mp3(TONE)
    assert len(data) < len(TONE) * 2 / 4


def test_too_loud_a_sound_is_scaled_not_clipped() -> None:
    y, _ = decoded(players.mp3(8 * TONE))
    spectrum = np.abs(np.fft.rfft(y * np.hanning(len(y))))
    third_harmonic = spectrum[round(1320 * len(y) / SR)]
    assert third_harmonic < spectrum.max() / 1000


def test_player_carries_the_sound_and_says_what_one_hears() -> None:
    page = players.audio(TONE, alt='A tone of 440 Hz & nothing "else", one second long').data
    source = re.search(r'src="data:audio/mpeg;base64,([^"]+)"', page)
    assert source is not None
    assert base64.b64decode(source[1]) == players.mp3(TONE)
    assert 'aria-label="A tone of 440 Hz &amp; nothing &quot;else&quot;, one second long"' in page


def test_player_without_a_description_is_refused() -> None:
    with pytest.raises(ValueError, match="25 characters"):
        players.audio(TONE, alt="tone")


@pytest.mark.parametrize("y", [np.zeros(0), np.zeros((2, 9)), np.array([0.0, np.nan])])
def test_what_is_no_waveform_is_refused(y: np.ndarray) -> None:
    with pytest.raises(ValueError, match="finite mono waveform"):
        players.mp3(y)

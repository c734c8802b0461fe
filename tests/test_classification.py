"""Tests of classification: streaming against the whole file, formats, rates, channels, bad input, the report."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
import tracemalloc
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from made_sounds import BAD, SR, changing_sound, save_random_model, write_bad

from gtzan_course import classification, listeners, training
from gtzan_course.classification import Classification, classify, shipped_model_path
from gtzan_course.dataset import GENRES
from gtzan_course.doubts import doubts, window_movement
from gtzan_course.model import load_model
from gtzan_course.spectrograms import log_mel
from gtzan_course.streaming import stream_windows
from gtzan_course.windows import slice_windows

FORMATS = [
    ("WAV", "PCM_U8", 1e-6), ("WAV", "PCM_16", 1e-6), ("WAV", "PCM_24", 1e-6), ("WAV", "PCM_32", 1e-6),
    ("WAV", "FLOAT", 1e-6), ("WAV", "DOUBLE", 1e-6), ("AU", "PCM_16", 1e-6), ("AIFF", "PCM_24", 1e-6),
    ("FLAC", "PCM_16", 1e-6), ("OGG", "VORBIS", 1e-5), ("MP3", "MPEG_LAYER_III", 1e-4),
]  # fmt: skip

READ_ONCE = cache(load_model)


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_random_model(tmp_path_factory.mktemp("models") / "random.npz")


def write(path: Path, y: np.ndarray, *, sr: int = SR, subtype: str = "FLOAT") -> Path:
    soundfile.write(path, y, sr, subtype=subtype)
    return path


def whole_probabilities(y: np.ndarray, model_path: Path) -> np.ndarray:
    """The answer by another way: the whole waveform at once, through Keras's own predict."""
    network, _ = READ_ONCE(model_path)
    return network.predict(log_mel(slice_windows(y))[..., np.newaxis], verbose=0)


@pytest.mark.parametrize("n_samples", [33_000, 49_499, 49_500, 440_999, 441_000, 441_001, 700_001, 1_400_000])
def test_streamed_windows_are_those_of_the_whole_file(tmp_path: Path, n_samples: int) -> None:
    y = changing_sound(n_samples)
    streamed = np.concatenate(list(stream_windows(write(tmp_path / "song.wav", y))))
    whole = np.stack([y[start : start + 33_000] for start in range(0, n_samples - 33_000 + 1, 16_500)])
    np.testing.assert_array_equal(streamed, whole)


@pytest.mark.parametrize("sr", [44_100, 48_000, 8_000, 192_000])
def test_resampling_has_no_seam_between_blocks(tmp_path: Path, sr: int) -> None:
    y = np.random.default_rng(0).uniform(-0.5, 0.5, 45 * sr).astype(np.float32)
    streamed = np.concatenate(list(stream_windows(write(tmp_path / "song.wav", y, sr=sr))))
    whole = slice_windows(soxr.resample(y, sr, SR))
    assert len(streamed) == len(whole) == 59
    np.testing.assert_allclose(streamed, whole, atol=1e-4)


def test_classify_is_the_vote_over_the_whole_file(tmp_path: Path, model_path: Path) -> None:
    y = changing_sound(65 * SR)
    found = classify(write(tmp_path / "song.wav", y), model=model_path)
    expected = whole_probabilities(y, model_path)
    votes = Counter(GENRES[label] for label in expected.argmax(axis=1))
    assert found.probabilities.shape == (85, 10)
    assert found.probabilities.dtype == np.float32
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-5)
    assert len(votes) > 1, "a sound to which the model always says the same tests little"
    assert found.genre == votes.most_common(1)[0][0]
    assert found.window_genres == [GENRES[label] for label in expected.argmax(axis=1)]
    assert found.shares == pytest.approx({genre: votes[genre] / 85 for genre in GENRES})
    assert list(found.shares.values()) == sorted(found.shares.values(), reverse=True)
    np.testing.assert_allclose(found.window_starts, [0.75 * i * 33_000 / 33_075 for i in range(85)])
    assert found.learnt_from == "random weights, no music at all"
    assert found.genres == GENRES


def test_five_minutes_in_little_memory(tmp_path: Path, model_path: Path) -> None:
    path = write(tmp_path / "long.wav", changing_sound(300 * SR), subtype="PCM_16")
    tracemalloc.start()
    n_windows = [len(windows) for windows in stream_windows(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(n_windows) == 399  # (6,615,000 - 33,000) / 16,500 = 398.9
    assert max(n_windows) <= 28
    assert peak < 8e6, "the whole file is 26 MB"
    assert len(classify(path, model=model_path).window_genres) == 399


@pytest.mark.long
def test_two_hours_in_bounded_memory_and_time(tmp_path: Path, model_path: Path) -> None:
    path, rng = tmp_path / "two_hours.wav", np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", 8_000, 1, "PCM_16") as file:
        for _ in range(120):
            file.write(rng.uniform(-0.5, 0.5, 60 * 8_000))
    program = (
        "import sys; from gtzan_course.classification import classify; "
        "print(len(classify(sys.argv[1], model=sys.argv[2]).window_genres)); "
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, model_path], capture_output=True, text=True, check=True, timeout=240
    )
    n_windows, peak_kib = map(int, done.stdout.split())
    assert n_windows == 9_620  # (158,760,000 - 33,000) / 16,500 = 9,619.8
    assert peak_kib * 1024 < 1.2e9


@pytest.mark.parametrize(("container", "subtype", "tolerance"), FORMATS)
def test_formats(tmp_path: Path, model_path: Path, container: str, subtype: str, tolerance: float) -> None:
    path = tmp_path / f"song.{container.lower()}"
    soundfile.write(path, changing_sound(8 * SR), SR, format=container, subtype=subtype)
    decoded, sr = soundfile.read(path, dtype="float32")
    assert sr == SR
    found = classify(path, model=model_path).probabilities
    np.testing.assert_allclose(found, whole_probabilities(decoded, model_path), atol=max(1e-5, tolerance))


@pytest.mark.filterwarnings("ignore:.*sample rate:UserWarning")
@pytest.mark.parametrize("sr", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])
def test_a_tone_stays_what_it_is_at_every_rate(tmp_path: Path, model_path: Path, sr: int) -> None:
    path = write(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * sr) / sr), sr=sr)
    windows = np.concatenate(list(stream_windows(path)))
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(49_500) / SR)
    np.testing.assert_allclose(windows[1, :16_500], expected[16_500:33_000], atol=2e-3)
    assert len(classify(path, model=model_path).window_genres) == 3


@pytest.mark.parametrize("n_channels", [1, 2, 3, 5, 8])
def test_channels_are_averaged(tmp_path: Path, n_channels: int) -> None:
    y = np.random.default_rng(0).uniform(-0.5, 0.5, (2 * SR, n_channels)).astype(np.float32)
    windows = next(stream_windows(write(tmp_path / "song.wav", y)))
    np.testing.assert_allclose(windows[0], y[:33_000].sum(axis=1) / n_channels, atol=1e-6)


def test_low_rate_warns_by_name(tmp_path: Path, model_path: Path) -> None:
    path = write(tmp_path / "telephone.wav", changing_sound(24_000), sr=8_000)
    with pytest.warns(UserWarning, match=r"telephone\.wav has a sample rate of 8,000 Hz.*above 4,000 Hz") as caught:
        classify(path, model=model_path)
    assert caught[0].filename == __file__


def test_ordinary_sound_does_not_warn(tmp_path: Path, model_path: Path) -> None:
    path = write(tmp_path / "song.wav", changing_sound(4 * SR))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        classify(path, model=model_path)


def test_one_window_is_enough(tmp_path: Path, model_path: Path) -> None:
    found = classify(write(tmp_path / "song.wav", changing_sound(33_000)), model=model_path)
    assert found.window_starts.tolist() == [0.0]
    assert found.shares[found.genre] == 1
    assert found.window_genres == [found.genre]


def test_quiet_is_not_silent(tmp_path: Path, model_path: Path) -> None:
    y = changing_sound(3 * SR)
    quiet = write(tmp_path / "quiet.wav", 1.1e-4 * y / np.abs(y).max())
    np.testing.assert_allclose(
        classify(quiet, model=model_path).probabilities, whole_probabilities(y, model_path), atol=1e-4
    )


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_error_that_names_the_file(tmp_path: Path, model_path: Path, kind: str) -> None:
    path = write_bad(kind, tmp_path)
    _, _, error, words = BAD[kind]
    with pytest.raises(error, match=words) as caught:
        classify(path, model=model_path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)


def test_model_by_name_path_and_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_random_model(tmp_path / "cnn.npz", learnt_from="the shipped")
    save_random_model(tmp_path / "other.npz", learnt_from="the other")
    monkeypatch.setattr(classification, "shipped_model_path", lambda name="cnn": tmp_path / f"{name}.npz")
    song = write(tmp_path / "song.wav", changing_sound(2 * SR))
    assert classify(song).learnt_from == "the shipped"
    assert classify(song, model="cnn").learnt_from == "the shipped"
    assert classify(song, model="other").learnt_from == "the other"
    assert classify(song, model=str(tmp_path / "other.npz")).learnt_from == "the other"
    monkeypatch.chdir(tmp_path)
    assert classify(song, model="other.npz").learnt_from == "the other"
    with pytest.raises(FileNotFoundError, match=r"nosuch.*\(cnn, other\)"):
        classify(song, model="nosuch")
    with pytest.raises(FileNotFoundError, match="gone"):
        classify(song, model=tmp_path / "gone.npz")


def test_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no model")
    song = write(tmp_path / "song.wav", changing_sound(2 * SR))
    with pytest.raises(ValueError, match=r"text\.npz"):
        classify(song, model=tmp_path / "text.npz")


def test_model_is_read_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []
    monkeypatch.setattr(listeners, "load_model", lambda path: reads.append(path) or load_model(path))
    path = save_random_model(tmp_path / "model.npz", learnt_from="first")
    song = write(tmp_path / "song.wav", changing_sound(2 * SR))
    assert [classify(song, model=path).learnt_from for _ in range(3)] == ["first"] * 3
    assert len(reads) == 1
    save_random_model(path, learnt_from="second")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert classify(song, model=path).learnt_from == "second"
    assert len(reads) == 2


def test_ties_go_to_the_surer_and_it_comes_first(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = np.full((2, 10), 0.01, np.float32)
    made[0, GENRES.index("blues")], made[1, GENRES.index("rock")] = 0.5, 0.8
    monkeypatch.setattr(training, "predict_windows", lambda network, pictures: made)
    found = classify(write(tmp_path / "song.wav", changing_sound(49_500)), model=model_path)
    assert found.genre == "rock"
    assert list(found.shares)[:3] == ["rock", "blues", "classical"]
    assert list(found.shares.values())[:3] == [0.5, 0.5, 0.0]


def made_classification(votes: list[str]) -> Classification:
    counts = Counter(votes)
    return Classification(
        genre=counts.most_common(1)[0][0],
        shares={genre: counts[genre] / len(votes) for genre in sorted(GENRES, key=lambda genre: -counts[genre])},
        window_starts=np.arange(len(votes)) * 16_500 / 22_050,
        window_genres=votes,
        probabilities=np.zeros((len(votes), 10), np.float32),
        genres=GENRES,
        learnt_from="made-up votes",
    )


def test_report() -> None:
    votes = ["jazz"] * 5 + ["blues"] * 3 + ["jazz"] * 2
    assert str(made_classification(votes)) == "\n".join(
        [
            "Genre: jazz",
            "",
            "Votes of 10 window(s):",
            "  jazz       70.0%  #####################",
            "  blues      30.0%  #########",
            "",
            "Time line, 0:00 to 0:08, each column a window, 0.748 s apart:",
            "  jazz      #####...##",
            "  blues     .....###..",
            "",
            "The model has learnt from: made-up votes",
        ]
    )


def test_report_says_what_is_doubted_after_the_genre() -> None:
    sure = made_classification(["jazz", "blues"])
    unsure = dataclasses.replace(sure, doubts=("nobody agrees", "it is a tone"))
    lines = str(unsure).splitlines()
    assert lines[:4] == ["Genre: jazz", "", "Not sure: nobody agrees; it is a tone.", ""]
    assert lines[4:] == str(sure).splitlines()[2:]


def test_doubts_are_those_of_the_whole_file(tmp_path: Path, model_path: Path) -> None:
    """Thirty seconds of which the first ten are silent and ten a tone: neither alone is the most of 39 windows."""
    y = changing_sound(30 * SR)
    assert classify(write(tmp_path / "song.wav", y), model=model_path).doubts == expected_doubts(y, model_path)
    y[: 10 * SR], y[10 * SR : 26 * SR] = 0, 0.5 * np.sin(np.arange(16 * SR) / 8)
    found = classify(write(tmp_path / "tone.wav", y), model=model_path).doubts
    assert found == expected_doubts(y, model_path)
    assert any("hardly changes" in doubt for doubt in found)
    assert not any("silent" in doubt for doubt in found)


def expected_doubts(y: np.ndarray, model_path: Path) -> tuple[str, ...]:
    """The answer for the whole waveform at once."""
    return doubts(whole_probabilities(y, model_path), window_movement(log_mel(slice_windows(y))))


def test_report_of_two_hours_is_compact() -> None:
    jazz_but_for_three = (["jazz"] * 90 + ["blues"] * 71) * 30 + ["rock"] * 161 * 2 + ["jazz"] * (161 * 27 + 120)
    lines = str(made_classification(jazz_but_for_three)).splitlines()
    rows = {line.split()[0]: line.split()[-1] for line in lines if re.fullmatch(r"  \w+ +[#.]+", line)}
    assert max(map(len, lines)) <= 90
    assert rows == {"jazz": "#" * 30 + ".." + "#" * 28, "rock": "." * 30 + "##" + "." * 28}
    assert "each column the majority of 161 windows" in str(made_classification(jazz_but_for_three))


def test_shipped_model_names_a_genre(tmp_path: Path) -> None:
    found = classify(write(tmp_path / "song.wav", changing_sound(5 * SR)))
    assert shipped_model_path().stat().st_size <= 6_000_000
    assert found.genres == GENRES
    assert found.genre in GENRES
    assert "demo" in found.learnt_from

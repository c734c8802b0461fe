"""Reading GTZAN's folder, with everything that lies in a real one."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import tone

from gtzan_course.dataset import GENRES, Track, load_audio, read_tracks


def test_genres_are_the_ten_in_alphabetical_order() -> None:
    assert list(GENRES) == sorted(GENRES)
    assert set(GENRES) == {
        *("blues", "classical", "country", "disco", "hiphop"),
        *("jazz", "metal", "pop", "reggae", "rock"),
    }


def test_tracks_come_sorted_with_genre_and_path(made_gtzan: Path) -> None:
    tracks = read_tracks(made_gtzan)
    assert [track.track_id for track in tracks] == [f"{genre}.{i:05d}" for genre in GENRES for i in (0, 1)]
    path = made_gtzan / "genres" / "metal" / "metal.00001.wav"
    assert tracks[13] == Track("metal.00001", "metal", path, artist=None)


def test_the_folder_may_be_the_genres_their_parent_or_kaggles(made_gtzan: Path) -> None:
    ids = [track.track_id for track in read_tracks(made_gtzan)]
    assert [track.track_id for track in read_tracks(str(made_gtzan / "genres"))] == ids
    (made_gtzan / "genres").rename(made_gtzan / "genres_original")
    assert [track.track_id for track in read_tracks(made_gtzan)] == ids


def test_the_originals_au_files_are_tracks(made_gtzan: Path) -> None:
    for path in made_gtzan.rglob("*.wav"):
        soundfile.write(path.with_suffix(".au"), tone(440, 0.1), 22_050)
        path.unlink()
    tracks = read_tracks(made_gtzan)
    assert len(tracks) == 20
    assert {track.path.suffix for track in tracks} == {".au"}


def test_what_lies_beside_the_audio_is_passed_over_in_silence(made_gtzan: Path) -> None:
    blues = made_gtzan / "genres" / "blues"
    for name in (".DS_Store", "._blues.00000.wav", "bextract_single.mf", "README", "README.md"):
        (blues / name).write_bytes(b"\x00\x05\x16\x07")
        (blues.parent / name).write_bytes(b"\x00\x05\x16\x07")
    (blues / "blues.00002.wav").mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_tracks(made_gtzan)) == 20


def test_missing_genres_are_named(made_gtzan: Path) -> None:
    shutil.rmtree(made_gtzan / "genres" / "jazz")
    shutil.rmtree(made_gtzan / "genres" / "pop")
    with pytest.raises(FileNotFoundError, match=r"genres, missing: jazz, pop\."):
        read_tracks(made_gtzan)


def test_an_empty_genre_is_named(made_gtzan: Path) -> None:
    for path in (made_gtzan / "genres" / "rock").iterdir():
        path.unlink()
    with pytest.raises(FileNotFoundError, match=r"rock\.NNNNN\.wav in .*rock, found none"):
        read_tracks(made_gtzan)


def test_a_folder_that_is_none_and_one_with_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"found none at .*nowhere"):
        read_tracks(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match=r"missing: blues, classical.*rock"):
        read_tracks(tmp_path)


@pytest.mark.parametrize("name", ["song.wav", "rock.00001.wav", "blues.1.wav", "blues.00000 (1).wav"])
def test_audio_by_another_name_is_passed_over_with_a_warning(made_gtzan: Path, name: str) -> None:
    shutil.copy(made_gtzan / "genres" / "blues" / "blues.00000.wav", made_gtzan / "genres" / "blues" / name)
    with pytest.warns(UserWarning, match="Passed over 1 file") as caught:
        assert len(read_tracks(made_gtzan)) == 20
    assert name in str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_track_in_two_formats_is_an_error(made_gtzan: Path) -> None:
    soundfile.write(made_gtzan / "genres" / "pop" / "pop.00001.au", tone(440, 0.1), 22_050)
    with pytest.raises(ValueError, match=r"two files for pop\.00001"):
        read_tracks(made_gtzan)


def test_the_manifest_names_artists(made_gtzan: Path) -> None:
    rows = ["track_id,genre,artist", "blues.00000,blues,Ada Nine", 'blues.00001,blues,"Bo, and Co"', "rock.00000,rock,"]
    (made_gtzan / "genres" / "manifest.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    artists = {track.track_id: track.artist for track in read_tracks(made_gtzan)}
    assert artists["blues.00000"] == "Ada Nine"
    assert artists["blues.00001"] == "Bo, and Co"
    assert artists["rock.00000"] is None
    assert artists["pop.00000"] is None


def test_a_manifest_without_artists_says_so(made_gtzan: Path) -> None:
    (made_gtzan / "genres" / "manifest.csv").write_text("id,who\nblues.00000,Ada\n")
    with pytest.raises(ValueError, match=r"columns track_id and artist in .*manifest\.csv"):
        read_tracks(made_gtzan)


def test_load_audio_keeps_the_first_samples(tmp_path: Path) -> None:
    y = tone(440, 31)
    soundfile.write(tmp_path / "a.wav", y, 22_050, subtype="FLOAT")
    loaded = load_audio(tmp_path / "a.wav")
    assert loaded.shape == (660_000,)
    assert loaded.dtype == np.float32
    np.testing.assert_array_equal(loaded, y[:660_000])
    np.testing.assert_array_equal(load_audio(tmp_path / "a.wav", n_samples=None), y)
    np.testing.assert_array_equal(load_audio(tmp_path / "a.wav", n_samples=10), y[:10])


def test_a_short_track_says_how_short(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", tone(440, 20), 22_050)
    with pytest.raises(ValueError, match=r"660,000 samples \(29\.93 s.*found 441,000 \(20\.00 s\) in .*short\.wav"):
        load_audio(tmp_path / "short.wav")
    soundfile.write(tmp_path / "exact.wav", np.zeros(660_000), 22_050)
    assert len(load_audio(tmp_path / "exact.wav")) == 660_000


def test_a_text_file_named_wav_is_named_when_loaded(made_gtzan: Path) -> None:
    (made_gtzan / "genres" / "disco" / "disco.00001.wav").write_text("not music")
    track = next(track for track in read_tracks(made_gtzan) if track.track_id == "disco.00001")
    with pytest.raises(ValueError, match=r"could not read .*disco\.00001\.wav"):
        load_audio(track.path)


def test_stereo_at_another_rate_keeps_its_pitch(tmp_path: Path) -> None:
    y = tone(880, 31, sr=44_100)
    soundfile.write(tmp_path / "a.flac", np.stack([y, y], axis=1), 44_100)
    loaded = load_audio(tmp_path / "a.flac")
    assert loaded.shape == (660_000,)
    assert np.abs(np.fft.rfft(loaded)).argmax() * 22_050 / 660_000 == pytest.approx(880, abs=0.05)
    assert np.abs(loaded).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.gtzan
def test_every_real_track_has_its_samples(gtzan_dir: Path) -> None:
    tracks = read_tracks(gtzan_dir)
    assert {track.genre for track in tracks} == set(GENRES)
    files = [path for path in gtzan_dir.rglob("*.wav") if not path.name.startswith(".")]
    assert len(tracks) == len(files) > 0
    for track in tracks:
        y = load_audio(track.path)
        assert (y.shape, y.dtype) == ((660_000,), np.float32)
        assert 0.01 < np.abs(y).max() <= 1

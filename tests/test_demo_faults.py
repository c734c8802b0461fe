"""Planted faults: they are where the tables say, and nothing else changes."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gtzan_course.dataset import GENRES, MANIFEST, read_tracks
from gtzan_course.demo import demo_home, read_faults, write_demo
from gtzan_course.demo.damage import clip, static
from gtzan_course.demo.faults import FAULTS, Counts, plant, track_name

THREE = ("blues", "metal", "pop")
SET = {"tracks_per_genre": 6, "artists_per_genre": 2, "genres": THREE, "seed": 4, "progress": False}
PLANTED = {"repetitions": 3, "mislabelled": 2, "distorted": 4}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("clean"), **SET)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("faulty"), **SET, **PLANTED)


def wav(home: Path, track_id: str) -> Path:
    return home / "genres" / track_id.split(".")[0] / f"{track_id}.wav"


def sound(home: Path, track_id: str) -> np.ndarray:
    return soundfile.read(wav(home, track_id), dtype="float32")[0]


def files(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def manifest(home: Path) -> dict[str, dict[str, str]]:
    with open(home / "genres" / MANIFEST, newline="", encoding="utf-8") as file:
        return {row["track_id"]: row for row in csv.DictReader(file)}


def same_size(home: Path) -> list[str]:
    return [path.relative_to(home).as_posix() for path in sorted(home.rglob("*.wav"))]


def test_without_faults_nothing_tells_of_them(clean: Path) -> None:
    assert (clean / "genres/settings.txt").read_text("utf-8") == (
        "tracks_per_genre: 6\nartists_per_genre: 2\nfirst_artist: 0\nfirst_track: 0\nseed: 4\ncohesion: 0.75\n"
        "blend: 0.08\ngenres: ('blues', 'metal', 'pop')\nversion: 2\n"
    )
    assert [path.name for path in clean.iterdir()] == ["genres"]
    assert read_faults(clean) == []


def test_every_fault_is_in_the_table(faulty: Path) -> None:
    faults = read_faults(faulty)
    assert (faulty / FAULTS).read_text("utf-8").startswith("track_id,fault,of,how\n")
    assert Counter(fault.fault for fault in faults) == {"repetition": 3, "mislabelled": 2, "distorted": 4}
    assert [fault.track_id for fault in faults] == sorted({fault.track_id for fault in faults})
    assert Counter(fault.track_id.split(".")[0] for fault in faults) == dict.fromkeys(THREE, 3)


def test_sound_tracks_are_those_of_the_clean_data(clean: Path, faulty: Path) -> None:
    wrong = {fault.track_id for fault in read_faults(faulty)}
    assert same_size(clean) == same_size(faulty)
    for path in sorted(clean.rglob("*.wav")):
        assert (path.read_bytes() == wav(faulty, path.stem).read_bytes()) == (path.stem not in wrong), path.stem


def test_repetitions_repeat_sound_tracks_of_their_folder(faulty: Path) -> None:
    faults = {fault.track_id: fault for fault in read_faults(faulty)}
    repeated = [fault for fault in faults.values() if fault.fault == "repetition"]
    assert sorted(fault.how.split()[0] for fault in repeated) == ["exact", "level", "shift"]
    for fault in repeated:
        assert fault.of.split(".")[0] == fault.track_id.split(".")[0]
        assert fault.of not in faults
        assert manifest(faulty)[fault.track_id]["artist"] == manifest(faulty)[fault.of]["artist"]


def test_an_exact_repetition_is_one_byte_for_byte(faulty: Path) -> None:
    (exact,) = [fault for fault in read_faults(faulty) if fault.how == "exact"]
    assert wav(faulty, exact.track_id).read_bytes() == wav(faulty, exact.of).read_bytes()


def test_another_level_is_that_many_decibels_softer(faulty: Path) -> None:
    (level,) = [fault for fault in read_faults(faulty) if fault.how.startswith("level")]
    copy, original = sound(faulty, level.track_id), sound(faulty, level.of)
    decibels = 10 * np.log10(np.mean(copy**2) / np.mean(original**2))
    assert -12 <= decibels <= -3
    assert f"level {decibels:.1f} dB" == level.how
    assert np.corrcoef(copy, original)[0, 1] > 0.9999


def test_a_shift_is_heard_that_many_seconds_later(faulty: Path) -> None:
    (shift,) = [fault for fault in read_faults(faulty) if fault.how.startswith("shift")]
    later = round(float(shift.how.split()[1]) * 22_050)
    copy, original = sound(faulty, shift.track_id), sound(faulty, shift.of)
    assert 2 * 22_050 <= later <= 15 * 22_050
    assert np.corrcoef(copy[:220_500], original[later : later + 220_500])[0, 1] > 0.9
    assert abs(np.corrcoef(copy[:220_500], original[:220_500])[0, 1]) < 0.5


def test_a_mislabelled_track_has_the_folders_name_and_another_genres_music(clean: Path, faulty: Path) -> None:
    strange = [fault for fault in read_faults(faulty) if fault.fault == "mislabelled"]
    for fault in strange:
        row = manifest(faulty)[fault.track_id]
        assert fault.track_id.split(".")[0] != fault.of == row["genre"]
        assert row["artist"].startswith(f"{fault.of}-a")
        assert all(sound(clean, path.stem).tobytes() != sound(faulty, fault.track_id).tobytes()
                   for path in clean.rglob("*.wav"))  # fmt: skip
    assert len({wav(faulty, fault.track_id).read_bytes() for fault in strange}) == 2
    others = manifest(faulty).keys() - {fault.track_id for fault in strange}
    assert all(manifest(faulty)[name]["genre"] == name.split(".")[0] for name in others)


def test_distortion_spoils_the_share_that_it_says(clean: Path, faulty: Path) -> None:
    spoilt = [fault for fault in read_faults(faulty) if fault.fault == "distorted"]
    assert sorted(float(fault.of) for fault in spoilt) == [0.002, 0.0093, 0.0431, 0.2]
    for fault in spoilt:
        y, before = sound(faulty, fault.track_id), sound(clean, fault.track_id)
        if fault.how == "clipping":
            flat = np.abs(y) >= np.abs(y).max() - 2 / 32768
            assert flat.mean() == pytest.approx(float(fault.of), rel=0.15)
        else:
            assert (y != before).mean() == pytest.approx(float(fault.of), rel=0.05)


def test_same_settings_same_bytes(faulty: Path, tmp_path: Path) -> None:
    assert files(write_demo(tmp_path, **SET, **PLANTED, n_jobs=2)) == files(faulty)


def test_an_interrupted_call_is_taken_up(faulty: Path) -> None:
    before = files(faulty)
    (exact,) = [fault for fault in read_faults(faulty) if fault.how == "exact"]
    for path in (wav(faulty, exact.track_id), wav(faulty, exact.of), faulty / FAULTS):
        path.unlink()
    write_demo(faulty, **SET, **PLANTED)
    assert files(faulty) == before


def test_other_faults_are_refused(clean: Path, faulty: Path) -> None:
    with pytest.raises(FileExistsError, match="distorted: 3"):
        write_demo(faulty, **SET, **PLANTED | {"distorted": 3})
    with pytest.raises(FileExistsError, match="distorted: 4"):
        write_demo(clean, **SET, **PLANTED)


def test_a_table_of_the_users_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / FAULTS).write_text("mine")
    with pytest.raises(FileExistsError, match=r"faults\.csv"):
        write_demo(tmp_path, **SET, **PLANTED)
    assert (tmp_path / FAULTS).read_text() == "mine"
    assert not (tmp_path / "genres").exists()


@pytest.mark.parametrize(
    ("tracks", "counts", "said"),
    [
        (4, Counts(distorted=21), "half of the 40"),
        (4, Counts(repetitions=-1), "from 0"),
        (1, Counts(repetitions=1), "two tracks a genre"),
    ],
)
def test_too_many_faults_are_refused(tracks: int, counts: Counts, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plant(GENRES, tracks, 0, counts)


def test_one_genre_has_no_other_to_be_mistaken_for() -> None:
    with pytest.raises(ValueError, match="two genres"):
        plant(("jazz",), 4, 0, Counts(mislabelled=1))


def test_half_of_the_tracks_can_be_faulty() -> None:
    for seed in range(5):
        planted = plant(GENRES, 3, seed, Counts(5, 5, 5))
        assert len(planted) == 15
        repeated = [fault.source for fault in planted.values() if fault.fault == "repetition"]
        assert len(set(repeated)) == 5
        assert not set(repeated) & planted.keys()
        assert Counter(fault.how for fault in planted.values() if fault.fault == "repetition") == {
            "exact": 2, "level": 2, "shift": 1}  # fmt: skip


def test_another_seed_other_places() -> None:
    first, other = (set(plant(GENRES, 10, seed, Counts(10, 10, 10))) for seed in (0, 1))
    assert first != other


def test_track_name() -> None:
    assert track_name(("rock", 3)) == "rock.00003"


def test_clip_keeps_loudness_and_flattens() -> None:
    y = 0.5 * np.sin(np.arange(22_050) / 10, dtype=np.float32)
    cut = clip(y, 0.5)
    assert cut.dtype == np.float32
    assert np.mean(np.abs(cut) > 0.999 * np.abs(cut).max()) == pytest.approx(0.5, abs=0.01)
    assert np.std(cut) == pytest.approx(np.std(y), rel=1e-3)


def test_static_has_a_burst_at_least() -> None:
    y = 0.1 * np.ones(22_050, np.float32)
    assert (static(y, 1e-9, np.random.default_rng(0)) != y).sum() == pytest.approx(441, abs=1)


def test_demo_homes_folder_tells_faults_and_cohesion_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTZAN_COURSE_CACHE", str(tmp_path))
    monkeypatch.setattr("gtzan_course.demo.write.render", lambda score: np.zeros(100, np.float32))
    plain = {"tracks_per_genre": 1, "progress": False}
    assert demo_home(**plain).name == "demo-v2-seed0-1x10-from0"
    assert demo_home(**plain, cohesion=0.5).name == "demo-v2-seed0-1x10-from0-cohesion0.5"
    home = demo_home(**plain, mislabelled=1)
    assert home.name == "demo-v2-seed0-1x10-from0-faults0-1-0"
    assert len(read_tracks(home)) == 10


def test_read_faults_wants_demo_data(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="demo_home"):
        read_faults(tmp_path)

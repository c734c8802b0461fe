"""Tests of the command: its output, its one-line errors and warnings, its exit codes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from made_sounds import BAD, SR, changing_sound, save_random_model, write_bad

from gtzan_course import __version__
from gtzan_course.classification import classify
from gtzan_course.cli import main
from gtzan_course.dataset import GENRES, read_tracks


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save_random_model(tmp_path_factory.mktemp("models") / "random.npz"))


@pytest.fixture
def song(tmp_path: Path) -> str:
    path = tmp_path / "song.wav"
    soundfile.write(path, changing_sound(6 * SR), SR)
    return str(path)


def assert_one_line(text: str, *words: str) -> None:
    assert text.startswith("gtzan-course: ")
    assert text.count("\n") == 1, text
    assert all(word in text for word in words)
    assert "Traceback" not in text


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gtzan_course.cli", *args], capture_output=True, text=True, check=False, timeout=120
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"gtzan-course {__version__}\n"


@pytest.mark.parametrize("args", [[], ["data"], ["classify"], ["sing"], ["data", "demo", "x", "--seed", "one"]])
def test_wrong_usage(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(args)
    assert "usage: gtzan-course" in capsys.readouterr().err


def test_classify_prints_the_report(song: str, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", song, "--model", model]) == 0
    out, err = capsys.readouterr()
    assert out == f"{classify(song, model=model)}\n"
    assert "random weights, no music at all" in out
    assert err == ""


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_code_2(
    kind: str, tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_bad(kind, tmp_path)
    assert main(["classify", str(path), "--model", model]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert_one_line(err, str(path))


def test_bad_model_is_one_line_and_code_2(song: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", song, "--model", "nosuch"]) == 2
    assert_one_line(capsys.readouterr().err, "nosuch")
    assert main(["classify", song, "--model", song]) == 2
    assert_one_line(capsys.readouterr().err, song)


def test_warning_is_one_line(tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "telephone.wav"
    soundfile.write(path, changing_sound(24_000), 8_000)
    assert main(["classify", str(path), "--model", model]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Genre: ")
    assert_one_line(err, "gtzan-course: warning: ", str(path), "4,000 Hz")


@pytest.mark.parametrize(("sr", "n_channels"), [(192_000, 1), (22_050, 8), (192_000, 8)])
def test_high_rates_and_many_channels_are_classified(
    sr: int, n_channels: int, tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "studio.wav"
    soundfile.write(path, np.tile(changing_sound(4 * sr)[:, None], n_channels), sr)
    assert main(["classify", str(path), "--model", model]) == 0
    out, err = capsys.readouterr()
    assert "Votes of 4 window(s)" in out
    assert err == ""


def test_half_an_mp3_is_classified_and_its_decoder_says_nothing(tmp_path: Path, model: str) -> None:
    path = tmp_path / "half.mp3"
    soundfile.write(path, changing_sound(30 * SR), SR)
    content = bytearray(path.read_bytes()[: path.stat().st_size // 2])
    content[20_000:20_040] = bytes(40)
    path.write_bytes(content)
    done = run("classify", str(path), "--model", model)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"Votes of 1\d window", done.stdout)


def test_what_is_doubted_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.5 * np.sin(np.arange(5 * SR) / 8), SR)
    assert main(["classify", str(path)]) == 0
    out, err = capsys.readouterr()
    assert re.fullmatch(r"Not sure: .*hardly changes, like a steady tone or noise.*\.", out.splitlines()[2])
    assert err == ""


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device", "song.wav"), 2, "No space left"),
        (ImportError("Expected Keras.\nInstall it."), 2, "Expected Keras. Install it."),
    ],
)
def test_what_stops_it_is_one_line(
    error: BaseException, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("gtzan_course.classification.classify", stop)
    assert main(["classify", "song.wav"]) == code
    assert_one_line(capsys.readouterr().err, words)


def test_its_own_bugs_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gtzan_course.classification.classify", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["classify", "song.wav"])


@pytest.mark.parametrize("kind", ["text", "text named mp3", "1 s"])
def test_bad_input_as_a_process(kind: str, tmp_path: Path, model: str) -> None:
    path = write_bad(kind, tmp_path)
    done = run("classify", str(path), "--model", model)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_line(done.stderr, str(path))


def test_a_song_as_a_process(song: str, model: str) -> None:
    done = run("classify", song, "--model", model)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{classify(song, model=model)}\n"


def test_heavy_libraries_wait_until_they_are_needed(tmp_path: Path, model: str) -> None:
    path = write_bad("1 s", tmp_path)
    program = (
        "import sys; from gtzan_course import cli; "
        "assert not {'numpy', 'soundfile', 'librosa', 'tensorflow'} & sys.modules.keys(); "
        "cli.main(['classify', *sys.argv[1:]]); "
        "assert not {'librosa', 'keras', 'tensorflow'} & sys.modules.keys()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, "--model", model], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_data_demo_writes_tracks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "demo", str(tmp_path / "demo"), "--tracks-per-genre", "1", "--seed", "7"]) == 0
    assert str(tmp_path / "demo") in capsys.readouterr().out
    assert [track.genre for track in read_tracks(tmp_path / "demo")] == list(GENRES)


def test_data_demo_refuses_no_tracks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "demo", str(tmp_path / "demo"), "--tracks-per-genre", "0"]) == 2
    assert_one_line(capsys.readouterr().err)


def test_data_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("gtzan_course.fetch.fetch_gtzan", lambda data_home: Path(data_home) / "genres")
    assert main(["data", "fetch", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"GTZAN is in {tmp_path / 'genres'}\n"


def test_data_fetch_without_a_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(data_home: str) -> Path:
        raise ConnectionError("No mirror answers.")

    monkeypatch.setattr("gtzan_course.fetch.fetch_gtzan", fail)
    assert main(["data", "fetch", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "gtzan-course: No mirror answers.\n"


def test_data_verify_of_what_is_not_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for genre in GENRES:
        (tmp_path / genre).mkdir()
    assert main(["data", "verify", str(tmp_path)]) == 1
    assert "Missing: 1000" in capsys.readouterr().out


def test_data_verify_of_a_whole_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gtzan_course.verify.verify_gtzan", lambda data_home: SimpleNamespace(ok=True))
    assert main(["data", "verify", "genres"]) == 0


def test_data_verify_of_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "verify", str(tmp_path / "gone")]) == 2
    assert_one_line(capsys.readouterr().err, "gone")


def test_classify_prints_a_table_for_a_folder(song: str, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(song).parent
    (folder / "notes.txt").write_text("no sound", encoding="utf-8")
    assert main(["classify", str(folder), "--model", model]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["file", "genre", "share", "remarks"]
    rows = {line.split("  ")[0]: line for line in lines[1:]}
    assert classify(song, model=model).genre in rows[song]
    assert f"cannot open {folder / 'notes.txt'}" in rows[str(folder / "notes.txt")]


def test_classify_takes_several_songs_and_fails_only_if_all_do(
    song: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere.wav")
    assert main(["classify", nowhere, song, "--model", model]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in out[1:]] == [nowhere, song]
    assert "found none at" in out[1]
    assert main(["classify", nowhere, nowhere + "2", "--model", model]) == 2
    assert main(["classify", song, nowhere, "--model", "nosuch"]) == 2


def test_classify_says_that_a_folder_is_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(tmp_path)]) == 2
    assert "there is no file in" in capsys.readouterr().err

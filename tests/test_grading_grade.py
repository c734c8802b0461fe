"""A folder of submissions becomes a table and pages: every file gets a row, nothing is overwritten."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import nbformat
import pytest
from made_assignment import write_assignment
from nbformat import NotebookNode

from gtzan_course.assignments import assign, read_key, read_source, solution_edition, student_edition, variant_for
from gtzan_course.assignments.sources import cells_by_id
from gtzan_course.cli import main
from gtzan_course.grading.kernels import kernel
from gtzan_course.grading.sandbox import best_sandbox

ROSTER = "ID number,First name,Surname\ns1,Anna,Müller\ns2,Bert,Li\ns3,Eve,Adams\ns4,Zoë,Lang\n"


def editions(folder: Path, student: str) -> tuple[NotebookNode, NotebookNode]:
    source = read_source("sums", root=folder / "source")
    variant = variant_for(source, student=student, key=read_key(folder / "course.key"))
    return solution_edition(source, variant), student_edition(source, variant)


def put(folder: Path, name: str, notebook: NotebookNode | str) -> None:
    path = folder / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else nbformat.writes(notebook), encoding="utf-8")


def made(folder: Path) -> Path:
    """A source, a roster and a key, with notebooks handed out."""
    write_assignment(folder / "source")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    assign(
        "sums", students=folder / "roster.csv", out=folder / "out", key=folder / "course.key", source=folder / "source"
    )
    (folder / "in").mkdir()
    return folder


def command(folder: Path) -> list[str]:
    options = {"submissions": "in", "out": "grades.csv", "students": "roster.csv", "key": "course.key"}
    given = [f"--{name}={folder / value}" for name, value in (options | {"source": "source"}).items()]
    return ["grade", "sums", *given]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def rows(course: Path) -> list[dict[str, str]]:
    put(course, "Anna Müller_12_assignsubmission_file_/sums.ipynb", editions(course, "s1")[0])
    put(course, "Anna Müller_12_assignsubmission_file_/sums (1).ipynb", editions(course, "s1")[1])
    put(course, "bert li.ipynb", editions(course, "s3")[0])
    stranger = editions(course, "s9")[0]
    cells_by_id(stranger)["q1"].source = "# Question 1\nimport sys\nsys.exit()"
    put(course, "somebody.ipynb", stranger)
    put(course, "notes 🎵.txt", "hello")
    put(course, "photo.heic", "x")
    put(course, ".DS_Store", "x")
    assert main(command(course)) == 0
    with open(course / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_and_every_student_has_a_row(rows: list[dict[str, str]], course: Path) -> None:
    files = sorted(path.relative_to(course / "in").as_posix() for path in (course / "in").rglob("*") if path.is_file())
    assert sorted(row["file"] for row in rows if row["file"]) == files
    assert [(row["ID number"], row["note"]) for row in rows if not row["file"]] == [
        ("s3", "nothing handed in"),
        ("s4", "nothing handed in"),
    ]


def test_points_and_notes(rows: list[dict[str, str]]) -> None:
    by_file = {row["file"].rpartition("/")[2]: row for row in rows if row["file"]}
    first, second = by_file["sums.ipynb"], by_file["sums (1).ipynb"]
    assert (first["student"], first["auto_points"], second["auto_points"]) == ("s1", "16", "0")
    assert "handed in others too" in first["note"]
    assert "handed in others too" in second["note"]
    assert by_file["bert li.ipynb"]["student"] == "s2"
    assert "made for s3" in by_file["bert li.ipynb"]["note"]
    assert by_file["somebody.ipynb"]["status"] == "graded with notes"
    assert "unknown student: s9" in by_file["somebody.ipynb"]["note"]
    assert by_file["somebody.ipynb"]["q1"] == "0"
    assert by_file["somebody.ipynb"]["q2"] == "6"
    assert by_file["photo.heic"]["note"] == "not a notebook: .heic"
    assert by_file["notes 🎵.txt"]["status"] == "not graded"
    assert rows[len(by_file) - 1]["note"] == "passed over: a system file", "after all other files"


def test_every_graded_notebook_has_a_page(rows: list[dict[str, str]], course: Path) -> None:
    pages = [row["feedback"] for row in rows if row["feedback"]]
    assert len(set(pages)) == 4
    assert all("<title>Sums" in (course / page).read_text(encoding="utf-8") for page in pages)
    assert sorted(path.name for path in course.iterdir() if "grad" in path.name) == ["grades.csv", "grades_feedback"]


def test_nothing_is_overwritten(rows: list[dict[str, str]], course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (course / "grades.csv").read_bytes()
    assert main(command(course)) == 2
    assert "grades.csv is there already" in capsys.readouterr().err
    assert main([*command(course), f"--out={course / 'other.csv'}", f"--feedback={course / 'grades_feedback'}"]) == 2
    assert "grades_feedback is there already" in capsys.readouterr().err
    assert (course / "grades.csv").read_bytes() == before
    assert not (course / "other.csv").exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--key=none.key", "No key at none.key"),
        ("--submissions=none", "Expected a folder with submissions"),
        ("--students=none.csv", "none.csv"),
        ("--jobs=0", "1 job or more"),
        ("--out=none/grades.csv", "Make it first"),
    ],
)
def test_wrong_input_is_an_error_with_a_remedy(
    course: Path, option: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*command(course), f"--out={tmp_path / 'grades.csv'}", option]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short name, for sockets."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_a_folder_with_too_long_a_name_for_sockets_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with pytest.raises(OSError, match=r"too long a name for a socket\. Set TMPDIR"), kernel(best_sandbox()):
        pass


@pytest.mark.parametrize("sign", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_an_interruption_leaves_nothing_behind(tmp_path: Path, short_folder: Path, sign: signal.Signals) -> None:
    folder, temporary = made(tmp_path / "course"), short_folder
    endless = editions(folder, "s1")[1]
    cells_by_id(endless)["q1"].source = "# Question 1\nwhile True: pass"
    put(folder, "s1.ipynb", endless)
    put(folder, "a photo.heic", "x")
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gtzan_course.cli", *command(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever is started in the background may have been told to take no notice of Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    while "photo" not in process.stdout.readline():
        assert process.poll() is None
    time.sleep(3)
    process.send_signal(sign)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "no table and no page was written" in errors
    assert sorted(path.name for path in folder.iterdir()) == ["course.key", "in", "out", "roster.csv", "source"]
    assert not list(temporary.glob("gtzan-*"))

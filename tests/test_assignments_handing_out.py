"""Handing out: a folder for each student, nothing overwritten, nothing given away, and a key that stays at home."""

from __future__ import annotations

import re
from pathlib import Path

import made_assignment
import nbformat
import pytest
from made_assignment import write_assignment

from gtzan_course.assignments import (
    example_variant,
    folder_name,
    read_key,
    read_source,
    student_edition,
    variant_for,
)
from gtzan_course.assignments.keys import make_key
from gtzan_course.cli import main
from tools.assignments import SOURCES, assignment_names

IDS = ["s1", "Zoë Müller", "../../up", "a/b", "..", "\U0001f3b5", "ann", "Ann", "x" * 200]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instructor's working folder, with a source and a roster."""
    write_assignment(tmp_path / "source")
    write_roster(tmp_path / "roster.csv", IDS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_roster(path: Path, ids: list[str]) -> None:
    path.write_text("student_id\n" + "\n".join(ids) + "\n", encoding="utf-8")


def run(*more: str, name: str = "sums") -> int:
    return main(["assign", name, "--students", "roster.csv", "--out", "out", "--source", "source", *more])


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_every_student_gets_a_folder(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "sums: notebooks for 9 students written into out.",
        "The key gtzan-course.key is new: keep it, never hand it out. Grading needs it.",
    ]
    names = [folder_name(student) for student in IDS]
    assert sorted(contents(desk / "out")) == sorted(
        f"{name}/{file}" for name in names for file in ("numbers.txt", "sums.ipynb")
    )
    assert sorted(path.name for path in desk.iterdir()) == ["gtzan-course.key", "out", "roster.csv", "source"]


def test_each_has_the_students_own_settings(desk: Path) -> None:
    run()
    source, key = read_source("sums", root="source"), read_key("gtzan-course.key")
    for student in IDS:
        variant, folder = variant_for(source, student=student, key=key), desk / "out" / folder_name(student)
        notebook = nbformat.read(folder / "sums.ipynb", as_version=4)
        assert notebook == student_edition(source, variant)
        assert f"\nSTUDENT = {student!r}\n" in notebook.cells[2].source
        assert (folder / "numbers.txt").read_text() == f"{variant.settings['first']}\n"


def test_again_leaves_all_as_it_is(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    before = contents(desk)
    capsys.readouterr()
    assert run() == 0
    assert capsys.readouterr().out == "sums: notebooks for 0 students written into out, 9 were there already.\n"
    assert contents(desk) == before


def test_a_student_who_comes_later_gets_a_notebook(desk: Path) -> None:
    run()
    before = contents(desk / "out")
    write_roster(desk / "roster.csv", ["new", *reversed(IDS)])
    assert run() == 0
    after = contents(desk / "out")
    assert {name: after[name] for name in before} == before
    assert sorted(after.keys() - before.keys()) == ["new/numbers.txt", "new/sums.ipynb"]


@pytest.mark.parametrize("file", ["sums.ipynb", "numbers.txt"])
def test_what_differs_is_not_overwritten(file: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    (desk / "out" / "s1" / file).write_text("worked on", encoding="utf-8")
    write_roster(desk / "roster.csv", ["anew", *IDS])
    before = contents(desk / "out")
    capsys.readouterr()
    assert run() == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"out/s1/{file} is there already and differs" in err
    assert "nothing was written" in err
    assert "--out" in err
    assert contents(desk / "out") == before


def test_another_key_is_another_notebook(desk: Path) -> None:
    run()
    before = contents(desk / "out")
    assert run("--key", "other.key") == 2
    assert contents(desk / "out") == before


def test_a_file_that_is_missing_is_written_again(desk: Path) -> None:
    run()
    before = contents(desk / "out")
    (desk / "out" / "ann" / "sums.ipynb").unlink()
    assert run() == 0
    after = contents(desk / "out")
    assert after["ann/sums.ipynb"][0] == before["ann/sums.ipynb"][0]
    assert [name for name in before if after[name] != before[name]] == ["ann/sums.ipynb"]


def test_the_key_is_the_owners_and_is_used_again(desk: Path) -> None:
    run()
    path = desk / "gtzan-course.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", path.read_text())
    first = path.read_text()
    run()
    assert path.read_text() == first
    assert len(read_key(path)) == 32
    assert make_key(desk / "other.key") != read_key(path)
    with pytest.raises(FileExistsError):
        make_key(path)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--key", "out/my.key"], "out/my.key would lie in out"),
        (["--key", "out/../out/s1/my.key"], "would lie in out"),
        (["--out", "."], "gtzan-course.key would lie in ."),
        (["--key", "roster.csv"], "64 hexadecimal digits"),
        (["--students", "gone.csv"], "gone.csv"),
        (["--source", "gone"], "there is none"),
    ],
)
def test_what_it_refuses_writes_nothing(
    more: list[str], words: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(desk)
    assert run(*more) == 2
    assert contents(desk) == before
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_an_unknown_assignment_and_an_empty_roster(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name="sum") == 2
    assert "there are sums" in capsys.readouterr().err
    write_roster(desk / "roster.csv", [])
    assert run() == 2
    assert "no student" in capsys.readouterr().err
    assert not (desk / "gtzan-course.key").exists()


def test_a_key_that_a_link_takes_into_the_folder_is_refused(desk: Path) -> None:
    (desk / "out").mkdir()
    (desk / "gtzan-course.key").symlink_to(desk / "out" / "hidden.key")
    assert run() == 2
    assert list((desk / "out").iterdir()) == []


def test_grading_without_the_key_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="a new one fits none"):
        read_key(tmp_path / "gone.key")


MARKED = re.compile(r"BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b[^\n]*\n(.*?)\n[^\n]*END \1", re.DOTALL)


@pytest.mark.parametrize("name", [made_assignment.NAME, *assignment_names(SOURCES)])
def test_nothing_that_is_handed_out_gives_an_answer_away(name: str, tmp_path: Path) -> None:
    root = SOURCES
    if name == made_assignment.NAME:
        root = tmp_path / "source"
        write_assignment(root)
    source = read_source(name, root=root)
    variant, folder = example_variant(source), tmp_path / "out"
    folder.mkdir()
    variant.write_data(folder)
    nbformat.write(student_edition(source, variant), folder / f"{name}.ipynb")
    student = [line.strip() for cell in student_edition(source, variant).cells for line in cell.source.split("\n")]
    texts = "\n".join(cell.source for cell in source.notebook.cells)
    secret = {line.strip() for _, region in MARKED.findall(texts) for line in region.split("\n")}
    secret = {
        line for line in secret if len(re.sub(r"\W", "", line)) > 20 and not line.startswith(("import ", "from "))
    }
    assert len(secret) > 3
    assert not secret & set(student)
    written = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for text in ["EXPECTED", "BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "_secret", *secret]:
        assert text.encode() not in written, text
        assert text.replace('"', '\\"').encode() not in written, text
    for setting in (setting for setting in variant.settings if setting.startswith("_")):
        assert not re.search(rf"\b{setting}\b".encode(), written), setting

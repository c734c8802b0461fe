"""Name the genre of every song in a folder (chapter 13): a row for each file, whatever is wrong with it."""

from __future__ import annotations

import html
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gtzan_course.classification import classify, find_model

HEADINGS = ("file", "genre", "share", "remarks")
STYLE = ".songs :is(th, td) { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; vertical-align: top; }"


@dataclass(frozen=True)
class Song:
    """What is said of one file.

    Attributes
    ----------
    file
        Its path, from the folder on.
    genre
        The genre with most votes; None if the file could not be judged.
    share
        That genre's share of the votes, from 0 to 1; None likewise.
    doubts
        Why the genre may be wrong, as `classification.Classification` says; and what the file lacks.
    error
        Why there is no genre; empty if there is one.
    """

    file: str
    genre: str | None = None
    share: float | None = None
    doubts: tuple[str, ...] = ()
    error: str = ""

    def cells(self) -> tuple[str, str, str, str]:
        """How the song stands in a table."""
        share = "" if self.share is None else f"{self.share:.0%}"
        doubts = f"not sure: {'; '.join(self.doubts)}" if self.doubts else ""
        return self.file, self.genre or "", share, self.error or doubts


@dataclass(frozen=True)
class Songs:
    """What is said of several files; ``print`` it for a table, or let a notebook show it.

    Attributes
    ----------
    rows
        One for each file.
    """

    rows: tuple[Song, ...]

    def __str__(self) -> str:
        table = [HEADINGS, *(song.cells() for song in self.rows)]
        widths = [max(len(row[i]) for row in table) for i in range(3)]
        return "\n".join(
            f"{file:<{widths[0]}}  {genre:<{widths[1]}}  {share:>{widths[2]}}  {said}".rstrip()
            for file, genre, share, said in table
        )

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        rows = "".join(_html_row(song) for song in self.rows)
        return f'<style>{STYLE}</style><table class="songs"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def classify_folder(
    folder: str | Path, *, model: str | Path | None = None, told: Callable[[Song], object] | None = None
) -> Songs:
    """Name the genre of every file in a folder and in the folders below it.

    Hidden files, whose names begin with a point, are left out. A file that cannot be judged does not stop the others.

    Parameters
    ----------
    folder
        Where the songs are; other files may lie among them.
    model
        As for `classification.classify`.
    told
        Called with each song as soon as it is judged.

    Returns
    -------
    Songs
        A row for each file, in the order of their paths.

    Raises
    ------
    FileNotFoundError
        There is no such folder or model.
    ValueError
        There is no file in the folder.
    """
    return classify_files(songs_in(folder), model=model, told=told)


def songs_in(folder: str | Path) -> dict[str, Path]:
    """Find what `classify_folder` judges.

    Parameters
    ----------
    folder
        As there.

    Returns
    -------
    dict from str to Path
        Each file, by its path from the folder on.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    ValueError
        There is no file in the folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"Expected a folder with songs, found none at {folder}. Check the path.")
    inside = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    shown = sorted(path for path in inside if not any(part.startswith(".") for part in path.parts))
    if not shown:
        raise ValueError(f"Expected a folder with songs, but there is no file in {folder}. Put some into it.")
    return {path.as_posix(): folder / path for path in shown}


def classify_files(
    files: dict[str, Path], *, model: str | Path | None = None, told: Callable[[Song], object] | None = None
) -> Songs:
    """Name the genre of several files.

    Parameters
    ----------
    files
        Their paths, by the names that they have in the table.
    model
        As for `classification.classify`.
    told
        Called with each song as soon as it is judged.

    Returns
    -------
    Songs
        A row for each file, in their order.

    Raises
    ------
    FileNotFoundError
        There is no such model.
    """
    find_model(model)
    rows = []
    for name, path in files.items():
        rows.append(_judged(name, path, model))
        if told is not None:
            told(rows[-1])
    return Songs(tuple(rows))


def _judged(name: str, path: Path, model: str | Path | None) -> Song:
    """One file's row: its genre, or why it has none."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            heard = classify(path, model=model)
        except (ValueError, OSError) as error:
            return Song(name, error=_named(str(error), name, path))
    missing = _warned(str(warning.message) for warning in caught if warning.category is UserWarning)
    doubts = (*heard.doubts, *(_named(text, name, path) for text in missing))
    return Song(name, heard.genre, heard.shares[heard.genre], doubts)


def _warned(messages: Iterable[str]) -> list[str]:
    """Each warning once."""
    return list(dict.fromkeys(messages))


def _named(message: str, name: str, path: Path) -> str:
    """Say it of the file as the table names it, on one line."""
    return " ".join(message.replace(str(path), name).split())


def _html_row(song: Song) -> str:
    file, genre, share, said = map(html.escape, song.cells())
    return f'<tr><th scope="row">{file}</th><td>{genre}</td><td>{share}</td><td>{said}</td></tr>'

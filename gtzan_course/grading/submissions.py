"""Find what students have handed in, and read notebooks however they were saved."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

MOST_BYTES = 20_000_000
"""Notebooks larger than this are not read."""

_SYSTEM_NAMES = (".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Submission:
    """A file that was handed in.

    Attributes
    ----------
    file
        Its place in the folder of submissions, with ``/`` between the names.
    path
        Where it lies.
    problem
        Why it is not to be graded; empty if it is a notebook by its name.
    system
        Whether nobody handed it in: some system wrote it.
    """

    file: str
    path: Path
    problem: str = ""
    system: bool = False


def find_submissions(folder: str | Path) -> list[Submission]:
    """List every file in a folder and the folders in it. Links are listed, not followed.

    Parameters
    ----------
    folder
        What was downloaded and unpacked.

    Returns
    -------
    list of Submission
        By name; those that some system wrote come last.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"Expected a folder with submissions, {folder} is none. Unpack an archive first.")
    found = [_submission(path, folder) for path in _files(folder)]
    return sorted(found, key=lambda submission: (submission.system, submission.file.casefold(), submission.file))


def read_notebook(path: str | Path) -> NotebookNode:
    """Read a notebook in any encoding and of any version, as version 4.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    NotebookNode
        With the cells' texts as they were; the rest need not be valid.

    Raises
    ------
    ValueError
        It is no notebook, is empty or is too large; the message says which.
    """
    import nbformat

    path = Path(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"too large ({size / 1e6:.0f} MB; notebooks up to {MOST_BYTES / 1e6:.0f} MB are read)")
    text = _text(path.read_bytes())
    if not text.strip():
        raise ValueError("an empty file")
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or not (set(content) & {"cells", "worksheets"}):
            raise ValueError("it holds no cells")
        content.setdefault("nbformat", 4)
        content.setdefault("nbformat_minor", 0)
        content.setdefault("metadata", {})
        notebook: NotebookNode = nbformat.convert(nbformat.from_dict(content), 4)
        notebook.cells = [_cell(cell) for cell in notebook.cells]
    except json.JSONDecodeError as error:
        raise ValueError("not a notebook: no JSON, or cut off") from error
    except RecursionError as error:
        raise ValueError("not a notebook: nested without end") from error
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        said = (str(error) or type(error).__name__).splitlines()[0][:100]
        raise ValueError(f"not a notebook: {said}") from error
    if not any(cell.source.strip() for cell in notebook.cells):
        raise ValueError("an empty notebook")
    return notebook


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        yield from (Path(place, name) for name in names)
        yield from (Path(place, name) for name in folders if os.path.islink(Path(place, name)))


def _submission(path: Path, folder: Path) -> Submission:
    relative = path.relative_to(folder)
    file = os.fsencode(relative.as_posix()).decode("utf-8", errors="replace")
    names = [part.casefold() for part in relative.parts]
    if any(name in _SYSTEM_NAMES for name in names) or names[-1].startswith("._"):
        return Submission(file, path, "passed over: a system file", True)
    if path.is_symlink():
        return Submission(file, path, "a link: not followed")
    if not path.is_file():
        return Submission(file, path, "not a file")
    if path.suffix.casefold() == ".zip":
        return Submission(file, path, "not a notebook: an archive; unpack it and grade again")
    if path.suffix.casefold() not in (".ipynb", ".json", ".txt"):
        return Submission(file, path, f"not a notebook: {path.suffix or 'a file without an ending'}")
    return Submission(file, path)


def _text(data: bytes) -> str:
    """Text of a file whose encoding nobody has noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4]:
        return data.decode("utf-16-be" if data.startswith(b"\0") else "utf-16-le", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _cell(cell: NotebookNode) -> NotebookNode:
    """What counts of a cell: its kind, its text, what it is called."""
    from nbformat import from_dict

    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata", {})
    kept = {
        "cell_type": cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown") else "raw",
        "source": text.encode("utf-8", errors="replace").decode(),
        "metadata": metadata if isinstance(metadata, dict) else {},
        "id": str(cell.get("id", "")),
    }
    cleaned: NotebookNode = from_dict(kept)
    return cleaned

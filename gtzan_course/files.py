"""Write files that appear under their own name only once they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_whole(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file to write, and give it its name when all went well.

    Until then the bytes lie in a temporary file beside it (its name ends in ``.part``), which is removed if
    anything goes wrong. What stood under the name stays until it is replaced.

    Parameters
    ----------
    path
        The file's name; its folder exists.

    Yields
    ------
    binary file
        To write into.
    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

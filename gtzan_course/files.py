"""Write files that appear under their own name only once they are whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_whole(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file to write, and give it its name when all went well.

    Until then the bytes lie in a hidden file beside it (its name ends in ``.part``), which is removed if
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
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(temporary, "xb") as file:
            yield file
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

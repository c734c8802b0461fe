"""The instructor's key, from which variants are drawn.

Whoever has it can compute every student's settings and, with the sources, the right answers. It is made once and
kept: without it what was handed out cannot be graded.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

DEFAULT_KEY = Path("gtzan-course.key")
"""Where the key is, seen from the working folder, if nobody says otherwise."""

KEY_BYTES = 32
"""As many as SHA-256 gives: no more than that would be used."""


def read_key(path: str | Path) -> bytes:
    """Read a key that there is.

    Parameters
    ----------
    path
        The key's file.

    Returns
    -------
    bytes
        The key, 32 of them.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file holds something else.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"No key at {path}. Name the key with which the notebooks were handed out with --key; a new one fits none."
        )
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", text):
        raise ValueError(f"Expected a key in {path}, {2 * KEY_BYTES} hexadecimal digits; it holds something else.")
    return bytes.fromhex(text)


def make_key(path: str | Path) -> bytes:
    """Make a key that only its owner can read.

    Parameters
    ----------
    path
        The key's file; there is none yet.

    Returns
    -------
    bytes
        The key: random.

    Raises
    ------
    FileExistsError
        There is such a file. A key is never overwritten.
    """
    key = secrets.token_bytes(KEY_BYTES)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key

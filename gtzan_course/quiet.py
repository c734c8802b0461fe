"""Keep libraries that write to the process's error stream themselves, past Python's, from doing so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def error_stream_into(file: IO[bytes]) -> Iterator[None]:
    """Let file descriptor 2 write into a file meanwhile.

    Parameters
    ----------
    file
        An open file with a descriptor of its own.
    """
    sys.stderr.flush()
    real = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(real, 2)
        os.close(real)


@contextmanager
def decoder_held_back() -> Iterator[None]:
    """Let nothing be written to file descriptor 2 meanwhile: a decoder's remarks on a damaged file, line by line."""
    with open(os.devnull, "wb") as nowhere, error_stream_into(nowhere):
        yield

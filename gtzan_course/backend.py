"""Keras on TensorFlow, imported without TensorFlow's start-up lines.

TensorFlow writes them to the process's error stream itself, past Python's. They are held back
while it is imported, and shown after all if the import fails. Its later remarks (level INFO) are
switched off, unless the environment variable ``TF_CPP_MIN_LOG_LEVEL`` says otherwise.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from gtzan_course.quiet import error_stream_into


@contextmanager
def _held_back() -> Iterator[None]:
    """Keep what is written to the error stream meanwhile, and show it on an error alone."""
    with tempfile.TemporaryFile() as held:
        try:
            with error_stream_into(held):
                yield
        except Exception:
            held.seek(0)
            os.write(2, held.read())
            raise


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
try:
    with _held_back():
        import keras
        import tensorflow

        tensorflow.config.list_physical_devices()
except ImportError as error:
    raise ImportError(
        "Expected Keras and TensorFlow to be installed. Install one of TensorFlow's builds: "
        "pip install keras tensorflow-cpu (or tensorflow, on a Mac or with a GPU)."
    ) from error

__all__ = ["keras"]

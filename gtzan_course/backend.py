"""Keras on TensorFlow, imported without TensorFlow's start-up lines.

TensorFlow writes them to the process's error stream itself, past Python's. They are held back
while it is imported, and shown after all if the import fails. Its later remarks (level INFO) are
switched off, unless the environment variable ``TF_CPP_MIN_LOG_LEVEL`` says otherwise.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy.typing as npt

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

__all__ = ["keras", "read_checkpoint", "reserve_memory"]


def reserve_memory(n_bytes: int = 1_200_000_000) -> None:
    """Have TensorFlow take its memory in one piece, and do one operation at a time; before it does anything else.

    Otherwise it takes piece after piece as operations happen to overlap, and gaps remain between them: training the
    course's network takes a tenth less so, in the same time. What is reserved costs nothing until it is used.

    Parameters
    ----------
    n_bytes
        The size of the piece, below 2 GiB; more is taken when it is full.
    """
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
    with tensorflow.device("CPU"):
        tensorflow.raw_ops.Empty(shape=[n_bytes], dtype="uint8", init=False)


def read_checkpoint(prefix: str) -> Callable[[str], npt.NDArray[Any]]:
    """Open a checkpoint that TensorFlow 1 has written; nothing in it is run.

    Parameters
    ----------
    prefix
        What its files' names begin with, up to ``.index``.

    Returns
    -------
    callable
        Gives a variable's values by the variable's name, and raises KeyError where there is none.

    Raises
    ------
    ValueError
        There is no such checkpoint, or it is damaged.
    """
    try:
        reader = tensorflow.compat.v1.train.NewCheckpointReader(prefix)
        names = reader.get_variable_to_shape_map()
        return {name: reader.get_tensor(name) for name in names}.__getitem__
    except (tensorflow.errors.OpError, RuntimeError) as error:
        raise ValueError(f"Expected a checkpoint of TensorFlow, could not read {prefix}: {error}") from error

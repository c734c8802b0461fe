"""Measured figures, kept with what they were measured on.

Every number in the prose that was measured comes from a file of ``results/``: which command made
it, on which data (demo data or GTZAN), with which seeds, versions of packages and date; every share
with the count behind it and its 95 % interval. ``results/schema.json`` says it exactly.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import importlib.resources
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.evaluation import Accuracy, mean_interval
from gtzan_course.files import written_whole

Figure = dict[str, Any]
"""A figure's name, value, unit and n, with low and high where it has an interval."""

PACKAGES = ("numpy", "scipy", "librosa", "scikit-learn", "keras")


def figure(
    name: str, value: float, *, unit: str, n: int, low: float | None = None, high: float | None = None
) -> Figure:
    """One measured figure.

    Parameters
    ----------
    name
        What was measured, as ``test_accuracy.seed_0``.
    value
        What came out.
    unit
        Its unit: ``share``, ``s``, ``GB`` and so on.
    n
        How many tracks, runs or repetitions stand behind it.
    low, high
        Ends of its 95 % interval, where it has one.

    Returns
    -------
    dict
        An entry for `write_result`.
    """
    entry: Figure = {"name": name, "value": round(float(value), 4), "unit": unit, "n": int(n)}
    if low is not None and high is not None:
        entry |= {"low": round(float(low), 4), "high": round(float(high), 4)}
    return entry


def accuracy_figure(name: str, measured: Accuracy) -> Figure:
    """An accuracy as a figure, with its Wilson interval.

    Parameters
    ----------
    name
        What was measured.
    measured
        What `evaluation.accuracy` gave.

    Returns
    -------
    dict
        An entry for `write_result`.
    """
    return figure(name, measured.value, unit="share", n=measured.n, low=measured.low, high=measured.high)


def mean_figure(name: str, values: npt.ArrayLike) -> Figure:
    """A mean of repeated measurements as a figure, with its interval by Student's t.

    Parameters
    ----------
    name
        What was measured.
    values : array-like of shape (n,)
        Shares, or differences of shares, one a repetition; at least two.

    Returns
    -------
    dict
        An entry for `write_result`.

    Raises
    ------
    ValueError
        There are fewer than two values.
    """
    mean, low, high = mean_interval(values)
    return figure(name, mean, unit="share", n=np.size(values), low=low, high=high)


def write_result(
    path: str | Path, *, command: str, data: dict[str, Any], seeds: Sequence[int], figures: Sequence[Figure]
) -> None:
    """Write a result file: valid, whole, and stamped with date and versions.

    Parameters
    ----------
    path
        The file, such as ``results/<name>.json``; its name without the ending is the result's.
    command
        What to run to make it again.
    data
        ``tier`` (``demo`` or ``gtzan``), ``version`` and ``description``, a sentence.
    seeds
        Every seed that was run.
    figures
        Entries made by `figure` or `accuracy_figure`.

    Raises
    ------
    ValueError
        The entry does not follow the schema; the message says where.
    """
    path = Path(path)
    made = {"date": datetime.datetime.now(datetime.UTC).date().isoformat(), "versions": _versions()}
    result = {"name": path.stem, "command": command, "data": data, "seeds": list(seeds), "figures": list(figures)}
    schema = importlib.resources.files("gtzan_course.results") / "schema.json"
    check_result(result | {"made": made}, schema=json.loads(schema.read_text(encoding="utf-8")))
    with written_whole(path) as file:
        file.write((json.dumps(result | {"made": made}, indent=2) + "\n").encode())


def check_result(result: dict[str, Any], *, schema: dict[str, Any]) -> None:
    """Hold a result against the schema.

    Parameters
    ----------
    result
        What a result file holds.
    schema
        What ``results/schema.json`` holds.

    Raises
    ------
    ValueError
        They do not fit; the message says where.
    """
    import jsonschema  # type: ignore[import-untyped]

    try:
        jsonschema.validate(result, schema)
    except jsonschema.ValidationError as error:
        where = f"{error.json_path}: {error.message}"
        raise ValueError(f"Expected a result that follows results/schema.json. At {where}") from error


def read_figures(name: str) -> dict[str, Figure]:
    """Read the figures of one result file.

    Parameters
    ----------
    name
        The file's name, without ``.json``.

    Returns
    -------
    dict
        Each figure by its name.

    Raises
    ------
    FileNotFoundError
        There is no such result.
    """
    file = importlib.resources.files("gtzan_course.results") / f"{name}.json"
    if not file.is_file():
        raise FileNotFoundError(f"Expected a result named {name} in the course's results, found none.")
    return {entry["name"]: entry for entry in json.loads(file.read_text(encoding="utf-8"))["figures"]}


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}

"""Accuracies that others have published on GTZAN, each with its split and its source (chapters 09 and 12)."""

from __future__ import annotations

import importlib.resources
import json
from dataclasses import dataclass

from gtzan_course.evaluation import Accuracy, wilson_interval

SPLIT_OF = {"writeup": "stratified", "code": "stratified", "fault_filtered": "fault-filtered"}
"""By the first part of a figure's name: random splits in which each genre has its share, or the fault-filtered one."""

SOURCES = {
    "guimaraes": ("Guimarães, the write-up", "https://github.com/Hguimaraes/gtzan.keras"),
    "guimaraes_code": ("Guimarães, gtzan.keras", "https://github.com/Hguimaraes/gtzan.keras"),
    "pons2019": ("Pons and Serra 2019", "https://arxiv.org/abs/1805.00237"),
    "pons_code": (
        "Pons, sklearn-audio-transfer-learning",
        "https://github.com/jordipons/sklearn-audio-transfer-learning",
    ),
    "castellon2021": ("Castellon, Donahue and Liang 2021", "https://arxiv.org/abs/2107.05677"),
}
"""What a page says of a source, and where it leads."""

N_TRACKS = 1000
"""GTZAN's: shares of more than that are not of tracks but of windows."""


@dataclass(frozen=True)
class PublishedAccuracy:
    """An accuracy as it was published.

    Attributes
    ----------
    name
        What classified.
    split
        ``stratified`` or ``fault-filtered``.
    text
        The share, as it was written.
    accuracy
        The same as a count of test tracks, the nearest to the share, with the interval that its source does not give.
    source, address
        Where it stands.
    """

    name: str
    split: str
    text: str
    accuracy: Accuracy
    source: str
    address: str


def published_accuracies() -> list[PublishedAccuracy]:
    """Read the accuracies of tracks of which it is known on how many they were measured.

    Returns
    -------
    list of PublishedAccuracy
        In the order of ``results/published.json``.

    Examples
    --------
    >>> writeup = published_accuracies()[0]
    >>> print(writeup.split, writeup.text, writeup.accuracy.n)
    stratified 82 % 300
    """
    file = importlib.resources.files("gtzan_course.results") / "published.json"
    figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
    found = []
    for figure in figures:
        split = SPLIT_OF.get(figure["name"].split(".")[0])
        if split and figure["unit"] == "share" and 0 < (figure["n"] or 0) <= N_TRACKS:
            n_right = round(figure["value"] * figure["n"])
            measured = Accuracy(n_right, figure["n"], *wilson_interval(n_right, figure["n"]))
            name = figure["what"].split(", ")[0]
            source = SOURCES[figure["source"]]
            found.append(PublishedAccuracy(name, split, figure["texts"][0], measured, *source))
    return found

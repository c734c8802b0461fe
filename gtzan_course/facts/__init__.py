"""What others have published about GTZAN's 1,000 tracks, in one table.

The table ``gtzan.csv`` lies beside this file; ``SOURCES.md`` says where each column comes from:
the md5 of every file (mirdata; Bittner et al., "mirdata: Software for reproducible usage of datasets",
ISMIR 2019), artists and titles (Sturm, "An analysis of the GTZAN music genre dataset", MIRUM 2012), and
the fault-filtered split (Kereliuk, Sturm and Larsen, "Deep learning and music adversaries", IEEE
Transactions on Multimedia, 2015).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType

KNOWN_FAULTY = frozenset({"jazz.00054"})
"""Tracks that do not decode in the most common copies, Kaggle's and Hugging Face's."""


@dataclass(frozen=True)
class TrackFacts:
    """What is published about one track.

    Attributes
    ----------
    track_id
        Its name, as ``blues.00000``.
    md5
        The md5 of the original's wav file, as 32 hexadecimal digits (Bittner et al. 2019).
    artist, title
        Who plays what, as Sturm (2012) spells it; None where nobody has found out.
    fault_filtered
        Its part in the fault-filtered split of Kereliuk, Sturm and Larsen (2015): ``train``, ``valid`` or
        ``test``; None for the 70 tracks that the split leaves out.
    """

    track_id: str
    md5: str
    artist: str | None
    title: str | None
    fault_filtered: str | None


@cache
def gtzan_facts() -> Mapping[str, TrackFacts]:
    """Read the table of published facts.

    Returns
    -------
    mapping of str to TrackFacts
        The 1,000 tracks by name, sorted; it cannot be changed.

    Examples
    --------
    >>> facts = gtzan_facts()
    >>> len(facts)
    1000
    >>> facts["blues.00012"].artist
    'Robert Johnson'
    """
    table = files(__name__).joinpath("gtzan.csv").read_text(encoding="utf-8").splitlines()
    facts = {row["track_id"]: _track_facts(row) for row in csv.DictReader(table)}
    return MappingProxyType(facts)


def _track_facts(row: Mapping[str, str]) -> TrackFacts:
    return TrackFacts(
        track_id=row["track_id"],
        md5=row["md5"],
        artist=row["artist"] or None,
        title=row["title"] or None,
        fault_filtered=row["fault_filtered"] or None,
    )


def identical_pairs(md5s: Mapping[str, str]) -> list[tuple[str, str]]:
    """Find tracks whose files are the same byte for byte.

    Parameters
    ----------
    md5s
        Each track's md5.

    Returns
    -------
    list of tuple of str
        Every two tracks of one md5, sorted. GTZAN has 14 such pairs.

    Examples
    --------
    >>> identical_pairs({"a": "00", "b": "11", "c": "00"})
    [('a', 'c')]
    """
    same = defaultdict(list)
    for track_id in sorted(md5s):
        same[md5s[track_id]].append(track_id)
    return sorted(pair for tracks in same.values() for pair in combinations(tracks, 2))

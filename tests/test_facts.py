"""The published facts: counts known from the papers, and where they are at hand, the sources themselves."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from gtzan_course.dataset import GENRES
from gtzan_course.facts import gtzan_facts, identical_pairs


def test_a_thousand_tracks_a_hundred_a_genre():
    facts = gtzan_facts()
    assert list(facts) == [f"{genre}.{number:05}" for genre in GENRES for number in range(100)]
    assert all(track_id == fact.track_id for track_id, fact in facts.items())


def test_md5s_are_md5s():
    assert all(re.fullmatch("[0-9a-f]{32}", fact.md5) for fact in gtzan_facts().values())


def test_fourteen_pairs_are_byte_identical_one_across_genres():
    pairs = identical_pairs({fact.track_id: fact.md5 for fact in gtzan_facts().values()})
    assert len(pairs) == 14
    across = [(a, b) for a, b in pairs if a.split(".")[0] != b.split(".")[0]]
    assert across == [("metal.00058", "rock.00016")]


def test_three_of_a_kind_are_three_pairs():
    assert identical_pairs({"c": "1", "a": "1", "b": "1", "d": "2"}) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_fault_filtered_split_has_its_published_sizes():
    counts = Counter(fact.fault_filtered for fact in gtzan_facts().values())
    assert counts == {"train": 443, "valid": 197, "test": 290, None: 70}


def test_fault_filtered_split_keeps_no_identical_pair():
    facts = gtzan_facts()
    pairs = identical_pairs({fact.track_id: fact.md5 for fact in facts.values() if fact.fault_filtered})
    assert pairs == []


def test_artists_as_sturm_counts_them():
    facts = gtzan_facts().values()
    assert sum(fact.artist is None for fact in facts) == 81
    assert sum(fact.title is None for fact in facts) == 89
    artists = Counter((fact.track_id.split(".")[0], fact.artist) for fact in facts)
    assert artists["reggae", "Bob Marley"] == 35  # Sturm 2012: "35 excerpts labeled Reggae are Bob Marley"
    assert artists["pop", "Britney Spears"] == 24  # and "24 excerpts labeled Pop are Britney Spears"


def test_facts_cannot_be_changed():
    with pytest.raises(TypeError):
        gtzan_facts()["blues.00000"] = None  # type: ignore[index]


@pytest.mark.gtzan
def test_facts_equal_their_sources():
    sources = Path(os.environ["GTZAN_FACTS"])
    facts = gtzan_facts()
    with open(sources / "mirdata_md5.csv", newline="") as file:
        assert {row["track"]: row["md5"] for row in csv.DictReader(file)} == {t: f.md5 for t, f in facts.items()}
    for part in ("train", "valid", "test"):
        tracks = (sources / f"filtered_{part}.txt").read_text().split()
        assert sorted(tracks) == [track_id for track_id, fact in facts.items() if fact.fault_filtered == part]
    index = (sources / "sturm_GTZANindex.txt").read_text()
    for track_id, fact in facts.items():
        assert re.search(rf"^{track_id}\.wav :::\s+{re.escape(fact.artist or '')}\s*:::", index, re.MULTILINE)

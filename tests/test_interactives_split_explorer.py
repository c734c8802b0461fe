"""The split explorer: in the browser it counts what scikit-learn says, whatever is moved, and says so in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.preprocessing import StandardScaler

from gtzan_course.dataset import Track
from gtzan_course.interactives import split_explorer

GENRES = ("blues", "disco", "jazz", "reggae")
TRACKS = [Track(f"{genre}.{k:05d}", genre, Path(), f"{genre}-a{k // 4:02d}") for genre in GENRES for k in range(16)]
LABELS = np.repeat(np.arange(4), 16)


def features(seed: int = 0) -> np.ndarray:
    """Six numbers a track, on unlike scales: much of the artist, little of the genre."""
    rng = np.random.default_rng(seed)
    artist, genre = rng.normal(size=(16, 6)), rng.normal(scale=0.5, size=(4, 6))
    x = np.repeat(artist, 4, axis=0) + np.repeat(genre, 16, axis=0) + rng.normal(scale=0.3, size=(64, 6))
    return np.round(x * [1, 10, 100, 0.1, 3, 7] + [0, 50, -20, 0, 1, 2], 4)


X = features()


def sklearn_says(tested: set[int]) -> dict[str, np.ndarray]:
    """Labels of the tested tracks by the two classifiers, from scikit-learn's own pieces."""
    out = np.array([i in tested for i in range(64)])
    scaler = StandardScaler().fit(X[~out])
    train, test = scaler.transform(X[~out]), scaler.transform(X[out])
    models = {"neighbour": KNeighborsClassifier(1), "centroid": NearestCentroid()}
    return {name: model.fit(train, LABELS[~out]).predict(test) for name, model in models.items()}


@pytest.fixture(scope="module")
def opened(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_content(f"<!doctype html><title>Explorer</title><main>{split_explorer.show(TRACKS, X).data}</main>")
    expect(page.locator(".explorer-buttons")).to_be_visible()
    yield page
    page.close()


def on_test(page: Page) -> set[int]:
    """Which tracks the page tests on."""
    states = page.locator(".explorer-track input").evaluate_all("boxes => boxes.map((box) => box.checked)")
    return {i for i, state in enumerate(states) if state}


def agrees(page: Page) -> None:
    """Hold scores, marks and words of the page against scikit-learn."""
    chosen = on_test(page)
    truth = LABELS[sorted(chosen)]
    says = sklearn_says(chosen)
    for by, answers in says.items():
        right = int((answers == truth).sum())
        share = int(100 * right / len(chosen) + 0.5)
        assert page.locator(f'[data-score="{by}"]').inner_text() == f"{right} of {len(chosen)}, {share} %"
    marks = page.locator(".explorer-track span").evaluate_all("spans => spans.map((span) => span.dataset.outcome)")
    assert [marks[i] for i in sorted(chosen)] == ["✓" if ok else "✗" for ok in says["neighbour"] == truth]
    assert all(not mark for i, mark in enumerate(marks) if i not in chosen)
    drawn = 'spans => spans.map((span) => getComputedStyle(span, "::after").content)'
    assert page.locator(".explorer-track span").evaluate_all(drawn) == [f'"{mark}"' for mark in marks]
    known = sum(bool(set(range(4 * (i // 4), 4 * (i // 4) + 4)) - chosen) for i in chosen)
    assert f"{len(chosen)} of 64 tracks are tested on; {known} of them share" in summary(page)
    assert f"Nearest neighbour: {(says['neighbour'] == truth).sum()} right" in summary(page)
    assert f"Nearest mean: {(says['centroid'] == truth).sum()} right" in summary(page)


def summary(page: Page) -> str:
    return page.locator(".explorer-summary").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["At random", "Artists apart"])
def test_draws_are_what_they_say_and_are_judged_as_by_scikit_learn(opened: Page, kind: str) -> None:
    seen = []
    for _ in range(6):
        opened.get_by_role("button", name=kind).click()
        chosen = on_test(opened)
        assert np.bincount(LABELS[sorted(chosen)], minlength=4).tolist() == [4, 4, 4, 4]
        if kind == "Artists apart":
            assert all(set(range(4 * (i // 4), 4 * (i // 4) + 4)) <= chosen for i in chosen)
            assert "; 0 of them share their artist" in summary(opened)
        agrees(opened)
        seen.append(frozenset(chosen))
    assert len(set(seen)) > 3
    opened.get_by_role("button", name="Shuffle again").click()
    assert opened.get_by_role("button", name=kind).get_attribute("aria-pressed") == "true"
    agrees(opened)


@pytest.mark.browser
def test_tracks_and_artists_change_sides_by_keyboard(opened: Page) -> None:
    opened.get_by_role("button", name="Artists apart").focus()
    opened.keyboard.press("Enter")
    before = on_test(opened)
    moved = min(set(range(64)) - before)
    opened.locator(".explorer-track input").nth(moved).focus()
    opened.keyboard.press("Space")
    assert on_test(opened) == before | {moved}
    assert (
        f"artist {'ABCD'[moved % 16 // 4]}, track {moved % 4 + 1}: nearest is"
        in opened.locator(".explorer-detail").inner_text()
    )
    agrees(opened)
    artist = opened.locator(".explorer-artist").nth(moved // 4)
    assert artist.get_attribute("aria-pressed") == "mixed"
    artist.focus()
    opened.keyboard.press("Enter")
    assert set(range(4 * (moved // 4), 4 * (moved // 4) + 4)) <= on_test(opened)
    assert artist.get_attribute("aria-pressed") == "true"
    agrees(opened)
    opened.keyboard.press("Enter")
    assert not set(range(4 * (moved // 4), 4 * (moved // 4) + 4)) & on_test(opened)
    assert opened.locator(".explorer-again").is_disabled()
    assert opened.locator('[data-draw][aria-pressed="true"]').count() == 0
    agrees(opened)


@pytest.mark.browser
def test_an_empty_side_or_a_missing_genre_is_told_and_nothing_breaks(opened: Page) -> None:
    opened.get_by_role("button", name="Artists apart").click()
    for i in {4 * (i // 4) for i in on_test(opened)}:
        opened.locator(".explorer-artist").nth(i // 4).click()
    assert summary(opened) == "No track is tested on. Move some to the test side."
    assert opened.locator('[data-score="neighbour"]').inner_text() == "–"
    for k in range(4):
        opened.locator(".explorer-artist").nth(k).click()
    assert "Nothing is learnt of blues." in summary(opened)
    agrees(opened)
    for k in range(4, 16):
        opened.locator(".explorer-artist").nth(k).click()
    assert summary(opened) == "No track is left to learn from. Move some back to the training side."
    opened.get_by_role("button", name="At random").click()


@pytest.mark.browser
def test_the_mean_of_many_draws_is_that_of_such_splits(opened: Page) -> None:
    rng = np.random.default_rng(5)
    for which, artists in (("random", False), ("artists", True)):
        shares = {"neighbour": [], "centroid": []}
        for _ in range(150):
            chosen: set[int] = set()
            for genre in range(4):
                own = 16 * genre + (4 * rng.integers(4) + np.arange(4) if artists else rng.permutation(16)[:4])
                chosen |= set(own.tolist())
            for by, answers in sklearn_says(chosen).items():
                shares[by].append(np.mean(answers == LABELS[sorted(chosen)]))
        for by, values in shares.items():
            said = opened.locator(f'[data-usual="{by}"] [data-said="{which}"]').inner_text()
            assert int(said.removesuffix(" %")) / 100 == pytest.approx(np.mean(values), abs=0.04)


@pytest.mark.browser
def test_it_fits_a_phone_and_a_finger(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    style = "<style>body{margin:0 16px;font:16px sans-serif}</style><meta name=viewport content='width=device-width'>"
    page.set_content(f"<!doctype html><title>Explorer</title>{style}{split_explorer.show(TRACKS, X).data}")
    expect(page.locator(".explorer-buttons")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [one.bounding_box() for one in page.locator(".explorer button, .explorer-track").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 40
    page.close()


def test_without_scripts_a_table_tells_ten_splits() -> None:
    page = BeautifulSoup(split_explorer.show(TRACKS, X).data, "html.parser")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert [row[0] for row in rows] == ["at random", "artists apart"] * 5
    assert all(row[1] == "16" for row in rows)
    assert all((row[2] == "0") == (row[0] == "artists apart") for row in rows)
    counts = np.array([[int(re.match(r"\d+", cell)[0]) for cell in row[3:]] for row in rows])
    assert counts.max() <= 16
    assert counts[::2, 0].mean() > counts[1::2, 0].mean() + 3  # the nearest neighbour lives on artists


def test_names_are_scikit_learns() -> None:
    chosen = {0, 5, 17, 18, 40, 63}
    out = np.array([i in chosen for i in range(64)])
    named = split_explorer.name_tracks(X, [track.genre for track in TRACKS], out)
    for answers, expected in zip(named, sklearn_says(chosen).values(), strict=True):
        assert answers.tolist() == [GENRES[label] for label in expected]


def test_the_page_holds_the_numbers_of_every_track() -> None:
    page = BeautifulSoup(split_explorer.show(TRACKS, X).data, "html.parser")
    data = json.loads(page.find("script", type="application/json").string)
    assert data["genres"] == list(GENRES)
    np.testing.assert_allclose([track["x"] for track in data["tracks"]], X)
    assert [track["genre"] for track in data["tracks"]] == LABELS.tolist()
    assert [(track["artist_name"], track["number"]) for track in data["tracks"][14:18]] == [
        ("D", 3), ("D", 4), ("A", 1), ("A", 2)
    ]  # fmt: skip


def test_as_many_rows_as_tracks_are_needed() -> None:
    with pytest.raises(ValueError, match="got 64 tracks and 3 rows"):
        split_explorer.show(TRACKS, X[:3])


def test_a_small_set_is_made_of_the_demo_tracks_it_names() -> None:
    tracks, x = split_explorer.small_set(("blues",), artists=2, tracks=1, seed=3)
    assert [(track.track_id, track.artist) for track in tracks] == [
        ("blues.00000", "blues-a00"), ("blues.00001", "blues-a01")
    ]  # fmt: skip
    assert x.shape == (2, 6)
    assert np.ptp(x, axis=0).min() > 0

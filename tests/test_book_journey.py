"""The journey in the browser: it plays, seeks and tallies what Python computes from the same probabilities."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from visits import Visit, visiting

from gtzan_course.dataset import GENRES
from gtzan_course.journey import Story, show
from gtzan_course.voting import majority_vote, window_votes
from gtzan_course.windows import count_windows

pytestmark = pytest.mark.browser

SECONDS = 660_000 / 22_050
HOP, LENGTH = 16_500 / 22_050, 33_000 / 22_050


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """The page as it comes."""
    with visiting(chromium, site, "journey") as visit:
        yield visit
        assert not visit.errors


@pytest.fixture(scope="module")
def opened(chromium: Browser, site: str) -> Iterator[Visit]:
    with visiting(chromium, site, "journey") as visit:
        yield visit


@pytest.fixture
def page(opened: Visit) -> Iterator[Page]:
    """The page with its first track chosen anew."""
    opened.page.locator(".journey-tracks button").first.click()
    yield opened.page
    assert not opened.errors


@pytest.fixture(scope="module")
def tracks(opened: Visit) -> list[dict]:
    """What the page knows of its tracks."""
    return json.loads(opened.page.locator('.journey script[type="application/json"]').inner_text())["stories"]


def heard(seconds: float) -> int:
    """How many windows have been heard whole, by Python's count."""
    return count_windows(round(seconds * 22_050))


def expected(track: dict, n: int) -> dict:
    """What Python says of the first n windows."""
    if n == 0:
        return {"counts": [0] * 10, "leader": [], "chances": [""] * 10}
    so_far = np.array(track["probabilities"])[:n]
    return {
        "counts": np.bincount(window_votes(so_far), minlength=10).tolist(),
        "leader": [majority_vote(so_far)],
        "chances": [f"{int(100 * share + 0.5)} %" for share in so_far[-1]],
    }


def board(page: Page) -> dict:
    """What the page shows."""
    return {
        "counts": [int(text) for text in page.locator(".journey-count output").all_inner_texts()],
        "leader": page.locator("tr.leads").evaluate_all("rows => rows.map(row => Number(row.dataset.genre))"),
        "chances": page.locator(".journey-chance output").all_inner_texts(),
    }


def slider(page: Page):
    return page.get_by_role("slider", name="Moment in the track")


def press(page: Page, *keys: str) -> None:
    slider(page).focus()
    for key in keys:
        page.keyboard.press(key)


def point(page: Page, seconds: float) -> None:
    box = slider(page).bounding_box()
    page.mouse.click(box["x"] + box["width"] * seconds / SECONDS, box["y"] + box["height"] / 2)


def now(page: Page) -> float:
    """Where the sound of the shown track is, in seconds."""
    return page.locator(".journey-table:not([hidden]) audio").evaluate("audio => audio.currentTime")


def media(visit: Visit, suffix: str) -> list[str]:
    return [url for url in visit.addresses() if url.endswith(suffix)]


def test_at_first_nothing_has_been_counted_and_no_sound_is_fetched(visit: Visit, tracks: list[dict]) -> None:
    assert board(visit.page) == expected(tracks[0], 0)
    assert media(visit, ".mp3") == []
    assert len(media(visit, ".webp")) == 1
    assert slider(visit.page).get_attribute("aria-valuetext") == "0.0 s, no vote yet"


@pytest.mark.parametrize("seconds", [1.0, 1.7, 12.2, 22.2, 29.6])
def test_a_click_counts_what_was_heard_by_then(page: Page, tracks: list[dict], seconds: float) -> None:
    point(page, seconds)
    assert board(page) == expected(tracks[0], heard(seconds))


def test_twelve_seconds_are_fifteen_votes(page: Page, tracks: list[dict]) -> None:
    point(page, 12.2)
    assert sum(board(page)["counts"]) == 15
    vote = GENRES[tracks[0]["votes"][14]]
    assert slider(page).get_attribute("aria-valuetext") == f"12.0 s, window 14, votes {vote}"
    assert slider(page).get_attribute("aria-valuenow") == "15"
    assert f"Window 14 (10.5 to 12.0 s): {vote}" in page.locator(".journey-now").inner_text()


def test_arrows_go_by_one_window_through_the_whole_track(page: Page, tracks: list[dict]) -> None:
    for n in range(1, 40):
        press(page, "ArrowRight")
        assert board(page) == expected(tracks[0], n), n
    press(page, "ArrowRight")
    assert sum(board(page)["counts"]) == 39
    press(page, "ArrowLeft", "ArrowDown", "PageDown")
    assert board(page) == expected(tracks[0], 32)
    press(page, "Home")
    assert board(page) == expected(tracks[0], 0)
    press(page, "PageUp", "ArrowUp")
    assert board(page) == expected(tracks[0], 6)


def test_the_frame_and_the_cell_are_those_of_the_newest_window(page: Page) -> None:
    press(page, "Home", "PageUp", "PageUp")
    lit, screen = (page.locator(f".journey-{name}").bounding_box() for name in ("lit", "screen"))
    assert (lit["x"] - screen["x"]) / screen["width"] == pytest.approx(9 * HOP / SECONDS, abs=0.003)
    assert lit["width"] / screen["width"] == pytest.approx(LENGTH / SECONDS, abs=0.003)
    cells = page.locator(".journey-lane span")
    assert cells.count() == 39
    assert (
        cells.evaluate_all("cells => cells.map(cell => cell.classList.contains('counted'))")
        == [True] * 10 + [False] * 29
    )
    assert cells.nth(9).get_attribute("class") == "counted newest"


def test_dragging_counts_as_it_goes(page: Page, tracks: list[dict]) -> None:
    box = slider(page).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 60)
    page.mouse.down()
    for seconds in (5.0, 20.0, 9.4):
        page.mouse.move(box["x"] + box["width"] * seconds / SECONDS, box["y"] + 60, steps=3)
        assert board(page) == expected(tracks[0], heard(seconds))
    page.mouse.up()
    assert board(page) == expected(tracks[0], heard(9.4))


def test_each_track_ends_with_its_majority_vote(page: Page, tracks: list[dict]) -> None:
    chips = page.locator(".journey-tracks button")
    assert chips.count() == len(tracks) == 10
    for i, track in enumerate(tracks):
        chips.nth(i).click()
        assert chips.nth(i).get_attribute("aria-pressed") == "true"
        page.get_by_role("button", name="To the end").click()
        assert board(page) == expected(track, 39)
        winner = majority_vote(np.array(track["probabilities"]))
        verdict = page.locator(".journey-verdict").inner_text()
        assert verdict.startswith(f"The vote says {GENRES[winner]}, with {board(page)['counts'][winner]} of 39.")
        assert ("It is right." in verdict) == (winner == track["genre"])
        assert (f"the track is {GENRES[track['genre']]}." in verdict) == (winner != track["genre"])
        assert verdict.endswith(track["told"])


def test_another_track_brings_its_own_picture_and_table(visit: Visit) -> None:
    page = visit.page
    assert page.locator(".journey-table:not([hidden]) summary").all_inner_texts() == [
        "blues.00002: the same in a table"
    ]
    page.get_by_role("button", name="metal").click()
    page.wait_for_load_state("networkidle")
    assert len(set(media(visit, ".webp"))) == 2
    assert page.locator(".journey-table:not([hidden]) summary").all_inner_texts() == [
        "metal.00001: the same in a table"
    ]
    assert "metal.00001" in page.locator(".journey-mel img").get_attribute("alt")
    assert media(visit, ".mp3") == []


def test_it_plays_to_the_end_and_counts_what_is_heard(visit: Visit, tracks: list[dict]) -> None:
    page = visit.page
    page.locator(".journey-play").click()
    expect(page.locator(".journey-play")).to_have_text("Pause")
    page.wait_for_function("document.querySelector('.journey-table audio').currentTime > 3")
    page.locator(".journey-play").click()
    assert board(page)["counts"] == expected(tracks[0], heard(now(page)))["counts"]
    assert len(set(media(visit, ".mp3"))) == 1
    page.evaluate("document.querySelector('.journey-table audio').playbackRate = 12")
    page.locator(".journey-play").click()
    expect(page.locator(".journey-verdict")).to_contain_text("39", timeout=15_000)
    expect(page.locator(".journey-play")).to_have_text("Play")
    assert board(page) == expected(tracks[0], 39)


def test_it_plays_from_where_one_has_pointed(page: Page, tracks: list[dict]) -> None:
    point(page, 20.0)
    page.locator(".journey-play").click()
    page.wait_for_function("document.querySelector('.journey-table audio').currentTime > 20.9")
    point(page, 6.0)
    page.wait_for_function("document.querySelector('.journey-table audio').currentTime < 7")
    page.locator(".journey-play").click()
    assert 5.9 < now(page) < 8
    assert board(page) == expected(tracks[0], heard(now(page)))


def test_one_window_plays_alone_and_nothing_is_counted_by_it(page: Page, tracks: list[dict]) -> None:
    assert page.locator(".journey-alone").is_disabled()
    press(page, "PageUp", "PageUp")
    page.get_by_role("button", name="Window 9 alone").click()
    expect(page.locator(".journey-play")).to_have_text("Pause")
    page.wait_for_function("document.querySelector('.journey-table audio').currentTime > 6")
    assert 9 * HOP - 0.1 < now(page) < 9 * HOP + LENGTH
    expect(page.locator(".journey-play")).to_have_text("Play", timeout=5000)
    assert now(page) == pytest.approx(9 * HOP + LENGTH, abs=0.25)
    assert board(page) == expected(tracks[0], 10)


def test_keys_play_and_pause(page: Page) -> None:
    press(page, " ")
    expect(page.locator(".journey-play")).to_have_text("Pause")
    page.locator(".journey-play").press("Enter")
    expect(page.locator(".journey-play")).to_have_text("Play")


def test_another_player_on_the_page_ends_it(page: Page) -> None:
    page.locator(".journey-play").click()
    page.wait_for_function("document.querySelector('.journey-table audio').currentTime > 0.2")
    page.evaluate("document.querySelectorAll('.journey-table audio')[1].play()")
    expect(page.locator(".journey-play")).to_have_text("Play")


def test_the_cursor_glides_but_not_for_who_wants_no_motion(chromium: Browser, site: str) -> None:
    places = {}
    for motion in ("reduce", "no-preference"):
        context = chromium.new_context(reduced_motion=motion)
        page = context.new_page()
        page.goto(f"{site}journey.html")
        press(page, *["ArrowRight"] * 3)
        page.locator(".journey-play").click()
        page.wait_for_function("document.querySelector('.journey-table audio').currentTime > 3.3")
        left = page.locator(".journey-cursor").evaluate("cursor => parseFloat(cursor.style.left)")
        places[motion] = left / 100 * SECONDS
        context.close()
    ends = LENGTH + HOP * np.arange(39)
    assert np.abs(ends - places["reduce"]).min() < 0.001
    assert places["no-preference"] > 3.29


def test_a_finger_finds_what_it_presses(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, "journey", width=390) as visit:
        buttons = visit.page.locator(".journey button, .journey summary, .journey [role=slider]")
        boxes = [button.bounding_box() for button in buttons.all() if button.is_visible()]
        assert len(boxes) >= 15
        assert min(box["height"] for box in boxes) >= 40
        assert min(box["width"] for box in boxes) >= 40


def test_a_finger_taps_a_moment_and_scrolls_the_page_without_moving_it(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}journey.html")
    slider(page).scroll_into_view_if_needed()
    box = slider(page).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 20
    page.touchscreen.tap(x, y)
    expect(slider(page)).to_have_attribute("aria-valuenow", str(heard(SECONDS / 2)))
    hand = context.new_cdp_session(page)
    for i in range(12):
        where = [{"x": x - 100, "y": y - 15 * i}]
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove" if i else "touchStart", "touchPoints": where})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("scrollY > 50")
    assert slider(page).get_attribute("aria-valuenow") == str(heard(SECONDS / 2))
    context.close()


def test_without_scripts_there_are_tables(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, "journey", scripts=False) as visit:
        tables = visit.page.locator(".journey-table summary")
        assert tables.count() == 10
        assert not visit.page.locator(".journey-play").is_visible()
        tables.first.click()
        assert visit.page.locator(".journey-table audio").first.is_visible()
        assert visit.page.locator(".journey-table tbody tr").first.is_visible()


def test_two_on_a_page_go_their_own_ways(chromium: Browser) -> None:
    rng = np.random.default_rng(0)
    y = rng.uniform(-0.5, 0.5, 66_000).astype(np.float32)
    story = Story("rock.00000", "rock", y, rng.dirichlet(np.ones(10), 3), "Noise.")
    page = chromium.new_page()
    page.set_content(f"<!doctype html><title>Two</title><main>{show([story]).data}{show([story]).data}</main>")
    first, second = page.locator(".journey").all()
    expect(second.locator(".journey-play")).to_be_visible()
    first.get_by_role("slider").press("ArrowRight")
    second.get_by_role("slider").press("End")
    counted = [one.locator(".journey-count output").all_inner_texts() for one in (first, second)]
    assert [sum(map(int, texts)) for texts in counted] == [1, 3]
    first.locator(".journey-play").click()
    page.wait_for_function("document.querySelector('.journey audio').currentTime > 0")
    assert first.locator("audio").evaluate("audio => audio.currentTime") > 1.4
    assert second.locator("audio").evaluate("audio => audio.paused")
    page.close()

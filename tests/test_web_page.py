"""How the page behaves: what it loads and when, a second file during the first, several models, none, a microphone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import gates
import numpy as np
import pytest
import soundfile
import soxr
import web_page
from conftest import tone
from made_sounds import SR, changing_sound
from playwright.sync_api import Browser, Page, Route
from visits import FLAGS, visiting

from gtzan_course.classification import classify
from gtzan_course.demo import compose, render
from gtzan_course.doubts import DOUBTS
from tools import browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web_page.lay_out(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with web_page.served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with web_page.opened(chromium, address) as page:
        yield page


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds that change."""
    path = tmp_path_factory.mktemp("songs") / "a song.wav"
    soundfile.write(path, changing_sound(10 * SR), SR)
    return path


def written(path: Path, y: np.ndarray, sr: int = SR) -> Path:
    soundfile.write(path, y, sr)
    return path


def test_the_network_comes_with_the_first_track_and_not_before(
    chromium: Browser, address: str, folder: Path, song: Path
) -> None:
    with web_page.opened(chromium, address) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.split("?")[0].removeprefix(address)))
        page.reload()
        page.wait_for_selector(".your-music-drop")
        web_page.choose(page, "cnn")
        assert "web/models.json" in asked
        assert not [name for name in asked if "ort/" in name or name.endswith(("onnx", "worker.mjs"))]
        web_page.give(page, song)
        loaded = {name for name in asked if (folder / name).is_file()}
        assert {"web/cnn.onnx", "web/ort/ort-wasm-simd-threaded.wasm"} <= loaded
        assert sum((folder / name).stat().st_size for name in loaded) < 25e6
        before = len(asked)
        web_page.give(page, song)
        assert [name for name in asked[before:] if not name.startswith("blob:")] == []


def test_it_says_how_far_it_is(chromium: Browser, address: str, song: Path) -> None:
    with web_page.opened(chromium, address) as page:
        page.evaluate(
            """() => {
              window.told = [];
              const progress = document.querySelector(".your-music-progress");
              const note = () => told.push(progress.querySelector("span").textContent);
              new MutationObserver(note).observe(progress, { subtree: true, childList: true });
            }"""
        )
        web_page.give(page, song)
        told = page.evaluate("told")
        total = (web_page.model()["bytes"] + web_page.described()["runtime_bytes"]) / 1e6
        loading = [float(words.split()[0]) for words in told if words.endswith(f"of {total:.1f} MB")]
        assert len(loading) > 3
        assert loading == sorted(loading)
        assert loading[-1] == pytest.approx(total, abs=0.2)
        assert "window 12 of 12" in told
        assert not page.locator(".your-music-progress").is_visible()


def test_what_is_shown_is_the_vote_of_the_windows(page: Page, song: Path) -> None:
    words = web_page.give(page, song)
    expected = classify(song)
    counts = {genre: expected.window_genres.count(genre) for genre in expected.genres}
    assert web_page.votes(page) == counts
    top = [line.split() for line in page.locator(".your-music-top li").all_inner_texts()]
    shares = [(genre, f"{int(100 * share + 0.5)}") for genre, share in expected.shares.items() if share][:3]
    assert [(line[0], line[1]) for line in top] == shares
    assert f"{counts[expected.genre]} of 12 windows" in words
    assert ("Not sure" in words) == bool(expected.doubts)
    cells = page.locator(".your-music-lane span").evaluate_all(
        "cells => cells.map(cell => parseFloat(cell.style.left))"
    )
    middles = [100 * (0.5 + i) * 16_500 / SR / 10 for i in range(12)]
    np.testing.assert_allclose(sorted(cells), middles, atol=0.01)
    page.locator(".your-music-windows summary").click()
    page.wait_for_selector(".your-music-windows tbody tr")  # the table is made when it is opened
    listed = page.locator(".your-music-windows tbody tr td:last-child").all_inner_texts()
    assert [words.split(",")[0] for words in listed] == expected.window_genres
    assert "240 tracks of demo data" in page.inner_text(".your-music-learnt")


def test_a_click_on_the_picture_goes_there(page: Page, song: Path) -> None:
    web_page.give(page, song)
    box = page.locator(".your-music-over").bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 20)
    page.wait_for_function("Math.abs(document.querySelector('.your-music audio').currentTime - 6) < 0.05")
    page.wait_for_function("Math.abs(parseFloat(document.querySelector('.your-music-cursor').style.left) - 60) < 1")


def test_a_steady_tone_is_unlike_music(page: Page, tmp_path: Path) -> None:
    path = written(tmp_path / "tone.wav", tone(440, 6))
    words = web_page.give(page, path)
    assert words.startswith("Not sure")
    assert DOUBTS["still"]["says"][1:] in words
    assert DOUBTS["still"]["says"] in classify(path).doubts


def test_mostly_silence_is_unlike_music(page: Page, tmp_path: Path) -> None:
    path = written(tmp_path / "late.wav", np.concatenate([np.zeros(8 * SR), changing_sound(3 * SR)]))
    words = web_page.give(page, path)
    assert DOUBTS["silent"]["says"][1:] in words
    assert DOUBTS["silent"]["says"] in classify(path).doubts


def test_a_second_file_takes_the_place_of_the_first(page: Page, tmp_path: Path, song: Path) -> None:
    long = written(tmp_path / "long.wav", changing_sound(90 * SR))
    page.set_input_files(".your-music input[type=file]", long)
    page.wait_for_function("document.querySelector('.your-music-file').textContent.includes('long.wav')")
    web_page.give(page, song)
    page.wait_for_timeout(500)
    assert "a song.wav" in page.inner_text(".your-music-file")
    assert sum(web_page.votes(page).values()) == 12


def test_a_dropped_file_is_taken(page: Page, song: Path) -> None:
    page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
    content = list(song.read_bytes())
    program = """([name, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], name));
      return data;
    }"""
    dropped = page.evaluate_handle(program, ["dropped.wav", content])
    page.dispatch_event(".your-music-drop", "drop", {"dataTransfer": dropped})
    web_page.answer(page)
    assert "dropped.wav" in page.inner_text(".your-music-file")


def test_the_keyboard_suffices(chromium: Browser, address: str, song: Path) -> None:
    with web_page.opened(chromium, address) as page:
        page.on("filechooser", lambda chooser: chooser.set_files(song))
        page.bring_to_front()
        page.wait_for_timeout(500)  # until the browser knows that someone waits for its dialogue
        page.locator(".your-music input[type=file]").focus()
        page.keyboard.press("Enter")
        web_page.answer(page)
        for name in ("record", "example"):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == f"your-music-{name}"


def test_the_page_stays_alive_while_it_works(page: Page, tmp_path: Path) -> None:
    page.evaluate(
        """() => {
          window.longest = 0;
          let last = performance.now();
          setInterval(() => { longest = Math.max(longest, performance.now() - last); last = performance.now(); }, 10);
        }"""
    )
    web_page.give(page, written(tmp_path / "minute.wav", changing_sound(60 * 44_100), 44_100))
    assert page.evaluate("longest") < 500


def offering(*titles: str) -> dict[str, Callable[[Route], None]]:
    """Offer the course's network under each of some names."""
    offer = web_page.described()
    model = web_page.model()
    models = [{**model, "name": title, "title": title, "learnt_from": f"{title}'s songs"} for title in titles]
    return {"**/models.json": lambda route: route.fulfill(json={**offer, "models": models})}


def test_with_several_models_there_is_a_menu(chromium: Browser, address: str, song: Path) -> None:
    with web_page.opened(chromium, address, routes=offering("The first", "The second")) as page:
        web_page.give(page, song)
        assert "The first has learnt from The first's songs" in page.inner_text(".your-music-learnt")
        page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
        page.get_by_label("Who listens").select_option("The second")
        web_page.answer(page)
        assert sum(web_page.votes(page).values()) == 12
        assert "The second has learnt from" in page.inner_text(".your-music-learnt")


def test_with_one_model_there_is_none(chromium: Browser, address: str) -> None:
    with web_page.opened(chromium, address, routes=offering("The only one")) as page:
        assert not page.locator(".your-music select").is_visible()


def test_without_a_network_the_page_says_how_to_get_it(chromium: Browser, address: str) -> None:
    empty = {"**/models.json": lambda route: route.fulfill(json={"models": []})}
    with web_page.opened(chromium, address, routes=empty) as page:
        assert "make book" in page.inner_text(".your-music-missing")
        assert not page.locator(".your-music-stage").is_visible()


def test_where_the_network_does_not_come_it_may_be_tried_again(chromium: Browser, address: str, song: Path) -> None:
    with web_page.opened(chromium, address, quiet=False) as page:
        page.context.route("**/cnn.onnx*", lambda route: route.abort())
        assert "could not be loaded" in web_page.give(page, song)
        page.context.unroute("**/cnn.onnx*")
        web_page.give(page, song)
        assert page.locator(web_page.ANSWER).count()


def test_without_scripts_it_says_what_would_be_here(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "gtzan-course classify" in page.inner_text("main")
    assert not page.locator(".your-music-stage").is_visible()
    context.close()


@pytest.fixture(scope="module")
def hearing(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser whose microphone hears a demo track."""
    y = render(compose("metal", seed=0, artist=0, track=0))[: 12 * SR]
    path = written(tmp_path_factory.mktemp("heard") / "metal.wav", soxr.resample(y, SR, 48_000), 48_000)
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
    ]
    started = chromium.browser_type.launch(executable_path=browser.find(), args=FLAGS + flags)
    yield started
    started.close()


def test_it_records_until_it_is_stopped(hearing: Browser, address: str) -> None:
    with web_page.opened(hearing, address) as page:
        page.get_by_role("button", name="Record 30 s").click()
        page.wait_for_function("parseFloat(document.querySelector('.your-music-level output').value) <= 25")
        assert page.inner_text(".your-music-status") == "Recording"
        page.get_by_role("button", name="Stop and classify").click()
        web_page.answer(page)
        assert page.locator(web_page.ANSWER).count()
        assert 5 <= sum(web_page.votes(page).values()) <= 10
        assert "Your recording" in page.inner_text(".your-music-file")
        assert web_page.votes(page)["metal"] >= 4
        assert page.get_by_role("button", name="Record 30 s").is_visible()
        assert page.evaluate("document.querySelector('.your-music audio').duration") > 4


def test_a_file_ends_a_recording(hearing: Browser, address: str, song: Path) -> None:
    with web_page.opened(hearing, address) as page:
        page.get_by_role("button", name="Record 30 s").click()
        page.wait_for_selector(".your-music-level:not([hidden])")
        web_page.give(page, song)
        assert "a song.wav" in page.inner_text(".your-music-file")
        assert page.get_by_role("button", name="Record 30 s").is_visible()


def test_without_a_microphone_it_says_so(page: Page) -> None:
    page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
    page.get_by_role("button", name="Record 30 s").click()
    words = web_page.answer(page)
    assert "microphone" in words
    assert "choose a file" in words


@pytest.mark.parametrize(("error", "words"), [("NotAllowedError", "may not use"), ("NotReadableError", "in use by")])
def test_a_microphone_that_is_refused_or_taken_is_told_apart(page: Page, error: str, words: str) -> None:
    page.evaluate(
        "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name)); }", error
    )
    page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
    page.get_by_role("button", name="Record 30 s").click()
    assert words in web_page.answer(page)


def test_in_the_book_the_demo_track_is_the_journey_s(chromium: Browser, site: str, book: Path) -> None:
    with visiting(chromium, site, "your_music", width=390, dark=True) as visit:
        visit.page.get_by_role("button", name="Take a demo track").click()
        web_page.answer(visit.page)
        fetched = next(url for url in visit.addresses() if url.endswith(".mp3"))
        assert Path(fetched).name in (book / "journey.html").read_text(encoding="utf-8")
        expected = classify(book / fetched.removeprefix(site))
        counts = [expected.window_genres.count(genre) for genre in expected.genres]
        assert list(web_page.votes(visit.page).values()) == counts
        assert "rock.00002" in visit.page.inner_text(".your-music-file")
        assert not gates.foreign(visit)
        assert not gates.ask(visit.page, "overflow")
        assert not gates.ask(visit.page, "alternatives")
        assert not gates.inaccessible(visit.page)
        assert not visit.errors

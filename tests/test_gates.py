"""The gates themselves: each passes a sound page, and objects to pages that are broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import gates
import numpy as np
import pytest
import soundfile
from book_server import serving
from conftest import tone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from visits import WIDTHS, Visit, visiting

from gtzan_course import frames, plots
from gtzan_course.frames import Frame, Interactive, Slider

pytestmark = pytest.mark.browser

Opener = Callable[..., AbstractContextManager[Visit]]
Filler = Callable[..., Page]

HEAD = '<!DOCTYPE html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head>'
TEXT = "<p>" + "A window is one and a half seconds of a track, cut out of it. " * 12 + "</p>"
SEEN = "A line that climbs from left to right"
PALE = "<p style='color: #bbb'>pale</p>"
PLAYER = f'<audio controls preload="none" src="tone.wav" aria-label="{SEEN}"></audio>'
CHOICE = "<summary>Forty.</summary><p>No: the last one would be cut off in its middle.</p>"
QUIZ = f"""<div class="quiz" role="group" aria-label="Question 1">
<details class="wrong">{CHOICE}</details>
<details class="right">{CHOICE}</details>
<details class="wrong">{CHOICE}</details></div>"""


@pytest.fixture
def opened(tmp_path: Path, chromium: Browser) -> Opener:
    """Open a page made of what stands in its main part, beside a picture, a sound and a heavy file."""
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "a.png")
    soundfile.write(tmp_path / "tone.wav", tone(440, 0.5), 22_050)
    (tmp_path / "heavy.js").write_text("//" + "x" * gates.MAX_WEIGHT)

    @contextmanager
    def opener(main: str, **options):
        (tmp_path / "index.html").write_text(f"{HEAD}<body><main>{main}</main></body></html>")
        with serving(tmp_path) as base, visiting(chromium, base, "index", **options) as visit:
            yield visit

    return opener


@pytest.fixture(scope="module")
def screens(chromium: Browser) -> Iterator[dict[int, BrowserContext]]:
    """Open a laptop's window and a phone's, for all tests that need no server."""
    sizes = {width: {"width": width, "height": height} for width, height in WIDTHS.items()}
    opened = {width: chromium.new_context(viewport=size) for width, size in sizes.items()}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def filled(screens: dict[int, BrowserContext]) -> Iterator[Filler]:
    """Show a page with what is given in its main part."""
    pages = []

    def fill(main: str, *, width: int = 1280) -> Page:
        pages.append(screens[width].new_page())
        pages[-1].set_content(f"{HEAD}<body><main>{main}</main></body></html>")
        return pages[-1]

    yield fill
    for page in pages:
        page.close()


def objects(complaints: list[str], words: str) -> None:
    """There is one complaint, and it says these words; without words there is none."""
    assert len(complaints) == bool(words), complaints
    assert all(words in complaint for complaint in complaints), complaints


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (f'<img src="a.png" alt="{SEEN}">', ""),
        ('<img src="http://example.invalid/a.png" alt="">', "http://example.invalid/a.png"),
        ("<script>fetch('https://example.invalid/count').catch(() => null)</script>", "https://example.invalid/count"),
    ],
)
def test_requests_to_other_hosts(opened: Opener, main: str, words: str) -> None:
    with opened(main) as visit:
        objects(gates.foreign(visit), words)


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (f'<img src="a.png" alt="{SEEN}">', ""),
        ('<img src="b.png" alt="">', "b.png and gets 404"),
        ('<img src="/a.png" alt="">', "/a.png and gets 404"),
    ],
)
def test_requests_that_fail(opened: Opener, main: str, words: str) -> None:
    with opened(main) as visit:
        objects(gates.failed(visit), words)


@pytest.mark.parametrize(
    ("script", "words"),
    [("console.log('well')", ""), ("console.error('ill')", "ill"), ("notThere()", "notThere is not defined")],
)
def test_errors_of_the_console(opened: Opener, script: str, words: str) -> None:
    with opened(f"<script>{script}</script>") as visit:
        objects(visit.errors, words)


def test_weight(opened: Opener) -> None:
    with opened(TEXT) as visit:
        assert len(TEXT) < visit.weight < len(TEXT) + 200
        objects(gates.heavy(visit), "")
    with opened('<script src="heavy.js"></script>') as visit:
        objects(gates.heavy(visit), "3.00 MB heavy.js")


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ('preload="none" src="tone.wav"', [""]),
        ('preload="metadata" src="tone.wav"', ["loads before it is played", "tone.wav before it is played"]),
        ('preload="none" src="data:audio/wav;base64,AAAA"', ["holds its sound in the page"]),
        ('preload="none" autoplay src="tone.wav"', ["plays by itself", "tone.wav before it is played"]),
    ],
)
def test_sounds_that_come_too_early(opened: Opener, attributes: str, words: list[str]) -> None:
    with opened(f"<audio controls {attributes}></audio>") as visit:
        complaints = gates.early_sounds(visit)
        assert len(complaints) == len(words) - (words == [""])
        assert all(word in complaint for word, complaint in zip(words, complaints, strict=False))


@pytest.mark.parametrize(
    ("main", "words"),
    [
        ("<div>narrow</div>", []),
        ('<div style="width: 500px">wide</div>', ["<div>", "508 px wide"]),
        ('<div style="overflow-x: auto"><div style="width: 500px">wide</div></div>', []),
        ('<div style="overflow: hidden"><div style="width: 500px">wide</div></div>', ["sticks out by 118 px"]),
        ('<div style="width: 500px; overflow-x: auto">wide</div>', ["<div>", "508 px wide"]),
        ('<div style="position: relative; left: -40px; width: 300px">left</div>', ["sticks out by 32 px"]),
    ],
)
def test_what_sticks_out_of_a_phone(filled: Filler, main: str, words: list[str]) -> None:
    complaints = gates.ask(filled(main, width=390), "overflow")
    assert len(complaints) == len(words)
    assert all(word in complaint for word, complaint in zip(words, complaints, strict=True)), complaints


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (f'<img src="a.png" alt="{SEEN}">', ""),
        ('<img src="a.png">', 'says ""'),
        ('<img src="a.png" alt="">', 'says ""'),
        ('<img src="a.png" alt="Figure 3">', 'says "Figure 3"'),
        ('<img src="a.png" alt="_images/spectrogram-of-a-window.png">', "a file's name"),
        ('<img src="a.png" alt="" role="presentation">', ""),
        (f'<img src="a.png" alt="{SEEN}" role="presentation">', "decoration"),
        ("<canvas></canvas>", "<canvas>"),
        (f'<canvas role="img" aria-label="{SEEN}"></canvas>', ""),
        ('<div hidden><img src="a.png" alt="a plot"></div>', 'says "a plot"'),
        ("<svg><title>Votes</title></svg>", 'says "Votes"'),
        (f"<svg><title>{SEEN}</title></svg>", ""),
        ('<button aria-label="Copy"><svg></svg></button>', ""),
        ('<svg aria-hidden="true"></svg>', ""),
        (f'<div role="img" aria-labelledby="t"></div><p id="t">{SEEN}</p>', ""),
        ('<div role="img"></div>', '<div> under "Votes"'),
        ('<audio controls preload="none" src="tone.wav"></audio>', "<audio> tone.wav"),
        (PLAYER, ""),
        ('<a href="."><img class="logo__image" src="a.png" alt="">The book</a>', ""),
        ('<a href="."><img class="logo__image" src="a.png" alt=""></a>', "the logo, has no name"),
    ],
)
def test_pictures_and_players_without_words(filled: Filler, main: str, words: str) -> None:
    objects(gates.ask(filled(f"<h2>Votes</h2>{main}"), "alternatives"), words)


@pytest.mark.parametrize(
    ("main", "words"),
    [
        ("<h1>A page</h1><button>Play</button>", ""),
        ("<h1>A page</h1><button></button>", "button-name"),
        ("<h1>A page</h1>" + PALE, "color-contrast"),
        ("<h1>A page</h1><details><summary>More</summary><img src='a.png'></details>", "image-alt"),
        ("<h1>A page</h1>" + "<p>legible</p>" * 9 + PALE, "color-contrast"),
        ("<h1>A page</h1>" + PALE.replace("pale", "p") * 9 + PALE, "color-contrast"),
        ("<h1>A page</h1>" + PALE.replace("#bbb", "#bbb; display: none") * 9 + PALE, "color-contrast"),
        ("<h1>A page</h1>" + "<p>legible</p>" * 9 + "<p style='background: #333'>dark</p>", "color-contrast"),
        ("<h1>A page</h1>" + "<p>legible</p>" * 9 + "<p style='opacity: 0.3'>faint</p>", "color-contrast"),
    ],
)
def test_what_axe_calls_serious(filled: Filler, main: str, words: str) -> None:
    objects(gates.inaccessible(filled(main)), words)


def test_players_that_do_not_play(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "noise.wav").write_bytes(b"no sound" * 100)
    with opened(PLAYER) as visit:
        objects(gates.mute(visit), "")
    with opened(PLAYER + PLAYER.replace("tone", "noise")) as visit:
        objects(gates.mute(visit), "<audio> noise.wav")
    with opened(PLAYER.replace("tone", "noise")) as visit:
        assert "does not run" in gates.mute(visit)[0]
    with opened(PLAYER.replace("tone.wav", "data:audio/wav;base64,AAAA")) as visit:
        assert "fetches nothing" in gates.mute(visit)[0]


def interactive() -> str:
    """Two sliders and six pictures, as the course writes them."""

    def draw(*, slope: int, curve: str) -> Frame:
        figure = plots.figure(2, 1)
        figure.subplots().plot([0, slope])
        return Frame(figure, f"A {curve} line that climbs by {slope} from left to right")

    sliders = (Slider("slope", "slope", (1, 2, 3)), Slider("curve", "curve", ("straight", "bent"), start=1))
    return frames.show(Interactive("Slopes", draw, sliders)).data


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", ""),
        ("oninput", "data-oninput", "the picture stays the same"),
        ("climbs by 3", "climbs by 2", "with the same words"),
        (' data-at="0 0" hidden', ' data-at="0 0"', "shows 2 pictures, then 1"),
        ("frame.hidden = frame.dataset.at !== at;", "frame.hidden = true;", "shows 1 pictures, then 0"),
        ('src="data:image/webp;base64,', 'src="lost.webp?', "does not load"),
    ],
)
@pytest.mark.parametrize("width", [1280, 390])
def test_sliders_that_change_nothing(filled: Filler, width: int, old: str, new: str, words: str) -> None:
    whole = interactive()
    assert old in whole
    complaints = list(gates.dead_frames(filled(whole.replace(old, new) if old else whole, width=width)))
    assert bool(complaints) == bool(words), complaints
    assert not words or any(words in complaint for complaint in complaints), complaints


def test_a_slider_that_answers_to_the_mouse_alone(filled: Filler) -> None:
    main = interactive().replace("<label>", '<label onkeydown="event.preventDefault()">')
    complaints = list(gates.dead_frames(filled(main)))
    assert len(complaints) == 2, complaints
    assert all("press: the picture stays the same" in complaint for complaint in complaints)


def test_a_slider_that_answers_to_keys_alone(filled: Filler) -> None:
    main = interactive().replace("<label>", '<label onmousedown="event.preventDefault()">')
    complaints = list(gates.dead_frames(filled(main)))
    assert len(complaints) == 4, complaints
    assert all("click" in complaint or "drag" in complaint for complaint in complaints)


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (QUIZ, ""),
        (QUIZ.replace("No: the last one would be cut off in its middle.", "No.", 1), "explains only 'No.'"),
        (QUIZ.replace("wrong", "right", 1), "3 choices, 2 right"),
        (QUIZ.replace("<details", "<section", 1).replace("</details>", "</section>", 1), "2 choices, 1 right"),
        (QUIZ.replace("<summary>", "<summary onkeydown='event.preventDefault()'>", 1), "does not open by keyboard"),
        (QUIZ.replace("<summary>", "<summary onclick='if (event.detail) event.preventDefault()'>", 1), "open by mouse"),
    ],
)
def test_quizzes_that_explain_nothing(filled: Filler, main: str, words: str) -> None:
    objects(list(gates.dead_quizzes(filled(main))), words)


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (TEXT + f'<img src="a.png" alt="{SEEN}"><table><tr><td>1</td></tr></table>', ""),
        ("<script>document.querySelector('main').innerHTML = 'text '.repeat(1000)</script>", "next to nothing"),
        (TEXT + f'<img src="b.png" alt="{SEEN}">', "b.png"),
        (TEXT + "<table style='display: none'><tr><td>1</td></tr></table>", "<table>"),
        (TEXT + "<figure class='frames'><div data-at='0' hidden></div></figure>", "does not show its first picture"),
    ],
)
def test_pages_that_need_scripts(opened: Opener, main: str, words: str) -> None:
    with opened(main, scripts=False) as visit:
        objects(gates.ask(visit.page, "scriptless"), words)

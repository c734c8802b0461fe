"""What every page of the book is held to, in the browser.

Each gate takes a visit, or a page, and gives its complaints: a line for each, with the element and the remedy. None of
them is fulfilled by a page that does nothing: `test_gates.py` shows each of them a page that is broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page
from visits import Visit

QUESTIONS = Path(__file__).with_name("gates.js").read_text(encoding="utf-8")
MAX_WEIGHT = 3_000_000
MIN_WORDS = 25
ONCE = [{"id": "color-contrast", "selector": "*:not([data-again])"}]
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"


def ask(page: Page, question: str) -> list[str]:
    """Ask a page one of the questions in gates.js."""
    return page.evaluate(f"async () => {{ {QUESTIONS}; return (await gates.{question}()) ?? []; }}")


def foreign(visit: Visit) -> list[str]:
    """What the page asks other hosts for."""
    host = urlsplit(visit.base).netloc
    addresses = [url for url in visit.addresses() if urlsplit(url).scheme not in ("data", "blob", "about")]
    return [f"asks another host for {url}: bring it along" for url in addresses if urlsplit(url).netloc != host]


def failed(visit: Visit) -> list[str]:
    """What the page asked for while it loaded and did not get."""
    return [f"asks for {url} and gets {answer}: mend the address" for url, answer in visit.failed]


def heavy(visit: Visit) -> list[str]:
    """Whether the page's first load is too much for a phone's connection."""
    if visit.weight <= MAX_WEIGHT:
        return []
    heaviest = sorted(visit.weights.items(), key=lambda item: -item[1])[:5]
    told = ", ".join(f"{size / 1e6:.2f} MB {urlsplit(url).path.rpartition('/')[2]}" for url, size in heaviest)
    return [f"first loads {visit.weight / 1e6:.2f} MB, more than {MAX_WEIGHT / 1e6:.0f}; the heaviest: {told}"]


def early_sounds(visit: Visit) -> list[str]:
    """Which sounds are loaded, or lie in the page, before anyone plays them."""
    media = [url for url, kind in visit.first.items() if kind == "media"]
    return [*ask(visit.page, "early"), *(f"loads {url} before it is played: set preload='none'" for url in media)]


def inaccessible(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with all that can be opened on the page open."""
    ask(page, "open")
    page.add_style_tag(content=STILL)
    ask(page, "repeated")
    page.evaluate(f"() => {{ {AXE_SCRIPT}; axe.configure({{ rules: {json.dumps(ONCE)} }}) }}")
    options = {"resultTypes": ["violations"], "preload": False, "elementRef": False}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [
        f"{node['html'][:100]} at {node['target'][-1][-60:]}: {rule['id']}: {_line(node['failureSummary'])}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def _line(words: str) -> str:
    return " ".join(words.split())


def mute(visit: Visit) -> list[str]:
    """Whether the page's first player fetches its sound when it is played, and runs; and whether all have a length."""
    player = visit.page.locator("audio[src], video[src]").first
    if not player.count():
        return []
    before = len(visit.requests)
    wrong = player.evaluate(
        """async (player) => {
          let refused = "";
          // Another load puts playing off without refusing it: a script may take a sound whole.
          player.play().catch((error) => (refused = error.name === "AbortError" ? "" : String(error)));
          for (let i = 0; i < 600 && !player.currentTime && !refused; i++) {
            await new Promise((done) => setTimeout(done, 50));
          }
          player.pause();
          return player.currentTime ? "" : refused || "nothing in 30 s";
        }"""
    )
    fetched = [request.url for request in visit.requests[before:] if request.resource_type == "media"]
    complaints = [] if fetched else ["the first player fetches nothing when it is played: has it a file?"]
    complaints += [f"the first player does not run when it is played ({wrong}): is its sound whole?"] if wrong else []
    return complaints + ask(visit.page, "soundless")


def dead_frames(page: Page) -> Iterator[str]:
    """Which sliders do not change their picture, by mouse or by keyboard."""
    for figure in page.locator("figure.frames").all():
        title = figure.get_attribute("aria-label")
        alts = figure.locator("[data-at]").evaluate_all("frames => frames.map(frame => frame.querySelector('img').alt)")
        if len(set(alts)) < len(alts):
            yield f"slider figure {title!r}: pictures with the same words: say in each what it shows"
        for slider in figure.get_by_role("slider").all():
            name = f"slider {slider.get_attribute('aria-label')!r} of {title!r}"
            for deed in (press, click, drag):
                yield from (f"{name}, {deed.__name__}: {wrong}" for wrong in _moved(figure, slider, deed))


def press(page: Page, slider: Locator, high: bool) -> None:
    """Move a slider by one with an arrow key."""
    slider.focus()
    page.keyboard.press("ArrowRight" if high else "ArrowLeft")


def click(page: Page, slider: Locator, high: bool) -> None:
    """Move a slider by a click on its track."""
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] * (0.98 if high else 0.02), box["y"] + box["height"] / 2)


def drag(page: Page, slider: Locator, high: bool) -> None:
    """Move a slider by its thumb, which stands at one end, to the other."""
    box = slider.bounding_box()
    middle, ends = box["y"] + box["height"] / 2, (box["x"] + 8, box["x"] + box["width"] - 8)
    page.mouse.move(ends[0] if high else ends[1], middle)
    page.mouse.down()
    page.mouse.move(ends[1] if high else ends[0], middle, steps=4)
    page.mouse.up()


def _moved(figure: Locator, slider: Locator, deed) -> Iterator[str]:
    """Move a slider to where it is not; the picture must become another one, and be there."""
    page = figure.page
    slider.scroll_into_view_if_needed()
    at, end = (int(slider.evaluate(f"slider => slider.{key}")) for key in ("value", "max"))
    before = _shown(figure)
    deed(page, slider, at < end if deed is press else at <= end / 2)
    after = _shown(figure)
    for _ in range(20):
        if after != before:
            break
        page.wait_for_timeout(25)
        after = _shown(figure)
    if len(before) != 1 or len(after) != 1:
        yield f"shows {len(before)} pictures, then {len(after)}; show one"
    elif after == before:
        yield "the picture stays the same: does the slider's `oninput` run?"
    else:
        picture = figure.locator("[data-at]:not([hidden]) img").first
        picture.evaluate("img => img.decode().catch(() => null)")
        if not picture.evaluate("img => img.naturalWidth"):
            yield f"the picture {picture.get_attribute('src')[:80]} does not load"


def _shown(figure: Locator) -> list[str]:
    return figure.locator("[data-at]").evaluate_all(
        "frames => frames.filter(frame => frame.checkVisibility()).map(frame => frame.querySelector('img').alt)"
    )


def dead_quizzes(page: Page) -> Iterator[str]:
    """Which choices do not open by mouse and keyboard, or explain nothing; which questions have no one right choice."""
    for quiz in page.locator(".quiz").all():
        name = quiz.get_attribute("aria-label") or "a quiz without aria-label"
        right, choices = quiz.locator("details.right").count(), quiz.locator("details").all()
        if right != 1 or not 3 <= len(choices) <= 4 or quiz.locator("details.wrong").count() != len(choices) - 1:
            yield f"{name}: {len(choices)} choices, {right} right; have three or four, one right, the others wrong"
        yield from (f"{name}: {wrong}" for choice in choices for wrong in _dead_choice(choice))


def _dead_choice(choice: Locator) -> Iterator[str]:
    summary = choice.locator("summary")
    words = summary.inner_text()
    for hand, deed in (("keyboard", lambda: summary.press("Enter")), ("mouse", summary.click)):
        choice.evaluate("details => { details.open = false }")
        deed()
        if not choice.evaluate("details => details.open"):
            yield f"{words!r} does not open by {hand}"
    choice.evaluate("details => { details.open = true }")
    told = choice.inner_text().removeprefix(words).strip()
    if len(told) < MIN_WORDS:
        yield f"{words!r} explains only {told!r}: say why it is right or wrong"

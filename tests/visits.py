"""A page of the book, opened once in a window of a given size, and what happened while it loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

WIDTHS = {1280: 900, 390: 844}
"""How wide and how high the windows are, in CSS pixels: a laptop's and a phone's."""

FLAGS = [
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--mute-audio",
    "--no-first-run",
]
"""A quiet browser that reaches this machine and no other."""


@dataclass
class Visit:
    """What a visit to a page brought.

    Parameters
    ----------
    name
        The page, as the table of contents names it.
    width
        The window's width, in CSS pixels.
    page
        The open page.
    base
        The address of the book's top.
    """

    name: str
    width: int
    page: Page
    base: str
    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    weight: int = 0

    def __str__(self) -> str:
        return f"{self.name} at {self.width} px"

    def addresses(self) -> list[str]:
        """What was asked for so far."""
        return [request.url for request in self.requests]

    def heed(self, message: ConsoleMessage) -> None:
        """Keep an error that the page's scripts, or the browser, wrote to the console."""
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@contextmanager
def visiting(
    browser: Browser, base: str, name: str, *, width: int = 1280, dark: bool = False, scripts: bool = True
) -> Iterator[Visit]:
    """Open a page afresh, nothing stored and nothing cached, and wait until it is at rest."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    try:
        page = context.new_page()
        visit = Visit(name, width, page, base)
        page.on("request", lambda request: visit.requests.append(request))
        page.on("console", visit.heed)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.goto(f"{base}{name}.html", wait_until="networkidle")
        if scripts:
            page.evaluate("() => window.MathJax?.startup?.promise?.then(() => null)")
        visit.weight = sum(_received(request) for request in visit.requests)
        yield visit
    finally:
        context.close()


def _received(request: Request) -> int:
    """How many bytes came of what was asked for."""
    if request.url.startswith("data:") or request.failure or not (response := request.response()):
        return 0
    return len(response.body()) if response.ok else 0

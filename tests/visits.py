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
    requests, answered, errors
        What was asked for so far, how much of it was answered, and what the console says of errors.
    first, failed, weights
        Of the first load alone: what was asked for and its kind, what did not come and why, and the bytes of the rest.
    """

    name: str
    width: int
    page: Page
    base: str
    requests: list[Request] = field(default_factory=list)
    answered: int = 0
    errors: list[str] = field(default_factory=list)
    first: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} at {self.width} px"

    @property
    def weight(self) -> int:
        """How many bytes the first load took."""
        return sum(self.weights.values())

    def addresses(self) -> list[str]:
        """What was asked for so far."""
        return [request.url for request in self.requests]

    def heed(self, message: ConsoleMessage) -> None:
        """Keep an error that the page's scripts, or the browser, wrote to the console."""
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def heed_answer(self, request: Request) -> None:
        """Count what was answered, well or badly."""
        self.answered += 1

    def come_to_rest(self) -> None:
        """Wait until nothing is on its way for a while."""
        quiet = 0
        while quiet < 4:
            before = len(self.requests)
            self.page.wait_for_timeout(25)
            quiet = quiet + 1 if self.answered == len(self.requests) == before else 0

    def take_stock(self) -> None:
        """Note what was asked for until now, what failed of it, and how many bytes came."""
        for request in [request for request in self.requests if not request.url.startswith("data:")]:
            self.first[request.url] = request.resource_type
            response = None if request.failure else request.response()
            if response and response.ok:
                self.weights[request.url] = self.weights.get(request.url, 0) + len(response.body())
            else:
                self.failed.append((request.url, str(response.status) if response else request.failure or "nothing"))


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
        page.on("requestfinished", visit.heed_answer)
        page.on("requestfailed", visit.heed_answer)
        page.on("console", visit.heed)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.goto(f"{base}{name}.html", wait_until="load")
        if scripts:
            page.evaluate("() => window.MathJax?.startup?.promise?.then(() => null)")
        visit.come_to_rest()
        visit.take_stock()
        yield visit
    finally:
        context.close()

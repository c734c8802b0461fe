"""The page that classifies, alone in a folder on a server of this machine: quick to make, without the book."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import book_server
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from tools.contents import ROOT
from tools.site_files import SITE

ANSWER, WRONG = ".your-music-status.answer", ".your-music-status.wrong"
MADE = ("models.json", "cnn.onnx", "pretrained.onnx", "ort")
PAGE = '<!doctype html><html lang="en"><title>Your music</title><link rel="icon" href="data:,"><main>{}</main></html>'


def lay_out(folder: Path) -> Path:
    """Put the page into a folder: the sources as they are now, and the network that `make book` has made."""
    shutil.copytree(ROOT / "web", folder / "web")
    for name in MADE:
        made = SITE / "web" / name
        if not made.exists():
            pytest.fail(f"There is no {made}: run `make book`, or `make test`, which does so first.")
        copy = shutil.copytree if made.is_dir() else shutil.copy
        copy(made, folder / "web" / name)
    fragment = (ROOT / "web" / "your_music.html").read_text(encoding="utf-8")
    (folder / "index.html").write_text(PAGE.format(fragment), encoding="utf-8")
    return folder


@contextmanager
def opened(
    browser: Browser, address: str, *, routes: dict[str, Any] | None = None, quiet: bool = True
) -> Iterator[Page]:
    """Open the page afresh, and let the course's network listen if it is offered.

    It must ask no other host and, if it is to be quiet, keep its console clean.
    """
    context = browser.new_context()
    for pattern, answer in (routes or {}).items():
        context.route(pattern, answer)
    page = context.new_page()
    page.add_init_script(SPY)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if quiet and message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    own = (address, "blob:", "data:")
    page.on("request", lambda request: None if request.url.startswith(own) else wrong.append(request.url))
    try:
        page.goto(address)
        page.wait_for_selector(".your-music-drop, .your-music-missing:not([hidden])")
        if page.locator(".your-music option", has_text=model()["title"]).count():
            choose(page, "cnn")
        yield page
        assert not wrong
    finally:
        context.close()


def give(page: Page, path: Path | dict[str, Any], *, timeout: float = 60) -> str:
    """Choose a file, wait until it is classified or refused, and give the page's words."""
    page.evaluate("document.querySelector('.your-music-status').className = 'your-music-status'")
    page.set_input_files(".your-music input[type=file]", path)
    return answer(page, timeout=timeout)


def answer(page: Page, *, timeout: float = 60) -> str:
    """Wait until a track is classified or refused, and give the page's words."""
    try:
        page.wait_for_selector(f"{ANSWER}, {WRONG}", timeout=1000 * timeout)
    except TimeoutError:
        pytest.fail(f"After {timeout} s the page still says {page.inner_text('.your-music-stage')!r}")
    return page.inner_text(".your-music-status")


SPY = """
window.heard = {};
const Own = Worker;
window.Worker = class extends Own {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => {
      if (data.kind === "windows") {
        if (data.first === 0) window.heard = { probabilities: [], movements: [], levels: [] };
        window.heard.probabilities.push(...data.probabilities);
        window.heard.movements.push(...data.movements);
      }
    });
  }
};
"""
"""Keeps what the network says to the page."""


def heard(page: Page) -> np.ndarray:
    """What the network has given each genre in each window of the last track; (n_windows, n_genres)."""
    return np.array(page.evaluate("window.heard.probabilities"))


def votes(page: Page) -> dict[str, int]:
    """What the page shows: each genre's votes."""
    rows = page.locator(".your-music-votes tbody tr").all()
    return {row.locator("th").inner_text(): int(row.locator("td").last.inner_text()) for row in rows}


def described() -> dict[str, Any]:
    """What the page is told of its models."""
    return json.loads((SITE / "web" / "models.json").read_text(encoding="utf-8"))


def model(name: str = "cnn") -> dict[str, Any]:
    """What it is told of one of them."""
    return next(model for model in described()["models"] if model["name"] == name)


def choose(page: Page, name: str) -> None:
    """Choose a model in the menu."""
    page.select_option(".your-music select", label=model(name)["title"])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder that holds the page."""
    with book_server.serving(folder) as address:
        yield address

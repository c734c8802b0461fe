"""The built book, page by page, in a laptop's window and in a phone's: what every page is held to (see gates.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gates
import pytest
from bs4 import BeautifulSoup
from links import broken_links
from playwright.sync_api import Browser
from visits import Visit, visiting

from tools.contents import page_names

PAGES = [*page_names(), "search", "genindex"]
"""All pages, with those that Sphinx adds."""

pytestmark = pytest.mark.browser


def none(visit: Visit, complaints: list[str]) -> None:
    """Fail with the complaints, each on a line of its own."""
    if complaints:
        more = [f"... and {len(complaints) - 10} more"] if len(complaints) > 10 else []
        pytest.fail("\n".join([f"{visit}:", *complaints[:10], *more]), pytrace=False)


class OnAnyScreen:
    """What holds in every window. Each page is opened once, and its tests follow each other on it."""

    def test_it_asks_no_other_host(self, visit: Visit) -> None:
        none(visit, gates.foreign(visit))

    def test_all_that_it_asks_for_is_there(self, visit: Visit) -> None:
        none(visit, gates.failed(visit))

    def test_its_console_is_clean(self, visit: Visit) -> None:
        none(visit, visit.errors)

    def test_it_is_light_enough(self, visit: Visit) -> None:
        none(visit, gates.heavy(visit))

    def test_no_sound_comes_before_it_is_played(self, visit: Visit) -> None:
        none(visit, gates.early_sounds(visit))

    def test_nothing_sticks_out(self, visit: Visit) -> None:
        none(visit, gates.ask(visit.page, "overflow"))

    def test_pictures_and_players_are_described(self, visit: Visit) -> None:
        none(visit, gates.ask(visit.page, "alternatives"))

    def test_sliders_change_their_picture(self, visit: Visit) -> None:
        none(visit, list(gates.dead_frames(visit.page)))

    def test_axe_finds_nothing_serious(self, visit: Visit) -> None:
        none(visit, gates.inaccessible(visit.page))

    def test_nothing_sticks_out_when_all_is_open(self, visit: Visit) -> None:
        gates.ask(visit.page, "open")
        none(visit, gates.ask(visit.page, "overflow"))


class TestOnALaptop(OnAnyScreen):
    @pytest.fixture(scope="class", params=PAGES)
    @classmethod
    def visit(cls, request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Visit]:
        with visiting(chromium, site, request.param, width=1280) as visit:
            yield visit

    def test_quizzes_explain_every_choice(self, visit: Visit) -> None:
        none(visit, list(gates.dead_quizzes(visit.page)))

    def test_sounds_come_when_played_and_have_a_length(self, visit: Visit) -> None:
        none(visit, gates.mute(visit))

    def test_its_console_is_still_clean(self, visit: Visit) -> None:
        none(visit, visit.errors)


class TestOnAPhone(OnAnyScreen):
    """A phone whose owner likes it dark."""

    @pytest.fixture(scope="class", params=PAGES)
    @classmethod
    def visit(cls, request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Visit]:
        with visiting(chromium, site, request.param, width=390, dark=True) as visit:
            yield visit

    def test_it_is_dark_at_once(self, visit: Visit) -> None:
        assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"

    def test_its_console_is_still_clean(self, visit: Visit) -> None:
        none(visit, visit.errors)


@pytest.mark.parametrize("name", ["index", "chapters/03_mel_spectrograms", "api/data"])
def test_what_a_phone_hides_is_legible_in_the_dark_too(chromium: Browser, site: str, name: str) -> None:
    with visiting(chromium, site, name, dark=True) as visit:
        none(visit, gates.inaccessible(visit.page))


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("chapters/")])
def test_a_chapter_has_three_questions_and_something_to_turn_and_to_hear(book: Path, name: str) -> None:
    main = BeautifulSoup((book / f"{name}.html").read_bytes(), "html.parser").main
    assert len(main.select(".quiz")) == 3
    assert main.select("figure.frames input[type=range]")
    assert main.select("audio[src]")


def test_every_link_leads_somewhere(book: Path) -> None:
    complaints = broken_links(book)
    assert not complaints, "\n".join(complaints)


def test_search_finds_mel_bands_without_a_network(chromium: Browser, site: str) -> None:
    with visiting(chromium, site, "search") as visit:
        visit.page.goto(f"{site}search.html?q=mel+band")
        found = visit.page.locator("#search-results li a")
        found.first.wait_for(timeout=5000)
        assert any("03_mel_spectrograms" in link.get_attribute("href") for link in found.all())
        assert not gates.foreign(visit)


@pytest.mark.parametrize("name", ["index", "chapters/02_windows", "chapters/03_mel_spectrograms"])
def test_without_scripts_a_page_still_tells_and_shows(chromium: Browser, site: str, name: str) -> None:
    with visiting(chromium, site, name, scripts=False) as visit:
        none(visit, gates.ask(visit.page, "scriptless"))

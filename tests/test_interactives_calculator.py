"""Chapter 09's calculator: what the script computes in the browser is what scipy and the package compute here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect
from scipy import stats

from gtzan_course.evaluation import tracks_needed
from gtzan_course.interactives.calculator import Pair, show

PAIRS = [
    Pair("The published figures", 246, 300, 197, 250),
    Pair("Two on the same tracks", 140, 200, 126, 200, only_a=30),
    Pair("<18> & 14 of 20", 18, 20, 14, 20),
]
UNPAIRED = [
    (246, 300, 197, 250),
    (0, 10, 10, 10),
    (0, 7, 0, 9),
    (9, 9, 12, 12),
    (1, 2, 1, 3),
    (5000, 10_000, 5200, 10_000),
    (999_999, 1_000_000, 1, 2),
    (56, 70, 48, 80),
]
PAIRED = [
    (140, 126, 200, 30),
    (59 + 6, 59 + 16, 161, 6),
    (5, 5, 10, 5),
    (8, 8, 9, 0),
    (820, 790, 1000, 40),
    (0, 9, 9, 0),
]
"""Right of the first, of the second, of how many, and only the first."""


def values(right_a: int, n_a: int, right_b: int, n_b: int, only_a: int | None = None) -> dict[str, str]:
    return {"right_a": str(right_a), "n_a": str(n_a), "right_b": str(right_b), "n_b": str(n_b)} | (
        {} if only_a is None else {"only_a": str(only_a)}
    )


@pytest.fixture(scope="module")
def opened(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content(f'<!doctype html><html lang="en"><title>Calculator</title><main>{show(PAIRS).data}</main>')
    yield page
    assert faults == []
    page.close()


@pytest.fixture
def page(opened: Page) -> Page:
    opened.get_by_role("button", name="The published figures").click()
    return opened


def fill(page: Page, **typed: str) -> None:
    for name, value in ({"only_a": ""} | typed).items():
        page.locator(f"[name={name}]").fill(value)


def table(page: Page) -> dict[str, list[float]]:
    """What stands in the table: shares from 0 to 1."""
    rows = {row.get_attribute("data-of"): row for row in page.locator(".calculator-results [data-of]").all()}
    return {
        name: [
            float(re.sub(r"[ %a-z]", "", text).replace("−", "-")) / 100 for text in row.locator("td").all_inner_texts()
        ]
        for name, row in rows.items()
    }


def p_shown(page: Page) -> str:
    return page.locator("[data-of=p]").inner_text()


def tracks_shown(page: Page) -> str:
    return page.locator("[data-of=tracks]").inner_text().replace(",", "")


def test_a_pair_knows_its_numbers() -> None:
    """The published figures, and two on the same tracks, of whom the one alone is right on 30, the other on 16."""
    published, paired, small = PAIRS
    assert published.difference() == pytest.approx((0.032, -0.0342, 0.0995), abs=5e-5)
    assert published.p_value() == pytest.approx(stats.chi2_contingency([[246, 54], [197, 53]], correction=False).pvalue)
    assert paired.only_b == 16
    assert paired.p_value() == pytest.approx(stats.binomtest(30, 46).pvalue)
    assert paired.tracks() == tracks_needed(0.70, 0.63, share_differing=0.23)
    assert small.tracks() == tracks_needed(0.9, 0.7)
    assert Pair("Equals", 5, 10, 5, 10).tracks() is None
    assert Pair("Equals", 5, 10, 5, 10, only_a=5).tracks() is None


@pytest.mark.parametrize(
    "counts", [(5, 4, 1, 2), (1, 2, 1, 0), (8, 10, 7, 9, 2), (8, 10, 7, 10, 0), (8, 10, 7, 10, 4), (1, 9, 7, 9, -1)]
)
def test_counts_that_cannot_be_are_no_pair(counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        Pair("Impossible", *counts)


def test_there_must_be_something_to_begin_with() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        show([])


def test_the_table_says_the_same_without_a_script() -> None:
    soup = BeautifulSoup(show(PAIRS).data, "html.parser")
    rows = [
        [cell.get_text(" ") for cell in row.find_all(["th", "td"])] for row in soup.select(".calculator-table tbody tr")
    ]
    assert [row[0] for row in rows] == [pair.title for pair in PAIRS]
    assert rows[0][1:5] == [
        "246 of 300: 82.0% 77.3% to 85.9%",
        "197 of 250: 78.8% 73.3% to 83.4%",
        "+3.2 points -3.4 to +9.9",
        "0.3452",
    ]
    assert rows[1][5] == "367, the same; only A right on 30, only B on 16"
    assert soup.select(".calculator-form") == []
    assert "scripts are not allowed" in soup.select_one("noscript").get_text()


@pytest.mark.browser
@pytest.mark.parametrize("counts", UNPAIRED)
def test_other_tracks_in_the_browser_as_in_scipy(page: Page, counts: tuple[int, int, int, int]) -> None:
    right_a, n_a, right_b, n_b = counts
    fill(page, **values(*counts))
    shown = table(page)
    for name, right, n in (("a", right_a, n_a), ("b", right_b, n_b)):
        interval = stats.binomtest(right, n).proportion_ci(method="wilson")
        assert shown[name] == pytest.approx([right / n, interval.low, interval.high], abs=5.1e-5)
    pair = Pair("", *counts)
    assert shown["difference"] == pytest.approx(pair.difference(), abs=5.1e-5)
    if 0 < right_a + right_b < n_a + n_b:
        reference = stats.chi2_contingency(
            [[right_a, n_a - right_a], [right_b, n_b - right_b]], correction=False
        ).pvalue
    else:
        reference = 1.0
    assert p_shown(page) == ("under 0.0001" if reference < 5e-5 else f"{reference:.4f}")
    assert tracks_shown(page) == str(pair.tracks() or "there is none")


@pytest.mark.browser
@pytest.mark.parametrize(("right_a", "right_b", "n", "only_a"), PAIRED)
def test_the_same_tracks_in_the_browser_as_in_scipy(
    page: Page, right_a: int, right_b: int, n: int, only_a: int
) -> None:
    fill(page, **values(right_a, n, right_b, n, only_a))
    only_b = only_a - right_a + right_b
    assert page.locator("[name=only_b]").input_value() == str(only_b)
    reference = stats.binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert p_shown(page) == ("under 0.0001" if reference < 5e-5 else f"{reference:.4f}")
    pair = Pair("", right_a, n, right_b, n, only_a)
    assert table(page)["difference"] == pytest.approx(pair.difference(), abs=5.1e-5)
    assert tracks_shown(page) == str(pair.tracks() or "there is none")
    assert "McNemar" in page.locator(".calculator-more dt").first.inner_text()


@pytest.mark.browser
def test_published_intervals_in_the_browser(page: Page) -> None:
    """Newcombe (1998): 56 of 70 against 48 of 80; Fagerland, Lydersen and Laake (2017) for the pairs."""
    fill(page, **values(56, 70, 48, 80))
    assert table(page)["difference"][1:] == pytest.approx([0.0524, 0.3339], abs=1e-4)
    fill(page, **values(65, 161, 75, 161, 6))
    assert table(page)["difference"] == pytest.approx([-0.0621, -0.1186, -0.0046], abs=1e-4)


@pytest.mark.browser
def test_random_counts_in_the_browser_as_in_the_package(page: Page) -> None:
    rng = np.random.default_rng(0)
    for _ in range(25):
        n = int(rng.integers(1, 500))
        both, only_a, only_b, _neither = (int(count) for count in rng.multinomial(n, rng.dirichlet(np.ones(4))))
        fill(page, **values(both + only_a, n, both + only_b, n, only_a))
        pair = Pair("", both + only_a, n, both + only_b, n, only_a)
        assert table(page)["difference"] == pytest.approx(pair.difference(), abs=5.1e-5)
        p = pair.p_value()
        assert p_shown(page) == "under 0.0001" if p < 5e-5 else float(p_shown(page)) == pytest.approx(p, abs=5.1e-5)
        assert tracks_shown(page) == str(pair.tracks() or "there is none")


@pytest.mark.browser
def test_the_bars_lie_where_the_numbers_say(page: Page) -> None:
    """The published figures' scale goes from 70 to 90 %, the difference's from -10 to 10 points."""
    bars, lane = page.locator(".calculator-bar").all(), page.locator(".calculator-lane").first.bounding_box()
    places = []
    for bar in bars:
        box = bar.bounding_box()
        places.append([(edge - lane["x"]) / lane["width"] for edge in (box["x"], box["x"] + box["width"])])
    expected = [[0.0726 / 0.2, 0.1593 / 0.2], [0.0332 / 0.2, 0.1341 / 0.2], [0.0658 / 0.2, 0.1995 / 0.2]]
    np.testing.assert_allclose(places, expected, atol=0.012)
    assert page.locator(".calculator-scale em").all_inner_texts() == [
        "70 %",
        "80 %",
        "90 %",
        "−10",
        "−5",
        "0",
        "+5",
        "+10",
    ]


@pytest.mark.browser
def test_the_result_is_said_in_words_when_the_typing_rests(page: Page) -> None:
    words = page.locator(".calculator-words")
    expect(words).to_have_attribute("aria-live", "polite")
    expect(words).to_contain_text(
        "A names 82.0 % rightly (77.3 % to 85.9 %). B names 78.8 % rightly (73.3 % to 83.4 %)."
    )
    expect(words).to_contain_text(
        "A is ahead by 3.2 points; the interval of the difference goes from −3.4 to +9.9 points."
    )
    expect(words).to_contain_text("0 is in it: this test cannot say which is better.")
    expect(words).to_contain_text("Equals would differ by as much or more in about 35 of 100 tests.")
    expect(words).to_contain_text("takes 2,415 tracks for each.")
    fill(page, **values(10, 100, 60, 100))
    expect(words).to_contain_text("B is ahead by 50.0 points")
    expect(words).to_contain_text(
        "0 is not in it: they differ. Equals would differ by as much or more in less than 1 of"
    )
    fill(page, **values(140, 200, 126, 200, 30))
    expect(words).to_contain_text("The interval and the p value do not agree: a close call.")
    expect(words).to_contain_text("takes 367 tracks, the same for both.")
    fill(page, **values(5, 10, 5, 10))
    expect(words).to_contain_text("They are level; the interval")
    assert words.inner_text().endswith("Equals would differ by as much or more always.")
    assert page.locator(".calculator-picture").get_attribute("aria-label").endswith(words.inner_text())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"right_a": ""}, "Type whole numbers"),
        ({"n_b": "0"}, "Type whole numbers"),
        ({"right_a": "1.5"}, "Type whole numbers"),
        ({"right_b": "-3"}, "Type whole numbers"),
        ({"right_a": "301"}, "No classifier names more tracks rightly than it is given."),
        ({"only_a": "60"}, "equally many for both, not 300 and 250"),
        ({"n_b": "300", "only_a": "10"}, "With 246 and 197 right of 300, only A can be right on 49 to 103 of them."),
        ({"n_b": "300", "only_a": "104"}, "only A can be right on 49 to 103 of them."),
    ],
)
def test_counts_that_cannot_be_are_explained(page: Page, typed: dict[str, str], said: str) -> None:
    fill(page, **typed)
    expect(page.locator(".calculator-words")).to_contain_text(said)
    assert page.locator("[name=right_a]").get_attribute("aria-invalid") == "true"
    assert not page.locator(".calculator-picture").is_visible()
    assert p_shown(page) == tracks_shown(page) == ""
    fill(page, **values(246, 300, 197, 250))
    expect(page.locator(".calculator-words")).to_contain_text("A is ahead by 3.2 points")
    assert page.locator("[name=right_a]").get_attribute("aria-invalid") == "false"


@pytest.mark.browser
def test_of_the_two_counts_in_which_they_differ_one_follows(page: Page) -> None:
    fill(page, **values(140, 200, 126, 200))
    only_a, only_b = page.locator("[name=only_a]"), page.locator("[name=only_b]")
    only_b.fill("16")
    assert only_a.input_value() == "30"
    page.locator("[name=right_b]").fill("130")
    assert (only_a.input_value(), only_b.input_value()) == ("30", "20")
    only_b.fill("")
    assert only_a.input_value() == ""
    assert "two proportions" in page.locator(".calculator-more dt").first.inner_text()


@pytest.mark.browser
def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="<18> & 14 of 20").focus()
    page.keyboard.press("Enter")
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name"))
    assert seen == ["right_a", "n_a", "right_b", "n_b", "only_a", "only_b"]
    assert page.locator("[name=right_a]").input_value() == "18"
    page.locator("[name=right_a]").press("ArrowDown")
    assert table(page)["a"][0] == 0.85
    page.locator("[name=only_b]").press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".calculator-table table").is_visible()
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_a_phone_shows_all_of_it_and_a_finger_finds_it(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [one.bounding_box() for one in page.locator(".calculator :is(button, input, summary)").all()]
    assert len(boxes) == 10
    assert min(box["height"] for box in boxes) >= 40


@pytest.mark.browser
def test_two_on_a_page_compute_for_themselves(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(f"<!doctype html><title>Two</title>{show(PAIRS).data}{show(PAIRS[2:]).data}")
    first, second = page.locator(".calculator").all()
    second.locator("[name=right_a]").fill("20")
    assert first.locator("[data-of=a] td").first.inner_text() == "82.00 %"
    assert second.locator("[data-of=a] td").first.inner_text() == "100.00 %"
    page.close()

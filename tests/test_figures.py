"""Numbers in the prose: written as the ledger has them, and found where they are not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import figures
from tools.contents import ROOT, chapter_paths
from tools.figures import differing, main, prose_paths, renewed, shown

LEDGER = {
    "made": {
        "net.accuracy": {
            "name": "net.accuracy",
            "value": 0.63,
            "unit": "share",
            "n": 200,
            "low": 0.561,
            "high": 0.6941,
        },
        "net.loss": {"name": "net.loss", "value": -0.0318, "unit": "share", "n": 5, "low": -0.0761, "high": 0.0124},
        "same": {"name": "same", "value": -0.0001, "unit": "share", "n": 5},
        "time": {"name": "time", "value": 1365.0, "unit": "s", "n": 1},
        "rate": {"name": "rate", "value": 1.6637, "unit": "nat", "n": 1},
    }
}


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    def figures_of(result: str) -> dict[str, figures.Figure]:
        if result not in LEDGER:
            raise FileNotFoundError(result)
        return LEDGER[result]

    monkeypatch.setattr(figures, "figures_of", figures_of)


def span(name: str, text: str, options: str = "", result: str = "made") -> str:
    return f'<span data-figure="{result}:{name}"{options}>{text}</span>'


@pytest.mark.parametrize(
    ("name", "form", "digits", "expected"),
    [
        ("net.accuracy", "value", None, "63.0 %"),
        ("net.accuracy", "value", 0, "63 %"),
        ("net.accuracy", "interval", None, "56.1 % to 69.4 %"),
        ("net.accuracy", "n", None, "200"),
        ("net.accuracy", "points", None, "+63.0 points"),
        ("net.loss", "points", None, "−3.2 points"),
        ("net.loss", "points", 0, "−3 points"),
        ("net.accuracy", "distance", None, "63.0 points"),
        ("net.loss", "distance", None, "3.2 points"),
        ("net.loss", "signed-interval", None, "−7.6 to +1.2 points"),
        ("same", "points", None, "0.0 points"),
        ("time", "value", None, "1,365"),
        ("rate", "value", None, "1.6637"),
        ("rate", "value", 2, "1.66"),
    ],
)
def test_a_figure_is_said_as_the_prose_says_it(name: str, form: str, digits: int | None, expected: str) -> None:
    assert shown(LEDGER["made"][name], form=form, digits=digits) == expected


@pytest.mark.usefixtures("ledger")
def test_the_ledgers_value_is_written_into_a_span_and_nowhere_else() -> None:
    sentence = "It names {} of {} rightly, not 99.9 %."
    n = ' data-as="n"'
    text = sentence.format(span("net.accuracy", "99.9 %"), span("net.accuracy", "7", n))
    new = sentence.format(span("net.accuracy", "63.0 %"), span("net.accuracy", "200", n))
    assert renewed(text) == new
    assert renewed(new) == new
    assert renewed("No number at all.") == "No number at all."


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (span("net.gone", "63.0 %"), r"made:net\.gone is unknown: results/made\.json has no such figure"),
        (span("time", "1", result="other"), r"other:time is unknown: there is no results/other\.json"),
        (span("time", "1", ' data-as="words"'), "data-as to be one of value, interval"),
        (span("time", "1", ' data-as="interval"'), "time has none"),
        (span("time", "1", ' data-unit="s"'), "data-figure"),
        ("<span data-figure='made:time'>1</span>", "data-figure"),
        ('<span data-figure="made:time">**1**</span', "data-figure"),
    ],
)
def test_what_cannot_be_filled_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        renewed(text)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook with a span in a markdown cell, and the same words in a code cell and in its caption."""
    wrong = span("net.accuracy", "1.0 %")
    figure = {"mystnb": {"figure": {"caption": f"A line to {wrong}.", "name": "fig-one"}}}
    cells = [new_markdown_cell(f"# One\n\n{wrong}", id="a"), new_code_cell(f"x = '{wrong}'", id="b", metadata=figure)]
    path = tmp_path / "one.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells)) + "\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("ledger")
def test_a_notebook_is_checked_and_written(notebook: Path) -> None:
    before = notebook.read_text(encoding="utf-8")
    (told,) = differing([notebook])
    changed = "made:net.accuracy, '1.0 %' is '63.0 %'"
    assert told == f"one.ipynb disagrees with the ledger: {changed}; {changed}"
    assert notebook.read_text(encoding="utf-8") == before
    assert list(differing([notebook], write=True)) == []
    markdown, code = nbformat.read(notebook, as_version=4).cells
    assert markdown.source == f"# One\n\n{span('net.accuracy', '63.0 %')}"
    assert "1.0 %" in code.source, "code is left alone"
    assert "63.0 %" in code.metadata.mystnb.figure.caption
    assert list(differing([notebook])) == []


@pytest.mark.usefixtures("ledger")
def test_a_page_with_an_unknown_figure_is_named_and_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{span('net.accuracy', '1.0 %')} {span('gone', '2')}", encoding="utf-8")
    (told,) = differing([page], write=True)
    assert told.startswith("page.md: made:gone is unknown")
    assert "1.0 %" in page.read_text(encoding="utf-8")


def test_the_readme_and_every_chapter_are_looked_at() -> None:
    assert {ROOT / "README.md", ROOT / "index.md", *chapter_paths()} <= set(prose_paths())


def test_prose_and_ledger_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_the_readme_says_of_the_shipped_model_what_its_file_says() -> None:
    """Read both without the tools: the first number, its interval and the range over the seeds."""
    entries = json.loads((ROOT / "results" / "shipped_model.json").read_text(encoding="utf-8"))["figures"]
    said = {entry["name"]: entry for entry in entries}
    shipped, lowest, highest = (said[f"new_artists.{which}"] for which in ("shipped", "min", "max"))
    readme = re.sub(r"<[^>]+>", "", (ROOT / "README.md").read_text(encoding="utf-8"))
    readme = " ".join(readme.split())
    assert f"{100 * shipped['value']:.1f} % of {shipped['n']} rightly" in readme
    assert f"(95 % interval {100 * shipped['low']:.1f} % to {100 * shipped['high']:.1f} %;" in readme
    assert f"gave {100 * lowest['value']:.1f} % to {100 * highest['value']:.1f} %:" in readme


def test_a_page_shows_the_number_alone(book: Path) -> None:
    """In the built book a span is a span: what a reader sees is the number, in its sentence."""
    for path in chapter_paths():
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source if cell.cell_type == "markdown" else str(cell.metadata) for cell in cells]
        written = [found[3] for text in texts for found in figures.SPAN.findall(text)]
        html = (book / "chapters" / f"{path.stem}.html").read_text(encoding="utf-8")
        article = BeautifulSoup(html, "html.parser").article
        assert [tag.get_text() for tag in article.select("span[data-figure]")] == written, path.stem
        assert "data-figure" not in article.get_text()

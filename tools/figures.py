"""Keep the measured numbers in the prose equal to those in the ledger.

A number that was measured stands in the text as ``<span data-figure="RESULT:FIGURE">63.0 %</span>``, where ``RESULT``
is a file of ``results/`` and ``FIGURE`` the name of one of its figures. `python -m tools.figures` writes the ledger's
value into every such span of the chapters, the pages and README.md; with ``--check`` it changes nothing and says what
it would change, and which numbers have no source (`tools.sources`).

A share is written as "63.0 %", anything else as a plain number. ``data-as`` asks for something else: "interval"
(56.1 % to 69.4 %), "points" (+3.2 points), "distance" (3.2 points), "signed-interval" (−1.2 to +7.6 points), "n" (how
many stand behind it).
``data-digits`` says how many digits come after the point.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat

from gtzan_course.files import written_whole
from gtzan_course.ledger import Figure, read_figures
from tools.contents import ROOT, page_names
from tools.sources import unsourced

SPAN = re.compile(
    r'<span data-figure="(?P<result>[a-z0-9_]+):(?P<name>[a-z0-9_.]+)"'
    r'(?P<options>(?: data-(?:as|digits)="[a-z0-9-]+")*)>(?P<shown>[^<>]*)</span>'
)
OPTION = re.compile(r'data-(as|digits)="([a-z0-9-]+)"')
FORMS = ("value", "interval", "points", "distance", "signed-interval", "n")
MINUS = "\N{MINUS SIGN}"


def shown(entry: Figure, *, form: str = "value", digits: int | None = None) -> str:
    """Say a figure of the ledger as the prose says it.

    Raises
    ------
    ValueError
        There is no such form, or the figure has no interval.
    """
    if form not in FORMS:
        raise ValueError(f'Expected data-as to be one of {", ".join(FORMS)}, got "{form}".')
    if "interval" in form and "low" not in entry:
        raise ValueError(f"Expected a figure with an interval, {entry['name']} has none. Leave data-as out.")
    if form == "n":
        return str(entry["n"])
    if form == "points":
        return f"{_signed(entry['value'], digits)} points"
    if form == "distance":
        return _signed(abs(entry["value"]), digits).lstrip("+") + " points"
    if form == "signed-interval":
        return f"{_signed(entry['low'], digits)} to {_signed(entry['high'], digits)} points"
    ends = [entry["low"], entry["high"]] if form == "interval" else [entry["value"]]
    return " to ".join(_plain(end, entry["unit"], digits) for end in ends)


def _plain(value: float, unit: str, digits: int | None) -> str:
    """A share in percent; any other number as it is."""
    if unit == "share":
        return f"{100 * value:.{1 if digits is None else digits}f} %".replace("-", MINUS)
    return (f"{value:,g}" if digits is None else f"{value:,.{digits}f}").replace("-", MINUS)


def _signed(value: float, digits: int | None) -> str:
    """A difference of shares in points, with its sign; what rounds to nothing has none."""
    text = f"{100 * value:+.{1 if digits is None else digits}f}"
    return (text if float(text) else text[1:]).replace("-", MINUS)


@cache
def figures_of(result: str) -> dict[str, Figure]:
    """The figures of a result, read once."""
    return read_figures(result)


def renewed(text: str) -> str:
    """Write the ledger's values into the spans of a text.

    Raises
    ------
    ValueError
        A span is not written as it should be, or names what the ledger does not have.
    """
    if text.count("data-figure") != len(SPAN.findall(text)):
        rest = SPAN.sub("", text)
        start = rest.index("data-figure")
        raise ValueError(f"Expected {SPAN.pattern}, found {rest[max(0, start - 6) : start + 80]!r}")
    return SPAN.sub(_filled, text)


def _filled(match: re.Match[str]) -> str:
    options = dict(OPTION.findall(match["options"]))
    entry = _entry(match["result"], match["name"])
    digits = int(options["digits"]) if "digits" in options else None
    text = shown(entry, form=options.get("as", "value"), digits=digits)
    return f'<span data-figure="{match["result"]}:{match["name"]}"{match["options"]}>{text}</span>'


def _entry(result: str, name: str) -> Figure:
    try:
        return figures_of(result)[name]
    except FileNotFoundError as error:
        raise ValueError(f"{result}:{name} is unknown: there is no results/{result}.json.") from error
    except KeyError as error:
        raise ValueError(f"{result}:{name} is unknown: results/{result}.json has no such figure.") from error


def prose_paths(root: Path = ROOT) -> list[Path]:
    """README.md and every page of the book that is written by hand, notebooks included."""
    pages = [root / f"{name}{suffix}" for name in page_names(root) for suffix in (".md", ".ipynb")]
    return [path for path in [root / "README.md", *pages] if path.is_file()]


def renewed_file(path: Path) -> tuple[str, str]:
    """A file as it is, and as it would be with the ledger's values: in a notebook, markdown and captions."""
    old = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return old, renewed(old)
    notebook = nbformat.reads(old, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = renewed(cell.source)
        elif "caption" in (figure := cell.metadata.get("mystnb", {}).get("figure", {})):
            figure["caption"] = renewed(figure["caption"])
    return old, nbformat.writes(notebook) + "\n"


def differing(paths: list[Path], *, write: bool = False) -> Iterator[str]:
    """Say which files differ from the ledger, or hold what it does not have; write those that merely differ."""
    for path in paths:
        try:
            old, new = renewed_file(path)
        except ValueError as error:
            yield f"{path.name}: {error}"
            continue
        if old != new and write:
            with written_whole(path) as file:
                file.write(new.encode())
        elif old != new:
            before, after = (SPAN.findall(text.replace('\\"', '"')) for text in (old, new))
            changed = [f"{a[0]}:{a[1]}, {a[3]!r} is {b[3]!r}" for a, b in zip(before, after, strict=True) if a != b]
            yield f"{path.name} disagrees with the ledger: {'; '.join(changed) or 'it is not as nbformat writes it'}"


def main(arguments: list[str]) -> int:
    """Write the ledger's values into the prose, or check them; 0 if all is well."""
    parser = argparse.ArgumentParser(prog="python -m tools.figures", description="Numbers in prose, from the ledger.")
    parser.add_argument("--check", action="store_true", help="change nothing, and say what is wrong")
    check = parser.parse_args(arguments).check
    wrong = list(differing(prose_paths(), write=not check))
    if check:
        wrong += unsourced()
    print("\n".join(wrong), end="\n" if wrong else "")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

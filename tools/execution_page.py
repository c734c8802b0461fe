"""The page that says what each chapter takes, written from ``results/chapters.json`` by `make chapters`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gtzan_course.files import written_whole
from tools.contents import ROOT, chapter_paths

HEAD = """\
# What the chapters take

Time is what you would wait for when you run a whole chapter; memory is the most that its kernel, and all that it
started, held at one moment. {description} Measured on {date} with Python {python}.

| Chapter | Time | Memory |
| --- | ---: | ---: |
"""


def page(result: dict[str, Any], names: list[str]) -> str:
    """The page's text: a row for each chapter that was measured, and one for all."""
    made = result["made"]
    text = HEAD.format(description=result["data"]["description"], date=made["date"], python=made["versions"]["python"])
    figures = {entry["name"]: entry["value"] for entry in result["figures"]}
    measured = [name for name in names if f"{name}.time" in figures]
    for name in measured:
        text += (
            f"| {{doc}}`chapters/{name}` | {figures[f'{name}.time']:.0f} s | {figures[f'{name}.peak_memory']} GB |\n"
        )
    seconds = sum(figures[f"{name}.time"] for name in measured)
    return text + f"| All, one after another | {seconds:.0f} s | |\n"


def write_page(root: Path = ROOT) -> None:
    """Write the page from the measured figures."""
    result = json.loads((root / "results" / "chapters.json").read_text(encoding="utf-8"))
    with written_whole(root / "execution.md") as file:
        file.write(page(result, [path.stem for path in chapter_paths(root)]).encode())

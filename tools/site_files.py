"""Lay out what goes into the book as it is: of the packages from npm what pages load, and the files of `web/`.

Run as `python -m tools.site_files`; `make book` does so when something of it has changed. The packages hold many times
more than pages load.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools.contents import ROOT

SITE = ROOT / "_fragments" / "site"
PACKAGES = ROOT / "vendor" / "node_modules"

MATHS = (
    "LICENSE",
    "es5/tex-mml-chtml.js",
    *(f"es5/{part}/**/*" for part in ("a11y", "input", "output/chtml", "sre", "ui")),
)
"""Of MathJax, what pages load at once and what it loads on demand."""

RUNTIME = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
"""Of onnxruntime-web, what runs a model on a page."""

RUNTIME_HOME = PACKAGES / "onnxruntime-web" / "dist"

FONT = re.compile(r'url\("\.\./(@[^"]+)"\)')


def fonts(style: str) -> Iterator[str]:
    """The fonts that a style names, each preceded by its package's licence; by their paths among the packages."""
    for path in FONT.findall(style):
        yield "/".join([*path.split("/")[:2], "LICENSE"])
        yield path


def files() -> dict[Path, Path]:
    """Where each file goes, and where it lies; without those of packages that are not there."""
    maths = PACKAGES / "mathjax"
    found = {SITE / "mathjax" / path.relative_to(maths): path for pattern in MATHS for path in maths.glob(pattern)}
    for name in fonts((ROOT / "_static" / "course.css").read_text(encoding="utf-8")):
        found[SITE / name] = PACKAGES / name
    found |= {SITE / "web" / "ort" / name: RUNTIME_HOME / name for name in RUNTIME}
    found |= {
        SITE / "web" / path.name: path for ending in ("css", "mjs") for path in (ROOT / "web").glob(f"*.{ending}")
    }
    return {target: source for target, source in found.items() if source.is_file()}


def main() -> None:
    """Copy them."""
    SITE.mkdir(parents=True, exist_ok=True)
    for target, source in files().items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


if __name__ == "__main__":
    main()

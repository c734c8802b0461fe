"""What is mended in written pages, and that the rest stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tools.mending import mend, mended

BOOTSTRAP = (
    '<script defer src="../_static/scripts/bootstrap.js?digest=1"></script>\n<details><summary>More</summary></details>'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>\n{BOOTSTRAP}', BOOTSTRAP),
        (
            '<summary><span class="toctree-toggle"></span></summary>',
            '<summary aria-label="Pages beneath this one"><span class="toctree-toggle"></span></summary>',
        ),
        (
            '<div role="list"><div id="id2" role="doc-biblioentry"></div></div>',
            '<div role="list"><div id="id2" role="listitem"></div></div>',
        ),
        (
            '<img alt="A window" src="../_images/a.png" style="width: 75%;" />',
            '<img alt="A window" src="../_images/a.png" style="width: 75%;" width="7" height="3" loading="lazy">',
        ),
        (
            '<img alt="A window" loading="lazy" src="../_images/a.png">',
            '<img alt="A window" loading="lazy" src="../_images/a.png" width="7" height="3">',
        ),
        ('<img src="../_images/a.png" width="90">', '<img src="../_images/a.png" width="90">'),
        ('<img src="logo.svg">', '<img src="logo.svg">'),
        ('<img src="https://example.org/a.png">', '<img src="https://example.org/a.png">'),
        (BOOTSTRAP, BOOTSTRAP),
    ],
)
def test_faults_are_mended_once_and_nothing_else_changes(tmp_path: Path, before: str, after: str) -> None:
    page = tmp_path / "chapters" / "a.html"
    for folder in ("chapters", "_images"):
        (tmp_path / folder).mkdir()
    Image.new("RGB", (7, 3)).save(tmp_path / "_images" / "a.png")
    page.write_text(before)
    assert mended(before, page.parent) == after
    for _ in range(2):
        mend(tmp_path)
        assert page.read_text() == after

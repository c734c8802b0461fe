"""What is mended in written pages, and that the rest stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

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
        (BOOTSTRAP, BOOTSTRAP),
    ],
)
def test_faults_are_mended_once_and_nothing_else_changes(tmp_path: Path, before: str, after: str) -> None:
    assert mended(before) == after
    page = tmp_path / "chapters" / "a.html"
    page.parent.mkdir()
    page.write_text(before)
    for _ in range(2):
        mend(tmp_path)
        assert page.read_text() == after

"""Which scripts a page gets, by the kinds that Sphinx would give it."""

from __future__ import annotations

import pytest
from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript

from tools.assets import needed


def maths() -> list[_JavaScript]:
    return [_JavaScript("", body="window.MathJax = {}"), _JavaScript("../mathjax/es5/tex-mml-chtml.js", defer="defer")]


@pytest.mark.parametrize("formula", [True, False])
def test_a_page_gets_mathjax_for_its_formulae_and_never_thebe(formula: bool) -> None:
    own, thebe = _JavaScript("copybutton.js"), _JavaScript("sphinx-thebe.js")
    line = _JavaScript("", body='const THEBE_JS_URL = "..."')
    assert needed([own, *maths(), thebe, line], maths=formula) == [own, *maths()][: 3 if formula else 1]


def test_a_line_given_twice_is_run_once() -> None:
    lines = [_JavaScript(None, body="const a = 1"), _JavaScript("", body="const a = 1"), _JavaScript("", body="b()")]
    assert needed(lines, maths=True) == [lines[0], lines[2]]


def test_styles_pass_in_their_order() -> None:
    styles = [_CascadingStyleSheet(name) for name in ("b.css", "a.css", "sphinx-thebe.css")]
    assert needed(styles, maths=False) == styles[:2]

"""Chapter 09's calculator: two classifiers' counts in, intervals, a test and a number of tracks out.

It works on a page without a kernel: ``calculator.js`` computes what `Pair` computes here, and a test compares the two.
Without scripts there remains a table of the pairs that the page offers as examples.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from gtzan_course.evaluation import (
    mcnemar,
    paired_difference,
    tracks_needed,
    two_proportions,
    unpaired_difference,
    wilson_interval,
)

if TYPE_CHECKING:
    from IPython.display import HTML

WITHOUT_SCRIPTS = (
    "Here you could type in counts of your own, but scripts are not allowed to run. In a notebook, run the cell. "
    "Some comparisons stand in the table:"
)
HEADINGS = ("comparison", "A", "B", "A minus B", "p value", "tracks it takes")


@dataclass(frozen=True)
class Pair:
    """What two classifiers named rightly.

    Attributes
    ----------
    title
        Which two, in a few words.
    right_a, n_a
        How many of how many tracks the first named rightly.
    right_b, n_b
        The same of the second.
    only_a
        Where both met the same tracks: how many the first alone named rightly.

    Raises
    ------
    ValueError
        A count is not between 0 and its n, or ``only_a`` does not go with the others.
    """

    title: str
    right_a: int
    n_a: int
    right_b: int
    n_b: int
    only_a: int | None = None

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        wilson_interval(self.right_a, self.n_a)
        wilson_interval(self.right_b, self.n_b)
        least, most = max(0, self.right_a - self.right_b), min(self.right_a, self.n_a - self.right_b)
        if self.only_a is not None and (self.n_a != self.n_b or not least <= self.only_a <= most):
            raise ValueError(
                f"Expected equally many tracks and from {least} to {most} on which only A is right, "
                f"got {self.n_a} and {self.n_b} tracks, and {self.only_a}."
            )

    @property
    def only_b(self) -> int | None:
        """How many the second alone named rightly, where both met the same tracks."""
        return None if self.only_a is None else self.only_a - self.right_a + self.right_b

    def difference(self) -> tuple[float, float, float]:
        """The first's share minus the second's, and the ends of its interval."""
        if self.only_a is None:
            return unpaired_difference(self.right_a, self.n_a, self.right_b, self.n_b)
        return paired_difference(*self._rights())

    def p_value(self) -> float:
        """McNemar's exact test where both met the same tracks, else the test of two proportions."""
        if self.only_a is None:
            return two_proportions(self.right_a, self.n_a, self.right_b, self.n_b)
        return mcnemar(*self._rights())

    def tracks(self) -> int | None:
        """How many tracks it takes to tell such shares apart; None if they are equal."""
        a, b = self.right_a / self.n_a, self.right_b / self.n_b
        if a == b:
            return None
        differing = None if self.only_a is None or self.only_b is None else (self.only_a + self.only_b) / self.n_a
        return tracks_needed(a, b, share_differing=differing)

    def _rights(self) -> tuple[np.ndarray, np.ndarray]:
        """Whether each is right, track by track: both, only the first, only the second, neither."""
        only_a, only_b = self.only_a or 0, self.only_b or 0
        both = self.right_a - only_a
        counts = [both, only_a, only_b, self.n_a - both - only_a - only_b]
        return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


def show(pairs: Sequence[Pair]) -> HTML:
    """Show the calculator.

    Parameters
    ----------
    pairs
        Examples to begin with; the first is filled in.

    Returns
    -------
    IPython.display.HTML
        All that it needs: style, script, and the examples in a table.

    Raises
    ------
    ValueError
        There is no pair.
    """
    from IPython.display import HTML

    if not pairs:
        raise ValueError("Expected at least one pair to begin with, got none.")
    code = files("gtzan_course.interactives")
    rows = "".join(f"<tr>{_row(pair)}</tr>" for pair in pairs)
    headings = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    return HTML(  # type: ignore[no-untyped-call]
        '<div class="calculator" role="group" aria-label="Interval calculator" data-lm-suppress-shortcuts="true">'
        f"<style>{code.joinpath('calculator.css').read_text(encoding='utf-8')}</style>"
        f"<noscript><p>{WITHOUT_SCRIPTS}</p></noscript>"
        '<details class="calculator-table"><summary>The examples in a table</summary>'
        f"<table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></details>"
        f'<script type="application/json">{_data(pairs)}</script>'
        f'<script type="module">{code.joinpath("calculator.js").read_text(encoding="utf-8")}</script></div>'
    )


def _data(pairs: Sequence[Pair]) -> str:
    """The examples and the form, as JSON that may stand in a page."""
    examples = [[pair.title, pair.right_a, pair.n_a, pair.right_b, pair.n_b, pair.only_a] for pair in pairs]
    return json.dumps({"examples": examples, "form": _form(pairs)}).replace("<", "\\u003c")


def _form(pairs: Sequence[Pair]) -> str:
    """The part that the script puts into the page, as it would be dead without it."""
    chips = "".join(f'<button type="button">{html.escape(pair.title)}</button>' for pair in pairs)
    results = "".join(
        f'<tr data-of="{key}"><th scope="row">{name}</th><td></td><td></td><td></td></tr>'
        for key, name in (("a", "A"), ("b", "B"), ("difference", "A minus B"))
    )
    return f"""<div class="calculator-form">
<div class="calculator-examples" role="group" aria-label="Fill in an example">{chips}</div>
<div class="calculator-fields">
<fieldset><legend>Classifier A</legend>{_field("right_a", "right")}{_field("n_a", "of (tracks)")}</fieldset>
<fieldset><legend>Classifier B</legend>{_field("right_b", "right")}{_field("n_b", "of (tracks)")}</fieldset>
<fieldset><legend>If both met the same tracks</legend>{_field("only_a", "only A right")}
{_field("only_b", "only B right")}</fieldset></div>
<div class="calculator-picture" role="img" aria-label=""></div>
<table class="calculator-results"><thead><tr><th scope="col">95 % interval</th><th scope="col">measured</th>
<th scope="col">from</th><th scope="col">to</th></tr></thead><tbody>{results}</tbody></table>
<dl class="calculator-more"><div><dt></dt><dd data-of="p"></dd></div>
<div><dt>tracks it takes to see such a difference</dt><dd data-of="tracks"></dd></div></dl>
<p class="calculator-words" aria-live="polite"></p></div>"""


def _field(name: str, label: str) -> str:
    """A number to type in, with its label."""
    return (
        f'<label><span>{label}</span> <input type="number" inputmode="numeric" min="0" max="1000000" step="1" '
        f'autocomplete="off" name="{name}"></label>'
    )


def _row(pair: Pair) -> str:
    """One example's line in the table."""
    shares = "".join(
        f"<td>{right} of {n}: {right / n:.1%}<br>{low:.1%} to {high:.1%}</td>"
        for right, n in ((pair.right_a, pair.n_a), (pair.right_b, pair.n_b))
        for low, high in [wilson_interval(right, n)]
    )
    difference, low, high = (f"{100 * value:+.1f}" for value in pair.difference())
    tracks = pair.tracks()
    where = "each" if pair.only_a is None else f"the same; only A right on {pair.only_a}, only B on {pair.only_b}"
    return (
        f'<th scope="row">{html.escape(pair.title)}</th>{shares}<td>{difference} points<br>{low} to {high}</td>'
        f"<td>{pair.p_value():.4f}</td><td>{'no difference' if tracks is None else f'{tracks:,}, {where}'}</td>"
    )

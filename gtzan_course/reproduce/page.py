"""The page on what came out of the whole experiment: one file that asks no other host for anything (chapter 12)."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from string import Template
from typing import TYPE_CHECKING

from gtzan_course.dataset import GENRES
from gtzan_course.evaluation import Accuracy, confusion
from gtzan_course.recipes import STEPS
from gtzan_course.reproduce import pictures
from gtzan_course.reproduce.published import published_accuracies

if TYPE_CHECKING:
    from gtzan_course.reproduce.outcomes import Outcome

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { color-scheme: light dark; --ink: #1d1d1f; --ground: #fff; --line: #767676; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --ground: #17181a; --link: #7db8ff; } }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; font-size: 1.2rem; }
.result { font-size: 1.3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.counts td, .counts th { padding: .15rem .3rem; text-align: right; font-size: .8rem; }
figure { margin: 1rem 0; }
img { display: block; max-width: 100%; height: auto; }
code { font-size: .9em; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="result">$result</p>
<p>$data</p>
$warned
<h2>Beside the published figures</h2>
$intervals
$table
<p>Each interval says which true accuracies a count is compatible with, if the test tracks are a fair draw
(95&nbsp;%, Wilson).</p>
<p>No test of significance stands here. McNemar's test counts the tracks on which only one of two classifiers is right:
it needs the answers of both on the same test tracks. The published figures come without their answers, and the
write-up's on other test tracks than these. Two runs of yours on the same split do share their test tracks: compare
their <code>predictions.csv</code>.</p>
<h2>How it learnt</h2>
$curves
<p>$learnt</p>
<h2>What was taken for what</h2>
$confusion
<div class="wide" role="region" aria-label="Counts of the confusion matrix" tabindex="0">$counts</div>
<h2>What was done</h2>
<div class="wide" role="region" aria-label="What was done" tabindex="0">$done</div>
<p>Again: <code>$command</code></p>
</main>
</body>
</html>
""")


def page_of(outcome: Outcome) -> str:
    """Write the page.

    Parameters
    ----------
    outcome
        What came out.

    Returns
    -------
    str
        HTML that holds all that it shows.
    """
    settings, measured = outcome.settings, outcome.accuracy
    counts = confusion(outcome.labels, outcome.predicted)
    ours = f"this run, {settings.recipe} recipe"
    comparable = [(each.name, each.accuracy) for each in published_accuracies() if each.split == settings.split]
    return PAGE.substitute(
        title=f"The {settings.recipe} recipe, {settings.split} split",
        result=f"<strong>{_percent(measured.value)}</strong> of {measured.n} test tracks are named rightly by vote: "
        f"{measured.n_right} of {measured.n}, 95\N{NO-BREAK SPACE}% interval {_interval(measured)}.",
        data=html.escape(outcome.data["description"]),
        warned="".join(f"<p><strong>{html.escape(line)}</strong></p>" for line in _warnings(outcome)),
        intervals=pictures.intervals([(ours, measured), *comparable]),
        table=_published(ours, outcome),
        curves=pictures.curves(outcome.run.history, watched=_watched(outcome)),
        learnt=_learnt(outcome),
        confusion=pictures.confusion(counts),
        counts=_table(("true genre", *GENRES), zip(GENRES, *counts.T.tolist(), strict=True), name="counts"),
        done=_table(("what", "how"), _done(outcome)),
        command=html.escape(settings.command),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def _interval(measured: Accuracy) -> str:
    return f"{_percent(measured.low)} to {_percent(measured.high)}"


def _watched(outcome: Outcome) -> str:
    return "test set" if outcome.recipe.watched == "test" else "validation part"


def _warnings(outcome: Outcome) -> Iterable[str]:
    """What a reader must know before the figure is believed."""
    if outcome.data["tier"] == "demo":
        yield "These tracks are demo data, music made by the course itself: the figure says nothing about GTZAN."
    if outcome.data["tier"] == "none":
        yield "None of these tracks is as published: the figure says nothing about GTZAN."
    if decided := outcome.recipe.decided_by_test:
        yield f"The test set had a say in the {' and the '.join(decided)}: the figure flatters the recipe."


def _published(ours: str, outcome: Outcome) -> str:
    """The table of accuracies: those on the same kind of split, then the others."""
    split = outcome.settings.split
    measured = outcome.accuracy
    rows = [(ours, split, _percent(measured.value), measured.n, _interval(measured), "this page")]
    for each in sorted(published_accuracies(), key=lambda each: each.split != split):
        source = f'<a href="{html.escape(each.address)}">{html.escape(each.source)}</a>'
        interval = _interval(each.accuracy)
        rows.append((html.escape(each.name), each.split, each.text, each.accuracy.n, interval, source))
    table = _table(("what classified", "split", "accuracy", "tracks", "95 % interval", "source"), rows)
    return f'<div class="wide" role="region" aria-label="Published figures" tabindex="0">{table}</div>'


def _learnt(outcome: Outcome) -> str:
    history, falls = outcome.run.history, outcome.run.n_falls
    lowest = min(history["val_cross_entropy"])
    epoch = history["val_cross_entropy"].index(lowest) + 1
    kept = f"those of epoch {epoch}" if outcome.recipe.kept == "best" else f"the last epoch's, {len(history['loss'])}"
    return (
        f"The {_watched(outcome)} was watched. Its cross-entropy was lowest, {lowest:.3f}, after epoch {epoch}; the "
        f"weights that predict are {kept}. The learning rate fell {falls} times."
    )


def _done(outcome: Outcome) -> Iterable[tuple[str, str]]:
    """Each choice of the recipe in words, then the numbers."""
    for step in STEPS:
        words = step.published if outcome.settings.recipe == "published" else step.revised
        yield step.name.replace("_", " "), html.escape(words)
    learnt, watched, tested = (len(part) for part in outcome.parts)
    if outcome.recipe.watched == "test":
        learnt, watched = learnt + watched, 0
    yield "tracks", f"{learnt} to learn from, {watched} to watch alone, {tested} to test on"
    yield "epochs", str(outcome.settings.epochs)
    yield "seed", str(outcome.settings.seed)
    yield "time", f"{sum(outcome.run.seconds) / len(outcome.run.seconds):.1f} s an epoch"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, name: str = "words") -> str:
    """Write a table; the first cell of each row is its name."""
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = (f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    return f'<table class="{name}"><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'

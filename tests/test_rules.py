"""The rules for chapters find what they are there to find: a good chapter, broken in one place at a time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import rules
from tools.normalise import WIDGET_VIEW, normalise
from tools.repository import current_url
from tools.setup_cell import setup_source

FIRST = """\
(ch-made)=
# A made chapter

:::{admonition} In this chapter
:class: tip
**You will be able to** test it.

**Before you start** nothing.

**Time and memory** 3 s and 0.2 GB, measured on 2 cores.
:::"""

EXERCISE = "```{{exercise}} Count\n:label: ex-{name}\nCount {name}.\n```"
SOLUTION = "```{{solution-start}} ex-{name}\n:class: dropdown\n:label: sol-{name}\n```"
QUESTION = """\
<div class="quiz" role="group" aria-label="Question {n}: how many windows are there">
<p><strong>{n}. How many windows?</strong></p>
<details class="wrong"><summary>40</summary>
<p><strong>No.</strong> The last one would end beyond the track.</p></details>
<details class="right"><summary>39</summary>
<p><strong>Yes.</strong> Each but the first begins where half is left.</p></details>
<details class="wrong"><summary>20</summary>
<p><strong>No.</strong> That is the number without any overlap.</p></details>
</div>"""
QUIZ = "## Quiz\n\n" + "\n\n".join(QUESTION.format(n=n) for n in (1, 2, 3))
CLOSING = "## Summary\n\nDone.\n\n## What next\n\nMore.\n\n## Sources\n\nNone."
ALT = "A line that rises from left to right."


def result(text: str) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": text})


def exercise(name: str) -> list[NotebookNode]:
    return [
        new_markdown_cell(EXERCISE.format(name=name)),
        new_code_cell(
            "answer = ...\ncheck.count(answer)", outputs=[result("Not yet: this exercise is not answered yet.")]
        ),
        new_markdown_cell(SOLUTION.format(name=name)),
        new_code_cell("answer = 39\ncheck.count(answer)", outputs=[result("Right: 39.")]),
        new_markdown_cell("```{solution-end}\n```"),
    ]


@pytest.fixture
def chapter() -> NotebookNode:
    figure = new_code_cell(
        f"{rules.STYLE}\nplt.plot(y)",
        metadata={
            "tags": ["nbval-ignore-output"],
            "mystnb": {"image": {"alt": ALT}, "figure": {"caption": "A line.", "name": "fig-made-line"}},
        },
        outputs=[new_output("display_data", data={"image/png": "aGVsbG8=", "text/plain": "<Figure>"})],
    )
    cells = [
        new_markdown_cell(FIRST),
        new_code_cell(setup_source(current_url()), metadata={"tags": ["setup"]}),
        new_markdown_cell("word " * 900),
        figure,
        *exercise("one"),
        *exercise("two"),
        new_markdown_cell(QUIZ),
        new_markdown_cell(CLOSING),
    ]
    notebook = new_notebook(cells=cells)
    for count, (_, cell) in enumerate(rules.code_cells(notebook), start=1):
        cell.execution_count = count
    normalise(notebook)
    return notebook


def complaints(notebook: NotebookNode) -> list[str]:
    return [line for rule in rules.RULES for line in rule(notebook)]


def test_a_good_chapter_has_no_complaints(chapter: NotebookNode) -> None:
    assert complaints(chapter) == []


def put_out(i: int, output: NotebookNode) -> Callable[[NotebookNode], None]:
    return lambda chapter: chapter.cells[i].outputs.append(output)


def say(i: int, source: str) -> Callable[[NotebookNode], None]:
    return lambda chapter: chapter.cells[i].update(source=source)


def describe(alt: str) -> Callable[[NotebookNode], None]:
    return lambda chapter: chapter.cells[3].metadata.mystnb.image.update(alt=alt)


def html(text: str) -> Callable[[NotebookNode], None]:
    return put_out(3, new_output("display_data", data={"text/html": text}))


def stderr() -> NotebookNode:
    return new_output("stream", name="stderr", text="UserWarning: mind")


BROKEN: list[tuple[Callable[[NotebookNode], None], str]] = [
    (lambda chapter: chapter.cells[3].update(execution_count=None), "cell 3 has execution count None, expected 2"),
    (lambda chapter: chapter.cells[3].update(execution_count=7), "cell 3 has execution count 7, expected 2"),
    (put_out(3, new_output("error", ename="E", evalue="it broke", traceback=[])), "cell 3 put out an error"),
    (put_out(3, stderr()), "cell 3 put out an error or a warning: .*mind"),
    (lambda chapter: chapter.metadata.update(widgets={}), "the notebook's metadata are not normalised"),
    (lambda chapter: chapter.cells[3].metadata.update(execution={}), "cell 3 is not normalised"),
    (
        put_out(3, new_output("display_data", data={WIDGET_VIEW: {}})),
        "cell 3 is not normalised: it holds a widget's view",
    ),
    (put_out(3, result("<f at 0x7f00aa11bb>")), "cell 3 is not normalised"),
    (say(1, "import gtzan_course"), "cell 1 is not the setup cell"),
    (lambda chapter: chapter.cells[1].metadata.update(tags=[]), "cell 1 is not the setup cell"),
    (say(0, FIRST.replace("(ch-made)=\n", "")), "cell 0 lacks a label"),
    (say(0, FIRST.replace("3 s and 0.2 GB", "measuring…")), "cell 0 lacks the line on time and memory"),
    (say(0, FIRST.replace("**Before you start** nothing.\n", "")), r"cell 0 lacks '\*\*Before you start"),
    (say(2, "# Again\n" + "word " * 900), "there is not exactly one title"),
    (say(15, CLOSING.replace("## Summary", "## End")), "the last sections are"),
    (say(15, CLOSING + "\n\n## More"), "the last sections are"),
    (say(3, "pass\n" * 16), "cell 3 has 16 lines, at most 15"),
    (describe("Short."), "cell 3 shows something that is not described: 'Short.'"),
    (describe("Figure"), "is not described: 'Figure'"),
    (describe("waveform_of_the_first_track.png"), "is not described"),
    (lambda chapter: chapter.cells[3].metadata.pop("mystnb"), "is not described: ''"),
    (lambda chapter: chapter.cells[3].metadata.update(tags=[]), "lacks the tag nbval-ignore-output"),
    (say(14, QUIZ.replace("Question 3: how many windows are there", "Q3")), "found 1 with 2"),
    (say(14, QUIZ.replace("## Quiz", "## Questions")), "expected one section 'Quiz' with 3 questions, found 0 with 0"),
    (say(14, QUIZ.replace("right", "wrong", 1)), "question 1 does not have exactly one right choice"),
    (say(14, QUIZ.replace("<strong>No.</strong> The last", "The last", 1)), "question 1 has 2 well-formed choices"),
    (say(14, QUIZ.replace(" That is the number without any overlap.", "", 1)), "does not say why '20' is wrong"),
    (say(3, "plt.plot(y)"), "the chapter draws without plt.style"),
    (say(3, f"{rules.STYLE}\nplt.plot(y, color='black')"), "cell 3 draws in black"),
    (lambda chapter: chapter.cells[3].metadata["mystnb"].pop("figure"), "cell 3 shows a picture without a caption"),
    (html("<audio controls src='data:audio/mpeg;base64,AA'></audio>"), "is not described: ''"),
    (html('<img src="data:image/png;base64,AA" alt="short">'), "is not described: 'short'"),
    (say(2, "word " * 700), r"the chapter has 7\d\d words, expected 800 to 2000"),
    (say(2, "word " * 2000), r"the chapter has 20\d\d words"),
    (lambda chapter: chapter.cells.__delitem__(slice(4, 9)), "there are 1 exercises, expected 2 to 4"),
    (say(6, "Here it is."), "do not match"),
    (
        say(6, SOLUTION.format(name="one").replace(":class: dropdown\n", "")),
        "lacks ':label: sol-one' or ':class: dropdown'",
    ),
    (
        say(6, SOLUTION.format(name="one").replace(":label: sol-one\n", "")),
        "lacks ':label: sol-one' or ':class: dropdown'",
    ),
    (say(5, "answer = ..."), "the cell after exercise ex-one does not end in a call of its checker"),
    (say(7, "check.count(39)\nanswer"), "the cell after solution ex-one does not end in a call of its checker"),
    (
        put_out(7, result("Not yet: you counted 40.")),
        "the checker says after solution ex-one: 'Not yet: you counted 40.'",
    ),
    (put_out(5, result("Right: 39.")), "the checker says after exercise ex-one: 'Right: 39.'"),
    (say(8, "And so on."), "the solution that starts in cell 6 does not end in cell 8"),
    (say(2, "word " * 900 + "Cut the clip in two."), "cell 2 says 'clip'"),
    (say(2, "word " * 900 + "Segments of 1.5 s."), "cell 2 says 'Segments'"),
    (describe("A segment that rises from left to right."), "cell 3 says 'segment'"),
    (put_out(3, result("saved to /home/someone/model.npz")), "cell 3 holds a path of a machine: '/home/someone"),
    (say(3, "open('/tmp/x')"), "cell 3 holds a path of a machine"),
    (say(3, r"open('C:\Users\x')"), "cell 3 holds a path of a machine"),
]


@pytest.mark.parametrize(("break_it", "complaint"), BROKEN, ids=[complaint for _, complaint in BROKEN])
def test_a_broken_chapter_is_found(
    chapter: NotebookNode, break_it: Callable[[NotebookNode], None], complaint: str
) -> None:
    break_it(chapter)
    assert re.search(complaint, "\n".join(complaints(chapter)))


@pytest.mark.parametrize(
    "source",
    ["np.clip(y, -1, 1)", "# clipped at 1, as clipping goes", "url = 'https://example.org/home/x'"],
)
def test_what_only_looks_wrong_is_let_be(chapter: NotebookNode, source: str) -> None:
    chapter.cells[3].source = source
    assert complaints(chapter) == []


def test_words_are_those_that_are_read() -> None:
    prose = (
        "(ch-x)=\n# Two words\n\nSee {term}`window` and $a + b$.\n\n```python\nnot_counted = 1\n```\n\n"
        "```{exercise} Title\n:label: ex-a\nThree more words.\n```\n\n"
        "Two <span data-as='n'>after</span>.\n\n```{note}\nHere.\n```"
    )
    assert rules.word_count(new_notebook(cells=[new_markdown_cell(prose), new_code_cell("x = 1")])) == 11

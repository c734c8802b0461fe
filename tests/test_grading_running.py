"""Code that runs for ever, floods the output, takes all memory or ends Python: the other cells go on."""

from __future__ import annotations

import pytest

from gtzan_course.grading.running import Code, Limits, Outcome, run
from gtzan_course.grading.sandbox import Sandbox, best_sandbox

LIMITS = Limits(cell_seconds=4, notebook_seconds=120, memory_bytes=600_000_000, output_bytes=20_000)

GREEDY = """\
chunks = []
while True:
    chunks.append(bytearray(b"x" * 5_000_000))
"""

STUBBORN = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""

CODES = {
    "first": Code("x = 41\nprint(x)"),
    "error": Code("1 / 0"),
    "passes": Code("assert x == 41", "answer = 42\nassert x + 1 == answer, 'no'"),
    "fails": Code("assert x == 41", "assert x == 42, 'not 42'"),
    "fails at once": Code("assert x == 0, 'seen'", "assert x == 42, 'hidden'"),
    "only hidden": Code("", "assert x == 42, 'hidden'"),
    "left": Code("print('answer' in globals(), any('ans' + 'wer =' in text for text in In))"),
    "loop": Code("while True: pass"),
    "exit": Code("import sys; sys.exit()"),
    "quit": Code("quit()"),
    "gone": Code("import os; os._exit(0)"),
    "flood": Code("while True: print('a' * 1000)"),
    "big": Code("import numpy as np; np.ones(10**12)"),
    "result": Code("x + 1"),
    "silent": Code("print('b' * 30_000)"),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return dict(zip(CODES, run(list(CODES.values()), sandbox=best_sandbox(), limits=LIMITS), strict=True))


def text(outcome: Outcome) -> str:
    return "".join(output.get("text", "") for output in outcome.outputs)


def test_cells_see_what_cells_before_them_set(outcomes: dict[str, Outcome]) -> None:
    assert text(outcomes["first"]) == "41\n"
    assert outcomes["result"].outputs[0].data["text/plain"] == "42"
    assert not outcomes["first"].failed


def test_an_error_is_named_and_the_next_cell_goes_on(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["error"].error == ("ZeroDivisionError", "division by zero")
    assert not outcomes["passes"].failed


def test_a_hidden_part_is_run_after_the_seen_one(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["fails"].error == ("AssertionError", "not 42")
    assert outcomes["fails at once"].error == ("AssertionError", "seen")
    assert outcomes["only hidden"].error == ("AssertionError", "hidden")


def test_a_hidden_part_leaves_nothing_behind(outcomes: dict[str, Outcome]) -> None:
    assert text(outcomes["left"]) == "False False\n"


def test_what_does_not_end_is_stopped(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["loop"].stopped == "stopped: not done after 4 seconds"


def test_leaving_is_an_error_of_the_cell(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["exit"].error is not None
    assert outcomes["exit"].error[0] == "SystemExit"
    assert outcomes["quit"].stopped == "stopped: it told Python to exit"
    assert outcomes["gone"].stopped == "stopped: it ended Python"


def test_output_without_end_is_cut_off(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["flood"].stopped == "stopped: more than 1 MB of output"
    assert 10_000 < len(text(outcomes["flood"])) < 30_000
    assert outcomes["silent"].stopped is None
    assert len(text(outcomes["silent"])) < 30_000
    assert "beyond 0.02 MB was dropped" in text(outcomes["silent"])


def test_an_array_that_no_computer_could_hold_is_a_memory_error(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["big"].failed
    assert "MemoryError" in str(outcomes["big"].error)


def test_what_cannot_be_interrupted_and_what_takes_all_memory_is_left_out_of_another_run() -> None:
    codes = [Code("x = 1\nprint(x)"), Code(STUBBORN), Code("print(x)"), Code(GREEDY), Code("print(x + 1)")]
    limits = Limits(cell_seconds=30, notebook_seconds=120, memory_bytes=250_000_000)
    first, stubborn, second, greedy, third = run(
        codes,
        sandbox=best_sandbox(),
        limits=Limits(cell_seconds=5, notebook_seconds=limits.notebook_seconds, memory_bytes=limits.memory_bytes),
    )
    assert (text(first), text(second), text(third)) == ("1\n", "1\n", "2\n")
    assert stubborn.stopped == "stopped: not done after 5 seconds, and it could not be interrupted"
    assert greedy.stopped is not None
    assert "memory" in greedy.stopped


def test_the_whole_notebook_has_its_time() -> None:
    codes = [Code("print(1)"), Code("import time; time.sleep(60)"), Code("print(2)")]
    first, second, third = run(codes, sandbox=best_sandbox(), limits=Limits(cell_seconds=50, notebook_seconds=4))
    assert text(first) == "1\n"
    assert second.stopped is not None
    assert third.stopped == "not run: the notebook had used up its 4 seconds"


def test_a_notebook_that_ends_python_again_and_again_is_given_up() -> None:
    codes = [Code("print(1)"), *[Code("import os; os._exit(0)")] * 5, Code("print(2)")]
    outcomes = run(codes, sandbox=best_sandbox(), limits=LIMITS)
    assert text(outcomes[0]) == "1\n"
    assert [outcome.stopped for outcome in outcomes[1:5]] == ["stopped: it ended Python"] * 4
    assert all("again and again" in str(outcome.stopped) for outcome in outcomes[5:])


def test_the_limits_hold_without_namespaces() -> None:
    codes = [Code("x = 1"), Code("import os; os._exit(0)"), Code("while True: pass"), Code("print(x)")]
    outcomes = run(codes, sandbox=Sandbox(False, None), limits=Limits(cell_seconds=3))
    assert [outcome.stopped for outcome in outcomes[1:3]] == [
        "stopped: it ended Python",
        "stopped: not done after 3 seconds",
    ]
    assert text(outcomes[3]) == "1\n"

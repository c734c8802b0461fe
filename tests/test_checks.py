"""The frame of the checkers: every way in which an answer can fail gets its words."""

import numpy as np
import pytest

from gtzan_course.checks import Wrong, answered, array, verdict


def wrong() -> str:
    raise Wrong("expected 39 windows, got 40.")


def broken() -> str:
    raise KeyError("genre")


def test_a_right_answer_is_said_to_be_right() -> None:
    assert repr(verdict(lambda: "39 windows.")) == "Right: 39 windows."


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (wrong, "Not yet: expected 39 windows, got 40."),
        (broken, "your code stopped with KeyError: 'genre'"),
        (lambda: answered(None), "not answered yet"),
        (lambda: answered(...), "not answered yet"),
    ],
)
def test_other_answers_are_told_what_is_the_matter(check, words: str) -> None:
    result = verdict(check)
    assert not result.ok
    assert words in repr(result)


def test_the_shape_of_an_array_is_told() -> None:
    with pytest.raises(Wrong, match=r"expected windows of shape \(2, 3\), got shape \(3, 2\)\. Transpose\?"):
        array(np.zeros((3, 2)), shape=(2, 3), what="windows", hint="Transpose?")


def test_what_is_no_array_is_told_by_its_type() -> None:
    with pytest.raises(Wrong, match=r"as an array of shape .* got a str"):
        array("many", shape=(2,), what="windows", hint="")


def test_an_array_that_fits_is_handed_on() -> None:
    np.testing.assert_array_equal(array([1, 2], shape=(2,), what="counts", hint=""), [1.0, 2.0])

"""What the exercises of chapter 08 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict

HERTZ = np.array([0.0, 1000.0, 2000.0, 3000.0])
MAGNITUDE = np.array([[0.0, 2.0, 0.0], [1.0, 2.0, 0.0], [0.0, 2.0, 1.0], [0.0, 2.0, 3.0]])
"""Three frames: a tone at 1,000 Hz, noise, and two tones of which the upper is three times the stronger."""

SWELLS = np.array([0.0, 0.0, 0.0, 1.0, 4.0])


def centroid(balance: Callable[[Any, Any], Any]) -> Verdict:
    """Check ``centroid(magnitude, hertz)``: each frame's mean frequency, weighed by magnitude.

    Parameters
    ----------
    balance
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what else it worked out.
    """
    mistakes = (
        (HERTZ[MAGNITUDE.argmax(axis=0)], "the strongest bin. Every bin pulls, as hard as its magnitude"),
        (_balance(MAGNITUDE**2), "weighed by power. Take the magnitudes as they come, not squared"),
        (HERTZ @ MAGNITUDE, "the sum of magnitude times frequency. Divide by the frame's sum of magnitudes"),
        (_balance(MAGNITUDE) / 1000, "the place of a bin, not a frequency. Weigh the values of hertz"),
        (
            (HERTZ @ MAGNITUDE) / MAGNITUDE.sum(),
            "divided by the sum of all frames. Each frame has its own: sum(axis=0)",
        ),
    )

    def check() -> str:
        hint = "Bins are in the rows: sum over axis=0, and one number a frame is left."
        values = array(
            balance(MAGNITUDE.copy(), HERTZ.copy()), shape=(3,), what="a frequency in Hz for each frame", hint=hint
        )
        for mistaken, what in mistakes:
            if np.allclose(values, mistaken):
                raise Wrong(f"you returned {what}.")
        expected = _balance(MAGNITUDE)
        if not np.allclose(values, expected):
            raise Wrong(f"expected {expected.tolist()} Hz for\n{MAGNITUDE}\nat 0 to 3,000 Hz, got {values.tolist()}.")
        return "a tone balances at its own frequency, noise in the middle, and two tones nearer to the stronger."

    return verdict(check)


def skewness(lean: Callable[[Any], Any]) -> Verdict:
    """Check ``skewness(curve)``: the mean cube of the distance from the mean, in deviations.

    Parameters
    ----------
    lean
        The reader's function.

    Returns
    -------
    Verdict
        Right, or which other number it is.
    """
    away = SWELLS - SWELLS.mean()
    mistakes = (
        (
            np.mean(away**3),
            "the mean cube in the curve's own unit. Divide by the deviation first, or by its cube after",
        ),
        (
            np.mean((away / SWELLS.std(ddof=1)) ** 3),
            "scaled by the deviation with ddof=1. np.std as it stands is meant",
        ),
        (np.mean((away / SWELLS.std()) ** 4), "the mean fourth power: that leads to the kurtosis"),
        (np.mean((away / SWELLS.std()) ** 4) - 3, "the kurtosis. Skewness takes the third power, which keeps the sign"),
        (
            np.mean(np.abs(away / SWELLS.std()) ** 3),
            "the mean of absolute values. The sign says to which side it leans",
        ),
        (np.mean((away / SWELLS.var()) ** 3), "divided by the variance. Divide by its root, the deviation"),
        (1.0, "the mean square, which is 1 for every curve. Take the third power"),
        (0.0, "the mean distance from the mean, which is 0 for every curve. Take the third power"),
    )

    def check() -> str:
        value = answered(lean(SWELLS.copy()))
        if np.ndim(value) != 0:
            raise Wrong(f"expected one number, got shape {np.shape(value)}. Take the mean over the frames.")
        for mistaken, what in mistakes:
            if np.isclose(value, mistaken):
                raise Wrong(f"you returned {what}.")
        expected = float(np.mean((away / SWELLS.std()) ** 3))
        if not np.isclose(value, expected) or not np.isclose(lean(-SWELLS), -expected):
            raise Wrong(
                f"expected {expected:.3f} for {SWELLS.tolist()}, and the opposite for its negative, got {value}."
            )
        return "few large values pull it above 0; the curve upside down has the opposite."

    return verdict(check)


def honest(name_tracks: Callable[[Any, Any, Any, Any], Any]) -> Verdict:
    """Check ``honest(x, y, learn, test)``: scaling and classifier fitted to the learning rows alone.

    Parameters
    ----------
    name_tracks
        The reader's function.

    Returns
    -------
    Verdict
        Right, or what it has learnt from that it should not have.
    """

    def check() -> str:
        x, y, learn, test = _rows()
        hint = "Return one label for each row of test, in their order."
        answer = name_tracks(x.copy(), y.copy(), learn.copy(), test.copy())
        labels = array(answer, shape=(len(test),), what="labels of the test rows", hint=hint)
        for mistaken, what in _leaks(x, y, learn, test):
            if np.array_equal(labels, mistaken):
                raise Wrong(what)
        if not np.array_equal(labels, _named(x[learn], y[learn], x[test])):
            raise Wrong(
                "these are not the labels of a StandardScaler and an SVC() that were both fitted to x[learn] and "
                "y[learn]. Did the machine see test rows?"
            )
        return "the scaler and the machine have both seen the learning rows alone."

    return verdict(check)


def _balance(magnitude: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(HERTZ @ magnitude / magnitude.sum(axis=0))


def _rows() -> tuple[npt.NDArray[Any], ...]:
    """Rows that a small column tells apart, with exceptions; the test part leans to one class, one row is far off."""
    rng = np.random.default_rng(8)
    y = np.concatenate([np.repeat([0, 1], 20), np.repeat([0, 1], [4, 16])])
    x = np.stack([y * 4 + rng.normal(0, 1, 60), rng.normal(0, 100, 60)], axis=1)
    x[41:44, 0] += 3
    x[-1, 0] = 80
    return x, y, np.arange(40), np.arange(40, 60)


def _leaks(
    x: npt.NDArray[Any], y: npt.NDArray[Any], learn: npt.NDArray[Any], test: npt.NDArray[Any]
) -> list[tuple[npt.NDArray[Any], str]]:
    """What likely mistakes answer, and what to say of them."""
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    every = StandardScaler().fit_transform(x)
    apart = StandardScaler().fit_transform(x[test])
    fitted = SVC().fit(StandardScaler().fit_transform(x[learn]), y[learn])
    return [
        (
            SVC().fit(every[learn], y[learn]).predict(every[test]),
            "the scaler has seen the test rows: one of them is far off and squeezes all others together. Fit it to "
            "x[learn], then transform both parts.",
        ),
        (
            fitted.predict(apart),
            "the test rows were scaled by their own mean and deviation. Use transform, not fit_transform, on x[test]: "
            "a track must get the same answer whoever is tested beside it.",
        ),
        (
            SVC().fit(x[learn], y[learn]).predict(x[test]),
            "nothing is scaled, and the large column drowns the other one. Keep the scaler, fitted to x[learn].",
        ),
        (
            fitted.predict(x[test]),
            "the machine has learnt from scaled rows but was asked about unscaled ones. Transform x[test] as well.",
        ),
        (y[test], "the true labels. The classifier is to name them: predict."),
    ]


def _named(x: npt.NDArray[Any], y: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    return np.asarray(make_pipeline(StandardScaler(), SVC()).fit(x, y).predict(new))

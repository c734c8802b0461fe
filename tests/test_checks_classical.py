"""Chapter 08's exercises: the solution is right, a blank is not answered, and each likely mistake is named."""

import librosa
import numpy as np
import pytest
import scipy.stats
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from gtzan_course.checks import classical as check


def centroid(magnitude, hertz):
    return hertz @ magnitude / magnitude.sum(axis=0)


def skewness(curve):
    return np.mean(((curve - curve.mean()) / curve.std()) ** 3)


def honest(x, y, learn, test):
    return make_pipeline(StandardScaler(), SVC()).fit(x[learn], y[learn]).predict(x[test])


def by_hand(x, y, learn, test):
    scaler = StandardScaler().fit(x[learn])
    return SVC().fit(scaler.transform(x[learn]), y[learn]).predict(scaler.transform(x[test])).tolist()


def leaky(x, y, learn, test):
    z = StandardScaler().fit_transform(x)
    return SVC().fit(z[learn], y[learn]).predict(z[test])


def scaled_apart(x, y, learn, test):
    model = SVC().fit(StandardScaler().fit_transform(x[learn]), y[learn])
    return model.predict(StandardScaler().fit_transform(x[test]))


@pytest.mark.parametrize(
    ("checker", "answer"),
    [
        (check.centroid, centroid),
        (check.skewness, skewness),
        (check.skewness, scipy.stats.skew),
        (check.honest, honest),
        (check.honest, by_hand),
    ],
)
def test_the_solution_is_right(checker, answer) -> None:
    assert checker(answer).ok, checker(answer).message


def test_librosa_weighs_as_the_exercise_does() -> None:
    answer = librosa.feature.spectral_centroid(S=check.MAGNITUDE, freq=check.HERTZ)[0]
    np.testing.assert_allclose(answer, [1000, 1500, 2750])
    assert check.centroid(lambda magnitude, hertz: answer).ok


@pytest.mark.parametrize("checker", [check.centroid, check.skewness, check.honest])
def test_a_blank_is_not_answered(checker) -> None:
    result = checker(lambda *arguments: ...)
    assert not result.ok
    assert "not answered yet" in result.message


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        (lambda m, f: f[m.argmax(axis=0)], "the strongest bin"),
        (lambda m, f: f @ m**2 / (m**2).sum(axis=0), "not squared"),
        (lambda m, f: f @ m, "Divide by the frame's sum"),
        (lambda m, f: np.arange(4) @ m / m.sum(axis=0), "the place of a bin"),
        (lambda m, f: f @ m / m.sum(), "the sum of all frames"),
        (lambda m, f: m.sum(axis=1), "got shape (4,)"),
        (lambda m, f: (f[:, None] * m).sum() / m.sum(), "got shape ()"),
        (lambda m, f: np.array([1.0, 2.0, 3.0]), "expected [1000.0, 1500.0, 2750.0] Hz"),
    ],
)
def test_mistakes_in_the_centroid_are_named(balance, words: str) -> None:
    result = check.centroid(balance)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("lean", "words"),
    [
        (lambda c: np.mean((c - c.mean()) ** 3), "the curve's own unit"),
        (lambda c: np.mean(((c - c.mean()) / c.std(ddof=1)) ** 3), "ddof=1"),
        (scipy.stats.kurtosis, "the kurtosis"),
        (lambda c: np.mean(((c - c.mean()) / c.std()) ** 2), "the mean square"),
        (lambda c: np.mean((c - c.mean()) / c.std()), "the mean distance"),
        (lambda c: np.mean(np.abs((c - c.mean()) / c.std()) ** 3), "The sign says"),
        (lambda c: np.mean(((c - c.mean()) / c.var()) ** 3), "divided by the variance"),
        (lambda c: ((c - c.mean()) / c.std()) ** 3, "got shape (5,)"),
        (lambda c: 7.0, "expected 1.291"),
    ],
)
def test_mistakes_in_the_skewness_are_named(lean, words: str) -> None:
    result = check.skewness(lean)
    assert not result.ok
    assert words in result.message


@pytest.mark.parametrize(
    ("name_tracks", "words"),
    [
        (leaky, "the scaler has seen the test rows"),
        (scaled_apart, "whoever is tested beside it"),
        (lambda x, y, learn, test: SVC().fit(x[learn], y[learn]).predict(x[test]), "nothing is scaled"),
        (
            lambda x, y, learn, test: SVC().fit(StandardScaler().fit_transform(x[learn]), y[learn]).predict(x[test]),
            "asked about unscaled ones",
        ),
        (lambda x, y, learn, test: honest(x, y, learn, learn), "got shape (40,)"),
        (lambda x, y, learn, test: y[test], "the true labels"),
        (lambda x, y, learn, test: np.ones(20), "Did the machine see test rows"),
        (lambda x, y, learn, test: np.mean(honest(x, y, learn, test) == y[test]), "got shape ()"),
    ],
)
def test_leaks_are_named(name_tracks, words: str) -> None:
    result = check.honest(name_tracks)
    assert not result.ok
    assert words in result.message

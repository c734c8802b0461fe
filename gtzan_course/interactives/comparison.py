"""Chapter 09: how far luck reaches, which two results are one classifier's, and three ways to make one of 39."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from gtzan_course import plots
from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.dataset import GENRES
from gtzan_course.evaluation import wilson_interval
from gtzan_course.frames import Frame, Interactive, Slider
from gtzan_course.voting import majority_vote, mean_vote, median_vote, vote_shares

N_TESTS = 100
N_TRACKS = (30, 100, 300, 1000, 3000)
ACCURACIES = ("50 %", "65 %", "82 %", "95 %")
TWO = (0.82, 0.788)
"""What two classifiers name rightly of all tracks there are: the two published figures, taken for the truth."""

TURNS = ("two", "one", "one", "two", "one", "two", "two", "one")
"""Behind each pair of results: two classifiers, or one that was tested twice."""

RULES = {"majority": majority_vote, "mean": mean_vote, "median": median_vote}


def ticks(share: float, *, seconds: float = 6.0, per_second: int = 10, seed: int = 0) -> npt.NDArray[np.float32]:
    """Play a test: a high tick for each track that is named rightly, a low one for each mistake.

    Parameters
    ----------
    share
        How often the classifier is right, from 0 to 1.
    seconds
        How long to play.
    per_second
        Tracks a second.
    seed
        Decides on which tracks it is right.

    Returns
    -------
    ndarray of shape (n_samples,), float32
        A mono waveform at 22,050 Hz.
    """
    n = round(seconds * per_second)
    right = np.random.default_rng(seed).random(n) < share
    t = np.arange(SAMPLE_RATE // per_second) / SAMPLE_RATE
    high, low = (0.4 * np.sin(2 * np.pi * f * t) * np.exp(-t / decay) for f, decay in ((1760, 0.008), (220, 0.03)))
    return np.concatenate([high if one else low for one in right]).astype(np.float32)


def hundred_tests() -> Interactive:
    """Test one classifier a hundred times, each time on other tracks.

    Returns
    -------
    Interactive
        Sliders over the number of tracks in a test and the share of all tracks that it names rightly.
    """
    tracks = Slider("n", "tracks in each test", N_TRACKS, start=2)
    accuracy = Slider("truth", "right on all tracks there are", ACCURACIES, start=2)
    return Interactive("A hundred tests of one and the same classifier", _hundred, (tracks, accuracy))


def _hundred(n: int, truth: str) -> Frame:
    share = float(truth.split()[0]) / 100
    counts = np.sort(np.random.default_rng([5, n, round(100 * share)]).binomial(n, share, N_TESTS))
    ends = np.array([wilson_interval(int(count), n) for count in counts])
    missed = (ends[:, 0] > share) | (ends[:, 1] < share)
    figure = plots.figure(6.4, 3.3)
    ax = figure.subplots()
    for miss, colour in ((False, "C0"), (True, "C1")):
        x = np.flatnonzero(missed == miss)
        ax.vlines(x, *100 * ends[x].T, color=colour, linewidth=2.5 if miss else 1.5, alpha=1 if miss else 0.5)
        ax.plot(x, 100 * counts[x] / n, "o", color=colour, markersize=3)
    ax.axhline(100 * share, color=plots.INK, linewidth=1, linestyle="--")
    low, high = max(0, 100 * share - 30), min(101, 100 * share + 30)
    ax.set(xlabel="test, from the worst result to the best", ylabel="named rightly (%)", ylim=(low, high), xticks=[])
    alt = (
        f"A hundred tests of {n:,} tracks each, by a classifier that is right on {truth} of all tracks. The results go "
        f"from {counts[0] / n:.1%} to {counts[-1] / n:.1%}. {missed.sum()} of the 100 intervals miss the {truth}."
    )
    return Frame(figure, alt)


def which_are_one(*, n: int = 300, seed: int = 0) -> Interactive:
    """Show pairs of results, to guess which are one classifier's, tested twice.

    Parameters
    ----------
    n
        Tracks in each test.
    seed
        Decides what comes out.

    Returns
    -------
    Interactive
        Sliders over the pairs, and over whether the answer is shown.
    """
    rng = np.random.default_rng(seed)
    shares = [TWO if turn == "two" else (TWO[0], TWO[0]) for turn in TURNS]
    counts = [tuple(int(count) for count in rng.binomial(n, pair)) for pair in shares]
    pair = Slider("pair", "pair", tuple(range(1, len(TURNS) + 1)))
    answer = Slider("answer", "answer", ("hidden", "shown"))
    title = f"One classifier tested twice, or two that are {100 * (TWO[0] - TWO[1]):.1f} points apart?"
    return Interactive(title, lambda pair, answer: _pair(pair, answer, counts[pair - 1], n), (pair, answer))


def _pair(number: int, answer: str, counts: tuple[int, ...], n: int) -> Frame:
    figure = plots.figure(6.4, 2.2)
    ax = figure.subplots()
    for row, count in enumerate(counts):
        low, high = wilson_interval(count, n)
        if answer == "shown":
            ax.plot([100 * low, 100 * high], [row, row], color=f"C{row}", linewidth=6, alpha=0.5)
        ax.plot([100 * count / n], [row], "o", color=f"C{row}", markersize=10)
        ax.annotate(
            f"{count} of {n}: {count / n:.1%}", (100 * count / n, row), (0, 9), textcoords="offset points", ha="center"
        )
    ax.set_yticks([0, 1], ["first", "second"])
    ax.set(xlabel="named rightly (%)", xlim=(68, 92), ylim=(1.5, -0.7))
    results = " and ".join(f"{count} of {n} ({count / n:.1%})" for count in counts)
    told = {
        "one": f"It was one classifier, right on {TWO[0]:.1%} of all tracks, tested twice.",
        "two": f"They were two: the first is right on {TWO[0]:.1%} of all tracks, the second on {TWO[1]:.1%}.",
    }[TURNS[number - 1]]
    ax.set_title("One, or two?" if answer == "hidden" else told)
    return Frame(figure, f"Pair {number}: {results} named rightly. {'One or two?' if answer == 'hidden' else told}")


def disagreements(probabilities: npt.NDArray[np.floating], *, most: int = 8) -> list[int]:
    """Find tracks on which the three rules give different answers.

    Parameters
    ----------
    probabilities : ndarray of shape (n_tracks, n_windows, n_genres)
        What the network gives each genre in each window.
    most
        How many to name at most.

    Returns
    -------
    list of int
        Places of the tracks: those with three answers first, then those with two, then the rest, each in order.
    """
    answers = [len({rule(track) for rule in RULES.values()}) for track in probabilities]
    return [int(i) for i in np.argsort(-np.array(answers), kind="stable")[:most]]


def three_rules(
    track_ids: Sequence[str],
    labels: Sequence[int],
    probabilities: npt.NDArray[np.floating],
    *,
    sounds: Mapping[str, npt.NDArray[np.float32]] | None = None,
) -> Interactive:
    """Let three rules make one answer of a track's windows, side by side.

    Parameters
    ----------
    track_ids
        Names of two to twelve tracks.
    labels
        Their true labels.
    probabilities : ndarray of shape (n_tracks, n_windows, 10)
        What the network gives each genre in each window.
    sounds
        What each track sounds like, mono at 22,050 Hz, by its name.

    Returns
    -------
    Interactive
        A slider over the tracks.
    """
    places = {name: i for i, name in enumerate(track_ids)}

    def draw(track: str) -> Frame:
        i = places[track]
        return _rules(track, GENRES[labels[i]], np.asarray(probabilities[i], np.float64), (sounds or {}).get(track))

    return Interactive("Three rules, one track", draw, (Slider("track", "track", tuple(track_ids)),))


def _rules(track: str, genre: str, probabilities: npt.NDArray[np.float64], y: npt.NDArray[np.float32] | None) -> Frame:
    heights = {
        "majority": (vote_shares(probabilities), "share of votes"),
        "mean": (probabilities.mean(axis=0), "mean probability"),
        "median": (np.median(probabilities, axis=0), "median probability"),
    }
    figure = plots.figure(7, 3.4)
    panels, said = figure.subplots(1, 3, sharey=True), []
    for ax, (rule, (values, label)) in zip(panels, heights.items(), strict=True):
        winner = GENRES[RULES[rule](probabilities)]
        plots.shares(ax, dict(zip(GENRES, values.tolist(), strict=True)), label=label)
        ax.set(title=f"{rule}: {winner}", xlim=(0, 1.05 * max(values.max(), 0.3)))
        said.append(f"{'the ' if rule != 'majority' else ''}{rule} says {winner} ({values[GENRES.index(winner)]:.2f})")
    votes = heights["majority"][0]
    level = [GENRES[i] for i in np.flatnonzero(votes == votes.max())]
    tie = f" {' and '.join(level)} are level in votes." if len(level) > 1 else ""
    alt = f"{track} is {genre}: {', '.join(said)}.{tie}"
    return Frame(figure, alt, sound=y, heard=f"{track}, the beginning; is it {genre}?" if y is not None else "")

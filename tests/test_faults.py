"""Faults are found where they were put, and measures have the values that arithmetic gives them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gtzan_course.demo import compose, render
from gtzan_course.demo.damage import clip
from gtzan_course.faults import (
    Finding,
    ceiling_share,
    doubted,
    neighbour_pairs,
    pair_distances,
    precision_recall,
    unseen_probabilities,
)


def cloud(n: int, n_features: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, n_features))


def test_precision_and_recall_count_each_name_once() -> None:
    finding = precision_recall(["a", "b", "b", "c"], ["b", "c", "d", "e", "f"])
    assert finding == Finding(n_found=3, n_planted=5, n_right=2)
    assert finding.precision == pytest.approx(2 / 3)
    assert finding.recall == pytest.approx(2 / 5)
    assert str(finding) == "precision 2 of 3 (21% to 94%); recall 2 of 5 (12% to 77%)"


def test_nothing_found_is_no_error() -> None:
    finding = precision_recall([], ["a"])
    assert (finding.precision, finding.recall) == (0.0, 0.0)
    assert str(finding).startswith("precision 0 of 0; recall 0 of 1")


def test_distances_are_root_mean_squares_in_standard_deviations() -> None:
    x = np.array([[0.0, 5.0, 100.0], [2.0, 5.0, 300.0], [4.0, 5.0, 500.0]])
    sigma = np.array([np.std([0, 2, 4]), np.std([100, 300, 500])])
    distances = pair_distances(x)
    assert distances[0, 1] == pytest.approx(np.sqrt(np.sum((np.array([2, 200]) / sigma) ** 2) / 3))
    assert np.isinf(np.diag(distances)).all()
    np.testing.assert_array_equal(distances, distances.T)


def test_strangers_lie_about_the_root_of_two_apart() -> None:
    distances = pair_distances(cloud(200, 400))
    assert np.median(distances) == pytest.approx(np.sqrt(2), abs=0.02)


def test_units_do_not_matter() -> None:
    x = cloud(20, 5)
    np.testing.assert_allclose(pair_distances(x), pair_distances(1000 * x + 7), atol=1e-9)


def test_planted_copies_are_the_pairs_of_the_lowest_ratios() -> None:
    x = cloud(40, 60)
    x[30] = x[3]
    x[31] = x[4] + 0.05 * cloud(1, 60, seed=1)[0]
    pairs, ratios = neighbour_pairs(pair_distances(x))
    assert pairs[:2].tolist() == [[3, 30], [4, 31]]
    assert ratios[0] == 0
    assert 0 < ratios[1] < 0.2
    assert (ratios[2:] > 0.7).all()
    assert (np.diff(ratios) >= 0).all()


def test_an_album_is_no_repetition() -> None:
    """Ten songs that lie close together have neighbours at like distances; a copy among strangers has not."""
    album = 10 + 0.1 * cloud(10, 60)
    strangers = cloud(30, 60, seed=1)
    strangers[29] = strangers[0] + 0.3 * cloud(1, 60, seed=2)[0]
    x = np.concatenate([album, strangers])
    distances = pair_distances(x)
    pairs, ratios = neighbour_pairs(distances)
    assert pairs[ratios < 0.5].tolist() == [[10, 39]]
    assert distances[10, 39] > max(distances[i, j] for i, j in itertools.combinations(range(10), 2))


def test_pairs_are_each_others_nearest() -> None:
    distances = pair_distances(cloud(30, 4))
    pairs, ratios = neighbour_pairs(distances)
    for (i, j), ratio in zip(pairs, ratios, strict=True):
        assert distances[i].argmin() == j
        assert distances[j].argmin() == i
        assert ratio == pytest.approx(distances[i, j] / min(np.sort(distances[i])[1], np.sort(distances[j])[1]))


def test_three_copies_of_one_track_are_one_pair() -> None:
    """What the ratio cannot see: the third copy's neighbour has a nearer one."""
    x = cloud(20, 10)
    x[18] = x[19] = x[0]
    pairs, ratios = neighbour_pairs(pair_distances(x))
    assert ratios[0] == 0
    assert {0, 18, 19} >= set(pairs[0].tolist())


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: pair_distances(np.zeros((1, 3))), "two tracks"),
        (lambda: pair_distances(np.zeros(3)), "n_features"),
        (lambda: neighbour_pairs(np.zeros((2, 2))), "three tracks"),
    ],
)
def test_too_few_tracks_are_refused(call: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()  # type: ignore[operator]


def genres(n: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds apart from each other, and their labels."""
    labels = np.repeat([0, 1, 2], n)
    return cloud(3 * n, 8, seed) + 3 * np.eye(3, 8)[labels], labels


def test_planted_labels_are_doubted_first() -> None:
    x, true = genres()
    filed = true.copy()
    filed[[5, 50, 100]] = [1, 2, 0]
    probabilities = unseen_probabilities(x, filed)
    assert probabilities.shape == (120, 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert {5, 50, 100} <= set(doubted(probabilities, filed, 0.99)[:5])


def test_no_track_is_judged_by_who_learnt_it() -> None:
    """On noise, labels get what chance gives them; a classifier that had met the tracks would believe them."""
    x, labels = cloud(120, 200), np.repeat([0, 1, 2], 40)
    probabilities = unseen_probabilities(x, labels)
    assert np.mean(probabilities.argmax(axis=1) == labels) < 0.5


def test_groups_stay_in_one_fold() -> None:
    """A copy filed under the same wrong label would vouch for its twin."""
    x, true = genres()
    x, true = np.concatenate([x, x[:20]]), np.concatenate([true, true[:20]])
    filed = true.copy()
    filed[:20] = filed[120:] = 1
    groups = [*range(120), *range(20)]
    apart, together = unseen_probabilities(x, filed, groups=groups), unseen_probabilities(x, filed)
    assert apart[:20, 1].mean() < together[:20, 1].mean()


def test_doubted_lists_the_least_believed_first() -> None:
    probabilities = [[0.2, 0.8], [0.05, 0.95], [0.6, 0.4]]
    assert doubted(probabilities, [0, 0, 0], 0.3) == [1, 0]
    assert doubted(probabilities, [0, 0, 0], 0.01) == []


def test_a_sine_cut_at_half_its_height_is_flat_two_thirds_of_the_time() -> None:
    sine = np.sin(2 * np.pi * np.arange(30_000) / 300)
    assert ceiling_share(np.clip(sine, -0.5, 0.5)) == pytest.approx(2 / 3, abs=0.01)
    assert ceiling_share(0.01 * np.clip(sine, -0.5, 0.5)) == pytest.approx(2 / 3, abs=0.01)
    assert ceiling_share(sine) == pytest.approx(np.arccos(0.995) * 2 / np.pi, abs=0.005)
    assert ceiling_share(np.zeros(10)) == 0


def test_clipped_music_stands_out_by_its_share() -> None:
    y = render(compose("pop", seed=1, artist=0, track=0), n_samples=110_250)
    assert ceiling_share(y) < 0.001
    assert ceiling_share(clip(y, 0.02)) == pytest.approx(0.02, rel=0.1)

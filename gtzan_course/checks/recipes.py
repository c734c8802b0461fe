"""What the exercises of chapter 12 answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from gtzan_course.checks import Verdict, Wrong, answered, array, verdict
from gtzan_course.checks.told import named, whole
from gtzan_course.recipes import PUBLISHED, REVISED, Recipe

N_WINDOWS, SIZE = 300, 64
SIZES = [64, 64, 64, 64, 44]

EPOCH_MISTAKES = {
    (213, 13_632): "213 updates: 27,300 / 128 is 213.3, and the last batch counts, though it is short. Round up",
    (427, 27_300): "a whole pass in batches of 64. How many batches make an epoch was worked out with 128",
    (214, 27_300): "a whole pass, but 214 batches of 64 hold fewer windows than that",
    (214, 27_392): "214 batches of 128, but the batches that come hold 64",
    (427, 13_696): "the updates of a whole pass. Only 214 batches are asked for; the windows are right",
}
"""Updates and windows of the notebook's epoch, and how one comes to them by mistake."""


def batches(draw: Callable[[int, int, np.random.Generator], Any]) -> Verdict:
    """Check ``batches(n_windows, batch_size, rng)``: one pass in batches of windows from anywhere.

    Parameters
    ----------
    draw
        The reader's function: a list of arrays of places, int, from 0 to n_windows - 1.

    Returns
    -------
    Verdict
        Right, or what was shuffled instead.
    """

    def check() -> str:
        rng = np.random.default_rng(0)
        first = _batches(draw(N_WINDOWS, SIZE, rng))
        _hold_every_window_once(first)
        _are_mixed(first)
        if np.array_equal(np.concatenate(first), np.concatenate(_batches(draw(N_WINDOWS, SIZE, rng)))):
            raise Wrong("the second pass has the same batches as the first. Draw with the rng that you are given.")
        again = _batches(draw(N_WINDOWS, SIZE, np.random.default_rng(0)))
        if not np.array_equal(np.concatenate(first), np.concatenate(again)):
            raise Wrong("equal seeds give different batches. Draw with the rng that you are given, not with another.")
        if [len(batch) for batch in _batches(draw(128, 64, rng))] != [64, 64]:
            raise Wrong("right for 300 windows, but 128 in batches of 64 make two: no batch is empty.")
        return "each window once a pass, in company that changes from pass to pass."

    return verdict(check)


def _batches(answer: Any) -> list[npt.NDArray[np.int64]]:
    """Raise unless it is a list of arrays of whole numbers."""
    if not isinstance(answered(answer), list | tuple) or not all(np.ndim(batch) == 1 for batch in answer):
        raise Wrong(
            f"expected a list of arrays, one a batch, got {named(answer)}. Cut the order of a pass into pieces."
        )
    drawn = [np.asarray(batch) for batch in answer]
    if any(len(batch) and not np.issubdtype(batch.dtype, np.integer) for batch in drawn):
        raise Wrong("expected places as whole numbers, which index the windows. Take rng.permutation(n_windows).")
    return drawn


def _hold_every_window_once(drawn: list[npt.NDArray[np.int64]]) -> None:
    sizes = [len(batch) for batch in drawn]
    if sizes == SIZES[:-1]:
        raise Wrong("300 windows make four batches of 64 and one of 44, which is missing: a short batch is a batch.")
    if sizes != SIZES:
        raise Wrong(f"expected batches of {SIZES} windows, got {sizes[:6]}. Step through the order by batch_size.")
    n_different = len(np.unique(np.concatenate(drawn)))
    if n_different != N_WINDOWS:
        raise Wrong(
            f"a pass holds {n_different} different windows of 300, some of them twice. Draw without putting back."
        )
    if min(map(np.min, drawn)) != 0:
        raise Wrong("places are counted from 0 to n_windows - 1.")


def _are_mixed(drawn: list[npt.NDArray[np.int64]]) -> None:
    """Raise where batches hold neighbours."""
    neighbours = [bool(np.ptp(batch) == len(batch) - 1) for batch in drawn]
    if all(neighbours) and all(np.array_equal(batch, np.sort(batch)) for batch in drawn):
        if [int(batch[0]) for batch in drawn] == [0, 64, 128, 192, 256]:
            raise Wrong("nothing is shuffled: the first batch is 0 to 63. Do you use the order that you drew?")
        raise Wrong("the batches come in another order, but each holds neighbours: it is what Keras did by itself.")
    if all(neighbours):
        raise Wrong("windows change places within their batch, but it holds the same neighbours. Shuffle, then cut.")


def one_epoch(count: Callable[[int, int, int], Any]) -> Verdict:
    """Check ``one_epoch(n_windows, batch_size, announced)``: updates, and windows that are learnt from.

    Parameters
    ----------
    count
        The reader's function: two ints.

    Returns
    -------
    Verdict
        Right, or which of the two sizes was taken for the other.
    """

    def check() -> str:
        updates, windows = _counts(count(27_300, 64, 128))
        if (updates, windows) in EPOCH_MISTAKES:
            raise Wrong(f"for 27,300 windows you count {EPOCH_MISTAKES[updates, windows]}.")
        if (updates, windows) != (214, 13_696):
            raise Wrong(
                f"27,300 / 128, rounded up, is 214 batches of 64: expected 13,696 windows, got {updates, windows}."
            )
        if _counts(count(27_300, 128, 128)) != (214, 27_300):
            raise Wrong("right for 64, but with 128 as announced the last batch is short: no more than n_windows come.")
        if _counts(count(1_000, 50, 100)) != (10, 500):
            raise Wrong("right for 27,300 windows, but 1,000 in batches of 50, announced as 100, make 10 and 500.")
        return "214 updates either way, from half of the windows or from all of them."

    return verdict(check)


def _counts(answer: Any) -> tuple[int, int]:
    """Raise unless it is two whole numbers."""
    hint = "Return updates, windows."
    updates, windows = array(answer, shape=(2,), what="two counts", hint=hint)
    if not all(whole(part) for part in answer):
        raise Wrong(f"expected two whole numbers, got {named(answer)}. Round updates up, with // or math.ceil.")
    return int(updates), int(windows)


def fair(change: Callable[[Recipe], Any]) -> Verdict:
    """Check ``fair(recipe)``: the best epoch is kept, and a validation part says which it is.

    Parameters
    ----------
    change
        The reader's function: a recipe from a recipe.

    Returns
    -------
    Verdict
        Right, or what the test set still decides, or what else has changed.
    """

    def check() -> str:
        recipe = answered(change(PUBLISHED))
        if not isinstance(recipe, Recipe):
            raise Wrong(f"expected a Recipe, got {named(recipe)}. Return replace(recipe, ...).")
        if recipe.decided_by_test:
            decided = " and the ".join(recipe.decided_by_test)
            raise Wrong(f"the test set still decides the {decided}. Who is watched says who decides.")
        if recipe.kept != "best":
            raise Wrong("nothing is decided by the test set, but the last epoch's weights predict: keep the best.")
        others = {name for name, value in asdict(recipe).items() if value != asdict(PUBLISHED)[name]}
        if others != {"watched", "kept"}:
            raise Wrong(
                f"you changed {', '.join(sorted(others - {'watched', 'kept'}))} as well. Two fields are enough."
            )
        if change(REVISED) != REVISED:
            raise Wrong("the revised recipe is fair already, and yours changes it. Change the recipe that is given.")
        return "a validation part drives the learning rate and chooses the epoch; the test set tests."

    return verdict(check)

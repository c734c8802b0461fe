"""Tests of the resampling by a filter of our own: tones, lengths, blocks, and scipy's own filter design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from gtzan_course.resampling import KAISER_BEST, KaiserSinc, resample_blocks

FINE = replace(KAISER_BEST, table=2**30)
"""The same filter, read from a table so fine that nothing is rounded: what theory says holds to the last digit."""


def resampled(y: npt.NDArray[np.float32], sr: int, target_sr: int, **kernel: KaiserSinc) -> npt.NDArray[np.float32]:
    return np.concatenate(list(resample_blocks([y], sr, target_sr, **kernel)))


def tone(frequency: float, sr: int, seconds: float = 1.0) -> npt.NDArray[np.float32]:
    return np.sin(2 * np.pi * frequency * np.arange(round(seconds * sr)) / sr).astype(np.float32)


@pytest.mark.parametrize("sr", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_tone_stays_the_same_tone_in_place(sr: int) -> None:
    y = resampled(tone(1_000, sr), sr, 16_000, kernel=FINE)
    assert y.dtype == np.float32
    assert len(y) == 16_000
    expected = tone(1_000, 16_000)
    assert np.abs(y - expected)[200:-200].max() < 1e-4


def test_what_lies_above_half_the_new_rate_is_gone() -> None:
    y = resampled(tone(9_000, 44_100), 44_100, 16_000, kernel=FINE)
    assert np.abs(y[200:-200]).max() < 1e-4


def test_a_tone_just_below_the_edge_passes() -> None:
    """7,000 Hz of 8,000: nearer than the edge's half width, 7,580 Hz less 420."""
    y = resampled(tone(7_000, 44_100), 44_100, 16_000, kernel=FINE)
    assert np.abs(y[200:-200] - tone(7_000, 16_000)[200:-200]).max() < 2e-3


@pytest.mark.parametrize("sizes", [[1], [7, 440, 441, 20_000], [50_000]])
@pytest.mark.parametrize(("sr", "target_sr"), [(22_050, 16_000), (44_100, 22_050), (8_000, 16_000)])
def test_blocks_make_no_difference(sizes: list[int], sr: int, target_sr: int) -> None:
    y = np.random.default_rng(0).normal(size=3_000 if sizes == [1] else 30_001).astype(np.float32)
    cuts = np.cumsum(sizes * (len(y) // sum(sizes)))
    pieces = list(resample_blocks(np.split(y, cuts), sr, target_sr))
    np.testing.assert_allclose(np.concatenate(pieces), resampled(y, sr, target_sr), atol=1e-6)


@pytest.mark.parametrize("n", [0, 1, 440, 441, 442, 12_345])
def test_lengths(n: int) -> None:
    assert len(resampled(np.ones(n, np.float32), 22_050, 16_000)) == -(-n * 320 // 441)


def test_the_same_rate_changes_nothing() -> None:
    y = np.random.default_rng(1).normal(size=5_000).astype(np.float32)
    kernel = replace(KAISER_BEST, rolloff=1.0)
    np.testing.assert_allclose(resampled(y, 16_000, 16_000, kernel=kernel), y, atol=1e-6)


def test_rates_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="positive sample rates, got 0 and 16000"):
        list(resample_blocks([], 0, 16_000))


def test_the_old_tables_rounding_is_kept() -> None:
    """At 22,050 Hz a step of 371.52 values became 371: the sound comes out 0.14 % louder."""
    y = resampled(np.ones(22_050, np.float32), 22_050, 16_000)
    assert y[8_000] == pytest.approx(371.52 / 371, abs=1e-4)

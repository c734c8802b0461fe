"""Windows: counted by hand, and by every length that hypothesis thinks of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH, count_windows, slice_windows, window_starts


def test_a_track_has_39_windows_and_the_last_ends_with_it() -> None:
    y = np.arange(660_000, dtype=np.float32)
    windows = slice_windows(y)
    assert windows.shape == (39, 33_000)
    assert windows.dtype == np.float32
    assert windows[0, 0] == 0
    assert windows[1, 0] == 16_500
    assert windows[-1, -1] == 659_999
    assert count_windows(660_000) == 39


def test_neighbours_share_half() -> None:
    windows = slice_windows(np.random.default_rng(0).normal(size=660_000))
    np.testing.assert_array_equal(windows[:-1, 16_500:], windows[1:, :16_500])


def test_windows_are_a_view_that_cannot_be_written() -> None:
    y = np.zeros(660_000, np.float32)
    windows = slice_windows(y)
    assert np.shares_memory(windows, y)
    with pytest.raises(ValueError, match="read-only"):
        windows[0, 0] = 1.0
    y[40_000] = 7.0
    assert windows[1, 40_000 - 16_500] == windows[2, 40_000 - 33_000] == 7.0


@given(st.integers(1, 300), st.integers(1, 40), st.integers(1, 60))
def test_no_sample_is_moved_and_no_full_window_lost(n_samples: int, length: int, hop: int) -> None:
    starts = [start for start in range(0, n_samples, hop) if start + length <= n_samples]
    assert count_windows(n_samples, window_length=length, window_hop=hop) == len(starts)
    y = np.arange(n_samples)
    if not starts:
        with pytest.raises(ValueError, match="at least one window"):
            slice_windows(y, window_length=length, window_hop=hop)
        return
    windows = slice_windows(y, window_length=length, window_hop=hop)
    assert windows.shape == (len(starts), length)
    for start, window in zip(starts, windows, strict=True):
        np.testing.assert_array_equal(window, y[start : start + length])


@pytest.mark.parametrize(
    ("n_samples", "n_windows"),
    [(0, 0), (32_999, 0), (33_000, 1), (49_499, 1), (49_500, 2), (659_999, 38), (661_794, 39), (676_500, 40)],
)
def test_counts_at_the_edges(n_samples: int, n_windows: int) -> None:
    assert count_windows(n_samples) == n_windows


@pytest.mark.parametrize("options", [{"window_length": 0}, {"window_hop": 0}, {"window_hop": -1}])
def test_lengths_and_hops_are_positive(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        count_windows(100_000, **options)
    with pytest.raises(ValueError, match="positive"):
        slice_windows(np.zeros(100_000), **options)


def test_what_is_not_a_mono_waveform_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got shape \(2, 660000\)"):
        slice_windows(np.zeros((2, 660_000), np.float32))
    with pytest.raises(ValueError, match="33,000 samples, got 32,999"):
        slice_windows(np.zeros(32_999, np.float32))


def test_starts_are_seconds() -> None:
    starts = window_starts(39)
    assert starts[0] == 0
    assert starts[1] == pytest.approx(0.7482993)
    assert starts[-1] + WINDOW_LENGTH / 22_050 == pytest.approx(660_000 / 22_050)
    np.testing.assert_allclose(window_starts(3, window_hop=100, sr=1000), [0, 0.1, 0.2])
    assert WINDOW_HOP * 2 == WINDOW_LENGTH

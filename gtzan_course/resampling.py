"""Bring sound to another sample rate by a filter that is written down (chapter 14).

What a network has learnt from was resampled by somebody's filter, and a network notices another one: musicnn's
activations move by up to 0.3. So its filter is built anew here, a sinc under a Kaiser window; the page that
classifies in the browser uses the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, gcd

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class KaiserSinc:
    """A low-pass filter for resampling.

    Attributes
    ----------
    zeros
        Its length to either side, in samples of the lower of the two rates.
    rolloff
        Where it begins to cut, as a share of half of the lower rate.
    beta
        Kaiser's window's shape: the larger, the less passes above, and the wider the edge.
    table
        How many values a sample of the lower rate had in the table that the filter was read from; steps of whole
        samples were rounded down to it.
    """

    zeros: int
    rolloff: float
    beta: float
    table: int


KAISER_BEST = KaiserSinc(zeros=64, rolloff=0.9475937167399596, beta=14.769656459379492, table=512)
"""The filter ``kaiser_best`` of resampy before version 0.4, librosa's default from 2015 to 2022 (McFee 2016)."""


def resample_blocks(
    blocks: Iterable[npt.NDArray[np.float32]], sr: int, target_sr: int, *, kernel: KaiserSinc = KAISER_BEST
) -> Iterator[npt.NDArray[np.float32]]:
    """Resample consecutive blocks of a sound, as if they were one.

    Parameters
    ----------
    blocks : iterable of ndarray of shape (n_samples,), float32
        Consecutive pieces of a mono waveform, of any lengths.
    sr, target_sr
        Its sample rate and the one wanted, in Hz.
    kernel
        The filter.

    Yields
    ------
    ndarray of shape (n_samples,), float32
        The next piece at the rate wanted; all pieces together have ``ceil(n * target_sr / sr)`` samples, the first
        at the time of the first that came in. Beyond its ends the sound counts as silent.

    Raises
    ------
    ValueError
        A rate is not positive.

    Examples
    --------
    >>> pieces = resample_blocks([np.ones(441, np.float32)], 22_050, 16_000)
    >>> sum(map(len, pieces))
    320
    """
    if sr < 1 or target_sr < 1:
        raise ValueError(f"Expected positive sample rates, got {sr} and {target_sr} Hz.")
    up, down = target_sr // gcd(sr, target_sr), sr // gcd(sr, target_sr)
    taps = _taps(up, down, kernel)
    reach = ceil(len(taps) / (2 * up * down)) * down  # what a sample depends on to either side, in whole steps
    x = np.zeros(reach, np.float32)
    for block in blocks:
        x = np.concatenate([x, block])
        n_steps = (len(x) - 2 * reach) // down
        if n_steps > 0:
            yield _between(x[: 2 * reach + n_steps * down], up, down, taps, reach)
            x = x[n_steps * down :]
    n_left = ceil((len(x) - reach) * up / down)
    yield _between(np.concatenate([x, np.zeros(reach, np.float32)]), up, down, taps, reach)[:n_left]


def _between(
    x: npt.NDArray[np.float32], up: int, down: int, taps: npt.NDArray[np.float64], reach: int
) -> npt.NDArray[np.float32]:
    """Resample what lies between the first and the last ``reach`` samples."""
    from scipy.signal import resample_poly

    edge = reach * up // down
    y = resample_poly(x, up, down, window=taps.astype(np.float32))
    return np.asarray(y[edge : len(y) - edge], dtype=np.float32)


@lru_cache(maxsize=4)
def _taps(up: int, down: int, kernel: KaiserSinc) -> npt.NDArray[np.float64]:
    """The filter's values at ``up`` times the sample rate that comes in; they sum to 1, or nearly."""
    reach = kernel.zeros * max(up, down)
    samples, rest = np.divmod(
        np.abs(np.arange(-reach, reach + 1)), up
    )  # distance in whole samples that come in, and rest
    scale = min(1.0, up / down)
    t = samples * np.floor(scale * kernel.table) / kernel.table + rest / up * scale
    window = np.i0(kernel.beta * np.sqrt(np.maximum(1 - (t / kernel.zeros) ** 2, 0))) / np.i0(kernel.beta)
    taps = kernel.rolloff * np.sinc(kernel.rolloff * t) * window
    return np.asarray(taps * scale / up)

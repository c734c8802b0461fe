"""Sound for the page: players that need no kernel (every chapter).

The sound lies in the page itself, as MP3: a tenth of the size of a WAV, and the same bytes on every run.
"""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE

if TYPE_CHECKING:
    from IPython.display import HTML


def audio(y: npt.NDArray[np.floating], *, alt: str, sr: int = SAMPLE_RATE) -> HTML:
    """Show a player for a sound.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform; what exceeds [-1, 1] is scaled down as a whole.
    alt
        What one hears, for who cannot see or play it.
    sr
        Sample rate, in Hz.

    Returns
    -------
    IPython.display.HTML
        A labelled ``<audio>`` element that holds the sound.

    Raises
    ------
    ValueError
        ``y`` is empty, not one-dimensional or not finite, or ``alt`` says too little.
    """
    from IPython.display import HTML

    if len(alt) < 25:
        raise ValueError(f"Expected alt to say what one hears, in 25 characters or more, got {alt!r}.")
    data = base64.b64encode(mp3(y, sr=sr)).decode()
    label = html.escape(alt, quote=True)
    return HTML(  # type: ignore[no-untyped-call]
        f'<figure class="player"><audio controls preload="none" aria-label="{label}" '
        f'src="data:audio/mpeg;base64,{data}"></audio><figcaption>{html.escape(alt)}</figcaption></figure>'
    )


def mp3(y: npt.NDArray[np.floating], *, sr: int = SAMPLE_RATE) -> bytes:
    """Encode a sound as MP3.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform.
    sr
        Sample rate, in Hz.

    Returns
    -------
    bytes
        An MP3 file, the same for the same samples.

    Raises
    ------
    ValueError
        ``y`` is empty, not one-dimensional or not finite.
    """
    import soundfile

    y = np.asarray(y, dtype=np.float32)
    if y.ndim != 1 or len(y) == 0 or not np.isfinite(y).all():
        raise ValueError(f"Expected a finite mono waveform of shape (n_samples,), got shape {y.shape}.")
    buffer = io.BytesIO()
    soundfile.write(buffer, y / max(1.0, float(np.abs(y).max())), sr, format="MP3", subtype="MPEG_LAYER_III")
    return buffer.getvalue()

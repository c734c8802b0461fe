"""Sound and pictures for the page: players that need no kernel (every chapter).

Sounds lie in the notebook itself, as MP3: a tenth of the size of a WAV, and the same bytes on every run. Pictures that
belong to a sound are WebP.
"""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.plots import STYLE

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.figure import Figure

MIN_WORDS = 25
DPI = 110


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

    return HTML(sound(y, heard=alt, sr=sr))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Card:
    """A sound, and its picture above it.

    Attributes
    ----------
    title
        What it is, in a word or two.
    y : ndarray of shape (n_samples,)
        A mono waveform; what exceeds [-1, 1] is scaled down as a whole.
    heard
        What one hears.
    figure
        The picture, if there is one.
    seen
        What the picture shows, for who cannot see it.
    """

    title: str
    y: npt.NDArray[np.floating]
    heard: str
    figure: Figure | None = None
    seen: str = ""


def gallery(*cards: Card, sr: int = SAMPLE_RATE) -> HTML:
    """Show sounds side by side, each beneath its picture.

    Parameters
    ----------
    *cards
        The sounds, in order.
    sr
        Their sample rate, in Hz.

    Returns
    -------
    IPython.display.HTML
        As many columns as the page has room for.

    Raises
    ------
    ValueError
        A sound is not a finite mono waveform, or a sound or a picture is hardly described.
    """
    from IPython.display import HTML

    shown = "".join(
        f'<div class="card"><strong>{html.escape(card.title)}</strong>'
        f"{image(card.figure, seen=card.seen) if card.figure else ''}{sound(card.y, heard=card.heard, sr=sr)}</div>"
        for card in cards
    )
    columns = "display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr))"
    return HTML(f'<div class="gallery" style="{columns}">{shown}</div>')  # type: ignore[no-untyped-call]


def sound(y: npt.NDArray[np.floating], *, heard: str, sr: int = SAMPLE_RATE) -> str:
    """Write a player for a sound, with what one hears beneath it.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        A mono waveform; what exceeds [-1, 1] is scaled down as a whole.
    heard
        What one hears.
    sr
        Sample rate, in Hz.

    Returns
    -------
    str
        HTML that holds the sound.

    Raises
    ------
    ValueError
        ``y`` is empty, not one-dimensional or not finite, or ``heard`` says too little.
    """
    label = html.escape(_said(heard))
    return (
        f'<figure class="player"><audio controls preload="none" aria-label="{label}" '
        f'src="{data_uri(mp3(y, sr=sr), "audio/mpeg")}"></audio><figcaption>{label}</figcaption></figure>'
    )


def webp(figure: Figure) -> bytes:
    """Save a picture as WebP, a fifth of the size of a PNG.

    Parameters
    ----------
    figure
        Any matplotlib figure.

    Returns
    -------
    bytes
        A WebP file, the same for the same picture.
    """
    import matplotlib.style

    buffer = io.BytesIO()
    with matplotlib.style.context(STYLE):  # colours such as "C0" are looked up when they are painted
        figure.savefig(buffer, format="webp", dpi=DPI, pil_kwargs={"quality": 82})
    return buffer.getvalue()


def image(figure: Figure, *, seen: str) -> str:
    """Write a picture into the page.

    Parameters
    ----------
    figure
        Any matplotlib figure.
    seen
        What it shows, for who cannot see it.

    Returns
    -------
    str
        HTML that holds the picture.

    Raises
    ------
    ValueError
        ``seen`` says too little.
    """
    return (
        f'<img alt="{html.escape(_said(seen))}" loading="lazy" style="max-width:100%" '
        f'src="{data_uri(webp(figure), "image/webp")}">'
    )


def data_uri(content: bytes, kind: str) -> str:
    """Write a file as an address that holds it.

    Parameters
    ----------
    content
        The file.
    kind
        Its media type, such as ``audio/mpeg``.

    Returns
    -------
    str
        What ``src`` takes.

    Examples
    --------
    >>> data_uri(b"sound", "audio/mpeg")
    'data:audio/mpeg;base64,c291bmQ='
    """
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _said(words: str) -> str:
    """Give back words that describe; refuse those that hardly do."""
    if len(words) < MIN_WORDS:
        raise ValueError(f"Expected a description of {MIN_WORDS} characters or more, got {words!r}.")
    return words


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

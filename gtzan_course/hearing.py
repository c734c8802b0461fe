"""How a model wants its sound: at which rate, in windows of which length."""

from __future__ import annotations

from dataclasses import dataclass

from gtzan_course.audio import SAMPLE_RATE
from gtzan_course.resampling import KaiserSinc
from gtzan_course.windows import WINDOW_HOP, WINDOW_LENGTH


@dataclass(frozen=True)
class Hearing:
    """What is done to a track before a model gets it.

    Attributes
    ----------
    sample_rate
        In Hz.
    window_length, window_hop
        Length of a window and distance between the starts of two, in samples.
    lead
        Zeros before the first sample.
    kernel
        The filter that resamples; None for soxr's, which librosa uses.
    """

    sample_rate: int = SAMPLE_RATE
    window_length: int = WINDOW_LENGTH
    window_hop: int = WINDOW_HOP
    lead: int = 0
    kernel: KaiserSinc | None = None


COURSE = Hearing()
"""As the course's own networks have learnt: 22,050 Hz, 33,000 samples, each window half the one before."""

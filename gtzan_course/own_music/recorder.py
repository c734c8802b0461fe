"""A button that records from the microphone of the reader's own machine."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Recorder(anywidget.AnyWidget):
    """Record up to a minute of sound.

    The browser records, not the machine on which the kernel runs. On Colab, custom widgets must be allowed first:
    ``enable_custom_widget_manager()`` of ``google.colab.output``.

    Attributes
    ----------
    file
        The last recording, a mono WAV file of 16 bits; empty until there is one.
    """

    _esm = Path(__file__).parent / "recorder.js"
    file = traitlets.CBytes(b"").tag(sync=True)

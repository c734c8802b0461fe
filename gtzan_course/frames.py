"""Pictures that answer to a slider, on a page without a kernel (every chapter).

A slider on a printed page moves nothing: no Python runs behind it. So every picture that the slider can ask for is
drawn beforehand, and the slider only chooses. An `Interactive` says what is drawn and from which values; `show` turns
it into HTML for the page, and `gtzan_course.widgets.live` into a widget for those who have a kernel.
"""

from __future__ import annotations

import html
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gtzan_course import players
from gtzan_course.plots import STYLE

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.figure import Figure

CHOOSE = """
const sliders = [...this.querySelectorAll("input[type=range]")];
for (const slider of sliders) {
  const value = JSON.parse(slider.dataset.values)[slider.value];
  slider.setAttribute("aria-valuetext", value);
  slider.parentElement.querySelector("output").value = value;
}
const at = sliders.map((slider) => slider.value).join(" ");
for (const frame of this.querySelectorAll("[data-at]")) {
  frame.hidden = frame.dataset.at !== at;
  if (frame.hidden) frame.querySelectorAll("audio").forEach((audio) => audio.pause());
}
"""
"""What the page does when a slider moves: show the frame that lies at the sliders' places, hide the others."""


@dataclass(frozen=True)
class Slider:
    """One thing that the reader can turn.

    Attributes
    ----------
    name
        The keyword of the drawing function.
    label
        What it is, with its unit.
    values
        What it can be, from left to right; two to twelve numbers or words.
    start
        The place in ``values``, from 0, where it stands at first.
    """

    name: str
    label: str
    values: tuple[float | str, ...]
    start: int = 0

    def __post_init__(self) -> None:
        """Refuse a slider that cannot move or cannot be read."""
        if not 2 <= len(self.values) <= 12 or not 0 <= self.start < len(self.values):
            raise ValueError(
                f"Expected 2 to 12 values and a start among them for slider {self.name!r}, "
                f"got {len(self.values)} and start {self.start}."
            )

    def texts(self) -> list[str]:
        """How its values are written."""
        return [value if isinstance(value, str) else f"{value:,}" for value in self.values]


@dataclass(frozen=True)
class Frame:
    """What one position of the sliders shows.

    Attributes
    ----------
    figure
        The picture, from `plots.figure`.
    alt
        What this picture shows, for who cannot see it.
    sound : ndarray of shape (n_samples,), optional
        What is played beside it, mono, at 22,050 Hz.
    heard
        What one hears, when there is a sound.
    """

    figure: Figure
    alt: str
    sound: npt.NDArray[np.floating] | None = None
    heard: str = ""

    def inside(self) -> str:
        """Give the picture and its player as HTML."""
        player = "" if self.sound is None else players.sound(self.sound, heard=self.heard)
        return players.image(self.figure, seen=self.alt) + player


@dataclass(frozen=True)
class Interactive:
    """A drawing and the sliders that it answers to.

    Attributes
    ----------
    title
        What the sliders let one try, in a few words.
    draw
        Takes the sliders' names as keywords and gives a `Frame`.
    sliders
        One or two.
    """

    title: str
    draw: Callable[..., Frame]
    sliders: tuple[Slider, ...]

    def at(self, **values: Any) -> Frame:
        """Draw one frame in the course's style.

        Parameters
        ----------
        **values
            One of its values for each slider, by name.

        Returns
        -------
        Frame
            What is shown there.

        Raises
        ------
        ValueError
            A name or a value is none of the sliders'.
        """
        import matplotlib.style

        known = {slider.name: slider.values for slider in self.sliders}
        if values.keys() != known.keys() or any(value not in known[name] for name, value in values.items()):
            raise ValueError(f"Expected one value for each slider out of {known}, got {values}.")
        with matplotlib.style.context(STYLE):
            return self.draw(**values)

    def places(self) -> Iterator[tuple[int, ...]]:
        """Every position of the sliders, as places in their values."""
        return itertools.product(*(range(len(slider.values)) for slider in self.sliders))

    def frame(self, place: tuple[int, ...]) -> Frame:
        """Draw the frame at a position of the sliders.

        Parameters
        ----------
        place
            The place of each slider's value.

        Returns
        -------
        Frame
            What is shown there.
        """
        return self.at(**{slider.name: slider.values[i] for slider, i in zip(self.sliders, place, strict=True)})


def show(interactive: Interactive) -> HTML:
    """Draw every frame beforehand, and show them with sliders that need no kernel.

    Parameters
    ----------
    interactive
        What to draw, and the sliders.

    Returns
    -------
    IPython.display.HTML
        Sliders and pictures; without scripts, the first picture.
    """
    from IPython.display import HTML

    start = tuple(slider.start for slider in interactive.sliders)
    controls = "".join(_control(slider) for slider in interactive.sliders)
    frames = "".join(
        f'<div data-at="{" ".join(map(str, place))}"{"" if place == start else " hidden"}>'
        f"{interactive.frame(place).inside()}</div>"
        for place in interactive.places()
    )
    title = html.escape(interactive.title)
    return HTML(  # type: ignore[no-untyped-call]
        f'<figure class="frames" role="group" aria-label="{title}" oninput="{html.escape(CHOOSE)}">'
        f'<div class="sliders">{controls}</div><div class="stack" aria-live="polite">{frames}</div>'
        f"<figcaption>{title}</figcaption></figure>"
    )


def _control(slider: Slider) -> str:
    texts = slider.texts()
    values = html.escape(json.dumps(texts, ensure_ascii=False))
    return (
        f'<label><span class="name">{html.escape(slider.label)}</span> <input type="range" min="0" '
        f'max="{len(texts) - 1}" value="{slider.start}" autocomplete="off" data-values="{values}" '
        f'aria-label="{html.escape(slider.label)}" aria-valuetext="{html.escape(texts[slider.start])}"> '
        f"<output>{html.escape(texts[slider.start])}</output></label>"
    )

"""The interactives as live widgets, for who has a kernel (every chapter).

Nothing is computed here: `live` puts sliders before the same drawing functions that `gtzan_course.frames` draws the
page's pictures with. It works with ipywidgets 7.7, which Colab has, and with 8.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from gtzan_course import players
from gtzan_course.frames import Interactive

if TYPE_CHECKING:
    from ipywidgets import VBox


def live(interactive: Interactive) -> VBox:
    """Show an interactive with sliders that draw as they move.

    Parameters
    ----------
    interactive
        What to draw, and the sliders.

    Returns
    -------
    ipywidgets.VBox
        The sliders, the picture, and what belongs to it as a player or in words.
    """
    import ipywidgets

    sliders = {
        slider.name: ipywidgets.SelectionSlider(
            options=list(zip(slider.texts(), slider.values, strict=True)),
            value=slider.values[slider.start],
            description=slider.label,
            continuous_update=False,
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(width="95%", max_width="40rem"),
        )
        for slider in interactive.sliders
    }
    picture = ipywidgets.Image(format="webp", layout=ipywidgets.Layout(max_width="100%"))
    told = ipywidgets.HTML()

    def update(change: object = None) -> None:
        picture.value, told.value = shown(interactive, **{name: slider.value for name, slider in sliders.items()})

    for slider in sliders.values():
        slider.observe(update, names="value")
    update()
    return ipywidgets.VBox([ipywidgets.HTML(f"<strong>{interactive.title}</strong>"), *sliders.values(), picture, told])


def shown(interactive: Interactive, **values: Any) -> tuple[bytes, str]:
    """Give what a position of the sliders shows.

    Parameters
    ----------
    interactive
        What to draw.
    **values
        One of its values for each slider, by name.

    Returns
    -------
    picture : bytes
        A WebP file.
    told : str
        HTML: a player if there is a sound, else what the picture shows, in words.

    Raises
    ------
    ValueError
        A name or a value is none of the sliders'.
    """
    frame = interactive.at(**values)
    if frame.sound is None:
        return players.webp(frame.figure), html.escape(frame.alt)
    return players.webp(frame.figure), players.sound(frame.sound, heard=frame.heard)

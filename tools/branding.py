"""The book's name beside its logo; Sphinx loads this module as an extension.

The theme's options cannot be set in `_config.yml` without losing those that Jupyter Book sets itself.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config


def _name_beside_logo(app: Sphinx, config: Config) -> None:
    config.html_theme_options["logo"] = {"text": config.html_title}


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what to call."""
    app.connect("config-inited", _name_beside_logo)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

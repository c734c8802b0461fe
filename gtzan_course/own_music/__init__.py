"""Name the genre of the reader's own music in a notebook: choose a file, or record (chapter 13).

Needs a kernel. Works with ipywidgets 7.7, which Colab has, and with 8; what they call an upload differs.
"""

from __future__ import annotations

import html
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtzan_course import players
from gtzan_course.classification import Classification, classify
from gtzan_course.interactives.voting import votes_and_shares
from gtzan_course.plots import STYLE

if TYPE_CHECKING:
    from ipywidgets import VBox

HINT = (
    "Choose an audio file (WAV, FLAC, OGG, MP3, up to 10 MB), or record what plays in your room, for ten seconds or "
    "more. What is larger goes by its path: <code>print(classify('song.wav'))</code>."
)
"""A notebook's server closes the connection to the kernel when a message exceeds 10 MiB."""


def live(*, model: str | Path | None = None) -> VBox:
    """Show a widget that names the genre of an uploaded file or of a recording.

    Parameters
    ----------
    model
        As for `classification.classify`.

    Returns
    -------
    ipywidgets.VBox
        A button for each way, the answer in words, and each window's vote.
    """
    import ipywidgets

    from gtzan_course.own_music.recorder import Recorder

    upload = ipywidgets.FileUpload(accept="audio/*", multiple=False, description="Choose a song")
    recorder = Recorder()
    told = ipywidgets.HTML()
    picture = ipywidgets.Image(format="webp", layout=ipywidgets.Layout(display="none", max_width="100%"))

    def answer(name: str, content: bytes) -> None:
        told.value = f"<p>Listening to {html.escape(name)} …</p>"
        picture.layout.display = "none"
        votes, told.value = answered(name, content, model=model)
        if votes:
            picture.value, picture.layout.display = votes, "block"

    def chosen(change: Any) -> None:
        for name, content in uploaded(change["new"]):
            answer(name, content)

    upload.observe(chosen, names="value")
    recorder.observe(lambda change: answer("your recording", change["new"]), names="file")
    return ipywidgets.VBox([ipywidgets.HTML(HINT), ipywidgets.HBox([upload, recorder]), told, picture])


def uploaded(value: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> list[tuple[str, bytes]]:
    """Read what was uploaded.

    Parameters
    ----------
    value
        The value of an ``ipywidgets.FileUpload``: a mapping from names in version 7, a tuple of mappings in 8.

    Returns
    -------
    list of (str, bytes)
        Each file's name and content.

    Examples
    --------
    >>> uploaded({"a.wav": {"metadata": {"name": "a.wav"}, "content": b"RIFF"}})
    [('a.wav', b'RIFF')]
    >>> uploaded(({"name": "a.wav", "type": "audio/wav", "content": memoryview(b"RIFF")},))
    [('a.wav', b'RIFF')]
    """
    if isinstance(value, Mapping):
        return [(name, bytes(file["content"])) for name, file in value.items()]
    return [(str(file["name"]), bytes(file["content"])) for file in value]


def answered(name: str, content: bytes, *, model: str | Path | None = None) -> tuple[bytes, str]:
    """Classify a file's content, and say how it went.

    Parameters
    ----------
    name
        What the file is called; its ending tells the format where the content does not.
    content
        The file.
    model
        As for `classification.classify`.

    Returns
    -------
    votes : bytes
        A WebP picture of the windows' votes; empty if the file could not be judged.
    told : str
        HTML: what `classification.Classification` says, after any warning; or what is wrong with the file.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        path = Path(folder) / f"song{Path(name).suffix}"
        path.write_bytes(content)
        try:
            heard = classify(path, model=model)
        except (ValueError, OSError) as error:
            return b"", f'<p role="alert">{_of(name, path, str(error))}</p>'
    warned = dict.fromkeys(str(warning.message) for warning in caught if warning.category is UserWarning)
    said = "".join(f"<p>{_of(name, path, text)}</p>" for text in warned)
    return _picture(heard), f"<p><strong>{html.escape(name)}</strong></p>{said}<pre>{html.escape(str(heard))}</pre>"


def _picture(heard: Classification) -> bytes:
    import matplotlib.style

    with matplotlib.style.context(STYLE):
        return players.webp(votes_and_shares(heard.probabilities))


def _of(name: str, path: Path, message: str) -> str:
    """A message on one line, about the file as the reader knows it."""
    return html.escape(" ".join(message.replace(str(path), name).split()))

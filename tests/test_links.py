"""The gate of links, on folders made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from links import broken_links


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ('<a href="chapters/01.html#two">on</a>', ""),
        ('<a href="chapters/">on</a>', ""),
        ('<a href="#top">up</a>', ""),
        ('<a href="chapters/01.html?v=1#M%C3%A4rz">on</a>', ""),
        ('<a href="https://example.org/lost#lost">away</a>', ""),
        ('<a href="chapters/02.html">on</a>', "no such file"),
        ('<a href="chapters/01.html#three">on</a>', "nothing of this name"),
        ('<a href="#bottom">down</a>', "nothing of this name"),
        ('<a href="/chapters/01.html">on</a>', "the host's root"),
        ('<a href="../other/01.html">on</a>', "leaves the book's folder"),
        ('<a href="">on</a>', "empty"),
        ('<img src="lost.png">', "no such file"),
        ('<img src="a.png" srcset="a.png 1x, lost.png 2x">', "no such file"),
        ('<audio src="lost.mp3"></audio>', "no such file"),
        ('<script src="lost.js"></script>', "no such file"),
        ('<link rel="stylesheet" href="style.css?v=1">', "url() leads to 'lost.woff2'"),
    ],
)
def test_what_leads_nowhere_is_named(tmp_path: Path, element: str, words: str) -> None:
    html = tmp_path / "html"
    (html / "chapters").mkdir(parents=True)
    (html / "a.png").touch()
    (html / "style.css").write_text("a { src: url('a.png'), url(data:font/woff2;base64,AA), url(lost.woff2) }")
    (html / "chapters" / "01.html").write_text('<a href="../index.html#top"></a><h2 id="two"></h2><p id="März"></p>')
    (html / "chapters" / "index.html").write_text("<p></p>")
    (html / "index.html").write_text(f'<h1 id="top"></h1>{element}')
    complaints = broken_links(html)
    assert len(complaints) == bool(words), complaints
    assert all(words in complaint for complaint in complaints)

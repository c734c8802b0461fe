"""Every address in the built book that leads to the book itself, held against the files that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

ATTRIBUTES = ("href", "src", "poster", "data", "data-src", "action")
IN_STYLE = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")


def pages(html: Path) -> list[Path]:
    """All pages of the book; not the theme's own pieces of pages."""
    return sorted(path for path in html.rglob("*.html") if "_static" not in path.relative_to(html).parts)


def broken_links(html: Path) -> list[str]:
    """What each page, and each style that a page loads, leads to and is not there."""
    read = cache(_read)
    complaints: dict[str, None] = {}
    for page in pages(html):
        soup, _ = read(page)
        for element, address in _addresses(soup):
            wrong = _wrong(address, page, html, read)
            if wrong:
                complaints[f"{page.relative_to(html)}: {element} leads to {address!r}: {wrong}"] = None
            elif element == "link" and urlsplit(address).path.endswith(".css"):
                complaints |= dict.fromkeys(_broken_style(_target(address, page), html, read))
    return list(complaints)


def _broken_style(style: Path, html: Path, read) -> Iterator[str]:
    for address in IN_STYLE.findall(style.read_text(encoding="utf-8")):
        if wrong := _wrong(address, style, html, read):
            yield f"{style.relative_to(html.resolve())}: url() leads to {address!r}: {wrong}"


def _read(page: Path) -> tuple[BeautifulSoup, set[str]]:
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    names = {element[key] for key in ("id", "name") for element in soup.find_all(attrs={key: True})}
    return soup, names


def _addresses(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for element in soup.find_all(True):
        for key in ATTRIBUTES:
            if isinstance(value := element.get(key), str):
                yield element.name, value
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield element.name, candidate.split()[0]


def _target(address: str, file: Path) -> Path:
    path = unquote(urlsplit(address).path)
    return (file.parent / path).resolve() if path else file.resolve()


def _wrong(address: str, file: Path, html: Path, read) -> str:
    """Say what is wrong with an address in a file; nothing if it is another host's or all is well."""
    parts = urlsplit(address.strip())
    if parts.scheme or parts.netloc:
        return ""
    if not address.strip():
        return "it is empty; give an address, or take the attribute away"
    if parts.path.startswith("/"):
        return "it starts at the host's root, which is not ours on static hosting; write it from the page on"
    target = _target(address, file)
    if not target.is_relative_to(html.resolve()):
        return "it leaves the book's folder"
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return "there is no such file; mend the address, or build what it leads to"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and anchor not in read(target)[1]:
        return "that page has nothing of this name; mend the part after #"
    return ""
